"""Commands that hold an edited report against the one it came from.

Nothing is written over the file that was handed in.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from rich.markup import escape

from kezhang.cli.console import console, day_of, faults, folding_table, stop, write_json
from kezhang.cli.files import content_of
from kezhang.reports.document.conversion import as_docx, as_text
from kezhang.reports.document.docx_reader import NotADocument, open_document
from kezhang.reports.document.opening.asides import Where
from kezhang.reports.drafting.figures import Drafted
from kezhang.reports.frozen.tracing import NotOurs
from kezhang.reports.models import Report
from kezhang.reports.proofreading import comments
from kezhang.reports.proofreading import refresh as refreshing
from kezhang.reports.proofreading.proof_result import FigureFound, FigureState, Proof
from kezhang.reports.proofreading.proofread import proofread as proof_of
from kezhang.reports.proofreading.proofread import report_like, report_of

STYLES = {
    FigureState.CHANGED: "yellow",
    FigureState.DELETED: "red",
    FigureState.DUPLICATED: "yellow",
    FigureState.UNCERTAIN: "yellow",
}


File = Annotated[
    Path,
    typer.Argument(help="改过的报告：.docx；装有 LibreOffice 时也可是 .odt .doc .wps .rtf；校对时还可是有文字的 .pdf"),
]
Number = Annotated[str, typer.Option("--report", help="报告编号；文档属性已被清除时用")]


def proofread(
    file: File,
    number: Number = "",
    marked: Annotated[Path | None, typer.Option(help="在改稿上加批注，写到哪个 .docx")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """校对改过的报告：数字改了、删了、移了、新写的，句子意思变了的，逐个列出；有待处理的退出码为 1，读不了的为 2。"""
    content, report = _opened(file, number, as_text)
    proof = proof_of(content, report)
    if marked:
        try:
            _save(marked, comments.marked(proof), file)
        except NotADocument as fault:
            stop(str(fault))
    for words in proof.warnings:
        faults.print(words, style="yellow", highlight=False)
    if as_json:
        write_json(proof.as_json())
    else:
        _show(proof)
    if proof.open:
        raise typer.Exit(1)


def refresh(
    file: File,
    as_of: Annotated[str, typer.Option(help="截至日期")],
    out: Annotated[Path, typer.Option("-o", "--out", help="写到哪个 .docx")],
    number: Number = "",
    tracked: Annotated[bool, typer.Option("--tracked", help="以修订标记写入，由人接受或拒绝")] = False,
) -> None:
    """按新的截至日期重新取数，只更新改稿中没有人改过的数字；手工改过的列出来，有的话退出码为 1。"""
    content, report = _opened(file, number, as_docx)
    try:
        refreshed = refreshing.refresh(content, report, day_of(as_of), tracked=tracked)
    except (refreshing.NotThisYear, NotADocument) as fault:
        stop(str(fault))
    _save(out, refreshed.content, file)
    table = folding_table("标记", "指标", "角色", "原为", "现为", "处理")
    for each in refreshed.written:
        table.add_row(*_row(each.figure, each.now), "已更新")
    for left in refreshed.kept:
        table.add_row(*_row(left.figure, left.now), escape(left.why), style="yellow")
    if table.row_count:
        console.print(table)
    if tracked and refreshed.written:
        console.print(
            "修订请在 Word 或 WPS 中接受；LibreOffice 7 会把内容控件里修订前后的数字连在一起。", style="yellow"
        )
    for note in refreshed.notes:
        console.print(note, style="yellow", highlight=False, markup=False, soft_wrap=True)
    console.print(
        f"已写到 {out}：更新{len(refreshed.written)}个数字，{len(refreshed.kept)}个请手工处理；"
        "文中的日期和文字没有改动。",
        highlight=False, markup=False, soft_wrap=True,
    )  # fmt: skip
    if refreshed.kept:
        raise typer.Exit(1)


def _row(each: FigureFound, now: Drafted | None) -> list[str]:
    f = each.figure
    was = f.display if each.found in {None, f.display} else f"{f.display}（文中{each.found}）"
    return [escape(cell) for cell in (f.mark, f.label, f.role, was + f.unit, now.display + now.unit if now else "—")]


def _opened(file: Path, number: str, how: Callable[[bytes], bytes]) -> tuple[bytes, Report]:
    """The file as .docx and the report it came from, or one sentence and the end."""
    try:
        content = how(content_of(file, settings.KEZHANG_READ_LIMIT))
        document = open_document(content)
        if number or "KezhangReport" in document.properties:
            return content, report_of(document, number)
        report = report_like(document)
    except (NotADocument, NotOurs) as fault:
        stop(str(fault))
    faults.print(f"文档里没有报告编号，按文字认定为 {report.number}；不对的话请用 --report 指明。", style="yellow")
    return content, report


def _save(out: Path, content: bytes, source: Path) -> None:
    if out.resolve() == source.resolve():
        stop(f"{out} 就是改稿本身；请写到另一个文件。")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
    except OSError as fault:
        stop(f"没有写成 {out}：{fault.strerror or fault}")


def _show(proof: Proof) -> None:
    report = proof.report
    console.print(f"{report.number} {report.title}（截至{report.as_of}）", highlight=False, markup=False)
    table = folding_table("标记", "指标", "角色", "生成时", "文中现为", "状态", "说明")
    for f in proof.figures:
        if f.state not in {FigureState.SAME, FigureState.REFRESHED}:
            cells = (f.figure.mark, f.figure.label, f.figure.role, f.figure.display + f.figure.unit, f.found or "—")
            table.add_row(*map(escape, cells), f.state.label, escape(f.says), style=STYLES.get(f.state))
    if table.row_count:
        console.print(table)
    if proof.numbers:
        table = folding_table("新写的数字", "在哪里", "读作", "相近的指标", "说明")
        for n in proof.numbers:
            place = f"第{n.spot.paragraph + 1}段" if n.where is Where.BODY else n.where.label
            table.add_row(*map(escape, (n.text, place, n.reading, n.nearest, n.says)))
        console.print(table)
    for m in proof.meanings:
        sign, style = ("✗", "red") if m.is_open else ("·", "yellow")
        told = f"{sign} {m.strength}：{m.mark} {m.says}" if m.mark else f"{sign} {m.strength}：{m.says}"
        console.print(told, style=style, highlight=False, markup=False)
    for c in proof.contradictions:
        console.print(f"✗ {c.says}", style="red", highlight=False, markup=False)
    same = sum(f.state is FigureState.SAME for f in proof.figures)
    renewed = sum(f.state is FigureState.REFRESHED for f in proof.figures)
    refreshed = f"{renewed}个已更新，" if renewed else ""
    changed = sum(m.is_open for m in proof.meanings)
    worded = len(proof.meanings) - changed
    console.print(
        f"{len(proof.figures)}个数字：{same}个未变，{refreshed}{len(proof.figures) - same - renewed}个有变动；"
        f"{len(proof.numbers)}个新写的数字，{len(proof.contradictions)}处矛盾；"
        f"意思变了{changed}处，措辞动了{worded}处。",
        highlight=False,
    )
