"""同一事实: which fact before it a number may speak of, and whether it goes on with one or opens a fact of its own.

A number joins a fact only when it has no subject of its own, speaks of the same things, or is a
part that still fits into the whole.
"""

import re

from kezhang.reading.facts.attributes import (
    BARE_SUM,
    BARE_WORTH,
    OPENS_CLAUSE,
    PEOPLE,
    attribute_of,
    invested,
    is_bare_measure,
    worth_too,
)
from kezhang.reading.facts.fact import Fact, between, runs_on
from kezhang.reading.findings import Role
from kezhang.reading.lexicon import alternation
from kezhang.reading.meaning.contexts import Context, is_of_another, is_sign
from kezhang.reading.meaning.metrics import level_only
from kezhang.reading.meaning.naming import KINDS, NamedMetric
from kezhang.reading.meaning.phrases import ATTACHED, BARE_MONEY, is_general
from kezhang.reading.meaning.roles import Judged

#: Two of these with different subjects are two facts, though of the same things: 新认定6家, 培育12家.
AIMS = frozenset((Role.TARGET, Role.PLAN))
_RATE_OF_DONE = re.compile(
    r"(?:按时|按期|及时|总体|平均|综合)?(?:整治|整改|治理|问题|诉求)?(?:解决|收集|化解|处置|动工|办结|结案|满意|竣工|开工|完工|合格|回复|答复|办复|通过|履约|到位|投产|达标|成活|兑现|完成|整改|签约|落地|入库|就业|认定|立项|验收|结题|获批|录取|签订|续签)率"
)
_NEXT_ITEM = re.compile(r";\s*(?:[一二三四五六七八九十]是|\d{1,2}[.、)])")
#: 吸纳技术合同204项、成交额9.7亿元: the money of what was counted just before.
_OF_COUNT = re.compile(rf"\s*、\s*(?:{alternation(ATTACHED)})(?:达到?|为|约|共|超过?)*\s*$")
#: 全县有学校487所。其中初级中学20所: the whole was told in the sentence before.
_AMONG_FIRST = re.compile(r"\s*(?:其中|[分按][一-鿿]{2,12}[分看][,，])")
AMONG_SO_MANY = re.compile(r"(?:居|列|排名?)(?:全[国省市州县区])?$")
_LED_BY_LEVEL = re.compile(r"(?:国家|省|市|州|县|区)级[一-鿿]{2}")
_REACHES = re.compile(r"[,、]?(?:总量|总额|总值)?(?:达到?|突破|增至|增加到|提高到|超过)+")
_OF_A_YEAR = re.compile(r"(?:19|20)\d\d年(?:度|底|末)?([一-鿿]{0,4})$")
#: 申请量增长42%。超额完成省定任务，完成率达到154%: of what the sentence before told.
_RATE_ALONE = re.compile(r"[\s,，]*(?:任务|目标)?完成率(?:达到?了?|为)?")
_AREAS = frozenset(("亩", "平方公里", "公顷", "平方米"))
_IN_ALL = re.compile(r"(?<=[一-鿿]{2})(?:总[数量]|(?<=标)数)$")
_RUNS_ON = re.compile(r"[^,，;；。、:：()\n和及与]+")
_THERE_ARE = re.compile(r"[\s;]*全[省市州县区](?:共|现|还|尚)?有")
_OF_ITEM = re.compile(r"\s*的[一-鿿“A-Za-z]")
_OPENS_ITEMS = re.compile(r"\s*的$")


def joins(
    context: Context, judged: Judged, named: NamedMetric, near: Fact | None, sentence: list[Fact], whole: Fact | None
) -> int | None:
    """The group a number belongs to by what it says itself, or None where it opens a fact of its own."""
    if near and is_of_another(context):
        return near.group
    if (
        named.own
        and "的" in context.right[:3]
        and _OPENS_ITEMS.match(context.right)
        and BARE_SUM.fullmatch(named.metric or "-")
    ):
        return None  # 总投资135亿元的36个项目: the money of what follows
    counted = bool(sentence) and sentence[-1].context.amount.kind == "count" and context.left.startswith("、")
    if named.metric in BARE_MONEY and _OF_ITEM.match(context.right) and not counted:
        return None  # 投资1500万元的甲工程、投资1.3亿元的乙工程, but not 技改项目26个、总投资16亿元的…
    if near is None:
        return whole.group if whole else None
    if named.attached and named.metric in BARE_MONEY and not runs_on(context, near):
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
        or invested(context, named, near)
        or worth_too(context, named, sentence)
        or (named.attached and last and runs_on(context, near) and not OPENS_CLAUSE.match(context.left))
        or (context.in_brackets and not named.listed)
        or (context.follows and last and near.context.amount.unit in KINDS)
        or (last and _runs_on_from_counted(context, named, near))
    )


