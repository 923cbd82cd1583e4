"""期间: a stretch of days that figures are counted over; as-of dates stand beside it, never inside it."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kezhang.quantities.dates import parse_date
from kezhang.quantities.typed_numbers import FIRST_YEAR, LAST_YEAR, YEARS_IN_WORDS, half_width

_CODE = re.compile(r"(\d{4})(?:-?(?:H([12])|Q([1-4]))|-(0[1-9]|1[0-2]))?", re.ASCII)
_TO_DATE = re.compile(r"(\d{4})-01-01\.\.((\d{4})-\d{2}-\d{2})", re.ASCII)


@dataclass(frozen=True, order=True)
class Period:
    """A year, half, quarter, month, or the year to a date."""

    kind: str  # year, half, quarter, month, to_date
    first: date
    last: date

    @classmethod
    def year_of(cls, year: int) -> "Period":
        return cls("year", date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def half(cls, year: int, number: int) -> "Period":
        return cls("half", *_months(year, 6 * number - 5, 6 * number))

    @classmethod
    def quarter(cls, year: int, number: int) -> "Period":
        return cls("quarter", *_months(year, 3 * number - 2, 3 * number))

    @classmethod
    def month(cls, year: int, number: int) -> "Period":
        return cls("month", *_months(year, number, number))

    @classmethod
    def to_date(cls, as_of: date) -> "Period":
        return cls("to_date", date(as_of.year, 1, 1), as_of)

    @classmethod
    def parse(cls, code: str) -> "Period":
        """From a code: 2024, 2024-H1, 2024-Q2, 2024-06, or the year to a date, 2024-01-01..2024-06-20.

        >>> Period.parse("2024-H1").label, Period.parse("2024Q3").label
        ('2024年上半年', '2024年第三季度')
        """
        plain = half_width(code).strip()
        if (to_date := _TO_DATE.fullmatch(plain)) and to_date[1] == to_date[3]:
            try:
                return cls.to_date(parse_date(to_date[2]))
            except ValueError as fault:
                raise ValueError(f"“{plain}”不是期间：{fault}") from None
        match = _CODE.fullmatch(plain)
        if not match:
            raise ValueError(f"“{code[:40]}”不是期间，应为 2024、2024H1、2024Q2 或 2024-06")
        year = int(match[1])
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(f"“{plain}”不是期间：{YEARS_IN_WORDS}")
        half, quarter, month = (int(part) if part else 0 for part in match.groups()[1:])
        if half:
            return cls.half(year, half)
        if quarter:
            return cls.quarter(year, quarter)
        return cls.month(year, month) if month else cls.year_of(year)

    @property
    def year(self) -> int:
        return self.first.year

    @property
    def code(self) -> str:
        return {
            "year": f"{self.year}",
            "half": f"{self.year}-H{1 if self.first.month == 1 else 2}",
            "quarter": f"{self.year}-Q{(self.first.month + 2) // 3}",
            "month": f"{self.year}-{self.first.month:02}",
        }.get(self.kind, f"{self.first}..{self.last}")

    @property
    def label(self) -> str:
        """
        >>> Period.quarter(2024, 2).label, Period.to_date(date(2024, 6, 20)).label
        ('2024年第二季度', '2024年1月1日至6月20日')
        >>> Period.to_date(date(2024, 9, 30)).label
        '2024年前三季度'
        """
        if self.ends_three_quarters:
            return f"{self.year}年前三季度"
        if self.kind == "half":
            return f"{self.year}年{'上' if self.first.month == 1 else '下'}半年"
        if self.kind == "quarter":
            return f"{self.year}年第{'一二三四'[(self.first.month - 1) // 3]}季度"
        if self.kind == "month":
            return f"{self.year}年{self.first.month}月"
        return f"{self.year}年" if self.kind == "year" else f"{self.year}年1月1日至{self.last.month}月{self.last.day}日"

    @property
    def ends_three_quarters(self) -> bool:
        """前三季度: the year to the last day of September."""
        return self.kind == "to_date" and (self.last.month, self.last.day) == (9, 30)

    def previous(self) -> "Period":
        """去年同期: the same stretch one year before."""
        year = self.year - 1
        last = date(year, self.last.month, min(self.last.day, monthrange(year, self.last.month)[1]))
        return Period(self.kind, date(year, self.first.month, self.first.day), last)

    def months(self) -> list["Period"]:
        """Every month the period touches."""
        return [Period.month(self.year, m) for m in range(self.first.month, self.last.month + 1)]

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def a_year_before(day: date) -> date:
    """The same day last year; 29 February becomes the 28th.

    >>> a_year_before(date(2024, 2, 29))
    datetime.date(2023, 2, 28)
    """
    return Period.to_date(day).previous().last


def time_share(as_of: date) -> Decimal:
    """时间进度: the elapsed share of the year, counted in days; 30 June 2024 is 182 of 366."""
    days = (date(as_of.year, 12, 31) - date(as_of.year, 1, 1)).days + 1
    return Decimal((as_of - date(as_of.year, 1, 1)).days + 1) / Decimal(days)
