"""到期事项: what becomes due in the ledgers, by the declarations and nothing else.

Each list costs one query for every declaration of a ledger in use, and one to know these, however many records there are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org, User
from kezhang.records import access
from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record

#: Records of one declaration that a list may hold; more are told to be more.
MOST = 200


@dataclass(frozen=True)
class DueRecord:
    """到期的一条: the record, its day, and what it was declared to be."""

    ledger: Ledger
    due: Due
    record: Record
    day: date
    as_of: date

    @property
    def days(self) -> int:
        """Days that are left; below nought once it has passed."""
        return (self.day - self.as_of).days

    @property
    def passed(self) -> int:
        """Days since it passed."""
        return -self.days

    @property
    def is_late(self) -> bool:
        return self.days < 0 and bool(self.due.late)

    @property
    def says(self) -> str:
        return self.due.late if self.is_late else self.due.says


@dataclass(frozen=True)
class DueList:
    """What was found, in the order of days; ``is_cut`` where a declaration had more than the list may hold."""

    items: tuple[DueRecord, ...]
    is_cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.items)

    def __iter__(self) -> Iterator[DueRecord]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def first(self, count: int) -> "DueList":
        """The first so many of it."""
        return DueList(self.items[:count], self.is_cut or len(self.items) > count)


def declared_in_use(viewer: User | Org) -> list[tuple[Ledger, Due]]:
    """Those of ledgers that hold anything; no question is put to the others."""
    every = declared()
    used = access.in_use({ledger.slug: ledger for ledger, _ in every}.values(), viewer)
    return [(ledger, due) for ledger, due in every if ledger.slug in used]


def declared() -> list[tuple[Ledger, Due]]:
    """Every declaration, in the order of the catalogue."""
    return [(ledger, due) for ledger in LEDGERS.values() for due in ledger.due]


def open_records(ledger: Ledger, due: Due, viewer: User | Org, as_of: date) -> QuerySet:
    """The records whose day is not settled as of a date, whenever it is."""
    found = access.records(ledger, viewer).filter(due.open_on(as_of))
    if not due.version:
        return found
    same = {name: OuterRef(name) for name in ledger.keys[0] if name != due.version}
    newer = access.of_the_same_bureau(ledger, **same).filter(
        due.open_on(as_of), **{f"{due.version}__gt": OuterRef(due.version)}
    )
    return found.filter(~Exists(newer))


def late_records(ledger: Ledger, due: Due, viewer: User | Org, as_of: date) -> QuerySet:
    """The records whose day passed before a date and was not settled by it."""
    passed = due.within(ledger.model, None, as_of - timedelta(days=1))
    return open_records(ledger, due, viewer, as_of).filter(passed)


def due_between(viewer: User | Org, first: date, last: date, as_of: date, most: int = MOST) -> DueList:
    """What is due between two days, both included, and not settled as of a date."""
    found = (
        (ledger, due, open_records(ledger, due, viewer, as_of).filter(due.within(ledger.model, first, last)))
        for ledger, due in declared_in_use(viewer)
    )
    return _taken(found, as_of, most)


def upcoming(viewer: User | Org, as_of: date, most: int = MOST) -> DueList:
    """What is due from a date on, each declaration as far ahead as it says."""
    found = (
        (
            ledger,
            due,
            open_records(ledger, due, viewer, as_of).filter(
                due.within(ledger.model, as_of, as_of + timedelta(days=due.ahead))
            ),
        )
        for ledger, due in declared_in_use(viewer)
    )
    return _taken(found, as_of, most)


def late(viewer: User | Org, as_of: date, most: int = MOST) -> DueList:
    """What should have happened before a date and has not, what passed last first."""
    found = (
        (ledger, due, late_records(ledger, due, viewer, as_of)) for ledger, due in declared_in_use(viewer) if due.late
    )
    return _taken(found, as_of, most, newest_first=True)


def _taken(
    found: Iterable[tuple[Ledger, Due, QuerySet]], as_of: date, most: int, *, newest_first: bool = False
) -> DueList:
    items: list[DueRecord] = []
    is_cut = False
    for ledger, due, rows in found:
        taken = list(rows.select_related("org").order_by(*due.order(newest_first=newest_first))[: most + 1])
        is_cut = is_cut or len(taken) > most
        items += [DueRecord(ledger, due, record, due.day_of(record), as_of) for record in taken[:most]]
    items.sort(key=lambda item: item.day, reverse=newest_first)
    return DueList(tuple(items[:most]), is_cut or len(items) > most)
