"""Sentences that follow the data: ahead, behind, nothing yet, several targets, masked.

A word for a direction or a state comes from the figures beside it; nothing here praises.
"""

from collections.abc import Sequence

from kezhang.indicators.indicator import AnyIndicator, Figure
from kezhang.records import access
from kezhang.reports.document.blocks import Part, Text
from kezhang.reports.drafting.figures import Figures
from kezhang.reports.figure_kinds.actuals import ACTUAL
from kezhang.reports.figure_kinds.aims import COMPLETION, MISSING, PLAN, TARGET
from kezhang.reports.figure_kinds.formats import PERCENT_STYLE, Style, style_of
from kezhang.reports.figure_kinds.kind import UNKNOWN, Basis, IndicatorKind
from kezhang.targets.models import PROGRESS_ENTRIES, Target
from kezhang.targets.progress import TOLERANCE, Light, Progress, progress
from kezhang.targets.progress_entries import REPORTED

#: Why nothing can be counted yet, by the pace profile of the work.
NOT_YET = {
    "high-tech-recognition": "认定结果一般在第四季度公示备案，上半年暂无认定数",
    "high-tech-application": "申报批次尚未截止，暂无申报数",
    "technology-sme-window": "本年度评价工作尚在组织，暂无入库公告数",
    "tax-calendar": "本年度数据待预缴申报期结束后统计",
    "milestone": "按工作节点安排在后续推进，暂无完成数",
    "event-in-may": "活动尚未举办",
}
NOTHING = "暂无完成数"
_MIDYEAR = 6


def sentence(figures: Figures, targets: Sequence[Target], figure: Figure, written: str) -> list[Part]:
    """One indicator told in a sentence: what was set, what is done, how that stands to the pace of its work."""
    style = style_of(written, figure.indicator.unit)
    assert style is not None
    label = _phrase(figure)
    known = [t for t in targets if t.base_value is not None]
    if not targets:
        # Where nothing was set and nothing has been done there is nothing to tell; what is unknown is told as such.
        return [] if figure.value == 0 else [Text(label), *_done(figures, figure, style), Text("。")]
    if not known:
        return [
            Text(f"{label}年度任务数在下达文件中未列明，实际"),
            *_done(figures, figure, style),
            Text("，完成率待任务数明确后核定。"),
        ]
    first, *others = known
    aim = "任务" if first.type == Target.Type.ASSIGNED else "目标"
    parts: list[Part] = [
        Text(f"{_set_by(first)}{_year(figures, first)}{label}{aim}"),
        *_aim(figures, first, style),
    ]
    parts += _state(figures, first, figure, style)
    for other in others:
        parts += _besides(figures, first, other, style)
    return [*parts, Text("。")]


def phrase(indicator: AnyIndicator) -> str:
    """The label as it stands before a number: 登记数8项 and 场次700场次 say one word twice."""
    unit = indicator.unit.label
    return indicator.label.removesuffix(unit if len(unit) > 1 else "").removesuffix("数")  # 专项 ends in no unit


def _phrase(figure: Figure) -> str:
    return phrase(figure.indicator)


def _set_by(target: Target) -> str:
    if target.type == Target.Type.ASSIGNED:
        return f"{_short(target.assigner)}下达"
    return {"government_report": "政府工作报告提出", "own": "本局年初确定"}.get(target.type, "年度目标确定")


def _short(assigner: str) -> str:
    """州科技局 for 博尔塔拉蒙古自治州科学技术局; other names stay as they are."""
    for place in ("自治州", "自治区", "地区", "省", "市", "州", "县", "区"):
        if assigner.endswith(f"{place}科学技术局"):
            return f"{place[-1] if place not in {'地区', '自治区'} else place}科技局"
    return assigner or "上级"


def _year(figures: Figures, target: Target) -> str:
    return f"{target.year}年度" if target.year != figures.as_of.year else "全年"


