"""约数: a number as a check tells it, rounded to what people say: 1062万元, 6.20亿元, 53.1."""

from decimal import ROUND_HALF_UP, Decimal

#: Beyond so many digits a number is none that an office tells, and is shown by its first digits.
_MOST_DIGITS = 24
_YI, _WAN = 10**8, 10**4


def rounded(value: Decimal, unit: str | None) -> str:
    """
    >>> rounded(Decimal(10623400), "元"), rounded(Decimal("620300000"), "元"), rounded(Decimal("27.6"), "家")
    ('1,062万元', '6.20亿元', '28家')
    >>> rounded(Decimal("123E40"), "元")
    '1.230E+42元'
    """
    if value.adjusted() > _MOST_DIGITS:
        return f"{value:.3E}{unit or ''}"
    if unit != "元":
        return f"{value.quantize(Decimal(1), rounding=ROUND_HALF_UP):,}{unit or ''}"
    if value >= _YI:
        return f"{(value / _YI).quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):,}亿元"
    return f"{(value / _WAN).quantize(Decimal(1), rounding=ROUND_HALF_UP):,}万元"


def short(value: Decimal) -> str:
    """With one decimal: 53.1."""
    return str(value.quantize(Decimal("0.1"))) if value.adjusted() <= _MOST_DIGITS else f"{value:.3E}"
