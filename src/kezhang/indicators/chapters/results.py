"""成果与合同: indicators of the technology market, achievements and awards."""

from django.db.models import F, Q

from kezhang.indicators.indicator import Indicator
from kezhang.indicators.measures import Rows, Total
from kezhang.ledgers.results.achievements import ACHIEVEMENTS
from kezhang.ledgers.results.award_nominations import AWARD_NOMINATIONS
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.quantities.units import PROJECT, WAN_YUAN, YI_YUAN

REGISTRATION = "技术合同认定登记管理办法"
COUNTED = ~Q(state="cancelled")
#: A seller without a region is ours, a buyer without one is from elsewhere: that is how offices fill them in.
SELLER_HERE = Q(seller_region="") | Q(seller_region=F("org__code"))
BUYER_HERE = Q(buyer_region=F("org__code"))

TURNOVER = Indicator(
    slug="technology-contract-turnover",
    code="tc_amount_registered",
    label="技术合同成交额",
    also_called=("技术合同登记额", "技术合同认定登记额", "技术合同登记交易额", "登记额"),
    unit=WAN_YUAN,
    over=TECHNOLOGY_CONTRACTS,
    measure=Total("amount"),
    when=COUNTED & Q(registered_here=True),
    pace="back-loaded",
    basis=REGISTRATION,
    note="本地登记的合同成交额，按登记日期计；登记、输出、吸纳是三个口径。",
)

ABSORBED = Indicator(
    slug="technology-contract-absorbed",
    code="tc_amount_absorbed",
    label="吸纳技术合同成交额",
    also_called=("企业技术合同吸纳", "吸纳技术合同"),
    unit=YI_YUAN,
    over=TECHNOLOGY_CONTRACTS,
    measure=Total("amount"),
    when=COUNTED & BUYER_HERE,
    pace="back-loaded",
    basis=REGISTRATION,
    note="买方在本县的合同成交额，不论在哪里登记；需要省级导出数据。",
)

OUTPUT = Indicator(
    slug="technology-contract-output",
    code="tc_amount_output",
    label="输出技术合同成交额",
    unit=YI_YUAN,
    over=TECHNOLOGY_CONTRACTS,
    measure=Total("amount"),
    when=COUNTED & SELLER_HERE,
    pace="back-loaded",
    basis=REGISTRATION,
    note="卖方在本县的合同成交额。",
)

TECHNOLOGY_AMOUNT = Indicator(
    slug="technology-contract-technology-amount",
    code="tc_tech_amount",
    label="技术交易额",
    also_called=("技术合同交易额",),
    unit=WAN_YUAN,
    over=TECHNOLOGY_CONTRACTS,
    measure=Total("technology_amount"),
    when=COUNTED & Q(registered_here=True),
    pace="back-loaded",
    basis=REGISTRATION,
    note="本地登记合同的技术交易额，小于或等于成交额。",
)

CONTRACTS = Indicator(
    slug="technology-contracts",
    code="tc_count",
    label="技术合同登记数",
    also_called=("技术合同数",),
    unit=PROJECT,
    over=TECHNOLOGY_CONTRACTS,
    measure=Rows(),
    when=COUNTED & Q(registered_here=True),
    pace="back-loaded",
    basis=REGISTRATION,
    note="本地登记的合同份数。",
)

ACHIEVEMENTS_REGISTERED = Indicator(
    slug="achievements-registered",
    code="ach_registered",
    label="科技成果登记数",
    also_called=("科技成果登记", "成果登记"),
    unit=PROJECT,
    over=ACHIEVEMENTS,
    when=Q(stage__in=["registered", "converted"]),
    pace="back-loaded",
    basis="科技成果登记办法",
    note="已登记的成果，按登记日期计。",
)

ACHIEVEMENTS_CONVERTED = Indicator(
    slug="achievements-converted",
    code="ach_converted",
    label="转化成果数",
    unit=PROJECT,
    over=ACHIEVEMENTS,
    when=Q(stage="converted"),
    dated_by="converted_on",
    basis="科技成果登记办法",
    note="状态为已转化的成果，按转化日期计。",
)

AWARDS_APPLIED = Indicator(
    slug="award-nominations",
    code="award_applied",
    label="申报科技进步奖",
    also_called=("助力申报科技进步奖", "科技奖励申报"),
    unit=PROJECT,
    over=AWARD_NOMINATIONS,
    pace="milestone",
    basis="科学技术奖励办法",
    note="提名即计，按提名日期；申报不等于获奖。",
)

AWARDS_WON = Indicator(
    slug="awards-won",
    code="award_won",
    label="获科技奖",
    unit=PROJECT,
    over=AWARD_NOMINATIONS,
    when=Q(stage="awarded"),
    dated_by="awarded_on",
    pace="milestone",
    basis="科学技术奖励办法",
    note="已授奖的项目，按授奖日期计。",
)

RESULTS = (
    TURNOVER,
    ABSORBED,
    OUTPUT,
    TECHNOLOGY_AMOUNT,
    CONTRACTS,
    ACHIEVEMENTS_REGISTERED,
    ACHIEVEMENTS_CONVERTED,
    AWARDS_APPLIED,
    AWARDS_WON,
)
