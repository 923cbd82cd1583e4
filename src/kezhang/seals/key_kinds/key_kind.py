"""一种密钥: what each kind of key can do."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class PrivateKey:
    """私钥: signs; ``pem`` is how it is kept (PKCS #8), ``public`` what others verify with."""

    sign: Callable[[bytes], bytes]
    public: bytes
    pem: bytes


@dataclass(frozen=True)
class KeyKind:
    """密钥种类; ``lacking`` says in Chinese what it needs that is not installed, "" where nothing is lacking."""

    name: str
    label: str
    length: int  # of a public key, in bytes
    make: Callable[[], PrivateKey]
    from_pem: Callable[[bytes], PrivateKey]  # raises ValueError for what is of no such kind
    public_from_pem: Callable[[bytes], bytes]  # likewise
    is_signed: Callable[[bytes, bytes, bytes], bool]  # public key, content, signature
    lacking: Callable[[], str] = str
