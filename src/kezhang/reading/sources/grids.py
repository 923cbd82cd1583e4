"""表格: rows of cells as a document draws them, and the text with offsets that they become.

Paragraphs end with a line feed, cells with a tab, rows with a line feed; a cell is told
the heads above it, the heads before it and its unit, so that a bare number in a table means something.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kezhang.quantities.units import unit_of
from kezhang.reading.findings import Cell, ReadTable, Source
from kezhang.reading.sources.plain import LENGTH_LIMIT
from kezhang.reading.sources.unreadable import Unreadable

#: Word itself stops at 63 columns; a page has room for fewer.
COLUMN_LIMIT = 256
DEPTH_LIMIT = 12
#: Rows at the top that may be heads; below them stands data.
HEAD_ROWS = 3

_BRACKETS = re.compile(r"[（(\[]\s*(?:计量)?(?:单\s*位\s*[:：])?\s*([^（）()\[\]]{1,6}?)\s*[)）\]]")
_UNIT_LINE = re.compile(r"单\s*位\s*[:：]\s*([^\s，。；、（）()]{1,6})")
_UNIT_HEAD = re.compile(r"^(计量)?单\s*位$")
_ORDINAL_HEAD = re.compile(r"^(序\s*号|编\s*号|No\.?)$", re.IGNORECASE)
_NUMBER = re.compile(
    r"[约近超逾+\-－]?\s*(?:[\d０-９][\d０-９,，.．]*|[*＊×□]+|[xX]{1,3})\s*[万亿]?\s*[余多]?\s*[^\d，。；：]{0,4}"
)
_YEAR = re.compile(r"(?:19|20)\d\d\s*年.*")
_BARE_YEAR = re.compile(r"(?:199|20[0-4])\d")
_MORE_UNITS = frozenset(
    [
        "台",
        "台套",
        "篇",
        "部",
        "期",
        "天",
        "吨",
        "公顷",
        "平方米",
        "公里",
        "千米",
        "万人",
        "万亩",
        "万户",
        "‰",
        "倍",
        "支",
        "批",
        "条",
        "座",
        "辆",
        "株",
        "头",
        "只",
        "万吨",
        "人天",
        "小时",
        "站",
        "处",
    ]
)


@dataclass
class DrawnCell:
    """A cell before it has offsets: its contents, its place in the grid and how far it reaches."""

    blocks: list["Block"]
    column: int
    width: int = 1
    height: int = 1
    is_head: bool = False


@dataclass
class DrawnTable:
    """A table as drawn; a cell merged downwards stands in its first row and reaches over the rest."""

    rows: list[list[DrawnCell]] = field(default_factory=list)


Block = str | DrawnTable


def assemble(name: str, blocks: Sequence[Block], notes: Sequence[str] = ()) -> Source:
    """Lay blocks out as text. Raises Unreadable when there is no text or no end of it."""
    out = _Text()
    before = ""
    for block in blocks:
        out.block(block, before, 0)
        before = block if isinstance(block, str) else ""
    text = "".join(out.parts)
    if not text.strip():
        raise Unreadable("文档里没有文字；如果是扫描件或图片，请先做文字识别再试。")
    return Source(name=name, text=text, tables=tuple(out.tables), notes=tuple(notes))


class _Text:
    """The text as it grows, with the tables met so far."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.tables: list[ReadTable] = []

    def write(self, words: str) -> None:
        self.parts.append(words)
        self.length += len(words)
        if self.length > LENGTH_LIMIT:
            raise Unreadable(f"文字超过{LENGTH_LIMIT // 10_000}万字，不像报告；请拆分后再试。")

    def block(self, block: Block, before: str, depth: int) -> None:
        if isinstance(block, str):
            self.write(block + "\n")
        else:
            self.grid(block, before, depth)

    def grid(self, grid: DrawnTable, before: str, depth: int) -> None:
        if depth >= DEPTH_LIMIT:
            raise Unreadable(f"表格套了{DEPTH_LIMIT}层以上，不像一份报告，未读取。")
        place = len(self.tables)
        self.tables.append(ReadTable())  # an outer table stands before the tables inside it
        meant = _Meaning(grid, before)
        cells: list[Cell] = []
        for number, row in enumerate(grid.rows):
            for box in row:
                start = self.length
                for position, block in enumerate(box.blocks):
                    last = position == len(box.blocks) - 1
                    if isinstance(block, str) and last:
                        self.write(block)
                    else:
                        self.block(block, "", depth + 1)
                cells.append(Cell(start, self.length, number, box.column, *meant.of(number, box)))
                self.write("\t")
            self.write("\n")
        self.tables[place] = ReadTable(tuple(cells))


