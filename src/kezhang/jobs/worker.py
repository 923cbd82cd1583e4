"""后台程序: takes up one job after the other until it is told to go, or whoever started it is no more."""

import os
import platform
import signal
import sys
import threading
import uuid
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, connections
from django.utils import timezone

from kezhang.jobs import job_files, only_worker, queue
from kezhang.jobs.models import SILENCE, JobWorker
from kezhang.jobs.running import HEARTBEAT, run
from kezhang.precedence import step_back
from kezhang.seals.watch import Watch

#: Seconds between two looks for work.
IDLE = 0.5
#: Seconds a job is given to come to a place where it can stop.
GRACE = 10.0
#: How much a worker steps back for the pages that people wait for.
NICENESS = 10


def name_of_this() -> str:
    """A name no other worker has had."""
    return f"{platform.node()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


class Worker:
    """One process that works."""

    def __init__(self, name: str, predecessor: str = "") -> None:
        self.name, self.predecessor = name, predecessor
        self.stopping = threading.Event()
        self.watch = Watch()
        self.alone = connection.vendor == "sqlite"

    def start(self, parent: int = 0) -> None:
        """Work until told to go, or until ``parent`` is no more. Raises WorkerTaken where another works on the same SQLite file."""
        if self.alone:
            only_worker.take(settings.KEZHANG_HOME)
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: self.go())
        if parent:
            threading.Thread(target=self._watch, args=(parent,), name="parent", daemon=True).start()
        step_back(NICENESS)
        # Alone, whoever was at work before is no more; among others only the one this worker follows is known to be.
        queue.sweep(None if self.alone else [self.predecessor])
        threading.Thread(target=self._beat, name="heartbeat", daemon=True).start()
        try:
            self._work()
        finally:
            JobWorker.objects.filter(pk=self.name).delete()

    def go(self) -> None:
        """Leave; what is under way gets a moment to stop in good order, and its transaction goes back with the process."""
        self.stopping.set()
        leaving = threading.Timer(GRACE, os._exit, [1])
        leaving.daemon = True
        leaving.start()

    def _work(self) -> None:
        while not self.stopping.is_set():
            close_old_connections()
            try:
                self.watch.look()
                job = queue.claim(self.name)
            except DatabaseError:  # away or busy; it is looked for again
                connections.close_all()
                self.stopping.wait(HEARTBEAT)
                continue
            if job is None:
                self.stopping.wait(IDLE)
            else:
                run(job, self.stopping)

    def _beat(self) -> None:
        while not self.stopping.is_set():
            try:
                now = timezone.now()
                JobWorker.objects.update_or_create(name=self.name, defaults={"heartbeat_at": now})
                JobWorker.objects.filter(heartbeat_at__lt=now - SILENCE).delete()
                queue.sweep()
                if queue.begin_nightly(timezone.localtime()):  # once a day is often enough for what is kept for days
                    job_files.remove_old()
            except DatabaseError:
                connections.close_all()
            self.stopping.wait(HEARTBEAT)

    def _watch(self, parent: int) -> None:
        """The input ends with the process that holds its other end; where that was handed on, the parent changes.

        The parent tells its number, for it may have died while this process came up, and another then looks like it.
        Windows hands nothing on, and starts what lies in a virtual environment by way of one more process.
        """
        expected = os.getppid() if os.name == "nt" else parent
        ended = threading.Event()

        def read() -> None:
            while sys.stdin.buffer.read(1):
                pass
            ended.set()

        threading.Thread(target=read, name="input", daemon=True).start()
        while not ended.wait(1) and os.getppid() == expected:
            pass
        self.go()


def work(*, predecessor: str = "", parent: int = 0, told: Callable[[str], None] = lambda _: None) -> None:
    """Be a worker, the child of ``parent`` where that is given. Raises WorkerTaken."""
    worker = Worker(name_of_this(), predecessor)
    told(worker.name)
    worker.start(parent)
