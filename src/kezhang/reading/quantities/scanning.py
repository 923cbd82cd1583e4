"""扫描: which stretches of a text are quantities, and how much each is.

Every number of the text comes out either as an Amount or as a NonQuantity with its kind;
none is dropped in silence.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from kezhang.quantities.numerals import arabic, chinese, mixed
from kezhang.reading.findings import NonQuantity
from kezhang.reading.lexicon import OpeningPattern, UnitWord, alternation, lexicon, units
from kezhang.reading.quantities.amounts import SCALES, Amount, hedged
from kezhang.reading.quantities.chinese_counts import counted
from kezhang.reading.quantities.patterns import CN, NOT, SCAN

_PLACES = "全国|全省|全市|全州|全区|全县|全球|世界|全疆|亚洲|西部|东部|中部|同类|同级|县级|地市|全系统|区县|省内|市内|州内|国内|地区"
_BEFORE_RANK = re.compile(
    rf"(?:{_PLACES}|居|列|位|排名|名次|位次|排|升至|升到|跃至|跃升|进至|至|到|保持|蝉联|获|并列|均|为|稳|从|由|进入|跻身|进)[^,，。;；:：\n]{{0,5}}$"
    r"|(?:位居|名列|排名)[^,，。;；:：\n]{0,10}$"
)
_AFTER_RANK = re.compile(r"[,，。;；、()（）\s!]|$|升|跃|上|进|提|降|的|增|和|及|与|至|到")
#: 分别居全国第二、第七、第九.
_LISTED_RANKS = re.compile(rf"[居列排名位][^,，;；。]{{0,14}}?(?:第[{CN}\d]{{1,3}}(?:位|名)?[、和及])+$")
_MARKS = OpeningPattern(
    r"(?P<mark>[^\S\n]*(?:\(?[一二三四五六七八九十]{1,3}(?:\)|[、,.]|是|要)|\(?\d{1,2}(?:\)|[、.](?!\d))))",
    after=r"\n。；;!?:：",
)
_TASK_OPENS = re.compile(
    r"(?:^|\n|。)\s*(?:\d{1,2}[.、]|[一二三四五六七八九十]{1,2}、|\([一二三四五六七八九十\d]{1,2}\)|[①-⑳])?\s*$"
)
_QUOTED = re.compile(r"“[^”“\n]{1,40}[”“]")
_TITLED = re.compile(r"《[^《》\n]{1,60}》")
#: A line that is the title of another paper: 县人民政府关于关闭某公司等2家矿山的公告.
_OF_PAPER = re.compile(
    r"关于[^\n。；;：:《》]{4,70}的(?:公告|通告|公示|通知|批复|决定|意见|函)(?:\([^()\n]{1,20}\))?[ \t　]*$",
    re.MULTILINE,
)
_OPENS_PAPER = re.compile(r"[^。；;，,：:《》]{0,30}")
_UNMASKED = frozenset(lexicon("units")["words"]["unmasked"])
_IDIOMS = re.compile(alternation(lexicon("phrases")["idioms"]))
#: 落实三项制度, 执行六项纪律: rules to keep are known by their number and count nothing.
_PRECEPTS = re.compile(
    r"(?:落实|执行|贯彻|遵守|坚持|恪守|严守|践行|学习)(?:了|好)?(?P<number>[一二两三四五六七八九十]{1,2}[项个条])"
    r"(?=[一-鿿]{0,2}(?:规定|纪律|制度|精神|原则|准则|禁令|方针|守则|戒律))"
)
#: 连跨3个千亿元台阶: how it went, not how much.
_STEPS = re.compile(r"跨(?:越|过|上)?(?P<number>[\d一二两三四五六七八九十]+个)(?=[百千万]*亿级?元?级?(?:台阶|大关))")
_MONEY = re.compile(
    r"(?:额|投入|产值|资金|经费|收入|GDP|增加值|总值|投资|贷款|余额|补助|营收|利润|税收|费用|支出|总量|规模)[^,，。;；、]{0,6}$"
)
#: 惠及17万婴幼儿: no classifier stands between.
_ARE_PEOPLE = re.compile(
    r"(?:[一-鿿]{0,2}贫困人口|(?:贫困|边远|山区)[一-鿿]{0,4}(?:农民|群众)|(?:下岗|失业|从业|各类|务工)人员|婴幼儿|群众|农民|农牧民|牧民|移民|监测对象|脱贫|居民|学生|老人|老年人|儿童|市民|游客|职工|贫困人口|人口|干部|党员|劳动力|观众|网民)"
)
_INDEX = re.compile(r"(?:指数|得分|评分|分值|能耗|系数)(?:平均)?(?:达到?|为|是)?\s?$")
#: 年末常住人口766579.
_HEADS = re.compile(
    r"(?:总人口|常住人口|户籍人口|在校学生|从业人员|(?:参与|参加|参训|培训|受益|覆盖|受众)人数)(?:数|达到?|为|有|超过?|突破|近|约)*$"
)
#: 倍差从2.5缩小到2.1: a quotient has no unit.
_MOVES_FROM = re.compile(r"[从由][^,，。;；、\d]{0,4}(?:\d{4}年的?)?$")
_MOVES_TO = re.compile(r"(?:缩小|扩大|下降|降低?|提高|提升|上升|升|增加|减少|收窄)(?:到|至|为)\d+\.\d")
_MOVED_TO = re.compile(
    r"[从由][^,，。;；、]{0,10}?\d\.\d+(?:缩小|扩大|下降|降低?|提高|提升|上升|升|增加|减少|收窄)(?:到|至|为)$"
)
#: 较去年的4.2亿增加0.7亿.
_MOVED_BY = re.compile(r"(?:增加|减少|增长|下降|提高|上升|扩大|降低)了?\d")
#: 分别回落2.16和1.66个百分点.
_DEALT_OUT = re.compile(rf"(?:\s?[、和及与]\s?-?\d+(?:\.\d+)?){{1,12}}({alternation(units())})")
#: 分别高于全国12.7个、12个百分点.
_POINTS_FOLLOW = re.compile(r"(?:[、和及与]\d+(?:\.\d+)?个){1,6}百分点")
#: 高于全省6.7、18.1和34.0个百分点: each is told in the unit of the last.
_SEVERAL = re.compile(
    r"分别|[高低快慢]于[^,，。;；]{0,24}$|(?:(?:同比|环比)(?:提高|下降|增长|回落|加快|上升)|比[^,，。;；\d]{2,10}[快慢高低])[\d.、和]*$"
)
_SCANNED_LETTER = re.compile("[OolI]")
#: 百强中排名77位: a place, though 第 is left out.
_RANKED = re.compile(r"(?:排名|名列|位列|位居|排在|排)$")
#: 新增蓄水能力10万方.
_CUBIC = re.compile(r"方(?![面案式向法便针阵程])")
#: 7636万参观人次: the unit stands behind what was done.
_VISITS = re.compile(r"[一-鿿]{2,4}人次")
_PEOPLE = re.compile(r"(?:人口|人数|就业|劳动力|农民|群众|学生|人才|人次)[^,，。;；、]{0,6}$")


@dataclass(slots=True)
class Scanned:
    amounts: list[Amount] = field(default_factory=list)
    others: list[NonQuantity] = field(default_factory=list)


def scan(text: str) -> Scanned:
    """All numbers of a cleaned text, in order."""
    found = Scanned()
    marks = [match.span("mark") for match in _MARKS.finditer(text)]
    quotes = [m.span() for m in _QUOTED.finditer(text)]
    idioms = sorted(
        {
            *(m.span() for m in _IDIOMS.finditer(text)),
            *(m.span("number") for known in (_PRECEPTS, _STEPS) for m in known.finditer(text)),
        }
    )
    headings, within, idiomatic = _Places(marks), _Places(quotes), _Places(idioms)
    titled = _Places(sorted([*(m.span() for m in _TITLED.finditer(text)), *_papers(text)]))
    position = 0
    while match := SCAN.search(text, position):
        start = match.start()
        position = max(match.end(), start + 1)
        heading = headings.over(start)
        if heading:
            position = max(start + 1, heading[1])
            _leave(found, text, heading[0], heading[1], "heading")
            continue
        idiom = idiomatic.over(start)
        if idiom and match.lastgroup not in _WHOLE:  # 市委十一届七次 is more than the idiom in it
            position = idiom[1]
            _leave(found, text, *idiom, "idiom")
            continue
        kind = match.lastgroup
        if kind in NOT:
            if kind == "name" and match[0].startswith("“"):
                position = start + 1
            _leave(found, text, start, match.end(), kind)
            continue
        amounts = list(_understood(text, match))
        if amounts and titled.over(start):  # 《人才十条》
            _leave(found, text, start, amounts[-1].end, "name")
            position = amounts[-1].end
            continue
        quote = within.over(start)
        if quote and match["cn"] and _names_campaign(text, quote, start) and text[match.end() : quote[1] - 1]:
            _leave(found, text, start, match.end(), "name")  # “十条精品线路”
            position = match.end()
            continue
        for amount in amounts:
            if quote and amount.end <= quote[1] - 1:
                amount.aimed = _is_quoted_task(text, quote, amount)
                amount.spec = not amount.aimed
            found.amounts.append(amount)
        position = max(amounts[-1].end, start + 1) if amounts else _pass_over(found, text, match)
    return found


def _papers(text: str) -> Iterator[tuple[int, int]]:
    """Lines that are titles of papers; a sentence that speaks of one goes on before or behind it."""
    for found in _OF_PAPER.finditer(text):
        if _OPENS_PAPER.fullmatch(text, text.rfind("\n", 0, found.start()) + 1, found.start()):
            yield found.span()


_WHOLE = frozenset(("ordinal", "heading"))


def _names_campaign(text: str, quote: tuple[int, int], start: int) -> bool:
    """“十条精品线路”, “两个高于、两个缩小”: a name that begins with how many it asks for."""
    return start == quote[0] + 1 or (text[quote[0] + 1] in CN and text[start - 1] in "、，,")


def _is_quoted_task(text: str, quote: tuple[int, int], amount: Amount) -> bool:
    """1.“新增高新技术企业20家”。: the quotation is a sentence of its own and ends with the number."""
    opens = _TASK_OPENS.search(text[max(0, quote[0] - 6) : quote[0]]) is not None or quote[0] == 0
    if text.startswith(("的奋斗目标", "的目标", "奋斗目标", "目标任务"), quote[1]):
        return True  # 实现“接待游客220万人次、收入6亿元”的奋斗目标
    ends = text[amount.end : quote[1] - 1] in {"", "以上", "以内", "左右"}
    return opens and ends and text[quote[1] : quote[1] + 1] in set("。:：;；\n")


def _pass_over(found: Scanned, text: str, match: "re.Match[str]") -> int:
    """Keep what only looked like a quantity; where to go on from."""
    if match["ratio"]:  # 1:30家 may be a number, a colon and an amount
        _leave(found, text, match.start(), match.end("left"), "bare")
        return match.end("left")
    if match["mixed"]:
        _leave(found, text, match.start(), match.end(), "bare")
        return match.end()
    if match["num"] is not None:
        if match["num"][0].isdigit():
            _leave(found, text, match.start(), match.end("num"), "bare")
        return match.end("num")
    if match["cn"] and len(match["cn"]) == 1 and match["cunit"]:  # 一个, 两手
        _leave(found, text, match.start(), match.end(), "idiom")
        return match.end()
    return match.start() + 1  # 数据, 上海: nothing of a number


def _leave(found: Scanned, text: str, start: int, end: int, kind: str) -> None:
    found.others.append(NonQuantity(start, end, text[start:end], kind))


class _Places:
    """Stretches in order, asked for from left to right."""

    def __init__(self, stretches: list[tuple[int, int]]) -> None:
        self._stretches = stretches
        self._next = 0
        self._from = stretches[0][0] if stretches else sys.maxsize  # nothing lies over a place before this

    def over(self, offset: int) -> tuple[int, int] | None:
        if offset < self._from:
            return None
        while self._next < len(self._stretches) and self._stretches[self._next][1] <= offset:
            self._next += 1
        self._from = self._stretches[self._next][0] if self._next < len(self._stretches) else sys.maxsize
        return self._stretches[self._next] if self._from <= offset else None


def _understood(text: str, match: "re.Match[str]") -> Iterator[Amount]:
    if match["num"]:
        yield from _digits(text, match)
    elif match["mixed"]:
        yield from _mixed(text, match)
    elif match["rank"]:
        yield from _rank(text, match)
    elif match["ratio"]:
        if ":" in {text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]}:
            return  # 三次产业比为11:48:40
        if Decimal(match["right"]) and re.search(
            r"比[^,，。;；]{0,8}$", text[max(0, match.start() - 12) : match.start()]
        ):
            value = Decimal(match["left"]) / Decimal(match["right"])
            yield hedged(text, Amount(match.start(), match.end(), value, None, "ratio"))
    elif match["parts"] or match["percent"] or match["tenth"] or match["cn"]:
        yield from counted(text, match)


def _mixed(text: str, match: "re.Match[str]") -> Iterator[Amount]:
    """1亿2000万元: one amount; none at all where it cannot be one number."""
    value = mixed(match["mixed"] + (match["mixedscale"] or ""))
    known = units()[match["mixedunit"]]
    if value is None:
        return
    more = match["mixedmore"]
    amount = Amount(match.start(), match.end(), value * known.factor, known.name, known.kind)
    if more:
        amount.comparator, amount.modifiers = ">", (more,)
    yield hedged(text, amount)


def _rank(text: str, match: "re.Match[str]") -> Iterator[Amount]:
    before = text[max(0, match.start() - 14) : match.start()]
    said = bool(_BEFORE_RANK.search(before)) or before.endswith(("(", "（"))
    if not said and before.endswith(("、", "和", "及")):
        said = bool(_LISTED_RANKS.search(text, max(0, match.start() - 40), match.start()))
    if match["first"]:
        if said and match["first"] != "第一方阵":
            yield Amount(match.start(), match.end(), Decimal(1), "位", "rank")
        return
    if match["top"]:
        if said or match[0].endswith(("位", "名", "强")):
            value = arabic(match["top"]) if match["top"].isdigit() else chinese(match["top"])
            if value is not None and (said or match[0][-1] in "位名强"):
                yield Amount(match.start(), match.end(), value, "位", "rank", comparator="<=", modifiers=("前",))
        return
    place = match["place"]
    masked = not (place.isdigit() or place[0] in CN)
    value = None if masked else (arabic(place) if place.isdigit() else chinese(place))
    if masked and not match["placed"]:
        return
    if match["placed"] or (said and _AFTER_RANK.match(text, match.end())):
        yield Amount(match.start(), match.end(), value, "位", "rank", masked=masked)


def _unit_of(text: str, written: str | None, end: int) -> UnitWord | None:
    if written == "个" and _POINTS_FOLLOW.match(text, end):
        written = "个百分点"
    return units()[written] if written else None


def _digits(text: str, match: "re.Match[str]") -> Iterator[Amount]:
    number, written, sized = match.group("num", "unit", "scale")
    masked = not number[0].isdigit()
    known = _unit_of(text, written, match.end())
    end = match.end()
    if match["in1"] and not (written or sized):
        end = match.end("num")  # 3多, 5几: the hedge belongs to what follows
    if masked:
        if written == "首" and text.startswith("位", match.end()):  # 居*首位
            return
        if known is None or (known.kind == "count" and written in _UNMASKED) or (number in {"x", "×"} and not known):
            return
        if (
            known.kind == "count"
            and not sized
            and number[0] == "*"
            and text[max(0, match.start() - 1) : match.start()] in {"*"}
        ):
            return
        yield hedged(text, _made(match, None, known, end, masked=True))
        return
    first = text[match.start() - 1 : match.start()] in {"第", "“"} and known is None
    if first or _is_half(text, match, known):
        return
    value = arabic(number)
    alternatives: tuple[Decimal, ...] = ()
    repair = None
    scale = SCALES[sized] if sized else 1
    if number[0] == "0" and len(number) > 1 and number.isdigit() and scale >= 10**4:
        # A scan loses the point of 0.8万 more often than a clerk writes 08万.
        alternatives = (value * scale,)
        value = Decimal(f"0.{number[1:]}")
        repair = f"0.{number[1:]}{sized}"
    elif not number.isdecimal() and _SCANNED_LETTER.search(number):
        repair = number.translate(str.maketrans("OolI", "0011"))
    value *= scale
    if known is None:
        implied = _implied(text, match)
        if implied is None:
            return
        known, end = implied
    made = _made(match, value * known.factor, known, end)
    made.alternatives, made.repair = alternatives, repair
    if match["sign"]:
        made.value = -made.value if made.value is not None else None
    if match["low"]:
        yield from _range(text, match, made, scale, known)
        return
    yield hedged(text, made)


def _is_half(text: str, match: "re.Match[str]", known: UnitWord | None) -> bool:
    """Either half of what is no number as it is written: 3万5元, 2万1千瓦时; 390万65岁以上老年人 tells an age."""
    before = text[max(0, match.start() - 2) : match.start()]
    if before[-1:] in {"万", "亿"} and before[:-1].isdigit() and (known is None or known.name != "岁"):
        return True
    return known is None and bool(match["scale"]) and text[match.end() : match.end() + 1].isdigit()


def _range(text: str, match: "re.Match[str]", made: Amount, scale: int, known: UnitWord) -> Iterator[Amount]:
    own = match["lowunit"]
    low_unit = units()[own] if own else known
    low = arabic(match["low"]) * SCALES.get(match["lowscale"] or "", scale if not own else 1) * low_unit.factor
    between = text[
        match.end("lowunit") if own else match.end("lowscale") if match["lowscale"] else match.end("low") : match.start(
            "num"
        )
    ].strip()
    if between in {"至", "到"} and re.search(
        r"[从由][^,，。;；]{0,14}$", text[max(0, match.start() - 16) : match.start()]
    ):
        first_end = match.end("lowunit") if own else match.end("lowscale") if match["lowscale"] else match.end("low")
        yield hedged(text, Amount(match.start("low"), first_end, low, low_unit.name, low_unit.kind))
        made.start = match.start("num")
        yield hedged(text, made)
        return
    made.high, made.value, made.comparator = made.value, low, "~"
    yield made


def _made(match: "re.Match[str]", value: Decimal | None, known: UnitWord, end: int, masked: bool = False) -> Amount:
    unit: str = known.name
    if match["per"]:
        unit = f"{unit}/{match['per']}"
    ranked = match["unit"] in {"位", "名"} and _RANKED.search(match.string, max(0, match.start() - 3), match.start())
    infix = (match["in1"] or match["in2"] or match["post"] or "").strip()
    return Amount(
        match.start(), end, value, "位" if ranked else unit or None, "rank" if ranked else known.kind, masked=masked,
        comparator=">" if infix else "=", modifiers=(infix,) if infix else (),
    )  # fmt: skip


def _implied(text: str, match: "re.Match[str]") -> tuple[UnitWord, int] | None:
    """The unit a number goes by when none is written, and where the quantity ends."""
    before = text[max(0, match.start() - 16) : match.start()]
    after = text[match.end() : match.end() + 1]
    if match["scale"] and match["scale"][-1] in "万亿" and _ARE_PEOPLE.match(text, match.end()):
        return UnitWord("人", "count"), match.end("in2") if match["in2"] else match.end("scale")
    if not match["scale"] and _INDEX.search(before) and after in ",，。;；、)） 居以左":
        return UnitWord("", "measure"), match.end("num")
    if match["scale"] and _VISITS.match(text, match.end("in2") if match["in2"] else match.end("scale")):
        return UnitWord("人次", "count"), match.end("in2") if match["in2"] else match.end("scale")
    if match["scale"] in {"万", "亿"} and _CUBIC.match(text, match.end()):
        return UnitWord("立方米", "measure"), match.end() + 1
    if match["scale"] and match["scale"][-1] in "万亿":
        end = match.end("in2") if match["in2"] else match.end("scale")
        goes_on = re.match(r"[一-鿿A-Za-z\d]", after) and not _MOVED_BY.match(text, end)
        if after and goes_on and after not in "以左的,和、占":
            if _MONEY.search(before):
                return UnitWord("元", "money"), end
            return None
        return (UnitWord("人", "count") if _PEOPLE.search(before) else UnitWord("元", "money")), end
    if len(match["num"]) > 3 and after in ",，。;；)）" and _HEADS.search(before):
        return UnitWord("人", "count"), match.end("num")
    if "." in match["num"] and not match["scale"]:
        goes = _MOVES_FROM.search(before) and _MOVES_TO.match(text, match.end("num"))
        if goes or (after in ",，。;；、)）\n" and _MOVED_TO.search(text[max(0, match.start() - 28) : match.start()])):
            return UnitWord("", "measure"), match.end("num")
    dealt = _DEALT_OUT.match(text, match.end("num"))
    if dealt and _SEVERAL.search(before):
        return units()[dealt[1]], match.end("num")
    if after in ",，。;；、)）" and re.search(
        r"(?:同比|环比)?(?:增长|增幅|下降|增速|占比|比重|完成率|率)(?:了|为|达|达到)?$", before
    ):
        return UnitWord("%", "ratio"), match.end("num")
    return None
