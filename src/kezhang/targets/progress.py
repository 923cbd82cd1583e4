"""进度: a target held against its figure and against the pace its kind of work usually keeps.

A light is computed from stated numbers and each of them is kept beside it; what is
masked or cannot be expected yet is shown as such, never as zero and never as behind.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kezhang.catalogue import INDICATORS
from kezhang.indicators.derived import COMPLETION_RATE, PACE_GAP, Standing
from kezhang.indicators.indicator import AnyIndicator, Figure
from kezhang.indicators.pace import Pace
from kezhang.orgs.models import Org
from kezhang.quantities.periods import time_share
from kezhang.quantities.signs import Signed
from kezhang.records import access
from kezhang.targets.models import TARGETS, Target

#: Within two points of the expected share is on pace; rounding alone moves small counts by more than one.
TOLERANCE = Decimal("0.02")


class Light(Signed):
    """灯: the words inspectors use, each with a sign, so that colour is never needed."""

    DONE = ("done", "✓", "已完成")
    AHEAD = ("ahead", "▲", "超进度")
    ON_PACE = ("on-pace", "●", "达进度")
    BEHIND = ("behind", "▼", "欠进度")
    UNDER_WAY = ("under-way", "◐", "推进中")
    NOT_STARTED = ("not-started", "○", "未开始")
    UNKNOWN = ("unknown", "？", "待核")


@dataclass(frozen=True)
class Progress:
    """One target and where it stands as of a date. Shares are fractions; None is unknown, not zero."""

    target: Target
    figure: Figure
    as_of: date
    rate: Decimal | None  # 完成率: done ÷ target
    time_share: Decimal  # 时间进度
    expected: Decimal | None  # 应达: by the indicator's pace profile
    light: Light

    @property
    def indicator(self) -> AnyIndicator:
        return self.target.measured

    @property
    def gap(self) -> Decimal | None:
        """进度差: points of the target ahead (+) or behind (-) of the expected share."""
        standing = Standing(value=self.figure.value, target=self.target.base_value, expected=self.expected)
        return PACE_GAP.of(standing)

    @property
    def missing(self) -> Decimal | None:
        """还差: what is left to the target, in the indicator's base unit; 0 once it is reached."""
        aim = self.target.base_value
        return None if aim is None or self.figure.value is None else max(aim - self.figure.value, Decimal(0))

    @property
    def owed(self) -> Decimal | None:
        """欠多少: what the pace asks for by now and is not done, in the indicator's base unit; 0 on pace."""
        aim = self.target.base_value
        if aim is None or self.figure.value is None or self.expected is None or self.target.is_ceiling:
            return None
        return max(aim * self.expected - self.figure.value, Decimal(0))

    @property
    def forecast(self) -> Decimal | None:
        """预计全年: the year's end if the rest of the year keeps to the pace profile as the year so far did."""
        if self.figure.value is None or not self.expected:
            return None
        return self.figure.value / self.expected

    @property
    def assumption(self) -> str:
        """What the forecast takes for granted, in words."""
        return f"按“{self.indicator.pace_profile.label}”的常年节奏推算" if self.forecast is not None else ""


def targets_in_force(org: Org, as_of: date) -> list[Target]:
    """Per indicator, year and type the newest version in effect, of the year of ``as_of`` and after it."""
    rows = access.records(TARGETS, org).filter(org=org, effective_on__lte=as_of, year__gte=as_of.year)
    newest: dict[tuple, Target] = {}
    for target in rows.order_by("version", "effective_on"):
        newest[target.indicator, target.year, target.type] = target
    return list(newest.values())


def counting_targets(org: Org, as_of: date) -> dict[str, Target]:
    """The task of this year for each indicator: what was set from above counts before what the bureau has set itself."""
    types = [Target.Type.ASSIGNED, *Target.Type]
    held = [target for target in targets_in_force(org, as_of) if target.year == as_of.year]
    found: dict[str, Target] = {}
    for target in sorted(held, key=lambda target: types.index(Target.Type(target.type))):
        found.setdefault(target.indicator, target)
    return found


