"""指标: a named number measured over one ledger, for a bureau and a period, as of a date.

The number and its evidence come from one and the same query, so they cannot disagree.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple

from django.db.models import Max, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncMonth

from kezhang.indicators.derived import YEAR_ON_YEAR, Standing
from kezhang.indicators.measures import Measure, Rows
from kezhang.indicators.pace import Pace, profiles
from kezhang.orgs.models import Org
from kezhang.quantities.numerals import chinese_number
from kezhang.quantities.periods import Period, a_year_before
from kezhang.quantities.units import Unit
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.history import past
from kezhang.records.history.heads import Knowledge
from kezhang.records.history.seen_rows import SeenRows
from kezhang.records.models import Record


class Timing(Enum):
    """When a record counts."""

    FLOW = "流量：按归属日期落在本期内计"
    STOCK = "存量：按截至日有效计，不跨期相加"
    YEARLY = "年度：按所属年度计，每年重新起算"


class Direction(Enum):
    UP = "越多越好"
    HOLD = "保持"
    DOWN = "越少越好"


class OverPlaces(Enum):
    """What a bureau's number is to those of the bureaus below it."""

    SUM = "各单位相加"
    QUERY = "合并去重后另计"
    RATE = "各单位分子之和除以分母之和"
    NEVER = "不相加，各单位各一个数"


#: What is published for one place: the place above has its own, or none.
OF_ONE_PLACE = frozenset({"stated-ratio", "rank", "points", "ratio", "attendance"})


@dataclass(frozen=True)
class Figure:
    """数字: an indicator's value for a bureau and a period, with the records it was made of.

    ``value`` is in the unit's base (yuan, fraction, pieces); None means that it cannot be known,
    which is never the same as zero. A ratio has no records of its own but the parts that have.
    ``known_on`` is the moment whose knowledge it shows, None the present; the records stay at it.
    """

    indicator: "AnyIndicator"
    org: Org
    period: Period
    as_of: date
    value: Decimal | None
    records: SeenRows | None = None
    parts: tuple["Figure", ...] = ()
    known_on: Knowledge | None = None

    @property
    def text(self) -> str:
        """As people read it, with the unit; 待核 when unknown."""
        return "待核" if self.value is None else self.indicator.unit.write(self.value)

    def contributions(self) -> list[tuple[Record, Decimal]]:
        """Each record and what it brings; adds up to the value."""
        if self.records is None:
            return []
        assert isinstance(self.indicator, Indicator)
        return self.indicator.measure.contributions(self.records)


@dataclass(frozen=True, kw_only=True)
class NamedMeasure:
    """What every indicator says of itself, measured or derived."""

    slug: str  # in addresses, templates and frozen reports; never changed once released
    code: str  # the data dictionary's short code; "" for parts that no list names
    label: str
    unit: Unit
    basis: str  # the document or the agreement that defines it
    note: str = ""  # how it is counted, in Chinese, for the people who read it
    also_called: tuple[str, ...] = ()
    pace: str = "linear"
    direction: Direction = Direction.UP

    @property
    def pace_profile(self) -> Pace:
        return profiles()[self.pace]

    @property
    def lags(self) -> bool:
        """Whether its numbers come out a year or two after the year they speak of."""
        return self.pace == "annual-lag"

    def newest_year(self, org: Org, as_of: date) -> int | None:  # noqa: ARG002 - those over a ledger ask it
        """数据年度: the newest year that anything is known of; None where that is not asked."""
        return None

    def usual_period(self, org: Org, as_of: date) -> Period:
        """The year a report of ``as_of`` tells of: this one, or the newest data year of what lags."""
        return Period.year_of((self.newest_year(org, as_of) if self.lags else None) or as_of.year)


class Asked(NamedTuple):
    """An indicator with the period and the day for which it is wanted."""

    indicator: Any
    period: Period
    as_of: date


