"""竖线表格: tables whose cells bars part, wherever the page broke their lines.

A cell goes from bar to bar, over the ends of lines; where the rows begin, the names between the figures tell.
"""

import re
from collections.abc import Iterator

from kezhang.reading.tables.cells import CHINESE, MARKUP, SPREAD, STOPS, YEAR_CELL, CellLines, LineCell
from kezhang.reading.tables.stacked_heads import is_label, is_title
from kezhang.reading.tables.stacked_tables import regular

_BAR = re.compile(r"[|│┃]")
_RULED = re.compile(r"[ \t|│┃:+\-=─━┄┼┿╋├┤┝┥┌┐└┘┬┴┏┓┗┛┳┻]*")
#: Lines between two bars that may all be one cell: 2017, 年, 1-12, 月.
_LONGEST_CELL, _LONGEST_LINE = 7, 24
_FEWEST = 2
_ONLY_LATIN = re.compile(r"[\x00-\x7f´’]*[A-Za-z]{3}[\x00-\x7f´’]*")
#: 普通本专科 undergraduate in regular heis: the second language makes no line too long for a cell.
_SAID_AGAIN = re.compile(r"(?<=[一-鿿)）])\s+[A-Za-z][\x00-\x7f´’]*$")


def broken(text: str) -> Iterator[tuple[int, int]]:
    """The stretches that bars go through where lines do not hold rows."""
    if not _BAR.search(text):
        return
    start = end = position = lead = -1
    between = singles = whole = 0
    for line in text.split("\n"):
        begins, position = position + 1, position + 1 + len(line)
        if _BAR.search(line):
            if start < 0:  # the words above a bar that stands alone are the first cell
                start = lead if lead >= 0 and _RULED.fullmatch(line) else begins
            end, between = position, 0
            told = sum(bool(cell.strip()) for cell in _BAR.split(line))
            singles += told < _FEWEST or not _BAR.split(line)[0].strip(" :-")
            whole += told > _FEWEST
        elif start < 0:
            short = bool(line.strip()) and len(line.strip()) <= _LONGEST_LINE and not STOPS.search(line)
            lead = begins if short else -1
        else:
            between += 1
            if between >= _LONGEST_CELL or _length(line) > _LONGEST_LINE or STOPS.search(line):
                if singles > _FEWEST:
                    yield start, end
                start, between, singles, whole = -1, 0, 0, 0
    if start >= 0 and singles > _FEWEST:
        yield start, end


def streamed(text: str, start: int, end: int) -> list[CellLines]:
    """The tables of a stretch, read from bar to bar."""
    return regular([_cell(text, *piece) for piece in _pieces(text, start, end)], fewest=_FEWEST)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for bar in _BAR.finditer(text, start, end):
        yield start, bar.start()
        start = bar.end()
    yield start, end


def _cell(text: str, start: int, end: int) -> LineCell:
    """The last lines of what stands between two bars, as far as they may be one cell."""
    lines = text[start:end].split("\n")
    kept: list[str] = []
    for line in reversed(lines):
        above = line.strip()
        dated = YEAR_CELL.fullmatch(above) and is_label("".join(kept))  # 2003, and 地区 below it
        if kept and (_length(line) > _LONGEST_LINE or STOPS.search(line) or is_title(above) or dated):
            break
        kept.insert(0, line)
    if _RULED.fullmatch(MARKUP.sub("", "".join(kept))):
        return LineCell(end, end, "")
    own = text[end - len("\n".join(kept)) : end]
    begins = end - len(own.lstrip())
    chinese = any(map(CHINESE.search, kept))  # 毕业生数, and graduates below it
    words = "".join(line.strip() for line in kept if not (chinese and _ONLY_LATIN.fullmatch(line)))
    return LineCell(begins, begins + len(own.strip()), SPREAD.sub("", words))


def _length(line: str) -> int:
    """How long a line is, without what it says again in another language."""
    return len(_SAID_AGAIN.sub("", line.strip()))
