"""待办: what waits for this person in the bureau in view: sheets to be confirmed, reports to be moved on, work that ended.

Each is named, says how it stands, and leads to where it is done. What somebody may not do does not wait for him.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.urls import Resolver404, get_script_prefix, resolve, reverse
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.controls.records import EVIDENCED
from kezhang.form_drafts.models import FormDraft
from kezhang.form_drafts.returning import AGAIN
from kezhang.jobs import access as jobs_access
from kezhang.jobs.kinds import kinds
from kezhang.jobs.models import Job
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb, may
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Batch, Record
from kezhang.records.selection import shortened
from kezhang.reports import workflow
from kezhang.reports.models import FINAL, Report
from kezhang.submissions.envoy_terms import tenure
from kezhang.submissions.models import Submission, TenureCase
from kezhang.submissions.sending.moving import UNDECIDED
from kezhang.targets.models import PROGRESS_ENTRIES, ProgressEntry
from kezhang.teamwork import commenting
from kezhang.web.workbench import between_levels
from kezhang.web.workbench.kinds_waiting import UNMENDED, WaitingKind

#: Things of one kind that a workbench lists.
SHOWN = 6
#: The forms that are kept while they are filled in, and the field that names one; "" for the first column of the list.
LEDGER_FORMS = {
    "new": ("新增", ""),
    "edit": ("修改", ""),
    "version": ("登记新版本：", ""),
    "columns": ("设自有列：", "label"),
}
OTHER_FORMS = {"own-indicators": ("设自有指标", "label"), "pipeline-move": ("看板上移动", "")}
#: Records without a paper that are named, and as far as the rest is counted.
NAMED, COUNTED = 2, 200
#: So long a piece of work that has ended is still news.
NEWS = timedelta(days=3)
#: What a report waits for, by its state and the move that would take it on.
REPORT_WAITS = {
    Report.State.DRAFT: "草稿，可发出修改",
    Report.State.OUT: "已发出，等待送回",
    Report.State.RETURNED: "已送回，还不能核对",
    Report.State.CHECKED: "已核对，等待采用",
}


@dataclass(frozen=True)
class WaitingItem:
    """One thing that waits: what kind it is, its name, how it stands, since when, and where it is done."""

    kind: str
    name: str
    says: str
    since: datetime | None
    url: str


@dataclass(frozen=True)
class Unproved:
    """没有佐证: a ledger's records of this year without a paper: the newest by name, and how many in all."""

    ledger: Ledger
    records: tuple[Record, ...]
    count: int  # no further than to ``COUNTED``: beyond it nobody asks how many
    url: str

    @property
    def told(self) -> str:
        return f"{self.count}条" if self.count <= COUNTED else f"{COUNTED}条以上"


def waiting(person: User, org: Org, entries: Sequence[ProgressEntry], there: Collection[str]) -> list[WaitingItem]:
    """Everything that waits for the person in this bureau, ``entries`` among it; one query for each other kind that is ``there``."""
    found = [WaitingItem(*line) for line in between_levels.lines(person, org, there)]
    if WaitingKind.CALLS in there:
        found += _calls(person, org)
    found += _jobs(person)
    if WaitingKind.REPORTS in there:
        found += _reports(person, org)
    if WaitingKind.SUBMISSIONS in there:
        found += _submissions(person, org)
    if WaitingKind.TENURES in there:
        found += _tenures(person, org)
    if may(person, Verb.WRITE, org):
        found = [*_for_writers(person, org, entries, there), *found]
    return found


def _for_writers(
    person: User, org: Org, entries: Sequence[ProgressEntry], there: Collection[str]
) -> Iterator[WaitingItem]:
    if WaitingKind.DRAFTS in there:
        yield from _unsaved(person, org)
    yield from _returned(entries)
    if WaitingKind.PLANNED in there:
        yield from _imports(org)
    if WaitingKind.REJECTED in there:
        yield from _rejected(org)


def _calls(person: User, org: Org) -> Iterator[WaitingItem]:
    """Comments that call the person, until he has opened the record."""
    for call in commenting.calls(person, org)[:SHOWN]:
        said = call.comment
        if said.ledger in LEDGERS:
            url = reverse(f"{said.ledger}-record", args=[said.record_id]) + "#comments"
            yield WaitingItem("提到您", said.subject, f"{said.by}：{shortened(said.text)}", said.at, url)


def _imports(org: Org) -> Iterator[WaitingItem]:
    planned = access.waiting_batches(org).filter(org=org).order_by("-uploaded_at")
    for batch in planned[:SHOWN]:
        if (ledger := LEDGERS.get(batch.ledger)) is not None:
            url = reverse(f"{ledger.slug}-batch", args=[batch.pk])
            says = "等待确认" if batch.rest_of_id is None else f"{len(batch.only or ())}行待修改"
            yield WaitingItem("导入", batch.file_name, f"{ledger.label}，{says}", batch.uploaded_at, url)


def _unsaved(person: User, org: Org) -> Iterator[WaitingItem]:
    """Forms that were begun and not saved, by what was typed into their first column."""
    forms = OTHER_FORMS | {
        f"{ledger.slug}-{act}": (f"{words}{ledger.label}", field or ledger.list_columns[0])
        for ledger in LEDGERS.values()
        for act, (words, field) in LEDGER_FORMS.items()
    }
    for kept in FormDraft.of(person, org.code)[:SHOWN]:
        path = kept.page.removeprefix(org.code)
        try:
            found = resolve(path)
            words, field = forms[found.url_name or ""]
        except (Resolver404, KeyError):  # a form of a ledger that has gone with its plug-in
            continue
        name = "".join(kept.answers.get(field, [])).strip() or _record_named(org, found.kwargs) or words
        url = f"{get_script_prefix()}{path.lstrip('/')}?{AGAIN}=1"
        yield WaitingItem("没有保存", name, f"{words}，填到一半", kept.at, url)


