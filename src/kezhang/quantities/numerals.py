"""数词: numbers in Arabic and Chinese figures, read exactly and written as headings and ordinals have them.

What cannot be read as one number is None, never a guess.
"""

import re
from decimal import Decimal

_DIGITS = "零一二三四五六七八九"
_VALUES = {c: n for n, c in enumerate(_DIGITS)} | {"〇": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_PARTS = re.compile(r"\d+(?:\.\d+)?|[百千万亿零]")
#: Letters that scanning takes digits for.
_SCANNED = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", ",": "", " ": "", "\n": "", "\r": ""})


def arabic(text: str) -> Decimal:
    """The value of digits with thousands separators and scanning errors.

    >>> arabic("1,287.35"), arabic("5O8"), arabic("1 316")
    (Decimal('1287.35'), Decimal('508'), Decimal('1316'))
    """
    if text.replace(".", "").isdecimal():  # as nearly every number is written
        return Decimal(text)
    return Decimal(text.translate(_SCANNED))


def chinese(text: str) -> Decimal | None:
    """The value of a Chinese numeral, or None where it is none.

    >>> chinese("二十三"), chinese("两千三百六十五"), chinese("一千零五"), chinese("十"), chinese("三百八")
    (Decimal('23'), Decimal('2365'), Decimal('1005'), Decimal('10'), Decimal('380'))
    >>> chinese("一亿五千七百万"), chinese("十二万三千亿"), chinese("三十七点八")
    (Decimal('157000000'), Decimal('12300000000000'), Decimal('37.8'))
    """
    text, point, tenths = text.partition("点")
    if point:
        whole = chinese(text) if text else None
        digits = _by_position(tenths) if tenths else None
        return None if whole is None or digits is None else whole + digits.scaleb(-len(tenths))
    total = section = digit = 0
    unit = 1
    pending = False
    for place, character in enumerate(text):
        if character in _VALUES:
            if pending and digit:
                return _by_position(text)
            digit, pending = _VALUES[character], True
            if digit == 0:
                unit = 10
        elif character in _SMALL:
            unit = _SMALL[character]
            section += (digit or (0 if pending and place else 1)) * unit
            digit, pending = 0, False
        elif character in _LARGE:
            unit, pending = _LARGE[character], False
            total = int(_raised(total, section + digit, unit))
            section = digit = 0
        else:
            return None
    # 三百八 is 380, 三百零八 is 308.
    return Decimal(total + section + (digit * unit // 10 if pending and unit > 10 else digit))


def _raised(total: Decimal | int, section: Decimal | int, large: int) -> Decimal | int:
    """With 万 or 亿 said of it: 一亿 and then 五千七百万 are added, 三万 and then 亿 are multiplied."""
    if large < _LARGE["亿"] <= total:
        return total + section * large
    return (total + section) * large if section or total else large


def mixed(text: str) -> Decimal | None:
    """The value of digits with units between them, or None where it is not one number.

    >>> mixed("1亿2000万"), mixed("3万5千"), mixed("2千5百万"), mixed("3亿零500万"), mixed("1万500"), mixed("3万5")
    (Decimal('120000000'), Decimal('35000'), Decimal('25000000'), Decimal('305000000'), Decimal('10500'), None)
    """
    total: Decimal | int = 0
    section = Decimal(0)
    digits, nought = "", False
    for part in _PARTS.findall(text):
        if part == "零":
            nought = True
        elif part in _SMALL or part in _LARGE:
            if part in _SMALL and not digits:
                return None
            section += Decimal(digits or 0) * _SMALL.get(part, 1)
            if part in _LARGE:
                total, section = _raised(total, section, _LARGE[part]), Decimal(0)
            digits, nought = "", False
        else:
            if digits:
                return None
            digits = part
    if len(digits) == 1 and not nought:
        return None  # 3万5 may be said for 35000
    return Decimal(total + section + Decimal(digits or 0))


def _by_position(text: str) -> Decimal | None:
    """Digits named one after the other: 二○一三."""
    return Decimal("".join(str(_VALUES[c]) for c in text)) if all(c in _VALUES for c in text) else None


def chinese_number(number: int) -> str:
    """
    >>> [chinese_number(n) for n in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    if not 1 <= number <= 99:
        raise ValueError(f"{number} 不在1至99之间")
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")
