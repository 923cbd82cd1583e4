"""总体与部分: which numbers are parts of a whole told before: 申报98项，其中国家级3项；省级20项.

其中 opens up the number before that has room for what follows; the list stays with it while it reads
as a list, counts things of the same sort and fits into what is left.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kezhang.reading.facts.fact import SAID_OF, Fact
from kezhang.reading.facts.joining import AIMS, common_ending, same_sort
from kezhang.reading.facts.sums import BACK, SAME_NAME, SUMMED, can_be_summed, come_to, sum_of, sums_beside
from kezhang.reading.findings import Role
from kezhang.reading.lexicon import recalled
from kezhang.reading.meaning.contexts import Context
from kezhang.reading.meaning.naming import NAMED, NamedMetric
from kezhang.reading.meaning.phrases import WENT, verb_at_start
from kezhang.reading.meaning.roles import Judged

#: A whole is opened up between it and its first part: 其中…, 包括…, 210份：…, 102名科技特派员中，…
_OPENS = re.compile(
    r"[其基包含分按](?:(?<=[其基])中|(?<=包)括|(?<=[(,、;]含)|(?<=分)别是(?=[一-鿿])|(?<=[。;,\n][分按])[一-鿿]{2,12}[分看][,:])"
)
#: Or right behind the number before: 98项，分类别看，…
_OPENS_AT_ONCE = re.compile(
    r"[分按][一-鿿]{2,12}[分看][,:]|[^\d,;。:、(]{0,3}:|,?[^\d,;。:、()]{0,14}[一-鿿]{2}中(?:,|已有|共有|的$)"
)
#: 全县生产总值52亿元。其中，第一产业11亿元；第二产业20亿元; 其中：A 3家；B 2家.
_HEADS_LIST = re.compile(r"(?:^|[。\n])\s*(?:其中|[分按][一-鿿]{2,12}[分看][,，:])|其中:")
_OPENS_SENTENCE = re.compile(r"\s*(?:其中|[分按][一-鿿]{2,12}[分看][,，:])")
_AMONG_THOSE = re.compile(r"\s*(?:这些|上述|现有)?([一-鿿“”]{3,14}?)中(?![心小医药标央])")
_OWN_WHOLE = re.compile(r"[;；][^,，;；。]{6,}[,，]\s*(?:其中|包括)")
#: 第二产业…。第三产业…: a series goes on over full stops.
_SERIES = re.compile(r"\s*第[二三]产业")
#: A list that goes on in the next line.
_LIST_LINE = re.compile(r"[^。]*[;；、，,]\s*\n\s*(?:[(（]?\d{1,2}[)）.、]\s*)?")
#: 全年兑现资金2300万元 opens a fact of its own, whatever was counted before.
_OPENS_CLAUSE = re.compile(r"[\s,，;]*(?:全年|今年|年内|上半年|本年度|两年|三年|同时|全[省市州县区](?!直))")
#: The measure that a metric ends with.
_MEASURED = re.compile(r"(?:收入|利税|利润|税收|产值|增加值|成交额|销售额|投资额|零售额|产量|面积)$")
_SEPARATED = re.compile(r"[、,，;；]|\s*(?:和|及|以及)")
#: Parts are rounded one by one, and may come to a little more than the whole.
_ROUNDED = Decimal("1.001")
#: So much is kept; between two parts there is hardly more than the name of the second; a kind is near its whole.
_REMEMBERED, _APART, _NEAR = 24, 48, 6
#: The three industries, and what they are parts of.
_INDUSTRY = re.compile(r"第?[一二三]产(?:业)?(?:实现|完成)?(?:增加值)?$")
_COUNTED = frozenset("第一二三")
_PRODUCT = re.compile(r"^(?!.*人均).*(?:生产总值|GDP)(?:总量)?$")
#: Some have more than all have on average.
_ON_AVERAGE = re.compile(r"人均[一-鿿]{0,6}(?:收入|支出)")
_KINDS = re.compile(r"(?:发明|实用新型|外观设计)(?=专利[一-鿿])")
#: 廉租住房1800套… 。廉租住房开工2100套: how far those that were set have come.
_SO_FAR = re.compile(r"(?<=[一-鿿]{2})(?:开工建设|新?开工|竣工|完工|建成|基本建成|入住|发放|实际发放)$")
_AMOUNT_OF = re.compile(r"(?<=[一-鿿]{3})(?:总数|总量|[数量额])$")


@dataclass(slots=True)
class _Whole:
    """A number that was opened up, and what was told of its parts so far."""

    fact: Fact
    first: str  # what its first part is called
    unit: str | None  # and in what it is counted
    heads: bool  # its list may go on over semicolons
    bracketed: bool
    told: list[Decimal] = field(default_factory=list)
    numbered: bool = True  # whether a number was told of the whole itself


@dataclass(slots=True)
class Telling:
    """A number about to be told: its words, what was understood of them, and what stands around."""

    context: Context
    judged: Judged
    named: NamedMetric
    gap: str  # the words between the number before and this one
    ahead: Sequence[Context]  # this number and those that follow
    dealt: bool = False  # whether it goes to one of several told before: 分别


class Parts:
    """The wholes that are open, from left to right."""

    def __init__(self) -> None:
        self._open: list[_Whole] = []
        self._recent: list[Fact] = []
        self._headless = False  # whether the parts of what has no number begin with the next
        self._led = False  # whether a sentence has just begun with those counted before: 科技特派员中…
        self._summable: list[Fact] = []  # those of them that can be parts of a sum
        self.also: list[Fact] = []  # what the parts come to in other units: 22项…，617万元。其中16项，159万元；…

    def note(self, fact: Fact) -> None:
        """Remember what was told, and what is left of a whole."""
        self._recent.append(fact)
        del self._recent[:-_REMEMBERED]
        if can_be_summed(fact):
            self._summable.append(fact)
            del self._summable[:-_REMEMBERED]
        amount = fact.context.amount
        if self._headless:  # 粮食产量再创新高，其中夏粮26.9万吨；秋粮68.2万吨: the first stands for the whole
            self._open = [
                _Whole(fact, fact.named.metric or "", amount.unit, False, fact.context.in_brackets, numbered=False)
            ]
            self._headless = False
        whole = self._open[-1] if self._open else None
        if (
            whole is not None
            and fact is not whole.fact
            and fact.group == whole.fact.group
            and fact.judged.role not in SAID_OF
            and amount.value is not None
            and not amount.spec
            and fact.context.in_brackets == whole.bracketed
            and amount.unit == whole.fact.context.amount.unit
        ):
            whole.told.append(amount.value)

    def carried(self, context: Context, gap: str, ahead: Sequence[Context]) -> Fact | None:
        """The whole that a new sentence goes on with: 全县有学校487所。其中初中20所."""
        if _OPENS_SENTENCE.match(context.sentence_text):
            return self._told_before(context, ahead)
        if self._open and (
            (self._open[-1].heads and _LIST_LINE.fullmatch(gap[: len(gap) - len(context.left)] or gap))
            or (_SERIES.match(context.sentence_text) and re.search(r"第[一二]产业", self._open[0].first))
        ):
            return self._open[0].fact
        self._open.clear()
        return self._told_of(context)

    def _told_of(self, context: Context) -> Fact | None:
        """科技特派员87人…。科技特派员中属于无偿服务的有77人: a sentence that divides those counted before once more."""
        led = _AMONG_THOSE.match(context.sentence_text) if "中" in context.sentence_text[:24] else None
        if led is None:
            return None
        for each in reversed(self._recent):
            amount = each.context.amount
            if amount.unit == context.amount.unit and each.named.noun.endswith(led[1]) and _room(context, each):
                self._open = [_Whole(each, "", amount.unit, heads=False, bracketed=False)]
                self._led = True
                return each
        return None

    def aimed_before(self, context: Context, judged: Judged, named: NamedMetric) -> Fact | None:
        """What was set some sentences before, of which this is what was done."""
        if judged.role is not Role.ACTUAL or not named.own or judged.share or context.in_brackets:
            return None
        said = _bare(named)
        if len(said) < NAMED and said not in WENT:
            return None
        for each in reversed(self._recent):
            back = context.sentence - each.context.sentence
            if back > BACK:
                break
            if (
                back
                and each.judged.role in AIMS
                and each.context.amount.unit == context.amount.unit
                and (_bare(each.named) == said or (said in WENT and back == 1))
            ):
                return each
        return None

    def kind_of(self, context: Context, judged: Judged, named: NamedMetric) -> Fact | None:
        """专利授权量106件…。发明专利授权量46件: one kind of what was told just before."""
        said = named.metric or ""
        if said[:1] in _COUNTED and _INDUSTRY.match(said) and not context.in_brackets:
            return self._product(context, 1)
        if said.startswith("三次产业") and said.endswith("贡献率"):
            return self._product(context, BACK)
        kind = _KINDS.match(said) if "专利" in said else None
        if kind is None or judged.role in SAID_OF or judged.share or context.in_brackets:
            return None
        for each in reversed(self._recent[-_NEAR:]):
            if (
                context.sentence - each.context.sentence <= 1
                and _without_amount(each.named.metric or "") == _without_amount(said[kind.end() :])
                and each.judged.role is judged.role
                and each.context.amount.unit == context.amount.unit
                and _room(context, each)
            ):
                return each
        return None

    def _product(self, context: Context, back: int) -> Fact | None:
        """地区生产总值56.9亿元…。第一产业增加值增长6%: the product that the three industries are parts of."""
        for each in reversed(self._recent):
            if context.sentence - each.context.sentence > back:
                break
            if _PRODUCT.search(each.named.metric or "") and each.judged.role is not Role.RANK:
                return each
        return None

    def come_to(self, context: Context, named: NamedMetric, gap: str) -> list[Fact]:
        """What a number told last is the sum of, or completes the sum of."""
        return come_to(self._summable, context, named, gap)

    def whole_of(self, said: Telling, near: Fact | None, sentence: Sequence[Fact]) -> Fact | None:
        """The whole that a number is a part of, if any."""
        context, judged, named, gap = said.context, said.judged, said.named, said.gap
        if self._led and self._open:
            self._led = False
            return self._open[-1].fact
        some = self.kind_of(context, judged, named)
        opens = _opener(gap)
        opened = self._opened(said, near, opens, sentence) if opens else None
        if opens or some:
            return some or opened
        if near is None:
            return None
        if self._open and judged.role is Role.CHANGE:
            if self._grows_on(context, named, gap):
                return self._open[-1].fact  # 消费价格上涨5.2%。其中，服务价格上涨1.9%，商品价格上涨4.3%
            if named.own and ";" in gap and self._open[-1].fact.judged.role is Role.CHANGE:
                self._open.pop()  # …，第三产业增长2.7%；农业产值增长5.1%，工业产值增长14.3%: the list has ended
        if self._open and judged.share and named.own and self._open[-1].unit == "%" and len(gap) <= _APART:
            return self._open[-1].fact  # 贫困户1860户，其中因病占44%，因残占14%
        if judged.role in SAID_OF or judged.share or not named.own:
            return None  # 石化产品中，乙烯增长46%、塑料增长29%: what each grew by is no part of a whole
        while self._open:
            whole = self._open[-1]
            if (context.in_brackets and not whole.bracketed) or named.attached:
                return None
            if not same_sort(context, whole.fact) and context.amount.unit != whole.unit and ";" not in gap:
                return None  # 其中工业项目35个，到位资金6.1亿元；基建项目18个: the money of a part
            if _goes_on(context, named, gap, whole, self._recent[-1].judged.share):
                return whole.fact
            self._open.pop()
        return None

    def _grows_on(self, context: Context, named: NamedMetric, gap: str) -> bool:
        """Whether what a part grew by goes on with what the whole grew by."""
        whole = self._open[-1].fact
        return (
            whole.judged.role is Role.CHANGE
            and whole.context.amount.unit == context.amount.unit
            and named.own
            and len(gap) <= _APART
            and bool(_SEPARATED.search(gap))
            and (not re.search(r"[;；。]", gap) or self._heads_alike(named, gap))
        )

    def _heads_alike(self, named: NamedMetric, gap: str) -> bool:
        """出口下降18.9%。其中，外包服务出口下降33.8%；嵌入式系统软件出口下降22.4%."""
        whole = self._open[-1]
        if _INDUSTRY.match(whole.first):
            return bool(_INDUSTRY.match(named.metric or ""))
        return whole.heads and "。" not in gap and common_ending(named.metric, whole.first) >= SAME_NAME

    def _opened(self, said: Telling, near: Fact | None, opens: str, sentence: Sequence[Fact]) -> Fact | None:
        context, judged, named, gap = said.context, said.judged, said.named, said.gap
        summed = sum_of(self._recent, context, said.ahead)
        if summed:
            self.also = sums_beside(self._recent, context, said.ahead)
        if summed is None and (near is None or _OWN_WHOLE.search(gap)):
            self._open.clear()
            sorts = opens[0] in "分按" and judged.role is Role.CHANGE  # 价格总水平持平。分类别看，食品下降2%，衣着…
            if sorts or (opens.endswith("中") and context.amount.kind in SUMMED):
                self._headless = True
            return None  # …；经济作物面积逐年上升，其中瓜类面积增长4.8%: of what no number was told
        whole = summed or (_with_room(context, near, sentence) if near else None)
        if whole is None:
            return None
        grown = judged.role is Role.CHANGE and context.amount.unit == "%"
        if grown and opens.endswith("中,"):
            return None
        strict = opens[0] not in "其基包含" and not grown
        if strict and (whole.context.amount.unit != context.amount.unit or not _room(context, whole)):
            ending = common_ending(named.metric, whole.named.metric)
            if opens.startswith("分别") or ending < SAME_NAME or context.amount.kind != whole.context.amount.kind:
                self._open.clear()
                return None
        if not context.in_brackets and self._open and self._open[-1].bracketed:
            self._open.pop()
        heads = bool(_HEADS_LIST.search(gap)) or (bool(self._open) and self._open[-1].heads)
        self._open.append(_Whole(whole, named.metric or "", context.amount.unit, heads, context.in_brackets))
        return whole

    def _told_before(self, context: Context, ahead: Sequence[Context]) -> Fact | None:
        """Which number of the sentences before has room for the parts that begin here."""
        self._open.clear()
        amount = context.amount
        if summed := sum_of(self._recent, context, ahead):
            return summed
        before = [
            each
            for each in reversed(self._recent)
            if context.sentence - each.context.sentence == 1
            and (each.judged.role not in SAID_OF or amount.unit == "%")
            and not each.judged.share
            and (context.in_brackets or not each.context.in_brackets)
            and _room(context, each)
        ]
        verb = verb_at_start(_OPENS_SENTENCE.sub("", context.left).strip(" ,:：，"))
        alike = [each for each in before if each.context.amount.unit == amount.unit]
        told = alike or [each for each in before if same_sort(context, each)]
        for each in told if verb else ():  # 申报41项，实施19项。其中申报…1项
            if verb_at_start(each.named.metric or "") == verb:
                return each
        return next((each for each in alike if each.judged.role not in AIMS), alike[0]) if alike else None


def _bare(named: NamedMetric) -> str:
    """专利授权量 and 授权专利数 apart, 专利授权量 and 专利授权 the same."""
    return _without_amount(named.noun or named.metric or "")


@recalled
def _without_amount(said: str) -> str:
    return _AMOUNT_OF.sub("", _SO_FAR.sub("", said.replace("总金额", "金额").removeprefix("各类")))


def _opener(gap: str) -> str:
    """The last words between two numbers that open up a whole."""
    at_once = _OPENS_AT_ONCE.match(gap)
    found = at_once[0] if at_once else ""
    for match in _OPENS.finditer(gap, at_once.end() if at_once else 0):
        found = match[0]
    return found


def _with_room(context: Context, near: Fact, sentence: Sequence[Fact]) -> Fact:
    """The number that is opened up: the one near, or one further back in the same unit that has room."""
    unit = context.amount.unit
    if near.judged.role in SAID_OF and near.context.amount.unit != unit:  # past what it grew by
        near = next(
            (each for each in reversed(sentence) if each.group == near.group and each.context.amount.unit == unit), near
        )
    if _room(context, near):
        return near
    alike = (
        each
        for each in reversed(sentence)
        if each.context.amount.unit == unit and each.judged.role not in SAID_OF and _room(context, each)
    )
    return next(alike, near)


def _room(context: Context, whole: Fact) -> bool:
    """Whether a number is no more than the whole it may be a part of."""
    value, most = context.amount.value, whole.context.amount.value
    if context.amount.kind == "measure" and context.amount.unit != whole.context.amount.unit:
        return True  # 面积227平方公里，其中耕地16.8万亩
    open_ended = whole.judged.role is Role.CHANGE or _ON_AVERAGE.search(whole.named.metric or "")
    return bool(open_ended) or value is None or most is None or value <= most * _ROUNDED


def _goes_on(context: Context, named: NamedMetric, gap: str, whole: _Whole, shared: bool) -> bool:
    """Whether the list of parts goes on with this number; ``shared``: the share of the part before was told."""
    if len(gap) > _APART or not _reads_on(gap, whole, named, shared):
        return False
    verb = verb_at_start(named.metric or "")
    if verb and verb not in {verb_at_start(whole.first), verb_at_start(whole.fact.named.metric or "")}:
        return False
    units = {whole.fact.context.amount.unit, whole.unit}
    if context.amount.unit not in units and not (whole.heads and same_sort(context, whole.fact)):
        return False
    return not whole.numbered or (_room(context, whole.fact) and _fits(context, named, gap, whole))


def _reads_on(gap: str, whole: _Whole, named: NamedMetric, shared: bool) -> bool:
    """Whether the words between two numbers are those of a list."""
    if whole.bracketed and (")" in gap or "）" in gap):
        return False
    clause = re.split(r"[,;，；](?=[^,;，；]*$)", gap)[-1]
    if _OPENS_CLAUSE.match(clause):
        return False
    if not _SEPARATED.search(gap) and not _SERIES.search(gap):
        return False
    own, other = _MEASURED.search(named.metric or ""), _MEASURED.search(whole.first)
    if own and other and own[0] != other[0]:
        return False  # 其中，电子行业收入46亿元、利税5亿元: the taxes are no part of the income
    if ";" in gap and _INDUSTRY.match(whole.first):
        return bool(_INDUSTRY.match(named.metric or ""))  # 第三产业增长5.1%；农林牧渔业总产值增长4.4%
    if ";" in gap and gap.endswith(("达", "达到")) and not whole.heads:
        return False  # 其中示范机构9家、占全市31%；孵化平台达118家
    if ";" in gap or "；" in gap:
        # 其中博士45人，占2%；硕士310人，占13%
        return whole.heads or shared or common_ending(named.metric, whole.first) >= SAME_NAME
    return True


def _fits(context: Context, named: NamedMetric, gap: str, whole: _Whole) -> bool:
    """Whether what is left of the whole has room, or its parts are told in another way."""
    value, most = context.amount.value, whole.fact.context.amount.value
    areas = context.amount.kind == "measure" and context.amount.unit != whole.fact.context.amount.unit
    if value is None or most is None or areas or _ON_AVERAGE.search(whole.fact.named.metric or ""):
        return True
    told = sum(whole.told)
    if told + value <= most * _ROUNDED:
        return True
    same = common_ending(named.metric, whole.first) >= SAME_NAME
    if told == most and same:
        whole.told.clear()  # 城镇…人口、乡村…人口；男性人口、女性人口: once more, in another way
        return True
    return same and (";" in gap or "；" in gap or "," in gap) and whole.heads  # parts that overlap
