"""报告期间: the stretches of time that reports are written for, offered by name in any month.

A template says which of them it is written for; a summary of the first half is not offered for November.
"""

from collections.abc import Collection
from datetime import date, timedelta
from enum import Enum

from kezhang.quantities.periods import Period


class Stretch(Enum):
    """期别: the kind of stretch, whatever the year."""

    MONTH = "本月"
    QUARTER = "本季度"
    FIRST_HALF = "上半年"
    SECOND_HALF = "下半年"
    THREE_QUARTERS = "前三季度"
    YEAR = "全年"
    TO_DATE = "年初至今"

    @classmethod
    def of(cls, period: Period) -> "Stretch":
        """Which kind a period is."""
        if period.kind == "half":
            return cls.FIRST_HALF if period.first.month == 1 else cls.SECOND_HALF
        if period.kind == "to_date":
            return cls.THREE_QUARTERS if period.ends_three_quarters else cls.TO_DATE
        return {"month": cls.MONTH, "quarter": cls.QUARTER, "year": cls.YEAR}[period.kind]


def offered(as_of: date, written_for: Collection[Stretch]) -> list[Period]:
    """The periods that a report of a day may be about, the likeliest first; without stretches given, all of them.

    What has not begun is not offered; what ended long ago is not either, but for the halves and the year.
    """
    year, month = as_of.year, as_of.month
    last_month = as_of.replace(day=1) - timedelta(days=1)
    quarter = (month + 2) // 3
    by_stretch = {
        Stretch.FIRST_HALF: [Period.half(year, 1)],
        Stretch.THREE_QUARTERS: [Period.to_date(date(year, 9, 30))] if month >= 9 else [],
        Stretch.SECOND_HALF: [Period.half(year, 2)] if month >= 7 else [Period.half(year - 1, 2)],
        Stretch.YEAR: [Period.year_of(year), Period.year_of(year - 1)],
        Stretch.QUARTER: [Period.quarter(year, number) for number in range(quarter, 0, -1)],
        Stretch.MONTH: [Period.month(year, month), Period.month(last_month.year, last_month.month)],
        Stretch.TO_DATE: [Period.to_date(as_of)],
    }
    if quarter == 1:
        by_stretch[Stretch.QUARTER].append(Period.quarter(year - 1, 4))
    return [
        period
        for stretch in sorted(by_stretch, key=lambda each: _likeliness(each, month))
        if not written_for or stretch in written_for
        for period in _newest_first(by_stretch[stretch], month)
    ]


def _likeliness(stretch: Stretch, month: int) -> int:
    """Reports are asked for about the turn of a half, the third quarter and the year; between them for the month."""
    seasons = {Stretch.YEAR: (12, 1, 2, 11), Stretch.FIRST_HALF: (6, 7, 5, 8), Stretch.THREE_QUARTERS: (9, 10)}
    if month in seasons.get(stretch, ()):
        return -1
    return list(Stretch).index(stretch)


def _newest_first(periods: list[Period], month: int) -> list[Period]:
    """In the first months of a year its predecessor is what is summed up."""
    years = all(period.kind == "year" for period in periods)
    return periods[::-1] if years and month <= 3 else periods


def with_chosen(periods: list[Period], chosen: Period | None) -> list[Period]:
    """The periods offered, and the one that was chosen where it is none of them."""
    return periods if chosen is None or chosen in periods else [chosen, *periods]


def day_for(period: Period, today: date) -> date:
    """截至 when nobody says it: the last day of the period, or today while it goes on."""
    return min(period.last, max(today, period.first))
