"""集群阅读: the documents of a region, read by the workers of a Dask cluster that is there already.

What travels is a document's bytes and, back, its reading; no worker needs to see the files. Several small ones go in
one parcel, for each costs the scheduler as much as a document costs a worker. Results come one at a time and in order,
as from the pool of this machine, and no more are asked for than the workers are busy with.
"""

import hashlib
import importlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from kezhang.reading.batch import ReadingOutcome, read_alone, read_content
from kezhang.reading.findings import Name, Reading
from kezhang.reading.sources.opening import content_of
from kezhang.reading.sources.unreadable import Unreadable

#: Seconds a scheduler may take to answer, and its first worker to be there.
PATIENCE = 10
#: A document that ended its worker is not tried on the next one.
TRIES = 0
#: A parcel has no more documents than this, and no further one once it has so many bytes.
TOGETHER, HEAVY = 8, 1 << 20
#: Parcels handed out ahead for each worker.
AHEAD = 2
Told = tuple[Reading | None, str, tuple[str, ...]]


class NoCluster(Exception):
    """The cluster cannot be used, and a sentence that says why."""


def read_on_cluster(paths: Sequence[Path], names: Sequence[Name], address: str) -> Iterator[ReadingOutcome]:
    """Read documents in the order given on the workers of the scheduler at ``address``."""
    client = _connected(address)
    with client:
        workers = _workers(client)
        yield from _read(client, paths, names, workers)


def _read(client: Any, paths: Sequence[Path], names: Sequence[Name], workers: int) -> Iterator[ReadingOutcome]:
    from distributed.client import Future  # noqa: PLC0415 - an extra, and slow to load
    from distributed.scheduler import KilledWorker  # noqa: PLC0415

    left = _parcels(paths, len(paths) // (workers * AHEAD))
    waiting: deque[tuple[_Parcel, Future]] = deque()
    read = 0
    try:
        while True:
            while len(waiting) < workers * AHEAD and (parcel := next(left, None)) is not None:
                contents = list(parcel.contents.items())
                waiting.append((parcel, client.submit(_read_there, contents, tuple(names), pure=False, retries=TRIES)))
                parcel.contents.clear()
            if not waiting:
                return
            parcel, asked = waiting.popleft()
            try:
                told = asked.result()
            except KilledWorker:
                told = {}  # one of them took its worker down: each in a process of our own that can be spared
            for path in parcel.paths:
                if path in parcel.refused:
                    yield ReadingOutcome(path, None, parcel.refused[path])
                else:
                    yield ReadingOutcome(path, *told[str(path)]) if told else read_alone(path, names)
                read += 1
    except (OSError, RuntimeError, ImportError) as fault:  # what distributed tells of lost connections
        raise NoCluster(f"与集群的连接断了（{type(fault).__name__}），只读了{read}份；请检查集群后重读。") from fault


@dataclass(slots=True)
class _Parcel:
    """Documents that travel together: the contents of those that could be opened, and what is said of the others."""

    paths: list[Path] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    refused: dict[Path, str] = field(default_factory=dict)


def _parcels(paths: Sequence[Path], most: int) -> Iterator[_Parcel]:
    """All documents in their order, ``most`` at a time where they are small."""
    parcel, weight = _Parcel(), 0
    for path in paths:
        parcel.paths.append(path)
        try:
            parcel.contents[str(path)] = content = content_of(path)
            weight += len(content)
        except Unreadable as refusal:
            parcel.refused[path] = str(refusal)
        if len(parcel.paths) >= min(most, TOGETHER) or weight >= HEAVY:
            yield parcel
            parcel, weight = _Parcel(), 0
    if parcel.paths:
        yield parcel


def _read_there(contents: Sequence[tuple[str, bytes]], names: Sequence[Name]) -> dict[str, Told]:
    """On a worker: in its own process where it does one thing at a time, else each in a child of its own."""
    from distributed import get_worker  # noqa: PLC0415

    here = get_worker().state.nthreads == 1
    read = ((name, read_content(Path(name), content, names, name, here=here)) for name, content in contents)
    return {name: (outcome.reading, outcome.says, outcome.notes) for name, outcome in read}


def _connected(address: str) -> Any:
    try:
        distributed = importlib.import_module("distributed")
    except ImportError as fault:
        raise NoCluster("本机没有装集群组件；请先安装：pip install 'kezhang[cluster]'。") from fault
    try:
        return distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, RuntimeError, ImportError) as fault:
        raise NoCluster(f"连不上集群“{address}”；地址应为调度进程的地址，如 tcp://10.0.0.5:8786。") from fault


def _workers(client: Any) -> int:
    """How many documents are read at a time; the workers must read as this program does."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
        threads = sum(client.nthreads().values())
        prints = _prints(client)
    except (OSError, RuntimeError) as fault:
        raise NoCluster("集群里没有工作进程；请先用 dask worker 启动。") from fault
    others = [worker for worker, told in prints.items() if told != fingerprint()]
    if others:
        raise NoCluster(f"集群里{len(others)}个工作进程没有装科账，或版本与本机不同，读出来会不一样；请装同一版本。")
    return threads


def _prints(client: Any) -> dict[str, Any]:
    """What each worker's reader is made of, or the fault that kept it from telling."""
    told: dict[str, Any] = client.run(fingerprint, on_error="return")
    return told


@cache
def fingerprint() -> str:
    """What the reader is made of, rules and word lists; where it is the same, the same text gives the same findings."""
    made = hashlib.blake2b(digest_size=16)
    for package in ("kezhang.reading", "kezhang.quantities"):
        for file in sorted(_inside(files(package)), key=str):
            made.update(file.name.encode() + b"\0" + file.read_bytes())
    return made.hexdigest()


def _inside(folder: Traversable) -> Iterator[Traversable]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _inside(each)
        elif each.name.endswith((".py", ".toml", ".tsv")):
            yield each
