"""Reports as official papers from the command line: what a bureau's papers have in common, and the elements of one.

0 is done, 1 is refused by the rules for its kind, 2 is what cannot be found or read.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from kezhang.cli.console import console, folding_table, org_of, stop, write_json
from kezhang.cli.people import By, Json, done, person
from kezhang.reports import workflow
from kezhang.reports.document.docx_reader import NotADocument
from kezhang.reports.document.fonts import NoChineseFont
from kezhang.reports.document.official.elements import PaperKind
from kezhang.reports.document.printing import NotPrintable, pdf_of
from kezhang.reports.frozen import official_paper
from kezhang.reports.models import Report

_KINDS = "、".join(each.value for each in PaperKind)
#: What several commands ask, each once.
Kind = Annotated[str, typer.Option("--kind", help=f"文种：{_KINDS}；写“无”则不套公文格式")]
Form = Annotated[str, typer.Option("--form", help="版式：文件式、信函式；不写则函用信函式，其他用文件式")]
To = Annotated[str | None, typer.Option("--to", help="主送机关；不写则用公文设置里的")]
Signer = Annotated[str | None, typer.Option("--signer", help="签发人；报告和请示必须有")]
Attached = Annotated[list[str] | None, typer.Option("--attachment", help="附件名称；可以写几次")]
Copied = Annotated[str | None, typer.Option("--cc", help="抄送机关")]
SignedOn = Annotated[str, typer.Option("--signed-on", help="成文日期；不写则为今天")]
PrintedOn = Annotated[str, typer.Option("--printed-on", help="印发日期；不写则与成文日期相同")]
Serial = Annotated[str, typer.Option("--serial", help="发文序号；不写则在签发时接着编")]


def paper(
    number: Annotated[str, typer.Argument(help="报告编号，如 KZ-652799-2024H1-0001")],
    kind: Kind = "",
    form: Form = "",
    to: To = None,
    signer: Signer = None,
    attachment: Attached = None,
    copied_to: Copied = None,
    signed_on: SignedOn = "",
    printed_on: PrintedOn = "",
    serial: Serial = "",
    out: Annotated[Path | None, typer.Option("-o", "--out", help="套好公文格式的预览写到哪个 .docx")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", help="同样的预览写到哪个 .pdf")] = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """填写一份报告的公文要素，签发时套上版头和版记；不写 --kind 则只显示和预览已填的。"""
    report = report_of(number)
    if kind:
        fill_in(report, kind, form, to, signer, attachment, copied_to, signed_on, printed_on, serial, by)
    _show(report, as_json)
    if out or pdf:
        _preview(report, out, pdf)


def report_of(number: str) -> Report:
    """The report of this number, or the end with what to do."""
    found = Report.objects.filter(number=number).select_related("org").first()
    if found is None:
        stop(f"没有编号为 {number} 的报告；用 kezhang report list --org 单位代码 查看。")
    return found


def fill_in(
    report: Report, kind: str, form: str, to: str | None, signer: str | None, attachment: Sequence[str] | None,
    copied_to: str | None, signed_on: str, printed_on: str, serial: str, by: str,
) -> None:  # fmt: skip
    """Say what the paper is issued with; 1 where the rules for its kind refuse it."""
    if kind == "无":
        done(lambda: workflow.set_paper(report, person(by), None))
        return
    told = {"kind": kind, "form": form, "signed_on": signed_on, "printed_on": printed_on, "serial": serial}
    asked = {"addressee": to, "signer": signer, "copied_to": copied_to}
    told |= {name: value for name, value in asked.items() if value is not None}
    told["attachments"] = "\n".join(attachment or ())
    try:
        made = official_paper.said(report, told)
    except official_paper.NotSaidRight as fault:
        stop(str(fault), 1)
    done(lambda: workflow.set_paper(report, person(by), made))


def _show(report: Report, as_json: bool) -> None:
    made = official_paper.elements_of(report)
    if as_json:
        told: dict[str, Any] = made.told() if made else {"kind": "无"}
        write_json({"report": report.number, "number": report.paper_number, **told})
        return
    if made is None:
        console.print(f"{report.number} 不套公文格式；用 --kind 写明文种。", highlight=False)
        return
    number = report.paper_number or f"{made.number}（签发时编号）"
    console.print(f"{report.number} {made.kind.value}，{made.form.value}，{number}", highlight=False)
    for line in made.lines():
        console.print("  " + line.replace("\t", "　　"), highlight=False)


def _preview(report: Report, out: Path | None, pdf: Path | None) -> None:
    made = official_paper.elements_of(report)
    with report.file.open("rb") as file:
        content = file.read()
    try:
        if made and not report.is_final:
            content = official_paper.preview(report, content, made)
        if out:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_bytes(content)
        if pdf:
            pdf.parent.mkdir(parents=True, exist_ok=True)
            pdf.write_bytes(pdf_of(content, ".docx"))
    except (NotADocument, NoChineseFont, NotPrintable) as fault:
        stop(str(fault))
    for each in filter(None, (out, pdf)):
        console.print(f"已写出 {each}", highlight=False)


def paper_settings(
    org: Annotated[str, typer.Option(help="单位代码")],
    code_word: Annotated[str | None, typer.Option("--code-word", help="发文机关代字，如 朔科发")] = None,
    letter_word: Annotated[str | None, typer.Option("--letter-word", help="函的代字，如 朔科函")] = None,
    mark: Annotated[str | None, typer.Option("--mark", help="发文机关标志，如 朔湖县科学技术局文件")] = None,
    letter_mark: Annotated[str | None, typer.Option("--letter-mark", help="信函的发文机关标志")] = None,
    to: Annotated[str | None, typer.Option("--to", help="通常主送哪个机关")] = None,
    copied_to: Annotated[str | None, typer.Option("--cc", help="通常抄送哪些机关")] = None,
    signer: Annotated[str | None, typer.Option("--signer", help="签发人")] = None,
    printed_by: Annotated[str | None, typer.Option("--printed-by", help="印发机关")] = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """显示或修改一个单位的公文设置：代字、发文机关标志、主送、抄送、签发人、印发机关。"""
    bureau, someone = org_of(org), person(by)
    asked = {
        "code_word": code_word, "letter_word": letter_word, "mark": mark, "letter_mark": letter_mark, "addressee": to,
        "copied_to": copied_to, "signer": signer, "printed_by": printed_by,
    }  # fmt: skip
    told = {name: value for name, value in asked.items() if value is not None}
    if told:
        try:
            official_paper.set_settings(bureau, someone, told)
        except official_paper.NotSaidRight as fault:
            stop(str(fault), 1)
    kept = official_paper.settings_of(bureau)
    values = {name: getattr(kept, name) for name in official_paper.SETTINGS}
    if as_json:
        write_json({"org": bureau.code, **values})
        return
    table = folding_table("公文设置", bureau.name)
    for name, value in values.items():
        table.add_row(str(official_paper.SETTINGS[name].verbose_name), value or "（未设）")
    console.print(table)
