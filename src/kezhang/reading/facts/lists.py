"""并列: what is told of several things at once: 城镇、农村居民人均可支配收入分别增长3.4%、5.2%.

A list is dealt out only when there are as many things as numbers; else it stays together.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from kezhang.reading.facts.fact import Fact
from kezhang.reading.facts.joining import AMONG_SO_MANY
from kezhang.reading.findings import Role
from kezhang.reading.meaning.contexts import Context, is_sign
from kezhang.reading.meaning.phrases import at_border
from kezhang.reading.meaning.roles import RATIO_OF

#: 2023、2024年科技投入分别为…: the year says of when, not of what.
_YEAR = re.compile(r"^(?:19|20)\d\d年(?:度)?")
_AND = re.compile(r"以及|[、和及与]")
_LISTED = re.compile(r"以及|[、和与]")
#: Beyond this a first member is a name of its own and shares no ending with the last.
_PREFIX = 4
#: 省、市、县三级到位率分别为….
_LEVELS = re.compile(r"((?:[国省市州县区乡镇村]、)+[省市州县区乡镇村])[两三四]级(?=[一-鿿]{2})")
#: 东、中、西和东北部地区分别达到…: as statistics divide the country.
_REGIONS = ("东部", "中部", "西部", "东北部")
_FOUR_REGIONS = re.compile(r"东部?、中部?、西部?[、和及]东北部?(?:四个)?地区")
_BROUGHT_IN = re.compile(r"新?(?:引进|推广|选育|示范|培育)(?=[一-鿿]{2})")
#: 城乡居民收入分别增长6%、7%: two things in one word.
_BOTH = re.compile(r"(?:全[省市县区州])?城、?乡(?!建设|融合|规划|一体)")
#: 限上法人城镇、乡村零售额: the second begins where the first ends.
_CONTRASTS = tuple(
    pair
    for one, *others in (
        ("城镇", "乡村", "农村"),
        ("城市", "乡村", "农村"),
        ("省内", "省外"),
        ("国内", "国外"),
        ("境内", "境外"),
        ("国有", "民营"),
        ("进口", "出口"),
        ("出口", "进口"),
    )
    for pair in ((one, other) for other in others)
)
_TOWN_AND_COUNTRY = ("城镇", "农村")
#: 医疗保险、养老保险参保率: a rate is of each, however long their names are.
_RATE = re.compile(r"[一-鿿]{2}率$")
#: 新材料、电子信息产业增加值: what kind of things they are stands with the last alone.
_CLASS = re.compile(r"(?:领域|行业|产业|地区|板块)[一-鿿]{2,}$")
#: 集成电路、汽车零配件、锂电池出口: what was done with each stands with the last alone.
_SOLD = re.compile(r"(?:进出口|出口|进口|产量|销量|出栏|存栏)[额量]?$")
_MEASURED = re.compile(r"(?:[值额量率]|收入|投资|支出|消费|出口|进口|贷款|存款|余额|面积|出栏|存栏)$")
_HALF = Decimal("0.06")
_DEALS = re.compile(
    r"[\s,，]*(?:(?:与|较|比)[^,;。]{2,14}?(?:相比)?[,，]?)?(?:同比|环比|[一二三四五两\d]年年均|年均)?(?:增长|下降|增速|增幅)?(?:在?全[国省市州县区])?(?:排名|位次|总数|总量)?分别"
)
#: 分别增长19%、39%和57%，高于全部工业6、18和34个百分点: dealt out once more.
_DEALS_AGAIN = re.compile(r"[\s,，]*(?:均|仍|还)?(?:高于|低于|快于|慢于|高出|低出|[比较])[^,;。]{1,16}$")
#: 新品种分别为6个、4个，推广面积分别达到8万亩、3万亩: dealt out once more, as another measure.
_MEASURED_EACH = re.compile(
    r"[\s,，]*[一-鿿]{0,4}(?:面积|产量|产值|收入|投资|资金|金额|成交额|人数)分别(?:为|达到?|是)$"
)
_MOVED_TO = re.compile(r"\s*[一-鿿]{0,4}(?:到|至|为)(?:了)?")
#: 实现收入A亿元、利润B亿元，“十四五”期间年均增长C%、D%: as many as there are figures.
_ALL_GREW = re.compile(
    r"[,，、]?\s*(?:[^,;。]{0,10}(?:同比|环比|年均))?(?:增长|提高|下降|回落|加快|增速|增幅)(?:为|达到?)?"
)
#: 位居15个城市第一: among how many.
#: …分别为A、B，同比增长C、D，占总额的E、F: dealt out once more.
_ALL_SHARE = re.compile(r"[,，]?\s*占(?!比)[^,;。、]{1,14}?(?:的|比重|比例)*(?:分别)?(?:为|达到?)?")


def members(subject: str, count: int) -> list[str]:
    """The things of a subject, each with the ending they share; empty unless there are ``count`` of them.

    >>> members("城镇、农村居民人均可支配收入", 2)
    ['城镇居民人均可支配收入', '农村居民人均可支配收入']
    >>> members("高技术制造业、装备制造业增加值", 2)
    ['高技术制造业增加值', '装备制造业增加值']
    >>> members("工业、服务业增加值", 2)
    ['工业增加值', '服务业增加值']
    >>> members("新材料、电子信息产业增加值", 2)
    ['新材料产业增加值', '电子信息产业增加值']
    >>> members("高新技术企业、科技型中小企业", 2)
    ['高新技术企业', '科技型中小企业']
    >>> members("省、市、县三级化肥到位率", 3)
    ['省级化肥到位率', '市级化肥到位率', '县级化肥到位率']
    >>> members("东、中、西和东北部地区宽带用户", 4)
    ['东部地区宽带用户', '中部地区宽带用户', '西部地区宽带用户', '东北部地区宽带用户']
    >>> members("城乡居民人均可支配收入", 2)
    ['城镇居民人均可支配收入', '农村居民人均可支配收入']
    >>> members("城乡居民医疗保险、养老保险参保率", 2)
    ['城乡居民医疗保险参保率', '养老保险参保率']
    """
    if (said := _LEVELS.match(subject)) and len(levels := said[1].split("、")) == count:
        return [f"{level}级{subject[said.end() :]}" for level in levels]
    if count == len(_REGIONS) and (regions := _FOUR_REGIONS.match(subject)):
        return [f"{region}地区{subject[regions.end() :]}" for region in _REGIONS]
    both = _BOTH.match(subject) if count == len(_TOWN_AND_COUNTRY) else None
    if both and not _LISTED.search(subject, both.end()):  # 城乡居民医保、养老保险 are two of both together
        return [name + subject[both.end() :] for name in _TOWN_AND_COUNTRY]
    parts = [part for part in _AND.split(subject) if part]
    if len(parts) > count:  # 蔬菜及食用菌、瓜果产量 are two
        parts = [part for part in subject.split("、") if part]
    if len(parts) != count or count < 2:
        return []
    return [_YEAR.sub("", each) for each in _whole(parts, count)]


def _whole(parts: list[str], count: int) -> list[str]:
    return [*(part + _shared(part, parts[-1], count == 2) for part in parts[:-1]), parts[-1]]


def _shared(part: str, last: str, pair: bool) -> str:
    """What the last member says for all: after a word they both have, or after names equally short."""
    for length in range(min(len(part), len(last) - 2), 0, -1):
        at = last.find(part[-length:])
        if at >= 0 and (length > 1 or (at and at_border(last, at + 1))):
            return last[at + length :]
    for one, other in _CONTRASTS:
        if part.endswith(one) and last.startswith(other):
            return last[len(other) :]
    if not part.endswith("率") and (rate := _RATE.search(last)):
        return rate[0]
    if (sold := _SOLD.search(last, 2)) and not _MEASURED.search(part):
        return sold[0]
    if (kind := _CLASS.search(last, 1)) and kind[0][:2] not in part:
        return kind[0]
    verb = _BROUGHT_IN.match(part)  # 新引进水稻、茶叶新品种
    length = len(part) - (verb.end() if verb else 0)
    ending = last[length:]
    return ending if length <= _PREFIX and len(ending) > 1 and (pair or at_border(last, length)) else ""


def share_of(share: Decimal, amounts: Sequence[tuple[Decimal | None, str | None]]) -> tuple[int, int] | None:
    """Which two of the amounts told before a bare 占比 it is the quotient of: the part and the whole."""
    for whole in range(len(amounts) - 1, -1, -1):
        for part in range(whole - 1, -1, -1):
            (a, unit), (b, other) = amounts[part], amounts[whole]
            if a and b and unit == other and a <= b and abs(a / b * 100 - share) <= _HALF:
                return part, whole
    return None


def dealt_with(context: Context, sentence: list[Fact]) -> Fact | None:
    """投资A亿元、投入B亿元，分别增长C%、D%: each goes to its own."""
    count = context.lists + 1
    if count > 1 and _deals(context, sentence, count):
        told = [
            each
            for each in sentence
            if (each.named.own or _is_listed(each)) and not AMONG_SO_MANY.search(each.context.left)
        ]
        if len(told) >= count:
            for place, each in enumerate(told[-count:]):
                each.next_in_list = told[-count:][place + 1] if place + 1 < count else None
            return told[-count]
    if sentence and sentence[-1].dealt_to is not None and is_sign(context.left):
        return sentence[-1].dealt_to.next_in_list
    return None


def _deals(context: Context, sentence: list[Fact], count: int) -> bool:
    if _DEALS.match(context.left) or _moved_from(context, sentence[-count:]):
        return True
    if len(sentence) < count:
        return False
    apart = "分别" in sentence[-count].context.left
    if context.amount.unit == "百分点" and (apart or sentence[-1].dealt_to) and _DEALS_AGAIN.match(context.left):
        return True
    if apart and context.amount.kind == "rank":
        return True  # 申请总量和授权总量分别为11万件和7万件，居全国第13位和第9位
    if sentence[-1].dealt_to and _ALL_SHARE.fullmatch(context.left):
        return True
    if apart and context.amount.unit == "倍" and RATIO_OF.search(context.left):
        return True  # 存贷款余额分别达到A、B，是“十二五”末的1.7倍、1.2倍
    if apart and _MEASURED_EACH.match(context.left) and sum(each.named.own for each in sentence[-count:]) == count:
        return True
    own = [each.named.own for each in sentence]
    return bool(_ALL_GREW.fullmatch(context.left)) and all(own[-count:]) and (apart or sum(own) == count)


def _is_listed(fact: Fact) -> bool:
    """存贷款余额达到80亿元、40亿元: the second has no words of its own, and is a figure all the same."""
    return fact.context.amount.kind == "money" and bool(is_sign(fact.context.left)) and fact.dealt_to is None


def _moved_from(context: Context, told: list[Fact]) -> bool:
    """分别从80元、60元提高到100元、90元: the list before says where each came from."""
    return (
        len(told) > context.lists
        and all(each.judged.role is Role.BASELINE and each.named.own for each in told)
        and bool(_MOVED_TO.fullmatch(context.left))
    )
