"""投入与项目: indicators of fiscal input and projects."""

from django.db.models import Q

from kezhang.indicators.indicator import Direction, Growth, Indicator, Ratio, Timing
from kezhang.indicators.measures import Stated, Total
from kezhang.ledgers.documents.published_figures import PUBLISHED_FIGURES
from kezhang.ledgers.funding.fiscal_expenditures import FISCAL_EXPENDITURES
from kezhang.ledgers.funding.projects import PROJECTS
from kezhang.quantities.units import PERCENT, PROJECT, WAN_YUAN

APPROVED = Q(stage__in=["approved", "contracted", "in_progress", "accepted", "terminated"])
COUNTY_MONEY = "本级财政预算科目206“科学技术支出”，按支付计"

FISCAL_INPUT = Indicator(
    slug="fiscal-science-expenditure",
    code="fiscal_st_ytd",
    label="财政科技投入",
    also_called=("财政科技支出", "科技投入", "本级科技资金"),
    unit=WAN_YUAN,
    over=FISCAL_EXPENDITURES,
    measure=Total("paid_amount"),
    when=Q(fund_level="county"),
    pace="back-loaded",
    basis=COUNTY_MONEY,
    note="本级（县区级）资金的支出数，按支付日期计；上级资金不计入本级投入。",
)

FISCAL_ALL_LEVELS = Indicator(
    slug="fiscal-science-expenditure-all-levels",
    code="",
    label="各级财政科技支出",
    unit=WAN_YUAN,
    over=FISCAL_EXPENDITURES,
    measure=Total("paid_amount"),
    when=Q(function_code__startswith="206"),
    pace="back-loaded",
    basis="政府收支分类科目206",
    note="206类科目的全部支出数，不分资金级次。",
)

GENERAL_BUDGET = Indicator(
    slug="general-budget-expenditure",
    code="",
    label="一般公共预算支出",
    unit=WAN_YUAN,
    over=PUBLISHED_FIGURES,
    measure=Stated(),
    when=Q(subject="general_budget"),
    timing=Timing.YEARLY,
    year_field="data_year",
    pace="annual-lag",
    basis="财政决算公开数据",
    note="财政部门公布数，按注明的计量单位换算成元，与支出数同口径相除。",
)

FISCAL_SHARE = Ratio(
    slug="fiscal-science-share",
    code="fiscal_st_share",
    label="财政科技支出占一般公共预算支出比重",
    also_called=("科技支出占比",),
    unit=PERCENT,
    numerator=FISCAL_ALL_LEVELS,
    denominator=GENERAL_BUDGET,
    pace="annual-lag",
    basis="财政决算口径",
    note="206类科目支出除以一般公共预算支出；这里的“占比”是份额，不是完成率。",
)

FISCAL_GROWTH = Growth(
    slug="fiscal-science-growth",
    code="fiscal_st_growth",
    label="财政科技投入增速",
    unit=PERCENT,
    of=FISCAL_INPUT,
    pace="annual-lag",
    basis=COUNTY_MONEY,
    note="与去年同期相比。",
)


def _applications(slug: str, code: str, label: str, when: Q, also_called: tuple[str, ...] = ()) -> Indicator:
    return Indicator(
        slug=slug,
        code=code,
        label=label,
        also_called=also_called,
        unit=PROJECT,
        over=PROJECTS,
        when=when,
        pace="milestone",
        basis="各级科技计划申报通知",
        note="按申报日期计，同一次申报只计一次；申报不等于立项。",
    )


APPLIED_PREFECTURE_KEY_RD = _applications(
    "projects-applied-prefecture-key-rd",
    "prj_applied_prefecture_keyrd",
    "组织申报州级重点研究与技术开发专项",
    Q(programme="prefecture_key_rd"),
    ("州级重点研发专项申报数",),
)
APPLIED_PREFECTURE = _applications(
    "projects-applied-prefecture",
    "prj_applied_prefecture",
    "组织申报州级科技计划项目",
    Q(programme="prefecture_plan"),
    ("州级科技计划申报数",),
)
APPLIED_PROVINCIAL = _applications(
    "projects-applied-provincial",
    "prj_applied_provincial",
    "组织申报自治区级科技计划项目",
    Q(level="provincial"),
    ("自治区级科技计划申报数", "省级项目申报数"),
)

