"""导入任务: a big import is written beside the site; a small one is not worth waiting for a worker."""

from dataclasses import asdict

from django.urls import reverse

from kezhang.catalogue import LEDGERS
from kezhang.jobs import queue
from kezhang.jobs.kinds import JobKind, JobRefused
from kezhang.jobs.models import Job
from kezhang.orgs.models import User
from kezhang.orgs.scope import may_write
from kezhang.records.background import confirmation
from kezhang.records.background.confirmation import Confirmation, NotConfirmed
from kezhang.records.importing import import_plan
from kezhang.records.models import Batch
from kezhang.records.writing.refusal import AlreadyDone

#: Bytes of a workbook that has some thousand rows; the file need not be opened to know that it is big.
BIG = 64 * 1024


def put_down(batch: Batch, by: User, given: Confirmation) -> Job | None:
    """The job that writes a batch, the one already under way if there is one; None where it is to be written at once."""
    if batch.file.size < BIG:
        return None
    arguments = {"batch": str(batch.pk), "ledger": batch.ledger, **asdict(given)}
    return queue.enqueue(IMPORT, batch.org, by, batch.file_name, arguments, key=str(batch.pk))


def _run(job: Job) -> str:
    given = dict(job.arguments)
    batch = Batch.objects.select_related("org").get(pk=given.pop("batch"))
    ledger = LEDGERS[given.pop("ledger")]
    person = User.objects.get(pk=job.owner_id)
    if not may_write(person, batch.org):
        raise JobRefused(f"{person}已不能填报{batch.org.name}的台账，未导入。")
    try:
        import_plan.require_planned(batch)
        table = confirmation.table_of(ledger, batch)
        if table.missing:
            raise JobRefused(f"{table.lacking()}未导入，请回到预览。")
        return confirmation.confirm(ledger, list(LEDGERS.values()), batch, table, person, Confirmation(**given))
    except AlreadyDone as already:
        return f"{already.problems[0].says}，没有再写入。"
    except NotConfirmed as refused:
        raise JobRefused(str(refused).replace("下面是", "请看")) from refused


def _outcome(job: Job) -> str:
    """The batch knows whether it was written, whatever became of the worker that wrote it."""
    batch = Batch.objects.filter(pk=job.arguments["batch"], state=Batch.State.APPLIED).first()
    return confirmation.imported(batch) if batch else ""


def _leads_to(job: Job) -> str:
    return reverse(f"{job.arguments['ledger']}-batch", args=[job.arguments["batch"]])


IMPORT = JobKind(slug="import", label="导入", run=_run, leads_to=_leads_to, outcome=_outcome)
