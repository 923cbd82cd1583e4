"""同比: growth as a percentage where that means something, else in words; a zero or negative base has no percentage."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class GrowthTold:
    """``rate`` is a fraction or None; ``says`` is what a table or a sentence writes."""

    rate: Decimal | None
    says: str


def growth(
    value: Decimal | None, base: Decimal | None, write: Callable[[Decimal], str] = lambda v: f"{v:f}"
) -> GrowthTold:
    """Against the same period of the year before; ``write`` writes an amount with its unit.

    >>> growth(Decimal(30), Decimal(-50)).says
    '增加80，由负转正'
    >>> growth(Decimal(5), Decimal(0)).says
    '上年同期为0，增加5'
    """
    if value is None or base is None:
        return GrowthTold(None, "待核")
    if base > 0 and value >= 0:
        rate = (value - base) / base
        return GrowthTold(rate, "持平" if not rate else f"{'增长' if rate > 0 else '下降'}{abs(rate) * 100:.1f}%")
    if base == 0:
        if value == 0:
            return GrowthTold(None, "上年同期和本期均为0")
        return GrowthTold(None, f"上年同期为0，{'增加' if value > 0 else '减少'}{write(abs(value))}")
    moved = "增加" if value > base else "减少" if value < base else "持平"
    turned = "，由负转正" if base < 0 < value else "，由正转负" if value < 0 < base else ""
    return GrowthTold(None, moved + (write(abs(value - base)) if value != base else "") + turned)


def points(value: Decimal | None, base: Decimal | None) -> GrowthTold:
    """A rate against a rate: the difference in 百分点, both as fractions."""
    if value is None or base is None:
        return GrowthTold(None, "待核")
    moved = (value - base) * 100
    return GrowthTold(None, "持平" if not moved else f"{'提高' if moved > 0 else '下降'}{abs(moved):.1f}个百分点")