def _state(figures: Figures, target: Target, figure: Figure, style: Style) -> list[Part]:
    line = progress(target, figure, figures.as_of)
    if figure.value is None:
        return [Text(f"，完成数{UNKNOWN}")]
    if not figure.value:
        # What usually comes later in the year is a reason only until then.
        why = NOT_YET.get(figure.indicator.pace, NOTHING) if figures.as_of.month <= _MIDYEAR else NOTHING
        return [Text("，" + why)]
    done = [Text("，截至目前已实现"), *_done(figures, figure, style)]
    rate = [Text("，完成率"), *figures.told(COMPLETION, _held(line), PERCENT_STYLE)]
    return [*done, *rate, *_against_pace(figures, line, style)]


def _done(figures: Figures, figure: Figure, style: Style) -> list[Part]:
    return figures.told(ACTUAL, Basis(figure.indicator, figure), style)


def _held(line: Progress) -> Basis:
    return Basis(line.indicator, line.figure, line.target)


def _aim(figures: Figures, target: Target, style: Style, kind: IndicatorKind = TARGET) -> list[Part]:
    return figures.told(kind, Basis(target.measured, target=target), style)


def _against_pace(figures: Figures, line: Progress, style: Style) -> list[Part]:
    """How the work stands: to the share of the year that has gone by where the light says the same, else to other years."""
    past = line.rate is not None and line.rate >= line.time_share
    near = line.rate is not None and abs(line.rate - line.time_share) <= TOLERANCE
    match line.light:
        case Light.DONE:
            return [Text("，已完成任务")]
        case Light.AHEAD:
            return [Text("，快于序时进度" if past else "，好于往年同期")]
        case Light.ON_PACE:
            return [Text("，与序时进度持平" if near else "，达到往年同期水平")]
        case Light.BEHIND:
            behind = "，好于序时进度但低于往年同期，还差" if past else "，慢于序时进度，还差"
            return [Text(behind), *figures.told(MISSING, _held(line), style)]
    return []


def _besides(figures: Figures, first: Target, other: Target, style: Style) -> list[Part]:
    name = "本局自定目标" if other.type == Target.Type.OWN else f"{other.get_type_display()}目标"
    assert first.base_value is not None
    assert other.base_value is not None
    compared = (
        "与任务数一致"
        if other.base_value == first.base_value
        else ("高于" if other.base_value > first.base_value else "低于") + "下达任务"
    )
    return [Text(f"；{name}为"), *_aim(figures, other, style), Text(f"，{compared}")]


def plan(figures: Figures, targets: Sequence[Target], figure: Figure, written: str) -> list[Part]:
    """What the second half aims at: the highest target set, as a full-year figure, and what is left to it."""
    style = style_of(written, figure.indicator.unit)
    assert style is not None
    known = [t for t in targets if t.base_value is not None]
    label = _phrase(figure)
    if not known:
        return []
    aim = max(known, key=lambda t: t.base_value or 0)
    line = progress(aim, figure, figures.as_of)
    scope = {"full_year": "全年", "second_half": "下半年", "unknown": ""}[aim.extent]
    if aim.year != figures.as_of.year:
        scope = f"{aim.year}年度"
    if line.light is Light.DONE:
        return [
            Text(f"{label}在完成{scope}目标"),
            *_aim(figures, aim, style, PLAN),
            Text("的基础上继续巩固"),
        ]
    verb = "确保" if aim.type == Target.Type.ASSIGNED else "力争"
    parts = [Text(f"{verb}{scope}{label}不少于"), *_aim(figures, aim, style, PLAN)]
    if figure.value:
        parts += [
            Text(f"，其中{_rest(figures)}还需完成" if aim.extent == Target.Extent.FULL_YEAR else "，还需完成"),
            *figures.told(MISSING, _held(line), style),
        ]
    return parts


def problems(figures: Figures, lines: Sequence[Progress]) -> list[list[Part]]:
    """存在的问题: one paragraph for each target that is behind, with its figures, its cause and what is done about it."""
    behind = list(
        {
            (each.target.indicator, each.target.year): each for each in reversed(lines) if each.light is Light.BEHIND
        }.values()
    )
    behind.reverse()  # one told for each indicator: what was set from above before what the bureau has set itself
    if not lines:
        return [[Text("年度目标任务还没有全部明确，需要抓紧分解落实到股室和责任人。")]]
    if not behind:
        return [[Text("对照年度目标任务，目前没有慢于常年进度的指标，但部分工作集中在下半年见效，仍需跟踪调度。")]]
    return [[*_problem(figures, line, place), *_why(figures, line)] for place, line in enumerate(behind)]


