"""叠行表格: tables of which every cell, or every head, was left in a line of its own.

Where a name and as many figures come again and again, the words before the first name are the heads.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from kezhang.reading.discourse.cells import FIGURE, CellLines, LineCell

#: Fewer rows may look alike by chance.
_FEWEST_ROWS, _FEWEST_FIGURES, _WIDEST = 3, 2, 24
_LONGEST_HEAD, _LONGEST_NAME = 20, 24
#: 1 | 朔湖县: a number or a kind before the name; more cells of words are heads.
_DEEPEST = 2
Row = tuple[list[LineCell], list[LineCell]]
_YEAR = re.compile(r"(?:19|20)\d\d(?:[.年]\d{0,2}月?)?")
_STOPS = re.compile(r"[。；;！？]")
#: 企业 C, 大专 院校 A*: what a page in two languages says below its heads.
_TRANSLATION = re.compile(r"(?<=[一-鿿)）])\s+[A-Za-z][A-Za-z&*,. -]*$")
_ONLY_UNIT = re.compile(r"[(（][^()（）\d]{1,6}[)）]")
_WITH_UNITS = re.compile(r"([一-鿿]+)((?:[(（][^()（）\d]{1,6}[)）])+)")
_MONTH = re.compile(r"(?:1[-—])?\d{1,2}月|本月|当月|上半年|全年")
_PLACES = re.compile(r"地区|区域|县区|区县|县市|市县|乡镇|街道|城市|省份|地市|市州|省市|单位")
_CHINESE = re.compile(r"[一-鿿]")
_BLANKS = re.compile(r"(?<=[一-鿿])\s+(?=[一-鿿])")


def regular(cells: Sequence[LineCell]) -> list[CellLines]:
    """The tables that single cells are, one after the other: heads, then names with as many figures each."""
    runs = [(figure, list(run)) for figure, run in groupby(_in_chinese(cells), key=_is_figure)]
    if runs and runs[0][0]:
        runs = runs[1:]
    tables: list[list[Row]] = []
    for at in range(0, len(runs) - 1, 2):
        if not tables or len(runs[at][1]) > _DEEPEST:
            tables.append([])
        tables[-1].append((runs[at][1], runs[at + 1][1]))
    return [table for rows in tables if (table := _table(rows))]


def _table(pairs: Sequence[Row]) -> CellLines | None:
    if len(pairs) < _FEWEST_ROWS:
        return None
    names = Counter(len(before) for before, _ in pairs[1:])
    widths = Counter(len(figures) for _, figures in pairs)
    (deep, often), (wide, rows) = names.most_common(1)[0], widths.most_common(1)[0]
    if wide > _WIDEST or deep > _DEEPEST or rows < _FEWEST_ROWS or min(often, rows) * 3 < 2 * len(pairs):
        return None
    first = pairs[0][0]
    heads = _in_two_lines(first[:-deep], wide) or _among(first[:-deep], wide) or first[-wide - deep : -deep]
    if len(heads) < wide or any(len(head.text) > _LONGEST_HEAD or _STOPS.search(head.text) for head in heads):
        return None
    table = [[LineCell(first[0].start, first[0].start, "")] * deep + heads]
    for before, figures in pairs:
        if (
            len(figures) == wide
            and len(before) >= deep
            and all(len(name.text) <= _LONGEST_NAME for name in before[-deep:])
        ):
            table.append([*before[-deep:], *figures])
    return CellLines(first[0].start, table[-1][-1].end, table, drawn=True) if len(table) > _FEWEST_ROWS else None


def with_units_below(above: Sequence[str], below: Sequence[str], width: int) -> list[str]:
    """Heads of which some have parts below them and some a unit: 职务 | 人口 | 排名 over 企业 | 个人 | (万人)."""
    last = max((at for at, head in enumerate(below) if head and not _ONLY_UNIT.fullmatch(head)), default=0)
    grown = _WITH_UNITS.fullmatch(below[last]) if below else None
    if grown:  # 个人 (万人) (件/万人): units of other columns, taken for its own
        below = [*below[:last], grown[1], *_ONLY_UNIT.findall(grown[2]), *below[last + 1 :]]
    parts = [head for head in below if head and not _ONLY_UNIT.fullmatch(head)]
    units = [head for head in below if _ONLY_UNIT.fullmatch(head)]
    above = [head for head in above if head]
    plain = width - 1 - len(parts) - len(units)
    behind = len(units) + plain
    if not units or plain < 0 or len(above) <= behind or not parts:
        return []
    measured = above[len(above) - behind : len(above) - plain]
    said = [f"{head}{unit}" for head, unit in zip(measured, units, strict=True)]
    first = parts[0] if not _MONTH.fullmatch(parts[0]) or not _YEAR.fullmatch(above[1]) else above[1] + parts[0]
    return [above[0], first, *parts[1:], *said, *above[len(above) - plain :]]


def _in_two_lines(cells: Sequence[LineCell], wide: int) -> list[LineCell]:
    """The heads of single cells that were two lines of heads: the second begins with the month below a year."""
    opens = next((at for at in range(len(cells) - 1, -1, -1) if _PLACES.fullmatch(_bare(cells[at].text))), None)
    turn = next((at for at in range((opens or 0) + 2, len(cells)) if _MONTH.fullmatch(cells[at].text)), None)
    if opens is None or turn is None or not _YEAR.fullmatch(cells[opens + 1].text):
        return []
    heads = with_units_below(
        [_bare(cell.text) for cell in cells[opens:turn]], [_bare(cell.text) for cell in cells[turn:]], wide + 1
    )
    return [LineCell(cells[opens].start, cells[-1].end, head) for head in heads[1:]]


def _among(cells: Sequence[LineCell], wide: int) -> list[LineCell]:
    """合计 | 其中 | 增长率 | 单位 | 发明 | 外观: the parts that stand behind the name's own head belong under 其中."""
    opens = next((at for at in range(len(cells) - 1, -1, -1) if _PLACES.fullmatch(_bare(cells[at].text))), None)
    if opens is None:
        return []
    spans = [at for at in range(opens) if _bare(cells[at].text) == "其中"]
    parts = cells[opens + 1 :]
    each, over = divmod(len(parts), len(spans) or 1)
    if not spans or over or not each:
        return []
    found: list[LineCell] = []
    for at in range(opens):
        nth = spans.index(at) if at in spans else None
        found += [cells[at]] if nth is None else parts[nth * each : (nth + 1) * each]
    return [replace(cell, text=_bare(cell.text)) for cell in found[-wide:]] if len(found) >= wide else []


