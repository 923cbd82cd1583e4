"""属性: what the things counted before cost, brought, measure, whom they reached, and how it went with them.

申报39家，共28家企业通过评审; 项目14宗，年度计划投资4.6亿元; 种植黄桃1.2万亩，产量8600吨.
"""

import re

from kezhang.reading.facts.fact import SAID_OF, Fact, between, runs_on, since_semicolon
from kezhang.reading.findings import Role
from kezhang.reading.lexicon import alternation
from kezhang.reading.meaning.contexts import Context
from kezhang.reading.meaning.naming import NAMED, NamedMetric
from kezhang.reading.meaning.phrases import WENT, opens_with_verb, verb_at_start
from kezhang.reading.meaning.roles import Judged

_TOGETHER = re.compile(r"促成|推动|组织|引导|联合|对接|支持")
BARE_SUM = re.compile(
    r"(?:累计|共|总|计划|完成|实施)?(?:投入|投资|安排|争取|筹集|落实|整合)?(?:[一-鿿]{0,4}(?:资金|投资))?"
)
#: 发放贷款2860万元，受益企业15家: whom what was told just before reached.
_REACHED = re.compile(r"(?:受益|惠及|受惠)(?:企业|农户)")
_REACHED_BY_WORKS = re.compile(r"(?:受益|惠及|受惠)(?:企业|农户|群众|人口|居民|村民)?")
#: What contracts are worth, whatever goes before.
_OF_CONTRACTS = re.compile(r"(?:完成|实现)?(?:技术)?(?:合同)?(?:总)?(?:成交|交易)(?:总)?(?:金)?额(?:占|$)")
_SIGNED = frozenset(("项", "份", "件", "宗"))
_PAUSES = re.compile(r"[,，;；。、:：(（]")
_MAKES = re.compile(
    r"[\s,，]*(?:治理|整治|解决了?|新建|新增|建成|建设|实施|改造|修建|铺设|安装|购置|购买|采购|配备|更新|布设|打造|升级|修复|硬化|资助|补助|奖励|建(?![立议]))(?!(?:[一-鿿]{0,4})(?:企业|主体|个体))"
)
#: 年度计划投资, 完成投资, 创经济收入: what was counted just before cost, or brought.
_WORTH_OF_COUNTED = re.compile(
    r"(?:年度|全年|预计|计划|完成|实现|创造?|累计|共|合计|总|带动|拉动|年|新增|可|增加|直接|间接){0,4}"
    r"(?:(?:协议|合同|意向)?(?:投资|引资)(?:总额|金额|额)?|经济收入|经济效益|(?:工业|农业)?总?产值|工业增加值|利税总额|利润总额|销售收入|销售额|营业收入|主营业务收入|利税|利润|合同额|合同金额|合同总额)"
)
BARE_WORTH = frozenset(
    (
        "增加值",
        "工业增加值",
        "工业总产值",
        "总产值",
        "利税总额",
        "利润总额",
        "利税",
        "利润",
        "税收",
        "产值",
        "年产值",
        "销售收入",
        "营业收入",
        "主营业务收入",
    )
)
_FOR_PROJECTS = re.compile(r"(?:项目|课题|立项|计划|专项)$")
_FUNDS = re.compile(r"(?<![一-鿿]{10})(?:经费|资金)$")
#: 75家龙头企业年销售收入18亿元: what stands between names what they did, and no one else.
_TO_OTHERS = re.compile(r"\s*(?:[和及与同跟对给向为在到赴下由被]|以及)")
_WORTHS = ("收入", "产值", "销售额", "利税", "利润", "税收", "增加值", "研发费用", "研发投入")
#: A price, a sum or a rate that does not say of what.
_WORTH_ALONE = re.compile(
    r"(?:实际|预算|累计|合计|总|年度?|计划|协议|合同|意向|平均|最终)*(?:交易|成交|中标|起始|起拍|预算|节约|节支|采购|拍卖|评估|出让|签约|募集|结算|涉案|理赔|保险)"
    r"(?:安排)?(?:总)?(?:金额|额|价格|价|资金|投资|价款|率)|预算投资|预算安排|评估价值|节约|(?:资金)?节[约支]率"
)
#: What is spent or saved of it: 采购预算12亿元，实际采购金额10亿元.
_SET_SUM = re.compile(r"(?:预算|概算|采购(?:总)?(?:金)?额|限价)$")
_BARE_MEASURE = re.compile(
    r"(?:总|年|年总|平均|预计|建筑|占地|场地|办公|种植|栽培|养殖|示范|推广|供应|成交|出让|可建|总?建设|总?实施|总?出让)?(?:总)?(?:建筑)?(?:面积|产量|亩产|单产|总产|产能)"
)
#: What those end in: most metrics end otherwise.
_MEASURE_ENDS, _WORTH_ENDS = frozenset("积量产能"), frozenset("额价款金资率排值约")
PEOPLE = frozenset(("人", "人次", "户", "户次"))
_PLACES = ("镇", "乡", "村", "街道", "社区", "县", "区", "市", "居委会", "乡镇", "村民小组")
#: 高企突破400家，13家入围: no words of their own.
_ONLY_SO_MANY = re.compile(r"[\s,，]*(?:其中|共|已|有|已有|共有)*")
_NUMBER_OF = re.compile(r"(?:人口|人数|数量|[数量])$")
_NUMBER = re.compile(r"[数量额]$")
_MEASURE = re.compile(r"(?:[量额值率]|收入|利税|利润|投资|支出|面积|产能)$")
#: 申报89家，共70家企业通过评审: how it went with those told just before.
_WENT_WITH = re.compile(rf"(?:{alternation(WENT)})")
#: 全年兑现资金2300万元 opens a fact of its own, whatever was counted before.
OPENS_CLAUSE = re.compile(r"[\s,，]*(?:全年|今年|年内|上半年|本年度|两年|三年|同时|全[省市州县区])")


