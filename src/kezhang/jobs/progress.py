"""进度: how far the work under way is, told by whoever does it and heard by the job it is part of, if it is part of one.

Whoever loops over many things says so with ``counted``; that is also where a wish to cancel is met.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

#: Things between two tellings.
STRIDE = 200

Thing = TypeVar("Thing")


class JobCancelled(Exception):
    """The work is to stop here; what its step has written goes back."""


class Listener(Protocol):
    """Whoever wants to know how far the work is."""

    def tell(self, done: int, total: int, words: str) -> None:
        """Raises JobCancelled when the work is to stop."""


_listener: ContextVar[Listener | None] = ContextVar("progress", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(done: int, total: int, words: str) -> None:
    """Where the work is now; nobody may be listening."""
    if (listener := _listener.get()) is not None:
        listener.tell(done, total, words)


def counted(things: Iterable[Thing], words: str, total: int) -> Iterator[Thing]:
    """The things, ``total`` of them, one after the other, telling now and then how many are done.

    >>> list(counted(["甲", "乙"], "核对", 2))
    ['甲', '乙']
    """
    for number, thing in enumerate(things):
        if number % STRIDE == STRIDE - 1:  # of a few things nobody wants to know
            tell(number, total, words)
        yield thing
