"""签到: the code on the screen is checked when the page is opened, not when the name is sent; slow typists pass.

A photograph of the screen is worth nothing after half a minute. A printed code never changes and is marked so.
"""

import time
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from kezhang.orgs.models import Org, User
from kezhang.records.writing import chain
from kezhang.submissions.forms import form_making
from kezhang.submissions.forms.shipped import SIGN_IN
from kezhang.submissions.inbox import handling
from kezhang.submissions.models import OpenForm, Submission
from kezhang.submissions.sealing.seal import Unsealable
from kezhang.submissions.sending.numbers import new_code
from kezhang.submissions.signins.models import SignInSheet

#: Seconds that a code stands on the screen, and how many of them are taken.
SLOT, TAKEN = 15, 2
#: Seconds from the scan to the name.
TIME_TO_TYPE = 300
_SALT = "kezhang.submissions.sign-in"
ROTATING, PRINTED = "rotating", "printed"


@dataclass(frozen=True)
class SignedIn:
    """One line of a sheet."""

    submission: Submission
    name: str
    place: str
    trust: str
    of_device: int  # how many this device has signed in


def make(org: Org, title: str, held_on: date, by: User | None, *, takes_printed: bool = False) -> SignInSheet:
    with chain.held(org):
        form = OpenForm.objects.filter(org=org, key=SIGN_IN.key).exclude(state=OpenForm.State.CLOSED).first()
        if form is None:
            made = form_making.from_design(SIGN_IN, org, by, timezone.localdate())
            form = form_making.move(made, "open", by)
        return SignInSheet.objects.create(
            org=org, form=form, code=new_code(), title=title[:80], held_on=held_on, by=by, takes_printed=takes_printed
        )


def code_now(sheet: SignInSheet, at: float | None = None) -> str:
    """What the screen shows now."""
    return _code(sheet, str(int((time.time() if at is None else at) // SLOT)))


def printed_code(sheet: SignInSheet) -> str:
    return _code(sheet, PRINTED)


def _code(sheet: SignInSheet, slot: str) -> str:
    return salted_hmac(_SALT, f"{sheet.code}:{slot}").hexdigest()[:16]


def trust_of(sheet: SignInSheet, scanned: str, at: float | None = None) -> str:
    """Which code was scanned; "" for one that is over, or of another event."""
    now = int((time.time() if at is None else at) // SLOT)
    for slot in range(now, now - TAKEN, -1):
        if constant_time_compare(scanned, _code(sheet, str(slot))):
            return ROTATING
    return PRINTED if sheet.takes_printed and constant_time_compare(scanned, printed_code(sheet)) else ""


def ticket(sheet: SignInSheet, trust: str) -> str:
    """What the page holds while the name is typed."""
    return signing.dumps([sheet.pk, trust], salt=_SALT)


def trust_in(sheet: SignInSheet, said: str) -> str:
    try:
        pk, trust = signing.loads(said, salt=_SALT, max_age=TIME_TO_TYPE)
    except (signing.BadSignature, ValueError):
        return ""
    return str(trust) if pk == sheet.pk else ""


def signed_in(sheet: SignInSheet) -> list[SignedIn]:
    """Everybody, the newest first; several names of one device are marked."""
    standing = Submission.objects.filter(sheet=sheet).exclude(state=Submission.State.WITHDRAWN)
    rows = list(standing.select_related("key", "form").prefetch_related("revisions"))
    devices = Counter(each.device for each in rows if each.device)
    found = []
    for each in rows:
        try:
            said = handling.content_of(each)["answers"]
        except Unsealable:
            said = {}
        name, place = said.get("question_1", ""), said.get("question_2", "")
        found.append(SignedIn(each, name, place, each.trust, devices.get(each.device, 1)))
    return found


@transaction.atomic
def end(sheet: SignInSheet, head_count: int | None) -> None:
    SignInSheet.objects.filter(pk=sheet.pk).update_sealed(ended_at=timezone.now(), head_count=head_count)
