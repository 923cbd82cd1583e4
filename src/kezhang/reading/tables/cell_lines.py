"""表格: lines of cells in a text, whether they came out of a table or were typed with bars, tabs or blanks.

A cell is a stretch of the text; its heads are what stands above it and before it.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from kezhang.reading.findings import Source
from kezhang.reading.tables.barred_tables import broken, streamed
from kezhang.reading.tables.cells import CHINESE, FIGURE, MARKUP, SPREAD, CellLines, LineCell
from kezhang.reading.tables.folded_tables import folded, glued, may_be_folded
from kezhang.reading.tables.stacked_tables import regular
from kezhang.reading.tables.table_heads import YEAR, explained, looks_like_head

#: Nobody types a table wider than a page program draws one.
COLUMN_LIMIT = 256
#: | 企业单位数, and (个) | in the line below it: one cell of a drawn table.
_UNIT_BELOW = re.compile(r"(?<=[一-鿿])\n(?=[(（][^()（）\n|]{1,6}[)）][ \t]*\|)")
_BLANKS = re.compile(r"[ 　]{1,}")
#: 项目资金    (万元) is one cell, and so is 项    目.
_TOKEN = re.compile(
    r"(?<![^ 　])(?:\d{1,2}[.、]|[一二三四五六七八九十]+、|[#＃])?(?:[一-鿿][ 　]+){1,3}[一-鿿](?![^ 　])|[(（][^ 　]+|[^ 　]+(?:[ 　]+[(（][^()（）\s\d]{1,6}[)）](?![^ 　]))?"
)
#: Between heads one blank parts a unit from them: 人员 (亿元) in a line of heads are the ends of two.
_HEAD_TOKEN = re.compile(_TOKEN.pattern.replace("?:[ 　]+[(（]", "?:[ 　]{2,}[(（]"))
_NUMERIC = re.compile(r"[-≥≤><]?\s?\d[\d,，.]*\s?(?:%|[一-鿿]{1,3})?")
#: 高企：10家, and a cell that carries its own head: 完成：12家.
_KEYED = re.compile(r"(?P<key>[^\d:：\s]{1,12})[:：]\s*(?P<value>\S.*)")
#: Blanks that only spread the words of a cell: 项    目, 其他资金    (万元).
#: Lines drawn under heads and between rows, and the strokes between cells.
_RULED = re.compile(r"[ \t│┃|+\-=─━┄┼┿╋├┤┝┥┌┐└┘┬┴┏┓┗┛┳┻]+")
_CAPTION = re.compile(r"[(（]?(?:计量)?单位[:：][^:：]{1,24}$")
_FEWEST, _FOLDED, _WHOLE_TABLE = 2, 6, 30
#: 研发人员   (人)   R&D Personnel   (person)   3948.
_TRANSLATED = re.compile(
    r"^[^,，。；;]{2,30}?[ 　]{2,}[A-Za-z][A-Za-z&\- ]{3,}.{0,80}[A-Za-z)][ 　]+\d[\d,.]*(?:[ 　]+\d[\d,.]*)*$"
)
#: 3,724,055.00?: a sign that the page could not show.
_BROKEN_END = re.compile(r"(?<=\d)[?�]$")
_LATIN = re.compile(r"[A-Za-z]|^#$")
_BARE = re.compile(r"-?\d[\d,]*(?:\.\d+)?%?")
#: A line of figures, or one that is said in English too, holds no ends of the heads above it.
_NO_ENDS_OF_HEADS = re.compile(r"\d|[A-Za-z]{3}")
#: (折标准煤), below a row.
_RECKONED = re.compile(r"\s*[(（][一-鿿]{3,12}[)）]\s*")
#: The row above, or the heads, once more in English.
_SAID_AGAIN = re.compile(r"\s*[A-Za-z#(][\x20-\x7e’]*[A-Za-z)]\s*")


def grids(text: str, source: Source) -> list[CellLines]:
    """All tables of a cleaned text, in order. Tables of the document go before guesses at its lines."""
    if "|" in text:
        text = _UNIT_BELOW.sub(" ", text)
    given = [_given(text, source, number) for number in range(len(source.tables))]
    found = [grid for grid in given if grid.rows]
    found += [
        each for each in glued(text) if not any(grid.start < each.end and each.start < grid.end for grid in found)
    ]
    for start, end in broken(text):
        whole = [] if any(grid.start < end and start < grid.end for grid in found) else streamed(text, start, end)
        lines = _of_lines(text[start:end], start, [])
        if whole and explained(whole) + _run_together(lines) > explained(lines):
            found += whole
    return sorted(found + _of_lines(text, 0, _joined(found)), key=lambda grid: grid.start)


def _run_together(tables: Sequence[CellLines]) -> bool:
    """Whether heads and the first row were taken for one row: 职务 | 非职务 | 职务 | 非职务 | 青云 | 560."""
    first = (
        next((at for at, box in enumerate(row) if FIGURE.fullmatch(box.text)), 0) for t in tables for row in t.rows
    )
    return any(at > 2 * _FEWEST for at in first)


def _of_lines(text: str, position: int, covered: Sequence[tuple[int, int]]) -> list[CellLines]:
    """The tables whose rows, or whose cells, are lines, outside of what is covered."""
    begins = [start for start, _ in covered]
    found: list[CellLines] = []
    current: CellLines | None = None
    single: list[LineCell] = []
    above: list[LineCell] = []
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        place = bisect_right(begins, start) - 1
        held = place >= 0 and start < covered[place][1]
        boxes = None if held else _boxes(line, start)
        if boxes is not None or held or (line.strip() and not may_be_folded(line)):
            found += (tables := folded(single))
            above, single = [] if tables else single, []
        elif line.strip():
            single.append(_box(line, start))
        if boxes is None and current is not None and _adds_nothing(line, current):
            continue
        if boxes is None:
            only_heads = current is not None and not any(map(_figures, current.rows))
            current = current if only_heads and (not line.strip() or _ends_heads(line)) else None
            if current is not None and line.strip():  # 单位数 人员, (万元): the ends of heads above
                current.rows.append([_box(m[0], start + m.start()) for m in _HEAD_TOKEN.finditer(line)])
                single = []
            continue
        if current is None:
            current = CellLines(start, start, drawn="|" in line or "\t" in line, before=above)
            found.append(current)
        current.rows.append(_below_name(boxes, current.rows[-1] if current.rows else ()))
        current.end = start + len(line)
    found += folded(single)
    apart = [grid for each in found for grid in _unfolded(each)]
    return [grid for grid in apart if _is_table(grid)]


def _below_name(boxes: list[LineCell], above: Sequence[LineCell]) -> list[LineCell]:
    """青云 总累计 18 3 and 1993年 2 1 below it: the first name holds for both."""
    if len(above) < _FEWEST + 1 or len(boxes) + 1 != len(above) or not FIGURE.fullmatch(above[2].text):
        return boxes
    named = above[1].text and not FIGURE.fullmatch(above[1].text) and not FIGURE.fullmatch(above[0].text)
    if not named or not CHINESE.search(boxes[0].text) or not FIGURE.fullmatch(boxes[1].text):
        return boxes
    return [LineCell(boxes[0].start, boxes[0].start, ""), *boxes]


def _adds_nothing(line: str, table: CellLines) -> bool:
    """Whether a line only says the row above in other words: in English, or what it is reckoned in."""
    if line.strip() and not MARKUP.sub("", line).strip():
        return True
    return bool(_SAID_AGAIN.fullmatch(line) or (_RECKONED.fullmatch(line) and any(map(_figures, table.rows))))


def _ends_heads(line: str) -> bool:
    """Whether a line may hold the ends of heads above it and nothing else."""
    words = line.split()
    return len(words) < _FEWEST + 1 and may_be_folded(line) and all(len(word) < _FOLDED for word in words)


def _figures(row: Sequence[LineCell]) -> bool:
    return any(FIGURE.fullmatch(box.text) and not YEAR.fullmatch(box.text) for box in row)


def _unfolded(grid: CellLines) -> list[CellLines]:
    """A table copied with a line for each cell: a name opens a row, the figures after it are its cells."""
    lines = [[box for box in row if box.text] for row in grid.rows]
    if any(len(line) > _WHOLE_TABLE for line in lines):  # a page that lost the ends of its rows
        whole = regular([box for line in lines for box in line])
        if whole:
            return whole
    if len(lines) < _FOLDED or any(len(line) > 1 or (line and line[0].heads) for line in lines):
        return [grid]
    if even := regular([line[0] for line in lines if line]):
        return even
    rows: list[list[LineCell]] = []
    told = False  # whether the last row holds a figure behind its name
    for box in (line[0] for line in lines if line):
        figure = bool(_NUMERIC.fullmatch(box.text))
        if not rows or (not figure and told):
            rows.append([box])
            told = False
        else:
            rows[-1].append(box)
            told = told or figure
    return [CellLines(grid.start, grid.end, rows, grid.given)]


def _joined(tables: Sequence[CellLines]) -> list[tuple[int, int]]:
    """The stretches that tables cover, in order and apart; a table may lie in another."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((table.start, table.end) for table in tables):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _given(text: str, source: Source, number: int) -> CellLines:
    rows: dict[int, list[LineCell]] = {}
    for cell in source.tables[number].cells:
        words = text[cell.start : cell.end]
        rows.setdefault(cell.row, []).append(LineCell(cell.start, cell.end, words.strip(), cell.heads, cell.unit))
    listed = [rows[key] for key in sorted(rows)]
    if not listed:
        return CellLines(0, 0)
    return CellLines(listed[0][0].start, max(box.end for row in listed for box in row), listed, given=True)


