"""研发投入: indicators of R&D input, the zero lists, campaigns and visits to firms."""

from django.db.models import Q

from kezhang.indicators.chapters.high_tech_enterprises import STOCK as HIGH_TECH_STOCK
from kezhang.indicators.chapters.technology_smes import SME_REGISTERED
from kezhang.indicators.indicator import AnyIndicator, Direction, Growth, Indicator, Ratio, Timing
from kezhang.indicators.measures import Rows, Total
from kezhang.ledgers.documents.campaigns import CAMPAIGNS
from kezhang.ledgers.documents.published_figures import PUBLISHED_FIGURES
from kezhang.ledgers.enterprises.enterprise_visits import ENTERPRISE_VISITS
from kezhang.ledgers.enterprises.research_reports import RESEARCH_REPORTS
from kezhang.ledgers.enterprises.zero_lists import ZERO_LISTS
from kezhang.quantities.units import ENTERPRISE, FIRM_TIME, PERCENT, PERCENT_STATED, PROJECT, RANK, YI_YUAN, Unit

STATISTICS = "统计部门公布"
REPORTING = "规上工业企业研发活动统计制度"
ZEROING = "“两清零”工作方案"
DOUBLING = "“双倍增”工作方案"


def _published(slug: str, code: str, label: str, subject: str, unit: Unit, **more: object) -> Indicator:
    return Indicator(
        slug=slug,
        code=code,
        label=label,
        unit=unit,
        over=PUBLISHED_FIGURES,
        measure=Total("value"),
        when=Q(subject=subject),
        timing=Timing.YEARLY,
        year_field="data_year",
        pace="annual-lag",
        basis=STATISTICS,
        note="按数据年度取公布数；年中报告引用的通常是一两年前的数据。",
        **more,  # type: ignore[arg-type]
    )


INTENSITY = _published(
    "research-intensity", "rd_intensity_gdp", "全社会研发投入强度", "research_intensity", PERCENT_STATED,
    also_called=("R&D占比", "研发经费占GDP比重"),
)  # fmt: skip
INTENSITY_RANK = _published(
    "research-intensity-rank",
    "rd_intensity_rank",
    "研发投入强度全市位次",
    "research_rank",
    RANK,
    direction=Direction.DOWN,
)


def _reported(slug: str, label: str, when: Q) -> Indicator:
    return Indicator(
        slug=slug,
        code="",
        label=label,
        unit=ENTERPRISE,
        over=RESEARCH_REPORTS,
        when=when,
        timing=Timing.YEARLY,
        year_field="year",
        pace="annual-lag",
        basis=REPORTING,
        note="按统计年度计。",
    )


REPORTED = Indicator(
    slug="research-reported-amount",
    code="rd_ind_reported_amount",
    label="规上工业研发投入填报额",
    also_called=("规上工业研发投入填报", "研发投入填报额"),
    unit=YI_YUAN,
    over=RESEARCH_REPORTS,
    measure=Total("reported_amount"),
    timing=Timing.YEARLY,
    year_field="year",
    pace="annual-lag",
    basis=REPORTING,
    note="企业填报数，按统计年度计；填报额不是统计认定的研发经费。",
)
REPORTED_GROWTH = Growth(
    slug="research-reported-growth",
    code="rd_ind_growth",
    label="研发投入填报额增速",
    unit=PERCENT,
    of=REPORTED,
    full_year=True,
    pace="annual-lag",
    basis=REPORTING,
    note="与上一统计年度填报额相比。",
)
REPORTING_FIRMS = _reported("research-reporting-firms", "填报研发投入的规上企业", Q())
ACTIVE_FIRMS = _reported("research-active-firms", "有研发活动的规上企业", Q(reported_amount__gt=0))
FIRMS_WITH_INSTITUTION = _reported("research-institution-firms", "设有研发机构的规上企业", Q(institutions__gt=0))


def _share(slug: str, code: str, label: str, numerator: AnyIndicator) -> Ratio:
    return Ratio(
        slug=slug,
        code=code,
        label=label,
        unit=PERCENT,
        numerator=numerator,
        denominator=REPORTING_FIRMS,
        pace="annual-lag",
        basis=REPORTING,
        note="除以填报的规上企业数，按统计年度。",
    )


ACTIVE_SHARE = _share("research-active-share", "rd_active_share", "有研发活动企业占比", ACTIVE_FIRMS)
INSTITUTION_SHARE = _share(
    "research-institution-share", "rd_institution_share", "研发机构设置率", FIRMS_WITH_INSTITUTION
)


