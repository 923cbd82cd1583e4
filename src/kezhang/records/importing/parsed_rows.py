"""一行: the rows of a table as records, with what cannot be read and what stands twice.

Reading looks at the sheet alone; what the ledger already holds is the plan's business.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from kezhang.orgs.models import Org
from kezhang.records.declaration.cell_traces import MARKS, is_zero_day, unmarked
from kezhang.records.declaration.cells import Reader, eased, is_empty
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Key, Ledger
from kezhang.records.declaration.rules import Problem, Severity
from kezhang.records.importing.asking.chosen_words import ChosenWords
from kezhang.records.importing.asking.mended_cells import MendedCells
from kezhang.records.importing.asking.whole_sheet import WholeSheet
from kezhang.records.importing.detection.tables import DetectedTable, TablePart
from kezhang.records.models import Record
from kezhang.records.new_rows import builder


@dataclass(frozen=True)
class RowPlace:
    """Where a row stands: its number as Excel counts; the sheet is named where the table spans several."""

    number: int
    sheet: str = ""
    side: int = 0  # of tables side by side, from 1

    def __str__(self) -> str:
        at = f"第{self.number}行{f'左起第{self.side}栏' if self.side else ''}"
        return f"“{self.sheet}”{at}" if self.sheet else at

    @classmethod
    def of(cls, table: DetectedTable, part: TablePart, number: int) -> "RowPlace":
        return cls(number, part.sheet if table.several_sheets else "", part.head.side)

    @property
    def key(self) -> str:
        """How an answer names the row: 5, Sheet2!5, and 5.2 on the second of two tables side by side."""
        return f"{f'{self.sheet}!' if self.sheet else ''}{self.number}{f'.{self.side}' if self.side else ''}"


#: A row as read: where it stands, the record, and the columns it fills.
Parsed = tuple[RowPlace, Record, tuple[str, ...]]


@dataclass(frozen=True)
class ParsedRows:
    """The rows of a table as read, with what could not be and what was read only with care."""

    rows: list[Parsed]
    rejected: list[Problem]
    eases: dict[RowPlace, list[Problem]]  # warnings
    said: list[str]  # what was read otherwise than it stands, in words
    blanks: dict[RowPlace, list[str]]  # columns the sheet has and the row leaves empty


def parse(
    ledger: Ledger,
    table: DetectedTable,
    org: Org,
    whole: WholeSheet | None = None,
    chosen: ChosenWords | None = None,
    mended: MendedCells | None = None,
    only: Collection[str] | None = None,
) -> ParsedRows:
    """Records, the cells that cannot be read, and what was read only with care.

    ``whole`` is what was said to hold for every row; what stands in the row itself wins. ``chosen`` are the words that
    people have said to mean a choice; what it cannot read it keeps, to be asked. ``mended`` are cells that were typed over,
    ``only`` the rows that are asked for, by their keys.
    """
    parsed: list[Parsed] = []
    rejected: list[Problem] = []
    eases: dict[RowPlace, list[Problem]] = {}
    noughts: dict[str, list[RowPlace]] = {}
    empty: dict[RowPlace, list[str]] = {}
    alone = {names[0] for names in ledger.keys if len(names) == 1}
    for part in table.parts:
        blanks = {h.column.name: h.column.blank for h in part.headings}
        readers = _readers(part, ledger.columns if mended else ())
        others = () if whole is None else tuple(name for name in whole.columns if name not in blanks)
        sheet = part.sheet if table.several_sheets else ""
        for number, cells in part.rows:
            place = RowPlace(number, sheet, part.head.side)
            if only is not None and place.key not in only:
                continue
            values = dict(blanks)
            filled, faults = list[str](), _faults_of_row(part, place)
            _note_struck(part, place, eases)
            for position, column, read in readers:
                cell = cells[position] if position is not None and position < len(cells) else None
                if mended and (typed := mended.to(place.key, column.label)) is not None:
                    cell = typed
                elif position is None:
                    continue
                if is_empty(cell):
                    empty.setdefault(place, []).append(column.name)
                    continue
                filled.append(column.name)
                try:
                    cell = chosen.read(column, cell) if chosen and column.choices else cell
                    plain = unmarked(cell) if type(cell) is str and cell[:1] in MARKS else cell
                    values[column.name] = read(plain)
                except ValueError:
                    try:
                        value, remark = _with_care(column, read, cell, alone=column.name in alone)
                    except ValueError as fault:
                        faults.append(_problem(place, column, cell, str(fault), Severity.ERROR))
                        continue
                    if remark is _NOUGHT:
                        noughts.setdefault(column.label, []).append(place)
                        filled.remove(column.name)
                        empty.setdefault(place, []).append(column.name)
                        continue
                    values[column.name] = value
                    if remark:
                        eases.setdefault(place, []).append(_problem(place, column, cell, remark, Severity.WARNING))
            if faults:
                rejected += faults
                continue
            filled += _given(values, whole, [name for name in others if name not in filled])
            parsed.append((place, _record(ledger, org, values), tuple(filled)))
    said = [
        f"“{label}”{in_rows(places)}存的是0，表里显示成1900年，多半是查找公式碰到了空格，按空格读取。"
        for label, places in noughts.items()
    ]
    return ParsedRows(parsed, rejected, eases, said, empty)


def _readers(part: TablePart, others: Iterable[Column]) -> list[tuple[int | None, Column, Reader]]:
    """Where each column stands and how it is read; ``others`` stand nowhere, but may have been typed beside a row."""
    found: list[tuple[int | None, Column, Reader]] = [
        (h.position, h.column, _remembering(h.column.reader(h.unit))) for h in part.headings
    ]
    there = {h.column.name for h in part.headings}
    return found + [(None, column, column.reader()) for column in others if column.name not in there]


def _remembering(read: Reader) -> Reader:
    """A sheet names few firms, days and kinds in very many rows; 1, 1.0 and TRUE are equal to Python and not the same to read."""
    return lru_cache(maxsize=2048, typed=True)(read)


def _faults_of_row(part: TablePart, place: RowPlace) -> list[Problem]:
    """What keeps a row from being read whatever its cells hold."""
    words = part.overlong.get(place.number)
    return [at(place, Problem("", "整行", "", words))] if words else []


def _note_struck(part: TablePart, place: RowPlace, eases: dict[RowPlace, list[Problem]]) -> None:
    if part.struck and (words := part.struck.get(place.number)):
        eases.setdefault(place, []).append(at(place, Problem("", "整行", "", words, Severity.WARNING, "struck")))


def _given(values: dict[str, Any], whole: WholeSheet | None, names: Sequence[str]) -> list[str]:
    """Fill in what holds for the whole sheet; the columns that were filled."""
    given = {} if whole is None else {name: whole.value(name, values) for name in names}
    told = {name: value for name, value in given.items() if value is not None}
    values.update(told)
    return list(told)


_NOUGHT = "1900年"


def _with_care(column: Column, read: Reader, cell: Any, *, alone: bool) -> tuple[Any, str]:
    """A cell that could not be read as it stands, and what a person must know of it; a key on its own bears no care.

    Raises ValueError with what would be right.
    """
    if column.is_date and not column.required and is_zero_day(cell):
        return None, _NOUGHT
    plain = unmarked(cell) if isinstance(cell, str) else cell
    value, remark = eased(column.model_field, read, plain)
    if remark and alone:
        read(plain)  # says why it is refused
    return value, remark


def in_rows(places: Sequence[RowPlace]) -> str:
    """Some rows as a person lists them."""
    listed = "、".join(str(place.number) for place in places[:8])
    return f"第{listed}{f'等{len(places)}' if len(places) > 8 else ''}行"


def _record(ledger: Ledger, org: Org, values: dict[str, Any]) -> Record:
    own = [(column, values.pop(column.name)) for column in ledger.own if column.name in values]
    record: Record = builder(ledger.model)({"org_id": org.pk, **values})
    record._meta.get_field("org").set_cached_value(record, org)
    for column, value in own:
        column.put(record, value)
    return record


def _problem(place: RowPlace, column: Column, cell: Any, says: str, severity: Severity) -> Problem:
    rule = "read_with_care" if severity is Severity.WARNING else ""
    return Problem(
        column.name, column.label, str(cell)[:60], says, severity, rule, place.number, place.sheet, place.side
    )


def one_per_key(ledger: Ledger, parsed: list[Parsed]) -> tuple[list[Parsed], list[Problem]]:
    """A row that is already in the file is refused and names the first one: no row wins silently."""
    known: dict[Key, Record] = {}
    places: dict[int, RowPlace] = {}
    kept, repeated = [], []
    for place, record, named in parsed:
        keys = ledger.keys_of(record)
        other = ledger.same(record, known, keys)
        if other is not None:
            names, _ = keys[0]
            label = "、".join(ledger.column(name).label for name in names)
            says = f"与{places[id(other)]}重复，请核对后保留一行"
            found = "、".join(str(getattr(record, name)) for name in names)
            repeated.append(at(place, Problem(names[0], label, found, says)))
            continue
        places[id(record)] = place
        for key in keys:
            known.setdefault(key, record)
        kept.append((place, record, named))
    return kept, repeated


def at(place: RowPlace, problem: Problem) -> Problem:
    return replace(problem, row=place.number, sheet=place.sheet, side=place.side)
