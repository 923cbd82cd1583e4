"""What takes how long does not hang on how deep it is called."""

import sys
from collections.abc import Callable

import pytest

from kezhang.call_depth import room_for_requests, with_room

resource = pytest.importorskip("resource", reason="only a Unix system says how often it was asked for memory")
LOOP = 400


def _leaf() -> tuple[int, ...]:
    """Its frame is wider than that of a step down, so at one of the depths it does not fit."""
    a = 1
    return (a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a)  # fmt: skip


def _at(depth: int, work: Callable[[], int]) -> int:
    return _at(depth - 1, work) if depth else work()


def _asked() -> int:
    """How often the system is asked for memory while something small is called again and again."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(LOOP):
        _leaf()
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)


def _most(work: Callable[[], int]) -> int:
    return max(_at(depth, work) for depth in range(600))


def test_a_loop_at_any_depth_asks_the_system_for_no_memory() -> None:
    assert _most(lambda: with_room(_at, 20, _asked)) < LOOP // 10


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="later Pythons keep a piece for the next call")
def test_without_room_there_is_a_depth_where_every_call_does() -> None:
    assert _most(_asked) >= LOOP


def test_a_request_is_answered_as_without_room() -> None:
    assert room_for_requests(lambda request: f"answer to {request}")("one") == "answer to one"


def test_room_is_the_first_of_the_middlewares() -> None:
    from django.conf import settings

    assert settings.MIDDLEWARE[0] == "kezhang.call_depth.room_for_requests"
