"""逐行表格: tables that a page left with a line for each cell.

Rows are as wide as their heads, or where cells of names were joined downwards, each figure is told by
the words before it and the heads of figures in their order.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from kezhang.reading.tables.cells import CHINESE, FIGURE, CellLines, LineCell
from kezhang.reading.tables.stacked_tables import regular
from kezhang.reading.tables.table_heads import is_head_of_figures, looks_like_head

_SHORT, _SHORTEST_RUN, _WIDEST = 20, 6, 12
_MAY_BE_FIGURE = re.compile(r"[\d*]")
_ONLY_UNIT = re.compile(r"[(（][^()（）\d]{1,6}[)）]")
_CAPTION = re.compile(r"单位[:：][万亿]?元[^\S\n]*(?=\n)")
_GLUED = re.compile(r"\s*(\S[^\d\n]*(?:\d\.[^\d\n]+)?[一-鿿)）])(\d[\d,]*\.\d\d)[^\S\n]*")
#: So many characters of a table are looked at.
_REACH = 2000
_HALF = re.compile(r"(?:比|较)(?:上年|去年)(?:同期)?$")
_STOPS = re.compile(r"[。；;，,！？]")


def may_be_folded(line: str) -> bool:
    """A line that may be one cell of a table copied with a line for each."""
    words = line.strip()
    longest = _SHORT if CHINESE.search(words) else 2 * _SHORT  # Scientific Research Institutes
    return 0 < len(words) <= longest and not _STOPS.search(words)


def folded(lines: Sequence[LineCell]) -> list[CellLines]:
    """The tables that a run of lines is: heads, then rows of as many cells, figures always in the same places."""
    if len(lines) < _SHORTEST_RUN or not any(_MAY_BE_FIGURE.search(box.text) for box in lines):
        return []
    lines = _joined(lines)
    kinds = [bool(FIGURE.fullmatch(box.text)) for box in lines]
    found: list[CellLines] = []
    place = 0
    while len(lines) - place >= _SHORTEST_RUN:
        opens, width, rows = _first_table(lines, kinds, place)
        if not rows:
            break
        cut = [list(lines[opens + width * n : opens + width * (n + 1)]) for n in range(rows + 1)]
        found.append(CellLines(cut[0][0].start, cut[-1][-1].end, cut, drawn=True))
        place = opens + width * (rows + 1)
    even = regular(lines)
    wide = _told(even) > sum(len(table.rows) - 1 for table in even)  # more than one figure for each name
    if wide and _told(even) >= _told(found):
        return even
    ragged = _ragged(lines, kinds)
    return ragged if _told(ragged) > _told(found) else found


def glued(text: str) -> Iterator[CellLines]:
    """Tables below 单位：万元 that lost what stood between names and figures: 行政经费177.50."""
    for caption in _CAPTION.finditer(text):
        position = caption.end()
        rows: list[list[LineCell]] = []
        for line in text[position + 1 : position + _REACH].split("\n"):
            start, position = position + 1, position + 1 + len(line)
            found = _GLUED.fullmatch(line)
            if not found and (_STOPS.search(line) or "单位" in line or not 0 < len(line.strip()) <= 2 * _SHORT):
                break
            if found:
                rows.append([LineCell(start + found.start(n), start + found.end(n), found[n]) for n in (1, 2)])
        if len(rows) > 2:
            yield CellLines(rows[0][0].start, rows[-1][-1].end, rows, drawn=True)


def _told(tables: Sequence[CellLines]) -> int:
    """How many figures the tables hold."""
    return sum(bool(FIGURE.fullmatch(box.text)) for table in tables for row in table.rows for box in row)


def _joined(lines: Sequence[LineCell]) -> list[LineCell]:
    """总量 and (亿元), 比上年同期 and 增长(%): one head in two lines."""
    found: list[LineCell] = []
    for box in lines:
        last = found[-1] if found else None
        goes_on = (
            last and len(last.text) <= _SHORT and not FIGURE.fullmatch(last.text) and not FIGURE.fullmatch(box.text)
        )
        if last and goes_on and (_ONLY_UNIT.fullmatch(box.text) or _HALF.search(last.text)):
            found[-1] = replace(last, end=box.end, text=last.text + box.text)
        else:
            found.append(box)
    return found


def _first_table(lines: Sequence[LineCell], kinds: Sequence[bool], place: int) -> tuple[int, int, int]:
    """Where a table begins that a title or two may stand above, how wide it is, and how many rows it has."""
    best = (place, 0, 0)
    for opens in range(place, place + 3):
        for width in range(3, min(_WIDEST, (len(kinds) - opens) // 2) + 1):
            rows = _periods(kinds, opens, width)
            whole = opens == place and width > 3 and opens + 2 * width == len(kinds)
            over = [lines[opens + n].text for n in range(width) if rows and kinds[opens + width + n]]
            if not all(map(is_head_of_figures, over)):
                continue
            if (rows > 1 or (rows and whole)) and rows * width > best[1] * best[2]:
                best = (opens, width, rows)
    return best


def _periods(kinds: Sequence[bool], opens: int, width: int) -> int:
    """How many rows of that width follow a line of heads, each with figures where the first has them."""
    head, first = kinds[opens : opens + width], kinds[opens + width : opens + 2 * width]
    if any(head) or len(first) < width or not any(first) or not any(first[1:]):
        return 0
    if first[0] and (all(first) or first[1]):
        return 0  # a row begins with its number or its name
    rows = 1
    while kinds[opens + width * (rows + 1) : opens + width * (rows + 2)] == first:
        rows += 1
    return rows


def _ragged(lines: Sequence[LineCell], kinds: Sequence[bool]) -> list[CellLines]:
    """Heads, then names and figures as they come: 产出指标, 数量指标, 新增高企, 15, 质量指标, 达标率, 100%."""
    heads: list[str] = []
    place = 0
    for place, box in enumerate(lines):
        if looks_like_head(box.text) and not kinds[place]:
            heads.append(box.text)
        elif len(heads) > 1 and any(map(is_head_of_figures, heads)):
            break
        else:
            heads = []
    told = [head for head in heads if is_head_of_figures(head)]
    if not told or place + 1 >= len(lines):
        return []
    widths = [sum(1 for _ in cells) for figure, cells in groupby(kinds[place:]) if figure]
    told = told[-max(widths, default=1) :]
    rows: list[list[LineCell]] = []
    for figure, cells in groupby(range(place, len(lines)), key=lambda at: kinds[at]):
        row = [lines[at] for at in cells]
        if not figure:
            rows.append(row)
        elif rows and len(row) <= len(told):
            rows[-1] += [replace(box, heads=(head,)) for box, head in zip(row, told, strict=False)]
    rows = [row for row in rows if row[-1].heads]
    return [CellLines(rows[0][0].start, rows[-1][-1].end, rows, drawn=True)] if len(rows) > 1 else []
