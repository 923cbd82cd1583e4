"""分解建议: shares proposed from last year's figures, or from the version before where a whole is adjusted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kezhang.collection.arithmetic.rounding import plain
from kezhang.collection.arithmetic.shares import CannotShare, divide, divide_increase
from kezhang.collection.models import Assignment
from kezhang.indicators.indicator import AnyIndicator
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.quantities.units import Unit
from kezhang.targets.models import Target
from kezhang.targets.progress import counting_targets

#: A rate, a rank, a percentage is the same for everybody or set one by one; it is never divided.
UNDIVIDED = frozenset({"ratio", "stated-ratio", "rank", "points", "attendance"})


@dataclass(frozen=True)
class ProposedShares:
    """What each would get in the stated unit, its last year's figure, and by which rule; or why there is none."""

    shares: Mapping[str, Decimal]
    bases: Mapping[str, Decimal | None]
    says: str


def is_divided(indicator: AnyIndicator) -> bool:
    return indicator.unit.dimension not in UNDIVIDED


def own_targets(org: Org, year: int) -> dict[str, Target]:
    """本级任务: what the bureau itself has to reach, by indicator: set from above first."""
    return counting_targets(org, date(year, 12, 31))


def propose(
    org: Org, indicator: AnyIndicator, unit: Unit, year: int, whole: Decimal | None, counties: Sequence[Org]
) -> ProposedShares:
    """By last year's figures, whole units by largest remainder; an increase alone where a version was issued before."""
    if whole is None:
        return ProposedShares({}, {}, "总任务隐去或未填，请逐个填写")
    if not is_divided(indicator):
        return ProposedShares(
            dict.fromkeys((c.code for c in counties), whole), {}, "比率、位次类指标不分解，各单位同一数"
        )
    last = date(year - 1, 12, 31)
    figures = {c.code: indicator.figure(c, Period.year_of(year - 1), last).value for c in counties}
    bases = {code: None if value is None else value / unit.factor for code, value in figures.items()}
    known = {code: value or Decimal(0) for code, value in bases.items()}
    granular = int(whole)
    if Decimal(granular) != whole:
        return ProposedShares({}, bases, f"总任务{plain(whole)}不是整数，请逐个填写")
    try:
        before = _issued(org, indicator, year)
        shares = divide_increase(granular, before, known) if before else divide(granular, known)
    except CannotShare as fault:
        return ProposedShares({}, bases, str(fault))
    how = (
        "在上一版基础上按上年数分配增量" if before else "按上年数比例" if any(known.values()) else "上年均为0，平均分配"
    )
    return ProposedShares({code: Decimal(share) for code, share in shares.items()}, bases, how)


def _issued(org: Org, indicator: AnyIndicator, year: int) -> dict[str, int]:
    """The shares of the version in force, if all of them are known whole numbers."""
    held = Assignment.objects.filter(
        org=org, indicator=indicator.slug, year=year, is_among_offices=False, state=Assignment.State.ISSUED
    ).first()
    shares = {share.org.code: share.value for share in held.shares.select_related("org")} if held else {}
    if any(value is None or value != int(value) for value in shares.values()):
        return {}
    return {code: int(value) for code, value in shares.items() if value is not None}