def _boxes(line: str, start: int) -> list[LineCell] | None:
    """The cells of a line, or None for prose."""
    if _RULED.fullmatch(line) and len(line.strip()) > 2:
        return []
    line = line.replace("│", "|").replace("┃", "|")
    if "|" in line or "\t" in line:
        separator = "|" if "|" in line else "\t"
        if line.count(separator) > COLUMN_LIMIT:
            return None
        boxes, position = [], start
        for part in line.split(separator):
            boxes.append(_box(part, position))
            position += len(part) + 1
        if separator == "|" and boxes and not boxes[0].text and not boxes[-1].text:
            boxes = boxes[1:-1]
            if len(boxes) == 1:  # | 合计 |: a head in a line of its own
                boxes.append(LineCell(boxes[0].end, boxes[0].end, ""))
            elif not boxes:
                return []
        return boxes if len(boxes) > 1 and not _ruler(boxes) else ([] if _ruler(boxes) else None)
    stripped = line.strip()
    if (" " not in stripped and "\u3000" not in stripped) or _CAPTION.match(stripped):
        return None
    if "  " in stripped and _TRANSLATED.search(stripped):
        return _unkeyed(
            _without_translation([_box(match[0], start + match.start()) for match in _TOKEN.finditer(line)])
        )
    tokens = _BLANKS.split(stripped)
    if (
        not 2 <= len(tokens) <= COLUMN_LIMIT
        or re.search(r"[。；;，,]\s*[一-鿿]", stripped)
        or stripped.endswith(("。", "；", ";"))
    ):
        return None
    if not any(_NUMERIC.fullmatch(token) for token in tokens) and (len(tokens) < 3 or not CHINESE.search(stripped)):
        return None
    if sum(len(token) for token in tokens) > 30 * len(tokens):
        return None
    token = _TOKEN if _NO_ENDS_OF_HEADS.search(stripped) else _HEAD_TOKEN
    boxes = [_box(match[0], start + match.start()) for match in token.finditer(line)]
    return _unkeyed(_without_translation(boxes))


