"""Which ledger a workbook is for, by its headings.

The one rule: the ledger whose required columns are all there and whose columns account for most of the
sheet's headings is chosen; a tie is not decided but said.
"""

import io
from collections.abc import Iterable
from pathlib import Path

from kezhang.records import sheets
from kezhang.records.ledger import Ledger
from kezhang.records.sheets import Table, Unreadable


def recognise(content: bytes, name: str, ledgers: Iterable[Ledger]) -> tuple[Ledger, Table]:
    """The ledger and its table. Raises Unreadable when none fits, or two fit equally well."""
    fitting: list[tuple[int, int, Ledger, Table]] = []
    first_fault: Unreadable | None = None
    for ledger in ledgers:
        try:
            table = sheets.read(ledger, io.BytesIO(content), name)
        except Unreadable as fault:
            first_fault = first_fault or fault
            continue
        fitting.append((len(table.headings), -len(table.unknown), ledger, table))
    if not fitting:
        if first_fault and "没有找到" not in str(first_fault) and "缺少必填列" not in str(first_fault):
            raise first_fault
        raise Unreadable(
            f"“{Path(name).name}”的表头与任何一个台账都对不上。请下载对应台账的模板对照，或指明台账后再导入。"
        )
    fitting.sort(key=lambda found: found[:2], reverse=True)
    if len(fitting) > 1 and fitting[0][:2] == fitting[1][:2]:
        names = "、".join(f[2].label for f in fitting[:2])
        raise Unreadable(f"“{Path(name).name}”的表头同时像{names}，请指明台账后再导入。")
    return fitting[0][2], fitting[0][3]
