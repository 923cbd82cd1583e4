"""执行: one job done, heard of every few seconds while it is, and ended with a sentence whatever happens.

A thread of its own, with a connection of its own, writes the heartbeat and the progress and reads the wish to
cancel: what the job itself writes belongs to a transaction that nobody sees until it is certain.
"""

import logging
import threading
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from kezhang import full_disk
from kezhang.call_depth import with_room
from kezhang.jobs import job_files, queue
from kezhang.jobs.kinds import JobRefused, kinds
from kezhang.jobs.models import Job
from kezhang.jobs.progress import JobCancelled, heard_by
from kezhang.jobs.router import database
from kezhang.request_id import request_named

#: Seconds between two heartbeats; progress is written, and a wish to cancel read, more often.
HEARTBEAT, GLANCE = 5.0, 0.5
STATE = Job.State
_log = logging.getLogger(__name__)


class Pulse(threading.Thread):
    """脉搏: tells the jobs' database that a job is alive and how far it is, and the job that it is to stop."""

    def __init__(self, job: Job, stopping: threading.Event) -> None:
        super().__init__(name="pulse", daemon=True)
        self.job, self.stopping = job, stopping
        self.ended, self.cancelled, self.given_up = threading.Event(), threading.Event(), threading.Event()
        self.at: tuple[int, int, str] = (0, 0, "")

    def tell(self, done: int, total: int, words: str) -> None:
        self.at = (done, total, words)
        if any(event.is_set() for event in (self.cancelled, self.given_up, self.stopping)):
            raise JobCancelled

    def run(self) -> None:
        written, told = timezone.now(), self.at
        try:
            while not self.ended.wait(GLANCE):
                now, at = timezone.now(), self.at
                try:
                    if at != told or (now - written).total_seconds() >= HEARTBEAT:
                        self._write(at)
                        written, told = now, at
                    if Job.objects.filter(pk=self.job.pk, cancel_asked_at__isnull=False).exists():
                        self.cancelled.set()
                except DatabaseError as fault:  # tried again at the next glance
                    _log.warning("no heartbeat of job %s: %s", self.job.pk, fault)
        finally:
            connections[database()].close()

    def _write(self, at: tuple[int, int, str]) -> None:
        done, total, words = at
        mine = Job.objects.filter(pk=self.job.pk, state=STATE.RUNNING, attempts=self.job.attempts)
        if not mine.update(heartbeat_at=timezone.now(), done=done, total=total, words=words):
            self.given_up.set()  # by somebody who had not heard of it


def run(job: Job, stopping: threading.Event | None = None) -> None:
    """Do a claimed job. ``stopping`` is set when the worker has to go: the job is then given up at the next chance."""
    stopping = stopping or threading.Event()
    pulse = Pulse(job, stopping)
    pulse.start()
    try:
        state, told = _done(job, pulse)
    finally:
        pulse.ended.set()
        pulse.join()
    if state is None:
        queue.give_up(job)
    else:
        done, total, words = pulse.at
        if not queue.end(job, state, done=done, total=total, words=words, **told) and "made" in told:
            job.made.storage.delete(told["made"])  # whoever began it anew makes another


def _done(job: Job, pulse: Pulse) -> tuple[Job.State | None, dict[str, Any]]:
    kind = kinds().get(job.kind)
    if kind is None:
        return STATE.FAILED, {"fault": "这个版本的程序没有这种任务；请升级后重新提交。"}
    try:
        with request_named(job.pk.hex), heard_by(pulse):
            result = with_room(kind.run, job)
        made = job_files.keep_made(job, result.file) if result.file else {}
        return STATE.DONE, {"result": {"says": result.says, **result.content}, **made}
    except JobCancelled:
        is_wish = pulse.cancelled.is_set() and not pulse.given_up.is_set()
        return (STATE.CANCELLED if is_wish else None), {}
    except JobRefused as refused:
        return STATE.FAILED, {"fault": str(refused)}
    except Exception as fault:
        _log.exception("job %s (%s) failed", job.pk, job.kind)
        if says := full_disk.sentence(fault):
            return STATE.FAILED, {"fault": says}
        log = settings.KEZHANG_HOME / "faults.log"
        return STATE.FAILED, {
            "fault": f"程序出错（{type(fault).__name__}），没有写入；请交给维护人员，运行记录见 {log.name}。"
        }
