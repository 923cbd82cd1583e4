"""核查（台账）: double counting, thresholds, evidence, duplicates, contracts, arrears, names, sources."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, F

from kezhang.catalogue import LEDGERS
from kezhang.controls.case import Case, Check, Found, Lacking, point, pointers, records_in, records_of_the_year
from kezhang.ledgers.documents.documents import DOCUMENTS
from kezhang.ledgers.documents.published_figures import PUBLISHED_FIGURES
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.enterprises.high_tech_applications import HIGH_TECH_APPLICATIONS
from kezhang.ledgers.enterprises.high_tech_certificates import HIGH_TECH_CERTIFICATES
from kezhang.ledgers.enterprises.incentive_payments import INCENTIVE_PAYMENTS
from kezhang.ledgers.enterprises.research_reports import RESEARCH_REPORTS
from kezhang.ledgers.enterprises.technology_smes import TECHNOLOGY_SMES
from kezhang.ledgers.envoys.envoy_groups import ENVOY_GROUPS
from kezhang.ledgers.funding.fiscal_expenditures import FISCAL_EXPENDITURES
from kezhang.ledgers.funding.projects import PROJECTS
from kezhang.ledgers.outreach.activities import ACTIVITIES
from kezhang.ledgers.outreach.van_visits import VAN_VISITS
from kezhang.ledgers.results.achievements import ACHIEVEMENTS
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.records import access, due_list
from kezhang.records.declaration import validation
from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.rules import Severity

#: Records shown with a finding; the rest is a number.
SHOWN = 20
#: Ledgers whose records the bureau above asks to see papers for.
EVIDENCED = (
    TECHNOLOGY_CONTRACTS,
    ACHIEVEMENTS,
    HIGH_TECH_CERTIFICATES,
    ACTIVITIES,
    INCENTIVE_PAYMENTS,
    FISCAL_EXPENDITURES,
)
#: Ledgers whose rules hold thresholds of the documents.
JUDGED = (HIGH_TECH_APPLICATIONS, TECHNOLOGY_SMES, TECHNOLOGY_CONTRACTS, RESEARCH_REPORTS, ACTIVITIES)


def _bare(text: str) -> str:
    return re.sub(r"[\s()“”\"'、,·-]", "", unicodedata.normalize("NFKC", text))


def _groups(rows: Iterable[Any], *names: str) -> list[list[Any]]:
    """Rows that agree in all of the named values, in groups of two and more."""
    found = defaultdict(list)
    for row in rows:
        found[tuple(_bare(str(getattr(row, name))) for name in names)].append(row)
    return [group for group in found.values() if len(group) > 1]


def double_counting(case: Case) -> Iterator[Found | Lacking]:
    """7: one event or object stands in the ledgers once."""
    for ledger, names, what in (
        (ACTIVITIES, ("held_on", "name"), "同一天同名的活动"),
        (ACHIEVEMENTS, ("title",), "同名的成果"),
        (PROJECTS, ("title", "level"), "同名同级的项目"),
    ):
        for group in _groups(case.records(ledger), *names):
            yield Found(
                f"{what}有{len(group)}条：{group[0]}。",
                "核对是否同一件事记了几次，多余的作废。",
                ledger.label,
                pointers(ledger, group),
            )
    yield from _doubled_contracts(case)
    yield from _unlike_stops(case)
    by_title = {_bare(g.project_title): g for g in case.records(ENVOY_GROUPS).exclude(project_title="")}
    for project in case.records(PROJECTS):
        if (twin := by_title.get(_bare(project.title))) is not None:
            records = (point(PROJECTS, project), point(ENVOY_GROUPS, twin))
            yield Found(
                f"“{project.title}”同时在科技项目和科技特派团中。",
                "特派团的立项按特派团计，不与科技项目立项数相加。",
                "特派团项目立项",
                records,
            )


def _doubled_contracts(case: Case) -> Iterator[Found]:
    """Contracts under several numbers that are likely one; each group is told by its surest sign only."""
    told: set[frozenset[int]] = set()
    rows = list(case.records(TECHNOLOGY_CONTRACTS).exclude(state="cancelled"))
    for names, what in (
        (("seller", "buyer", "amount", "signed_on"), "双方、成交额和签订日期都相同"),
        (("title", "seller", "buyer"), "名称和双方相同、编号不同"),
    ):
        for group in _groups(rows, *names):
            members = frozenset(row.pk for row in group)
            if any(members <= each for each in told):
                continue
            told.add(members)
            yield Found(
                f"{what}的技术合同有{len(group)}份：{group[0]}。",
                "核对是否同一份合同登记了几次，多余的作废；确是几份的写明备注。",
                TECHNOLOGY_CONTRACTS.label,
                pointers(TECHNOLOGY_CONTRACTS, group),
            )


def _unlike_stops(case: Case) -> Iterator[Found]:
    """A day of the van stands in two ledgers, as an event and as its stops: one is begun from the other, and they agree."""
    events, stops = defaultdict(list), defaultdict(list)
    for event in case.records(ACTIVITIES).filter(kind="van"):
        events[event.held_on].append(event)
    for stop in case.records(VAN_VISITS):
        stops[stop.visited_on].append(stop)
    for day in sorted(events.keys() ^ stops.keys()):
        ledger, rows = (ACTIVITIES, events[day]) if day in events else (VAN_VISITS, stops[day])
        other = VAN_VISITS if day in events else ACTIVITIES
        yield Found(
            f"{day}的科普大篷车只在{ledger.label}中登记：{rows[0]}。",
            f"打开这条记录，点“{next(c.says for c in ledger.continued if c.to == other.slug)}”补上。",
            other.label,
            pointers(ledger, rows[:SHOWN]),
        )
    for day in sorted(events.keys() & stops.keys()):
        said, counted = (sum(row.students or 0 for row in rows[day]) for rows in (events, stops))
        if said and said != counted:
            records = (*pointers(ACTIVITIES, events[day]), *pointers(VAN_VISITS, stops[day]))
            yield Found(
                f"{day}的科普大篷车：活动登记学生{said}人，各站合计{counted}人。",
                "核对签到和照片，把写错的一处改过来。",
                "科普大篷车参与学生",
                records,
            )


def thresholds(case: Case) -> Iterator[Found | Lacking]:
    """9: records keep to the thresholds of the rules that held on their day."""
    for ledger in JUDGED:
        odd = []
        for row in case.of_the_year(ledger):
            broken = [p for p in validation.problems(ledger, row) if p.rule]
            odd += [(row, p) for p in broken]
        by_rule: dict[str, list] = defaultdict(list)
        for row, problem in odd:
            by_rule[problem.says].append(row)
        for says, rows in by_rule.items():
            yield Found(
                f"{ledger.label}有{len(rows)}条：{says}",
                "核对数据；确有依据的在记录中说明。",
                ledger.label,
                pointers(ledger, rows[:SHOWN]),
            )


def papers(case: Case) -> Iterator[Found | Lacking]:
    """10: what is counted has papers."""
    for ledger in EVIDENCED:
        rows = case.of_the_year(ledger)
        total = rows.count()
        if not total:
            continue
        bare = access.without_evidence(ledger, rows)
        if missing := bare.count():
            says = f"{ledger.label}{total}条中有{missing}条没有佐证材料。"
            yield Found(
                says,
                "上传公告名单、证书、登记证明、签到表、照片或拨款凭证。",
                ledger.label,
                pointers(ledger, bare[:SHOWN]),
            )


def duplicates(case: Case) -> Iterator[Found | Lacking]:
    """13: one code is one firm, and a firm counted here is ours."""
    codes = (
        case.records(ENTERPRISES)
        .exclude(credit_code="")
        .values("credit_code")
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
    )
    for row in codes:
        firms = list(case.records(ENTERPRISES).filter(credit_code=row["credit_code"]))
        yield Found(
            f"{row['credit_code']}在企业名册中有{len(firms)}家。",
            "核对是否更名或录错，保留一家。",
            "企业",
            pointers(ENTERPRISES, firms),
        )
    for ledger in (HIGH_TECH_CERTIFICATES, TECHNOLOGY_SMES, HIGH_TECH_APPLICATIONS):
        foreign = case.records(ledger).filter(enterprise__isnull=True)
        if rows := list(foreign[:SHOWN]):
            says = f"{ledger.label}有{foreign.count()}家不在本地企业名册中，如{rows[0].enterprise_name}。"
            yield Found(
                says, "核对是否外县（兵团）企业；确属本地的补入企业名册。", ledger.label, pointers(ledger, rows)
            )


def contracts(case: Case) -> Iterator[Found | Lacking]:
    """14: contracts between the same parties on the same day, and with oneself."""
    rows = case.of_the_year(TECHNOLOGY_CONTRACTS)
    own = list(rows.filter(seller=F("buyer"))[:SHOWN])
    if own:
        yield Found(
            f"有{len(own)}份合同买卖双方是同一单位。",
            "关联合同不应登记，请核对。",
            "技术合同成交额",
            pointers(TECHNOLOGY_CONTRACTS, own),
        )
    for group in _groups(rows, "seller", "buyer", "signed_on"):
        says = f"{group[0].seller}与{group[0].buyer}在{group[0].signed_on}签订了{len(group)}份合同。"
        yield Found(says, "核对是否拆分登记。", "技术合同成交额", pointers(TECHNOLOGY_CONTRACTS, group))


def arrears(case: Case) -> Iterator[Found | Lacking]:
    """15: incentives unpaid, projects and tasks overdue, firms' problems unsettled."""
    day = case.as_of
    unpaid = [
        r
        for r in case.records(INCENTIVE_PAYMENTS).filter(listed_on__lte=day)
        if (r.paid_amount or 0) < r.due_amount or (r.paid_on and r.paid_on > day)
    ]
    if unpaid:
        says = f"截至{day}，{len(unpaid)}条奖补没有足额兑现。"
        todo = "商财政部门排出兑现时间，报告中如实说明。"
        yield Found(says, todo, INCENTIVE_PAYMENTS.label, pointers(INCENTIVE_PAYMENTS, unpaid[:SHOWN]))
    for ledger, due in late_kinds():
        if ledger.slug in case.empty:
            continue
        late = due_list.late_records(ledger, due, case.org, day).filter(org=case.org)
        if rows := list(late.order_by(*due.order())[:SHOWN]):
            says = f"截至{day}，{late.count()}条{due.late}。"
            yield Found(says, due.todo, ledger.label, pointers(ledger, rows))


