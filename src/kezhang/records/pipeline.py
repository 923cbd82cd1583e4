"""看板: a ledger's records by stage, as many and as much as stand in each; what a step from one to another asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from kezhang.orgs.models import Org
from kezhang.records import access
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record
from kezhang.records.profile import main_amount

#: Cards that a stage shows; the rest is one click further, in the list.
CARDS = 30


@dataclass(frozen=True)
class Stage:
    """One column of the board."""

    value: str
    label: str
    count: int
    amount: Decimal | None  # None where the ledger has no amount or no record states one
    cards: tuple[Record, ...]
    column: Column | None

    @property
    def told(self) -> str:
        return (
            self.column.unit.write(self.amount) if self.column and self.column.unit and self.amount is not None else ""
        )

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


def has_stages(ledger: Ledger) -> bool:
    return ledger.process is not None and bool(ledger.process.state)


def stages(ledger: Ledger, org: Org) -> list[Stage]:
    """Every stage in its order; two queries for the sums and one for the cards of each stage that has any."""
    process = ledger.process
    assert process is not None
    state, amount = ledger.column(process.state), main_amount(ledger)
    rows = access.records(ledger, org)
    summed = {"count": Count("pk")} | ({"amount": Sum(amount.expression)} if amount else {})
    found: Mapping[Any, dict[str, Any]] = {
        row[state.name]: row for row in rows.order_by().values(state.name).annotate(**summed)
    }
    return [
        Stage(
            str(value),
            label,
            found.get(value, {}).get("count", 0),
            found.get(value, {}).get("amount"),
            tuple(
                rows.filter(**{state.name: value}).select_related("org").order_by(f"-{ledger.dated_by}", "-pk")[:CARDS]
            )
            if value in found
            else (),
            amount,
        )
        for value, label in state.choices.items()
    ]


def asked_for(ledger: Ledger, stage: str) -> list[Column]:
    """The days a stage needs, whether the record has them already or not."""
    assert ledger.process is not None
    return [ledger.column(name) for name in ledger.process.dated.get(stage, ())]
