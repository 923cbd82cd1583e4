"""冲突: what somebody changes, laid over what others have changed since he read it.

Different fields of one record go together; a field that both moved, to different values,
is a conflict with both values, the other person and the moment, for a person to decide.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem
from kezhang.records.local_time import moment_text
from kezhang.records.models import Change, Record
from kezhang.records.writing.linking import LOOK_UP
from kezhang.records.writing.refusal import Refused


@dataclass(frozen=True)
class Conflict:
    """One field two people moved; without a column, a record that was voided meanwhile."""

    record: Record  # as it is stored now
    column: Column | None
    before: str  # what the writer saw
    theirs: str
    mine: str
    by_name: str = ""
    at: datetime | None = None

    @property
    def who_when(self) -> str:
        """Who moved it, and when: 李文于2024-06-30 15:20."""
        when = f"于{moment_text(self.at)}" if self.at else ""
        return f"{self.by_name or '别人'}{when}"

    @property
    def says(self) -> str:
        if self.column is None:
            return f"冲突：{self.who_when}已作废这条记录" + (f"（{self.theirs}）" if self.theirs else "")
        return (
            f"冲突：{self.who_when}由“{_shown(self.before)}”改为“{_shown(self.theirs)}”，您填的是“{_shown(self.mine)}”"
        )

    @property
    def moved(self) -> str:
        """What a sheet would do to a later value: 在您的底表之后被李文于…改过：20→25，将改回20."""
        if self.column is None:
            return f"在您的底表之后被{self.who_when}作废，将重新新增"
        back = "改回" if self.mine == self.before else "改为"
        return f"在您的底表之后被{self.who_when}改过：{_shown(self.before)}→{_shown(self.theirs)}，将{back}{_shown(self.mine)}"

    @property
    def problem(self) -> Problem:
        if self.column is None:
            return Problem("", "记录", str(self.record), self.says)
        return Problem(self.column.name, self.column.label, self.mine, self.says)


class Conflicted(Refused):
    """Nothing was written: others have changed the same things since. ``conflicts`` has both sides of each."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__([conflict.problem for conflict in conflicts])
        self.conflicts = tuple(conflicts)


def _shown(text: str) -> str:
    return text or "空"


@dataclass(frozen=True)
class Merged:
    """A record as it will be stored: ``changed`` are its columns that differ from the stored row."""

    stored: Record
    record: Record
    changed: tuple[str, ...]
    is_as_judged: bool  # nobody else touched it: what was said of it beforehand still holds


def merge(ledger: Ledger, stored: Record, mine: Record) -> tuple[Merged, list[Conflict]]:
    """Lay a writer's change over the stored row, which it is based on from then on.

    Where they collide the record is left as the writer has it.
    """
    if stored.is_void:
        return Merged(stored, mine, (), False), [Conflict(stored, None, "", stored.void_reason, "")]
    if mine._seen is None or mine.saw_the_same_as(stored):
        return Merged(stored, mine, tuple([c.name for c in ledger.columns if c.of(mine) != c.of(stored)]), True), []
    seen = mine.as_seen()
    assert seen is not None
    colliding = []
    for column in ledger.columns:
        own, base, theirs = (column.of(each) for each in (mine, seen, stored))
        if own not in (base, theirs) and theirs != base:
            colliding.append(Conflict(stored, column, column.text(seen), column.text(stored), column.text(mine)))
    if colliding:
        return Merged(stored, mine, (), False), colliding
    changed = []
    for column in ledger.columns:
        if column.of(mine) == column.of(seen):
            column.put(mine, column.of(stored))
        elif column.of(mine) != column.of(stored):
            changed.append(column.name)
    mine.voided_at, mine.void_reason = stored.voided_at, stored.void_reason
    mine._seen = stored._seen
    return Merged(stored, mine, tuple(changed), False), []


def merge_all(ledger: Ledger, stored: Mapping[int, Record], records: Iterable[Record]) -> list[Merged]:
    """All of a write's records over their stored rows. Raises Conflicted with every collision."""
    found, colliding = [], []
    for record in records:
        merged, conflicts = merge(ledger, stored[record.pk], record)
        found.append(merged)
        colliding += conflicts
    if colliding:
        raise Conflicted(attributed(ledger, colliding))
    return found


def attributed(ledger: Ledger, conflicts: Sequence[Conflict], since: int = 0) -> list[Conflict]:
    """The same conflicts with the person who last moved each field, and when, as the log has it."""
    last: dict[tuple[int, str], Change] = {}
    for change in later_changes(ledger, [conflict.record for conflict in conflicts], since):
        for name in change.after:
            last[change.record_id, name] = change
    told = []
    for c in conflicts:
        by = last.get((c.record.pk, c.column.name if c.column else "voided"))
        told.append(replace(c, by_name=by.by_name, at=by.at) if by else c)
    return told


def later_changes(
    ledger: Ledger, records: Sequence[Record], since: int, kinds: Sequence[str] = Change.Kind.values
) -> list[Change]:
    """The changes of these records after a place of their bureau's chain, oldest first."""
    ids = sorted({record.pk for record in records})
    found: list[Change] = []
    for start in range(0, len(ids), LOOK_UP):
        some = Change.objects.filter(ledger=ledger.slug, record_id__in=ids[start : start + LOOK_UP])
        found += some.filter(sequence__gt=since, kind__in=kinds).order_by()
    return sorted(found, key=lambda change: change.sequence)
