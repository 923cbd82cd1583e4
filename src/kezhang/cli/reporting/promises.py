"""``kezhang promises``: what the issued reports promised, and what became of it."""

from typing import Annotated, Any

import typer
from django.utils import timezone
from rich.table import Column

from kezhang.cli.console import console, day_of, folding_table, org_of, write_json
from kezhang.reports.drafting.promises import PromiseOutcome, PromiseStanding, promised

COLOURS = {
    PromiseOutcome.KEPT: "green",
    PromiseOutcome.BROKEN: "red",
    PromiseOutcome.UNDER_WAY: "yellow",
    PromiseOutcome.UNKNOWN: "blue",
}


def promises(
    org: Annotated[str, typer.Option(help="单位代码")],
    as_of: Annotated[str, typer.Option(help="截至日期；不写则为今天")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """列出已签发报告中的承诺：承诺多少、实际多少、是否兑现。"""
    bureau, day = org_of(org), day_of(as_of) if as_of else timezone.localdate()
    found = promised(bureau, day)
    if as_json:
        write_json([_told(each) for each in found])
        return
    table = folding_table(
        Column("报告", no_wrap=True, min_width=21),
        "事项",
        "期限",
        "承诺",
        "实际",
        "结果",
        title=f"{bureau.name} 承诺（截至{day}）",
    )
    for each in found:
        outcome = f"[{COLOURS[each.outcome]}]{each.outcome.sign} {each.outcome.label}[/]"
        label, number = each.target.measured.label, each.promise.report.number
        table.add_row(number, label, each.scope, each.target.text, each.figure.text, outcome)
    console.print(table)


def _told(each: PromiseStanding) -> dict[str, Any]:
    return {
        "report": each.promise.report.number,
        "indicator": each.target.indicator,
        "label": each.target.measured.label,
        "period": each.target.period.code,
        "target": each.target.pk,
        "type": each.target.type,
        "promised": each.target.base_value,
        "actual": each.figure.value,
        "as_of": each.line.as_of.isoformat(),
        "outcome": each.outcome.code,
        "sentence": each.promise.sentence,
    }
