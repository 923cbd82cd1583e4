"""Dates as people write them. A date that does not exist is refused with the reason."""

import re
from datetime import date, datetime, time, timedelta

from kezhang.quantities.numerals import chinese
from kezhang.quantities.typed_numbers import FIRST_YEAR, LAST_YEAR, YEARS_IN_WORDS, half_width

_FULL = re.compile(r"(\d{4})(?:\s*[.\-/年、。．·]\s*|\s+)(\d{1,2})(?:\s*[.\-/月、。．·]\s*|\s+)(\d{1,2})", re.ASCII)
#: What may stand behind the day: 日, a full stop, the weekday, the time, which is not kept.
_TAIL = re.compile(
    r"\s*[日号]?\s*[.。．]?\s*(?:[（(]?(?:星期|周)[一二三四五六日天][)）]?)?"
    r"(?:[T\s]\s*(?:上午|下午)?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_IN_WORDS = re.compile(
    r"([〇○零一二三四五六七八九OＯ]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
#: A day and a clock, as a person types a moment.
_AS_PEOPLE_WRITE = re.compile(r"(\d{4}[年.\-/]\d{1,2}[月.\-/]\d{1,2}日?)(?:\s+(\d{1,2}):(\d{2}))?", re.ASCII)
#: Excel counts days from here (its year 1900 has a day too many, which this start makes up for).
_EXCEL_START = date(1899, 12, 30)
_EXCEL_DAYS = range(20_000, 73_416)
_EXCEL_DAY = re.compile(r"\d{5}", re.ASCII)


def parse_date(found: object) -> date:
    """A date of 1900 to 2100: a date, 2024.6.5, 2024/6/5, 20240605, 2024年6月5日, 二〇二四年六月五日, or Excel's day number.

    A time behind it is left out.

    >>> parse_date("2024-06-05T10:23:45"), parse_date("二〇二四年六月五日")
    (datetime.date(2024, 6, 5), datetime.date(2024, 6, 5))
    >>> parse_date("2024.6.5"), parse_date("2024年6月5日"), parse_date(45448.0)
    (datetime.date(2024, 6, 5), datetime.date(2024, 6, 5), datetime.date(2024, 6, 5))
    """
    if isinstance(found, date):
        day = found.date() if isinstance(found, datetime) else found
        return _existing(day.year, day.month, day.day)
    if isinstance(found, float):
        found = f"{found:.0f}"
    text = half_width(str(found)).strip()
    match = _FULL.match(text)
    if match and not _behind(text[match.end() :]):
        match = None
    match = match or _COMPACT.fullmatch(text)
    if match:
        return _existing(*(int(part) for part in match.groups()))
    if words := _IN_WORDS.fullmatch("".join(text.split())):
        numbers = [chinese(re.sub("[OＯ○]", "〇", part)) for part in words.groups()]
        return _existing(*(int(number or 0) for number in numbers))
    if _EXCEL_DAY.fullmatch(text) and int(text) in _EXCEL_DAYS:
        return _EXCEL_START + timedelta(days=int(text))
    raise ValueError("应为日期，例如 2024-06-05 或 2024年6月5日")


def _behind(rest: str) -> bool:
    """Whether what follows a day belongs to it: nothing, 日, a stop, a weekday, a time that exists."""
    found = _TAIL.fullmatch(rest)
    return found is not None and all(
        part is None or int(part) < most for part, most in zip(found.groups(), (24, 60, 60), strict=True)
    )


def parse_moment(text: str) -> datetime:
    """A moment in ISO 8601, as 2024-09-01T08:30:00+08:00; without a zone it has none, and a day alone is its end.

    A day may be written as people do, with hours and minutes behind it.

    >>> parse_moment("2024-09-01T08:30"), parse_moment("2024-09-01").hour
    (datetime.datetime(2024, 9, 1, 8, 30), 23)
    >>> parse_moment("2024年9月1日 8:30"), parse_moment("2024.9.1").hour
    (datetime.datetime(2024, 9, 1, 8, 30), 23)
    """
    plain = half_width(text).strip()
    if people := _AS_PEOPLE_WRITE.fullmatch(plain):
        plain = parse_date(people[1]).isoformat() + (f" {people[2]:0>2}:{people[3]}" if people[3] else "")
    try:
        found = datetime.fromisoformat(plain)
    except ValueError:
        raise ValueError("应为 ISO 8601 的时刻，例如 2024-09-01T08:30:00+08:00") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(YEARS_IN_WORDS)
    return datetime.combine(found.date(), time.max) if len(plain) <= len("2024-09-01") else found


def _existing(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(YEARS_IN_WORDS)
    if not 1 <= month <= 12:
        raise ValueError(f"没有{month}月，应为1至12月")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"{year}年{month}月没有{day}日") from None


def chinese_date(day: date) -> str:
    """As a document writes it, without leading zeros.

    >>> chinese_date(date(2024, 6, 5))
    '2024年6月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"