def _record_named(org: Org, place: Mapping[str, Any]) -> str:
    """The record an address of any ledger is about."""
    ledger = LEDGERS.get(place.get("kind", ""))
    record = access.records(ledger, org).filter(pk=place["pk"]).first() if ledger else None
    return str(record) if record else ""


def _rejected(org: Org) -> Iterator[WaitingItem]:
    """Rows that an import of a command left out, until something is imported into that ledger again; a page keeps its own."""
    applied = access.batches(org).filter(org=org, state=Batch.State.APPLIED)
    later = applied.filter(ledger=OuterRef("ledger"), applied_at__gt=OuterRef("applied_at"))
    lately = applied.filter(rejected__gt=0, rests__isnull=True, applied_at__gte=timezone.now() - UNMENDED)
    for batch in lately.filter(~Exists(later)).order_by("-applied_at")[:SHOWN]:
        if (ledger := LEDGERS.get(batch.ledger)) is not None:
            url = reverse(f"{ledger.slug}-batch", args=[batch.pk])
            says = f"{ledger.label}，{batch.rejected}行没有导入，待修改"
            yield WaitingItem("导入", batch.file_name, says, batch.applied_at, url)


def entries_to_fill(org: Org) -> list[ProgressEntry]:
    """Monthly entries that were sent back, and those that are still to be filled in."""
    states = (ProgressEntry.State.RETURNED, ProgressEntry.State.DUE)
    rows = access.records(PROGRESS_ENTRIES, org).filter(org=org, state__in=states).order_by("-state", "-as_of")
    return list(rows[:SHOWN])


def _returned(entries: Sequence[ProgressEntry]) -> Iterator[WaitingItem]:
    for entry in entries:
        url = reverse(f"{PROGRESS_ENTRIES.slug}-record", args=[entry.pk])
        yield WaitingItem("进度填报", str(entry), entry.get_state_display(), None, url)


def _reports(person: User, org: Org) -> Iterator[WaitingItem]:
    rows = (
        Report.objects.filter(org=org)
        .exclude(state__in={*FINAL, Report.State.WITHDRAWN})
        .select_related("org")
        .order_by("-made_at")
    )
    for report in rows[:SHOWN]:
        if workflow.ISSUE.is_open(report, person):
            says = "草稿，等待签发"
        elif any(step.is_open(report, person) for step in workflow.STEPS.values()):
            says = REPORT_WAITS[Report.State(report.state)]
        else:
            continue
        yield WaitingItem("报告", report.title, says, report.made_at, reverse("report", args=[report.number]))


def _submissions(person: User, org: Org) -> Iterator[WaitingItem]:
    """What came in by a form and waits for a clerk of its ledger, the oldest first."""
    rows = Submission.objects.filter(org=org, state__in=UNDECIDED).select_related("form")
    if not may(person, Verb.WRITE, org):  # as a whole: for everybody else it is ledger by ledger
        own = [slug for slug, ledger in LEDGERS.items() if may(person, Verb.WRITE, access.matter(ledger, org))]
        if not own:
            return
        rows = rows.filter(ledger__in=own)
    for each in rows.order_by("received_at")[:SHOWN]:
        url = reverse("submission", args=[each.number])
        yield WaitingItem("来件", each.form.title, each.get_state_display(), each.received_at, url)


def _tenures(person: User, org: Org) -> Iterator[WaitingItem]:
    """Envoys who are to be kept on or let go, for whoever may decide and has not proposed it, the oldest first."""
    rows = TenureCase.objects.filter(org=org, state=TenureCase.State.PROPOSED).select_related("org")
    for case in rows.exclude(proposed_by=person).order_by("proposed_at")[:SHOWN]:
        if tenure.APPROVE.allows(person, case):
            url = reverse("tenure", args=[case.agreement])
            yield WaitingItem("特派员", str(case), case.get_state_display(), case.proposed_at, url)


def _jobs(person: User) -> Iterator[WaitingItem]:
    """The person's own work: what goes on, and what ended lately."""
    lately = timezone.now() - NEWS
    if not jobs_access.has_asked_for_any(person, lately):
        return
    mine = jobs_access.jobs(person).filter(owner_id=person.pk, created_at__gte=lately)
    for job in mine.order_by("-created_at")[:SHOWN]:
        kind = kinds().get(job.kind)
        since = job.ended_at or job.created_at
        label = kind.label if kind else job.kind
        yield WaitingItem(label, job.subject, Job.State(job.state).label, since, reverse("job", args=[job.pk]))


def unproved(org: Org, as_of: date) -> list[Unproved]:
    """What is counted this year up to a date and has no paper; two queries for each ledger in use that is asked for papers."""
    found, year, used = [], as_of.year, access.in_use(EVIDENCED, org)
    for ledger in [each for each in EVIDENCED if each.slug in used]:
        day = ledger.dated_by
        counted = access.records(ledger, org).filter(org=org, **{f"{day}__year": year, f"{day}__lte": as_of})
        bare = access.without_evidence(ledger, counted).order_by(F(day).desc(), "-pk")
        if rows := list(bare[:NAMED]):
            url = f"{reverse(f'{ledger.slug}-list')}?unproved=1&first={year}-01-01&last={as_of}"
            count = bare[: COUNTED + 1].count() if len(rows) == NAMED else len(rows)
            found.append(Unproved(ledger, tuple(rows), count, url))
    return found
