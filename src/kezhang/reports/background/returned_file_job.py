"""收稿任务: a file that came back and has to be converted, or is long, is opened and checked beside the site."""

import hashlib

from django.urls import reverse

from kezhang.jobs import queue
from kezhang.jobs.job_files import JobFile, content_given
from kezhang.jobs.kinds import JobKind, JobRefused, JobResult
from kezhang.jobs.models import Job
from kezhang.orgs.models import User
from kezhang.reports import workflow
from kezhang.reports.document.conversion import suffix_of
from kezhang.reports.models import Report, Revision

#: Bytes of a .docx that holds as much as two reports; anything else LibreOffice has to convert first.
BIG = 512 * 1024


def put_down(report: Report, by: User, name: str, content: bytes, note: str) -> Job | None:
    """The job that takes a file back; None where the page may do it by itself."""
    if suffix_of(name) == ".docx" and len(content) <= BIG:
        return None
    arguments = {"report": report.number, "note": note, "sha256": hashlib.sha256(content).hexdigest()}
    return queue.enqueue(
        RETURN, report.org, by, name, arguments, key=f"{report.number}:{arguments['sha256']}"[:80], given=JobFile(name, content)
    )  # fmt: skip


def taken(revision: Revision) -> str:
    """What is said of a file that has just been taken back."""
    findings = revision.findings
    if findings is None:
        return f"已收下第{revision.number}稿送回的文件，但没有核对成，原因见“经过”。"
    found = "核对有发现，请看“核对结果”" if findings["open"] else "核对无出入"
    return f"已收下第{revision.number}稿送回的文件，{found}。"


def _run(job: Job) -> JobResult:
    report, person = Report.objects.get(number=job.arguments["report"]), job.owner
    try:
        revision = workflow.take_back(report, person, job.subject, content_given(job), job.arguments["note"])
    except workflow.NotPossible as fault:
        raise JobRefused(str(fault)) from fault
    return JobResult(taken(revision))


def _outcome(job: Job) -> str:
    """The file may have been kept and the worker died before it said so."""
    kept = Revision.objects.filter(
        report__number=job.arguments["report"], what=Revision.What.BACK, by=job.owner_id, at__gte=job.started_at,
        sha256=job.arguments["sha256"],
    ).last()  # fmt: skip
    return taken(kept) if kept else ""


def _leads_to(job: Job) -> str:
    return reverse("report", args=[job.arguments["report"]])


RETURN = JobKind(slug="return", label="收下送回的文件", run=_run, leads_to=_leads_to, outcome=_outcome)
