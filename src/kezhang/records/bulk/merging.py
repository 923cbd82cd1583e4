"""合并: two records that are one; what is better said by the other is taken over, and the other is voided.

It is written as one batch, so that undoing it gives both back as they were. What other ledgers led to the one that goes
leads to the one that stays. Papers stay with the record they were kept with, which can still be opened.
"""

from collections.abc import Collection
from copy import copy

from kezhang.orgs.models import Org
from kezhang.records.bulk import written_batch
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem
from kezhang.records.declaration.validation import problems
from kezhang.records.models import Batch, Record
from kezhang.records.writing import chain, journal, linking
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused


def differing(ledger: Ledger, kept: Record, other: Record) -> list[Column]:
    """The columns in which two records say different things."""
    return [column for column in ledger.columns if column.of(kept) != column.of(other)]


def taken_unasked(ledger: Ledger, kept: Record, other: Record) -> set[str]:
    """What the other says where the kept one says nothing."""
    return {
        c.name for c in differing(ledger, kept, other) if c.of(kept) in (None, "") and c.of(other) not in (None, "")
    }


def merged(ledger: Ledger, kept: Record, other: Record, taken: Collection[str]) -> Record:
    """The kept record with these columns from the other; the name that goes is remembered as a former one."""
    made = copy(kept)
    for name in taken:
        ledger.column(name).put(made, ledger.column(name).of(other))
    identity = ledger.identity
    if identity is not None and identity.former:
        names = [str(getattr(each, identity.name)) for each in (kept, other)]
        former = [part for part in str(getattr(made, identity.former)).split("、") if part]
        former += [name for name in names if name != getattr(made, identity.name) and name not in former]
        ledger.column(identity.former).put(made, "、".join(dict.fromkeys(former)))
    return made


def merge(
    ledger: Ledger,
    org: Org,
    kept: Record,
    other: Record,
    taken: Collection[str],
    author: Author,
    ledgers: Collection[Ledger],
) -> Batch:
    """Write it, in the bureau's own view of the ledger.

    Raises Refused where there is no reason, where one of them is void, and what the journal raises.
    """
    if not author.reason.strip():
        raise Refused([Problem("", "合并原因", "", "请写明为什么是同一条")])
    if kept.pk == other.pk:
        raise Refused([Problem("", "记录", str(kept), "请选两条不同的记录")])
    made = merged(ledger, kept, other, taken)
    found = problems(ledger, made)
    if found and not author.accepting.strip():
        raise Refused(found)
    with chain.held(org):
        stored = journal.stored_rows(ledger, org, [kept.pk, other.pk])
        if gone := [each for each in stored.values() if each.is_void]:
            raise Refused([Problem("", "记录", str(each), "已经作废，不能合并") for each in gone])
        batch = written_batch.begin(ledger, org, f"合并重复记录：{kept}", author.by, updated=1)
        reason = f"与第{kept.pk}号重复，并入该条：{author.reason}"
        journal.void_many(ledger, org, [stored[other.pk]], Author(by=author.by, reason=reason, batch=batch))
        reason = f"并入第{other.pk}号：{author.reason}"
        accepting = author.accepting or author.reason
        journal.save_many(ledger, org, [made], Author(by=author.by, reason=reason, accepting=accepting, batch=batch))
        why = Author(by=author.by, reason=f"关联的{ledger.label}“{other}”并入“{made}”")
        for leading, rows in linking.leading_to([other], ledgers):
            journal.lead_anew(leading, org, rows, why)
    return batch
