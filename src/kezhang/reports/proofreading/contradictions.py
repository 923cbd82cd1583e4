"""矛盾（数字）: figures that do not agree with the ledgers, with each other, or with their own units.

What nobody touched and the ledgers still bear is never called a contradiction; bounds of
rounding are allowed for, nothing else is.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from kezhang.quantities.units import Unit
from kezhang.reports.frozen.remeasuring import Measuring, differing, explained
from kezhang.reports.models import ReportFigure
from kezhang.reports.proofreading.places import NumberPlace
from kezhang.reports.proofreading.proof_result import Compared, Contradiction, FigureFound, FigureState

_FACTORS = {Decimal(10) ** n: words for n, words in ((4, "一万倍"), (8, "一亿倍"))}
Standing = tuple[FigureFound, NumberPlace]


def moved_in_the_ledgers(compared: Compared, measuring: Measuring) -> Iterator[Contradiction]:
    """Figures that the ledgers no longer bear, as of the report's own date: late entries, corrections, voids."""
    by_mark = {each.figure.mark: each for each in compared.figures}
    for same, now in differing(measuring, [each.figure for each in compared.figures]):
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
            why = explained(first, now) if first.role == "实绩" or "parts" not in first.evidence else ""
            says = f"{was}，按同一截至日重新取数为{shown}" + (f"：{why}。" if why else "。")
        yield Contradiction("ledger", says, tuple(f.mark for f in same), standing[0].spot)


def told_twice(compared: Compared) -> Iterator[Contradiction]:
    """The same figure told in two places with two values; a target and the plan that repeats it are one figure."""
    groups: dict[str, list[Standing]] = {}
    for each, place in compared.standing():
        kind, _, rest = each.figure.key.partition("|")
        groups.setdefault(f"任务|{rest}" if kind == "计划" else each.figure.key, []).append((each, place))
    for same in groups.values():
        places = [*same, *((each, copy) for each, _ in same for copy in _copies(compared, each))]
        if len({place.base for _, place in places}) > 1:
            told = "、".join(f"第{place.paragraph + 1}段{compared.written(place)}" for _, place in places)
            marks = tuple(dict.fromkeys(each.figure.mark for each, _ in places))
            odd = next((each for each, _ in places if each.state is FigureState.CHANGED), places[-1][0])
            yield Contradiction("twice", f"同一个数字前后不一：{same[0][0].figure.label}{told}。", marks, odd.spot)


def _copies(compared: Compared, each: FigureFound) -> Iterable[NumberPlace]:
    copies = each.resolved.copies if each.resolved else ()
    return [compared.resolution.edited.places[spot.place] for spot in copies if spot.place is not None]


def arithmetic(compared: Compared) -> Iterator[Contradiction]:
    """完成率 = 完成 ÷ 任务, 还差 = 任务 − 完成, 其中 = 合计, wherever a hand has touched one of them."""
    standing = list(compared.standing())
    targets = _by(standing, lambda f: f.key.partition("|")[2], {"任务", "计划"})
    actual = _by(standing, lambda f: f.slug, {"实绩"}, "actual")
    for each, place in standing:
        kind, *rest = each.figure.key.split("|")
        if kind not in {"rate", "missing"}:
            continue
        aim, done = _nearest(targets.get(rest[0]), place), _nearest(actual.get(each.figure.slug), place)
        if aim is None or done is None or not _touched((each, place), aim, done):
            continue
        judge = _rate if kind == "rate" else _missing
        if says := judge(compared, place, aim[1], done[1]):
            marks = (each.figure.mark, done[0].figure.mark, aim[0].figure.mark)
            yield Contradiction(kind, f"{each.figure.label}：{says}", marks, each.spot)
    yield from _shares_of_before(compared, standing, actual)
    yield from _parts(compared, standing, actual)


def _rate(compared: Compared, rate: NumberPlace, aim: NumberPlace, done: NumberPlace) -> str:
    low, high = rate.bounds
    if aim.bounds[0] <= 0:
        return ""
    least, most = done.bounds[0] / aim.bounds[1] * 100, done.bounds[1] / aim.bounds[0] * 100
    if least <= high and low <= most:
        return ""
    came = Unit("", "", "", places=1).number(done.base / aim.base * 100)
    written = [compared.written(each) for each in (rate, done, aim)]
    return f"完成率{written[0]}与完成{written[1]}÷任务{written[2]}＝{came}%不符。"


