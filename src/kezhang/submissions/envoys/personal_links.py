"""个人链接和口令: given by the bureau, proved by six digits, withdrawn at any moment.

The secret is told once and kept as a digest; a new PIN, or withdrawing the link, ends every session that came in by it.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kezhang.orgs.guessing import NAME_TRIES, wait_after
from kezhang.orgs.models import Org, User
from kezhang.quantities.typed_numbers import half_width
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.submissions.models import PersonalLink
from kezhang.submissions.sealing.seal import digest_of_secret

#: Links in the log of changes.
SUBJECT = "personal-links"
COOKIE, DEVICE = "kezhang-link", "kezhang-device"
DIGITS = 6
#: So long a device stays in without the PIN being asked again.
DAYS = 60


class LinkEnded(Exception):
    """The link was withdrawn; whatever the device still holds stays there."""

    def __init__(self) -> None:
        super().__init__("链接已停用，内容仍在本机，可导出后交给科技局。")


class PinWrong(Exception):
    """The PIN is not right, or too many were wrong; the message says which."""


@dataclass(frozen=True)
class GivenLink:
    """What is told once to whoever gives it on."""

    link: PersonalLink
    secret: str
    pin: str


@dataclass(frozen=True)
class Visitor:
    """来人: who came by a link, and whether the PIN was given on this device."""

    link: PersonalLink
    is_proved: bool


def give(
    org: Org, role: str, name: str, by: User | None, *, about: str = "", record_id: int | None = None
) -> GivenLink:
    """A new link with its PIN; one that the same person had before is withdrawn."""
    secret, pin = secrets.token_urlsafe(24), _new_pin()
    with chain.held(org):
        same = PersonalLink.objects.filter(org=org, role=role, name=name, about=about, withdrawn_at__isnull=True)
        for former in same.select_for_update():
            _withdraw(former, by)
        link = PersonalLink.objects.create(
            org=org, role=role, name=name[:60], about=about[:120], record_id=record_id, given_by=by,
            secret=digest_of_secret(["link", secret]), pin=make_password(pin),
        )  # fmt: skip
        told = {"label": link.name, "role": str(link.role), "in_force": True}
        journal.note(org, SUBJECT, link.pk, {}, told, Author(by=by))
    return GivenLink(link, secret, pin)


def renew_pin(link: PersonalLink, by: User | None) -> str:
    """A new PIN: whoever came in by the one before is asked again."""
    pin = _new_pin()
    with chain.held(link.org):
        kept = PersonalLink.objects.select_for_update().get(pk=link.pk)
        before = {"label": kept.name, "pin": kept.turn}
        kept.pin, kept.turn, kept.wrong = make_password(pin), kept.turn + 1, 0
        kept.save()
        journal.note(kept.org, SUBJECT, kept.pk, before, {"label": kept.name, "pin": kept.turn}, Author(by=by))
    return pin


def withdraw(link: PersonalLink, by: User | None) -> None:
    with chain.held(link.org):
        _withdraw(PersonalLink.objects.select_for_update().get(pk=link.pk), by)


def _withdraw(link: PersonalLink, by: User | None) -> None:
    if link.withdrawn_at is not None:
        return
    link.withdrawn_at = timezone.now()
    link.save()
    before = {"label": link.name, "role": str(link.role), "in_force": True}
    journal.note(link.org, SUBJECT, link.pk, before, {**before, "in_force": False}, Author(by=by))


def _new_pin() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def by_secret(secret: str) -> PersonalLink | None:
    return PersonalLink.objects.select_related("org").filter(secret=digest_of_secret(["link", secret])).first()


def prove(link: PersonalLink, typed: str) -> None:
    """Counted before it is looked at, under a lock. Raises PinWrong, LinkEnded."""
    with transaction.atomic():
        kept = PersonalLink.objects.select_for_update().get(pk=link.pk)
        if not kept.is_in_force:
            raise LinkEnded
        until = _free_at(kept)
        if until > timezone.now():
            raise PinWrong(f"试错的次数太多，请在{timezone.localtime(until):%H时%M分}以后再试。")
        kept.wrong, kept.wrong_at = kept.wrong + 1, timezone.now()
        kept.save(update_fields=["wrong", "wrong_at"])
    said = "".join(half_width(typed).split())
    if not check_password(said, kept.pin):
        raise PinWrong("口令不对，请核对6位数字；忘记了请科技局另发。")
    PersonalLink.objects.filter(pk=link.pk).update(wrong=0, last_at=timezone.now())


def _free_at(link: PersonalLink) -> datetime:
    last = link.wrong_at or link.given_at
    return last + wait_after(link.wrong, NAME_TRIES)


def remember(answer: HttpResponse, request: HttpRequest, link: PersonalLink, *, is_proved: bool) -> None:
    """On this device: which link, and by which PIN; readable by no script, sent along by no other site."""
    said = signing.dumps([link.pk, link.turn if is_proved else 0], salt=COOKIE)
    keep_on_device(answer, request, COOKIE, said)
    keep_device(answer, request)


def keep_device(answer: HttpResponse, request: HttpRequest) -> None:
    """With a page that is shown: what is sent from it then comes from a device that is known."""
    if DEVICE not in request.COOKIES:
        keep_on_device(answer, request, DEVICE, secrets.token_hex(16))


def keep_on_device(answer: HttpResponse, request: HttpRequest, name: str, value: str, days: int = DAYS) -> None:
    """A cookie of the open pages alone, readable by no script and sent along by no other site."""
    answer.set_cookie(
        name, value, max_age=days * 86400, httponly=True, samesite="Lax", secure=request.is_secure(),
        path=request.META.get("SCRIPT_NAME", "").rstrip("/") + "/open/",
    )  # fmt: skip


def visitor(request: HttpRequest) -> Visitor | None:
    """Who came by a link. Raises LinkEnded."""
    try:
        pk, turn = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=DAYS * 86400)
    except (signing.BadSignature, ValueError):
        return None
    link = PersonalLink.objects.select_related("org").filter(pk=pk).first()
    if link is None:
        return None
    if not link.is_in_force:
        raise LinkEnded
    return Visitor(link, is_proved=turn == link.turn)


def device_of(request: HttpRequest) -> str:
    """What two requests of one device have in common; "" where the device keeps nothing."""
    said = request.COOKIES.get(DEVICE, "")
    return digest_of_secret(["device", said]) if said else ""
