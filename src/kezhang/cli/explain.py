"""Commands that explain: a ledger, an indicator, what each module brings, the board."""

from decimal import Decimal
from typing import Annotated, Any

import typer
from rich.table import Table

from kezhang.catalogue import INDICATORS, LEDGERS, parts
from kezhang.cli.console import console, day_of, folding_table, moment_of, org_of, stop, write_json
from kezhang.cli.ledgers.columns import ledger_of
from kezhang.cli.measuring import exact, indicator_of, iso, measured
from kezhang.indicators.indicator import Indicator
from kezhang.quantities.units import PERCENT
from kezhang.records.local_time import moment_text
from kezhang.reports.drafting.figures import define
from kezhang.targets.progress import Light, Progress
from kezhang.targets.progress import board as progress_board

COLOURS = {Light.DONE: "green", Light.AHEAD: "green", Light.ON_PACE: "blue", Light.BEHIND: "red"}


def ledger(
    slug: Annotated[str, typer.Argument(help="台账")] = "",
    list_all: Annotated[bool, typer.Option("--list", help="列出全部台账")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """说明一个台账由声明得到了什么：列、认得的表头、规则、地址、指标。"""
    if list_all or not slug:
        list_ledgers(as_json)
        return
    chosen = ledger_of(slug)
    console.print(f"[bold]{chosen.label}[/] {chosen.slug}：{chosen.about}", highlight=False)
    console.print(
        f"归属日期：{chosen.column(chosen.dated_by).label}；主键：{' 或 '.join('+'.join(chosen.column(n).label for n in k) for k in chosen.keys)}"
    )
    if chosen.informing:
        shown = "、".join(chosen.column(name).label for name in chosen.informing)
        console.print(f"只供查看、不进指标和核查的列：{shown}", highlight=False)
    columns = folding_table("列", "字段", "必填", "单位", "也认得的表头", "说明")
    for column in chosen.columns:
        columns.add_row(
            column.label, column.name, "是" if column.required else "", column.unit.label if column.unit else "",
            "、".join(column.headers[1:]), column.help,
        )  # fmt: skip
    console.print(columns)
    rules = folding_table("规则", "级别", "内容", "依据")
    for rule in chosen.all_rules:
        rules.add_row(rule.name, rule.severity.label, rule.says, rule.basis)
    console.print(rules)
    for due in chosen.due:
        day = chosen.column(due.field).label
        console.print(f"到期：{due.says}（{day}），提前{due.ahead}天提醒。{due.todo}", highlight=False)
    for address in ("", "new/", "template.xlsx", "export.xlsx", "import/"):
        console.print(f"/ledgers/{chosen.slug}/{address}", highlight=False)


def list_ledgers(as_json: bool) -> None:
    """All ledgers, with how many columns, rules and indicators each has."""
    rows = []
    for each in LEDGERS.values():
        measured = sum(isinstance(i, Indicator) and i.over is each and bool(i.code) for i in INDICATORS.values())
        counts = {"columns": len(each.columns), "rules": len(each.all_rules), "indicators": measured}
        rows.append({"label": each.label, "slug": each.slug, "chapter": each.chapter.value, **counts})
    if as_json:
        write_json(rows)
        return
    table = folding_table("台账", "代码", "章", "列", "规则", "指标", title=f"共{len(rows)}个台账")
    for row in rows:
        table.add_row(*map(str, row.values()))
    console.print(table)


def plugins(as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False) -> None:
    """列出各模块提供的台账、指标、核查和报告模板：先是本产品的，后是 KEZHANG_PLUGINS 中的插件。"""
    rows: list[dict[str, Any]] = [
        {
            "plugin": part.plugin,
            "module": part.module,
            "ledgers": [ledger.slug for ledger in part.ledgers],
            "indicators": [indicator.slug for indicator in part.indicators],
            "checks": [check.number for check in part.checks],
            "templates": [template.name for template in part.templates],
        }
        for part in parts()
    ]
    if as_json:
        write_json(rows)
        return
    shown = folding_table("模块", "插件", "台账", "指标", "核查", "报告模板")
    for row in rows:
        counts = [str(len(held)) if held else "" for held in list(row.values())[2:]]
        shown.add_row(row["module"], row["plugin"], *counts)
    console.print(shown)
    for part in (part for part in parts() if part.plugin):
        brought = [each.label for each in (*part.ledgers, *part.indicators, *part.templates)]
        brought += [check.title for check in part.checks]
        console.print(f"{part.plugin}：{'、'.join(brought)}", highlight=False)


def indicator(
    name: Annotated[str, typer.Argument(help="指标的名称、代码或别名")],
    org: Annotated[str, typer.Option(help="单位代码；填了就给出数值")] = "",
    as_of: Annotated[str, typer.Option(help="截至日期；不填为期间的最后一天")] = "",
    period: Annotated[str, typer.Option(help="期间，如 2024、2024H1、2024Q2、2024-06；不填为截至日期所在年度")] = "",
    known: Annotated[
        str, typer.Option("--known-on", help="按哪一时刻所知计，ISO 8601；只写日期按当天结束，不填为现在")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """说明一个指标怎么算；给出单位和日期（或期间）时连数值和记录数一起给。"""
    chosen = indicator_of(name)
    terms = {
        **define(chosen),
        "进度曲线": chosen.pace_profile.label,
        "也称": "、".join(chosen.also_called),
        "代码": f"{chosen.slug} {chosen.code}",
    }
    told: dict[str, Any] = {"indicator": chosen.slug, "label": chosen.label, "unit": chosen.unit.label}
    if org:
        moment = moment_of(known) if known else None
        figure = measured(chosen, org, period, as_of, moment)
        count = (
            figure.records.count()
            if figure.records is not None
            else sum(p.records.count() for p in figure.parts if p.records is not None)
        )
        seen = f"，按{moment_text(moment)}所知" if moment else ""
        terms["数值"] = f"{figure.text}（截至{figure.as_of}{seen}，{count}条记录）"
        told |= {
            "org": figure.org.code,
            "period": figure.period.code,
            "as_of": figure.as_of,
            "known_on": iso(moment),
            "value": exact(figure.value, chosen),
            "records": count,
        }
    elif period or as_of or known:
        stop("求数值还要用 --org 写明单位代码。")
    if as_json:
        write_json(told | {"definition": terms})
        return
    table = Table(show_header=False)
    for term, words in terms.items():
        table.add_row(term, words)
    console.print(table)


def board(
    org: Annotated[str, typer.Option(help="单位代码")],
    as_of: Annotated[str, typer.Option(help="截至日期")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """进度表：每项任务一行。"""
    bureau, day = org_of(org), day_of(as_of)
    lines = progress_board(bureau, day)
    if as_json:
        write_json([_told(line) for line in lines])
        return
    if not lines:
        stop(f"{bureau.name}截至{day}没有生效的任务；先导入任务台账。", 1)
    show_board(lines, f"{bureau.name} 任务进度（截至{day}，时间进度{_percent(lines[0].time_share)}）")


#: The board's columns; the last ones are left out where the terminal is too narrow to read them.
COLUMNS = ("指标", "任务", "完成", "完成率", "应达", "灯", "还差", "来源", "进度差", "预计全年")
NARROW, WIDE = 7, 110


def show_board(lines: list[Progress], title: str) -> None:
    shown = len(COLUMNS) if console.width >= WIDE else NARROW
    table = Table(title=title)
    for name in COLUMNS[:shown]:
        table.add_column(
            name, justify="left" if name in {"指标", "灯", "来源"} else "right", no_wrap=name != "指标", overflow="fold"
        )
    for line in lines:
        table.add_row(*_cells(line)[:shown])
    console.print(table)


def _cells(line: Progress) -> tuple[str, ...]:
    write = line.indicator.unit.write
    return (
        line.indicator.label,
        line.target.text,
        line.figure.text,
        _percent(line.rate),
        _percent(line.expected),
        f"[{COLOURS.get(line.light, 'yellow')}]{line.light.sign} {line.light.label}[/]",
        "" if line.missing is None else write(line.missing),
        line.target.get_type_display(),
        "" if line.gap is None else f"{PERCENT.number(line.gap)}个百分点",
        "" if line.forecast is None else write(line.forecast),
    )


def _percent(share: Decimal | None) -> str:
    return "—" if share is None else PERCENT.write(share)


def _told(line: Progress) -> dict[str, Any]:
    return {
        "indicator": line.indicator.slug,
        "label": line.indicator.label,
        "unit": line.indicator.unit.label,
        "year": line.target.year,
        "type": line.target.type,
        "document": line.target.document_number,
        "target": line.target.base_value,
        "masked": line.target.is_masked,
        "done": line.figure.value,
        "rate": line.rate,
        "time_share": line.time_share,
        "expected": line.expected,
        "gap": line.gap,
        "light": line.light.code,
        "missing": line.missing,
        "forecast": line.forecast,
        "assumption": line.assumption,
    }
