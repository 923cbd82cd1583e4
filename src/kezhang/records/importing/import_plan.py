"""Import: from a sheet's table to a plan a person can read, and from the plan to records.

Planning writes nothing, applying writes everything in one transaction or nothing.
Keys and links are looked up for all rows together, so a thousand rows cost no more queries than ten.
"""

from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from kezhang.orgs.models import Org
from kezhang.records.declaration.cells import eased, is_empty
from kezhang.records.declaration.ledger import Column, Key, Ledger
from kezhang.records.declaration.rules import Problem, Severity
from kezhang.records.declaration.validation import problems
from kezhang.records.importing.tables import DetectedTable
from kezhang.records.importing.totals import agreement
from kezhang.records.local_time import moment_text
from kezhang.records.models import Batch, Change, Record
from kezhang.records.writing import journal, linking
from kezhang.records.writing.bulk_insert import without_collection
from kezhang.records.writing.journal import Author, Refused
from kezhang.records.writing.linking import LinkProposal


@dataclass(frozen=True)
class RowPlace:
    """Where a row stands: its number as Excel counts; the sheet is named where the table spans several."""

    number: int
    sheet: str = ""

    def __str__(self) -> str:
        return f"“{self.sheet}”第{self.number}行" if self.sheet else f"第{self.number}行"


@dataclass(frozen=True)
class Row:
    """One row of the sheet as it would be stored."""

    place: RowPlace
    record: Record
    old: Record | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    found: tuple[Problem, ...] = ()  # the warnings it was planned with


@dataclass(frozen=True)
class Plan:
    """What an import would do. Nothing has been written yet."""

    ledger: Ledger
    org: Org
    understood: tuple[str, ...]
    new: tuple[Row, ...]
    changed: tuple[Row, ...]
    unchanged: int
    rejected: tuple[Problem, ...]  # errors, each with its row; their rows are left out
    warnings: tuple[Problem, ...]
    proposals: tuple[LinkProposal, ...]
    notes: tuple[str, ...] = ()  # whether the sheet's totals agree

    @property
    def rejected_rows(self) -> int:
        return len({(p.sheet, p.row) for p in self.rejected})

    @property
    def is_empty(self) -> bool:
        return not self.new and not self.changed


def plan(ledger: Ledger, table: DetectedTable, org: Org) -> Plan:
    """Work out what a table would change for a bureau."""
    with without_collection():
        return _plan(ledger, table, org)


def _plan(ledger: Ledger, table: DetectedTable, org: Org) -> Plan:
    parsed, rejected, eases = _parse(ledger, table, org)
    rows, repeated = _one_per_key(ledger, parsed)
    rejected += repeated
    existing = journal.known_keys(ledger, org, [record for _, record, _ in rows])
    merged = [(place, *_onto(record, ledger.same(record, existing), named)) for place, record, named in rows]
    proposals = linking.resolve(ledger, org, [record for _, record, _ in merged])
    new: list[Row] = []
    changed: list[Row] = []
    warnings: list[Problem] = []
    unchanged = 0
    for place, record, old in merged:
        found = [*eases.get(place, ()), *problems(ledger, record)]
        errors = [p for p in found if p.severity is Severity.ERROR]
        if errors:
            rejected += [_at(place, p) for p in errors]
            continue
        row = _row(ledger, place, record, old, tuple(found))
        if old is not None and not row.after:
            unchanged += 1
            continue
        (new if old is None else changed).append(row)
        warnings += [_at(place, p) for p in found]
    return Plan(
        ledger=ledger,
        org=org,
        understood=table.understood,
        new=tuple(new),
        changed=tuple(changed),
        unchanged=unchanged,
        rejected=tuple(sorted(rejected, key=lambda p: (p.sheet, p.row or 0))),
        warnings=tuple(warnings),
        proposals=tuple(proposals),
        notes=tuple(agreement(table)),
    )


@transaction.atomic
def apply(plan: Plan, batch: Batch, author: Author) -> Batch:
    """Store a plan as one batch. Raises Refused, with nothing written, if warnings lack a reason."""
    if plan.warnings and not author.accepting.strip():
        raise Refused(plan.warnings)
    pairs = [(row.old, row.record) for row in (*plan.new, *plan.changed)]
    author = Author(
        by=author.by, reason=author.reason, accepting=author.accepting or "无提醒", batch=batch, name=author.name
    )
    judged = {id(row.record): list(row.found) for row in (*plan.new, *plan.changed)}
    journal.save_many(plan.ledger, plan.org, pairs, author, judged=judged)
    batch.created, batch.updated, batch.unchanged = len(plan.new), len(plan.changed), plan.unchanged
    batch.state, batch.applied_at = Batch.State.APPLIED, timezone.now()
    batch.save()
    return batch


