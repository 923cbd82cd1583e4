"""取舍: numbers as they are printed: half up, percentages that add up to 100."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def printed(value: Decimal, places: int) -> Decimal:
    """As the paper shows it.

    >>> printed(Decimal("88.25"), 1)
    Decimal('88.3')
    """
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """The exact number without an exponent or trailing zeros.

    >>> plain(Decimal("10.5000")), plain(Decimal("1E+7"))
    ('10.5', '10000000')
    """
    return f"{value.normalize():f}"


def percentages(counts: Sequence[int], places: int = 1) -> list[Decimal]:
    """占比: to ``places`` decimals by largest remainder, so that they add up to 100; none of nothing.

    >>> [str(each) for each in percentages([24, 10, 162, 17, 9])]
    ['10.8', '4.5', '73.0', '7.7', '4.0']
    """
    total, step = sum(counts), 10**places
    if total == 0:
        return [Decimal(0)] * len(counts)
    quotas = [Fraction(100 * step * count, total) for count in counts]
    parts = [quota.numerator // quota.denominator for quota in quotas]
    order = sorted(range(len(counts)), key=lambda at: (parts[at] - quotas[at], -counts[at], at))
    for at in order[: 100 * step - sum(parts)]:
        parts[at] += 1
    return [Decimal(part).scaleb(-places) for part in parts]
