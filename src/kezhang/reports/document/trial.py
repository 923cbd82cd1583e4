"""试开: the inside of the process that first opens an edited report, so that opening it again is known to be safe.

Reports are edited as trees and cannot be sent as values from one process to another. So the same bytes are opened
twice by the same parser: here, where it may hang, swell or die, and afterwards where people work.
"""

import re
from collections.abc import Iterator

from kezhang.reading.sources import packages, parsing
from kezhang.reports.document.docx_reader import NotADocument, open_document, read_tree
from kezhang.reports.document.opening.customary_form import customary

#: A report of ours has some hundred paragraphs and ten thousand characters.
PARAGRAPHS = 20_000
LENGTH = 300_000
#: ... and two hundred numbers, each of which is looked at and told.
NUMBERS = 10_000
#: Pictures and all, unpacked; a report that unpacks to more is none.
UNPACKED = 500 * 1024 * 1024
_NUMBER = re.compile(r"\d+")
_OTHER = "这不是 Word 文档（.docx）。请上传由 Word 或 WPS 保存的 .docx 文件。"


def tried(content: bytes) -> Iterator[str]:
    """The ending of what the file is: .docx where it can be opened, another where LibreOffice has to convert it first."""
    kind = _kind(content)
    if kind == ".docx":
        _open(content)
    yield kind


def _kind(content: bytes) -> str:
    if content.startswith(b"{\\rtf"):
        return ".rtf"
    if content.startswith(parsing.OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise NotADocument("文档设有打开密码；请在 Word 或 WPS 中输入密码后另存为不加密的文档再试。")
        return ".doc"
    if not content.startswith(b"PK"):
        raise NotADocument(_OTHER)
    kind = packages.kind_of(content)
    if kind not in {"docx", "odt"}:
        raise NotADocument(_OTHER)
    if kind == "odt":
        packages.look_at(content, "content.xml")
    return f".{kind}"


def _open(content: bytes) -> None:
    with packages.opened(content) as package:
        if sum(member.file_size for member in package.infolist()) > UNPACKED:
            raise NotADocument("文档解压后过大，不像一份报告，已拒绝读取。")
        for name in dict.fromkeys(package.namelist()):
            if name.endswith((".xml", ".rels")):
                read_tree(packages.part(package, name))
    paragraphs = open_document(customary(content)).everything
    if len(paragraphs) > PARAGRAPHS:
        raise NotADocument(f"文档有{len(paragraphs)}段，不像一份报告，未读取；请删去空段后再试。")
    length = sum(len(paragraph.text) for paragraph in paragraphs)
    if length > LENGTH:
        raise NotADocument(f"文档有{length // 10_000}万字，不像一份报告，未读取；请拆分后再试。")
    numbers = sum(len(_NUMBER.findall(paragraph.text)) for paragraph in paragraphs)
    if numbers > NUMBERS:
        raise NotADocument(f"文档有{numbers}个数字，不像一份报告，未读取；请把明细附表另存，只交报告本身。")
