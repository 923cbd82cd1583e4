"""``kezhang round``: open a round, list and look at them, move the deadline, close."""

from typing import Annotated, Any

import typer
from django.utils import timezone
from rich.table import Column

from kezhang.catalogue import find
from kezhang.cli.collecting.list_tables import table_of
from kezhang.cli.console import console, day_of, faults, folding_table, moment_of, org_of, shown, stop, write_json
from kezhang.cli.measuring import iso
from kezhang.cli.people import By, Json, done, person
from kezhang.collection.models import Return, ReturnVersion, Round
from kezhang.collection.publishing.coverage import newest_sent, timeliness_of
from kezhang.collection.rounds import closing, opening
from kezhang.collection.rounds.notice import warnings
from kezhang.collection.rounds.opening import RoundAsked, find_round
from kezhang.indicators.indicator import AnyIndicator
from kezhang.orgs.models import Org
from kezhang.records.local_time import moment_text

#: A number cut short names no round.
NUMBER = Column("编号", no_wrap=True, min_width=17)
Bureau = Annotated[str, typer.Option("--org", help="发起单位的代码")]
Number = Annotated[str, typer.Argument(help="调度编号，如 DD-652700-2024-01，或其中的序号", show_default=False)]
Named = Annotated[str, typer.Option("--round", help="调度编号，也可直接写在命令后面")]


