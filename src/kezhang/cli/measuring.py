"""Figures as asked for on the command line: measured, and explained between two moments of knowledge."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import typer

from kezhang.catalogue import find
from kezhang.cli.console import console, day_of, folding_table, moment_of, org_of, period_of, shown, stop, write_json
from kezhang.indicators.explanation import Explanation, Part
from kezhang.indicators.explanation import explain as explained
from kezhang.indicators.indicator import AnyIndicator, Figure, Indicator
from kezhang.records.local_time import moment_text


def indicator_of(name: str) -> AnyIndicator:
    found = find(name)
    if found is None:
        stop(f"没有“{shown(name)}”这个指标。")
    return found


def measured(indicator: AnyIndicator, org: str, period: str, as_of: str, known_on: datetime | None) -> Figure:
    """For the period, cut at its end where no day is named; without a period, for the year of the day."""
    bureau = org_of(org)
    if period:
        span = period_of(period)
        return indicator.figure(bureau, span, day_of(as_of) if as_of else span.last, known_on)
    day = day_of(as_of)
    return indicator.figure(bureau, indicator.usual_period(bureau, day), day, known_on)


def exact(value: Decimal | None, indicator: AnyIndicator) -> str | None:
    """In the indicator's unit, every digit of it; None stays unknown."""
    return None if value is None else f"{(value / indicator.unit.factor).normalize():f}"


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def explain(
    name: Annotated[str, typer.Argument(help="指标的名称、代码或别名")],
    org: Annotated[str, typer.Option(help="单位代码")],
    period: Annotated[str, typer.Option(help="期间，如 2024、2024H1、2024Q2、2024-06")],
    since: Annotated[str, typer.Option("--from", help="先前的时刻，ISO 8601；只写日期按当天结束")],
    until: Annotated[str, typer.Option("--to", help="后来的时刻")],
    as_of: Annotated[str, typer.Option(help="截至日期；不填为期间的最后一天")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """说明同一个数按先后两个时刻所知为什么不同：补录、更正、作废、恢复，逐条列出，合计等于差额。"""
    chosen, first, second = indicator_of(name), moment_of(since), moment_of(until)
    if first > second:
        stop(f"--from（{moment_text(first)}）晚于 --to（{moment_text(second)}），请对调。")
    if not isinstance(chosen, Indicator):
        stop(f"“{chosen.label}”由别的指标算出，没有自己的记录；请分别说明：{'、'.join(_components(chosen))}。")
    figures = [measured(chosen, org, period, as_of, moment) for moment in (first, second)]
    told = explained(*figures)
    if as_json:
        write_json(_told(told, chosen))
    else:
        _show(told, chosen)


def _components(indicator: Any) -> list[str]:
    """The labels of what a derived indicator is computed from."""
    parts = [getattr(indicator, name, ()) for name in ("numerator", "denominator", "of", "plus", "minus")]
    return [each.label for part in parts for each in (part if isinstance(part, tuple) else (part,))]


def _told(told: Explanation, indicator: Indicator) -> dict[str, Any]:
    first, second = told.first, told.second
    assert isinstance(first.known_on, datetime)
    assert isinstance(second.known_on, datetime)
    return {
        "indicator": indicator.slug,
        "unit": indicator.unit.label,
        "org": first.org.code,
        "period": first.period.code,
        "as_of": first.as_of,
        "from_known_on": iso(first.known_on),
        "to_known_on": iso(second.known_on),
        "from": exact(first.value, indicator),
        "to": exact(second.value, indicator),
        "difference": exact(told.difference, indicator),
        "parts": [_part(part, indicator) for part in told.parts],
    }


def _part(part: Part, indicator: Indicator) -> dict[str, Any]:
    change = part.change
    return {
        "kind": part.kind,
        "record": {"ledger": change.ledger, "id": change.record_id},
        "difference": exact(part.difference, indicator),
        "by": change.by_name,
        "at": iso(change.at),
        "reason": change.reason,
        "fields": [{"field": label, "before": before, "after": after} for label, before, after in part.fields],
    }


def _show(told: Explanation, indicator: Indicator) -> None:
    first, second, write = told.first, told.second, indicator.unit.write
    assert isinstance(first.known_on, datetime)
    assert isinstance(second.known_on, datetime)
    moved = "待核" if told.difference is None else write(told.difference, 6)
    console.print(
        f"{first.org.name}{first.period.label}{indicator.label}（截至{first.as_of}）：{moment_text(first.known_on)}所知{first.text}，"
        f"{moment_text(second.known_on)}所知{second.text}，相差{moved}。",
        highlight=False,
    )
    if not told.parts:
        return
    table = folding_table("原因", "记录", "差额", "操作人", "时间", "说明")
    for part in told.parts:
        change = part.change
        fields = "；".join(f"{label}：{before or '空'}→{after or '空'}" for label, before, after in part.fields)
        table.add_row(
            part.in_words, f"{part.ledger.label}第{change.record_id}号", write(part.difference, 6), change.by_name,
            moment_text(change.at), "。".join(words for words in (fields, change.reason) if words),
        )  # fmt: skip
    console.print(table)
