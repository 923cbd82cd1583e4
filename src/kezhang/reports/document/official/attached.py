"""附件: the pages behind a paper's text: where each begins, what it is called, and the line that it begins with."""

import io
from collections.abc import Collection, Sequence
from typing import Any

from lxml import etree

from kezhang.reports.document.blocks import attachment_line, begins_attachment
from kezhang.reports.document.docx_reader import W, open_document
from kezhang.reports.document.official.lines import LINE, is_dress, words

_FONT = "黑体"


def titles(content: bytes) -> tuple[str, ...]:
    """What the attachments of a document are called, in their order. Raises NotADocument."""
    body = open_document(content).root.find(W + "body")
    return tuple(text_of(title) for _, title in pages(body) if title is not None)


def pages(body: Any) -> list[tuple[Any, Any]]:
    """Of each attachment the line that begins its page, and its title below; None where there is no more to read."""
    lines = [each for each in body if each.tag == W + "p" and text_of(each) and not is_dress(each)]
    below = [*lines[1:], None]
    return [(line, title) for line, title in zip(lines, below, strict=True) if begins_attachment(text_of(line))]


def line_above(title: Any) -> Any:
    """The line 附件1 that somebody has typed above a title; None where there is none."""
    above = next((each for each in title.itersiblings(preceding=True) if each.tag != W + "p" or text_of(each)), None)
    return above if above is not None and above.tag == W + "p" and begins_attachment(text_of(above)) else None


def stretch(title: Any, others: Collection[Any]) -> list[Any]:
    """Everything of an attachment: from the line above its title to the next attachment's."""
    begins = [each if (line := line_above(each)) is None else line for each in others]
    first = line_above(title)
    found = [title] if first is None else [first, *_between(first, title), title]
    for each in title.itersiblings():
        if each.tag == W + "sectPr" or any(each is other for other in begins):
            break
        found.append(each)
    return found


def _between(first: Any, last: Any) -> list[Any]:
    found = []
    for each in first.itersiblings():
        if each is last:
            break
        found.append(each)
    return found


def begin(title: Any, number: int, count: int) -> None:
    """See that a title stands on a page of its own, below its number; a line that is there gets the number it has now."""
    wanted, line = attachment_line(number, count), line_above(title)
    if line is None:
        for element in _made(wanted):
            title.addprevious(element)
    elif text_of(line) != wanted:
        set_text(line, wanted)


def number_again(body: Any, count: int) -> None:
    """The lines of the pages as they are where the paper names so many attachments."""
    for number, (line, _) in enumerate(pages(body), start=1):
        if text_of(line) != attachment_line(number, count):
            set_text(line, attachment_line(number, count))


def set_text(paragraph: Any, text: str) -> None:
    first, *others = paragraph.iter(W + "t")
    first.text = text
    for each in others:
        each.text = ""


def _made(text: str) -> Sequence[Any]:
    """附件1 in the first line of a page and an empty line, in looks of their own, whatever styles the paper has."""
    kept = (
        f'<w:widowControl w:val="0"/><w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/>'
        '<w:ind w:left="0" w:right="0" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/>'
    )
    inside = words(text, font=_FONT)
    space = f'xmlns:w="{W[1:-1]}"'
    return [
        etree.parse(io.StringIO(each)).getroot()
        for each in (
            f"<w:p {space}><w:pPr><w:keepNext/><w:pageBreakBefore/>{kept}</w:pPr>{inside}</w:p>",
            f"<w:p {space}><w:pPr><w:keepNext/>{kept}</w:pPr></w:p>",
        )
    ]


def text_of(paragraph: Any) -> str:
    return "".join(t.text or "" for t in paragraph.iter(W + "t")).strip()
