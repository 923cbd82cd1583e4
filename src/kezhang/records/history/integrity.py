"""体检: whether the log is whole, and whether the records are what the log says they are.

A fault is named by bureau, ledger and record; looking changes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from kezhang.orgs.models import Org
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.former import former_of
from kezhang.records.history.former_integrity import odd_versions
from kezhang.records.history.told_record import ToldRecord
from kezhang.records.models import ChainHead, Change, Record
from kezhang.records.writing import chain
from kezhang.seals import register


@dataclass(frozen=True)
class IntegrityFault:
    """One thing that is not as it should be; without a bureau where it is nobody's."""

    org: Org | None
    subject: str
    says: str


def examine(ledgers: Iterable[Ledger], orgs: Iterable[Org] | None = None) -> Iterator[IntegrityFault]:
    """Chains first, then each bureau's records against their changes."""
    written = _written(list(ledgers))
    if orgs is None:
        orgs = Org.objects.filter(pk__in=written)
        for pk in sorted(set(written) - {org.pk for org in orgs}):
            yield IntegrityFault(None, f"第{pk}号单位", "有记录、旧版或变更属于它，而没有这个单位")
    for org in orgs:
        yield from _seen(org, "变更链", _chain(org))
        before = register.went_before(ChainHead.log, str(org.pk))
        for ledger in own_columns.views(written.get(org.pk, ()), org, withdrawn=True):
            yield from _seen(org, ledger.label, _records(ledger, org, before))


def _seen(org: Org, subject: str, found: Iterator[IntegrityFault]) -> Iterator[IntegrityFault]:
    """What a hand has made unreadable is a fault too, and hides nothing that stands elsewhere."""
    try:
        yield from found
    except Exception as fault:  # whatever a damaged value makes of itself
        yield IntegrityFault(org, subject, f"有内容读不出来（{type(fault).__name__}），可能被直接改动过")


def _written(ledgers: Sequence[Ledger]) -> dict[int, list[Ledger]]:
    """Every bureau that has a log, a head, or a record, and of which ledgers: whoever removes one of them leaves the
    others. Most bureaus keep few of the ledgers, and what is nowhere need not be looked at."""
    found: dict[int, list[Ledger]] = {pk: [] for pk in _bureaus(ChainHead) | _bureaus(Change)}
    logged = set(Change.objects.order_by().values_list("ledger", "org_id").distinct())
    for ledger in ledgers:
        kept = _bureaus(ledger.model) | _bureaus(former_of(ledger.model))
        for pk in kept | {pk for slug, pk in logged if slug == ledger.slug}:
            found.setdefault(pk, []).append(ledger)
    return found


def _bureaus(table: Any) -> set[int]:
    return set(table._default_manager.order_by().values_list("org_id", flat=True).distinct())


def _chain(org: Org) -> Iterator[IntegrityFault]:
    if fault := chain.first_fault(org):
        yield IntegrityFault(org, "变更链", fault.says)


def _records(ledger: Ledger, org: Org, before: int) -> Iterator[IntegrityFault]:
    """Each record against what its changes add up to.

    Somebody may be writing while this reads, so whatever does not agree is looked at once more under the lock.
    """
    told = _told(Change.objects.filter(org=org, ledger=ledger.slug), before)
    odd = set(odd_versions(ledger, org, before))
    for record in ledger.model._default_manager.filter(org=org).iterator(chunk_size=5000):
        if _fault(ledger, record, told.pop(record.pk, None)) is not None:
            odd.add(record.pk)
    odd |= set(told)  # what the log tells of and the ledger does not hold
    if not odd:
        return
    with chain.held(org):
        told = _told(Change.objects.filter(org=org, ledger=ledger.slug, record_id__in=odd), before)
        stored = ledger.model._default_manager.filter(org=org).in_bulk(odd)
        former = odd_versions(ledger, org, before, odd)
    for pk in sorted(odd):
        says = former.get(pk)
        if pk in stored:
            says = _fault(ledger, stored[pk], told.get(pk)) or says
        elif pk in told:
            says = "变更记录里有这条记录，台账里没有"
        if says:
            yield IntegrityFault(org, f"{ledger.label}第{pk}号", says)


def _told(changes: QuerySet[Change], before: int) -> dict[int, ToldRecord]:
    found: dict[int, ToldRecord] = {}
    for change in changes.order_by("sequence").iterator(chunk_size=5000):
        found.setdefault(change.record_id, ToldRecord(before)).hear(change)
    return found


def _fault(ledger: Ledger, record: Record, told: ToldRecord | None) -> str | None:
    if told is None or told.values is None:
        return "没有任何变更记录，可能是绕过系统写入的"
    return told.fault_of(ledger, record)
