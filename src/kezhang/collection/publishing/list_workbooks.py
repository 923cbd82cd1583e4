"""清单的表格: the rows a bureau returned, or those of all bureaus of a round, as a workbook with sums."""

from collections.abc import Sequence
from typing import Any

from kezhang.collection.list_tables.frozen_rows import ColumnSum, FrozenRow, cell_value
from kezhang.collection.list_tables.table import ListHead
from kezhang.collection.models import ReturnedTable
from kezhang.collection.publishing.collated_tables import CollatedTable
from kezhang.records.workbook_writer import Sheet, workbook


def returned_workbook(table: ReturnedTable) -> bytes:
    frozen, answer = table.frozen, table.version.answer
    sheet = Sheet(
        name=table.label,
        headings=[head.heading for head in frozen.heads],
        rows=[*(_values(frozen.heads, row) for row in frozen.rows), _sum_values(frozen.heads, frozen.sums)],
        above=(
            f"{table.label}（{table.declared.code}）",
            f"填报单位：{answer.org.name}；截至{answer.round.as_of}；{table.version}；报送口径，冻结",
        ),
        below=tuple(filter(None, (table.counted, table.explanation))),
        frozen_columns=1,
    )
    return workbook([sheet])


def _values(heads: Sequence[ListHead], row: FrozenRow) -> list[Any]:
    return [cell_value(head, cell) for head, cell in zip(heads, row.cells, strict=True)]


def _sum_values(heads: Sequence[ListHead], sums: Sequence[ColumnSum | None]) -> list[Any]:
    """The last line; numbers, unless some are not known, which a number alone would hide."""
    cells: list[Any] = []
    for head, each in zip(heads, sums, strict=True):
        if each is None:
            cells.append("")
        elif each.known is None or each.unknown:
            cells.append(each.text(head))
        else:
            cells.append(each.known / head.unit.factor if head.unit else each.known)
    return cells


def collated_workbook(table: CollatedTable) -> bytes:
    round_ = table.asked.round
    rows = [[part.answer.org.name, part.status, *_values(table.heads, row)] for part, row in table.rows]
    last = ["合计", f"{table.count}条，{table.coverage}", *_sum_values(table.heads, table.sums)]
    missing = "、".join(f"{part.answer.org.name}{part.status}" for part in table.parts if part.table is None)
    sheet = Sheet(
        name=table.asked.declared.label,
        headings=("县（市、区）", "状态", *(head.heading for head in table.heads)),
        rows=[*rows, last],
        above=(
            f"{table.asked}（{table.asked.declared.code}）",
            f"{round_.title}（{round_.number}，截至{round_.as_of}）；报送口径，合计只计已接收的",
        ),
        below=(table.asked.declared.counted, *((f"没有清单的：{missing}",) if missing else ())),
        frozen_columns=1,
    )
    return workbook([sheet])
