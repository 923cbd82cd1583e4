"""Commands that take workbooks in and give them out."""

import hashlib
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.core.files.base import ContentFile
from rich.table import Table

from kezhang.cli.speaking import bar, console, org_of, stop, write_json
from kezhang.orgs.models import Org
from kezhang.records import access, importing, sheets, workbooks
from kezhang.records.importing import Plan
from kezhang.records.journal import Author, Refused
from kezhang.records.ledger import Ledger
from kezhang.records.models import Batch
from kezhang.records.recognition import recognise
from kezhang.records.sheets import Unreadable
from kezhang.targets.models import ALL_LEDGERS

LEDGERS = {ledger.slug: ledger for ledger in ALL_LEDGERS}


def ledger_of(slug: str) -> Ledger:
    if slug not in LEDGERS:
        stop(f"没有“{slug}”这个台账；kezhang ledger --list 列出全部。")
    return LEDGERS[slug]


def import_(
    source: Annotated[Path, typer.Argument(help="工作簿，或装着工作簿的文件夹")],
    org: Annotated[str, typer.Option(help="单位代码")],
    ledger: Annotated[str, typer.Option(help="台账；不填则按表头识别")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="直接导入，不再询问")] = False,
    accept: Annotated[str, typer.Option(help="对提醒的说明；有提醒时必填")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """导入工作簿：先看会发生什么，确认后写入；有被拒绝的行时退出码为 1。"""
    bureau = org_of(org)
    plans = [(file, *_planned(file, bureau, ledger)) for file in _files(source)]
    if as_json and not yes:
        write_json([_told(file, plan) for file, plan, _ in plans])
    else:
        for file, plan, _ in [] if as_json else plans:
            show(file.name, plan)
        if not yes:
            typer.confirm("确认导入？", abort=True)
        for file, plan, content in plans:
            try:
                store(plan, file.name, content, accept)
            except Refused as refused:
                stop(f"{file.name}：有{len(refused.problems)}处需要说明或修改，未导入。{refused}", 1)
        if as_json:
            write_json([_told(file, plan) for file, plan, _ in plans])
    if any(plan.rejected for _, plan, _ in plans):
        raise typer.Exit(1)


def _files(source: Path) -> list[Path]:
    if source.is_dir():
        files = sorted(f for f in source.iterdir() if f.suffix.lower() in {".xlsx", ".xls", ".et", ".ods", ".csv"})
        # Other ledgers link to the list of enterprises, so it goes first.
        return sorted(files, key=lambda f: "企业名册" not in f.name)
    if not source.exists():
        stop(f"没有 {source} 这个文件。")
    return [source]


def _planned(file: Path, org: Org, slug: str) -> tuple[Plan, bytes]:
    if file.stat().st_size > settings.KEZHANG_UPLOAD_LIMIT:
        stop(f"{file.name} 超过 {settings.KEZHANG_UPLOAD_LIMIT // 1024 // 1024}MB 的上限。")
    content = file.read_bytes()
    try:
        if slug:
            ledger = ledger_of(slug)
            with file.open("rb") as opened:
                table = sheets.read(ledger, opened, file.name)
        else:
            ledger, table = recognise(content, file.name, ALL_LEDGERS)
    except Unreadable as fault:
        stop(f"{file.name}：{fault}")
    return importing.plan(ledger, table, org), content


def store(plan: Plan, name: str, content: bytes, accept: str) -> Batch | None:
    """Apply a plan as a batch that keeps its file; nothing to store makes no batch."""
    if plan.is_empty:
        return None
    batch = Batch(org=plan.org, ledger=plan.ledger.slug, file_name=name, sha256=hashlib.sha256(content).hexdigest())
    batch.file.save(name, ContentFile(content), save=True)
    return importing.apply(plan, batch, Author(by=None, reason=f"导入{name}", accepting=accept))


def show(name: str, plan: Plan) -> None:
    """What an import would do, in words."""
    console.print(f"[bold]{name}[/] → {plan.ledger.label}", highlight=False)
    for words in (*plan.understood, *plan.notes):
        console.print(f"  {words}", highlight=False)
    console.print(
        f"  新增{len(plan.new)}条，修改{len(plan.changed)}条，未变{plan.unchanged}条，不能导入{plan.rejected_rows}行",
        highlight=False,
    )
    if plan.rejected or plan.warnings:
        table = Table("行", "列", "内容", "问题")
        for problem in (*plan.rejected, *plan.warnings)[:40]:
            table.add_row(
                str(problem.row or ""), problem.label, problem.found, f"{problem.severity.label}：{problem.says}"
            )
        console.print(table)
    if plan.proposals:
        names = "、".join(p.name for p in plan.proposals[:8])
        console.print(
            f"  企业台账里还没有：{names}{'等' if len(plan.proposals) > 8 else ''}，可先补登企业。", highlight=False
        )


def _told(file: Path, plan: Plan) -> dict[str, Any]:
    return {
        "file": file.name,
        "ledger": plan.ledger.slug,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "rejected": [{"row": p.row, "column": p.label, "found": p.found, "says": p.says} for p in plan.rejected],
        "warnings": [{"row": p.row, "column": p.label, "found": p.found, "says": p.says} for p in plan.warnings],
        "understood": list(plan.understood),
    }


def export(
    ledger: Annotated[str, typer.Argument(help="台账")],
    org: Annotated[str, typer.Option(help="单位代码")],
    out: Annotated[Path, typer.Option("-o", "--out", help="写到哪个文件")],
    personal: Annotated[bool, typer.Option(help="包含联系人、电话等个人信息")] = False,
) -> None:
    """导出一个台账；导出的文件改完可以原样导回。"""
    chosen = ledger_of(ledger)
    records = access.records(chosen, org_of(org))
    total = records.count()
    with bar() as progress:
        task = progress.add_task("导出", total=total)

        def counted() -> Any:
            for record in records.iterator(chunk_size=2000):
                progress.advance(task)
                yield record

        out.write_bytes(workbooks.export(chosen, counted(), personal=personal))
    console.print(f"已导出{total}条到 {out}")


def template(
    ledger: Annotated[str, typer.Argument(help="台账")],
    out: Annotated[Path, typer.Option("-o", "--out", help="写到哪个文件")],
) -> None:
    """下载一个台账的空白模板。"""
    out.write_bytes(workbooks.template(ledger_of(ledger)))
    console.print(f"已写入 {out}")
