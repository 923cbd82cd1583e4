"""汇总任务: reports that have been read, collated into one workbook; many of them beside the site.

The job asks anew which of them its owner may still see.
"""

from collections.abc import Sequence
from pathlib import Path

from django.db.models import QuerySet
from django.urls import reverse

from kezhang.indicators.names import names
from kezhang.intake import tables
from kezhang.intake.collation import Collation
from kezhang.intake.models import ReadDocument
from kezhang.jobs import queue
from kezhang.jobs.job_files import JobFile
from kezhang.jobs.kinds import Audience, JobKind, JobRefused, JobResult
from kezhang.jobs.models import Job
from kezhang.jobs.progress import counted
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import visible_orgs
from kezhang.reading.batch import ReadingOutcome
from kezhang.records.background.export_job import BESIDE
from kezhang.records.workbook_writer import workbook

#: More reports than this are collated beside the site; these take about a second.
MANY = 20


def visible(person: User | Org, chosen: Sequence[int]) -> QuerySet[ReadDocument]:
    """What of the documents chosen somebody may see, in the order in which they were read."""
    return ReadDocument.seen_by(person).filter(pk__in=chosen).order_by("pk")


def put_down(org: Org, person: User, chosen: Sequence[int]) -> Job | None:
    """The job that collates; None where the page may do it by itself, or nobody would take the job up."""
    if len(chosen) <= MANY:
        return None
    return queue.enqueue(COLLATE, org, person, f"{len(chosen)}份报告", {"documents": list(chosen)})


def collated(documents: QuerySet[ReadDocument], org: Org, person: User, address: str) -> tuple[JobFile, str]:
    """汇总表: the workbook, and what is to be said of it; it is noted from which address it was asked for."""
    collation = Collation({name.name: name.label for name in names()})
    count = documents.count()
    for document in counted(documents.iterator(chunk_size=20), "汇总", count):
        collation.add(ReadingOutcome(Path(document.name), document.reading))
    wrong = sum(row[1] == tables.OUTCOMES[False] for row in collation.checks)
    content = workbook(collation.sheets())
    access_log.record(Kind.EXPORT, org, f"汇总{count}份读过的报告", by=person, address=address)
    return JobFile("报告汇总.xlsx", content), f"已汇总{count}份文件中的{len(collation.columns)}份报告，{wrong}处矛盾。"


def _run(job: Job) -> JobResult:
    person = job.owner
    org = visible_orgs(person).filter(pk=job.org_id).first()
    if org is None or not may(person, Verb.EXPORT, org):
        raise JobRefused("您已看不到这个单位的报告，没有汇总。")
    chosen = job.arguments["documents"]
    documents = visible(person, chosen)
    if (missing := len(chosen) - documents.count()) > 0:
        raise JobRefused(f"其中{missing}份报告您已看不到，没有汇总；请重新选择。")
    made, says = collated(documents, org, person, BESIDE)
    return JobResult(says, file=made)


def _leads_to(job: Job) -> str:  # noqa: ARG001 - every job's list is the same
    return reverse("read-documents")


COLLATE = JobKind(slug="collate", label="汇总", run=_run, leads_to=_leads_to, repeatable=True, audience=Audience.OWNER)
