"""调度表目录: the tables of the superior level that are returned as rows, one declaration each.

A table has the columns its paper has and our ledgers keep; none with personal data. What happened after the day a
table is of does not stand in it, even where the ledger knows it already.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from kezhang.collection.list_tables.table import CellRule, CellValue, ListTable, TableSource, count, day, money, text
from kezhang.ledgers.documents.task_items import TASK_ITEMS
from kezhang.ledgers.enterprises.incentive_payments import INCENTIVE_PAYMENTS
from kezhang.ledgers.enterprises.research_reports import RESEARCH_REPORTS
from kezhang.ledgers.enterprises.zero_lists import ZERO_LISTS
from kezhang.ledgers.funding.projects import PROJECTS
from kezhang.ledgers.outreach.activities import ACTIVITIES
from kezhang.ledgers.results.achievements import ACHIEVEMENTS
from kezhang.ledgers.talent.platforms import PLATFORMS
from kezhang.ledgers.talent.talent_candidates import TALENT_CANDIDATES
from kezhang.quantities.periods import Period
from kezhang.quantities.units import PERCENT
from kezhang.records import access


def _in_year(*fields: str) -> Any:
    """Those of whose days one lies in the year, up to the day."""

    def counts(as_of: date) -> Q:
        found = Q(pk__in=())
        for name in fields:
            found |= Q(**{f"{name}__range": (Period.year_of(as_of.year).first, as_of)})
        return found

    return counts


def _happened(value: date | None, as_of: date) -> bool:
    return value is not None and value <= as_of


def _by(name: str) -> CellRule:
    """A day that has come by then; what comes later is not told."""

    def said(record: Any, as_of: date) -> CellValue:
        value: date | None = getattr(record, name)
        return value if _happened(value, as_of) else ""

    return said


def _growth(record: Any, _: date) -> CellValue:
    before, now = record.former_amount, record.reported_amount
    return PERCENT.write((now - before) / before) if before else ""


RESEARCH = ListTable(
    code="T5",
    slug="list-research-reports",
    label="规上企业研发投入填报调度表",
    counted="本年内截至日前填报的企业，一家一行",
    heads=(
        text("企业名称"), text("统一社会信用代码"), text("行业"), text("统计年度"), money("营业收入"),
        money("上年研发费用"), money("研发费用"), text("增速"), count("研发人员"), text("是否有研发机构"), text("填报状态"),
    ),
    sources=(
        TableSource(
            ledger=RESEARCH_REPORTS,
            counts=_in_year("reported_on"),
            order=("enterprise_name", "year"),
            beside=lambda: {
                "former_amount": Subquery(
                    access.of_the_same_bureau(
                        RESEARCH_REPORTS, enterprise_name=OuterRef("enterprise_name"), year=OuterRef("year") - 1
                    ).values("reported_amount")[:1]
                )
            },
            related=("enterprise",),
            says=(
                "enterprise_name", "credit_code", lambda r, _: r.enterprise.industry if r.enterprise else "",
                lambda r, _: str(r.year), "revenue", lambda r, _: r.former_amount, "reported_amount", _growth,
                "research_staff", lambda r, _: "是" if r.institutions else "否", "filing",
            ),
        ),
    ),
)  # fmt: skip


def _cleared(record: Any, as_of: date) -> CellValue:
    if _happened(record.removed_on, as_of):
        return "已移出"
    again, back = _happened(record.cleared_again_on, as_of), _happened(record.rebounded_on, as_of)
    if _happened(record.cleared_on, as_of) and (again or not back):
        return "是"
    return "反弹" if back else "否"


ZEROES = ListTable(
    code="T6",
    slug="list-zero-lists",
    label="“两清零”销号台账",
    counted="本年度名单中截至日前列入的企业，每类一行",
    heads=(
        text("企业名称"), text("统一社会信用代码"), text("类型"), text("来源"), money("营业收入"), text("帮扶责任人"),
        text("措施"), day("计划清零时间"), text("是否清零"), day("清零时间"),
    ),
    sources=(
        TableSource(
            ledger=ZERO_LISTS,
            counts=lambda day: Q(year=day.year, listed_on__lte=day),
            order=("kind", "enterprise_name"),
            says=(
                "enterprise_name", "credit_code", "kind", "origin", "revenue", "owner", "measure", "planned_on", _cleared,
                _by("cleared_on"),
            ),
        ),
    ),
)  # fmt: skip


def _granted(record: Any, as_of: date) -> CellValue:
    value: Decimal | None = record.granted_amount
    return value if _happened(record.approved_on, as_of) else ""


def _paid_to_project(record: Any, as_of: date) -> CellValue:
    if not _happened(record.approved_on, as_of) or (record.paid_on and record.paid_on > as_of):
        return ""
    value: Decimal | None = record.paid_amount
    return value


def _term(record: Any, _: date) -> CellValue:
    days = (record.started_on, record.due_on)
    return "至".join("" if each is None else each.isoformat() for each in days) if any(days) else ""


FUNDED_PROJECTS = ListTable(
    code="T7",
    slug="list-projects",
    label="科技计划项目申报立项及资金调度表",
    counted="本年内截至日前申报或立项的项目，一项一行；立项、到位、验收只计截至日前的",
    heads=(
        text("项目级别"), text("计划类别"), text("项目名称"), text("承担单位"), day("申报时间"), text("状态"),
        day("立项时间"), text("立项文号"), money("立项资金"), money("到位资金"), text("执行期"), day("验收时间"),
    ),
    sources=(
        TableSource(
            ledger=PROJECTS,
            counts=_in_year("applied_on", "approved_on"),
            order=("applied_on", "title"),
            says=(
                "level", "programme", "title", "enterprise_name", "applied_on", "stage", _by("approved_on"),
                lambda r, day: r.approval_document if _happened(r.approved_on, day) else "", _granted, _paid_to_project,
                _term, _by("accepted_on"),
            ),
        ),
    ),
)  # fmt: skip

REGISTERED_ACHIEVEMENTS = ListTable(
    code="T9",
    slug="list-achievements",
    label="科技成果登记汇总表",
    counted="本年内截至日前登记的成果，一项一行",
    heads=(
        text("成果名称"), text("第一完成单位"), text("成果类型"), text("评价方式"), text("登记号"), day("登记日期"),
        text("推荐单位"),
    ),
    sources=(
        TableSource(
            ledger=ACHIEVEMENTS,
            counts=_in_year("registered_on"),
            order=("registered_on", "title"),
            says=(
                "title", "first_organisation", "kind", "evaluation", "registration_number", "registered_on", "recommender",
            ),
        ),
    ),
)  # fmt: skip

HELD_ACTIVITIES = ListTable(
    code="T11",
    slug="list-activities",
    label="科普（培训）活动统计表",
    counted="本年内截至日前举办的活动，一次一行",
    heads=(
        text("活动名称"), day("时间"), text("地点"), text("类别"), count("场次"), count("线下人次"), count("线上人次"),
        count("资料(份)"), count("图书(册)"), count("展品(件)"),
    ),
    sources=(
        TableSource(
            ledger=ACTIVITIES,
            counts=_in_year("held_on"),
            order=("held_on", "name"),
            says=(
                "name", "held_on", "place", "kind", "sessions", "attendance_offline", "attendance_online", "leaflets",
                "books", "exhibits",
            ),
        ),
    ),
)  # fmt: skip

SURVEYED_TALENT = ListTable(
    code="T12",
    slug="list-platforms-and-talent",
    label="平台与人才摸排（申报）表",
    counted="本年内截至日前申报或认定的平台、摸排的人才，一个一行",
    heads=(text("名称（姓名）"), text("类别"), text("依托（工作）单位"), text("级别"), text("拟申报计划"), text("阶段"), day("时间")),
    sources=(
        TableSource(
            ledger=PLATFORMS,
            counts=_in_year("applied_on", "approved_on"),
            order=("type", "name"),
            says=(
                "name", "type", "enterprise_name", "level", lambda *_: "", "stage",
                lambda r, day: r.approved_on if _happened(r.approved_on, day) else r.applied_on,
            ),
        ),
        TableSource(
            ledger=TALENT_CANDIDATES,
            counts=_in_year("surveyed_on"),
            order=("category", "name"),
            says=("name", "category", "organisation", lambda *_: "", "programme", "stage", "surveyed_on"),
        ),
    ),
)  # fmt: skip


def _paid_to_firm(record: Any, as_of: date) -> CellValue:
    """What was paid by the day; what has no day of payment was not."""
    value: Decimal | None = record.paid_amount
    return value if _happened(record.paid_on, as_of) else ""


def _unpaid(record: Any, as_of: date) -> CellValue:
    paid = _paid_to_firm(record, as_of)
    if paid is None:
        return None
    left: Decimal = record.due_amount - (paid or 0)
    return left


def _owed(day: date) -> Q:
    """Listed this year, paid this year, or not yet paid in full."""
    open_ = (
        Q(paid_on__isnull=True) | Q(paid_on__gt=day) | Q(paid_amount__isnull=True) | Q(paid_amount__lt=F("due_amount"))
    )
    return Q(listed_on__lte=day) & (open_ | _in_year("listed_on", "paid_on")(day))


INCENTIVES = ListTable(
    code="T13",
    slug="list-incentive-payments",
    label="惠企科技奖补资金兑现台账",
    counted="截至日前核定名单的奖补：本年核定的、本年兑现的、还没有足额兑现的，一笔一行",
    heads=(
        text("企业名称"), text("政策依据"), text("对应年度"), money("应兑现"), money("已兑现"), money("未兑现"),
        text("资金级次"), day("拨付时间"), text("未兑现原因"),
    ),
    sources=(
        TableSource(
            ledger=INCENTIVE_PAYMENTS,
            counts=_owed,
            order=("listed_on", "enterprise_name"),
            says=(
                "enterprise_name", "policy_document", lambda r, _: str(r.recognition_year), "due_amount", _paid_to_firm,
                _unpaid, "level", _by("paid_on"), "arrears_reason",
            ),
        ),
    ),
)  # fmt: skip


def _standing(day: date) -> Q:
    """Handed down by the day, and not done before the year began."""
    return Q(listed_on__lte=day) & (Q(done_on__isnull=True) | Q(done_on__gte=Period.year_of(day.year).first))


TASKS = ListTable(
    code="T15",
    slug="list-task-items",
    label="重点工作分工（政府工作报告任务）清单",
    counted="截至日前下达、上年底前没有办完的任务，一项一行",
    heads=(
        text("工作任务"), text("依据文件"), text("牵头单位"), text("配合单位"), day("完成时限"), text("完成情况"), text("状态"),
        day("完成日期"),
    ),
    sources=(
        TableSource(
            ledger=TASK_ITEMS,
            counts=_standing,
            order=("source", "number"),
            says=("task", "source", "leader", "partners", "due_on", "progress", "stage", _by("done_on")),
        ),
    ),
)  # fmt: skip

#: Every table that a round may ask for, in the order of the superior's set.
LIST_TABLES = {
    table.slug: table
    for table in (
        RESEARCH, ZEROES, FUNDED_PROJECTS, REGISTERED_ACHIEVEMENTS, HELD_ACTIVITIES, SURVEYED_TALENT, INCENTIVES, TASKS,
    )
}  # fmt: skip


def table_choices() -> list[tuple[str, str]]:
    return [(slug, table.label) for slug, table in LIST_TABLES.items()]


def find_table(named: str) -> ListTable | None:
    """By its code, its name or its slug.

    >>> find_table("t7") is FUNDED_PROJECTS, find_table("科技成果登记汇总表").code, find_table("T8")
    (True, 'T9', None)
    """
    typed = named.strip()
    return next((t for t in LIST_TABLES.values() if typed in {t.slug, t.label} or typed.upper() == t.code), None)
