"""导出的待送日志: what a telephone could not send, brought as a file; the ids are the telephone's own, so none is twice."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from kezhang.orgs.models import User
from kezhang.records.fields import unstorable
from kezhang.submissions.forms import form_making
from kezhang.submissions.models import OpenForm, PersonalLink
from kezhang.submissions.open.form_pages import clock_of
from kezhang.submissions.sending.receiving import NotReceived, Receipt, Sending, receive
from kezhang.submissions.sending.submitted_files import FileRefused, attachments

LIMIT = 100 * 1024 * 1024
MOST = 500
MARK = "envoy-queue"
_PICTURE = ";base64,"


class QueueRefused(Exception):
    """The file is none of ours; the message says so."""


@dataclass
class TakenIn:
    """What came of a file."""

    new: int = 0
    known: int = 0
    faults: list[str] = field(default_factory=list)


def take_in(file: UploadedFile, link: PersonalLink, by: User) -> TakenIn:
    """Raises QueueRefused for what is no such file; what is wrong with one log does not hold up the others."""
    form = form_making.envoy_form(link.org)
    taken = TakenIn()
    for number, item in enumerate(_items(file), start=1):
        try:
            receipt = _one(form, link, item, by)
        except (NotReceived, FileRefused) as refused:
            taken.faults.append(f"第{number}条没有收下：{refused}")
            continue
        taken.new += receipt.is_new
        taken.known += not receipt.is_new
    return taken


def _items(file: UploadedFile) -> list[Mapping[str, Any]]:
    content = file.read(LIMIT + 1)
    wanted = "请选择特派员手机上“导出”得到的文件（服务日志待送.json）"
    if len(content) > LIMIT:
        raise QueueRefused(f"文件超过{LIMIT // 1024 // 1024}MB；{wanted}。")
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        raise QueueRefused(f"“{file.name}”读不出来；{wanted}。") from None
    items = said.get("items") if isinstance(said, dict) and said.get("kezhang") == MARK else None
    if not isinstance(items, list) or len(items) > MOST or not all(isinstance(each, dict) for each in items):
        raise QueueRefused(f"“{file.name}”不是待送日志；{wanted}。")
    return items


def _one(form: OpenForm, link: PersonalLink, item: Mapping[str, Any], by: User) -> Receipt:
    said = item.get("said")
    if not isinstance(said, dict):
        raise NotReceived("没有内容")
    answers = {str(name): str(text) for name, text in said.items()}
    if any(unstorable(text) for text in answers.values()):
        raise NotReceived("内容里有存不下的字符")
    written_at, _ = clock_of({"written_at": str(item.get("at", "")), "sent_at": str(item.get("at", ""))})
    sent = Sending(
        client_id=str(item.get("id", "")), answers=answers, attachments=attachments(_pictures(item)),
        written_at=written_at, link=link, filed_by=by,
    )  # fmt: skip
    return receive(form, sent)


def _pictures(item: Mapping[str, Any]) -> list[UploadedFile]:
    found: list[UploadedFile] = []
    photos = item.get("photos")
    for number, photo in enumerate(photos if isinstance(photos, list) else [], start=1):
        try:
            content = base64.b64decode(str(photo).rpartition(_PICTURE)[2], validate=True)
        except (binascii.Error, ValueError):
            raise FileRefused(f"第{number}张照片读不出来") from None
        found.append(SimpleUploadedFile(f"照片{number}.jpg", content))
    return found
