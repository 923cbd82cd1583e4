"""交来的表单: the answers of a form, laid over the record as it is now.

What the person did not touch follows the others; what both moved is shown with both
values and decided field by field; whatever was typed is given back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem
from kezhang.records.models import Change, Record
from kezhang.records.web import forms
from kezhang.records.writing import basis
from kezhang.records.writing.conflicts import Conflict, attributed, merge


@dataclass(frozen=True)
class SubmittedForm:
    """A form as it came back: what would be stored, what is wrong with it, and what the page shows again."""

    record: Record
    answers: Mapping[str, str]
    found: Sequence[Problem]
    conflicts: Sequence[Conflict] = ()
    is_out_of_date: bool = False  # what the form was opened on can no longer be told

    @property
    def collides(self) -> bool:
        return self.is_out_of_date or bool(self.conflicts)


def submitted(ledger: Ledger, stored: Record, history: Sequence[Change], posted: QueryDict) -> SubmittedForm:
    """Read the answers to a form for this record; ``history`` are its changes, oldest first."""
    answers = {column.name: posted.get(column.name, "") for column in ledger.columns}
    former = basis.as_of(ledger, stored, history, posted.get("seen", ""))
    if former is None:
        record, found = forms.read(ledger, stored, answers)
        return SubmittedForm(record, answers, found, is_out_of_date=True)
    shown = forms.typed(ledger, former)
    asked = [name for name in posted.getlist("conflict") if name in ledger.by_name]
    answers |= {name: shown[name] for name in asked if posted.get(f"take_{name}") == "theirs"}
    record, unread = forms.filled(ledger, former, answers)
    _, colliding = merge(ledger, stored, record)
    conflicts = [*colliding, *_undecided(ledger, stored, record, posted, asked)]
    now = forms.typed(ledger, stored)
    again = {
        name: now[name] if forms.plain(answer) == forms.plain(shown[name]) else answer
        for name, answer in answers.items()
    }
    found = forms.judged(ledger, record, unread)
    return SubmittedForm(record, again, found, attributed(ledger, conflicts))


def _undecided(
    ledger: Ledger, stored: Record, record: Record, posted: QueryDict, asked: Sequence[str]
) -> list[Conflict]:
    """What the page asked about and got no answer to, to be asked again."""
    names = [name for name in asked if posted.get(f"take_{name}") not in ("mine", "theirs")]
    asked_about = [ledger.column(name) for name in names]
    columns = [column for column in asked_about if column.of(record) != column.of(stored)]
    return [Conflict(stored, c, posted.get(f"before_{c.name}", ""), c.text(stored), c.text(record)) for c in columns]
