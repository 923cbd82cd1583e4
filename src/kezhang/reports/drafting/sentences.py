"""Sentences that follow the data: ahead, behind, nothing yet, several targets, masked.

A word for a direction or a state comes from the figures beside it; nothing here praises.
"""

from collections.abc import Sequence

from kezhang.indicators.indicator import Figure
from kezhang.reports.document.blocks import Part, Text
from kezhang.reports.drafting.figures import Figures
from kezhang.reports.figure_kinds.actuals import ACTUAL
from kezhang.reports.figure_kinds.aims import COMPLETION, MISSING, PLAN, TARGET
from kezhang.reports.figure_kinds.formats import PERCENT_STYLE, Style, style_of
from kezhang.reports.figure_kinds.kind import UNKNOWN, Basis, IndicatorKind
from kezhang.targets.models import Target
from kezhang.targets.progress import Light, Progress, progress

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
        return [Text(f"{label}"), *_done(figures, figure, style), Text("。")]
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


def _phrase(figure: Figure) -> str:
    """The label as it stands before a number: 登记数8项 and 场次700场次 say one word twice."""
    label = figure.indicator.label
    return label.removesuffix(figure.indicator.unit.label).removesuffix("数")


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
    match line.light:
        case Light.DONE:
            return [Text("，已完成任务")]
        case Light.AHEAD:
            return [Text("，快于常年同期进度")]
        case Light.ON_PACE:
            return [Text("，与常年同期进度相当")]
        case Light.BEHIND:
            return [Text("，慢于常年同期进度，还差"), *figures.told(MISSING, _held(line), style)]
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
        return [Text(f"继续推进{label}工作，任务数明确后纳入调度")]
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
    """存在的问题: one paragraph for each target that is behind, with its figures; all well is said too."""
    behind = [line for line in lines if line.light is Light.BEHIND]
    if not behind:
        return [[Text("对照各项任务，目前没有慢于常年进度的指标，但部分指标集中在下半年见效，仍需跟踪调度。")]]
    paragraphs = []
    for line in behind:
        style = style_of("", line.indicator.unit)
        assert style is not None
        parts: list[Part] = [Text(f"{_phrase(line.figure)}进度偏慢。")]
        if line.figure.value:
            parts += [Text("目前完成率为"), *figures.told(COMPLETION, _held(line), PERCENT_STYLE)]
            parts += [
                Text("，距目标还差"),
                *figures.told(MISSING, _held(line), style),
                Text(f"，需要在{_rest(figures)}加快。" if figures.as_of.month < 12 else "，未完成全年任务。"),
            ]
        else:
            parts += [
                Text("目标为"),
                *_aim(figures, line.target, style),
                Text("，目前暂无完成数，需要尽快启动。" if figures.as_of.month < 12 else "，全年没有完成数。"),
            ]
        paragraphs.append(parts)
    return paragraphs


def _rest(figures: Figures) -> str:
    """What is left of the year, in words."""
    return "下半年" if figures.as_of.month == _MIDYEAR else "年内"
