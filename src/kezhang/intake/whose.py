"""谁的报告: which bureau a report speaks for.

The one rule: a name that is not ours is not ours; only a report that names nobody is taken for the
bureau that handed it in.
"""

import re
from collections.abc import Iterable

from kezhang.orgs.models import Org

_LEVELS = {
    Org.Level.COUNTY: ("县", "区", "市", "旗"),
    Org.Level.PREFECTURE: ("州", "市", "地区", "盟", "自治州"),
    Org.Level.PROVINCIAL: ("省", "自治区", "市"),
}
#: 我县、全区、*县科技局、县科学技术局: a kind of division without a name.
_NAMELESS = re.compile(
    r"(?:[我全本]|[*＊×xX某□]+)?(?P<kind>县|区|市|旗|自治州|州|地区|盟|省|自治区)?(?:委|政府)?"
    r"(?:科技局|科学技术局|科技厅|科学技术厅|科技和工业信息化局|科技工信局|教育科技局|工信科技局)?"
)


def whose(organisation: str | None, own: Org, visible: Iterable[Org]) -> Org | None:
    """The bureau meant by an organisation as a report writes it, or None for one we do not see."""
    words = (organisation or "").strip()
    nameless = _NAMELESS.fullmatch(words)
    if nameless:
        kind = nameless["kind"]
        return own if not kind or kind in _LEVELS[Org.Level(own.level)] else None
    if own.name in words:
        return own
    named = [org for org in visible if org.name in words]
    return max(named, key=lambda org: len(org.name), default=None)