def late_kinds() -> list[tuple[Any, Due]]:
    """The declared days that must not pass unsettled; asked for while judging, when the catalogue is there."""
    return [(ledger, due) for ledger, due in due_list.declared() if due.late]


def _has_to_be_settled(case: Case) -> str:
    """Arrears are looked for in the incentives and in every ledger with a day that must not pass."""
    ledgers = {ledger.slug: ledger for ledger, _ in late_kinds()}
    return records_in(INCENTIVE_PAYMENTS, *ledgers.values())(case)


def names(case: Case) -> Iterator[Found | Lacking]:
    """20: documents and firms by their full official names and numbers."""
    wrong = [
        d
        for d in case.records(DOCUMENTS)
        if d.document_number and not re.fullmatch(r".+〔\d{4}〕\d+号", d.document_number)
    ]
    if wrong:
        yield Found(
            f"有{len(wrong)}个文号不是“机关代字〔年份〕序号号”的写法，如“{wrong[0].document_number}”。",
            "按原文改正括号和“号”字。",
            "文件",
            pointers(DOCUMENTS, wrong[:SHOWN]),
        )
    titled = [d for d in case.records(DOCUMENTS) if "《" in d.title or "》" in d.title]
    if titled:
        yield Found(
            f"有{len(titled)}个文件标题带书名号。",
            "标题栏不写书名号，引用时由系统加上。",
            "文件",
            pointers(DOCUMENTS, titled[:SHOWN]),
        )
    short = [
        e
        for e in case.records(ENTERPRISES)
        if not re.search(r"(公司|厂|所|院|站|中心|社|大学|学校|场|局|会|部|店|农场|基地|个体工商户)", e.name)
    ]
    if short:
        yield Found(
            f"有{len(short)}个单位名称像是简称，如“{short[0].name}”。",
            "改为营业执照或法人证书上的全称。",
            "企业",
            pointers(ENTERPRISES, short[:SHOWN]),
        )


