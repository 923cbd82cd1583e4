"""Dates as people write them. A date that does not exist is refused with the reason."""

import re
from datetime import date, datetime, time, timedelta

from kezhang.quantities.typed_numbers import FIRST_YEAR, LAST_YEAR, YEARS_IN_WORDS, half_width

_FULL = re.compile(r"(\d{4})\s*[.\-/年]\s*(\d{1,2})\s*[.\-/月]\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
#: Excel counts days from here (its year 1900 has a day too many, which this start makes up for).
_EXCEL_START = date(1899, 12, 30)
_EXCEL_DAYS = range(20_000, 73_416)
_EXCEL_DAY = re.compile(r"\d{5}", re.ASCII)


def parse_date(found: object) -> date:
    """A date of 1900 to 2100: a date, 2024.6.5, 2024/6/5, 20240605, 2024年6月5日, or Excel's day number.

    >>> parse_date("2024.6.5"), parse_date("2024年6月5日"), parse_date(45448.0)
    (datetime.date(2024, 6, 5), datetime.date(2024, 6, 5), datetime.date(2024, 6, 5))
    """
    if isinstance(found, date):
        day = found.date() if isinstance(found, datetime) else found
        return _existing(day.year, day.month, day.day)
    if isinstance(found, float):
        found = f"{found:.0f}"
    text = half_width(str(found)).strip()
    match = _FULL.fullmatch(text) or _COMPACT.fullmatch(text)
    if match:
        return _existing(*(int(part) for part in match.groups()))
    if _EXCEL_DAY.fullmatch(text) and int(text) in _EXCEL_DAYS:
        return _EXCEL_START + timedelta(days=int(text))
    raise ValueError("应为日期，例如 2024-06-05 或 2024年6月5日")


def parse_moment(text: str) -> datetime:
    """A moment in ISO 8601, as 2024-09-01T08:30:00+08:00; without a zone it has none, and a day alone is its end.

    >>> parse_moment("2024-09-01T08:30"), parse_moment("2024-09-01").hour
    (datetime.datetime(2024, 9, 1, 8, 30), 23)
    """
    plain = half_width(text).strip()
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
