"""Commands that hold an edited report against the one it came from.

The one rule: nothing is written over the file that was handed in.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from kezhang.cli.speaking import console, faults, stop, write_json
from kezhang.reports.identity import NotADocument, open_document
from kezhang.reports.proofreading import Proof, State, report_of
from kezhang.reports.proofreading import proofread as proof_of
from kezhang.reports.tracing import NotOurs

STYLES = {State.CHANGED: "yellow", State.DELETED: "red", State.DUPLICATED: "yellow", State.UNCERTAIN: "yellow"}


def proofread(
    file: Annotated[Path, typer.Argument(help="改过的报告", show_default=False)],
    report: Annotated[str, typer.Option(help="报告编号；文档属性已被清除时用")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """校对改过的报告：数字改了、删了、移了、新写的，逐个列出；有待处理的退出码为 1，读不了的为 2。"""
    try:
        content = file.read_bytes()
        proof = proof_of(content, report_of(open_document(content), report))
    except OSError:
        stop(f"{file} 打不开：不存在、没有权限，或正被别的程序占用。")
    except (NotADocument, NotOurs) as fault:
        stop(str(fault))
    for words in proof.warnings:
        faults.print(words, style="yellow", highlight=False)
    if as_json:
        write_json(proof.as_json())
    else:
        _show(proof)
    if proof.open:
        raise typer.Exit(1)


def _show(proof: Proof) -> None:
    report = proof.report
    console.print(f"{report.number} {report.title}（截至{report.as_of}）", highlight=False, markup=False)
    table = Table("标记", "指标", "角色", "生成时", "文中现为", "状态", "说明")
    for f in proof.figures:
        if f.state is not State.SAME:
            cells = (f.figure.mark, f.figure.label, f.figure.role, f.figure.display + f.figure.unit, f.found or "—")
            table.add_row(*map(escape, cells), f.state.label, escape(f.says), style=STYLES.get(f.state))
    if table.row_count:
        console.print(table)
    if proof.numbers:
        table = Table("新写的数字", "段", "读作", "相近的指标", "说明", title="没有依据的数字")
        for n in proof.numbers:
            table.add_row(*map(escape, (n.text, str(n.paragraph + 1), n.reading, n.nearest, n.says)))
        console.print(table)
    for c in proof.contradictions:
        console.print(f"✗ {c.says}", style="red", highlight=False, markup=False)
    same = sum(f.state is State.SAME for f in proof.figures)
    console.print(
        f"{len(proof.figures)}个数字：{same}个未变，{len(proof.figures) - same}个有变动；"
        f"{len(proof.numbers)}个新写的数字，{len(proof.contradictions)}处矛盾。",
        highlight=False,
    )
