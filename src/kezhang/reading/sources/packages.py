"""压缩包: the zip behind .docx and .odt, read with limits.

Nothing is unpacked beyond its limit, and no XML may define or fetch anything.
"""

import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from typing import Any

from lxml import etree

from kezhang.containment import entities
from kezhang.reading.sources.unreadable import Unreadable

#: The text of a long report unpacks to a few megabytes of XML.
PART_LIMIT = 60 * 1024 * 1024
#: A document has a dozen parts, and one for each picture.
MEMBER_LIMIT = 10_000
#: Counted before a tree is built: what comes to more was made to do harm.
PARAGRAPH_LIMIT = 200_000
TAG_LIMIT = 6_000_000
_PARAGRAPH = re.compile(rb"<(?:[A-Za-z][\w.-]{0,20}:)?p[\s/>]")
#: Longer than the beginning of any paragraph's tag.
_TAG_LENGTH = 64
_PIECE = 1024 * 1024
#: What zipfile raises of packages with bytes turned over; a method it does not know is a RuntimeError.
_FAULTS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, RuntimeError, ValueError)
_DAMAGED = "文件打不开：已损坏或没有传完整。请重新复制文件，或用 Word、WPS 另存后再试。"
_TOO_LARGE = "文档解压后过大，不像一份报告，未读取。"
_NOT_XML = "文档内部的 XML 不完整或不合规，未读取；请用 Word 或 WPS 打开后另存再试。"


def kind_of(content: bytes) -> str:
    """docx, odt, xlsx, ofd, or "" for any other package."""
    with opened(content) as package:
        names = set(package.namelist())
        if "mimetype" in names:
            stated = part(package, "mimetype")
            return "odt" if b"opendocument.text" in stated else "xlsx" if b"spreadsheet" in stated else ""
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "OFD.xml" in names:
        return "ofd"
    return "docx" if any(name.startswith("word/") for name in names) else ""


def opened(content: bytes) -> zipfile.ZipFile:
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except _FAULTS as fault:
        raise Unreadable(_DAMAGED) from fault
    if len(package.filelist) > MEMBER_LIMIT:
        raise Unreadable(f"文档里有{len(package.filelist)}个部件，不像一份报告，未读取。")
    return package


def part(package: zipfile.ZipFile, name: str) -> bytes:
    """One part's bytes; b"" where the package has no such part."""
    try:
        info = package.getinfo(name)
    except KeyError:
        return b""
    if info.flag_bits & 1:
        raise Unreadable("文档设有密码；请去掉密码后再试。")
    if info.file_size > PART_LIMIT:
        raise Unreadable(_TOO_LARGE)
    pieces: list[bytes] = []
    counted = _Counted()
    try:
        with package.open(info) as stream:
            while piece := stream.read(_PIECE):
                counted.take(piece)
                pieces.append(piece)
    except _FAULTS as fault:
        raise Unreadable(_DAMAGED) from fault
    return b"".join(pieces)


class _Counted:
    """Paragraphs and tags, counted while a part is unpacked and before any tree is built of it."""

    def __init__(self) -> None:
        self.length = self.paragraphs = self.tags = 0
        self.before = b""  # the beginning of a tag that the next piece goes on with

    def take(self, piece: bytes) -> None:
        self.length += len(piece)
        self.tags += piece.count(b"<")
        text = self.before + piece
        opened = text.rfind(b"<", -_TAG_LENGTH)
        self.before = text[opened:] if opened >= 0 and b">" not in text[opened:] else b""
        self.paragraphs += len(_PARAGRAPH.findall(text[: len(text) - len(self.before)]))
        if self.paragraphs > PARAGRAPH_LIMIT:
            raise Unreadable(f"文档超过{PARAGRAPH_LIMIT // 10_000}万段，不像一份报告，未读取；请删去空段后再试。")
        if self.length > PART_LIMIT or self.tags > TAG_LIMIT:
            raise Unreadable(_TOO_LARGE)


def look_at(content: bytes, name: str) -> None:
    """Refuse a package whose part holds more than a report does."""
    with opened(content) as package:
        part(package, name)


def parsed(content: bytes) -> Any:
    """The root element. Office writes no document type, so one that is there was put there to do harm."""
    if entities.are_defined(content):
        raise Unreadable("文档里有不该出现的实体定义，可能是恶意文件，未读取。")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        if "depth" in str(fault).lower():
            raise Unreadable("文档结构嵌套过深，不像一份报告，未读取。") from fault
        raise Unreadable(_NOT_XML) from fault
    if root is None or root.getroottree().docinfo.doctype:
        raise Unreadable(_NOT_XML)
    return root


def document_part(package: zipfile.ZipFile) -> str:
    """Where the package says its document is; ``word/document.xml`` by custom."""
    relations = part(package, "_rels/.rels")
    if relations:
        for relation in parsed(relations):
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def beside(document: str, name: str) -> str:
    """The path of a part that lies in the document's own folder."""
    return posixpath.join(posixpath.dirname(document), name)