def _runs_on_from_counted(context: Context, named: NamedMetric, near: Fact) -> bool:
    """6户新增企业完成产值同比增长21%: no pause between those counted and what they did."""
    counted = bool(near.named.taken) and near.context.amount.kind == "count"
    return counted and not named.taken and _RUNS_ON.fullmatch(between(context, near)) is not None


def _said_of(context: Context, judged: Judged, named: NamedMetric, near: Fact, sentence: list[Fact]) -> Fact | None:
    """The fact that a rate, a rank, a share, or what money went to is said of."""
    metric = named.metric or ""
    last = sentence[-1] if sentence else None
    counted = near.context.amount.kind == "count" or _RATE_OF_DONE.fullmatch(near.named.metric or "")
    if last and counted and _RATE_OF_DONE.fullmatch(metric):
        return near  # 解决群众诉求8369件，办结率97%
    if last and metric.endswith("贡献率") and ";" not in between(context, last):
        return near  # 产值增长18.7%，对工业增长贡献率达39.1%: what its growth did for that of the whole
    if attributed := attribute_of(context, judged, named, near, sentence):
        return attributed
    if judged.share and (part := metric.partition("占")[0]) and len(part) > 1:  # 税收收入3.6亿元…，税收占财政收入54%
        return next((each for each in reversed(sentence) if (each.named.metric or "").startswith(part)), None)
    return near if judged.role in {Role.COMPLETION_RATE, Role.RANK} and metric == (near.named.metric or "") else None


def _each_their_own(judged: Judged, named: NamedMetric, other: Fact) -> bool:
    """投资2亿元的甲项目、投资1亿元的乙项目: two sums, each of its own."""
    done = judged.role is other.judged.role is Role.ACTUAL
    bare = (named.attached and named.metric in BARE_MONEY) or named.metric in BARE_WORTH
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
        if (named.metric in ATTACHED or named.metric == "出栏" or is_bare_measure(named)) and not runs_on(
            context, each
        ):
            continue  # 一是投资200万元…；二是投资90万元…: each of its own item
        bare = _counted(named.noun)  # 新增上市企业11家，上市企业总数52家; 新增注册商标3万件，累计有效注册商标数16万件
        same = _counted(each.named.noun) == bare and not is_general(bare)  # 孵化企业 and 毕业企业 are two facts
        if same or each.named.metric == named.metric:
            return each
    return None


def _counted(noun: str) -> str:
    noun = noun.removeprefix("累计").removeprefix("有效")
    return _IN_ALL.sub("", noun) if noun[-1:] in {"数", "量"} else noun


def antecedent(context: Context, sentence: list[Fact], last: Fact | None) -> Fact | None:
    """The fact whose subject may be taken over: of the same sentence; across one only at its very start."""
    if context.amount.unit in PEOPLE and _THERE_ARE.fullmatch(context.left):
        return None  # 轻旱1141万亩；全省有27万人饮水困难
    if sentence := _less_scope(context, sentence):
        return _in_brackets(context, sentence) or _in_sentence(context, sentence)
    if last is None or context.sentence - last.context.sentence != 1:
        return None
    # “新增高新技术企业20家”。已新认定22家: a task is quoted, then what was done.
    opens = context.left.strip() == "" and not context.in_brackets
    if opens or last.context.amount.aimed or _RATE_ALONE.fullmatch(context.left):
        return last
    return last if _goes_on_by_years(context, last) else None


def _goes_on_by_years(context: Context, last: Fact) -> bool:
    """2022年净增18家。2023年净增26家: the same words of another year."""
    words = _OF_A_YEAR.match(context.left.lstrip()) if "年" in context.left else None
    before = _OF_A_YEAR.search(last.context.left) if words else None
    return bool(words and before and words[1] == before[1]) and context.amount.unit == last.context.amount.unit


