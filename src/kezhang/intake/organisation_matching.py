"""谁的报告: which bureau a report speaks for.

A name that is not ours is not ours; only a report that names nobody is taken for the
bureau that handed it in.
"""

import re
from collections.abc import Iterable

from kezhang.orgs.models import Org

#: 我县、全区、*县科技局、县科学技术局、本局: a kind of division without a name.
_NAMELESS = re.compile(
    r"(?:[我全本]|[*＊×xX某□]+)?(?P<kind>县|区|市|旗|自治州|州|地区|盟|省|自治区)?(?:委|政府)?"
    r"(?:科技局|科学技术局|科技厅|科学技术厅|科技和工业信息化局|科技工信局|教育科技局|工信科技局|局|厅|单位)?"
)

_FIRM = re.compile(r"公司|合作社|企业|厂$|集团|研究院|大学|学院")


def whose(organisation: str | None, own: Org, visible: Iterable[Org]) -> Org | None:
    """The bureau meant by an organisation as a report writes it, or None for one we do not see.

    In a county 全区 is the autonomous region and 全市 the prefecture: a kind is ours only if our name ends so.
    """
    words = (organisation or "").strip()
    nameless = _NAMELESS.fullmatch(words)
    if nameless:
        kind = nameless["kind"]
        return own if not kind or _is_one(own, kind) else None
    if _FIRM.search(words):
        return None
    if own.name in words:
        return own
    named = [org for org in visible if org.name in words]
    return max(named, key=lambda org: len(org.name), default=None)


def _is_one(own: Org, kind: str) -> bool:
    if own.level == Org.Level.PROVINCIAL:
        return kind in {"省", "自治区"} or kind == own.place_word
    if own.level == Org.Level.COUNTY:
        return kind == own.place_word
    return kind != "自治区" and kind[-1] == own.place_word[-1]
