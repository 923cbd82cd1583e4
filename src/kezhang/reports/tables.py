"""Tables: how wide each column is, and a table as Word has it.

The one rule: the widths are true and add up to the type area, because WPS lays a table out by its grid
before anything else; the PDF uses the same widths.
"""

from collections.abc import Iterator

from kezhang.reports.blocks import Align, Table, Text
from kezhang.reports.runs import paragraph

#: 版心宽 156 mm, in twips.
TYPE_AREA = 8844
#: What a character of a cell and the cell's own edges take, in twips: 小四 is 12 pt.
CHARACTER, EDGES = 240, 256
#: Text longer than this may break in its cell before it takes room from shorter columns.
WIDEST = 16 * CHARACTER
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="auto"/>'
    for side, size in (("top", 8), ("left", 8), ("bottom", 8), ("right", 8), ("insideH", 4), ("insideV", 4))
)  # in eighths of a point: 1 pt outside, 0.5 pt inside


def column_widths(table: Table) -> tuple[int, ...]:
    """Each column's width in twips, by the longest text in it; together they fill the type area.

    Dates, amounts and other short columns get what they need; the long ones share the rest.
    """
    longest = [text_width(head) for head in table.heads]
    for row in table.rows:
        for place, cell in enumerate(row):
            longest[place] = max(longest[place], sum(text_width(part.text) for part in cell))
    needed = [int(width * CHARACTER) + EDGES for width in longest]
    if sum(needed) > TYPE_AREA:
        needed = _squeezed(needed)
    widths = [TYPE_AREA * need // sum(needed) for need in needed]
    widths[-1] += TYPE_AREA - sum(widths)
    return tuple(widths)


def _squeezed(needed: list[int]) -> list[int]:
    """Columns that ask for less than an equal share get it; what is left goes to the others by what they ask."""
    settled: dict[int, int] = {}
    while True:
        rest, count = TYPE_AREA - sum(settled.values()), len(needed) - len(settled)
        small = {n: need for n, need in enumerate(needed) if n not in settled and need * count <= rest}
        settled |= small
        if not small or len(settled) == len(needed):
            break
    asking = {n: min(need, WIDEST) for n, need in enumerate(needed) if n not in settled}
    rest = TYPE_AREA - sum(settled.values())
    return [settled[n] if n in settled else rest * asking[n] // sum(asking.values()) for n in range(len(needed))]


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
