"""核查（任务与进度）: rates, targets, comparability, cumulation, time windows, plans, and what was reported."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise

from kezhang.catalogue import INDICATORS
from kezhang.controls.case import Case, Check, Found, Lacking, entries, point, pointers, records_in, tasks
from kezhang.indicators.derived import COMPLETION_RATE, Standing
from kezhang.indicators.indicator import Indicator, Timing
from kezhang.ledgers.documents.application_windows import APPLICATION_WINDOWS, ApplicationWindow
from kezhang.ledgers.enterprises.high_tech_certificates import HIGH_TECH_CERTIFICATES
from kezhang.ledgers.enterprises.incentive_payments import INCENTIVE_PAYMENTS
from kezhang.quantities.periods import Period, a_year_before
from kezhang.quantities.units import PERCENT
from kezhang.records.declaration.rules import Severity
from kezhang.targets.models import PROGRESS_ENTRIES, TARGETS, ProgressEntry, Target

#: Words that name different populations; a target counted as one is not met by a figure of another.
BASES = ("申报", "认定", "登记", "吸纳", "输出", "立项", "到位", "净增", "入库", "兑现", "支出", "报名")
#: Which basis an indicator of each slug counts by, where its name alone does not say it.
OWN_BASIS = {
    "high-tech-enterprises-recognised": "认定",
    "fiscal-science-expenditure": "支出",
    "high-tech-pipeline": "入库",
}


def rates(case: Case) -> Iterator[Found | Lacking]:
    """1: a reported rate is done by target, within half a unit of its last digit."""
    stated = [entry for entry in case.entries if entry.rate is not None]
    if not stated:
        yield Lacking("进度填报中没有填写完成率")
    for entry in stated:
        target = _target_of(case, entry)
        if target is None or target.base_value is None:
            yield Lacking(f"{entry}没有可对照的任务数")
            continue
        rate = COMPLETION_RATE.of(Standing(value=entry.base_value, target=target.base_value))
        assert rate is not None
        assert entry.rate is not None
        said = Decimal(entry.rate).normalize()
        half = Decimal(1).scaleb(min(int(said.as_tuple().exponent), 0)) / 2
        if abs(rate * 100 - said) > half:
            records = (point(PROGRESS_ENTRIES, entry), point(TARGETS, target))
            says = f"{entry}填报完成率{said:f}%，按{entry.measured.unit.write(entry.base_value)}÷{target.text}应为{PERCENT.write(rate)}。"
            yield Found(says, "核对累计数、任务数和完成率，改正填错的一项。", entry.measured.label, records)


def _target_of(case: Case, entry: ProgressEntry) -> Target | None:
    fitting = [
        line.target
        for line in case.lines
        if line.target.indicator == entry.indicator and line.target.year == entry.year
    ]
    return next((t for t in fitting if t.type == Target.Type.ASSIGNED), fitting[0] if fitting else None)


def bases(case: Case) -> Iterator[Found | Lacking]:
    """2: a target's basis of counting is the indicator's."""
    targets = {line.target.pk: line.target for line in case.lines}.values()
    if not any(target.counted_as for target in targets):
        yield Lacking("任务都没有写明统计口径")
    for target in targets:
        said = {word for word in BASES if word in target.counted_as}
        own = OWN_BASIS.get(target.indicator)
        meant = {own} if own else {word for word in BASES if word in target.measured.label}
        if said and meant and not said & meant:
            says = f"{target}的统计口径写作“{target.counted_as}”，而指标“{target.measured.label}”按“{'、'.join(sorted(meant))}”计。"
            yield Found(
                says, "按下达文件核对口径；口径不同应换用对应的指标。", target.measured.label, (point(TARGETS, target),)
            )


def stated_targets(case: Case) -> Iterator[Found | Lacking]:
    """3: targets of one indicator and year agree, and an assigned one names its document."""
    targets = sorted(
        {line.target.pk: line.target for line in case.lines}.values(), key=lambda t: (t.indicator, t.year, t.pk)
    )
    for _, group in groupby(targets, key=lambda t: (t.indicator, t.year)):
        several = list(group)
        values = {t.base_value for t in several if t.base_value is not None}
        if len(values) > 1:
            told = "、".join(f"{t.get_type_display()}{t.text}" for t in several)
            says = f"{several[0].year}年{several[0].measured.label}有几个任务数：{told}。"
            yield Found(
                says,
                "报告和调度表应注明按哪一个任务数计算完成率。",
                several[0].measured.label,
                pointers(TARGETS, several),
            )
    for target in targets:
        if target.type == Target.Type.ASSIGNED and not target.document_number:
            yield Found(
                f"{target}没有写下达文件的文号。",
                "补上文号，便于与下达文件核对。",
                target.measured.label,
                (point(TARGETS, target),),
            )


def comparability(case: Case) -> Iterator[Found | Lacking]:
    """4: a flow is compared with the same period of last year, which needs last year's records."""
    before = case.as_of.year - 1
    seen = set()
    for line in case.lines:
        indicator = line.indicator
        if not isinstance(indicator, Indicator) or indicator.timing is Timing.STOCK or indicator.slug in seen:
            continue
        seen.add(indicator.slug)
        whole = case.figure(indicator, Period.year_of(before), date(before, 12, 31))
        same = case.figure(indicator, Period.year_of(before), a_year_before(case.as_of))
        if not whole.value or same.value is None:
            yield Lacking(f"{indicator.label}没有{before}年的记录，不能算同比")
        elif not same.value and line.figure.value:
            says = f"{indicator.label}有{before}年全年数{whole.text}，但{before}年同期数为0。"
            yield Found(says, "同比要用去年同期数，不能用去年全年数代替；请核对去年记录的日期。", indicator.label)
    if not seen:
        yield Lacking("任务指标都是存量或比率，没有可与去年同期相比的")


