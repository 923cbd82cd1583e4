"""完成数: what was done: up to the date, within the period, a year before, and of it each part."""

from collections.abc import Sequence

from kezhang.indicators.indicator import AnyIndicator, Figure, Indicator, Timing
from kezhang.quantities.periods import Period, a_year_before
from kezhang.reports.figure_kinds.kind import Basis, Desk, IndicatorKind


def _same_period(desk: Desk, indicator: AnyIndicator) -> Basis:
    period = desk.now(indicator).period.previous()
    return Basis(indicator, figure=desk.measure(indicator, period, a_year_before(desk.as_of)))


def _adds_up(indicator: AnyIndicator) -> str:
    if isinstance(indicator, Indicator) and indicator.timing is Timing.FLOW:
        return ""
    return "“本期”只用于按日期累计的指标；存量、年度和比率类指标请写“完成”"


def _identity(basis: Basis) -> tuple[str, ...]:
    assert basis.figure is not None
    return basis.indicator.slug, basis.figure.period.code, basis.figure.as_of.isoformat()


ACTUAL = IndicatorKind(
    key="actual",
    role="实绩",
    word="完成",
    note="截至日的累计完成数。",
    gather=lambda desk, indicator: Basis(indicator, figure=desk.now(indicator)),
    identity=_identity,
)
IN_PERIOD = IndicatorKind(
    key="actual",
    role="实绩",
    word="本期",
    note="报告所述期间内的完成数。",
    gather=lambda desk, indicator: Basis(indicator, figure=desk.measure(indicator, desk.period)),
    identity=_identity,
    fits=_adds_up,
)
SAME_PERIOD = IndicatorKind(
    key="actual",
    role="实绩",
    word="去年同期",
    note="上一年同一天的累计完成数。",
    gather=_same_period,
    identity=_identity,
)
LAST_YEAR = IndicatorKind(
    key="actual",
    role="实绩",
    word="去年全年",
    note="上一年全年的完成数。",
    gather=lambda desk, indicator: Basis(
        indicator, figure=desk.measure(indicator, Period.year_of(desk.as_of.year - 1))
    ),
    identity=_identity,
)


def split(figure: Figure, column: str) -> list[Basis]:
    """其中: one basis for each value of the column, in the order of its choices."""
    indicator = figure.indicator
    assert isinstance(indicator, Indicator)
    return [
        Basis(indicator, figure=part, column=column, value=label) for label, part in indicator.split(figure, column)
    ]


def _narrowed(figure: Figure, key: Sequence[str]) -> Basis | None:
    column, value = key[-2:]
    if not isinstance(figure.indicator, Indicator) or figure.records is None:
        return None
    return next((basis for basis in split(figure, column) if basis.value == value), None)


PART = IndicatorKind(
    key="part",
    role="其中",
    word="其中",
    note="完成数按一列的取值分开计；各部分相加等于完成数。",
    identity=lambda basis: (*_identity(basis), basis.column, basis.value),
    narrowed=_narrowed,
)

ACTUALS = (ACTUAL, IN_PERIOD, SAME_PERIOD, LAST_YEAR, PART)
