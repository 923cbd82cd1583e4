"""What was answered in the questions that stand above a preview, and where it is kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from kezhang.records.importing.asking.questions import Answers
from kezhang.records.models import Batch


def typed(posted: QueryDict, questions: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """What the page's inputs answer; a value that is typed wins over the one chosen."""
    given = {}
    for each in questions:
        answer = posted.get(f"{each['name']}:typed", "").strip() or posted.get(each["name"], "").strip()
        if answer and (each["is_free"] or answer in {proposal["value"] for proposal in each["proposals"]}):
            kind, key = each["about"]
            given[kind, key] = answer
    return given


def mended(posted: QueryDict, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """Cells of rejected rows that were typed over; those left as they stand are no answer."""
    given = {}
    for cell in (cell for row in rows for cell in row["cells"]):
        text = posted.get(cell["name"])
        if text is not None and text.strip() != cell["text"]:
            kind, key = cell["about"]
            given[kind, key] = text.strip()
    return given


def keep(batch: Batch, given: Mapping[tuple[str, str], str]) -> None:
    """The batch with these answers beside those it has."""
    both = {**Answers.of_batch(batch).given, **given}
    batch.answers = [[kind, key, answer] for (kind, key), answer in both.items()]
    batch.save(update_fields=["answers"])
