"""打开: from a file of any kind to a Source, parsed in a process of its own.

A file that cannot be read raises Unreadable and nothing else, in bounded time and memory.
"""

import contextlib
from dataclasses import replace
from pathlib import Path

from kezhang.containment.limits import watched
from kezhang.containment.parsing import contained
from kezhang.reading.findings import Source
from kezhang.reading.sources import conversion, parsing, portable, scans
from kezhang.reading.sources.unreadable import Unreadable

#: What ``kezhang read`` picks out of a folder; everything else in it is none of ours.
SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".docx", ".doc", ".wps", ".odt", ".rtf", ".pdf"})
#: A report is a few hundred kilobytes, with pictures some megabytes; beyond this it is something else.
SIZE_LIMIT = 100 * 1024 * 1024
#: How long this process may be busy with a document before it is ended; alone it gets what it needs.
PATIENCE = 20
#: What to do with a document that the process which opens it cannot bear.
INSTEAD = "请用 Word 或 WPS 打开，删去不要的内容，另存为 .docx 后再试。"


def open_source(path: str | Path, name: str = "", *, here: bool = False) -> Source:
    """The document as text, tables and notes; ``name`` is what the Source is called, by default the path.

    ``here``: in this very process, which is limited and can be done without: it is ended if it hangs.
    """
    return open_content(content_of(path), name or str(path), here=here)


def open_content(content: bytes, name: str, *, here: bool = False) -> Source:
    """The same of a document whose bytes came from elsewhere."""
    found = _parsed(content, name, here)
    if isinstance(found, Source):
        return found
    if found == portable.SCAN:
        return scans.read(content, name)
    kind = Path(name).suffix.lower() or found
    source = _parsed(conversion.to_docx(content, found, kind), f"{name}.docx", here)
    assert isinstance(source, Source)
    if conversion.is_noise(source.text):
        raise Unreadable(f"这个 {kind} 文件的内容是乱码，可能已损坏；请用 Word 或 WPS 打开后另存为 .docx 再试。")
    return replace(source, name=name, notes=(*source.notes, f"{kind} 由 LibreOffice 转换后读取"))


def content_of(path: str | Path) -> bytes:
    """The bytes of a document, if it is one and no larger than a report can be."""
    path = Path(path)
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
    return content


def _parsed(content: bytes, name: str, here: bool) -> parsing.Parsed:
    if here:
        with contextlib.suppress(MemoryError), watched(PATIENCE):
            return parsing.parse(content, name)
    return parsing.whole(contained(parsing.parts, content, name, refuses=Unreadable, instead=INSTEAD))
