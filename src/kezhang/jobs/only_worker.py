"""独占: on SQLite one worker at a time, for every writer waits for every other there.

The system lets go of the file when its process ends, however it ends.
"""

import os
import sys
from pathlib import Path


class WorkerTaken(Exception):
    """Another process already works here."""


def take(home: Path) -> int:
    """Be the only worker of this folder for as long as the process lives. Raises WorkerTaken."""
    file = os.open(home / "worker.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - of that system alone

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - of the others

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as taken:
        os.close(file)
        raise WorkerTaken from taken
    return file
