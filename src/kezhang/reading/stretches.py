"""重叠: which of the many stretches found in a text lie over a place of it, without looking at every one. Pure."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Generic, Protocol, TypeVar


class Spanned(Protocol):
    """Whatever says from where to where in a text it stands."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


Each = TypeVar("Each", bound=Spanned)


class Stretches(Generic[Each]):
    """Stretches of one text, asked by place: a document of tens of thousands of numbers asks as often.

    >>> from types import SimpleNamespace as S
    >>> found = Stretches([S(start=0, end=4), S(start=6, end=9), S(start=6, end=7)])
    >>> [(each.start, each.end) for each in found.over(8, 12)], found.first(4, 6)
    ([(6, 9)], None)
    """

    def __init__(self, stretches: Sequence[Each]) -> None:
        self._sorted = sorted(stretches, key=lambda each: each.start)
        self._reached = list(accumulate((each.end for each in self._sorted), max))

    def over(self, start: int, end: int) -> Iterator[Each]:
        """Those that share a character with the place, by where they begin."""
        for at in range(bisect_right(self._reached, start), len(self._sorted)):
            each = self._sorted[at]
            if each.start >= end:
                return
            if each.end > start:
                yield each

    def first(self, start: int, end: int) -> Each | None:
        return next(self.over(start, end), None)
