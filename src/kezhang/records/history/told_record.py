"""日志所述: what the log has said of one record up to some entry, and what of a row does not agree with that.

The same is asked of a record as it stands and of every former version of it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from kezhang.records.declaration.ledger import Ledger
from kezhang.records.history.log_by_record import said
from kezhang.records.models import Change, Record
from kezhang.records.writing import journal

#: Records voided by older versions kept a time of their own, a little beside the log's.
SAME_MOMENT = timedelta(minutes=1)


@dataclass
class ToldRecord:
    """Its values, whether it has been voided, why and when; ``before`` is how far the log went when there was no register."""

    before: int
    #: Whether links are told at all: older versions told none.
    tells_links: bool = False
    values: dict[str, Any] | None = None
    is_void: bool = False
    void_reason: str = ""
    voided_at: datetime | None = None
    tolerated: timedelta = field(default_factory=timedelta)

    def hear(self, change: Change) -> None:
        """The next entry about it."""
        if self.values is None:
            self.tells_links = change.sequence > self.before
        if change.kind not in (Change.Kind.VOID, Change.Kind.RESTORE):
            self.values = (self.values or {}) | change.after
            return
        self.is_void = change.kind == Change.Kind.VOID
        self.void_reason = change.reason if self.is_void else ""
        self.voided_at = change.at if self.is_void else None
        self.tolerated = SAME_MOMENT if change.sequence <= self.before else timedelta()

    def fault_of(self, ledger: Ledger, row: Record) -> str | None:
        """What is wrong with a row that should stand so; links are compared where the log has them, which it did not always."""
        logged, now = self.values or {}, journal.state_of(ledger, row)
        differing = [c.label for c in ledger.columns if said(logged.get(c.name)) != said(now[c.name])]
        differing += [
            str(getattr(ledger.model._meta.get_field(name), "verbose_name", name))
            for name, attname in journal.link_fields(ledger)
            if (self.tells_links or name in logged) and logged.get(name) != getattr(row, attname)
        ]
        if set(row.own) - {column.name for column in ledger.columns}:
            differing.append("自有列")
        if differing:
            return f"“{'、'.join(differing)}”与变更记录不符"
        if row.is_void != self.is_void:
            return "作废状态与变更记录不符"
        if row.void_reason != self.void_reason:
            return "作废原因与变更记录不符"
        if row.voided_at and self.voided_at and abs(row.voided_at - self.voided_at) > self.tolerated:
            return "作废时间与变更记录不符"
        return None
