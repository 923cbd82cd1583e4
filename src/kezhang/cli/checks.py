"""``kezhang check``: what the bureau above would ask, before it asks."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from kezhang.cli.console import bar, console, day_of, faults, folding_table, org_of, stop, write_json
from kezhang.controls.bureaus import BY_BUREAU, CheckedBureaus, inspect_bureaus
from kezhang.controls.case import CheckOutcome, Found
from kezhang.controls.check_workbook import check_workbook
from kezhang.jobs.progress import heard_by

COLOURS = {"error": "red", "warning": "yellow", "unknown": "blue", "passed": "green"}


class ProgressBar:
    """How far the checks are, bureau by bureau; one bureau alone has no bar."""

    def __init__(self, shown: Progress) -> None:
        self.shown = shown

    def tell(self, done: int, total: int, words: str) -> None:
        if not self.shown.tasks:
            self.shown.add_task(words, total=total)
        self.shown.update(self.shown.tasks[0].id, description=words, completed=done)


def check(
    org: Annotated[str, typer.Option(help="单位代码")],
    as_of: Annotated[str, typer.Option(help="截至日期")],
    county: Annotated[str, typer.Option(help="上级只看这一个下级单位（代码）")] = "",
    by_county: Annotated[bool, typer.Option("--by-county", help="发现按单位排列，不按核对项")] = False,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="写成 .xlsx")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """按上级常做的核查逐项对账，上级连同直接下级各单位；有发现时退出码为1。"""
    bureau, day = org_of(org), day_of(as_of)
    try:
        with bar(faults) as progress, heard_by(ProgressBar(progress)):
            checked = inspect_bureaus(bureau, day, county, BY_BUREAU if by_county else "")
    except ValueError as fault:
        stop(f"{fault}。")
    if out is not None:
        out.write_bytes(check_workbook(checked))
    if as_json:
        write_json([_told(outcome) for outcome in checked.outcomes])
    elif out is not None:
        console.print(f"已写到 {out}")
    else:
        _show(checked, f"{bureau.name} 核查（截至{day}）")
    if any(outcome.found for outcome in checked.outcomes):
        raise typer.Exit(1)


def _show(checked: CheckedBureaus, title: str) -> None:
    """A line for each check; where there are several bureaus, one for each finding with whose it is."""
    if not checked.bureaus:
        table = folding_table("项", "核查", "结果", "发现和办法", title=title)
        for outcome in checked.outcomes:
            table.add_row(str(outcome.check.number), outcome.check.title, _state(outcome), "\n".join(_lines(outcome)))
    else:
        table = folding_table("项", "核查", "单位", "结果", "发现和办法", title=title)
        states = {outcome.check.number: _state(outcome) for outcome in checked.outcomes}
        for check, found in checked.found:
            whose = found.bureau.name if found.bureau else ""
            table.add_row(str(check.number), check.title, whose, states[check.number], f"{found.says}{found.todo}")
        for outcome in checked.outcomes:
            if not outcome.found:
                lacking = "\n".join(outcome.lacking)
                table.add_row(str(outcome.check.number), outcome.check.title, "", _state(outcome), lacking)
    console.print(table)


def _state(outcome: CheckOutcome) -> str:
    return f"[{COLOURS[outcome.state]}]{outcome.state_label}[/]"


def _lines(outcome: CheckOutcome) -> list[str]:
    lines = [f"{n}. {found.says}{found.todo}" for n, found in enumerate(outcome.found, start=1)]
    return lines + [f"无法核对：{what}" for what in outcome.lacking]


def _told(outcome: CheckOutcome) -> dict[str, Any]:
    return {
        "number": outcome.check.number,
        "title": outcome.check.title,
        "severity": outcome.check.severity.value,
        "state": outcome.state,
        "found": [_found(found) for found in outcome.found],
        "lacking": list(outcome.lacking),
    }


def _found(found: Found) -> dict[str, Any]:
    """With whose it is where there are several bureaus."""
    whose = {"org": found.bureau.code, "name": found.bureau.name} if found.bureau else {}
    return whose | {
        "says": found.says,
        "todo": found.todo,
        "figure": found.figure,
        "records": [{"ledger": r.ledger, "id": r.pk, "label": r.label} for r in found.records],
    }
