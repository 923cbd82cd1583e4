"""信函式: the first page of a letter: its mark above a double red line, another at the foot, and no number on the page.

Both stand in a header and a footer of the first page alone; the text begins below by itself.
"""

import io
from typing import Any

from lxml import etree

from kezhang.reports.document.docx_edit import serialised
from kezhang.reports.document.docx_reader import W, read_part
from kezhang.reports.document.official.elements import PaperElements
from kezhang.reports.document.official.lines import RED, line, mark_words

HEADER, FOOTER = "word/kezhangletterhead.xml", "word/kezhangletterfoot.xml"
_RELATIONS, _TYPES = "word/_rels/document.xml.rels", "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
#: 170 mm, middled on the page, from a type area that begins 28 mm in and is 156 mm wide.
_WIDE = '<w:ind w:left="-454" w:right="-340" w:firstLineChars="0" w:firstLine="0"/>'


def parts(content: bytes, root: Any, elements: PaperElements) -> dict[str, bytes]:
    """The two parts and the lists that name them; the last section of ``root`` refers to them."""
    types, relations = (read_part(io.BytesIO(content), name) for name in (_TYPES, _RELATIONS))
    for part, kind in ((HEADER, "header"), (FOOTER, "footer")):
        _register(types, relations, part, kind)
        _refer(root, kind)
    return {
        HEADER: _part("hdr", _head(elements)),
        FOOTER: _part("ftr", _foot()),
        _TYPES: serialised(types),
        _RELATIONS: serialised(relations),
    }


def _head(elements: PaperElements) -> str:
    border = f'<w:pBdr><w:bottom w:val="thickThinSmallGap" w:sz="24" w:space="6" w:color="{RED}"/></w:pBdr>'
    return line("letter_head", mark_words(elements), border=border, indent=_WIDE, jc="center", before=754, height=900)


def _foot() -> str:
    border = f'<w:pBdr><w:bottom w:val="thinThickSmallGap" w:sz="24" w:space="0" w:color="{RED}"/></w:pBdr>'
    frame = '<w:framePr w:w="9638" w:h="40" w:hRule="exact" w:hAnchor="page" w:x="1134" w:vAnchor="page" w:y="15644" w:wrap="around"/>'
    made = line("letter_foot", border=border, height=20)
    return made.replace("<w:widowControl", frame + "<w:widowControl", 1) + line("letter_page", height=20)


def _part(tag: str, inside: str) -> bytes:
    text = f'<w:{tag} xmlns:w="{W[1:-1]}">{inside}</w:{tag}>'
    root = etree.fromstring(text)
    for mark in list(root.iter(W + "bookmarkStart", W + "bookmarkEnd")):  # the part itself is known by its name
        mark.getparent().remove(mark)
    return serialised(root)


def _register(types: Any, relations: Any, part: str, kind: str) -> None:
    if not any(each.get("PartName") == f"/{part}" for each in types):
        space = types.tag.rpartition("}")[0] + "}"
        told = {"PartName": f"/{part}", "ContentType": f"{_WORD}.{kind}+xml"}
        etree.SubElement(types, space + "Override", told)
    number = _number(kind)
    if not any(each.get("Id") == number for each in relations):
        space = relations.tag.rpartition("}")[0] + "}"
        told = {"Id": number, "Type": f"{_OFFICE}/{kind}", "Target": part.removeprefix("word/")}
        etree.SubElement(relations, space + "Relationship", told)


def _number(kind: str) -> str:
    return f"rIdKezhangLetter{kind.title()}"


def _refer(root: Any, kind: str) -> None:
    section = root.find(f"{W}body/{W}sectPr")
    if section is None:
        return
    reference = W + f"{kind}Reference"
    for each in section.findall(reference):
        if each.get(W + "type") == "first":
            section.remove(each)
    made = etree.Element(reference)
    made.set(W + "type", "first")
    made.set(f"{{{_OFFICE}}}id", _number(kind))
    section.insert(0, made)
    if section.find(W + "titlePg") is None:
        grid = section.find(W + "docGrid")
        first = etree.Element(W + "titlePg")
        if grid is not None:
            grid.addprevious(first)
        else:
            section.append(first)


def undress(body: Any) -> None:
    """Take the first page's own header and footer away, should the paper become none or another."""
    section = body.find(W + "sectPr")
    if section is None:
        return
    ours = [
        each
        for kind in ("header", "footer")
        for each in section.findall(W + f"{kind}Reference")
        if each.get(f"{{{_OFFICE}}}id") == _number(kind)
    ]
    for each in ours:
        section.remove(each)
    first = section.find(W + "titlePg")
    if ours and first is not None:
        section.remove(first)
