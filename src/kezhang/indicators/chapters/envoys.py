"""特派员: indicators of envoys, their coverage of villages, and envoy groups."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from kezhang.indicators.indicator import Direction, Indicator, Ratio, Timing
from kezhang.indicators.measures import Distinct, Total
from kezhang.ledgers.envoys.envoy_agreements import ENVOY_AGREEMENTS
from kezhang.ledgers.envoys.envoy_assessments import ENVOY_ASSESSMENTS
from kezhang.ledgers.envoys.envoy_group_instalments import ENVOY_GROUP_INSTALMENTS
from kezhang.ledgers.envoys.envoy_groups import ENVOY_GROUPS
from kezhang.ledgers.envoys.envoy_services import ENVOY_SERVICES
from kezhang.ledgers.envoys.envoys import ENVOYS
from kezhang.ledgers.envoys.village_pairings import VILLAGE_PAIRINGS
from kezhang.ledgers.envoys.villages import VILLAGES
from kezhang.quantities.units import COPY, PERCENT, PERSON, PIECE, TIME, VILLAGE, WAN_YUAN
from kezhang.records import access

SELECTION = "科技特派员选派管理办法"
GROUPS = "省级科技特派团管理规定"
PROVINCIAL_GROUP = Q(kind="group", level="provincial")


def _on_duty(day: date) -> Q:
    """Envoys whose service runs on a day; one who has left without a date is not said to be there."""
    here = Q(started_on__lte=day, due_on__gte=day) & (Q(left_on__isnull=True) | Q(left_on__gt=day))
    return here & ~Q(stage="nominated") & ~Q(stage="exited", left_on__isnull=True)


def _paired(day: date) -> Q:
    """Pairings that run on a day with an envoy on duty; dispatched anew, an envoy keeps his villages by his name."""
    runs = Q(started_on__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gte=day))
    own = Q(pk=OuterRef("envoy")) | Q(name=OuterRef("envoy_name"))
    return runs & Q(Exists(access.of_the_same_bureau(ENVOYS).filter(own & _on_duty(day))))


def _in_force(day: date) -> Q:
    """Agreements that run on a day; renewed early, one runs to its own last day, since the next begins after it."""
    ended = Q(stage__in=("exited", "expired"), settled_on__lte=day)
    return Q(started_on__lte=day, due_on__gte=day) & ~ended


SERVING = Indicator(
    slug="envoys",
    code="env_stock",
    label="科技特派员人数",
    also_called=("特派员队伍", "科技特派员队伍"),
    unit=PERSON,
    over=ENVOYS,
    measure=Distinct("name"),
    timing=Timing.STOCK,
    held=_on_duty,
    direction=Direction.HOLD,
    pace="stock-level",
    basis=SELECTION,
    note="截至日在岗的特派员，同一人只计一次。",
)

VILLAGES_SERVED = Indicator(
    slug="villages-served",
    code="",
    label="有特派员结对的涉农行政村",
    unit=VILLAGE,
    over=VILLAGE_PAIRINGS,
    measure=Distinct("village_name"),
    when=Q(village__is_agricultural=True),
    timing=Timing.STOCK,
    held=_paired,
    pace="stock-level",
    basis=SELECTION,
    note="截至日有结对关系、且结对的特派员在岗的涉农行政村，同一村只计一次；特派员已退出或期满的不计。",
)

AGRICULTURAL_VILLAGES = Indicator(
    slug="agricultural-villages",
    code="",
    label="涉农行政村",
    unit=VILLAGE,
    over=VILLAGES,
    when=Q(is_agricultural=True),
    timing=Timing.STOCK,
    pace="stock-level",
    basis="行政村名册",
    note="截至日名册中的涉农行政村。",
)

COVERAGE = Ratio(
    slug="village-coverage",
    code="env_village_coverage",
    label="涉农行政村覆盖率",
    also_called=("特派员覆盖率", "“一对一”全覆盖"),
    unit=PERCENT,
    numerator=VILLAGES_SERVED,
    denominator=AGRICULTURAL_VILLAGES,
    direction=Direction.HOLD,
    pace="stock-level",
    basis=SELECTION,
    note="有在岗特派员结对的涉农行政村除以全部涉农行政村，不是人数除以村数。",
)

SERVICES = Indicator(
    slug="envoy-services",
    code="env_services",
    label="特派员服务次数",
    unit=TIME,
    over=ENVOY_SERVICES,
    basis=SELECTION,
    note="服务记录数，按服务日期计。",
)

LOGGING_ENVOYS = Indicator(
    slug="envoys-on-platform",
    code="",
    label="在平台填报的特派员",
    unit=PERSON,
    over=ENVOY_SERVICES,
    measure=Distinct("envoy_name"),
    when=Q(is_on_platform=True),
    basis=SELECTION,
    note="所查期间内在平台填报过服务记录的特派员。",
)

PLATFORM_RATE = Ratio(
    slug="envoy-platform-rate",
    code="env_platform_fill_rate",
    label="特派员管理平台填报率",
    unit=PERCENT,
    numerator=LOGGING_ENVOYS,
    denominator=SERVING,
    pace="stock-level",
    basis=SELECTION,
    note="所查期间内填报过的特派员除以在岗特派员，一般按月查看。",
)

ASSESSED = Indicator(
    slug="envoys-assessed",
    code="",
    label="参加考核的特派员",
    unit=PERSON,
    over=ENVOY_ASSESSMENTS,
    timing=Timing.YEARLY,
    year_field="year",
    pace="annual-lag",
    basis=SELECTION,
    note="按考核年度计。",
)
PASSED = Indicator(
    slug="envoys-passed",
    code="",
    label="考核合格以上的特派员",
    unit=PERSON,
    over=ENVOY_ASSESSMENTS,
    when=~Q(grade="fail"),
    timing=Timing.YEARLY,
    year_field="year",
    pace="annual-lag",
    basis=SELECTION,
    note="按考核年度计，合格、良好、优秀。",
)
PASS_RATE = Ratio(
    slug="envoy-pass-rate",
    code="env_assess_rate_pass",
    label="特派员考核合格率",
    unit=PERCENT,
    numerator=PASSED,
    denominator=ASSESSED,
    pace="annual-lag",
    basis=SELECTION,
    note="合格以上除以参加考核的，按考核年度。",
)

EXCELLENT = Indicator(
    slug="envoys-excellent",
    code="",
    label="考核优秀的特派员",
    unit=PERSON,
    over=ENVOY_ASSESSMENTS,
    when=Q(grade="excellent"),
    timing=Timing.YEARLY,
    year_field="year",
    pace="annual-lag",
    basis=SELECTION,
    note="按考核年度计。",
)
EXCELLENT_RATE = Ratio(
    slug="envoy-excellent-rate",
    code="",
    label="特派员考核优秀率",
    unit=PERCENT,
    numerator=EXCELLENT,
    denominator=ASSESSED,
    pace="annual-lag",
    basis=SELECTION,
    note="优秀除以参加考核的，按考核年度。",
)

AGREEMENTS = Indicator(
    slug="envoy-agreements",
    code="",
    label="履行中的特派员协议",
    unit=COPY,
    over=ENVOY_AGREEMENTS,
    timing=Timing.STOCK,
    held=_in_force,
    pace="stock-level",
    basis=SELECTION,
    note="截至日在协议期内的协议；提前退出的从办结日起不计，续聘的两份协议不会同时计。",
)
RENEWED = Indicator(
    slug="envoys-renewed",
    code="",
    label="续聘的特派员",
    also_called=("特派员续聘",),
    unit=PERSON,
    over=ENVOY_AGREEMENTS,
    measure=Distinct("envoy_name"),
    when=Q(stage="renewed"),
    dated_by="settled_on",
    pace="milestone",
    basis=SELECTION,
    note="按续聘办结日期计，同一人只计一次。",
)
EXITED = Indicator(
    slug="envoys-exited",
    code="",
    label="退出的特派员",
    also_called=("特派员退出",),
    unit=PERSON,
    over=ENVOYS,
    measure=Distinct("name"),
    when=Q(stage="exited"),
    dated_by="left_on",
    pace="milestone",
    basis=SELECTION,
    note="按退出日期计，同一人只计一次。",
)

ADJUSTED = Indicator(
    slug="envoys-adjusted",
    code="env_adjusted",
    label="特派员动态调整人数",
    unit=PERSON,
    over=ENVOYS,
    when=lambda period: (
        Q(left_on__range=(period.first, period.last)) | Q(started_on__range=(period.first, period.last))
    ),
    timing=Timing.STOCK,
    held=lambda day: Q(started_on__lte=day),
    pace="milestone",
    basis=SELECTION,
    note="本期退出和新进的人数之和。",
)

GROUP_STOCK = Indicator(
    slug="envoy-groups",
    code="env_group_stock_provincial",
    label="省级科技特派团",
    unit=PIECE,
    over=ENVOY_GROUPS,
    measure=Distinct("name"),
    when=PROVINCIAL_GROUP,
    timing=Timing.STOCK,
    held=lambda day: Q(filed_on__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day)),
    pace="stock-level",
    basis=GROUPS,
    note="截至日已备案未结束的省级特派团；备案、立项、签任务书是同一个团。",
)


def _stage(slug: str, code: str, label: str, dated_by: str) -> Indicator:
    return Indicator(
        slug=slug,
        code=code,
        label=label,
        unit=PIECE,
        over=ENVOY_GROUPS,
        measure=Distinct("name"),
        when=PROVINCIAL_GROUP,
        dated_by=dated_by,
        pace="milestone",
        basis=GROUPS,
        note="同一个特派团只计一次，不与特派团数相加。",
    )


GROUP_PROJECTS = _stage("envoy-group-projects", "env_group_projects_approved", "特派团项目立项", "approved_on")
GROUP_CONTRACTS = _stage("envoy-group-contracts", "env_group_contracts_signed", "特派团任务书签订", "contracted_on")
GROUP_FUNDS = Indicator(
    slug="envoy-group-funds",
    code="env_group_funds_provincial",
    label="特派团争取省级资金",
    unit=WAN_YUAN,
    over=ENVOY_GROUPS,
    measure=Total("granted_amount"),
    when=PROVINCIAL_GROUP,
    dated_by="granted_on",
    pace="back-loaded",
    basis=GROUPS,
    note="省级立项资金，按资金下达日期计；立项资金不等于到位资金。",
)
GROUP_FUNDS_PAID = Indicator(
    slug="envoy-group-funds-paid",
    code="",
    label="特派团到位资金",
    also_called=("特派团资金拨付",),
    unit=WAN_YUAN,
    over=ENVOY_GROUP_INSTALMENTS,
    measure=Total("paid_amount"),
    dated_by="paid_on",
    pace="back-loaded",
    basis=GROUPS,
    note="各期实拨资金，按拨付日期计；到位资金不等于立项资金。",
)

ENVOY_INDICATORS = (
    SERVING,
    COVERAGE,
    SERVICES,
    PLATFORM_RATE,
    PASS_RATE,
    ADJUSTED,
    GROUP_STOCK,
    GROUP_PROJECTS,
    GROUP_CONTRACTS,
    GROUP_FUNDS,
    VILLAGES_SERVED,
    AGRICULTURAL_VILLAGES,
    LOGGING_ENVOYS,
    ASSESSED,
    PASSED,
    EXCELLENT,
    EXCELLENT_RATE,
    AGREEMENTS,
    RENEWED,
    EXITED,
    GROUP_FUNDS_PAID,
)
