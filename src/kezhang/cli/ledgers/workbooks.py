"""Commands that take workbooks in and give them out."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from kezhang.catalogue import LEDGERS
from kezhang.cli.console import bar, console, faults, folding_table, org_of, stop, write_json
from kezhang.cli.ledgers import columns, import_answers
from kezhang.cli.ledgers.columns import ledger_of
from kezhang.orgs.models import Org
from kezhang.orgs.scope import several_bureaus
from kezhang.records import access, workbook_writer
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.rules import Problem
from kezhang.records.importing import exported_basis, import_plan
from kezhang.records.importing.asking.questions import Answers, QuestionKind, headers_of, told
from kezhang.records.importing.asking.record_rows import RecordRows
from kezhang.records.importing.changed_values import changes_in_words
from kezhang.records.importing.detection import table_detection
from kezhang.records.importing.detection.recognition import recognise
from kezhang.records.importing.detection.tables import DetectedTable as FoundTable
from kezhang.records.importing.import_plan import Plan, Row
from kezhang.records.importing.workbooks import workbook_reader
from kezhang.records.importing.workbooks.workbook_reader import UnreadableWorkbook
from kezhang.records.models import Batch
from kezhang.records.writing import chain, stored_files
from kezhang.records.writing.conflicts import Conflicted
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused


def import_(
    source: Annotated[Path, typer.Argument(help="工作簿，或装着工作簿的文件夹（含子文件夹）")],
    org: Annotated[str, typer.Option(help="单位代码")],
    ledger: Annotated[str, typer.Option(help="台账；不填则按表头识别")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="直接导入，不再询问")] = False,
    accept: Annotated[str, typer.Option(help="对提醒的说明；有提醒时必填")] = "",
    later: Annotated[
        str, typer.Option(help="在底表之后被人改过的内容：overwrite 仍按本表改，keep 保留现有值；有时必填")
    ] = "",
    header: Annotated[list[str] | None, typer.Option(help="确认一个列名，写作 表头=列；导入后记住")] = None,
    own: Annotated[
        list[str] | None, typer.Option(help="把一个列名作为本单位自有列，写作 表头=类型，如 配套资金=金额:元")
    ] = None,
    unit: Annotated[list[str] | None, typer.Option(help="金额单位，写作 列=单位，如 成交额=元；导入后记住")] = None,
    whole: Annotated[
        list[str] | None, typer.Option("--set", help="全表相同的一列，写作 列=值，如 认定年度=2024")
    ] = None,
    choice: Annotated[list[str] | None, typer.Option(help="表中写法是哪个选项，写作 列:写法=选项；导入后记住")] = None,
    rows: Annotated[
        list[str] | None,
        typer.Option(help="没有导入的行其实是记录，写作 行号=记录，如 5=记录；几张工作表的写 工作表!5=记录"),
    ] = None,
    cell: Annotated[
        list[str] | None, typer.Option(help="改好不能导入的行里的一格，写作 行号:列=值，如 5:登记日期=2024-03-20")
    ] = None,
    part: Annotated[
        list[str] | None, typer.Option(help="工作表里没有读到的部分不要，写作 工作表=不读，如 Sheet1=不读")
    ] = None,
    same: Annotated[str, typer.Option(help="疑为同一条的行：change 改正原记录，new 照样新增，skip 不导入")] = "",
    clear: Annotated[bool, typer.Option("--clear", help="空格子清空台账中原有的内容；不加则保留")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """导入工作簿：先看会发生什么，确认后写入；有被拒绝的行、没有读的文件时退出码为 1，有没回答的提问时为 2，该表不写入。"""
    if later not in ("", "keep", "overwrite"):
        stop(f"--later 可填 overwrite 或 keep，不能是“{later}”。")
    bureau = org_of(org)
    files, others = _files(source)
    _add_own(bureau, ledger, own or [])
    given = import_answers.given_by(
        own_columns.view(ledger_of(ledger), bureau) if ledger else None,
        {
            QuestionKind.UNIT: unit,
            QuestionKind.SET: whole,
            QuestionKind.CHOICE: choice,
            QuestionKind.ROWS: rows,
            QuestionKind.PART: part,
            QuestionKind.CELL: cell,
        },
        header=header or [],
        same=same,
        clear=clear,
    )
    found = [_opened(file, _within(file, source), bureau, ledger, given) for file in files]
    if found and found[0].fault and not source.is_dir():
        stop(f"{found[0].name}：{found[0].fault}")
    import_answers.require_used(given, [table for each in found for table in each.tables])
    planned = [(each, [_plan(each, table, bureau, later) for table in each.tables]) for each in found]
    import_answers.require_possible(given, [plan for _, plans in planned for plan in plans])
    if not as_json:
        for each, plans in planned:
            show(each.name, plans, each.fault)
        for file in others:
            console.print(f"[bold]{_within(file, source)}[/] 没有读：不是表格。", highlight=False)
        if not yes and any(not plan.open_questions for _, plans in planned for plan in plans):
            typer.confirm("确认导入？", abort=True)
    refused = unanswered = 0
    if yes or not as_json:
        for each, plans in planned:
            of_file, asked = _stored(each, plans, bureau, accept, later)
            refused, unanswered = refused + of_file, unanswered + asked
    if as_json:
        unread = [{"file": _within(file, source), "fault": "", "tables": [], "read": False} for file in others]
        write_json([*(_told(each, plans) for each, plans in planned), *unread])
    if unanswered or any(plan.open_questions for _, plans in planned for plan in plans):
        raise typer.Exit(2)
    if refused or any(each.fault or any(plan.rejected for plan in plans) for each, plans in planned):
        raise typer.Exit(1)


@dataclass(frozen=True)
class _Found:
    """One workbook of a folder: its tables, or why it cannot be read."""

    file: Path
    content: bytes
    tables: list[FoundTable]
    fault: str = ""
    basis: int | None = None  # how far the bureau's chain went when it was exported
    name: str = ""  # within the folder
    given: import_answers.Given = field(default_factory=dict)


def _opened(file: Path, name: str, org: Org, slug: str, given: import_answers.Given) -> _Found:
    """A workbook with its tables, or with the reason why it cannot be read."""
    try:
        content = _content(file)
        tables = _tables(content, file.name, org, slug, given)
        return _Found(file, content, tables, "", exported_basis.of(content, org), name, given)
    except UnreadableWorkbook as fault:
        return _Found(file, b"", [], str(fault), name=name)


def _plan(found: _Found, table: FoundTable, org: Org, later: str) -> Plan:
    return import_plan.plan(
        table.ledger,
        table,
        org,
        basis=found.basis,
        keeping=later == "keep",
        answers=Answers.of(org, table.ledger.slug, found.given),
        file_name=found.file.name,
    )


def _stored(found: _Found, plans: list[Plan], org: Org, accept: str, later: str) -> tuple[int, int]:
    """Apply what a workbook holds; how many of its tables were refused and how many wait for answers, each said."""
    refused = unanswered = 0
    for table, plan in zip(found.tables, plans, strict=True):
        # Planned again: what an earlier workbook of the folder brought may be what this one links to.
        fresh = _plan(found, table, org, later) if not plan.is_empty else plan
        try:
            store(fresh, found.file.name, found.content, accept, overwriting=later == "overwrite")
        except Conflicted as fault:
            refused += 1
            ways = "--later overwrite 仍按本表改，--later keep 保留现有值"
            says = f"{found.name}：有{len(fault.conflicts)}处冲突（{ways}），未导入。{fault}"
            faults.print(says, style="red", highlight=False)
        except Refused as fault:
            if fresh.open_questions:
                unanswered += 1
                says = "".join(f"\n  {each.says}" for each in fresh.open_questions)
                faults.print(
                    f"{found.name}：有{len(fresh.open_questions)}个问题要先回答，未导入。{says}",
                    style="red",
                    highlight=False,
                )
                continue
            refused += 1
            says = f"{found.name}：有{len(fault.problems)}处提醒需要说明（--accept 理由），未导入。{fault}"
            faults.print(says, style="red", highlight=False)
    return refused, unanswered


def _add_own(org: Org, slug: str, own: Sequence[str]) -> None:
    """The headers that are said to become columns of the bureau's own."""
    for pair in own:
        if not slug:
            stop("--own 要和 --ledger 一起用，说明是哪个台账的列。")
        columns.add_written(ledger_of(slug), org, pair)


