"""体检: whether the log is whole, and whether the records are what the log says they are.

A fault is named by bureau, ledger and record; looking changes nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kezhang.orgs.models import Org
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import ChainHead, Change, Evidence
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
        for ledger in ledgers:
            yield from _records(ledger, org)
        yield from _files(org)


def _records(ledger: Ledger, org: Org) -> Iterator[IntegrityFault]:
    """Each record against what its changes add up to."""
    states: dict[int, dict] = {}
    voided: dict[int, bool] = {}
    for change in Change.objects.filter(org=org, ledger=ledger.slug).order_by("sequence").iterator(chunk_size=5000):
        if change.kind in (Change.Kind.VOID, Change.Kind.RESTORE):
            voided[change.record_id] = change.kind == Change.Kind.VOID
        else:
            states.setdefault(change.record_id, {}).update(change.after)
    for record in ledger.model._default_manager.filter(org=org).iterator(chunk_size=5000):
        logged = states.pop(record.pk, None)
        if logged is None:
            yield IntegrityFault(org, f"{ledger.label}第{record.pk}号", "没有任何变更记录，可能是绕过系统写入的")
            continue
        now = journal.state_of(ledger, record)
        differing = [c.label for c in ledger.columns if _said(logged.get(c.name)) != _said(now[c.name])]
        if differing:
            yield IntegrityFault(org, f"{ledger.label}第{record.pk}号", f"“{'、'.join(differing)}”与变更记录不符")
        if record.is_void != voided.get(record.pk, False):
            yield IntegrityFault(org, f"{ledger.label}第{record.pk}号", "作废状态与变更记录不符")
    for missing in states:
        yield IntegrityFault(org, f"{ledger.label}第{missing}号", "变更记录里有这条记录，台账里没有")


def _said(value: Any) -> Any:
    """A value as the log keeps it when a record is made, where nothing and an empty text are left out; 0 and no are kept."""
    return "" if value is None else value


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
