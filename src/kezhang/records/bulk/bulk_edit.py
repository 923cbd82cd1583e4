"""批量修改: one column of many records set to one value; planned and shown before anything is written."""

import hashlib
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

from kezhang.orgs.models import Org
from kezhang.records.bulk import written_batch
from kezhang.records.declaration.cells import is_empty
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem, Severity
from kezhang.records.declaration.validation import problems
from kezhang.records.declaration.versions import rewritten
from kezhang.records.models import Batch, Record
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused

#: More records than this are changed by a sheet, which shows them in a workbook.
MOST = 500


@dataclass(frozen=True)
class BulkRow:
    """One record as it would be, and what is wrong with it then."""

    record: Record
    before: str
    after: str
    found: tuple[Problem, ...] = ()

    @property
    def is_refused(self) -> bool:
        return any(problem.severity is Severity.ERROR for problem in self.found)


@dataclass(frozen=True)
class BulkPlan:
    """What setting the column would do. Nothing has been written yet."""

    ledger: Ledger
    org: Org
    column: Column
    changed: tuple[BulkRow, ...]
    refused: tuple[BulkRow, ...]
    unchanged: int
    fault: str = ""  # the value cannot be read; then nothing is planned

    @property
    def warnings(self) -> list[Problem]:
        return [problem for row in self.changed for problem in row.found]

    @property
    def digest(self) -> str:
        """What was shown, in short: it is written only if that is still the same."""
        said = [(row.record.pk, row.before, row.after, len(row.found)) for row in (*self.changed, *self.refused)]
        return hashlib.sha256(repr((self.column.name, said)).encode()).hexdigest()[:16]


def changeable(ledger: Ledger) -> list[Column]:
    """The columns that many records may share; what says which record one is, is no such column."""
    return [column for column in ledger.columns if column.name not in ledger.identifying]


def plan(ledger: Ledger, org: Org, records: Sequence[Record], column: Column, typed: str) -> BulkPlan:
    """Work out what each record would become; the ledger is the bureau's own view of it."""
    typed = typed.strip()
    try:
        value = column.blank if is_empty(typed) else column.reader()(typed)
    except ValueError as fault:
        return BulkPlan(ledger, org, column, (), (), 0, f"“{typed[:30]}”没有读懂：{fault}。")
    if column.required and value in (None, ""):
        return BulkPlan(ledger, org, column, (), (), 0, f"{column.label}是必填的，请填写新内容。")
    changed: list[BulkRow] = []
    refused: list[BulkRow] = []
    unchanged = 0
    for record in records:
        made = copy(record)
        column.put(made, value)
        if column.of(made) == column.of(record):
            unchanged += 1
            continue
        known = {(p.rule, p.says) for p in problems(ledger, record)}
        new = [p for p in problems(ledger, made) if (p.rule, p.says) not in known or p.severity is Severity.ERROR]
        row = BulkRow(made, column.text(record), column.text(made), (*new, *rewritten(ledger, record, made)))
        (refused if row.is_refused else changed).append(row)
    return BulkPlan(ledger, org, column, tuple(changed), tuple(refused), unchanged)


def apply(planned: BulkPlan, author: Author) -> Batch:
    """Write it as one batch, all or nothing. Raises Refused without a reason, and what the journal raises."""
    if not author.reason.strip():
        raise Refused([Problem("", "变更说明", "", "请写明为什么修改")])
    if planned.warnings and not author.accepting.strip():
        raise Refused(planned.warnings)
    ledger = planned.ledger
    with chain.held(planned.org):
        batch = written_batch.begin(
            ledger, planned.org, f"批量修改：{planned.column.label}", author.by, updated=len(planned.changed),
            unchanged=planned.unchanged,
        )  # fmt: skip
        written = Author(by=author.by, reason=author.reason, accepting=author.accepting or author.reason, batch=batch)
        journal.save_many(ledger, planned.org, [row.record for row in planned.changed], written)
    return batch
