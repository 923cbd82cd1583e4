"""``python -m bench.burst``: a quiz that many answer at once, and a flood of posts at a form, beside people at the bureau's pages.

The whole of it, on SQLite and then on PostgreSQL, takes about ten minutes each and the machine for itself::

    ulimit -n 8192
    python -m bench.burst
    python -m bench.burst --one-file
    python scripts/with_postgres.py python -m bench.burst

With ``--apart`` the open pages are a process of their own (``kezhang serve --open-only``), as a bureau sets it up that
expects crowds. A small one to see that it runs: ``--people 40 --start 2 --save 2 --rounds 2 --submit 1 --posts 300 --rows 500 --idle 5``.

Exits 1 when a bound is not held: an answer of 500 or none, an acknowledged answer that is not there, the slowest
twentieth of the quiz's answers over three times that of a bare page asked for by as many at the same moments, or of the
bureau's pages over twice their idle one. The crowds are a process of their own: who measures must not wait for them.
"""

import argparse
import asyncio
import os
import resource
import statistics
import sys
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import throw_away
from bench.beside import site
from bench.beside.__main__ import PAGES, People
from bench.beside.site import CODE, Site, Visitor
from bench.burst import answering, crowd_process, flooding
from bench.burst.answering import BARE, Burst, Plan

SLOWER, BESIDE = 3.0, 2.0
CLASS_SECONDS = 5.0
CONSOLE = Console(width=150)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.burst", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=1000, help="who answer")
    parser.add_argument("--start", type=float, default=10, help="seconds within which they start")
    parser.add_argument("--save", type=float, default=15, help="seconds between two savings of one of them")
    parser.add_argument("--rounds", type=int, default=4, help="savings of each")
    parser.add_argument(
        "--submit", type=float, default=5, help="seconds within which they submit; a second time at once"
    )
    parser.add_argument("--addresses", type=int, default=1, help="addresses from which they come")
    parser.add_argument("--rows", type=int, default=20_000, help="rows imported meanwhile; 0: none")
    parser.add_argument(
        "--quiz", action=argparse.BooleanOptionalAction, default=True, help="whether the quiz is answered"
    )
    parser.add_argument(
        "--pupils", type=int, default=60, help="behind one address, who send a form within five seconds"
    )
    parser.add_argument("--posts", type=int, default=5000, help="posts of each flood; 0: none")
    parser.add_argument("--flooders", type=int, default=500, help="addresses of the second flood")
    parser.add_argument("--idle", type=float, default=30, help="seconds in which the bureau's pages are measured idle")
    parser.add_argument("--lookers", type=int, default=8, help="people at the bureau's pages")
    parser.add_argument("--apart", action="store_true", help="the open pages in a process of their own")
    parser.add_argument("--one-file", action="store_true", help="on SQLite, bursts in the records' own file")
    asked = parser.parse_args()
    if asked.one_file:
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.burst.one_file"
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(Path.cwd()), os.environ.get("PYTHONPATH"))))
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files < asked.people * 2:
        CONSOLE.print(f"only {files} files may be open at once: ulimit -n {asked.people * 4} first", style="red")
        return 2
    with throw_away.home("burst") as home:
        site.prepare(examples=True)
        quizzes, form = [answering.prepare(CODE) for _ in range(2)], flooding.prepare(CODE)
        served = Site(home)
        public = Site(home, open_only=True) if asked.apart else served
        try:
            served.at_rest()
            return _measured(served, public.port, home, asked, quizzes, form)
        finally:
            for each in {public, served}:
                each.stop()


def _measured(served: Site, port: int, home: Path, asked: argparse.Namespace, quizzes: list[str], form: str) -> int:
    from django.conf import settings
    from django.db import connection

    clerk, crew = Visitor(served.port).log_in("clerk"), People(served, asked.lookers)
    for page in PAGES:
        clerk.get(f"/{CODE}/2024-06-30/{page}")
    _, idle = _looked(crew, lambda: threading.Event().wait(asked.idle))
    where = "" if connection.vendor != "sqlite" else ", two files" if "edge" in settings.DATABASES else ", one file"
    where += ", open pages apart" if asked.apart else ""
    CONSOLE.print(f"{connection.vendor}{where}; the bureau's pages idle: p95 {idle:.3f} s")
    faults: list[str] = []
    for quiz, seconds in zip(quizzes, (asked.submit, 0.0), strict=True) if asked.quiz else ():
        plan = Plan(asked.people, asked.start, asked.save, asked.rounds, seconds, asked.addresses)
        rows = asked.rows if seconds else 0
        bare = _beside(
            crew, answering.bare, port, f"/open/quiz/{quiz}/", plan, meanwhile=partial(_import, clerk, home, rows, 0)
        )
        came = _beside(crew, answering.answer, port, quiz, plan, meanwhile=partial(_import, clerk, home, rows, rows))
        how = f"submit within {seconds:g} s" if seconds else "submit all at once"
        how += "; an import beside it" if rows else ""
        faults += _quiz(how, bare, came, idle)
    faults += _class(port, form, asked.pupils) if asked.pupils else []
    if asked.posts and asked.quiz and asked.rows:
        # An import has made the bureau's own pages longer: a flood is held against them as they are by now.
        _, idle = _looked(crew, lambda: threading.Event().wait(asked.idle))
        CONSOLE.print(f"the bureau's pages idle with {asked.rows} rows more: p95 {idle:.3f} s")
    for addresses in (1, asked.flooders) if asked.posts else ():
        faults += _flood(port, crew, form, asked, addresses, idle)
    faults += [f"a page of the bureau was {each}" for each in crew.broken[:5]]
    for each in faults:
        CONSOLE.print(each, style="red", highlight=False)
    return 1 if faults else 0


