"""The figures of one report: each number that the document shows, what it is, and what it rests on.

A number gets into a document only through ``Figures``, so each has a mark, an
exact value, a definition and evidence that adds up to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from kezhang.indicators.derived import RATIO_TO_LAST_YEAR, YEAR_ON_YEAR, Standing
from kezhang.indicators.indicator import AnyIndicator, Difference, Figure, Growth, Indicator, Ratio
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.records.declaration.ledger import Column, Ledger
from kezhang.records.models import Record
from kezhang.reports.document.blocks import Number
from kezhang.reports.templating.formats import PERCENT_STYLE, Style
from kezhang.targets.models import TARGETS, Target

#: The first word of the keys of numbers in the cells of tables.
CELL = "cell"


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
    evidence: Mapping[str, Any]


@dataclass
class Figures:
    """Collects a document's numbers in the order they appear; each indicator is measured once."""

    org: Org
    period: Period
    as_of: date
    with_evidence: bool = True  # False for a look at a template: no record is fetched
    drafted: list[Drafted] = field(default_factory=list)
    _measured: dict[tuple[str, str, date], Figure] = field(default_factory=dict)
    _evidence: dict[int, tuple[Figure, dict[str, Any]]] = field(default_factory=dict)

    def measure(self, indicator: AnyIndicator, period: Period | None = None, as_of: date | None = None) -> Figure:
        """The indicator's figure for the year the report tells of up to its date, or for another period."""
        as_of = as_of or self.as_of
        period = period or indicator.usual_period(self.org, as_of)
        key = (indicator.slug, period.code, as_of)
        if key not in self._measured:
            self._measured[key] = indicator.figure(self.org, period, as_of)
        return self._measured[key]

    def actual(self, figure: Figure, style: Style) -> tuple[Number, str]:
        """实绩: a measured value."""
        return self._number(
            ("actual", figure.indicator.slug, figure.period.code, figure.as_of.isoformat()), figure.indicator, "实绩",
            figure.value or Decimal(0), style, self._of_figure(figure),
        )  # fmt: skip

    def parts(self, figure: Figure, column: str, style: Style) -> list[tuple[str, tuple[Number, str]]]:
        """其中: the figure by one column; each part is a number of its own with its own records."""
        indicator = figure.indicator
        assert isinstance(indicator, Indicator)
        found = []
        for label, part in indicator.split(figure, column):
            key = ("part", indicator.slug, figure.period.code, figure.as_of.isoformat(), column, label)
            number = self._number(key, indicator, label, part.value or Decimal(0), style, self._of_figure(part))
            found.append((label, number))
        return found

    def target(self, target: Target, style: Style, role: str = "任务") -> tuple[Number, str]:
        """任务: what was set; the evidence is the target's own record."""
        value = target.base_value
        assert value is not None
        return self._number((role, str(target.pk)), target.measured, role, value, style, _of_target(target))

    def rate(self, target: Target, figure: Figure) -> tuple[Number, str]:
        """完成率: done by target; the evidence is both."""
        aim = target.base_value
        assert aim
        value = (figure.value or Decimal(0)) / aim
        evidence = {"how": "divide", "parts": [self._of_figure(figure), _of_target(target)]}
        return self._number(
            ("rate", str(target.pk), figure.as_of.isoformat()), target.measured, "完成率", value,
            PERCENT_STYLE, evidence,
        )  # fmt: skip

    def missing(self, target: Target, figure: Figure, style: Style) -> tuple[Number, str]:
        """还差: target less done."""
        aim = target.base_value
        assert aim is not None
        value = max(aim - (figure.value or Decimal(0)), Decimal(0))
        evidence = {"how": "subtract", "parts": [_of_target(target), self._of_figure(figure)]}
        return self._number(("missing", str(target.pk)), target.measured, "还差", value, style, evidence)

    def growth(self, now: Figure, before: Figure, style: Style) -> tuple[Number, str]:
        """同比: how much more or less, without its sign; the word for the direction comes from the data."""
        value = YEAR_ON_YEAR.of(Standing(value=now.value, same_period=before.value))
        assert value is not None
        value = abs(value)
        evidence = {"how": "grow", "parts": [self._of_figure(now), self._of_figure(before)]}
        return self._number(("growth", now.indicator.slug), now.indicator, "同比", value, style, evidence)

    def change(self, figure: Figure, style: Style) -> tuple[Number, str]:
        """升降: a growth as measured, without its sign; the word for the direction comes from the data."""
        assert figure.value is not None
        key = ("change", figure.indicator.slug, figure.period.code)
        return self._number(key, figure.indicator, "同比", abs(figure.value), style, self._of_figure(figure))

    def ratio_to_last_year(self, now: Figure, before: Figure) -> tuple[Number, str]:
        """与去年全年之比: this year so far, by all of last year."""
        value = RATIO_TO_LAST_YEAR.of(Standing(value=now.value, last_year=before.value))
        assert value is not None
        evidence = {"how": "divide", "parts": [self._of_figure(now), self._of_figure(before)]}
        key = ("ratio-to-last-year", now.indicator.slug)
        return self._number(key, now.indicator, "与去年全年之比", value, PERCENT_STYLE, evidence)

    def counted(
        self, place: str, ledger: Ledger, rows: Sequence[int], shown: Sequence[Sequence[str]]
    ) -> tuple[Number, str]:
        """条数: how many records a table is over; with it is frozen what the table showed, heads first."""
        value = Decimal(len(rows))
        evidence = self._of_records(ledger, f"{place}的记录", value, [[pk, "1"] for pk in rows])
        key = ("table", place, ledger.slug)
        number = self._add(
            key, ledger.slug, f"{place} {ledger.label}", "条数", value, (str(value), "条"),
            _of_ledger(ledger, "符合条件的记录条数", "条"), {**evidence, "shown": shown},
        )  # fmt: skip
        return number, "条"

    def cell(self, place: str, ledger: Ledger, column: Column, record: Record) -> Number:
        """表中数: what one record says in one column of a table, in the unit of the column's head."""
        value, unit = Decimal(getattr(record, column.name)), column.unit.label if column.unit else ""
        return self._add(
            (CELL, place, ledger.slug, str(record.pk), column.name), ledger.slug, f"{place} {column.label}", "表中数",
            value, (column.text(record), unit), _of_ledger(ledger, f"台账所记{column.label}", unit),
            self._of_records(ledger, column.label, value, [[record.pk, str(value)]]),
        )  # fmt: skip

    def _of_records(self, ledger: Ledger, name: str, value: Decimal, rows: list[list[Any]]) -> dict[str, Any]:
        period = Period.year_of(self.as_of.year).code
        return {
            "name": name, "period": period, "as_of": self.as_of.isoformat(), "value": str(value), "how": "add",
            "ledger": ledger.slug, "rows": rows,
        }  # fmt: skip

    def _number(
        self, key: tuple[str, ...], indicator: AnyIndicator, role: str, value: Decimal, style: Style,
        evidence: Mapping[str, Any],
    ) -> tuple[Number, str]:  # fmt: skip
        digits, words = style.write(value, indicator.unit)
        definition = define(indicator)
        return self._add(
            key, indicator.slug, indicator.label, role, value, (digits, words), definition, evidence
        ), words

    def _add(
        self, key: tuple[str, ...], slug: str, label: str, role: str, value: Decimal, written: tuple[str, str],
        definition: Mapping[str, str], evidence: Mapping[str, Any],
    ) -> Number:  # fmt: skip
        digits, words = written
        mark = f"k{len(self.drafted) + 1:03}"
        self.drafted.append(Drafted(mark, key, slug, label, role, value, digits, words, definition, evidence))
        return Number(mark, digits)

    def _of_figure(self, figure: Figure) -> dict[str, Any]:
        if not self.with_evidence:
            return {}
        # The figure is kept with its evidence: the id of one that is gone is given to the next, whose evidence is another.
        if id(figure) not in self._evidence:
            self._evidence[id(figure)] = (figure, of_figure(figure))
        return self._evidence[id(figure)][1]