def attribute_of(context: Context, judged: Judged, named: NamedMetric, near: Fact, sentence: list[Fact]) -> Fact | None:
    """The fact that a number is an attribute of."""
    metric = named.metric or ""
    last = sentence[-1] if sentence else None
    if last and _reached(metric, last) and runs_on(context, last):
        return last
    if last and judged.role is Role.CHANGE and _number_of(metric, last):
        return last
    if _paid_for(context, named, near, sentence):
        return last
    if last and (_of_counted(context, judged, named, last) or _trained(context, named, last)):
        return last
    if some := _some_of(context, judged, named, sentence) or _rate_of(context, judged, named, sentence):
        return some
    if (
        measured := _measured(context, named, sentence)
        or _worth_said(context, named, sentence)
        or _named_again(context, judged, named, sentence)
    ):
        return measured
    if _OF_CONTRACTS.match(metric) and (signed := _contracts(context, sentence)):
        return signed  # 登记技术合同454份，合同成交额8308万元
    return None


def _reached(metric: str, last: Fact) -> bool:
    """Whether it is whom a loan or works told just before reached: 饮水工程355处，惠及15万人, but no talk or course."""
    if last.context.amount.kind == "money":
        return bool(_REACHED.match(metric))
    works = last.context.amount.kind == "count" and last.named.noun.endswith(("工程", "项目"))
    return works and bool(_REACHED_BY_WORKS.fullmatch(metric))