@dataclass(frozen=True, kw_only=True)
class Composed(NamedMeasure, ABC):
    """What is computed from other indicators; its figure keeps them as parts."""

    @abstractmethod
    def ingredients(self, period: Period, as_of: date) -> tuple[Asked, ...]:
        """What its number for a period is computed from."""

    @abstractmethod
    def composed(self, values: Sequence[Decimal | None]) -> Decimal | None:
        """Its number from those of the ingredients, in their order; an unknown one leaves it unknown."""

    def figure(self, org: Org, period: Period, as_of: date, known_on: Knowledge | None = None) -> Figure:
        asked = self.ingredients(period, as_of)
        parts = tuple(each.indicator.figure(org, each.period, each.as_of, known_on) for each in asked)
        value = self.composed([part.value for part in parts])
        return Figure(self, org, period, as_of, value, parts=parts, known_on=known_on or past.moment_seen())  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Indicator(NamedMeasure):
    """A number measured directly over one ledger's records."""

    over: Ledger
    measure: Measure = field(default_factory=Rows)
    when: Q | Callable[[Period], Combinable | Q] = field(default_factory=Q)
    dated_by: str = ""  # another date than the ledger's own: approvals count by approval, not application
    timing: Timing = Timing.FLOW
    held: Callable[[date], Q] | None = None  # STOCK: what holds on a day; FLOW: what has to hold by the last day too
    year_field: str = ""  # YEARLY: the field with the year it counts for

    def figure(self, org: Org, period: Period, as_of: date, known_on: Knowledge | None = None) -> Figure:
        """The number for a bureau and everything below it, from what counts up to ``as_of``; as known on a moment."""
        moment = known_on or past.moment_seen()
        counted = access.records(self.over, org).filter(self.counted(period, as_of))
        if self.over_places is OverPlaces.NEVER:
            counted = counted.filter(org=org)
        # In one order at any moment: of two records of one day the same stands for a body that counts once.
        records = SeenRows.of(counted.order_by(*(self.over.model._meta.ordering or ()), "pk"), moment)
        value = records.aggregate(value=self.measure.aggregate())["value"]
        return Figure(self, org, period, as_of, self.known(value, records.exists), records, known_on=moment)

    def known(self, value: Any, any_counted: Callable[[], bool]) -> Decimal | None:
        """What an aggregate came to; nothing counted is zero, but not published yet and not filled in are unknown."""
        if value is not None:
            return Decimal(value)
        return None if self.lags or any_counted() else Decimal(0)

    @property
    def over_places(self) -> OverPlaces:
        """怎么跨单位合计: by what it measures; a percentage or a rank that somebody published adds up nowhere."""
        if self.unit.dimension in OF_ONE_PLACE:
            return OverPlaces.NEVER
        return OverPlaces.SUM if self.measure.adds_up_over_places else OverPlaces.QUERY

    def split(self, figure: Figure, column: str) -> list[tuple[str, Figure]]:
        """其中: the figure by the values of one column, as people read them, in the order of its choices."""
        assert figure.records is not None
        said = self.over.column(column)
        choices, batches = said.choices, said.label.endswith("批次")
        found = list(figure.records.order_by().values_list(said.expression, flat=True).distinct())
        order = {value: place for place, value in enumerate(choices)}
        parts = []
        for value in sorted(found, key=lambda v: (order.get(v, len(order)), str(v))):
            records = figure.records.filter(said.holding(value))
            amount = self.known(records.aggregate(value=self.measure.aggregate())["value"], records.exists)
            label = "未填" if value in (None, "") else str(choices.get(value, value))
            if batches and label.isdecimal():
                label = f"第{chinese_number(int(label)) if 1 <= int(label) <= 99 else label}批"
            part = Figure(self, figure.org, figure.period, figure.as_of, amount, records, known_on=figure.known_on)
            parts.append((label, part))
        return parts

    def newest_year(self, org: Org, as_of: date) -> int | None:
        if self.timing is not Timing.YEARLY or callable(self.when):
            return None
        known = access.records(self.over, org).filter(self.when, **{f"{self.date_field}__lte": as_of})
        return known.aggregate(year=Max(self.year_field))["year"]

    def by_month(
        self, org: Org, period: Period, as_of: date, known_on: Knowledge | None = None
    ) -> list[tuple[date, Decimal | None]]:
        """The cumulated value at the end of each month of the period up to ``as_of``; None where it is unknown."""
        with past.known_on(known_on or past.moment_seen()):
            return self._by_month(org, period, as_of)

    def _by_month(self, org: Org, period: Period, as_of: date) -> list[tuple[date, Decimal | None]]:
        months = [m for m in period.months() if m.first <= as_of]
        if self.timing is not Timing.FLOW or self.held or not self.measure.adds_up_over_time:
            return [(m.last, self.figure(org, period, min(m.last, as_of)).value) for m in months]
        rows = (
            access.records(self.over, org)
            .filter(self.counted(period, as_of))
            .order_by()
            .annotate(month=TruncMonth(self.date_field))
            .values("month")
            .annotate(value=self.measure.aggregate())
        )
        found = {(row["month"].year, row["month"].month): row["value"] for row in rows}
        brought: list[Any] = []
        series: list[tuple[date, Decimal | None]] = []
        for month in months:
            if (at := (month.first.year, month.first.month)) in found:
                brought.append(found[at])
            known = [Decimal(value) for value in brought if value is not None]
            # As the figure itself: records of which none says its amount leave it unknown.
            series.append((month.last, sum(known, Decimal(0)) if known or not brought else None))
        return series

    @property
    def date_field(self) -> str:
        return self.dated_by or self.over.dated_by

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields that an evidence sheet must show."""
        return (self.date_field, *self.measure.fields)

    def counted(self, period: Period, as_of: date) -> Q:
        """Which of the ledger's records count; by days first, which is soon seen, before what other records say."""
        said = self.when(period) if callable(self.when) else self.when
        when = said if isinstance(said, Q) else Q(said)
        last = min(period.last, as_of)
        if self.timing is Timing.STOCK:
            return (self.held(last) if self.held else Q(**{f"{self.date_field}__lte": last})) & when
        if self.timing is Timing.YEARLY:
            return Q(**{self.year_field: period.first.year, f"{self.date_field}__lte": as_of}) & when
        held = self.held(last) if self.held else Q()
        return Q(**{f"{self.date_field}__gte": period.first, f"{self.date_field}__lte": last}) & held & when


