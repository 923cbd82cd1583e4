"""参赛项目: which accepted sign-ups take part, in which group, with what material a judge is shown, and who drops out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import User
from kezhang.orgs.permissions import Verb, holders, may
from kezhang.records import access
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.submissions.contests.models import ContestProject, JudgedContest
from kezhang.submissions.forms.form_fields import QUESTION, fields_of
from kezhang.submissions.inbox import handling
from kezhang.submissions.models import Submission
from kezhang.submissions.sealing.seal import Unsealable
from kezhang.workflow.steps import NotPossible

#: Contests in the log of changes, and the ledger that they end in.
SUBJECT, ENTRIES = "contests", "contest-entries"
State, End = JudgedContest.State, ContestProject.End
#: Who is behind a project; hidden from judges where judging is blind.
NAMING = ("enterprise_name", "credit_code")


@dataclass(frozen=True)
class EntryVerdict:
    """审查结论 of one sign-up, as a clerk has put it down."""

    submission: int
    is_eligible: bool
    reason: str
    group: str


def require_may(person: User | None, contest: JudgedContest) -> None:
    """Raises NotPossible; None is the command line of the machine itself."""
    if person is not None and not may(person, Verb.WRITE, access.matter(LEDGERS[ENTRIES], contest.org)):
        raise NotPossible(f"大赛评审由{holders(Verb.WRITE)}办理，{person}不能办理。")


def locked(contest: JudgedContest, *states: str) -> JudgedContest:
    """As it is now; inside ``chain.held``. Raises NotPossible where it is in none of these states."""
    found = JudgedContest.objects.select_for_update(of=("self",)).select_related("org", "form").get(pk=contest.pk)
    if states and found.state not in states:
        raise NotPossible(f"{found}现在是“{found.get_state_display()}”，不能这样办。")
    return found


def note(contest: JudgedContest, step: str, by: User | None, told: Mapping[str, Any], name: str = "") -> None:
    """One act in the log: of the bureau's people, or of a judge by name."""
    after = {"label": contest.title, "step": step, **told}
    journal.note(contest.org, SUBJECT, contest.pk, {}, after, Author(by=by, name=name))


def unchecked(contest: JudgedContest) -> QuerySet[Submission]:
    """Accepted sign-ups that nobody has checked yet."""
    accepted = Submission.objects.filter(form=contest.form, state=Submission.State.ACCEPTED)
    return accepted.filter(project__isnull=True).select_related("form", "org", "key").order_by("pk")


def records_of(contest: JudgedContest, submissions: list[Submission]) -> dict[int, Any]:
    """The ledger's rows of these sign-ups, by their numbers."""
    keys = [each.record_id for each in submissions if each.record_id is not None]
    return access.by_number(LEDGERS[ENTRIES], contest.org, keys)


def check(contest: JudgedContest, verdicts: list[EntryVerdict], by: User | None) -> int:
    """资格审查 and 分组, many at once and all of them or none. Raises NotPossible."""
    require_may(by, contest)
    silent = sum(not each.is_eligible and not each.reason.strip() for each in verdicts)
    if silent:
        raise NotPossible(f"有{silent}件不通过没有写理由。")
    if not verdicts:
        raise NotPossible("没有选通过或不通过。")
    with chain.held(contest.org):
        kept = locked(contest, State.CHECKING)
        waiting = {each.pk: each for each in unchecked(kept)}
        if gone := [each for each in verdicts if each.submission not in waiting]:
            raise NotPossible(f"其中{len(gone)}件已经审查过，或不是这次大赛已受理的报名；请刷新后再办。")
        records = records_of(kept, list(waiting.values()))
        last = kept.projects.aggregate(last=Max("number"))["last"] or 0
        for number, each in enumerate(verdicts, start=last + 1):
            record = records.get(waiting[each.submission].record_id or 0)
            if each.is_eligible and (record is None or record.is_void):
                raise NotPossible(f"来件{waiting[each.submission]}的台账记录已经作废，不能通过。")
            group = each.group.strip()[:40] or (record.get_group_display() if record is not None else "")
            made = ContestProject.objects.create(
                contest=kept, submission=waiting[each.submission], number=number, group=group,
                is_eligible=each.is_eligible, reason=each.reason.strip()[:200], checked_by=by,
            )  # fmt: skip
            verdict = "通过" if made.is_eligible else "不通过"
            note(kept, "资格审查", by, {"project": number, "verdict": verdict, "group": group, "reason": made.reason})
    return len(verdicts)


def recheck(project: ContestProject, verdict: EntryVerdict, by: User | None) -> None:
    """Before judging opens, a verdict or a group may still be changed. Raises NotPossible."""
    require_may(by, project.contest)
    if not verdict.is_eligible and not verdict.reason.strip():
        raise NotPossible("不通过的要写理由。")
    with chain.held(project.contest.org):
        kept = locked(project.contest, State.CHECKING)
        row = kept.projects.select_for_update().get(pk=project.pk)
        row.is_eligible, row.reason = verdict.is_eligible, verdict.reason.strip()[:200]
        row.group = verdict.group.strip()[:40] or row.group
        row.checked_by, row.checked_at = by, timezone.now()
        row.save()
        said = "通过" if row.is_eligible else "不通过"
        note(
            kept,
            "资格审查",
            by,
            {"project": row.number, "verdict": said, "group": row.group, "reason": row.reason},
        )


def drop_out(project: ContestProject, end: str, why: str, by: User | None) -> None:
    """弃权 or 取消资格: at any time before the awards, with a reason; the others keep their marks. Raises NotPossible."""
    require_may(by, project.contest)
    if end not in End.values or not why.strip():
        raise NotPossible("请选择弃权或取消资格，并写明理由。")
    with chain.held(project.contest.org):
        kept = locked(project.contest)
        if kept.state == State.AWARDED:
            raise NotPossible(f"{kept}已经授奖，不能再{End(end).label}。")
        row = kept.projects.select_for_update().get(pk=project.pk)
        if row.end:
            raise NotPossible(f"{row}已经{row.get_end_display()}。")
        row.end, row.end_why = end, why.strip()[:200]
        row.save()
        note(kept, End(end).label, by, {"project": row.number, "reason": row.end_why})


def material(project: ContestProject) -> list[tuple[str, str]]:
    """What a judge reads of a project: the row as the bureau has accepted it, then what was asked beside; no personal data."""
    form = project.submission.form
    record = handling.record_of(project.submission)
    try:
        said = handling.content_of(project.submission)["answers"]
    except Unsealable:  # erased by its term: the row is still there
        said = {}
    found = []
    for each in fields_of(form):
        if each.is_personal or (project.contest.is_blind and each.name in NAMING):
            continue
        text = said.get(each.name, "")
        if record is not None and not each.name.startswith(QUESTION):
            text = each.column.text(record)
        if text:
            found.append((each.label, text))
    return found


def named(projects: list[ContestProject]) -> dict[int, Any]:
    """The ledger's row behind each project, by the project's key."""
    if not projects:
        return {}
    rows = records_of(projects[0].contest, [each.submission for each in projects])
    return {each.pk: rows[each.submission.record_id] for each in projects if each.submission.record_id in rows}
