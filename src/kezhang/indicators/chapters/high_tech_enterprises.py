"""高新技术企业: indicators of recognition, stock, applications, the pipeline and incentives."""

from django.db.models import Exists, F, OuterRef, Q

from kezhang.indicators.indicator import Difference, Direction, Indicator, Ratio, Timing
from kezhang.indicators.measures import Distinct, Total
from kezhang.ledgers.enterprises.high_tech_applications import HIGH_TECH_APPLICATIONS
from kezhang.ledgers.enterprises.high_tech_certificates import HIGH_TECH_CERTIFICATES
from kezhang.ledgers.enterprises.high_tech_pipeline import HIGH_TECH_PIPELINE
from kezhang.ledgers.enterprises.incentive_payments import INCENTIVE_PAYMENTS
from kezhang.quantities.periods import Period
from kezhang.quantities.units import ENTERPRISE, PERCENT, WAN_YUAN
from kezhang.records import access

RECOGNITION = "《高新技术企业认定管理办法》（国科发火〔2016〕32号）"
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
    "high-tech-enterprises-recognised",
    "hte_recognized_new",
    "新认定高新技术企业",
    "first",
    ("新增高企", "高新技术企业新增"),
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
    later = access.of_the_same_bureau(
        HIGH_TECH_CERTIFICATES,
        enterprise_name=OuterRef("enterprise_name"),
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
        & (
            Q(paid_on__isnull=True)
            | Q(paid_on__gt=day)
            | Q(paid_amount__isnull=True)
            | Q(paid_amount__lt=F("due_amount"))
        )
    ),
    direction=Direction.DOWN,
    pace="stock-level",
    basis="各级高新技术企业奖补政策",
    note="名单已核定而截至日未足额兑现的企业。",
)

HIGH_TECH_ENTERPRISES = (
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
    MOVED_IN,
    LEFT,
    PASS_RATE.numerator,
)
