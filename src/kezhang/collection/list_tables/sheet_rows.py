"""表格里的清单: the rows of a list table out of the sheet that a bureau without the system sends.

The page is known by its heads; numbers are read in the unit that the head or the line above it names.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from kezhang.collection.arithmetic.rounding import plain
from kezhang.collection.list_tables.frozen_rows import FrozenCell, FrozenRow, FrozenTable
from kezhang.collection.list_tables.table import CellKind, ListHead, ListTable
from kezhang.quantities.dates import parse_date
from kezhang.quantities.typed_numbers import exact_number
from kezhang.quantities.units import Unit
from kezhang.records.declaration.cells import MASKED, is_empty
from kezhang.records.importing.asking import units
from kezhang.records.importing.workbooks.workbook_reader import HEADER_ROWS, Page, is_blank

#: So many of a table's heads, its first among them, make a row the head of that table.
LEAST_HEADS = 3
#: How the first cell of a line begins that is no row: a sum, a signature, a note.
NO_ROW = ("合计", "小计", "总计", "填报人", "审核人", "备注：", "注：", "说明：")
_BRACKETED = re.compile(r"[（(]([^（）()]*)[）)]$")


class NotReadable(Exception):
    """A cell that cannot be what its head says, or a unit that cannot be told; the message names the place."""


def rows_in(pages: Sequence[Page], table: ListTable) -> FrozenTable | None:
    """None where no page has the table's heads. Raises NotReadable."""
    for page in pages:
        for at, row in enumerate(page.rows[:HEADER_ROWS]):
            places = _places(row, table)
            if table.heads[0] in places and len(places) >= min(LEAST_HEADS, len(table.heads)):
                return FrozenTable(table.heads, tuple(_rows(page, at, places, table)))
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
    page: Page, at: int, places: dict[ListHead, tuple[int, Unit | None]], table: ListTable
) -> Iterator[FrozenRow]:
    above = " ".join(str(cell) for row in page.rows[:at] for cell in row if not is_empty(cell))
    is_said, of_page = units.stated(above)
    if is_said and of_page is None:
        raise NotReadable(f"{page.name} 表头上方的金额单位没有读懂：{above[:60]}；只写一个，如 单位：万元")
    first, _ = places[table.heads[0]]
    for number, row in enumerate(page.rows[at + 1 :], start=at + 2):
        if is_blank(row) or number - 1 in page.hidden_rows:
            continue
        name = "" if first >= len(row) or is_empty(row[first]) else str(row[first]).strip()
        if not name or any(str(cell).strip().startswith(NO_ROW) for cell in row if not is_empty(cell)):
            continue
        cells = []
        for head in table.heads:
            place, unit = places.get(head, (None, None))
            cell = row[place] if place is not None and place < len(row) else None
            try:
                cells.append(_cell(head, cell, unit or of_page))
            except ValueError as fault:
                raise NotReadable(f"{page.name} 第{number}行“{head.text}”的“{str(cell)[:20]}”{fault}") from fault
        yield FrozenRow("", None, tuple(cells))


def _cell(head: ListHead, cell: Any, unit: Unit | None) -> FrozenCell:
    if is_empty(cell):
        return None if head.kind is CellKind.NUMBER else ""
    if head.kind is CellKind.NUMBER:
        if MASKED.fullmatch(str(cell).strip()):
            return None
        own = head.unit
        stated = unit if own and unit and unit.dimension == own.dimension else own
        number = exact_number(repr(cell) if isinstance(cell, float) else str(cell), 4)
        return plain(stated.to_base(number) if stated else number)
    if head.kind is CellKind.DAY:
        return (cell if isinstance(cell, date) else parse_date(str(cell))).strftime("%Y-%m-%d")
    return f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
