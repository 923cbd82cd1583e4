"""矛盾（数字）: figures that do not agree with the ledgers, with each other, or with their own units.

What nobody touched and the ledgers still bear is never called a contradiction; bounds of
rounding are allowed for, nothing else is.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import product

from kezhang.quantities.units import Unit
from kezhang.reports.figure_kinds.actuals import ACTUAL, PART
from kezhang.reports.figure_kinds.aims import TARGET
from kezhang.reports.figure_kinds.below import BelowKind
from kezhang.reports.figure_kinds.catalogue import kind_of
from kezhang.reports.figure_kinds.kind import IndicatorKind, Ingredient
from kezhang.reports.frozen.movement import explained
from kezhang.reports.frozen.remeasuring import Measuring, differing
from kezhang.reports.models import ReportFigure
from kezhang.reports.proofreading.places import NumberPlace
from kezhang.reports.proofreading.proof_result import Compared, Contradiction, FigureFound, FigureState, in_its_unit
from kezhang.reports.proofreading.provenance.original import Original

_FACTORS = {Decimal(10) ** n: words for n, words in ((4, "一万倍"), (8, "一亿倍"))}
Standing = tuple[FigureFound, NumberPlace]


def moved_in_the_ledgers(compared: Compared, basis: Original, measuring: Measuring) -> Iterator[Contradiction]:
    """Figures that the ledgers no longer bear, as of the day they are told on: late entries, corrections, voids."""
    days = sorted({basis.day(each.figure.mark) for each in compared.figures})
    for day in days:
        again = measuring if day == measuring.figures.as_of else Measuring(compared.report, day, day)
        of_day = [each for each in compared.figures if basis.day(each.figure.mark) == day]
        yield from _moved_since(of_day, again)


def _moved_since(found: list[FigureFound], measuring: Measuring) -> Iterator[Contradiction]:
    by_mark = {each.figure.mark: each for each in found}
    for same, now in differing(measuring, [each.figure for each in found]):
        first = same[0]
        standing = [by_mark[f.mark] for f in same if by_mark[f.mark].state is not FigureState.DELETED]
        if not standing:
            continue
        was = f"{first.label}{first.role}生成时为{first.display}{first.unit}"
        if now is None:
            says = f"{was}，现已无法取得：任务已撤销、隐去，或记录已作废。"
        else:
            shown = f"{now.display}{now.unit}"
            shown = f"{shown}（准确值{now.value}，原{first.value}）" if now.display == first.display else shown
            kind = kind_of(first.key)
            tells = kind is ACTUAL or ("parts" not in first.evidence and not isinstance(kind, BelowKind))
            why = explained(first, now, measuring) if tells else ""
            says = f"{was}，按同一截至日重新取数为{shown}" + (f"：{why}。" if why else "。")
        yield Contradiction("ledger", says, tuple(f.mark for f in same), standing[0].spot)


def told_twice(compared: Compared) -> Iterator[Contradiction]:
    """The same figure told in two places with two values; a target and the plan that repeats it are one figure."""
    groups: dict[str, list[Standing]] = {}
    for each, place in compared.standing():
        kind, rest = kind_of(each.figure.key), each.figure.key.partition("|")[2]
        groups.setdefault(f"{kind.repeats or kind.key}|{rest}", []).append((each, place))
    for same in groups.values():
        places = [*same, *((each, copy) for each, _ in same for copy in _copies(compared, each))]
        if len({place.base for _, place in places}) > 1:
            told = "、".join(f"第{place.paragraph + 1}段{compared.written(place)}" for _, place in places)
            marks = tuple(dict.fromkeys(each.figure.mark for each, _ in places))
            odd = next((each for each, _ in places if each.state is FigureState.CHANGED), places[-1][0])
            yield Contradiction("twice", f"同一个数字前后不一：{same[0][0].figure.label}{told}。", marks, odd.spot)


def _copies(compared: Compared, each: FigureFound) -> Iterable[NumberPlace]:
    copies = each.resolved.copies if each.resolved else ()
    places = compared.resolution.edited.places
    return [in_its_unit(each, places[spot.place]) for spot in copies if spot.place is not None]


def arithmetic(compared: Compared) -> Iterator[Contradiction]:
    """完成率 = 完成 ÷ 任务, 还差 = 任务 − 完成, 其中 = 合计, wherever a hand has touched one of them."""
    standing = list(compared.standing())
    beside = _Beside(standing)
    for each, place in standing:
        kind = kind_of(each.figure.key)
        if isinstance(kind, IndicatorKind) and kind.at_odds:
            yield from _worked_out(compared, kind, (each, place), beside)
    yield from _parts(compared, standing, beside)


class _Beside:
    """The numbers that stand in a text and that others are worked out from."""

    def __init__(self, standing: Iterable[Standing]) -> None:
        self._done: dict[str, list[Standing]] = {}
        self._set: dict[int, list[Standing]] = {}
        for each, place in standing:
            kind = kind_of(each.figure.key)
            if kind is ACTUAL:
                self._done.setdefault(each.figure.slug, []).append((each, place))
            elif TARGET.key in (kind.key, kind.repeats):
                self._set.setdefault(target_of(each.figure), []).append((each, place))

    def done(self, slug: str, to: NumberPlace) -> Standing | None:
        """Of one figure told several times, the one nearest before or after."""
        return _nearest(self._done.get(slug), to)

    def aim(self, pk: int, to: NumberPlace) -> Standing | None:
        return _nearest(self._set.get(pk), to)


def target_of(figure: ReportFigure) -> int:
    """The target that a number is, or is held against."""
    kind = kind_of(figure.key)
    assert isinstance(kind, IndicatorKind)
    part = kind.parts_of(figure.evidence)[kind.ingredients.index(Ingredient.TARGET)]
    return int(part["rows"][0][0])


def _worked_out(compared: Compared, kind: IndicatorKind, own: Standing, beside: _Beside) -> Iterator[Contradiction]:
    """A number against what it is worked out from: the numbers that stand beside it, and last year's as it was known."""
    each, place = own
    bounds: list[tuple[Decimal, Decimal]] = []
    stated: list[Decimal] = []
    written = {"own": compared.written(place), "role": each.figure.role}
    used: list[Standing] = []
    for ingredient, part in zip(kind.ingredients, kind.parts_of(each.figure.evidence), strict=True):
        if ingredient is Ingredient.BEFORE:
            stated.append(Decimal(part["value"]))
            bounds.append((stated[-1], stated[-1]))
            continue
        found = (
            beside.done(each.figure.slug, place)
            if ingredient is Ingredient.FIGURE
            else beside.aim(int(part["rows"][0][0]), place)
        )
        if found is None:
            return
        used.append(found)
        stated.append(found[1].base)
        bounds.append(found[1].bounds)
        written[ingredient.name.lower()] = compared.written(found[1])
    if not _touched(own, *used):
        return
    came = [value for corner in product(*bounds) if (value := kind.of(*corner)) is not None]
    scale = kind.style.scale if kind.style else Decimal(1)
    low, high = place.bounds
    if not came or (min(came) / scale <= high and low <= max(came) / scale):
        return
    exact = kind.of(*stated)
    done = next((e for e, _ in used if kind_of(e.figure.key) is ACTUAL), each)
    label = done.figure.label if kind.contradiction == "share" else each.figure.label
    would_be = "" if exact is None else Unit("", "", "", places=1).number(exact / scale)
    says = f"{label}：{kind.at_odds.format(**written, came=would_be)}"
    marks = (
        each.figure.mark,
        *(e.figure.mark for e, _ in sorted(used, key=lambda s: kind_of(s[0].figure.key) is not ACTUAL)),
    )
    yield Contradiction(kind.contradiction, says, marks, each.spot)


