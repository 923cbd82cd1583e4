"""Import: from a sheet's table to a plan a person can read, and from the plan to records.

Planning writes nothing and locks nothing; applying writes everything in one transaction or nothing.
Keys and links are looked up for all rows together, so a thousand rows cost no more queries than ten.
"""

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from kezhang.jobs.progress import counted
from kezhang.orgs.models import Org
from kezhang.quantities.spelling import compared
from kezhang.records.declaration import own_options
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem, Severity
from kezhang.records.declaration.validation import problems
from kezhang.records.declaration.versions import rewritten
from kezhang.records.history.usual_values import UsualValues
from kezhang.records.importing.asking import (
    blank_cells,
    likely_same,
    partly_read,
    record_rows,
    turned_back,
    units,
    whole_sheet,
)
from kezhang.records.importing.asking.chosen_words import ChosenWords, added_by
from kezhang.records.importing.asking.mended_cells import MendedCells
from kezhang.records.importing.asking.questions import Answers, Question, still_open
from kezhang.records.importing.detection.tables import DetectedTable
from kezhang.records.importing.detection.totals import agreement
from kezhang.records.importing.parsed_rows import RowPlace, at, one_per_key, parse
from kezhang.records.models import Batch, Change, Record
from kezhang.records.writing import chain, journal, linking, own_settings
from kezhang.records.writing.bulk_insert import without_collection
from kezhang.records.writing.conflicts import Conflict, Conflicted, later_changes
from kezhang.records.writing.journal import Author
from kezhang.records.writing.keys import known_keys
from kezhang.records.writing.linking import LinkProposal
from kezhang.records.writing.refusal import AlreadyDone, Refused

#: Nothing was answered, for this sheet or before.
NO_ANSWERS = Answers()


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
    moved: tuple[
        tuple[RowPlace, Conflict], ...
    ] = ()  # what others changed after the sheet was made, and it would change
    notes: tuple[str, ...] = ()  # whether the sheet's totals agree
    questions: tuple[Question, ...] = ()  # what is asked; those without a default keep it from being applied
    answers: Answers = NO_ANSWERS
    adding: Mapping[str, Sequence[str]] = field(default_factory=dict)  # column -> choices of the bureau's own to come

    @property
    def rejected_rows(self) -> int:
        return len({(p.sheet, p.row) for p in self.rejected})

    @property
    def is_empty(self) -> bool:
        return not self.new and not self.changed

    @property
    def open_questions(self) -> tuple[Question, ...]:
        return still_open(self.questions)


def plan(
    ledger: Ledger,
    table: DetectedTable,
    org: Org,
    *,
    basis: int | None = None,
    keeping: bool = False,
    answers: Answers = NO_ANSWERS,
    file_name: str = "",
    only: Collection[str] | None = None,
) -> Plan:
    """Work out what a table would change for a bureau, and collect everything that has to be asked first.

    ``basis`` is how far the bureau's chain went when the sheet was made: fields that were changed since are listed,
    or with ``keeping`` left as they are now. ``only`` are the rows that are asked for; without it all of them.
    """
    with without_collection():
        return _plan(ledger, table, org, basis, answers, file_name, only, keeping=keeping)


