"""How figures and shares are written in templates."""

from decimal import Decimal
from typing import Any

from django import template

from kezhang.collection.arithmetic import rounding
from kezhang.quantities.units import PERCENT, YUAN
from kezhang.records.declaration.column import Column
from kezhang.records.models import Record

register = template.Library()


@register.filter
def percent(share: Decimal | None) -> str:
    return "—" if share is None else PERCENT.write(share)


@register.filter
def plain(value: Decimal) -> str:
    """Exact, in the unit it was typed in, without the zeros that a database keeps behind it."""
    return rounding.plain(value)


@register.filter
def points(share: Decimal | None) -> str:
    """A gap in percentage points, with its sign."""
    return "—" if share is None else f"{'+' if share > 0 else ''}{PERCENT.number(share)}"


@register.filter
def in_unit(value: Decimal | None, indicator: Any) -> str:
    return "—" if value is None else indicator.unit.write(value)


@register.filter
def exact(record: Record, column: Column) -> str:
    """The amount to the fen, for the title of a cell that shows 万元."""
    value = column.of(record)
    return YUAN.write(value) if column.unit and value is not None else ""


@register.filter
def get(mapping: Any, key: Any) -> Any:
    return mapping.get(key)


@register.simple_tag
def address(listing: Any, **changes: str) -> str:
    """The same list with some of its parameters changed."""
    return listing.address(**changes)
