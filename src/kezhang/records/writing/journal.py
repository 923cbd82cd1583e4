"""The one door for writing: lock the bureau, read again, merge, judge, store, log; in one transaction.

Forms, imports and the API all come through here, so every write is held against what its
writer saw, judged by the ledger's rules, and leaves a change with before, after, person, time, reason and batch.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from kezhang.jobs.progress import counted
from kezhang.name_search import index as name_index
from kezhang.orgs.models import Org, User
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem, Severity
from kezhang.records.declaration.validation import problems
from kezhang.records.declaration.versions import rewritten
from kezhang.records.models import Batch, ChainHead, Change, Record
from kezhang.records.new_rows import builder
from kezhang.records.writing import chain, changed_columns, former_versions, keys
from kezhang.records.writing.bulk_insert import insert, without_collection
from kezhang.records.writing.conflicts import Merged, merge_all
from kezhang.records.writing.linking import LOOK_UP, resolve
from kezhang.records.writing.refusal import AlreadyDone, Refused
from kezhang.records.writing.reviewing import beyond_offices, kept_above, own_reviews

#: A login name may be longer than the log's column of names.
LONGEST_NAME = 60


@dataclass(frozen=True, kw_only=True)
class Author:
    """操作人: who writes, why, and what reason they give for setting warnings aside."""

    by: User | None
    reason: str = ""
    accepting: str = ""  # the typed reason for warnings; empty means they still block
    batch: Batch | None = None
    of: Org | None = None  # the bureau above that writes, where it is not the record's own
    name: str = ""  # shown instead of the person's, for a command nobody is logged in to

    @property
    def by_name(self) -> str:
        return (self.name or (str(self.by) if self.by else "命令行"))[:LONGEST_NAME]


def state_of(ledger: Ledger, record: Record) -> dict[str, Any]:
    """A record as the log keeps it."""
    values = zip(ledger.columns, ledger.values_of(record), strict=True)
    return {column.name: column.as_data(value) for column, value in values}


def beginning_of(ledger: Ledger, record: Record) -> dict[str, Any]:
    """A new record as the log keeps it: what it says, without what it leaves empty."""
    values = zip(ledger.columns, ledger.values_of(record), strict=True)
    return {column.name: column.as_data(value) for column, value in values if value is not None and value != ""}


def difference(old: dict[str, Any], new: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What changed: before and after, only the columns that differ.

    >>> difference({"a": 1, "b": 2}, {"a": 1, "b": 3})
    ({'b': 2}, {'b': 3})
    """
    changed = [name for name in new if old.get(name) != new[name]]
    return {name: old.get(name) for name in changed}, {name: new[name] for name in changed}


def save(ledger: Ledger, record: Record, author: Author, *, judged: Sequence[Problem] | None = None) -> Change | None:
    """Validate and store one record, and log what changed; ``judged`` is what has just been said of it.

    Returns None, and stores nothing, when nothing changed. Raises Refused with every problem, Conflicted where
    others have moved the same fields since the record was read.
    """
    said = None if judged is None else {id(record): list(judged)}
    changes = save_many(ledger, record.org, [record], author, judged=said)
    return changes[0] if changes else None


def save_many(
    ledger: Ledger,
    org: Org,
    records: Iterable[Record],
    author: Author,
    *,
    judged: Mapping[int, list[Problem]] | None = None,
) -> list[Change]:
    """Store many records of one bureau at once, new ones and changed ones.

    All or nothing. The cost per row does not depend on the number of rules, links or keys already
    stored: links and keys are looked up for all rows together. ``judged`` is what ``problems`` has just
    said of these very objects (by id), so that a plan of many rows is not judged twice.
    """
    records, ledger = list(records), own_columns.view(ledger, org, withdrawn=True)
    with without_collection(), _stored_or_refused(), chain.held(org) as head:
        stored = stored_rows(ledger, org, [record.pk for record in records if record.pk])
        merged = {id(m.record): m for m in merge_all(ledger, stored, [r for r in records if r.pk])}
        moved = [each.stored for each in merged.values() if each.changed]
        if kept := kept_above(ledger, moved, author.of):
            raise Refused(kept)
        resolve(ledger, org, records)
        accepted = _judge(
            ledger,
            org,
            records,
            merged,
            author,
            judged,
            unexplained(ledger, merged.values(), author)
            | own_reviews(ledger, org, records, stored, author.by, author.by_name)
            | beyond_offices(ledger, org, records, stored, author.by),
        )
        return _store(ledger, head, records, merged, author, accepted)


