"""Invented firms, people and workbooks as bureaus keep them: what the example bureaus are made with.

The one rule: the same dice give the same bytes, and nothing here names a real body.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import xlsxwriter

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗"
GIVEN = ("明远", "建军", "秀兰", "志强", "丽华", "国栋", "晓燕", "永刚", "雪梅", "海涛", "文静", "立群", "春生", "玉珍")
LOCAL = ("古丽娜尔", "阿依努尔", "买买提江", "巴图尔", "其其格", "努尔兰", "阿迪力", "萨仁", "哈力克", "美丽娜")
FIRST = (
    "绿源",
    "金穗",
    "天工",
    "宏达",
    "瑞丰",
    "北疆",
    "博峰",
    "润泽",
    "新禾",
    "昊天",
    "晨光",
    "鼎盛",
    "沃野",
    "汇通",
    "景元",
    "嘉禾",
)
TRADES = (
    ("农业科技有限公司", "生物与新医药"),
    ("种业有限公司", "生物与新医药"),
    ("机械有限公司", "先进制造与自动化"),
    ("新材料有限公司", "新材料"),
    ("信息技术有限公司", "电子信息"),
    ("环保科技有限公司", "资源与环境"),
)
UNIVERSITIES = ("西北绿洲大学", "天山理工学院", "塞外农业大学", "新湖工程学院")


@dataclass(frozen=True)
class Firm:
    name: str
    code: str
    town: str
    field: str
    registered_on: date


def credit_code(number: int, division: str) -> str:
    """A code of an invented division whose check digits are right (GB 11714 and GB 32100)."""
    body = f"MA7{number:05d}"
    total = sum(
        w * (int(c) if c.isdigit() else ord(c) - 55) for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    organisation = body + {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))
    first = f"91{division}{organisation}"
    return first + ALPHABET[-sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first)) % 31]


def dotted(day: date) -> str:
    """2024.6.5, as many clerks type dates."""
    return f"{day.year}.{day.month}.{day.day}"


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def share(dice: random.Random, total: int, parts: int, least: int = 1) -> list[int]:
    """``total`` cut into ``parts`` whole numbers of at least ``least``."""
    cuts = sorted(dice.sample(range(1, total - parts * (least - 1)), parts - 1)) if parts > 1 else []
    edges = [0, *cuts, total - parts * (least - 1)]
    return [b - a + least - 1 for a, b in pairwise(edges)]


def day_in(dice: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=dice.randrange((last - first).days + 1))


def firms(dice: random.Random, place: str, division: str, towns: Sequence[str], count: int) -> list[Firm]:
    """``count`` invented firms of a place, each with a name and a code of its own."""
    made = []
    for number in range(count):
        trade, field = TRADES[number % len(TRADES)]
        stem = FIRST[number % len(FIRST)] + (
            "" if number < len(FIRST) else "甲乙丙丁戊己庚辛壬癸子丑"[number // len(FIRST)]
        )
        registered = day_in(dice, date(2012, 1, 1), date(2021, 12, 31))
        name, code = f"{place}{stem}{trade}", credit_code(number + 101, division)
        made.append(Firm(name, code, towns[number % len(towns)], field, registered))
    return made


def person(dice: random.Random) -> str:
    return dice.choice(LOCAL) if dice.random() < 0.4 else dice.choice(SURNAMES) + dice.choice(GIVEN)


def write(
    path: Path,
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    title: str = "",
    unit: str = "",
    total: Sequence[int] = (),
    sheet: str = "Sheet1",
    note: str = "",
) -> None:
    """One workbook with its own habits: title, unit line, totals under the named columns, a note below."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": datetime(2024, 6, 25), "author": "示例", "comments": "虚构数据"})  # noqa: DTZ001
        head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"})
        big = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page = book.add_worksheet(sheet)
        row = 0
        if title:
            page.merge_range(0, 0, 0, len(headings) - 1, title, big)
            row += 1
        if unit:
            page.write_string(row, len(headings) - 1, unit)
            row += 1
        page.write_row(row, 0, headings, head)
        page.set_column(0, len(headings) - 1, 18)
        for row, cells in enumerate(rows, start=row + 1):
            for place, cell in enumerate(cells):
                if isinstance(cell, date):
                    page.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                elif isinstance(cell, str):
                    page.write_string(row, place, cell)
                elif cell is not None:
                    page.write(row, place, cell)
        if total:
            row += 1
            page.write_string(row, 0, "合计")
            for place in total:
                page.write_number(
                    row, place, round(sum(r[place] for r in rows if isinstance(r[place], (int, float))), 6)
                )
        if note:
            page.write_string(row + 1, 0, note)
