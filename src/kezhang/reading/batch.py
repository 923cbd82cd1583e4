"""成批阅读: one document or a thousand, on all cores, one result at a time and in order.

A document that cannot be read is a result like any other; nothing stops the rest, and
no more results are held than the cores are busy with.
"""

import contextlib
import logging
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path
from threading import Thread

from kezhang.containment import limits
from kezhang.reading.findings import Name, Reading, Source
from kezhang.reading.sources.opening import SUFFIXES, content_of, open_content
from kezhang.reading.sources.plain import LENGTH_LIMIT
from kezhang.reading.sources.unreadable import Unreadable

log = logging.getLogger(__name__)
#: Starting a process takes as long as reading several reports.
FEW = 8
#: What a process of the pool may take, the reader and its words included.
MEMORY = 3 * 1024**3
_READER = "kezhang.reading.reader"
#: Documents handed out ahead for each core.
AHEAD = 4


@dataclass(frozen=True, slots=True)
class ReadingOutcome:
    """What became of one document: a reading with the notes of its opening, or the sentence that says why not."""

    path: Path
    reading: Reading | None
    says: str = ""
    notes: tuple[str, ...] = ()


def documents(paths: Sequence[Path]) -> list[Path]:
    """The files named, and those of a kind we read in the folders named, in the order of their names."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
            # Word keeps the lock of an open document beside it as ~$name.
            found += sorted(file for file in inside if not file.name.startswith(("~$", ".")))
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def read_one(
    path: Path, names: Sequence[Name], name: str = "", *, longest: int = LENGTH_LIMIT, here: bool = False
) -> ReadingOutcome:
    """Read one document now, if it has no more than ``longest`` characters; ``here`` as for ``open_source``."""
    try:
        content = content_of(path)
    except Unreadable as refusal:
        return ReadingOutcome(path, None, str(refusal))
    return read_content(path, content, names, name, longest=longest, here=here)


def read_content(
    path: Path,
    content: bytes,
    names: Sequence[Name],
    name: str = "",
    *,
    longest: int = LENGTH_LIMIT,
    here: bool = False,
) -> ReadingOutcome:
    """Read one document from its bytes; its path is no more than its name here."""
    if not here and _READER not in sys.modules:
        Thread(target=_wake).start()  # while another process opens the file
    try:
        source = open_content(content, name or str(path), here=here)
        # Compiling the word lists takes a moment that commands without a reading need not wait for.
        from kezhang.reading.reader import read  # noqa: PLC0415

        if len(source.text) > longest:
            says = f"有{len(source.text) // 10_000}万字，超过{longest // 10_000}万字；请拆成单份报告再试。"
            return ReadingOutcome(path, None, says)
        return ReadingOutcome(path, read(source, names), notes=tuple(source.notes))
    except Unreadable as refusal:
        return ReadingOutcome(path, None, str(refusal))
    except Exception as fault:  # one document's trouble must not cost the others
        log.debug("%s", path, exc_info=True)
        return ReadingOutcome(path, None, f"程序没能读懂这个文件（{type(fault).__name__}），请把它交给维护人员。")


def _wake() -> None:
    """Load the reader and its words, which takes as long as opening a small file."""
    import_module(_READER).read(Source("", "新增1项。"), ())


def read_many(paths: Sequence[Path], names: Sequence[Name], workers: int | None = None) -> Iterator[ReadingOutcome]:
    """Read documents in the order given; a few here or in the process begun for them, many in several of their own."""
    workers = workers or os.cpu_count() or 1
    begun = _begun.pop() if _begun else None
    if len(paths) < FEW or workers == 1:
        workers = 1
        if begun is None:
            yield from (read_one(path, names) for path in paths)
            return
    elif begun is not None:
        begun.shutdown(wait=False, cancel_futures=True)
        begun = None
    left = iter(paths)
    waiting: deque[Path] = deque()
    futures: deque[Future[ReadingOutcome]] = deque()
    pool = begun or _pool(workers)
    try:
        while True:
            try:
                for path in islice(left, workers * AHEAD - len(waiting)):
                    waiting.append(path)
                    futures.append(pool.submit(_read_there, path, names))
                if not waiting:
                    return
                outcome = futures[0].result()
                waiting.popleft()
                futures.popleft()
                yield outcome
            except BrokenProcessPool:
                # Some document took its process down and all that waited with it: find out which, one by one.
                pool.shutdown(wait=False, cancel_futures=True)
                yield from (read_alone(suspect, names) for suspect in waiting)
                waiting.clear()
                futures.clear()
                pool = _pool(workers)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def read_alone(path: Path, names: Sequence[Name]) -> ReadingOutcome:
    """Read a document that may take its process down with it."""
    with _pool(1) as pool:
        try:
            return pool.submit(read_one, path, names).result()
        except BrokenProcessPool:
            return ReadingOutcome(path, None, "读取这个文件的进程意外中止，可能是内存不足；文件已跳过。")


#: The process that was begun before anything else, until documents are given to it.
_begun: list[ProcessPoolExecutor] = []


def begin() -> None:
    """Begin the process that reads a few documents, while this one is still getting ready for them.

    Where none can be begun they are read here.
    """
    with contextlib.suppress(OSError, RuntimeError):  # the latter is of systems without semaphores
        pool = _pool(1)
        pool.submit(_wake)
        _begun.append(pool)


def _pool(workers: int) -> ProcessPoolExecutor:
    """Spawned, not forked: the parent shows a progress bar from a thread, and a fork would copy its locks."""
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_limited)


def _limited() -> None:
    limits.limit(MEMORY, for_good=False)  # LibreOffice, started from here, has more


def _read_there(path: Path, names: Sequence[Name]) -> ReadingOutcome:
    """Open it in this process of the pool, which is as good as one of its own and costs nothing."""
    return read_one(path, names, here=True)
