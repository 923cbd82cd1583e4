"""签名密钥: the installation's own Ed25519 key, kept in its home and never in the database, and those it had before.

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

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from kezhang.seals.statements import canonical

PRIVATE, PUBLIC = "signing.pem", ".public.json"
_RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)


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
    def statement(self) -> dict[str, Any]:
        return {"key": self.key, "since": self.since, "follows": self.follows}


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
    """Whether it was signed by this public key (base64)."""
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(base64.b64decode(signature, validate=True), canonical(dict(content)))
    except (InvalidSignature, ValueError):
        return False
    return True


def public_keys() -> dict[str, PublicKey]:
    """Every key this home has had, by id; as their files say, whose own signatures ``doctor`` looks at."""
    _own()
    found = (PublicKey(**json.loads(path.read_text())) for path in sorted(folder().glob(f"*{PUBLIC}")))
    return {key.id: key for key in found}


def rotate() -> PublicKey:
    """换钥: a new key, signed by the one before it; what that one has signed stays signed."""
    before = _own()
    made = Ed25519PrivateKey.generate()
    public = _public_of(made)
    statement = PublicKey(_base64(public), _now(), before.id).statement
    _publish(PublicKey(**statement, signature=sign(statement)))
    new = folder() / f".{secrets.token_hex(8)}"
    _write(new, _pem(made))
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
    except (ValueError, KeyError, TypeError, UnsupportedAlgorithm, OSError) as fault:
        raise KeyUnreadable(
            f"公钥“{text[:60]}”没有读懂：应为公钥文件（.pem 或 .public.json），或 kezhang key show 打印的那一串字符。"
        ) from fault
    return {key_id(raw): _base64(raw) for raw in raws}


def _in_file(content: bytes) -> list[bytes]:
    if content.lstrip().startswith(b"-----BEGIN"):
        public = serialization.load_pem_public_key(content)
        if not isinstance(public, Ed25519PublicKey):
            raise ValueError("not an Ed25519 key")
        return [public.public_bytes(*_RAW)]
    if content.lstrip()[:1] in (b"{", b"["):
        told = json.loads(content)
        return [_in_text(each["key"]) for each in (told if isinstance(told, list) else told.get("keys", [told]))]
    return [_in_text(content.decode().strip())]


def _in_text(text: str) -> bytes:
    text = text.strip()
    raw = bytes.fromhex(text) if len(text) == 64 else base64.b64decode(text, validate=True)
    if len(raw) != 32:
        raise ValueError("a public key is 32 bytes")
    return raw


@dataclass(frozen=True)
class _OwnKey:
    private: Ed25519PrivateKey
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
    private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(private, Ed25519PrivateKey)
    own = _OwnKey(private, key_id(_public_of(private)))
    if not (folder() / f"{own.id}{PUBLIC}").exists():  # whoever made the key was stopped before saying so
        _publish(PublicKey(_base64(_public_of(private)), _now()))
    return own


def _make() -> None:
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    private = Ed25519PrivateKey.generate()
    new = folder() / f".{secrets.token_hex(8)}"
    _write(new, _pem(private))
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


def _pem(private: Ed25519PrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _public_of(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(*_RAW)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
