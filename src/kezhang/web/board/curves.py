"""完成条和曲线: what the board draws, as numbers of a drawing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kezhang.indicators.indicator import Indicator
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.reports.figure_kinds.kind import UNKNOWN

WIDTH, HEIGHT = 96, 24
Series = list[tuple[date, Decimal | None]]


@dataclass(frozen=True)
class Bar:
    """A completion bar as drawn: the done share and the expected mark, out of 100."""

    done: float
    expected: float | None


@dataclass(frozen=True)
class Spark:
    """A curve over the months, as the points of an SVG line; last year's behind it, where there is one."""

    points: str
    last: str
    months: tuple[tuple[date, str, str], ...]  # the month's end, its value, last year's
    before: str = ""


def bar(done: Decimal | None, expected: Decimal | None) -> Bar | None:
    if done is None:
        return None
    shown = float(min(max(done, Decimal(0)), Decimal(1)) * 100)
    return Bar(shown, None if expected is None else float(min(expected, Decimal(1)) * 100))


def spark(indicator, org: Org, period: Period, as_of: date, known_on=None) -> Spark | None:
    """The cumulated months and those of the year before, on one scale; only what is measured directly has them."""
    if not isinstance(indicator, Indicator):
        return None
    series = indicator.by_month(org, period, as_of, known_on)
    earlier = period.previous()
    before = indicator.by_month(org, earlier, earlier.last, known_on)
    known = _known(series)
    top = max((value for _, value in (*known, *_known(before))), default=Decimal(0))
    if len(known) < 2 or not top:
        return None
    months = max(len(before), len(series))
    last_year = dict(enumerate(value for _, value in before))
    points = _points(known, top, months)
    told = tuple(
        (month, _text(indicator, value), _text(indicator, last_year.get(place)))
        for place, (month, value) in enumerate(series)
    )
    return Spark(" ".join(points), points[-1], told, " ".join(_points(_known(before), top, months)))


def _known(series: Series) -> list[tuple[int, Decimal]]:
    return [(place, value) for place, (_, value) in enumerate(series) if value is not None]


def _points(known: list[tuple[int, Decimal]], top: Decimal, months: int) -> list[str]:
    step = WIDTH / max(1, months - 1)
    return [f"{place * step:.1f},{HEIGHT - 2 - float(value / top) * (HEIGHT - 4):.1f}" for place, value in known]


def _text(indicator: Indicator, value: Decimal | None) -> str:
    return UNKNOWN if value is None else indicator.unit.write(value)
