"""陈述: numbers that tell of one fact are one statement: what was set, what was done, the rate, the year before.

A number joins the statement before it only when it has no subject of its own, or speaks of
the same things; a new subject is a new statement.
"""

import re
from collections.abc import Sequence

from kezhang.reading.discourse.outline import Outline, ReportPart, Whole
from kezhang.reading.facts.attributes import BARE_WORTH
from kezhang.reading.facts.fact import Fact, touches, touches_on
from kezhang.reading.facts.figures import Figure, FiguresTold, key_of
from kezhang.reading.facts.joining import antecedent, joins
from kezhang.reading.facts.lists import dealt_with, members, share_of
from kezhang.reading.facts.parts import Parts, Telling
from kezhang.reading.facts.sums import shares_of_one
from kezhang.reading.facts.told import Told, told_of
from kezhang.reading.findings import Role
from kezhang.reading.meaning.confidence import confidence
from kezhang.reading.meaning.contexts import Context, is_sign
from kezhang.reading.meaning.governing import governing
from kezhang.reading.meaning.metrics import name
from kezhang.reading.meaning.naming import NamedMetric, stock_of
from kezhang.reading.meaning.periods import basis, leaves_year_open, period, said_year
from kezhang.reading.meaning.phrases import ATTRIBUTES, noun, verb_at_end, verb_at_start
from kezhang.reading.meaning.roles import OF_AVERAGE, Judged, judge
from kezhang.reading.meaning.scenes import Scenes, dated
from kezhang.reading.meaning.targets import completes

_NOT_DONE = frozenset((Role.TARGET, Role.PLAN, Role.BASELINE))
_TARGET_SAID = re.compile(r"任务|目标|指标")
#: 重点研发项目1项(大豆品种选育)20万元: the bracket is said of what stands before it.
_BRACKET_BEFORE = re.compile(r"^[(（]?[^()（）]{2,40}[)）]\s*$")
_FROM_EACH = re.compile(r"分别[从由]")
#: 甲县、乙县和丙县，增长率分别为…: of one each.
_APART = re.compile(r"(?:增长|增速|增幅|增长率|下降)分别(?![高低快慢]于|高出|低出)")
#: 年度计划投资45亿元，完成投资7亿元，完成年度计划15%: what was done is named by what was done.
_PLANNED = re.compile(r"(?:年度|全年|本年)计划")
_OF_SHARE = re.compile(r"占(?:比|[^占]{1,14}比重)$")
#: 旅游人数和收入达到50万人次和2亿元.
_TRADED = re.compile(r"进出口|出口|进口")
_BOTH_REACHED = re.compile(r"[一-鿿]和[一-鿿]{2,10}(?:达到?了?|为)$")
_NEW = re.compile(r"新(?:认定|增|建|设|引进|培育|备案|登记|注册|签|成立|获批)")
_OF_THINGS = re.compile(r"(?:总)?(?:工业增加值|增加值|产值|蓄水量|库容|发电量|价格)")
_TOTALS = re.compile(r"[\s,，]*总[数量]分别")
_NEXT_OF_LIST = re.compile(r"\s*[、和及]")
#: Beyond this many numbers of one sentence nothing is held together any more.
_WITHIN = 64
#: So many numbers ahead are looked at for what they come to.
_AHEAD = 16


def tell(text: str, found: Sequence[Context], plan: Outline) -> list[Told]:
    """Every amount of the prose with role, metric and statement."""
    teller = _Teller(text, plan)
    told = [teller.tell(context, found[place : place + _AHEAD]) for place, context in enumerate(found)]
    for each in told if teller.same else ():
        each.group = teller.one(each.group)
    return told


