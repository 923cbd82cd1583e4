"""差异说明: why a figure known on one moment is another one than the same figure known on a later one.

The records that count differently are followed from change to change; each change brings what the figure
moves by at its turn, so the parts add up to the difference exactly, whatever the measure. Of a body counted
once, or of a greatest value, the record whose coming or going moves the total carries the part.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter, itemgetter

from kezhang.catalogue import LEDGERS
from kezhang.indicators.indicator import Figure, Indicator
from kezhang.indicators.measures import Measure
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.history.heads import Knowledge, later, since
from kezhang.records.history.seen_rows import SeenRows
from kezhang.records.models import Change, Record

#: What a change does to a figure, as programs read it, and in words.
KINDS = {
    Change.Kind.CREATE: ("late", "补录"),
    Change.Kind.UPDATE: ("correction", "更正"),
    Change.Kind.VOID: ("void", "作废"),
    Change.Kind.RESTORE: ("restore", "恢复"),
}
#: Keys one look-up asks for.
ASKED = 10_000

#: What counts of some records at a moment: by key, and nothing for those that do not count.
Counted = Mapping[int, Record]


@dataclass(frozen=True)
class Part:
    """One change, and what it moved the figure by in the unit's base."""

    change: Change
    difference: Decimal
    counted: int  # the record that counts otherwise by it; the change may be of one that it leads to

    @property
    def kind(self) -> str:
        return KINDS[Change.Kind(self.change.kind)][0]

    @property
    def in_words(self) -> str:
        return KINDS[Change.Kind(self.change.kind)][1]

    @property
    def ledger(self) -> Ledger:
        return LEDGERS[self.change.ledger]

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """Which columns a correction changed: label, before, after."""
        if self.kind != "correction":
            return []
        before, after = self.change.before, self.change.after
        return [
            (column.label, _written(before.get(column.name)), _written(after[column.name]))
            for column in self.ledger.columns
            if column.name in after and column.name not in self.ledger.personal
        ]


@dataclass(frozen=True)
class Explanation:
    """Two figures that differ in nothing but the moment of knowledge, and what lies between them, in its order."""

    first: Figure
    second: Figure
    parts: tuple[Part, ...]

    @property
    def difference(self) -> Decimal | None:
        """None where one of the two is unknown."""
        if self.first.value is None or self.second.value is None:
            return None
        return self.second.value - self.first.value


def explain(first: Figure, second: Figure) -> Explanation:
    """Of one indicator over a ledger; ``first`` is known on the earlier moment, ``second`` on a later one or at present."""
    indicator = first.indicator
    assert isinstance(indicator, Indicator)
    assert first.records is not None
    assert second.records is not None
    assert first.known_on is not None
    moved = _moved(indicator, first.records, second.records)
    log = access.changes(first.org).filter(since(first.known_on)).order_by()
    if second.known_on is not None:
        log = log.exclude(since(second.known_on))
    moments = sorted(set(log.values_list("at", flat=True))) if moved else []
    rows = first.records.order_by()
    before, after = (_counted(rows, moved, figure.known_on) for figure in (first, second))
    total = _Total(indicator.measure, first.records, before)
    parts = []
    turned = _turns(indicator, rows, moments, before, after, first.known_on)
    for moment, turns in groupby(turned, key=itemgetter(0)):
        changes = list(log.filter(at=moment).order_by("org", "sequence"))
        own = {change.record_id: change for change in changes if change.ledger == indicator.over.slug}
        for _, pk, row in sorted(turns, key=lambda turn: own[turn[1]].sequence if turn[1] in own else 0):
            cause = own.get(pk) or _leading(indicator.over, row or before[pk], changes)
            if difference := total.turn(pk, row):
                parts.append(Part(cause, difference, pk))
    return Explanation(first, second, tuple(parts))


def _moved(indicator: Indicator, first: SeenRows, second: SeenRows) -> list[int]:
    """The records that count in one of the two only, or bring another value."""
    names = ("pk", *indicator.measure.fields)
    before, after = (
        {row[0]: row for row in rows.order_by().values_list(*names).iterator()} for rows in (first, second)
    )
    return sorted(pk for pk in before.keys() | after.keys() if before.get(pk) != after.get(pk))


def _counted(rows: SeenRows, keys: Sequence[int], moment: Knowledge | None) -> Counted:
    """Which of these records the figure counted at a moment, and as what."""
    found: dict[int, Record] = {}
    for start in range(0, len(keys), ASKED):
        some = SeenRows.of(rows.filter(pk__in=keys[start : start + ASKED]), moment)
        found |= {record.pk: record for record in some}
    return found


def _turns(
    indicator: Indicator, rows: SeenRows, moments: Sequence[datetime], before: Counted, after: Counted, known: Knowledge
) -> Iterator[tuple[datetime, int, Record | None]]:
    """At which moment each record began to count as something else, or no more; in the order of the moments.

    Moments are halved until one is left, and only the records that turn within a half are looked at there.
    """
    said = attrgetter("pk", *indicator.measure.fields)
    keys = [
        pk
        for pk in sorted(before.keys() | after.keys())
        if (pk in before) != (pk in after) or (pk in before and said(before[pk]) != said(after[pk]))
    ]
    if len(moments) == 1:
        yield from ((moments[0], pk, after.get(pk)) for pk in keys)
    elif keys:
        half = len(moments) // 2
        halfway = _counted(rows, keys, later(known, moments[half - 1]))
        first, last = ({pk: some[pk] for pk in keys if pk in some} for some in (before, after))
        yield from _turns(indicator, rows, moments[:half], first, halfway, known)
        yield from _turns(indicator, rows, moments[half:], halfway, last, known)


class _Total:
    """The figure while one record after the other is turned from what it counted as to what it counts as."""

    def __init__(self, measure: Measure, rows: SeenRows, turning: Counted) -> None:
        self.measure, self.turning = measure, dict(turning)
        self.others: list[Record] = []
        if not measure.adds_up_over_time:  # what one record brings depends on the others
            still = [record for record in rows if record.pk not in turning]
            self.others = [record for record, brings in measure.contributions(still) if brings]

    def turn(self, pk: int, row: Record | None) -> Decimal:
        """Let a record count as something else; what the total moves by."""
        former = self.turning.pop(pk, None)
        beside = [*self.others, *self.turning.values()] if not self.measure.adds_up_over_time else []
        if row is not None:
            self.turning[pk] = row
        return self._of(beside, row) - self._of(beside, former)

    def _of(self, beside: Sequence[Record], record: Record | None) -> Decimal:
        counted = beside if record is None else [*beside, record]
        return sum((brings for _, brings in self.measure.contributions(counted)), Decimal(0))


def _leading(ledger: Ledger, record: Record, changes: Sequence[Change]) -> Change:
    """Whose change let a record count otherwise that was not changed itself: of one it leads to, else of one beside it."""
    targets = {(link.field, getattr(record, f"{link.field}_id")) for link in ledger.links}
    keys = {(_slug(ledger, name), pk) for name, pk in targets}
    led = [change for change in changes if (change.ledger, change.record_id) in keys]
    beside = [change for change in changes if change.ledger == ledger.slug]
    return (led or beside or list(changes))[0]


def _slug(ledger: Ledger, link: str) -> str:
    target = ledger.model._meta.get_field(link).related_model
    return next((each.slug for each in LEDGERS.values() if each.model is target), "")


def _written(data: object) -> str:
    return "" if data is None else str(data)
