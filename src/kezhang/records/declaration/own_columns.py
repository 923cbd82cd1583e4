"""自有列: columns that a bureau adds to a ledger for itself and everything below it; no programmer, no migration.

To forms, sheets, lists and the log an own column is a ``Column`` like any other; here alone is it known that its
values stand together in one field of the record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, QuerySet
from django.db.models.expressions import Expression
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from kezhang.orgs.models import Org
from kezhang.quantities.units import WAN_YUAN, Unit, unit_of
from kezhang.records.declaration import own_options
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.fields import QuantityField, ScaledField, YuanField
from kezhang.records.models import OwnColumn, OwnOption, Record

Kind = OwnColumn.Kind
#: Characters that a text in an own column may have.
LONGEST = 500


@dataclass(frozen=True)
class OwnedColumn(Column):
    """An own column as the product's surfaces see it."""

    set_by: str = ""  # the bureau that set it, as the page says it

    def of(self, record: Record) -> Any:
        kept = record.own.get(self.name)
        if kept is None:
            return self.blank
        if isinstance(self.model_field, ScaledField):
            return Decimal(kept).scaleb(-self.model_field.places)
        return date.fromisoformat(kept) if isinstance(self.model_field, models.DateField) else kept

    def put(self, record: Record, value: Any) -> None:
        """Never in place: copies of a record, and what its writer has seen, share the former values."""
        others = {name: kept for name, kept in record.own.items() if name != self.name}
        record.own = others if value in (None, "") else {**others, self.name: self.stored(value)}

    def stored(self, value: Any) -> Any:
        if isinstance(self.model_field, ScaledField):
            return int(value.scaleb(self.model_field.places))
        return value.isoformat() if isinstance(value, date) else value

    @property
    def field_name(self) -> str:
        return "own"

    @property
    def path(self) -> str:
        return f"own__{self.name}"

    @property
    def expression(self) -> Expression | F:
        said = KeyTextTransform(self.name, "own")
        if isinstance(self.model_field, (ScaledField, models.DateField)):
            return Cast(said, output_field=type(self.model_field)())  # a field without a name: it stands in no model
        return said

    def option(self, value: Any) -> str:
        if self.unit:
            return f"{self.unit.number(value, places=6)}{self.unit.label}"
        return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def view(ledger: Ledger, org: Org | None, *, withdrawn: bool = False) -> Ledger:
    """The ledger as a bureau has it; ``withdrawn`` with the columns it has given up, which its records and log still say."""
    if org is None:
        return ledger
    chosen = own_options.extended(ledger, own_options.added(ledger, org, withdrawn=withdrawn))
    return chosen.with_own(tuple(as_column(each) for each in of(org, ledger, withdrawn=withdrawn)))


def both_views(ledger: Ledger, org: Org) -> tuple[Ledger, Ledger]:
    """The ledger as a bureau has it, and with what it has given up as well; what it has added is asked for once."""
    own, options = of(org, ledger, withdrawn=True), own_options.every(org, ledger)
    kept = [each for each in own if not each.withdrawn_at], [each for each in options if not each.withdrawn_at]
    return _with(ledger, *kept), _with(ledger, own, options)


def _with(ledger: Ledger, own: Iterable[OwnColumn], options: Iterable[OwnOption]) -> Ledger:
    chosen = own_options.extended(ledger, own_options.by_column(options))
    return chosen.with_own(tuple(as_column(each) for each in own))


def views(ledgers: Iterable[Ledger], org: Org, *, withdrawn: bool = False) -> list[Ledger]:
    """Every ledger as the bureau has it, asked for at once."""
    by_ledger: dict[str, list[OwnedColumn]] = {}
    for own in _set_for(org, withdrawn=withdrawn):
        by_ledger.setdefault(own.ledger, []).append(as_column(own))
    ledgers = list(ledgers)
    added = own_options.added_to(ledgers, org, withdrawn=withdrawn)
    chosen = [own_options.extended(each, added.get(each.slug, {})) for each in ledgers]
    return [ledger.with_own(tuple(by_ledger.get(ledger.slug, ()))) for ledger in chosen]


def of(org: Org, ledger: Ledger, *, withdrawn: bool = False) -> list[OwnColumn]:
    """What the bureau and those above it have added to a ledger, in that order of time."""
    return list(_set_for(org, withdrawn=withdrawn).filter(ledger=ledger.slug))


def names_of(org: Org, slug: str) -> list[str]:
    """The names of the own columns that are in use in a ledger."""
    return [own.name for own in _set_for(org, withdrawn=False).filter(ledger=slug)]


def _set_for(org: Org, *, withdrawn: bool) -> QuerySet[OwnColumn]:
    found = OwnColumn.objects.filter(org__prefix__in=org.prefixes).select_related("org")
    return found if withdrawn else found.filter(withdrawn_at__isnull=True)


def as_column(own: OwnColumn) -> OwnedColumn:
    unit = (unit_of(own.unit) or WAN_YUAN) if own.kind == Kind.AMOUNT else None
    return OwnedColumn(
        name=own.name,
        label=own.label,
        required=False,
        choices={choice: choice for choice in own.choices} if own.kind == Kind.CHOICE else {},
        unit=unit,
        headers=(own.label,),
        help=f"自有列，{own.org.name}设置",
        model_field=_field(own, unit),
        set_by=own.org.name,
    )


def _field(own: OwnColumn, unit: Unit | None) -> models.Field:
    """What reads, judges and shows the values; it belongs to no model."""
    made: models.Field
    if own.kind == Kind.AMOUNT:
        made = YuanField(own.label, unit=unit or WAN_YUAN, null=True, blank=True)
    elif own.kind == Kind.NUMBER:
        made = QuantityField(own.label, null=True, blank=True)
    elif own.kind == Kind.DATE:
        made = models.DateField(own.label, null=True, blank=True)
    else:
        options = [(choice, choice) for choice in own.choices] if own.kind == Kind.CHOICE else None
        made = models.CharField(own.label, max_length=LONGEST, blank=True, choices=options)
    made.set_attributes_from_name(own.name)
    return made


def guess(cells: Iterable[Any], label: str = "") -> str:
    """What kind of column a sheet's values make: the narrowest one that reads them all.

    >>> guess(["3", 4, "5.5"]), guess(["2024.6.5", "2024年7月1日"]), guess([100], "配套资金"), guess(["好", "3"])
    ('number', 'date', 'amount', 'text')
    """
    said = [cell for cell in cells if cell not in (None, "")]
    money = label.endswith(("金额", "资金", "经费", "产值", "收入", "额", "款"))
    for kind in (Kind.AMOUNT, Kind.NUMBER, Kind.DATE):
        if kind == Kind.AMOUNT and not (money or any("元" in str(cell) for cell in said)):
            continue
        if said and _reads(kind, said):
            return str(kind)
    return str(Kind.TEXT)


def _reads(kind: str, cells: Sequence[Any]) -> bool:
    column = as_column(OwnColumn(kind=kind, label="", org=Org(name="")))
    read = column.reader()
    try:
        for cell in cells:
            read(cell)
    except ValueError:
        return False
    return True