class _Teller:
    """Goes through the amounts in order and keeps what was told within reach."""

    def __init__(self, text: str, plan: Outline) -> None:
        self.text, self.plan, self.scenes = text, plan, Scenes(text, plan)
        self.dated: tuple[Whole, ReportPart | None, Whole, bool] | None = None  # the place last asked for
        self.group = 0
        self.figures = FiguresTold(text)
        self.same: dict[int, int] = {}  # groups that a number told later made one
        self.last: Fact | None = None
        self.size: Fact | None = None  # a size in the name of what is counted next
        self.sentence: list[Fact] = []
        self.parts = Parts()
        self.rest: list[str] = []  # members of a list still to be dealt out

    def tell(self, context: Context, ahead: Sequence[Context]) -> Told:
        last, sentence = self.last, self.sentence
        gap = self.text[last.context.amount.end if last else context.sentence_start : context.amount.start]
        if last is not None and context.sentence != last.context.sentence:
            whole_told = self.parts.carried(context, gap, ahead)
            sentence = self.sentence = [whole_told] if whole_told else []
        context.follows = bool(sentence) and _follows(context, sentence[-1])
        dealt = dealt_with(context, sentence)
        near = dealt or antecedent(context, sentence, last)
        context.left = _own_words(context, last)
        listed = bool(sentence) and bool(is_sign(context.left))
        before = sentence[-1] if listed else near
        whole, part = self.plan.at(context.amount.start)
        scene = self.scenes.of(context, whole, part)
        judged = judge(context, before.judged if before else None, scene)
        judged.cue = judged.cue or ("words" if judged.own_cue and judged.role is not Role.ACTUAL else scene.cue)
        named = self._named(context, judged, near, dealt is not None and listed)
        if listed:
            judged, named = _as_listed(context, judged, named, sentence[-1], dealt)
        if judged.role is Role.COMPLETION_RATE and near and not named.own:
            named = _rated(near, sentence)
        if near and near.judged.share and not named.own and _of_the_figure(context, judged):
            named = _rated(near, sentence)  # 产值66亿元，占总产值68%，同比增长24%: the output grew
        if completes(context) and judged.role is Role.ACTUAL:
            judged, named, near = self._completed(context, judged, named, near)
        self._governed(context, named)
        member = self._member(context, named, listed)
        apart = listed and not dealt and _APART.search(context.clause_left) and context.amount.kind == "ratio"
        figure = key_of(context, judged, named)
        said = Telling(context, judged, named, gap, ahead, dealt is not None)
        if member and not apart:
            joined = self._member_joined(Telling(context, judged, member, gap, ahead), near)
        elif apart or (context.amount.spec and context.amount.kind == "money"):
            joined = None
        else:
            joined = self._joined(said, near, figure)
        if joined is None:
            self.group += 1
            joined = self.group
        if figure:
            self.figures.note(figure, joined, context)
        when = self._when(said, near, whole, part)
        verb = self._verb(context, named)
        fact = Fact(context, judged, member or named, joined, when, verb, dealt_to=dealt)
        fact.governs = governing(fact.named.metric, context, judged, verb)
        if judged.direction:
            fact.basis = basis(context, whole.year) or (sentence[-1].basis if listed else "")
        fact.confidence = confidence(fact.named, judged, context.amount.unit)
        self._remember(fact)
        return told_of(fact)

    def _when(self, said: Telling, near: Fact | None, whole: Whole, part: ReportPart | None) -> str | None:
        """The period of a number; "" where it was before a year that the text leaves open."""
        context, judged, named = said.context, said.judged, said.named
        if judged.role is Role.BASELINE and leaves_year_open(context, said.ahead):
            return ""
        done = near if near and near.judged.role not in _NOT_DONE else None
        when = period(context, judged, named.own, done.period if done else None, *self._dated(whole, part))
        if when and judged.share and not said_year(context) and (carried := self._year_of_the_same(named, when)):
            return carried
        return when

    def _remember(self, fact: Fact) -> None:
        """Keep what was told within reach; a size in a name is kept for what is counted by that name alone."""
        size, self.size = self.size, None
        if fact.context.amount.spec:
            self.size = fact
            return
        if size and size.context.amount.end == fact.context.start and _is_size_of(size.context, fact.context):
            self._join(size.group, fact.group)  # 投资20亿元以上项目8个
        self.last = fact
        self.sentence.append(fact)
        self.parts.note(fact)
        del self.sentence[:-_WITHIN]

    def _named(self, context: Context, judged: Judged, near: Fact | None, dealt: bool) -> NamedMetric:
        """The metric of a number; ``dealt``: it is the second or third of those that 分别 deals out."""
        last = self.last
        if dealt and last and last.dealt_to and last.named.own and context.amount.kind != "ratio":
            named = name(context, judged, last.named)  # 推广面积分别达到8万亩、3.5万亩: the second is 推广面积, too
            named.own = True
            return named
        if dealt and last and near and last.dealt_to and _TOTALS.match(last.context.left):
            return stock_of(near.named)  # 新增A 10家、B 13家，总数分别达到60家、40家
        return name(context, judged, near.named if near else None)

    def _joined(self, said: Telling, near: Fact | None, figure: Figure | None) -> int | None:
        """The group of the fact that a number goes on with, of the whole it is a part of, or that it touches."""
        context, judged, named = said.context, said.judged, said.named
        if near and named.own and context.amount.kind != "ratio" and "分别" in context.clause_left and said.dealt:
            return near.group  # 新品种分别为6个、4个，推广面积分别达到8万亩、3万亩
        whole = self.parts.whole_of(said, near, self.sentence)
        if whole and self.parts.also:
            for each in self.parts.also:
                self._join(each.group, whole.group)
            self.parts.also = []
        joined = joins(context, judged, named, near, self.sentence, whole)
        if joined is None and (aimed := self.parts.aimed_before(context, judged, named)):
            return aimed.group  # 任务是专利申请280件…。截至目前，专利申请310件
        if joined is None and figure and (again := self.figures.known(figure)):
            return again  # 成交额达到640.1亿元…。上半年，成交额640.1亿元: a headline, and its text
        joined = self._touched(context) if joined is None else joined
        for each in self.parts.come_to(context, named, said.gap) or shares_of_one(self.sentence, context, judged):
            if joined is None:
                joined = each.group
            self._join(each.group, joined)
        return joined

    def _member_joined(self, said: Telling, near: Fact | None) -> int | None:
        """居民收入增长5.5%，其中城镇、农村居民收入分别增长4.8%、5.9%: what was dealt out may be parts of a whole."""
        whole = self.parts.whole_of(said, near, self.sentence)
        whole = whole or self.parts.kind_of(said.context, said.judged, said.named)
        return whole.group if whole else self._touched(said.context)

    def one(self, group: int) -> int:
        """The group that a group was made one with, however often."""
        while group in self.same:
            group = self.same[group]
        return group

    def _join(self, group: int, other: int) -> None:
        if self.one(group) != self.one(other):
            self.same[self.one(group)] = self.one(other)

    def _touched(self, context: Context) -> int | None:
        return self.sentence[-1].group if self.sentence and touches(context, self.sentence[-1]) else None

    def _dated(self, whole: Whole, part: ReportPart | None) -> tuple[Whole, bool]:
        """The report as the part dates it: the same for all numbers of a part."""
        if self.dated is None or self.dated[0] is not whole or self.dated[1] is not part:
            self.dated = (whole, part, *dated(whole, part))
        return self.dated[2:]

    def _verb(self, context: Context, named: NamedMetric) -> str:
        """The verb of the clause before, where this metric has none of its own."""
        own = verb_at_start(named.metric or "") or verb_at_end(named.metric or "")
        if own or not self.sentence or not named.own:
            return own
        before = self.sentence[-1]
        return before.verb if before.context.amount.unit == context.amount.unit else ""

    def _governed(self, context: Context, named: NamedMetric) -> None:
        """新认定瞪羚企业4家、雏鹰企业9家: what is new holds for each of the list."""
        before = self.sentence[-1] if self.sentence else None
        if before and _OF_THINGS.fullmatch(named.metric or "-") and touches_on(context, before):
            named.metric = f"{before.named.noun}{named.metric}"  # 27座大型水库蓄水量为40亿立方米
        if before is None or not named.own or not named.metric or named.attached or named.metric in ATTRIBUTES:
            return
        new = _NEW.match(before.named.metric or "")
        same = before.context.amount.unit == context.amount.unit and before.judged.role is not Role.CHANGE
        listed = _NEXT_OF_LIST.match(context.left) and (context.left.strip("、 ") in named.metric or named.taken)
        if new and same and listed and not verb_at_start(named.metric):
            named.metric = new[0] + named.metric

    def _year_of_the_same(self, named: NamedMetric, when: str) -> str | None:
        """2021年全社会R&D经费3.26亿元…，R&D经费占GDP比重1.12%: a year said of a thing holds for it in its sentence."""
        last = self.sentence[-1] if self.sentence else None
        if (
            last is None
            or last.judged.role is not Role.ACTUAL
            or not named.metric
            or not last.period
            or last.period == when
            or len(last.period) > 4
        ):
            return None
        said = last.named.noun or ""
        return last.period if len(said) > 3 and said[-4:] in named.metric else None

    def _member(self, context: Context, named: NamedMetric, listed: bool) -> NamedMetric | None:
        """城镇、农村居民收入分别增长A、B: the number's own member of the list, where there is one for each."""
        if (
            context.lists
            and named.metric
            and (named.own or self._only_ranked() or named.metric not in {each.named.metric for each in self.sentence})
            and ("分别" in context.left or "、" in named.metric or _BOTH_REACHED.search(context.left))
        ):
            whom, dealt, action = named.metric.rpartition("分别")  # 甲乡、乙镇分别培训农民…: of those who did it
            if dealt and _TRADED.fullmatch(action) and whom.startswith("对"):  # 对欧盟、美国分别进出口: with each
                self.rest = [each + action for each in members(whom, context.lists + 1)]
            elif dealt and action:
                return NamedMetric(action, True, noun=noun(action), unit=named.unit)
            else:
                subject, share, whole = named.metric.partition("占")  # A、B占C比重分别为…
                each_of = members(subject, context.lists + 1)
                if self.sentence and each_of and all(each in ATTRIBUTES or each in BARE_WORTH for each in each_of):
                    each_of = [self.sentence[-1].named.noun + each for each in each_of]  # 高企20家，数量、产值占…
                self.rest = [each + share + whole for each in each_of]
        elif not listed:
            self.rest = []
        if not self.rest:
            return None
        said = self.rest.pop(0)
        return NamedMetric(said, True, noun=noun(said), unit=named.unit)

    def _only_ranked(self) -> bool:
        """Whether nothing was told of so far but where it stands: 甲、乙成交额居前两位，分别为…"""
        return all(each.judged.role is Role.RANK for each in self.sentence)

    def _completed(
        self, context: Context, judged: Judged, named: NamedMetric, near: Fact | None
    ) -> tuple[Judged, NamedMetric, Fact | None]:
        """A bare 占比: the share of two amounts it is the quotient of, else the rate of a target that was set."""
        found = None
        told = self.sentence[-4:]
        if "占比" in context.left and context.amount.value is not None:
            found = share_of(
                context.amount.value, [(each.context.amount.value, each.context.amount.unit) for each in told]
            )
        if found and not any(told[place].judged.role is Role.TARGET for place in found):
            part, whole = (told[place] for place in found)
            said = f"{part.named.metric}占{whole.named.metric}比重"
            return Judged(Role.ACTUAL, share=True), NamedMetric(said, False, noun=part.named.noun), part
        if _aimed(self.sentence, self.text, context):
            metric = near.named.metric if near else named.metric
            return Judged(Role.COMPLETION_RATE), NamedMetric(metric, False, noun=near.named.noun if near else ""), near
        return judged, named, near


