"""The one door for writing: validate, store, and log, in one transaction.

Forms, imports and the API all come through here, so every write is judged by the
ledger's rules and leaves a change with before, after, person, time, reason and batch.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from kezhang.orgs.models import Org, User
from kezhang.records.declaration.ledger import Key, Ledger
from kezhang.records.declaration.rules import Problem, Severity
from kezhang.records.declaration.validation import problems
from kezhang.records.models import Batch, Change, Record
from kezhang.records.writing import chain
from kezhang.records.writing.bulk_insert import insert, without_collection
from kezhang.records.writing.linking import LOOK_UP, resolve

#: Rows an INSERT carries at once; more gains nothing and SQLite limits the variables of a statement.
CHUNK = 500
#: A login name may be longer than the log's column of names.
LONGEST_NAME = 60


class Refused(Exception):
    """The write did not happen. ``problems`` says why, for a person to mend."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("；".join(f"{p.label}：{p.says}" for p in problems[:5]))
        self.problems = tuple(problems)


@dataclass(frozen=True, kw_only=True)
class Author:
    """操作人: who writes, why, and what reason they give for setting warnings aside."""

    by: User | None
    reason: str = ""
    accepting: str = ""  # the typed reason for warnings; empty means they still block
    batch: Batch | None = None
    name: str = ""  # shown instead of the person's, for a command nobody is logged in to

    @property
    def by_name(self) -> str:
        return (self.name or (str(self.by) if self.by else "命令行"))[:LONGEST_NAME]


def state_of(ledger: Ledger, record: Record) -> dict[str, Any]:
    """A record as the log keeps it."""
    return {column.name: column.data(record) for column in ledger.columns}


