"""预览: what a plan would do, as the page before the confirmation shows it; plain data, so that a job can keep it."""

from typing import Any

from kezhang.records.background.confirmation import digest_of
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem
from kezhang.records.importing import import_plan
from kezhang.records.importing.detection import own_headers
from kezhang.records.importing.detection.headers import bare
from kezhang.records.importing.detection.tables import DetectedTable
from kezhang.records.importing.import_plan import Plan, Row
from kezhang.records.models import Batch, HeaderName
from kezhang.records.writing import chain

#: Rows of each kind, and problems, that a preview shows; the counts are always whole.
SHOWN, PROBLEMS, PROPOSED = 60, 200, 10


def basis_of(batch: Batch) -> dict[str, Any]:
    """What a preview rests on: how far the bureau's chain goes, and what its headers have been said to mean or become."""
    return {
        "sequence": chain.sequence_of(batch.org),
        "headers": HeaderName.of(batch.org, batch.ledger),
        "own": own_columns.names_of(batch.org, batch.ledger),
    }


def preview_of(batch: Batch, table: DetectedTable) -> dict[str, Any]:
    """Plan a batch and tell what would happen."""
    ledger = table.ledger
    rests_on = basis_of(batch)  # before the plan: what changes in between is planned again
    plan = import_plan.plan(ledger, table, batch.org, basis=batch.basis)
    return {
        "rests_on": rests_on,
        "digest": digest_of(plan),
        "understood": list(plan.understood),
        "notes": list(plan.notes),
        "is_empty": plan.is_empty,
        "counts": _counts(plan),
        "new": [_shown(ledger, row) for row in plan.new[:SHOWN]],
        "changed": [_shown(ledger, row) for row in plan.changed[:SHOWN]],
        "rejected": [_problem(problem) for problem in plan.rejected[:PROBLEMS]],
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
        **asked_of(batch, table),
    }


def asked_of(batch: Batch, table: DetectedTable) -> dict[str, Any]:
    """For each unknown header the columns it may still mean, the likeliest chosen beforehand, and what it would be as a
    column of the bureau's own; whether any of them has not been asked yet."""
    taken = {heading.column.name for heading in table.headings}
    likely = {each.header: each.column.name for each in table.likenesses}
    own = own_headers.of_batch(batch, table) if table.unknown else {}
    known = HeaderName.of(batch.org, batch.ledger)
    return {
        "asked": [(header, likely.get(header, ""), own[header].as_data) for header in table.unknown],
        "open": any(bare(header) not in known for header in table.unknown),
        "free": [column.name for column in table.ledger.columns if column.name not in taken],
    }


def _counts(plan: Plan) -> dict[str, int]:
    return {
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "rejected": plan.rejected_rows,
        "moved": len(plan.moved),
        "proposed": len(plan.proposals),
    }


def _problem(problem: Problem) -> dict[str, str]:
    return {"place": problem.place, "label": problem.label, "found": str(problem.found), "says": problem.says}


def _shown(ledger: Ledger, row: Row) -> dict[str, Any]:
    cells = []
    for name in ledger.list_columns:
        column = ledger.column(name)
        before = column.text(row.old) if row.old is not None and name in row.after else ""
        cells.append({"text": column.text(row.record), "before": before, "changed": name in row.after})
    others = [ledger.column(n).label for n in row.after if n not in ledger.list_columns]
    return {"place": str(row.place), "cells": cells, "others": "、".join(others)}
