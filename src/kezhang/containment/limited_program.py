"""受限程序: a program that is not ours, started under limits with all that it starts.

``run`` is the parent's side; run as a module it takes the limits upon itself and becomes the program, because what
is run between fork and exec must not be Python while other threads hold locks.
"""

import os
import subprocess
import sys
from collections.abc import Sequence

from kezhang.containment import ending, limits


def run(words: Sequence[str], *, memory: int, seconds: int) -> bool:
    """Run it to its end, silent and asking nobody; whether it ended in time."""
    line = [sys.executable, "-I", "-m", __name__, str(memory), *words]
    nothing = subprocess.DEVNULL
    with subprocess.Popen(line, stdin=nothing, stdout=nothing, stderr=nothing, **ending.APART) as started:
        try:
            started.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        finally:
            ending.end(started)
    return True


def _become(memory: str, *words: str) -> None:
    limits.limit(int(memory))
    if sys.platform == "win32":
        sys.exit(subprocess.call(words))
    os.execvp(words[0], words)  # noqa: S606 - a list of words, no shell


if __name__ == "__main__":
    _become(*sys.argv[1:])
