"""What a list shows: search, filters, order and page, all read from the address.

The address alone says what is shown, so a copied link shows a colleague the same rows,
and the number of queries does not grow with the number of rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet, Sum
from django.http import QueryDict

from kezhang.records.declaration.ledger import Column, Ledger
from kezhang.records.models import Record

ROWS = 50
#: A filter over more values than this is a search, not a choice.
CHOICES = 60


@dataclass(frozen=True)
class Filter:
    """One drop-down above the list."""

    column: Column
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class Listing:
    """Everything a list page needs."""

    ledger: Ledger
    columns: tuple[Column, ...]
    query: str
    filters: tuple[Filter, ...]
    order: str
    page: Page
    totals: Mapping[str, Any]
    parameters: QueryDict
    first: str
    last: str
    with_voided: bool

    @property
    def rows(self) -> list[tuple[Record, list[str]]]:
        return [(record, [column.text(record) for column in self.columns]) for record in self.page]

    @property
    def total_cells(self) -> list[str]:
        """The totals row under the filter, in the unit of each column."""
        cells = []
        for column in self.columns:
            total = self.totals.get(column.name)
            cells.append("" if total is None else column.unit.number(total) if column.unit else f"{total}")
        return cells

    @property
    def short_address(self) -> str:
        """What a person would want to send on: only the parameters that say something."""
        said = self.parameters.copy()
        if tuple(said.getlist("column")) == self.ledger.list_columns:
            said.pop("column")
        for name in [name for name in said if not any(said.getlist(name))]:
            said.pop(name)
        return "?" + said.urlencode() if said else ""

    def address(self, **changes: str) -> str:
        """The same list with some of its parameters changed."""
        parameters = self.parameters.copy()
        parameters.pop("page", None)
        for name, value in changes.items():
            if value:
                parameters[name] = value
            else:
                parameters.pop(name, None)
        return "?" + parameters.urlencode()


def listing(ledger: Ledger, records: QuerySet, parameters: QueryDict) -> Listing:
    """Read the address and pick the rows."""
    shown = _columns(ledger, parameters.getlist("column"))
    found = select(ledger, records, parameters)
    order = parameters.get("order", "")
    name = order.removeprefix("-")
    if name in ledger.by_name:
        found = found.order_by(order, "pk")
    summed = [c.name for c in shown if c.unit]
    totals = found.order_by().aggregate(**{n: Sum(n) for n in summed}) if summed else {}
    return Listing(
        ledger=ledger,
        columns=shown,
        query=parameters.get("q", ""),
        filters=_filters(ledger, records, parameters),
        order=order,
        page=Paginator(found, ROWS).get_page(parameters.get("page")),
        totals=totals,
        parameters=parameters,
        first=parameters.get("first", ""),
        last=parameters.get("last", ""),
        with_voided=bool(parameters.get("voided")),
    )


def select(ledger: Ledger, records: QuerySet, parameters: QueryDict) -> QuerySet:
    """The records an address asks for; also what an export of the same address holds."""
    for word in parameters.get("q", "").split():
        records = records.filter(_any_of(ledger.search, word))
    for name in ledger.filters:
        if value := parameters.get(name):
            records = records.filter(**{name: _stored(ledger.column(name), value)})
    for bound, lookup in (("first", "gte"), ("last", "lte")):
        try:
            day = date.fromisoformat(parameters.get(bound, ""))
        except ValueError:
            continue
        records = records.filter(**{f"{ledger.dated_by}__{lookup}": day})
    return records


def _any_of(names: tuple[str, ...], word: str) -> Q:
    either = Q()
    for name in names:
        either |= Q(**{f"{name}__icontains": word})
    return either


def _stored(column: Column, value: str) -> Any:
    return value == "True" if value in {"True", "False"} and not column.choices else value


def _columns(ledger: Ledger, names: list[str]) -> tuple[Column, ...]:
    chosen = [n for n in names if n in ledger.by_name]
    return tuple(ledger.column(name) for name in chosen or ledger.list_columns)


def _filters(ledger: Ledger, records: QuerySet, parameters: QueryDict) -> tuple[Filter, ...]:
    return tuple(
        Filter(ledger.column(name), _options(ledger.column(name), records), parameters.get(name, ""))
        for name in ledger.filters
    )


def _options(column: Column, records: QuerySet) -> tuple[tuple[str, str], ...]:
    """A choice's labels, else the values that occur."""
    if column.choices:
        return tuple((str(value), str(label)) for value, label in column.choices.items())
    values = list(records.order_by(column.name).values_list(column.name, flat=True).distinct()[:CHOICES])
    words = {True: "是", False: "否"}
    return tuple(
        (str(v), words.get(v, str(v)) if isinstance(v, bool) else str(v)) for v in values if v not in (None, "")
    )
