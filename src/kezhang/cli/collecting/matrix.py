"""``kezhang matrix``: the bureaus below side by side, as their ledgers stand (台账口径)."""

from pathlib import Path
from typing import Annotated

import typer

from kezhang.catalogue import INDICATORS
from kezhang.cli.console import console, day_of, folding_table, org_of, period_of, stop, write_json
from kezhang.cli.measuring import indicator_of
from kezhang.cli.people import Json
from kezhang.collection.publishing.live_matrix import BASIS, LiveMatrix, live_matrix, told
from kezhang.collection.publishing.live_workbook import live_workbook


def matrix(
    org: Annotated[str, typer.Option(help="上级单位的代码")],
    as_of: Annotated[str, typer.Option(help="截至日期；不填为期间的最后一天")] = "",
    period: Annotated[str, typer.Option(help="期间，如 2024、2024H1；不填为截至日期所在年度")] = "",
    indicator: Annotated[list[str] | None, typer.Option(help="指标，可写多次；不填为全部")] = None,
    by_county: Annotated[bool, typer.Option("--by-county", help="逐县列出；不填为直属下级各一列")] = False,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="写到哪个 .xlsx")] = None,
    as_json: Json = False,
) -> None:
    """各单位指标（台账口径）：各县台账现有的数并列，带状态、合计和覆盖；不是报送数。"""
    bureau, span = org_of(org), period_of(period) if period else None
    if not as_of and span is None:
        stop("请写 --as-of（截至日期）或 --period（期间）。")
    day = day_of(as_of) if as_of or span is None else span.last
    chosen = [indicator_of(name) for name in indicator or ()] or [i for i in INDICATORS.values() if i.code]
    found = live_matrix(bureau, chosen, day, span, by_county=by_county)
    if not found.bureaus:
        stop(f"{bureau.name}没有下级单位。")
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(live_workbook(found))
    if as_json:
        write_json(told(found))
    elif out is None:
        _show(found)


def _show(found: LiveMatrix) -> None:
    console.print(f"{found.org.name}各单位指标（{BASIS}，截至{found.as_of}）", highlight=False)
    for line in found.lines:
        told_of = (
            line.period.label,
            f"合计{line.total_text}",
            f"覆盖{line.coverage}",
            line.indicator.over_places.value,
        )
        console.print(f"{line.indicator.label}（{'，'.join(told_of)}）", highlight=False, soft_wrap=True)
        table = folding_table("单位", "数", "状态")
        for cell in (*line.cells, line.own):
            name = f"{cell.org.name}本级" if cell is line.own else cell.org.name
            table.add_row(name, cell.text, cell.status.value)
        console.print(table)
