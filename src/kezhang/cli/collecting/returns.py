"""``kezhang return``: what a county makes, reviews, signs and sends, and what the liaison above decides."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Column

from kezhang.catalogue import find
from kezhang.cli.collecting.list_tables import table_of, table_told, words_of
from kezhang.cli.console import console, day_of, folding_table, moment_of, org_of, shown, stop, write_json
from kezhang.cli.measuring import iso
from kezhang.cli.people import By, Json, done, person
from kezhang.collection.models import Return, ReturnVersion
from kezhang.collection.returning import changes, deciding, life, objections
from kezhang.collection.rounds.opening import find_round
from kezhang.indicators.indicator import AnyIndicator
from kezhang.orgs.models import Org
from kezhang.quantities.typed_numbers import exact_number
from kezhang.records.local_time import moment_text

County = Annotated[str, typer.Option("--org", help="报送单位的代码")]
Number = Annotated[str, typer.Option("--round", help="调度编号；不写则为最近一次要它报的调度")]
Which = Annotated[str, typer.Option("--indicator", help="指标名称或代码")]
Several = Annotated[list[str] | None, typer.Option("--indicator", help="指标名称或代码，可重复")]
Lists = Annotated[list[str] | None, typer.Option("--table", help="清单编号或名称，如 T7，可重复")]
Note = Annotated[str, typer.Option("--note", help="说明、意见或原因")]


def listed(org: County, as_json: Json = False) -> None:
    """列出要这个单位报的调度，各走到哪一步。"""
    found = list(
        Return.objects.filter(org=org_of(org)).select_related("org", "round__org").order_by("-round__opened_at")
    )
    if as_json:
        write_json([_told(each) for each in found])
        return
    table = folding_table(Column("调度编号", no_wrap=True, min_width=17), "标题", "截至", "截止时间", "状态")
    for each in found:
        table.add_row(
            each.round.number,
            each.round.title,
            str(each.round.as_of),
            moment_text(each.round.deadline),
            each.get_state_display(),
        )
    console.print(table)


def show(org: County, number: Number = "", as_json: Json = False) -> None:
    """一份报送的数字、核查和审定。"""
    found = answer_of(org, number)
    if as_json:
        write_json(_told(found, in_full=True))
        return
    _show(found)


def make(org: County, number: Number = "", by: By = "", as_json: Json = False) -> None:
    """填报：按截至日期从台账取数；已取过的重新取，写过的说明保留。有待说明的事项时退出码为 1。"""
    found = answer_of(org, number)
    version = done(lambda: life.make(found, person(by)))
    still = objections.open_ones(version)
    if as_json:
        write_json({**_told(_again(found), in_full=True), "open": still})
    else:
        _show(_again(found))
        for words in still:
            console.print(f"待说明：{words}", style="yellow", highlight=False)
    if still:
        raise typer.Exit(1)


def explain(
    org: County,
    reason: Annotated[str, typer.Option(help="未达进度的原因，或对退回意见的答复")],
    indicator: Which = "",
    table: Annotated[str, typer.Option(help="清单编号或名称，如 T7")] = "",
    next_step: Annotated[str, typer.Option(help="下步措施")] = "",
    number: Number = "",
    by: By = "",
) -> None:
    """写明一个数字的原因和下步措施，或一份清单的说明。"""
    if bool(indicator) == bool(table):
        stop("请写明 --indicator 或 --table 中的一个。")
    found = answer_of(org, number)
    if table:
        listed_, word = table_of(table).slug, f"{reason}{next_step}"
        done(lambda: life.explain_table(found, person(by), listed_, word))
    else:
        slug = _indicator(indicator).slug
        done(lambda: life.explain(found, person(by), slug, reason, next_step))
    console.print("已写明。")


def override(
    indicator: Which,
    org: County,
    value: Annotated[str, typer.Option(help="报送值，按指标的单位写；留空则恢复台账值")] = "",
    reason: Annotated[str, typer.Option(help="与台账不同的原因")] = "",
    evidence: Annotated[str, typer.Option(help="依据")] = "",
    number: Number = "",
    by: By = "",
) -> None:
    """手工数：报送值与台账值不同时写明原因和依据，各处都照此注明。"""
    found, chosen = answer_of(org, number), _indicator(indicator)
    base = f"{chosen.unit.to_base(_typed(value)):f}" if value else ""
    done(lambda: life.override(found, person(by), chosen.slug, base, reason, evidence))
    console.print("已写明手工数。" if value else "已恢复台账值。")


def answer(
    check: Annotated[int, typer.Option(help="第几条核查")],
    org: County,
    note: Note,
    number: Number = "",
    by: By = "",
) -> None:
    """对一条核查结果写明情况。"""
    found = answer_of(org, number)
    done(lambda: life.answer_check(found, person(by), check, note))
    console.print("已写明。")


def submit(org: County, number: Number = "", by: By = "", as_json: Json = False) -> None:
    """送审。"""
    found = answer_of(org, number)
    done(lambda: life.submit(found, person(by)))
    _say(found, as_json, "已送审")


def review(org: County, number: Number = "", note: Note = "", by: By = "", as_json: Json = False) -> None:
    """审核通过；填报人不能审核自己填的。"""
    found = answer_of(org, number)
    done(lambda: life.review(found, person(by), note))
    _say(found, as_json, "审核通过")


def turn_back(org: County, note: Note, number: Number = "", by: By = "", as_json: Json = False) -> None:
    """审核人退回，或领导不予签发。"""
    found = answer_of(org, number)
    done(lambda: life.turn_back(found, person(by), note))
    _say(found, as_json, "已退回填报")


def send(
    org: County,
    number: Number = "",
    as_known: Annotated[bool, typer.Option("--as-known", help="取数以后台账又有变动，仍按取数时的情况报送")] = False,
    by: By = "",
    as_json: Json = False,
) -> None:
    """签发报送：从此这一稿不再变动。"""
    found = answer_of(org, number)
    done(lambda: life.send(found, person(by), as_known=as_known))
    _say(found, as_json, "已报送")


def withdraw(org: County, number: Number = "", note: Note = "", by: By = "", as_json: Json = False) -> None:
    """撤回：上级没有开始审定时。"""
    found = answer_of(org, number)
    done(lambda: life.withdraw(found, person(by), note))
    _say(found, as_json, "已撤回")


def accept(org: County, number: Number = "", by: By = "", as_json: Json = False) -> None:
    """审定（上级联络员）：全部接收并锁定，每个数字各记一条审定。"""
    found = answer_of(org, number)
    done(lambda: deciding.accept_all(found, person(by)))
    _say(found, as_json, "已接收")


def reject(
    org: County,
    note: Note,
    indicator: Several = None,
    table: Lists = None,
    revise_by: Annotated[str, typer.Option(help="修改期限")] = "",
    number: Number = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """审定（上级联络员）：写明的指标和清单退回，其余接收；都不写则全部退回。"""
    found, until = answer_of(org, number), moment_of(revise_by) if revise_by else None
    slugs = _slugs(indicator, table)
    done(lambda: deciding.send_back(found, person(by), slugs, note, until))
    _say(found, as_json, "已退回")


def unlock(
    org: County,
    note: Note,
    until: Annotated[str, typer.Option(help="到哪一天为止")],
    indicator: Several = None,
    table: Lists = None,
    number: Number = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """解锁（上级联络员）：让已接收的报送在期限内更正写明的指标和清单。"""
    found, day = answer_of(org, number), day_of(until)
    slugs = _slugs(indicator, table)
    done(lambda: deciding.unlock(found, person(by), slugs, note, day))
    _say(found, as_json, f"已解锁至{day}")


def relock(org: County, note: Note, number: Number = "", by: By = "", as_json: Json = False) -> None:
    """收回解锁（上级联络员）：仍以已接收的为准。"""
    found = answer_of(org, number)
    done(lambda: deciding.relock(found, person(by), note))
    _say(found, as_json, "已收回解锁")


def exempt(org: County, note: Note, number: Number = "", by: By = "", as_json: Json = False) -> None:
    """免报（上级联络员）：写明依据，从此不计入应报。"""
    found = answer_of(org, number)
    done(lambda: deciding.exempt(found, person(by), note))
    _say(found, as_json, "免报")


def take(
    file: Annotated[Path, typer.Argument(help="该单位送来的表格（.xlsx 等）或文稿（.docx 等）")],
    org: County,
    received: Annotated[str, typer.Option(help="收到的时间；不写为现在")] = "",
    number: Number = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """代录（上级联络员）：读出没有用系统的单位送来的数字，原件和原句留存，逐个审定后才算数。"""
    from django.conf import settings

    from kezhang.cli.files import content_of
    from kezhang.collection.returning import taking_in

    found, at = answer_of(org, number), moment_of(received) if received else None
    content = content_of(file, settings.KEZHANG_READ_LIMIT)
    version = done(lambda: taking_in.take_in(found, person(by), file.name, content, at))
    if not as_json:
        console.print(f"从 {file.name} 读出{taking_in.told(version)}，请逐个审定。", highlight=False)
    _say(found, as_json, "已代录")


def since(org: County, number: Number = "", as_json: Json = False) -> None:
    """与上次报送相比：逐条列出补录、更正、作废、恢复；最近一稿已报送的，与台账现在相比。"""
    found = answer_of(org, number)
    former, changed = changes.of_newest(found)
    if as_json:
        write_json(
            {
                "org": found.org.code, "round": found.round.number, "since": former.number if former else None,
                "changed": [each.told() for each in changed],
            }
        )  # fmt: skip
        return
    if former is None:
        console.print("还没有报送过，没有可比的一稿。")
        return
    console.print(f"与第{former.number}稿相比" + ("：" if changed else "没有变动。"), highlight=False)
    for each in changed:
        console.print(f"{each.label}：{each.before} → {each.after}", highlight=False, markup=False)
        for line in each.lines:
            console.print(f"  {line}", highlight=False, markup=False)


def answer_of(code: str, number: str) -> Return:
    """The county's answer to a round; to the last one it was asked for where none is named."""
    org = org_of(code)
    owed = Return.objects.filter(org=org).select_related("org", "round__org")
    if not number:
        newest = owed.order_by("-round__opened_at", "-pk").first()
        if newest is None:
            stop(f"没有要{org.name}报的调度。")
        return newest
    openers = Org.objects.filter(pk__in=owed.values("round__org"))
    named = next((found for opener in openers if (found := find_round(number, opener))), None) or find_round(number)
    answer_ = owed.filter(round=named).first() if named else None
    if answer_ is None:
        stop(f"没有要{org.name}报的调度 {shown(number)}；用 kezhang return list --org {org.code} 查看。")
    return answer_


