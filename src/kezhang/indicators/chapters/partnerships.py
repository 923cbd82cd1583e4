"""产学研与科技金融: indicators of demands, agreements, released achievements, finance, and task lists."""

from collections.abc import Callable
from datetime import date

from django.db.models import Exists, OuterRef, Q

from kezhang.indicators.indicator import Direction, Indicator, Ratio, Timing
from kezhang.indicators.measures import Total
from kezhang.ledgers.cooperation.cooperation_agreements import COOPERATION_AGREEMENTS
from kezhang.ledgers.cooperation.matching_events import MATCHING_EVENTS
from kezhang.ledgers.cooperation.released_achievements import RELEASED_ACHIEVEMENTS
from kezhang.ledgers.cooperation.science_finance import SCIENCE_FINANCE
from kezhang.ledgers.cooperation.technology_demands import TECHNOLOGY_DEMANDS
from kezhang.ledgers.documents.task_items import TASK_ITEMS
from kezhang.quantities.units import PERCENT, PROJECT, TIME, WAN_YUAN
from kezhang.records import access

COOPERATION_RULE = "产学研合作考核口径"
FINANCE_RULE = "科技金融支持政策"
TASK_RULE = "重点工作分工清单"

DEMANDS = Indicator(
    slug="technology-demands",
    code="iur_demands_collected",
    label="收集企业技术需求",
    unit=PROJECT,
    over=TECHNOLOGY_DEMANDS,
    basis=COOPERATION_RULE,
    note="按征集日期计。",
)


def with_agreement(day: date) -> Q:
    """Demands that an agreement answers, signed by a day: what links say, and not the stage that somebody has typed."""
    same_firm = Q(enterprise_name=OuterRef("enterprise_name")) | Q(enterprise=OuterRef("enterprise"))
    signed = access.of_the_same_bureau(COOPERATION_AGREEMENTS, demand=OuterRef("title"), signed_on__lte=day)
    return ~Q(stage="withdrawn") & Q(Exists(signed.filter(same_firm)))


DEMANDS_SIGNED = Indicator(
    slug="technology-demands-signed",
    code="",
    label="已签约的技术需求",
    unit=PROJECT,
    over=TECHNOLOGY_DEMANDS,
    held=with_agreement,
    basis=COOPERATION_RULE,
    note="本期征集的需求中，截至日已有产学研协议（协议的“来源需求”写明）的；填报状态不作依据。",
)
DEMAND_MATCH_RATE = Ratio(
    slug="technology-demand-match-rate",
    code="iur_demand_match_rate",
    label="需求对接率",
    unit=PERCENT,
    numerator=DEMANDS_SIGNED,
    denominator=DEMANDS,
    pace="stock-level",
    basis=COOPERATION_RULE,
    note="本期征集的需求中已有关联协议的比例；协议数除以需求数不是对接率。",
)
AGREEMENTS = Indicator(
    slug="cooperation-agreements",
    code="iur_agreements_signed",
    label="签订产学研协议",
    also_called=("产学研合作项目", "产学研协议"),
    unit=PROJECT,
    over=COOPERATION_AGREEMENTS,
    basis=COOPERATION_RULE,
    note="按签订日期计，含框架、项目和共建协议。",
)
AGREEMENT_AMOUNT = Indicator(
    slug="cooperation-agreement-amount",
    code="iur_agreement_amount",
    label="产学研协议金额",
    unit=WAN_YUAN,
    over=COOPERATION_AGREEMENTS,
    measure=Total("amount"),
    when=Q(kind="project"),
    basis=COOPERATION_RULE,
    note="只计项目协议；框架协议没有金额。",
)
RELEASED = Indicator(
    slug="achievements-released",
    code="iur_achievements_released",
    label="发布成果",
    unit=PROJECT,
    over=RELEASED_ACHIEVEMENTS,
    basis=COOPERATION_RULE,
    note="按发布日期计；发布不等于转化。",
)
EVENTS = Indicator(
    slug="matching-events",
    code="iur_matching_events",
    label="技术对接会",
    also_called=("技术对接活动",),
    unit=TIME,
    over=MATCHING_EVENTS,
    when=Q(kind__in=["matching", "release", "training"]),
    basis=COOPERATION_RULE,
    note="对接会、成果发布会和培训会，按上级口径；同一次活动只计一次。",
)

FINANCE_APPLIED = Indicator(
    slug="science-finance-applied",
    code="stf_applied",
    label="科技金融申报数",
    unit=PROJECT,
    over=SCIENCE_FINANCE,
    pace="milestone",
    basis=FINANCE_RULE,
    note="先投后股、成果转化基金和同心科创的申报数，按申报日期计。",
)
FINANCE_FUNDED = Indicator(
    slug="science-finance-funded",
    code="stf_funded_amount",
    label="科技金融支持金额",
    unit=WAN_YUAN,
    over=SCIENCE_FINANCE,
    measure=Total("approved_amount"),
    dated_by="approved_on",
    pace="milestone",
    basis=FINANCE_RULE,
    note="批准金额，按批准日期计。",
)
FINANCE_CONVERTED = Indicator(
    slug="science-finance-converted",
    code="stf_converted",
    label="转股项目",
    unit=PROJECT,
    over=SCIENCE_FINANCE,
    dated_by="converted_on",
    pace="milestone",
    basis=FINANCE_RULE,
    note="按转股日期计。",
)


def _finished(day: date) -> Q:
    """Tasks that are done as of a day; a finished one without a date was finished at some time before."""
    return Q(done_on__lte=day) | Q(done_on__isnull=True, stage__in=["done", "closed"])


def _listed(day: date) -> Q:
    return Q(listed_on__lte=day)


def _late(day: date) -> Q:
    """滞后: the deadline is over and the task is not done; what goes on for ever has none to miss."""
    return _listed(day) & Q(due_on__lt=day) & ~_finished(day) & ~Q(stage="continuous")


def _tasks(
    slug: str, code: str, label: str, held: Callable[[date], Q], note: str, direction: Direction = Direction.UP
) -> Indicator:
    return Indicator(
        slug=slug,
        code=code,
        label=label,
        unit=PROJECT,
        over=TASK_ITEMS,
        timing=Timing.STOCK,
        held=held,
        direction=direction,
        pace="stock-level",
        basis=TASK_RULE,
        note=note,
    )


TASKS = _tasks("tasks", "task_total", "分工任务数", _listed, "截至日已下达的分工任务。")
TASKS_DONE = _tasks(
    "tasks-done",
    "",
    "已完成的分工任务",
    lambda day: _listed(day) & _finished(day),
    "截至日已完成或已销号的任务，按完成日期计。",
)
TASKS_BEHIND = _tasks(
    "tasks-behind",
    "task_behind",
    "滞后任务数",
    _late,
    "截至日已过完成时限、仍未完成的任务；长期坚持的不计。",
    Direction.DOWN,
)
TASK_RATE = Ratio(
    slug="task-done-rate",
    code="task_done_rate",
    label="任务完成率",
    unit=PERCENT,
    numerator=TASKS_DONE,
    denominator=TASKS,
    pace="milestone",
    basis=TASK_RULE,
    note="已完成和已销号的任务除以全部任务。",
)

PARTNERSHIPS = (
    DEMANDS,
    AGREEMENTS,
    AGREEMENT_AMOUNT,
    RELEASED,
    EVENTS,
    DEMAND_MATCH_RATE,
    FINANCE_APPLIED,
    FINANCE_FUNDED,
    FINANCE_CONVERTED,
    TASKS,
    TASK_RATE,
    TASKS_BEHIND,
    DEMANDS_SIGNED,
    TASKS_DONE,
)