def _parts(compared: Compared, standing: list[Standing], beside: _Beside) -> Iterator[Contradiction]:
    """其中 against the figure it is a part of, where every part still stands."""
    wanted: dict[str, set[str]] = {}
    for each in compared.figures:
        if kind_of(each.figure.key) is PART:
            whole, _, value = each.figure.key.rpartition("|")
            wanted.setdefault(whole, set()).add(value)
    groups: dict[str, list[Standing]] = {}
    for each, place in standing:
        if kind_of(each.figure.key) is PART:
            groups.setdefault(each.figure.key.rpartition("|")[0], []).append((each, place))
    for whole, parts in groups.items():
        total = beside.done(parts[0][0].figure.slug, parts[0][1])
        if total is None or {e.figure.key.rpartition("|")[2] for e, _ in parts} != wanted[whole]:
            continue
        least, most = (sum((place.bounds[n] for _, place in parts), Decimal(0)) for n in (0, 1))
        low, high = total[1].bounds
        if _touched(total, *parts) and not (least <= high and low <= most):
            told = "＋".join(compared.written(place) for _, place in parts)
            says = f"{total[0].figure.label}：分项{told}不等于合计{compared.written(total[1])}。"
            yield Contradiction("parts", says, tuple(e.figure.mark for e, _ in (total, *parts)), total[0].spot)


def _nearest(candidates: list[Standing] | None, to: NumberPlace) -> Standing | None:
    """Of one figure told several times, the one nearest before or after."""
    return min(candidates or [], key=lambda each: abs(each[1].order - to.order), default=None)


def _touched(*standing: Standing) -> bool:
    return any(each.state is FigureState.CHANGED for each, _ in standing)


def units(compared: Compared) -> Iterator[Contradiction]:
    """万元 against 元: the same amount in another unit, or one ten thousand times another."""
    for each, place in compared.standing():
        if each.state is not FigureState.CHANGED:
            continue
        before = in_its_unit(each, compared.resolution.made.places[compared.resolution.made_at[each.figure.mark]])
        was, now = each.figure.display + each.figure.unit, compared.written(place)
        if not before.base or not place.base:
            continue
        if place.base == before.base and place.counted == before.counted:
            says = f"{each.figure.label}由{was}改写为{now}，数值相等，只是换了单位；请确认全文单位一致。"
            yield Contradiction("unit", says, (each.figure.mark,), each.spot)
            continue
        ratio = max(place.base, before.base) / min(place.base, before.base)
        if words := _FACTORS.get(ratio):
            says = f"{each.figure.label}由{was}改为{now}，相差{words}：单位和数字没有一起改。"
            yield Contradiction("unit", says, (each.figure.mark,), each.spot)