def sources(case: Case) -> Iterator[Found | Lacking]:
    """22: statistics come from the department that may publish them; firms' own figures are said to be that."""
    for row in case.records(PUBLISHED_FIGURES).filter(published_on__lte=case.as_of):
        if not re.search(r"统计|财政|税务|科技|科学技术|工信|人民政府", row.publisher):
            yield Found(
                f"{row}的发布部门是“{row.publisher}”。",
                "研发、产值等数据应由主管部门发布，请换用公布数。",
                str(row),
                (point(PUBLISHED_FIGURES, row),),
            )
    for ledger in (TECHNOLOGY_CONTRACTS, RESEARCH_REPORTS):
        own = case.of_the_year(ledger).filter(source="self_report")
        if rows := list(own[:SHOWN]):
            yield Found(
                f"{ledger.label}有{own.count()}条来自企业自报。",
                "核对系统导出数或登记证明后再使用。",
                ledger.label,
                pointers(ledger, rows),
            )


def personal(case: Case) -> Iterator[Found | Lacking]:
    """21, first half: no identity or telephone numbers outside the fields kept for them."""
    number = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
    for ledger in LEDGERS.values():
        rows = [r for r in case.records(ledger).exclude(remark="") if number.search(r.remark)]
        if rows:
            yield Found(
                f"{ledger.label}有{len(rows)}条备注里写了身份证号或手机号。",
                "公开前删去；联系电话填在专门的列，导出时自动隐去。",
                ledger.label,
                pointers(ledger, rows[:SHOWN]),
            )


