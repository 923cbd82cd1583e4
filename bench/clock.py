"""How a piece of work is timed: wall time and the processor's, once, after a collection."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Timed:
    wall: float
    cpu: float


def timed(work: Callable[[], object]) -> Timed:
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Timed(time.perf_counter() - wall, time.process_time() - cpu)


def best(work: Callable[[], object], rounds: int = 7) -> Timed:
    """The quickest of several rounds, for work that takes milliseconds."""
    return min((timed(work) for _ in range(rounds)), key=lambda t: t.wall)