def _without_translation(boxes: list[LineCell]) -> list[LineCell]:
    """研发人员 (人) R&D Personnel (person) 3948 2942: what a yearbook says twice is said once."""
    chinese = [bool(CHINESE.search(box.text)) for box in boxes]
    latin = [place for place, box in enumerate(boxes) if not chinese[place] and _LATIN.search(box.text)]
    if not latin or not any(chinese) or (latin[0] and not chinese[0]):
        return boxes
    first, last = latin[0], latin[-1]
    if any(chinese[first : last + 1]) or len("".join(box.text for box in boxes[first : last + 1])) < _FOLDED // 2:
        return boxes
    return boxes[:first] + boxes[last + 1 :]


def _unkeyed(boxes: list[LineCell]) -> list[LineCell]:
    """指标：高企 任务：10家 完成：12家 has its heads in its cells; 高企：10家 12家 its name in the first."""
    keyed = [_KEYED.fullmatch(box.text) for box in boxes]
    if all(keyed):
        return [
            LineCell(box.start + match.start("value"), box.end, match["value"], (match["key"],))
            for box, match in zip(boxes, keyed, strict=True)
            if match
        ]
    first = keyed[0]
    if first and FIGURE.fullmatch(first["value"]) and all(FIGURE.fullmatch(box.text) for box in boxes[1:]):
        named = boxes[0]
        return [
            LineCell(named.start, named.start + first.end("key"), first["key"]),
            LineCell(named.start + first.start("value"), named.end, first["value"]),
            *boxes[1:],
        ]
    return boxes


