"""限额: what a process may take, set by the process itself before it has seen a byte from outside.

POSIX has resource limits. Windows has job objects, which hold for all that the process starts, too.
macOS heeds no limit of address space: there only the limits of time hold, and the look before a file is opened.
"""

import contextlib
import faulthandler
import os
import sys
from collections.abc import Iterator

#: A parser that asks for more is not reading a bureau's file.
PARSER_MEMORY = 960 * 1024**2
#: An office program maps some gigabytes before it has opened anything.
OFFICE_MEMORY = 6 * 1024**3


def limit(memory: int, seconds: int = 0, *, for_good: bool = True) -> None:
    """Bound this process: bytes of address space, seconds of the processor (0: no bound), no core files.

    ``for_good``: it cannot raise the bounds again. Where the system knows no such limit nothing happens.
    """
    if sys.platform == "win32":
        from kezhang.containment import windows_job  # noqa: PLC0415 - loads what only Windows has

        windows_job.limit(memory, seconds)
        return
    import resource  # noqa: PLC0415 - absent on Windows

    bounds = [(resource.RLIMIT_CORE, 0, 0), (resource.RLIMIT_AS, memory, memory)]
    # A second between them: the first ends the process with a signal of its own, the second with any.
    bounds += [(resource.RLIMIT_CPU, seconds, seconds + 1)] if seconds else []
    for kind, most, ever in bounds:
        with contextlib.suppress(ValueError, OSError):  # a stricter limit of the machine's own stands
            resource.setrlimit(kind, (most, ever if for_good else resource.getrlimit(kind)[1]))


@contextlib.contextmanager
def watched(seconds: int) -> Iterator[None]:
    """End this whole process if the work inside takes longer, whatever library it hangs in."""
    with open(os.devnull, "w", encoding="ascii") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
