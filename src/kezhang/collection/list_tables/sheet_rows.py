"""表格里的清单: the rows of a list table out of the sheet that a bureau without the system sends.

The page is known by its heads. Rows are told from sums, notes and signatures as an import tells them, and amounts are
read in the unit that the cell, the head, the line above or the note below names; where none does, nothing is read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kezhang.collection.arithmetic.rounding import plain
from kezhang.collection.list_tables.frozen_rows import FrozenCell, FrozenRow, FrozenTable
from kezhang.collection.list_tables.table import CellKind, ListHead, ListTable
from kezhang.quantities.dates import parse_date
from kezhang.quantities.money import carries_unit, parse_amount
from kezhang.quantities.typed_numbers import exact_number
from kezhang.quantities.units import Unit
from kezhang.records.declaration.cells import MASKED, is_empty
from kezhang.records.importing.asking import units
from kezhang.records.importing.detection.header_names import bare
from kezhang.records.importing.detection.headers import NUMBERING
from kezhang.records.importing.detection.row_kinds import ALONE, ColumnPlace, RowKind, RowKinds
from kezhang.records.importing.workbooks.workbook_reader import HEADER_ROWS, Page, is_blank

#: So many of a table's heads, its first among them, make a row the head of that table.
LEAST_HEADS = 3
#: So many rows that are none of the list's are named; of more their number is told.
LISTED = 8
_BRACKETED = re.compile(r"[（(]([^（）()]*)[）)]$")


class NotReadable(Exception):
    """A cell that cannot be what its head says, or a unit that cannot be told; the message names the place."""


@dataclass(frozen=True)
class ListRead:
    """A list as a sheet has it, and the rows of the sheet that are none of the list's, by number and kind."""

    table: FrozenTable
    left_out: tuple[tuple[int, RowKind], ...]

    @property
    def says(self) -> str:
        """Where the rows are from, and which were not taken."""
        told = [f"第{number}行{kind.value}" for number, kind in self.left_out[:LISTED]]
        more = f"等{len(self.left_out)}行" if len(self.left_out) > LISTED else ""
        return "来文所列" + (f"；不作记录：{'、'.join(told)}{more}" if told else "")


def rows_in(pages: Sequence[Page], table: ListTable) -> ListRead | None:
    """None where no page has the table's heads. Raises NotReadable."""
    for page in pages:
        for at, row in enumerate(page.rows[:HEADER_ROWS]):
            places = _places(row, table)
            if table.heads[0] in places and len(places) >= min(LEAST_HEADS, len(table.heads)):
                rows, left_out = _sorted(page, at, places, table)
                of_page = _unit_of(page, page.rows[:at]) or _unit_of(page, [row for _, _, row in left_out])
                read = FrozenTable(table.heads, tuple(_rows(page, rows, places, table, of_page)))
                return ListRead(read, tuple((number, kind) for number, kind, _ in left_out))
    return None


def _places(row: Sequence[Any], table: ListTable) -> dict[ListHead, tuple[int, Unit | None]]:
    """Where each head stands, and the unit it names there."""
    found: dict[ListHead, tuple[int, Unit | None]] = {}
    heads = {_bare(head.text): head for head in table.heads}
    for place, cell in enumerate(row):
        words = "" if is_empty(cell) else "".join(str(cell).split())
        head = heads.get(_bare(words))
        if head is not None and head not in found:
            found[head] = (place, units.in_heading(words))
    return found


def _bare(words: str) -> str:
    """
    >>> _bare("立项资金（万元）"), _bare("资料(份)"), _bare("名称（姓名）")
    ('立项资金', '资料', '名称')
    """
    return _BRACKETED.sub("", words)


def _rows(
    page: Page,
    rows: Sequence[tuple[int, Sequence[Any]]],
    places: dict[ListHead, tuple[int, Unit | None]],
    table: ListTable,
    of_page: Unit | None,
) -> Iterator[FrozenRow]:
    first, _ = places[table.heads[0]]
    for number, row in rows:
        if number - 1 in page.hidden_rows:
            raise NotReadable(f"{page.name} 第{number}行在原表中是隐藏的；要报的请取消隐藏，不报的请删去")
        if first >= len(row) or is_empty(row[first]):
            raise NotReadable(
                f"{page.name} 第{number}行没有写“{table.heads[0].text}”；是合计的请写上合计，是记录的请补上"
            )
        cells = []
        for head in table.heads:
            place, unit = places.get(head, (None, None))
            cell = row[place] if place is not None and place < len(row) else None
            try:
                cells.append(_cell(head, cell, unit or of_page))
            except ValueError as fault:
                raise NotReadable(f"{page.name} 第{number}行“{head.text}”的“{str(cell)[:20]}”{fault}") from fault
        yield FrozenRow("", None, tuple(cells))


def _sorted(
    page: Page, at: int, places: dict[ListHead, tuple[int, Unit | None]], table: ListTable
) -> tuple[list[tuple[int, Sequence[Any]]], list[tuple[int, RowKind, Sequence[Any]]]]:
    """The rows under the head with their numbers, and the sums, sections, notes and signatures among them."""
    under = page.rows[at + 1 :]
    columns = [
        ColumnPlace(place, is_number=head.kind is CellKind.NUMBER, is_required=head is table.heads[0])
        for head, (place, _) in places.items()
    ]
    taken = {column.position for column in columns}
    numbering = [
        place for place, cell in enumerate(page.rows[at]) if place not in taken and bare(str(cell)) in NUMBERING
    ]
    kinds = RowKinds(numbering, columns, under)
    rows, left_out = list[tuple[int, Sequence[Any]]](), list[tuple[int, RowKind, Sequence[Any]]]()
    for number, row in enumerate(under, start=at + 2):
        if is_blank(row):
            continue
        found = kinds.of(row)
        if found is None:
            rows.append((number, row))
        elif found[0] is RowKind.NOTE and found[1] == ALONE:
            text = next(str(cell).strip() for cell in row if not is_empty(cell))
            raise NotReadable(f"{page.name} 第{number}行只写了“{text[:20]}”；是记录的请补全，不是的请删去")
        else:
            left_out.append((number, found[0], row))
    return rows, left_out


def _unit_of(page: Page, rows: Sequence[Sequence[Any]]) -> Unit | None:
    """The unit of money that lines above or below the table say."""
    words = " ".join(str(cell) for row in rows for cell in row if not is_empty(cell))
    is_said, unit = units.stated(words)
    if is_said and unit is None:
        raise NotReadable(f"{page.name} 的金额单位没有读懂：{words[:60]}；只写一个，如 单位：万元")
    return unit


def _cell(head: ListHead, cell: Any, unit: Unit | None) -> FrozenCell:
    if is_empty(cell):
        return None if head.kind is CellKind.NUMBER else ""
    if head.kind is CellKind.NUMBER:
        if MASKED.fullmatch(str(cell).strip()):
            return None
        text = repr(cell) if isinstance(cell, float) else str(cell).strip()
        if head.unit and carries_unit(text):
            return plain(parse_amount(text, head.unit))
        number = exact_number(text, 4)
        if head.unit and unit is None and number:
            raise ValueError(f"没有写明金额单位；请写在表头里，如 {head.heading}")
        return plain(unit.to_base(number) if head.unit and unit else number)
    if head.kind is CellKind.DAY:
        return (cell if isinstance(cell, date) else parse_date(str(cell))).strftime("%Y-%m-%d")
    return f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
