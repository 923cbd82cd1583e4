"""送回的文件: what came back from editing, opened and held against what was frozen.

A file is taken if it is a document and not another report's; whether its figures still
stand is said, never mended.
"""

import io
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from kezhang.reports.document.conversion import READ, as_text, suffix_of
from kezhang.reports.document.docx_reader import NotADocument, read_properties
from kezhang.reports.models import Report
from kezhang.reports.proofreading.proofread import proofread


class NotTaken(Exception):
    """The file is not taken; the message says why, in Chinese."""


@dataclass(frozen=True)
class Returned:
    """What was found in a file: ``findings`` as they are kept, None when it could not be checked, and what to say of it."""

    findings: dict[str, Any] | None
    says: str = ""


def read(content: bytes, name: str, report: Report) -> Returned:
    """Open and check. Raises NotTaken for what is no document, too large, or another report's."""
    kind, limit = suffix_of(name), settings.KEZHANG_READ_LIMIT
    if kind not in READ:
        raise NotTaken(f"“{name}”不是文档；请上传 {'、'.join(READ)} 文件。")
    if len(content) > limit:
        raise NotTaken(f"“{name}”超过{limit // 1024 // 1024}MB的上限；请另存为不带图片的文档再上传。")
    if not content.startswith(READ[kind]):
        raise NotTaken(f"“{name}”打不开：内容不是 {kind} 文件；请用 Word 或 WPS 打开后另存为 .docx 再上传。")
    try:
        document = as_text(content)
        number = read_properties(io.BytesIO(document)).get("KezhangReport", "")
        findings = check(document, report) if number in ("", report.number) else {}
    except NotADocument as fault:
        if kind not in {".docx", ".pdf"}:  # what LibreOffice cannot turn into one is kept all the same
            return Returned(None, f"没有核对：{fault}")
        raise NotTaken(f"“{name}”：{fault}") from fault
    if number not in ("", report.number):
        raise NotTaken(f"“{name}”是报告 {number} 的文件，不是 {report.number} 的；请核对后上传。")
    return Returned(findings, "" if number else "文件里没有报告编号，按本报告核对")


def check(document: bytes, report: Report) -> dict[str, Any]:
    """校对: every figure with what became of it, as it is kept beside the file. Raises NotADocument."""
    proof = proofread(document, report)
    return proof.as_json() | {"open": proof.open}
