"""研发费用加计扣除: indicators by tax year."""

from django.db.models import Exists, OuterRef, Q

from kezhang.indicators.indicator import Indicator, Ratio, Timing
from kezhang.indicators.measures import Distinct, Stated, Total
from kezhang.ledgers.documents.published_figures import PUBLISHED_FIGURES
from kezhang.ledgers.enterprises.super_deductions import SUPER_DEDUCTIONS
from kezhang.ledgers.outreach.activities import ACTIVITIES
from kezhang.quantities.units import HOUSEHOLD, PERCENT, SESSION, WAN_YUAN
from kezhang.records import access

DEDUCTION = "研发费用税前加计扣除政策（财政部 税务总局公告2023年第7号）"
FIRM = Distinct("credit_code", "enterprise_name")


def _settled() -> Q:
    """The annual settlement stands for its prepayments; without one, the latest prepayment counts."""
    others = access.of_the_same_bureau(
        SUPER_DEDUCTIONS, enterprise_name=OuterRef("enterprise_name"), tax_year=OuterRef("tax_year")
    )
    annual = Exists(others.filter(filing="annual"))
    third = Exists(others.filter(filing="prepayment_q3"))
    return Q(filing="annual") | (Q(filing="prepayment_q3") & ~annual) | (Q(filing="prepayment_q2") & ~annual & ~third)


SUPER_DEDUCTION_AMOUNT = Indicator(
    slug="super-deduction-amount",
    code="rdd_superdeduction_amount",
    label="研发费用加计扣除额",
    also_called=("享受加计扣除", "享受研发费用加计扣除"),
    unit=WAN_YUAN,
    over=SUPER_DEDUCTIONS,
    measure=Total("deduction"),
    when=lambda period: _settled(),  # noqa: ARG005 - built when asked, after the models are loaded
    timing=Timing.YEARLY,
    year_field="tax_year",
    pace="tax-calendar",
    basis=DEDUCTION,
    note="按所属年度计；汇算清缴替代预缴，预缴为累计数，只取最近一次。",
)

SUPER_DEDUCTION_FIRMS = Indicator(
    slug="super-deduction-firms",
    code="rdd_firms",
    label="享受研发费用加计扣除户数",
    unit=HOUSEHOLD,
    over=SUPER_DEDUCTIONS,
    measure=FIRM,
    when=Q(deduction__gt=0),
    timing=Timing.YEARLY,
    year_field="tax_year",
    pace="tax-calendar",
    basis=DEDUCTION,
    note="加计扣除额大于0的企业，同一企业只计一户。",
)

ELIGIBLE_FIRMS = Indicator(
    slug="super-deduction-eligible-firms",
    code="",
    label="应享受加计扣除企业数",
    unit=HOUSEHOLD,
    over=PUBLISHED_FIGURES,
    measure=Stated(),
    when=Q(subject="eligible_firms"),
    timing=Timing.YEARLY,
    year_field="data_year",
    pace="annual-lag",
    basis="税务部门提供",
    note="税务部门核定的应享受企业数。",
)

SUPER_DEDUCTION_COVERAGE = Ratio(
    slug="super-deduction-coverage",
    code="rdd_coverage",
    label="加计扣除享受面",
    unit=PERCENT,
    numerator=SUPER_DEDUCTION_FIRMS,
    denominator=ELIGIBLE_FIRMS,
    pace="tax-calendar",
    basis=DEDUCTION,
    note="享受户数除以应享受户数。",
)

SUPER_DEDUCTION_COACHING = Indicator(
    slug="super-deduction-coaching",
    code="rdd_coaching",
    label="加计扣除政策宣讲辅导场次",
    unit=SESSION,
    over=ACTIVITIES,
    measure=Total("sessions"),
    when=Q(campaign="super_deduction"),
    basis="本局工作安排",
    note="活动品牌为“加计扣除辅导”的场次。",
)

SUPER_DEDUCTION_INDICATORS = (
    SUPER_DEDUCTION_AMOUNT,
    SUPER_DEDUCTION_FIRMS,
    SUPER_DEDUCTION_COVERAGE,
    SUPER_DEDUCTION_COACHING,
    ELIGIBLE_FIRMS,
)
