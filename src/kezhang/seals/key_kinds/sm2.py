"""国密 SM2 (GB/T 32918), with SM3, by GmSSL (``pip install 'kezhang[sm2]'``): where a bureau must.

``cryptography`` does not know the curve, so the two forms of a key in a file (PKCS #8 and SubjectPublicKeyInfo, as
OpenSSL writes and reads them) are put together here; but for the key itself all of their bytes are the same.
"""

import base64
import importlib.util
import re
from types import ModuleType

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from kezhang.seals.key_kinds.key_kind import KeyKind, PrivateKey

PACKAGE = "gmssl_pyx"
LACKING = "国密 SM2 要另装组件：pip install 'kezhang[sm2]'（离线包里已有 gmssl-pyx）"
_POINT = b"\x04"  # an uncompressed one, as the standard writes it
_ALGORITHM = bytes.fromhex("301306072a8648ce3d020106082a811ccf5501822d")  # a public key, on the curve of SM2
_PUBLIC = bytes.fromhex("3059") + _ALGORITHM + bytes.fromhex("034200")
_PRIVATE = bytes.fromhex("308187020100") + _ALGORITHM + bytes.fromhex("046d306b0201010420")
_BETWEEN = bytes.fromhex("a144034200")
_PEM = re.compile(rb"-----BEGIN (PUBLIC|PRIVATE) KEY-----([A-Za-z0-9+/=\s]+)-----END \1 KEY-----")


def lacking() -> str:
    return "" if importlib.util.find_spec(PACKAGE) else LACKING


def is_sm2(pem: bytes) -> bool:
    """Whether a file says that its key is one of this curve."""
    return _ALGORITHM in _der_in(pem)


def _gmssl() -> ModuleType:
    try:
        return importlib.import_module(PACKAGE)
    except ImportError as fault:
        raise SM2Lacking(LACKING) from fault


class SM2Lacking(Exception):
    """Something is to be signed or verified by SM2, and what does it is not installed; the message is in Chinese."""


def _make() -> PrivateKey:
    public, private = _gmssl().sm2_key_generate()
    return _told(private, public)


def _from_pem(pem: bytes) -> PrivateKey:
    der = _der_in(pem)
    private, rest = der[len(_PRIVATE) :][:32], der[len(_PRIVATE) + 32 :]
    public = rest[len(_BETWEEN + _POINT) :]
    if der != _private_der(private, public) or len(public) != 64:
        raise ValueError("not an SM2 key as it is kept here")
    return _told(private, public)


def _told(private: bytes, public: bytes) -> PrivateKey:
    gmssl, text = _gmssl(), base64.encodebytes(_private_der(private, public))
    return PrivateKey(
        lambda content: bytes(gmssl.sm2_sign(private, public, content)),
        _POINT + public,
        b"-----BEGIN PRIVATE KEY-----\n" + text + b"-----END PRIVATE KEY-----\n",
    )


def _private_der(private: bytes, public: bytes) -> bytes:
    return _PRIVATE + private + _BETWEEN + _POINT + public


def _public_from_pem(pem: bytes) -> bytes:
    der = _der_in(pem)
    if not der.startswith(_PUBLIC) or len(der) != len(_PUBLIC) + SM2.length:
        raise ValueError("not an SM2 key")
    return der.removeprefix(_PUBLIC)


def _der_in(pem: bytes) -> bytes:
    found = _PEM.search(pem)
    return base64.b64decode(found[2]) if found else b""


def _is_signed(public: bytes, content: bytes, signature: bytes) -> bool:
    gmssl = _gmssl()
    try:
        if encode_dss_signature(*decode_dss_signature(signature)) != signature:
            return False  # GmSSL would tell of it on the terminal
        return bool(gmssl.sm2_verify(public.removeprefix(_POINT), content, signature))
    except (ValueError, gmssl.InvalidValueError, gmssl.GmsslInnerError):
        return False


SM2 = KeyKind("sm2", "国密 SM2", 65, _make, _from_pem, _public_from_pem, _is_signed, lacking)