def of_figure(figure: Figure) -> dict[str, Any]:
    """The evidence of a measured figure: its records and what each brings, or its parts."""
    named: dict[str, Any] = {
        "name": figure.indicator.label,
        "period": figure.period.code,
        "as_of": figure.as_of.isoformat(),
        "value": None if figure.value is None else str(figure.value),
    }
    if isinstance(figure.indicator, Indicator):
        rows = [[record.pk, str(brings)] for record, brings in figure.contributions()]
        return {**named, "how": "add", "ledger": figure.indicator.over.slug, "rows": rows}
    how = (
        "divide"
        if isinstance(figure.indicator, Ratio)
        else "grow"
        if isinstance(figure.indicator, Growth)
        else "subtract"
    )
    parts = [of_figure(part) for part in figure.parts]
    if isinstance(figure.indicator, Difference):
        return {**named, "how": how, "parts": parts, "plus": len(figure.indicator.plus)}
    return {**named, "how": how, "parts": parts}


def _of_target(target: Target) -> dict[str, Any]:
    value = str(target.base_value)
    return {
        "name": str(target),
        "period": str(target.year),
        "value": value,
        "how": "add",
        "ledger": TARGETS.slug,
        "rows": [[target.pk, value]],
    }


def adds_up_to(evidence: Mapping[str, Any]) -> Decimal:
    """What the evidence comes to, worked out again from its rows and parts."""
    if evidence["how"] == "add":
        return sum((Decimal(brings) for _, brings in evidence["rows"]), Decimal(0))
    parts = [adds_up_to(part) for part in evidence["parts"]]
    if evidence["how"] == "divide":
        return parts[0] / parts[1]
    if evidence["how"] == "grow":
        return abs((parts[0] - parts[1]) / parts[1])
    plus = evidence.get("plus", 1)
    return max(sum(parts[:plus], Decimal(0)) - sum(parts[plus:], Decimal(0)), Decimal(0))


def _of_ledger(ledger: Ledger, counted: str, unit: str) -> dict[str, str]:
    """What a number of a table is, in words."""
    column = ledger.column(ledger.dated_by).label
    return {"指标": ledger.label, "计算": counted, "依据": "", "单位": unit, "台账": ledger.label, "归属日期": column}


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
