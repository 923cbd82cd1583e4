"""套公文格式: a document as an official paper, and a document without what was put around it.

The text itself is left alone, but for the date below it: a paper bears the day it is signed. What is put on comes off
again, so that a file that went out and came back is dressed once.
"""

import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

from kezhang.quantities.dates import chinese_date
from kezhang.reports.document.blocks import Block, ParagraphLevel, Text
from kezhang.reports.document.docx_edit import free_number, rewritten, serialised
from kezhang.reports.document.docx_reader import DOCUMENT, W, open_document
from kezhang.reports.document.docx_writer import CHARACTER, signature_indents
from kezhang.reports.document.official import letter, lines
from kezhang.reports.document.official.attached import number_again
from kezhang.reports.document.official.attached import pages as attached_pages
from kezhang.reports.document.official.elements import PaperElements, PaperForm, as_property
from kezhang.reports.document.official.lines import is_dress
from kezhang.reports.document.paper.editing import set_right_indent
from kezhang.reports.document.paper.registering import with_properties

#: The document's property that says what was put on.
PROPERTY = "KezhangPaper"
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")


def dressed(content: bytes, elements: PaperElements, title: str, room: int = 0, *, ended: bool = False) -> bytes:
    """The document as the paper that these elements make of it; ``ended`` to see where it ends. Raises NotADocument."""
    document = open_document(content)
    body = document.root.find(W + "body")
    letter.undress(body)
    dress(body, elements, room, document.roots.values(), ended=ended)
    changes = {DOCUMENT: serialised(document.root)}
    if elements.form is PaperForm.LETTER:
        changes |= letter.parts(content, document.root, elements)
        changes[DOCUMENT] = serialised(document.root)
    return with_properties(rewritten(content, changes), title, {PROPERTY: as_property(elements)})


def undressed(content: bytes) -> bytes:
    """The document without its dress; as it is where it has none. Raises NotADocument."""
    document = open_document(content)
    body = document.root.find(W + "body")
    if not any(is_dress(each) for each in body):
        return content
    letter.undress(body)
    undress(body)
    return with_properties(rewritten(content, {DOCUMENT: serialised(document.root)}), None, {PROPERTY: ""})


def dress(body: Any, elements: PaperElements, room: int, roots: Iterable[Any], *, ended: bool = False) -> None:
    """The same in the tree of the text alone; whatever dress it had is exchanged."""
    undress(body)
    title = _title(body)
    first = body[0]
    for element in _made(lines.head(elements)):
        first.addprevious(element)
    if title is not None:
        at = title
        if (below := at.getnext()) is not None and below.tag == W + "p" and not _text(below):
            at = below  # the empty line below a title
        for element in _made(lines.addressee(elements)):
            at.addnext(element)
    _date(body, elements)
    _before(body, _end_of_text(body), lines.attachments(elements))
    _before(body, _section(body), lines.imprint(elements, room, ended=ended))
    number_again(body, len(elements.attachments))
    _give_numbers(roots, body)


def undress(body: Any) -> None:
    """Take away what a dress had put around the text."""
    for element in list(body):
        if is_dress(element):
            body.remove(element)


def _made(texts: Iterable[str]) -> list[Any]:
    space = f'xmlns:w="{W[1:-1]}"'
    return [etree.fromstring(text.replace("<w:p>", f"<w:p {space}>", 1)) for text in texts]


def _before(body: Any, place: Any, texts: Iterable[str]) -> None:
    for element in _made(texts):
        if place is None:
            body.append(element)
        else:
            place.addprevious(element)


def _section(body: Any) -> Any:
    """The properties of the last section, behind which nothing may stand."""
    last = body[-1] if len(body) else None
    return last if last is not None and last.tag == W + "sectPr" else None


def _title(body: Any) -> Any:
    """The last of the paragraphs that are the title: those of a title's style, else the first with words."""
    paragraphs = [each for each in body if each.tag == W + "p" and not is_dress(each)]
    titled = [each for each in paragraphs if _style(each) in {"Title", "title", "标题"}]
    if titled:
        return titled[-1]
    return next((each for each in paragraphs if _text(each)), None)


def _signed(body: Any) -> tuple[Any, Any]:
    """The signature and the date below the text; None for what is not there."""
    paragraphs = [each for each in body if each.tag == W + "p" and _text(each)]
    if attached := attached_pages(body):  # what is signed stands before them
        paragraphs = paragraphs[: paragraphs.index(attached[0][0])]
    day = next((each for each in reversed(paragraphs) if _style(each) == ParagraphLevel.DATE.value), None)
    if day is None:
        day = next((each for each in reversed(paragraphs) if _DATE.fullmatch(_text(each))), None)
    if day is None:
        return None, None
    above = paragraphs[: paragraphs.index(day)]
    return (above[-1] if above and len(_text(above[-1])) <= lines.TYPE_AREA // CHARACTER else None), day


def _end_of_text(body: Any) -> Any:
    """What the list of attachments stands above: the empty line over the signature, else the section's properties."""
    signature, day = _signed(body)
    at = signature if signature is not None else day
    if at is None:
        return attached[0][0] if (attached := attached_pages(body)) else _section(body)
    above = at.getprevious()
    return above if above is not None and above.tag == W + "p" and not _text(above) else at


def _date(body: Any, elements: PaperElements) -> None:
    """The day it is signed in place of the day it was drafted with, at its place under the signature."""
    signature, day = _signed(body)
    if day is None or not _DATE.fullmatch(_text(day)):
        return
    texts = list(day.iter(W + "t"))
    texts[0].text = chinese_date(elements.signed_on)
    for each in texts[1:]:
        each.text = ""
    if signature is not None and _style(signature) == ParagraphLevel.SIGNATURE.value:
        blocks = [
            Block(ParagraphLevel.SIGNATURE, (Text(_text(signature)),)),
            Block(ParagraphLevel.DATE, (Text(_text(day)),)),
        ]
        for element, block in zip((signature, day), blocks, strict=True):
            set_right_indent(element, signature_indents(blocks)[block.level], CHARACTER)


def _give_numbers(roots: Iterable[Any], body: Any) -> None:
    """Every bookmark of the dress with a number that nothing else has."""
    number = free_number(roots)
    for element in (each for each in body if is_dress(each)):
        for end in element.iter(W + "bookmarkStart", W + "bookmarkEnd"):
            end.set(W + "id", str(number))
        number += 1


def _style(paragraph: Any) -> str:
    named = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if named is None else named.get(W + "val", "")


def _text(paragraph: Any) -> str:
    return "".join(t.text or "" for t in paragraph.iter(W + "t")).strip()


def room_of(body: Any) -> int:
    """The room that was left above the imprint."""
    return next((lines.room_in(each) for each in body if lines.name_of(each) == f"{lines.IMPRINT}_room"), 0)
