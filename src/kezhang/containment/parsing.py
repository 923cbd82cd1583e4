"""隔离解析: a file from outside, opened by a parser in a fresh process of its own.

The process gets the file's bytes and nothing of ours: no database, no locks, no secrets. What it finds comes
back as plain values; when it hangs, swells or dies, one sentence says so and nobody else notices.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import Any

from kezhang.containment import child, ending, plain_data
from kezhang.containment.limits import PARSER_MEMORY
from kezhang.containment.refused_file import RefusedFile

#: Of the processor, for small files; a busy machine takes longer by the clock, and so do large files.
SECONDS = 7
SECONDS_PER_MEGABYTE = 1
#: By the clock, as a multiple: what waits and does not work is ended, too.
PATIENCE = 6
#: What a parser may know of the machine it runs on.
_KEPT = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH", "COVERAGE_PROCESS_START")

Parser = Callable[..., Iterable[Any]]


def contained(
    parse: Parser, content: bytes, *arguments: Any, refuses: type[RefusedFile] = RefusedFile, instead: str
) -> list[Any]:
    """All that ``parse(content, *arguments)`` yields, found by a fresh process. Raises ``refuses``.

    ``parse`` is a function of a module that needs little to be loaded; ``instead`` says what to do with a file
    that no process can bear.
    """
    seconds = SECONDS + SECONDS_PER_MEGABYTE * len(content) // 1024**2
    words = [
        sys.executable, "-I", "-X", "utf8", "-m", child.__name__,
        parse.__module__, parse.__qualname__, str(PARSER_MEMORY), str(seconds),
        json.dumps(arguments),
    ]  # fmt: skip
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(),
        **ending.APART,
    ) as started:  # fmt: skip
        try:
            said, _ = started.communicate(content, timeout=seconds * PATIENCE)
        except subprocess.TimeoutExpired as fault:
            raise refuses(f"{_TOO_LONG}，未读取。{instead}") from fault
        finally:
            ending.end(started)
    return _values(said, started.returncode, refuses, instead)


def _environment() -> dict[str, str]:
    """Few arenas, for address space counts in the limit; no setting of ours that holds a password."""
    return {"MALLOC_ARENA_MAX": "2", **{name: os.environ[name] for name in _KEPT if name in os.environ}}


def _values(said: bytes, code: int, refuses: type[RefusedFile], instead: str) -> list[Any]:
    lines = said.split(b"\n")
    last = lines.pop() if not said.endswith(b"\n") else b""
    if code == 0 and last == child.END:
        return [plain_data.read(line[1:]) for line in lines]
    refusal = next((line[1:] for line in lines[-2:] if line.startswith(child.REFUSAL)), None)
    if code == 0 and refusal is not None:
        raise refuses(plain_data.read(refusal))
    raise refuses(f"{_WHY.get(code, DIED)}，未读取。{instead}")


_TOO_LONG = "读的时间太长，还没有读完"
DIED = "读取它的进程意外中止，文件可能已损坏，或者内容与大小不符"
_WHY = {
    child.OUT_OF_MEMORY: f"读它要用的内存超过{PARSER_MEMORY // 1024**2}MB",
    child.TOO_MUCH_SAID: f"内容超过{child.MOST // 1024**2}MB",
    child.TOO_DEEP: "文件结构嵌套过深",
    -signal.SIGXCPU if sys.platform != "win32" else 1: _TOO_LONG,
}
