"""校验码: the last lines of an issued document: a code that identifies it, a QR code that proves it, and the same in its properties.

The mark stands behind the text that it vouches for, and above the imprint of an official paper, which it vouches for too:
its own three lines are no part of the text, everything else is.
"""

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import segno
from lxml import etree

from kezhang.reports.document.docx_edit import rewritten, serialised
from kezhang.reports.document.docx_reader import (
    DOCUMENT,
    NotADocument,
    W,
    open_document,
    read_numbers,
    read_part,
    read_properties,
)
from kezhang.reports.document.official.lines import IMPRINT, name_of
from kezhang.seals import statements

#: How the mark's first line begins.
BEGINS = "校验码："
_ENDS = "核验：kezhang verify"
STATEMENT, SIGNATURE, FIGURES = "KezhangStatement", "KezhangSignature", "KezhangFigures"
_PROPERTIES, _TYPES, _RELATIONS = "docProps/custom.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"
_PICTURE, _RELATION = "word/media/kezhang-mark.png", "rIdKezhangMark"
_VT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_WIDTH_EMU = 36 * 36_000  # 36 mm: each of its dots wide enough for a telephone


@dataclass(frozen=True)
class IssueMark:
    """What was signed when the report was issued, by whom, and the figures as they stood in the text."""

    statement: Mapping[str, Any]
    signature: str
    figures: Sequence[Sequence[str]] = ()

    @property
    def code(self) -> str:
        return statements.code_of(self.statement)

    @property
    def lines(self) -> tuple[str, str]:
        return f"{BEGINS}{self.code}", f"{_ENDS} 本文件 --key 签发单位的公钥"

    def picture(self) -> bytes:
        made = io.BytesIO()
        segno.make(statements.qr_text(self.statement, self.signature), error="m").save(
            made, kind="png", scale=4, border=2
        )
        return made.getvalue()

    def drawing(self) -> str:
        """The QR code for a PDF."""
        made = io.BytesIO()
        segno.make(statements.qr_text(self.statement, self.signature), error="m").save(made, kind="svg", border=2)
        return made.getvalue().decode()


def text_digest(paragraphs: Sequence[str]) -> str:
    """Over everything people read, but for spaces, which programs add and take as they like."""
    said = ["".join(paragraph.split()) for paragraph in beside_mark(paragraphs)]
    return statements.digest_of([paragraph for paragraph in said if paragraph])


def figures_in(content: bytes) -> list[list[str]]:
    """Each marked number as it stands in the text."""
    return [[found.mark, found.text] for found in read_numbers(io.BytesIO(content))]


def read(content: bytes) -> IssueMark | None:
    """The mark of a document; None where it has none. Raises NotADocument."""
    said = read_properties(io.BytesIO(content))
    if STATEMENT not in said:
        return None
    try:
        return IssueMark(json.loads(said[STATEMENT]), said.get(SIGNATURE, ""), json.loads(said.get(FIGURES, "[]")))
    except (ValueError, TypeError) as fault:
        raise NotADocument("文档里的签发声明读不出来，可能被改动过。") from fault


def put_on(content: bytes, mark: IssueMark) -> bytes:
    """The document with its mark; one it had before is exchanged."""
    document = open_document(content)
    body = document.root.find(W + "body")
    without_mark(body)
    below = next((each for each in body if name_of(each).startswith(IMPRINT)), body.find(W + "sectPr"))
    for element in _paragraphs(mark):
        if below is not None:
            below.addprevious(element)
        else:
            body.append(element)
    changes = {DOCUMENT: serialised(document.root), _PICTURE: mark.picture()}
    changes |= _registered(content) | _with_properties(content, mark)
    return rewritten(content, changes)


def without_mark(body: Any) -> None:
    """Take the mark's paragraphs away."""
    paragraphs = [each for each in body if each.tag == W + "p"]
    first, last = _place([_text(each) for each in paragraphs])
    for element in paragraphs[first:last]:
        body.remove(element)


