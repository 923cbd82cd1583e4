"""``python -m bench.burst.cost``: the processor's time of one request of a quiz, through the site's own WSGI handler and no network.

Starts, savings and submissions, so many of each, as the site is set up to be served; ``--profile`` prints where the time goes. What
is told is the processor's time of this thread: waiting for the disk and for others is not in it, ``wall`` is with it.
"""

import argparse
import cProfile
import io
import json
import pstats
import secrets
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

from rich.console import Console
from rich.table import Table

from bench import throw_away
from bench.beside import site
from bench.beside.site import CODE
from bench.burst import answering
from bench.burst.answering import LETTERS, questions_of

CONSOLE = Console(width=120)
WARM_UP = 50


class Handler:
    """The site's WSGI application, asked as a server asks it."""

    def __init__(self) -> None:
        from kezhang.web.wsgi import application

        self.application = application

    def ask(
        self, path: str, said: dict[str, str] | None = None, cookies: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str]]:
        """The status, and the cookies that came."""
        body = urlencode(said).encode() if said is not None else b""
        environ = {
            "REQUEST_METHOD": "GET" if said is None else "POST", "PATH_INFO": path, "QUERY_STRING": "",
            "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1", "HTTP_ACCEPT": "application/json",
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in (cookies or {}).items()),
            "wsgi.input": io.BytesIO(body),
        }  # fmt: skip
        setup_testing_defaults(environ)
        told: dict[str, Any] = {}

        def begin(status: str, headers: list[tuple[str, str]], _: object = None) -> Callable[[bytes], object]:
            told["status"], told["headers"] = int(status[:3]), headers
            return lambda _: None

        answer = self.application(environ, begin)
        b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        came = [value.split(";")[0].split("=", 1) for name, value in told["headers"] if name == "Set-Cookie"]
        return told["status"], dict(came)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.burst.cost", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=2000, help="of each kind")
    parser.add_argument("--profile", action="store_true", help="where the time goes")
    asked = parser.parse_args()
    with throw_away.home("cost"):
        site.prepare(examples=True)
        quiz, handler = answering.prepare(CODE), Handler()
        starts = Steps("start", handler)
        people: list[tuple[str, dict[str, str]]] = []

        def start(_: int) -> int:
            own = secrets.token_hex(16)
            status, cookies = handler.ask(f"/open/quiz/{quiz}/start/", {"id": own, "name": "甲"}, {})
            people.append((own, cookies))
            return status

        starts.run(start, asked.requests, asked.profile)
        drawn = [(questions_of(own), cookies) for own, cookies in people[:200]]
        turns = [0]

        def save(_: int) -> int:
            names, cookies = drawn[turns[0] % len(drawn)]
            turns[0] += 1
            said = {name: [LETTERS[turns[0] % 4], turns[0]] for name in names[:5]}
            return handler.ask(f"/open/quiz/{quiz}/paper/", {"answers": json.dumps(said), "go": "save"}, cookies)[0]

        saves = Steps("save", handler)
        saves.run(save, asked.requests, asked.profile)
        waiting = [(questions_of(own), cookies) for own, cookies in people]

        def submit(_: int) -> int:
            names, cookies = waiting.pop()
            said = {name: ["A", 2**20] for name in names}
            return handler.ask(f"/open/quiz/{quiz}/paper/", {"answers": json.dumps(said), "go": "submit"}, cookies)[0]

        submits = Steps("submit", handler)
        submits.run(submit, asked.requests, asked.profile)
        pages = Steps("page", handler)
        pages.run(lambda _: handler.ask(f"/open/quiz/{quiz}/")[0], asked.requests, asked.profile)
        table = Table("request", "of them", "answers", "processor, ms", "median", "wall, ms")
        for each in (pages, starts, saves, submits):
            table.add_row(*each.row())
        CONSOLE.print(table)
    return 0


class Steps:
    """One kind of request, made again and again."""

    def __init__(self, name: str, handler: Handler) -> None:
        self.name, self.handler = name, handler
        self.taken: list[float] = []
        self.statuses: set[int] = set()
        self.wall = 0.0

    def run(self, step: Callable[[int], int], times: int, is_profiled: bool) -> None:
        for n in range(WARM_UP):
            step(n)
        profile = cProfile.Profile()
        begun = time.perf_counter()
        if is_profiled:
            profile.enable()
        for n in range(times):
            at = time.thread_time()
            self.statuses.add(step(n))
            self.taken.append(time.thread_time() - at)
        if is_profiled:
            profile.disable()
            pstats.Stats(profile).sort_stats("cumulative").print_stats(70)
        self.wall = time.perf_counter() - begun

    def row(self) -> tuple[str, ...]:
        mean = 1000 * sum(self.taken) / len(self.taken)
        answers = ", ".join(map(str, sorted(self.statuses)))
        return (self.name, str(len(self.taken)), answers, f"{mean:.2f}", f"{1000 * median(self.taken):.2f}",
                f"{1000 * self.wall / len(self.taken):.2f}")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
