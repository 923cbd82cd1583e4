"""轮次: so many forms are taken in at once by a process, a few more wait; whoever comes beyond is told to come again at once.

What is taken in waits for the bureau's lock and for the disk, and a server that lets a crowd wait for that in its
threads has none left for the bureau's own pages. What was sent is read before a turn is taken, so that a slow line
holds none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import BoundedSemaphore

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from kezhang.submissions.open.responses import as_data, wants_data

#: Taken in at once, and waiting for that; with the server's threads this leaves two for everything else.
AT_ONCE, WAITING = 2, 4
#: Seconds that one waits at most, and after which whoever was told to comes again.
PATIENCE, AGAIN = 20, 3
SAYS = f"现在提交的人很多，这一次还没有收下，{AGAIN}秒后再试。"


class Turns:
    """Counted in this process; another one has its own threads, too."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._free, self._places = BoundedSemaphore(at_once), BoundedSemaphore(at_once + waiting)

    @property
    def is_full(self) -> bool:
        """Whether somebody who comes now need not even be read; that he finds a turn later is decided when he takes it."""
        if self._places.acquire(blocking=False):
            self._places.release()
            return False
        return True

    @contextmanager
    def taken(self) -> Iterator[bool]:
        """Whether there was a turn, which then lasts as long as the block."""
        if not self._places.acquire(blocking=False):
            yield False
            return
        try:
            has_turn = self._free.acquire(timeout=PATIENCE)
            try:
                yield has_turn
            finally:
                if has_turn:
                    self._free.release()
        finally:
            self._places.release()


TURNS = Turns()


def told_to_wait(request: HttpRequest) -> HttpResponse:
    """429: the page's own script comes again by itself; without one the browser sends it again where it is told to."""
    if wants_data(request):
        answer: HttpResponse = as_data({"says": SAYS, "again": AGAIN}, 429)
    else:
        answer = HttpResponse(_page(), status=429)
    answer.headers["Retry-After"] = str(AGAIN)
    return answer


@lru_cache(maxsize=1)
def _page() -> str:
    says = f"{SAYS}请刷新这一页，浏览器会把刚才填写的再提交一次，不会丢失，也不会重复。"
    return render_to_string("open/crowd.html", {"says": says})