def _in_chinese(cells: Sequence[LineCell]) -> list[LineCell]:
    """Without what is said again in Latin letters, and names that were cut in two put together: 北, 京 Beijing."""
    told = [cell for cell in cells if _is_figure(cell) or _CHINESE.search(cell.text)]
    if not any(_TRANSLATION.search(cell.text) for cell in told):
        return list(cells)
    found: list[LineCell] = []
    for cell in told:
        words = _TRANSLATION.sub("", cell.text)
        last = found[-1] if found else None
        if last and len(words) == 1 and len(last.text) == 1 and not _is_figure(last):
            found[-1] = replace(last, end=cell.end, text=last.text + words)
        else:
            found.append(replace(cell, text=words))
    return found


def _bare(words: str) -> str:
    return _BLANKS.sub("", words)


def _is_figure(cell: LineCell) -> bool:
    return bool(FIGURE.fullmatch(cell.text)) and not _YEAR.fullmatch(cell.text)


def heads_of_lines(singles: Sequence[LineCell], row: Sequence[LineCell]) -> list[str]:
    """The heads of a row, if as many of the lines before it hold one cell each."""
    wide = sum(bool(cell.text) for cell in row[1:])
    if wide < _FEWEST_FIGURES or len(singles) < wide or not all(_is_figure(cell) for cell in row[1:] if cell.text):
        return []
    heads = [_bare(_TRANSLATION.sub("", cell.text)).strip() for cell in singles[-wide:]]
    return [] if any(len(head) > _LONGEST_HEAD or _STOPS.search(head) for head in heads) else ["", *heads]
