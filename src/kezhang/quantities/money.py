"""金额: amounts as people write them. An amount is exact Decimal yuan, never a float."""

import re
from decimal import Decimal

from kezhang.quantities.typed_numbers import GREATEST, GREATEST_IN_WORDS, half_width
from kezhang.quantities.units import Unit, unit_of

_PLAIN = re.compile(r"-?\d{1,40}(?:\.\d{1,12})?", re.ASCII)
_WITH_UNIT = re.compile(r"(-?\d{1,40}(?:\.\d{1,12})?)(亿元|万元|元|亿|万)?", re.ASCII)
_SHORT = {"万": "万元", "亿": "亿元"}


class NotAnAmount(ValueError):
    """What was typed is no amount at all."""


def parse_amount(text: str, unit: Unit) -> Decimal:
    """Yuan from what a sheet says; a unit inside the text wins over the column's.

    >>> from kezhang.quantities.units import WAN_YUAN
    >>> parse_amount("1,062", WAN_YUAN), parse_amount("6.2亿元", WAN_YUAN)
    (Decimal('10620000.00'), Decimal('620000000.00'))

    Raises ValueError for anything that is not one exact amount; 100余 is not exact.
    """
    if _PLAIN.fullmatch(text):
        number, own = text, unit
    else:
        match = _WITH_UNIT.fullmatch(half_width(text).replace(",", "").replace(" ", "").lstrip("¥￥"))
        if not match:
            raise NotAnAmount(f"“{text}”不是金额")
        number, label = match[1], match[2]
        own = unit_of(_SHORT.get(label, label)) or unit if label else unit
    amount = own.to_base(Decimal(number))
    if abs(amount) >= GREATEST:
        raise ValueError(f"应小于{GREATEST_IN_WORDS}元")
    exact = amount.quantize(Decimal("0.01"))
    if exact != amount:
        raise ValueError("最多精确到分")
    return exact