def _is_size_of(size: Context, counted: Context) -> bool:
    """投资20亿元以上项目8个, but not “三个一”工程12项."""
    sized = size.amount.kind in {"money", "measure"} or "以上" in size.amount.modifiers
    return sized and size.amount.unit != "岁" and counted.amount.kind == "count"


def _as_listed(
    context: Context, judged: Judged, named: NamedMetric, before: Fact, dealt: Fact | None
) -> tuple[Judged, NamedMetric]:
    """What the number before it in a list says for this one, too."""
    if "分别" in before.context.left and context.amount.comparator == "=":
        context.amount.comparator = before.context.amount.comparator
    if before.judged.role is Role.BASELINE and _FROM_EACH.search(context.clause_left):
        return Judged(Role.BASELINE), named
    if dealt and before.judged.share and context.amount.unit == "%":
        whole = (before.named.metric or "").rpartition("占")[2]  # 分别占全部合同的22%和51%
        share = NamedMetric(f"{dealt.named.metric}占{whole}", False, noun=dealt.named.noun)
        return Judged(Role.ACTUAL, share=True), share
    return judged, named


def _of_the_figure(context: Context, judged: Judged) -> bool:
    """占总产值68%，同比增长24%; 较全省增速高1.87个百分点; 恢复至2019年的81%: of the output, not of its share."""
    grew = judged.role is Role.CHANGE and context.amount.unit in {"%", "倍"}
    beside = any(word in context.left for word in ("恢复", "增速", "增幅"))
    return grew or (judged.role is Role.OTHER and not OF_AVERAGE.search(context.left)) or beside


