"""分解到股室: what is particular where a bureau divides its own target among its offices.

The whole is the bureau's own target and no other. An office gets no target of its own: the bureau has one already, and
two would be counted twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from django.db.models import QuerySet

from kezhang.collection.arithmetic.rounding import plain
from kezhang.collection.arithmetic.shares import divide
from kezhang.collection.arithmetic.whole_check import WholeStanding, check_whole
from kezhang.collection.assigning.assigned_lines import AssignedLine
from kezhang.collection.assigning.proposal import ProposedShares, is_divided
from kezhang.collection.models import Assignment, Share
from kezhang.indicators.indicator import AnyIndicator, Indicator
from kezhang.orgs.models import Office, Org
from kezhang.quantities.units import stated_unit
from kezhang.targets.models import Target
from kezhang.workflow.steps import NotPossible

QUARTERS = ("一季度", "二季度", "三季度")


def offices_of(org: Org) -> list[Office]:
    return list(Office.objects.filter(org=org).order_by("name"))


def looks_after(office: Office, indicator: AnyIndicator) -> bool:
    """Whether an office looks after an indicator, by name or by the ledger that it is counted over."""
    ledger = indicator.over.slug if isinstance(indicator, Indicator) else ""
    return indicator.slug in office.indicators or ledger in office.ledgers


def propose_to_offices(indicator: AnyIndicator, whole: Decimal | None, offices: Sequence[Office]) -> ProposedShares:
    """The whole to the office that looks after the indicator alone; else equal shares among those that do, or among all."""
    after = [office for office in offices if looks_after(office, indicator)]
    bearing = after or list(offices)
    if whole is None:
        return ProposedShares({}, {}, "总任务隐去，请逐个填写")
    if len(after) == 1:
        return ProposedShares({after[0].name: whole}, {}, f"由{after[0].name}负责，全部归{after[0].name}")
    if not is_divided(indicator):
        return ProposedShares({office.name: whole for office in bearing}, {}, "比率、位次类指标不分解，各股室同一数")
    if whole != int(whole):
        return ProposedShares({}, {}, f"总任务{plain(whole)}不是整数，请逐个填写")
    if whole < 0:
        return ProposedShares({}, {}, f"总任务{plain(whole)}小于0，请逐个填写")
    equal = divide(int(whole), {office.name: Decimal(1) for office in bearing})
    how = "负责的股室平均分配" if after else "没有指定负责的股室，各股室平均分配"
    return ProposedShares({name: Decimal(share) for name, share in equal.items()}, {}, how)


def faults_among_offices(line: AssignedLine, own: Target | None, reason: str) -> Iterator[str]:
    """What only a division among offices has to keep to, a sentence each."""
    if own is None:
        yield "本单位这一年没有这项任务，不能分解到股室；请先录入任务"
    for name, quarters in line.quarters.items():
        yield from not_nested(name, quarters, line.shares.get(name))
    if own is not None and is_divided(line.indicator) and not reason:
        yield from _quarters_off(line, own)


def not_nested(name: str, quarters: Sequence[Decimal | None], year: Decimal | None) -> Iterator[str]:
    """Quarters are cumulative: none is below the one before, nor above the year."""
    stated = [*zip(QUARTERS, quarters, strict=True), ("全年", year)]
    known = [(label, value) for label, value in stated if value is not None]
    for (early, before), (late, after) in pairwise(known):
        if after < before:
            yield f"{name}的{late}目标{plain(after)}小于{early}目标{plain(before)}；季度目标是累计数"


def _quarters_off(line: AssignedLine, own: Target) -> Iterator[str]:
    """Where the bureau's own target speaks of a quarter and every office's share does, they add up as the year does."""
    factor = stated_unit(line.unit, line.indicator.unit).factor
    for place, label in enumerate(QUARTERS):
        whole = own.due_by(place + 1)
        parts = [quarters[place] for code in line.shares if (quarters := line.quarters.get(code))]
        if whole is None or len(parts) < len(line.shares) or None in parts:
            continue
        check = check_whole(own.comparator, whole / factor, None, parts)
        if check.standing in {WholeStanding.SHORT, WholeStanding.OVER}:
            yield f"{label}目标{check.says.replace('总任务', '本单位目标')}；请改正，或写明原因"


def still_there(offices: Mapping[str, Office], lines: Sequence[AssignedLine]) -> None:
    """Asked with the bureau locked. Raises NotPossible where an office was closed in the meantime."""
    asked = {name for line in lines if line.is_among_offices for name in line.shares}
    there = set(Office.objects.filter(pk__in=[offices[name].pk for name in asked]).values_list("pk", flat=True))
    if gone := sorted(name for name in asked if offices[name].pk not in there):
        raise NotPossible(f"{'、'.join(gone)}已撤销，请重新分解。")


def shares_of_offices(org: Org, year: int) -> QuerySet[Share]:
    """How the bureau's targets of a year are divided among its offices."""
    held = Share.objects.filter(
        assignment__org=org,
        assignment__year=year,
        assignment__is_among_offices=True,
        assignment__state=Assignment.State.ISSUED,
    )
    return held.select_related("assignment__org", "org", "office").order_by("office_name")


def let_go(office: Office) -> None:
    """An office is about to be closed: its shares keep its name. The bureau's chain is held."""
    Share.objects.filter(office=office).update_sealed(office=None)
