"""The figures of one report: each number that the document shows, what it is, and what it rests on.

A number gets into a document only through ``Figures``, so each has a mark, an exact value, a definition and
evidence that adds up to it; what is unknown is told as such and is no number.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from kezhang.indicators.indicator import AnyIndicator, Figure, Indicator, Ratio
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record
from kezhang.reports.document.blocks import Number, Part, Text
from kezhang.reports.figure_kinds.below import BELOW, OF
from kezhang.reports.figure_kinds.evidence import Evidence, of_figure, of_records
from kezhang.reports.figure_kinds.formats import Style
from kezhang.reports.figure_kinds.kind import Basis, FigureKind, IndicatorKind
from kezhang.reports.figure_kinds.records import CELL, COUNTED, defined
from kezhang.targets.models import Target
from kezhang.targets.progress import Progress, board, in_catalogue_order, targets_in_force


@dataclass(frozen=True)
class Drafted:
    """One number of the document, with everything that will be frozen."""

    mark: str
    key: tuple[str, ...]  # figures of one key are the same figure shown again
    slug: str
    label: str
    role: str
    value: Decimal
    display: str
    unit: str
    definition: Mapping[str, str]
    evidence: Evidence


@dataclass
class Figures:
    """Collects a document's numbers in the order they appear; each indicator is measured once."""

    org: Org
    period: Period
    as_of: date
    with_evidence: bool = True  # False for a look at a template: no record is fetched
    drafted: list[Drafted] = field(default_factory=list)
    place: Org | None = None  # the bureau below whose figures they are, in the report of the one above
    unkept: Callable[[AnyIndicator, Org], bool] | None = None  # whether a bureau below keeps no ledger to count
    _measured: dict[tuple[str, str, date], Figure] = field(default_factory=dict)
    _evidence: dict[int, tuple[Figure, dict[str, Any]]] = field(default_factory=dict)

    def measure(self, indicator: AnyIndicator, period: Period | None = None, as_of: date | None = None) -> Figure:
        """The indicator's figure for the year the report tells of up to its date, or for another period."""
        as_of = as_of or self.as_of
        period = period or indicator.usual_period(self.org, as_of)
        key = (indicator.slug, period.code, as_of)
        if key not in self._measured:
            figure = indicator.figure(self.org, period, as_of)
            if self.unkept is not None and figure.value is not None and self.unkept(indicator, self.org):
                figure = replace(figure, value=None)
            self._measured[key] = figure
        return self._measured[key]

    @cached_property
    def _targets(self) -> dict[str, list[Target]]:
        found: dict[str, list[Target]] = {}
        for target in in_catalogue_order(targets_in_force(self.org, self.as_of)):
            found.setdefault(target.indicator, []).append(target)
        return found

    def targets(self, indicator: AnyIndicator) -> Sequence[Target]:
        """The targets in force, the assigned one first."""
        return self._targets.get(indicator.slug, [])

    def board(self) -> list[Progress]:
        """进度表: every task as it stands."""
        return board(self.org, self.as_of)

    def now(self, indicator: AnyIndicator) -> Figure:
        """The figure of the year that the indicator's first target speaks of, else of the year reported on."""
        targets = self.targets(indicator)
        return self.measure(indicator, targets[0].period if targets else None)

    def told(self, kind: IndicatorKind, basis: Basis, style: Style) -> list[Part]:
        """The number with the words around it, or the words that stand in its place where it is unknown."""
        if kind.value(basis) is None:
            return [Text(kind.absent)]
        if words := kind.instead(basis):
            return [Text(words)]
        number = self.number(kind, basis, style)
        assert number is not None  # its value is known
        return [*([Text(lead)] if (lead := kind.lead(basis)) else []), number[0], Text(number[1])]

    def number(self, kind: IndicatorKind, basis: Basis, style: Style) -> tuple[Number, str] | None:
        """The digits with their mark and the words after them; None where the number is unknown."""
        value = kind.value(basis)
        if value is None:
            return None
        indicator = basis.indicator
        digits, words = kind.styled(style).write(value, indicator.unit)
        evidence = kind.evidence(basis, self.of_figure) if self.with_evidence else {}
        definition = define(indicator) | {"口径": kind.note}
        key, role, label = kind.key_of(basis), kind.role_of(basis), indicator.label
        if self.place is not None:
            key = (BELOW.key, self.place.code, indicator.slug, kind.word, role)
            label, evidence = f"{self.place.name}{label}", {**evidence, OF: kind.key}
        return self._add(key, indicator.slug, label[:80], role, value, (digits, words), definition, evidence), words

    def together(
        self, kind: FigureKind, of: IndicatorKind, indicator: AnyIndicator, value: Decimal, written: tuple[str, str],
        evidence: Evidence,
    ) -> Number:  # fmt: skip
        """合计: what the bureaus below come to together."""
        definition = define(indicator) | {"口径": f"{of.note}{kind.note}"}
        key = (kind.key, self.org.code, indicator.slug, of.word)
        return self._add(
            key, indicator.slug, f"各单位{indicator.label}"[:80], of.role, value, written, definition, evidence
        )

    def counted(
        self, place: str, ledger: Ledger, rows: Sequence[int], shown: Sequence[Sequence[str]]
    ) -> tuple[Number, str]:
        """条数: how many records a table is over; with it is frozen what the table showed, heads first."""
        value = Decimal(len(rows))
        evidence = of_records(ledger, f"{place}的记录", self.as_of, value, [(pk, "1") for pk in rows])
        number = self._add(
            (COUNTED.key, place, ledger.slug), ledger.slug, f"{place} {ledger.label}", COUNTED.role, value,
            (str(value), "条"), defined(ledger, "符合条件的记录条数", "条"), {**evidence, "shown": shown},
        )  # fmt: skip
        return number, "条"

    def cell(self, place: str, ledger: Ledger, column: Column, record: Record) -> Number:
        """表中数: what one record says in one column of a table, in the unit of the column's head."""
        value, unit = Decimal(getattr(record, column.name)), column.unit.label if column.unit else ""
        return self._add(
            (CELL.key, place, ledger.slug, str(record.pk), column.name), ledger.slug, f"{place} {column.label}",
            CELL.role, value, (column.text(record), unit), defined(ledger, f"台账所记{column.label}", unit),
            of_records(ledger, column.label, self.as_of, value, [(record.pk, str(value))]),
        )  # fmt: skip

    def _add(
        self, key: tuple[str, ...], slug: str, label: str, role: str, value: Decimal, written: tuple[str, str],
        definition: Mapping[str, str], evidence: Evidence,
    ) -> Number:  # fmt: skip
        digits, words = written
        mark = f"k{len(self.drafted) + 1:03}"
        self.drafted.append(Drafted(mark, key, slug, label, role, value, digits, words, definition, evidence))
        return Number(mark, digits)

    def of_figure(self, figure: Figure) -> dict[str, Any]:
        # The figure is kept with its evidence: the id of one that is gone is given to the next, whose evidence is another.
        if id(figure) not in self._evidence:
            self._evidence[id(figure)] = (figure, of_figure(figure))
        return self._evidence[id(figure)][1]


def define(indicator: AnyIndicator) -> dict[str, str]:
    """What an indicator is, in words, as it will be frozen beside its figure."""
    words = {"指标": indicator.label, "计算": indicator.note, "依据": indicator.basis, "单位": indicator.unit.label}
    if isinstance(indicator, Indicator):
        column = next((c.label for c in indicator.over.columns if c.name == indicator.date_field), indicator.date_field)
        words |= {
            "台账": indicator.over.label,
            "归属日期": column,
            "计期": indicator.timing.value,
            "汇总": indicator.measure.in_words,
        }
    elif isinstance(indicator, Ratio):
        words["算式"] = f"{indicator.numerator.label} ÷ {indicator.denominator.label}"
    return words