class _Meaning:
    """What stands above and before the cells of one grid."""

    def __init__(self, grid: DrawnTable, before: str) -> None:
        self.grid = grid
        self.texts = [[words(box.blocks) for box in row] for row in grid.rows]
        self.width = max((box.column + box.width for row in grid.rows for box in row), default=0)
        if self.width > COLUMN_LIMIT:
            raise Unreadable(f"表格有{self.width}列，超过{COLUMN_LIMIT}列，不像报告里的表格，未读取。")
        self.first, self.body = self._head_rows()
        self.overall = _unit_line(before) or next(
            (unit for row in self.texts[: self.body] for text in row if (unit := _unit_line(text))), None
        )
        self.above: dict[int, list[str]] = {}
        self.column_units: dict[int, str] = {}
        for row, texts in list(zip(grid.rows, self.texts, strict=True))[self.first : self.body]:
            for box, text in zip(row, texts, strict=True):
                self._take_head(box, text)
        self.head_columns = self._head_columns()
        self.reaching: dict[int, tuple[int, str]] = {}  # column -> (last row it reaches, text), of merged row heads
        self.row_number, self.row_heads, self.row_unit = -1, {}, None  # type: int, dict[int, str], str | None

    def of(self, number: int, box: DrawnCell) -> tuple[tuple[str, ...], str | None]:
        """The heads and the unit of one cell; cells are asked for row by row."""
        if number < self.body:
            return (), None
        if number != self.row_number:
            self._enter(number)
        above = self.above.get(box.column, [])
        if box.column in self.head_columns:
            return tuple(above), None
        before = [text for column, text in sorted(self.row_heads.items()) if column < box.column]
        own = next((unit for head in reversed(before) if (unit := bracketed_unit(head))), None)
        unit = self.column_units.get(box.column) or own or self.row_unit or self.overall
        return tuple(dict.fromkeys([*above, *(without_unit(head) for head in before)])), unit

    def _enter(self, number: int) -> None:
        """Read the heads of a row once for all its cells, with those merged down from above."""
        self.row_number = number
        self.row_heads = {c: text for c, (last, text) in self.reaching.items() if last >= number}
        self.row_unit = None
        for box, text in zip(self.grid.rows[number], self.texts[number], strict=True):
            if self._is_unit_column(box.column):
                self.row_unit = text.strip() or None
            elif box.column in self.head_columns and text:
                self.row_heads[box.column] = text
                if box.height > 1:
                    self.reaching[box.column] = (number + box.height - 1, text)

    def _head_rows(self) -> tuple[int, int]:
        """(first head row, first row of data); a title merged over the whole width is no head."""
        rows = self.grid.rows
        first = 0
        while first < min(2, len(rows)) and len(rows[first]) == 1 and self.width > 1:
            first += 1
        marked = first
        while marked < len(rows) and rows[marked] and all(box.is_head for box in rows[marked]):
            marked += 1
        if marked > first:
            return first, marked
        if len(rows) - first < 2 or self.width < 2 or any(map(_is_data, self.texts[first])):
            return first, first
        body = first + 1
        deep = first + max(box.height for box in rows[first])
        if any(box.width > 1 for box in rows[first]):
            deep = max(deep, first + 2)
        while body < min(deep, first + HEAD_ROWS, len(rows) - 1) and not any(map(_is_data, self.texts[body])):
            body += 1
        return first, body

    def _take_head(self, box: DrawnCell, text: str) -> None:
        unit = bracketed_unit(text) or _unit_line(text)
        head = without_unit(text)
        for column in range(box.column, min(box.column + box.width, COLUMN_LIMIT)):
            if head:
                self.above.setdefault(column, []).append(head)
            if unit:
                self.column_units[column] = unit

    def _head_columns(self) -> set[int]:
        """The columns before the first one with numbers; running numbers and units name nothing."""
        numeric = {
            box.column
            for row, texts in list(zip(self.grid.rows, self.texts, strict=True))[self.body :]
            for box, text in zip(row, texts, strict=True)
            if text and _is_number(text) and not self._is_ordinal_column(box.column)
        }
        if self.body == 0 and not numeric:
            return set()
        end = min(numeric, default=self.width)
        return {c for c in range(end) if not self._is_ordinal_column(c) and not self._is_unit_column(c)}

    def _is_ordinal_column(self, column: int) -> bool:
        return any(_ORDINAL_HEAD.match(head) for head in self.above.get(column, ()))

    def _is_unit_column(self, column: int) -> bool:
        return any(_UNIT_HEAD.match(head) for head in self.above.get(column, ()))