def _problem(figures: Figures, line: Progress, place: int) -> list[Part]:
    """Five that stand in a row do not begin and end alike."""
    style = style_of("", line.indicator.unit)
    assert style is not None
    is_over = figures.as_of.month == 12 and line.target.year == figures.as_of.year
    if not line.figure.value:
        title, set_as, left = (told := _NEVER_BEGUN if is_over else _NOT_BEGUN)[place % len(told)]
        aim = _aim(figures, line.target, style)
        return [Text(f"{_phrase(line.figure)}{title}。{set_as}"), *aim, Text(f"，{left}。")]
    title, rate, missing, left = (said := _NOT_DONE if is_over else _BEHIND)[place % len(said)]
    return [
        Text(f"{_phrase(line.figure)}{title}。{rate}"),
        *figures.told(COMPLETION, _held(line), PERCENT_STYLE),
        Text(f"，{missing}"),
        *figures.told(MISSING, _held(line), style),
        Text(f"，{left.format(rest=_rest(figures))}。" if left else "。"),
    ]


#: How a task is told that has begun: what it is called, the words before its rate, before what is missing, the end.
_BEHIND = (
    ("进度偏慢", "目前完成率为", "距目标还差", "需要在{rest}加快"),
    ("推进力度不够", "截至目前完成目标的", "尚差", "{rest}任务较重"),
    ("与目标还有差距", "完成率仅为", "仍有缺口", "要在{rest}集中攻坚"),
    ("进展不平衡", "目前只完成", "距全年目标还差", "需要在{rest}逐月追赶"),
    ("抓得还不够紧", "完成率为", "尚有差额", "需要在{rest}倒排时间推进"),
)
#: The same once the year is over, when nothing is left to be hastened.
_NOT_DONE = (
    ("没有完成年度任务", "全年完成", "还差", ""),
    ("与年度目标有差距", "完成率为", "尚差", ""),
    ("推进力度不够", "全年只完成目标的", "距目标还差", ""),
    ("抓得不够紧", "实际完成率", "仍有缺口", ""),
    ("没有达到预期", "完成率仅为", "还差", ""),
)
#: And how one is told that has not begun, and one that never has.
_NOT_BEGUN = (
    ("进度偏慢", "目标为", "目前暂无完成数，需要尽快启动"),
    ("尚未破题", "年度目标为", "目前还没有完成数，需要抓紧部署"),
    ("起步较晚", "全年应完成", "目前暂无完成数，需要倒排时间推进"),
)
_NEVER_BEGUN = (
    ("没有实现年度目标", "目标为", "全年没有完成数"),
    ("尚未破题", "年度目标为", "到年底仍没有完成数"),
    ("起步较晚", "全年应完成", "年内没有完成数"),
)


def _why(figures: Figures, line: Progress) -> list[Part]:
    """The cause and the next step, as the bureau last reported them for this indicator."""
    told = access.records(PROGRESS_ENTRIES, figures.org).filter(
        REPORTED, indicator=line.indicator.slug, year=line.target.year, as_of__lte=figures.as_of
    )
    newest = told.exclude(cause="", next_step="").order_by("-as_of", "-pk").first()
    if newest is None:
        return []
    words = ""
    if newest.cause.strip():
        words += f"主要原因是{_clause(newest.cause)}。"
    if newest.next_step.strip():
        words += f"下一步，{_clause(newest.next_step)}。"
    return [Text(words)] if words else []


def _clause(text: str) -> str:
    """As it was typed, to stand within a sentence."""
    return " ".join(text.split()).strip("。；;. ").removeprefix("原因是").removeprefix("因为").removeprefix("下一步")


def _rest(figures: Figures) -> str:
    """What is left of the year, in words."""
    return "下半年" if figures.as_of.month == _MIDYEAR else "年内"