RECOMMENDED_PROVINCIAL = Indicator(
    slug="projects-recommended-provincial",
    code="prj_recommended_provincial",
    label="推荐省级项目",
    unit=PROJECT,
    over=PROJECTS,
    when=Q(level="provincial") & ~Q(stage="applied"),
    pace="milestone",
    basis="各级科技计划申报通知",
    note="已推荐及以后各阶段的省级项目，按申报日期计。",
)


def _approvals(slug: str, code: str, label: str, level: str) -> Indicator:
    return Indicator(
        slug=slug,
        code=code,
        label=label,
        unit=PROJECT,
        over=PROJECTS,
        when=APPROVED & Q(level=level),
        dated_by="approved_on",
        pace="back-loaded",
        basis="立项文件",
        note="按立项日期计，可能来自上年度的申报。",
    )


APPROVED_PREFECTURE = _approvals(
    "projects-approved-prefecture", "prj_approved_prefecture", "州级科技计划项目立项数", "prefecture"
)
APPROVED_PROVINCIAL = _approvals(
    "projects-approved-provincial", "prj_approved_provincial", "自治区级科技计划项目立项数", "provincial"
)

FUNDS_AWARDED = Indicator(
    slug="project-funds-awarded",
    code="prj_funds_awarded",
    label="立项资金",
    also_called=("项目资金", "争取资金"),
    unit=WAN_YUAN,
    over=PROJECTS,
    measure=Total("granted_amount"),
    when=APPROVED & ~Q(level__in=["county", "none"]),
    dated_by="approved_on",
    pace="back-loaded",
    basis="立项文件",
    note="上级批准的财政资金，按立项日期计；立项资金不等于到位资金。",
)

FUNDS_PAID = Indicator(
    slug="project-funds-paid",
    code="prj_funds_paid",
    label="到位资金",
    unit=WAN_YUAN,
    over=PROJECTS,
    measure=Total("paid_amount"),
    dated_by="paid_on",
    pace="back-loaded",
    basis="资金到账凭证",
    note="已经到账的财政资金，按到位日期计。",
)

APPLIED_ALL = _applications("projects-applied", "", "申报项目总数", Q())
APPROVED_OF_APPLIED = Indicator(
    slug="projects-approved-of-applied",
    code="",
    label="本期申报中已立项的项目",
    unit=PROJECT,
    over=PROJECTS,
    when=APPROVED,
    pace="milestone",
    basis="立项文件",
    note="按申报日期取本期申报的项目，看其中立项的，与申报数同批相除。",
)

SUCCESS_RATE = Ratio(
    slug="project-success-rate",
    code="prj_success_rate",
    label="立项率",
    unit=PERCENT,
    numerator=APPROVED_OF_APPLIED,
    denominator=APPLIED_ALL,
    pace="milestone",
    basis="同一批申报的立项数除以申报数",
    note="只在同一批申报之内相除。",
)

ACCEPTED = Indicator(
    slug="projects-accepted",
    code="prj_accepted",
    label="验收项目数",
    unit=PROJECT,
    over=PROJECTS,
    when=Q(stage="accepted"),
    dated_by="accepted_on",
    pace="milestone",
    basis="科技计划项目验收办法",
    note="按验收日期计。",
)

OVERDUE = Indicator(
    slug="projects-overdue",
    code="prj_overdue",
    label="逾期未验收项目数",
    unit=PROJECT,
    over=PROJECTS,
    when=APPROVED & ~Q(stage="terminated"),
    timing=Timing.STOCK,
    held=lambda day: Q(due_on__lt=day) & (Q(accepted_on__isnull=True) | Q(accepted_on__gt=day)),
    direction=Direction.DOWN,
    pace="stock-level",
    basis="科技计划项目验收办法",
    note="到期日已过、截至日仍未验收的已立项项目。",
)


FUNDING = (
    FISCAL_INPUT,
    FISCAL_SHARE,
    FISCAL_GROWTH,
    APPLIED_PREFECTURE_KEY_RD,
    APPLIED_PREFECTURE,
    APPLIED_PROVINCIAL,
    RECOMMENDED_PROVINCIAL,
    APPROVED_PREFECTURE,
    APPROVED_PROVINCIAL,
    FUNDS_AWARDED,
    FUNDS_PAID,
    SUCCESS_RATE,
    ACCEPTED,
    OVERDUE,
    FISCAL_ALL_LEVELS,
    GENERAL_BUDGET,
    APPLIED_ALL,
    APPROVED_OF_APPLIED,
)
