"""Ed25519: the usual kind, by ``cryptography``."""

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kezhang.seals.key_kinds.key_kind import KeyKind, PrivateKey

_RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _make() -> PrivateKey:
    return _told(Ed25519PrivateKey.generate())


def _from_pem(pem: bytes) -> PrivateKey:
    private = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise ValueError("not an Ed25519 key")
    return _told(private)


def _told(private: Ed25519PrivateKey) -> PrivateKey:
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return PrivateKey(private.sign, private.public_key().public_bytes(*_RAW), pem)


def _public_from_pem(pem: bytes) -> bytes:
    try:
        public = serialization.load_pem_public_key(pem)
    except UnsupportedAlgorithm as fault:
        raise ValueError(str(fault)) from fault
    if not isinstance(public, Ed25519PublicKey):
        raise ValueError("not an Ed25519 key")
    return public.public_bytes(*_RAW)


def _is_signed(public: bytes, content: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


ED25519 = KeyKind("ed25519", "Ed25519", 32, _make, _from_pem, _public_from_pem, _is_signed)
