"""审核、股室: a state that only a reviewer, and not the record's writer, may give it; and records of indicators that
are another office's, or the bureau's above.

Who wrote a record is who last changed anything but its state; whoever makes a record new has written it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb, holders, is_narrowed, may
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem
from kezhang.records.models import Change, Record


def beyond_offices(
    ledger: Ledger, org: Org, records: Sequence[Record], stored: Mapping[int, Record], by: User | None
) -> dict[int, Problem]:
    """The records (by id) of indicators that no office of the writer's post looks after, as they were or would be."""
    if by is None or "indicator" not in ledger.by_name or not is_narrowed(by, Verb.WRITE, org):
        return {}
    column = ledger.column("indicator")

    def is_beyond(record: Record) -> bool:
        return not may(by, Verb.WRITE, access.matter(ledger, org, record))

    return {
        id(record): Problem(column.name, column.label, column.text(record), "不归您所在的股室，请由负责的股室填写")
        for record in records
        if is_beyond(record) or (record.pk in stored and is_beyond(stored[record.pk]))
    }


def kept_above(ledger: Ledger, stored: Iterable[Record], of: Org | None) -> list[Problem]:
    """The records that a bureau above has set, and that nobody else may change; ``of`` is the bureau that writes."""
    if not ledger.kept_by:
        return []
    kept = [(record, getattr(record, ledger.kept_by)) for record in stored]
    says = "由{}下达，本单位不能修改或作废；有异议请在“任务下达”页提出，由下达单位出新版本"
    return [
        Problem("", ledger.label, str(record), says.format(above.bureau))
        for record, above in kept
        if above is not None and above != of
    ]


def own_reviews(
    ledger: Ledger, org: Org, records: Sequence[Record], stored: Mapping[int, Record], by: User | None, by_name: str
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
    refused = [record for record in judged if record.pk is None or writers.get(record.pk, me) == me]
    if by is not None and not may(by, Verb.REVIEW, access.matter(ledger, org)):
        refused, says = judged, f"{says.removesuffix('由填报人以外的人填写')}由{holders(Verb.REVIEW)}填写"
    return {id(record): Problem(column.name, column.label, column.text(record), says) for record in refused}


def _writers(ledger: Ledger, state: str, ids: Sequence[int]) -> dict[int, tuple[int | None, str]]:
    found: dict[int, tuple[Any, str]] = {}
    written = Change.objects.filter(ledger=ledger.slug, record_id__in=ids, kind__in=("create", "update"))
    for change in written.order_by("sequence"):
        if set(change.after) - {state}:
            found[change.record_id] = (change.by_id, "" if change.by_id else change.by_name)
    return found
