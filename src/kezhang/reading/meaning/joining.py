"""同一事实: whether a number goes on with what was told before it, or opens a fact of its own.

A number joins a fact only when it has no subject of its own, speaks of the same things, or is a
part that still fits into the whole.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kezhang.reading.findings import GoverningVerb, Role
from kezhang.reading.meaning.contexts import Context
from kezhang.reading.meaning.metrics import NamedMetric
from kezhang.reading.meaning.phrases import ATTACHED, BARE_MONEY, is_general, verb_at_start
from kezhang.reading.meaning.roles import Judged

#: Two of these with different subjects are two facts, though of the same things: 新认定6家, 培育12家.
_AIMS = frozenset((Role.TARGET, Role.PLAN))
_AMONG = re.compile(r"[\s,，;:：、(]*(?:其中|包括|含|分别是(?=[一-鿿]))")
#: 其中：; 按合同类别分，: what follows are parts.
_JUST_OPENED = re.compile(r"(?:其中:|[分按][一-鿿]{2,12}[分看],)\s*$")
#: A total whose parts follow: 其中…, 包括…, 210份：….
_OPENS_PARTS = re.compile(
    r"其中|包括|分别是(?=[一-鿿])|(?:^|[。;,，])[分按][一-鿿]{2,12}[分看][,，]|[\d万亿][^\d,;。:、]{1,3}:|[一-鿿]{2}中,"
)
#: 全县生产总值52亿元。其中，第一产业11亿元；第二产业20亿元.
_PARTS_OF_LAST = re.compile(r"\s*(?:其中[:,]|[分按][一-鿿]{2,12}[分看],)")
_PARTS_FOLLOW = re.compile(r"(?:[\d万亿][^\d,;。:、]{1,3}:|\d[^\d,;。:、]{3,12}中,)$")
_TOGETHER = re.compile(r"促成|推动|组织|引导|联合|对接|支持")
_BARE_SUM = re.compile(
    r"(?:累计|共|总|计划|完成|实施)?(?:投入|投资|安排|争取|筹集|落实|整合)?(?:[一-鿿]{0,4}(?:资金|投资))?"
)
_RATE_OF_DONE = re.compile(
    r"(?:按时|按期|及时)?(?:办结|满意|竣工|开工|完工|合格|回复|答复|办复|通过|履约|到位|投产|达标|成活|兑现|完成|整改|签约|落地|入库|就业)率"
)
#: 发放贷款2860万元，受益企业15家: whom what was told just before reached.
_REACHED = re.compile(r"(?:受益|惠及|受惠)(?:企业|农户)")
#: The measure that a metric ends with.
_MEASURED = re.compile(r"(?:收入|利税|利润|税收|产值|增加值|成交额|销售额|投资额|零售额|产量|面积)$")
#: What contracts are worth, whatever goes before.
_OF_CONTRACTS = re.compile(r"(?:完成|实现)?(?:技术)?(?:合同)?(?:总)?(?:成交|交易)(?:总)?(?:金)?额(?:占|$)")
_SIGNED = frozenset(("项", "份", "件", "宗"))
_OPENS_ITEMS = re.compile(r"\s*的$")
_MAKES = re.compile(
    r"[\s,，]*(?:新建|新增|建成|建设|实施|改造|修建|铺设|安装|购置|购买|采购|配备|更新|布设|打造|升级|修复|硬化|资助|补助|奖励|建(?![立议]))"
)
#: Parts are rounded one by one, and may come to a little more than the whole.
_ROUNDED = Decimal("1.001")
#: 全年兑现资金2300万元 opens a fact of its own, whatever was counted before.
_OPENS_CLAUSE = re.compile(r"[\s,，]*(?:全年|今年|年内|上半年|本年度|两年|三年|同时|全[省市州县区])")
_NEXT = re.compile(r"\s*[)）]?\s*[、，,]")


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


def joins(context: Context, judged: Judged, named: NamedMetric, near: Fact | None, sentence: list[Fact]) -> int | None:
    """The group a number belongs to by what it says itself, or None where it opens a fact of its own."""
    if named.own and _OPENS_ITEMS.match(context.right) and _BARE_SUM.fullmatch(named.metric or "-"):
        return None  # 总投资135亿元的36个项目: the money of what follows
    if near is None or (named.attached and named.metric in BARE_MONEY and not _runs_on(context, near)):
        return None
    if _goes_on(context, judged, named, near, sentence):
        return near.group
    said = _said_of(context, judged, named, near, sentence)
    if said is not None:
        return said.group
    if judged.role is Role.TARGET and near.judged.role is not Role.TARGET and not context.in_brackets:
        return None  # 去年认定7家已获资金…，今年任务6家: a target with a subject of its own opens a fact
    same = _of_same_things(context, judged, named, sentence)
    return same.group if same else None


def _goes_on(context: Context, judged: Judged, named: NamedMetric, near: Fact, sentence: list[Fact]) -> bool:
    """Whether a number says something more of the fact near it, or tells of a part of it."""
    last = near is sentence[-1] if sentence else False
    return (
        not named.own
        or (named.attached and last and _runs_on(context, near) and not _OPENS_CLAUSE.match(context.left))
        or (context.in_brackets and not named.listed)
        or (not _grew_itself(context, judged) and _part_of(context, named, near, sentence))
    )


def _said_of(context: Context, judged: Judged, named: NamedMetric, near: Fact, sentence: list[Fact]) -> Fact | None:
    """The fact that a rate, a rank, a share, or what money went to is said of."""
    metric = named.metric or ""
    last = sentence[-1] if sentence else None
    if last and last.context.amount.kind == "money" and _REACHED.match(metric) and _runs_on(context, last):
        return last
    if last and near.context.amount.kind == "count" and _RATE_OF_DONE.fullmatch(metric):
        return near  # 解决群众诉求8369件，办结率97%
    if last and _paid_for(context, named, near, sentence):
        return last
    if _OF_CONTRACTS.match(metric) and (signed := _contracts(context, sentence)):
        return signed  # 登记技术合同454份，合同成交额8308万元
    if judged.share and (part := metric.partition("占")[0]) and len(part) > 1:  # 税收收入3.6亿元…，税收占财政收入54%
        return next((each for each in reversed(sentence) if (each.named.metric or "").startswith(part)), None)
    return near if judged.role in {Role.COMPLETION_RATE, Role.RANK} and metric == (near.named.metric or "") else None


def _contracts(context: Context, sentence: list[Fact]) -> Fact | None:
    """The contracts counted last in the sentence, if no money of theirs was told yet."""
    counted = next((each for each in reversed(sentence) if each.context.amount.unit in _SIGNED), None)
    if counted is None or "合同" not in (counted.named.metric or "") or ";" in context.sentence_text[-40:]:
        return None
    told = [each for each in sentence if each.group == counted.group and each.context.amount.kind == "money"]
    return None if told and context.amount.kind == "money" else counted


def _of_same_things(context: Context, judged: Judged, named: NamedMetric, sentence: list[Fact]) -> Fact | None:
    """A fact of the sentence that counts the same things, or tells of the same measure."""
    if not named.noun or len(named.noun) < 2:
        return None
    for each in reversed(sentence):
        if each.judged.role is judged.role and judged.role in _AIMS and each.named.metric != named.metric:
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
    between = context.amount.start - near.context.amount.end
    told = context.sentence_text[-between:] if between else ""
    return near.context.amount.kind != "measure" and ";" not in told


def _grew_itself(context: Context, judged: Judged) -> bool:
    """石化产品中，乙烯增长46%、塑料增长29%: what each grew by is no part of a whole."""
    return judged.role is Role.CHANGE and context.amount.unit == "%" and not _AMONG.match(context.left)


def _part_of(context: Context, named: NamedMetric, near: Fact, sentence: list[Fact]) -> bool:
    """其中…: a part of what was told before; what follows in the same unit goes on with it while it fits."""
    said = context.sentence_text[: -len(context.left) or None]
    if near.judged.role is Role.CHANGE and near.context.amount.unit != context.amount.unit:  # past what a part grew by
        grown = (each for each in reversed(sentence) if each.group == near.group)
        near = next((each for each in grown if each.context.amount.unit == context.amount.unit), near)
    ending = said.rstrip()[-20:]
    opened = _JUST_OPENED.search(ending) if ending.endswith((":", ",")) else None
    if _AMONG.match(context.left) or (
        opened and (opened[0][0] == "其" or near.context.amount.unit == context.amount.unit)
    ):
        return True
    if _PARTS_OF_LAST.match(said):  # past the growth told of the part before
        near = next((each for each in reversed(sentence) if each.context.amount.unit == context.amount.unit), near)
    own, other = (_MEASURED.search(metric or "") for metric in (named.metric, near.named.metric))
    if own and other and own[0] != other[0] and _NEXT.match(context.left):
        return False  # 其中，电子行业收入46亿元、利税5亿元: the taxes are no part of the income
    if near.context.amount.unit != context.amount.unit or not _OPENS_PARTS.search(context.sentence_text[-120:]):
        return False
    if _parts_are_over(context, sentence):
        return False
    if near is sentence[-1] and _PARTS_FOLLOW.search(said) and _fits(context, [near]):
        return True
    if verb_at_start(near.named.metric or "") != verb_at_start(context.left.strip("、，,)） ")):
        return False
    if (
        not _NEXT.match(context.left)
        and not said.endswith((",", ")", ":"))
        and not (said.endswith(";") and _PARTS_OF_LAST.match(said))
    ):
        return False
    return _fits(context, _whole_and_parts(context, near, sentence))


def _parts_are_over(context: Context, sentence: list[Fact]) -> bool:
    """中心74家(其中省级2家)、联盟13家: the bracket was closed; 月活动中，组织…12场次，演出4场次: there is no whole."""
    *_, opens = _OPENS_PARTS.finditer(context.sentence_text)
    after = context.sentence_text[opens.start() :]
    if not context.in_brackets and after.count(")") > after.count("("):
        return True
    at = context.amount.start - len(context.sentence_text) + opens.start()
    return opens[0].endswith("中,") and not any(each.context.amount.start <= at for each in sentence)


def _whole_and_parts(context: Context, near: Fact, sentence: list[Fact]) -> list[Fact]:
    """The number that 其中 opens up, and what was told of its parts so far."""
    *_, opens = _OPENS_PARTS.finditer(context.sentence_text)
    at = context.amount.start - len(context.sentence_text) + opens.start()
    told = [each for each in sentence if each.group == near.group and not each.context.amount.spec]
    told = [each for each in told if each.judged.role is not Role.CHANGE]  # 夏粮减少3万亩 is no part
    told = [each for each in told if each.context.amount.unit == context.amount.unit]
    if not context.in_brackets:  # (公办58所) is a part of a part
        told = [each for each in told if not each.context.in_brackets]
    before = [each for each in told if each.context.amount.start <= at]
    return before[-1:] + [each for each in told if each.context.amount.start > at]


def _fits(context: Context, told: Sequence[Fact]) -> bool:
    """Whether a number is no more than what is left of the whole told first."""
    if not told:
        return True
    whole, *rest = [each.context.amount.value for each in told]
    parts, value = [each for each in rest if each is not None], context.amount.value
    return whole is None or value is None or sum(parts) + value <= whole * _ROUNDED
