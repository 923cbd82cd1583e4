"""Reading a document back: which numbers in it still know what they are.

Text is read through the document's own XML, content controls included, insertions
counted and deletions not; a mark is looked for in the tag, then the alias, then the bookmark, then
the name of a form field, because each program keeps another of them.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from kezhang.containment import entities
from kezhang.containment.refused_file import RefusedFile
from kezhang.reading.sources import packages
from kezhang.reading.sources.unreadable import Unreadable
from kezhang.reports.document.opening import asides
from kezhang.reports.document.opening.asides import Where
from kezhang.reports.document.opening.cells import CellPlace, TablesMet
from kezhang.reports.document.opening.displays import Displays
from kezhang.reports.document.opening.fields import Fields
from kezhang.reports.document.opening.stamps import stamp_in

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCUMENT = "word/document.xml"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DELETED = {W + "del", W + "moveFrom", W + "sdtPr", W + "pPr", W + "rPr", W + "instrText", _FALLBACK}
_BREAKS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_TOKEN = re.compile(r"\d(?:[\d,，]|[\u00a0\u2009\u202f](?=\d{3}))*(?:\.\d+)?")
_MARK = re.compile(r"k\d{3,}")
#: Which carrier is believed before which.
CARRIERS = ("tag", "alias", "bookmark", "form field")
#: A report's document.xml unpacks to a few hundred kilobytes; far beyond that it is not a report.
LIMIT = 50 * 1024 * 1024


class NotADocument(RefusedFile):
    """The file is not a .docx that can be read; the message says so in Chinese."""


@dataclass(frozen=True)
class FoundNumber:
    """A number that still carries a mark."""

    mark: str
    text: str
    paragraph: int
    carrier: str  # tag, alias, bookmark, form field


@dataclass(frozen=True)
class MarkedStretch:
    """A stretch of a paragraph that some carrier says is a figure; it may be empty."""

    mark: str
    carrier: str
    start: int
    end: int
    stamp: int = 0  # of the report it was made in, where its control still says so


@dataclass
class Paragraph:
    """One paragraph as people see it; ``pieces`` say which ``w:t`` each stretch of it comes from."""

    element: Any
    stands: Where = Where.BODY
    part: str = DOCUMENT
    cell: CellPlace | None = None
    text: str = ""
    marked: list[MarkedStretch] = field(default_factory=list)
    pieces: list[tuple[int, Any]] = field(default_factory=list)  # where its text begins, the w:t


@dataclass
class WordDocument:
    """A .docx opened: the trees of its text parts, the text's own first, its paragraphs, its custom properties."""

    roots: dict[str, Any]
    paragraphs: list[Paragraph]
    properties: dict[str, str]
    damaged: bool  # the XML was not well-formed and was read as far as it goes
    asides: list[Paragraph] = field(default_factory=list)  # what stands beside the body and holds no figure
    unread: tuple[str, ...] = ()  # what is in it and was not read, in words
    displays: Displays = field(default_factory=Displays)

    @property
    def everything(self) -> list[Paragraph]:
        """Its body, the figures beside it, then the rest of what stands there."""
        return [*self.paragraphs, *self.asides]

    def display(self, paragraph: Paragraph, start: int, end: int) -> str:
        """Whether a stretch is ``struck`` or ``hidden``, wholly or in part."""
        shown = [self.displays.of(t) for at, t in paragraph.pieces if t.text and at < end and start < at + len(t.text)]
        return next((each for each in shown if each), "")

    @property
    def root(self) -> Any:
        """The tree of the text itself."""
        return self.roots[DOCUMENT]


def open_document(content: bytes) -> WordDocument:
    """The document with everything that carries identity. Raises NotADocument."""
    file = io.BytesIO(content)
    read = _text_roots(file)
    root = next(iter(read.values()))[0]
    if root is None or root.tag != W + "document":
        raise NotADocument("文档正文不是常见的 .docx 格式；请用 Word 或 WPS 另存为“Word 文档（.docx）”后重试。")
    roots = {name: root for name, (root, _) in read.items() if root is not None}
    document = WordDocument(roots, [], read_properties(file), any(damaged for _, damaged in read.values()))
    try:
        with packages.opened(content) as package:
            _read_all(document, package)
    except Unreadable as fault:
        raise NotADocument(str(fault)) from fault
    return document


def text_parts(package: zipfile.ZipFile) -> list[str]:
    """The part that holds the text, and the headers, footers and notes it refers to."""
    names = set(package.namelist())
    found = (name for name, where in asides.related(package, DOCUMENT) if where in asides.STORIES.values())
    return [DOCUMENT, *sorted(names.intersection(found))]