def _plan(
    ledger: Ledger,
    table: DetectedTable,
    org: Org,
    basis: int | None,
    answers: Answers,
    file_name: str,
    only: Collection[str] | None,
    *,
    keeping: bool,
) -> Plan:
    adding = added_by(ledger, answers)
    if adding:
        ledger = own_options.extended(ledger, adding)
        table = table.read_by(ledger)
    table, of_units, by_unit = units.settled(table, answers)
    whole, of_the_sheet, given = whole_sheet.settled(table, answers, file_name)
    chosen = ChosenWords(ledger, answers)
    read = parse(ledger, table, org, whole, chosen, MendedCells(answers), only)
    rows, repeated = one_per_key(ledger, read.rows)
    rejected = [*read.rejected, *repeated]
    existing = known_keys(ledger, org, [record for _, record, _ in rows])
    merged = [(place, *_onto(ledger, record, ledger.same(record, existing), named)) for place, record, named in rows]
    filled = {place: named for place, _, named in rows}
    merged, of_the_same = likely_same.settled(ledger, org, merged, filled, answers)
    of_blanks = blank_cells.settled(ledger, merged, read.blanks, answers)
    moved: list[tuple[RowPlace, Record, Conflict]] = []
    if basis is not None and chain.sequence_of(org) > basis:
        moved = [*_moved(ledger, merged, basis), *_voided(ledger, org, merged, basis)]
    kept = set()
    if keeping:
        for place, record, conflict in moved:
            if conflict.column is None:
                kept.add(place)
            else:
                conflict.column.put(record, conflict.column.of(conflict.record))
        merged, moved = [each for each in merged if each[0] not in kept], []
    proposals = linking.resolve(ledger, org, [record for _, record, _ in merged])
    usual = UsualValues(ledger, org, [record for _, record, _ in merged])
    new: list[Row] = []
    changed: list[Row] = []
    warnings: list[Problem] = []
    unchanged = len(kept)
    for place, record, old in counted(merged, "核对", len(merged)):
        found = [*read.eases.get(place, ()), *problems(ledger, record), *usual.problems(record, old)]
        found += rewritten(ledger, old, record) if old is not None else []
        found = [p for p in found if p.severity is not Severity.ERROR or p.column not in whole.asked]
        errors = [p for p in found if p.severity is Severity.ERROR]
        if errors:
            rejected += [at(place, p) for p in errors]
            continue
        row = _row(ledger, place, record, old, tuple(found))
        if old is not None and not row.after:
            unchanged += 1
            continue
        (new if old is None else changed).append(row)
        warnings += [at(place, p) for p in found]
    changed, taking_back = _taking_back(ledger, changed, moved)
    warnings += taking_back
    planned = {row.place for row in (*new, *changed)}
    return Plan(
        ledger=ledger,
        org=org,
        understood=(*table.understood, *by_unit, *given, *read.said),
        new=tuple(new),
        changed=tuple(changed),
        unchanged=unchanged,
        rejected=tuple(sorted(rejected, key=lambda p: (p.sheet, p.row or 0))),
        warnings=tuple(warnings),
        proposals=tuple(proposals),
        moved=tuple((place, conflict) for place, _, conflict in moved if place in planned),
        notes=tuple(agreement(table)) if only is None else (),
        questions=(
            *table.questions,
            *of_units,
            *of_the_sheet,
            *chosen.questions(answers),
            *of_the_same,
            *of_blanks,
            *partly_read.questions(table, answers),
            *(record_rows.questions(table, answers) if only is None else ()),
        ),
        answers=answers,
        adding=adding,
    )


def _taking_back(
    ledger: Ledger, changed: list[Row], moved: Sequence[tuple[RowPlace, Record, Conflict]]
) -> tuple[list[Row], list[Problem]]:
    """The changed rows, with a warning at each that takes back what somebody has changed before."""
    told = {(each.record.pk, each.column.name) for _, _, each in moved if each.column is not None}
    found = turned_back.find(ledger, [(row.old, row.before, row.after) for row in changed if row.old], told)
    rows = [
        replace(row, found=(*row.found, *found[row.old.pk])) if row.old and row.old.pk in found else row
        for row in changed
    ]
    return rows, [at(row.place, p) for row in changed if row.old for p in found.get(row.old.pk, ())]


def apply(plan: Plan, batch: Batch, author: Author, *, overwriting: bool = False) -> Batch:
    """Store a plan as one batch, once.

    Raises Refused, with nothing written, if a question is open or warnings lack a reason; Conflicted if others have changed the same
    fields: since the sheet was made, unless ``overwriting``, or since it was planned; AlreadyDone the second time.
    """
    if asked := plan.open_questions:
        raise Refused([Problem("", each.column, each.found, each.says) for each in asked])
    if plan.warnings and not author.accepting.strip():
        raise Refused(plan.warnings)
    if plan.moved and not overwriting:
        raise Conflicted([conflict for _, conflict in plan.moved])
    told = f"（底表之后改过的{len(plan.moved)}处仍按本表改）" if plan.moved else ""
    author = Author(
        by=author.by, reason=author.reason + told, accepting=author.accepting or "无提醒", batch=batch, name=author.name
    )
    with without_collection(), chain.held(plan.org):
        require_planned(batch)
        for name, labels in plan.adding.items():
            for label in labels:
                own_settings.add_option(plan.ledger, plan.org, name, label, author)
        judged = {id(row.record): list(row.found) for row in (*plan.new, *plan.changed)}
        records = [row.record for row in (*plan.new, *plan.changed)]
        journal.save_many(plan.ledger, plan.org, records, author, judged=judged)
        plan.answers.keep(plan.org, plan.ledger.slug, author.by)
        batch.answers = [[kind, key, answer] for (kind, key), answer in plan.answers.given.items()]
        batch.created, batch.updated, batch.unchanged = len(plan.new), len(plan.changed), plan.unchanged
        batch.rejected = plan.rejected_rows
        batch.state, batch.applied_at = Batch.State.APPLIED, timezone.now()
        batch.save()
    return batch