def _looked(crew: People, doing: Callable[[], Any]) -> tuple[Any, float]:
    """What came of something, and the 95th percentile of the bureau's pages while it was done."""
    ended, found = threading.Event(), []
    looking = threading.Thread(target=lambda: found.extend(crew.look(ended)))
    looking.start()
    try:
        came = doing()
    finally:
        ended.set()
        looking.join()
    return came, _p95(found)


def _beside(
    crew: People,
    crowd: Callable[..., Coroutine[Any, Any, Any]],
    *given: Any,
    meanwhile: Callable[[], None] = lambda: None,
) -> tuple[Any, float]:
    """What came of a crowd in a process of its own, and the bureau's pages beside it."""
    with (
        ProcessPoolExecutor(1, get_context("spawn"), initializer=crowd_process.set_up) as apart,
        ThreadPoolExecutor(1) as another,
    ):
        apart.submit(crowd_process.ready).result()  # what its own beginning takes of the processor is no crowd's doing
        importing = another.submit(meanwhile)
        came = _looked(crew, lambda: apart.submit(crowd_process.run, crowd, given).result())
        importing.result()
        return came


def _import(clerk: Visitor, home: Path, rows: int, first: int) -> None:
    if rows:
        site.confirmed(clerk, site.workbook(home / "合同.xlsx", rows, first))


def _quiz(how: str, of_bare: tuple[Burst, float], of_quiz: tuple[Burst, float], idle: float) -> list[str]:
    (bare, _), (burst, looked) = of_bare, of_quiz
    limits = {step: SLOWER * _p95(bare.taken[each]) for each, steps in BARE.items() for step in steps}
    faults: list[str] = []
    table = Table("step", "sent", "answers", "median", "p95", "slowest", title=how)
    for step, times in (*bare.taken.items(), *burst.taken.items()):
        counts = (bare if step in BARE else burst).statuses[step]
        said = ", ".join(f"{n} × {status or 'none'}" for status, n in sorted(counts.items()))
        table.add_row(
            step, str(len(times)), said, f"{statistics.median(times):.3f}", f"{_p95(times):.3f}", f"{max(times):.3f}"
        )
        if _p95(times) > limits.get(step, float("inf")):
            faults.append(f"{how}: {step} p95 {_p95(times):.3f} s, three times a bare page is {limits[step]:.3f} s")
    CONSOLE.print(table)
    missing, refused = answering.lost(burst), sum(c[429] for c in burst.statuses.values())
    CONSOLE.print(
        f"{len(burst.submitted)} submitted, {missing} acknowledged and lost, {burst.broken} broken, {refused} told to wait; "
        f"the bureau's pages p95 {looked:.3f} s, {looked / idle:.2f} × idle"
    )
    if missing or burst.broken:
        faults.append(f"{how}: {missing} lost, {burst.broken} broken")
    return faults


def _class(port: int, form: str, pupils: int) -> list[str]:
    taken, waits, longest = asyncio.run(flooding.class_of(port, form, pupils, CLASS_SECONDS))
    CONSOLE.print(
        f"{pupils} behind one address: {taken} taken in, {waits} told to wait and come again, the longest {longest:.1f} s"
    )
    return [f"of {pupils} behind one address {taken} were taken in"] if taken < pupils else []


def _flood(port: int, crew: People, form: str, asked: argparse.Namespace, addresses: int, idle: float) -> list[str]:
    before = flooding.stored(form)
    (count, told), looked = _beside(crew, flooding.floods, port, form, asked.posts, addresses, asked.idle)
    taken = flooding.stored(form) - before
    said = ", ".join(f"{n} × {status or 'none'}" for status, n in sorted(told.items()))
    CONSOLE.print(
        f"{count} floods of {asked.posts} from {addresses}: {said}; {taken} taken in; the bureau's pages p95 {looked:.3f} s, {looked / idle:.2f} × idle"
    )
    broken = sum(n for status, n in told.items() if status == 0 or status >= 500)
    faults = [f"flood from {addresses}: {broken} broken"] if broken else []
    if looked > BESIDE * idle:
        faults.append(f"flood from {addresses}: the bureau's pages {looked / idle:.2f} × idle, bound {BESIDE:g}")
    if taken != sum(n for status, n in told.items() if status in (200, 201)):
        faults.append(f"flood from {addresses}: {taken} taken in, told so {told[200] + told[201]}")
    return faults


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0] if times else float("nan")


if __name__ == "__main__":
    sys.exit(main())
