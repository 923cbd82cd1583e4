"""PDF稿: a report that came back as PDF, as a plain .docx of its words; it has no marks, and nothing but words.

A scan has no words, and is refused with what to do.
"""

import tempfile
from pathlib import Path

from kezhang.reading.sources.opening import open_source
from kezhang.reports.document.blocks import Block, ParagraphLevel, Text
from kezhang.reports.document.docx_writer import write_docx

BEGINS = b"%PDF-"
#: The property by which such a .docx is known.
PROPERTY = "KezhangFromPdf"
WORDS_ONLY = "这是 PDF，只核对了文字：数字按前后文字认出，版式、图片、批注和修订没有核对；表格和图里的数字可能读不全，请对照原文。"


def words_of(content: bytes) -> bytes:
    """The words as a .docx, paragraph by paragraph. Raises Unreadable."""
    with tempfile.TemporaryDirectory(prefix="kezhang-") as folder:
        copy = Path(folder) / "report.pdf"
        copy.write_bytes(content)
        text = open_source(copy, "report.pdf").text
    blocks = [Block(ParagraphLevel.BODY, (Text(line),)) for line in text.splitlines() if line.strip()]
    return write_docx(blocks, title="", author="", properties={PROPERTY: "1"})
