"""体检: whether the log is whole, and whether the records are what the log says they are.

A fault is named by bureau, ledger and record; looking changes nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from kezhang.orgs.models import Org
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.former import former_of
from kezhang.records.history.former_integrity import odd_versions
from kezhang.records.history.log_by_record import said
from kezhang.records.models import ChainHead, Change, Record
from kezhang.records.writing import chain, journal
from kezhang.seals import register

#: Records voided by older versions kept a time of their own, a little beside the log's.
SAME_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True)
class IntegrityFault:
    """One thing that is not as it should be; without a bureau where it is nobody's."""

    org: Org | None
    subject: str
    says: str


def examine(ledgers: Iterable[Ledger], orgs: Iterable[Org] | None = None) -> Iterator[IntegrityFault]:
    """Chains first, then each bureau's records against their changes."""
    ledgers = list(ledgers)
    for org in _written(ledgers) if orgs is None else orgs:
        yield from _seen(org, "变更链", _chain(org))
        for ledger in own_columns.views(ledgers, org, withdrawn=True):
            yield from _seen(org, ledger.label, _records(ledger, org))


def _seen(org: Org, subject: str, found: Iterator[IntegrityFault]) -> Iterator[IntegrityFault]:
    """What a hand has made unreadable is a fault too, and hides nothing that stands elsewhere."""
    try:
        yield from found
    except Exception as fault:  # whatever a damaged value makes of itself
        yield IntegrityFault(org, subject, f"有内容读不出来（{type(fault).__name__}），可能被直接改动过")


def _written(ledgers: Iterable[Ledger]) -> QuerySet[Org]:
    """Every bureau that has a log, a head, or a record: whoever removes one of them leaves the others."""
    tables: list[Any] = [ChainHead, Change, *(ledger.model for ledger in ledgers)]
    tables += [former_of(ledger.model) for ledger in ledgers]
    found = {
        pk for table in tables for pk in table._default_manager.order_by().values_list("org_id", flat=True).distinct()
    }
    return Org.objects.filter(pk__in=found)


def _chain(org: Org) -> Iterator[IntegrityFault]:
    if fault := chain.first_fault(org):
        yield IntegrityFault(org, "变更链", fault.says)


def _records(ledger: Ledger, org: Org) -> Iterator[IntegrityFault]:
    """Each record against what its changes add up to.

    Somebody may be writing while this reads, so whatever does not agree is looked at once more under the lock.
    """
    before = register.went_before(ChainHead.log, str(org.pk))
    told = _told(Change.objects.filter(org=org, ledger=ledger.slug), before)
    odd = set(odd_versions(ledger, org))
    for record in ledger.model._default_manager.filter(org=org).iterator(chunk_size=5000):
        if _fault(ledger, record, told.pop(record.pk, None)) is not None:
            odd.add(record.pk)
    odd |= set(told)  # what the log tells of and the ledger does not hold
    if not odd:
        return
    with chain.held(org):
        told = _told(Change.objects.filter(org=org, ledger=ledger.slug, record_id__in=odd), before)
        stored = ledger.model._default_manager.filter(org=org).in_bulk(odd)
        former = odd_versions(ledger, org, odd)
    for pk in sorted(odd):
        says = former.get(pk)
        if pk in stored:
            says = _fault(ledger, stored[pk], told.get(pk)) or says
        elif pk in told:
            says = "变更记录里有这条记录，台账里没有"
        if says:
            yield IntegrityFault(org, f"{ledger.label}第{pk}号", says)


@dataclass
class _Told:
    """What the log says of one record: its values, whether it has been voided, and whether all its links are told."""

    values: dict[str, Any] | None = None
    is_void: bool = False
    void_reason: str = ""
    voided_at: datetime | None = None
    tells_links: bool = False


def _told(changes: QuerySet[Change], before: int) -> dict[int, _Told]:
    found: dict[int, _Told] = {}
    for change in changes.order_by("sequence").iterator(chunk_size=5000):
        told = found.setdefault(change.record_id, _Told(tells_links=change.sequence > before))
        if change.kind in (Change.Kind.VOID, Change.Kind.RESTORE):
            told.is_void = change.kind == Change.Kind.VOID
            told.void_reason = change.reason if told.is_void else ""
            told.voided_at = change.at if told.is_void else None
        else:
            told.values = (told.values or {}) | change.after
    return found


def _fault(ledger: Ledger, record: Record, told: _Told | None) -> str | None:
    """What is wrong with a record; links are compared where the log has them, which it did not always."""
    if told is None or told.values is None:
        return "没有任何变更记录，可能是绕过系统写入的"
    now, logged = journal.state_of(ledger, record), told.values
    differing = [c.label for c in ledger.columns if said(logged.get(c.name)) != said(now[c.name])]
    differing += [
        str(getattr(ledger.model._meta.get_field(name), "verbose_name", name))
        for name, attname in journal.link_fields(ledger)
        if (told.tells_links or name in logged) and logged.get(name) != getattr(record, attname)
    ]
    if set(record.own) - {column.name for column in ledger.columns}:
        differing.append("自有列")
    if differing:
        return f"“{'、'.join(differing)}”与变更记录不符"
    if record.is_void != told.is_void:
        return "作废状态与变更记录不符"
    if told.is_void and record.void_reason != told.void_reason:
        return "作废原因与变更记录不符"
    if record.voided_at and told.voided_at and abs(record.voided_at - told.voided_at) > SAME_MOMENT:
        return "作废时间与变更记录不符"
    return None
