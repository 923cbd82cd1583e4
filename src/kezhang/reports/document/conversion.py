"""来稿: an edited report as .docx, whatever program it was saved by.

What a file is, is told by its content; .odt, .doc, .wps and .rtf go through LibreOffice
where it is installed, and what cannot be read is NotADocument with the way out.
"""

from pathlib import PurePosixPath

from kezhang.reading.sources import Unreadable, conversion, packages
from kezhang.records.writing import evidence_files
from kezhang.reports.document.docx_reader import NotADocument

#: What people send back from Word, WPS and LibreOffice, and how such a file begins.
KINDS = {kind: evidence_files.KINDS[kind] for kind in (".docx", ".doc", ".wps")} | {
    ".odt": evidence_files.KINDS[".docx"],
    ".rtf": (b"{\\rtf",),
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER = "这不是 Word 文档（.docx）。请上传由 Word 或 WPS 保存的 .docx 文件。"


def suffix_of(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def as_docx(content: bytes) -> bytes:
    """The file as it is, or converted. Raises NotADocument."""
    try:
        suffix = _suffix(content)
        if suffix == ".docx":
            return content
        if suffix == ".doc" and "EncryptedPackage".encode("utf-16-le") in content:
            raise NotADocument("文档设有打开密码；请在 Word 或 WPS 中输入密码后另存为不加密的文档再试。")
        return conversion.to_docx(content, suffix)
    except Unreadable as fault:
        raise NotADocument(str(fault)) from fault


def _suffix(content: bytes) -> str:
    if content.startswith(b"{\\rtf"):
        return ".rtf"
    if content.startswith(_OLE):
        return ".doc"
    if not content.startswith(b"PK"):
        raise NotADocument(_OTHER)
    kind = packages.kind_of(content)
    if kind not in {"docx", "odt"}:
        raise NotADocument(_OTHER)
    return f".{kind}"