def require_planned(batch: Batch) -> None:
    """Read the batch again, under its bureau's lock. Raises AlreadyDone unless it still waits to be confirmed."""
    batch.refresh_from_db()
    says = {
        Batch.State.APPLIED: "这个批次已经导入",
        Batch.State.UNDONE: "这个批次已撤销",
        Batch.State.DROPPED: "这个批次已放弃，请重新上传",
    }
    if batch.state in says:
        raise AlreadyDone([Problem("", "批次", batch.file_name, says[Batch.State(batch.state)])])


def _moved(
    ledger: Ledger, merged: Sequence[tuple[RowPlace, Record, Record | None]], basis: int
) -> list[tuple[RowPlace, Record, Conflict]]:
    """The fields that the sheet would change and that were changed after it was made."""
    first: dict[int, dict[str, Any]] = {}
    last: dict[tuple[int, str], Change] = {}
    for change in later_changes(ledger, [old for _, _, old in merged if old is not None], basis):
        if change.kind == Change.Kind.UPDATE:
            for name, data in change.before.items():
                first.setdefault(change.record_id, {}).setdefault(name, data)
                last[change.record_id, name] = change
    found = []
    for place, record, old in merged:
        if old is None:
            continue
        for name, data in first.get(old.pk, {}).items():
            column = ledger.by_name.get(name)
            if column is None or column.of(record) == column.of(old) or column.data(old) == data:
                continue
            former, by = copy(old), last[old.pk, name]
            column.put(former, column.from_data(data))
            before, theirs, mine = (column.text(each) for each in (former, old, record))
            found.append((place, record, Conflict(old, column, before, theirs, mine, by.by_name, by.at)))
    return found


def _voided(
    ledger: Ledger, org: Org, merged: Sequence[tuple[RowPlace, Record, Record | None]], basis: int
) -> list[tuple[RowPlace, Record, Conflict]]:
    """The rows that would bring back, as new ones, records that were voided after the sheet was made."""
    later = Change.objects.filter(org=org, ledger=ledger.slug, kind=Change.Kind.VOID, sequence__gt=basis)
    by = {change.record_id: change for change in later.order_by("sequence")}
    if not by:
        return []
    gone = [each for each in journal.stored_rows(ledger, org, by).values() if each.is_void]
    known = {key: each for each in gone for key in ledger.keys_of(each)}
    found = []
    for place, record, old in merged:
        other = ledger.same(record, known) if old is None else None
        if other is not None:
            change = by[other.pk]
            found.append((place, record, Conflict(other, None, "", other.void_reason, "", change.by_name, change.at)))
    return found


def _onto(ledger: Ledger, record: Record, old: Record | None, named: tuple[str, ...]) -> tuple[Record, Record | None]:
    """An existing record with the sheet's columns laid over it; columns the sheet lacks stay as they are.

    So does the spelling of what says which record it is, where the sheet only writes it wider or in small letters.
    """
    if old is None:
        return record, None
    merged = copy(old)
    for name in named:
        column = ledger.by_name[name]
        theirs, ours = column.of(old), column.of(record)
        if name in ledger.identifying and theirs != ours and type(theirs) is type(ours) is str:
            ours = theirs if compared(theirs) == compared(ours) else ours
        column.put(merged, ours)
    return merged, old


def _row(ledger: Ledger, place: RowPlace, record: Record, old: Record | None, found: tuple[Problem, ...]) -> Row:
    if old is None:
        return Row(place, record, found=found)
    before, after = journal.difference(journal.state_of(ledger, old), journal.state_of(ledger, record))
    return Row(place, record, old, before, after, found)
