"""The command that compares two versions of a document word by word."""

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone

from kezhang.cli.console import console, stop, write_json
from kezhang.cli.files import content_of
from kezhang.cli.people import Json
from kezhang.reports.document.docx_reader import NotADocument
from kezhang.reports.document.redlining import redline as redlining


def redline(
    old: Annotated[Path, typer.Argument(help="旧稿：.docx；装有 LibreOffice 时也可是 .odt .doc .wps .rtf")],
    new: Annotated[Path, typer.Argument(help="新稿")],
    out: Annotated[Path, typer.Option("-o", "--out", help="修订稿写到哪个 .docx")],
    as_json: Json = False,
) -> None:
    """把两稿逐词比较，写成带修订标记的 .docx：全部接受是新稿，全部拒绝是旧稿。"""
    before, after = (content_of(file, settings.KEZHANG_READ_LIMIT) for file in (old, new))
    if out.resolve() in {old.resolve(), new.resolve()}:
        stop(f"{out} 就是要比较的文件；请用 --out 另写一个名字。")
    try:
        made = redlining.redline(before, after, (old.name, new.name), timezone.localtime())
    except NotADocument as fault:
        stop(str(fault))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(made.content)
    if as_json:
        write_json({"changes": made.changes, "characters": made.characters, "not_compared": list(made.not_compared)})
        return
    console.print(f"已写到 {out}：{made.changes}处改动，{made.characters}个字。", highlight=False, soft_wrap=True)
    for words in made.not_compared:
        console.print(f"{words}。", style="yellow", highlight=False)
