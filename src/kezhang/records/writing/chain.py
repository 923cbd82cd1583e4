"""The chain of changes: each entry's digest covers the one before it, within one bureau.

Altering, removing or inserting a row anywhere breaks the chain at that row, and
``first_fault`` names it. Truncating the end shows against the chain's head.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from kezhang import request_id
from kezhang.orgs.models import Org
from kezhang.records.models import ChainHead, Change
from kezhang.records.writing import stored_files
from kezhang.records.writing.bulk_insert import insert
from kezhang.seals import register, statements

START = "0" * 64


@dataclass(frozen=True)
class Fault:
    """The first broken link of a bureau's chain."""

    org: Org
    sequence: int
    says: str


def digest_of(change: Change) -> str:
    return statements.digest_of(content_of(change))


def content_of(change: Change) -> list[Any]:
    """Everything the entry says, and the digest before it."""
    content = [
        change.previous,
        change.org_id,
        change.sequence,
        change.ledger,
        change.record_id,
        change.kind,
        change.before,
        change.after,
        change.by_id,
        change.by_name,
        change.at.astimezone(UTC).isoformat(timespec="microseconds"),
        change.reason,
        change.accepted,
        str(change.batch_id or ""),
    ]
    if change.request:  # what is older had no such thing, and keeps its digest
        content.append(change.request)
    return content


@contextmanager
def held(org: Org) -> Iterator[ChainHead]:
    """A step of one bureau: a transaction that locks the bureau's chain before it reads or writes anything else.

    Everybody who writes for the bureau queues up here, so what a step has read stays true until it ends.
    Steps may be nested; files that a failed one has written are removed.
    """
    with stored_files.removed_on_failure(), transaction.atomic():
        yield lock(org)


@contextmanager
def all_held() -> Iterator[None]:
    """Every bureau at once: no step is under way anywhere. For looking at what steps leave, and for no writing."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {ChainHead._meta.db_table} IN EXCLUSIVE MODE")
        yield


def lock(org: Org) -> ChainHead:
    """The bureau's head, locked until the transaction ends; made by the first writer."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a chain is locked inside a transaction")
    return register.locked(ChainHead, org=org)


def sequence_of(org: Org) -> int:
    """How far the bureau's chain goes now, without locking it; what is read afterwards is at least that new."""
    return ChainHead.objects.filter(org=org).values_list("sequence", flat=True).first() or 0


def append(head: ChainHead, changes: Sequence[Change]) -> None:
    """Number the changes, chain them to the bureau's last one, and store them.

    ``head`` was locked in this transaction and nothing was appended since.
    """
    if not changes:
        return
    under_way = request_id.current()
    previous = head.digest
    for number, change in enumerate(changes, start=head.sequence + 1):
        change.org_id, change.sequence, change.previous = head.org_id, number, previous
        change.request = under_way
        previous = change.digest = digest_of(change)
    head.extend([change.digest for change in changes], changes[-1].at)
    insert(changes)
    head.sign_and_save()


def first_fault(org: Org) -> Fault | None:
    """Where a bureau's chain first fails to hold, or None when it holds to its head."""
    # The head is read last of what is bounded by it: somebody may be writing, and what he appends is no fault.
    last = Change.objects.filter(org=org).aggregate(last=Max("sequence"))["last"] or 0
    head = ChainHead.objects.filter(org=org).first() or ChainHead(org=org)
    expected, previous = 0, START
    entries = Change.objects.filter(org=org, sequence__lte=max(head.sequence, last)).order_by("sequence")
    for change in entries.iterator(chunk_size=5000):
        expected += 1
        if change.sequence != expected:
            return Fault(org, expected, f"第{expected}条变更缺失，下一条是第{change.sequence}条")
        if change.previous != previous:
            return Fault(org, expected, f"第{expected}条变更与上一条不衔接")
        if digest_of(change) != change.digest:
            return Fault(org, expected, f"第{expected}条变更的内容与校验值不符，可能被直接改动过")
        previous = change.digest
    if head.sequence != expected or head.digest != previous:
        return Fault(org, expected + 1, f"第{expected}条之后的变更缺失")
    return None
