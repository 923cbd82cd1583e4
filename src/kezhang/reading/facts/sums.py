"""合计: numbers that come to another are its parts, though no word says so: 验收17项，优秀4项，合格12项，终止1项.

A sum proves nothing where chance could make it: it must be of figures with many digits, of several, or of things
of one name.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from kezhang.reading.facts.fact import SAID_OF, Fact
from kezhang.reading.facts.joining import common_ending, same_sort
from kezhang.reading.findings import Role
from kezhang.reading.meaning.contexts import Context
from kezhang.reading.meaning.naming import KINDS, NamedMetric
from kezhang.reading.meaning.roles import Judged

#: A whole is looked for so many sentences back, and no further.
BACK = 3
#: Two names of the same sort end alike.
SAME_NAME = 2
_THINGS = frozenset(("项", "宗", "件", "个", "起", "笔"))
SUMMED = frozenset(("count", "money", "measure"))
#: A sum of so many parts or more is not looked for, of so many digits tells, of so few things does not.
_MOST, _TELLING, _FEW = 12, 2, 5
#: Each share was rounded by itself.
_HUNDRED, _HALF_TENTH = 100, Decimal("0.05")
#: From so many parts on each may have been rounded by itself, and the whole lie so near.
_SEVERAL, _LEAST, _ROUNDING = 3, Decimal("0.995"), Decimal("1.005")
_IN_ALL = re.compile(r"总数|等$|共$|合计|共计|总计|[两二三四五]类|[两二三四五]项")


def sum_of(recent: Sequence[Fact], context: Context, ahead: Sequence[Context]) -> Fact | None:
    """What the parts that begin here come to, be it some sentences back."""
    sums, total, bracketed = set(), Decimal(0), context.in_brackets
    for each in ahead:
        if each.sentence != context.sentence or each.amount.value is None or (bracketed and not each.in_brackets):
            break
        if _same_unit(each, context) and not each.amount.spec and (bracketed or not each.in_brackets):
            total += each.amount.value
            if total != each.amount.value:
                sums.add(total)
    for told in reversed(recent) if sums else ():
        if context.sentence - told.context.sentence > BACK:
            break
        amount = told.context.amount
        if amount.value in sums and _same_unit(told.context, context) and told.judged.role not in SAID_OF:
            return told
    return None


def _same_unit(one: Context, other: Context) -> bool:
    """Whether two numbers may be added: 工程项目64项，政府采购168宗."""
    units = {one.amount.unit, other.amount.unit}
    return len(units) == 1 or units <= _THINGS


def sums_beside(recent: Sequence[Fact], context: Context, ahead: Sequence[Context]) -> list[Fact]:
    """What the parts that begin here come to in the other units they are told in."""
    seen, found = {context.amount.unit}, []
    for each in ahead:
        if each.sentence != context.sentence:
            break
        if each.amount.unit not in seen and each.amount.kind in {"count", "money"}:
            seen.add(each.amount.unit)
            found.append(sum_of(recent, each, ahead))
    return [each for each in found if each is not None]


def can_be_summed(fact: Fact) -> bool:
    """Whether a number may be a part of a sum: no growth, no share, no size."""
    amount = fact.context.amount
    return amount.kind in SUMMED and amount.value is not None and not amount.spec and fact.judged.role not in SAID_OF


def come_to(recent: Sequence[Fact], context: Context, named: NamedMetric, gap: str) -> list[Fact]:
    """侵权案件31件，假冒案件86件；两类案件总数117件: the parts, where this is their sum; the whole and the parts,
    where it is the last of them: 申报16项…，向省申请10项，向市申请6项."""
    value = context.amount.value
    if value is None or context.amount.kind not in SUMMED or context.amount.spec:
        return []
    if not named.own and not _IN_ALL.search(gap):
        return []
    told: list[Fact] = []
    unit, total, rest = context.amount.unit, Decimal(0), value
    for each in reversed(recent):
        other = each.context.amount
        amount = other.value or Decimal(0)
        if context.sentence - each.context.sentence > BACK or len(told) > _MOST:
            break
        if other.unit != unit and (other.unit in KINDS or not same_sort(context, each)):
            continue
        if told and _comes_to(rest, amount, value, told) and _telling(value, told, each, named):
            return [each, *told]
        if len(told) > 1 and _enough(rest, told, named) and (again := _whole_of(recent, context, rest, told)):
            return [again, *told]
        told.append(each)
        total, rest = total + amount, rest + amount
        if total == value and len(told) > 1 and (_IN_ALL.search(gap) or _telling(value, told, each, named)):
            return told
    return []


def shares_of_one(sentence: Sequence[Fact], context: Context, judged: Judged) -> list[Fact]:
    """因病占36%、因残占23%、缺劳力占41%: the shares before of the same whole, where this one makes them a hundred."""
    if not _may_be_share(context, judged) or context.amount.value is None:
        return []
    told: list[Fact] = []
    total = context.amount.value
    for each in reversed(sentence):
        if not _may_be_share(each.context, each.judged) or each.context.amount.value is None:
            continue
        told.append(each)
        total += each.context.amount.value
        if abs(total - _HUNDRED) <= _HALF_TENTH * (len(told) + 1):
            return told
        if total > _HUNDRED:
            break
    return []


def _may_be_share(context: Context, judged: Judged) -> bool:
    return context.amount.unit == "%" and judged.role is Role.ACTUAL


def _whole_of(recent: Sequence[Fact], context: Context, total: Decimal, told: Sequence[Fact]) -> Fact | None:
    """净收入64.2万元：种植…、养殖…，发工资15.2万元，留公积金14万元，分红35万元: what is told of once more, in another way."""
    for each in recent:
        if each.context.amount.value == total and each.context.amount.unit == context.amount.unit:
            near = context.sentence - each.context.sentence <= (1 if len(told) + 1 < _SEVERAL else BACK)
            return each if near and all(each is not part for part in told) else None
    return None


def _enough(total: Decimal, told: Sequence[Fact], named: NamedMetric) -> bool:
    """Whether so much is no chance: it has many digits, or several of one name come to it."""
    digits = _digits(total)
    if digits != _TELLING + 1:
        return digits > _TELLING
    return len(told) + 1 >= _SEVERAL and all(
        common_ending(named.metric, each.named.metric) >= SAME_NAME for each in told
    )


def _comes_to(total: Decimal, whole: Decimal, last: Decimal, told: Sequence[Fact]) -> bool:
    """Whether parts come to a whole; three and more that were rounded each by itself may miss it by as much."""
    if total == whole:
        return True
    if len(told) + 1 < _SEVERAL or not whole * _LEAST < total < whole * _ROUNDING:
        return False
    parts = [last, *(each.context.amount.value or Decimal(0) for each in told)]
    if min(map(_digits, parts)) <= _TELLING + 1:
        return False
    places = [part.normalize().as_tuple().exponent for part in (*parts, whole)]
    finest = min(place for place in places if isinstance(place, int))
    return abs(total - whole) * 2 <= len(parts) * Decimal(1).scaleb(finest)


def _telling(value: Decimal, told: Sequence[Fact], first: Fact, named: NamedMetric) -> bool:
    """Whether a sum is no chance: of three, of figures with many digits, or of things of one name."""
    digits = max(_digits(value), *(_digits(each.context.amount.value) for each in told))
    names = [each.named.metric for each in told] + [first.named.metric]
    same = SAME_NAME if len(told) <= _TELLING else 1  # 一等奖1项，二等奖3项，三等奖6项
    alike = all(common_ending(named.metric, name) >= same for name in names)
    return digits > _TELLING or (alike and value > _FEW) or (len(told) > _TELLING and alike)


def _digits(value: Decimal | None) -> int:
    return len(value.normalize().as_tuple().digits) if value is not None else 0
