"""段落的去留: paragraphs taken out, copied and joined, with whatever they carry for others kept.

A section's properties, halves of bookmarks and comments move on; a box, a picture or a footnote never goes
unseen.
"""

import copy
from collections.abc import Sequence
from typing import Any

from lxml import etree

from kezhang.reports.document.blocks import Chart, Part, Table
from kezhang.reports.document.charts import chart_part, word_chart
from kezhang.reports.document.docx_edit import free_number
from kezhang.reports.document.docx_reader import W
from kezhang.reports.document.paper.opened_paper import MC, Paper
from kezhang.reports.document.paper.splicing import MarkNumbers, written_parts
from kezhang.reports.document.tables import word_table

_ANCHORED = {
    W + name for name in ("drawing", "pict", "object", "footnoteReference", "endnoteReference")
} | {MC + "AlternateContent"}  # fmt: skip
_RANGES = tuple(
    W + name for name in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "commentReference")
)
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
)


def holds_more(paragraph: Any) -> bool:
    """Whether a box, a picture or a note hangs on the paragraph: then it cannot go."""
    return any(element.tag in _ANCHORED for element in paragraph.iter())


def take_out(paragraph: Any) -> None:
    """Take a paragraph out of the document; the last one of a cell or of the text is emptied instead."""
    parent = paragraph.getparent()
    for element in list(paragraph.iter(*_RANGES)):
        if not _is_whole(element, paragraph):
            paragraph.addprevious(element)
    others = [each for each in parent.findall(W + "p") if each is not paragraph]
    section = paragraph.find(f"{W}pPr/{W}sectPr")
    if section is not None:
        before = next((each for each in paragraph.itersiblings(W + "p", preceding=True)), None)
        if before is None or before.find(f"{W}pPr/{W}sectPr") is not None:
            _empty(paragraph)
            return
        properties = before.find(W + "pPr")
        if properties is None:
            properties = etree.Element(W + "pPr")
            before.insert(0, properties)
        changed = properties.find(W + "pPrChange")
        properties.insert(len(properties) if changed is None else len(properties) - 1, section)
    last = parent.tag in {W + "tc", W + "txbxContent", W + "hdr", W + "ftr"} and parent[-1] is paragraph
    if not others or (last and (len(parent) < 2 or parent[-2].tag != W + "p")):
        _empty(paragraph)
        return
    parent.remove(paragraph)


def _is_whole(element: Any, paragraph: Any) -> bool:
    """Whether a range lies wholly in the paragraph, and may go with it."""
    halves = {"bookmarkStart": "bookmarkEnd", "bookmarkEnd": "bookmarkStart",
              "commentRangeStart": "commentRangeEnd", "commentRangeEnd": "commentRangeStart"}  # fmt: skip
    other = halves.get(etree.QName(element).localname)
    number = element.get(W + "id")
    return other is not None and any(each.get(W + "id") == number for each in paragraph.iter(W + other))


def _empty(paragraph: Any) -> None:
    for child in [each for each in paragraph if each.tag != W + "pPr"]:
        paragraph.remove(child)


def run_on(paragraph: Any, before: Any) -> None:
    """A paragraph's runs as the end of the one before it."""
    for child in [each for each in paragraph if each.tag != W + "pPr"]:
        before.append(child)
    take_out(paragraph)


def beside(paragraph: Any, at: Any, looks: Any, parts: Sequence[Part], ids: MarkNumbers, style: str = "") -> Any:
    """A paragraph of these parts after ``at``, with the properties of another and these looks; ``style`` for another style."""
    made = etree.Element(W + "p")
    properties = paragraph.find(W + "pPr")
    if properties is not None:
        kept = copy.deepcopy(properties)
        for section in kept.findall(W + "sectPr"):
            kept.remove(section)
        made.append(kept)
        named = kept.find(W + "pStyle")
        if style and named is not None:
            named.set(W + "val", style)
    for element in written_parts(parts, looks, ids):
        made.append(element)
    at.addnext(made)
    return made


def set_right_indent(paragraph: Any, characters: float, width: int) -> None:
    """How far a line stands in from the right, as a signature does."""
    indent = paragraph.find(f"{W}pPr/{W}ind")
    if indent is not None:
        indent.set(W + "rightChars", str(round(characters * 100)))
        indent.set(W + "right", str(round(characters * width)))


def exhibit_beside(
    paper: Paper, at: Any, looks: Any, shown: Table | Chart, ids: MarkNumbers, place: int
) -> tuple[Any, dict[str, bytes]]:
    """A table or a chart after ``at``: its last element, and the parts a chart needs besides."""
    numbers = iter(ids, -1)
    parts: dict[str, bytes] = {}
    if isinstance(shown, Table):
        text = word_table(shown, numbers)
    else:
        text = word_chart(shown, f"rIdKezhangChart{place}", 9000 + place, numbers)
        parts[f"word/charts/kezhang{place}.xml"] = chart_part(shown).encode()
    made = etree.fromstring(f"<root {_SPACES}>{text}</root>".encode())
    known = {s.get(W + "styleId") for s in paper.styles.iter(W + "style")} if paper.styles is not None else set()
    for each in list(made.iter(W + "p")):
        style = each.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(W + "val") not in known:
            style.getparent().remove(style)
            _dress(each, looks)
    for element in list(made):
        at.addnext(element)
        at = element
    return at, parts


def _dress(paragraph: Any, looks: Any) -> None:
    """The runs of a paragraph in the looks of the token's run, where the paper has no style for it."""
    if looks is None:
        return
    for run in paragraph.iter(W + "r"):
        if run.find(W + "rPr") is None and run.find(W + "t") is not None:
            run.insert(0, copy.deepcopy(looks))


def first_free(paper: Paper) -> int:
    """The first id above all that the file's text parts have given out."""
    return max(free_number(paper.roots.values()), _controls(paper))


def _controls(paper: Paper) -> int:
    """Controls have a space of numbers of their own, in which ours lie a hundred million above."""
    found = [int(e.get(W + "val", "0")) for root in paper.roots.values() for e in root.iterfind(f".//{W}sdtPr/{W}id")]
    above = [number - 100_000_000 for number in found if 100_000_000 <= number < 1_000_000_000]
    return max(above, default=0) + 1