def open_(
    org: Bureau,
    as_of: Annotated[str, typer.Option(help="截至日期")],
    deadline: Annotated[
        str, typer.Option(help="截止时间，如 2024-07-05T18:00；只写日期为当天24时；不写为5个工作日后")
    ] = "",
    title: Annotated[str, typer.Option(help="标题")] = "",
    indicators: Annotated[
        list[str] | None,
        typer.Option("--indicators", "--indicator", help="要报的指标，可用逗号分开；不写则为已下达任务的指标"),
    ] = None,
    tables: Annotated[
        list[str] | None,
        typer.Option("--tables", "--table", help="要逐行报的清单，如 T7，可用逗号分开"),
    ] = None,
    counties: Annotated[
        list[str] | None, typer.Option("--counties", "--county", help="应报单位的代码，可用逗号分开；不写则为全部下级")
    ] = None,
    exempt: Annotated[list[str] | None, typer.Option(help="免报单位，写作 代码=依据")] = None,
    sheet: Annotated[list[str] | None, typer.Option(help="以表格报送的单位的代码")] = None,
    word: Annotated[list[str] | None, typer.Option(help="以文稿报送的单位的代码")] = None,
    one_person: Annotated[list[str] | None, typer.Option(help="允许一人办理的单位的代码")] = None,
    document: Annotated[str, typer.Option(help="文号")] = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """开放一次调度，固定应报单位；提前量不足等提醒只说明，不拦截。"""
    bureau, day = org_of(org), day_of(as_of)
    asked = RoundAsked(
        as_of=day,
        title=title,
        deadline=moment_of(deadline) if deadline else None,
        indicators=_indicators(indicators or []),
        tables=[table_of(name) for name in _listed(tables)],
        counties=[org_of(code) for code in _listed(counties)],
        exempt=_exempt(exempt or []),
        channels={
            **dict.fromkeys(_listed(sheet), Return.Channel.SHEET),
            **dict.fromkeys(_listed(word), Return.Channel.DOCUMENT),
        },
        one_person=frozenset(_listed(one_person)),
        document_number=document,
    )
    if asked.deadline is not None and asked.deadline <= timezone.now():
        stop(f"截止时间 {moment_text(asked.deadline)} 已过，应为以后的时间。")
    made = done(lambda: opening.open_round(bureau, asked, person(by)))
    told = warnings(
        made.deadline,
        made.opened_at,
        (item.indicator for item in made.items.all()),
        (a.org for a in made.returns.all()),
    )
    if as_json:
        write_json({**round_told(made), "warnings": told})
        return
    console.print(
        f"已开放 {made.number} {made.title}：截至{made.as_of}，{moment_text(made.deadline)}截止，"
        f"{made.items.count()}项指标{f'、{made.tables.count()}份清单' if made.tables.exists() else ''}，应报{made.returns.exclude(state=Return.State.EXEMPT).count()}个单位。",
        highlight=False,
    )
    for words in told:
        faults.print(f"提醒：{words}", style="yellow", highlight=False)


def listed(org: Bureau, as_json: Json = False) -> None:
    """列出一个单位发起的调度，以及上级要它报的调度。"""
    bureau = org_of(org)
    own = list(Round.objects.filter(org=bureau).select_related("org"))
    owed = list(Round.objects.filter(returns__org=bureau).select_related("org"))
    if as_json:
        write_json([round_told(each) for each in [*own, *owed]])
        return
    table = folding_table(NUMBER, "标题", "发起单位", "截至", "截止时间", "状态", "已报/应报")
    for each in [*own, *owed]:
        counted = timeliness_of(each)
        table.add_row(
            each.number, each.title, each.org.name, str(each.as_of), moment_text(each.deadline), each.phase,
            f"{counted.sent}/{counted.obliged}",
        )  # fmt: skip
    console.print(table)


def show(org: Bureau, number: Number = "", named: Named = "", as_json: Json = False) -> None:
    """一次调度各单位报到哪一步；不写编号时为最近一次。"""
    found = round_of(org_of(org), number or named)
    if as_json:
        write_json(round_told(found, in_full=True))
        return
    console.print(
        f"{found.number} {found.title}（{found.phase}，截至{found.as_of}，{moment_text(found.deadline)}截止）",
        highlight=False,
    )
    table = folding_table("代码", "单位", "状态", "渠道", "稿次", "报送时间", "按时", "关闭时处理")
    newest = newest_sent(found)
    for each in _answers(found):
        sent = newest.get(each.pk)
        table.add_row(
            each.org.code, each.org.name, each.get_state_display(), each.get_channel_display(),
            str(sent.number) if sent else "", moment_text(sent.sent_at) if sent and sent.sent_at else "",
            {True: "是", False: "否", None: ""}[sent.by_deadline if sent else None], each.disposition,
        )  # fmt: skip
    console.print(table)
    told = _rates(found)
    console.print("；".join(f"{name}{value}" for name, value in told.items()), highlight=False)


def close(
    org: Bureau,
    number: Number = "",
    named: Named = "",
    carry: Annotated[list[str] | None, typer.Option(help="未报而沿用上期的单位的代码")] = None,
    early: Annotated[bool, typer.Option("--early", help="截止时间没到、还有单位没报，也关闭")] = False,
    by: By = "",
    as_json: Json = False,
) -> None:
    """关闭调度：不等最后一个单位，未报的逐个写明处理。"""
    found = round_of(org_of(org), number or named)
    waited_for = [each.org.name for each in _answers(found) if each.state in closing.UNSENT]
    if waited_for and not early and not found.is_closed and timezone.now() < found.deadline:
        until = moment_text(found.deadline)
        stop(f"截止时间{until}还没有到，{'、'.join(waited_for)}没有报；关闭后只能补报。确要关闭请加 --early。", 1)
    closed = done(lambda: closing.close(found, person(by), frozenset(_listed(carry))))
    if as_json:
        write_json(round_told(closed, in_full=True))
        return
    missing = [each for each in _answers(closed) if each.disposition]
    said = "、".join(f"{each.org.name}{each.disposition}" for each in missing)
    console.print(f"{closed.number} 已关闭。" + (f"{said}。" if said else "全部报齐。"), highlight=False)


def extend(
    org: Bureau,
    deadline: Annotated[str, typer.Option(help="新的截止时间")],
    number: Number = "",
    named: Named = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """调整截止时间；原来的保留，改期以前报送的按原来的计。"""
    found, until = round_of(org_of(org), number or named), moment_of(deadline)
    moved = done(lambda: closing.move_deadline(found, until, person(by)))
    if as_json:
        write_json(round_told(moved))
    else:
        console.print(f"{moved.number} 的截止时间改为{moment_text(moved.deadline)}。", highlight=False)


def round_of(org: Org, named: str) -> Round:
    """The bureau's round; the newest where none is named."""
    if not named:
        newest = Round.objects.filter(org=org).select_related("org").first()
        if newest is None:
            stop(f"{org.name}还没有开放过调度；用 kezhang round open 开放。")
        return newest
    found = find_round(named, org)
    if found is None:
        stop(f"{org.name}没有编号为 {shown(named)} 的调度；用 kezhang round list --org {org.code} 查看。")
    return found


def _answers(found: Round) -> list[Return]:
    return list(found.returns.select_related("org", "round"))


def _listed(written: list[str] | None) -> list[str]:
    return [code.strip() for each in written or [] for code in each.replace("，", ",").split(",") if code.strip()]


def _indicators(written: list[str]) -> list[AnyIndicator]:
    found = []
    for name in _listed(written):
        if (indicator := find(name)) is None:
            stop(f"没有“{shown(name)}”这个指标；用 kezhang indicator 查看指标名称。")
        found.append(indicator)
    return found


def _exempt(written: list[str]) -> dict[str, str]:
    found = {}
    for each in written:
        code, _, why = each.partition("=")
        if not why.strip():
            stop(f"--exempt 写作 代码=依据，如 652701=州科函〔2024〕3号；“{shown(each)}”没有依据。")
        found[code.strip()] = why.strip()
    return found


def _rates(found: Round) -> dict[str, str]:
    counted = timeliness_of(found)
    named = {"报送率": counted.sent_rate, "及时率": counted.on_time_rate, "一次通过率": counted.at_first_rate}
    shares = {name: "—" if rate is None else f"{rate * 100:.1f}%" for name, rate in named.items()}
    return {"应报": f"{counted.obliged}个", "已报": f"{counted.sent}个", "按时": f"{counted.on_time}个", **shares}


def round_told(found: Round, *, in_full: bool = False) -> dict[str, Any]:
    counted = timeliness_of(found)
    told: dict[str, Any] = {
        "number": found.number,
        "title": found.title,
        "org": found.org.code,
        "as_of": str(found.as_of),
        "opened_at": iso(found.opened_at),
        "deadline": iso(found.deadline),
        "state": found.state,
        "phase": found.phase,
        "closed_at": iso(found.closed_at),
        "indicators": [item.indicator for item in found.items.all()],
        "tables": [each.declared.code for each in found.tables.all()],
        "obliged": counted.obliged,
        "sent": counted.sent,
        "on_time": counted.on_time,
        "accepted": counted.accepted,
    }
    if in_full:
        newest = newest_sent(found)
        told |= {
            "sent_rate": _rate(counted.sent_rate),
            "on_time_rate": _rate(counted.on_time_rate),
            "accepted_at_first_rate": _rate(counted.at_first_rate),
            "returns": [_answer_told(each, newest.get(each.pk)) for each in _answers(found)],
        }
    return told


def _rate(value: Any) -> str | None:
    return None if value is None else f"{value:.4f}"


def _answer_told(each: Return, sent: ReturnVersion | None) -> dict[str, Any]:
    return {
        "org": each.org.code,
        "name": each.org.name,
        "state": each.state,
        "state_label": each.get_state_display(),
        "channel": each.channel,
        "version": sent.number if sent else None,
        "sent_at": iso(sent.sent_at) if sent else None,
        "by_deadline": sent.by_deadline if sent else None,
        "disposition": each.disposition,
    }