def _missing(compared: Compared, missing: NumberPlace, aim: NumberPlace, done: NumberPlace) -> str:
    low, high = missing.bounds
    least, most = aim.bounds[0] - done.bounds[1], aim.bounds[1] - done.bounds[0]
    if least <= high and low <= most:
        return ""
    written = [compared.written(each) for each in (missing, aim, done)]
    return f"还差{written[0]}与任务{written[1]}减完成{written[2]}不符。"


def _shares_of_before(
    compared: Compared, standing: list[Standing], actual: dict[str, list[Standing]]
) -> Iterator[Contradiction]:
    """同比 and 与去年全年之比 against the value of last year that they were made with."""
    for each, place in standing:
        kind = each.figure.key.partition("|")[0]
        done = _nearest(actual.get(each.figure.slug), place)
        if kind not in {"growth", "ratio-to-last-year"} or done is None or not _touched((each, place), done):
            continue
        before = Decimal(each.figure.evidence["parts"][1]["value"])
        shares = [bound / before * 100 for bound in done[1].bounds]
        if kind == "growth":
            shares = sorted(abs(share - 100) for share in shares)
        low, high = place.bounds
        if shares[0] > high or low > shares[1]:
            label, now = done[0].figure.label, compared.written(done[1])
            came = Unit("", "", "", places=1).number((shares[0] + shares[1]) / 2)
            says = f"{label}：{each.figure.role}{compared.written(place)}与{now}不符，按上年数应约为{came}%。"
            yield Contradiction("share", says, (each.figure.mark, done[0].figure.mark), each.spot)


def _parts(compared: Compared, standing: list[Standing], actual: dict[str, list[Standing]]) -> Iterator[Contradiction]:
    groups: dict[tuple[str, ...], list[Standing]] = {}
    wanted: dict[tuple[str, ...], set[str]] = {}
    for each in compared.figures:
        kind, *rest = each.figure.key.split("|")
        if kind == "part":
            wanted.setdefault((each.figure.slug, *rest[1:-1]), set()).add(rest[-1])
    for each, place in standing:
        kind, *rest = each.figure.key.split("|")
        if kind == "part":
            groups.setdefault((each.figure.slug, *rest[1:-1]), []).append((each, place))
    for key, parts in groups.items():
        total = _nearest(actual.get(key[0]), parts[0][1])
        if total is None or {e.figure.key.split("|")[-1] for e, _ in parts} != wanted[key]:
            continue
        least, most = (sum((place.bounds[n] for _, place in parts), Decimal(0)) for n in (0, 1))
        low, high = total[1].bounds
        if _touched(total, *parts) and not (least <= high and low <= most):
            told = "＋".join(compared.written(place) for _, place in parts)
            says = f"{total[0].figure.label}：分项{told}不等于合计{compared.written(total[1])}。"
            yield Contradiction("parts", says, tuple(e.figure.mark for e, _ in (total, *parts)), total[0].spot)


def _by(
    standing: Iterable[Standing], key: Callable[[ReportFigure], str], roles: set[str], kind: str = ""
) -> dict[str, list[Standing]]:
    groups: dict[str, list[Standing]] = {}
    for each, place in standing:
        if each.figure.role in roles and each.figure.key.startswith(kind):
            groups.setdefault(key(each.figure), []).append((each, place))
    return groups


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
        before = compared.resolution.made.places[compared.resolution.made_at[each.figure.mark]]
        was, now = each.figure.display + each.figure.unit, compared.written(place)
        if not before.base or not place.base:
            continue
        if place.base == before.base:
            says = f"{each.figure.label}由{was}改写为{now}，数值相等，只是换了单位；请确认全文单位一致。"
            yield Contradiction("unit", says, (each.figure.mark,), each.spot)
            continue
        ratio = max(place.base, before.base) / min(place.base, before.base)
        if words := _FACTORS.get(ratio):
            says = f"{each.figure.label}由{was}改为{now}，相差{words}：单位和数字没有一起改。"
            yield Contradiction("unit", says, (each.figure.mark,), each.spot)
        elif {before.counted, place.counted} == {"%", "‰"}:
            says = f"{each.figure.label}由{was}改为{now}：百分号与千分号不同。"
            yield Contradiction("unit", says, (each.figure.mark,), each.spot)
