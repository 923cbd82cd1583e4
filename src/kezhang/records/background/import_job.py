"""导入任务: a big import is planned and written beside the site; a small one is not worth waiting for a worker."""

from dataclasses import asdict, fields
from typing import Any

from django.urls import reverse

from kezhang.catalogue import LEDGERS
from kezhang.jobs import queue
from kezhang.jobs.kinds import JobKind, JobRefused, JobResult
from kezhang.jobs.models import Job
from kezhang.orgs.models import User
from kezhang.orgs.permissions import Verb, may
from kezhang.records import access
from kezhang.records.background import confirmation
from kezhang.records.background.confirmation import Confirmation, NotConfirmed
from kezhang.records.background.preview import basis_of, preview_of
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing import import_plan
from kezhang.records.models import Batch
from kezhang.records.writing.refusal import AlreadyDone

#: Bytes of a workbook that has some thousand rows; the file need not be opened to know that it is big.
BIG = 64 * 1024


def is_big(batch: Batch) -> bool:
    """Whether it is planned and written beside the site."""
    return bool(batch.file.size >= BIG)


def put_down(batch: Batch, by: User, given: Confirmation) -> Job | None:
    """The job that writes a batch, the one already under way if there is one; None where it is to be written at once."""
    if not is_big(batch):
        return None
    arguments = {**_arguments(batch), **asdict(given)}
    return queue.enqueue(IMPORT, batch.org, by, batch.file_name, arguments, key=str(batch.pk))


def put_down_preview(batch: Batch, by: User) -> Job | None:
    """The job that plans a batch for its preview; None where the page may plan it by itself."""
    if not is_big(batch):
        return None
    return queue.enqueue(PREVIEW, batch.org, by, batch.file_name, _arguments(batch), key=str(batch.pk))


def previewed(batch: Batch) -> dict[str, Any] | None:
    """What a job has planned for a batch, as long as nothing it rests on has moved."""
    if not is_big(batch):
        return None
    jobs = Job.objects.filter(kind=PREVIEW.slug, key=str(batch.pk), state=Job.State.DONE)
    last = jobs.order_by("-ended_at").first()
    found = last.result.get("preview") if last else None
    return found if found and found["rests_on"] == basis_of(batch) else None


def preview(ledger: Ledger, batch: Batch) -> dict[str, Any]:
    """What a batch would do as it is known already, else planned now."""
    known = previewed(batch)
    return preview_of(batch, confirmation.table_of(ledger, batch)) if known is None else known


def typed_before(batch: Batch, by: User) -> Confirmation:
    """What a person said under the preview whose job came to nothing: it is given back, not to be typed again."""
    nothing = Confirmation(digest="")
    if not is_big(batch):  # no job ever wrote it
        return nothing
    jobs = Job.objects.filter(kind=IMPORT.slug, key=str(batch.pk), owner_id=by.pk).exclude(state=Job.State.DONE)
    last = jobs.order_by("-created_at").first()
    return Confirmation(**{each.name: last.arguments[each.name] for each in fields(Confirmation)}) if last else nothing


def _arguments(batch: Batch) -> dict[str, str]:
    return {"batch": str(batch.pk), "ledger": batch.ledger}


def _preview(job: Job) -> JobResult:
    batch = Batch.objects.select_related("org").get(pk=job.arguments["batch"])
    ledger = LEDGERS[job.arguments["ledger"]]
    table = confirmation.table_of(ledger, batch)
    if table.missing:
        return JobResult("有必填的列没有认出来，请说明是哪一列。")
    planned = preview_of(batch, table)
    counts = planned["counts"]
    says = f"已核对，还没有写入：将新增{counts['new']}条，修改{counts['changed']}条，不能导入{counts['rejected']}行。请查看后确认。"
    return JobResult(says, {"preview": planned})


def _run(job: Job) -> JobResult:
    given = dict(job.arguments)
    batch = Batch.objects.select_related("org").get(pk=given.pop("batch"))
    ledger = LEDGERS[given.pop("ledger")]
    person = job.owner
    if not may(person, Verb.WRITE, access.matter(ledger, batch.org)):
        raise JobRefused(f"{person}已不能填报{batch.org.name}的台账，未导入。")
    try:
        import_plan.require_planned(batch)
        table = confirmation.table_of(ledger, batch)
        if table.missing:
            raise JobRefused(f"{table.lacking()}未导入，请回到预览。")
        says = confirmation.confirm(list(LEDGERS.values()), batch, table, person, Confirmation(**given))
    except AlreadyDone as already:
        return JobResult(f"{already.problems[0].says}，没有再写入。")
    except NotConfirmed as refused:
        raise JobRefused(str(refused).replace("下面是", "请看")) from refused
    return JobResult(says)


def _outcome(job: Job) -> str:
    """The batch knows whether it was written, whatever became of the worker that wrote it."""
    batch = Batch.objects.filter(pk=job.arguments["batch"], state=Batch.State.APPLIED).first()
    return confirmation.imported(batch) if batch else ""


def _leads_to(job: Job) -> str:
    return reverse(f"{job.arguments['ledger']}-batch", args=[job.arguments["batch"]])


PREVIEW = JobKind(slug="preview", label="核对", run=_preview, leads_to=_leads_to, repeatable=True)
IMPORT = JobKind(slug="import", label="导入", run=_run, leads_to=_leads_to, outcome=_outcome)
