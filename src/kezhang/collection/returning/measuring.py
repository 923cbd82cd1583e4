"""取数: the figures and lists of a return as the bureau's ledgers have them, with everything figures are held against.

It writes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.collection.arithmetic.rounding import plain
from kezhang.collection.list_tables.frozen_rows import rows_of
from kezhang.collection.models import Return, ReturnedFigure, ReturnedTable, RoundItem, RoundTable
from kezhang.collection.returning.contents import StillAsked
from kezhang.indicators.indicator import Figure, Indicator, Ratio
from kezhang.indicators.measures import Distinct
from kezhang.jobs.progress import tell
from kezhang.orgs.models import Org
from kezhang.quantities.periods import a_year_before
from kezhang.records.history.heads import heads_of
from kezhang.records.history.one_state import one_state
from kezhang.records.models import Change
from kezhang.reports.drafting.figures import define
from kezhang.reports.figure_kinds.evidence import of_figure
from kezhang.targets.models import Target
from kezhang.targets.progress import counting_targets, progress


@dataclass(frozen=True)
class MeasuredReturn:
    """Figures and lists not yet kept, and how far the bureau's log went when they were measured."""

    figures: Sequence[ReturnedFigure]
    tables: Sequence[ReturnedTable]
    heads: dict[str, int]
    at: datetime


def measure(answer: Return, asked: StillAsked) -> MeasuredReturn:
    """All of one state of the database; nothing is locked."""
    org, as_of = answer.org, answer.round.as_of
    with one_state():
        heads = heads_of(org)
        targets = counting_targets(org, as_of)
        count = len(asked.items) + len(asked.tables)
        figures, tables = list[ReturnedFigure](), list[ReturnedTable]()
        for item in asked.items:
            tell(len(figures), count, f"取数：{item.measured.label}")
            figures.append(_figure(org, item, as_of, targets.get(item.indicator)))
        for table in asked.tables:
            tell(len(figures) + len(tables), count, f"取数：{table.declared.label}")
            tables.append(_table(org, table, as_of))
        tell(count, count, "送前核对")
    return MeasuredReturn(figures, tables, heads, timezone.now())


def _table(org: Org, asked: RoundTable, as_of: date) -> ReturnedTable:
    made = ReturnedTable(asked=asked)
    made.keep(rows_of(asked.declared, org, as_of), asked.declared.counted)
    return made


def _figure(org: Org, item: RoundItem, as_of: Any, target: Target | None) -> ReturnedFigure:
    indicator = item.measured
    period = target.period if target else indicator.usual_period(org, as_of)
    figure = indicator.figure(org, period, as_of)
    before = indicator.figure(org, period.previous(), a_year_before(as_of))
    made = ReturnedFigure(
        item=item,
        value=text_of(figure.value),
        ledger_value=text_of(figure.value),
        status=ReturnedFigure.Status.KNOWN if figure.value is not None else ReturnedFigure.Status.UNPUBLISHED,
        same_period=text_of(before.value),
        parts=_parts(figure),
        evidence=evidence_of(figure),
        definition=define(indicator),
    )
    if target is not None:
        hold_against(target, made, figure)
    return made


def hold_against(target: Target, made: ReturnedFigure, figure: Figure | None) -> None:
    """The task stands beside the returned number, and how far the number is on the way; without one there is no way."""
    made.target_value, made.target_text = text_of(target.base_value), target.text
    if figure is not None:
        stood = progress(target, figure, figure.as_of)
        made.expected, made.light = text_of(stood.expected), stood.light.code


def evidence_of(figure: Figure) -> dict[str, Any]:
    """The records and what each brings; where a body counts once, whom they stand for, to be counted once above too."""
    evidence = of_figure(figure)
    if isinstance(figure.indicator, Indicator) and isinstance(figure.indicator.measure, Distinct):
        assert figure.records is not None
        evidence["identities"] = sorted({figure.indicator.measure.identity(record) for record in figure.records})
    return evidence


def _parts(figure: Figure) -> list[str]:
    """Numerator and denominator, so that a rate over several bureaus can be one of sums."""
    if not isinstance(figure.indicator, Ratio) or any(part.value is None for part in figure.parts):
        return []
    return [text_of(part.value) for part in figure.parts]


def text_of(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def moved_since(org: Org, heads: dict[str, int]) -> int:
    """台账又有几处变动: changes of records that the measuring did not see."""
    seen = heads.get(str(org.pk), 0)
    return Change.objects.filter(org=org, sequence__gt=seen, ledger__in=list(LEDGERS)).count()
