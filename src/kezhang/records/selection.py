"""筛选: the records an address asks for: words looked for, filters, and the days between which they count.

Each condition is read by its column's own reader. One that cannot be read is told, and then no record is
picked at all: a list or a sheet that passes over a condition looks like the answer to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from kezhang.orgs.models import Org
from kezhang.quantities.dates import parse_date
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger

#: More words than this make a query that databases refuse, and no person looks for so many.
WORDS, LETTERS = 20, 200
#: How much of what was typed a sentence repeats.
REPEATED = 30
#: What an address calls the bureau whose records are wanted, as a condition and as an order.
PARAMETER = "bureau"
BOUNDS = (("first", "gte", "起始日期"), ("last", "lte", "截止日期"))


@dataclass(frozen=True)
class Selection:
    """The records picked, what each filter was read as, and what could not be read."""

    records: QuerySet
    chosen: Mapping[str, str]
    faults: tuple[str, ...]


def select(ledger: Ledger, records: QuerySet, parameters: QueryDict) -> Selection:
    """The records an address asks for; also what an export of the same address holds."""
    faults: list[str] = []
    chosen: dict[str, str] = {}
    try:
        records = search(ledger, records, parameters.get("q", ""))
    except ValueError as fault:
        faults.append(f"{fault}。")
    for name in ledger.filters:
        if typed := parameters.get(name, "").strip():
            column = ledger.column(name)
            value = _read(column.reader(), column.label, typed, faults)
            chosen[name] = typed if value is None else column.option(value)
            if value is not None:
                records = records.filter(column.holding(value))
    if typed := parameters.get(PARAMETER, "").strip():
        bureau = _read(_bureau, "单位", typed, faults)
        records = records.filter(org=bureau)
    if parameters.get("unproved"):
        records = access.without_evidence(ledger, records)
    for bound, lookup, label in BOUNDS:
        if typed := parameters.get(bound, "").strip():
            day: date | None = _read(parse_date, label, typed, faults)
            if day is not None:
                records = records.filter(**{f"{ledger.dated_by}__{lookup}": day})
    return Selection(records.none() if faults else records, chosen, tuple(faults))


def _bureau(code: str) -> Org:
    """Raises ValueError for what names no bureau; whose records may be seen has been decided before."""
    found = Org.objects.filter(code=code).first() if code.isascii() and code.isdecimal() else None
    if found is None:
        raise ValueError("应为六位单位代码")
    return found


def search(ledger: Ledger, records: QuerySet, typed: str) -> QuerySet:
    """The records in whose search columns every typed word occurs. Raises ValueError for more than anybody looks for."""
    words = typed.split()
    if len(words) > WORDS or len(typed) > LETTERS:
        raise ValueError(
            f"查找的内容最多{WORDS}个词、{LETTERS}个字，现有{len(words)}个词、{len(typed)}个字，请减少后再查"
        )
    for word in words:
        either = Q()
        for name in ledger.search:
            path = ledger.by_name[name].path if name in ledger.by_name else name
            either |= Q(**{f"{path}__icontains": word})
        records = records.filter(either)
    return records


def _read(read: Any, label: str, typed: str, faults: list[str]) -> Any:
    try:
        return read(typed)
    except ValueError as fault:
        faults.append(f"{label}“{shortened(typed)}”没有读懂：{fault}。")
        return None


def shortened(typed: str) -> str:
    """As much of what was typed as a sentence repeats.

    >>> shortened("2024"), shortened("9" * 40)
    ('2024', '999999999999999999999999999999…')
    """
    return typed if len(typed) <= REPEATED else typed[:REPEATED] + "…"
