"""冻结的行: the rows of a table as a bureau's ledgers have them on a day, kept as they are shown ever after.

A number is kept exactly, in its unit's base; what is shown, summed or written to a sheet later comes from these rows
and the heads kept with them, never from the ledger.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from kezhang.collection.arithmetic.rounding import plain
from kezhang.collection.list_tables.table import CellKind, CellRule, CellValue, ListHead, ListTable, TableSource
from kezhang.orgs.models import Org
from kezhang.quantities.units import unit_of
from kezhang.records import access
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record

UNKNOWN = "待核"
#: A cell as it is kept: text, day or exact number; None is a number that is not known.
FrozenCell = str | None


@dataclass(frozen=True)
class FrozenRow:
    """One row, and the record it was made from; without one where it came on paper."""

    ledger: str
    record: int | None
    cells: tuple[FrozenCell, ...]


@dataclass(frozen=True)
class ColumnSum:
    """合计 of one column: over the rows that say a number, and how many do not know theirs."""

    known: Decimal | None
    unknown: int

    def text(self, head: ListHead) -> str:
        if self.known is None:
            return UNKNOWN
        beside = f"（另有{self.unknown}条待核）" if self.unknown else ""
        return f"{_number(head, self.known)}{beside}"


@dataclass(frozen=True)
class FrozenTable:
    """Heads and rows as they were kept."""

    heads: tuple[ListHead, ...]
    rows: tuple[FrozenRow, ...]

    @classmethod
    def from_data(cls, heads: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> "FrozenTable":
        return cls(
            tuple(ListHead(h["text"], CellKind(h["kind"]), unit_of(h["unit"]), h["adds_up"]) for h in heads),
            tuple(FrozenRow(r["ledger"], r["record"], tuple(r["cells"])) for r in rows),
        )

    @property
    def heads_data(self) -> list[dict[str, Any]]:
        return [
            {"text": h.text, "kind": h.kind.value, "unit": h.unit.label if h.unit else "", "adds_up": h.adds_up}
            for h in self.heads
        ]

    @property
    def rows_data(self) -> list[dict[str, Any]]:
        return [{"ledger": row.ledger, "record": row.record, "cells": list(row.cells)} for row in self.rows]

    @cached_property
    def sums(self) -> tuple[ColumnSum | None, ...]:
        """Of each column that adds up, in the order of the heads."""
        return tuple(
            sum_of([row.cells[place] for row in self.rows]) if head.adds_up else None
            for place, head in enumerate(self.heads)
        )

    @property
    def sum_texts(self) -> list[str]:
        """The last line: 合计 with the number of rows, then the sum of each column that has one."""
        told = ["" if each is None else each.text(head) for head, each in zip(self.heads, self.sums, strict=True)]
        return [f"合计（{len(self.rows)}条）", *told[1:]]

    @property
    def texts(self) -> list[list[str]]:
        """Every row as people read it."""
        return [texts_of(self.heads, row) for row in self.rows]


def texts_of(heads: Sequence[ListHead], row: FrozenRow) -> list[str]:
    return [cell_text(head, cell) for head, cell in zip(heads, row.cells, strict=True)]


def sum_of(cells: Sequence[FrozenCell]) -> ColumnSum:
    """
    >>> sum_of(["10000", None, ""]), sum_of([None]), sum_of([])
    (ColumnSum(known=Decimal('10000'), unknown=1), ColumnSum(known=None, unknown=1), ColumnSum(known=Decimal('0'), unknown=0))
    """
    known = [Decimal(cell) for cell in cells if cell]
    unknown = sum(cell is None for cell in cells)
    return ColumnSum(None if unknown and not known else sum(known, Decimal(0)), unknown)


def cell_text(head: ListHead, cell: FrozenCell) -> str:
    if cell is None:
        return UNKNOWN
    return _number(head, Decimal(cell)) if cell and head.kind is CellKind.NUMBER else cell


def cell_value(head: ListHead, cell: FrozenCell) -> Any:
    """As a sheet has it: a number in the unit of the heading, a day, or text."""
    if not cell:
        return cell_text(head, cell)
    if head.kind is CellKind.NUMBER:
        return Decimal(cell) / head.unit.factor if head.unit else Decimal(cell)
    return date.fromisoformat(cell) if head.kind is CellKind.DAY else cell


def rows_of(table: ListTable, org: Org, as_of: date) -> FrozenTable:
    """The rows as the ledgers have them now, of the records that count as of the day."""
    return FrozenTable(
        table.heads, tuple(row for source in table.sources for row in _of_source(table, source, org, as_of))
    )


def _of_source(table: ListTable, source: TableSource, org: Org, as_of: date) -> Iterator[FrozenRow]:
    ledger = own_columns.view(source.ledger, org, withdrawn=True)  # choices of a bureau's own have their words too
    rules = [rule if callable(rule) else _column(ledger, rule) for rule in source.says]
    found = access.records(source.ledger, org).filter(source.counts(as_of)).select_related(*source.related)
    for record in found.annotate(**source.beside()).order_by(*source.order, "pk").iterator(chunk_size=2000):
        cells = (_frozen(head, rule(record, as_of)) for head, rule in zip(table.heads, rules, strict=True))
        yield FrozenRow(source.ledger.slug, record.pk, tuple(cells))


def _column(ledger: Ledger, name: str) -> CellRule:
    """What the ledger's column says: numbers and days as they are, everything else as people read it."""
    column = ledger.column(name)

    def said(record: Record, _: date) -> CellValue:
        value: CellValue = column.of(record)
        return value if column.is_number or column.is_date else column.text(record)

    return said


def _frozen(head: ListHead, value: CellValue) -> FrozenCell:
    if value is None:
        return None if head.kind is CellKind.NUMBER else ""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else plain(Decimal(value))


def _number(head: ListHead, value: Decimal) -> str:
    return head.unit.number(value, 6) if head.unit else plain(value)
