"""比率: rates over several bureaus are rates of sums, with the coverage they rest on; timeliness of a round."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

Pair = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True)
class CoveredRate:
    """A rate with what it was made of: ``counted`` of ``asked`` bureaus had both parts."""

    numerator: Decimal | None
    denominator: Decimal | None
    counted: int
    asked: int

    @property
    def value(self) -> Decimal | None:
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator

    @property
    def coverage(self) -> str:
        return f"{self.counted}/{self.asked}县"


def rate_of_sums(pairs: Iterable[Pair]) -> CoveredRate:
    """Numerators over denominators, both summed over those that have both; a hidden or missing part drops its pair.

    >>> found = rate_of_sums([(Decimal(1300), Decimal(2500)), (Decimal(90), Decimal(100)), (None, Decimal(50))])
    >>> found.coverage, round(found.value * 100, 2)
    ('2/3县', Decimal('53.46'))
    """
    asked = list(pairs)
    known = [(over, under) for over, under in asked if over is not None and under is not None]
    if not known:
        return CoveredRate(None, None, 0, len(asked))
    return CoveredRate(
        sum((over for over, _ in known), Decimal(0)),
        sum((under for _, under in known), Decimal(0)),
        len(known),
        len(asked),
    )


@dataclass(frozen=True)
class Timeliness:
    """及时率 …: what a round came to; the denominators are those who were obliged, never those who answered."""

    obliged: int
    sent: int
    on_time: int
    accepted: int
    accepted_at_first: int

    @property
    def sent_rate(self) -> Decimal | None:
        """报送率."""
        return _share(self.sent, self.obliged)

    @property
    def on_time_rate(self) -> Decimal | None:
        """及时率: over the obliged; dividing by those who sent would reward silence."""
        return _share(self.on_time, self.obliged)

    @property
    def at_first_rate(self) -> Decimal | None:
        """一次通过率."""
        return _share(self.accepted_at_first, self.accepted)


def completeness(answered: int, asked: int) -> Decimal | None:
    """完整率: figures with a value or a stated reason ÷ figures asked."""
    return _share(answered, asked)


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / Decimal(whole) if whole else None
