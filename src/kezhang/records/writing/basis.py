"""底本: what a writer had before him, recovered from the log.

A form carries the last change its record had when it was opened; walking the later changes
back gives the record as it stood there, which is what the answers are held against.
"""

from collections.abc import Sequence
from copy import copy

from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Change, Record


def mark_of(history: Sequence[Change]) -> str:
    """What a form keeps of a record's history, oldest first: the digest of its last change."""
    return history[-1].digest[:16] if history else ""


def as_of(ledger: Ledger, record: Record, history: Sequence[Change], mark: str) -> Record | None:
    """The record as it stood at a mark, its writer having seen just that; None for a mark that is not of this record."""
    marks = [change.digest[:16] for change in history] or [""]
    if mark not in marks:
        return None
    former = copy(record)
    for change in reversed(history[marks.index(mark) + 1 :]):
        for name, data in change.before.items():
            if name in ledger.by_name:
                column = ledger.column(name)
                column.put(former, column.from_data(data))
    former.remember()
    return former
