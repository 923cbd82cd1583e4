"""合计核对: whether a sheet's own totals agree with its rows.

A total is compared with what the sheet's cells add up to, imported or not, so that a
difference is always the sheet's own.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Any

from kezhang.records.declaration.cells import is_empty
from kezhang.records.importing.detection.headers import Heading
from kezhang.records.importing.detection.tables import DetectedTable, Line


@dataclass(frozen=True)
class _Running:
    """A column's numbers added up from the top, so that any stretch of rows is one subtraction."""

    heading: Heading
    numbers: Sequence[int]  # of the rows
    sums: Sequence[Decimal]  # before each row; one longer

    def between(self, above: int, below: int) -> Decimal:
        """The sum of the rows after row ``above`` and before row ``below``."""
        return self.sums[bisect_left(self.numbers, below)] - self.sums[bisect_left(self.numbers, above + 1)]


def agreement(table: DetectedTable) -> list[str]:
    """One sentence per total row: agrees, differs by how much, or holds nothing to compare."""
    said = []
    for part in table.parts:
        if not part.totals:
            continue
        where = f"工作表“{part.sheet}”" if table.several_sheets else ""
        numbers = [number for number, _ in part.rows]
        running = [
            _Running(
                h,
                numbers,
                list(accumulate((_number(h, cells) or Decimal(0) for _, cells in part.rows), initial=Decimal(0))),
            )
            for h in part.headings
            if h.column.is_number and h.column.name not in table.ledger.keys[0]
        ]
        previous = part.head.last + 1
        for line in part.totals:
            said.append(f"{where}第{line[0]}行为合计，{_judged(running, line, previous)}")
            previous = line[0]
    return said


def _judged(running: Sequence[_Running], line: Line, previous: int) -> str:
    number, cells = line
    differing: list[str] = []
    agreed = 0
    for column in running:
        stated = _number(column.heading, cells)
        if stated is None:
            continue
        everything = column.sums[-1]
        since = column.between(previous, number)
        if stated in (everything, since, column.between(0, number)):
            agreed += 1
            continue
        label, of_group = column.heading.column.label, "小计" in "".join(map(str, cells[:4]))
        written, added = (_shown(column.heading, value) for value in (stated, since if of_group else everything))
        differing.append(f"“{label}”写的是{written}，明细之和为{added}")
    if differing:
        return "；".join(differing) + "，与明细不符，请核对原表。"
    return "与明细相符，不导入。" if agreed else "没有可核对的数，不导入。"


def _number(heading: Heading, cells: Sequence[Any]) -> Decimal | None:
    cell = cells[heading.position] if heading.position < len(cells) else None
    if is_empty(cell):
        return None
    try:
        return Decimal(heading.column.reader(heading.unit)(cell))
    except ValueError:
        return None


def _shown(heading: Heading, value: Decimal) -> str:
    unit = heading.unit or heading.column.unit
    return unit.write(value, 6) if unit else f"{value.normalize():f}"