def board(org: Org, as_of: date) -> list[Progress]:
    """进度表: one line per target, in the order of the catalogue; each figure is measured once."""
    figures: dict[tuple, Figure] = {}
    lines = []
    for target in in_catalogue_order(targets_in_force(org, as_of)):
        measured = (target.indicator, target.period)
        if measured not in figures:
            figures[measured] = target.measured.figure(org, target.period, as_of)
        lines.append(progress(target, figures[measured], as_of))
    return lines


def in_catalogue_order(targets: Iterable[Target]) -> list[Target]:
    order = {slug: place for place, slug in enumerate(INDICATORS)}
    types = list(Target.Type.values)
    return sorted(targets, key=lambda t: (order[t.indicator], t.year, types.index(t.type)))


def progress(target: Target, figure: Figure, as_of: date) -> Progress:
    """Hold one target against its figure."""
    aim = target.base_value
    rate = COMPLETION_RATE.of(Standing(value=figure.value, target=aim))
    expected = _expected(target, as_of)
    return Progress(
        target=target,
        figure=figure,
        as_of=as_of,
        rate=rate,
        time_share=time_share(as_of) if as_of.year == target.year else Decimal(as_of.year > target.year),
        expected=expected,
        light=_light(target, figure.value, aim, rate, expected),
    )


def _expected(target: Target, as_of: date) -> Decimal | None:
    """The indicator's profile, led through the target's own quarters where the document sets them."""
    pace = target.measured.pace_profile
    if target.extent == Target.Extent.SECOND_HALF:
        start = pace.expected(target.year, date(target.year, 6, 30))
        now = pace.expected(target.year, as_of)
        if start is None or now is None or start >= 1:
            return None
        return max(Decimal(0), (now - start) / (1 - start))
    owed = _quarters(target)
    if not owed or as_of.year < target.year:
        return pace.expected(target.year, as_of)
    before, share = date(target.year, 1, 1), Decimal(0)
    for end, due in (*owed, (date(target.year, 12, 31), Decimal(1))):
        if as_of < end:
            return share + (due - share) * _part_of_the_way(pace, before, end, as_of)
        before, share = end, due
    return share


def _quarters(target: Target) -> list[tuple[date, Decimal]]:
    """季度目标: the share of the year that the document wants by the end of each quarter it speaks of."""
    if not target.value:
        return []
    ends = (date(target.year, 3, 31), date(target.year, 6, 30), date(target.year, 9, 30))
    quarters = (target.first_quarter, target.second_quarter, target.third_quarter)
    stated = zip(ends, quarters, strict=True)
    return [(end, Decimal(quarter) / Decimal(target.value)) for end, quarter in stated if quarter is not None]


def _part_of_the_way(pace: Pace, start: date, end: date, day: date) -> Decimal:
    """How much of what is owed between two days is owed by a day: as the profile goes, evenly where it stands still.

    Work that goes by milestones owes nothing before the next one.
    """
    at_start, at_end, at_day = (pace.expected(start.year, at) for at in (start, end, day))
    if at_start is None or at_end is None or at_day is None:
        return Decimal(0)
    if at_end > at_start:
        return (at_day - at_start) / (at_end - at_start)
    return Decimal((day - start).days) / Decimal((end - start).days)


def _light(
    target: Target, value: Decimal | None, aim: Decimal | None, rate: Decimal | None, expected: Decimal | None
) -> Light:
    if value is None or aim is None:
        return Light.UNKNOWN
    if target.is_ceiling:
        return Light.DONE if value <= aim else Light.BEHIND
    if target.upper is not None and value > target.upper:
        return Light.UNKNOWN  # beyond the range: a person has to look
    if value >= aim:
        return Light.DONE
    if expected is None or rate is None:
        return Light.UNDER_WAY if value else Light.NOT_STARTED
    if not value and expected <= TOLERANCE:
        return Light.NOT_STARTED
    return pace_light(rate, expected)


def pace_light(done: Decimal, expected: Decimal) -> Light:
    """What is on its way, held against the share that is expected by now."""
    if done > expected + TOLERANCE:
        return Light.AHEAD
    return Light.ON_PACE if done >= expected - TOLERANCE else Light.BEHIND
