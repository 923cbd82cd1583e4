"""改回: cells that would take back what somebody has changed meanwhile, in a sheet that does not say when it was made.

Who works on with an old copy of a list brings its old values along; the row looks like a correction and is none.
"""

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from typing import Any

from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem, Severity
from kezhang.records.local_time import moment_text
from kezhang.records.models import Batch, Change, Record
from kezhang.records.writing.conflicts import later_changes

#: A row's record as stored, and what the sheet would change in it, before and after.
Changed = tuple[Record, Mapping[str, Any], Mapping[str, Any]]


def find(ledger: Ledger, rows: Sequence[Changed], told: Collection[tuple[int, str]]) -> dict[int, list[Problem]]:
    """For each record the warnings; ``told`` are the records and columns that are listed as conflicts already."""
    last: dict[tuple[int, str], Change] = {}
    for change in later_changes(ledger, [old for old, _, _ in rows], 0, [Change.Kind.UPDATE]):
        last |= {(change.record_id, name): change for name in change.after}
    undone = set(
        Batch.objects.filter(
            pk__in={each.batch_id for each in last.values()}, state=Batch.State.UNDONE
        ).values_list("pk", flat=True)
    )  # fmt: skip
    found: dict[int, list[Problem]] = {}
    for old, before, after in rows:
        for name, value in after.items():
            by, column = last.get((old.pk, name)), ledger.by_name.get(name)
            if by is None or column is None or (old.pk, name) in told or by.batch_id in undone:
                continue
            if by.after[name] == before.get(name) and by.before.get(name) == value:
                found.setdefault(old.pk, []).append(_warning(ledger, old, name, by))
    return found


def _warning(ledger: Ledger, old: Record, name: str, change: Change) -> Problem:
    column = ledger.column(name)
    now = column.text(old)
    former = copy(old)
    column.put(former, column.from_data(change.before[name]))
    then = column.text(former)
    says = (
        f"被{change.by_name}于{moment_text(change.at)}改过：{then or '空'}→{now or '空'}，本表将改回{then or '空'}；"
        "如果用的是旧表，请先更新"
    )
    return Problem(name, column.label, then, says, Severity.WARNING, "turned_back")
