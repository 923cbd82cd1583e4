"""导出任务: the records that an address picks, as a workbook; a long list is written beside the site.

The job asks anew what its owner may see: a link that is pressed in the evening and done at night must not hand out
what was taken from its owner in between.
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from kezhang.catalogue import LEDGERS
from kezhang.jobs import queue
from kezhang.jobs.job_files import JobFile
from kezhang.jobs.kinds import Audience, JobKind, JobRefused, JobResult
from kezhang.jobs.models import Job
from kezhang.jobs.progress import counted
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import several_bureaus, visible_orgs
from kezhang.records import access, workbook_writer
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing import exported_basis
from kezhang.records.selection import select

#: More rows than this are written beside the site; these take about a second.
BIG = 5_000
#: What stands for the address where a job does it.
BESIDE = "后台任务"
#: Rows held at a time.
CHUNK = 2_000


class NotSelected(Exception):
    """The address asks for something that could not be read; the message names everything."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("；".join(fault.rstrip("。") for fault in faults) + "。")
        self.faults = faults


@dataclass(frozen=True)
class Picked:
    """What an address picks of a bureau and everything below it, for somebody to take along."""

    ledger: Ledger
    org: Org
    person: User
    records: QuerySet
    count: int
    basis: str  # how far the chain went before the records were read: what changes in between is told too often


def pick(ledger: Ledger, org: Org, person: User, parameters: QueryDict) -> Picked:
    """Raises NotSelected."""
    basis = exported_basis.now(org)
    selection = select(access.readable(ledger, org, person), access.records(ledger, org), parameters)
    if selection.faults:
        raise NotSelected(selection.faults)
    return Picked(ledger, org, person, selection.records, selection.records.count(), basis)


def exported(picked: Picked, address: str) -> JobFile:
    """导出: the workbook; it is noted from which address it was asked for."""
    ledger, org, person = picked.ledger, picked.org, picked.person
    personal = access.sees_personal(ledger, org, person)
    bureaus = bool(several_bureaus(org))
    records = picked.records.select_related("org") if bureaus else picked.records
    rows = counted(records.iterator(chunk_size=CHUNK), "导出", picked.count)
    seen = own_columns.view(ledger, org)
    content = workbook_writer.export(seen, rows, personal=personal, basis=picked.basis, bureaus=bureaus)
    told = "含个人信息" if personal and ledger.personal else "不含个人信息"
    access_log.record(Kind.EXPORT, org, f"导出{ledger.label}{picked.count}条（{told}）", by=person, address=address)
    return JobFile(f"{ledger.label}.xlsx", content)


def put_down(ledger: Ledger, org: Org, person: User, parameters: QueryDict) -> Job | None:
    """The job that writes the workbook; None where nobody would take it up."""
    arguments = {"ledger": ledger.slug, "address": parameters.urlencode()}
    return queue.enqueue(EXPORT, org, person, ledger.label, arguments)


def _run(job: Job) -> JobResult:
    person = job.owner
    org = visible_orgs(person).filter(pk=job.org_id).first()
    if org is None or not may(person, Verb.EXPORT, org):
        raise JobRefused("您已看不到这个单位的台账，没有导出。")
    try:
        picked = pick(LEDGERS[job.arguments["ledger"]], org, person, QueryDict(job.arguments["address"]))
    except NotSelected as fault:
        raise JobRefused(f"{fault}没有导出。") from fault
    return JobResult(f"已导出{picked.count}条。", file=exported(picked, BESIDE))


def _leads_to(job: Job) -> str:
    return reverse(job.arguments["ledger"] + "-list") + "?" + job.arguments["address"]


EXPORT = JobKind(slug="export", label="导出", run=_run, leads_to=_leads_to, repeatable=True, audience=Audience.OWNER)
