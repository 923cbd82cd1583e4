"""取数任务: the figures of a return measured beside the site, where the bureau's ledgers hold much."""

from django.urls import reverse

from kezhang.collection.models import Return, ReturnVersion
from kezhang.collection.returning import life
from kezhang.jobs import queue
from kezhang.jobs.kinds import JobKind, JobRefused, JobResult
from kezhang.jobs.models import Job
from kezhang.orgs.models import User
from kezhang.records.history.heads import entries_of
from kezhang.workflow.steps import NotPossible

#: A bureau that has logged more than this waits some seconds for its figures.
BIG = 20_000


def put_down(answer: Return, by: User) -> Job | None:
    """The job that measures; None where the page may do it by itself, or nobody would take the job up. Raises NotPossible
    for what would be refused, before anybody waits for it."""
    if entries_of(answer.org) <= BIG:
        return None
    life.begins(answer, by)
    return queue.enqueue(
        MEASURE, answer.org, by, f"{answer.round.title}取数", {"return": answer.pk}, key=str(answer.pk)
    )


def made(version: ReturnVersion) -> str:
    """What is said of figures that have just been measured."""
    return f"第{version.number}稿已从台账取数，请核对并说明。"


def _run(job: Job) -> JobResult:
    answer = Return.objects.select_related("org", "round__org").get(pk=job.arguments["return"])
    try:
        # Whoever began in time is not late because others stood before him in the queue.
        version = life.make(answer, job.owner, job.created_at)
    except NotPossible as fault:
        raise JobRefused(str(fault)) from fault
    return JobResult(made(version))


def _outcome(job: Job) -> str:
    """The figures may have been kept and the worker died before it said so."""
    kept = ReturnVersion.objects.filter(
        answer=job.arguments["return"], made_by=job.owner_id, measured_at__gte=job.started_at
    ).last()
    return made(kept) if kept else ""


def _leads_to(job: Job) -> str:
    return reverse("return", args=[job.arguments["return"]])


MEASURE = JobKind(slug="measure", label="报送取数", run=_run, leads_to=_leads_to, outcome=_outcome)
