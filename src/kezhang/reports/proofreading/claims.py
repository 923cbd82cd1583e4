"""矛盾（说法）: words that say more than the figures: 任务过半, 全面完成, 增长, 位居第一, a plan below the task.

A claim is held against the figures it stands beside; where it stands alone, against every
task it names, and where it names none, against all of them.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kezhang.quantities.units import PERCENT
from kezhang.reports.figure_kinds.aims import COMPLETION, PLAN
from kezhang.reports.figure_kinds.catalogue import kind_of
from kezhang.reports.frozen.remeasuring import Measuring
from kezhang.reports.proofreading.contradictions import target_of
from kezhang.reports.proofreading.identification import Spot
from kezhang.reports.proofreading.places import NumberPlace, PlacedText
from kezhang.reports.proofreading.proof_result import Compared, Contradiction, FigureFound, FigureState
from kezhang.targets.progress import Progress, board

_HALF = re.compile(r"(?:时间过半、?)?任务(?:完成)?过半|双过半|完成(?:任务)?过半")
_WHOLE = re.compile(
    r"超额完成|(?:全面|全部|圆满|提前|如期)(?:超额)?完成|完成(?:了)?(?:全年|年度|各项)(?:目标)?任务|已完成任务"
)
_FIRST = re.compile(r"(?:位居|位列|名列|排名|居|列)[^，。；]{0,8}(?:第一|首位|榜首|第1(?!\d))")
#: What is intended, or denied, is not claimed.
_NOT_CLAIMED = re.compile(
    r"(?:未能?|没有|尚未|不能|力争|确保|争取|努力|推动|保证)[^，。；]{0,10}$|(?:将|要|为|以)(?:如期|按期)?$"
)
_PLANS = re.compile(r"^[一二三四五六七八九十]+、.*(?:计划|打算|安排|思路|下一步)")
_CHAPTER = re.compile(r"^[一二三四五六七八九十]+、")
_UP, _DOWN = re.compile(r"增长|提高|上升|增加|提升|增幅|上涨"), re.compile(r"下降|减少|降低|回落|下滑|降幅")
_PACE = re.compile(r"(快于|超过|领先于|慢于|落后于|与)(?=常年同期进度|序时进度|时间进度)")
_SLOW = frozenset({"慢于", "落后于"})
#: How many tasks are named behind a claim.
TOLD = 4


def half_and_whole(compared: Compared) -> Iterator[Contradiction]:
    """任务过半 below 50 %, 全面完成 below 100 %."""
    lines: list[Progress] | None = None
    for paragraph, sentence, start in _sentences(compared.resolution.edited):
        for pattern, bound in ((_HALF, Decimal("0.5")), (_WHOLE, Decimal(1))):
            for claim in pattern.finditer(sentence):
                if _NOT_CLAIMED.search(sentence[: claim.start()]) or _is_plan(compared, paragraph):
                    continue
                lines = board(compared.report.org, compared.report.as_of) if lines is None else lines
                concerned = _concerned(compared, lines, paragraph, start, sentence)
                over = "超额" in claim[0]
                short = [
                    (x.indicator.label, x.rate)
                    for x in concerned
                    if x.rate is not None and (x.rate < bound or (over and x.rate == bound))
                ]
                if short:
                    # An indicator may have two targets, both at nothing yet; it is named once.
                    rates = (f"{label}{PERCENT.write(rate, 0)}" for label, rate in short)
                    names = list(dict.fromkeys(rates))
                    more = f"等{len(names)}项" if len(names) > TOLD else ""
                    told = "、".join(names[:TOLD]) + more
                    says = f"“{claim[0]}”与数据不符：截至{compared.report.as_of}，{told}。"
                    spot = Spot(paragraph, start + claim.start(), start + claim.end(), None)
                    yield Contradiction("claim", says, (), spot)


def _concerned(
    compared: Compared, lines: Sequence[Progress], paragraph: int, start: int, sentence: str
) -> list[Progress]:
    """The tasks a claim speaks of: those of the figures in its sentence, else those it names, else all."""
    inside = {
        each.figure.slug
        for each, place in compared.standing()
        if place.paragraph == paragraph and start <= place.start < start + len(sentence)
    }
    named = inside or {x.indicator.slug for x in lines if x.indicator.label.rstrip("数额") in sentence}
    return [x for x in lines if x.indicator.slug in named] if named else list(lines)


def first_place(compared: Compared) -> Iterator[Contradiction]:
    """位居第一 where the rank is another, or where no rank is known at all."""
    edited, made = compared.resolution.edited, "\n".join(compared.resolution.made.paragraphs)
    for paragraph, sentence, start in _sentences(edited):
        for claim in _FIRST.finditer(sentence):
            if claim[0] in made or _NOT_CLAIMED.search(sentence[: claim.start()]) or _is_plan(compared, paragraph):
                continue
            ranks = [
                each
                for each, place in compared.standing()
                if place.paragraph == paragraph and place.counted == "位" and each.figure.value != "1"
            ]
            told = f"数据为第{ranks[0].figure.display}位" if ranks else "没有位次数据支撑"
            spot = Spot(paragraph, start + claim.start(), start + claim.end(), None)
            yield Contradiction("claim", f"“{claim[0]}”：{told}。", tuple(r.figure.mark for r in ranks), spot)


def directions(compared: Compared) -> Iterator[Contradiction]:
    """增长 where it fell, 下降 where it rose; 快于 where the data said 慢于."""
    edited, made = compared.resolution.edited, compared.resolution.made
    for each, place in compared.standing():
        before = edited.paragraphs[place.paragraph][: place.start]
        clause = re.split(r"[，。；、]", before)[-1]
        up, down = _UP.search(clause), _DOWN.search(clause)
        kind = kind_of(each.figure.key)
        sign = kind.sign(each.figure.evidence) if kind.sign else 0
        if sign and (up or down) and not (up and down) and (sign > 0) != bool(up):
            word = (up or down or [""])[0]
            fact = "上升" if sign > 0 else "下降"
            says = f"{each.figure.label}文中说“{word}”，数据是{fact}的。"
            yield Contradiction("direction", says, (each.figure.mark,), each.spot)
        if kind is COMPLETION:
            yield from _pace(each, made, edited, place, compared.resolution.made_at[each.figure.mark])


def _pace(
    each: FigureFound, made: PlacedText, edited: PlacedText, place: NumberPlace, at: int
) -> Iterator[Contradiction]:
    was = _PACE.search(made.written[made.places[at].sentence])
    now = _PACE.search(edited.written[place.sentence])
    if was and now and was[1] != now[1] and ((was[1] in _SLOW) != (now[1] in _SLOW) or "与" in (was[1], now[1])):
        says = f"{each.figure.label}文中说“{now[0]}”进度，生成时按数据为“{was[0]}”。"
        yield Contradiction("direction", says, (each.figure.mark,), each.spot)


def plans(compared: Compared, measuring: Measuring) -> Iterator[Contradiction]:
    """A plan set by hand below what was assigned from above."""
    for each, place in compared.standing():
        if kind_of(each.figure.key) is not PLAN or each.state is not FigureState.CHANGED:
            continue
        target = measuring.target(target_of(each.figure))
        assigned = target and measuring.assigned(target.indicator, target.year)
        if assigned is None or not assigned.base_value:
            continue
        unit = assigned.measured.unit
        planned = place.base if unit.dimension != "ratio" else place.base / 100
        if planned < assigned.base_value:
            says = (
                f"{each.figure.label}计划{compared.written(place)}，低于上级下达的{unit.write(assigned.base_value)}。"
            )
            yield Contradiction("plan", says, (each.figure.mark,), each.spot)


def _is_plan(compared: Compared, paragraph: int) -> bool:
    """Whether a paragraph stands in the chapter of plans."""
    texts = compared.resolution.edited.paragraphs[: paragraph + 1]
    chapter = next((text for text in reversed(texts) if _CHAPTER.match(text)), "")
    return bool(_PLANS.match(chapter))


def _sentences(text: PlacedText) -> Iterator[tuple[int, str, int]]:
    """Each sentence with its paragraph and where in it it begins."""
    for number, paragraph in enumerate(text.paragraphs):
        at = 0
        for sentence in re.split(r"(?<=[。；！？])", paragraph):
            yield number, sentence, at
            at += len(sentence)