def _again(found: Return) -> Return:
    return Return.objects.select_related("org", "round__org").get(pk=found.pk)


def _slugs(indicators: list[str] | None, tables: list[str] | None) -> list[str]:
    return [*(_indicator(name).slug for name in indicators or []), *(table_of(name).slug for name in tables or [])]


def _indicator(name: str) -> AnyIndicator:
    found = find(name)
    if found is None:
        stop(f"没有“{shown(name)}”这个指标；用 kezhang indicator 查看指标名称。")
    return found


def _typed(value: str) -> Decimal:
    try:
        return exact_number(value, 4)
    except ValueError as fault:
        stop(f"“{shown(value)}”{fault}。")


def _say(found: Return, as_json: bool, words: str) -> None:
    now = _again(found)
    if as_json:
        write_json(_told(now, in_full=True))
    else:
        console.print(
            f"{now.org.name} {now.round.number} {words}（现在是“{now.get_state_display()}”）", highlight=False
        )


def _show(found: Return) -> None:
    version = found.newest
    console.print(
        f"{found.org.name} {found.round.title}（{found.round.number}）：{found.get_state_display()}", highlight=False
    )
    if version is None:
        console.print("还没有取数。")
        return
    table = folding_table(
        "指标",
        "报送值",
        "任务",
        "上年同期",
        "原因和措施",
        "审定",
        title=f"第{version.number}稿（{version.get_kind_display()}）",
    )
    for figure in version.judged:
        unit, before = figure.measured.unit, figure.same_period
        table.add_row(
            figure.measured.label, figure.text, figure.target_text, unit.write(Decimal(before)) if before else "待核",
            "；".join(filter(None, (figure.explanation, figure.next_step))), words_of(figure.decided),
        )  # fmt: skip
    console.print(table)
    for each in version.judged_tables:
        told = "；".join(filter(None, (each.explanation, words_of(each.decided))))
        console.print(
            f"清单 {each.declared.code} {each.label}：{each.text}{f'；{told}' if told else ''}", highlight=False
        )
    for place, check in enumerate(version.checks, start=1):
        console.print(
            f"核查{place} {check['title']}：{check['says']} {'→ ' + check['word'] if check['word'] else '（待说明）'}",
            highlight=False,
        )


