"""访问日志: the one door for noting who came in, took something along, looked at personal data or changed people.

Each entry's digest covers the one before it, within one bureau, as in the log of changes; a chain of its own, so that
nobody who logs in waits for an import.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from kezhang.orgs.models import AccessEvent, AccessHead, Org, User
from kezhang.orgs.permissions import Verb
from kezhang.orgs.scope import scope_of
from kezhang.seals import register

Kind = AccessEvent.Kind
#: What stands for the address where a command was given.
COMMAND = "命令行"


@dataclass(frozen=True)
class BrokenLink:
    """The first entry of a bureau's chain that does not hold."""

    org: Org | None
    says: str
    subject: str = "访问日志"


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; behind the proxy that speaks https for us, what the proxy says."""
    told = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.HTTPS else ""
    return (told.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))[:60]


def note(request: HttpRequest, kind: Kind, org: Org | None, says: str) -> AccessEvent:
    """Somebody who is logged in did this."""
    by = request.user if isinstance(request.user, User) else None
    return record(kind, org, says, by=by, address=address_of(request))


def record(
    kind: Kind, org: Org | None, says: str, *, by: User | None, name: str = "", address: str = COMMAND
) -> AccessEvent:
    """Add an entry to the bureau's chain. ``name`` is what was typed where it is nobody's."""
    place = org.code if org else ""
    with transaction.atomic():
        head = register.locked(AccessHead, place=place)
        now = timezone.now()
        register.tell_clock(str(org.pk) if org else register.NOWHERE, head.at, now)
        event = AccessEvent(
            org=org, place=place, sequence=head.sequence + 1, at=max(now, head.at or now), kind=kind, person=by,
            person_name=(name or str(by or ""))[:160], address=address, says=says, previous=head.digest,
        )  # fmt: skip
        event.digest = digest_of(event)
        head.extend([event.digest], event.at)
        event.save()
        head.sign_and_save()
    return event


def begin(org: Org | None) -> None:
    """The bureau's chain begins with its first person, so that no page pays for it."""
    with transaction.atomic():
        register.locked(AccessHead, place=org.code if org else "")


def digest_of(event: AccessEvent) -> str:
    """SHA-256 over everything the entry says, and over the digest before it."""
    content = [
        event.previous, event.place, event.sequence, event.kind, event.person_id, event.person_name, event.address,
        event.says, event.at.astimezone(UTC).isoformat(timespec="microseconds"),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def events(reader: User) -> QuerySet[AccessEvent]:
    """What an auditor may read: the bureaus of their posts; what belongs to no bureau is for who audits them all."""
    return AccessEvent.objects.filter(scope_of(reader, Verb.AUDIT).query()).select_related("org", "person")


def broken_links(orgs: Iterable[Org] | None = None) -> Iterator[BrokenLink]:
    """Where a chain first fails to hold, for every bureau that has one."""
    heads = AccessHead.objects.all()
    if orgs is not None:
        heads = heads.filter(place__in=[org.code for org in orgs])
    for head in heads.order_by("place"):
        org = Org.objects.filter(code=head.place).first()
        if says := _fault(head, org):
            yield BrokenLink(org, says)


def _fault(head: AccessHead, org: Org | None) -> str:
    last, previous = 0, "0" * 64
    found = AccessEvent.objects.filter(place=head.place).order_by("sequence").iterator(chunk_size=5000)
    for number, event in enumerate(found, start=1):
        if event.sequence != number:
            return f"第{number}条访问日志缺失，下一条是第{event.sequence}条"
        if event.previous != previous or digest_of(event) != event.digest:
            return f"第{number}条访问日志的内容与校验值不符，可能被直接改动过"
        if event.org_id != (org.pk if org else None):  # whose auditors read it
            return f"第{number}条访问日志的所属单位不对，可能被直接改动过"
        last, previous = number, event.digest
    if last < head.sequence:
        return f"第{last}条之后的访问日志缺失"
    return "" if last > head.sequence or previous == head.digest else f"第{last}条访问日志与链首不符"
