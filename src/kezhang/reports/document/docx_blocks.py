"""From a .docx that stands as we wrote it back to its blocks.

Blocks are given back only when writing them again gives the same text body; a document that
somebody has laid out anew is not ours to set.
"""

import copy
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lxml import etree

from kezhang.reports.document.blocks import (
    Align,
    Block,
    Chart,
    ChartKind,
    Content,
    Number,
    ParagraphLevel,
    Part,
    Series,
    Table,
    Text,
)
from kezhang.reports.document.docx_reader import W, read_part
from kezhang.reports.document.docx_writer import body_of
from kezhang.reports.document.verification.issue_mark import IssueMark, read, without_mark

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_LEVELS = {level.value: level for level in ParagraphLevel}
_SKIPPED = {W + "pPr", W + "bookmarkStart", W + "bookmarkEnd"}


@dataclass(frozen=True)
class OwnDocument:
    """A document as we wrote it: what its properties say, and its blocks."""

    title: str
    author: str
    blocks: tuple[Content, ...]
    mark: IssueMark | None = None


def as_written(content: bytes) -> OwnDocument | None:
    """The blocks of a document, or None when it is not as we wrote it. Raises NotADocument."""
    body = read_part(io.BytesIO(content), "word/document.xml").find(W + "body")
    core = read_part(io.BytesIO(content), "docProps/core.xml", optional=True)
    if body is None:
        return None
    without_mark(body)
    try:
        blocks = tuple(_Reader(content).blocks(body))
    except _NotOurs:
        return None
    again = etree.fromstring(body_of(blocks).encode()).find(W + "body")
    if _canonical(again) != _canonical(body):
        return None
    said = {e.tag: e.text or "" for e in core} if core is not None else {}
    return OwnDocument(said.get(_DC + "title", ""), said.get(_DC + "creator", ""), blocks, read(content))


def _canonical(body: Any) -> bytes:
    """To compare, without what follows from digits or from the report: widths of columns, words read out for a chart, stamps."""
    element = copy.deepcopy(body)
    for each in element.iter(W + "gridCol", W + "tcW", _WP + "docPr"):
        for name in (W + "w", "descr"):
            each.attrib.pop(name, None)
    for number in element.iter(W + "id"):  # of a control, with the stamp of its report
        number.attrib.pop(W + "val", None)
    return etree.tostring(element, method="c14n", exclusive=True)


class _NotOurs(Exception):
    """Something in the document that we do not write."""


@dataclass
class _Reader:
    """Goes through the body; a caption, a table or chart, and the line below it make one block."""

    content: bytes
    caption: str = ""
    open: dict[str, Any] = field(default_factory=dict)  # a table or chart that waits for what stands below it

    def blocks(self, body: Any) -> Iterator[Content]:
        for element in body:
            if element.tag == W + "sectPr":
                continue
            if element.tag == W + "tbl":
                self.open = {"make": Table, "caption": self.caption, **_table(element)}
            elif element.tag == W + "p":
                yield from self._paragraph(element, _style(element))
            else:
                raise _NotOurs
        if self.open:
            raise _NotOurs

    def _paragraph(self, element: Any, style: str) -> Iterator[Content]:
        if style == "Normal" and not len(_runs(element)):
            return
        if style == "TableCaption":
            self.caption = "".join(part.text for part in _parts(element))
        elif style == "Chart":
            self.open = {"make": Chart, **self._chart(element)}
        elif style == "ChartCaption" and self.open:
            self.open["caption"] = "".join(part.text for part in _parts(element))
        elif style == "Note" and self.open:
            made, self.open = self.open, {}
            yield made.pop("make")(note=_parts(element), **made)
        elif style in _LEVELS:
            yield Block(_LEVELS[style], _parts(element))
        else:
            raise _NotOurs

    def _chart(self, element: Any) -> dict[str, Any]:
        named, placed = element.find(f".//{_WP}docPr"), element.find(f".//{C}chart")
        kind = next((k for k in ChartKind if named is not None and named.get("name", "").startswith(k.value)), None)
        if kind is None or placed is None:
            raise _NotOurs
        number = placed.get(R + "id", "").removeprefix("rIdChart")
        root = read_part(io.BytesIO(self.content), f"word/charts/chart{number}.xml", optional=True)
        drawn = root.findall(f".//{C}ser") if root is not None else []
        if not drawn:
            raise _NotOurs
        categories = tuple(v.text or "" for v in drawn[0].iterfind(f"{C}cat//{C}v"))
        label = drawn[0].find(f"{C}dLbls/{C}numFmt")
        return {
            "kind": kind,
            "unit": label.get("formatCode", "").removeprefix("General").strip('"'),
            "categories": categories,
            "series": tuple(_series(each, len(categories)) for each in drawn),
        }


def _series(element: Any, count: int) -> Series:
    known = {int(pt.get("idx")): Decimal(pt.findtext(C + "v")) for pt in element.iterfind(f"{C}val//{C}pt")}
    return Series(element.findtext(f"{C}tx/{C}v"), tuple(known.get(n) for n in range(count)))


def _table(element: Any) -> dict[str, Any]:
    heads, *rows = [[cell.find(W + "p") for cell in row.iterfind(W + "tc")] for row in element.iterfind(W + "tr")]
    aligned = [Align(p.find(f"{W}pPr/{W}jc").get(W + "val")) for p in rows[0]] if rows else [Align.LEFT] * len(heads)
    return {
        "heads": tuple("".join(part.text for part in _parts(p)) for p in heads),
        "rows": tuple(tuple(_parts(p) for p in row) for row in rows),
        "aligned": tuple(aligned),
    }


def _style(paragraph: Any) -> str:
    named = paragraph.find(f"{W}pPr/{W}pStyle")
    return named.get(W + "val", "") if named is not None else ""


def _runs(paragraph: Any) -> list[Any]:
    return [child for child in paragraph if child.tag not in _SKIPPED]


def _parts(paragraph: Any) -> tuple[Part, ...]:
    parts: list[Part] = []
    for child in _runs(paragraph):
        text = "".join(t.text or "" for t in child.iter(W + "t"))
        if child.tag == W + "r":
            parts.append(Text(text, kai=child.find(W + "rPr") is not None))
        elif child.tag == W + "sdt" and (tag := child.find(f"{W}sdtPr/{W}tag")) is not None:
            parts.append(Number(tag.get(W + "val", "").removeprefix("n:"), text))
        else:
            raise _NotOurs
    return tuple(parts)
