"""数字格式: what a cell shows of the number it holds.

A format may divide (``0!.0,`` shows 125000 as 12.5), pad with zeros, write a unit behind, show a percentage, or
words in the number's place (``;;;`` nothing at all, ``[=1]"是";"否"`` a choice). What is shown is what the author of the sheet saw and meant. Rounding is not followed: the number behind it is exact.
"""

import operator
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

#: Formats that Excel knows by number alone; of these only percentages change what is shown.
BUILT_IN = {9: "0%", 10: "0.00%"}

_PART = re.compile(
    r"""
    "(?P<quoted>[^"]*)" | [\\!](?P<single>.) | \[\$(?P<currency>[^\]-]*)[^\]]*\] | \[[^\]]*\] | [_*].
    | (?P<digits>[0-9#?.,]*[0#?][0-9#?.,]*) | (?P<percent>[%％]) | (?P<general>General) | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"\[\s*(>=|<=|<>|>|<|=)\s*(-?\d{1,20}(?:\.\d{1,10})?)\s*\]")
_HOLDS = {
    ">=": operator.ge, "<=": operator.le, "<>": operator.ne, ">": operator.gt, "<": operator.lt, "=": operator.eq,
}  # fmt: skip
#: Letters that make a format one of dates, times or fractions.
_CALENDAR = frozenset("ymdhsaeYMDHSAE年月日时分秒@/E")
#: A literal point or comma within the digits: the places behind it are shown as decimals.
_POINTS = frozenset(".．")


@dataclass(frozen=True)
class Shown:
    """How a number is shown: divided by ``divisor``, padded to ``width``, between two texts; or ``instead`` of it words."""

    divisor: Decimal = Decimal(1)
    width: int = 0
    before: str = ""
    after: str = ""
    instead: str | None = None

    @property
    def as_held(self) -> bool:
        """Whether a number stands as it is."""
        return self == _AS_HELD

    @property
    def changes(self) -> bool:
        """Whether it is read otherwise than it is held; a currency sign alone changes nothing."""
        return bool(self.divisor != 1 or self.width or self.after or self.is_foreign or self.instead is not None)

    @property
    def is_foreign(self) -> bool:
        """Whether it shows another currency's sign: what it counts is no yuan."""
        return any(sign in self.before for sign in "$€£₽₸＄￡")

    @property
    def unit(self) -> str:
        """The words behind the number; of a currency sign before it, 元."""
        return self.after.strip() or ("元" if self.before.strip() in ("¥", "￥", "RMB", "CNY") else "")

    def text(self, held: float) -> str:
        """
        >>> shown('0!.0,"万元"').text(125000.0), shown("0000000").text(42.0), shown("0%").text(0.75)
        ('12.5万元', '0000042', '75%')
        >>> shown("").text(88000.0), shown('"***"').text(88000.0), shown('[=1]"是"').text(1.0)
        ('', '***', '是')
        """
        if self.instead is not None:
            return self.instead
        number = Decimal(f"{held:.15g}") / self.divisor
        digits = f"{number.normalize():f}"
        sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
        if "." not in digits:
            digits = digits.zfill(self.width)
        return f"{sign}{self.before.strip()}{digits}{self.after.strip()}"


_AS_HELD = Shown()


@lru_cache(maxsize=4096)
def shown(section: str) -> Shown:
    """What a section of a format does to a number.

    >>> shown('#,##0.00"元"'), shown("0!.0,").divisor, shown("yyyy-mm-dd").as_held, shown("#,##0.00").as_held
    (Shown(divisor=Decimal('1'), width=0, before='', after='元', instead=None), Decimal('10000'), True, True)
    >>> shown(r"0\\.00,,").divisor, shown("0!.0000").divisor
    (Decimal('100000000'), Decimal('10000'))
    """
    parts = [(match.lastgroup or "", match[0], match) for match in _PART.finditer(section)]
    if any(kind == "other" and text in _CALENDAR for kind, text, _ in parts):
        return _AS_HELD
    first = next((at for at, (kind, _, _) in enumerate(parts) if kind in ("digits", "general")), None)
    if first is None:
        return Shown(instead=_words(parts).strip())
    last = max(at for at, (kind, _, _) in enumerate(parts) if kind in ("digits", "general"))
    inside = parts[first : last + 1]
    whole, point, _ = "".join(text if kind == "digits" else "" for kind, text, _ in inside).partition(".")
    thousands = _trailing_commas(inside)
    behind = 0
    if not point and (place := _literal_point(inside)) is not None:
        behind = sum(c in "0#?" for kind, text, _ in inside[place + 1 :] if kind == "digits" for c in text)
    percent = any(kind == "percent" for kind, _, _ in parts)
    divisor = Decimal(1000) ** thousands * Decimal(10) ** behind / (100 if percent else 1)
    width = whole.replace(",", "").count("0") if not behind and not point and "#" not in whole else 0
    before, after = (_words(some) for some in (parts[:first], parts[last + 1 :]))
    return Shown(divisor, width if width > 1 else 0, before, after + ("%" if percent and "%" not in after else ""))


def sections(code: str) -> list[str]:
    """The parts of a format between its semicolons: for positive, negative and zero numbers, or under conditions.

    >>> sections('[>=10000]0!.0,"万;";0')
    ['[>=10000]0!.0,"万;"', '0']
    """
    found, quoted, begun = [], False, 0
    for at, character in enumerate(code):
        if character == '"':
            quoted = not quoted
        elif character == ";" and not quoted:
            found.append(code[begun:at])
            begun = at + 1
    return [*found, code[begun:]]


def section_for(code: str, held: float) -> str:
    """The section by which a number is shown; a negative one is shown by the first, with its sign.

    A zero that is shown as nothing or as a dash is a zero all the same; one that is shown as a word is that word.

    >>> section_for('[>=10000]0!.0,"万";0', 125000.0), section_for('[>=10000]0!.0,"万";0', 12.0)
    ('[>=10000]0!.0,"万"', '0')
    >>> section_for('"是";;"否"', 0), section_for('0;-0;;@', 0), section_for('0;-0;"-"', 0)
    ('"否"', '0', '0')
    """
    found = sections(code)
    conditions = [_CONDITION.search(section) for section in found[:2]]
    if not any(conditions):
        worded = len(found) > 2 and any(map(str.isalpha, shown(found[2]).instead or ""))
        return found[2] if worded and not held else found[0]
    for section, condition in zip(found, conditions, strict=False):
        if condition is None or _HOLDS[condition[1]](held, Decimal(condition[2])):
            return section
    return found[-1]


def _trailing_commas(inside: list) -> int:
    """Commas behind the last digit of a format: each one divides by a thousand."""
    text = next((text for kind, text, _ in reversed(inside) if kind == "digits"), "")
    whole = text.partition(".")
    return max(len(part) - len(part.rstrip(",")) for part in (whole[0] if whole[1] else "", text))


def _literal_point(inside: list) -> int | None:
    for at, (kind, _, match) in enumerate(inside):
        if kind in ("quoted", "single") and match[kind] in _POINTS:
            return at
    return None


def _words(parts: list) -> str:
    said = "".join(match[kind] or "" for kind, _, match in parts if kind in ("quoted", "single", "currency", "percent"))
    return said + "".join(
        text for kind, text, _ in parts if kind == "other" and not text.isspace() and text not in "()-+"
    )
