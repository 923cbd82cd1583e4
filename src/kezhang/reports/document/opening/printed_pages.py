"""PDF稿: a report that came back as PDF, as a plain .docx of its words; it has no marks, and nothing but words.

A scan has only what could be read off its pictures; where nobody can read them it is refused with what to do.
"""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from kezhang.reading.sources import scans
from kezhang.reading.sources.opening import open_source
from kezhang.reports.document.blocks import Block, ParagraphLevel, Text
from kezhang.reports.document.docx_writer import write_docx

BEGINS = b"%PDF-"
#: The property by which such a .docx is known.
PROPERTY = "KezhangFromPdf"
WORDS_ONLY = "这是 PDF，只核对了文字：数字按前后文字认出，版式、图片、批注和修订没有核对；表格和图里的数字可能读不全，请对照原文。"
READ_OFF = "这是扫描件，文字由本机识别，可能有认错的字：数字按前后文字认出，意思只作提示；没有认出的数字和每一处不同都请对照原件。"
_PRINTED, _SCANNED = "1", "scan"


def warning(properties: Mapping[str, str]) -> str:
    """What has to be known of words that came out of a PDF; "" for any other document."""
    return {_PRINTED: WORDS_ONLY, _SCANNED: READ_OFF}.get(properties.get(PROPERTY, ""), "")


def is_scan(properties: Mapping[str, str]) -> bool:
    return properties.get(PROPERTY) == _SCANNED


def words_of(content: bytes) -> bytes:
    """The words as a .docx, paragraph by paragraph. Raises Unreadable."""
    with tempfile.TemporaryDirectory(prefix="kezhang-") as folder:
        copy = Path(folder) / "report.pdf"
        copy.write_bytes(content)
        source = open_source(copy, "report.pdf")
    kind = _SCANNED if scans.NOTE in source.notes else _PRINTED
    return written(source.text.splitlines(), {PROPERTY: kind})


def written(lines: Sequence[str], properties: Mapping[str, str]) -> bytes:
    """Lines as a .docx that tells where they are from."""
    blocks = [Block(ParagraphLevel.BODY, (Text(line),)) for line in lines if line.strip()]
    return write_docx(blocks, title="", author="", properties={PROPERTY: properties[PROPERTY]})