def unexplained(ledger: Ledger, merged: Iterable[Merged], author: Author) -> dict[int, Problem]:
    """The old versions (by id) that somebody would rewrite without saying why."""
    if ledger.versions is None or author.reason.strip() or author.accepting.strip():
        return {}
    found = {id(m.record): rewritten(ledger, m.stored, m.record) for m in merged if m.changed}
    return {which: replace(moved[0], severity=Severity.ERROR) for which, moved in found.items() if moved}


def stored_rows(ledger: Ledger, org: Org, ids: Iterable[int]) -> dict[int, Record]:
    """The bureau's records as they are now; read under its lock they stay so."""
    ids = list(ids)
    found = ledger.model._default_manager.filter(org=org).in_bulk(ids)
    if lost := [pk for pk in ids if pk not in found]:
        raise Refused([Problem("", "记录", f"第{pk}号", "本单位没有这条记录") for pk in lost])
    return found


def _judge(
    ledger: Ledger,
    org: Org,
    records: list[Record],
    merged: Mapping[int, Merged],
    author: Author,
    judged: Mapping[int, list[Problem]] | None,
    reviews: Mapping[int, Problem],
) -> dict[int, list[str]]:
    """The warnings that the author's reason sets aside, by record. Raises Refused with everything else."""
    found: dict[int, list[Problem]] = {}
    for record in records:
        still = judged is not None and (not record.pk or merged[id(record)].is_as_judged)
        found[id(record)] = judged[id(record)] if judged is not None and still else problems(ledger, record)
    blocking = [p for ps in found.values() for p in ps if p.severity is Severity.ERROR or not author.accepting.strip()]
    blocking += [keys.repeated(ledger, key) for key, _ in keys.occupied(ledger, org, records)]
    blocking += reviews.values()
    if blocking:
        raise Refused(blocking)
    return {which: [p.rule for p in ps] for which, ps in found.items() if ps}


def _store(
    ledger: Ledger,
    head: ChainHead,
    records: list[Record],
    merged: Mapping[int, Merged],
    author: Author,
    accepted: Mapping[int, list[str]],
) -> list[Change]:
    changes: list[Change] = []
    created: list[Record] = []
    updated: list[tuple[Record, Sequence[str]]] = []
    written: list[Record] = []
    moment, links = head.moment(), link_fields(ledger)
    for record in counted(records, "写入", len(records)):
        reasons = accepted.get(id(record), [])
        if not record.pk:
            after = beginning_of(ledger, record)
            after |= {name: pk for name, attname in links if (pk := getattr(record, attname)) is not None}
            changes.append(_change(ledger, Change.Kind.CREATE, {}, after, author, moment, reasons))
            record.first_known = moment
            created.append(record)
        elif (m := merged[id(record)]).changed:
            before = {name: ledger.by_name[name].data(m.stored) for name in m.changed}
            after = {name: ledger.by_name[name].data(record) for name in m.changed}
            led = [each for each in links if getattr(m.stored, each[1]) != getattr(record, each[1])]
            before |= {name: getattr(m.stored, attname) for name, attname in led}
            after |= {name: getattr(record, attname) for name, attname in led}
            changes.append(_change(ledger, Change.Kind.UPDATE, before, after, author, moment, reasons))
            updated.append((record, _fields(ledger, after)))
        else:
            continue
        written.append(record)
    insert(created)
    former_versions.keep(ledger.model, [record.pk for record, _ in updated], moment)
    changed_columns.update(ledger.model, updated)
    for change, record in zip(changes, written, strict=True):
        change.record_id = record.pk
        record.remember()
    _keep_names(
        ledger, created, [record for record, names in updated if ledger.identity and ledger.identity.name in names]
    )
    chain.append(head, changes)
    return changes


