"""集群与本机: documents a second of each worker, of a Dask cluster on this machine beside the pool of ``kezhang read``.

Both read the same files with as many processes; counted from the first outcome to the last, so that neither's
start is.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from distributed import LocalCluster

from bench.reading.made_texts import report
from kezhang.reading.batch import ReadingOutcome, read_many
from kezhang.reading.cluster import read_on_cluster

WORKERS, DOCUMENTS, LENGTH = 2, 300, 10_000
AT_LEAST = 0.8


def measure() -> tuple[float, float]:
    """Documents a second of each worker: of the pool here, and of the cluster."""
    with tempfile.TemporaryDirectory() as told:
        folder = Path(told)
        paths = [folder / f"{number:04}.txt" for number in range(DOCUMENTS)]
        for number, path in enumerate(paths):
            path.write_text(f"{number}\n{report(LENGTH)}", encoding="utf-8")
        pool = _rate(lambda: read_many(paths, (), WORKERS))
        with LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as cluster:
            return pool, _rate(lambda: read_on_cluster(paths, (), cluster.scheduler_address))


def _rate(read: Callable[[], Iterator[ReadingOutcome]]) -> float:
    outcomes = read()
    assert next(outcomes).reading is not None
    began = time.perf_counter()
    read_well = sum(outcome.reading is not None for outcome in outcomes)
    assert read_well == DOCUMENTS - 1
    return read_well / (time.perf_counter() - began) / WORKERS
