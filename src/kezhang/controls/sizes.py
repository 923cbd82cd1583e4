"""核查（数量级）: amounts in the wrong unit, attendance nobody gathers, days that have not come yet."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from decimal import Decimal

from django.db.models import Q

from kezhang.catalogue import LEDGERS
from kezhang.controls.case import Case, Check, Found, Lacking, pointers, records_in
from kezhang.ledgers.outreach.activities import ACTIVITIES
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.records.declaration.rules import Problem
from kezhang.records.history.usual_values import (
    ANCIENT_DATE,
    FUTURE_DATE,
    LONG_AGO,
    UNUSUAL_SIZE,
    UsualValues,
    measured,
)
from kezhang.records.models import Record

#: Attendance of one session that nobody asks about.
USUAL_CROWD = (10, 100)
#: A registered contract below this looks like 万元 entered as 元.
SMALL_CONTRACT = Decimal(5_000)
#: Records shown with a finding; the rest is a number.
SHOWN = 20
#: What is odd about a value, by the warning it got.
ODD = {UNUSUAL_SIZE: "数量级不寻常", FUTURE_DATE: "不应晚于今天", ANCIENT_DATE: "早得不像是填的日期"}


def magnitude(case: Case) -> Iterator[Found | Lacking]:
    """8: amounts and attendance are of a plausible size."""
    small = case.records(TECHNOLOGY_CONTRACTS).filter(amount__lt=SMALL_CONTRACT)
    rows = list(small[:SHOWN])
    if rows:
        yield Found(
            f"有{small.count()}份技术合同成交额不足{SMALL_CONTRACT:f}元。",
            "核对是否把万元当成了元。",
            "技术合同成交额",
            pointers(TECHNOLOGY_CONTRACTS, rows),
        )
    least, most = USUAL_CROWD
    held = (
        case.of_the_year(ACTIVITIES)
        .exclude(kind__in=["quiz", "contest", "van"])
        .exclude(campaign="science_week")
        .filter(attendance_offline__gt=0)
    )
    beyond = [a for a in held if a.sessions and not least <= a.attendance_offline / a.sessions <= most]
    if beyond:
        says = f"有{len(beyond)}条活动的场均人次不在{least}至{most}之间，如“{beyond[0]}”{beyond[0].sessions}场{beyond[0].attendance_offline}人次。"
        yield Found(
            says,
            "核对场次和人次是否填反、少写小数点或把宣传覆盖面当作参加人次。",
            "场均人次",
            pointers(ACTIVITIES, beyond[:SHOWN]),
        )

    yield from _unusual(case, {(TECHNOLOGY_CONTRACTS.slug, row.pk) for row in rows})


def _unusual(case: Case, told: Collection[tuple[str, int]]) -> Iterator[Found]:
    """Amounts, counts and dates of this year that are far from what their ledger, their firm or their indicator shows."""
    for ledger in LEDGERS.values():
        usual = UsualValues(ledger, case.org)
        if not usual.columns:
            continue
        day = ledger.dated_by
        of_the_year = Q(**{f"{day}__year": case.as_of.year, f"{day}__lte": case.as_of})
        odd: dict[tuple[str, str], list[tuple[Record, Problem]]] = defaultdict(list)
        odd_days = Q(**{f"{day}__gt": usual.today}) | Q(**{f"{day}__lt": LONG_AGO})
        for row in case.records(ledger).filter(of_the_year | odd_days).iterator(2_000):
            if (ledger.slug, row.pk) not in told:
                for problem in usual.problems(row):
                    odd[problem.label, problem.rule].append((row, problem))
        for (label, rule), found in odd.items():
            row, first = found[0]
            yield Found(
                f"{ledger.label}有{len(found)}条的“{label}”{ODD[rule]}，如“{row}”：{first.says}。",
                "核对单位、位数和年份；确是如此的写明备注。",
                ledger.label,
                pointers(ledger, [row for row, _ in found[:SHOWN]]),
            )


def sizes(case: Case) -> str:
    """What check 8 lacks: a record whose size can be judged."""
    ledgers = [ledger for ledger in LEDGERS.values() if measured(ledger)]
    return "台账中没有带金额或数量的记录" if records_in(*ledgers)(case) else ""


SIZE_CHECKS = (
    Check(
        number=8,
        title="单位和数量级",
        rule="与本台账、同一企业、同一指标的一般水平比较，万元与元、场均人次10至100",
        needs=sizes,
        judge=magnitude,
    ),
)
