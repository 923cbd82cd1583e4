"""签名密钥: the installation's own key, kept in its home and never in the database, and those it had before.

It is an Ed25519 key, or one of SM2 where KEZHANG_SIGNATURE says so; those before may have been of the other kind.

Each public key is a file of its own, signed by the key it follows; the private one is a single file for this account
alone. Whoever holds the home can sign again whatever they like: what convinces others are anchors kept elsewhere.
"""

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from kezhang.seals.key_kinds import kinds
from kezhang.seals.key_kinds.key_kind import KeyKind, PrivateKey
from kezhang.seals.statements import canonical

PRIVATE, PUBLIC = "signing.pem", ".public.json"


class KeyUnreadable(Exception):
    """No key can be had from what was given; the message says why, in Chinese."""


@dataclass(frozen=True)
class PublicKey:
    """公钥: what others verify with; its id is the beginning of its fingerprint."""

    key: str
    since: str
    follows: str = ""
    signature: str = ""

    @property
    def id(self) -> str:
        return key_id(base64.b64decode(self.key))

    @property
    def kind(self) -> KeyKind:
        """Raises ValueError where a hand has made it no key at all."""
        return kinds.kind_of(base64.b64decode(self.key))

    @property
    def statement(self) -> dict[str, Any]:
        return {"key": self.key, "since": self.since, "follows": self.follows}


def wanted() -> KeyKind:
    """The kind that new keys are of."""
    return kinds.KINDS[settings.KEZHANG_SIGNATURE]


def is_as_wanted() -> bool:
    """Whether what signs now is of the kind that is set; after the setting was changed it is so from ``rotate`` on."""
    return kinds.kind_of(_own().private.public) is wanted()


def lacking() -> str:
    """What is not installed that signing, or verifying by one of this home's keys, needs; in Chinese. Makes no key."""
    there = [wanted()]
    for path in folder().glob(f"*{PUBLIC}"):
        try:
            there.append(PublicKey(**json.loads(path.read_text(encoding="utf-8"))).kind)
        except (ValueError, TypeError):  # the examination names it
            continue
    return next(filter(None, (kind.lacking() for kind in there)), "")


def folder() -> Path:
    return Path(settings.KEZHANG_HOME) / "keys"


def key_id(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:16]


def current_id() -> str:
    return _own().id


def sign(content: Mapping[str, Any]) -> str:
    """Over the content in its one spelling; base64."""
    return base64.b64encode(_own().private.sign(canonical(dict(content)))).decode()


def is_signed(content: Mapping[str, Any], signature: str, key: str) -> bool:
    """Whether it was signed by this public key (base64). Raises SM2Lacking."""
    try:
        public, signed = _decoded(key), _decoded(signature)
        kind = kinds.kind_of(public)
    except ValueError:
        return False
    return kind.is_signed(public, canonical(dict(content)), signed)


def _decoded(text: str) -> bytes:
    """Of base64 in its one spelling: the last character has bits that say nothing, and a hand could change them unseen."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("not as it was written")
    return raw


def public_keys() -> dict[str, PublicKey]:
    """Every key this home has had, by id; as their files say, whose own signatures ``doctor`` looks at."""
    _own()
    found = (PublicKey(**json.loads(path.read_text())) for path in sorted(folder().glob(f"*{PUBLIC}")))
    return {key.id: key for key in found}


def rotate() -> PublicKey:
    """换钥: a new key of the kind that is set, signed by the one before it; what that one has signed stays signed."""
    before, made = _own(), wanted().make()
    statement = PublicKey(_base64(made.public), _now(), before.id).statement
    _publish(PublicKey(**statement, signature=sign(statement)))
    new = folder() / f".{secrets.token_hex(8)}"
    _write(new, made.pem)
    new.replace(folder() / PRIVATE)
    _read.cache_clear()
    return public_keys()[current_id()]


def given(text: str) -> dict[str, str]:
    """Keys that somebody gives to verify with, by id: a file (PEM, ours, or a list of ours), or the key itself as base64 or hex.

    Raises KeyUnreadable.
    """
    path = Path(text)
    try:
        is_file = path.is_file()
    except (OSError, ValueError):  # longer than any name may be, or not a name at all
        is_file = False
    try:
        raws = _in_file(path.read_bytes()) if is_file else [_in_text(text)]
    except (ValueError, KeyError, TypeError, OSError) as fault:
        raise KeyUnreadable(
            f"公钥“{text[:60]}”没有读懂：应为公钥文件（.pem 或 .public.json），或 kezhang key show 打印的那一串字符。"
        ) from fault
    if lacking := next(filter(None, (kinds.kind_of(raw).lacking() for raw in raws)), ""):
        raise KeyUnreadable(f"公钥“{text[:60]}”核验不了：{lacking}。")
    return {key_id(raw): _base64(raw) for raw in raws}


def _in_file(content: bytes) -> list[bytes]:
    if content.lstrip().startswith(b"-----BEGIN"):
        return [kinds.public_from_pem(content)]
    if content.lstrip()[:1] in (b"{", b"["):
        told = json.loads(content)
        return [_in_text(each["key"]) for each in (told if isinstance(told, list) else told.get("keys", [told]))]
    return [_in_text(content.decode().strip())]


def _in_text(text: str) -> bytes:
    text = text.strip()
    is_hex = len(text) in {2 * kind.length for kind in kinds.KINDS.values()}
    raw = bytes.fromhex(text) if is_hex else base64.b64decode(text, validate=True)
    kinds.kind_of(raw)
    return raw


@dataclass(frozen=True)
class _OwnKey:
    private: PrivateKey
    id: str


def _own() -> _OwnKey:
    """The key of this home; made by whoever signs first. Read once for as long as the file stays the same."""
    path = folder() / PRIVATE
    try:
        told = path.stat()
    except FileNotFoundError:
        _make()
        told = path.stat()
    return _read(path, told.st_mtime_ns, told.st_ino)


@lru_cache(maxsize=4)
def _read(path: Path, written: int, inode: int) -> _OwnKey:  # noqa: ARG001 - they say that it is still the same file
    private = kinds.private_from_pem(path.read_bytes())
    own = _OwnKey(private, key_id(private.public))
    if not (folder() / f"{own.id}{PUBLIC}").exists():  # whoever made the key was stopped before saying so
        _publish(PublicKey(_base64(private.public), _now()))
    return own


def _make() -> None:
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    new = folder() / f".{secrets.token_hex(8)}"
    _write(new, wanted().make().pem)
    try:
        os.link(new, folder() / PRIVATE)  # of two that begin at once one makes the key
    except FileExistsError:
        pass
    finally:
        new.unlink()


def _publish(key: PublicKey) -> None:
    new = folder() / f".{secrets.token_hex(8)}"
    _write(new, json.dumps(key.statement | {"signature": key.signature}, indent=1).encode())
    new.replace(folder() / f"{key.id}{PUBLIC}")


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
