"""同比和与去年之比: what was done held against the year before; the word for the direction comes from the data."""

from collections.abc import Callable
from decimal import Decimal

from kezhang.indicators.derived import RATIO_TO_LAST_YEAR, YEAR_ON_YEAR, Standing
from kezhang.indicators.indicator import AnyIndicator, Growth
from kezhang.quantities.periods import Period, a_year_before
from kezhang.reports.figure_kinds.formats import PERCENT_STYLE
from kezhang.reports.figure_kinds.kind import Basis, Desk, IndicatorKind, Ingredient, sign_of_change

_SAYS = "{role}{own}与{figure}不符，按上年数应约为{came}%。"


def _year_before(desk: Desk, indicator: AnyIndicator) -> Basis:
    now = desk.now(indicator)
    return Basis(indicator, now, before=desk.measure(indicator, now.period.previous(), a_year_before(desk.as_of)))


def _last_year(desk: Desk, indicator: AnyIndicator) -> Basis:
    now = desk.now(indicator)
    return Basis(indicator, now, before=desk.measure(indicator, Period.year_of(now.period.year - 1)))


def _growth(now: Decimal, before: Decimal) -> Decimal | None:
    change = YEAR_ON_YEAR.of(Standing(value=now, same_period=before))
    return None if change is None else abs(change)


def _direction(basis: Basis) -> str:
    now, before = basis.known(Ingredient.FIGURE), basis.known(Ingredient.BEFORE)
    assert now is not None
    assert before is not None
    return "同比增长" if now > before else "同比下降"


def _rose(basis: Basis) -> int:
    return -1 if _direction(basis) == "同比下降" else 1


def _steady(basis: Basis) -> str:
    return "与去年同期持平" if basis.known(Ingredient.FIGURE) == basis.known(Ingredient.BEFORE) else ""


GROWTH = IndicatorKind(
    key="growth",
    role="同比",
    word="同比",
    note="与去年同期相比增长或下降的比例，不带正负号。",
    ingredients=(Ingredient.FIGURE, Ingredient.BEFORE),
    of=_growth,
    how="grow",
    in_words="与去年同期相比",
    style=PERCENT_STYLE,
    gather=_year_before,
    identity=lambda basis: (basis.indicator.slug,),
    lead=_direction,
    direction=_rose,
    instead=_steady,
    absent="去年同期无可比数据",
    sign=sign_of_change,
    at_odds=_SAYS,
    contradiction="share",
)


def _measured(basis: Basis) -> Decimal:
    value = basis.known(Ingredient.FIGURE)
    assert value is not None
    return value


def _of_growth(indicator: AnyIndicator) -> str:
    return "" if isinstance(indicator, Growth) else "“升降”只用于增速类指标；其他指标请写“同比”"


def _change_identity(basis: Basis) -> tuple[str, ...]:
    assert basis.figure is not None
    return basis.indicator.slug, basis.figure.period.code


CHANGE = IndicatorKind(
    key="change",
    role="同比",
    word="升降",
    note="增速指标的数，不带正负号。",
    of=abs,
    gather=lambda desk, indicator: Basis(indicator, figure=desk.now(indicator)),
    identity=_change_identity,
    fits=_of_growth,
    lead=lambda basis: "增长" if _measured(basis) > 0 else "下降",
    direction=lambda basis: -1 if _measured(basis) < 0 else 1,
    instead=lambda basis: "" if _measured(basis) else "持平",
    absent="无可比数据",
    sign=sign_of_change,
)
RATIO_TO_LAST = IndicatorKind(
    key="ratio-to-last-year",
    role="与去年全年之比",
    word="与去年全年之比",
    note="今年以来的完成数除以去年全年的完成数；不是增速。",
    ingredients=(Ingredient.FIGURE, Ingredient.BEFORE),
    of=lambda now, before: RATIO_TO_LAST_YEAR.of(Standing(value=now, last_year=before)),
    how="divide",
    in_words="{} ÷ {}",
    style=PERCENT_STYLE,
    gather=_last_year,
    identity=lambda basis: (basis.indicator.slug,),
    absent="无可比数据",
    at_odds=_SAYS,
    contradiction="share",
)


def _difference(now: Decimal, before: Decimal) -> Decimal:
    return abs(now - before)


def _more(basis: Basis) -> int:
    now, before = basis.known(Ingredient.FIGURE), basis.known(Ingredient.BEFORE)
    assert now is not None
    assert before is not None
    return -1 if now < before else 1


def _same_as_before(words: str) -> Callable[[Basis], str]:
    return lambda basis: words if basis.known(Ingredient.FIGURE) == basis.known(Ingredient.BEFORE) else ""


def _difference_kind(
    word: str, note: str, says: tuple[str, str], steady: str, *, fits: Callable[[AnyIndicator], str],
    counted_in: str = "", better: int = 1,
) -> IndicatorKind:  # fmt: skip
    """差: the number now less the number before, written without a sign behind the word for its direction."""
    return IndicatorKind(
        key=f"difference-{word}",
        role=word,
        word=word,
        note=note,
        ingredients=(Ingredient.FIGURE, Ingredient.BEFORE),
        of=_difference,
        how="differ",
        in_words="与上年相差",
        counted_in=counted_in,
        gather=_year_before,
        identity=lambda basis: (basis.indicator.slug,),
        fits=fits,
        lead=lambda basis: says[0] if _more(basis) == better else says[1],
        instead=_same_as_before(steady),
        direction=_more,
        absent="去年同期无可比数据",
        sign=lambda evidence: better * sign_of_change(evidence),
    )


def _counted(indicator: AnyIndicator) -> str:
    share = indicator.unit.dimension in {"ratio", "stated-ratio", "points", "rank"}
    return "“增量”用于数量和金额；位次请写“位次变化”，百分比请写“点差”" if share else ""


def _ranked(indicator: AnyIndicator) -> str:
    return "" if indicator.unit.dimension == "rank" else "“位次变化”只用于位次类指标"


def _in_percent(indicator: AnyIndicator) -> str:
    return "" if indicator.unit.dimension in {"ratio", "stated-ratio"} else "“点差”只用于百分比类指标"


INCREASE = _difference_kind("增量", "与去年同期相差的数，不带正负号。", ("增加", "减少"), "持平", fits=_counted)
RANK_CHANGE = _difference_kind(
    "位次变化", "与上年位次相差的位数；数小为前。", ("提升", "下降"), "位次不变", fits=_ranked, better=-1
)
POINTS = _difference_kind(
    "点差", "与上年相差的百分点，不带正负号。", ("提高", "下降"), "持平", fits=_in_percent, counted_in="个百分点"
)

CHANGES = (GROWTH, CHANGE, RATIO_TO_LAST, INCREASE, RANK_CHANGE, POINTS)
