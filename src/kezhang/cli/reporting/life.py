"""The life of a report from the command line: send, return, accept, recall, withdraw, revive, issue, correct.

0 is done, 1 is refused or something to look at, 2 is what cannot be found or read.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from rich.table import Column

from kezhang.cli.console import console, day_of, folding_table, org_of, write_json
from kezhang.cli.files import content_of
from kezhang.cli.people import By, Json, done, person
from kezhang.cli.reporting.official_papers import (
    Attached,
    Copied,
    Form,
    PrintedOn,
    Serial,
    SignedOn,
    Signer,
    To,
    fill_in,
    report_of,
)
from kezhang.reports import workflow
from kezhang.reports.frozen.differences import FigureDifference, differences
from kezhang.reports.models import Report
from kezhang.reports.proofreading.proof_result import FigureState

Number = Annotated[str, typer.Argument(help="报告编号，如 KZ-652799-2024H1-0001")]
#: A number cut short names no report.
NUMBER = Column("编号", no_wrap=True, min_width=21)
Note = Annotated[str, typer.Option(help="说明或理由")]


def listed(org: Annotated[str, typer.Option(help="单位代码")], as_json: Json = False) -> None:
    """列出一个单位的报告和它们走到哪一步。"""
    found = list(Report.objects.filter(org=org_of(org)).select_related("corrects"))
    if as_json:
        write_json([_told(report) for report in found])
        return
    table = folding_table(NUMBER, "标题", "截至", "状态", "第几稿", "更正哪份")
    for each in found:
        corrected = each.corrects.number if each.corrects else ""
        table.add_row(
            each.number, each.title, str(each.as_of), each.get_state_display(), str(each.round or ""), corrected
        )
    console.print(table)


def send(
    number: Number,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="把发出的文件写到哪里")] = None,
    note: Note = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """发出修改：草稿成为新的一稿。"""
    report = report_of(number)
    made = done(lambda: workflow.send(report, person(by), note))
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        with made.file.open("rb") as file:
            out.write_bytes(file.read())
    _say(report, as_json, f"已发出第{made.number}稿" + (f"，写到 {out}" if out else ""))


def take_back(
    number: Number,
    file: Annotated[Path, typer.Argument(help="改过的 .docx、.doc、.wps、.odt 或 .rtf；有文字的 .pdf 只核对")],
    note: Note = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """收下送回的文件并核对；有出入或没有核对成时退出码为 1。"""
    report = report_of(number)
    content = content_of(file, settings.KEZHANG_READ_LIMIT)
    made = done(lambda: workflow.take_back(report, person(by), file.name, content, note))
    _say(report, as_json, f"已收下第{made.number}稿送回的 {file.name}。{made.note}", findings=made.findings)
    if made.findings is None or made.findings["open"]:
        raise typer.Exit(1)


def accept(number: Number, note: Note = "", by: By = "", as_json: Json = False) -> None:
    """采用：送回并核对过的文件成为新草稿；核对有出入时须用 --note 写明理由。"""
    report = report_of(number)
    done(lambda: workflow.accept(report, person(by), note))
    _say(report, as_json, "已采用为新草稿")


def recall(number: Number, note: Note = "", by: By = "", as_json: Json = False) -> None:
    """收回：仍用发出以前的草稿。"""
    report = report_of(number)
    done(lambda: workflow.recall(report, person(by), note))
    _say(report, as_json, "已收回")


def withdraw(number: Number, note: Note = "", by: By = "", as_json: Json = False) -> None:
    """撤回草稿：试写的、不用的草稿不再列出，需要时可以恢复。"""
    report = report_of(number)
    done(lambda: workflow.withdraw(report, person(by), note))
    _say(report, as_json, "已撤回")


def revive(number: Number, note: Note = "", by: By = "", as_json: Json = False) -> None:
    """恢复撤回的草稿。"""
    report = report_of(number)
    done(lambda: workflow.revive(report, person(by), note))
    _say(report, as_json, "已恢复为草稿")


def issue(
    number: Number,
    paper: Annotated[str, typer.Option("--paper", help="按公文签发，写明文种：报告、请示、函、通知、通报")] = "",
    form: Form = "",
    to: To = None,
    signer: Signer = None,
    attachment: Attached = None,
    copied_to: Copied = None,
    signed_on: SignedOn = "",
    printed_on: PrintedOn = "",
    serial: Serial = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """签发：文件和数字从此不变；填了公文要素的套上版头和版记，编发文字号。"""
    report = report_of(number)
    if paper:
        fill_in(report, paper, form, to, signer, attachment, copied_to, signed_on, printed_on, serial, by)
    done(lambda: workflow.issue(report, person(by)))
    _say(report, as_json, "已签发" + (f"，{report.paper_number}" if report.paper_number else ""))


def correct(
    number: Number,
    note: Annotated[str, typer.Option(help="更正的原因")],
    as_of: Annotated[str, typer.Option(help="截至日期；不写则与原报告相同")] = "",
    redraft: Annotated[bool, typer.Option("--redraft", help="按模板重新起草，不用签发稿的文字")] = False,
    by: By = "",
    as_json: Json = False,
) -> None:
    """更正：沿用签发稿的文字，数字按现在的台账重新取，列出与原报告不同的每个数字；原报告不动。"""
    report = report_of(number)
    day: date | None = day_of(as_of) if as_of else None
    made = done(lambda: workflow.correct(report, person(by), note, day, redraft=redraft))
    found = differences(report, made)
    if as_json:
        write_json({**_told(made), "differences": [_differing(each) for each in found]})
        return
    console.print(f"已起草更正稿 {made.number}，{report.number} 保持原样；{len(found)}个数字不同。", highlight=False)
    table = folding_table("指标", "角色", "原为", "更正为", "类别", "依据的记录")
    for each in found:
        table.add_row(each.label, each.role, each.before, each.after, each.kind, each.because)
    console.print(table)


def _say(report: Report, as_json: bool, words: str, **more: Any) -> None:
    report.refresh_from_db()
    if as_json:
        write_json({**_told(report), **more})
    else:
        console.print(f"{report.number} {words}（现在是“{report.get_state_display()}”）", highlight=False)
        for each in (more.get("findings") or {}).get("figures", ()):
            if each["state"] != FigureState.SAME:
                found = each["found"] or "—"
                console.print(
                    f"  {each['id']} {FigureState(each['state']).label}：{each['generated']} → {found} {each['says']}"
                )


def _told(report: Report) -> dict[str, Any]:
    return {
        "number": report.number,
        "title": report.title,
        "org": report.org.code,
        "period": report.period,
        "as_of": report.as_of,
        "state": report.state,
        "round": report.round,
        "template": report.template,
        "paper_number": report.paper_number,
        "sha256": report.sha256,
        "digest": report.digest,
        "corrects": report.corrects.number if report.corrects else None,
    }


def _differing(each: FigureDifference) -> dict[str, Any]:
    return {
        "label": each.label, "role": each.role, "from": each.before, "to": each.after, "kind": each.kind,
        "because": each.because, "mark": each.mark, "movements": [moved.told() for moved in each.movements],
    }  # fmt: skip
