"""条件: what 〔若 …〕 asks: whether there is anything to tell, or how two figures stand to each other.

〔若 登记额〕 〔若 登记额|完成率≥50%〕 〔若 登记额＞去年同期〕 〔若 登记额或者登记数〕; what is not known answers neither yes nor no.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kezhang.catalogue import LEDGERS, find
from kezhang.indicators.indicator import AnyIndicator
from kezhang.quantities.units import unit_of
from kezhang.records.declaration.ledger import Ledger
from kezhang.reports.figure_kinds.actuals import ACTUAL
from kezhang.reports.figure_kinds.catalogue import BY_WORD
from kezhang.reports.figure_kinds.kind import IndicatorKind
from kezhang.reports.templating.tokens import nearest

_RELATIONS = {
    "≥": ("≥", ">=", "不少于", "不低于", "达到"),
    "≤": ("≤", "<=", "不超过", "不高于", "不多于"),
    "≠": ("≠", "!=", "不等于"),
    ">": (">", "＞", "大于", "超过", "高于", "多于"),
    "<": ("<", "＜", "小于", "低于", "少于", "不足"),
    "=": ("=", "＝", "等于"),
}
_RELATION = {word: sign for sign, words in _RELATIONS.items() for word in words}
_SPLIT = re.compile("|".join(sorted(map(re.escape, _RELATION), key=len, reverse=True)))
_NUMBER = re.compile(r"(-?[0-9][0-9,]*(?:\.[0-9]+)?)\s*(\S*)")
_WRITING = "写法是〔若 指标〕、〔若 指标|口径≥数〕或〔若 指标＞指标|口径〕"


@dataclass(frozen=True)
class Side:
    """One figure that is compared."""

    indicator: AnyIndicator
    kind: IndicatorKind


@dataclass(frozen=True)
class Condition:
    """What a paragraph depends on; without a relation, whether there is a value or a target to tell of."""

    left: Side | Ledger  # of a ledger: whether it has records of the year
    relation: str = ""
    right: Side | Decimal | None = None  # a number in the base of the indicator's unit

    def holds(self, left: Decimal, right: Decimal) -> bool:
        return {
            "≥": left >= right, "≤": left <= right, "≠": left != right, ">": left > right, "<": left < right,
            "=": left == right,
        }[self.relation]  # fmt: skip


#: One of these is enough: 〔若 A或者B〕.
Conditions = tuple[Condition, ...]


def read_conditions(written: str, own: Mapping[str, AnyIndicator]) -> Conditions | str:
    """What was asked, each of which is enough, or a sentence that says what is wrong with it."""
    found = [_condition(each.strip(), own) for each in written.split("或者")]
    wrong = next((each for each in found if isinstance(each, str)), None)
    return wrong or tuple(each for each in found if isinstance(each, Condition))


def _condition(written: str, own: Mapping[str, AnyIndicator]) -> Condition | str:
    found = list(_SPLIT.finditer(written))
    if len(found) > 1:
        return f"一个条件只能比一次；{_WRITING}"
    if not found and (ledger := _ledger(written)) is not None:
        return Condition(ledger)
    left = _side(written[: found[0].start()] if found else written, own, None)
    if isinstance(left, str) or not found:
        return left if isinstance(left, str) else Condition(left)
    typed = written[found[0].end() :].strip()
    right = _number(typed, left) if _NUMBER.fullmatch(typed) else _side(typed, own, left)
    if isinstance(right, str):
        return right
    return Condition(left, _RELATION[found[0][0]], right)


def _ledger(name: str) -> Ledger | None:
    """A ledger by its name, where no indicator is called so."""
    return None if find(name) else next((ledger for ledger in LEDGERS.values() if ledger.label == name), None)


def _side(written: str, own: Mapping[str, AnyIndicator], other: Side | None) -> Side | str:
    name, _, word = (part.strip() for part in written.replace("｜", "|").partition("|"))
    if other is not None and name in BY_WORD and not word:
        return Side(other.indicator, BY_WORD[name])
    indicator = own.get(name) or find(name)
    if indicator is None:
        return f"没有“{name}”这个指标，相近的有{'、'.join(nearest(name, own))}" if name else _WRITING
    kind = BY_WORD.get(word, None) if word else ACTUAL
    if kind is None:
        return f"不认识“{word}”；口径可写{'、'.join(BY_WORD)}"
    return Side(indicator, kind) if not (unfit := kind.fits(indicator)) else unfit


def _number(typed: str, left: Side) -> Decimal | str:
    """A number as it is compared: in the base of the unit, shares as fractions."""
    match = _NUMBER.fullmatch(typed)
    assert match is not None
    try:
        value = Decimal(match[1].replace(",", ""))
    except InvalidOperation:
        return f"“{typed}”不是一个数"
    is_share = left.kind.style is not None
    if match[2] in ("", "%") and is_share:
        return value / 100
    own = left.indicator.unit
    unit = own if not match[2] or match[2] == own.label else unit_of(match[2])
    if is_share or unit is None or unit.dimension != own.dimension:
        right = "%" if is_share else own.label
        return f"“{typed}”的单位和所比的数不同，请写成“{match[1]}{right}”"
    return unit.to_base(value)
