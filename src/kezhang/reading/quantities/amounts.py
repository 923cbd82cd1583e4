"""数量: one quantity of a text, with the words of doubt and bound at both its sides.

A value is exact and its bound is apart from it; 近, 余, 不少于 never change the number.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from kezhang.reading.lexicon import endings, recalled

_AT_LEAST = ("不少于", "不低于", "至少", "最少", "不小于", "≥", ">=", "不少於", "不得低于", "不得少于")
_AT_MOST = ("不得高于", "不得超过", "不超过", "不高于", "不多于", "≤", "<=", "最多", "控制在")
_LESS = ("不足", "不到", "未达", "<", "小于")
_HEDGES = {
    ">=": endings(_AT_LEAST),
    "<=": endings(_AT_MOST),
    ">": re.compile(r"(?:突破了?|超过了?|超出|(?<![高赶])超|逾|(?<!/p)>|大于|(?<=[达近])上)$"),
    "<": endings(_LESS),
    "~": re.compile(r"(?:大约|(?<![签合节预特制简续履公条盟相邀])约[为达]?|(?<![最附邻临靠])近|大概)$"),
}
#: What the words of doubt and bound end in: most numbers have another character before them.
_HEDGE_ENDS = {word[-1] for word in (*_AT_LEAST, *_AT_MOST, *_LESS)} | set("破了过出超逾>于上约为达近概")
#: A bracket or a line that opens with 以上 points back at what was said: 1项(以上均为省级).
_AFTER = re.compile(
    r"[^\S\n]?(?:(?P<ge>及?以上|\(及?以上\)|之上)|(?P<le>以内|以下(?!简称|统称)|之内)|(?P<about>左右|上下))"
)
_OPENS_AFTER = frozenset("及以(之左上")
#: 万, 亿 and their like, by what they multiply with.
SCALES = {
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}


#: 7kW充电桩40个: the size in a name, before the count of it.
_IN_NAME = re.compile(r"(?:[快慢]速?|直流|交流)?[一-鿿]{2,8}?\d+(?:\.\d+)?\s?[余多]?\s?[个台套座根辆处]")
#: 1200兆瓦抽水蓄能项目, 200万吨磨粉生产线: how large the works are, and 千万元级项目 of what class.
_OF_A_WORK = re.compile(
    r"(?:级|[一-鿿A-Z]{0,12}(?:光伏|风电|蓄能|储能|发电|机组|生产线|装置|项目))(?!总?(?:装机|规模|容量))"
)
#: 总规模96万千瓦光伏项目: the size is what is told.
_IS_SIZE = re.compile(r"(?:规模|容量|装机|产能)(?:为|达到?|共|约)?$")
#: 新增3000平方米众创空间20家: how large each of them is.
_AREAS, _MAKES = frozenset(("平方米", "亩")), re.compile(r"(?:新增|新建|建成|打造|培育)$")
_EACH_SO_LARGE = re.compile(r"(?:以上|左右)?的?[一-鿿]{2,8}(?:\([^()]{2,8}\))?\d+[个家座所处]")
_OF_A_CLASS = re.compile(r"级(?=[一-鿿])(?!别)")
_GOES_ON = re.compile(r"的?[一-鿿“]")
#: 10万元以上(含)科技成果转化1项: the size of what is counted, no amount of its own.
_OF_SIZE = re.compile(
    r"(?:\(含[^()]{0,4}\))?的?(?:(?:先进|高端)?制造业|服务业|工业|农业|商贸业?|文旅|产业|新(?:开工|签约|投产|引进)|重点|招商|外资|技改|基础设施){0,2}"
    r"(?:企业|项目|工业|科技成果|技术合同|重大|大项目|技改|设备|仪器)"
)
#: 5000万元以上9个: how large each of the nine is.
_SO_MANY = re.compile(r"(?:的)?\d+[个项家户]")
#: 年吞吐量100万人次以上的机场8个: how large each of the eight is, whatever it is counted in.
_THAT_LARGE = re.compile(r"的[一-鿿]{1,8}?(?:有|共|达到?)?\d+[个家户项座所]")

#: 10人以上加工点发展到251个: how many work in each of them.
_EACH_OF = re.compile(r"的?[一-鿿]{2,10}?(?:发展到|增加到|增至|达到?|有|共)?\d+[个家户座所处]")


@dataclass(slots=True)
class Amount:
    """A quantity in the cleaned text, before anything is known of its meaning."""

    start: int
    end: int
    value: Decimal | None
    unit: str | None
    kind: str  # money ratio measure count rank bare
    high: Decimal | None = None
    masked: bool = False
    comparator: str = "="
    modifiers: tuple[str, ...] = ()
    alternatives: tuple[Decimal, ...] = ()
    repair: str | None = None  # what was read otherwise than written
    spec: bool = False
    aimed: bool = False  # the whole of a quoted task: “新增高新技术企业20家”。


@recalled
def _hedge(before: str) -> tuple[str, str] | None:
    """The comparator that the words right before a number say, and the words."""
    for sign, pattern in _HEDGES.items():
        if hit := pattern.search(before):
            return sign, hit[0]
    return None


def hedged(text: str, amount: Amount) -> Amount:
    """With the words of doubt and bound at both sides."""
    before = text[max(0, amount.start - 6) : amount.start].rstrip()
    if before[-1:] in _HEDGE_ENDS and (told := _hedge(before)):
        amount.comparator, amount.modifiers = told[0], (told[1], *amount.modifiers)
    following = text[amount.end : amount.end + 1]
    amount.spec = (
        (amount.unit == "千瓦" and bool(_IN_NAME.match(text, amount.end)))
        or (amount.kind == "measure" and bool(_OF_A_WORK.match(text, amount.end)) and not _IS_SIZE.search(before))
        or (following == "级" and bool(_OF_A_CLASS.match(text, amount.end)))
        or (amount.unit in _AREAS and bool(_MAKES.search(before) and _EACH_SO_LARGE.match(text, amount.end)))
    )
    after = _AFTER.match(text, amount.end) if following in _OPENS_AFTER or following.isspace() else None
    if after:
        sign = ">=" if after["ge"] else "<=" if after["le"] else "~"
        amount.modifiers = (*amount.modifiers, after[0].strip())
        if amount.comparator in {"=", "~"} or sign != "~":
            amount.comparator = sign
        size = bool(_OF_SIZE.match(text, after.end()) or _SO_MANY.match(text, after.end()))
        aged = amount.unit == "岁" and bool(_GOES_ON.match(text, after.end()))
        sized = size and amount.unit == "元"  # 5000万元以下项目
        staffed = amount.unit == "人" and _EACH_OF.match(text, after.end())
        larger = after["ge"] and (aged or staffed or _THAT_LARGE.match(text, after.end()))
        amount.spec = amount.spec or bool((sized and sign != "~") or larger)
    return amount
