"""What became of one generated sheet, held against what it must give."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from bench.sheets.habits import Made
from bench.sheets.layouts import Truth
from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org
from kezhang.records.importing import import_plan
from kezhang.records.importing.asking.questions import Answers, QuestionKind
from kezhang.records.importing.detection.recognition import recognise
from kezhang.records.importing.import_plan import Plan
from kezhang.records.importing.workbooks.workbook_reader import UnreadableWorkbook


class Outcome(Enum):
    """What may become of a sheet."""

    RIGHT = "right without help"
    ASKED = "asked, then right"
    REFUSED = "refused"
    WRONG = "silently wrong"


@dataclass(frozen=True)
class SheetOutcome:
    """The outcome, and why, in words."""

    outcome: Outcome
    says: str = ""


def outcome_of(made: Made, org: Org) -> SheetOutcome:
    """Import a sheet as the command does; what is asked is answered truly."""
    try:
        tables = recognise(made.content, made.name, LEDGERS.values())
    except UnreadableWorkbook as fault:
        return SheetOutcome(Outcome.REFUSED, str(fault))
    if [table.ledger.slug for table in tables] != [made.layout.slug]:
        return SheetOutcome(Outcome.WRONG, f"read as {[table.ledger.label for table in tables]}")
    (table,) = tables
    plan = import_plan.plan(table.ledger, table, org, file_name=made.name)
    asked = [question.says for question in plan.open_questions]
    if asked:
        plan = import_plan.plan(table.ledger, table, org, answers=_answers(made, plan), file_name=made.name)
    if plan.open_questions:
        return SheetOutcome(Outcome.REFUSED, "；".join(question.says for question in plan.open_questions))
    if plan.rejected:
        return SheetOutcome(
            _refused(made, plan), "；".join(f"{p.place}{p.label}“{p.found}”{p.says}" for p in plan.rejected[:3])
        )
    if fault := _differs(made.truth, plan):
        return SheetOutcome(Outcome.WRONG, fault)
    return SheetOutcome(Outcome.ASKED, "；".join(asked)) if asked else SheetOutcome(Outcome.RIGHT)


def _answers(made: Made, plan: Plan) -> Answers:
    """What somebody answers who knows the list."""
    given = {}
    for question in plan.open_questions:
        if question.kind is QuestionKind.UNIT:
            given["unit", question.key] = made.unit
        if question.kind is QuestionKind.SET and question.column in made.layout.answers:
            given["set", question.key] = made.layout.answers[question.column]
    return Answers(given)


def _refused(made: Made, plan: Plan) -> Outcome:
    """Rows were refused by name; the others must be right."""
    truths = [_told(truth) for truth in made.truth]
    taken = [_stored(plan, row.record, made.truth[0]) for row in plan.new]
    return Outcome.REFUSED if all(row in truths for row in taken) else Outcome.WRONG


def _differs(truth: tuple[Truth, ...], plan: Plan) -> str:
    """The first thing that is not as it must be; empty when all is."""
    if len(plan.new) != len(truth):
        return f"{len(plan.new)} records instead of {len(truth)}"
    for row, right in zip(plan.new, truth, strict=True):
        stored = _stored(plan, row.record, right)
        if stored != _told(right):
            pairs = [
                f"{name} {stored[name]!r} instead of {value!r}"
                for name, value in _told(right).items()
                if stored[name] != value
            ]
            return f"{row.place}: {'; '.join(pairs)}"
    return ""


def _stored(plan: Plan, record: Any, names: Truth) -> dict[str, Any]:
    columns = {name: plan.ledger.column(name) for name in names}
    return {name: column.text(record) if column.choices else column.of(record) for name, column in columns.items()}


def _told(truth: Truth) -> dict[str, Any]:
    return dict(truth)