def words(blocks: Sequence[Block]) -> str:
    """A cell's own words on one line; a table inside it speaks for itself."""
    return " ".join(" ".join(block for block in blocks if isinstance(block, str)).split())


def bracketed_unit(head: str) -> str | None:
    """The unit a head carries in brackets.

    >>> bracketed_unit("成交额（万元）"), bracketed_unit("（一）技术合同")
    ('万元', None)
    """
    return next((unit for unit in _BRACKETS.findall(head) if _is_unit(unit)), None)


def without_unit(head: str) -> str:
    """
    >>> without_unit("成交额（万元）"), without_unit("完成 （上半年）")
    ('成交额', '完成 （上半年）')
    """
    return _BRACKETS.sub(lambda found: "" if _is_unit(found[1]) else found[0], head).strip()


def _unit_line(text: str) -> str | None:
    found = _UNIT_LINE.search(text)
    return found[1] if found and _is_unit(found[1]) else None


def _is_unit(words: str) -> bool:
    return unit_of(words) is not None or words in _MORE_UNITS


def _is_number(text: str) -> bool:
    return len(text) < 30 and _NUMBER.fullmatch(text) is not None and not _YEAR.fullmatch(text)


def _is_data(text: str) -> bool:
    """Among heads a bare 2023 is a year."""
    return _is_number(text) and not _BARE_YEAR.fullmatch(text)


def placed(rows: Sequence[Sequence[tuple[DrawnCell, int]]]) -> Iterator[list[DrawnCell]]:
    """Give columns to cells that only say how far they reach (as HTML does): (box, rows it reaches) pairs."""
    taken: dict[int, int] = {}  # column -> rows still covered from above
    for row in rows:
        column, fresh, boxes = 0, {}, []  # type: int, dict[int, int], list[DrawnCell]
        for box, height in row:
            while taken.get(column, 0) > 0:
                column += 1
            box.column, box.height = column, height
            if column + box.width > COLUMN_LIMIT:
                raise Unreadable(f"表格超过{COLUMN_LIMIT}列，不像报告里的表格，未读取。")
            fresh.update(dict.fromkeys(range(column, column + box.width), height))
            column += box.width
            boxes.append(box)
        taken = {c: left - 1 for c, left in taken.items() if left > 1}
        taken.update({c: height - 1 for c, height in fresh.items() if height > 1})
        yield boxes
