"""``kezhang assign``: a table of shares read, held against the whole, and issued to the bureaus below."""

from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.utils import timezone

from kezhang.cli.console import console, day_of, faults, folding_table, org_of, stop, whole_number, write_json
from kezhang.cli.files import content_of
from kezhang.cli.people import By, Json, done, person
from kezhang.collection.arithmetic.rounding import plain
from kezhang.collection.assigning import issuing, sheet
from kezhang.collection.assigning.assigned_lines import AssignedTable, NotATable
from kezhang.collection.assigning.issuing import AssignmentSaid, CheckedLine
from kezhang.collection.assigning.offices import offices_of
from kezhang.collection.assigning.table import read_table
from kezhang.collection.models import Assignment
from kezhang.orgs.models import Office, Org
from kezhang.orgs.scope import below
from kezhang.quantities.typed_numbers import FIRST_YEAR, LAST_YEAR
from kezhang.records.importing.workbooks.unreadable_workbook import UnreadableWorkbook


def assign(
    org: Annotated[str, typer.Option(help="下达单位的代码")],
    table: Annotated[Path | None, typer.Argument(help="任务分解表（.xlsx 等）", show_default=False)] = None,
    year: Annotated[
        int | None,
        typer.Option(
            help="年度；表中写明的以表为准",
            parser=whole_number(FIRST_YEAR, LAST_YEAR),
            metavar="整数",
            show_default=False,
        ),
    ] = None,
    document: Annotated[str, typer.Option(help="文号；表中写明的以表为准")] = "",
    title: Annotated[str, typer.Option(help="依据文件的标题")] = "",
    effective_on: Annotated[str, typer.Option(help="生效日期，一般为成文日期")] = "",
    reason: Annotated[str, typer.Option(help="合计与总任务不符等情况的原因")] = "",
    check: Annotated[bool, typer.Option("--check", help="只核对，不下达")] = False,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="把分解表（未下达的按上年数建议）写到哪个 .xlsx")
    ] = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """下达任务：按分解表写入各下级单位的任务，或把本单位任务分解到股室；合计不符又没有原因的不下达，退出码为 1，读不懂的为 2。"""
    bureau = org_of(org)
    counties, offices = below(bureau), offices_of(bureau)
    if not counties and not offices:
        stop(f"{bureau.name}没有下级单位，也没有股室，不能下达任务。")
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(sheet.write_table(bureau, year or timezone.localdate().year))
        if table is None:
            console.print(f"已写到 {out}", highlight=False)
            return
    if table is None:
        stop("缺少分解表；用 --help 查看写法，用 --out 导出一份表。")
    said = AssignmentSaid(year, document, title, day_of(effective_on) if effective_on else None, reason)
    read = _read(table, counties, offices)
    found = issuing.checked(bureau, read.lines, said)
    issued: list[Assignment] = []
    problems = [*read.faults, *_problems(found)]
    if not problems and not check:
        by_code, by_name = {county.code: county for county in counties}, {office.name: office for office in offices}
        issued = done(lambda: issuing.issue(bureau, found, said, person(by), by_code, by_name))
    old = sum(each.is_unchanged for each in found)
    if as_json:
        counted = {"issued": len(issued) - old, "unchanged": old}
        write_json({"org": bureau.code, **counted, "problems": problems, "lines": [_told(f) for f in found]})
    else:
        _show(bureau, found, by_code={county.code: county.name for county in counties})
        for problem in problems:
            faults.print(problem, style="red", highlight=False)
        if issued:
            console.print(
                f"已下达{len(issued) - old}项指标" + (f"，{old}项与已下达的相同，没有重复写入" if old else "") + "。",
                highlight=False,
            )
    if read.faults:
        raise typer.Exit(2)
    if problems:
        raise typer.Exit(1)


def _read(file: Path, counties: list[Org], offices: list[Office]) -> AssignedTable:
    content = content_of(file, settings.KEZHANG_UPLOAD_LIMIT)
    try:
        read = read_table(content, file.name, counties, offices)
    except (UnreadableWorkbook, NotATable) as fault:
        stop(f"{file.name}：{fault}")
    if not read.lines and not read.faults:
        stop(f"{file.name}：表里没有一行指标。")
    return read


def _problems(found: list[CheckedLine]) -> list[str]:
    return [f"{each.line.place} {each.line.indicator.label}：{fault}。" for each in found for fault in each.faults]


def _show(bureau: Org, found: list[CheckedLine], by_code: dict[str, str]) -> None:
    table = folding_table("指标", "单位", "总任务", "合计核对", "分解", title=f"{bureau.name}任务分解")
    for each in found:
        shares = "、".join(
            f"{by_code.get(code, code)}{_number(value) or '*'}" for code, value in each.line.shares.items()
        )
        table.add_row(each.line.indicator.label, each.line.unit, _number(each.whole), each.check.says, shares)
    console.print(table)


def _number(value: Any) -> str:
    return "" if value is None else plain(value)


def _told(each: CheckedLine) -> dict[str, Any]:
    made = each.made
    targets = {s.key: s for s in made.shares.select_related("org", "office", "target")} if made else {}
    bearer = "office" if each.line.is_among_offices else "org"
    return {
        "indicator": each.line.indicator.slug,
        "label": each.line.indicator.label,
        "year": each.year,
        "unit": each.line.unit,
        "comparator": each.comparator,
        "whole": _number(each.whole) or None,
        "total": _number(each.check.total) or None,
        "standing": each.check.standing.name.lower(),
        "says": each.check.says,
        "gap": _number(each.check.gap),
        "reason": made.reason if made else each.line.reason,
        "version": made.version if made else None,
        "unchanged": each.is_unchanged,
        "shares": [
            {
                bearer: code,
                "value": _number(value) or None,
                "masked": value is None,
                "target": targets[code].target_id if code in targets else None,
                "adopted": targets[code].is_adopted if code in targets else None,
            }
            for code, value in each.line.shares.items()
        ],
    }
