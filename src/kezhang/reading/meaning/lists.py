"""并列: what is told of several things at once: 城镇、农村居民人均可支配收入分别增长3.4%、5.2%.

A list is dealt out only when there are as many things as numbers; else it stays together.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from kezhang.reading.meaning.phrases import at_border

#: 2023、2024年科技投入分别为…: the year says of when, not of what.
_YEAR = re.compile(r"^(?:19|20)\d\d年(?:度)?")
_AND = re.compile(r"以及|[、和及与]")
_LISTED = re.compile(r"以及|[、和与]")
#: Beyond this a first member is a name of its own and shares no ending with the last.
_PREFIX = 4
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
_HALF = Decimal("0.06")


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
    >>> members("城乡居民人均可支配收入", 2)
    ['城镇居民人均可支配收入', '农村居民人均可支配收入']
    >>> members("城乡居民医疗保险、养老保险参保率", 2)
    ['城乡居民医疗保险参保率', '养老保险参保率']
    """
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
    if (kind := _CLASS.search(last, 1)) and kind[0][:2] not in part:
        return kind[0]
    ending = last[len(part) :]
    return ending if len(part) <= _PREFIX and len(ending) > 1 and (pair or at_border(last, len(part))) else ""


def share_of(share: Decimal, amounts: Sequence[tuple[Decimal | None, str | None]]) -> tuple[int, int] | None:
    """Which two of the amounts told before a bare 占比 it is the quotient of: the part and the whole."""
    for whole in range(len(amounts) - 1, -1, -1):
        for part in range(whole - 1, -1, -1):
            (a, unit), (b, other) = amounts[part], amounts[whole]
            if a and b and unit == other and a <= b and abs(a / b * 100 - share) <= _HALF:
                return part, whole
    return None
