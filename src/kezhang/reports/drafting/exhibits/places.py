"""各县的数: the figures of the bureaus below in the report of the bureau above, and their totals with how many they rest on.

Where a bureau keeps no ledger nobody has counted: its number is not known, and is never nought.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from kezhang.indicators.by_bureau import counted_over_ledgers
from kezhang.indicators.indicator import AnyIndicator, Asked, Indicator, OverPlaces
from kezhang.orgs.models import Org
from kezhang.orgs.scope import below
from kezhang.records import access
from kezhang.reports.document.blocks import Part, Text
from kezhang.reports.drafting.figures import Figures
from kezhang.reports.figure_kinds.below import BELOW_TOTAL, OF, summed
from kezhang.reports.figure_kinds.formats import Style
from kezhang.reports.figure_kinds.kind import UNKNOWN, Basis, IndicatorKind

#: What is shown where numbers of several bureaus are no sum.
NO_SUM = "—"


class Places:
    """The bureaus right below that of a report, each with figures of its own among the report's."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.orgs: Sequence[Org] = below(figures.org)
        self.desks = {org.code: replace(figures, org=org, place=org, _measured={}, _evidence={}) for org in self.orgs}
        self._kept: dict[tuple[str, int], bool] = {}
        for desk in self.desks.values():
            desk.unkept = self.unkept

    def unkept(self, indicator: AnyIndicator, org: Org) -> bool:
        """Whether a bureau keeps none of a ledger that an indicator is counted over."""
        asked = [Asked(indicator, indicator.usual_period(org, self.figures.as_of), self.figures.as_of)]
        ledgers = {leaf.indicator.over.slug: leaf.indicator.over for leaf in counted_over_ledgers(asked)}
        for slug, ledger in ledgers.items():
            if (slug, org.pk) not in self._kept:
                kept = access.records(ledger, org, with_voided=True).filter(org=org)
                self._kept[slug, org.pk] = kept.exists()
        return not all(self._kept[slug, org.pk] for slug in ledgers)

    @property
    def word(self) -> str:
        return "县" if all(org.level == Org.Level.COUNTY for org in self.orgs) else "个单位"

    def total(self, kind: IndicatorKind, indicator: AnyIndicator, style: Style) -> list[Part]:
        """What the bureaus that have the number come to; with how many those are where it is not all of them."""
        if not isinstance(indicator, Indicator) or indicator.over_places is not OverPlaces.SUM:
            return [Text(NO_SUM)]
        known = list(self._known(kind, indicator))
        if not known:
            return [Text(UNKNOWN)]
        values = [self._added(kind, place, known) for place in range(len(kind.ingredients))]
        value = kind.of(*values)
        if value is None:
            return [Text(UNKNOWN)]
        digits, words = kind.styled(style).write(value, indicator.unit)
        number = self.figures.together(
            BELOW_TOTAL, kind, indicator, value, (digits, words), self._evidence(kind, indicator, known)
        )
        coverage = "" if len(known) == len(self.orgs) else f"（{len(known)}/{len(self.orgs)}{self.word}）"
        return [number, *([Text(words + coverage)] if words + coverage else [])]

    def _known(self, kind: IndicatorKind, indicator: AnyIndicator) -> Iterator[tuple[Org, Basis]]:
        for org in self.orgs:
            assert kind.gather is not None
            basis = kind.gather(self.desks[org.code], indicator)
            if not isinstance(basis, str) and all(basis.known(each) is not None for each in kind.ingredients):
                yield org, basis

    def _added(self, kind: IndicatorKind, place: int, known: Sequence[tuple[Org, Basis]]) -> Decimal:
        return sum((basis.known(kind.ingredients[place]) or Decimal(0) for _, basis in known), Decimal(0))

    def _evidence(
        self, kind: IndicatorKind, indicator: AnyIndicator, known: Sequence[tuple[Org, Basis]]
    ) -> dict[str, object]:
        if not self.figures.with_evidence:
            return {}
        parts = []
        for ingredient in kind.ingredients:
            of_each = [
                {**basis.evidence(ingredient, self.desks[org.code].of_figure), "name": f"{org.name}{indicator.label}"}
                for org, basis in known
            ]
            parts.append(summed(f"{indicator.label}{ingredient.value}合计", of_each))
        return {**(parts[0] if len(parts) == 1 else {"how": kind.how, "parts": parts}), OF: kind.key}
