"""种类: the kinds of key there are, and of which one a public key is: their lengths tell."""

from kezhang.seals.key_kinds.ed25519 import ED25519
from kezhang.seals.key_kinds.key_kind import KeyKind, PrivateKey
from kezhang.seals.key_kinds.sm2 import SM2, is_sm2

KINDS = {kind.name: kind for kind in (ED25519, SM2)}


def kind_of(public: bytes) -> KeyKind:
    """Raises ValueError for what is no public key."""
    for kind in KINDS.values():
        if kind.length == len(public):
            return kind
    raise ValueError(f"no kind of key is {len(public)} bytes long")


def private_from_pem(pem: bytes) -> PrivateKey:
    """Raises ValueError for what is no private key that is kept here."""
    return _kind_in(pem).from_pem(pem)


def public_from_pem(pem: bytes) -> bytes:
    """Raises ValueError likewise."""
    return _kind_in(pem).public_from_pem(pem)


def _kind_in(pem: bytes) -> KeyKind:
    return SM2 if is_sm2(pem) else ED25519
