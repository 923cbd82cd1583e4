"""人才与平台: indicators of talent and innovation platforms."""

from django.db.models import Q

from kezhang.indicators.indicator import Indicator, Ratio, Timing
from kezhang.indicators.measures import Total
from kezhang.ledgers.talent.flexible_teams import FLEXIBLE_TEAMS
from kezhang.ledgers.talent.platforms import PLATFORMS
from kezhang.ledgers.talent.postdoctoral_stations import POSTDOCTORAL_STATIONS
from kezhang.ledgers.talent.talent_candidates import TALENT_CANDIDATES
from kezhang.quantities.units import ENTERPRISE, PERCENT, PERSON, PIECE, PROJECT, Unit

SURVEY = "自治区“2+5”重点人才项目摸排工作安排"
STANDING = Q(stage__in=["approved", "under_construction", "operating"])


def _surveyed(slug: str, code: str, label: str, category: str, unit: Unit) -> Indicator:
    return Indicator(
        slug=slug,
        code=code,
        label=label,
        unit=unit,
        over=TALENT_CANDIDATES,
        when=Q(category=category),
        pace="milestone",
        basis=SURVEY,
        note="按摸排日期计；摸排不等于入选，五类分别计数，不相加。",
    )


LEADERS = _surveyed("talent-surveyed-leaders", "tal_surveyed_leader", "摸排科技创新领军人才", "leader", PERSON)
TEAMS = _surveyed("talent-surveyed-teams", "tal_surveyed_team", "摸排科技创新团队", "team", PIECE)
GRASSROOTS = _surveyed(
    "talent-surveyed-grassroots", "tal_surveyed_grassroots", "摸排基层科技骨干人才", "grassroots", PERSON
)
PLATFORM_CANDIDATES = _surveyed(
    "talent-surveyed-platforms", "tal_surveyed_platform", "摸排科研创新平台", "platform", PIECE
)
OPEN_BIDS = _surveyed("talent-surveyed-open-bids", "tal_surveyed_openbid", "摸排揭榜挂帅项目", "open_bid", PROJECT)

SELECTED = Indicator(
    slug="talent-selected",
    code="tal_selected",
    label="重点人才入选数",
    unit=PIECE,
    over=TALENT_CANDIDATES,
    when=Q(stage="selected"),
    dated_by="selected_on",
    pace="milestone",
    basis=SURVEY,
    note="状态为已入选的，按入选日期计。",
)

FLEXIBLE = Indicator(
    slug="flexible-teams",
    code="tal_flexible_teams",
    label="柔性引进高层次人才团队",
    unit=PIECE,
    over=FLEXIBLE_TEAMS,
    basis="柔性引才政策",
    note="按协议开始日期计。",
)

FLEXIBLE_PROVINCIAL = Indicator(
    slug="flexible-teams-provincial",
    code="tal_flexible_teams_provincial",
    label="获省级认定的柔性引进团队",
    unit=PIECE,
    over=FLEXIBLE_TEAMS,
    when=Q(level="provincial", recognised_on__isnull=False),
    dated_by="recognised_on",
    pace="milestone",
    basis="柔性引才政策",
    note="柔性引进团队中获省级认定的，按认定日期计。",
)

POSTDOCTORAL = Indicator(
    slug="postdoctoral-stations",
    code="tal_postdoc_station",
    label="博士后科研工作站",
    unit=ENTERPRISE,
    over=POSTDOCTORAL_STATIONS,
    when=Q(stage__in=["approved", "operating", "revoked"]),
    timing=Timing.STOCK,
    held=lambda day: Q(approved_on__lte=day) & (Q(revoked_on__isnull=True) | Q(revoked_on__gt=day)),
    pace="milestone",
    basis="博士后工作管理规定",
    note="截至日已批准且未撤销的工作站。",
)


def _approved(slug: str, code: str, label: str, when: Q, also_called: tuple[str, ...] = ()) -> Indicator:
    return Indicator(
        slug=slug,
        code=code,
        label=label,
        also_called=also_called,
        unit=ENTERPRISE,
        over=PLATFORMS,
        when=STANDING & when,
        dated_by="approved_on",
        pace="milestone",
        basis="各级科技创新平台管理办法",
        note="按认定日期计；认定（进入建设期）不等于验收。",
    )


ENGINEERING_CENTRES = _approved(
    "engineering-centres-recognised",
    "plat_etrc_provincial_new",
    "新认定自治区级工程技术研究中心",
    Q(type="engineering_centre", level="provincial"),
    ("自治区级工程技术研究中心",),
)
KEY_LABORATORIES = _approved(
    "key-laboratories-recognised",
    "plat_keylab_provincial_new",
    "新认定自治区重点实验室",
    Q(type="key_laboratory", level="provincial"),
)
INCUBATORS = _approved(
    "incubators-new",
    "plat_incubator_new",
    "新建双创载体",
    Q(type__in=["incubator", "makerspace", "agricultural_makerspace"]),
    ("双创载体",),
)

PLATFORMS_APPLIED = Indicator(
    slug="platforms-applied",
    code="plat_applied",
    label="平台申报数",
    unit=ENTERPRISE,
    over=PLATFORMS,
    when=~Q(stage="incubating"),
    dated_by="applied_on",
    pace="milestone",
    basis="各级科技创新平台管理办法",
    note="按申报日期计；申报不等于认定。",
)

PLATFORM_STOCK = Indicator(
    slug="platforms",
    code="plat_stock_by_level",
    label="各级创新平台总数",
    unit=ENTERPRISE,
    over=PLATFORMS,
    when=Q(stage__in=["approved", "under_construction", "operating", "revoked"]),
    timing=Timing.STOCK,
    held=lambda day: Q(approved_on__lte=day) & (Q(revoked_on__isnull=True) | Q(revoked_on__gt=day)),
    pace="stock-level",
    basis="各级科技创新平台管理办法",
    note="截至日已认定且未撤销的平台。",
)

CONVERSION_RATE = Ratio(
    slug="transfer-station-conversion-rate",
    code="plat_conversion_rate",
    label="技术转移工作站成果转化率",
    unit=PERCENT,
    numerator=Indicator(
        slug="transfer-station-conversions",
        code="",
        label="技术转移工作站转化成果数",
        unit=PROJECT,
        over=PLATFORMS,
        measure=Total("conversions"),
        when=Q(type="transfer_station"),
        timing=Timing.STOCK,
        basis="技术转移机构年度报告",
        note="技术转移工作站填报的转化成果数。",
    ),
    denominator=Indicator(
        slug="transfer-station-introduced",
        code="",
        label="技术转移工作站引进或发布成果数",
        unit=PROJECT,
        over=PLATFORMS,
        measure=Total("introduced"),
        when=Q(type="transfer_station"),
        timing=Timing.STOCK,
        basis="技术转移机构年度报告",
        note="技术转移工作站填报的引进或发布成果数。",
    ),
    pace="milestone",
    basis="技术转移机构年度报告",
    note="转化成果数除以引进或发布成果数。",
)

TALENT = (
    LEADERS,
    TEAMS,
    GRASSROOTS,
    PLATFORM_CANDIDATES,
    OPEN_BIDS,
    SELECTED,
    FLEXIBLE,
    FLEXIBLE_PROVINCIAL,
    POSTDOCTORAL,
    ENGINEERING_CENTRES,
    KEY_LABORATORIES,
    INCUBATORS,
    PLATFORMS_APPLIED,
    PLATFORM_STOCK,
    CONVERSION_RATE,
    CONVERSION_RATE.numerator,
    CONVERSION_RATE.denominator,
)
