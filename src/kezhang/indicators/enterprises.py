"""企业: indicators of high-tech enterprises, technology SMEs and super-deductions."""

from django.db.models import Exists, F, OuterRef, Q

from kezhang.indicators.indicator import Difference, Direction, Growth, Indicator, Ratio, Timing
from kezhang.indicators.measures import Distinct, Total
from kezhang.ledgers.documents.published_figures import PUBLISHED_FIGURES
from kezhang.ledgers.enterprises.high_tech_applications import HIGH_TECH_APPLICATIONS
from kezhang.ledgers.enterprises.high_tech_certificates import HIGH_TECH_CERTIFICATES
from kezhang.ledgers.enterprises.high_tech_pipeline import HIGH_TECH_PIPELINE
from kezhang.ledgers.enterprises.incentive_payments import INCENTIVE_PAYMENTS
from kezhang.ledgers.enterprises.super_deductions import SUPER_DEDUCTIONS, SuperDeduction
from kezhang.ledgers.enterprises.technology_smes import TECHNOLOGY_SMES, TechnologySme
from kezhang.ledgers.outreach.activities import ACTIVITIES
from kezhang.quantities.periods import Period
from kezhang.quantities.units import ENTERPRISE, HOUSEHOLD, PERCENT, SESSION, WAN_YUAN

RECOGNITION = "《高新技术企业认定管理办法》（国科发火〔2016〕32号）"
EVALUATION = "《科技型中小企业评价办法》（国科发政〔2017〕115号）"
DEDUCTION = "研发费用税前加计扣除政策（财政部 税务总局公告2023年第7号）"
FIRM = Distinct("credit_code", "enterprise_name")

STOCK = Indicator(
    slug="high-tech-enterprises",
    code="hte_stock",
    label="高新技术企业数",
    also_called=("高企", "国家高新技术企业", "高新技术企业总数", "高企保有量", "高企存量"),
    unit=ENTERPRISE,
    over=HIGH_TECH_CERTIFICATES,
    measure=FIRM,
    timing=Timing.STOCK,
    held=lambda day: (
        Q(issued_on__lte=day, valid_to__gte=day)
        & (Q(revoked_on__isnull=True) | Q(revoked_on__gt=day))
        & (Q(moved_out_on__isnull=True) | Q(moved_out_on__gt=day))
    ),
    pace="stock-level",
    basis=RECOGNITION,
    note="截至日在有效期内、未取消、未迁出的证书，同一企业只计一家。",
)


def _recognised(slug: str, code: str, label: str, kind: str, also_called: tuple[str, ...] = ()) -> Indicator:
    return Indicator(
        slug=slug,
        code=code,
        label=label,
        also_called=also_called,
        unit=ENTERPRISE,
        over=HIGH_TECH_CERTIFICATES,
        when=Q(kind=kind),
        timing=Timing.YEARLY,
        year_field="recognition_year",
        pace="high-tech-recognition",
        basis=RECOGNITION,
        note="按认定年度计；申报不等于认定，新认定不等于净增。",
    )


RECOGNISED_NEW = _recognised(
    "high-tech-enterprises-recognised", "hte_recognized_new", "新认定高新技术企业", "first", ("新增高企", "高新技术企业新增")
)
RECOGNISED_AGAIN = _recognised(
    "high-tech-enterprises-renewed", "hte_recognized_renew", "重新认定高新技术企业", "renewal"
)
MOVED_IN = _recognised("high-tech-enterprises-moved-in", "", "迁入高新技术企业", "relocation")
LEFT = Indicator(
    slug="high-tech-enterprises-left",
    code="",
    label="减少的高新技术企业",
    unit=ENTERPRISE,
    over=HIGH_TECH_CERTIFICATES,
    measure=FIRM,
    when=lambda period: (
        Q(revoked_on__range=(period.first, period.last))
        | Q(moved_out_on__range=(period.first, period.last))
        | (Q(valid_to__range=(period.first, period.last)) & ~_renewed(period))
    ),
    timing=Timing.STOCK,
    held=lambda day: Q(valid_to__lt=day) | Q(revoked_on__lte=day) | Q(moved_out_on__lte=day),
    direction=Direction.DOWN,
    pace="stock-level",
    basis=RECOGNITION,
    note="本期内到期未重新认定、被取消或迁出的企业。",
)