def beside_mark(paragraphs: Sequence[str]) -> Sequence[str]:
    """Everything but the mark."""
    first, last = _place(paragraphs)
    return [*paragraphs[:first], *paragraphs[last:]]


def _place(paragraphs: Sequence[str]) -> tuple[int, int]:
    """From where to where the mark stands: its code, the picture, and how it is verified."""
    first = next((n for n, text in enumerate(paragraphs) if text.startswith(BEGINS)), len(paragraphs))
    last = min(first + 1, len(paragraphs))
    if last < len(paragraphs) and not paragraphs[last].strip():
        last += 1
    if last < len(paragraphs) and paragraphs[last].startswith(_ENDS):
        last += 1
    return first, last


def _text(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(W + "t"))


def _paragraphs(mark: IssueMark) -> list[Any]:
    small = '<w:rPr><w:sz w:val="18"/></w:rPr>'
    line = (
        '<w:p xmlns:w="{w}"><w:pPr><w:pStyle w:val="Normal"/>{kept}<w:ind w:firstLine="0"/></w:pPr>'
        "<w:r>{small}<w:t>{text}</w:t></w:r></w:p>"
    )
    w = W.strip("{}")
    first, last = mark.lines
    return [
        etree.fromstring(line.format(w=w, kept="<w:keepNext/>", small=small, text=first)),
        etree.fromstring(_drawing(w, f"签发校验二维码，校验码 {mark.code}")),
        etree.fromstring(line.format(w=w, kept="", small=small, text=last)),
    ]


def _drawing(w: str, described: str) -> str:
    size = f'cx="{_WIDTH_EMU}" cy="{_WIDTH_EMU}"'
    return (
        f'<w:p xmlns:w="{w}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<w:pPr><w:pStyle w:val="Normal"/><w:keepNext/><w:spacing w:line="240" w:lineRule="auto"/>'
        '<w:ind w:firstLine="0"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {size}/><wp:docPr id="90001" name="校验码" descr="{described}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        '<pic:nvPicPr><pic:cNvPr id="90001" name="kezhang-mark.png"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{_RELATION}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def _registered(content: bytes) -> dict[str, bytes]:
    """The two lists that name every part, with the picture in them."""
    types, relations = (read_part(io.BytesIO(content), name) for name in (_TYPES, _RELATIONS))
    space = types.tag.rpartition("}")[0] + "}"
    if not any(e.get("Extension", "").lower() == "png" for e in types.iter(space + "Default")):
        types.insert(0, etree.Element(space + "Default", {"Extension": "png", "ContentType": "image/png"}))
    if not any(e.get("Id") == _RELATION for e in relations):
        space = relations.tag.rpartition("}")[0] + "}"
        told = {"Id": _RELATION, "Type": _IMAGE, "Target": _PICTURE.removeprefix("word/")}
        etree.SubElement(relations, space + "Relationship", told)
    return {_TYPES: serialised(types), _RELATIONS: serialised(relations)}


def _with_properties(content: bytes, mark: IssueMark) -> dict[str, bytes]:
    root = read_part(io.BytesIO(content), _PROPERTIES, optional=True)
    if root is None:
        raise NotADocument(
            "文档丢了它的属性（docProps/custom.xml），不能写上校验码；请用 Word 或 WPS 打开后另存，再上传。"
        )
    told = {
        STATEMENT: statements.canonical(dict(mark.statement)).decode(),
        SIGNATURE: mark.signature,
        FIGURES: json.dumps([list(each) for each in mark.figures], ensure_ascii=False, separators=(",", ":")),
    }
    for item in list(root):
        if item.get("name") in told:
            root.remove(item)
    numbers = [int(pid) for item in root if re.fullmatch("[0-9]{1,9}", pid := item.get("pid", ""))]
    for number, (name, value) in enumerate(told.items(), start=max(numbers, default=1) + 1):
        item = etree.SubElement(
            root, f"{{{_CUSTOM}}}property",
            {"fmtid": "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}", "pid": str(number), "name": name},
        )  # fmt: skip
        etree.SubElement(item, f"{{{_VT}}}lpwstr").text = value
    return {_PROPERTIES: serialised(root)}
