"""先后: a process that steps back on the processor for those people wait for."""

import contextlib
import os
from pathlib import Path

#: Where Linux shares the processor between sessions before it looks at their processes.
_OF_SESSION = Path("/proc/self/autogroup")


def step_back(by: int) -> None:
    """Take less of the processor while others want it: ``by`` as of ``nice``, 1 to 19.

    Linux shares between sessions first, and within one by ``nice``: a process that leads a session of its own would have
    as much as all others together, however nice it is, so its session steps back as well. Another's is left alone.
    """
    if not hasattr(os, "nice"):
        return
    os.nice(by)
    if os.getsid(0) == os.getpid():
        with contextlib.suppress(OSError):  # no such file where sessions do not count
            _OF_SESSION.write_text(str(by), encoding="ascii")
