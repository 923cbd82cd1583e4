"""台账口径 xlsx: the live matrix to be taken along, numbers in the unit beside them, remarks where there is none."""

from typing import Any

from kezhang.collection.publishing.live_matrix import BASIS, LiveCell, LiveMatrix
from kezhang.records.workbook_writer import MarkedCell, Sheet, workbook

HEADS = ("指标", "计量单位", "期间", "合计", "覆盖", "怎么合计")


def live_workbook(found: LiveMatrix) -> bytes:
    """One line for each indicator, one column for each bureau, the superior's own records beside them."""
    rows = [
        [
            line.indicator.label,
            line.indicator.unit.label,
            line.period.label,
            line.total_text if line.total is None else line.total / line.indicator.unit.factor,
            line.coverage,
            line.indicator.over_places.value,
            *(_cell(cell) for cell in (line.own, *line.cells)),
        ]
        for line in found.lines
    ]
    sheet = Sheet(
        name=BASIS,
        headings=(*HEADS, "本级", *(bureau.name for bureau in found.bureaus)),
        rows=rows,
        above=(
            f"{found.org.name}各单位指标（截至{found.as_of}）",
            f"{BASIS}：按各单位台账现有记录计，不是报送数，不用于排名；“—”为没有建账，不是0，不参加合计",
        ),
        frozen_columns=1,
    )
    return workbook([sheet])


def _cell(cell: LiveCell) -> Any:
    if cell.value is None:
        return MarkedCell(cell.text, cell.status.value, "faint")
    number = cell.value / cell.indicator.unit.factor
    return MarkedCell(number, cell.says) if cell.notes else number
