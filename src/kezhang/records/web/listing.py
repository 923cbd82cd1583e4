"""What a list shows: the records picked, their order, columns and page, all read from the address.

The address alone says what is shown, so a copied link shows a colleague the same rows,
and the number of queries does not grow with the number of rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import BooleanField, Count, QuerySet, Sum
from django.db.models.expressions import OrderBy
from django.http import QueryDict

from kezhang.orgs.models import Org
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.history.unchanged import while_unchanged
from kezhang.records.models import Record
from kezhang.records.selection import PARAMETER, select, shortened

ROWS = 50
#: What the number of rows is called beside the sums, which bear the names of columns.
COUNT = "rows_counted"
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
    unproved: bool  # only what has no paper
    bureaus: Sequence[Org] = ()  # whose records are in view, where it is more than one bureau's
    bureau: str = ""  # the code of the one that was chosen
    faults: tuple[str, ...] = ()  # conditions that could not be read; no row is shown then
    notes: tuple[
        str, ...
    ] = ()  # what the address asks of the list's look that it has not; the rows are right all the same
    remarks: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # said beside a record, by its key

    @property
    def status(self) -> int:
        return 422 if self.faults else 200

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


class CountedPages(Paginator):
    """The pages of rows that were counted beforehand, together with their sums."""

    def __init__(self, rows: QuerySet, count: int) -> None:
        super().__init__(rows, ROWS)
        self.count = count


def listing(
    ledger: Ledger, records: QuerySet, parameters: QueryDict, org: Org | None, bureaus: Sequence[Org] = ()
) -> Listing:
    """Read the address and pick the rows, which are those of ``org`` and of what is below it; each says whose it is
    where there are several bureaus."""
    selection = select(ledger, records, parameters)
    notes: list[str] = []
    shown = _columns(ledger, parameters.getlist("column"), notes)
    order = _order(ledger, parameters.get("order", ""), notes, by_bureau=bool(bureaus))
    found = selection.records.order_by(_by(ledger, order), "pk") if order else selection.records
    found = found.select_related("org") if bureaus else found
    totals = _totals(found, shown, org)
    return Listing(
        ledger=ledger,
        columns=shown,
        query=parameters.get("q", ""),
        filters=tuple(_filter(ledger.column(n), records, selection.chosen.get(n, "")) for n in ledger.filters),
        order=order,
        page=_page(CountedPages(found, totals.pop(COUNT)), parameters.get("page") or "1", notes),
        totals=totals,
        parameters=parameters,
        first=parameters.get("first", ""),
        last=parameters.get("last", ""),
        with_voided=bool(parameters.get("voided")),
        unproved=bool(parameters.get("unproved")),
        bureaus=bureaus,
        bureau=parameters.get(PARAMETER, "").strip(),
        faults=selection.faults,
        notes=tuple(notes),
    )


def _totals(found: QuerySet, shown: tuple[Column, ...], org: Org | None) -> dict[str, Any]:
    """How many rows and what they sum up to, asked at once; again only when something was written."""
    sums = {column.name: Sum(column.expression) for column in shown if column.unit}
    rows = found.select_related(None).order_by()

    def add_up() -> dict[str, Any]:
        return rows.aggregate(**{COUNT: Count("*")}, **sums)

    try:
        sql, values = rows.values("pk").query.sql_with_params()
    except EmptyResultSet:
        return {COUNT: 0}
    if org is None:
        return add_up()
    return dict(while_unchanged(org, ("totals", sql, tuple(values), tuple(sums)), add_up))


def looked_at(ledger: Ledger, parameters: QueryDict) -> str:
    """What of an address says how a list is looked at, as an address again: conditions, columns, order."""
    known = ("q", "first", "last", "voided", "unproved", "order", PARAMETER, *ledger.filters)
    said = QueryDict(mutable=True)
    for name in known:
        if value := parameters.get(name, "").strip():
            said[name] = value
    columns = [name for name in parameters.getlist("column") if name in ledger.by_name]
    if tuple(columns) not in ((), ledger.list_columns):
        said.setlist("column", columns)
    return said.urlencode()


def _columns(ledger: Ledger, names: list[str], notes: list[str]) -> tuple[Column, ...]:
    notes += [f"没有“{shortened(name)}”这一列，未列出。" for name in names if name and name not in ledger.by_name]
    chosen = [name for name in names if name in ledger.by_name]
    return tuple(ledger.column(name) for name in chosen or ledger.list_columns)


def _order(ledger: Ledger, order: str, notes: list[str], *, by_bureau: bool) -> str:
    if by_bureau and order.removeprefix("-") == PARAMETER:
        return order
    column = ledger.by_name.get(order.removeprefix("-"))
    if not order or (column is not None and not column.is_masked):
        return order
    if column is not None:
        notes.append(f"“{column.label}”是个人信息，您看到的是遮掩后的内容，未按它排序。")
        return ""
    notes.append(f"没有“{shortened(order)}”这一列，未按它排序。")
    return ""


def _by(ledger: Ledger, order: str) -> OrderBy | str:
    """An own column is sorted by what it says; a record that says nothing in it comes last."""
    if order.removeprefix("-") == PARAMETER:
        return order.replace(PARAMETER, "org__code")
    column = ledger.column(order.removeprefix("-"))
    if column not in ledger.own:
        return order
    return OrderBy(column.expression, descending=order.startswith("-"), nulls_last=True)


def _page(pages: Paginator, number: str, notes: list[str]) -> Page:
    """The page asked for; a link to a page that is gone, for rows that are gone, shows the nearest one."""
    try:
        return pages.page(number)
    except InvalidPage:
        nearest = pages.get_page(number)
        notes.append(f"没有第“{shortened(number)}”页，显示的是第{nearest.number}页。")
        return nearest


def _filter(column: Column, records: QuerySet, chosen: str) -> Filter:
    """What was chosen stays chosen, even where it could not be read or occurs in no record."""
    options = _options(column, records)
    known = not chosen or any(value == chosen for value, _ in options)
    return Filter(column, options if known else (*options, (chosen, shortened(chosen))), chosen)


def _options(column: Column, records: QuerySet) -> tuple[tuple[str, str], ...]:
    """A choice's labels, yes and no, else the values that occur."""
    if column.choices:
        return tuple((str(value), str(label)) for value, label in column.choices.items())
    if isinstance(column.model_field, BooleanField):
        return (("True", "是"), ("False", "否"))  # known without asking: looking for them reads every row
    said = records.order_by().values_list(column.expression, flat=True).order_by(column.expression).distinct()[:CHOICES]
    found = [column.option(value) for value in said if value not in (None, "")]
    return tuple((value, value) for value in found)
