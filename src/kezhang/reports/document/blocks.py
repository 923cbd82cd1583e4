"""The block model: what a document says, before it becomes a .docx or a PDF.

A number that stands for a figure is a ``Number`` with its mark, and only its digits are
in it; units and words stay outside, where people may rewrite them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class ParagraphLevel(Enum):
    """The levels of an official document (GB/T 9704): 一、 / （一） / 1. / （1）, and what stands around them."""

    TITLE = "Title"
    BODY = "Body"
    HEADING1 = "Heading1"
    HEADING2 = "Heading2"
    HEADING3 = "Heading3"
    HEADING4 = "Heading4"
    SIGNATURE = "Signature"
    DATE = "Date"
    ATTACHMENT = "Attachment"  # 附件1, which begins a page
    ATTACHMENT_TITLE = "AttachmentTitle"


@dataclass(frozen=True)
class Text:
    """Words; ``kai`` sets a heading's sentence in 楷体 where the text runs on in the same paragraph."""

    text: str
    kai: bool = False


@dataclass(frozen=True)
class Number:
    """A figure's digits as displayed, with the mark that carries its identity."""

    mark: str
    text: str


Part = Text | Number


@dataclass(frozen=True)
class Block:
    """One paragraph."""

    level: ParagraphLevel
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


class Align(Enum):
    """How a column of a table stands."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Table:
    """表: a caption above, heads, rows of cells, and a line below that says how many there are."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[Part, ...], ...], ...]  # each cell is parts, as a paragraph is
    aligned: tuple[Align, ...]  # one for each column
    note: tuple[Part, ...] = ()

    @property
    def text(self) -> str:
        """As lines of words, cells apart by tabs."""
        lines = [self.caption, "\t".join(self.heads)]
        lines += ["\t".join("".join(part.text for part in cell) for cell in row) for row in self.rows]
        return "\n".join([*lines, "".join(part.text for part in self.note)])


class ChartKind(Enum):
    COMPLETION = "完成"  # how much of each target is done, one bar each
    YEAR_ON_YEAR = "同比"  # this year beside the same period of last year, two bars each


@dataclass(frozen=True)
class Series:
    """One colour of a chart: its name and a value for each category; None where nothing is known."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Chart:
    """图: bars, a caption below, and a line that says every number in it in words, so that none is in the picture alone."""

    kind: ChartKind
    caption: str
    unit: str  # of every value, as written behind it: %, or "" where the caption says it
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    note: tuple[Part, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join([self.caption, "".join(part.text for part in self.note)])


#: What a document is made of, in its order.
Content = Block | Table | Chart


def paragraphs(block: Content) -> Iterator[tuple[Part, ...]]:
    """What the document has as paragraphs, in its order: a table gives one for each cell."""
    if isinstance(block, Block):
        yield block.parts
        return
    if isinstance(block, Table):
        yield (Text(block.caption),)
        yield from ((Text(head),) for head in block.heads)
        yield from (cell for row in block.rows for cell in row)
    else:
        yield (Text(block.caption),)
    yield block.note


_NUMBERING = (
    (re.compile(r"[一二三四五六七八九十]+、"), ParagraphLevel.HEADING1),
    (re.compile(r"（[一二三四五六七八九十]+）"), ParagraphLevel.HEADING2),
    (re.compile(r"\d+[.．]"), ParagraphLevel.HEADING3),
    (re.compile(r"（\d+）"), ParagraphLevel.HEADING4),
)


def level_of(text: str) -> ParagraphLevel:
    """The level a paragraph's numbering gives it.

    >>> level_of("（一）科技投入。全县…"), level_of("今年以来")
    (<ParagraphLevel.HEADING2: 'Heading2'>, <ParagraphLevel.BODY: 'Body'>)
    """
    return next((level for pattern, level in _NUMBERING if pattern.match(text)), ParagraphLevel.BODY)


_ATTACHMENT = re.compile(r"附件([1-9]\d?)?")


def begins_attachment(text: str) -> bool:
    """Whether a paragraph is the line that an attachment's page begins with.

    >>> begins_attachment("附件2"), begins_attachment("附件：1.项目清单")
    (True, False)
    """
    return _ATTACHMENT.fullmatch(text.strip()) is not None


def attachment_line(number: int, count: int) -> str:
    """What the page of an attachment begins with: 附件2, or 附件 where there is but one."""
    return f"附件{number}" if count > 1 else "附件"


def run_in(parts: Iterable[Part]) -> tuple[Part, ...]:
    """A level-2 heading that runs on: its first sentence in 楷体, the rest as body."""
    parts = list(parts)
    first = parts[0] if parts else None
    if not isinstance(first, Text) or "。" not in first.text:
        return tuple(Text(p.text, kai=True) if isinstance(p, Text) else p for p in parts)
    heading, _, rest = first.text.partition("。")
    return (Text(heading + "。", kai=True), *((Text(rest),) if rest else ()), *parts[1:])


def merge(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Neighbouring words joined, empty ones dropped."""
    merged: list[Part] = []
    for part in parts:
        last = merged[-1] if merged else None
        if isinstance(part, Text) and isinstance(last, Text) and part.kai == last.kai:
            merged[-1] = Text(last.text + part.text, last.kai)
        elif isinstance(part, Number) or part.text:
            merged.append(part)
    return tuple(merged)
