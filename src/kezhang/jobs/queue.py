"""排队: how a job is put down, taken up, called off and given up.

Every move is one UPDATE that names the state it moves from, so of two that try only one succeeds; this holds on
every database without a lock that somebody would have to wait for.
"""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from kezhang.jobs import job_files
from kezhang.jobs.job_files import JobFile
from kezhang.jobs.kinds import JobKind, kinds
from kezhang.jobs.models import SILENCE, Job, JobWorker
from kezhang.jobs.router import database
from kezhang.orgs.models import Org, User

#: A repeatable job that breaks off so often is not started again.
ATTEMPTS = 3
#: What has waited, or been silent, for so long with nobody about is not going to be done.
STUCK = timedelta(hours=1)
#: From which the jobs that begin by themselves have their keys: of one kind there is one a day.
NIGHTLY = uuid.UUID("5a0f1c52-6f5e-4f0e-9d4e-6b657a68616e")
BROKEN_OFF = "后台程序在执行中停止，任务没有完成，也没有留下做了一半的内容；请重新提交。"


def enqueue(
    kind: JobKind, org: Org, owner: User, subject: str, arguments: Mapping[str, Any], *, key: str = "",
    given: JobFile | None = None,
) -> Job | None:  # fmt: skip
    """Put a job down once the step under way is certain; the one that already works on ``key`` is taken for it.

    None when no worker would take it up: the caller then does the work itself, and nobody waits for nothing.
    """
    if not is_attended():
        return None
    if key:
        going = Job.objects.filter(kind=kind.slug, key=key, state__in=(Job.State.WAITING, Job.State.RUNNING)).first()
        if going is not None:
            return going
    job = Job(
        kind=kind.slug, subject=subject[-200:], key=key, org_id=org.pk, org_prefix=org.prefix, owner_id=owner.pk,
        owner_name=str(owner), arguments=dict(arguments),
    )  # fmt: skip

    def put_down() -> None:
        if given is not None:
            job_files.give(job, given)
        job.save(force_insert=True)

    transaction.on_commit(put_down)
    return job


def begin_nightly(now: datetime) -> int:
    """Put down what begins by itself and is due today: once, however many workers look, and in the morning where nobody
    was about at night. ``now`` is local. Returns how many."""
    begun = 0
    for kind in kinds().values():
        if kind.nightly is None or now.time() < kind.nightly or not kind.is_wanted():
            continue
        of_today = uuid.uuid5(NIGHTLY, f"{kind.slug} {now.date()}")
        if _has_begun(of_today):
            continue
        job = Job(pk=of_today, kind=kind.slug, subject="每日自动", org_id=0, owner_id=0, owner_name="系统")
        try:
            with transaction.atomic(using=database()):
                job.save(force_insert=True)
        except IntegrityError:  # another worker was quicker
            continue
        begun += 1
    return begun


def _has_begun(key: uuid.UUID) -> bool:
    return Job.objects.filter(pk=key).exists()


def is_attended() -> bool:
    """Whether some worker has been heard of lately."""
    return JobWorker.objects.filter(heartbeat_at__gte=timezone.now() - SILENCE).exists()


def claim(worker: str) -> Job | None:
    """Take up the oldest waiting job, if there is one; no other worker takes the same."""
    while True:
        job = Job.objects.filter(state=Job.State.WAITING).order_by("created_at").first()
        if job is None:
            return None
        now = timezone.now()
        taken = Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(
            state=Job.State.RUNNING, worker=worker, started_at=now, heartbeat_at=now, attempts=F("attempts") + 1
        )
        if taken:
            job.refresh_from_db()
            return job


def end(job: Job, state: Job.State, **told: Any) -> bool:
    """What came of a job, told by who did it; False if it has been given up and begun anew meanwhile."""
    mine = Job.objects.filter(pk=job.pk, worker=job.worker, attempts=job.attempts)
    open_or_given_up = mine.filter(state__in=(Job.State.RUNNING, Job.State.INTERRUPTED))
    return bool(open_or_given_up.update(state=state, ended_at=timezone.now(), **told))


def ask_to_cancel(job: Job) -> None:
    """A waiting job is cancelled at once; one that runs is asked, and stops at the next chance."""
    now = timezone.now()
    same = Job.objects.filter(pk=job.pk)
    if not same.filter(state=Job.State.WAITING).update(state=Job.State.CANCELLED, cancel_asked_at=now, ended_at=now):
        same.filter(state=Job.State.RUNNING, cancel_asked_at=None).update(cancel_asked_at=now)


def stuck() -> list[Job]:
    """Jobs that nobody does: those that wait though no worker has been heard of for long, and those fallen silent."""
    long_ago = timezone.now() - STUCK
    silent = Q(state=Job.State.RUNNING, heartbeat_at__lt=long_ago)
    waiting = Q(state=Job.State.WAITING, created_at__lt=long_ago)
    return list(Job.objects.filter(silent if is_attended() else silent | waiting).order_by("created_at"))


def call_off(job: Job) -> None:
    """A job that nobody does ends, with a sentence."""
    give_up(job)
    Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(
        state=Job.State.INTERRUPTED, fault="没有后台程序来做，已清理；请重新提交。", ended_at=timezone.now()
    )


def sweep(dead: Collection[str] | None = ()) -> int:
    """Give up the jobs of workers that are no more: those not heard of, and at once those of ``dead`` ones, None for all.

    A repeatable job waits again, a few times; any other is interrupted, with a sentence. Returns how many.
    """
    running = Job.objects.filter(state=Job.State.RUNNING)
    silent = Q(heartbeat_at__lt=timezone.now() - SILENCE)
    lost = running if dead is None else running.filter(silent | Q(worker__in=dead))
    return sum(give_up(job) for job in lost)


def give_up(job: Job) -> int:
    """One job whose worker broke off."""
    same: QuerySet[Job] = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
    kind = kinds().get(job.kind)
    if kind is not None and (says := kind.outcome(job)):
        return same.update(state=Job.State.DONE, result={"says": says}, ended_at=timezone.now())
    if job.cancel_asked_at:
        return same.update(state=Job.State.CANCELLED, ended_at=timezone.now())
    if kind is not None and kind.repeatable and job.attempts < ATTEMPTS:
        return same.update(state=Job.State.WAITING, worker="", done=0, total=0, words="")
    return same.update(state=Job.State.INTERRUPTED, fault=BROKEN_OFF, ended_at=timezone.now())