def cumulation(case: Case) -> Iterator[Found | Lacking]:
    """5: the cumulated value never falls from one month to the next without a cause."""
    followed = False
    for _, group in groupby(case.entries, key=lambda e: e.indicator):
        for earlier, later in pairwise(group):
            followed = True
            if later.base_value < earlier.base_value and not later.cause:
                unit = later.measured.unit
                says = f"{later.measured.label}累计数由{earlier.month}月的{unit.write(earlier.base_value)}降为{later.month}月的{unit.write(later.base_value)}，没有说明原因。"
                yield Found(
                    says,
                    "核对两个月的填报数；确属更正的写明原因。",
                    later.measured.label,
                    pointers(PROGRESS_ENTRIES, (earlier, later)),
                )
            added = later.base_value - earlier.base_value
            if (
                later.month == earlier.month + 1
                and later.in_month is not None
                and later.in_base(later.in_month) != added
            ):
                unit = later.measured.unit
                says = f"{later}填报本月完成{unit.write(later.in_base(later.in_month))}，两个月累计数相差{unit.write(added)}。"
                yield Found(
                    says,
                    "核对本月完成和累计完成，改正填错的一项。",
                    later.measured.label,
                    pointers(PROGRESS_ENTRIES, (earlier, later)),
                )
    if not followed:
        yield Lacking("每个指标都只填报了一个月，没有前后两个月可比")


def details(case: Case) -> Iterator[Found | Lacking]:
    """6: what was reported is what the ledger's records add up to."""
    for entry in case.entries:
        figure = case.figure(entry.measured, Period.year_of(entry.year), entry.as_of)
        if figure.value is None:
            yield Lacking(f"{entry}的台账数待核")
        elif figure.value != entry.base_value:
            unit = entry.measured.unit
            says = f"{entry}填报{unit.write(entry.base_value)}，台账截至{entry.as_of}为{figure.text}。"
            yield Found(
                says,
                "核对台账是否漏记、错记日期，或更正填报数。",
                entry.measured.label,
                (point(PROGRESS_ENTRIES, entry),),
            )


#: Work that cannot have a result before a day: (indicator, year or every year, month and day, why).
#: What has no result before the programme it comes from has opened.
WINDOWED = {
    "high-tech-enterprises-recognised": ApplicationWindow.Programme.HIGH_TECH,
    "technology-smes": ApplicationWindow.Programme.TECHNOLOGY_SME,
    "super-deduction-amount": ApplicationWindow.Programme.SUPER_DEDUCTION,
}


def something_happened(case: Case) -> str:
    """Whether there is a result whose day could be too early, or a year that could not be known yet."""
    year = Period.year_of(case.as_of.year)
    measured = any(case.figure(INDICATORS[slug], year).value for slug in WINDOWED)
    if measured or INDICATORS["research-intensity"].newest_year(case.org, case.as_of) is not None:
        return ""
    return f"{case.as_of.year}年还没有认定、入库、享受加计扣除的结果，也没有公布的研发投入强度"