def _rated(near: Fact, sentence: list[Fact]) -> NamedMetric:
    """A rate is of what was set; where nothing was, of the figure, not of a share told between."""
    told = [each for each in sentence if each.group == near.group and not each.judged.share]
    aimed = [each for each in told if each.judged.role is Role.TARGET and not _PLANNED.match(each.named.metric or "")]
    found = aimed[-1] if aimed else near if near.judged.share is False or not told else told[-1]
    said = found.named.metric or ""
    if found.judged.share and len(bare := _OF_SHARE.sub("", said)) > 1:
        said = bare  # 采矿业增加值占比达96%，同比下降15.6%: the value fell
    return NamedMetric(said or None, False, noun=found.named.noun)


def _own_words(context: Context, last: Fact | None) -> str:
    """The words before, less the noun that the amount before took from them."""
    if last is None or not last.named.taken:
        return context.left
    taken = last.context.amount.end + last.named.taken
    return context.left[max(0, taken - context.start) :] if taken > context.start else context.left


def _follows(context: Context, last: Fact) -> bool:
    """Whether nothing but a bracket stands between it and the number before."""
    if (")" in context.left or "）" in context.left) and _BRACKET_BEFORE.fullmatch(context.left):
        context.left = ""
        return True
    return context.follows or touches(context, last)


def _aimed(sentence: list[Fact], text: str, context: Context) -> bool:
    """Whether the sentence has set a target that a bare 占比 can be the rate of."""
    if any(each.judged.role is Role.TARGET for each in sentence):
        return True
    before = text[context.sentence_start : context.amount.start]
    return bool(_TARGET_SAID.search(before)) and bool(sentence)