def _keep_names(ledger: Ledger, created: Sequence[Record], renamed: Sequence[Record]) -> None:
    """The letters by which subjects are found by their names."""
    if ledger.identity is None:
        return
    name = ledger.identity.name
    for records, are_new in ((created, True), (renamed, False)):
        if records:
            named = [(record.org_id, record.pk, str(getattr(record, name))) for record in records]
            name_index.keep(ledger.slug, named, are_new=are_new)


def _fields(ledger: Ledger, names: Iterable[str]) -> tuple[str, ...]:
    """The fields to be written where these columns and links have changed; all own columns stand in one."""
    return tuple(dict.fromkeys(ledger.by_name[name].field_name if name in ledger.by_name else name for name in names))


def link_fields(ledger: Ledger) -> list[tuple[str, str]]:
    """Where a record leads to: set when it is stored, never typed, and logged, since figures are counted through it;
    and the bureau above that alone may change it."""
    names = [link.field for link in ledger.links] + ([ledger.kept_by] if ledger.kept_by else [])
    found: list[Any] = [ledger.model._meta.get_field(name) for name in names]
    return [(field.name, field.attname) for field in found]


@contextmanager
def _stored_or_refused() -> Iterator[None]:
    """What the lock does not cover, such as a hand in the database, is still kept from storing a key twice."""
    try:
        yield
    except IntegrityError as fault:
        raise Refused([Problem("", "记录", "", "刚刚有人保存了相同的记录，请刷新后再试")]) from fault


def note(org: Org, subject: str, pk: int, before: dict[str, Any], after: dict[str, Any], author: Author) -> Change:
    """Log a step of something that is no ledger's record, such as a report; chained like every other change.

    Must run inside the transaction of the step. Without a ``before`` it is the thing's beginning.
    """
    head = chain.lock(org)
    change = Change(
        ledger=subject, record_id=pk, kind=Change.Kind.UPDATE if before else Change.Kind.CREATE, before=before,
        after=after, by=author.by, by_name=author.by_name, at=head.moment(), reason=author.reason, batch=author.batch,
    )  # fmt: skip
    chain.append(head, [change])
    return change


def keep_above(ledger: Ledger, record: Record, author: Author) -> Change:
    """A record that the bureau had stored itself is from now on changed by the bureau above alone, the author's."""
    assert author.of is not None
    with chain.held(record.org) as head:
        stored = stored_rows(ledger, record.org, [record.pk])[record.pk]
        if kept := kept_above(ledger, [stored], author.of):
            raise Refused(kept)
        moment = head.moment()
        before, after = ({ledger.kept_by: pk} for pk in (getattr(stored, f"{ledger.kept_by}_id"), author.of.pk))
        change = _change(ledger, Change.Kind.UPDATE, before, after, author, moment, [])
        change.record_id = record.pk
        former_versions.keep(ledger.model, [record.pk], moment)
        ledger.model._default_manager.filter(pk=record.pk).update(**{ledger.kept_by: author.of})
        chain.append(head, [change])
    return change


def void(ledger: Ledger, record: Record, author: Author) -> Change:
    """作废: take a record out of every count, with a reason; it stays readable."""
    if not author.reason.strip():
        raise Refused([Problem("", "作废原因", "", "请填写作废原因")])
    return void_many(ledger, record.org, [record], author)[0]


