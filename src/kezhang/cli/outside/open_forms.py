"""``kezhang forms``: what a bureau has open to people outside, each with its address."""

from typing import Annotated

import typer
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.cli.console import console, day_of, folding_table, org_of, write_json
from kezhang.submissions.forms import form_making
from kezhang.submissions.inbox import handling
from kezhang.submissions.models import OpenForm
from kezhang.submissions.open.open_address import open_address, path_of


def forms(
    org: Annotated[str, typer.Option(help="单位代码")],
    day: Annotated[str, typer.Option(help="看哪一天开放的；不写为今天")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """列出单位开放的表单和它们的地址。"""
    when = day_of(day) if day else timezone.localdate()
    found = form_making.open_forms(org_of(org), when)
    if as_json:
        write_json([_told(form) for form in found])
        return
    if not found:
        console.print("没有开放的表单。")
        return
    table = folding_table("表单", "状态", "起止", "收到", "待办", "地址")
    for form in found:
        told = _told(form)
        until = told["closes_on"] or "不限"
        waiting = told["counts"]["received"] + told["counts"]["in_hand"]
        table.add_row(
            form.title, told["state_label"], f"{told['opens_on']}至{until}", str(told["counts"]["sent"]), str(waiting),
            told["address"] or "凭个人链接",
        )  # fmt: skip
    console.print(table)


def _told(form: OpenForm) -> dict:
    state = form.state_now
    is_public = form.audience == OpenForm.Audience.ANYONE
    return {
        "code": form.code,
        "key": form.key,
        "title": form.title,
        "ledger": form.ledger,
        "ledger_label": LEDGERS[form.ledger].label if form.ledger in LEDGERS else form.ledger,
        "state": str(state),
        "state_label": state.label,
        "opens_on": form.opens_on.isoformat(),
        "closes_on": form.closes_on.isoformat() if form.closes_on else None,
        "places": form.places,
        "audience": form.audience,
        "address": open_address(None, "open-form", form.code) if is_public else None,
        "path": path_of("open-form", form.code) if is_public else None,
        "counts": handling.counts(form),
    }
