"""数量级: whether what a record says is of the size that this ledger, this firm, this indicator usually shows.

An amount in the wrong unit is ten thousand times too large and looks like any other number. What a bureau has stored
tells what is usual; while that is little, fixed bounds do. Whatever lies outside is a warning that names the likely cause.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from math import log10
from statistics import median
from typing import Any

from django.db import models
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org
from kezhang.quantities.units import MONEY, WAN_YUAN, YI_YUAN, YUAN, Unit
from kezhang.records import access
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem, Severity
from kezhang.records.fields import ScaledField, YearField
from kezhang.records.models import Record

#: So many stored values of a ledger tell what is usual, and so many of one firm or indicator.
ENOUGH, ENOUGH_OF_ONE = 12, 3
#: How many of the newest records are looked at.
RECENT = 2_000
#: Times (as a power of ten) that a value may lie from the middle however alike the others are.
REACH, REACH_OF_ONE = 2.5, 1.8
#: Spreads that a value may lie from the middle; the spread is the median deviation, as large as a standard deviation.
SPREADS, DEVIATION = 4.0, 1.4826
#: What one amount, or one count, is usually within while nothing else is known.
USUAL_AMOUNT, USUAL_COUNT = (Decimal(100), Decimal(1_000_000_000)), (Decimal(0), Decimal(99_999))
#: From here on an amount is held against what the whole county makes in a year.
LARGE = Decimal(1_000_000_000)
#: Dates called so say how long something holds or is planned, and may lie ahead.
AHEAD = frozenset(
    {"started_on", "ended_on", "due_on", "valid_to", "planned_on", "opens_on", "closes_on", "effective_on"}
)
#: No bureau keeps anything older; a sheet's 1 or 31 is a day of 1900 once its column is formatted as dates.
LONG_AGO = date(1949, 10, 1)
#: What the warnings are called in the log.
UNUSUAL_SIZE, FUTURE_DATE, ANCIENT_DATE = "unusual_size", "future_date", "ancient_date"
#: The units that amounts are mistaken for.
MISTAKEN = (YUAN, MONEY["千元"], WAN_YUAN, YI_YUAN)


@dataclass(frozen=True)
class Usual:
    """What is usual of one column, and whose habit it is."""

    least: Decimal
    most: Decimal
    middle: Decimal
    says: str  # in words: 本台账一般在30万元上下

    def holds(self, value: Decimal) -> bool:
        return self.least <= value <= self.most


def measured(ledger: Ledger) -> list[Column]:
    """The columns whose size is looked at: amounts and counts; no years, scores and ordinals."""
    compared = ledger.comparable_within
    return [
        column
        for column in ledger.declared
        if column.unit is not None
        or type(column.model_field) is models.PositiveIntegerField
        or (compared and isinstance(column.model_field, ScaledField))
        if not isinstance(column.model_field, YearField) and not column.choices
    ]


class UsualValues:
    """What a bureau's ledger usually shows, for the records that are about to be stored in it."""

    def __init__(self, ledger: Ledger, org: Org, coming: Sequence[Record] = ()) -> None:
        self.ledger = ledger
        self.org = org
        self.columns = measured(ledger)
        self.today = timezone.localdate()
        self.dates = [c for c in ledger.declared if c.is_date]
        self.alike = ledger.comparable_within or tuple(link.name for link in ledger.links[:1])
        self._coming = coming[:RECENT]

    def problems(self, record: Record, old: Record | None = None) -> list[Problem]:
        """Warnings about what is new in a record."""
        found = []
        for column in self.columns:
            value = column.of(record)
            if not value or value < 0 or (old is not None and column.of(old) == value):
                continue
            if says := self._fault(column, Decimal(value), record):
                found.append(_warning(column, record, says, UNUSUAL_SIZE))
        for column in self.dates:
            day: date | None = column.of(record)
            if day is None or (old is not None and column.of(old) == day):
                continue
            if day > self.today and column.name not in AHEAD:
                found.append(_warning(column, record, f"晚于今天（{self.today}），请核对年份", FUTURE_DATE))
            if day < LONG_AGO:
                says = f"早于{LONG_AGO}，多半是空格、数字或编号被表格当成了日期，请核对"
                found.append(_warning(column, record, says, ANCIENT_DATE))
        return found

    def _fault(self, column: Column, value: Decimal, record: Record) -> str:
        if column.unit is not None and value >= LARGE and self._economy and value > self._economy[0]:
            whole, of = self._economy
            return f"{_shown(column, value)}超过{of}（{YI_YUAN.write(whole)}）{_cause(column, value, _fixed(self.ledger, column))}"
        for usual in self._usual(column, record):
            if value > usual.most or (column.unit is not None and value < usual.least):
                return f"{_shown(column, value)}，{usual.says}{_cause(column, value, usual)}"
        return ""

    def _usual(self, column: Column, record: Record) -> Iterable[Usual]:
        if (own := self._of_one.get((column.name, self._like(record)))) is not None:
            yield own
        if not self.ledger.comparable_within:
            yield from self._of_all[column.name]

    @cached_property
    def _stored(self) -> list[tuple[Any, ...]]:
        names = (*self.alike, *(column.name for column in self.columns))
        rows = access.records(self.ledger, self.org).filter(org=self.org).order_by("-pk")
        return list(rows.values_list(*names)[:RECENT]) if self.columns else []

    @cached_property
    def _of_all(self) -> dict[str, list[Usual]]:
        """By column what is usual in the ledger; while it holds little, fixed bounds and what the sheet itself shows."""
        found: dict[str, list[Usual]] = {}
        for place, column in enumerate(self.columns, start=len(self.alike)):
            if spread := _spread(column, (row[place] for row in self._stored), ENOUGH, REACH, "本台账"):
                found[column.name] = [spread]
                continue
            within = _spread(column, (column.of(each) for each in self._coming), ENOUGH, REACH, "本表")
            found[column.name] = [_fixed(self.ledger, column), *([within] if within else [])]
        return found

    @cached_property
    def _of_one(self) -> dict[tuple[str, tuple[Any, ...]], Usual]:
        """By column and firm, or indicator, what is usual of it."""
        if not self.alike:
            return {}
        groups: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
        for row in self._stored:
            groups.setdefault(row[: len(self.alike)], []).append(row)
        found = {}
        for like, rows in groups.items():
            for place, column in enumerate(self.columns, start=len(self.alike)):
                values = (row[place] for row in rows) if len(rows) >= ENOUGH_OF_ONE and any(like) else ()
                if spread := _spread(column, values, ENOUGH_OF_ONE, REACH_OF_ONE, "同类各条"):
                    found[column.name, like] = spread
        return found

    def _like(self, record: Record) -> tuple[Any, ...]:
        return tuple(getattr(record, name) for name in self.alike)

    @cached_property
    def _economy(self) -> tuple[Decimal, str] | None:
        """The largest amount there can be in the county, and what it is."""
        for ledger in LEDGERS.values():
            if ledger.ceiling is not None:
                rows = access.records(ledger, self.org).filter(org=self.org).order_by(f"-{ledger.dated_by}")
                for row in rows[:RECENT]:
                    if (whole := ledger.ceiling(row)) is not None:
                        return whole, str(row)
        return None


