"""勾稽: what the numbers of a report say about one another.

Only arithmetic speaks here; a figure that was rounded stands for its whole interval, a masked
one for what the others leave it, and nothing is called wrong that rounding could explain.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from kezhang.reading.findings import ArithmeticCheck, Finding, ReportSpan, Role
from kezhang.reading.lexicon import lexicon, recalled
from kezhang.reading.quantities.rounding import rounded, short

_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_RATIO = re.compile(r"(?:是|为|相当于)(?:去年|上年|同期|20\d\d年)[^,，;。]{0,8}的?(?:约|近)?$")
_AMONG = re.compile(r"其中|包括|分别|[(（]含")
#: After this a sentence speaks of the whole again: 其中…，目前达到….
_ANEW = re.compile(r"目前|现有|累计|达到|[;；]")
_MARKER = r"(?:\n\d{1,3}、)?"  # a page number that a conversion left inside a word
_HALF_DONE = re.compile(rf"[任双](?:(?<=任){_MARKER}务{_MARKER}(?:、时间)?(?:“?双”?)?过{_MARKER}半|(?<=双)过半)")
_HUNDRED = Decimal(100)
#: A fact is told within so many numbers.
_REACH = 16
_AT_LEAST = frozenset(("不少于", "不低于", "至少", "不小于"))
_LISTS = lexicon("phrases")
_OF_ANYTHING = frozenset((*_LISTS["attached"], *_LISTS["bare_money"], *_LISTS["bare_measures"], *_LISTS["attributes"]))
_MOVED = ("压减", "压缩", "缩短", "减少", "增加", "提升", "提高", "降低", "扩大", "调整", "国家和地区")
#: 由29.1亿元增长到50.1亿元，年均增长11.5%: over years that nobody counts, in prices that are not said.
_OVER_YEARS = re.compile(r"年均|平均每年|累计增长|可比")
#: 开发区…完成财政收入47亿元: of a part of the county, not of the county.
_ELSEWHERE = re.compile(r"开发区|园区|高新区|新区|产业园|[一-鿿][镇乡](?![村镇居])|街道|集团|公司")
#: 竣工, 开工: of whatever was told last.
_VERBS = frozenset((*_LISTS["went"], *_LISTS["kept"], *_LISTS["predicates"], *_MOVED))
_BUILT = re.compile(r"(?:新建|改建|扩建|改扩建|建成|维修|加固|硬化|修复|拆除|栽植|种植|补植|绿化)")
_SIZES = frozenset(("平方米", "亩", "公里", "米", "株", "立方米", "平方公里"))
#: 年营收, 总产量: of the trade told before.
_OF_LAST = re.compile(
    r"(?:年|总|全年)?(?:营收|产值|收入|营业收入|销售额|产量|总产量|利润|税收|出栏|存栏|用电量|播种面积|种植面积|面积|满意率|[一-鿿]{2}率)"
)
#: 预计1-11月份达1.14亿: on the way to the year's task.
_ON_THE_WAY = re.compile(r"预计|预测|\d月")
_BARE_SUM = re.compile(
    r"(?:累计|共|总|计划|完成|实施|年)?(?:投入|投资|安排|争取|筹集|落实|整合|拨付)?[一-鿿]{0,4}(?:资金|投资)"
)
#: What was done may be done again: 实施帮扶项目, 可有效带动.
_DOES = re.compile(
    r"可?(?:有效)?(?:带动|实施|开展|举办|组织|培训|发放|服务|走访|惠及|改造|修建|铺设|投入|争取|建设|完成|清理|整治|排查|检查|拿出|收储|征收|征迁|远销|流转|种植|造林|植树|救助|调解|化解)"
)
_EXACT = frozenset(("=", "~"))
#: Told event by event: two of them in one report are two events, no contradiction.
_BY_EVENT = frozenset(("场次", "人次", "次", "份", "册", "本", "人", "名", "场", "批次", "期", "张", "%", "百分点"))


def checks(
    text: str, findings: Sequence[Finding], reports: Sequence[ReportSpan], tabular: Collection[int] = ()
) -> tuple[ArithmeticCheck, ...]:
    """Everything the arithmetic of one document shows: what agrees, what cannot be, what a masked figure must be.

    ``tabular``: which findings stand in a table, whose rows tell of different things under one head.
    """
    starts = [span.start for span in reports]
    groups: dict[int, list[int]] = {}
    for place, finding in enumerate(findings):
        if finding.group is not None and not finding.spec:
            groups.setdefault(finding.group, []).append(place)
    found: list[ArithmeticCheck] = []
    for places in groups.values():
        if len(places) == 1:  # a figure told alone is compared with none
            continue
        found += _rates(findings, places)
        found += _changes(text, findings, places)
        found += _parts(text, findings, places)
    found += _said_twice(text, findings, starts, tabular)
    found += _wording(findings)
    found += _plans(text, findings, starts, found)
    found += _half_done(text, findings)
    return tuple(found)


def _rates(findings: Sequence[Finding], places: Sequence[int]) -> Iterator[ArithmeticCheck]:
    """完成率 = 实际 ÷ 任务: agrees, contradicts, or bounds the one that is masked."""
    for at, place in enumerate(places):
        rate = findings[place]
        if rate.role is not Role.COMPLETION_RATE or rate.value is None or not rate.value:
            continue
        told = places[max(0, at - _REACH) : at]
        done = next((p for p in reversed(told) if findings[p].role is Role.ACTUAL and findings[p].unit != "%"), None)
        if done is None:
            continue
        target = next((p for p in reversed(told) if _set_for(findings[p], findings[done])), None)
        if target is None:
            continue
        three = (target, done, place)
        goal, actual = findings[target], findings[done]
        low, high = _interval(rate)
        if goal.value and actual.value is not None:
            # 82 of 100 is 82 %; cutting decimals off is as common as rounding.
            least, most = _quotient(actual, goal)
            holds = least <= high + _step(rate) and most >= low - _step(rate)
            said = f"完成{actual.text}、任务{goal.text}，算得{short(actual.value / goal.value * _HUNDRED)}%，文中写{rate.text}"
            yield ArithmeticCheck("rate", holds, said if holds else f"完成率对不上：{said}", three)
        elif goal.masked and actual.value is not None:
            bounds = actual.value * _HUNDRED / high, actual.value * _HUNDRED / low
            yield _bound(findings, target, bounds, f"由完成{actual.text}、完成率{rate.text}推得任务", three)
        elif actual.masked and goal.value is not None:
            bounds = goal.value * low / _HUNDRED, goal.value * high / _HUNDRED
            yield _bound(findings, done, bounds, f"由任务{goal.text}、完成率{rate.text}推得完成", three)


def _set_for(finding: Finding, done: Finding) -> bool:
    return finding.role in {Role.TARGET, Role.PLAN} and finding.unit == done.unit and finding.metric == done.metric


def _bound(
    findings: Sequence[Finding], masked: int, bounds: tuple[Decimal, Decimal], words: str, three: tuple[int, ...]
) -> ArithmeticCheck:
    low, high = bounds
    said = f"{words}在{rounded(low, findings[masked].unit)}至{rounded(high, findings[masked].unit)}之间"
    return ArithmeticCheck("bound", None, said, three, low, high)


def _changes(text: str, findings: Sequence[Finding], places: Sequence[int]) -> Iterator[ArithmeticCheck]:
    """增长率: with the value of the year before it agrees or contradicts; without, it gives that value."""
    for at, place in enumerate(places):
        change = findings[place]
        if change.role is not Role.CHANGE or change.unit != "%" or change.value is None:
            continue
        if _OVER_YEARS.search(text, max(0, change.start - 16), change.start):
            continue
        level = next(
            (p for p in reversed(places[max(0, at - _REACH) : at]) if findings[p].role is Role.ACTUAL),
            None,
        )
        if level is None or findings[level].unit in {"%", "百分点", "位"}:
            continue
        actual = findings[level]
        if actual.value is None or actual.metric != change.metric:
            continue
        factors = _factors(text, change)
        if factors is None:
            continue
        low, high = (actual.value / factors[1], actual.value / factors[0])
        base = next((p for p in places[max(0, at - _REACH) : at + _REACH] if _before(findings[p], actual)), None)
        if base is None:
            step = _step(actual) * _scale(actual) / 2
            low, high = (actual.value - step) / factors[1], (actual.value + step) / factors[0]
            said = (
                f"由{actual.text}与{change.text}推得上期在{rounded(low, actual.unit)}至{rounded(high, actual.unit)}之间"
            )
            yield ArithmeticCheck("base", None, said, (level, place), low, high)
            continue
        earlier = findings[base].value or Decimal(0)
        room = _step(findings[base]) * _scale(findings[base])
        holds = low - room <= earlier <= high + room
        said = f"本期{actual.text}、上期{findings[base].text}，文中写{change.text}"
        yield ArithmeticCheck("change", holds, said if holds else f"增减幅对不上：{said}", (level, base, place))


def _before(finding: Finding, actual: Finding) -> bool:
    return finding.role is Role.BASELINE and finding.unit == actual.unit and bool(finding.value)


def _factors(text: str, change: Finding) -> tuple[Decimal, Decimal] | None:
    """By what the earlier value was multiplied, at least and at most."""
    low, high = _interval(change)
    if _RATIO.search(text, max(0, change.start - 20), change.start):
        return (low / _HUNDRED, high / _HUNDRED) if low > 0 else None
    if change.direction == "down":
        return (1 - high / _HUNDRED, 1 - low / _HUNDRED) if high < _HUNDRED else None
    return 1 + low / _HUNDRED, 1 + high / _HUNDRED


def _parts(text: str, findings: Sequence[Finding], places: Sequence[int]) -> Iterator[ArithmeticCheck]:
    """其中: the parts of a whole are not more than the whole."""
    whole = places[0]
    total = findings[whole]
    if total.unit == "%" and not total.share:
        return  # 增长6%，其中制造业占比70%
    if total.value is None or total.comparator not in _EXACT or total.role not in {Role.ACTUAL, Role.TARGET, Role.PLAN}:
        return
    parts = []
    for place in places[1:_REACH]:
        part = findings[place]
        told = text[total.end : part.start]
        if "。" in told or _ANEW.search(told) or _same_things(part.metric, total.metric):
            break
        if not _AMONG.search(told) or _of_a_part(told) or _CLOSED.search(told):
            continue
        if part.unit == total.unit and part.role is total.role and part.value is not None:
            parts.append(place)
    if not parts:
        return
    values = sum((findings[p].value or Decimal(0) for p in parts), Decimal(0))
    list_of_parts = "、".join(findings[p].text for p in parts)
    if values > total.value + _step(total) * _scale(total):
        said = f"各部分（{list_of_parts}）合计{rounded(values, total.unit)}，多于总数{total.text}"
        yield ArithmeticCheck("parts", False, said, (whole, *parts))
    elif values == total.value:
        yield ArithmeticCheck("parts", True, f"各部分（{list_of_parts}）合计与总数{total.text}相符", (whole, *parts))


#: 15万亩(其中春季5万亩、秋季10万亩)，抓好…: what was opened within the bracket ends with it.
_CLOSED = re.compile(r"^[^()（）]{0,8}[(（][^()（）]*(?:其中|包括|含)[^()（）]*[)）][,，;；]")


def _of_a_part(told: str) -> bool:
    """281所，幼儿园177所(公办58所): what stands in a bracket after a part is a part of that."""
    told = told.replace("（", "(").replace("）", ")")
    opened = told.rfind("(")
    return opened > told.rfind(")") and bool(told[:opened].strip())


def _same_things(one: str | None, other: str | None) -> bool:
    return bool(one and other and (one in other or other in one))


def _said_twice(
    text: str, findings: Sequence[Finding], starts: Sequence[int], tabular: Collection[int]
) -> Iterator[ArithmeticCheck]:
    """The same figure of the same period told in two places."""
    known: dict[tuple, int] = {}
    for place, finding in enumerate(findings):
        if (
            finding.metric is None
            or finding.value is None
            or finding.unit in _BY_EVENT
            or finding.spec
            or place in tabular
            or (finding.unit in _SIZES and _BUILT.match(finding.metric))
            or finding.role not in {Role.ACTUAL, Role.TARGET}
            or not (finding.match or (names_one_thing(finding.metric) and not _DOES.match(finding.metric)))
        ):
            continue
        key = (_report(finding, starts), finding.role, finding.metric, finding.unit, finding.period, finding.governs)
        first = known.setdefault(key, place)
        other = findings[first]
        if first == place or other.group == finding.group or _elsewhere(text, finding) != _elsewhere(text, other):
            continue
        holds = other.value == finding.value or not {other.comparator, finding.comparator} <= _EXACT
        said = f"“{finding.metric}”前文为{other.text}，此处为{finding.text}"
        yield ArithmeticCheck(
            "same", holds, said if not holds else f"“{finding.metric}”两处相符：{finding.text}", (first, place)
        )


def _elsewhere(text: str, finding: Finding) -> bool:
    """Whether the words before it, as far as its paragraph goes, speak of a part of the county."""
    start = max(finding.start - 120, 0)
    start = max(text.rfind("\n", start, finding.start), start)
    return _ELSEWHERE.search(text, start, finding.start) is not None


@recalled
def names_one_thing(metric: str) -> bool:
    """Whether a name means the same wherever it stands: 投资, 总投资, 销售收入 are those of whatever was told last."""
    return (
        len(metric) > 1
        and metric not in _OF_ANYTHING
        and metric not in _VERBS
        and not _OF_LAST.fullmatch(metric)
        and not _BARE_SUM.fullmatch(metric)
    )


def _plans(
    text: str, findings: Sequence[Finding], starts: Sequence[int], found: Sequence[ArithmeticCheck]
) -> Iterator[ArithmeticCheck]:
    """The plan of a year against what was set for it, a masked target by its bounds."""
    bounds = {check.findings[0]: check for check in found if check.kind == "bound"}
    targets: dict[tuple, int] = {}
    for place, finding in enumerate(findings):
        if finding.role is not Role.TARGET and finding.role is not Role.PLAN:
            continue
        name = finding.match.name if finding.match else finding.metric
        if name is None or finding.spec or finding.unit in {"%", "位"}:
            continue
        key = (_report(finding, starts), name, finding.unit)
        if finding.role is Role.TARGET:
            targets.setdefault(key, place)
            continue
        if finding.role is not Role.PLAN or finding.value is None or key not in targets:
            continue
        target = findings[targets[key]]
        if (target.period or "")[:4] != (finding.period or "")[:4]:
            continue
        if _ON_THE_WAY.search(text, max(0, finding.start - 30), finding.start):
            continue
        pair = (targets[key], place)
        bound = bounds.get(targets[key])
        if target.value is not None:
            holds = finding.value >= target.value
            said = f"计划{finding.text}，任务{target.text}"
            yield ArithmeticCheck("plan", holds, said if holds else f"计划低于任务：{said}", pair)
        elif bound and bound.low is not None and bound.high is not None:
            holds = finding.value >= bound.low
            fits = bound.low <= finding.value <= bound.high
            said = f"计划{finding.text}，任务未写明，按完成率推算为{rounded(bound.low, target.unit)}至{rounded(bound.high, target.unit)}"
            yield ArithmeticCheck(
                "plan", holds, f"{said}，{'相符' if fits else '高于' if holds else '低于'}", pair, bound.low, bound.high
            )


def _wording(findings: Sequence[Finding]) -> Iterator[ArithmeticCheck]:
    """不少于3万余份: a lower bound and an upper hint at once."""
    for place, finding in enumerate(findings):
        least = next((m for m in finding.modifiers if m in _AT_LEAST), None) if "余" in finding.text else None
        if least:
            yield ArithmeticCheck("wording", False, f"“{least}”与“余”不能并用：{least}{finding.text}", (place,))


def _half_done(text: str, findings: Sequence[Finding]) -> Iterator[ArithmeticCheck]:
    """任务过半, said in a sentence where what was done is, or is not, half of what was set."""
    starts = [finding.start for finding in findings]
    for match in _HALF_DONE.finditer(text):
        start, end = text.rfind("。", 0, match.start()) + 1, text.find("。", match.end())
        here = range(bisect_left(starts, start), bisect_left(starts, end if end >= 0 else len(text)))
        for place in here:
            finding = findings[place]
            if finding.value is None:
                continue
            if finding.role is Role.COMPLETION_RATE:
                yield ArithmeticCheck(
                    "claim", finding.value >= 50, f"文中称“任务过半”，完成率为{finding.text}", (place,)
                )
            elif finding.role is Role.TARGET:
                done = next((p for p in here if _done_of(findings[p], finding)), None)
                if done is not None:
                    share = (
                        (findings[done].value or Decimal(0)) / finding.value * _HUNDRED if finding.value else _HUNDRED
                    )
                    said = f"文中称“任务过半”，完成{findings[done].text}、任务{finding.text}，为{short(share)}%"
                    yield ArithmeticCheck("claim", share >= 50, said, (done, place))


def _done_of(finding: Finding, target: Finding) -> bool:
    return finding.role is Role.ACTUAL and finding.group == target.group and finding.unit == target.unit


def _report(finding: Finding, starts: Sequence[int]) -> int:
    """Which report a finding stands in."""
    return bisect_right(starts, finding.start) - 1


@lru_cache(maxsize=4096)
def _written(text: str) -> Decimal:
    """The figure as written, without its unit: 6.2 of 6.2万元."""
    match = _DIGITS.search(unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", ""))
    return Decimal(match[0]) if match else Decimal(0)


def _decimals(finding: Finding) -> int:
    exponent = _written(finding.text).as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _step(finding: Finding) -> Decimal:
    """One unit of the last digit as written."""
    return Decimal(1).scaleb(-_decimals(finding))


def _scale(finding: Finding) -> Decimal:
    """What one as written is worth in the base unit: 10,000 of 6.2万元."""
    shown = _written(finding.text)
    return abs(finding.value / shown) if finding.value and shown else Decimal(1)


def _interval(finding: Finding) -> tuple[Decimal, Decimal]:
    """What a rounded percentage stands for: 53 is 52.5 to 53.5."""
    value, half = finding.value or Decimal(0), _step(finding) / 2
    return value - half, value + half


def _quotient(actual: Finding, goal: Finding) -> tuple[Decimal, Decimal]:
    """The least and most that two rounded amounts can be of one another, in per cent."""
    done, set_for = actual.value or Decimal(0), goal.value or Decimal(1)
    a, b = _rounding(actual), _rounding(goal)
    return (done - a) / (set_for + b) * _HUNDRED, (done + a) / max(set_for - b, Decimal("0.0001")) * _HUNDRED


def _rounding(finding: Finding) -> Decimal:
    """Half a unit of the last digit; nothing for things counted one by one, nor for what was set, which is exact."""
    scale = _scale(finding)
    rounded = finding.role not in {Role.TARGET, Role.PLAN} and (scale != 1 or _decimals(finding))
    return _step(finding) * scale / 2 if rounded else Decimal(0)
