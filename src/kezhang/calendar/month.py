"""月历: the days of one month in weeks, each with what is due on it."""

from calendar import Calendar as Weeks
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from kezhang.orgs.models import Org
from kezhang.orgs.viewing import FIRST_DAY, LAST_DAY
from kezhang.quantities.periods import Period
from kezhang.records import due_list
from kezhang.records.due_list import DueList, DueRecord

#: Things that a day of the grid names; the rest stands in the list below it.
NAMED = 3
#: Things that a month lists.
LISTED = 400
#: So far ahead the next one is looked for.
AHEAD = timedelta(days=3 * 366)


@dataclass(frozen=True)
class MonthDay:
    """One day of the grid."""

    day: date
    is_inside: bool  # of this month; the grid begins and ends with whole weeks
    is_listed: bool  # everything on it was found; of a month with very much only the first days are
    items: tuple[DueRecord, ...]

    @property
    def named(self) -> tuple[DueRecord, ...]:
        return self.items[:NAMED]

    @property
    def more(self) -> int:
        return max(0, len(self.items) - NAMED)


@dataclass(frozen=True)
class Month:
    """A month as a page shows it."""

    period: Period
    weeks: tuple[tuple[MonthDay, ...], ...]
    found: DueList

    @property
    def before(self) -> str:
        """The code of the month before; "" where no bureau keeps anything."""
        return _code(self.period.first - timedelta(days=1))

    @property
    def after(self) -> str:
        return _code(self.period.last + timedelta(days=1))


def month_of(org: Org, period: Period, as_of: date) -> Month:
    """What is due in a month and not settled as of a date."""
    found = due_list.due_between(org, period.first, period.last, as_of, LISTED)
    last = found.items[-1].day - timedelta(days=1) if found.is_cut else period.last
    on: dict[date, list[DueRecord]] = defaultdict(list)
    for item in found:
        on[item.day].append(item)
    weeks = Weeks().monthdatescalendar(period.year, period.first.month)
    return Month(
        period,
        tuple(
            tuple(MonthDay(day, day in period, day <= last, tuple(on.get(day, ()))) for day in week) for week in weeks
        ),
        found,
    )


def first_after(org: Org, period: Period, as_of: date) -> DueRecord | None:
    """What is due next after a month in which nothing is, so that nobody leafs through empty ones."""
    begins = period.last + timedelta(days=1)
    return next(iter(due_list.due_between(org, begins, begins + AHEAD, as_of, 1)), None)


def _code(day: date) -> str:
    return Period.month(day.year, day.month).code if FIRST_DAY <= day <= LAST_DAY else ""
