"""旧版体检: whether what records were before they were changed is what the log says they were.

A figure of the past is counted over these rows: one that was altered, removed or slipped in would move it unseen.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from kezhang.orgs.models import Org
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.former import former_of, kept_fields
from kezhang.records.history.log_by_record import batches, moments
from kezhang.records.history.told_record import ToldRecord
from kezhang.records.local_time import moment_text
from kezhang.records.models import Change, Record


def odd_versions(ledger: Ledger, org: Org, before: int, keys: Iterable[int] | None = None) -> dict[int, str]:
    """The records, of those given or of all, whose former versions are not as the log tells, and what is wrong;
    ``before`` is how far the log went when there was no register."""
    entries = Change.objects.filter(org=org, ledger=ledger.slug)
    former: Any = former_of(ledger.model)
    kept = former._default_manager.filter(org_id=org.pk)
    if keys is not None:
        keys = list(keys)
        entries, kept = entries.filter(record_id__in=keys), kept.filter(version_of__in=keys)
    found: dict[int, str] = {}
    told = 0
    ordered = entries.order_by("record_id", "sequence").iterator(chunk_size=5000)
    for some in batches((pk, list(rows)) for pk, rows in groupby(ordered, key=lambda change: change.record_id)):
        stored = ledger.model._default_manager.filter(org=org).in_bulk([pk for pk, _ in some])
        versions: dict[int, list[Any]] = {}
        for version in kept.filter(version_of__in=list(stored)).order_by("version_of", "known_to"):
            versions.setdefault(version.version_of, []).append(version)
        told += sum(len(rows) - 1 for _, rows in some)
        for pk, rows in some:
            if pk in stored and (says := _fault(ledger, stored[pk], rows, versions.get(pk, []), before)):
                found[pk] = says
    if kept.count() != told:
        strange = kept.exclude(version_of__in=entries.values("record_id")).values_list("version_of", flat=True)
        found |= dict.fromkeys(strange, "有旧版，却没有任何变更记录")
    return found


def _fault(ledger: Ledger, record: Record, changes: Sequence[Change], versions: Sequence[Any], before: int) -> str:
    if record.first_known != changes[0].at:
        return f"录入时间{moment_text(record.first_known)}与变更记录（{moment_text(changes[0].at)}）不符"
    if len(versions) != len(changes) - 1:
        return f"应有{len(changes) - 1}个旧版，现有{len(versions)}个"
    known = moments(record.first_known, changes[1:])
    told = ToldRecord(before)
    for place, (version, change) in enumerate(zip(versions, changes, strict=False)):
        when = f"{moment_text(known[place])}起的旧版"
        if (version.known_from, version.known_to) != (known[place], known[place + 1]):
            return f"{when}的起止时刻与变更记录不符"
        told.hear(change)
        row = _row(ledger, version)
        if says := told.fault_of(ledger, row):
            return f"{when}中{says}"
        if row.first_known != record.first_known:
            return f"{when}的录入时间与变更记录不符"
    return ""


def _row(ledger: Ledger, version: Any) -> Record:
    """A version as the record that it was."""
    return ledger.model(**{field.attname: getattr(version, field.attname) for field in kept_fields(ledger.model)})
