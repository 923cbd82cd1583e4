"""Commands that write reports and trace their figures."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from kezhang.catalogue import TEMPLATES
from kezhang.cli.console import console, day_of, folding_table, org_of, stop, write_json
from kezhang.cli.files import content_of
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.reports.document import conversion
from kezhang.reports.document.conversion import as_docx
from kezhang.reports.document.docx_reader import NotADocument
from kezhang.reports.frozen import freezing, tracing
from kezhang.reports.frozen.evidence_workbook import evidence_workbook
from kezhang.reports.models import Report
from kezhang.reports.templating import library
from kezhang.reports.templating.parsing import TemplateText
from kezhang.reports.templating.tokens import FaultyTemplate


def half_year(
    org: Annotated[str, typer.Option(help="单位代码")],
    as_of: Annotated[str, typer.Option(help="截至日期")],
    out: Annotated[Path, typer.Option("-o", "--out", help="写到哪个 .docx")],
    evidence: Annotated[Path | None, typer.Option(help="证据表写到哪个 .xlsx")] = None,
    template: Annotated[str, typer.Option(help="随产品来的或本单位的模板名，或自己的 .docx、.txt 文件")] = "half_year",
    pdf: Annotated[Path | None, typer.Option(help="同时写一份 PDF 到哪里")] = None,
) -> None:
    """生成半年工作总结和计划，冻结其中的数字。"""
    _write(org_of(org), freezing.half_of(day_of(as_of)), day_of(as_of), template, out, evidence, pdf)


def templates(
    name: Annotated[str, typer.Argument(help="模板名；不写则列出全部")] = "",
    org: Annotated[str, typer.Option(help="单位代码；写了才看得到本单位的模板")] = "",
    out: Annotated[Path | None, typer.Option("-o", "--out", help="把模板写成 .docx，改好后再用")] = None,
) -> None:
    """列出报告模板，或把一份模板写成 .docx。"""
    bureau = org_of(org) if org else Org()
    if not name:
        table = folding_table("模板", "名称")
        for each in library.offered(bureau) if org else library.shipped():
            table.add_row(each.key, each.label)
        console.print(table)
        return
    found = library.find(bureau, name) if org else TemplateText.shipped(name) if name in TEMPLATES else None
    if found is None:
        stop(f"没有“{name}”这个模板；用 kezhang report templates 查看。")
    target = out or Path(f"{library.label_of(found)}.docx")
    target.write_bytes(library.as_docx(found, bureau.bureau if org else "科账"))
    console.print(
        f"已写到 {target}；在 Word 或 WPS 中修改后，用 --template {target} 起草，或在网页上传。", highlight=False
    )


def write(
    template: Annotated[
        str, typer.Option(help="随产品来的或本单位的模板名，或自己的 .docx、.txt 文件；通报为 circular")
    ],
    period: Annotated[str, typer.Option(help="期间，如 2024、2024H1、2024Q1 或 2024-06；通报不用写")] = "",
    org: Annotated[str, typer.Option(help="单位代码；通报写了 --round 的全部编号时不用写")] = "",
    out: Annotated[Path | None, typer.Option("-o", "--out", help="写到哪个 .docx；通报不写时以标题为名")] = None,
    named_round: Annotated[str, typer.Option("--round", help="调度编号：按这次调度的结果写通报")] = "",
    by: Annotated[str, typer.Option("--by", help="办理人的登录名；不写则记为命令行")] = "",
    as_of: Annotated[str, typer.Option(help="截至日期；不写则为期间的最后一天")] = "",
    evidence: Annotated[Path | None, typer.Option(help="证据表写到哪个 .xlsx")] = None,
    pdf: Annotated[Path | None, typer.Option(help="同时写一份 PDF 到哪里")] = None,
) -> None:
    """按模板起草任一期间的报告，冻结其中的数字；写了 --round 则按一次调度的结果写通报。"""
    if named_round or template == "circular":
        from kezhang.cli.collecting import circulars

        circulars.write(named_round, org, template, out, evidence, pdf, by)
        return
    if not org or not period or out is None:
        lacking = [name for name, value in (("--org", org), ("--period", period), ("--out", out)) if not value]
        stop(f"缺少 {'、'.join(lacking)}；用 --help 查看写法。")
    try:
        span = Period.parse(period)
    except ValueError as fault:
        stop(str(fault))
    _write(org_of(org), span, day_of(as_of) if as_of else span.last, template, out, evidence, pdf)


def _write(
    org: Org, period: Period, as_of: date, template: str, out: Path, evidence: Path | None, pdf: Path | None
) -> None:
    written = _template(org, template)
    if fault := library.misfit(written, period):
        stop(fault)
    try:
        report = freezing.write(org, period, as_of, None, written)
    except FaultyTemplate as faulty:
        stop("模板有误，未生成报告：\n" + str(faulty))
    except (NotADocument, freezing.NotAddingUp) as fault:
        stop(str(fault))
    deliver(report, out, evidence, pdf)


def deliver(report: Report, out: Path, evidence: Path | None, pdf: Path | None) -> None:
    """Write a report's file where it was asked for, checked once more, and what belongs to it beside."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with report.file.open("rb") as made:
        out.write_bytes(made.read())
    if found := freezing.document_faults(report):
        stop("生成的文档没有通过检查：" + "；".join(found))
    if evidence:
        evidence.write_bytes(evidence_workbook(report))
    if pdf:
        _write_pdf(out.read_bytes(), ".docx", pdf)
    console.print(f"已生成 {out}（{report.number}，{report.figures.count()}个数字可追溯）", highlight=False)
    for note in report.notes:
        console.print(f"请核对：{note}。", highlight=False)


