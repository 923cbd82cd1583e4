"""读报告任务: a document that has to be converted, or is long, is read beside the site."""

import hashlib

from django.conf import settings
from django.urls import reverse

from kezhang.intake import upload
from kezhang.intake.models import ReadDocument
from kezhang.jobs import queue
from kezhang.jobs.job_files import JobFile, content_given
from kezhang.jobs.kinds import JobKind, JobRefused, JobResult
from kezhang.jobs.models import Job
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb, may
from kezhang.records import access
from kezhang.records.local_time import day_text
from kezhang.targets.models import TARGETS

#: Endings that are read without another program, and how many bytes of them at once.
AT_ONCE, BIG = (".docx", ".txt"), 256 * 1024


def put_down(org: Org, by: User, file_name: str, content: bytes) -> Job | None:
    """The job that reads; None where the page may do it by itself, and for what is refused anyway or was read before."""
    name = upload.named(file_name)
    if len(content) > settings.KEZHANG_READ_LIMIT or (len(content) <= BIG and name.lower().endswith(AT_ONCE)):
        return None
    digest = hashlib.sha256(content).hexdigest()
    if ReadDocument.objects.filter(org=org, sha256=digest).exists():
        return None
    key = f"{org.pk}:{digest}"[:80]
    return queue.enqueue(READ, org, by, name, {"sha256": digest}, key=key, given=JobFile(name, content))


def read_before(document: ReadDocument) -> str:
    """What is said of a file that somebody has had read."""
    return f"这份文件{day_text(document.read_at)}已经读过，下面是当时的结果。"


def _read(document: ReadDocument) -> str:
    odd = f"，其中{document.odd_count}个前后不符" if document.odd_count else ""
    return f"已读出{document.finding_count}个数字{odd}。"


def _run(job: Job) -> JobResult:
    org, person = Org.objects.get(pk=job.org_id), job.owner
    if not may(person, Verb.WRITE, access.matter(TARGETS, org)):
        raise JobRefused(f"{person}已不能为{org.name}读报告，没有读。")
    try:
        document, _ = upload.keep(job.subject, content_given(job), org, person)
    except upload.UploadRefused as refused:
        raise JobRefused(str(refused)) from refused
    return JobResult(_read(document))


def _document(job: Job) -> ReadDocument | None:
    return ReadDocument.objects.filter(org=job.org_id, sha256=job.arguments["sha256"]).first()


def _outcome(job: Job) -> str:
    """The document may have been kept and the worker died before it said so."""
    document = _document(job)
    return _read(document) if document else ""


def _leads_to(job: Job) -> str:
    document = _document(job)
    return reverse("read-document", args=[document.pk]) if document else reverse("read-documents")


READ = JobKind(slug="read", label="读报告", run=_run, leads_to=_leads_to, outcome=_outcome, repeatable=True)
