"""体检: whether the log is whole, and whether the records are what the log says they are.

A fault is named by bureau, ledger and record; looking changes nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from kezhang.orgs.models import Org
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.history.former_integrity import odd_versions
from kezhang.records.history.log_by_record import said
from kezhang.records.models import ChainHead, Change, Evidence, Record
from kezhang.records.writing import chain, journal


@dataclass(frozen=True)
class IntegrityFault:
    """One thing that is not as it should be."""

    org: Org
    subject: str
    says: str


def examine(ledgers: Iterable[Ledger], orgs: Iterable[Org] | None = None) -> Iterator[IntegrityFault]:
    """Chains first, then each bureau's records against their changes, then the evidence files."""
    ledgers = list(ledgers)
    written = Org.objects.filter(pk__in=ChainHead.objects.values("org")) if orgs is None else orgs
    for org in written:
        if fault := chain.first_fault(org):
            yield IntegrityFault(org, "变更链", fault.says)
        for ledger in own_columns.views(ledgers, org, withdrawn=True):
            yield from _records(ledger, org)
        yield from _files(org)


def _records(ledger: Ledger, org: Org) -> Iterator[IntegrityFault]:
    """Each record against what its changes add up to.

    Somebody may be writing while this reads, so whatever does not agree is looked at once more under the lock.
    """
    told = _told(Change.objects.filter(org=org, ledger=ledger.slug))
    odd = set(odd_versions(ledger, org))
    for record in ledger.model._default_manager.filter(org=org).iterator(chunk_size=5000):
        if _fault(ledger, record, told.pop(record.pk, None)) is not None:
            odd.add(record.pk)
    odd |= set(told)  # what the log tells of and the ledger does not hold
    if not odd:
        return
    with chain.held(org):
        told = _told(Change.objects.filter(org=org, ledger=ledger.slug, record_id__in=odd))
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
    """What the log says of one record: its values, and whether it has been voided."""

    values: dict[str, Any] | None = None
    is_void: bool = False


def _told(changes: QuerySet[Change]) -> dict[int, _Told]:
    found: dict[int, _Told] = {}
    for change in changes.order_by("sequence").iterator(chunk_size=5000):
        told = found.setdefault(change.record_id, _Told())
        if change.kind in (Change.Kind.VOID, Change.Kind.RESTORE):
            told.is_void = change.kind == Change.Kind.VOID
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
        if name in logged and logged[name] != getattr(record, attname)
    ]
    if differing:
        return f"“{'、'.join(differing)}”与变更记录不符"
    return None if record.is_void == told.is_void else "作废状态与变更记录不符"


def _files(org: Org) -> Iterator[IntegrityFault]:
    for evidence in Evidence.objects.filter(org=org):
        try:
            with evidence.file.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            yield IntegrityFault(org, f"佐证材料“{evidence.name}”", "文件不见了")
            continue
        if digest != evidence.sha256:
            yield IntegrityFault(org, f"佐证材料“{evidence.name}”", "内容与上传时的校验值不符")
