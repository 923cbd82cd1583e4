"""``python -m bench.beside``: how long pages take while a big import runs as a job, against an idle site, in one run.

``--kind collate`` and its like take jobs of another kind, put down one after the other. ``--killed N`` instead kills the
worker at N random moments of a job and looks at what is left. On SQLite, or with DATABASE_URL on that PostgreSQL server in
a database of its own, dropped afterwards. Exits 1 when a bound is not held.
"""

import argparse
import os
import random
import signal
import statistics
import sys
import threading
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import throw_away
from bench.beside import site
from bench.beside.site import CODE, Site, Visitor
from bench.beside.works import KINDS, Work

PAGES = (
    "home/", "board/", "ledgers/", "ledgers/technology-contracts/", "ledgers/enterprises/", "reports/", "figures/technology-contract-turnover/",
)  # fmt: skip
#: Seconds between two pages of one person: they read what they opened.
READING = (0.5, 2.5)
BOUND = 3.0
CONSOLE = Console(width=140)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.beside", description=__doc__)
    parser.add_argument("--kind", choices=("import", *KINDS), default="import", help="kind of the job")
    parser.add_argument("--rows", type=int, default=20_000, help="rows of the import, or that there are before")
    parser.add_argument("--people", type=int, default=20, help="people who look at pages")
    parser.add_argument("--idle", type=float, default=30, help="seconds they look while nothing runs")
    parser.add_argument("--busy", type=float, default=30, help="seconds for which jobs of another kind are put down")
    parser.add_argument("--killed", type=int, default=0, metavar="N", help="kill the worker N times instead")
    parser.add_argument("--seed", type=int, default=1, help="of the moments at which it is killed")
    asked = parser.parse_args()
    with throw_away.home("beside") as home:
        os.environ["KEZHANG_BACKUPS"] = str(home / "backups") if asked.kind == "backup" else ""
        (home / "backups").mkdir()
        site.prepare(examples=not asked.killed)
        work = KINDS[asked.kind](home, asked.rows) if asked.kind in KINDS else None
        if work is not None:
            work.prepare()
        served = Site(home)
        try:
            served.at_rest()
            if asked.killed:
                chance = random.Random(asked.seed)
                if work is not None:
                    return _broken_off(work, asked.kind, asked.killed, chance)
                return _killed(served, home, asked.rows, asked.killed, chance)
            return _beside(served, home, asked, work)
        finally:
            served.stop()


class People:
    """So many who look at one page after the other, each with a login of their own, until told to stop."""

    def __init__(self, served: Site, count: int) -> None:
        self.taken: list[float] = []
        self.broken: list[str] = []
        self.ended = threading.Event()
        names = ("clerk", "director")
        self.visitors = [Visitor(served.port).log_in(names[each % len(names)]) for each in range(count)]

    def look(self, until: threading.Event) -> list[float]:
        """The seconds that every page took."""
        taken: list[float] = []
        crew = [threading.Thread(target=self._one, args=(v, n, until, taken)) for n, v in enumerate(self.visitors)]
        for each in crew:
            each.start()
        for each in crew:
            each.join()
        return taken

    def _one(self, visitor: Visitor, number: int, until: threading.Event, taken: list[float]) -> None:
        chance = random.Random(number)
        until.wait(chance.uniform(0, READING[1]))
        while not until.is_set():
            page = chance.choice(PAGES)
            began = time.perf_counter()
            status, _, _ = visitor.get(f"/{CODE}/2024-06-30/{page}")
            taken.append(time.perf_counter() - began)
            if status != 200:
                self.broken.append(f"{page}: {status}")
            until.wait(chance.uniform(*READING))


def _beside(served: Site, home: Path, asked: argparse.Namespace, work: Work | None) -> int:
    from django.db import connection

    clerk = Visitor(served.port).log_in("clerk")
    crew = People(served, asked.people)
    for page in PAGES:  # what the first look loads is loaded
        clerk.get(f"/{CODE}/2024-06-30/{page}")
    idle = crew.look(_after(asked.idle))
    ended, states = threading.Event(), []
    if work is None:
        _, followed = site.confirmed(clerk, site.workbook(home / "合同.xlsx", asked.rows))
        watching = threading.Thread(target=_watch, args=(followed, ended, states))
    else:
        watching = threading.Thread(target=_one_after_the_other, args=(work, asked.busy, ended, states))
    watching.start()
    at = time.monotonic()
    busy = crew.look(ended)
    watching.join()
    took = time.monotonic() - at
    ratio = _p95(busy) / _p95(idle)
    title = f"{connection.vendor}, {asked.people} people, {asked.kind} over {asked.rows} rows ({', '.join(sorted(set(states)))})"
    table = Table("", "pages", "median", "p95", title=f"{title}, {len(states)} in {took:.0f} s")
    for name, times in (("idle", idle), (asked.kind, busy)):
        table.add_row(name, str(len(times)), f"{statistics.median(times):.3f}", f"{_p95(times):.3f}")
    CONSOLE.print(table)
    CONSOLE.print(f"p95 ratio {ratio:.2f}, bound ≤ {BOUND:g}")
    for each in crew.broken[:5]:
        CONSOLE.print(each, style="red")
    return 0 if ratio <= BOUND and set(states) == {"done"} and not crew.broken else 1


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _after(seconds: float) -> threading.Event:
    event = threading.Event()
    timer = threading.Timer(seconds, event.set)
    timer.daemon = True
    timer.start()
    return event


