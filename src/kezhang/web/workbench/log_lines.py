"""变更行: what the log of changes says, in the names of what was changed.

The log keeps numbers; a person knows a record, a report or a column by its name.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from kezhang.catalogue import LEDGERS
from kezhang.collection import claiming
from kezhang.collection.assigning import issuing
from kezhang.collection.returning.life import SUBJECT as RETURNS
from kezhang.collection.rounds.life import SUBJECT as ROUNDS
from kezhang.indicators import own_indicators
from kezhang.orgs.models import Org, User
from kezhang.orgs.scope import scope_of
from kezhang.records import access
from kezhang.records.history import leftovers
from kezhang.records.models import Change
from kezhang.records.writing import evidence_files, own_settings
from kezhang.reports.frozen import official_paper
from kezhang.reports.models import SUBJECT as REPORTS
from kezhang.reports.models import Report
from kezhang.reports.templating.library import SUBJECT as TEMPLATES
from kezhang.submissions.contests.projects import SUBJECT as CONTESTS
from kezhang.submissions.envoy_terms.assessing_rule import SUBJECT as ASSESSING_RULE
from kezhang.submissions.envoy_terms.reviews import SUBJECT as REVIEWS
from kezhang.submissions.envoy_terms.tenure import SUBJECT as TENURE
from kezhang.submissions.envoys.personal_links import SUBJECT as LINKS
from kezhang.submissions.forms.form_making import SUBJECT as FORMS
from kezhang.submissions.inbox.handling import SUBJECT as SUBMISSIONS
from kezhang.submissions.matching.demand_links import SUBJECT as DEMAND_LINKS
from kezhang.submissions.models import OnlineQuiz, OpenForm, Submission
from kezhang.submissions.quizzes.life import SUBJECT as QUIZZES

#: What a number leads to: the thing itself, by its key.
Things = dict[int, Any]


@dataclass(frozen=True)
class LogLine:
    """One change as a page tells it."""

    change: Change
    kind: str  # what the thing is: the ledger, 报告, 自有列
    act: str
    name: str
    url: str  # "" for what cannot be looked at


@dataclass(frozen=True)
class LogSubject:
    """Something that is logged and is no record of a ledger."""

    label: str
    name: Callable[[Change, Any], str]  # of the change and the thing, which may be None
    url: Callable[[Change, Any], str]
    act: Callable[[Change], str] = lambda change: change.get_kind_display()


def _label_then(change: Change) -> str:
    return str((change.after or change.before).get("label") or (change.after or change.before).get("name") or "")


def _columns_page(change: Change) -> str:
    ledger = (change.after or change.before).get("ledger")
    return reverse(f"{ledger}-columns") if ledger in LEDGERS else ""


def _record_page(change: Change) -> str:
    ledger = change.after.get("ledger")
    return reverse(f"{ledger}-record", args=[change.after["record"]]) if ledger in LEDGERS else ""


def _setting(change: Change) -> str:
    return "停用" if change.after.get("withdrawn") else "设置"


def _step(change: Change) -> str:
    return str(change.after.get("step") or change.reason)


def _form_act(change: Change) -> str:
    before, after = change.before.get("state"), change.after.get("state")
    return "修改" if before == after else OpenForm.State(after).label if before else "新建"


SUBJECTS = {
    REPORTS: LogSubject(
        "报告",
        lambda _, report: str(report or ""),
        lambda _, report: reverse("report", args=[report.number]) if report else reverse("reports"),
        lambda change: change.after.get("step", "起草"),
    ),
    TEMPLATES: LogSubject(
        "报告模板",
        lambda change, _: _label_then(change),
        lambda *_: reverse("report-templates"),
        lambda change: "修改" if change.before else "上传",
    ),
    official_paper.SUBJECT: LogSubject(
        "公文设置",
        lambda change, _: change.after.get("mark", ""),
        lambda *_: reverse("paper-settings"),
        lambda _: "修改",
    ),
    own_settings.SUBJECT: LogSubject(
        "自有列", lambda change, _: _label_then(change), lambda change, _: _columns_page(change), _setting
    ),
    own_settings.OPTION_SUBJECT: LogSubject(
        "自有选项", lambda change, _: _label_then(change), lambda change, _: _columns_page(change), _setting
    ),
    own_indicators.SUBJECT: LogSubject(
        "自有指标", lambda change, _: _label_then(change), lambda *_: reverse("own-indicators"), _setting
    ),
    claiming.SUBJECT: LogSubject(
        "归属",
        lambda change, _: change.after.get("identity", ""),
        lambda *_: reverse("claims"),
        lambda change: "认定" if change.after.get("counted_by") else "撤销",
    ),
    issuing.SUBJECT: LogSubject(
        "任务分解", lambda change, _: _label_then(change), lambda *_: reverse("assignments"), lambda _: "下达"
    ),
    issuing.SHARES: LogSubject(
        "任务",
        lambda change, _: _label_then(change),
        lambda *_: reverse("assignments"),
        lambda change: str(change.after.get("state", "")),
    ),
    ROUNDS: LogSubject(
        "调度", lambda change, _: str(change.after.get("number", "查看调度")), lambda *_: reverse("rounds"), _step
    ),
    RETURNS: LogSubject(
        "报送",
        lambda change, _: f"第{version}稿" if (version := change.after.get("version")) else "查看报送",
        lambda change, _: reverse("return", args=[change.record_id]),
        _step,
    ),
    evidence_files.SUBJECT: LogSubject(
        "佐证材料", lambda change, _: _label_then(change), lambda change, _: _record_page(change), lambda _: "上传"
    ),
    FORMS: LogSubject("表单", lambda change, _: _label_then(change), lambda *_: reverse("forms"), _form_act),
    QUIZZES: LogSubject(
        "线上答题",
        lambda change, _: _label_then(change),
        lambda *_: reverse("online-quizzes"),
        lambda change: OnlineQuiz.State(change.after["state"]).label,
    ),
    CONTESTS: LogSubject(
        "大赛评审",
        lambda change, _: _label_then(change),
        lambda *_: reverse("contests"),
        lambda change: str(change.after["step"]),
    ),
    DEMAND_LINKS: LogSubject(
        "需求对接",
        lambda change, _: _label_then(change),
        lambda change, _: reverse("demand", args=[change.record_id]),
        lambda _: "洽谈",
    ),
    TENURE: LogSubject(
        "特派员去留",
        lambda change, _: _label_then(change),
        lambda *_: reverse("tenures"),
        lambda change: str(change.after["step"]),
    ),
    REVIEWS: LogSubject(
        "特派员考核",
        lambda change, _: _label_then(change),
        lambda *_: reverse("reviews"),
        lambda change: str(change.after["step"]),
    ),
    ASSESSING_RULE: LogSubject(
        "特派员考核办法", lambda change, _: _label_then(change), lambda *_: reverse("reviews"), lambda _: "修改"
    ),
    LINKS: LogSubject(
        "个人链接",
        lambda change, _: _label_then(change),
        lambda *_: reverse("envoys"),
        lambda change: "换口令" if "pin" in change.after else "发放" if change.after["in_force"] else "停用",
    ),
    SUBMISSIONS: LogSubject(
        "来件",
        lambda change, _: _label_then(change),
        lambda change, _: reverse("submission", args=[_label_then(change).replace("-", "")]),
        lambda change: Submission.State(change.after["state"]).label if not change.after.get("erased") else "按期清除",
    ),
    leftovers.SUBJECT: LogSubject(
        "导入",
        lambda change, _: change.before.get("file", ""),
        lambda *_: "",
        lambda change: "放弃" if change.by_id else "清理",
    ),
}


def log_lines(changes: Sequence[Change], viewer: User | Org) -> list[LogLine]:
    """The changes with the names of what they are about: one query for each ledger among them, one for the reports."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for change in changes:
        numbers[change.ledger].add(change.record_id)
    things = {subject: _things(subject, found, viewer) for subject, found in numbers.items()}
    return [_line(change, things[change.ledger].get(change.record_id)) for change in changes]


def _things(subject: str, numbers: Collection[int], viewer: User | Org) -> Things:
    if ledger := LEDGERS.get(subject):
        return access.by_number(ledger, viewer, numbers)
    if subject == REPORTS:
        return Report.objects.filter(scope_of(viewer).query()).in_bulk(numbers)
    return {}


def _line(change: Change, thing: Any) -> LogLine:
    if ledger := LEDGERS.get(change.ledger):
        url = reverse(f"{ledger.slug}-record", args=[change.record_id]) if thing is not None else ""
        return LogLine(change, ledger.label, change.get_kind_display(), str(thing or ""), url)
    subject = SUBJECTS.get(change.ledger)
    if subject is None:
        return LogLine(change, change.ledger, change.get_kind_display(), _label_then(change), "")
    return LogLine(change, subject.label, subject.act(change), subject.name(change, thing), subject.url(change, thing))
