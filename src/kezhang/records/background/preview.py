"""预览: what a plan would do, as the page before the confirmation shows it; plain data, so that a job can keep it."""

from collections.abc import Sequence
from typing import Any

from kezhang.records.background.confirmation import digest_of, plan_of
from kezhang.records.declaration import own_columns, own_options
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem
from kezhang.records.importing.asking.questions import Answers, Question, QuestionKind
from kezhang.records.importing.asking.record_rows import LEFT_OUT, RECORD
from kezhang.records.importing.changed_values import changes_in_words
from kezhang.records.importing.detection import own_headers
from kezhang.records.importing.detection.header_names import bare
from kezhang.records.importing.detection.tables import DetectedTable
from kezhang.records.importing.import_plan import Plan, Row
from kezhang.records.importing.rejected_rows import RejectedRow, rejected_rows
from kezhang.records.models import Batch
from kezhang.records.writing import chain

#: Rows of each kind, and problems, that a preview shows; the counts are always whole.
SHOWN, PROBLEMS, PROPOSED = 60, 200, 10

#: So many answers stand beside one another; more are a list to choose from.
BESIDE = 6


def basis_of(batch: Batch) -> dict[str, Any]:
    """What a preview rests on: how far the chain goes, what has been answered of its sheets, and which columns there are."""
    return {
        "sequence": chain.sequence_of(batch.org),
        "answers": [[*about, answer] for about, answer in sorted(Answers.of_batch(batch).both.items())],
        "own": [
            *own_columns.names_of(batch.org, batch.ledger),
            *(f"{each.column}:{each.label}" for each in own_options.of(batch.org, batch.ledger)),
        ],
    }


def preview_of(batch: Batch, table: DetectedTable) -> dict[str, Any]:
    """Plan a batch and tell what would happen."""
    ledger = table.ledger
    rests_on = basis_of(batch)  # before the plan: what changes in between is planned again
    plan = plan_of(batch, table)
    return {
        "rests_on": rests_on,
        "digest": digest_of(plan),
        "questions": [_asked(each, plan.answers) for each in _in_order(plan.questions)],
        "left_out": [_left_out(each) for each in plan.questions if each.kind is QuestionKind.ROWS],
        "understood": list(plan.understood),
        "notes": list(plan.notes),
        "is_empty": plan.is_empty,
        "counts": _counts(plan),
        "new": [_shown(ledger, row) for row in plan.new[:SHOWN]],
        "changed": [_shown(ledger, row) for row in plan.changed[:SHOWN]],
        "rejected": [_rejected(row) for row in rejected_rows(plan, table)[:PROBLEMS]],
        "warnings": [_problem(problem) for problem in plan.warnings[:PROBLEMS]],
        "moved": [
            {
                "place": str(place),
                "pk": each.record.pk,
                "record": str(each.record),
                "label": each.column.label if each.column else "",
                "moved": each.moved,
            }
            for place, each in plan.moved[:PROBLEMS]
        ],
        "proposed": [each.name for each in plan.proposals[:PROPOSED]],
        **asked_of(batch, table, plan.answers),
    }


def asked_of(batch: Batch, table: DetectedTable, answers: Answers) -> dict[str, Any]:
    """For each unknown header the columns it may still mean, the likeliest chosen beforehand, and what it would be as a
    column of the bureau's own; whether any of them has not been asked yet."""
    taken = {heading.column.name for heading in table.headings}
    likely = {each.header: each.column.name for each in table.likenesses}
    own = own_headers.of_batch(batch, table) if table.unknown else {}
    known = answers.all(QuestionKind.HEADER)
    return {
        "asked": [(header, likely.get(header, ""), own[header].as_data) for header in table.unknown],
        "open": any(bare(header) not in known for header in table.unknown),
        "free": [column.name for column in table.ledger.columns if column.name not in taken],
    }


def _counts(plan: Plan) -> dict[str, int]:
    return {
        "open": len(plan.open_questions),
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "rejected": plan.rejected_rows,
        "moved": len(plan.moved),
        "proposed": len(plan.proposals),
    }


def _in_order(questions: Sequence[Question]) -> list[Question]:
    """The open ones first; rows that were left out are a list of their own."""
    shown = [each for each in questions if each.kind is not QuestionKind.ROWS]
    return sorted(shown, key=lambda each: each.default is not None)


def _left_out(question: Question) -> dict[str, Any]:
    """A row that was taken for no record, or was said to be one, with the tick that says so."""
    return {
        "name": question.name,
        "about": [question.kind.value, question.key],
        "row": question.column,
        "why": question.why,
        "is_record": question.default == RECORD,
        "record": RECORD,
        "other": LEFT_OUT,
        "is_free": False,
        "proposals": [{"value": RECORD}, {"value": LEFT_OUT}],
    }


def _asked(question: Question, answers: Answers) -> dict[str, Any]:
    """One question as inputs of the page, with what is chosen in it beforehand."""
    return {
        "name": question.name,
        "about": [question.kind.value, question.key],
        "label": question.kind.label,
        "column": question.column,
        "found": question.found if question.kind is QuestionKind.UNIT else "",
        "why": question.why,
        "is_open": question.default is None,
        "is_free": question.free,
        "chosen": answers.to(question.kind, question.key) or question.likeliest,
        "proposals": [{"value": p.value, "label": p.label, "sample": p.sample} for p in question.proposals],
        "is_list": len(question.proposals) > BESIDE,
    }


def _rejected(row: RejectedRow) -> dict[str, Any]:
    """A row with an input for every cell that has to be looked at."""
    return {
        "place": str(row.place),
        "record": "、".join(value for value in row.values if value)[:60],
        "says": list(row.says),
        "cells": [
            {
                "name": f"{QuestionKind.CELL.value}:{cell.key}",
                "about": [QuestionKind.CELL.value, cell.key],
                "label": cell.label,
                "text": cell.text,
                "says": list(cell.says),
            }
            for cell in row.cells
        ],
    }


def _problem(problem: Problem) -> dict[str, str]:
    return {"place": problem.place, "label": problem.label, "found": str(problem.found), "says": problem.says}


def _shown(ledger: Ledger, row: Row) -> dict[str, Any]:
    cells = []
    for name in ledger.list_columns:
        column = ledger.column(name)
        before = column.text(row.old) if row.old is not None and name in row.after else ""
        cells.append({"text": column.text(row.record), "before": before, "changed": name in row.after})
    others = [each for each in changes_in_words(ledger, row) if each.name not in ledger.list_columns]
    return {"place": str(row.place), "cells": cells, "others": [each.says for each in others]}
