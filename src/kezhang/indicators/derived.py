"""派生量: measures that hold one figure against another: completion, time, pace, last year.

Each is declared and computed here alone; what it is computed from is passed in, and a
part that is unknown makes it unknown, never zero.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from kezhang.quantities.units import PERCENT, PERCENTAGE_POINT, Unit


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of one indicator at a date; amounts in its base unit, shares as fractions."""

    value: Decimal | None = None  # 累计完成
    target: Decimal | None = None  # 目标
    expected: Decimal | None = None  # 应达比例, by the pace of the work
    time_share: Decimal | None = None  # 时间进度
    same_period: Decimal | None = None  # 去年同期
    last_year: Decimal | None = None  # 去年全年


@dataclass(frozen=True, kw_only=True)
class Derived:
    """One measure: ``code`` as in the data dictionary; ``of`` computes it, as a fraction or None."""

    code: str
    label: str
    unit: Unit
    note: str
    of: Callable[[Standing], Decimal | None]
    also_called: tuple[str, ...] = ()
    indicator: str = ""  # the slug it is named for, where the dictionary lists it for one indicator alone


def _share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return part / whole if part is not None and whole else None


def _completion(standing: Standing) -> Decimal | None:
    return _share(standing.value, standing.target)


def _gap(standing: Standing) -> Decimal | None:
    done = _completion(standing)
    return None if done is None or standing.expected is None else done - standing.expected


def _growth(standing: Standing) -> Decimal | None:
    if standing.value is None or not standing.same_period:
        return None
    return (standing.value - standing.same_period) / standing.same_period


COMPLETION_RATE = Derived(
    code="completion_rate",
    label="完成率",
    also_called=("完成比例", "进度"),
    unit=PERCENT,
    note="累计完成除以目标；任务数隐去的不能算。公文中“占比”紧跟完成数时也是完成率，跟在总量之后则是份额。",
    of=_completion,
)
TIME_SHARE = Derived(
    code="time_progress",
    label="时间进度",
    also_called=("序时进度",),
    unit=PERCENT,
    note="已过天数除以全年天数；2024年6月30日是182/366。",
    of=lambda standing: standing.time_share,
)
PACE_GAP = Derived(
    code="pace_gap",
    label="进度差",
    also_called=("超欠进度",),
    unit=PERCENTAGE_POINT,
    note="完成率减这类工作到该日通常应达的比例，不是减时间进度。",
    of=_gap,
)
YEAR_ON_YEAR = Derived(
    code="yoy",
    label="同比增长",
    unit=PERCENT,
    note="与去年同期相比；没有去年同期数的不能算。",
    of=_growth,
)
RATIO_TO_LAST_YEAR = Derived(
    code="ratio_to_last_full",
    label="与去年全年之比",
    unit=PERCENT,
    note="累计完成除以去年全年（“是去年全年的97%”）；不是增速，更不是下降3%。",
    of=lambda standing: _share(standing.value, standing.last_year),
)
FISCAL_COMPLETION_RATE = Derived(
    code="fiscal_st_completion_rate",
    label="财政科技投入完成率",
    unit=PERCENT,
    note="财政科技投入除以下达的任务数；公文里写作“占比”，与占一般公共预算的比重是两回事。",
    of=_completion,
    indicator="fiscal-science-expenditure",
)

DERIVED = (COMPLETION_RATE, TIME_SHARE, PACE_GAP, YEAR_ON_YEAR, RATIO_TO_LAST_YEAR, FISCAL_COMPLETION_RATE)
