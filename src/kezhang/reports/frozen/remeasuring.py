"""重新取数: a frozen figure measured once more, as of the same date or a later one.

What is measured is exactly what was frozen: the same indicator, bureau, period, role and
format; only the day up to which records count may be another.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property

from kezhang.catalogue import INDICATORS, LEDGERS
from kezhang.indicators.indicator import Figure
from kezhang.quantities.periods import Period, a_year_before
from kezhang.records import access
from kezhang.reports.drafting.figures import Drafted, Figures
from kezhang.reports.figure_kinds.below import BelowKind
from kezhang.reports.figure_kinds.catalogue import kind_of
from kezhang.reports.figure_kinds.evidence import Evidence
from kezhang.reports.figure_kinds.formats import DIGITS, style_of
from kezhang.reports.figure_kinds.kind import IndicatorKind
from kezhang.reports.figure_kinds.records import CELL, COUNTED
from kezhang.reports.figure_kinds.returned import ReturnedKind
from kezhang.reports.frozen.freezing import figures_again
from kezhang.reports.models import Report, ReportFigure
from kezhang.targets.models import TARGETS, Target
from kezhang.targets.progress import targets_in_force


class Measuring:
    """The figures of one report as they would be measured now, up to ``as_of``; each is measured once.

    ``told_on`` is the day that figures already refreshed are of; by default the report's own.
    """

    def __init__(self, report: Report, as_of: date | None = None, told_on: date | None = None) -> None:
        self.report, self.told_on = report, told_on or report.as_of
        self.figures = Figures(report.org, Period.parse(report.period), as_of or report.as_of)
        self._targets = {
            (t.indicator, t.year, t.type): t for t in targets_in_force(report.org, self.figures.as_of)
        }  # fmt: skip
        self._again: dict[str, Drafted | None] = {}
        self._found: dict[int, Target | None] = {}

    def again(self, frozen: ReportFigure) -> Drafted | None:
        """The figure now; None where it can no longer be known: a target withdrawn or masked, no value yet."""
        if frozen.key not in self._again:
            self._again[frozen.key] = self._measured(frozen)
        return self._again[frozen.key]

    def target(self, pk: int) -> Target | None:
        """A target by its number; None once it is void."""
        if pk not in self._found:  # a task's number, its share and its gap all rest on it
            self._found[pk] = access.records(TARGETS, self.report.org).filter(pk=pk).first()
        return self._found[pk]

    def target_again(self, pk: int) -> Target | None:
        """The version in force of what a target set; None once it is withdrawn or says no number."""
        target = self.target(pk)
        now = target and self._targets.get((target.indicator, target.year, target.type))
        return now if now is not None and now.base_value else None

    def assigned(self, indicator: str, year: int) -> Target | None:
        """The task from above in force for an indicator and a year."""
        return self._targets.get((indicator, year, Target.Type.ASSIGNED))

    def figure_again(self, slug: str, evidence: Evidence) -> Figure | None:
        """The same indicator and period; up to the new date where the old one was the report's own."""
        return self.figures.measure(INDICATORS[slug], Period.parse(evidence["period"]), self.day_again(evidence))

    def day_again(self, evidence: Evidence) -> date:
        """The day up to which something is measured again; last year's same period moves with the date."""
        told, as_of = date.fromisoformat(evidence["as_of"]), self.figures.as_of
        if told == self.told_on:
            return as_of
        return told if as_of == self.told_on else a_year_before(as_of)

    def _measured(self, frozen: ReportFigure) -> Drafted | None:
        kind = kind_of(frozen.key)
        if kind is CELL:
            return self._cell(*frozen.key.split("|")[1:])
        if kind is COUNTED or isinstance(kind, BelowKind):
            return self._drafted.get(frozen.key)
        if isinstance(kind, ReturnedKind):  # what was published stays as it was published
            return _as_frozen(frozen)
        indicator = INDICATORS.get(frozen.slug)
        if indicator is None or not isinstance(kind, IndicatorKind):
            return None
        usual = frozen.unit in {indicator.unit.label, kind.counted_in} - {""}
        style = kind.style or style_of("" if usual else frozen.unit or DIGITS, indicator.unit)
        basis = kind.again(self, indicator, frozen.key, frozen.evidence)
        if style is None or basis is None or self.figures.number(kind, basis, style) is None:
            return None
        return self.figures.drafted[-1]

    def _cell(self, place: str, slug: str, pk: str, column: str) -> Drafted | None:
        """What the record of a table's row says now."""
        ledger = LEDGERS[slug]
        record = access.records(ledger, self.report.org).filter(pk=int(pk)).first()
        if record is None or getattr(record, column) is None:
            return None
        self.figures.cell(place, ledger, ledger.column(column), record)
        return self.figures.drafted[-1]

    @cached_property
    def _drafted(self) -> dict[str, Drafted]:
        """The report drafted again, by key: which records or bureaus a table is over is known to its template alone."""
        made = figures_again(self.report, self.figures.as_of)
        return {"|".join(figure.key): figure for figure in made}


def _as_frozen(frozen: ReportFigure) -> Drafted:
    return Drafted(
        frozen.mark, tuple(frozen.key.split("|")), frozen.slug, frozen.label, frozen.role, Decimal(frozen.value),
        frozen.display, frozen.unit, frozen.definition, frozen.evidence,
    )  # fmt: skip


def differing(measuring: Measuring, frozen: list[ReportFigure]) -> Iterator[tuple[list[ReportFigure], Drafted | None]]:
    """The frozen figures that measure otherwise now, those of one key together."""
    by_key: dict[str, list[ReportFigure]] = {}
    for figure in frozen:
        by_key.setdefault(figure.key, []).append(figure)
    for same in by_key.values():
        now = measuring.again(same[0])
        if now is None or now.value != Decimal(same[0].value):
            yield same, now
