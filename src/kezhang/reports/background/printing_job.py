"""转PDF任务: a report that people have edited is printed by an office program, which takes its time."""

from django.urls import reverse

from kezhang.jobs import queue
from kezhang.jobs.job_files import JobFile
from kezhang.jobs.kinds import Audience, JobKind, JobRefused, JobResult
from kezhang.jobs.models import Job
from kezhang.orgs.models import User
from kezhang.orgs.scope import scope_of
from kezhang.reports.document.fonts import NoChineseFont
from kezhang.reports.document.printing import NotPrintable, pdf_of, takes_a_while
from kezhang.reports.models import Report


def put_down(report: Report, by: User) -> Job | None:
    """The job that prints; None where nobody would take it up."""
    arguments = {"report": report.number, "sha256": report.sha256}
    return queue.enqueue(
        PRINT, report.org, by, report.title, arguments, key=f"{by.pk}:{report.number}:{report.sha256}"[:80]
    )


def is_long(report: Report) -> bool:
    """Whether printing takes long enough to be done beside the site."""
    with report.file.open("rb") as file:
        return takes_a_while(file.read())


def printed(report: Report) -> JobFile:
    """The report's file as PDF. Raises NoChineseFont or NotPrintable."""
    with report.file.open("rb") as file:
        return JobFile(f"{report.title}.pdf", pdf_of(file.read(), ".docx"))


def _run(job: Job) -> JobResult:
    person = job.owner
    report = Report.objects.filter(scope_of(person).query(), number=job.arguments["report"]).first()
    if report is None:
        raise JobRefused("您已看不到这份报告，没有转换。")
    try:
        made = printed(report)
    except (NoChineseFont, NotPrintable) as fault:
        raise JobRefused(str(fault)) from fault
    return JobResult("已转成 PDF。", file=made)


def _leads_to(job: Job) -> str:
    return reverse("report", args=[job.arguments["report"]])


PRINT = JobKind(
    slug="print", label="转成 PDF", run=_run, leads_to=_leads_to, repeatable=True, audience=Audience.OWNER
)  # fmt: skip
