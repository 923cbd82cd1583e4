"""猜密码: who has been wrong waits, the longer the more often: each login name for itself, and everybody at one address.

A try for a name is counted before the password is looked at, under a lock, so that many at once are not so many free
ones. What is known of an address counts only what was wrong: a whole bureau may log in from one.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from kezhang.orgs.models import User, WrongGuesses

#: Wrong ones in a row before anybody waits.
NAME_TRIES, ADDRESS_TRIES = 5, 10
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
#: After so long without a wrong one it counts from the beginning.
FORGOTTEN = timedelta(days=1)
LONGEST_NAME = 150


class Locked(Exception):
    """Nothing is tried before ``until``."""

    def __init__(self, until: datetime) -> None:
        self.until = until

    @property
    def says(self) -> str:
        return f"输错次数过多，{timezone.localtime(self.until):%H:%M}以后再试。"


def attempt(name: str, address: str) -> None:
    """Somebody is about to try a password or a code. Raises Locked."""
    _require_free(WrongGuesses.objects.filter(subject=_address(address)).first(), ADDRESS_TRIES)
    with transaction.atomic():
        guesses = _locked(_name(name))
        _require_free(guesses, NAME_TRIES)
        _count(guesses)


def failed(address: str) -> None:
    """It was wrong: counted for the address too; what is long past is forgotten."""
    WrongGuesses.objects.filter(last_at__lt=timezone.now() - FORGOTTEN).delete()
    with transaction.atomic():
        _count(_locked(_address(address)))


def succeeded(name: str) -> None:
    """It was right: the name begins anew. The address does not, or one known password would open the way to guess others."""
    WrongGuesses.objects.filter(subject=_name(name)).delete()


def locked_until(name: str) -> datetime | None:
    """Until when nothing is tried for a login name; None if it is free."""
    return _until(WrongGuesses.objects.filter(subject=_name(name)).first(), NAME_TRIES)


def locked_among(people: list[User]) -> dict[int, datetime]:
    """Those of these people who are locked, and until when."""
    rows = {row.subject: row for row in WrongGuesses.objects.filter(subject__in=[_name(p.username) for p in people])}
    found = {person.pk: _until(rows.get(_name(person.username)), NAME_TRIES) for person in people}
    return {pk: until for pk, until in found.items() if until is not None}


def unlock(name: str) -> bool:
    """Whether there was anything to unlock."""
    return bool(WrongGuesses.objects.filter(subject=_name(name)).delete()[0])


def wait_after(count: int, tries: int) -> timedelta:
    """How long one waits after so many wrong ones.

    >>> [int(wait_after(n, 5).total_seconds() // 60) for n in (4, 5, 6, 9, 11, 5000)]
    [0, 1, 2, 16, 60, 60]
    """
    if count < tries:
        return timedelta(0)
    return min(FIRST_WAIT * 2 ** min(count - tries, 10), LONGEST_WAIT)


def _until(guesses: WrongGuesses | None, tries: int) -> datetime | None:
    if guesses is None:
        return None
    until = guesses.last_at + wait_after(guesses.count, tries)
    return until if until > timezone.now() else None


def _require_free(guesses: WrongGuesses | None, tries: int) -> None:
    if (until := _until(guesses, tries)) is not None:
        raise Locked(until)


def _locked(subject: str) -> WrongGuesses:
    """Its row, made where there is none. Who is right in the same moment takes it away, before or after it is found to be
    there; then it begins anew, and nothing but the database knows of it."""
    guesses = None
    while guesses is None:
        WrongGuesses.objects.bulk_create([WrongGuesses(subject=subject, last_at=timezone.now())], ignore_conflicts=True)
        guesses = WrongGuesses.objects.select_for_update().filter(subject=subject).first()
    return guesses


def _count(guesses: WrongGuesses) -> None:
    now = timezone.now()
    guesses.count = 1 if guesses.last_at < now - FORGOTTEN else guesses.count + 1
    guesses.last_at = now
    guesses.save()


def _name(name: str) -> str:
    return f"name:{name.strip().lower()[:LONGEST_NAME]}"


def _address(address: str) -> str:
    return f"address:{address}"