def _text_roots(file: str | Path | BinaryIO) -> dict[str, tuple[Any, bool]]:
    first = _read_part(file, DOCUMENT)
    try:
        with zipfile.ZipFile(file) as package:
            others = text_parts(package)[1:]
    except Unreadable as fault:
        raise NotADocument(str(fault)) from fault
    return {DOCUMENT: first} | {name: _read_part(file, name) for name in others}


def _read_all(document: WordDocument, package: zipfile.ZipFile) -> None:
    """The text, and what stands in parts of its own. A part that cannot be read is told and left."""
    styles = packages.part(package, "word/styles.xml")
    document.displays = Displays(read_tree(styles)[0] if styles else None)
    document.paragraphs += _paragraphs(document.root)
    unread = []
    for name, where in sorted(asides.related(package, DOCUMENT)):
        if name in document.roots:
            for paragraph in _paragraphs(document.roots[name], where, name):
                (document.paragraphs if paragraph.marked else document.asides).append(paragraph)
            continue
        lines = asides.lines(where, packages.part(package, name))
        if lines is None:
            unread.append("文档里嵌有另一个文件，其中的文字没有核对；请打开后复制为正文再核对一次。")
            continue
        document.asides += [Paragraph(None, where, name, text=line) for line in lines if line.strip()]
    document.unread = tuple(dict.fromkeys(unread))


def _is_separator(element: Any) -> bool:
    """The rule above the footnotes is kept as a footnote of its own."""
    note = next(element.iterancestors(W + "footnote", W + "endnote"), None)
    return note is not None and note.get(W + "type", "normal") != "normal"


def _all_paragraphs(roots: Sequence[Any]) -> list[Paragraph]:
    """Those of the text, and of headers, footers and notes such as hold a figure: page numbers are nobody's."""
    others = (paragraph for root in roots[1:] for paragraph in _paragraphs(root) if paragraph.marked)
    return [*_paragraphs(roots[0]), *others]


def read_numbers(file: str | Path | BinaryIO) -> list[FoundNumber]:
    """Every marked number in the order of the text; each mark once, by its best carrier."""
    found: dict[str, FoundNumber] = {}
    roots = [root for root, _ in _text_roots(file).values()]
    for place, paragraph in enumerate(_all_paragraphs(roots)):
        for marked in paragraph.marked:
            start, end = snapped(paragraph.text, marked)
            known = found.get(marked.mark)
            if known is None or CARRIERS.index(marked.carrier) < CARRIERS.index(known.carrier):
                text = paragraph.text[start:end].strip()
                found[marked.mark] = FoundNumber(marked.mark, text, place, marked.carrier)
    return sorted(found.values(), key=lambda n: (n.paragraph, n.mark))


def visible_paragraphs(file: str | Path | BinaryIO) -> list[str]:
    """The text people see, paragraph by paragraph, numbers included."""
    return [paragraph.text for paragraph in _paragraphs(read_part(file, DOCUMENT))]


def read_properties(file: str | Path | BinaryIO) -> dict[str, str]:
    """The custom properties; empty where the document has none."""
    root = read_part(file, "docProps/custom.xml", optional=True)
    if root is None:
        return {}
    return {item.get("name", ""): "".join(item.itertext()) for item in root}


def snapped(text: str, marked: MarkedStretch) -> tuple[int, int]:
    """A bookmark as wide as the number token it touches: replacing text can shrink it to one digit."""
    if marked.carrier == "bookmark":
        for token in _TOKEN.finditer(text):
            touches = token.start() <= marked.end and marked.start <= token.end()
            if touches and (token.start() < marked.end or marked.start < token.end()):
                return token.span()
    return marked.start, marked.end


def read_part(file: str | Path | BinaryIO, name: str, *, optional: bool = False) -> Any:
    """One part's root; None where an optional one is missing. Raises NotADocument."""
    return _read_part(file, name, optional=optional)[0]


def _read_part(file: str | Path | BinaryIO, name: str, *, optional: bool = False) -> tuple[Any, bool]:
    if isinstance(file, io.IOBase) or hasattr(file, "seek"):
        file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            if name not in package.namelist():
                if optional and DOCUMENT in package.namelist():
                    return None, False
                raise NotADocument("这不是 Word 文档（.docx）。请上传由 Word 或 WPS 保存的 .docx 文件。")
            if package.getinfo(name).file_size > LIMIT:
                raise NotADocument("文档解压后过大，不像一份报告，已拒绝读取。")
            content = package.read(name)
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError, ValueError) as fault:
        raise NotADocument(
            "文件打不开：可能已损坏或设有密码，或不是 .docx 文件。请用 Word 或 WPS 另存为 .docx 后重试。"
        ) from fault
    return read_tree(content)


