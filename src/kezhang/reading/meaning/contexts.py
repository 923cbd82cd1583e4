"""语境: the words around each amount: what stands before and after it in its clause, and what it hangs on.

Words belong to one amount alone; what the amount before has taken as its noun is not read
again as the subject of the next.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kezhang.reading.lexicon import OpeningPattern, alternation, lexicon, recalled
from kezhang.reading.quantities.amounts import Amount

# What is looked for in the whole text begins with a sign of its own: all others are passed by at the speed of memory.
_END = re.compile(r"[。!?！？\t|\n](?:(?<=\n)\n+)?")
_BREAK = re.compile(r"[,，;:()\[\]。!?！？—、](?:(?<![—、])|(?<=—)—|(?<=、)(?=其中))")
_GOVERNS = re.compile(
    rf"(?:{alternation(lexicon('roles')['announcing'])})(?!责任|管理|考核)[^,;。\n\d]{{0,16}}(?<!(?:任务|目标|指标)中)[:，,](?!目前)"
)
#: 按照决胜全年红的工作目标，…: a spirit to work in, no list of what is to be reached.
_ASPIRES = re.compile(
    r"(?:按照|围绕|锚定|紧扣|紧盯|瞄准|对标|聚焦|对照|朝着)[^,，;。]{0,20}(?:工作目标|总体目标|发展目标|奋斗目标|考核指标|目标任务|指标体系)[^\d:]{0,4}[,，]$"
)
_MET = re.compile(
    r"(?:超额|全面|圆满|均|全部|顺利|较好|如期)(?:完成|实现|达成)|完成(?:较好|良好|情况)|再上|向好|稳步|实现了"
)
#: 超额完成了市下达的年度指标任务，…
_MET_BEFORE = re.compile(
    r"(?:(?:超额|全面|圆满|均|全部|顺利|较好|如期)(?:完成|实现|达成)|(?:完成|实现|达成)了)[^,，;；。:]{0,24}$"
)
_DONE = re.compile(r"目前已|已完成|已实现|截至目前|实际完成|累计已")
#: 票选的20项民生实事，已完成16项: so many were set.
_SET_OF_DONE = re.compile(r"[一-鿿“”]{0,8}(?:实事|任务|事项),(?:目前|现)?已(?:全部)?(?:完成|办结)(?=\d)")
#: 1.培育高新技术企业20家。上半年，培育12家: an item of a list of tasks, and then how far it has come.
_SET_THEN_DONE = OpeningPattern(
    r"[ 　]*(?:\d{1,2}[.、](?!\d)|[(（]\d{1,2}[)）])(?P<set>(?:(?!已|同比|增长|较|去年|上年|截[至止])[^。\n]){6,200})。"
    r"(?:上半年|前三季度|(?:截至|截止|到)[^,，。\n]{1,14}|目前|1[-—]\d{1,2}月份?)[,，]"
)
_LISTED = re.compile(r"(?:以上|左右|以内)?\s*[、和及与]\s*(?:超过?|约|近)?")
_LIST_SIGNS = frozenset("、和及与")
#: Nothing but a sign of a list between two numbers.
is_sign = recalled(re.compile(r"(?:以上|左右|以内)?\s*[、和及与]\s*").fullmatch)
#: 市政府49项惠民事项，涉及我县14项: of what is somebody else's, so many are ours.
_OURS_AMONG = re.compile(r"[一-鿿“”]{0,14},\s*(?:其中)?(?:涉及|包括|含|分解到|落在)我[县区市州旗](?:有|的)?\s?(?=\d)")
#: 高新技术企业(产品)162家: a bracket without a number breaks no clause.
_ASIDE = re.compile(
    r"\((?:(?<=小\()[一二]\)(?=型)|(?![一二三四五六七八九十]{1,3}\))(?:[^()\d\n,;:。]{1,20}|[A-Za-z][A-Za-z\d.]{0,8})\)(?:(?![,;:。、\n])|(?<=[A-Za-z\d]\))(?=、)))|\[\d{1,3}\](?=[一-鿿A-Za-z])"
)
_TOPIC = re.compile(
    r"\s*(?:\(?[一二三四五六七八九十]{1,3}[)、]|\(?\d{1,2}[)、.]|[一二三四五六七八九十]是)?([^,;:。\d—]{3,20})[。:：\n]\s*"
)
#: 比上年增长(下同)1.7%: the bracket says nothing of the number.
_SAME_BELOW = re.compile(
    r"[(（](?:下同|以下同|同口径|可比口径|按?可比价格?|剔除不可比因素|(?:扣除|剔除|不含)[^()（）]{2,30})[)）](?=(?:同比)?(?:增长|下降|提高|减少)?$)"
)
_HEADING_LINE = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、])[^,;:。]{2,28}"
)
_LONGEST_HEADING, _SHORTEST_LINE, _FULL_LINE = 36, 16, 40
#: A long line that breaks off here goes on below a blank line: 营收达, 占规上工业增加.
_BREAKS_OFF = re.compile(r"(?:达到?|为|增加|增长|实现|完成|占|的|和|与)$")
_TITLE_END = ("概况", "总结", "计划", "打算", "报告", "安排", "思路", "要点", "汇报", "情况", "公报", "通报", "简报")
_OPENS_YEAR = re.compile(r"\s*(?:全年|年末|今年|上半年|截至|全[省市州县区])")
_OPENS_DATED = re.compile(r"[ \t\u3000]{0,8}(?:19|20)\d\d年(?:度|末|底|全年|上半年|[,，]|全[省市州县区])")
_BRACKETED = re.compile(r"[(（][^()（）\n]{1,120}[)）]")
#: No line that was wrapped is as long: each line of such a text is a paragraph.
_LONG_LINE = 160
_STOPPED = frozenset("。!?！？;；:：,，、")
_NEXT_LINE = re.compile(r"\s*(?:[一二三四五六七八九十]+[、是]|\([一二三四五六七八九十\d]+\)|\d{1,2}(?:\.(?!\d)|、))")
#: 增长30.3%，高于固定资产投资增速(11.8%)18.5个百分点: how much something else grew, and how far apart they are.
_ANOTHER = r"(?:高于|低于|快于|慢于|高出|低出)(?!全)[^,;。()]{2,16}(?<!进度)(?<!平均)(?<!水平)[(]"
_ANOTHER_GREW, _APART_FROM = re.compile(rf"{_ANOTHER}$"), re.compile(rf"{_ANOTHER}[^()]*[)]$")
_MOVES_ON = re.compile(r",(?:增加|增长|提高|提升|上升|扩大|攀升|跃升|下降|减少|降低|发展)(?:到|至|为)")
#: Beyond this nothing in a sentence speaks of a number any more; what announces targets reaches further.
REACH, _GOVERNED = 60, 400


@dataclass(slots=True)
class Context:
    """One amount in its sentence."""

    amount: Amount
    sentence: int  # which sentence it stands in
    clause: int  # where its clause begins
    start: int  # where its own words before it begin
    left: str  # its own words before it
    right: str  # the words after it up to the end of its clause or the next amount
    onward: str  # the words after it to the end of its clause, other amounts included
    clause_left: str  # the whole clause before it, other amounts included
    in_brackets: bool  # inside a bracket that explains the amount before
    sentence_start: int
    sentence_text: str  # the sentence up to the amount
    topic: str = ""  # a short sentence just before that only names what is spoken of: 年度发明专利受理量。
    follows: bool = False  # right after the amount before: 2613户5894人
    ours_follow: bool = False  # how many of them are ours is told next: 市政府49项…，涉及我县14项
    done_follow: bool = False  # how many of what was set are done is told next: 20项民生实事，已完成16项
    lists: int = 0  # how many more amounts follow in its list: 分别为9项、3项


def contexts(text: str, amounts: Sequence[Amount]) -> list[Context]:
    """Every amount with its words, in order."""
    ends = _sentence_ends(text)
    asides = {place for match in _ASIDE.finditer(text) for place in (match.start(), match.end() - 1)}
    breaks = sorted({*(m.start() for m in _BREAK.finditer(text)), *(end - 1 for end in ends)} - asides)
    brackets, tasks = _stretches(text, _BRACKETED), _stretches(text, _SET_THEN_DONE)
    found: list[Context] = []
    taken, sentence, topic = 0, -1, ""
    for place, amount in enumerate(amounts):
        if (now := bisect_right(ends, amount.start)) != sentence:
            sentence, topic = now, _topic(text, ends, now)
        sentence_start = ends[sentence - 1] if sentence else 0
        at = bisect_left(breaks, amount.start)
        clause = max(breaks[at - 1] + 1 if at else 0, sentence_start)
        start = max(clause, taken, amount.start - REACH)
        before = amounts[place - 1] if place else None
        own = text[start : amount.start]
        if ")" in own:
            own = _SAME_BELOW.sub("", own)
        if before is not None and before.spec and before.end == start and found:
            # 新增7kW充电桩40个: the size stands inside the name; 5000万元以上9个: it is all there is of one.
            size = text[before.start : start] if own == "及以上" or own.startswith(("以上", "以下", "及以上的")) else ""
            own = (found[-1].left + size + own)[-2 * REACH :]
        following = bisect_left(breaks, amount.end)
        stop = breaks[following] if following < len(breaks) else len(text)
        stop = min(stop, ends[sentence] if sentence < len(ends) else len(text))
        onward = text[amount.end : min(stop, amount.end + REACH)]
        # 4家营业收入5亿元以上企业: a size does not end the noun of what is counted.
        for after in amounts[place + 1 : place + 3]:
            if not after.spec:
                stop = min(stop, max(after.start, amount.end))
                break
        right = text[amount.end : min(stop, amount.end + REACH)]
        if ("从" in own or "由" in own) and (moved := _MOVES_ON.match(text, amount.end)):
            right = moved[0]  # 从2017年的0.3亿元，上升到2020年的1.8亿元
        found.append(
            Context(
                amount,
                sentence,
                clause,
                start,
                own,
                right,
                onward,
                text[max(clause, amount.start - REACH) : amount.start],
                brackets.inside(amount.start),
                sentence_start,
                text[max(sentence_start, amount.start - 4 * REACH) : amount.start],
                topic,
                before is not None and before.end == amount.start and not before.spec,
                "我" in text[amount.end : amount.end + 24] and bool(_OURS_AMONG.match(text, amount.end)),
                ("已" in text[amount.end : amount.end + 20] and bool(_SET_OF_DONE.match(text, amount.end)))
                or tasks.inside(amount.start),
            )
        )
        taken = amount.end
    _dealt_with_commas(text, found)
    for place in range(len(found) - 2, -1, -1):
        left = found[place + 1].left
        if left and left.lstrip("以上左右内 ")[:1] in _LIST_SIGNS and _LISTED.fullmatch(left):
            found[place].lists = found[place + 1].lists + 1
    return found


def _dealt_with_commas(text: str, found: Sequence[Context]) -> None:
    """分别增长55.9%,34.4%: a comma that stands for 、."""
    for before, after in pairwise(found):
        if (
            not after.left
            and text[before.amount.end : after.amount.start].strip() in {",", "，"}
            and ("分别" in before.left or before.left == "、")
            and before.amount.kind == after.amount.kind
        ):
            after.left = "、"


def _topic(text: str, ends: Sequence[int], sentence: int) -> str:
    """The sentence before, where it is no more than a name."""
    if not sentence:
        return ""
    start = ends[sentence - 2] if sentence > 1 else 0
    if ends[sentence - 1] - start > 32:
        return ""
    match = _TOPIC.fullmatch(text, start, ends[sentence - 1])
    return match[1].removesuffix("工作").removesuffix("情况") if match else ""


def _sentence_ends(text: str) -> list[int]:
    """Where sentences end: at full stops, and at line ends that are no mere wrapping of a line."""
    ends: list[int] = []
    by_paragraph = max(map(len, text.split("\n"))) >= _LONG_LINE
    for match in _END.finditer(text):
        if match[0][0] != "\n":
            ends.append(match.end())
            continue
        before = text[max(0, match.start() - 1) : match.start()]
        line = match.start() - (text.rfind("\n", 0, match.start()) + 1)
        between_digits = before.isdigit() or text[match.end() : match.end() + 1].isdigit()
        if by_paragraph and not between_digits and before not in _STOPPED:
            ends.append(match.end())  # a heading without a stop: 三大攻坚战成效显著⏎建成项目129个
            continue
        if text.endswith(_TITLE_END, max(0, match.start() - 2), match.start()):
            ends.append(match.end())
            continue
        if line <= _LONGEST_HEADING and _HEADING_LINE.fullmatch(text, match.start() - line, match.start()):
            ends.append(match.end())
            continue
        if line > _SHORTEST_LINE and before.isdigit() and _OPENS_YEAR.match(text, match.end()):
            ends.append(match.end())  # 三次产业结构为9:51:40, and no full stop
            continue
        if line <= _SHORTEST_LINE and _OPENS_DATED.match(text, match.end()):
            ends.append(match.end())  # 经济概况, and then 2023年全年…
            continue
        number = text[match.end() : match.end() + 1].isdigit() and before not in "。"
        blank = line > _FULL_LINE and _BREAKS_OFF.search(text, max(0, match.start() - 2), match.start())
        wrapped = (len(match[0]) == 1 or blank) and (number or (before not in ";；:：)）" and line > 8))
        if wrapped and not _NEXT_LINE.match(text, match.end()) and not text[match.end() : match.end() + 2].isspace():
            continue
        ends.append(match.end())
    return ends


@dataclass(slots=True)
class _Inside:
    """Stretches of the text that do not overlap, asked whether a place lies inside one."""

    opened: list[int]
    closed: list[int]

    def inside(self, offset: int) -> bool:
        place = bisect_right(self.opened, offset) - 1
        return place >= 0 and self.closed[place] > offset


def _stretches(text: str, pattern: "re.Pattern[str] | OpeningPattern") -> _Inside:
    spans = [match.span() for match in pattern.finditer(text)]
    return _Inside([start for start, _ in spans], [end for _, end in spans])


class Announcements:
    """Where a text announces targets (主要目标是：…), asked for the places that they govern."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spans = [match.span() for match in _GOVERNS.finditer(text)]
        self._ends = [end for _, end in self._spans]

    def govern(self, start: int, offset: int) -> bool:
        """Whether the last announcement between the two, if any, holds at ``offset``."""
        text = self._text
        for place in range(bisect_right(self._ends, offset) - 1, -1, -1):
            opens, ends = self._spans[place]
            if opens < max(start, offset - _GOVERNED):
                return False
            if _MET.search(text, opens, ends) or _MET_BEFORE.search(text, max(start, opens - 36), opens):
                return False  # 围绕考核指标，…，各项指标超额完成，其中…
            if not _ASPIRES.search(text, max(start, opens - 24), ends):
                return _DONE.search(text, ends, offset) is None
        return False


def is_of_another(context: Context) -> bool:
    """Whether a bracket says how much what it is held against grew."""
    ratio = context.in_brackets and context.amount.unit == "%"
    return ratio and not context.left.strip() and bool(_ANOTHER_GREW.search(context.sentence_text))


def apart_from_another(context: Context) -> "re.Match[str] | None":
    """The words that say a growth is so far from what the bracket before it tells."""
    said = context.sentence_text
    return _APART_FROM.search(said) if context.amount.unit == "百分点" and said.endswith(")") else None