RECORD_CHECKS = (
    Check(
        number=7,
        title="不重复计算",
        rule="同一活动、成果、项目、特派团、合同只计一次，大篷车两本台账一致",
        needs=records_in(ACTIVITIES, VAN_VISITS, ACHIEVEMENTS, PROJECTS, TECHNOLOGY_CONTRACTS),
        judge=double_counting,
    ),
    Check(
        number=9,
        title="门槛条件",
        rule="研发占比、人员占比、技术交易额不大于成交额等",
        needs=records_of_the_year(*JUDGED),
        judge=thresholds,
    ),
    Check(
        number=10,
        title="佐证材料",
        rule="公告、证书、登记证明、签到表、照片、拨款凭证",
        needs=records_of_the_year(*EVIDENCED),
        judge=papers,
    ),
    Check(
        number=13,
        title="企业不重不错",
        rule="信用代码唯一，注册地在本地",
        needs=records_in(ENTERPRISES, HIGH_TECH_CERTIFICATES, TECHNOLOGY_SMES, HIGH_TECH_APPLICATIONS),
        judge=duplicates,
    ),
    Check(
        number=14,
        title="关联和拆分合同",
        rule="同一双方同日多份、自己与自己",
        needs=records_of_the_year(TECHNOLOGY_CONTRACTS),
        judge=contracts,
    ),
    Check(
        number=15,
        title="积压和拖欠",
        rule="未兑现奖补、逾期的项目、任务和问题",
        needs=_has_to_be_settled,
        judge=arrears,
    ),
    Check(
        number=20,
        title="名称规范",
        rule="文号、文件标题、单位全称",
        needs=records_in(DOCUMENTS, ENTERPRISES),
        judge=names,
        severity=Severity.WARNING,
    ),
    Check(
        number=22,
        title="统计数据来源",
        rule="主管部门公布的数，不用企业自报数代替",
        needs=records_in(PUBLISHED_FIGURES, TECHNOLOGY_CONTRACTS, RESEARCH_REPORTS),
        judge=sources,
    ),
)
