"""清单表: a table that asks for rows, not for a number: its heads, and which records of which ledgers fill it.

One declaration a table; page, workbook, command and frozen rows are loops over its heads.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.db.models.expressions import BaseExpression

from kezhang.quantities.units import WAN_YUAN, Unit
from kezhang.records.declaration.ledger import Ledger


class CellKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True)
class ListHead:
    """One column of a table, as its paper heads it; numbers are kept in the unit's base."""

    text: str
    kind: CellKind = CellKind.TEXT
    unit: Unit | None = None
    adds_up: bool = False  # whether the table's last line has a sum of it

    @property
    def heading(self) -> str:
        return f"{self.text}({self.unit.label})" if self.unit else self.text


def text(heading: str) -> ListHead:
    return ListHead(heading)


def day(heading: str) -> ListHead:
    return ListHead(heading, CellKind.DAY)


def money(heading: str) -> ListHead:
    """An amount that is summed, in 万元."""
    return ListHead(heading, CellKind.NUMBER, WAN_YUAN, adds_up=True)


def count(heading: str) -> ListHead:
    """A number of pieces that is summed."""
    return ListHead(heading, CellKind.NUMBER, adds_up=True)


#: What a cell says: a text, a day, an exact number; of a number None is unknown and "" is that there is none to say.
CellValue = str | date | Decimal | int | None
#: A cell from a record and the day the table is of.
CellRule = Callable[[Any, date], CellValue]


@dataclass(frozen=True, kw_only=True)
class TableSource:
    """The records of one ledger that stand in a table, and what each says under each of its heads."""

    ledger: Ledger
    counts: Callable[[date], Q]  # which count as of a day
    order: tuple[str, ...]
    says: tuple[str | CellRule, ...]  # a column of the ledger, or a rule, for each head
    beside: Callable[[], Mapping[str, BaseExpression]] = dict  # what the query reads beside each record
    related: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ListTable:
    """One table of the superior's set: T5, T6, …"""

    code: str
    slug: str  # in rounds and addresses; no indicator is called so, and it never changes
    label: str
    counted: str  # in words: which records stand in it
    heads: tuple[ListHead, ...]
    sources: tuple[TableSource, ...]

    def __post_init__(self) -> None:
        for source in self.sources:
            if len(source.says) != len(self.heads):
                raise ValueError(
                    f"{self.code}: {source.ledger.slug} says {len(source.says)} of {len(self.heads)} cells"
                )
