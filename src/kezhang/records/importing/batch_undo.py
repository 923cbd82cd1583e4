"""撤销和重做: a whole batch taken back, and an undone one brought back; last in, first out.

What a batch did is reversed only while nothing that still holds has been laid over it; what
stands in the way is named, so that it can be reversed first.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from copy import copy

from django.utils import timezone

from kezhang.records.declaration import own_columns
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem
from kezhang.records.local_time import moment_text
from kezhang.records.models import Batch, Change, Record
from kezhang.records.writing import chain, journal, keys, linking
from kezhang.records.writing.conflicts import later_changes
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import AlreadyDone, Refused

State, Kind = Batch.State, Change.Kind


def undo(ledger: Ledger, batch: Batch, author: Author, ledgers: Collection[Ledger]) -> None:
    """撤销: rows the batch created are voided, rows it changed get their former values; both are logged."""
    with chain.held(batch.org):
        batch.refresh_from_db()
        if batch.state == State.UNDONE:
            raise AlreadyDone([_of(batch, "这个批次已撤销")])
        if batch.state != State.APPLIED:
            raise Refused([_of(batch, "这个批次还没有导入")])
        _reverse(ledger, batch, author, "撤销", ledgers)
        batch.state, batch.undone_at = State.UNDONE, timezone.now()
        batch.save()


def redo(ledger: Ledger, batch: Batch, author: Author, ledgers: Collection[Ledger]) -> None:
    """重做: an undone batch holds again: what undoing voided is restored, what it changed back is changed again."""
    with chain.held(batch.org):
        batch.refresh_from_db()
        if batch.state == State.APPLIED:
            raise AlreadyDone([_of(batch, "这个批次已经导入")])
        if batch.state != State.UNDONE:
            raise Refused([_of(batch, "这个批次没有撤销过")])
        _reverse(ledger, batch, author, "重做", ledgers)
        batch.state, batch.undone_at = State.APPLIED, None
        batch.save()


def _of(batch: Batch, says: str) -> Problem:
    return Problem("", "批次", batch.file_name, says)


def _reverse(ledger: Ledger, batch: Batch, author: Author, act: str, ledgers: Collection[Ledger]) -> None:
    """Take back the last thing the batch did to each of its records; what names lead to them is led anew."""
    ledger = own_columns.view(ledger, batch.org, withdrawn=True)
    done = batch.changes.filter(ledger=ledger.slug).order_by("sequence")
    last = {change.record_id: change for change in done}
    stored = journal.stored_rows(ledger, batch.org, last)
    if standing := _in_the_way(ledger, batch, last, list(stored.values()), act):
        raise Refused(standing)
    author = Author(by=author.by, reason=author.reason or f"{act}导入", accepting=f"{act}导入", batch=batch, name=author.name)  # fmt: skip
    gone = [stored[pk] for pk, change in last.items() if change.kind == Kind.VOID]
    come = [stored[pk] for pk, change in last.items() if change.kind in (Kind.CREATE, Kind.RESTORE)]
    if come:
        journal.void_many(ledger, batch.org, come, author)
    changed = [_former(ledger, stored[pk], change) for pk, change in last.items() if change.kind == Kind.UPDATE]
    if changed:
        journal.save_many(ledger, batch.org, changed, author)
    # Last: a record that was merged into another has its own key again only once that one has given it back.
    if taken := keys.occupied(ledger, batch.org, gone):
        raise Refused([keys.repeated(ledger, key, _taken_by(ledger, other)) for key, other in taken])
    if gone:
        journal.restore_many(ledger, batch.org, gone, author)
    named = frozenset(ledger.identity.fields) if ledger.identity else frozenset()
    if any(named & change.before.keys() for change in last.values() if change.kind == Kind.UPDATE):
        why = Author(by=author.by, reason=f"{act}“{batch.file_name}”", name=author.name)
        for leading, rows in linking.leading_to(stored.values(), ledgers):
            journal.lead_anew(leading, batch.org, rows, why)


def _former(ledger: Ledger, record: Record, change: Change) -> Record:
    former = copy(record)
    for name, data in change.before.items():
        if name in ledger.by_name:  # where it leads to follows from what it says
            column = ledger.column(name)
            column.put(former, column.from_data(data))
    return former


def _in_the_way(
    ledger: Ledger, batch: Batch, last: Mapping[int, Change], records: Sequence[Record], act: str
) -> list[Problem]:
    """What was laid over the batch since and still holds.

    Each time a batch is imported, undone or redone it moves each of its records once, back and forth: where another
    batch has moved a record twice since, it stands again as this one left it.
    """
    since = min((change.sequence for change in last.values()), default=0)
    led = {link.field for link in ledger.links}  # where a record leads to is no edit: it follows from what it says
    later = [
        change
        for change in later_changes(ledger, records, since)
        if change.batch_id != batch.pk
        and change.sequence > last[change.record_id].sequence
        and not (change.kind == Kind.UPDATE and change.after.keys() <= led)
    ]
    moves = Counter((change.record_id, change.batch_id) for change in later)
    others = Batch.objects.in_bulk({which for _, which in moves if which})
    names = {record.pk: str(record) for record in records}
    found: dict[object, Problem] = {}
    for change in later:
        if change.batch_id is None:
            who = f"{change.by_name}于{moment_text(change.at)}{change.get_kind_display()}过"
            says = f"{who}，不能整批{act}；请先处理这条记录"
            found[change.record_id] = Problem("", "记录", names[change.record_id], says)
        elif moves[change.record_id, change.batch_id] % 2:
            other = others[change.batch_id]
            undone = other.state == State.UNDONE
            how = "这个批次是后撤销的，请先重做它" if undone else "这个批次在后面改过同样的记录，请先撤销它"
            found[other.pk] = _of(other, f"{how}，再{act}“{batch.file_name}”")
    return list(found.values())


def _taken_by(ledger: Ledger, other: Record) -> str:
    """Who has the key of a record that should come back."""
    made = (
        Change.objects.filter(ledger=ledger.slug, record_id=other.pk, kind=Kind.CREATE).select_related("batch").first()
    )
    if made is not None and made.batch is not None:
        return f"批次“{made.batch.file_name}”又导入了相同的记录，请先撤销那个批次"
    return f"台账中已有相同的记录（{other}），请先作废那一条"