def _renewed(period: Period) -> Exists:
    """The firm holds a later certificate: its old one ran out, but the firm did not leave."""
    later = HIGH_TECH_CERTIFICATES.model._default_manager.filter(
        org=OuterRef("org"),
        enterprise_name=OuterRef("enterprise_name"),
        voided_at__isnull=True,
        issued_on__gt=OuterRef("issued_on"),
        issued_on__lte=period.last,
    )
    return Exists(later)


NET_INCREASE = Difference(
    slug="high-tech-enterprises-net-increase",
    code="hte_net_increase",
    label="净增高新技术企业",
    also_called=("净增高企",),
    unit=ENTERPRISE,
    plus=(RECOGNISED_NEW, MOVED_IN),
    minus=(LEFT,),
    pace="high-tech-recognition",
    basis=RECOGNITION,
    note="新认定加迁入，减到期、取消和迁出。",
)

APPLIED = Indicator(
    slug="high-tech-applications",
    code="hte_applied",
    label="高新技术企业申报数",
    also_called=("高企申报", "申报高新技术企业"),
    unit=ENTERPRISE,
    over=HIGH_TECH_APPLICATIONS,
    measure=FIRM,
    pace="high-tech-application",
    basis=RECOGNITION,
    note="本年各批次申报的企业，按申报日期计；不与认定任务相比。",
)

CULTIVATED = Indicator(
    slug="high-tech-pipeline",
    code="hte_cultivated",
    label="培育储备高新技术企业",
    also_called=("高企培育储备", "培育库入库", "培育高新技术企业"),
    unit=ENTERPRISE,
    over=HIGH_TECH_PIPELINE,
    measure=FIRM,
    when=Q(left_on__isnull=True),
    timing=Timing.YEARLY,
    year_field="application_year",
    pace="milestone",
    basis="高新技术企业培育工作安排",
    note="按拟申报年度计，通常是下一年度的申报名单。",
)

PASS_RATE = Ratio(
    slug="high-tech-pass-rate",
    code="hte_pass_rate",
    label="高新技术企业认定通过率",
    unit=PERCENT,
    numerator=Indicator(
        slug="high-tech-applications-recognised",
        code="",
        label="申报中已认定的企业",
        unit=ENTERPRISE,
        over=HIGH_TECH_APPLICATIONS,
        measure=FIRM,
        when=Q(stage="recognised"),
        basis=RECOGNITION,
        note="本年申报中状态为已认定的企业。",
    ),
    denominator=APPLIED,
    pace="milestone",
    basis=RECOGNITION,
    note="本年申报的企业中已认定的比例。",
)

INCENTIVES_PAID = Indicator(
    slug="high-tech-incentives-paid",
    code="hte_incentive_paid",
    label="高企奖补已兑现资金",
    also_called=("高企奖补兑现",),
    unit=WAN_YUAN,
    over=INCENTIVE_PAYMENTS,
    measure=Total("paid_amount"),
    dated_by="paid_on",
    basis="各级高新技术企业奖补政策",
    note="按兑现日期计；通常兑现的是上一年度认定名单。",
)

INCENTIVES_PAID_FIRMS = Indicator(
    slug="high-tech-incentives-paid-firms",
    code="",
    label="收到奖补的高新技术企业",
    unit=ENTERPRISE,
    over=INCENTIVE_PAYMENTS,
    measure=FIRM,
    when=Q(paid_amount__gt=0),
    dated_by="paid_on",
    basis="各级高新技术企业奖补政策",
    note="本期内收到奖补资金的企业，同一企业只计一家。",
)

INCENTIVES_UNPAID = Indicator(
    slug="high-tech-incentives-unpaid",
    code="hte_incentive_arrears",
    label="高企奖补未兑现企业数",
    unit=ENTERPRISE,
    over=INCENTIVE_PAYMENTS,
    measure=FIRM,
    timing=Timing.STOCK,
    held=lambda day: (
        Q(listed_on__lte=day)
        & (Q(paid_on__isnull=True) | Q(paid_on__gt=day) | Q(paid_amount__isnull=True) | Q(paid_amount__lt=F("due_amount")))
    ),
    direction=Direction.DOWN,
    pace="stock-level",
    basis="各级高新技术企业奖补政策",
    note="名单已核定而截至日未足额兑现的企业。",
)

