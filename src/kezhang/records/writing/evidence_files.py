"""佐证材料: files that show a record to be true, checked before they are kept.

A file is what its first bytes say it is, not what its name says; it is kept under its
digest and handed out only as a download.
"""

import hashlib

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from kezhang.orgs.models import User
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Evidence, Record
from kezhang.records.writing import chain, journal, stored_files
from kezhang.records.writing.journal import Author

#: Evidence in the log of changes.
SUBJECT = "evidence"

#: Endings that may be kept, and how such a file begins.
KINDS = {
    ".pdf": (b"%PDF",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".docx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
    ".ofd": (b"PK\x03\x04",),
    ".zip": (b"PK\x03\x04",),
    ".doc": (b"\xd0\xcf\x11\xe0",),
    ".xls": (b"\xd0\xcf\x11\xe0",),
    ".wps": (b"\xd0\xcf\x11\xe0",),
    ".et": (b"\xd0\xcf\x11\xe0",),
}


#: What a browser may show of them, told by the file's first bytes and never by its name.
SHOWN = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"%PDF": "application/pdf"}
#: Shown inside our own pages only, and taken for nothing but what it is.
ONLY_LOOKED_AT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": "frame-ancestors 'self'; script-src 'none'",
}


def shown_as(kept: Evidence) -> str:
    """The kind of file a browser is told it is; "" for what is only downloaded."""
    with kept.file.open("rb") as file:
        begins = file.read(8)
    return next((kind for start, kind in SHOWN.items() if begins.startswith(start)), "")


#: As much of a file as its first bytes are.
LONGEST_BEGINNING = 16


class EvidenceRefused(Exception):
    """The file is not taken; the message says why, in Chinese."""


def attach(ledger: Ledger, record: Record, file: UploadedFile, by: User) -> Evidence:
    """Keep a file with a record. Raises EvidenceRefused for what may not be kept."""
    name = (file.name or "").replace("\\", "/").rsplit("/", 1)[-1][-180:]
    ending = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if (file.size or 0) > settings.KEZHANG_EVIDENCE_LIMIT:  # told before anything of it is read
        raise EvidenceRefused(
            f"“{name}”超过{settings.KEZHANG_EVIDENCE_LIMIT // 1024 // 1024}MB的上限，请压缩后再上传。"
        )
    if not file.size:
        raise EvidenceRefused(f"“{name}”是空文件。")
    if ending not in KINDS:
        raise EvidenceRefused(
            f"不能上传{ending or '没有扩展名'}的文件；可上传 PDF、图片、Word、Excel、WPS、OFD 或 ZIP。"
        )
    if not file.read(LONGEST_BEGINNING).startswith(KINDS[ending]):
        raise EvidenceRefused(f"“{name}”的内容与扩展名{ending}不符，请确认文件没有改过名或损坏。")
    file.seek(0)
    content = file.read()
    digest = hashlib.sha256(content).hexdigest()
    with chain.held(record.org):
        if Evidence.objects.filter(ledger=ledger.slug, record_id=record.pk, sha256=digest).exists():
            raise EvidenceRefused(f"“{name}”已经上传过了。")
        kept = Evidence(
            org=record.org, ledger=ledger.slug, record_id=record.pk, name=name, sha256=digest, size=len(content), by=by
        )
        stored_files.keep(kept.file, digest[:16] + ending, content)
        kept.save()
        told = {"ledger": ledger.slug, "record": record.pk, "name": name, "sha256": digest, "size": len(content)}
        journal.note(record.org, SUBJECT, kept.pk, {}, told, Author(by=by, reason="上传佐证材料"))
    return kept
