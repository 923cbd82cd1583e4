"""分解: one whole divided among several, in whole units, so that the parts always add up to it.

The rule is total: the largest remainders take what flooring leaves, ties go to the larger weight, then to the
smaller code. So the order in which the weights come never matters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

#: Who gets a share, by a code that can be put in order.
Weights = Mapping[str, Decimal]


@dataclass(frozen=True)
class CannotShare(Exception):
    """The whole cannot be divided by rule; the message says why, in Chinese."""

    says: str

    def __str__(self) -> str:
        return self.says


def divide(whole: int, weights: Weights) -> dict[str, int]:
    """The whole in granularity units among weights.

    >>> divide(10, {"A": Decimal(1), "B": Decimal(1), "C": Decimal(1)})
    {'A': 4, 'B': 3, 'C': 3}
    """
    if not weights:
        raise CannotShare("没有可以分解的单位。")
    if any(weight < 0 for weight in weights.values()):
        raise CannotShare("有单位的上年数小于0，不能按比例分解；请逐个填写。")
    used = {code: Fraction(weight) for code, weight in weights.items()}
    if not any(used.values()):
        used = dict.fromkeys(weights, Fraction(1))  # nobody has a base: equal shares
    total = sum(used.values())
    quotas = {code: whole * weight / total for code, weight in used.items()}
    shares = {code: quota.numerator // quota.denominator for code, quota in quotas.items()}
    left = whole - sum(shares.values())
    order = sorted(used, key=lambda code: (shares[code] - quotas[code], -used[code], code))
    for code in order[:left]:
        shares[code] += 1
    return {code: shares[code] for code in weights}


def divide_above_floors(whole: int, weights: Weights, floors: Mapping[str, int]) -> dict[str, int]:
    """Each gets its floor first, the rest is divided by weight. Raises CannotShare where the floors exceed the whole."""
    given = {code: floors.get(code, 0) for code in weights}
    rest = whole - sum(given.values())
    if rest < 0:
        raise CannotShare(f"各单位保底数合计{sum(given.values())}，已超过总任务{whole}。")
    return {code: given[code] + part for code, part in divide(rest, weights).items()}


def divide_increase(whole: int, before: Mapping[str, int], weights: Weights) -> dict[str, int]:
    """调整: only the increase is divided, so that nobody's share falls while the whole rises (Alabama).

    A lower whole is divided as a whole: somebody's share has to fall then.
    """
    rise = whole - sum(before.values())
    if rise < 0:
        return divide(whole, weights)
    return {code: before.get(code, 0) + part for code, part in divide(rise, weights).items()}


def divide_quarters(cumulative: tuple[int, ...], year_shares: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """分季累计: each quarter's cumulative whole by the year's shares, nobody below the quarter before.

    Only what a quarter adds is divided, towards what each would have by then, so every quarter adds up exactly.

    >>> divide_quarters((4, 5, 10, 11), {"A": 5, "B": 5, "C": 1})
    {'A': (2, 2, 5, 5), 'B': (2, 2, 4, 5), 'C': (0, 1, 1, 1)}
    """
    weights = {code: Decimal(share) for code, share in year_shares.items()}
    columns: list[dict[str, int]] = []
    for whole in cumulative[:-1]:
        wanted = divide(whole, weights)
        columns.append(_not_below(wanted, columns[-1] if columns else dict.fromkeys(wanted, 0), whole))
    columns.append(_not_below(dict(year_shares), columns[-1] if columns else {}, cumulative[-1]))
    return {code: tuple(column[code] for column in columns) for code in year_shares}


def _not_below(wanted: dict[str, int], before: Mapping[str, int], whole: int) -> dict[str, int]:
    """Raise who stands below the quarter before; those who gained most since give it up, the larger code first."""
    found = {code: max(share, before.get(code, 0)) for code, share in wanted.items()}
    while sum(found.values()) > whole:
        gains = [code for code in found if found[code] > before.get(code, 0)]
        if not gains:
            raise CannotShare("季度累计任务小于上一季度，不能分解。")
        found[max(gains, key=lambda code: (found[code] - before.get(code, 0), code))] -= 1
    return found
