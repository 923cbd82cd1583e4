"""试填: invented figures by which a template is looked at before it is used: a good year, a poor one, and none known.

What a template says of a direction, of a task that is behind or of a number that is missing is seen before it is true.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from kezhang.catalogue import INDICATORS
from kezhang.indicators.indicator import AnyIndicator, Figure
from kezhang.quantities.periods import Period
from kezhang.reports.drafting.figures import Figures
from kezhang.targets.models import Target
from kezhang.targets.progress import Progress, progress


class Trial(Enum):
    """试填用的数: what is invented, of 100 that are set as a task."""

    GOOD = "good"
    POOR = "poor"
    EMPTY = "empty"

    @property
    def label(self) -> str:
        return {"good": "较好的数", "poor": "较差的数", "empty": "没有数"}[self.value]


#: This year and the year before it: counts and amounts, shares in percent, ranks.
_COUNTS = {Trial.GOOD: (110, 80), Trial.POOR: (20, 60)}
_SHARES = {Trial.GOOD: (95, 90), Trial.POOR: (35, 50)}
_RANKS = {Trial.GOOD: (1, 3), Trial.POOR: (7, 4)}
_TASK = 100
#: How many tasks the list of problems shows.
_PROBLEMS = 3


@dataclass
class TrialFigures(Figures):
    """Figures of nobody; no record is read for them."""

    trial: Trial = Trial.GOOD

    def measure(self, indicator: AnyIndicator, period: Period | None = None, as_of: date | None = None) -> Figure:
        as_of = as_of or self.as_of
        period = period or Period.year_of(self.as_of.year)
        is_before = period.first.year < self.as_of.year
        return Figure(indicator, self.org, period, as_of, self._value(indicator, is_before=is_before))

    def targets(self, indicator: AnyIndicator) -> Sequence[Target]:
        if self.trial is Trial.EMPTY or indicator.unit.dimension in {"ratio", "stated-ratio", "rank", "points"}:
            return []
        told = {
            "org": self.org, "indicator": indicator.slug, "year": self.as_of.year, "unit": indicator.unit.label,
            "type": Target.Type.ASSIGNED, "assigner": self.org.parent.bureau if self.org.parent else "",
            "value": Decimal(_TASK), "effective_on": date(self.as_of.year, 1, 1),
            "first_quarter": Decimal(25), "second_quarter": Decimal(50), "third_quarter": Decimal(75),
        }  # fmt: skip
        return [Target(**told)]

    def board(self) -> list[Progress]:
        """A few tasks, as they would stand."""
        found = (each for indicator in INDICATORS.values() if indicator.code for each in self.targets(indicator))
        lines = (progress(target, self.measure(target.measured), self.as_of) for target in found)
        return [line for line, _ in zip(lines, range(_PROBLEMS), strict=False)]

    def _value(self, indicator: AnyIndicator, *, is_before: bool) -> Decimal | None:
        dimension = indicator.unit.dimension
        if self.trial is Trial.EMPTY:
            return None if dimension in {"ratio", "stated-ratio", "rank", "points"} else Decimal(0)
        values = _RANKS if dimension == "rank" else _SHARES if "ratio" in dimension else _COUNTS
        return values[self.trial][is_before] * indicator.unit.factor
