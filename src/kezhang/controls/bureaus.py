"""核查（下级）: what a superior finds in its own ledgers and in those of the bureaus right below it, with whose each finding is.

Every bureau is held against the checks by itself: what stands in two counties is no double entry of either.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kezhang.controls.case import Check, CheckOutcome, Found
from kezhang.controls.catalogue import inspect
from kezhang.jobs import progress
from kezhang.orgs.models import Org
from kezhang.orgs.scope import below, several_bureaus

#: What is sorted by, ascending and descending, as lists are.
BY_BUREAU, BY_BUREAU_DOWN = "bureau", "-bureau"
ORDERS = ("", BY_BUREAU, BY_BUREAU_DOWN)
#: Bureaus that a sentence names; the rest is a number.
NAMED = 3


@dataclass(frozen=True)
class CheckedBureaus:
    """The outcomes of every check, over all bureaus in view or the one that was chosen."""

    outcomes: Sequence[CheckOutcome]
    bureaus: Sequence[Org]  # in view; none where one bureau alone is
    chosen: str = ""
    order: str = ""
    unlisted: int = 0  # findings that were not kept for the page

    @property
    def found(self) -> list[tuple[Check, Found]]:
        """Line by line, by check and then by bureau unless the order is by bureau."""
        lines = [(outcome.check, found) for outcome in self.outcomes for found in outcome.found]
        if self.order in (BY_BUREAU, BY_BUREAU_DOWN):
            lines.sort(key=lambda line: line[1].bureau.code if line[1].bureau else "", reverse=self.order != BY_BUREAU)
        return lines


def bureaus_in_view(org: Org) -> list[Org]:
    """A superior itself and those right below it; none where there is one bureau alone."""
    return [org, *below(org)] if several_bureaus(org) else []


def inspect_bureaus(org: Org, as_of: date, chosen: str = "", order: str = "") -> CheckedBureaus:
    """All in view, or the one with the chosen code. Raises ValueError for a code or an order that is none."""
    bureaus = bureaus_in_view(org)
    if not bureaus and not chosen and not order:
        return CheckedBureaus(inspect(org, as_of), ())
    if order not in ORDERS:
        raise ValueError("排序只能按单位（bureau、-bureau）")
    looked = [each for each in bureaus or [org] if chosen in ("", each.code)]
    if not looked:
        raise ValueError(f"没有代码为“{chosen[:30]}”的下级单位，应为{org.name}或直接下级的六位单位代码")
    by_check: dict[int, list[tuple[Org, CheckOutcome]]] = defaultdict(list)
    for number, each in enumerate(looked):
        progress.tell(number, len(looked), f"核查{each.name}")
        for outcome in inspect(each, as_of):
            by_check[outcome.check.number].append((each, outcome))
    progress.tell(len(looked), len(looked), "核查完成")
    return CheckedBureaus([_together(each) for each in by_check.values()], bureaus, chosen, order)


def _together(outcomes: Sequence[tuple[Org, CheckOutcome]]) -> CheckOutcome:
    """One check over several bureaus; what it lacks is told once, with where."""
    lacking: dict[str, list[Org]] = defaultdict(list)
    for org, outcome in outcomes:
        for what in outcome.lacking:
            lacking[what].append(org)
    return CheckOutcome(
        outcomes[0][1].check,
        tuple(replace(found, bureau=org) for org, outcome in outcomes for found in outcome.found),
        tuple(f"{_names(orgs)}：{what}" for what, orgs in lacking.items()),
    )


def _names(orgs: Iterable[Org]) -> str:
    names = [org.name for org in orgs]
    more = f"等{len(names)}个单位" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more
