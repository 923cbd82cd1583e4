"""审核: a state that only somebody else than the record's writer may give it.

Who wrote a record is who last changed anything but its state; whoever makes a record new has written it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from kezhang.orgs.models import User
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem
from kezhang.records.models import Change, Record


def own_reviews(
    ledger: Ledger, records: Sequence[Record], stored: Mapping[int, Record], by: User | None, by_name: str
) -> dict[int, Problem]:
    """The records (by id) that their own writer would approve or send back."""
    process = ledger.process
    if process is None or not process.reviewed:
        return {}
    column = ledger.column(process.state)
    judged = [r for r in records if getattr(r, column.name) in process.reviewed]
    judged = [r for r in judged if r.pk is None or getattr(stored[r.pk], column.name) != getattr(r, column.name)]
    writers = _writers(ledger, column.name, [r.pk for r in judged if r.pk is not None])
    me = (by.pk if by else None, "" if by else by_name)
    says = f"{column.label}为“{'”“'.join(column.choices[state] for state in process.reviewed)}”的，由填报人以外的人填写"
    return {
        id(record): Problem(column.name, column.label, column.text(record), says)
        for record in judged
        if record.pk is None or writers.get(record.pk, me) == me
    }


def _writers(ledger: Ledger, state: str, ids: Sequence[int]) -> dict[int, tuple[int | None, str]]:
    found: dict[int, tuple[Any, str]] = {}
    written = Change.objects.filter(ledger=ledger.slug, record_id__in=ids, kind__in=("create", "update"))
    for change in written.order_by("sequence"):
        if set(change.after) - {state}:
            found[change.record_id] = (change.by_id, "" if change.by_id else change.by_name)
    return found