def print_pdf(
    document: Annotated[str, typer.Argument(help="报告编号，或一份文档（.docx）")],
    out: Annotated[Path, typer.Option("-o", "--out", help="写到哪个 .pdf")],
) -> None:
    """把报告转成 PDF：原样的报告直接排版；改过的由 LibreOffice 转换，没有安装时说明怎么办。"""
    file = Path(document)
    if file.is_file():
        _write_pdf(*_document(file), out)
    elif (report := Report.objects.filter(number=document).first()) is not None:
        with report.file.open("rb") as made:
            _write_pdf(made.read(), ".docx", out)
    else:
        stop(f"没有“{document}”这个文件，也没有这个编号的报告。")
    console.print(f"已写出 {out}", highlight=False)


def _document(file: Path) -> tuple[bytes, str]:
    """A file that somebody sent and what it is; one that reports come as is tried before it is opened here."""
    content, suffix = content_of(file, settings.KEZHANG_READ_LIMIT), file.suffix.lower()
    try:
        return content, conversion.kind_of(content) if suffix in conversion.KINDS else suffix
    except NotADocument as fault:
        stop(f"{file}：{fault}")


def _write_pdf(content: bytes, suffix: str, out: Path) -> None:
    from kezhang.reports.document.fonts import NoChineseFont
    from kezhang.reports.document.printing import NotPrintable, pdf_of

    try:
        made = pdf_of(content, suffix)
    except (NoChineseFont, NotPrintable) as fault:
        stop(str(fault))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(made)


def _template(org: Org, named: str) -> TemplateText:
    if known := library.find(org, named):
        return known
    file = Path(named)
    if not file.is_file():
        names = "、".join(each.label if each.key.startswith("own-") else each.key for each in library.offered(org))
        stop(f"没有“{named}”这个模板文件；可用的模板有：{names}。")
    try:
        return library.opened(content_of(file, settings.KEZHANG_EVIDENCE_LIMIT), file.name, file.name, org)
    except library.TemplateRefused as refusal:
        stop(str(refusal))
    except FaultyTemplate as faulty:
        stop(f"模板有误，未生成报告：\n{faulty}")


def trace(
    file: Annotated[Path, typer.Argument(help="由本系统生成的 .docx")],
    figure: Annotated[str, typer.Option(help="只看一个数字，如 k012，列出它的记录")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """列出文档中的数字：定义、数值、记录数；有改动过的数字时退出码为 1。"""
    try:
        report, traced = tracing.trace(BytesIO(as_docx(content_of(file, settings.KEZHANG_READ_LIMIT))))
    except (NotADocument, tracing.NotOurs) as fault:
        stop(str(fault))
    chosen = [t for t in traced if not figure or t.figure.mark == figure]
    if not chosen:
        stop(f"报告 {report.number} 里没有 {figure} 这个数字。")
    if as_json:
        write_json([_told(t) for t in chosen])
    else:
        console.print(f"{report.number} {report.title}（截至{report.as_of}）", highlight=False)
        table = folding_table("标记", "指标", "角色", "生成时", "文中现为", "准确值", "记录数", "怎么算")
        for t in chosen:
            f = t.figure
            now = t.shown or "（已删除）"
            table.add_row(
                f.mark, f.label, f.role, f.display + f.unit, now, f.value, str(t.records), f.definition.get("计算", "")
            )
        console.print(table)
        if figure:
            _show_records(chosen[0])
    if any(not t.is_as_frozen for t in chosen):
        raise typer.Exit(1)


def _show_records(traced: tracing.Traced) -> None:
    table = folding_table("部分", "计入值", "记录", "现状")
    for each in tracing.records_of(traced.figure):
        table.add_row(each.part, each.brought, str(each.then or each.now or ""), each.since)
    console.print(table)


def _told(traced: tracing.Traced) -> dict:
    f = traced.figure
    return {
        "id": f.mark,
        "indicator": f.slug,
        "label": f.label,
        "role": f.role,
        "value": f.value,
        "generated": f.display,
        "found": traced.shown,
        "unit": f.unit,
        "definition": f.definition,
        "records": traced.records,
        "evidence": f.evidence,
    }