@dataclass(frozen=True, kw_only=True)
class Ratio(Composed):
    """A share: its figure keeps both parts, and is unknown when there is nothing to divide by."""

    numerator: Any
    denominator: Any

    @property
    def over_places(self) -> OverPlaces:
        return OverPlaces.RATE

    def newest_year(self, org: Org, as_of: date) -> int | None:
        return self.numerator.newest_year(org, as_of)

    def ingredients(self, period: Period, as_of: date) -> tuple[Asked, ...]:
        return Asked(self.numerator, period, as_of), Asked(self.denominator, period, as_of)

    def composed(self, values: Sequence[Decimal | None]) -> Decimal | None:
        over, under = values
        return over / under if over is not None and under else None


@dataclass(frozen=True, kw_only=True)
class Difference(Composed):
    """What was added less what was taken away; the parts stay visible."""

    plus: tuple[Any, ...]
    minus: tuple[Any, ...]

    @property
    def over_places(self) -> OverPlaces:
        parts = (*self.plus, *self.minus)
        adds = all(part.over_places is OverPlaces.SUM for part in parts)
        return OverPlaces.SUM if adds else OverPlaces.QUERY

    def ingredients(self, period: Period, as_of: date) -> tuple[Asked, ...]:
        return tuple(Asked(each, period, as_of) for each in (*self.plus, *self.minus))

    def composed(self, values: Sequence[Decimal | None]) -> Decimal | None:
        if None in values:
            return None
        known = [value for value in values if value is not None]
        gained = len(self.plus)
        return sum(known[:gained], Decimal(0)) - sum(known[gained:], Decimal(0))


@dataclass(frozen=True, kw_only=True)
class Growth(Composed):
    """增速: against the same period of the year before, or against that whole year when ``full_year``."""

    of: Any
    full_year: bool = False

    @property
    def over_places(self) -> OverPlaces:
        return OverPlaces.NEVER

    def newest_year(self, org: Org, as_of: date) -> int | None:
        return self.of.newest_year(org, as_of)

    def ingredients(self, period: Period, as_of: date) -> tuple[Asked, ...]:
        now = Asked(self.of, period, as_of)
        if self.full_year:
            # What counts for that year may be reported in the next: a year is closed by its period, not by the calendar.
            return now, Asked(self.of, Period.year_of(period.first.year - 1), as_of)
        return now, Asked(self.of, period.previous(), a_year_before(as_of))

    def composed(self, values: Sequence[Decimal | None]) -> Decimal | None:
        now, before = values
        return YEAR_ON_YEAR.of(Standing(value=now, same_period=before))


AnyIndicator = Indicator | Ratio | Difference | Growth
