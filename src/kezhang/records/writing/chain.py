"""The chain of changes: each entry's digest covers the one before it, within one bureau.

Altering, removing or inserting a row anywhere breaks the chain at that row, and
``first_fault`` names it. Truncating the end shows against the chain's head.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC

from kezhang.orgs.models import Org
from kezhang.records.models import ChainHead, Change
from kezhang.records.writing.bulk_insert import insert

START = "0" * 64
#: One spelling of an entry, whatever order a database hands its keys back in.
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Fault:
    """The first broken link of a bureau's chain."""

    org: Org
    sequence: int
    says: str


def digest_of(change: Change) -> str:
    """SHA-256 over everything the entry says, and over the digest before it."""
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
    return hashlib.sha256(_CANONICAL.encode(content).encode()).hexdigest()


def append(org: Org, changes: Iterable[Change]) -> None:
    """Number the changes, chain them to the bureau's last one, and store them.

    Must run inside the transaction of the writes it records. The head is locked, so two processes
    writing for one bureau queue up and the chain never forks.
    """
    ChainHead.objects.get_or_create(org=org)
    head = ChainHead.objects.select_for_update().get(org=org)
    chained = []
    for change in changes:
        head.sequence += 1
        change.org, change.sequence, change.previous = org, head.sequence, head.digest
        head.digest = change.digest = digest_of(change)
        chained.append(change)
    insert(chained)
    head.save()


def first_fault(org: Org) -> Fault | None:
    """Where a bureau's chain first fails to hold, or None when it holds to its head."""
    expected, previous = 0, START
    for change in Change.objects.filter(org=org).order_by("sequence").iterator(chunk_size=5000):
        expected += 1
        if change.sequence != expected:
            return Fault(org, expected, f"第{expected}条变更缺失，下一条是第{change.sequence}条")
        if change.previous != previous:
            return Fault(org, expected, f"第{expected}条变更与上一条不衔接")
        if digest_of(change) != change.digest:
            return Fault(org, expected, f"第{expected}条变更的内容与校验值不符，可能被直接改动过")
        previous = change.digest
    head = ChainHead.objects.filter(org=org).first()
    if (head.sequence if head else 0) != expected or (head.digest if head else START) != previous:
        return Fault(org, expected + 1, f"第{expected}条之后的变更缺失")
    return None
