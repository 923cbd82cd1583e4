"""一行: the rows of a table as records, with what cannot be read and what stands twice.

Reading looks at the sheet alone; what the ledger already holds is the plan's business.
"""

from dataclasses import dataclass, replace
from typing import Any

from kezhang.orgs.models import Org
from kezhang.records.declaration.cells import eased, is_empty
from kezhang.records.declaration.ledger import Column, Key, Ledger
from kezhang.records.declaration.rules import Problem, Severity
from kezhang.records.importing.tables import DetectedTable
from kezhang.records.models import Record


@dataclass(frozen=True)
class RowPlace:
    """Where a row stands: its number as Excel counts; the sheet is named where the table spans several."""

    number: int
    sheet: str = ""

    def __str__(self) -> str:
        return f"“{self.sheet}”第{self.number}行" if self.sheet else f"第{self.number}行"


#: A row as read: where it stands, the record, and the columns its sheet has.
Parsed = tuple[RowPlace, Record, tuple[str, ...]]


def parse(
    ledger: Ledger, table: DetectedTable, org: Org
) -> tuple[list[Parsed], list[Problem], dict[RowPlace, list[Problem]]]:
    """Records, the cells that cannot be read, and what was read only with a warning."""
    parsed: list[Parsed] = []
    rejected: list[Problem] = []
    eases: dict[RowPlace, list[Problem]] = {}
    for part in table.parts:
        readers = [(h.position, h.column, h.column.reader(h.unit)) for h in part.headings]
        blanks = {h.column.name: h.column.blank for h in part.headings}
        named = tuple(blanks)
        sheet = part.sheet if table.several_sheets else ""
        for number, cells in part.rows:
            place = RowPlace(number, sheet)
            values = dict(blanks)
            faults = []
            for position, column, read in readers:
                cell = cells[position] if position < len(cells) else None
                if is_empty(cell):
                    continue
                try:
                    values[column.name] = read(cell)
                except ValueError:
                    try:
                        values[column.name], remark = eased(column.model_field, read, cell)
                    except ValueError as fault:
                        faults.append(_problem(place, column, cell, str(fault), Severity.ERROR))
                        continue
                    if remark:
                        eases.setdefault(place, []).append(_problem(place, column, cell, remark, Severity.WARNING))
            if faults:
                rejected += faults
            else:
                parsed.append((place, _record(ledger, org, values), named))
    return parsed, rejected, eases


def _record(ledger: Ledger, org: Org, values: dict[str, Any]) -> Record:
    own = [(column, values.pop(column.name)) for column in ledger.own if column.name in values]
    record = ledger.model(org=org, **values)
    for column, value in own:
        column.put(record, value)
    return record


def _problem(place: RowPlace, column: Column, cell: Any, says: str, severity: Severity) -> Problem:
    rule = "read_with_care" if severity is Severity.WARNING else ""
    return Problem(column.name, column.label, str(cell)[:60], says, severity, rule, place.number, place.sheet)


def one_per_key(ledger: Ledger, parsed: list[Parsed]) -> tuple[list[Parsed], list[Problem]]:
    """A row that is already in the file is refused and names the first one: no row wins silently."""
    known: dict[Key, Record] = {}
    places: dict[int, RowPlace] = {}
    kept, repeated = [], []
    for place, record, named in parsed:
        keys = ledger.keys_of(record)
        other = ledger.same(record, known, keys)
        if other is not None:
            names, values = keys[0]
            label = "、".join(ledger.column(name).label for name in names)
            says = f"与{places[id(other)]}重复，请核对后保留一行"
            found = "、".join(str(value) for value in values)
            repeated.append(at(place, Problem(names[0], label, found, says)))
            continue
        places[id(record)] = place
        for key in keys:
            known.setdefault(key, record)
        kept.append((place, record, named))
    return kept, repeated


def at(place: RowPlace, problem: Problem) -> Problem:
    return replace(problem, row=place.number, sheet=place.sheet)
