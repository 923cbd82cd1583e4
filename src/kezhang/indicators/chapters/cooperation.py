"""合作与赛事: indicators of the contest, of introductions and of exchange."""

from django.db.models import Q

from kezhang.indicators.indicator import Indicator
from kezhang.indicators.measures import Distinct, Total
from kezhang.ledgers.cooperation.contest_entries import CONTEST_ENTRIES
from kezhang.ledgers.cooperation.exchange_trips import EXCHANGE_TRIPS
from kezhang.ledgers.cooperation.introductions import INTRODUCTIONS
from kezhang.quantities.units import ENTERPRISE, MU, PROJECT, TIME

CONTEST = "创新创业大赛组织方案"
OWN_PLAN = "本局年度工作安排"
FIRM = Distinct("credit_code", "enterprise_name")

ENTRANTS = Indicator(
    slug="contest-entrants",
    code="cmp_entrants",
    label="创新创业大赛报名企业",
    also_called=("组织报名参赛企业", "报名参赛企业"),
    unit=ENTERPRISE,
    over=CONTEST_ENTRIES,
    measure=FIRM,
    pace="milestone",
    basis=CONTEST,
    note="按报名日期计，一家企业报多个项目只计一家。",
)
PROMOTED = Indicator(
    slug="contest-promoted",
    code="cmp_promoted",
    label="推荐上级赛事企业",
    unit=ENTERPRISE,
    over=CONTEST_ENTRIES,
    measure=FIRM,
    when=Q(is_promoted=True),
    pace="milestone",
    basis=CONTEST,
    note="推荐参加上级赛事的企业，同一企业只计一家。",
)
AWARDS = Indicator(
    slug="contest-awards",
    code="cmp_awards",
    label="创新创业大赛获奖数",
    unit=PROJECT,
    over=CONTEST_ENTRIES,
    when=~Q(award=""),
    dated_by="awarded_on",
    pace="milestone",
    basis=CONTEST,
    note="获奖项目数，按获奖日期计。",
)
INTRODUCED = Indicator(
    slug="introductions",
    code="intro_new_products_tech",
    label="引进新产品、新技术",
    also_called=("引进新产品新技术", "引进新品种新技术"),
    unit=PROJECT,
    over=INTRODUCTIONS,
    measure=Distinct("name"),
    basis=OWN_PLAN,
    note="同名的只计一项，按引进日期计。",
)
TRIPS = Indicator(
    slug="exchange-trips",
    code="exchange_trips",
    label="考察交流批次",
    unit=TIME,
    over=EXCHANGE_TRIPS,
    basis=OWN_PLAN,
    note="按出发日期计。",
)
EXTENSION_AREA = Indicator(
    slug="extension-area",
    code="ext_area",
    label="推广面积",
    unit=MU,
    over=INTRODUCTIONS,
    measure=Total("extension_area"),
    basis=OWN_PLAN,
    note="引进品种和技术的推广面积之和。",
)

COOPERATION = (ENTRANTS, PROMOTED, AWARDS, INTRODUCED, TRIPS, EXTENSION_AREA)
