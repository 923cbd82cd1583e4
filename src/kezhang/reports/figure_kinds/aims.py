"""任务和完成率: what was set, and what was done held against it."""

from collections.abc import Callable
from decimal import Decimal

from kezhang.indicators.derived import COMPLETION_RATE, Standing
from kezhang.indicators.indicator import AnyIndicator
from kezhang.reports.figure_kinds.formats import PERCENT_STYLE
from kezhang.reports.figure_kinds.kind import Basis, Desk, Gathered, IndicatorKind, Ingredient
from kezhang.targets.models import Target

NOT_SET, MASKED, NOT_YET_SET = "（未下达任务）", "（任务数未列明）", "（尚未下达）"
NOT_BY_QUARTER = "（没有分季度的任务数）"


def against(*types: str) -> Callable[[Desk, AnyIndicator], Gathered]:
    """What was done beside the first target that says a number, of these types if any are named."""

    def gather(desk: Desk, indicator: AnyIndicator) -> Gathered:
        fitting = [t for t in desk.targets(indicator) if not types or t.type in types]
        target = next((t for t in fitting if t.base_value), None)
        if target is None:
            return MASKED if fitting else NOT_SET
        return Basis(indicator, figure=desk.measure(indicator, target.period), target=target)

    return gather


def _next_year(desk: Desk, indicator: AnyIndicator) -> Gathered:
    of_next = (t for t in desk.targets(indicator) if t.year == desk.as_of.year + 1 and t.base_value)
    target = next(of_next, None)
    return NOT_YET_SET if target is None else Basis(indicator, target=target)


def _by_quarter(later: int) -> Callable[[Desk, AnyIndicator], Gathered]:
    """A target held to the quarter of the date, or to the one after it."""

    def gather(desk: Desk, indicator: AnyIndicator) -> Gathered:
        quarter = min((desk.as_of.month + 2) // 3 + later, 4)
        of_year = [t for t in desk.targets(indicator) if t.year == desk.as_of.year]
        target = next((t for t in of_year if t.due_by(quarter) is not None), None)
        if target is None:
            return NOT_BY_QUARTER if of_year else NOT_SET
        return Basis(indicator, figure=desk.measure(indicator, target.period), target=target, quarter=quarter)

    return gather


def _quarter_identity(basis: Basis) -> tuple[str, ...]:
    return (*_target(basis), str(basis.quarter))


def _aim(word: str, gather: Callable[[Desk, AnyIndicator], Gathered] | None, note: str) -> IndicatorKind:
    return IndicatorKind(
        key="任务",
        role="任务",
        word=word,
        note=note,
        ingredients=(Ingredient.TARGET,),
        gather=gather,
        identity=_target,
    )


def _target(basis: Basis) -> tuple[str, ...]:
    assert basis.target is not None
    return (str(basis.target.pk),)


TARGET = _aim("任务", against(), "下达或确定的任务数。")
ASSIGNED = _aim("上级任务", against(Target.Type.ASSIGNED), "上级下达的任务数。")
OWN = _aim("自定任务", against(Target.Type.OWN), "本局自定的目标数。")
PLAN = IndicatorKind(
    key="计划",
    role="计划",
    word="下年任务",
    note="计划达到的数，与任务数是同一个数。",
    ingredients=(Ingredient.TARGET,),
    gather=_next_year,
    identity=_target,
    repeats=TARGET.key,
)
PROMISED = IndicatorKind(
    key="承诺",
    role="承诺",
    note="此前签发的报告承诺达到的数。",
    ingredients=(Ingredient.TARGET,),
    identity=_target,
)


def _rate(done: Decimal, aim: Decimal) -> Decimal | None:
    return COMPLETION_RATE.of(Standing(value=done, target=aim))


def _rate_identity(basis: Basis) -> tuple[str, ...]:
    assert basis.figure is not None
    return (*_target(basis), basis.figure.as_of.isoformat())


COMPLETION = IndicatorKind(
    key="rate",
    role="完成率",
    word="完成率",
    note="完成数除以任务数。",
    ingredients=(Ingredient.FIGURE, Ingredient.TARGET),
    of=_rate,
    how="divide",
    in_words="{} ÷ {}",
    style=PERCENT_STYLE,
    gather=against(),
    identity=_rate_identity,
    at_odds="完成率{own}与完成{figure}÷任务{target}＝{came}%不符。",
    contradiction="rate",
)
MISSING = IndicatorKind(
    key="missing",
    role="还差",
    word="还差",
    note="任务数减完成数；已达到的为0。",
    ingredients=(Ingredient.TARGET, Ingredient.FIGURE),
    of=lambda aim, done: max(aim - done, Decimal(0)),
    how="subtract",
    in_words="{} － {}",
    gather=against(),
    identity=_target,
    at_odds="还差{own}与任务{target}减完成{figure}不符。",
    contradiction="missing",
)

BY_QUARTER = IndicatorKind(
    key="quarter",
    role="本季任务",
    word="本季任务",
    note="到本季度末应累计完成的数；第四季度为全年任务。",
    ingredients=(Ingredient.QUARTER,),
    gather=_by_quarter(0),
    identity=_quarter_identity,
)
NEXT_QUARTER = IndicatorKind(
    key="next-quarter",
    role="下季计划",
    word="下季计划",
    note="到下季度末应累计完成的数减去已完成的数；已达到的为0。",
    ingredients=(Ingredient.QUARTER, Ingredient.FIGURE),
    of=lambda aim, done: max(aim - done, Decimal(0)),
    how="subtract",
    in_words="{} － {}",
    gather=_by_quarter(1),
    identity=_quarter_identity,
)

QUARTERS = (BY_QUARTER, NEXT_QUARTER)
AIMS = (TARGET, ASSIGNED, OWN, PLAN, PROMISED, COMPLETION, MISSING)
