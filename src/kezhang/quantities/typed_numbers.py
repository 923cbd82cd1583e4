"""键入的数: the bounds of every year and number that somebody types, and how they are read.

Whatever comes from a form, a sheet, an address or a command line is read here; what is no number, or one that
nothing could hold, is refused with words that say what would be right.
"""

import re
from decimal import Decimal

FIRST_YEAR, LAST_YEAR = 1900, 2100
YEARS_IN_WORDS = f"年份应在{FIRST_YEAR}至{LAST_YEAR}之间"
#: No amount in yuan and no quantity of a bureau reaches a million million; sums of thousands of them still fit a database's integer.
GREATEST = Decimal(10) ** 12
GREATEST_IN_WORDS = "1万亿"
#: Forms for which Python knows a value and people do not: ² is a digit, 1_000 a number, nan and 1e30 are Decimals.
_WHOLE = re.compile(r"-?[0-9]{1,40}")
_EXACT = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,12})?")
#: Thousands as accounts part them, by commas or blanks, and ten thousands as some Chinese systems do.
_PARTED = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[, ]\d{3}){1,12}(?![\d,])|(?<![\d.,])\d{1,4}(?:,\d{4}){1,9}(?![\d,])", re.ASCII
)
_BETWEEN_DIGITS = re.compile(r"\d\s*,|,\s*\d|\d\s+\d", re.ASCII)
_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}


def half_width(text: str) -> str:
    """Digits, letters and signs typed full-width, as their ordinary selves.

    >>> half_width("２０２４．６"), half_width("²")
    ('2024.6', '²')
    """
    return text.translate(_FULL_WIDTH)


def unparted(text: str) -> str:
    """A number without what parts its thousands. Raises ValueError where commas or blanks stand elsewhere:
    30,40 may be two numbers and 500.000,00 another country's.

    >>> unparted("1,062.5"), unparted("１２，０００"), unparted("500 000"), unparted("50万元,")
    ('1062.5', '12000', '500000', '50万元')
    """
    plain = half_width(text).strip().rstrip(",")
    if "," not in plain and " " not in plain:
        return plain
    joined = _PARTED.sub(lambda found: found[0].replace(",", "").replace(" ", ""), plain)
    if _BETWEEN_DIGITS.search(joined):
        raise ValueError("数字里的逗号或空格不在千位上，请核对是不是一个数")
    return joined


def whole_number(text: str, least: int, most: int) -> int:
    """A whole number within bounds; thousands may be parted by commas.

    >>> whole_number("1,300", 0, 32767), whole_number("３００", 0, 32767)
    (1300, 300)
    """
    plain = _plain(text)
    if not _WHOLE.fullmatch(plain):
        raise ValueError("应为整数")
    number = int(plain)
    if not least <= number <= most:
        raise ValueError(f"应为{least}至{most}之间的整数")
    return number


def exact_number(text: str, places: int) -> Decimal:
    """A number with so many decimals at most, and not beyond what a bureau counts.

    >>> exact_number("1,062.5", 4)
    Decimal('1062.5')
    """
    plain = _plain(text)
    if not _EXACT.fullmatch(plain):
        raise ValueError("应为数字")
    number = Decimal(plain)
    if fault := fault_of(number, places):
        raise ValueError(fault)
    return number


def year_number(text: str) -> int:
    """A year.

    >>> year_number("2024"), year_number("２０２４年")
    (2024, 2024)
    """
    plain = _plain(text).removesuffix("年").removesuffix("年度")
    if not _WHOLE.fullmatch(plain) or not FIRST_YEAR <= int(plain) <= LAST_YEAR:
        raise ValueError(f"应为{FIRST_YEAR}至{LAST_YEAR}之间的年份，例如 2024")
    return int(plain)


def fault_of(number: Decimal | int, places: int) -> str:
    """What keeps a number from being stored exactly with so many decimals; empty when nothing does.

    >>> fault_of(Decimal("1.23"), 2), fault_of(Decimal("NaN"), 2), fault_of(Decimal("1e30"), 2)
    ('', '应为数字', '应小于1万亿')
    """
    number = Decimal(number)
    if not number.is_finite():
        return "应为数字"
    if abs(number) >= GREATEST:
        return f"应小于{GREATEST_IN_WORDS}"
    return f"最多{places}位小数" if number != number.quantize(Decimal(1).scaleb(-places)) else ""


def _plain(text: str) -> str:
    return unparted(text).replace(" ", "")
