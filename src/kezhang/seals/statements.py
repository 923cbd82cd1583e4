"""声明: what is signed, in one spelling, and the twenty characters that stand for it on paper. Pure: no database, no keys."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

#: Crockford's digits: no I, L, O or U that a reader could take for something else.
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_USUAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
CODE_LENGTH = 20
#: How the content of a QR code begins.
QR_PREFIX = "KEZHANG1:"
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(content: Any) -> bytes:
    """One spelling, whoever wrote it and in whatever order.

    >>> canonical({"b": 1, "a": "数"}).decode()
    '{"a":"数","b":1}'
    """
    return _CANONICAL.encode(content).encode()


def digest_of(content: Any) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def sm3_of(content: Any) -> str:
    """国密摘要: by the SM3 of this machine's OpenSSL. Raises ValueError where it has none.

    >>> sm3_of("abc")[:8]
    '528c3024'
    """
    return hashlib.new("sm3", canonical(content)).hexdigest()


def code_of(statement: Mapping[str, Any]) -> str:
    """校验码: a hundred bits of the statement, to match paper against a copy already held; it proves nothing by itself.

    >>> code_of({"report": "KZ-652799-2024H1-0001"})
    '719S-T856-QV8E-P7V9-4G8R'
    """
    whole = base64.b32encode(hashlib.sha256(canonical(dict(statement))).digest()).decode()[:CODE_LENGTH]
    digits = whole.translate(str.maketrans(_USUAL, _DIGITS))
    return "-".join(digits[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def bare_code(typed: str) -> str:
    """As people copy it from paper.

    >>> bare_code("y4f2 fsv4-2m6r mfr2 nfnO")
    'Y4F2FSV42M6RMFR2NFN0'
    """
    plain = "".join(character for character in typed.upper() if character.isalnum())
    return plain.translate(str.maketrans("OIL", "011"))


def qr_text(statement: Mapping[str, Any], signature: str) -> str:
    """What a QR code carries: everything that was signed, and the signature."""
    return QR_PREFIX + canonical({"statement": dict(statement), "signature": signature}).decode()


def from_qr(text: str) -> tuple[dict[str, Any], str]:
    """The statement and its signature. Raises ValueError.

    >>> from_qr(qr_text({"report": "KZ-1"}, "c2ln"))
    ({'report': 'KZ-1'}, 'c2ln')
    """
    found = json.loads(text.strip().removeprefix(QR_PREFIX))
    return dict(found["statement"]), str(found["signature"])
