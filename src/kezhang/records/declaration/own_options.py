"""自有选项: choices that a bureau adds to a column whose list differs by region: 计划类别, 级别, 服务方式.

A record stores the words themselves, so that they are shown, searched and exported wherever the record is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from kezhang.orgs.models import Org
from kezhang.quantities.units import Unit
from kezhang.records.declaration.cells import Reader
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import OwnOption

#: Column -> the words that are choices of it as well.
Options = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class ExtendedColumn(Column):
    """A column with choices of the bureau's own beside those declared."""

    added: frozenset[str] = frozenset()

    def reader(self, unit: Unit | None = None) -> Reader:
        read = super().reader(unit)

        def own_first(cell: Any) -> Any:
            text = str(cell).strip()
            return text if text in self.added else read(cell)

        return own_first


def of(org: Org, *slugs: str, withdrawn: bool = False) -> QuerySet[OwnOption]:
    """What the bureau and those above it have added to these ledgers' choices."""
    found = OwnOption.objects.filter(org__prefix__in=org.prefixes, ledger__in=slugs).select_related("org")
    return found if withdrawn else found.filter(withdrawn_at__isnull=True)


def every(org: Org, ledger: Ledger) -> list[OwnOption]:
    """All of a ledger's, those given up among them; no query where no list can be added to."""
    return list(of(org, ledger.slug, withdrawn=True)) if ledger.extendable else []


def by_column(options: Iterable[OwnOption]) -> dict[str, list[str]]:
    """Their words, under the columns they are choices of."""
    found: dict[str, list[str]] = {}
    for option in options:
        found.setdefault(option.column, []).append(option.label)
    return found


def added(ledger: Ledger, org: Org, *, withdrawn: bool = False) -> dict[str, list[str]]:
    """By column the words that the bureau may choose beside those declared."""
    return added_to([ledger], org, withdrawn=withdrawn).get(ledger.slug, {})


def added_to(ledgers: Iterable[Ledger], org: Org, *, withdrawn: bool = False) -> dict[str, dict[str, list[str]]]:
    """The same for many ledgers, by their slugs; one query, and none where no list can be added to."""
    found: dict[str, dict[str, list[str]]] = {}
    if slugs := [ledger.slug for ledger in ledgers if ledger.extendable]:
        for option in of(org, *slugs, withdrawn=withdrawn):
            found.setdefault(option.ledger, {}).setdefault(option.column, []).append(option.label)
    return found


def extended(ledger: Ledger, options: Options) -> Ledger:
    """The ledger with more choices in these columns."""
    if not options:
        return ledger
    return ledger.with_declared(lambda column: _extended(column, options.get(column.name, ())))


def _extended(column: Column, labels: Iterable[str]) -> Column:
    labels = [label for label in labels if label not in column.choices.values()]
    if not labels:
        return column
    before = column.added if isinstance(column, ExtendedColumn) else frozenset[str]()
    choices = {**column.choices, **{label: label for label in labels}}
    return column.turned_into(ExtendedColumn, choices=choices, added=before | frozenset(labels))