def _watch(address: str, ended: threading.Event, states: list[str]) -> None:
    """Until an import has ended, and how it did."""
    from django.db import connections

    try:
        states.append(_state(_pk(address), time.monotonic() + site.END)[0])
    finally:
        ended.set()
        connections.close_all()


def _one_after_the_other(work: Work, seconds: float, ended: threading.Event, states: list[str]) -> None:
    """Put a job down when the one before it has ended, for so long; how each of them ended."""
    from django.db import connections

    until = time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            states.append(_state(str(work.put_down().pk), time.monotonic() + site.END)[0])
    finally:
        ended.set()
        connections.close_all()


def _pk(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[-1]


def _broken_off(work: Work, kind: str, times: int, chance: random.Random) -> int:
    """Kill the worker in the middle of jobs of a kind: each is done, once, or says in a sentence that it is not."""
    from django.db import connection

    from kezhang.jobs.kinds import kinds
    from kezhang.reports.background.examination_job import findings

    usual, wrong = 0.0, 0
    for turn in range(times + 1):
        before, began = work.count(), time.monotonic()
        pause = chance.uniform(0, usual * 1.05) if turn else site.END
        state, fault = _state(str(work.put_down().pk), began + site.END, began + pause)
        usual = usual or time.monotonic() - began
        made = work.count() - before
        is_well = made == 1 if state == "done" else (made == 0 and bool(fault) and not kinds()[kind].repeatable)
        wrong += not is_well
        killed = f"killed after {pause:.2f} s" if turn else "not killed"
        CONSOLE.print(f"{killed}: job {state}, {made} made; {fault or 'told done'}", highlight=False)
    faults = list(findings())
    CONSOLE.print(f"{connection.vendor}, {kind} over {work.rows} rows, killed {times} times; one takes {usual:.1f} s")
    CONSOLE.print(f"half-applied or not told: {wrong}; found by the doctor: {len(faults)}")
    for each in faults[:5]:
        CONSOLE.print(f"{each.subject} {each.says}", style="red", highlight=False)
    return 1 if wrong or faults else 0


def _killed(served: Site, home: Path, rows: int, times: int, chance: random.Random) -> int:
    """Each time another import; killed somewhere between being taken up and a little after it should have ended."""
    from django.db import connection

    from kezhang.catalogue import LEDGERS
    from kezhang.records.history.integrity import examine

    clerk, usual = Visitor(served.port).log_in("clerk"), 0.0
    wrong = 0
    for turn in range(times + 1):
        before = _stored()
        batch, followed = site.confirmed(
            clerk, site.workbook(home / f"{turn}.xlsx", rows, first=(turn + 1) * 1_000_000)
        )
        pause = chance.uniform(0, usual * 1.05) if turn else site.END  # the first one shows how long it takes
        began = time.monotonic()
        state, fault = _state(_pk(followed), began + site.END, began + pause)
        usual = usual or time.monotonic() - began
        applied, stored = _batch_state(batch), _stored() - before
        whole = (applied, stored) in {("applied", rows), ("planned", 0)}
        agreed = (state == "done") == (applied == "applied") and (state == "done" or bool(fault))
        wrong += not (whole and agreed)
        killed = f"killed after {pause:.2f} s" if turn else "not killed"
        CONSOLE.print(
            f"{killed}: job {state}, batch {applied}, {stored} records; {fault or 'told done'}", highlight=False
        )
    faults = list(examine(LEDGERS.values()))
    CONSOLE.print(f"{connection.vendor}, {rows} rows, killed {times} times; an import takes {usual:.1f} s")
    CONSOLE.print(f"half-applied or not told: {wrong}; faults of the log: {len(faults)}")
    return 1 if wrong or faults else 0


def _state(pk: str, until: float, kill_at: float = float("inf")) -> tuple[str, str]:
    """Wait for a job's end; at ``kill_at`` its worker is killed once, and the next one makes of it what it will."""
    from kezhang.jobs.models import Job

    killed = False
    while time.monotonic() < until:
        job = Job.objects.get(pk=pk)
        if not job.is_open:
            return job.state, job.fault
        if not killed and job.state == Job.State.RUNNING and time.monotonic() >= kill_at:
            os.kill(int(job.worker.split(":")[1]), signal.SIGKILL)
            killed = True
        time.sleep(0.02)
    return "still open", ""


def _stored() -> int:
    from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS

    return TECHNOLOGY_CONTRACTS.model._default_manager.count()


def _batch_state(address: str) -> str:
    from kezhang.records.models import Batch

    return Batch.objects.get(pk=address.rstrip("/").rsplit("/", 1)[-1]).state


if __name__ == "__main__":
    sys.exit(main())