def _in_brackets(context: Context, sentence: list[Fact]) -> Fact | None:
    """What a bracket is said of, and what goes on after one."""
    if context.follows:
        return sentence[-1]
    if not context.in_brackets:
        said_of_whole = context.amount.kind in {"ratio", "rank"} and ";" not in between(context, sentence[-1])
        if (context.left.strip() and not said_of_whole) or not sentence[-1].context.in_brackets:
            return None  # 到位外资1.2亿美元(新增1亿美元)，总量居全省第4位: the whole does
        return next((each for each in reversed(sentence) if not each.context.in_brackets), sentence[-1])
    said_of = context.amount.kind in {"ratio", "rank"} and sentence[-1].context.in_brackets
    if said_of and ")" not in between(context, sentence[-1]):
        return sentence[-1]  # (其中工业投资7198万元，占任务数的48%)
    outside = [each for each in sentence if not each.context.in_brackets and ";" not in between(context, each)]
    return outside[-1] if outside else None


def _in_sentence(context: Context, sentence: list[Fact]) -> Fact | None:
    """The number before in the same sentence that counts alike, else the one just before."""
    last = sentence[-1]
    if is_sign(context.left) and last.context.amount.kind == context.amount.kind == "count":
        return last  # 贫困人口66万户、173万人
    if level_only(context.left.strip(" ;；,，、")):  # 省级9项 is of what was counted first
        whole = [each for each in sentence if each.named.own and each.context.amount.unit == context.amount.unit]
        if whole:  # 企业技术中心4家、省级17家, but 申报41项，国家级5项、省级9项
            nearest = "其中" in context.left or (
                context.left.startswith("、") and _LED_BY_LEVEL.match(whole[-1].named.metric or "")
            )
            return whole[-1] if nearest else whole[0]
    if context.amount.kind == "money" and _NEXT_ITEM.search(between(context, last)):
        return None  # 五是争取资金支持，确保超过6000万元: of its own item
    if context.amount.kind == "money" and last.context.amount.kind == "count" and _OF_COUNT.match(context.left):
        return last
    grew = last.context.amount.kind == "ratio" and last.context.left.endswith(("增长", "下降", "提高"))
    if grew and last.named.own and _REACHES.fullmatch(context.left):
        return last  # 固定资产投资增长16%、达到83亿元
    if "拉动" in context.left and (last.named.metric or "").endswith("贡献率"):
        return next((each for each in reversed(sentence) if each.judged.role is Role.CHANGE), last)  # 拉动…1.5个百分点
    alike = [each for each in sentence[-4:] if each.context.amount.unit == context.amount.unit]
    if context.amount.kind == "money":  # 完成投资7.8亿元 is of the projects of its own item
        alike = [each for each in alike if ";" not in between(context, each)]
    alike = [each for each in alike if not each.context.in_brackets] or alike
    counts = context.amount.kind in {"count", "money"} or (
        context.amount.kind == "measure" and _AMONG_FIRST.match(context.left.lstrip(",， "))
    )
    return alike[-1] if alike and counts else last


def _less_scope(context: Context, sentence: list[Fact]) -> list[Fact]:
    """What was told, without among how many a rank is: 成交额6亿元，位居15个城市第一."""
    if context.amount.kind != "rank" or len(sentence) < 2 or sentence[-1].context.amount.kind == "rank":
        return sentence
    return sentence[:-1] if AMONG_SO_MANY.search(sentence[-1].context.left) else sentence


def same_sort(context: Context, whole: Fact) -> bool:
    """Whether both count things, or people, or money."""
    one, other = context.amount, whole.context.amount
    if one.unit == other.unit:
        return True
    if one.unit in _AREAS and other.unit in _AREAS:
        return True
    return one.kind == other.kind == "count" and (one.unit in PEOPLE) == (other.unit in PEOPLE)


def common_ending(one: str | None, other: str | None) -> int:
    """How many characters two names have in common at their ends."""
    if not one or not other:
        return 0
    length = 0
    while length < min(len(one), len(other)) and one[-1 - length] == other[-1 - length]:
        length += 1
    return length