def _of_counted(context: Context, judged: Judged, named: NamedMetric, last: Fact) -> bool:
    """Whether a measure is that of the things counted just before it: 14宗，年度计划投资45亿元."""
    if last.context.amount.kind != "count" or judged.role is Role.CHANGE or not named.own or context.in_brackets:
        return False
    metric, gap = named.metric or "", between(context, last)
    if context.amount.kind != "money":
        told = bool(_MEASURE.search(metric)) or bool(verb_at_start(metric) or opens_with_verb(metric))
        return _in_clause(gap, last) and told
    if _in_clause(gap, last):
        return True
    if ";" in gap or gap.count(",") > 1 or OPENS_CLAUSE.match(context.left):
        return False
    noun = last.named.noun
    return bool(
        _WORTH_OF_COUNTED.fullmatch(metric)
        or (_FOR_PROJECTS.search(noun) and _FUNDS.search(metric))
        or (len(noun) >= NAMED and noun in metric)  # 转化科技成果2项，实现科技成果转化产值25亿元
    )


def _measured(context: Context, named: NamedMetric, sentence: list[Fact]) -> Fact | None:
    """种植黄桃1.2万亩，产量8600吨; 众创空间3家，面积1.2万平方米: a measure without a name is of what was named last."""
    if not is_bare_measure(named) or OPENS_CLAUSE.match(context.left):
        return None
    for each in since_semicolon(context, sentence):
        if each.named.own and not is_bare_measure(each.named):
            thing = each.context.amount.kind != "money" and each.context.amount.unit not in PEOPLE
            return each if thing and not each.named.noun.endswith(_PLACES) else None
    return None


def _worth_said(context: Context, named: NamedMetric, sentence: list[Fact]) -> Fact | None:
    """进场项目246项，交易总额22.4亿元; 土地交易14宗，起始价4亿元，实际中标价9亿元，节约率8%: of what was counted last."""
    if not _is_worth_alone(named) or OPENS_CLAUSE.match(context.left):
        return None
    for each in since_semicolon(context, sentence):
        if not _is_worth_alone(each.named) and not is_bare_measure(each.named):
            based = each.context.amount.kind == "count" or _SET_SUM.search(each.named.metric or "")
            return each if based and each.named.own else None
    return None


def _is_worth_alone(named: NamedMetric) -> bool:
    said = named.metric or ""
    return said[-1:] in _WORTH_ENDS and _WORTH_ALONE.fullmatch(said) is not None


def _named_again(context: Context, judged: Judged, named: NamedMetric, sentence: list[Fact]) -> Fact | None:
    """在孵企业62家，毕业企业14家，在孵企业营业收入1.8亿元: of those counted some numbers before, who are named again."""
    metric = named.metric or ""
    if not named.own or judged.role is Role.CHANGE or not metric.endswith(_WORTHS):
        return None
    for each in since_semicolon(context, sentence):
        if each.context.amount.kind == "count" and each.judged.role is judged.role:
            noun = each.named.noun
            if any(metric.startswith(noun[-length:]) for length in range(NAMED, len(noun) + 1)):
                return each
    return None


def is_bare_measure(named: NamedMetric) -> bool:
    """Whether a metric is a measure that does not say of what: 面积, 总产量."""
    said = named.metric or ""
    return said[-1:] in _MEASURE_ENDS and _BARE_MEASURE.fullmatch(said) is not None


def _number_of(metric: str, last: Fact) -> bool:
    """建筑单位144家，单位数增加22家: the number of what was counted just before."""
    bare = _NUMBER.sub("", metric)
    told = _NUMBER.sub("", last.named.noun or last.named.metric or "")
    return len(bare) > 1 and bare != metric and (told.endswith(bare) or bare == f"总{told[-1:]}")


def _in_clause(gap: str, last: Fact) -> bool:
    """75家龙头企业年销售收入18亿元: no sign of a pause between those counted and their measure."""
    words = gap[last.named.taken :]
    return bool(last.named.taken and words.strip()) and not _PAUSES.search(words) and not _TO_OTHERS.match(words)