def undo(ledger: Ledger, batch: Batch, author: Author) -> None:
    """撤销: take a whole batch back, unless something changed its records later; then Refused says what.

    Rows the batch created are voided, rows it changed get their former values; both are logged.
    """
    if batch.state != Batch.State.APPLIED:
        raise Refused([Problem("", "批次", batch.file_name, "这个批次没有导入，或已经撤销")])
    mine = list(Change.objects.filter(batch=batch).order_by("sequence"))
    ids = [change.record_id for change in mine]
    last = {change.record_id: change.sequence for change in mine}
    later = [
        change
        for start in range(0, len(ids), journal.LOOK_UP)
        for change in Change.objects.filter(
            org=batch.org,
            ledger=ledger.slug,
            record_id__in=ids[start : start + journal.LOOK_UP],
            sequence__gt=mine[0].sequence,
        ).exclude(batch=batch)
        if change.sequence > last[change.record_id]
    ]
    if later:
        raise Refused([_touched_later(change) for change in later])
    records = ledger.model._default_manager.in_bulk(ids) if len(ids) < journal.LOOK_UP else _in_bulk(ledger, ids)
    with transaction.atomic():
        author = Author(by=author.by, reason=author.reason or "撤销导入", accepting="撤销导入", name=author.name)
        journal.void_many(ledger, [records[c.record_id] for c in mine if c.kind == Change.Kind.CREATE], author)
        pairs = [_back(ledger, records[c.record_id], c) for c in mine if c.kind == Change.Kind.UPDATE]
        journal.save_many(ledger, batch.org, pairs, author)
        batch.state, batch.undone_at = Batch.State.UNDONE, timezone.now()
        batch.save()


def _in_bulk(ledger: Ledger, ids: list[int]) -> dict[int, Record]:
    found: dict[int, Record] = {}
    for start in range(0, len(ids), journal.LOOK_UP):
        found.update(ledger.model._default_manager.in_bulk(ids[start : start + journal.LOOK_UP]))
    return found


def _back(ledger: Ledger, record: Record, change: Change) -> tuple[Record, Record]:
    former = copy(record)
    former._state = copy(record._state)
    for name, data in change.before.items():
        setattr(former, name, ledger.column(name).from_data(data))
    return record, former


def _touched_later(change: Change) -> Problem:
    who = f"{change.by_name}于{moment_text(change.at)}{change.get_kind_display()}过"
    return Problem("", "记录", f"第{change.record_id}号", f"{who}，不能整批撤销；请先处理这条记录")


#: A row as read: where it stands, the record, and the columns its sheet has.
Parsed = tuple[RowPlace, Record, tuple[str, ...]]


def _parse(
    ledger: Ledger, table: DetectedTable, org: Org
) -> tuple[list[Parsed], list[Problem], dict[RowPlace, list[Problem]]]:
    """Records, the cells that cannot be read, and what was read only with a warning."""
    parsed: list[Parsed] = []
    rejected: list[Problem] = []
    eases: dict[RowPlace, list[Problem]] = {}
    for part in table.parts:
        readers = [(h.position, h.column, h.column.reader(h.unit)) for h in part.headings]
        blanks = {h.column.name: h.column.blank for h in part.headings}
        named = tuple(blanks)
        sheet = part.sheet if table.several_sheets else ""
        for number, cells in part.rows:
            place = RowPlace(number, sheet)
            values = dict(blanks)
            faults = []
            for position, column, read in readers:
                cell = cells[position] if position < len(cells) else None
                if is_empty(cell):
                    continue
                try:
                    values[column.name] = read(cell)
                except ValueError:
                    try:
                        values[column.name], remark = eased(column.model_field, read, cell)
                    except ValueError as fault:
                        faults.append(_problem(place, column, cell, str(fault), Severity.ERROR))
                        continue
                    if remark:
                        eases.setdefault(place, []).append(_problem(place, column, cell, remark, Severity.WARNING))
            if faults:
                rejected += faults
            else:
                parsed.append((place, ledger.model(org=org, **values), named))
    return parsed, rejected, eases


def _problem(place: RowPlace, column: Column, cell: Any, says: str, severity: Severity) -> Problem:
    rule = "read_with_care" if severity is Severity.WARNING else ""
    return Problem(column.name, column.label, str(cell)[:60], says, severity, rule, place.number, place.sheet)


def _one_per_key(ledger: Ledger, parsed: list[Parsed]) -> tuple[list[Parsed], list[Problem]]:
    """A row that is already in the file is refused and names the first one: no row wins silently."""
    known: dict[Key, Record] = {}
    places: dict[int, RowPlace] = {}
    kept, repeated = [], []
    for place, record, named in parsed:
        keys = ledger.keys_of(record)
        other = ledger.same(record, known, keys)
        if other is not None:
            names, values = keys[0]
            label = "、".join(ledger.column(name).label for name in names)
            says = f"与{places[id(other)]}重复，请核对后保留一行"
            found = "、".join(str(value) for value in values)
            repeated.append(_at(place, Problem(names[0], label, found, says)))
            continue
        places[id(record)] = place
        for key in keys:
            known.setdefault(key, record)
        kept.append((place, record, named))
    return kept, repeated


def _onto(record: Record, old: Record | None, named: tuple[str, ...]) -> tuple[Record, Record | None]:
    """An existing record with the sheet's columns laid over it; columns the sheet lacks stay as they are."""
    if old is None:
        return record, None
    merged = copy(old)
    merged._state = copy(old._state)
    for name in named:
        setattr(merged, name, getattr(record, name))
    return merged, old


def _row(ledger: Ledger, place: RowPlace, record: Record, old: Record | None, found: tuple[Problem, ...]) -> Row:
    if old is None:
        return Row(place, record, found=found)
    before, after = journal.difference(journal.state_of(ledger, old), journal.state_of(ledger, record))
    return Row(place, record, old, before, after, found)


def _at(place: RowPlace, problem: Problem) -> Problem:
    return replace(problem, row=place.number, sheet=place.sheet)
