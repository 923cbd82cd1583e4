"""The command that makes a template out of an old report."""

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from rich.markup import escape

from kezhang.cli.console import console, folding_table, stop, write_json
from kezhang.cli.files import content_of
from kezhang.reports.document.docx_reader import NotADocument
from kezhang.reports.proposing.proposed_paper import as_template, opened, sentence_of


def propose(
    document: Annotated[Path, typer.Argument(help="以前的报告：.docx、.doc、.wps、.odt 或 .rtf")],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="把建议的标签写进一份 .docx 模板")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """从以前的报告做模板：逐个数字提出标签，样式和文字照旧；拿不准的写作手填，须再看一遍。"""
    try:
        report = opened(content_of(document, settings.KEZHANG_READ_LIMIT))
    except NotADocument as fault:
        stop(f"{document}：{fault}")
    if as_json:
        write_json(
            [
                {
                    "start": each.start,
                    "end": each.end,
                    "text": each.text,
                    "sure": each.is_sure,
                    "choices": [{"token": choice.token, "why": choice.why} for choice in each.choices],
                }
                for each in report.proposals
            ]
        )
    else:
        table = folding_table("原文", "句子", "建议", "其他", "把握")
        table.show_lines = True
        for each in report.proposals:
            before, _, after = sentence_of(report.text, each)
            others = "\n".join(choice.token for choice in each.choices[1:3])
            table.add_row(
                escape(each.text), escape(f"…{before[-14:]}〔{each.text}〕{after[:8]}"), escape(each.best),
                escape(others), "有" if each.is_sure else "请看",
            )  # fmt: skip
        console.print(table)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(as_template(report, {}))
        if not as_json:
            sure = sum(each.is_sure for each in report.proposals)
            told = f"{len(report.proposals)}处换成了标签，其中{sure}处有把握；其余请对照上表改好"
            console.print(f"已写到 {out}：{told}，用 --template {out} 起草，或在网页上传。", highlight=False)