def _some_of(context: Context, judged: Judged, named: NamedMetric, sentence: list[Fact]) -> Fact | None:
    """申报89家，完成任务的124%，共70家企业通过评审; 高企突破400家，13家入围全省百强: some of those counted last."""
    metric, noun = named.metric or "", named.noun
    value = context.amount.value
    if (
        context.amount.kind != "count"
        or judged.role is not Role.ACTUAL
        or value is None
        or not _WENT_WITH.match(metric)
    ):
        return None
    told = (each for each in since_semicolon(context, sentence) if each.judged.role not in SAID_OF)
    last = next(told, None)
    if last is None or last.context.amount.unit != context.amount.unit:
        return None
    most = last.context.amount.value
    theirs = (last.named.noun.endswith(noun) and metric != noun) or _ONLY_SO_MANY.fullmatch(context.left)
    return last if theirs and most is not None and value <= most else None


def _trained(context: Context, named: NamedMetric, last: Fact) -> bool:
    """开展科技培训214期，培训3万多人次: who came to what was held."""
    held = last.context.amount.kind == context.amount.kind == "count" and last.context.amount.unit not in PEOPLE
    came = named.metric == "培训" or (named.metric or "").startswith(("培训单位", "培训人", "参训"))
    return held and came and "培训" in (last.named.metric or "")


def _rate_of(context: Context, judged: Judged, named: NamedMetric, sentence: list[Fact]) -> Fact | None:
    """出生人口0.4万人，出生率8.7‰; 新产品产值52亿元，同比增长18%，新产品产值率17%: the same, as a rate."""
    said = (named.metric or "").removesuffix("率")
    if context.amount.kind != "ratio" or judged.role is not Role.ACTUAL or said == named.metric or len(said) <= 1:
        return None
    for each in since_semicolon(context, sentence):
        if each.judged.role is Role.ACTUAL and each.context.amount.kind != "ratio":
            return each if _NUMBER_OF.sub("", each.named.metric or "").endswith(said) else None
    return None


def _contracts(context: Context, sentence: list[Fact]) -> Fact | None:
    """The contracts counted last in the sentence, if no money of theirs was told yet."""
    counted = next((each for each in reversed(sentence) if each.context.amount.unit in _SIGNED), None)
    if counted is None or "合同" not in (counted.named.metric or "") or ";" in context.sentence_text[-40:]:
        return None
    told = [each for each in sentence if each.group == counted.group and each.context.amount.kind == "money"]
    return None if told and context.amount.kind == "money" else counted


def invested(context: Context, named: NamedMetric, near: Fact) -> bool:
    """项目总投资1500万元，今年完成投资640万元: so much of what was to be invested."""
    sums = near.context.amount.kind == context.amount.kind == "money"
    told = (near.named.metric or "").endswith("投资") and named.attached and named.metric != near.named.metric
    return sums and told and ";" not in between(context, near)


def worth_too(context: Context, named: NamedMetric, sentence: list[Fact]) -> bool:
    """装备企业45家，实现产值12亿元，增加值2.4亿元: one measure more of the things counted."""
    last = sentence[-1] if sentence else None
    if last is None or named.metric not in BARE_WORTH or last.context.amount.kind != "money":
        return False
    counted = any(each.group == last.group and each.context.amount.kind == "count" for each in sentence)
    gap = between(context, last)
    return counted and ";" not in gap and gap.count(",") + gap.count("、") == 1


def _paid_for(context: Context, named: NamedMetric, near: Fact, sentence: list[Fact]) -> bool:
    """投资200万元实施育苗工程，建大棚40座; 总投资17亿元的26项项目: what bare money told just before went to."""
    last = sentence[-1] if sentence else near
    if context.left.strip() == "与" and _TOGETHER.search(last.context.clause_left):
        return True  # 促成5家企业与10家高校合作
    if (
        last.context.amount.kind != "money"
        or not BARE_SUM.fullmatch(last.named.metric or "")
        or context.amount.kind == "money"
    ):
        return False
    if sum(each.group == last.group for each in sentence) > 1 or not runs_on(context, last):
        return False
    return context.left.strip() == "的" or bool(_MAKES.match(context.left)) or bool(_MAKES.match(named.metric or ""))
