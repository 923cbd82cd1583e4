"""起草任务: a report over much that has been logged is measured and written beside the site, and so is a correction."""

from datetime import date

from django.urls import reverse

from kezhang.jobs import queue
from kezhang.jobs.kinds import JobKind, JobRefused, JobResult
from kezhang.jobs.models import Job
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb, may
from kezhang.quantities.periods import Period
from kezhang.records.history.heads import entries_of
from kezhang.reports import workflow
from kezhang.reports.document.docx_reader import NotADocument
from kezhang.reports.frozen import freezing
from kezhang.reports.models import Report
from kezhang.reports.templating import library
from kezhang.reports.templating.tokens import FaultyTemplate

#: A bureau that has logged more than this waits some seconds for a report.
BIG = 20_000


def put_down(org: Org, by: User, period: Period, as_of: date, template: str) -> Job | None:
    """The job that drafts; None where the page may do it by itself."""
    if entries_of(org) <= BIG:
        return None
    arguments = {"period": period.code, "as_of": as_of.isoformat(), "template": template}
    subject = f"{org.name}{period.label}，截至{as_of}"
    return queue.enqueue(DRAFT, org, by, subject, arguments, key=f"{org.pk}:{period.code}:{as_of}:{template}"[:80])


def put_down_correction(report: Report, by: User, why: str, as_of: date | None, *, redraft: bool) -> Job | None:
    """The job that drafts a correction; None where the page may do it by itself."""
    if entries_of(report.org) <= BIG:
        return None
    arguments = {
        "report": report.number, "why": why, "as_of": as_of.isoformat() if as_of else "", "redraft": redraft,
    }  # fmt: skip
    return queue.enqueue(CORRECTION, report.org, by, report.number, arguments, key=report.number)


def made(report: Report) -> str:
    """What is said of a report that has just been drafted."""
    told = "".join(f"请核对：{note}。" for note in report.notes)
    return f"已生成 {report.number}，{report.figures.count()}个数字可追溯。{told}"


def correction_made(made_again: Report) -> str:
    """What is said of a correction that has just been drafted."""
    corrected = made_again.corrects.number if made_again.corrects else ""
    return f"已起草更正稿 {made_again.number}；{corrected} 保持原样，更正稿签发后标为“已被更正”。"


def _draft(job: Job) -> JobResult:
    person, org = job.owner, Org.objects.get(pk=job.org_id)
    if not may(person, Verb.DRAFT, org):
        raise JobRefused(f"{person}已不能为{org.name}起草报告，没有生成。")
    template = library.find(org, job.arguments["template"])
    if template is None:
        raise JobRefused("没有这个模板，请回去重新选择。")
    period, as_of = Period.parse(job.arguments["period"]), date.fromisoformat(job.arguments["as_of"])
    try:
        report = freezing.write(org, period, as_of, person, template)
    except FaultyTemplate as faulty:
        raise JobRefused(f"模板有误：{faulty}") from faulty
    except (freezing.NotAddingUp, NotADocument) as fault:
        raise JobRefused(str(fault)) from fault
    return JobResult(made(report), {"report": report.number})


def _correct(job: Job) -> JobResult:
    report, person = Report.objects.get(number=job.arguments["report"]), job.owner
    typed = job.arguments["as_of"]
    try:
        made_again = workflow.correct(
            report, person, job.arguments["why"], date.fromisoformat(typed) if typed else None,
            redraft=job.arguments["redraft"],
        )  # fmt: skip
    except workflow.NotPossible as fault:
        raise JobRefused(str(fault)) from fault
    return JobResult(correction_made(made_again), {"report": made_again.number})


def _drafted_by(job: Job) -> Report | None:
    """The report a job has drafted: it may have been kept and the worker died before it said so."""
    if (number := job.result.get("report")) is not None:
        return Report.objects.filter(number=number).first()
    if job.started_at is None:
        return None
    mine = Report.objects.filter(org=job.org_id, made_by=job.owner_id, made_at__gte=job.started_at)
    if job.kind == CORRECTION.slug:
        return mine.filter(corrects__number=job.arguments["report"]).first()
    return mine.filter(period=job.arguments["period"], as_of=job.arguments["as_of"], corrects=None).first()


def _draft_outcome(job: Job) -> str:
    report = _drafted_by(job)
    return made(report) if report else ""


def _correction_outcome(job: Job) -> str:
    report = _drafted_by(job)
    return correction_made(report) if report else ""


def _leads_to(job: Job) -> str:
    if job.state == Job.State.DONE and (report := _drafted_by(job)) is not None:
        return reverse("report", args=[report.number])
    corrected = job.arguments.get("report")
    return reverse("report", args=[corrected]) if corrected else reverse("report-new")


DRAFT = JobKind(slug="draft", label="生成报告", run=_draft, leads_to=_leads_to, outcome=_draft_outcome)
CORRECTION = JobKind(
    slug="correction", label="起草更正稿", run=_correct, leads_to=_leads_to, outcome=_correction_outcome
)