def _told(found: Return, *, in_full: bool = False) -> dict[str, Any]:
    version = found.newest
    told: dict[str, Any] = {
        "org": found.org.code,
        "round": found.round.number,
        "title": found.round.title,
        "as_of": str(found.round.as_of),
        "deadline": iso(found.round.deadline),
        "state": found.state,
        "state_label": found.get_state_display(),
        "channel": found.channel,
        "disposition": found.disposition,
        "version": version.number if version else None,
    }
    if in_full and version is not None:
        told |= _version_told(version)
    return told


def _version_told(version: ReturnVersion) -> dict[str, Any]:
    return {
        "kind": version.kind,
        "sent_at": iso(version.sent_at),
        "by_deadline": version.by_deadline,
        "digest": version.digest,
        "head": version.head or None,
        "checks": version.checks,
        "figures": [
            {
                "indicator": figure.item.indicator,
                "label": figure.measured.label,
                "unit": figure.measured.unit.label,
                "value": figure.value or None,
                "text": figure.text,
                "status": figure.status,
                "ledger_value": figure.ledger_value or None,
                "target": figure.target_value or None,
                "same_period": figure.same_period or None,
                "light": figure.light,
                "explanation": figure.explanation,
                "next_step": figure.next_step,
                "override_reason": figure.override_reason,
                "accepted": None if (decided := figure.decided) is None else decided.is_accepted,
                "note": decided.note if decided else "",
            }
            for figure in version.judged
        ],
        "tables": [table_told(each) for each in version.judged_tables],
    }