def restore(ledger: Ledger, record: Record, author: Author) -> Change:
    """恢复: let a voided record count again, if its key is still free."""
    return restore_many(ledger, record.org, [record], author)[0]


def void_many(ledger: Ledger, org: Org, records: Sequence[Record], author: Author) -> list[Change]:
    """Void records of one bureau together, as undoing a batch does."""
    return _mark(ledger, org, records, author, voided=True)


def restore_many(ledger: Ledger, org: Org, records: Sequence[Record], author: Author) -> list[Change]:
    """Restore records of one bureau together, if all their keys are free."""
    return _mark(ledger, org, records, author, voided=False)


def _mark(ledger: Ledger, org: Org, records: Sequence[Record], author: Author, *, voided: bool) -> list[Change]:
    with _stored_or_refused(), chain.held(org) as head:
        stored = stored_rows(ledger, org, [record.pk for record in records])
        if kept := kept_above(ledger, stored.values(), author.of):
            raise Refused(kept)
        done = "这条记录已经作废" if voided else "这条记录没有作废"
        if there := [each for each in stored.values() if each.is_void == voided]:
            raise AlreadyDone([Problem("", ledger.label, str(each), done) for each in there])
        if not voided and (taken := keys.occupied(ledger, org, list(stored.values()))):
            raise Refused([keys.repeated(ledger, key) for key, _ in taken])
        moment = head.moment()
        kind = Change.Kind.VOID if voided else Change.Kind.RESTORE
        marks: dict[str, Any] = {
            "voided_at": moment if voided else None,
            "void_reason": author.reason if voided else "",
        }
        changes = []
        for record in records:
            changes.append(_change(ledger, kind, {"voided": not voided}, {"voided": voided}, author, moment, []))
            changes[-1].record_id = record.pk
            record.voided_at, record.void_reason = marks["voided_at"], marks["void_reason"]
        ids = list(stored)
        former_versions.keep(ledger.model, ids, moment)
        for start in range(0, len(ids), LOOK_UP):
            ledger.model._default_manager.filter(pk__in=ids[start : start + LOOK_UP]).update(**marks)
        chain.append(head, changes)
    return changes


def lead_anew(ledger: Ledger, org: Org, records: Iterable[Record], author: Author) -> list[Change]:
    """重新关联: let records lead to what their names and codes lead to now; nothing that they say changes.

    What leads there already is left alone; where it led is logged, since figures are counted through it.
    """
    with chain.held(org) as head:
        stored = stored_rows(ledger, org, [record.pk for record in records])
        links = link_fields(ledger)
        led = {pk: {name: getattr(row, attname) for name, attname in links} for pk, row in stored.items()}
        resolve(ledger, org, stored.values())
        moment, changes, moved = head.moment(), [], []
        for pk, row in stored.items():
            after = {name: now for name, attname in links if (now := getattr(row, attname)) != led[pk][name]}
            if after:
                before = {name: led[pk][name] for name in after}
                changes.append(_change(ledger, Change.Kind.UPDATE, before, after, author, moment, []))
                changes[-1].record_id = pk
                moved.append((row, tuple(after)))
        former_versions.keep(ledger.model, [row.pk for row, _ in moved], moment)
        changed_columns.update(ledger.model, moved)
        chain.append(head, changes)
    return changes


def _change(
    ledger: Ledger, kind: str, before: dict, after: dict, author: Author, at: datetime, accepted: list[str]
) -> Change:
    change: Change = builder(Change)(
        {
            "ledger": ledger.slug,
            "kind": kind,
            "before": before,
            "after": after,
            "by_id": author.by.pk if author.by else None,
            "by_name": author.by_name,
            "at": at,
            "reason": author.accepting if accepted and not author.reason else author.reason,
            "accepted": [{"rule": rule, "reason": author.accepting} for rule in accepted],
            "batch_id": author.batch.pk if author.batch else None,
        }
    )
    return change