def _box(part: str, start: int) -> LineCell:
    lead = len(part) - len(part.lstrip())
    words = _BROKEN_END.sub("", part.strip())
    said = words.replace("千瓦·时", "千瓦时")
    return LineCell(start + lead, start + lead + len(words), SPREAD.sub("", said))


def _ruler(boxes: Sequence[LineCell]) -> bool:
    return all(re.fullmatch(r":?-*:?", box.text) for box in boxes)


def _agrees(rows: Sequence[Sequence[LineCell]]) -> bool:
    """Lines of as many cells with figures after a name, under heads or not: 高企 | 10家 | 12家."""
    data = [row for row in rows if any(FIGURE.fullmatch(box.text) for box in row[1:])]
    if not data or len(data) * 2 < len(rows):
        return False
    width = len(data[0])
    if width < _FEWEST or any(abs(len(row) - width) > 1 or FIGURE.fullmatch(row[0].text) for row in data):
        return False
    if rows[0] is not data[0]:  # heads above
        return len(data) > 1 or len(rows[0]) > _FEWEST
    return (
        len(data) > 1
        and width > _FEWEST
        and all(FIGURE.fullmatch(box.text) for row in data for box in row[1:] if box.text)
    )


def _is_table(grid: CellLines) -> bool:
    """A line with a few blanks is no table; two such lines with figures of their own are."""
    rows = [row for row in grid.rows if row]
    if _agrees(rows):
        return True
    drawn = sum(len(row) > _FEWEST and any(FIGURE.fullmatch(box.text) for box in row) for row in rows)
    if drawn > 1 and all(len(row) > 1 for row in rows) and grid.drawn:
        return True
    if rows and sum(looks_like_head(box.text) for box in rows[0]) > _FEWEST and sum(map(_figures, rows)) > 1:
        return True  # 一级指标 二级指标 指标值, and rows of any width below
    figures = sum(1 for row in rows for box in row if _BARE.fullmatch(box.text))
    ruled = len(rows) < len(grid.rows)  # a line of dashes under the heads is typed under nothing else
    return (len(rows) >= 2 or bool(rows and rows[0][0].heads)) and (figures >= 1 or ruled)