def _cleared(slug: str, code: str, label: str, kind: str) -> Indicator:
    return Indicator(
        slug=slug,
        code=code,
        label=label,
        unit=ENTERPRISE,
        over=ZERO_LISTS,
        when=Q(kind=kind),
        dated_by="cleared_on",
        basis=ZEROING,
        note="按首次清零日期计，反弹后再清零的仍计一次；清零数要与基数、新进和反弹一起看。",
    )


CLEARED_INSTITUTION = _cleared(
    "zero-institution-cleared", "zero_rd_institution_cleared", "5亿元以上无研发机构清零企业", "no_institution"
)
CLEARED_INPUT = _cleared("zero-input-cleared", "zero_rd_input_cleared", "亿元以上无研发投入清零企业", "no_input")
REMAINING = Indicator(
    slug="zero-remaining",
    code="zero_remaining",
    label="未清零企业数",
    unit=ENTERPRISE,
    over=ZERO_LISTS,
    timing=Timing.STOCK,
    held=lambda day: (
        Q(listed_on__lte=day)
        & (Q(removed_on__isnull=True) | Q(removed_on__gt=day))
        & (Q(cleared_on__isnull=True) | Q(cleared_on__gt=day) | Q(rebounded_on__lte=day))
        & (Q(cleared_again_on__isnull=True) | Q(cleared_again_on__gt=day))
    ),
    direction=Direction.DOWN,
    pace="stock-level",
    basis=ZEROING,
    note="截至日在名单上、未清零或清零后反弹、尚未再清零的企业。",
)


def _goal(slug: str, label: str, subject: str) -> Indicator:
    return Indicator(
        slug=slug,
        code="",
        label=label,
        unit=ENTERPRISE,
        over=CAMPAIGNS,
        measure=Total("goal_value"),
        when=Q(subject=subject),
        timing=Timing.STOCK,
        pace="stock-level",
        basis=DOUBLING,
        note="专项行动中登记的目标数。",
    )


HIGH_TECH_GOAL = _goal("doubling-high-tech-goal", "高企倍增目标", "high_tech")
SME_GOAL = _goal("doubling-sme-goal", "科小倍增目标", "technology_sme")
DOUBLING_HIGH_TECH = Ratio(
    slug="doubling-high-tech",
    code="dbl_hte_progress",
    label="高企倍增进度",
    unit=PERCENT,
    numerator=HIGH_TECH_STOCK,
    denominator=HIGH_TECH_GOAL,
    pace="stock-level",
    basis=DOUBLING,
    note="高新技术企业存量除以倍增目标。",
)
DOUBLING_SME = Ratio(
    slug="doubling-sme",
    code="dbl_sme_progress",
    label="科小倍增进度",
    unit=PERCENT,
    numerator=SME_REGISTERED,
    denominator=SME_GOAL,
    pace="stock-level",
    basis=DOUBLING,
    note="本评价年度科技型中小企业入库数除以倍增目标。",
)

VISITS = Indicator(
    slug="enterprise-visits",
    code="svc_visits",
    label="走访企业",
    unit=FIRM_TIME,
    over=ENTERPRISE_VISITS,
    basis="常态化服务企业工作方案",
    note="走访记录数，同一企业多次走访分别计。",
)


def _issues(slug: str, label: str, when: Q) -> Indicator:
    return Indicator(
        slug=slug,
        code="",
        label=label,
        unit=PROJECT,
        over=ENTERPRISE_VISITS,
        measure=Rows(),
        when=when,
        timing=Timing.STOCK,
        basis="常态化服务企业工作方案",
        note="截至日的累计问题数。",
    )


ISSUES = _issues("visit-issues", "走访收集问题", ~Q(stage="none"))
ISSUES_DONE = _issues("visit-issues-done", "走访办结问题", Q(stage="done"))
ISSUE_CLOSE_RATE = Ratio(
    slug="visit-issue-close-rate",
    code="svc_issue_close_rate",
    label="企业问题办结率",
    unit=PERCENT,
    numerator=ISSUES_DONE,
    denominator=ISSUES,
    pace="stock-level",
    basis="常态化服务企业工作方案",
    note="已办结问题除以全部问题。",
)

RESEARCH = (
    INTENSITY,
    INTENSITY_RANK,
    REPORTED,
    REPORTED_GROWTH,
    ACTIVE_SHARE,
    INSTITUTION_SHARE,
    CLEARED_INSTITUTION,
    CLEARED_INPUT,
    REMAINING,
    DOUBLING_HIGH_TECH,
    DOUBLING_SME,
    VISITS,
    ISSUE_CLOSE_RATE,
    REPORTING_FIRMS,
    ACTIVE_FIRMS,
    FIRMS_WITH_INSTITUTION,
    HIGH_TECH_GOAL,
    SME_GOAL,
    ISSUES,
    ISSUES_DONE,
)
