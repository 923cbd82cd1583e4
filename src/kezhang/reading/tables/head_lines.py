"""表头行: several lines of heads made one, where it is known how wide the rows below them are.

A line below may hold parts of the heads above it, their units, or the ends of their words.
"""

import re
from collections.abc import Sequence
from functools import reduce

from kezhang.reading.tables.cells import FIGURE, UNIT_CELL, LineCell
from kezhang.reading.tables.stacked_heads import heads_over, with_units_below

#: What a column of names is called.
NAMES = re.compile(
    r"^(?:[一二三]级)?(?:绩效)?指标(?:名称|内容)?$|名称|^(?:重点)?(?:项目|工作|事项|内容|类别|类型|科目|品种|行业)$|(?<!及)单位(?!数)|乡镇|街道|^(?:序|编)号$|^(?:地区|区域|地市|市州|省份|省市|城市|[市县地]别|县市|县区|市县|区县|县[(（]市|部门|企业|姓名|责任人)|^[一二三]级|^(?:Item|Indicator|Region|Year|City)s?$"
)
_BARE_YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT = re.compile(r"[(（][^()（）\d]{1,8}[)）]$")
_PART = re.compile(r"^(?:[#＃]|其中)")


def one_line(lines: Sequence[Sequence[str]], row: Sequence[LineCell]) -> list[str]:
    """The heads that so many lines are, over a row."""
    if len(lines) < 2:
        return [word for line in lines for word in line]
    wide = max((place + 1 for place, box in enumerate(row) if box.text), default=0)
    told = [[word for word in line if word] for line in lines]
    if any(UNIT_CELL.fullmatch(word) or _PART.match(word) for line in told[1:] for word in line):
        grown = _continued(told, wide)
        grown = grown or _with_more(told, wide)
        if grown:
            return grown
    below = with_units_below(lines[-2], lines[-1], sum(bool(box.text) for box in row))
    if below:
        return below
    heads = reduce(_under, [list(line) for line in lines])
    if sum(map(bool, heads)) in {wide, wide - 1}:
        return heads
    figures = sum(bool(FIGURE.fullmatch(box.text)) for box in row)
    labels, flat = heads_over([LineCell(0, 0, word) for line in told for word in line], figures)
    whole = [*(labels + [""] * wide)[: wide - len(flat)], *flat]
    return whole if flat and len(whole) == wide else heads


def _continued(lines: Sequence[Sequence[str]], wide: int) -> list[str]:
    """学校数 | 教职工 over (所) | 人数 | #专任 over (人) | 教师: each line goes on with the heads that have no unit yet."""
    heads = list(lines[0])
    whole = len(heads) + sum(bool(_PART.match(word)) for line in lines[1:] for word in line)
    if whole not in {wide, wide - 1}:
        return []
    names = (whole == wide) + heads[0].startswith("序")
    for line in lines[1:]:
        place = names - 1
        for word in line:
            if _PART.match(word):
                place += 1
                heads.insert(place, word)
                continue
            place = next((at for at in range(place + 1, len(heads)) if not _UNIT.search(heads[at])), len(heads))
            if place == len(heads):
                return []
            heads[place] += word
    for place in range(1, len(heads)):  # 单位数(个), and 亏损企业 of them
        unit = _UNIT.search(heads[place - 1])
        if _PART.match(heads[place]) and unit and not _UNIT.search(heads[place]):
            heads[place] += unit[0]
    return heads if whole == wide else ["", *heads]


def _with_more(lines: Sequence[Sequence[str]], wide: int) -> list[str]:
    """机构数 | 床位数 over (个) | (张) | 技术人员 | 执业医师: units of the heads above, and then heads of their own."""
    units = [word for word in lines[-1] if UNIT_CELL.fullmatch(word)]
    more = [word for word in lines[-1] if not UNIT_CELL.fullmatch(word)]
    whole = [top + unit for top, unit in zip(lines[0], units, strict=False)] + more
    if not more or len(units) != len(lines[0]) or len(whole) not in {wide, wide - 1}:
        return []
    between = [word for line in lines[1:-1] for word in line]
    if len(between) == 1:  # 执业医师助 over 理医师: one head in two lines
        whole[-1] = between[0] + whole[-1]
    return whole if len(whole) == wide else ["", *whole]


def _under(above: list[str], below: list[str]) -> list[str]:
    """Two lines of heads made one: 2023年 over 任务 and 完成."""
    above = [f"{top}年" if _BARE_YEAR.fullmatch(top) else top for top in above]  # 2010 over 合计 and 企业
    own = [sub for sub in below if sub]
    ends = max((place + 1 for place, top in enumerate(above) if top), default=0)
    if 1 < len(own) == len(above) - ends:  # 单位 | 总计 | | |, and 大型 | 中型 | 小型 below: in the places left empty
        return above[:ends] + own
    again = [place for place, top in enumerate(above) if top and above.count(top) > 1]
    if len(own) == len(again) < len(above):  # what stands over several columns was written over each
        found = list(above)
        for place, sub in zip(again, own, strict=True):
            found[place] += sub
        return found
    if len(above) == len(below):
        found, last = [], ""
        for top, sub in zip(above, below, strict=True):
            last = top or last
            found.append((top or last) + sub if sub else top)
        return found
    names = [head for head in above if NAMES.search(head)]
    spread = [head for head in above if head and not NAMES.search(head)]
    if spread and names == above[: len(names)]:
        tops = ["", *spread] if len(own) == _turn(own) * (len(spread) + 1) else spread  # the whole is without a head
        each, over = divmod(len(own), len(tops))
        if not over:
            return names + [tops[place // each] + sub for place, sub in enumerate(own)]
    return below


def _turn(heads: Sequence[str]) -> int:
    """After how many heads they begin anew: 机构, 人员, 机构, 人员."""
    again = (each for each in range(2, len(heads)) if len(heads) % each == 0)
    return next((each for each in again if [*heads[:each]] * (len(heads) // each) == [*heads]), len(heads))