def difference(old: dict[str, Any], new: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What changed: before and after, only the columns that differ.

    >>> difference({"a": 1, "b": 2}, {"a": 1, "b": 3})
    ({'b': 2}, {'b': 3})
    """
    changed = [name for name in new if old.get(name) != new[name]]
    return {name: old.get(name) for name in changed}, {name: new[name] for name in changed}


def save(ledger: Ledger, record: Record, author: Author) -> Change | None:
    """Validate and store one record, and log what changed.

    Returns None, and stores nothing, when nothing changed. Raises Refused with every problem.
    """
    old = ledger.model._default_manager.filter(pk=record.pk).first() if record.pk else None
    changes = save_many(ledger, record.org, [(old, record)], author)
    return changes[0] if changes else None


def save_many(
    ledger: Ledger,
    org: Org,
    pairs: Iterable[tuple[Record | None, Record]],
    author: Author,
    *,
    judged: Mapping[int, list[Problem]] | None = None,
) -> list[Change]:
    """Store many records of one bureau at once: pairs of (as stored, as it shall be).

    All or nothing. The cost per row does not depend on the number of rules, links or keys already
    stored: links and keys are looked up for all rows together. ``judged`` is what ``problems`` has just
    said of these very objects (by id), so that a plan of many rows is not judged twice.
    """
    with without_collection():
        return _save_many(ledger, org, list(pairs), author, judged)


def _save_many(
    ledger: Ledger,
    org: Org,
    pairs: list[tuple[Record | None, Record]],
    author: Author,
    judged: Mapping[int, list[Problem]] | None,
) -> list[Change]:
    resolve(ledger, org, [new for _, new in pairs])
    found = [(new, problems(ledger, new) if judged is None else judged[id(new)]) for _, new in pairs]
    blocking = [p for _, ps in found for p in ps if p.severity is Severity.ERROR or not author.accepting.strip()]
    blocking += _repeated_keys(ledger, org, [new for _, new in pairs])
    if blocking:
        raise Refused(blocking)
    accepted = {id(new): [p.rule for p in ps] for new, ps in found if ps}
    return _store(ledger, org, pairs, author, accepted)


def _store(
    ledger: Ledger,
    org: Org,
    pairs: list[tuple[Record | None, Record]],
    author: Author,
    accepted: dict[int, list[str]],
) -> list[Change]:
    drafts: list[tuple[Change, Record]] = []
    for old, new in pairs:
        before, after = difference(state_of(ledger, old) if old else {}, state_of(ledger, new))
        if old is None:
            after = {name: value for name, value in after.items() if value not in (None, "")}
            before = {}
        if not after and old is not None:
            continue
        kind = Change.Kind.UPDATE if old else Change.Kind.CREATE
        drafts.append((_change(ledger, kind, before, after, author, accepted.get(id(new), [])), new))
    with _stored_or_refused(), transaction.atomic():
        _write(ledger, [new for change, new in drafts if change.kind == Change.Kind.CREATE], create=True)
        _write(ledger, [new for change, new in drafts if change.kind == Change.Kind.UPDATE], create=False)
        for change, new in drafts:
            change.record_id = new.pk
        chain.append(org, [change for change, _ in drafts])
    return [change for change, _ in drafts]


@contextmanager
def _stored_or_refused() -> Iterator[None]:
    """Two people may store the same key at the same moment; the database lets one through."""
    try:
        yield
    except IntegrityError as fault:
        raise Refused([Problem("", "记录", "", "刚刚有人保存了相同的记录，请刷新后再试")]) from fault


def _write(ledger: Ledger, records: list[Record], *, create: bool) -> None:
    if create:
        insert(records)
    elif records:
        names = [f.name for f in ledger.model._meta.concrete_fields if not f.primary_key]
        # One statement per chunk; Django's bulk_update builds a CASE per column and is ten times slower.
        objects: Any = ledger.model._default_manager
        objects.bulk_create(records, batch_size=CHUNK, update_conflicts=True, unique_fields=["id"], update_fields=names)


def note(org: Org, subject: str, pk: int, before: dict[str, Any], after: dict[str, Any], author: Author) -> Change:
    """Log a step of something that is no ledger's record, such as a report; chained like every other change.

    Must run inside the transaction of the step. Without a ``before`` it is the thing's beginning.
    """
    change = Change(
        ledger=subject, record_id=pk, kind=Change.Kind.UPDATE if before else Change.Kind.CREATE, before=before,
        after=after, by=author.by, by_name=author.by_name, at=timezone.now(), reason=author.reason, batch=author.batch,
    )  # fmt: skip
    chain.append(org, [change])
    return change


def void(ledger: Ledger, record: Record, author: Author) -> Change:
    """作废: take a record out of every count, with a reason; it stays readable."""
    if not author.reason.strip():
        raise Refused([Problem("", "作废原因", "", "请填写作废原因")])
    return _mark(ledger, [record], author, voided=True)[0]


def void_many(ledger: Ledger, records: list[Record], author: Author) -> list[Change]:
    """Void records of one bureau together, as undoing a batch does."""
    return _mark(ledger, records, author, voided=True)


def restore(ledger: Ledger, record: Record, author: Author) -> Change:
    """恢复: let a voided record count again, if its key is still free."""
    repeated = _repeated_keys(ledger, record.org, [record])
    if repeated:
        raise Refused(repeated)
    return _mark(ledger, [record], author, voided=False)[0]


def _mark(ledger: Ledger, records: list[Record], author: Author, *, voided: bool) -> list[Change]:
    changes = []
    now = timezone.now()
    for record in records:
        if record.is_void == voided:
            raise Refused(
                [Problem("", ledger.label, str(record), "这条记录已经作废" if voided else "这条记录没有作废")]
            )
        kind = Change.Kind.VOID if voided else Change.Kind.RESTORE
        change = _change(ledger, kind, {"voided": not voided}, {"voided": voided}, author, [])
        change.record_id = record.pk
        record.voided_at, record.void_reason = (now, author.reason) if voided else (None, "")
        changes.append(change)
    if changes:
        with transaction.atomic():
            ledger.model._default_manager.filter(pk__in=[r.pk for r in records]).update(
                voided_at=now if voided else None, void_reason=author.reason if voided else ""
            )
            chain.append(records[0].org, changes)
    return changes


def _change(ledger: Ledger, kind: str, before: dict, after: dict, author: Author, accepted: list[str]) -> Change:
    return Change(
        ledger=ledger.slug,
        kind=kind,
        before=before,
        after=after,
        by=author.by,
        by_name=author.by_name,
        at=timezone.now(),
        reason=author.accepting if accepted and not author.reason else author.reason,
        accepted=[{"rule": rule, "reason": author.accepting} for rule in accepted],
        batch=author.batch,
    )


def _repeated_keys(ledger: Ledger, org: Org, records: list[Record]) -> list[Problem]:
    """Records that another counted record of the bureau, or another of these, already is."""
    known = known_keys(ledger, org, records)
    repeated = []
    for record in records:
        keys = ledger.keys_of(record)
        other = ledger.same(record, known, keys)
        if other is not None and other is not record and (record.pk is None or other.pk != record.pk):
            names, values = keys[0]
            label = "、".join(ledger.column(name).label for name in names)
            repeated.append(Problem(names[0], label, "、".join(map(str, values)), "台账中已有相同的记录"))
        for key in keys:
            known[key] = record
    return repeated


def known_keys(ledger: Ledger, org: Org, records: Iterable[Record]) -> dict[Key, Record]:
    """The bureau's counted records that share a key with the given ones, fetched in bulk."""
    wanted: dict[tuple[str, ...], set[tuple]] = {}
    for record in records:
        for names, values in ledger.keys_of(record):
            wanted.setdefault(names, set()).add(values)
    found: dict[Key, Record] = {}
    for names, asked in wanted.items():
        firsts = sorted({value[0] for value in asked}, key=str)
        for start in range(0, len(firsts), LOOK_UP):
            stored = ledger.model._default_manager.filter(
                org=org, voided_at__isnull=True, **{f"{names[0]}__in": firsts[start : start + LOOK_UP]}
            )
            for record in stored:
                theirs = tuple(getattr(record, name) for name in names)
                if theirs in asked:
                    found[names, theirs] = record
    return found
