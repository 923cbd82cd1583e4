"""读法: how findings are written for people: amounts, periods, comparators.

Masked is shown as unknown, never as a number.
"""

import re
from decimal import Decimal

from kezhang.reading.findings import Finding

COMPARATORS = {"=": "", ">": "超过", ">=": "不少于", "<": "不足", "<=": "不超过", "~": "约"}
_WAN, _YI = Decimal(10_000), Decimal(100_000_000)
_PERIOD = re.compile(r"(\d{4})(?:(H)([12])|(Q)([1-4])|(M)(\d{1,2}))?")
_HALVES = {"1": "上半年", "2": "下半年"}


def amount(finding: Finding) -> str:
    """The value with comparator and unit, a growth with its basis; large amounts of money in 万元 or 亿元."""
    if finding.masked or finding.value is None:
        return "未写明"
    low = written(finding.value, finding.unit)
    if finding.value_high is not None:
        low = f"{low}至{written(finding.value_high, finding.unit)}"
    return finding.basis + COMPARATORS.get(finding.comparator, "") + low


def written(value: Decimal, unit: str | None) -> str:
    """
    >>> written(Decimal(10620000), "元"), written(Decimal("620000000"), "元"), written(Decimal("53.10"), "%")
    ('1062万元', '6.2亿元', '53.1%')
    """
    if unit == "元" and abs(value) >= _YI:
        return plain(value / _YI) + "亿元"
    if unit == "元" and abs(value) >= _WAN:
        return plain(value / _WAN) + "万元"
    return plain(value) + (unit or "")


def plain(value: Decimal) -> str:
    """Digits without exponent or trailing zeros."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def period_label(period: str | None) -> str:
    """
    >>> period_label("2024H1"), period_label("2024"), period_label("2023.7-2025.6"), period_label(None)
    ('2024年上半年', '2024年', '2023.7-2025.6', '')
    """
    found = _PERIOD.fullmatch(period or "")
    if not found:
        return period or ""
    year, _, half, _, quarter, _, month = found.groups()
    part = (
        _HALVES[half]
        if half
        else f"第{'一二三四'[int(quarter) - 1]}季度"
        if quarter
        else f"{int(month)}月"
        if month
        else ""
    )
    return f"{year}年{part}"
