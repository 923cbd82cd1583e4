"""解析: a document's bytes to a Source, by what they are and not by what they are called; the inside of the process
that opens documents.

What only LibreOffice can read is looked at and named; converting it is the caller's business.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kezhang.reading.findings import Cell, ReadTable, Source
from kezhang.reading.sources import packages, plain, portable, wordprocessing
from kezhang.reading.sources.unreadable import Unreadable

#: How the old binary files of Word, Excel and WPS begin.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PLAIN = frozenset({".txt", ".md", ".text", ".csv", ""})

#: What a document is: a Source, or what LibreOffice has to make a .docx of first.
Parsed = Source | str


def parse(content: bytes, name: str) -> Parsed:
    """The document as text, tables and notes, or the ending of its kind for LibreOffice. Raises Unreadable."""
    try:
        return _parsed(content, name)
    except RecursionError as fault:
        raise Unreadable("文档结构嵌套过深，不像一份报告，未读取。") from fault


def parts(content: bytes, name: str) -> Iterator[Any]:
    """What was parsed, as plain values, for ``whole`` to put together again in another process."""
    found = parse(content, name)
    if isinstance(found, str):
        yield found
        return
    yield [found.name, found.text, found.notes]
    for table in found.tables:
        yield [[c.start, c.end, c.row, c.column, c.heads, c.unit] for c in table.cells]


def whole(found: list[Any]) -> Parsed:
    """The parsed document again, out of its parts."""
    if isinstance(found[0], str):
        return found[0]
    (name, text, notes), *tables = found
    return Source(
        name,
        text,
        tuple(
            ReadTable(tuple(Cell(start, end, row, column, tuple(heads), unit) for start, end, row, column, heads, unit in cells))
            for cells in tables
        ),
        tuple(notes),
    )  # fmt: skip


def _parsed(content: bytes, name: str) -> Parsed:
    suffix = Path(name).suffix.lower()
    if content.startswith(b"PK"):
        return _package(content, name)
    if content.startswith(OLE):
        return _compound(content)
    if content.lstrip()[:5] == b"%PDF-":
        return portable.read(content, name)
    if content.startswith(b"{\\rtf"):
        return ".rtf"
    if suffix in {".docx", ".pdf", ".odt"}:
        raise Unreadable(f"文件打不开：内容已损坏，或不是真正的{suffix}文件。请用 Word 或 WPS 重新保存后再试。")
    from kezhang.reading.sources import hypertext  # noqa: PLC0415 - slow to load, and few documents are web pages

    # Many a .doc on a bureau's shelf is a web page under another name.
    if suffix in {".html", ".htm"} or (suffix not in _PLAIN and hypertext.looks_like(content)):
        return hypertext.read(content, name)
    if suffix in {".doc", ".wps", ".rtf"}:
        raise Unreadable(f"文件打不开：内容已损坏，或不是真正的{suffix}文件。请用 Word 或 WPS 重新保存后再试。")
    return plain.read(content, name)


def _package(content: bytes, name: str) -> Parsed:
    kind = packages.kind_of(content)
    if kind == "docx":
        return wordprocessing.read(content, name)
    if kind == "odt":
        packages.look_at(content, "content.xml")
        return ".odt"
    if kind == "xlsx":
        raise Unreadable("这是电子表格，不是报告；表格请用 kezhang import 或“导入”页面导入台账。")
    if kind == "ofd":
        raise Unreadable("这是 OFD 版式文件；请用阅读器或 WPS 另存为 .docx 或 PDF 再试。")
    raise Unreadable("这是压缩包或其他格式，不是报告；请解压后选择其中的文档。")


def _compound(content: bytes) -> str:
    """Old Word and WPS files, and packages under a password, share one container."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable("文档设有打开密码；请在 Word 或 WPS 中输入密码后另存为不加密的文档再试。")
    if "Workbook".encode("utf-16-le") in content and "WordDocument".encode("utf-16-le") not in content:
        raise Unreadable("这是电子表格，不是报告；表格请用 kezhang import 或“导入”页面导入台账。")
    if "WordDocument".encode("utf-16-le") not in content:
        raise Unreadable("这不是 Word 或 WPS 的文字文档，或者已经损坏；请用 Word 或 WPS 另存为 .docx 再试。")
    return ".doc"
