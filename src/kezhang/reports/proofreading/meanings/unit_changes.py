"""单位: whether the unit behind a number that kept its digits is another, and how much that matters."""

from kezhang.reports.proofreading.places import NumberPlace
from kezhang.reports.proofreading.proof_result import Strength

#: Words for one kind of thing; within a set it is a matter of style.
_OF_ONE_KIND = (
    frozenset({"人", "名", "位"}),
    frozenset({"家", "户", "个"}),
    frozenset({"项", "个"}),
    frozenset({"件", "个"}),
    frozenset({"场", "期"}),
    frozenset({"百分点", "个百分点"}),
    frozenset({"课时", "学时"}),
    frozenset({"台", "套"}),
    frozenset({"个村", "个"}),
    frozenset({"册", "本"}),
)
_SHARES = frozenset({"%", "‰", "百分点", "个百分点", "倍"})


def unit_change(was: NumberPlace, now: NumberPlace, *, in_table: bool) -> Strength | None:
    """None where it is the same unit, or where the digits were changed with it and are told themselves."""
    if (was.counted, was.scale) == (now.counted, now.scale) or was.value != now.value:
        return None
    if not now.counted and now.scale == was.scale:
        if in_table:  # it stands in the head of the table
            return None
        return Strength.MEANING if was.counted in _SHARES else Strength.WORDING
    if not was.counted and now.scale == was.scale:
        return Strength.MEANING if now.counted in _SHARES else Strength.WORDING
    alike = was.scale == now.scale and any({was.counted, now.counted} <= kind for kind in _OF_ONE_KIND)
    return Strength.WORDING if alike else Strength.MEANING
