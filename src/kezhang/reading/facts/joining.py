"""同一事实: which fact before it a number may speak of, and whether it goes on with one or opens a fact of its own.

A number joins a fact only when it has no subject of its own, speaks of the same things, or is a
part that still fits into the whole.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from kezhang.reading.findings import GoverningVerb, Role
from kezhang.reading.lexicon import alternation
from kezhang.reading.meaning.contexts import Context, is_sign
from kezhang.reading.meaning.metrics import NamedMetric, level_only
from kezhang.reading.meaning.phrases import ATTACHED, BARE_MONEY, WENT, is_general, opens_with_verb, verb_at_start
from kezhang.reading.meaning.roles import Judged

#: Two of these with different subjects are two facts, though of the same things: 新认定6家, 培育12家.
AIMS = frozenset((Role.TARGET, Role.PLAN))
_TOGETHER = re.compile(r"促成|推动|组织|引导|联合|对接|支持")
_BARE_SUM = re.compile(
    r"(?:累计|共|总|计划|完成|实施)?(?:投入|投资|安排|争取|筹集|落实|整合)?(?:[一-鿿]{0,4}(?:资金|投资))?"
)
_RATE_OF_DONE = re.compile(
    r"(?:按时|按期|及时)?(?:办结|满意|竣工|开工|完工|合格|回复|答复|办复|通过|履约|到位|投产|达标|成活|兑现|完成|整改|签约|落地|入库|就业|认定|立项|验收|结题|获批|录取|签订|续签)率"
)
#: 发放贷款2860万元，受益企业15家: whom what was told just before reached.
_REACHED = re.compile(r"(?:受益|惠及|受惠)(?:企业|农户)")
_REACHED_BY_WORKS = re.compile(r"(?:受益|惠及|受惠)(?:企业|农户|群众|人口|居民|村民)?")
_NEXT_ITEM = re.compile(r";\s*(?:[一二三四五六七八九十]是|\d{1,2}[.、)])")
#: 吸纳技术合同204项、成交额9.7亿元: the money of what was counted just before.
_OF_COUNT = re.compile(rf"\s*、\s*(?:{alternation(ATTACHED)})(?:达到?|为|约|共|超过?)*\s*$")
#: 全县有学校487所。其中初级中学20所: the whole was told in the sentence before.
_AMONG_FIRST = re.compile(r"\s*(?:其中|[分按][一-鿿]{2,12}[分看][,，])")
AMONG_SO_MANY = re.compile(r"(?:居|列|排名)$")
_AREAS = frozenset(("亩", "平方公里", "公顷", "平方米"))
_PEOPLE = frozenset(("人", "人次", "户", "户次"))
#: What contracts are worth, whatever goes before.
_OF_CONTRACTS = re.compile(r"(?:完成|实现)?(?:技术)?(?:合同)?(?:总)?(?:成交|交易)(?:总)?(?:金)?额(?:占|$)")
_SIGNED = frozenset(("项", "份", "件", "宗"))
_PAUSES = re.compile(r"[,，;；。、:：(（]")
#: From so many characters on a noun names something.
NAMED = 4
_OPENS_ITEMS = re.compile(r"\s*的$")
_MAKES = re.compile(
    r"[\s,，]*(?:新建|新增|建成|建设|实施|改造|修建|铺设|安装|购置|购买|采购|配备|更新|布设|打造|升级|修复|硬化|资助|补助|奖励|建(?![立议]))(?!(?:[一-鿿]{0,4})(?:企业|主体|个体))"
)
#: 年度计划投资, 完成投资, 创经济收入: what was counted just before cost, or brought.
_WORTH_OF_COUNTED = re.compile(
    r"(?:年度|全年|预计|计划|完成|实现|创造?|累计|共|合计|总|带动|拉动|年|新增|可|增加|直接|间接){0,4}"
    r"(?:(?:协议|合同|意向)?(?:投资|引资)(?:总额|金额|额)?|经济收入|经济效益|产值|销售收入|销售额|营业收入|主营业务收入|利税|利润|合同额|合同金额|合同总额)"
)
_BARE_WORTH = frozenset(("增加值", "利税", "利润", "税收", "产值", "年产值", "销售收入", "营业收入", "主营业务收入"))
_FOR_PROJECTS = re.compile(r"(?:项目|课题|立项|计划|专项)$")
_FUNDS = re.compile(r"(?<![一-鿿]{10})(?:经费|资金)$")
#: 75家龙头企业年销售收入18亿元: what stands between names what they did, and no one else.
_TO_OTHERS = re.compile(r"\s*(?:[和及与同跟对给向为在到赴下由被]|以及)")
_NUMBER = re.compile(r"[数量额]$")
_MEASURE = re.compile(r"(?:[量额值率]|收入|利税|利润|投资|支出|面积|产能)$")
#: 申报89家，共70家企业通过评审: how it went with those told just before.
_WENT_WITH = re.compile(rf"(?:{alternation(WENT)})")
#: 全年兑现资金2300万元 opens a fact of its own, whatever was counted before.
_OPENS_CLAUSE = re.compile(r"[\s,，]*(?:全年|今年|年内|上半年|本年度|两年|三年|同时|全[省市州县区])")


@dataclass(slots=True)
class Fact:
    """What was told before, within reach."""

    context: Context
    judged: Judged
    named: NamedMetric
    group: int
    period: str | None = None
    verb: str = ""
    governs: GoverningVerb | None = None
    confidence: Decimal = Decimal(1)
    dealt_to: "Fact | None" = None  # the fact it was dealt to by 分别
    next_in_list: "Fact | None" = None


def joins(
    context: Context, judged: Judged, named: NamedMetric, near: Fact | None, sentence: list[Fact], whole: Fact | None
) -> int | None:
    """The group a number belongs to by what it says itself, or None where it opens a fact of its own."""
    if named.own and _OPENS_ITEMS.match(context.right) and _BARE_SUM.fullmatch(named.metric or "-"):
        return None  # 总投资135亿元的36个项目: the money of what follows
    if near is None:
        return whole.group if whole else None
    if named.attached and named.metric in BARE_MONEY and not _runs_on(context, near):
        return None
    if _each_their_own(judged, named, near):
        return None
    if _goes_on(context, named, near, sentence):
        return near.group
    if whole is not None:
        return whole.group
    said = _said_of(context, judged, named, near, sentence)
    if said is not None:
        return said.group
    if judged.role is Role.TARGET and near.judged.role is not Role.TARGET and not context.in_brackets:
        return None  # 去年认定7家已获资金…，今年任务6家: a target with a subject of its own opens a fact
    same = _of_same_things(context, judged, named, sentence)
    return same.group if same else None


def _goes_on(context: Context, named: NamedMetric, near: Fact, sentence: list[Fact]) -> bool:
    """Whether a number says something more of the fact near it."""
    last = near is sentence[-1] if sentence else False
    return (
        not named.own
        or _invested(context, named, near)
        or _worth_too(context, named, sentence)
        or (named.attached and last and _runs_on(context, near) and not _OPENS_CLAUSE.match(context.left))
        or (context.in_brackets and not named.listed)
    )


def _said_of(context: Context, judged: Judged, named: NamedMetric, near: Fact, sentence: list[Fact]) -> Fact | None:
    """The fact that a rate, a rank, a share, or what money went to is said of."""
    metric = named.metric or ""
    last = sentence[-1] if sentence else None
    if last and _reached(metric, last) and _runs_on(context, last):
        return last
    if last and judged.role is Role.CHANGE and _number_of(metric, last):
        return last
    if last and near.context.amount.kind == "count" and _RATE_OF_DONE.fullmatch(metric):
        return near  # 解决群众诉求8369件，办结率97%
    if last and _paid_for(context, named, near, sentence):
        return last
    if last and (_of_counted(context, judged, named, last) or _some_of(context, judged, named, last)):
        return last
    if _OF_CONTRACTS.match(metric) and (signed := _contracts(context, sentence)):
        return signed  # 登记技术合同454份，合同成交额8308万元
    if judged.share and (part := metric.partition("占")[0]) and len(part) > 1:  # 税收收入3.6亿元…，税收占财政收入54%
        return next((each for each in reversed(sentence) if (each.named.metric or "").startswith(part)), None)
    return near if judged.role in {Role.COMPLETION_RATE, Role.RANK} and metric == (near.named.metric or "") else None


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
    metric, between = named.metric or "", _between(context, last)
    if context.amount.kind != "money":
        told = bool(_MEASURE.search(metric)) or bool(verb_at_start(metric) or opens_with_verb(metric))
        return _in_clause(between, last) and told
    if _in_clause(between, last):
        return True
    if ";" in between or between.count(",") > 1 or _OPENS_CLAUSE.match(context.left):
        return False
    noun = last.named.noun
    return bool(
        _WORTH_OF_COUNTED.fullmatch(metric)
        or (_FOR_PROJECTS.search(noun) and _FUNDS.search(metric))
        or (len(noun) >= NAMED and noun in metric)  # 转化科技成果2项，实现科技成果转化产值25亿元
    )


def _number_of(metric: str, last: Fact) -> bool:
    """建筑单位144家，单位数增加22家: the number of what was counted just before."""
    bare = _NUMBER.sub("", metric)
    told = _NUMBER.sub("", last.named.noun or last.named.metric or "")
    return len(bare) > 1 and bare != metric and (told.endswith(bare) or bare == f"总{told[-1:]}")


def _in_clause(between: str, last: Fact) -> bool:
    """75家龙头企业年销售收入18亿元: no sign of a pause between those counted and their measure."""
    words = between[last.named.taken :]
    return bool(last.named.taken and words.strip()) and not _PAUSES.search(words) and not _TO_OTHERS.match(words)


def _some_of(context: Context, judged: Judged, named: NamedMetric, last: Fact) -> bool:
    """申报89家，共70家企业通过评审: some of those counted just before, by how it went with them."""
    metric, noun = named.metric or "", named.noun
    value, most = context.amount.value, last.context.amount.value
    return (
        context.amount.unit == last.context.amount.unit
        and context.amount.kind == "count"
        and judged.role is Role.ACTUAL
        and bool(_WENT_WITH.match(metric))
        and last.named.noun.endswith(noun)
        and metric != noun
        and value is not None
        and most is not None
        and value <= most
        and ";" not in _between(context, last)
    )


def _between(context: Context, last: Fact) -> str:
    """The words of the sentence between an earlier number and this one."""
    length = context.amount.start - last.context.amount.end
    return context.sentence_text[-length:] if length else ""


def _contracts(context: Context, sentence: list[Fact]) -> Fact | None:
    """The contracts counted last in the sentence, if no money of theirs was told yet."""
    counted = next((each for each in reversed(sentence) if each.context.amount.unit in _SIGNED), None)
    if counted is None or "合同" not in (counted.named.metric or "") or ";" in context.sentence_text[-40:]:
        return None
    told = [each for each in sentence if each.group == counted.group and each.context.amount.kind == "money"]
    return None if told and context.amount.kind == "money" else counted


def _invested(context: Context, named: NamedMetric, near: Fact) -> bool:
    """项目总投资1500万元，今年完成投资640万元: so much of what was to be invested."""
    sums = near.context.amount.kind == context.amount.kind == "money"
    told = (near.named.metric or "").endswith("投资") and named.attached and named.metric != near.named.metric
    return sums and told and ";" not in _between(context, near)


def _worth_too(context: Context, named: NamedMetric, sentence: list[Fact]) -> bool:
    """装备企业45家，实现产值12亿元，增加值2.4亿元: one measure more of the things counted."""
    last = sentence[-1] if sentence else None
    if last is None or named.metric not in _BARE_WORTH or last.context.amount.kind != "money":
        return False
    counted = any(each.group == last.group and each.context.amount.kind == "count" for each in sentence)
    between = _between(context, last)
    return counted and ";" not in between and between.count(",") + between.count("、") == 1


def _each_their_own(judged: Judged, named: NamedMetric, other: Fact) -> bool:
    """投资2亿元的甲项目、投资1亿元的乙项目: two sums, each of its own."""
    done = judged.role is other.judged.role is Role.ACTUAL
    bare = (named.attached and named.metric in BARE_MONEY) or named.metric in _BARE_WORTH
    return done and bare and other.named.metric == named.metric


def _of_same_things(context: Context, judged: Judged, named: NamedMetric, sentence: list[Fact]) -> Fact | None:
    """A fact of the sentence that counts the same things, or tells of the same measure."""
    if not named.noun or len(named.noun) < 2:
        return None
    for each in reversed(sentence):
        if _each_their_own(judged, named, each):
            continue
        if each.judged.role is judged.role and judged.role in AIMS and each.named.metric != named.metric:
            continue
        if named.metric in ATTACHED and not _runs_on(context, each):
            continue  # 一是投资200万元…；二是投资90万元…: each of its own item
        same = each.named.noun == named.noun and not is_general(named.noun)  # 孵化企业 and 毕业企业 are two facts
        if same or each.named.metric == named.metric:
            return each
    return None


def touches(context: Context, last: Fact) -> bool:
    """20所高校130个学科: the noun of one number reaches up to the next, so both tell one fact."""
    return (
        bool(last.named.taken)
        and last.context.amount.end + last.named.taken >= context.amount.start
        and not context.left[max(0, last.context.amount.end + last.named.taken - context.start) :].strip()
    )


def _paid_for(context: Context, named: NamedMetric, near: Fact, sentence: list[Fact]) -> bool:
    """投资200万元实施育苗工程，建大棚40座; 总投资17亿元的26项项目: what bare money told just before went to."""
    last = sentence[-1] if sentence else near
    if context.left.strip() == "与" and _TOGETHER.search(last.context.clause_left):
        return True  # 促成5家企业与10家高校合作
    if (
        last.context.amount.kind != "money"
        or not _BARE_SUM.fullmatch(last.named.metric or "")
        or context.amount.kind == "money"
    ):
        return False
    if sum(each.group == last.group for each in sentence) > 1 or not _runs_on(context, last):
        return False
    return context.left.strip() == "的" or bool(_MAKES.match(context.left)) or bool(_MAKES.match(named.metric or ""))


def _runs_on(context: Context, near: Fact) -> bool:
    """Whether money told after things is theirs: 立项2项，资金50万元, but not 用电30万度；投入资金100万元."""
    return near.context.amount.kind != "measure" and ";" not in _between(context, near)


def antecedent(context: Context, sentence: list[Fact], last: Fact | None) -> Fact | None:
    """The fact whose subject may be taken over: of the same sentence; across one only at its very start."""
    if sentence := _less_scope(context, sentence):
        return _in_brackets(context, sentence) or _in_sentence(context, sentence)
    if last is None or context.sentence - last.context.sentence != 1:
        return None
    # “新增高新技术企业20家”。已新认定22家: a task is quoted, then what was done.
    opens = context.left.strip() == "" and not context.in_brackets
    return last if opens or last.context.amount.aimed else None


def _in_brackets(context: Context, sentence: list[Fact]) -> Fact | None:
    """What a bracket is said of, and what goes on after one."""
    if context.follows:
        return sentence[-1]
    if not context.in_brackets:
        if context.left.strip() or not sentence[-1].context.in_brackets:
            return None
        return next((each for each in reversed(sentence) if not each.context.in_brackets), sentence[-1])
    said_of = context.amount.kind in {"ratio", "rank"} and sentence[-1].context.in_brackets
    if said_of and ")" not in _between(context, sentence[-1]):
        return sentence[-1]  # (其中工业投资7198万元，占任务数的48%)
    outside = [each for each in sentence if not each.context.in_brackets and ";" not in _between(context, each)]
    return outside[-1] if outside else None


def _in_sentence(context: Context, sentence: list[Fact]) -> Fact | None:
    """The number before in the same sentence that counts alike, else the one just before."""
    last = sentence[-1]
    if is_sign(context.left) and last.context.amount.kind == context.amount.kind == "count":
        return last  # 贫困人口66万户、173万人
    if level_only(context.left.strip(" ;；,，、")):  # 省级9项 is of what was counted first
        whole = [each for each in sentence if each.named.own and each.context.amount.unit == context.amount.unit]
        if whole:
            return whole[0]
    if context.amount.kind == "money" and _NEXT_ITEM.search(_between(context, last)):
        return None  # 五是争取资金支持，确保超过6000万元: of its own item
    if context.amount.kind == "money" and last.context.amount.kind == "count" and _OF_COUNT.match(context.left):
        return last
    alike = [each for each in sentence[-4:] if each.context.amount.unit == context.amount.unit]
    if context.amount.kind == "money":  # 完成投资7.8亿元 is of the projects of its own item
        alike = [each for each in alike if ";" not in _between(context, each)]
    alike = [each for each in alike if not each.context.in_brackets] or alike
    counts = context.amount.kind in {"count", "money"} or (
        context.amount.kind == "measure" and _AMONG_FIRST.match(context.left.lstrip(",， "))
    )
    return alike[-1] if alike and counts else last


def _less_scope(context: Context, sentence: list[Fact]) -> list[Fact]:
    """What was told, without among how many a rank is: 成交额6亿元，位居15个城市第一."""
    among = context.amount.kind == "rank" and len(sentence) > 1 and AMONG_SO_MANY.search(sentence[-1].context.left)
    return sentence[:-1] if among else sentence


def same_sort(context: Context, whole: Fact) -> bool:
    """Whether both count things, or people, or money."""
    one, other = context.amount, whole.context.amount
    if one.unit == other.unit:
        return True
    if one.unit in _AREAS and other.unit in _AREAS:
        return True
    return one.kind == other.kind == "count" and (one.unit in _PEOPLE) == (other.unit in _PEOPLE)


def common_ending(one: str | None, other: str | None) -> int:
    """How many characters two names have in common at their ends."""
    if not one or not other:
        return 0
    length = 0
    while length < min(len(one), len(other)) and one[-1 - length] == other[-1 - length]:
        length += 1
    return length
