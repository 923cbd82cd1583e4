"""下载PDF: any report as PDF, whether it stands as we wrote it or has been edited.

The PDF shows what the .docx shows. One that stands as written is set by ourselves; one that
people have edited is printed by an office program or not at all.
"""

from kezhang.reading.sources.conversion import converted, program
from kezhang.reading.sources.unreadable import Unreadable
from kezhang.reports.document.docx_blocks import as_written
from kezhang.reports.document.docx_reader import NotADocument
from kezhang.reports.document.fonts import faces
from kezhang.reports.document.pdf import write_pdf


class NotPrintable(Exception):
    """There can be no PDF here; the message says why and what to do instead."""


def takes_a_while(content: bytes) -> bool:
    """Whether an office program has to print the .docx; what is set by ourselves is there at once."""
    try:
        return program() is not None and as_written(content) is None
    except NotADocument:
        return False


def pdf_of(content: bytes, suffix: str) -> bytes:
    """The document as PDF; ``suffix`` is what it is, ".docx" with the dot. Raises NoChineseFont or NotPrintable."""
    fonts = faces()  # an office program, too, would put boxes where the machine has no Chinese font
    try:
        written = as_written(content) if suffix == ".docx" else None
    except NotADocument as fault:
        raise NotPrintable(str(fault)) from fault
    if written is not None:
        return write_pdf(written.blocks, title=written.title, author=written.author, fonts=fonts, mark=written.mark)
    if program() is None:
        raise NotPrintable(
            "这份文档套了公文格式，或在 Word、WPS 中改过，转成 PDF 需要安装 LibreOffice；也可以用 Word 或 WPS 打开它，另存为 PDF。"
        )
    try:
        made = converted(content, suffix, "pdf")
    except Unreadable as fault:
        raise NotPrintable("LibreOffice 没有及时转换完；请用 Word 或 WPS 打开文档，另存为 PDF。") from fault
    if made is None:
        raise NotPrintable("LibreOffice 没能转换这份文档，它可能已损坏或设有密码；请用 Word 或 WPS 打开后另存为 PDF。")
    return made
