"""登记: the one door for adding to the register of rows; each addition locks its place and signs its new head once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from kezhang.seals.models import RowSeal, SealHead, SignedHead
from kezhang.seals.statements import digest_of

Kind = RowSeal.Kind
Head = TypeVar("Head", bound=SignedHead)
#: What belongs to no bureau: bureaus themselves, people, posts, and which chains have begun.
NOWHERE = ""
#: The clock set back by more than this is told.
TOLERATED = timedelta(seconds=60)
CHAINS, CLOCK = "chains", "clock"


@dataclass(frozen=True)
class RowState:
    """What one seal says: how a row stands now, or that it is gone."""

    table: str
    row: str
    state: Mapping[str, Any]
    kind: Kind = Kind.KEPT


def add(place: str, rows: Sequence[RowState]) -> None:
    """Chain these states to the place's last one, in the transaction that stores the rows."""
    if not rows:
        return
    with transaction.atomic():
        head = locked(SealHead, place=place)
        now = timezone.now()
        if head.at is not None and now < head.at - TOLERATED:
            rows = [*rows, clock(head.at, now)]
        at = max(now, head.at or now)
        seals, previous = [], head.digest
        for number, each in enumerate(rows, start=head.sequence + 1):
            seal = RowSeal(
                place=place, sequence=number, table=each.table, row=each.row, kind=each.kind,
                state=dict(each.state), at=at, previous=previous,
            )  # fmt: skip
            previous = seal.digest = digest_of(content_of(seal))
            seals.append(seal)
        head.extend([seal.digest for seal in seals], at)
        RowSeal.objects.bulk_create(seals, batch_size=400)
        head.sign_and_save()


def content_of(seal: RowSeal) -> list[Any]:
    """Everything a seal says, and the digest before it."""
    at = seal.at.astimezone(UTC).isoformat(timespec="microseconds")
    return [seal.previous, seal.place, seal.sequence, seal.table, seal.row, str(seal.kind), seal.state, at]


def locked(table: type[Head], **whose: Any) -> Head:
    """The head of one chain, locked until the transaction ends; made, and named as begun, by the first writer."""
    heads = table._default_manager.select_for_update()  # on SQLite the transaction itself began with the write lock
    head = heads.filter(**whose).first()
    if head is None:
        # Of two first writers one inserts and the other waits for it, then finds its row.
        table._default_manager.bulk_create([table(**whose)], ignore_conflicts=True)
        head = heads.get(**whose)
        if head.sequence == 0 and (head.log, head.chain) != (SealHead.log, NOWHERE):
            begun(head.log, head.chain)
    return head


def begun(log: str, chain: str, sequence: int = 0) -> None:
    """A chain of a log has begun: whoever removes all of it later leaves this. One from before there was a register
    says how far it went then."""
    add(NOWHERE, [RowState(CHAINS, f"{log}:{chain}", {"sequence": sequence})])


def went_before(log: str, chain: str) -> int:
    """How far a chain went before there was a register: what older versions wrote, they wrote in their way."""
    told = RowSeal.objects.filter(table=CHAINS, row=f"{log}:{chain}").values_list("state", flat=True).first() or {}
    return int(told.get("sequence", 0))


def tell_clock(place: str, last: datetime | None, now: datetime) -> None:
    """时钟回拨: put down that the clock shows a much earlier time than when something was written before."""
    if last is not None and now < last - TOLERATED:
        add(place, [clock(last, now)])


def clock(last: datetime, now: datetime) -> RowState:
    """What the clock showed before, and what it shows."""
    return RowState(CLOCK, _said(now), {"was": _said(last), "is": _said(now)})


def _said(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
