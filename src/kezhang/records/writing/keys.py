"""同一记录: which of a bureau's counted records already is the one that is to be written.

Keys are looked up for all rows together. Asked by a plan beforehand, and by the journal
again under the lock, whose answer counts.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from kezhang.orgs.models import Org
from kezhang.records.declaration.ledger import Key, Ledger
from kezhang.records.declaration.rules import Problem
from kezhang.records.models import Record
from kezhang.records.writing.linking import LOOK_UP


def known_keys(
    ledger: Ledger, org: Org, records: Iterable[Record], stored: QuerySet | None = None
) -> dict[Key, Record]:
    """The bureau's counted records, or those of ``stored``, that share a key with the given ones, fetched in bulk."""
    if stored is None:
        stored = ledger.model._default_manager.filter(org=org, voided_at__isnull=True)
    wanted: dict[tuple[str, ...], set[tuple]] = {}
    spelt: dict[tuple[str, ...], set] = {}
    for record in records:
        for names, values in ledger.keys_of(record):
            wanted.setdefault(names, set()).add(values)
            spelt.setdefault(names, set()).update(spellings(getattr(record, names[0]), values[0]))
    found: dict[Key, Record] = {}
    for names, asked in wanted.items():
        firsts = sorted(spelt[names], key=str)
        for start in range(0, len(firsts), LOOK_UP):
            for record in stored.filter(**{f"{names[0]}__in": firsts[start : start + LOOK_UP]}):
                theirs = dict(ledger.keys_of(record)).get(names)
                if theirs in asked:
                    found[names, theirs] = record
    return found


def spellings(written: Any, as_compared: Any) -> set:
    """How a value may be stored: as it is written, as it is compared, and a code in small letters."""
    if not isinstance(written, str):
        return {written}
    found = {written, as_compared}
    return found | {each.lower() for each in found} if written.isascii() else found


def occupied(ledger: Ledger, org: Org, records: Sequence[Record]) -> list[tuple[Key, Record]]:
    """The keys of these records that another counted record of the bureau has, or another of these; and which."""
    known = known_keys(ledger, org, records)
    found = []
    for record in records:
        keys = ledger.keys_of(record)
        other = ledger.same(record, known, keys)
        if other is not None and other is not record and (record.pk is None or other.pk != record.pk):
            found.append((keys[0], other))
        for key in keys:
            known[key] = record
    return found


def repeated(ledger: Ledger, key: Key, says: str = "台账中已有相同的记录") -> Problem:
    """What to say of a key that is taken."""
    names, values = key
    label = "、".join(ledger.column(name).label for name in names)
    return Problem(names[0], label, "、".join(map(str, values)), says)
