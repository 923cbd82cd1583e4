"""任务完成情况表: each task of the year with what is done of it and the share, every number a figure of the report."""

from collections.abc import Sequence

from kezhang.catalogue import INDICATORS
from kezhang.indicators.indicator import AnyIndicator
from kezhang.quantities.dates import chinese_date
from kezhang.reports.document.blocks import Align, Block, Content, ParagraphLevel, Part, Table, Text
from kezhang.reports.drafting.figures import Figures
from kezhang.reports.figure_kinds.actuals import ACTUAL
from kezhang.reports.figure_kinds.aims import COMPLETION, TARGET
from kezhang.reports.figure_kinds.formats import DIGITS, PERCENT_STYLE, style_of
from kezhang.reports.figure_kinds.kind import Basis
from kezhang.reports.templating.exhibit_tokens import TasksAsked

HEADS = ("指标", "单位", "任务", "完成", "完成率")
_ALIGNED = (Align.LEFT, Align.CENTRE, Align.RIGHT, Align.RIGHT, Align.RIGHT)
_NOT_SAID, _NONE = "未列明", "—"


def table(figures: Figures, asked: TasksAsked, number: int) -> Content:
    """One row for each indicator with a task this year, or for each of those named."""
    rows = tuple(
        row
        for indicator in asked.indicators or INDICATORS.values()
        if (row := _row(figures, indicator, named=bool(asked.indicators)))
    )
    as_of = chinese_date(figures.as_of)
    if not rows:
        return Block(ParagraphLevel.BODY, (Text(f"截至{as_of}，{figures.as_of.year}年度任务尚未下达。"),))
    return Table(f"表{number}　任务完成情况（截至{as_of}）", HEADS, rows, _ALIGNED)


def _row(figures: Figures, indicator: AnyIndicator, *, named: bool) -> tuple[tuple[Part, ...], ...]:
    targets = [target for target in figures.targets(indicator) if target.year == figures.as_of.year]
    if not targets and not named:
        return ()
    target = next((each for each in targets if each.base_value is not None), None)
    period = (target or targets[0]).period if targets else None
    basis = Basis(indicator, figures.measure(indicator, period), target)
    style = style_of(DIGITS, indicator.unit)
    assert style is not None
    aim: Sequence[Part] = figures.told(TARGET, basis, style) if target else [Text(_NOT_SAID if targets else _NONE)]
    done = figures.told(ACTUAL, basis, style)
    return ((Text(indicator.label),), (Text(indicator.unit.label),), _cell(aim), _cell(done), _share(figures, basis))


def _share(figures: Figures, basis: Basis) -> tuple[Part, ...]:
    """What is not to be exceeded, or was set without a number, is done by no share."""
    if basis.target is None or basis.target.is_ceiling:
        return (Text(_NONE),)
    return _cell(figures.told(COMPLETION, basis, PERCENT_STYLE))


def _cell(parts: Sequence[Part]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.text)
