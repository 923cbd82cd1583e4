"""金额: amounts as people write them. An amount is exact Decimal yuan, never a float."""

import re
from decimal import Decimal

from kezhang.quantities.numerals import chinese
from kezhang.quantities.typed_numbers import GREATEST, GREATEST_IN_WORDS, unparted
from kezhang.quantities.units import MONEY, YUAN, Unit

_PLAIN = re.compile(r"-?\d{1,40}(?:\.\d{1,12})?", re.ASCII)
_WITH_UNIT = re.compile(r"(-?\d{1,40}(?:\.\d{1,12})?)(亿元|千万元|百万元|万元|千元|百元|元|亿|万)?", re.ASCII)
_SHORT = {"万": "万元", "亿": "亿元"}
#: What stands around an amount and does not change it.
_AROUND = re.compile(
    r"^(?:人民币|RMB|CNY|[¥￥])*|(?:人民币|RMB|CNY)?(?:整|正)?(?:[(（](?:不?含税|税[前后]|人民币|大写|小写)[)）])?$",
    re.IGNORECASE,
)
#: Amounts as cheques write them: 伍拾万元整, 壹万贰仟元伍角.
_IN_WORDS = re.compile(
    r"([零〇一二两三四五六七八九十百千万亿]{1,40})[元圆](?:([一二三四五六七八九])角)?零?(?:([一二三四五六七八九])分)?"
)
_CAPITALS = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億圆圓", "一二二三三四五六六七八九十百千万亿元元")


class NotAnAmount(ValueError):
    """What was typed is no amount at all."""


def parse_amount(text: str, unit: Unit) -> Decimal:
    """Yuan from what a sheet says; a unit inside the text wins over the column's.

    >>> from kezhang.quantities.units import WAN_YUAN
    >>> parse_amount("人民币50万元整", WAN_YUAN) == parse_amount("伍拾万元整", WAN_YUAN) == parse_amount("50万（含税）", WAN_YUAN)
    True
    >>> parse_amount("1,062", WAN_YUAN), parse_amount("6.2亿元", WAN_YUAN)
    (Decimal('10620000.00'), Decimal('620000000.00'))

    Raises ValueError for anything that is not one exact amount; 100余 is not exact.
    """
    if _PLAIN.fullmatch(text):
        number, own = text, unit
    else:
        bare = _AROUND.sub("", unparted(text).replace(" ", ""))
        match = _WITH_UNIT.fullmatch(bare)
        if match is None:
            number, own = _in_words(bare, text), YUAN
        else:
            number, label = match[1], match[2]
            stated = MONEY.get(_SHORT.get(label, label)) if label else unit
            if stated is None:
                raise NotAnAmount(f"“{text}”不是金额")
            own = stated
    amount = own.to_base(Decimal(number))
    if abs(amount) >= GREATEST:
        raise ValueError(f"应小于{GREATEST_IN_WORDS}元")
    exact = amount.quantize(Decimal("0.01"))
    if exact != amount:
        raise ValueError("最多精确到分")
    return exact


def carries_unit(text: str) -> bool:
    """Whether an amount says its own unit: 50万元, 伍拾万元整; 1,062 does not.

    >>> carries_unit("50万元（含税）"), carries_unit("伍拾万元整"), carries_unit("1,062")
    (True, True, False)
    """
    try:
        bare = _AROUND.sub("", unparted(text).replace(" ", ""))
    except ValueError:
        return False
    match = _WITH_UNIT.fullmatch(bare)
    return bool(match[2]) if match else _IN_WORDS.fullmatch(bare.translate(_CAPITALS)) is not None


def _in_words(bare: str, text: str) -> str:
    """The yuan that Chinese numerals say, as digits. Raises NotAnAmount."""
    words = _IN_WORDS.fullmatch(bare.translate(_CAPITALS))
    whole = chinese(words[1]) if words else None
    if words is None or whole is None:
        raise NotAnAmount(f"“{text}”不是金额")
    tenths, hundredths = ("0" if part is None else str(chinese(part)) for part in words.groups()[1:])
    return f"{whole}.{tenths}{hundredths}"
