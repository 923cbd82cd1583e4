"""落盘: several who have written wait for the disk together, and each until a wait that began after its own commit.

The bursts' file is written with ``synchronous=NORMAL``: a commit puts its pages at the end of the log of changes
(``-wal``) and waits for no disk. What must survive a power cut then waits here, outside every lock, for what
``synchronous=FULL`` would have done inside it: the log is synced. One sync serves all who committed before it began,
and who comes while it runs shares the next.

A log that was written back and begun anew in between loses nothing: SQLite syncs the file itself before it does that,
and our own connection keeps the log from being deleted. The log is opened anew each time, as that of another day is
another file; that costs SQLite no lock, which hang on the file itself and on ``-shm``. Those two must never be opened
here: closing any of a process's descriptors gives up all its locks on a file.
"""

import errno
import os
from collections.abc import Callable
from threading import Condition, Event

from django.conf import settings
from django.db import connections

from kezhang.submissions.edge.router import ALIAS


class SharedWait:
    """Counts what is done for all: whoever asks is served by the first one that begins afterwards."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work, self._turn = work, Condition()
        self._begun = self._ended = 0
        self._is_running = False
        self._failed: dict[int, Exception] = {}

    def wait(self) -> None:
        """Raises OSError where the one that it waited for has failed."""
        with self._turn:
            mine = self._begun + 1
            while self._ended < mine:
                if self._is_running:
                    self._turn.wait()
                else:
                    self._do()
            if fault := self._failed.get(mine):
                raise OSError(getattr(fault, "errno", None) or errno.EIO, str(fault)) from fault

    def _do(self) -> None:
        """One, without the lock; whoever does it does it for all who wait."""
        self._is_running, self._begun = True, self._begun + 1
        self._turn.release()
        fault: Exception | None = RuntimeError("given up")
        try:
            self._work()
            fault = None
        except Exception as found:  # it is told to each of those who wait for it
            fault = found
        finally:
            self._turn.acquire()
            self._is_running, self._ended = False, self._begun
            if fault is not None:
                self._failed[self._ended] = fault
            self._turn.notify_all()


#: A sync has failed: the system may call the same pages written with the next one, which would tell us nothing.
_DOUBTED = Event()


def _sync_log() -> None:
    if _DOUBTED.is_set():
        _write_back()
        _DOUBTED.clear()
        return
    try:
        log = os.open(f"{connections[ALIAS].settings_dict['NAME']}-wal", os.O_RDWR)
    except FileNotFoundError:  # a file system on which SQLite keeps no such log: there the commit itself has waited
        return
    try:
        getattr(os, "fdatasync", os.fsync)(log)
    except OSError:
        _DOUBTED.set()
        raise
    finally:
        os.close(log)


def _write_back() -> None:
    """Everything in the log is written anew, into the file itself, and that is synced."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(FULL)")
        is_busy, in_log, written = cursor.fetchone()
    if is_busy or in_log != written:
        raise OSError(errno.EIO, "the log could not be written back")


_SYNCED = SharedWait(_sync_log)


def waited() -> None:
    """What this thread has committed to the bursts' database is on the disk.

    Where there is no file for bursts, each commit has waited by itself: records do, and PostgreSQL does.
    """
    if ALIAS in settings.DATABASES and not connections[ALIAS].in_atomic_block:
        _SYNCED.wait()
