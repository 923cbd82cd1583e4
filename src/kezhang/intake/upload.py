"""收下: an uploaded report is read, and kept if it could be.

The same file is kept once for a bureau; what cannot be read is refused with its
sentence and leaves nothing behind.
"""

import hashlib
import tempfile
from pathlib import Path, PurePosixPath

from django.conf import settings

from kezhang.indicators.names import names
from kezhang.intake.models import Proposal, ReadDocument
from kezhang.intake.proposals import proposals
from kezhang.orgs.models import Org, User
from kezhang.orgs.scope import visible_orgs
from kezhang.reading.batch import ReadingOutcome, read_one
from kezhang.reading.output.json_data import as_data
from kezhang.records.writing import chain, stored_files

#: A page with more than this many characters is no longer read by anybody.
LONGEST = 300_000


class UploadRefused(Exception):
    """The file is not taken; the message says why, in Chinese."""


def named(file_name: str) -> str:
    """A file's name as it is kept: without the folders some browsers put before it.

    >>> named("C:\\\\桌面\\\\总结.docx"), named("")
    ('总结.docx', '未命名')
    """
    return PurePosixPath(file_name.replace("\\", "/")).name[-180:] or "未命名"


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()[:6]


def read(content: bytes, name: str) -> ReadingOutcome:
    """What the reader of reports makes of it."""
    with tempfile.TemporaryDirectory(prefix="kezhang-") as folder:
        copy = Path(folder) / f"document{_suffix(name)}"
        copy.write_bytes(content)
        return read_one(copy, names(), name, longest=LONGEST)


def keep(file_name: str, content: bytes, org: Org, by: User) -> tuple[ReadDocument, bool]:
    """The document, and whether it is new. Raises UploadRefused."""
    name, limit = named(file_name), settings.KEZHANG_READ_LIMIT
    if len(content) > limit:
        raise UploadRefused(f"“{name}”超过{limit // 1024 // 1024}MB的上限；请另存为不带图片的文档再上传。")
    digest = hashlib.sha256(content).hexdigest()
    known = ReadDocument.objects.filter(org=org, sha256=digest).first()
    if known:
        return known, False
    outcome = read(content, name)
    reading = outcome.reading
    if reading is None:
        raise UploadRefused(f"“{name}”：{outcome.says}")
    document = ReadDocument(
        org=org, name=name, sha256=digest, by=by, text=reading.text, data=as_data(reading, outcome.notes)
    )
    document.finding_count, document.odd_count = len(reading.findings), len(document.odd)
    with chain.held(org):
        known = ReadDocument.objects.filter(org=org, sha256=digest).first()
        if known:  # sent twice, and the other one was read sooner
            return known, False
        stored_files.keep(document.file, digest[:16] + _suffix(name), content)
        document.save()
        Proposal.objects.bulk_create(proposals(document, visible_orgs(org)), batch_size=200)
    return document, True
