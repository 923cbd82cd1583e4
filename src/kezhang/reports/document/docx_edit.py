"""文字段: cutting a paragraph's runs so that a stretch of it stands alone, and writing a package back.

Cutting a run changes neither a character nor its format; parts that were not changed go
back byte for byte.
"""

import copy
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from kezhang.reports.document.docx_reader import DOCUMENT, NotADocument, Paragraph, W, WordDocument

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: Pictures and all; a report that unpacks to more is none.
UNPACKED = 500 * 1024 * 1024
#: Bookmarks, revisions, comments and moves share one space of numbers.
_NUMBERED = frozenset(
    W + name
    for name in (
        "bookmarkStart", "ins", "del", "moveFrom", "moveTo", "moveFromRangeStart", "moveToRangeStart", "comment",
        "commentRangeStart", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "cellIns", "cellDel",
    )
)  # fmt: skip


def isolate(paragraph: Paragraph, start: int, end: int) -> list[Any]:
    """The runs that hold exactly this stretch of the paragraph, cut out of their neighbours where they must be."""
    for offset in (start, end):
        _cut(paragraph, offset)
    runs = [t.getparent() for at, t in paragraph.pieces if start <= at < end and t.text]
    return list(dict.fromkeys(runs))


def _cut(paragraph: Paragraph, offset: int) -> None:
    for number, (at, t) in enumerate(paragraph.pieces):
        text = t.text or ""
        run = t.getparent()
        if not at <= offset < at + len(text) or run is None or run.tag != W + "r":
            continue
        if at == offset and all(earlier.tag == W + "rPr" for earlier in t.itersiblings(preceding=True)):
            return
        later = etree.Element(run.tag, run.attrib, run.nsmap)
        if (properties := run.find(W + "rPr")) is not None:
            later.append(copy.deepcopy(properties))
        following = list(t.itersiblings())
        if at == offset:
            later.append(t)
        else:
            rest = etree.SubElement(later, t.tag, t.attrib)
            rest.text, t.text = text[offset - at :], text[: offset - at]
            for each in (t, rest):
                each.set(SPACE, "preserve")
            paragraph.pieces.insert(number + 1, (offset, rest))
        for sibling in following:
            later.append(sibling)
        run.addnext(later)
        return


def outermost(run: Any) -> Any:
    """The run, or the content control it is all of: what a comment may be put around."""
    parent = run.getparent()
    while parent is not None and parent.tag == W + "sdtContent":
        run = parent.getparent()
        parent = run.getparent()
    return run


def free_number(roots: Iterable[Any]) -> int:
    """The first number above all that a document has given out."""
    told = (e.get(W + "id", "") for root in roots for e in root.iter() if e.tag in _NUMBERED)
    return 1 + max((int(number) for number in told if re.fullmatch(r"-?[0-9]{1,10}", number)), default=0)


def serialised(root: Any) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def rewritten(content: bytes, changes: Mapping[str, bytes]) -> bytes:
    """The package with some parts exchanged or added; the others as they were, in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        names = [info.filename for info in source.infolist()]
        if sum(info.file_size for info in source.infolist()) > UNPACKED:
            raise NotADocument("文档解压后过大，不像一份报告，未写出。")
        for info in source.infolist():
            target.writestr(info, changes.get(info.filename, source.read(info)), compress_type=info.compress_type)
        for name in changes:
            if name not in names:
                member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
                target.writestr(member, changes[name], compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def with_document(content: bytes, document: WordDocument, parts: Iterable[str] = ()) -> bytes:
    """The package with its text as the document now has it; headers and notes without a figure stay byte for byte."""
    held = {DOCUMENT, *parts, *(name for name, root in document.roots.items() if root.find(f".//{W}sdt") is not None)}
    return rewritten(content, {name: serialised(document.roots[name]) for name in held})