def read_tree(content: bytes) -> tuple[Any, bool]:
    """The root of a part, None where there is nothing to read, and whether it had to be mended to be read.

    Some programs write content controls inside deletions that are not well-formed: read what can be read. Raises
    NotADocument where it defines entities.
    """
    if entities.are_defined(content):
        raise NotADocument("文档里有不该出现的实体定义，可能是恶意文件，已拒绝读取。")
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(content, parser) if content else None
    return root, any(fault.level_name in {"ERROR", "FATAL"} for fault in parser.error_log)


def _paragraphs(root: Any, where: Where = Where.BODY, part: str = DOCUMENT) -> Iterator[Paragraph]:
    joined: Paragraph | None = None
    tables = TablesMet()
    for element in [] if root is None else root.iter(W + "p"):
        if any(ancestor.tag in _DELETED for ancestor in element.iterancestors()) or _is_separator(element):
            continue
        paragraph = _read(element, joined)
        paragraph.part = part
        paragraph.cell = tables.cell(element)
        paragraph.stands = where if where is not Where.BODY else _where(element)
        joined = None
        if element.find(f"{W}pPr/{W}rPr/{W}del") is not None:  # its end was deleted: it runs on
            joined = paragraph
        else:
            yield paragraph
    if joined is not None:
        yield joined


def _where(element: Any) -> Where:
    """In a table or a text box, whichever is nearer."""
    for ancestor in element.iterancestors():
        if ancestor.tag == W + "tc":
            return Where.TABLE
        if ancestor.tag == W + "txbxContent":
            return Where.TEXT_BOX
    return Where.BODY


def _read(element: Any, before: Paragraph | None) -> Paragraph:
    """One paragraph, running on from the one ``before`` it where that one's end was deleted."""
    paragraph = before or Paragraph(element)
    text = [paragraph.text]
    length = len(paragraph.text)
    opened: dict[str, tuple[str, int]] = {}
    form: tuple[str, int] | None = None
    fields = Fields()

    def walk(node: Any) -> None:
        nonlocal length, form
        for child in node:
            tag = child.tag
            if tag in _DELETED or (tag == W + "p" and child is not element) or fields.hide(child):
                continue
            if tag == W + "t":
                paragraph.pieces.append((length, child))
                text.append(child.text or "")
                length += len(child.text or "")
            elif tag in _BREAKS:
                text.append(_BREAKS[tag])
                length += 1
            elif tag == W + "sdt":
                start = length
                walk(() if _is_placeholder(child) else child)
                if named := _named(child):
                    paragraph.marked.append(MarkedStretch(*named, start, length, _stamp(child)))
            elif tag == W + "bookmarkStart":
                name = child.get(W + "name", "").lstrip("_")
                if name.startswith("N_"):
                    opened[child.get(W + "id", "")] = (name[2:], length)
            elif tag == W + "bookmarkEnd":
                if (begun := opened.pop(child.get(W + "id", ""), None)) is not None:
                    paragraph.marked.append(MarkedStretch(begun[0], "bookmark", begun[1], length))
            elif tag == W + "fldChar":
                form = _form_field(child, form, length, paragraph)
            else:
                fields.read(child)
                walk(child)

    walk(element)
    paragraph.text = "".join(text)
    return paragraph


def _stamp(control: Any) -> int:
    number = control.find(f"{W}sdtPr/{W}id")
    value = "" if number is None else number.get(W + "val", "")
    return stamp_in(int(value)) if value.isascii() and value.isdigit() and len(value) < 11 else 0


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


def _is_placeholder(control: Any) -> bool:
    """An emptied control shows 单击或点击此处输入文字 in its place; that is nothing."""
    return control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def _form_field(child: Any, form: tuple[str, int] | None, length: int, paragraph: Paragraph) -> tuple[str, int] | None:
    """Old .doc files turn a control into a form field that bears the bookmark's name."""
    kind = child.get(W + "fldCharType")
    if kind == "begin":
        name = child.find(f"{W}ffData/{W}name")
        value = name.get(W + "val", "") if name is not None else ""
        return (value[2:], length) if value.startswith("N_") else None
    if kind == "separate" and form:
        return form[0], length
    if kind == "end" and form:
        paragraph.marked.append(MarkedStretch(form[0], "form field", form[1], length))
        return None
    return form
