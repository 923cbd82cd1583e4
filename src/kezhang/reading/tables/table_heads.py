"""表头: which words stand over each cell of a table guessed from lines.

Rows lose cells where a page joined them downwards, and heads may stand in two lines or begin anew
half-way; a row is shifted until its figures stand under heads of figures.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from kezhang.reading.tables.cells import FIGURE, CellLines, LineCell
from kezhang.reading.tables.stacked_heads import with_units_below
from kezhang.reading.tables.stacked_tables import heads_of_lines

YEAR = re.compile(r"(?:(?:19|20)\d\d年?|20[Xx*]{2}年)(?:度|底|末|上半年|\d{1,2}(?:[-—]\d{1,2})?月(?:份|底|末)?)?")
#: What a column of names is called.
_NAMES = re.compile(
    r"^(?:[一二三]级)?(?:绩效)?指标(?:名称|内容)?$|名称|^(?:重点)?(?:项目|工作|事项|内容|类别|类型|科目|品种|行业)$|(?<!及)单位|乡镇|街道|^(?:序|编)号$|^(?:地区|区域|地市|市州|省份|省市|城市|县市|县区|市县|区县|县[(（]市|部门|企业|姓名|责任人)|^[一二三]级"
)
_FREE = re.compile(r"备注|说明|原因|措施|依据|标准|时间|日期|完成情况|进展|责任|年限|内容")
_HEADISH = re.compile(
    r"指标|名称|单位|任务|目标|完成|序号|金额|增长|增减|预算|执行|分值|得分|占比|比重|备注|数量|绝对数|同比|排名|位次|实绩|总量|同期|项目$|内容$"
)
_BARE_YEAR = re.compile(r"(?:19|20)\d\d")
_OF_FIGURES = re.compile(
    r"[值数量额]$|任务$|目标$|完成|金额|绝对|增长|增减|实绩|率$|占比|比重|排名|位次|%$|[(（](?:[万亿]?元|[家项个件人%])[)）]$|^(?:20\d\d年?)"
)
_TIMES = re.compile(r"(?:1[-—])?\d{1,2}月(?:累计)?|累计|本月|当月|本期|同期|本年|上年")
_GROWTH = re.compile(r"(?:同比)?(?:增长|增减|增速|增幅|±)(?:率)?(?:[(（]?(?:%|百分点)[)）]?)?")
_NUMBERED = re.compile(r"序号|编号|^[#№]$|NO\.?", re.I)


def explained(tables: Sequence[CellLines]) -> int:
    """How many figures of guessed tables stand under a head and behind a name."""
    found = 0
    for table in tables:
        for row in headed(table.rows, table.before):
            name = False
            for box in row:
                figure = bool(FIGURE.fullmatch(box.text)) and not YEAR.fullmatch(box.text)
                name = name or bool(box.text and not figure)
                found += name and figure and bool(box.heads and box.heads[-1])
    return found


def headed(rows: Sequence[Sequence[LineCell]], before: Sequence[LineCell] = ()) -> list[list[LineCell]]:
    """The rows that tell something, each cell with the words above it."""
    found: list[list[LineCell]] = []
    heads: list[str] = []
    gathering = False
    over: tuple[list[str], list[str]] = ([], [])  # two lines of heads as they stood
    singles = list(before)
    for row in rows:
        if _is_head(row, bool(found)):
            own = [box.text for box in row]
            over = (heads, own) if gathering and heads else ([], [])
            heads = _under(heads, own) if gathering and heads else own
            gathering = True
            continue
        words = [box.text for box in row if box.text]
        if gathering and len(words) == 1 and _GROWTH.fullmatch(words[0]):  # 累计 over 增长%, a line of its own
            last = max((place for place, head in enumerate(heads) if head), default=0)
            heads = [*heads[:last], heads[last] + words[0]]
            continue
        if len(words) < 2 and not found:
            singles += [box for box in row if box.text]
            continue  # the title of the table, in a line of its own
        if not found and not heads:
            heads = heads_of_lines(singles, row)
        if over[0]:
            heads = with_units_below(*over, sum(bool(box.text) for box in row)) or heads
            over = ([], [])
        gathering = False
        found.append(_placed(row, heads))
    return found


def _is_head(row: Sequence[LineCell], told: bool) -> bool:
    words = [box.text for box in row if box.text]
    if len(words) < 2 or any(FIGURE.fullmatch(word) and not YEAR.fullmatch(word) for word in words):
        return False
    if any(len(word) > 24 for word in words):
        return False
    if told and all(_TIMES.fullmatch(word) for word in words):
        return True
    headish = sum(bool(_HEADISH.search(word) or YEAR.fullmatch(word)) for word in words)
    if told:
        return headish > 1 and headish * 2 > len(words)
    return True


def looks_like_head(words: str) -> bool:
    """指标内容, 年度任务, 备 注: a word that stands over a column."""
    words = re.sub(r"\s", "", words)
    return len(words) < 12 and bool(_HEADISH.search(words) or YEAR.fullmatch(words))


def is_head_of_figures(words: str) -> bool:
    return bool(_OF_FIGURES.search(words) or _NUMBERED.search(words)) and not _FREE.search(words)


def _under(above: list[str], below: list[str]) -> list[str]:
    """Two lines of heads made one: 2023年 over 任务 and 完成."""
    above = [f"{top}年" if _BARE_YEAR.fullmatch(top) else top for top in above]  # 2010 over 合计 and 企业
    own = [sub for sub in below if sub]
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
    names = [head for head in above if _NAMES.search(head)]
    spread = [head for head in above if head and not _NAMES.search(head)]
    if spread and len(own) % len(spread) == 0 and names == above[: len(names)]:
        each = len(own) // len(spread)
        return names + [spread[place // each] + sub for place, sub in enumerate(own)]
    return below


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
        first = sum(1 for head in heads[:2] if _NUMBERED.search(head) or _NAMES.search(head))
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
        if _NAMES.search(head):
            score += -2 if figure else 1
        elif not _FREE.search(head):
            score += 1 if figure else -1
    return score
