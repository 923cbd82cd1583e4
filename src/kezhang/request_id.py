"""请求编号: which request or which job is under way; on its answer, on every line that is logged for it, and on every change it
writes, so that one leads to the others.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LENGTH = 16
_under_way: ContextVar[str] = ContextVar("request", default="")


@contextmanager
def request_named(name: str = "") -> Iterator[str]:
    """An id for everything that happens inside: a new one, or the one that it has already."""
    token = _under_way.set(name[:LENGTH] or uuid.uuid4().hex[:LENGTH])
    try:
        yield _under_way.get()
    finally:
        _under_way.reset(token)


def current() -> str:
    """The id of what is under way; "" for a command."""
    return _under_way.get()
