"""纯文本: .txt and .md, as they stand.

The text is not touched, line ends included, so that offsets count the file's own
characters; only a byte-order mark is left out, as every editor does.
"""

import re

from kezhang.reading.findings import Source
from kezhang.reading.sources.unreadable import Unreadable

#: Beyond this many characters a text is not one report, nor a hundred of them.
LENGTH_LIMIT = 20_000_000
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
#: Text that was cut or mended by hand may hold a broken character in ten thousand; noise holds far more.
BROKEN = 10_000


def read(content: bytes, name: str) -> Source:
    text, notes = decode(content)
    return Source(name=name, text=text, notes=notes)


def decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The characters, and what had to be assumed to get them."""
    text, notes = _decoded(content)
    if _BINARY.search(text):
        raise Unreadable("文件不是文本：含有文本里不会有的字符；请另存为 .txt（UTF-8）或 .docx 后再试。")
    if not text.strip():
        raise Unreadable("文件里没有文字。")
    if len(text) > LENGTH_LIMIT:
        raise Unreadable(f"文字超过{LENGTH_LIMIT // 10_000}万字，不像报告；请拆分后再试。")
    return text, notes


def _decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    for tried in (encoding,) if encoding else ("utf-8", "gb18030"):
        try:
            return content.decode(tried), () if tried != "gb18030" else ("文字编码为 GB18030",)
        except UnicodeDecodeError:
            continue
    for tried in (encoding,) if encoding else ("utf-8", "gb18030"):
        text = content.decode(tried, errors="replace")
        broken = text.count("\ufffd")
        if broken * BROKEN <= len(text) + BROKEN and len(text) > 100:
            return text, (f"有{broken}处乱码，按“\ufffd”保留",)
    raise Unreadable("文件不是文本，或编码无法识别；请另存为 .txt（UTF-8）或 .docx 后再试。")
