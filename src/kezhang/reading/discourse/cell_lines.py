"""表格: lines of cells in a text, whether they came out of a table or were typed with bars, tabs or blanks.

A cell is a stretch of the text; its heads are what stands above it and before it.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from kezhang.reading.findings import Source

#: Nobody types a table wider than a page program draws one.
COLUMN_LIMIT = 256
_BLANKS = re.compile(r"[ 　]{1,}")
_NUMERIC = re.compile(r"[-≥≤><]?\s?\d[\d,，.]*\s?(?:%|[一-鿿]{1,3})?")
#: Lines drawn under heads and between rows, and the strokes between cells.
_RULED = re.compile(r"[ \t│┃|+\-=─━┄┼┿╋├┤┝┥┌┐└┘┬┴┏┓┗┛┳┻]+")
_DRAWN = str.maketrans("│┃", "||")
_FEWEST, _FOLDED = 2, 6
_BARE = re.compile(r"-?\d[\d,]*(?:\.\d+)?%?")


@dataclass(slots=True)
class LineCell:
    start: int
    end: int
    text: str
    heads: tuple[str, ...] = ()
    unit: str | None = None


@dataclass(slots=True)
class CellLines:
    """A table of the text: rows of boxes, and the stretch it covers."""

    start: int
    end: int
    rows: list[list[LineCell]] = field(default_factory=list)


def grids(text: str, source: Source) -> list[CellLines]:
    """All tables of a cleaned text, in order. Tables of the document go before guesses at its lines."""
    given = [_given(text, source, number) for number in range(len(source.tables))]
    found = [grid for grid in given if grid.rows]
    covered = _joined(found)
    begins = [start for start, _ in covered]
    current: CellLines | None = None
    position = 0
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        place = bisect_right(begins, start) - 1
        boxes = None if place >= 0 and start < covered[place][1] else _boxes(line, start)
        if boxes is None:
            current = None
            continue
        if current is None:
            current = CellLines(start, start)
            found.append(current)
        current.rows.append(boxes)
        current.end = start + len(line)
    return sorted((grid for grid in map(_unfolded, found) if _is_table(grid)), key=lambda grid: grid.start)


def _unfolded(grid: CellLines) -> CellLines:
    """A table copied with a line for each cell: a name opens a row, the figures after it are its cells."""
    lines = [[box for box in row if box.text] for row in grid.rows]
    if len(lines) < _FOLDED or any(len(line) > 1 or (line and line[0].heads) for line in lines):
        return grid
    rows: list[list[LineCell]] = []
    for box in (line[0] for line in lines if line):
        figure = bool(_NUMERIC.fullmatch(box.text))
        if not rows or (not figure and any(_NUMERIC.fullmatch(each.text) for each in rows[-1][1:])):
            rows.append([box])
        else:
            rows[-1].append(box)
    return CellLines(grid.start, grid.end, rows)


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
    return CellLines(listed[0][0].start, max(box.end for row in listed for box in row), listed)


def _boxes(line: str, start: int) -> list[LineCell] | None:
    """The cells of a line, or None for prose."""
    if _RULED.fullmatch(line) and len(line.strip()) > 2:
        return []
    line = line.translate(_DRAWN)
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
        return boxes if len(boxes) > 1 and not _ruler(boxes) else ([] if _ruler(boxes) else None)
    stripped = line.strip()
    tokens = _BLANKS.split(stripped)
    if (
        not 2 <= len(tokens) <= COLUMN_LIMIT
        or re.search(r"[。；;，,]\s*[一-鿿]", stripped)
        or stripped.endswith(("。", "；", ";"))
    ):
        return None
    if not any(_NUMERIC.fullmatch(token) for token in tokens) and len(tokens) < 3:
        return None
    if sum(len(token) for token in tokens) > 30 * len(tokens):
        return None
    boxes, position = [], start + len(line) - len(line.lstrip())
    for match in re.finditer(r"[^ 　]+", line):
        boxes.append(_box(match[0], start + match.start()))
    return boxes


def _box(part: str, start: int) -> LineCell:
    lead = len(part) - len(part.lstrip())
    words = part.strip()
    return LineCell(start + lead, start + lead + len(words), words)


def _ruler(boxes: Sequence[LineCell]) -> bool:
    return all(re.fullmatch(r":?-*:?", box.text) for box in boxes)


def _agrees(rows: Sequence[Sequence[LineCell]]) -> bool:
    """A head without figures, and under it lines of as many cells with figures in the same places: 高企 | 10家 | 12家."""
    head, *data = rows if rows else [[]]
    if len(head) < _FEWEST or len(data) < 1 or any(_NUMERIC.fullmatch(box.text) for box in head):
        return False
    if any(len(row) != len(head) or _NUMERIC.fullmatch(row[0].text) for row in data):
        return False
    return all(any(_NUMERIC.fullmatch(box.text) for box in row[1:]) for row in data) and (
        len(data) > 1 or len(head) > _FEWEST
    )


def _is_table(grid: CellLines) -> bool:
    """A line with a few blanks is no table; two such lines with figures of their own are."""
    rows = [row for row in grid.rows if row]
    if _agrees(rows):
        return True
    figures = sum(1 for row in rows for box in row if _BARE.fullmatch(box.text))
    ruled = len(rows) < len(grid.rows)  # a line of dashes under the heads is typed under nothing else
    return (len(rows) >= 2 or bool(rows and rows[0][0].heads)) and (figures >= 1 or ruled)
