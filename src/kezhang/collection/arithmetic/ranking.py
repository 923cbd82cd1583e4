"""排名: 1-2-2-4 at the printed precision; who has no number stands last without a rank."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from kezhang.collection.arithmetic.rounding import printed

Key = TypeVar("Key")


@dataclass(frozen=True)
class Placing:
    """One place: None is listed without a rank. ``of`` counts those who were ranked."""

    place: int | None
    of: int
    tied: bool = False
    left_out: int = 0  # how many have no rank

    @property
    def text(self) -> str:
        """As people read it.

        >>> Placing(3, 7, left_out=1).text
        '第3（7县参排，1县未报）'
        """
        if self.place is None:
            return "不参排"
        out = f"，{self.left_out}县未报" if self.left_out else ""
        return f"{'并列' if self.tied else ''}第{self.place}（{self.of}县参排{out}）"


def ranks(
    values: Mapping[Key, Decimal | None], places: int, *, lower_is_better: bool = False, dense: bool = False
) -> dict[Key, Placing]:
    """Each one's place; equal at ``places`` decimals is equal. ``dense`` is 1-2-2-3, for schemes that say so."""
    known = {key: printed(value, places) for key, value in values.items() if value is not None}
    ordered = sorted(known.values(), reverse=not lower_is_better)
    steps = sorted(set(ordered), reverse=not lower_is_better)
    out = len(values) - len(known)
    found: dict[Key, Placing] = {}
    for key in values:
        if key not in known:
            found[key] = Placing(None, len(known), left_out=out)
            continue
        place = (steps if dense else ordered).index(known[key]) + 1
        found[key] = Placing(place, len(known), ordered.count(known[key]) > 1, out)
    return found


def first(found: Mapping[Key, Placing], count: int) -> list[Key]:
    """前N: everybody whose place is at most N; N is at most half of the ranked, so that nobody stands in both lists."""
    most = _within(found, count)
    chosen = [key for key, ranked in found.items() if ranked.place is not None and ranked.place <= most]
    return sorted(chosen, key=lambda key: found[key].place or 0)


def last(found: Mapping[Key, Placing], count: int) -> list[Key]:
    """后N: mirrored, counted from the end; the last comes last. Ties that reach into the first N stay out."""
    most = _within(found, count)
    ranked = [key for key, each in found.items() if each.place is not None]
    worse = {key: sum((found[other].place or 0) > (found[key].place or 0) for other in ranked) for key in ranked}
    ahead = set(first(found, count))
    return sorted((k for k in ranked if worse[k] < most and k not in ahead), key=lambda key: found[key].place or 0)


def _within(found: Mapping[Key, Placing], count: int) -> int:
    return min(count, sum(each.place is not None for each in found.values()) // 2)