#: What may hold a table; other files of a folder are named and left alone.
_TABLES = frozenset(
    {".xlsx", ".xlsm", ".xlsb", ".xltx", ".xls", ".xlt", ".et", ".ett", ".ods", ".csv", ".tsv", ".txt", ".mht", ".xml", ".htm", ".html"}
)  # fmt: skip


def _files(source: Path) -> tuple[list[Path], list[Path]]:
    """The workbooks to read, and the other files that lie beside them, in subfolders as well."""
    if not source.exists():
        stop(f"没有 {source} 这个文件。")
    if not source.is_dir():
        return [source], []
    found = [
        Path(folder, name)
        for folder, _, names in os.walk(source)
        for name in names
        if not workbook_reader.is_trace(name)
    ]
    tables = sorted(file for file in found if file.suffix.lower() in _TABLES)
    # Other ledgers link to the list of enterprises, so it goes first.
    tables.sort(key=lambda file: "企业名册" not in file.name)
    if not tables:
        stop(f"{source} 里没有表格文件。")
    return tables, sorted(set(found).difference(tables))


def _within(file: Path, source: Path) -> str:
    return file.relative_to(source).as_posix() if source.is_dir() else file.name


def _content(file: Path) -> bytes:
    """What is imported and kept, read once. Raises UnreadableWorkbook."""
    try:
        with file.open("rb") as opened:
            return workbook_reader.content_of(opened, file.name)
    except OSError as fault:
        raise UnreadableWorkbook("文件打不开：没有权限，或正被别的程序占用。") from fault


