"""工作量凭证: what a flood has to pay and a person does not notice; an address only raises it, nobody is refused by one.

A challenge is signed with form, bits and time, is solved on the device, and is spent once. Without a script a typed
question takes its place.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kezhang.quantities.typed_numbers import half_width
from kezhang.submissions.edge.counting import Numbers
from kezhang.submissions.edge.models import SpentProof
from kezhang.submissions.edge.router import database

#: Sent from one address, or in all, within two minutes, before anything is asked; then how many bits.
CALM_ADDRESS, CALM_ALL = 240, 1200
FIRST_BITS, MOST_BITS = 12, 18
VALID = timedelta(minutes=15)
_SALT = "kezhang.submissions.proof"
#: A flood writes a row for each twentieth of what is allowed, and not with each of its posts.
SENT = Numbers(share=20)
DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Challenge:
    """What is asked: a text to be extended until its digest begins with so many zero bits, or a sum in words."""

    text: str
    bits: int
    question: str


def bits_needed(form_code: str, address: str) -> int:
    """Counts this request and says how much it has to prove: nothing while things are calm."""
    here, in_all = SENT.next_of_two_minutes({f"address:{address}": CALM_ADDRESS, f"form:{form_code}": CALM_ALL})
    times = max(here // CALM_ADDRESS, in_all // CALM_ALL)
    return 0 if times == 0 else min(FIRST_BITS + times - 1, MOST_BITS)


def challenge(form_code: str, bits: int) -> Challenge:
    first, second = secrets.randbelow(9) + 1, secrets.randbelow(9) + 1
    nonce = secrets.token_hex(16)
    said = {"f": form_code, "b": bits, "n": nonce, "s": _sealed_sum(nonce, str(first + second))}
    return Challenge(
        signing.dumps(said, salt=_SALT, compress=False), bits, f"{DIGITS[first]}加{DIGITS[second]}等于几（填数字）"
    )


def is_proved(form_code: str, bits: int, text: str, found: str, answer: str) -> bool:
    """Whether a challenge of this form was solved, is not too old, asks enough, and was not spent before."""
    try:
        said = signing.loads(text, salt=_SALT, max_age=VALID)
    except signing.BadSignature:
        return False
    if said.get("f") != form_code or said.get("b", 0) < min(bits, FIRST_BITS):
        return False
    if not (_is_solved(text, found, said["b"]) or _sealed_sum(said["n"], half_width(answer).strip()) == said["s"]):
        return False
    return _spend(said["n"])


def _sealed_sum(nonce: str, answer: str) -> str:
    return salted_hmac(_SALT, f"{nonce}:{answer}").hexdigest()


def _is_solved(text: str, found: str, bits: int) -> bool:
    if not found or len(found) > 20:
        return False
    digest = hashlib.sha256(f"{text}:{found}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0


def _spend(nonce: str) -> bool:
    now = timezone.now()
    SpentProof.objects.filter(until__lt=now).delete()
    try:
        with transaction.atomic(using=database()):
            SpentProof.objects.create(nonce=nonce, until=now + VALID)
    except IntegrityError:
        return False
    return True
