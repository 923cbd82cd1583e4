"""调用深度: room for calls, so that how deep something happens to be called does not decide how long it takes.

The interpreter keeps the frames of calls in pieces of 16 KiB, and gives a piece back to the system as soon as nothing is in it
(CPython's issue 142183; mended in the later 3.13 and 3.14). Where a loop stands at the edge of a piece, each of its calls asks
the system for memory and gives it back: the list of a ledger took 60 ms instead of 24, and nothing in the page said why.
"""

from collections.abc import Callable
from functools import partial
from types import FunctionType
from typing import Any, cast

#: What the frame says it needs, in words of 8 bytes: just over 128 KiB, so the piece is of 256 and has 120 left for what is
#: called from here. Nobody writes to it, so it takes up no memory.
_CLAIMED = 16_400


def _call(work: Callable[..., Any], *given: Any) -> Any:
    return work(*given)


#: Does ``work`` with what is ``given``, and hands out what it does.
with_room = cast(
    "Callable[..., Any]", FunctionType(_call.__code__.replace(co_stacksize=_CLAIMED), globals(), "with_room")
)


def room_for_requests(answer: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The first of the middlewares: all that a request calls has room."""
    return partial(with_room, answer)
