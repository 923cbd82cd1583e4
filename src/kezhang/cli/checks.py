"""``kezhang check``: what the bureau above would ask, before it asks."""

from typing import Annotated, Any

import typer

from kezhang.cli.console import console, day_of, folding_table, org_of, write_json
from kezhang.controls.case import CheckOutcome
from kezhang.controls.catalogue import inspect

COLOURS = {"error": "red", "warning": "yellow", "unknown": "blue", "passed": "green"}


def check(
    org: Annotated[str, typer.Option(help="单位代码")],
    as_of: Annotated[str, typer.Option(help="截至日期")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """按上级常做的核查逐项对账；有发现时退出码为1。"""
    bureau, day = org_of(org), day_of(as_of)
    outcomes = inspect(bureau, day)
    if as_json:
        write_json([_told(outcome) for outcome in outcomes])
    else:
        table = folding_table("项", "核查", "结果", "发现和办法", title=f"{bureau.name} 核查（截至{day}）")
        for outcome in outcomes:
            state = f"[{COLOURS[outcome.state]}]{outcome.state_label}[/]"
            table.add_row(str(outcome.check.number), outcome.check.title, state, "\n".join(_lines(outcome)))
        console.print(table)
    if any(outcome.found for outcome in outcomes):
        raise typer.Exit(1)


def _lines(outcome: CheckOutcome) -> list[str]:
    lines = [f"{n}. {found.says}{found.todo}" for n, found in enumerate(outcome.found, start=1)]
    return lines + [f"无法核对：{what}" for what in outcome.lacking]


def _told(outcome: CheckOutcome) -> dict[str, Any]:
    return {
        "number": outcome.check.number,
        "title": outcome.check.title,
        "severity": outcome.check.severity.value,
        "state": outcome.state,
        "found": [
            {
                "says": found.says,
                "todo": found.todo,
                "figure": found.figure,
                "records": [{"ledger": r.ledger, "id": r.pk, "label": r.label} for r in found.records],
            }
            for found in outcome.found
        ],
        "lacking": list(outcome.lacking),
    }