def _tables(content: bytes, name: str, org: Org, slug: str, given: import_answers.Given) -> list[FoundTable]:
    """Every ledger's table in a workbook. Raises UnreadableWorkbook."""
    records = RecordRows(Answers(given))
    if slug:
        headers = Answers.of(org, slug, given).all(QuestionKind.HEADER)
        seen = own_columns.view(ledger_of(slug), org)
        table = table_detection.find(seen, workbook_reader.pages(content, name), headers, records=records)
        if lacking := table.lacking():
            raise UnreadableWorkbook(f"{lacking}如确认，请加 --header 表头=列。" if table.likenesses else lacking)
        return [table]
    return recognise(content, name, own_columns.views(LEDGERS.values(), org), headers_of(org), records)


def store(plan: Plan, name: str, content: bytes, accept: str, *, overwriting: bool = False) -> Batch | None:
    """Apply a plan as a batch that keeps its file; nothing to store makes no batch."""
    if plan.is_empty and not plan.open_questions:
        return None
    batch = Batch(org=plan.org, ledger=plan.ledger.slug, file_name=name, sha256=hashlib.sha256(content).hexdigest())
    with chain.held(plan.org):
        stored_files.keep(batch.file, name, content)
        batch.save()
        author = Author(by=None, reason=f"导入{name}", accepting=accept)
        return import_plan.apply(plan, batch, author, overwriting=overwriting)


