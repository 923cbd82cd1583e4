"""来件的附件: what it is by its first bytes, photographs drawn anew without what a camera wrote into them, then sealed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from kezhang.containment.parsing import contained
from kezhang.containment.refused_file import RefusedFile
from kezhang.records.writing import stored_files
from kezhang.records.writing.evidence_files import KINDS
from kezhang.submissions.models import Submission, SubmittedFile
from kezhang.submissions.sealing.seal import SubmissionSeal, seal_of
from kezhang.submissions.sending import picture_drawing
from kezhang.submissions.sending.numbers import new_number

#: Bytes of one file, and how many come with one submission.
LIMIT, MOST = 10 * 1024 * 1024, 6
PICTURES = {".jpg", ".jpeg", ".png"}
#: Photographs of iPhones; kept as JPEG.
HEIC = {".heic", ".heif"}


class FileRefused(Exception):
    """The file is not taken; the message says why, in Chinese."""


@dataclass(frozen=True)
class Attachment:
    """One file as it will be kept."""

    name: str
    ending: str
    content: bytes


def attachments(files: Sequence[UploadedFile]) -> list[Attachment]:
    """The files that came, judged and cleaned. Raises FileRefused."""
    files = [file for file in files if file.size]
    if len(files) > MOST:
        raise FileRefused(f"一次最多{MOST}个附件，现在{len(files)}个。")
    return [_attachment(file) for file in files]


def _attachment(file: UploadedFile) -> Attachment:
    name = (file.name or "附件").replace("\\", "/").rsplit("/", 1)[-1][-100:]
    ending = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending not in KINDS and ending not in HEIC:
        raise FileRefused(f"不能上传{ending or '没有扩展名'}的文件；可上传 PDF、图片、Word、Excel、WPS、OFD 或 ZIP。")
    content = file.read(LIMIT + 1)
    if len(content) > LIMIT:
        raise FileRefused(f"“{name}”超过{LIMIT // 1024 // 1024}MB，请压缩后再上传。")
    if ending in HEIC | PICTURES and picture_drawing.is_heic(content):
        return Attachment(f"{name.rsplit('.', 1)[0]}.jpg", ".jpg", _clean(name, content))
    if ending in HEIC or not content.startswith(KINDS[ending]):
        raise FileRefused(f"“{name}”的内容与扩展名{ending}不符，请确认文件没有改过名或损坏。")
    return Attachment(name, ending, _clean(name, content) if ending in PICTURES else content)


def _clean(name: str, content: bytes) -> bytes:
    """A picture is never kept as it came: place, camera and hidden thumbnails go with its old bytes."""
    try:
        drawn = contained(picture_drawing.drawn, content, instead="请换一张照片再上传。")
    except RefusedFile as fault:
        raise FileRefused(f"照片“{name}”{fault}") from fault
    return bytes.fromhex(drawn[0])


def keep(submission: Submission, seal: SubmissionSeal, given: Sequence[Attachment]) -> None:
    """Store them sealed; one that is there already is not stored again."""
    for each in given:
        token = seal.token(each.content)
        if SubmittedFile.objects.filter(submission=submission, token=token).exists():
            continue
        row = SubmittedFile(
            submission=submission, name=seal.closed(each.name.encode()), ending=each.ending, token=token,
            size=len(each.content),
        )  # fmt: skip
        sealed = seal.closed(each.content)
        row.sha256 = hashlib.sha256(sealed).hexdigest()
        stored_files.keep(row.file, f"{new_number().lower()}.sealed", sealed)
        row.save()


def opened(row: SubmittedFile) -> Attachment:
    """The file as it was kept. Raises Unsealable once it was erased."""
    seal = seal_of(row.submission.key, row.submission.number)
    with row.file.open("rb") as file:
        content = seal.opened(file.read())
    return Attachment(name_of(row), row.ending, content)


def name_of(row: SubmittedFile) -> str:
    """What its sender called it. Raises Unsealable."""
    return seal_of(row.submission.key, row.submission.number).opened(bytes(row.name)).decode()
