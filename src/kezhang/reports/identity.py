"""Reading a document back: which numbers in it still know what they are.

The one rule: text is read through the document's own XML, content controls included, insertions
counted and deletions not; a mark is looked for in the tag, then the alias, then the bookmark, then
the name of a form field, because each program keeps another of them.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DELETED = {W + "del", W + "moveFrom", W + "sdtPr", W + "pPr", W + "rPr", W + "instrText"}
_TOKEN = re.compile(r"\d[\d,，]*(?:\.\d+)?")
_MARK = re.compile(r"k\d{3,}")
#: A report's document.xml unpacks to a few hundred kilobytes; far beyond that it is not a report.
LIMIT = 50 * 1024 * 1024


class NotADocument(Exception):
    """The file is not a .docx that can be read; the message says so in Chinese."""


@dataclass(frozen=True)
class FoundNumber:
    """A number that still carries a mark."""

    mark: str
    text: str
    paragraph: int
    carrier: str  # tag, alias, bookmark, form field


@dataclass
class _Paragraph:
    text: str
    controls: list[tuple[str, str, int, int]]  # mark, carrier, start, end
    bookmarks: list[tuple[str, int, int]]


def read_numbers(file: str | Path | BinaryIO) -> list[FoundNumber]:
    """Every marked number in the order of the text; each mark once, by its best carrier."""
    found: dict[str, FoundNumber] = {}
    order = {"tag": 0, "alias": 1, "bookmark": 2, "form field": 3}
    for place, paragraph in enumerate(_paragraphs(_part(file, "word/document.xml"))):
        marked = [(mark, carrier, paragraph.text[a:b]) for mark, carrier, a, b in paragraph.controls]
        marked += [(mark, "bookmark", _snapped(paragraph.text, a, b)) for mark, a, b in paragraph.bookmarks]
        for mark, carrier, text in marked:
            known = found.get(mark)
            if known is None or order[carrier] < order[known.carrier]:
                found[mark] = FoundNumber(mark, text.strip(), place, carrier)
    return sorted(found.values(), key=lambda n: (n.paragraph, n.mark))


def visible_paragraphs(file: str | Path | BinaryIO) -> list[str]:
    """The text people see, paragraph by paragraph, numbers included."""
    return [paragraph.text for paragraph in _paragraphs(_part(file, "word/document.xml"))]


def read_properties(file: str | Path | BinaryIO) -> dict[str, str]:
    """The custom properties; empty where the document has none."""
    root = _part(file, "docProps/custom.xml", optional=True)
    if root is None:
        return {}
    return {item.get("name", ""): "".join(item.itertext()) for item in root}


def _part(file: str | Path | BinaryIO, name: str, *, optional: bool = False) -> Any:
    if hasattr(file, "seek"):
        file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            if name not in package.namelist():
                if optional and "word/document.xml" in package.namelist():
                    return None
                raise NotADocument("这不是 Word 文档（.docx）。请上传由 Word 或 WPS 保存的 .docx 文件。")
            if package.getinfo(name).file_size > LIMIT:
                raise NotADocument("文档解压后过大，不像一份报告，已拒绝读取。")
            content = package.read(name)
    except (zipfile.BadZipFile, OSError) as fault:
        raise NotADocument(
            "文件打不开：可能已损坏，或不是 .docx 文件。请用 Word 或 WPS 另存为 .docx 后重试。"
        ) from fault
    # Some programs write content controls inside deletions that are not well-formed: read what can be read.
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(content, parser)


def _paragraphs(root: Any) -> Iterator[_Paragraph]:
    for element in root.iter(W + "p"):
        if not any(ancestor.tag in _DELETED for ancestor in element.iterancestors()):
            yield _read(element)


def _read(element: Any) -> _Paragraph:
    text: list[str] = []
    length = 0
    paragraph = _Paragraph("", [], [])
    opened: dict[str, tuple[str, int]] = {}
    field: tuple[str, int] | None = None

    def walk(node: Any) -> None:
        nonlocal length, field
        for child in node:
            tag = child.tag
            if tag in _DELETED or (tag == W + "p" and child is not element):
                continue
            if tag == W + "t":
                text.append(child.text or "")
                length += len(child.text or "")
            elif tag == W + "tab":
                text.append("\t")
                length += 1
            elif tag == W + "sdt":
                start = length
                walk(child)
                if named := _named(child):
                    paragraph.controls.append((*named, start, length))
            elif tag == W + "bookmarkStart":
                name = child.get(W + "name", "").lstrip("_")
                if name.startswith("N_"):
                    opened[child.get(W + "id", "")] = (name[2:], length)
            elif tag == W + "bookmarkEnd":
                if (begun := opened.pop(child.get(W + "id", ""), None)) is not None:
                    paragraph.bookmarks.append((*begun, length))
            elif tag == W + "fldChar":
                field = _form_field(child, field, length, paragraph)
            else:
                walk(child)

    walk(element)
    paragraph.text = "".join(text)
    return paragraph


def _named(control: Any) -> tuple[str, str] | None:
    properties = control.find(W + "sdtPr")
    if properties is None:
        return None
    tag, alias = properties.find(W + "tag"), properties.find(W + "alias")
    if tag is not None and tag.get(W + "val", "").startswith("n:"):
        return tag.get(W + "val")[2:], "tag"
    if alias is not None and _MARK.fullmatch(alias.get(W + "val", "")):
        return alias.get(W + "val"), "alias"
    return None


def _form_field(
    child: Any, field: tuple[str, int] | None, length: int, paragraph: _Paragraph
) -> tuple[str, int] | None:
    """Old .doc files turn a control into a form field that bears the bookmark's name."""
    kind = child.get(W + "fldCharType")
    if kind == "begin":
        name = child.find(f"{W}ffData/{W}name")
        value = name.get(W + "val", "") if name is not None else ""
        return (value[2:], length) if value.startswith("N_") else None
    if kind == "separate" and field:
        return field[0], length
    if kind == "end" and field:
        paragraph.controls.append((field[0], "form field", field[1], length))
        return None
    return field


def _snapped(text: str, start: int, end: int) -> str:
    """The number token a bookmark touches: replacing text can shrink a bookmark to one digit of it."""
    for token in _TOKEN.finditer(text):
        if token.start() <= end and start <= token.end() and (token.start() < end or start < token.end()):
            return token.group()
    return text[start:end]
