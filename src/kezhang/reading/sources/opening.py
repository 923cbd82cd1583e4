"""打开: from a file of any kind to a Source, by what the file is and not by what it is called.

A file that cannot be read raises Unreadable and nothing else, in bounded time and memory.
"""

from pathlib import Path

from kezhang.reading.findings import Source
from kezhang.reading.sources import conversion, hypertext, packages, plain, portable, wordprocessing
from kezhang.reading.sources.unreadable import Unreadable

#: What ``kezhang read`` picks out of a folder; everything else in it is none of ours.
SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".docx", ".doc", ".wps", ".odt", ".rtf", ".pdf"})
#: A report is a few hundred kilobytes, with pictures some megabytes; beyond this it is something else.
SIZE_LIMIT = 100 * 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PLAIN = frozenset({".txt", ".md", ".text", ".csv", ""})


def open_source(path: str | Path, name: str = "") -> Source:
    """The document as text, tables and notes; ``name`` is what the Source is called, by default the path."""
    path = Path(path)
    name = name or str(path)
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise Unreadable("这是文件夹，不是文件。")
        if size > SIZE_LIMIT:
            raise Unreadable(f"文件超过{SIZE_LIMIT // 1024 // 1024}MB，不像一份报告；请另存为不带图片的文档后重试。")
        content = path.read_bytes()
    except OSError as fault:
        raise Unreadable("文件打不开：不存在、没有权限，或正被别的程序占用。") from fault
    if not content.strip():
        raise Unreadable("文件是空的。")
    try:
        return _opened(path, name, content)
    except RecursionError as fault:
        raise Unreadable("文档结构嵌套过深，不像一份报告，未读取。") from fault


def _opened(path: Path, name: str, content: bytes) -> Source:
    suffix = Path(name).suffix.lower()
    if content.startswith(b"PK"):
        return _package(path, name, content)
    if content.startswith(_OLE):
        return _compound(path, name, content)
    if content.lstrip()[:5] == b"%PDF-":
        return portable.read(path, name)
    if content.startswith(b"{\\rtf"):
        return conversion.read(path, name, ".rtf")
    if suffix in {".docx", ".pdf", ".odt"}:
        raise Unreadable(f"文件打不开：内容已损坏，或不是真正的{suffix}文件。请用 Word 或 WPS 重新保存后再试。")
    # Many a .doc on a bureau's shelf is a web page under another name.
    if suffix in {".html", ".htm"} or (suffix not in _PLAIN and hypertext.looks_like(content)):
        return hypertext.read(content, name)
    if suffix in {".doc", ".wps", ".rtf"}:
        raise Unreadable(f"文件打不开：内容已损坏，或不是真正的{suffix}文件。请用 Word 或 WPS 重新保存后再试。")
    return plain.read(content, name)


def _package(path: Path, name: str, content: bytes) -> Source:
    kind = packages.kind_of(content)
    if kind == "docx":
        return wordprocessing.read(content, name)
    if kind == "odt":
        return conversion.read(path, name, ".odt")
    if kind == "xlsx":
        raise Unreadable("这是电子表格，不是报告；表格请用 kezhang import 或“导入”页面导入台账。")
    if kind == "ofd":
        raise Unreadable("这是 OFD 版式文件；请用阅读器或 WPS 另存为 .docx 或 PDF 再试。")
    raise Unreadable("这是压缩包或其他格式，不是报告；请解压后选择其中的文档。")


def _compound(path: Path, name: str, content: bytes) -> Source:
    """Old Word and WPS files, and packages under a password, share one container."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable("文档设有打开密码；请在 Word 或 WPS 中输入密码后另存为不加密的文档再试。")
    if "Workbook".encode("utf-16-le") in content and "WordDocument".encode("utf-16-le") not in content:
        raise Unreadable("这是电子表格，不是报告；表格请用 kezhang import 或“导入”页面导入台账。")
    if "WordDocument".encode("utf-16-le") not in content:
        raise Unreadable("这不是 Word 或 WPS 的文字文档，或者已经损坏；请用 Word 或 WPS 另存为 .docx 再试。")
    return conversion.read(path, name, ".doc")
