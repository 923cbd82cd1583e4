"""Tables: how wide each column is, and a table as Word has it.

The widths are true and add up to the type area, because WPS lays a table out by its grid
before anything else; the PDF uses the same widths.
"""

import re
from collections.abc import Iterator

from kezhang.reports.document.blocks import Align, Part, Table, Text
from kezhang.reports.document.runs import paragraph

#: 版心宽 156 mm, in twips.
TYPE_AREA = 8844
#: What a character of a cell and the cell's own edges take, in twips: 小四 is 12 pt.
CHARACTER, EDGES = 240, 256
#: Text longer than this may break in its cell before it takes room from shorter columns.
WIDEST = 16 * CHARACTER
#: What stands on one line: a date, a code, or two Chinese characters.
_UNBROKEN = re.compile(r"[!-~]+|[^!-~]{1,2}")
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="auto"/>'
    for side, size in (("top", 8), ("left", 8), ("bottom", 8), ("right", 8), ("insideH", 4), ("insideV", 4))
)  # in eighths of a point: 1 pt outside, 0.5 pt inside


def column_widths(table: Table) -> tuple[int, ...]:
    """Each column's width in twips; together they fill the type area.

    A date or an amount never breaks; the room that is left goes to each column by what it still asks for, and
    long texts break rather than take it from short ones.
    """
    columns = [[head, *("".join(part.text for part in cell) for cell in cells)] for head, cells in _columns(table)]
    least = [max(_room(piece) for text in texts for piece in _UNBROKEN.findall(text) or [""]) for texts in columns]
    asked = [max(map(_room, texts)) for texts in columns]
    if sum(least) >= TYPE_AREA or sum(asked) <= TYPE_AREA:
        wanted = least if sum(least) >= TYPE_AREA else asked
        widths = [TYPE_AREA * each // sum(wanted) for each in wanted]
    else:
        more = _shared(TYPE_AREA - sum(least), [want - need for want, need in zip(asked, least, strict=True)])
        widths = [need + extra for need, extra in zip(least, more, strict=True)]
    widths[-1] += TYPE_AREA - sum(widths)
    return tuple(widths)


def _columns(table: Table) -> Iterator[tuple[str, tuple[tuple[Part, ...], ...]]]:
    for place, head in enumerate(table.heads):
        yield head, tuple(row[place] for row in table.rows)


def _room(text: str) -> int:
    """What a text takes in its cell; digits are thought a little wider than half, as some fonts have them."""
    return int(sum(0.6 if c.isascii() else 1.0 for c in text) * CHARACTER) + EDGES


def _shared(room: int, asked: list[int]) -> list[int]:
    """Whoever asks for less than an equal share gets it; what is left goes to the others by what they ask."""
    settled: dict[int, int] = {}
    while True:
        rest, count = room - sum(settled.values()), len(asked) - len(settled)
        small = {n: ask for n, ask in enumerate(asked) if n not in settled and ask * count <= rest}
        settled |= small
        if not small or len(settled) == len(asked):
            break
    rest = room - sum(settled.values())
    capped = {n: min(ask, WIDEST) for n, ask in enumerate(asked) if n not in settled}
    return [settled[n] if n in settled else rest * capped[n] // sum(capped.values()) for n in range(len(asked))]


def text_width(text: str) -> float:
    """Width in characters of the line; digits and Latin letters are half as wide."""
    return sum(0.5 if c.isascii() else 1.0 for c in text)


def word_table(table: Table, numbers: Iterator[int], held: str = "") -> str:
    """The caption, the table and the line below it; the heads come again on every page, no row is torn.

    ``held`` are properties of the last line, where it must not part from what follows.
    """
    widths = column_widths(table)
    heads = "".join(
        _cell(paragraph("TableHead", (Text(head),), numbers, "<w:keepNext/>"), width)
        for head, width in zip(table.heads, widths, strict=True)
    )
    rows = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            _cell(paragraph("TableCell", cell, numbers, _aligned(align)), width)
            for cell, width, align in zip(row, widths, table.aligned, strict=True)
        )
        + "</w:tr>"
        for row in table.rows
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        paragraph("TableCaption", (Text(table.caption),), numbers)
        + f'<w:tbl><w:tblPr><w:tblW w:w="{TYPE_AREA}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>{rows}</w:tbl>"
        + paragraph("Note", table.note, numbers, held)
    )


def _cell(content: str, width: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'


def _aligned(align: Align) -> str:
    return f'<w:jc w:val="{align.value}"/>'