def _spread(column: Column, values: Iterable[Any], enough: int, reach: float, whose: str) -> Usual | None:
    """What is usual by the values themselves: their middle, and several times how far they mostly lie from it."""
    sizes = [log10(value) for value in values if value and value > 0]
    if len(sizes) < enough:
        return None
    middle = median(sizes)
    off = DEVIATION * median(abs(size - middle) for size in sizes)
    within = max(reach, SPREADS * off)
    centre = _power(middle)
    return Usual(_power(middle - within), _power(middle + within), centre, f"{whose}一般在{_about(column, centre)}上下")


def _fixed(ledger: Ledger, column: Column) -> Usual:
    """What is usual while the bureau has stored little."""
    least, most = ledger.usual.get(column.name) or (USUAL_AMOUNT if column.unit is not None else USUAL_COUNT)
    least, most = Decimal(least), Decimal(most)
    says = f"一般{f'在{_shown(column, least)}至' if least else '不超过'}{_shown(column, most)}{'之间' if least else ''}"
    return Usual(least, most, (max(least, Decimal(1)) * most).sqrt(), says)


def _cause(column: Column, value: Decimal, usual: Usual) -> str:
    """What most likely happened: the unit for which the same digits would be usual."""
    unit = column.unit
    if unit is None:
        return "，请核对是否多写了几位"
    digits = value / unit.factor
    likely = [
        (abs(log10(meant / usual.middle)), other)
        for other in MISTAKEN
        if other.factor != unit.factor and usual.holds(meant := digits * other.factor)
    ]
    if not likely:
        return "，请核对是否写错了位数"
    other = min(likely, key=lambda each: each[0])[1]
    return f"，可能把{other.label}填进了{unit.label}"


def _power(size: float) -> Decimal:
    return Decimal(repr(10.0 ** min(size, 300.0)))


def _about(column: Column, value: Decimal) -> str:
    """A size in two digits, as one speaks of it."""
    rounded = Decimal(f"{value:.1e}")
    if column.unit is None:
        return f"{rounded:f}"
    unit: Unit = YI_YUAN if rounded >= YI_YUAN.factor else WAN_YUAN if rounded >= WAN_YUAN.factor else YUAN
    return unit.write(rounded)


def _shown(column: Column, value: Decimal) -> str:
    return column.unit.write(value, 6) if column.unit is not None else f"{value.normalize():f}"


def _warning(column: Column, record: Record, says: str, rule: str) -> Problem:
    return Problem(column.name, column.label, column.text(record), says, Severity.WARNING, rule)
