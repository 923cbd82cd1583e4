"""纪年: of which year a report gives account, and of which the parts of it speak.

A careful reader goes by headings (2016年工作回顾, 2017年主要任务), by the day on which it was read out and by the year
that opens a paragraph. A year that something is compared with (是2011年的2倍, 自2012年以来), and one by which something
is to be reached (到2025年), dates no report.
"""

import re
from collections import Counter

from kezhang.reading.discourse.speakers import HEAD

_MARK = r"(?:(?<=\n)|\A|(?<=[。;]))[ \t\u3000]*(?:(?:第?[一二三四五六七八九十]{1,3}(?:部分)?[、,. ]|\([一二三四五六七八九十]{1,3}\))[ \t\u3000]*)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)年"
_REVIEWED = re.compile(
    rf"{_MARK}(?:关于|过去五年(?:及|和|暨)|[^\n。,;:\d]{{0,14}}(?:及|和|暨))?{_YEAR}度?(?:(?:以来)?[^\n。,;:]{{0,16}}?(?:回顾|总结|成效|完成情况|进展情况|执行情况)|(?:的|政府)?工作[ \t]*(?=\n))"
)
_PLANNED = re.compile(
    rf"{_MARK}{_YEAR}度?[^\n。,;:\d]{{0,16}}?(?:主要工作|重点工作|工作安排|工作任务|主要任务|重点任务|目标|工作计划|工作打算|工作思路|工作重点|工作部署|工作要点|总体要求|总体思路)"
)
_READ_OUT = re.compile(
    r"(?P<year>(?:19|20)\d\d)年(?P<month>\d{1,2})月\d{1,2}日[)\s]{0,4}(?:在[^\n。]{2,40}(?:会议|大会)|各位代表)"
)
_OPENING = re.compile(
    rf"(?:(?<=\n)|\A|(?<=。))[ \t\u3000]*(?:[-—]{{1,4}})?(?:截至|刚刚过去的)?{_YEAR}(?:底|末)?(?![^。\n]{{0,24}}(?:之年|一年|目标|要求|力争|将))(?:,|全|我|累计|共)"
)
_SAID = re.compile(
    r"(?<![是比较与同自从到至以])(?<!相比)(?<!相较)(?<!\d)(?P<year>20\d\d)年(?!以来|的?基础|[^,;。]{0,6}的[\d.]+倍)"
)
_ANY = re.compile(r"(?<!\d)(20\d\d)年")
_CONGRESS = re.compile(r"政\s?府\s?工\s?作\s?报\s?告|人民代表大会|各位代表|向大会(?:作|报告)|人大[一二三四五六]次会议")
#: A report that is read out in these months is of the year before.
_FIRST_MONTHS = 6

_YEAR_SAID = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
#: “十三五”时期经济社会发展回顾, and 过去五年工作回顾 of a report to the people's congress.
_FIVE_YEARS = re.compile(r"“?十([一二三四五六])五”?")
_GONE_BY = re.compile(r"过去|五年来|一年来|去年|回顾")
_TO_COME = re.compile(r"(?:今后|未来)五年")
_SPELLED = re.compile(r"[二2][○〇零Oo0][一二三四五六七八九○〇零Oo0]{2}(?=年)")
_DIGITS = str.maketrans("○〇零Oo一二三四五六七八九", "00000123456789")
#: 下半年打算: within the year.
_WITHIN = re.compile(r"下半年|年内|今年|下一?步|季度")


def _in_digits(text: str) -> str:
    """二〇二四年工作回顾 as 2024年工作回顾."""
    return _SPELLED.sub(lambda year: year[0].translate(_DIGITS), text)


def account_year(text: str) -> int | None:
    """The year that a text without a dated title gives account of."""
    text = _in_digits(text)
    if reviewed := _REVIEWED.search(text):
        return int(reviewed["year"])
    if planned := _PLANNED.search(text):
        return int(planned["year"]) - 1
    if read_out := _READ_OUT.search(text, 0, HEAD):
        return int(read_out["year"]) - (int(read_out["month"]) <= _FIRST_MONTHS)
    for said in (_OPENING, _SAID, _ANY):
        years = Counter(int(match[1]) for match in said.finditer(text))
        if years:
            return years.most_common(1)[0][0]
    return None


def is_to_congress(title: str, text: str) -> bool:
    """Whether a report is the government's to the people's congress: it looks back on one year and ahead on the next."""
    return "政府工作报告" in title or (not title and bool(_CONGRESS.search(text, 0, HEAD)))


def year_ahead(title: str, year: int | None, text: str) -> int | None:
    """The year that a report to the people's congress sets the tasks of; None for any other."""
    if year is None or not is_to_congress(title, text):
        return None
    reviewed = _REVIEWED.search(_in_digits(text)) if title else None
    # 2020年政府工作报告 looks back on 2019, unless it says itself that it is of 2020.
    return year + 1 if not title or (reviewed and int(reviewed["year"]) == year) else year


def part_year(title: str, kind: str, own: str | None, year: int | None, ahead: int | None) -> int | None:
    """The year of a heading: as it says, or the last of those that it looks back on or ahead to.

    What a report of February 2021 says of the five years before is of 2020, and not of its own year; ``ahead``: the
    year it sets the tasks of.
    """
    if said := _YEAR_SAID.search(_in_digits(title)):
        return int(said[1])
    if year is None:
        return None
    if (plan := _FIVE_YEARS.search(title)) and own in {"report", "plan"}:
        last = 2010 + 5 * "一二三四五六".index(plan[1])
        return last if (last < year) is (own == "report") else None
    if ahead is None:
        return None
    if own == "report":
        return ahead - 1 if _GONE_BY.search(title) else None
    if kind != "plan" or _WITHIN.search(title):
        return None
    return ahead + 4 if _TO_COME.search(title) else ahead
