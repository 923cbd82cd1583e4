"""版面: a document's blocks as a page shows them, tables as tables and every figure's digits apart.

Words go to the page as words; the page escapes them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kezhang.reports.document.blocks import (
    Align,
    Block,
    Chart,
    Content,
    Number,
    ParagraphLevel,
    Part,
    Table,
    Text,
    level_of,
)


@dataclass(frozen=True)
class ViewPiece:
    """Words, or a figure's digits with its mark."""

    words: str
    mark: str = ""


@dataclass(frozen=True)
class ViewBlock:
    """One block: a paragraph of ``kind`` title, body, heading1 …, or a table with heads and rows."""

    kind: str
    pieces: tuple[ViewPiece, ...] = ()
    caption: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[str, tuple[ViewPiece, ...]], ...], ...] = ()  # each cell: how it stands, and what it says

    @property
    def is_table(self) -> bool:
        return bool(self.heads)


def paper(blocks: Iterable[Content]) -> list[ViewBlock]:
    """Every block in its order; a chart is shown as the numbers it draws."""
    return [_shown(block) for block in blocks]


def plain(texts: Sequence[str], titles: int = 2) -> list[ViewBlock]:
    """Paragraphs of a document that others have laid out: the first ones are its title."""
    levels = [ParagraphLevel.TITLE if n < titles else level_of(text) for n, text in enumerate(texts)]
    return [_shown(Block(level, (Text(text),))) for level, text in zip(levels, texts, strict=True)]


def _shown(block: Content) -> ViewBlock:
    if isinstance(block, Block):
        return ViewBlock(block.level.value.lower(), _pieces(block.parts))
    if isinstance(block, Table):
        aligned = [_class(each) for each in block.aligned]
        rows = tuple(tuple((how, _pieces(cell)) for how, cell in zip(aligned, row, strict=True)) for row in block.rows)
        return ViewBlock("table", _pieces(block.note), block.caption, block.heads, rows)
    return ViewBlock("table", _pieces(block.note), block.caption, ("", *(s.name for s in block.series)), _drawn(block))


def _drawn(chart: Chart) -> tuple[tuple[tuple[str, tuple[ViewPiece, ...]], ...], ...]:
    rows = []
    for number, category in enumerate(chart.categories):
        values = [series.values[number] for series in chart.series]
        told = [("number", (ViewPiece("—" if v is None else f"{v:f}{chart.unit}"),)) for v in values]
        rows.append((("", (ViewPiece(category),)), *told))
    return tuple(rows)


def _pieces(parts: Sequence[Part]) -> tuple[ViewPiece, ...]:
    return tuple(ViewPiece(part.text, part.mark if isinstance(part, Number) else "") for part in parts)


def _class(align: Align) -> str:
    return {Align.RIGHT: "number", Align.CENTRE: "centre"}.get(align, "")
