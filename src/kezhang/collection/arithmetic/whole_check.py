"""合计核对: the shares held against the whole, by the target's comparator.

A share whose number is hidden makes the sum impossible to check, which is no gap.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kezhang.collection.arithmetic.rounding import plain


class WholeStanding(Enum):
    """How the parts stand to the whole."""

    FITS = "相符"
    SHORT = "不足"
    OVER = "超出"
    EXTRA = "加码"  # above a lower bound: allowed by the number, a complaint in itself
    UNKNOWN = "无法核对"
    NOT_DIVIDED = "不分解"


@dataclass(frozen=True)
class WholeCheck:
    """What the comparison came to; ``gap`` is Σ less the bound that it misses, 0 where it fits."""

    standing: WholeStanding
    total: Decimal | None
    gap: Decimal
    says: str

    @property
    def needs_reason(self) -> bool:
        return self.standing in {WholeStanding.SHORT, WholeStanding.OVER, WholeStanding.EXTRA}


def check_whole(
    comparator: str, whole: Decimal | None, upper: Decimal | None, shares: Iterable[Decimal | None]
) -> WholeCheck:
    """``comparator`` as targets name them: at_least, at_most, equal, range. None among the shares is a hidden one.

    >>> check_whole("at_least", Decimal(37), None, [Decimal(20), Decimal(15)]).says
    '合计35，比总任务37少2'
    """
    parts = list(shares)
    hidden = sum(part is None for part in parts)
    if hidden or whole is None:
        return WholeCheck(WholeStanding.UNKNOWN, None, Decimal(0), f"无法核对（{hidden or 1}个隐去）")
    total = sum((part for part in parts if part is not None), Decimal(0))
    top = upper if comparator == "range" and upper is not None else whole
    if total < whole and comparator in {"at_least", "equal", "range"}:
        return WholeCheck(
            WholeStanding.SHORT,
            total,
            total - whole,
            f"合计{plain(total)}，比总任务{plain(whole)}少{plain(whole - total)}",
        )
    if total > top and comparator in {"at_most", "equal", "range"}:
        return WholeCheck(
            WholeStanding.OVER, total, total - top, f"合计{plain(total)}，比总任务{plain(top)}多{plain(total - top)}"
        )
    if total > whole and comparator == "at_least" and whole > 0:
        over = ((total - whole) * 100 / whole).quantize(Decimal("0.1"))
        return WholeCheck(
            WholeStanding.EXTRA, total, total - whole, f"合计{plain(total)}，比总任务{plain(whole)}加码{plain(over)}%"
        )
    return WholeCheck(WholeStanding.FITS, total, Decimal(0), f"合计{plain(total)}，与总任务相符")
