"""重新取数: a frozen figure measured once more, as of the same date or a later one, and why it differs.

What is measured is exactly what was frozen: the same indicator, bureau, period, role and
format; only the day up to which records count may be another.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from kezhang.indicators.catalogue import INDICATORS
from kezhang.indicators.indicator import Figure, Indicator
from kezhang.quantities.periods import Period
from kezhang.quantities.units import Unit
from kezhang.records import access
from kezhang.records.local_time import day_text
from kezhang.records.models import Change, Record
from kezhang.reports.drafting.draft import draft
from kezhang.reports.drafting.figures import CELL, Drafted, Figures
from kezhang.reports.frozen.evidence_workbook import LEDGERS, leaves
from kezhang.reports.models import Report, ReportFigure
from kezhang.reports.templating.formats import PERCENT_STYLE, Style, style_of
from kezhang.reports.templating.parsing import read_template
from kezhang.targets.models import TARGETS, Target
from kezhang.targets.progress import targets_in_force

#: At most this many records are named to explain a difference.
TOLD = 3


class Measuring:
    """The figures of one report as they would be measured now, up to ``as_of``; each is measured once."""

    def __init__(self, report: Report, as_of: date | None = None) -> None:
        self.report = report
        self.figures = Figures(report.org, Period.parse(report.period), as_of or report.as_of)
        self._targets = {
            (t.indicator, t.year, t.type): t for t in targets_in_force(report.org, self.figures.as_of)
        }  # fmt: skip
        self._again: dict[str, Drafted | None] = {}

    def again(self, frozen: ReportFigure) -> Drafted | None:
        """The figure now; None where it can no longer be known: a target withdrawn or masked, no value yet."""
        if frozen.key not in self._again:
            self._again[frozen.key] = self._measured(frozen)
        return self._again[frozen.key]

    def target(self, pk: int) -> Target | None:
        """A target by its number; None once it is void."""
        return access.records(TARGETS, self.report.org).filter(pk=pk).first()

    def assigned(self, indicator: str, year: int) -> Target | None:
        """The task from above in force for an indicator and a year."""
        return self._targets.get((indicator, year, Target.Type.ASSIGNED))

    def _measured(self, frozen: ReportFigure) -> Drafted | None:
        kind, *rest = frozen.key.split("|")
        if kind == CELL:
            return self._cell(*rest)
        if kind == "table":
            return self._drafted.get(frozen.key)
        indicator = INDICATORS.get(frozen.slug)
        style = None if indicator is None else _style(kind, frozen.unit, indicator.unit)
        if indicator is None or style is None:
            return None
        before = len(self.figures.drafted)
        parts = frozen.evidence.get("parts", [])
        if kind in {"actual", "change"}:
            figure = self._figure(frozen.slug, frozen.evidence)
            if figure.value is not None:
                self.figures.actual(figure, style) if kind == "actual" else self.figures.change(figure, style)
        elif kind == "part":
            self._part(self._figure(frozen.slug, frozen.evidence), rest[-2], style)
        elif kind in {"growth", "ratio-to-last-year"}:
            now, then = (self._figure(frozen.slug, part) for part in parts)
            if now.value is not None and then.value:
                self.figures.growth(now, then, style) if kind == "growth" else self.figures.ratio_to_last_year(
                    now, then
                )
        else:
            self._of_target(kind, int(rest[0]), parts, style)
        made = self.figures.drafted[before:]
        return next((each for each in made if kind != "part" or each.key[-1] == rest[-1]), None)

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
        """The report drafted again, by key: which records a table is over is known to its template alone."""
        made = draft(read_template(self.report.paragraphs), self.report.org, self.figures.period, self.figures.as_of)
        return {"|".join(figure.key): figure for figure in made.figures}

    def _figure(self, slug: str, evidence: Mapping[str, Any]) -> Figure:
        """The same indicator and period; up to the new date where the old one was the report's own."""
        told = date.fromisoformat(evidence["as_of"])
        as_of = self.figures.as_of
        if told != self.report.as_of:  # last year's same period moves with the date
            as_of = told if as_of == self.report.as_of else Period.to_date(as_of).previous().last
        return self.figures.measure(INDICATORS[slug], Period.parse(evidence["period"]), as_of)

    def _part(self, figure: Figure, column: str, style: Style) -> None:
        if isinstance(figure.indicator, Indicator) and figure.records is not None:
            self.figures.parts(figure, column, style)

    def _of_target(self, kind: str, pk: int, parts: list[Mapping[str, Any]], style: Style) -> None:
        target = self.target(pk)
        target = target and self._targets.get((target.indicator, target.year, target.type))
        if target is None or not target.base_value:
            return
        if kind == "rate":
            self.figures.rate(target, self._figure(target.indicator, parts[0]))
        elif kind == "missing":
            self.figures.missing(target, self._figure(target.indicator, parts[1]), style)
        else:
            self.figures.target(target, style, kind)


def _style(kind: str, written: str, unit: Unit) -> Style | None:
    """The format a figure was written in, from the words that stand after its digits."""
    if kind in {"rate", "growth", "ratio-to-last-year"}:
        return PERCENT_STYLE
    return style_of("" if written == unit.label else written, unit)


def explained(frozen: ReportFigure, now: Drafted) -> str:
    """Why a figure differs from its frozen self: the records that came, went or changed, the first few by name."""
    before, after = _brought(frozen.evidence), _brought(now.evidence)
    keys = [key for key in dict.fromkeys((*before, *after)) if before.get(key) != after.get(key)]
    told = [_told(key, before.get(key), after.get(key)) for key in keys[:TOLD]]
    more = f"等{len(keys)}条记录" if len(keys) > TOLD else ""
    return "；".join(told) + more


def _brought(evidence: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    return {(leaf["ledger"], pk): brings for leaf in leaves(evidence) for pk, brings in leaf["rows"]}


def _told(key: tuple[str, int], before: str | None, after: str | None) -> str:
    slug, pk = key
    ledger = LEDGERS[slug]
    record = ledger.model._default_manager.filter(pk=pk).first()
    name = f"{ledger.label}“{record or pk}”"
    change = Change.objects.filter(ledger=slug, record_id=pk).order_by("-sequence").first()
    by = f"（{day_text(change.at)} {change.by_name}）" if change else ""
    if before is None:
        return f"{name}补录{by}"
    if after is None:
        return f"{name}已{_gone(record)}{by}"
    return f"{name}由{_plain(before)}改为{_plain(after)}{by}"


def _gone(record: Record | None) -> str:
    return "不再计入" if record is not None and not record.is_void else "作废"


def _plain(text: str) -> str:
    return f"{Decimal(text).normalize():f}"


def differing(measuring: Measuring, frozen: list[ReportFigure]) -> Iterator[tuple[list[ReportFigure], Drafted | None]]:
    """The frozen figures that measure otherwise now, those of one key together."""
    by_key: dict[str, list[ReportFigure]] = {}
    for figure in frozen:
        by_key.setdefault(figure.key, []).append(figure)
    for same in by_key.values():
        now = measuring.again(same[0])
        if now is None or now.value != Decimal(same[0].value):
            yield same, now
