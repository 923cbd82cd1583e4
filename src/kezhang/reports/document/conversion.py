"""来稿: an edited report as .docx, whatever program it was saved by.

What a file is, is told by its content; .odt, .doc, .wps and .rtf go through LibreOffice
where it is installed, and what cannot be read is NotADocument with the way out.
"""

from pathlib import PurePosixPath

from django.conf import settings

from kezhang.containment.parsing import contained
from kezhang.reading.sources import conversion
from kezhang.reading.sources.opening import INSTEAD
from kezhang.reading.sources.unreadable import Unreadable
from kezhang.records.writing import evidence_files
from kezhang.reports.document import trial
from kezhang.reports.document.docx_reader import NotADocument
from kezhang.reports.document.opening import printed_pages
from kezhang.reports.document.opening.customary_form import customary

#: What people send back from Word, WPS and LibreOffice, and how such a file begins.
KINDS = {kind: evidence_files.KINDS[kind] for kind in (".docx", ".doc", ".wps")} | {
    ".docm": evidence_files.KINDS[".docx"],
    ".odt": evidence_files.KINDS[".docx"],
    ".rtf": (b"{\\rtf",),
}
#: What is read through, too, though nothing can be written in it.
READ = KINDS | {".pdf": (printed_pages.BEGINS,)}


def suffix_of(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


class TriedDocx(bytes):
    """A .docx that a process of its own has opened before."""


def as_docx(content: bytes) -> TriedDocx:
    """The file as it is, or converted, after it has been tried. Raises NotADocument."""
    if isinstance(content, TriedDocx):
        return content
    try:
        kind = kind_of(content)
        if kind != ".docx":
            content = conversion.to_docx(content, kind)
            kind_of(content)
        content = customary(content)
    except Unreadable as fault:
        raise NotADocument(str(fault)) from fault
    return TriedDocx(content)


def as_text(content: bytes) -> TriedDocx:
    """The file to be read through: a document as it is or converted, a PDF as its words. Raises NotADocument."""
    if not content.startswith(printed_pages.BEGINS):
        return as_docx(content)
    _require_size(content)
    try:
        return TriedDocx(printed_pages.words_of(content))
    except Unreadable as fault:
        raise NotADocument(str(fault)) from fault


def _require_size(content: bytes) -> None:
    limit = settings.KEZHANG_READ_LIMIT
    if len(content) > limit:
        raise NotADocument(f"文件超过{limit // 1024 // 1024}MB的上限；请另存为不带图片的文档后再试。")


def kind_of(content: bytes) -> str:
    """The ending of what the file is, after it has been tried. Raises NotADocument."""
    _require_size(content)
    (kind,) = contained(trial.tried, content, refuses=NotADocument, instead=INSTEAD)
    return str(kind)
