"""表头: which words stand over each cell of a table guessed from lines.

Rows lose cells where a page joined them downwards, and heads may stand in two lines or begin anew
half-way; a row is shifted until its figures stand under heads of figures.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from kezhang.reading.tables.cells import CHINESE, FIGURE, UNIT_CELL, CellLines, LineCell
from kezhang.reading.tables.head_lines import NAMES, one_line
from kezhang.reading.tables.stacked_tables import heads_of_lines

YEAR = re.compile(r"(?:(?:19|20)\d\d年?|20[Xx*]{2}年)(?:度|底|末|上半年|\d{1,2}(?:[-—]\d{1,2})?月(?:份|底|末)?)?")
_FREE = re.compile(r"备注|说明|原因|措施|依据|标准|时间|日期|完成情况|进展|责任|年限|内容")
#: 资产总计(亿元): heads of another table below the rows of one.
_IN_UNITS = re.compile(r"[一-鿿][(（][^()（）\d]{1,6}[)）]$")
_HEADISH = re.compile(
    r"指标|名称|单位|任务|目标|完成|序号|金额|增长|增减|预算|执行|分值|得分|占比|比重|备注|数量|绝对数|同比|排名|位次|实绩|总量|同期|项目$|内容$"
)
_OF_FIGURES = re.compile(
    r"[值数量额]$|任务$|目标$|完成|金额|绝对|增长|增减|实绩|率$|占比|比重|排名|位次|%$|[(（](?:[万亿]?元|[家项个件人%])[)）]$|^(?:20\d\d年?)"
)
_TIMES = re.compile(r"(?:1[-—])?\d{1,2}月(?:累计)?|累计|本月|当月|本期|同期|本年|上年")
_GROWTH = re.compile(r"(?:同比)?(?:增长|增减|增速|增幅|±)(?:率)?(?:[(（]?(?:%|百分点)[)）]?)?")
_CAPTION = re.compile(r"单位[:：]")
#: (万元), 教师: the end of a head, a line of its own.
_END_OF_HEAD = re.compile(r"[(（][^()（）\d]{1,6}[)）]|[一-鿿]{1,2}")
_WHEN = re.compile(r"年初|全年|当年|本年|上年|累计|本月|当月|(?:19|20)\d\d年?")
_LONGEST_END = 9
_NUMBERED = re.compile(r"序号|编号|^[#№]$|NO\.?", re.I)


def explained(tables: Sequence[CellLines]) -> int:
    """How many figures of guessed tables stand under a head and behind a name."""
    found = 0
    for table in tables:
        laid = any(box.heads for row in table.rows for box in row)
        for row in table.rows if laid else headed(table.rows, table.before):
            name = False
            for place, box in enumerate(row):
                figure = bool(FIGURE.fullmatch(box.text)) and (bool(laid and place) or not YEAR.fullmatch(box.text))
                name = name or bool(box.text and not figure)
                found += name and figure and bool(box.heads and box.heads[-1])
    return found


def headed(rows: Sequence[Sequence[LineCell]], before: Sequence[LineCell] = ()) -> list[list[LineCell]]:
    """The rows that tell something, each cell with the words above it."""
    found: list[list[LineCell]] = []
    heads: list[str] = []
    lines: list[list[str]] = []  # of heads, since the last row
    singles = list(before)
    for place, row in enumerate(rows):
        words = [box.text for box in row if box.text]
        if _is_head(row, bool(found)) or (lines and _fills(lines[-1], words)):
            lines.append([box.text for box in row])
            continue
        if lines and len(words) == 1 and _GROWTH.fullmatch(words[0]):  # 累计 over 增长%, a line of its own
            last = max((place for place, head in enumerate(lines[-1]) if head), default=0)
            lines[-1] = [*lines[-1][:last], lines[-1][last] + words[0]]
            continue
        if lines and len(words) == 1 and (_END_OF_HEAD.fullmatch(words[0]) or _over_units(words[0], rows, place)):
            lines.append(words)
            continue
        if lines and not any(FIGURE.fullmatch(word) for word in words):
            found.append([replace(box) for box in row])  # a part's title, or words
            continue
        if len(words) < 2 and not found:
            singles += [box for box in row if box.text]
            continue  # the title of the table, in a line of its own
        if lines:
            heads, lines = _with_corner(one_line(lines, row), row), []
        elif not found and not heads:
            heads = heads_of_lines(singles, row)
        found.append(_placed(row, heads))
    return found


def _is_head(row: Sequence[LineCell], told: bool) -> bool:
    words = [box.text for box in row if box.text]
    if len(words) < 2 or any(FIGURE.fullmatch(word) and not YEAR.fullmatch(word) for word in words):
        return False
    if any(len(word) > 24 or _CAPTION.match(word) for word in words):
        return False
    if told and all(_TIMES.fullmatch(word) for word in words):
        return True
    headish = sum(bool(_HEADISH.search(word) or YEAR.fullmatch(word)) for word in words)
    if told:
        headish = max(headish, sum(bool(_IN_UNITS.search(word)) for word in words))
        return headish > 1 and headish * 2 > len(words)
    return True


def _over_units(word: str, rows: Sequence[Sequence[LineCell]], place: int) -> bool:
    """Whether a word alone is the end of a head, as the line below holds nothing but units: 全时当量 over (人年), (项)."""
    below = [box.text for row in rows[place + 1 : place + 2] for box in row if box.text]
    units = sum(bool(UNIT_CELL.fullmatch(each)) for each in below)
    return len(word) < _LONGEST_END and units > 1 and units * 2 > len(below)


def _fills(above: Sequence[str], words: Sequence[str]) -> bool:
    """Whether words stand below the places left empty at the end of a line of heads: 总计 | | |, and 大型 | 中型."""
    empty = len(above) - max((place + 1 for place, head in enumerate(above) if head), default=0)
    return 1 < empty == len(words) and not any(FIGURE.fullmatch(word) for word in words)


def _with_corner(heads: list[str], row: Sequence[LineCell]) -> list[str]:
    """Heads that all stand over figures, of which the first would stand over a name: the corner was left out."""
    first = next((head for head in heads if head), "")
    lost = heads[:1] == [first] and is_head_of_figures(first) and bool(_WHEN.match(first))
    named = len(row) > 1 and bool(CHINESE.search(row[0].text)) and not FIGURE.fullmatch(row[0].text)
    return ["", *heads] if lost and named and FIGURE.fullmatch(row[1].text) else heads


def looks_like_head(words: str) -> bool:
    """指标内容, 年度任务, 备 注: a word that stands over a column."""
    words = re.sub(r"\s", "", words)
    return len(words) < 12 and bool(_HEADISH.search(words) or YEAR.fullmatch(words))


def is_head_of_figures(words: str) -> bool:
    return bool(_OF_FIGURES.search(words) or _NUMBERED.search(words)) and not _FREE.search(words)


def _placed(row: Sequence[LineCell], heads: Sequence[str]) -> list[LineCell]:
    if not heads:
        return list(row)
    ends = max((place for place, box in enumerate(row) if box.text), default=-1) + 1
    width = max((place for place, head in enumerate(heads) if head), default=-1) + 1
    if ends > width and not heads[0]:
        shift = 0
    elif ends > width and _NUMBERED.search(heads[0]):
        return _spread(row[:ends], heads[:width])
    elif ends > width:  # the corner was left empty: heads stand over the last columns
        shift = width - ends
    else:
        most = max(0, width - ends)
        shift = max(range(most + 1), key=lambda by: (_fit(row[:ends], heads, by), by == 0, by))
    return [
        replace(box, heads=(heads[place + shift],) if 0 <= place + shift < len(heads) else ())
        for place, box in enumerate(row)
    ]


def _spread(row: Sequence[LineCell], heads: Sequence[str]) -> list[LineCell]:
    """Heads that stand over several columns each, 拟认定批次数量, when a row has more cells than heads."""
    many = [place for place, head in enumerate(heads) if "批次" in head or "分季" in head]
    each, over = divmod(len(row) - len(heads), len(many) or 1)
    if not many or over:
        first = sum(1 for head in heads[:2] if _NUMBERED.search(head) or NAMES.search(head))
        gap = [""] * (len(row) - len(heads))
        spread = [*heads[:first], *gap, *heads[first:]]
    else:
        spread = [head for place, head in enumerate(heads) for _ in range(1 + each * (place in many))]
    return [replace(box, heads=(head,)) for box, head in zip(row, spread, strict=True)]


def _fit(row: Sequence[LineCell], heads: Sequence[str], by: int) -> int:
    """How well cells and heads agree when the row stands that many columns further right."""
    score = 0
    for place, box in enumerate(row):
        head = heads[place + by]
        if not box.text.strip("/—-－") or not head or _NUMBERED.search(head):
            continue
        figure = bool(FIGURE.fullmatch(box.text))
        if NAMES.search(head):
            score += -2 if figure else 1
        elif not _FREE.search(head):
            score += 1 if figure else -1
    return score
