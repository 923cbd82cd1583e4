"""时间戳 (RFC 3161): the newest anchor stamped by a server elsewhere, so that nobody here can date it earlier or later.

A line names the one before it, so a stamp on the newest covers all of them. Stamps lie beside the anchor file, outside
the home too. Whoever has the server's root certificate verifies one without us, by ``kezhang verify`` or ``openssl ts``.
"""

import base64
import hashlib
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from http.client import HTTPException
from pathlib import Path
from typing import Any

from cryptography import x509
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from kezhang.seals import anchors
from kezhang.seals.anchor_lines import previous_of
from kezhang.seals.chains import SealFault
from kezhang.seals.models import Anchor
from kezhang.seals.register import NOWHERE
from kezhang.seals.statements import canonical

#: Seconds a server may take, and bytes that an answer may have.
PATIENCE, LONGEST = 10, 64 * 1024
SUFFIX = ".stamps"
GRANTED = 0


class NotStamped(Exception):
    """There is no stamp; the message says why, in Chinese."""


def file() -> Path | None:
    """Where stamps go, beside the anchors; None where no server or no anchor file is set."""
    path = anchors.file()
    return path.with_name(path.name + SUFFIX) if path is not None and settings.KEZHANG_TSA else None


def stamp_due() -> bool:
    """Have the newest line outside stamped unless it is; whether it is. Raises NotStamped."""
    path, place = file(), anchors.file()
    if path is None or place is None:
        return False
    try:
        lines = anchors.read_lines(place) if place.exists() else []
        stamped = {each.get("line") for each in anchors.read_lines(path)} if path.exists() else set()
        if not lines or previous_of(lines[-1]) in stamped:
            return bool(lines)
        told = _asked(lines[-1], settings.KEZHANG_TSA)
        with path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(told, ensure_ascii=False, sort_keys=True) + "\n")
            out.flush()
            os.fsync(out.fileno())
    except (OSError, ValueError) as fault:
        raise NotStamped(f"{path.name} 读写不了：{fault}") from fault
    return True


def _asked(line: Mapping[str, Any], server: str) -> dict[str, Any]:
    content = canonical(dict(line))
    query = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256).build()
    asked = urllib.request.Request(  # noqa: S310 - the address is set by whoever keeps the installation
        server, data=query.as_bytes(), headers={"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310
            given = answer.read(LONGEST)
        found = decode_timestamp_response(given)
        if found.status != GRANTED:
            raise NotStamped(f"时间戳服务器 {server} 没有签：{'；'.join(found.status_string) or found.status}")
        if found.tst_info.nonce != query.nonce or not _is_about(found, content):
            raise NotStamped(f"时间戳服务器 {server} 签的不是所问的内容")
    except (urllib.error.URLError, HTTPException, OSError) as fault:
        raise NotStamped(f"时间戳服务器 {server} 连不上：{getattr(fault, 'reason', fault)}") from fault
    except ValueError as fault:
        raise NotStamped(f"时间戳服务器 {server} 的回答读不懂") from fault
    return {
        "number": line.get("number"), "line": previous_of(line), "server": server,
        "at": found.tst_info.gen_time.isoformat(), "response": base64.b64encode(given).decode(),
    }  # fmt: skip


def _is_about(found: TimeStampResponse, content: bytes) -> bool:
    return found.tst_info.message_imprint.message == hashlib.sha256(content).digest()


def examine() -> Iterator[SealFault]:
    """Whether each stamp is about an anchor as it stands; who signed it is verified by whoever has the root certificate."""
    path, place = file(), anchors.file()
    if path is None or place is None or not path.exists():
        return
    try:
        lines = [*(anchors.read_lines(place) if place.exists() else ()), *(each.line for each in Anchor.objects.all())]
        for number, _, says in told_by(anchors.read_lines(path), lines, ()):
            if says:
                yield SealFault(NOWHERE, f"第{number}号锚的时间戳", says)
    except (OSError, ValueError) as fault:
        yield SealFault(NOWHERE, f"时间戳文件 {path.name}", f"读不出来（{fault}）")


def roots_in(path: Path) -> list[x509.Certificate]:
    """The certificates of a file. Raises ValueError and OSError."""
    return x509.load_pem_x509_certificates(path.read_bytes())


def told_by(
    stamps: Iterable[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]], roots: Sequence[x509.Certificate]
) -> Iterator[tuple[Any, str, str]]:
    """Of each stamp: the number of its line, the moment at which that line was there, and what is wrong with it.

    Without root certificates only the content is compared, and not who signed.
    """
    known = {previous_of(line): line for line in lines}
    for each in stamps:
        line = known.get(str(each.get("line", "")))
        number, moment = each.get("number", ""), ""
        if line is None:
            yield number, moment, "所盖的锚不在锚文件里"
            continue
        try:
            found = decode_timestamp_response(base64.b64decode(str(each.get("response", "")), validate=True))
            moment = found.tst_info.gen_time.isoformat()
            says = _fault(found, canonical(dict(line)), roots)
        except ValueError:
            says = "读不懂"
        yield line.get("number", number), moment, says


def _fault(found: TimeStampResponse, content: bytes, roots: Sequence[x509.Certificate]) -> str:
    if not _is_about(found, content):
        return "盖的不是这一条锚的内容"
    if not roots:
        return ""
    try:
        VerifierBuilder(roots=list(roots)).build().verify_message(found, content)
    except (VerificationError, ValueError) as fault:
        return f"签名不对，或不是给出的根证书签发的（{fault}）"
    return ""