def windows(case: Case) -> Iterator[Found | Lacking]:
    """11: a value is possible at that date."""
    year = case.as_of.year
    opened = {row.programme: row for row in case.records(APPLICATION_WINDOWS).filter(year=year)}
    for slug, programme in WINDOWED.items():
        indicator = INDICATORS[slug]
        window = opened.get(programme)
        if window is None:
            if case.figure(indicator, Period.year_of(year)).value:
                yield Lacking(
                    f"没有登记{year}年“{programme.label}”的开放日期（申报窗口台账），不能判断{indicator.label}当时可不可能有数。"
                )
        elif case.as_of < window.opens_on:
            figure = case.figure(indicator, Period.year_of(year))
            if figure.value:
                yield Found(
                    f"{indicator.label}截至{case.as_of}已有{figure.text}；{window}{window.opens_on}才开放。",
                    "核对记录的日期和所属年度。",
                    indicator.label,
                    (point(APPLICATION_WINDOWS, window),),
                )
    intensity = INDICATORS["research-intensity"]
    newest = intensity.newest_year(case.org, case.as_of)
    if newest is not None and newest >= year:
        yield Found(f"研发投入强度登记了{newest}年度的数，年度内不会公布。", "核对数据年度。", intensity.label)


def attribution(case: Case) -> Iterator[Found | Lacking]:
    """12: a certificate counts in the year of its notice, an incentive belongs to last year's list."""
    for row in case.records(HIGH_TECH_CERTIFICATES).filter(issued_on__lte=case.as_of):
        if abs(row.issued_on.year - row.recognition_year) > 1 or row.recognition_year > row.issued_on.year:
            says = f"{row.enterprise_name}的认定年度为{row.recognition_year}，发证日期为{row.issued_on}。"
            yield Found(says, "认定年度以公告为准，核对后改正。", "高新技术企业", (point(HIGH_TECH_CERTIFICATES, row),))
    paid = case.records(INCENTIVE_PAYMENTS).filter(paid_on__year=case.as_of.year, recognition_year__gte=case.as_of.year)
    for row in paid.filter(paid_on__lte=case.as_of):
        says = f"{row.enterprise_name}{row.recognition_year}年度的奖补在{row.paid_on}就已兑现。"
        yield Found(says, "奖补一般兑现上一年度名单，请核对对应年度。", "高企奖补", (point(INCENTIVE_PAYMENTS, row),))


def plans(case: Case) -> Iterator[Found | Lacking]:
    """16: every own plan has a number, a unit, an extent, an owner."""
    own = [line.target for line in case.lines if line.target.type == Target.Type.OWN]
    if not own:
        yield Lacking("没有本局自定的目标")
    lacks: dict[str, list[Target]] = {
        "数量": [t for t in own if t.base_value is None],
        "范围（全年还是下半年）": [t for t in own if t.extent == Target.Extent.UNKNOWN],
        "责任股室": [t for t in own if not t.section],
    }
    for what, targets in lacks.items():
        if targets:
            told = "、".join(t.measured.label for t in targets[:4]) + ("等" if len(targets) > 4 else "")
            yield Found(
                f"{len(targets)}项自定目标没有写明{what}：{told}。",
                "补齐后才能按期核对。",
                told,
                pointers(TARGETS, targets),
            )


TARGET_CHECKS = (
    Check(
        number=1,
        title="完成率算得对",
        rule="完成率＝完成数÷任务数，误差不超过末位半个单位",
        needs=entries,
        judge=rates,
        severity=Severity.ERROR,
    ),
    Check(number=2, title="口径一致", rule="申报不等于认定，登记不等于吸纳，立项不等于到账", needs=tasks, judge=bases),
    Check(
        number=3, title="任务数与下达文件一致", rule="同一指标各来源的任务数与文号", needs=tasks, judge=stated_targets
    ),
    Check(number=4, title="同期可比", rule="同比用去年同期，不用去年全年", needs=tasks, judge=comparability),
    Check(
        number=5,
        title="累计数不倒退",
        rule="本月累计不小于上月累计",
        needs=entries,
        judge=cumulation,
        severity=Severity.ERROR,
    ),
    Check(
        number=6,
        title="明细支撑总数",
        rule="填报数等于台账记录相加",
        needs=entries,
        judge=details,
        severity=Severity.ERROR,
    ),
    Check(
        number=11,
        title="时间上可能",
        rule="结果不早于该项工作可能出结果的日期",
        needs=something_happened,
        judge=windows,
    ),
    Check(
        number=12,
        title="归属年度",
        rule="认定年度以公告为准，奖补对应上一年度名单",
        needs=records_in(HIGH_TECH_CERTIFICATES, INCENTIVE_PAYMENTS),
        judge=attribution,
    ),
    Check(number=16, title="计划写得实", rule="每项计划有指标、数量、单位、范围和责任人", needs=tasks, judge=plans),
)
