"""看护: the worker of a site runs as its child, is started anew when it dies, and goes when the site goes."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: Seconds before a worker that died is started again: at once, then ever later while it keeps dying young.
FIRST_PAUSE, LONGEST_PAUSE, YOUNG = 0.5, 10.0, 10.0


class Supervisor(threading.Thread):
    """Keeps one worker running."""

    def __init__(self) -> None:
        super().__init__(name="supervisor", daemon=True)
        self.leaving = threading.Event()
        # The first worker is started before the site begins to fork its own processes: one that is forked meanwhile
        # keeps what a start waits to see closed, and the supervisor would wait for as long as the site runs.
        self.child = _started("")

    def run(self) -> None:
        former, pause = "", FIRST_PAUSE
        while True:
            lived = threading.Event()
            young = threading.Timer(YOUNG, lived.set)
            young.daemon = True
            young.start()
            former = self._name_of(self.child) or former
            self.child.wait()
            young.cancel()
            pause = FIRST_PAUSE if lived.is_set() else min(pause * 2, LONGEST_PAUSE)
            if self.leaving.wait(pause):
                return
            self.child = _started(former)

    def _name_of(self, child: subprocess.Popen[bytes]) -> str:
        """What the worker calls itself, on the first line it prints; whoever follows it gives up its job."""
        assert child.stdout is not None
        return child.stdout.readline().decode(errors="replace").strip()

    def leave(self) -> None:
        self.leaving.set()
        if self.child.stdin is not None:
            self.child.stdin.close()  # the worker reads to its end and goes


def _started(former: str) -> subprocess.Popen[bytes]:
    """A session of its own, so that Ctrl+C reaches the site alone, which then sees to its worker."""
    words = [sys.executable, "-m", "kezhang", "work", "--child-of", str(os.getpid()), "--after", former]
    group = 0x200 if os.name == "nt" else 0  # CREATE_NEW_PROCESS_GROUP; elsewhere it is the session that is new
    return subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, creationflags=group, start_new_session=not group
    )


@contextmanager
def supervised() -> Iterator[None]:
    """A worker beside whatever is done inside."""
    supervisor = Supervisor()
    supervisor.start()
    try:
        yield
    finally:
        supervisor.leave()
