"""待修改的行: the rows that were not taken, cell by cell with what is wrong, to be mended in place or in Excel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kezhang.records.declaration.cells import is_empty
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem
from kezhang.records.importing.asking.mended_cells import MendedCells
from kezhang.records.importing.detection.headers import Heading
from kezhang.records.importing.detection.tables import DetectedTable
from kezhang.records.importing.import_plan import Plan
from kezhang.records.importing.parsed_rows import RowPlace


@dataclass(frozen=True)
class RejectedCell:
    """One cell that has to be looked at: as the sheet has it, or as somebody has mended it."""

    key: str  # how an answer names it
    label: str  # with the unit that its amounts are in
    text: str
    says: tuple[str, ...]  # what is wrong with it


@dataclass(frozen=True)
class RejectedRow:
    """One row that cannot be imported, with the cells that are at fault and what is wrong with the row as a whole."""

    place: RowPlace
    cells: tuple[RejectedCell, ...]
    values: tuple[str, ...]  # what it says in all columns that are read, in their order
    says: tuple[str, ...]


def headings_of(table: DetectedTable) -> list[Heading]:
    """The columns of a table, each once, as its first part has them."""
    return list({h.column.name: h for part in reversed(table.parts) for h in reversed(part.headings)}.values())[::-1]


def labelled(heading: Heading) -> str:
    """A column with the unit in which the sheet has its amounts."""
    unit = heading.unit or heading.column.unit
    return f"{heading.column.label}({unit.label})" if heading.column.unit and unit else heading.column.label


def rejected_rows(plan: Plan, table: DetectedTable) -> list[RejectedRow]:
    """The rows of a plan that cannot be imported, in the sheet's order."""
    by_place: dict[tuple[str, int, int], list[Problem]] = {}
    for problem in plan.rejected:
        by_place.setdefault((problem.sheet, problem.row or 0, problem.side), []).append(problem)
    mended = MendedCells(plan.answers)
    columns = headings_of(table)
    numbers = {problem.row for problem in plan.rejected}
    found = []
    for part in table.parts:
        own = {heading.column.name: heading for heading in part.headings}
        for number, cells in part.rows:
            if number not in numbers:
                continue
            place = RowPlace.of(table, part, number)
            problems = by_place.get((place.sheet, place.number, place.side))
            if problems is None:
                continue
            texts = {name: _text(cells, h, mended.to(place.key, h.column.label)) for name, h in own.items()}
            at_fault = _at_fault(plan.ledger, problems)
            found.append(
                RejectedRow(
                    place=place,
                    cells=tuple(
                        RejectedCell(f"{place.key}:{own[name].column.label}", labelled(own[name]), texts[name], says)
                        if name in own
                        else _lacking(place, plan.ledger.column(name), mended, says)
                        for name, says in at_fault.items()
                        if name in own or (says and name in plan.ledger.by_name)
                    ),
                    values=tuple(texts.get(heading.column.name, "") for heading in columns),
                    says=tuple(dict.fromkeys(f"{p.label}“{p.found}”：{p.says}" for p in problems)),
                )
            )
    return found


def as_sheet(rows: Sequence[RejectedRow], table: DetectedTable) -> tuple[list[str], list[list[str]]]:
    """The rows as a sheet to be mended in Excel: all columns that were read, those the sheet lacks, then the reasons."""
    read = [labelled(heading) for heading in headings_of(table)]
    lacking = list(dict.fromkeys(cell.label for row in rows for cell in row.cells if cell.label not in read))
    lines = []
    for row in rows:
        typed = {cell.label: cell.text for cell in row.cells}
        lines.append([*row.values, *(typed.get(label, "") for label in lacking), "；".join(row.says)])
    return [*read, *lacking, "未导入的原因"], lines


def _lacking(place: RowPlace, column: Column, mended: MendedCells, says: tuple[str, ...]) -> RejectedCell:
    """A cell of a column that the sheet does not have: what it lacks may be typed row by row."""
    label = f"{column.label}({column.unit.label})" if column.unit else column.label
    return RejectedCell(f"{place.key}:{column.label}", label, mended.to(place.key, column.label) or "", says)


def _at_fault(ledger: Ledger, problems: Sequence[Problem]) -> Mapping[str, tuple[str, ...]]:
    """The columns that are to be looked at: that of a problem, and all that a broken rule compares."""
    rules = {rule.name: rule.needs for rule in ledger.all_rules}
    found: dict[str, tuple[str, ...]] = {}
    for problem in problems:
        found[problem.column] = (*found.get(problem.column, ()), problem.says)
        for name in rules.get(problem.rule, ()):
            found.setdefault(name, ())
    return found


def _text(cells: Sequence[Any], heading: Heading, mended: str | None) -> str:
    if mended is not None:
        return mended
    cell = cells[heading.position] if heading.position < len(cells) else None
    if is_empty(cell):
        return ""
    return f"{cell:g}" if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e6 else str(cell)
