"""Words and numbers as WordprocessingML: what paragraphs, cells and lines below tables share.

Every ``Number`` becomes a plain-text content control (mark in alias and tag) inside a
bookmark, because some programs keep the one and some the other.
"""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from kezhang.reports.document.blocks import Part, Text

_KAI = '<w:rPr><w:rFonts w:ascii="楷体_GB2312" w:hAnsi="楷体_GB2312" w:eastAsia="楷体_GB2312"/></w:rPr>'


def paragraph(style: str, parts: Iterable[Part], numbers: Iterator[int], properties: str = "") -> str:
    """One paragraph; ``properties`` follow the style's name and keep the order the format wants."""
    runs = "".join(run(part, numbers) for part in parts)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def run(part: Part, numbers: Iterator[int]) -> str:
    """Words, or a number in its control; ``numbers`` gives each control an id of its own."""
    if isinstance(part, Text):
        return f'<w:r>{_KAI if part.kai else ""}<w:t xml:space="preserve">{clean(part.text)}</w:t></w:r>'
    number = next(numbers)
    mark = quoteattr(part.mark)
    return (
        f'<w:bookmarkStart w:id="{number}" w:name={quoteattr("N_" + part.mark)}/>'
        f"<w:sdt><w:sdtPr><w:alias w:val={mark}/><w:tag w:val={quoteattr('n:' + part.mark)}/>"
        f'<w:id w:val="{100_000_000 + number}"/><w15:appearance w15:val="hidden"/><w:text/></w:sdtPr>'
        f"<w:sdtContent><w:r><w:t>{clean(part.text)}</w:t></w:r></w:sdtContent></w:sdt>"
        f'<w:bookmarkEnd w:id="{number}"/>'
    )


def clean(text: str) -> str:
    """Escaped, and without the control characters that make Word call a file unreadable."""
    return escape("".join(c for c in text if c >= " " or c == "\t").replace("\t", " "))
