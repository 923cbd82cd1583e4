"""Four workers who look, wait for one another, and act at once: processes as the site has them, or threads."""

import logging
import multiprocessing
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from threading import BrokenBarrierError
from typing import Any, Protocol

#: A worker that does not come to the start in this time has failed; the others go on without him.
PATIENCE = 60


class Crew(Protocol):
    """Whoever can run a scene."""

    def race(self, name: str, given: dict[str, Any]) -> list[Any]: ...

    def close(self) -> None: ...


def _part(name: str, given: dict[str, Any], number: int, wait: Callable[[], Any]) -> Any:
    """One worker's part in a scene."""
    from django.db import connection

    from bench.races.all_scenes import BY_NAME
    from bench.races.scenes import Told, visitor

    logging.getLogger("django.request").setLevel(logging.ERROR)  # 409 is what is looked for
    try:
        scene, client = BY_NAME[name], visitor("clerk")
        ready = scene.look(client, given, number)
        wait()
        return scene.act(client, given, number, ready)
    except BrokenBarrierError:
        return Told(number, "broken", text="others did not come to the start")
    except Exception:
        return Told(number, "broken", text=traceback.format_exc()[-1500:])
    finally:
        connection.close()


class Threads:
    """Workers in this process, each with a connection of its own."""

    def __init__(self, count: int) -> None:
        self.count = count

    def race(self, name: str, given: dict[str, Any]) -> list[Any]:
        barrier = threading.Barrier(self.count, timeout=PATIENCE)
        with ThreadPoolExecutor(self.count) as pool:
            parts = [pool.submit(_part, name, given, number, barrier.wait) for number in range(self.count)]
            return [part.result() for part in parts]

    def close(self) -> None:
        """Threads end with their race."""


class Processes:
    """Workers of their own, started once."""

    def __init__(self, count: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.barrier = context.Barrier(count, timeout=PATIENCE)  # kept, or it is gone before the workers are there
        self.lines: list[Connection] = []
        self.workers = []
        for number in range(count):
            ours, theirs = context.Pipe()
            worker = context.Process(target=_work, args=(theirs, self.barrier, number), daemon=True)
            worker.start()
            self.lines.append(ours)
            self.workers.append(worker)

    def race(self, name: str, given: dict[str, Any]) -> list[Any]:
        for line in self.lines:
            line.send((name, given))
        return [line.recv() for line in self.lines]

    def close(self) -> None:
        for line in self.lines:
            line.send(None)
        for worker in self.workers:
            worker.join(PATIENCE)


def _work(line: Connection, barrier: Any, number: int) -> None:
    import django

    django.setup()
    while (asked := line.recv()) is not None:
        line.send(_part(*asked, number, barrier.wait))
