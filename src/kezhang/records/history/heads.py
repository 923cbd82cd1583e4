"""所见链首: how far each bureau's log went when something was measured, and what was known by then.

A moment alone does not say it where several bureaus write: on PostgreSQL one may have taken its moment and not
yet stored what it wrote. A report therefore keeps the numbers of the entries that it saw.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import reduce
from operator import or_

from django.db.models import Q, Sum

from kezhang.orgs.models import Org
from kezhang.orgs.scope import scope_of
from kezhang.records.models import ChainHead, Change

#: Before anything was known.
NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class HeadsSeen:
    """The moment up to which each bureau was known, by its key; those not named were known up to ``floor``."""

    moments: tuple[tuple[int, datetime], ...]
    floor: datetime = NEVER

    def not_before(self, moment: datetime) -> "HeadsSeen":
        """What was known of each bureau later on, at a moment or at its own head if that is later still."""
        later = tuple((org, max(own, moment)) for org, own in self.moments)
        return replace(self, moments=later, floor=max(self.floor, moment))


#: Until when something is known: one moment for every bureau, or each bureau's own.
Knowledge = datetime | HeadsSeen


def heads_of(org: Org) -> dict[str, int]:
    """The last entry of each bureau's log within a bureau's scope, by the bureau's key; as it is kept in a report."""
    heads = ChainHead.objects.filter(scope_of(org).query(), sequence__gt=0)
    return {str(pk): sequence for pk, sequence in heads.order_by("org").values_list("org", "sequence")}


def known_by(heads: Mapping[str, int]) -> HeadsSeen:
    """What was known when the logs went so far."""
    if not heads:
        return HeadsSeen(())
    entries = reduce(or_, (Q(org=int(pk), sequence=sequence) for pk, sequence in heads.items()))
    return HeadsSeen(tuple(Change.objects.filter(entries).order_by("org").values_list("org", "at")))


def later(known: Knowledge, moment: datetime) -> Knowledge:
    """The knowledge of a later moment, for those who knew this much before."""
    return known.not_before(moment) if isinstance(known, HeadsSeen) else max(known, moment)


def since(known: Knowledge) -> Q:
    """Of the log, what was not known yet."""
    if not isinstance(known, HeadsSeen):
        return Q(at__gt=known)
    own = [Q(org=org, at__gt=moment) for org, moment in known.moments]
    others = ~Q(org__in=[org for org, _ in known.moments]) & Q(at__gt=known.floor)
    return reduce(or_, own, others)


def entries_of(org: Org) -> int:
    """How much a bureau and everything below it have ever logged: known without counting, and as good a measure as any
    of how long something that looks at all of it will take."""
    return ChainHead.objects.filter(scope_of(org).query()).aggregate(all=Sum("sequence"))["all"] or 0
