"""叠行表格: tables of which every cell, or every head, was left in a line of its own.

Where names and as many figures come again and again, the words before the first name are the heads.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kezhang.reading.tables.cells import CHINESE, FIGURE, SPOILT, STOPS, UNIT_CELL, YEAR_CELL, CellLines, LineCell
from kezhang.reading.tables.column_heads import is_unit, unit_of
from kezhang.reading.tables.stacked_heads import bare, heads_in_grid, heads_over, is_label, is_remark, is_title

#: Fewer rows may look alike by chance.
_FEWEST_ROWS, _FEWEST_FIGURES, _WIDEST = 3, 2, 24
_LONGEST_HEAD, _LONGEST_NAME = 20, 30
#: 1 | 朔湖县: a number, a kind or a unit beside the name; more cells of words are heads.
_DEEPEST = 2
#: Cells before the first row that may hold its heads.
_REACH = 150
_NUMBER = re.compile(r"序号|编号")
_EMPTY = re.compile(r"|[-—–/…*]{1,3}")
#: 企业 C, 大专 院校 A*: what a page in two languages says below its heads.
_TRANSLATION = re.compile(r"(?<=[一-鿿)）])\s+[A-Za-z][A-Za-z&*,. -]*$")
_UNFINISHED = re.compile(r"(?:相当于|占|与|比|为)$")
_LATIN = re.compile(r"[A-Za-z]{3}")


@dataclass(slots=True)
class _Run:
    """Words, and the figures after them; an empty cell after a word is one of the figures."""

    names: list[LineCell] = field(default_factory=list)
    figures: list[LineCell] = field(default_factory=list)

    @property
    def told(self) -> int:
        return sum(not _EMPTY.fullmatch(cell.text) for cell in self.figures)


def regular(cells: Sequence[LineCell], *, fewest: int = _FEWEST_ROWS) -> list[CellLines]:
    """The tables that single cells are, one after the other: heads, then names with as many figures each."""
    if numbered := _numbered(cells):
        return numbered
    told = _in_chinese(cells)
    by_name = _tables(_runs(told, _kinds(told, years=False)), fewest, cells)
    if not any(YEAR_CELL.fullmatch(cell.text) for cell in told):
        return by_name
    by_year = _tables(_runs(told, _kinds(told, years=True)), fewest, cells)
    return max(
        by_name, by_year, key=lambda tables: sum(_is_figure(cell) for t in tables for row in t.rows for cell in row)
    )


def _numbered(cells: Sequence[LineCell]) -> list[CellLines]:
    """序号 | 项目名称 | 经费 | 备注, then 1: rows as wide as the heads, each with its number before it."""
    opens = next((at for at, cell in enumerate(cells) if _NUMBER.fullmatch(bare(cell.text))), None)
    first = next((at for at in range((opens or 0) + 3, len(cells)) if cells[at].text == "1"), None)
    if opens is None or first is None or first - opens > _WIDEST:
        return []
    wide = first - opens
    heads = [bare(cell.text) for cell in cells[opens:first]]
    rows: list[list[LineCell]] = []
    while first < len(cells) and cells[first].text == str(len(rows) + 1):
        rows.append([replace(cell, heads=(head,)) for cell, head in zip(cells[first:], heads, strict=False)])
        first += wide
    if len(rows) < _FEWEST_FIGURES or len(rows[-1]) < wide - 1:
        return []
    return [CellLines(cells[opens].start, rows[-1][-1].end, rows, drawn=True)]


def _tables(runs: Sequence[_Run], fewest: int, cells: Sequence[LineCell]) -> list[CellLines]:
    parts: list[list[_Run]] = []
    for run in runs:
        words = [cell for cell in run.names if cell.text]
        if not parts or (len(words) > 1 and any(is_label(cell.text) or is_title(cell.text) for cell in words)):
            parts.append([])  # names alone are rows without a figure
        parts[-1].append(run)
    starts = [cell.start for cell in cells]
    return [table for part in parts if (table := _table(part, fewest, cells, starts))]


def _kinds(cells: Sequence[LineCell], *, years: bool) -> list[bool]:
    """Which cells are figures; ``years``: rows are named by years, so that none of them is."""
    plain = [bool(FIGURE.fullmatch(cell.text) or SPOILT.fullmatch(cell.text)) for cell in cells]
    found = list(plain)
    for at, cell in enumerate(cells):
        if plain[at] and YEAR_CELL.fullmatch(cell.text):
            beside = [cells[near] for near in (at - 1, at + 1) if 0 <= near < len(cells)]
            counted = any(_follows(cell, each) for each in beside)
            alone = not any(plain[near] for near in (at - 1, at + 1) if 0 <= near < len(cells))
            found[at] = not (years or counted or alone)
    return found


def _follows(cell: LineCell, other: LineCell) -> bool:
    """2019 beside 2020 is a head."""
    return bool(YEAR_CELL.fullmatch(other.text)) and abs(int(cell.text[:4]) - int(other.text[:4])) <= 1


def _runs(cells: Sequence[LineCell], figures: Sequence[bool]) -> list[_Run]:
    found: list[_Run] = []
    for cell, figure in zip(cells, figures, strict=True):
        empty = bool(_EMPTY.fullmatch(cell.text))
        if not empty and not figure:
            if not found or found[-1].told:
                found.append(_Run())
            elif found[-1].figures:  # what stands between heads is no figure
                found[-1].names += found[-1].figures
                found[-1].figures = []
            found[-1].names.append(cell)
        elif found:
            found[-1].figures.append(cell)
    for run, after in pairwise(
        found
    ):  # 折合全时人员, its figures, and (人年) below it; 经费支出相当于, and 生产总值比例(%)
        cut = len(after.names) > 1 and _UNFINISHED.search(run.names[-1].text)
        if run.told and after.names and (cut or UNIT_CELL.fullmatch(after.names[0].text)):
            run.names[-1] = replace(run.names[-1], text=run.names[-1].text + after.names.pop(0).text)
    return [run for run in found if run.told]


def _table(runs: Sequence[_Run], fewest: int, cells: Sequence[LineCell], starts: Sequence[int]) -> CellLines | None:
    if len(runs) < fewest:
        return None
    words = [[cell for cell in run.names if cell.text] for run in runs]
    deep = Counter(min(len(names), _DEEPEST) for names in words[1:]).most_common(1)[0][0]
    if sum(is_label(cell.text) for cell in words[0]) < deep:  # or the others are names of rows without figures
        deep = 1 + (sum(is_unit(names[-1].text) for names in words) * 2 > len(words))
    told = [_length(run) for run in runs]
    widths = (_usual([len(run.figures) for run in runs]), _usual(told))
    for wide in dict.fromkeys(widths):
        even = sum(_length(run) == wide or len(run.figures) == wide for run in runs)
        if not 0 < wide <= _WIDEST or deep > _DEEPEST or even * 3 < 2 * len(runs):
            continue
        first = words[0]
        opens = bisect_left(starts, first[-deep].start)
        labels, heads = heads_over(first[:-deep], wide)
        heads = heads_in_grid(cells[max(0, opens - _REACH) : opens], deep, wide) or heads
        gap = wide > max(told) and heads and not is_remark(heads[-1])  # the end of a line, where no column is
        if not heads or gap or (wide < _FEWEST_FIGURES and not labels):
            continue
        over = [*(labels + [""] * deep)[:deep], *heads]
        rows: list[list[LineCell]] = []
        for names, run in zip(words, runs, strict=True):
            rows += [[cell] for cell in names[:-deep] if rows and unit_of(cell.text)]  # 获奖数(项), over names
            rows.append(_row(names, run, deep, wide))
        table = [[replace(cell, heads=(head,)) for cell, head in zip(row, over, strict=False)] for row in rows if row]
        if len(table) >= fewest:
            return CellLines(first[0].start, table[-1][-1].end, table, drawn=True)
    return None


def _row(names: Sequence[LineCell], run: _Run, deep: int, wide: int) -> list[LineCell]:
    """A row as wide as its heads; nothing of one whose figures no empty cells put in their places."""
    if len(names) < deep or any(len(name.text) > _LONGEST_NAME for name in names[-deep:]):
        return []
    figures = run.figures[:wide]
    if _length(run) > wide or (_length(run) < wide and len(run.figures) < wide):
        return []
    return [*names[-deep:], *figures]


def _length(run: _Run) -> int:
    """How many cells there are up to the last that is a figure."""
    return max((at + 1 for at, cell in enumerate(run.figures) if not _EMPTY.fullmatch(cell.text)), default=0)


def _usual(lengths: Sequence[int]) -> int:
    return Counter(lengths).most_common(1)[0][0]


def _in_chinese(cells: Sequence[LineCell]) -> list[LineCell]:
    """Without what is said again in Latin letters, and names that were cut in two put together: 北, 京 Beijing."""
    told = [cell for cell in _said_twice(cells) if CHINESE.search(cell.text) or not _LATIN.search(cell.text)]
    if not any(_TRANSLATION.search(cell.text) for cell in told):
        return told if len(told) * 6 < len(cells) * 5 else list(cells)  # every name has its translation beside it
    found: list[LineCell] = []
    for cell in told:
        words = _TRANSLATION.sub("", cell.text)
        last = found[-1] if found else None
        if last and len(words) == 1 and len(last.text) == 1 and not _is_figure(last):
            found[-1] = replace(last, end=cell.end, text=last.text + words)
        else:
            found.append(replace(cell, text=words))
    return found


def _said_twice(cells: Sequence[LineCell]) -> Iterator[LineCell]:
    """北京 and its figures, then Beijing and other figures: a second row of the same name."""
    name = ""
    for at, cell in enumerate(cells):
        name = cell.text if CHINESE.search(cell.text) else name
        opens = 0 < at < len(cells) - 1 and _LATIN.search(cell.text) and not CHINESE.search(cell.text)
        again = opens and _is_figure(cells[at - 1]) and _is_figure(cells[at + 1])
        yield replace(cell, text=name) if again and name else cell


def _is_figure(cell: LineCell) -> bool:
    return bool(FIGURE.fullmatch(cell.text))


def heads_of_lines(singles: Sequence[LineCell], row: Sequence[LineCell]) -> list[str]:
    """The heads of a row, if as many of the lines before it hold one cell each."""
    wide = sum(bool(cell.text) for cell in row[1:])
    if wide < _FEWEST_FIGURES or len(singles) < wide or not all(_is_figure(cell) for cell in row[1:] if cell.text):
        return []
    told = [replace(cell, text=bare(cell.text).strip()) for cell in _in_chinese(singles)]
    heads = heads_over(told, wide)[1] or [cell.text for cell in told[-wide:]]
    return [] if any(len(head) > _LONGEST_HEAD or STOPS.search(head) for head in heads) else ["", *heads]
