"""How an indicator counts: rows, a total, distinct bodies, the greatest value.

A measure gives the number (in SQL) and what each record brings to it, and the second
always adds up to the first. That is what an evidence sheet shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, TypeAlias

from django.db.models import Aggregate, Case, Count, F, Max, Q, QuerySet, Sum, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf

from kezhang.quantities.units import UNITS
from kezhang.records.fields import QuantityField
from kezhang.records.models import Record

ZERO, ONE = Decimal(0), Decimal(1)

Condition: TypeAlias = Q | None


class Measure(Protocol):
    """How records become a number."""

    def aggregate(self, only: Condition = None) -> Aggregate:
        """The number in SQL; of those records alone that satisfy ``only``, where several are counted in one scan."""
        ...

    def contributions(self, records: Iterable[Record]) -> list[tuple[Record, Decimal]]: ...
    def largest(self, records: QuerySet, count: int) -> list[tuple[Record, Decimal]]:
        """The records that bring most, without fetching the others where the database can tell."""
        ...

    @property
    def fields(self) -> tuple[str, ...]: ...
    @property
    def adds_up_over_time(self) -> bool: ...
    @property
    def adds_up_over_places(self) -> bool: ...
    @property
    def in_words(self) -> str: ...


@dataclass(frozen=True)
class Rows:
    """Each record counts one."""

    fields: tuple[str, ...] = ()
    adds_up_over_time: bool = True
    adds_up_over_places: bool = True
    in_words: str = "每条记录计1"

    def aggregate(self, only: Condition = None) -> Aggregate:
        return Count("pk", filter=only)

    def contributions(self, records: Iterable[Record]) -> list[tuple[Record, Decimal]]:
        return [(record, ONE) for record in records]

    def largest(self, records: QuerySet, count: int) -> list[tuple[Record, Decimal]]:
        return self.contributions(records[:count])


@dataclass(frozen=True)
class Total:
    """Each record brings the value of one or more fields; an empty field brings nothing."""

    fields: tuple[str, ...]
    adds_up_over_time: bool = True
    adds_up_over_places: bool = True

    def __init__(self, *fields: str) -> None:
        object.__setattr__(self, "fields", fields)

    @property
    def in_words(self) -> str:
        return "各记录相加"

    def aggregate(self, only: Condition = None) -> Aggregate:
        if len(self.fields) == 1:
            return Sum(self.fields[0], filter=only)
        whole: Any = Coalesce(F(self.fields[0]), Value(0))
        for name in self.fields[1:]:
            whole = whole + Coalesce(F(name), Value(0))
        return Sum(whole, filter=only)

    def contributions(self, records: Iterable[Record]) -> list[tuple[Record, Decimal]]:
        return [(r, sum((Decimal(getattr(r, f) or 0) for f in self.fields), ZERO)) for r in records]

    def largest(self, records: QuerySet, count: int) -> list[tuple[Record, Decimal]]:
        if len(self.fields) > 1:
            return _largest(self.contributions(records), count)
        return self.contributions(records.order_by(F(self.fields[0]).desc(nulls_last=True), "pk")[:count])


@dataclass(frozen=True)
class Distinct:
    """Each body counts once, however many records it has; known by its code, else by its name."""

    fields: tuple[str, ...]
    adds_up_over_time: bool = False
    adds_up_over_places: bool = False
    in_words: str = "同一主体只计1次"

    def __init__(self, *fields: str) -> None:
        object.__setattr__(self, "fields", fields)

    def aggregate(self, only: Condition = None) -> Aggregate:
        return Count(self.identities(), distinct=True, filter=only)

    def identities(self) -> Combinable:
        """By what each record's body is known, in SQL."""
        *codes, name = self.fields
        if not codes:
            return F(name)
        return Coalesce(*(NullIf(F(code), Value("")) for code in codes), F(name), output_field=TextField())

    def identity(self, record: Record) -> str:
        """By what a body is known: its code, else its name."""
        return next(str(v) for f in self.fields if (v := getattr(record, f)) or f == self.fields[-1])

    def contributions(self, records: Iterable[Record]) -> list[tuple[Record, Decimal]]:
        seen: set[str] = set()
        found = []
        for record in records:
            identity = self.identity(record)
            found.append((record, ZERO if identity in seen else ONE))
            seen.add(identity)
        return found

    def largest(self, records: QuerySet, count: int) -> list[tuple[Record, Decimal]]:
        return _largest(self.contributions(records), count)


@dataclass(frozen=True)
class Greatest:
    """The greatest value any record has; the same exhibits shown ten times are not ten times as many."""

    field: str
    adds_up_over_time: bool = False
    adds_up_over_places: bool = False
    in_words: str = "取各记录中的最大值"

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.field,)

    def aggregate(self, only: Condition = None) -> Aggregate:
        return Max(self.field, filter=only)

    def contributions(self, records: Iterable[Record]) -> list[tuple[Record, Decimal]]:
        rows = list(records)
        top = max(rows, key=lambda r: getattr(r, self.field) or 0, default=None)
        return [(r, Decimal(getattr(r, self.field) or 0) if r is top else ZERO) for r in rows]

    def largest(self, records: QuerySet, count: int) -> list[tuple[Record, Decimal]]:
        return _largest(self.contributions(records), count)


@dataclass(frozen=True)
class Stated:
    """Each record brings a value in the unit it names itself: 268000 of 万元 and 2680000000 of 元 are the same."""

    field: str = "value"
    unit_field: str = "unit"
    adds_up_over_time: bool = True
    adds_up_over_places: bool = True
    in_words: str = "按各记录注明的计量单位换算后相加"

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.field, self.unit_field)

    def aggregate(self, only: Condition = None) -> Aggregate:
        whole = [unit for unit in UNITS if unit.factor > 1]
        cases = [When(**{self.unit_field: unit.label}, then=F(self.field) * Value(int(unit.factor))) for unit in whole]
        whole_value = Case(*cases, default=F(self.field), output_field=QuantityField())
        return Sum(whole_value, filter=only, output_field=QuantityField())

    def contributions(self, records: Iterable[Record]) -> list[tuple[Record, Decimal]]:
        return [(r, self._base(getattr(r, self.field), getattr(r, self.unit_field))) for r in records]

    def largest(self, records: QuerySet, count: int) -> list[tuple[Record, Decimal]]:
        return _largest(self.contributions(records), count)

    @staticmethod
    def _base(value: Decimal | None, label: str) -> Decimal:
        unit = next((u for u in UNITS if u.label == label and u.factor > 1), None)
        return (value or ZERO) * (unit.factor if unit else ONE)


def _largest(contributions: list[tuple[Record, Decimal]], count: int) -> list[tuple[Record, Decimal]]:
    return sorted(contributions, key=lambda pair: -pair[1])[:count]