SME_REGISTERED = Indicator(
    slug="technology-smes",
    code="sme_registered",
    label="科技型中小企业入库数",
    also_called=("科小入库", "科技型中小企业备案数", "评价入库"),
    unit=ENTERPRISE,
    over=TECHNOLOGY_SMES,
    measure=FIRM,
    when=Q(stage="in_pool"),
    timing=Timing.YEARLY,
    year_field="evaluation_year",
    pace="technology-sme-window",
    basis=EVALUATION,
    note="本评价年度已入库的企业，每年重新起算，同一企业只计一家。",
)

SME_GROWTH = Growth(
    slug="technology-smes-growth",
    code="sme_growth_vs_last_full",
    label="科技型中小企业较去年全年",
    unit=PERCENT,
    of=SME_REGISTERED,
    full_year=True,
    pace="technology-sme-window",
    basis=EVALUATION,
    note="与去年全年相比，不是同期增幅。",
)

SME_RENEWED = Indicator(
    slug="technology-smes-renewed",
    code="",
    label="续评的科技型中小企业",
    unit=ENTERPRISE,
    over=TECHNOLOGY_SMES,
    measure=FIRM,
    when=lambda period: Q(stage="in_pool") & Exists(_pooled_in(period.year - 1)),
    timing=Timing.YEARLY,
    year_field="evaluation_year",
    basis=EVALUATION,
    note="去年在库、今年又入库的企业。",
)


def _pooled_in(year: int):  # noqa: ANN202 - a queryset of the ledger's model
    return TechnologySme._default_manager.filter(
        org=OuterRef("org"),
        enterprise_name=OuterRef("enterprise_name"),
        evaluation_year=year,
        stage="in_pool",
        voided_at__isnull=True,
    )


SME_LAST_YEAR = Indicator(
    slug="technology-smes-last-year",
    code="",
    label="去年在库的科技型中小企业",
    unit=ENTERPRISE,
    over=TECHNOLOGY_SMES,
    measure=FIRM,
    when=lambda period: Q(stage="in_pool", evaluation_year=period.year - 1),
    timing=Timing.STOCK,
    basis=EVALUATION,
    note="上一评价年度全年入库的企业。",
)

SME_RENEWAL_RATE = Ratio(
    slug="technology-smes-renewal-rate",
    code="sme_renewal_rate",
    label="科技型中小企业续评率",
    unit=PERCENT,
    numerator=SME_RENEWED,
    denominator=SME_LAST_YEAR,
    pace="technology-sme-window",
    basis=EVALUATION,
    note="去年入库企业中今年又入库的比例。",
)

SME_TO_HIGH_TECH = Indicator(
    slug="technology-smes-to-high-tech",
    code="sme_to_hte",
    label="科小升高企",
    also_called=("科技型中小企业升高企",),
    unit=ENTERPRISE,
    over=HIGH_TECH_CERTIFICATES,
    measure=FIRM,
    when=lambda period: Q(kind="first") & (Exists(_pooled_in(period.year)) | Exists(_pooled_in(period.year - 1))),
    timing=Timing.YEARLY,
    year_field="recognition_year",
    pace="high-tech-recognition",
    basis=RECOGNITION,
    note="本年新认定、且本年或上年在科技型中小企业库的企业。",
)


def _settled() -> Q:
    """The annual settlement stands for its prepayments; without one, the latest prepayment counts."""
    others = SuperDeduction._default_manager.filter(
        org=OuterRef("org"),
        enterprise_name=OuterRef("enterprise_name"),
        tax_year=OuterRef("tax_year"),
        voided_at__isnull=True,
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
    measure=Total("value"),
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

ENTERPRISES = (
    STOCK,
    RECOGNISED_NEW,
    RECOGNISED_AGAIN,
    NET_INCREASE,
    APPLIED,
    CULTIVATED,
    PASS_RATE,
    INCENTIVES_PAID,
    INCENTIVES_UNPAID,
    INCENTIVES_PAID_FIRMS,
    SME_REGISTERED,
    SME_GROWTH,
    SME_RENEWAL_RATE,
    SME_TO_HIGH_TECH,
    SUPER_DEDUCTION_AMOUNT,
    SUPER_DEDUCTION_FIRMS,
    SUPER_DEDUCTION_COVERAGE,
    SUPER_DEDUCTION_COACHING,
    MOVED_IN,
    LEFT,
    PASS_RATE.numerator,
    SME_RENEWED,
    SME_LAST_YEAR,
    ELIGIBLE_FIRMS,
)
