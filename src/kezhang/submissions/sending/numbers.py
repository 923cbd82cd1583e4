"""编号: what a sender is given, without letters that look alike, with a character that catches a slip of the pen."""

import secrets

from kezhang.quantities.typed_numbers import half_width

#: No I, L, O, 0 or 1.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 12
#: What a device makes before the first byte is sent: 128 bits.
CLIENT_ID = 32


def new_number() -> str:
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return body + check_of(body)


def new_code(length: int = 8) -> str:
    """For an address: lower case, because people type it on a telephone."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length)).lower()


def check_of(body: str) -> str:
    """One wrong character, or two beside each other exchanged, gives another.

    >>> check_of("23456789ABCD"), check_of("32456789ABCD")
    ('G', 'F')
    """
    return ALPHABET[sum(place * ALPHABET.index(each) for place, each in enumerate(body, start=1)) % len(ALPHABET)]


def number_in(typed: str) -> str | None:
    """The number as typed or read over the telephone; None for what is none.

    >>> number_in("234-567-89a-bcd-g"), number_in("234 567 89A BCD F")
    ('23456789ABCDG', None)
    """
    said = "".join(each for each in half_width(typed).upper() if each.isalnum())
    if len(said) != LENGTH + 1 or any(each not in ALPHABET for each in said):
        return None
    return said if check_of(said[:-1]) == said[-1] else None


def is_client_id(said: str) -> bool:
    return len(said) == CLIENT_ID and all(each in "0123456789abcdef" for each in said)