def show(name: str, plans: Sequence[Plan], fault: str = "") -> None:
    """What importing a workbook would do, in words."""
    if fault:
        console.print(f"[bold]{name}[/] [red]{fault}[/]", highlight=False)
    for plan in plans:
        console.print(f"[bold]{name}[/] → {plan.ledger.label}", highlight=False)
        for words in (*plan.understood, *plan.notes):
            console.print(f"  {words}", highlight=False)
        import_answers.show(plan)
        counts = f"新增{len(plan.new)}条，修改{len(plan.changed)}条，未变{plan.unchanged}条"
        console.print(f"  {counts}，不能导入{plan.rejected_rows}行", highlight=False)
        if plan.rejected or plan.warnings:
            table = folding_table("行", "列", "内容", "问题")
            for problem in (*plan.rejected, *plan.warnings)[:40]:
                says = f"{problem.severity.label}：{problem.says}"
                table.add_row(problem.place, problem.label, problem.found, says)
            console.print(table)
        for row in plan.changed[:40]:
            says = "；".join(each.says for each in changes_in_words(plan.ledger, row))
            console.print(f"  {row.place}“{row.record}”将改：{says}", highlight=False)
        for place, conflict in plan.moved[:40]:
            column = conflict.column.label if conflict.column else ""
            console.print(f"  [yellow]{place}{column}{conflict.moved}[/]", highlight=False)
        if plan.proposals:
            names = "、".join(p.name for p in plan.proposals[:8])
            more = "等" if len(plan.proposals) > 8 else ""
            console.print(f"  企业台账里还没有：{names}{more}，可先补登企业。", highlight=False)


def _told(found: _Found, plans: Sequence[Plan]) -> dict[str, Any]:
    told = {"file": found.name, "fault": found.fault, "tables": [_plan_told(plan) for plan in plans]}
    return told | {"read": not found.fault}


def _plan_told(plan: Plan) -> dict[str, Any]:
    return {
        "ledger": plan.ledger.slug,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "changes": [_row_told(plan, row) for row in plan.changed],
        "unchanged": plan.unchanged,
        "rejected": [_problem_told(p) for p in plan.rejected],
        "warnings": [_problem_told(p) for p in plan.warnings],
        "moved": [{"place": str(place), "says": conflict.moved} for place, conflict in plan.moved],
        "questions": told(plan.questions),
        "understood": [*plan.understood, *plan.notes],
    }


def _row_told(plan: Plan, row: Row) -> dict[str, Any]:
    columns = [
        {"column": each.label, "before": each.before, "after": each.after}
        for each in changes_in_words(plan.ledger, row)
    ]
    return {"sheet": row.place.sheet, "row": row.place.number, "record": str(row.record), "columns": columns}


def _problem_told(problem: Problem) -> dict[str, Any]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.label,
        "found": problem.found,
        "says": problem.says,
    }


def export(
    ledger: Annotated[str, typer.Argument(help="台账")],
    org: Annotated[str, typer.Option(help="单位代码")],
    out: Annotated[Path, typer.Option("-o", "--out", help="写到哪个文件")],
    personal: Annotated[bool, typer.Option(help="包含联系人、电话等个人信息")] = False,
) -> None:
    """导出一个台账；导出的文件改完可以原样导回。"""
    bureau = org_of(org)
    chosen = own_columns.view(ledger_of(ledger), bureau)
    basis = exported_basis.now(bureau)
    several = bool(several_bureaus(bureau))
    records = access.records(chosen, bureau).select_related("org") if several else access.records(chosen, bureau)
    total = records.count()
    with bar() as progress:
        task = progress.add_task("导出", total=total)

        def counted() -> Any:
            for record in records.iterator(chunk_size=2000):
                progress.advance(task)
                yield record

        content = workbook_writer.export(chosen, counted(), personal=personal, basis=basis, bureaus=several)
        out.write_bytes(content)
    console.print(f"已导出{total}条到 {out}")


def template(
    ledger: Annotated[str, typer.Argument(help="台账")],
    out: Annotated[Path, typer.Option("-o", "--out", help="写到哪个文件")],
    org: Annotated[str, typer.Option(help="单位代码；填了就带上该单位的自有列")] = "",
) -> None:
    """下载一个台账的空白模板。"""
    out.write_bytes(workbook_writer.template(own_columns.view(ledger_of(ledger), org_of(org) if org else None)))
    console.print(f"已写入 {out}")
