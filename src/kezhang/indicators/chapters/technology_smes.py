"""科技型中小企业: indicators that start anew with every evaluation year."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from kezhang.indicators.chapters.high_tech_enterprises import RECOGNITION
from kezhang.indicators.indicator import Growth, Indicator, Ratio, Timing
from kezhang.indicators.measures import Distinct
from kezhang.ledgers.enterprises.high_tech_certificates import HIGH_TECH_CERTIFICATES
from kezhang.ledgers.enterprises.technology_smes import TECHNOLOGY_SMES
from kezhang.quantities.units import ENTERPRISE, PERCENT
from kezhang.records import access

EVALUATION = "《科技型中小企业评价办法》（国科发政〔2017〕115号）"
FIRM = Distinct("credit_code", "enterprise_name")

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


def _pooled_in(year: int) -> QuerySet:
    return access.of_the_same_bureau(
        TECHNOLOGY_SMES, enterprise_name=OuterRef("enterprise_name"), evaluation_year=year, stage="in_pool"
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

TECHNOLOGY_SME_INDICATORS = (
    SME_REGISTERED,
    SME_GROWTH,
    SME_RENEWAL_RATE,
    SME_TO_HIGH_TECH,
    SME_RENEWED,
    SME_LAST_YEAR,
)
