"""叠行表格: tables of which every cell, or every head, was left in a line of its own.

Where a name and as many figures come again and again, the words before the first name are the heads.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from kezhang.reading.discourse.cells import FIGURE, CellLines, LineCell

#: Fewer rows may look alike by chance.
_FEWEST_ROWS, _FEWEST_FIGURES, _WIDEST = 3, 2, 16
_LONGEST_HEAD, _LONGEST_NAME = 20, 24
#: 1 | 朔湖县: a number or a kind before the name; more cells of words are heads.
_DEEPEST = 2
Row = tuple[list[LineCell], list[LineCell]]
_YEAR = re.compile(r"(?:19|20)\d\d(?:[.年]\d{0,2}月?)?")
_STOPS = re.compile(r"[。；;！？]")
#: 企业 C, 大专 院校 A*: what a page in two languages says below its heads.
_TRANSLATION = re.compile(r"(?<=[一-鿿)）])\s+[A-Za-z][A-Za-z&*,. ]*$")
_BLANKS = re.compile(r"(?<=[一-鿿])\s+(?=[一-鿿])")


def regular(cells: Sequence[LineCell]) -> list[CellLines]:
    """The tables that single cells are, one after the other: heads, then names with as many figures each."""
    runs = [(figure, list(run)) for figure, run in groupby(cells, key=_is_figure)]
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
    heads = first[-wide - deep : -deep]
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


def _is_figure(cell: LineCell) -> bool:
    return bool(FIGURE.fullmatch(cell.text)) and not _YEAR.fullmatch(cell.text)


def heads_of_lines(singles: Sequence[LineCell], row: Sequence[LineCell]) -> list[str]:
    """The heads of a row, if as many of the lines before it hold one cell each."""
    wide = sum(bool(cell.text) for cell in row[1:])
    if wide < _FEWEST_FIGURES or len(singles) < wide or not all(_is_figure(cell) for cell in row[1:] if cell.text):
        return []
    heads = [_BLANKS.sub("", _TRANSLATION.sub("", cell.text)).strip() for cell in singles[-wide:]]
    return [] if any(len(head) > _LONGEST_HEAD or _STOPS.search(head) for head in heads) else ["", *heads]
