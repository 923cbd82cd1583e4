"""动态口令: the six digits that a telephone shows, beside the password; django-otp's devices and codes to fall back on."""

import base64

import segno
from django.db import transaction
from django_otp import match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from kezhang.orgs.models import User
from kezhang.seals.sealed import seal

#: Codes that work once each, for a telephone that is lost.
SPARE_CODES = 8
ISSUER = "科账"


def device_of(person: User) -> TOTPDevice | None:
    """The person's device, once a code of it has been seen."""
    return TOTPDevice.objects.filter(user=person, confirmed=True).first()


def is_on(person: User) -> bool:
    return device_of(person) is not None


def on_among(people: list[User]) -> set[int]:
    """Those of these people who log in with a code."""
    return set(TOTPDevice.objects.filter(user__in=people, confirmed=True).values_list("user_id", flat=True))


def offered(person: User) -> TOTPDevice:
    """A device that waits for its first code; the same one until then."""
    found, _ = TOTPDevice.objects.get_or_create(user=person, confirmed=False, defaults={"name": "动态口令"})
    return found


def secret_of(device: TOTPDevice) -> str:
    """What is typed into the telephone where it cannot read the picture, in fours."""
    key = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def picture_of(device: TOTPDevice) -> str:
    """The QR code as an address that carries the picture itself."""
    return segno.make(device.config_url).svg_data_uri(scale=5, border=2)


def confirm(person: User, code: str) -> list[str] | None:
    """The first code shows that the telephone has the secret: from now on it is asked for. Returns spare codes, or None."""
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=person, confirmed=False).first()
        if device is None or not device.verify_token(_bare(code)):
            return None
        TOTPDevice.objects.filter(user=person, confirmed=True).delete()
        device.confirmed = True
        device.save()
        StaticDevice.objects.filter(user=person).delete()
        spare = StaticDevice.objects.create(user=person, name="备用码")
        codes = [StaticToken.random_token() for _ in range(SPARE_CODES)]
        StaticToken.objects.bulk_create(StaticToken(device=spare, token=code) for code in codes)
        seal(User.objects.filter(pk=person.pk))
    return codes


def is_right(person: User, code: str) -> bool:
    """Whether it is the code of now, not used before, or a spare one, which is then used up."""
    return match_token(person, _bare(code)) is not None


def give_up(person: User) -> bool:
    """Whether there was one."""
    with transaction.atomic():
        StaticDevice.objects.filter(user=person).delete()
        had_one = bool(TOTPDevice.objects.filter(user=person).delete()[0])
        if had_one:
            seal(User.objects.filter(pk=person.pk))
    return had_one


def _bare(code: str) -> str:
    return "".join(code.split()).lower()
