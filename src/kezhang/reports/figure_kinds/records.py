"""表中数: the numbers of a table, each taken from one record, and how many records the table is over."""

from kezhang.records.declaration.ledger import Ledger
from kezhang.reports.figure_kinds.kind import FigureKind

CELL = FigureKind(key="cell", role="表中数", note="台账中一条记录的一列，准确值在证据表中。")
COUNTED = FigureKind(key="table", role="条数", note="表中所列台账符合条件的记录条数。")

OF_RECORDS = (CELL, COUNTED)


def defined(ledger: Ledger, counted: str, unit: str) -> dict[str, str]:
    """What a number of a table is, in words."""
    column = ledger.column(ledger.dated_by).label
    return {"指标": ledger.label, "计算": counted, "依据": "", "单位": unit, "台账": ledger.label, "归属日期": column}
