"""Forms: the same columns, readers and rules as an import, one record at a time.

What a person types is read by the column's own reader and judged by ``validation``; a
form knows no rule of its own.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from django.db import models

from kezhang.records.declaration.cells import is_empty
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem, Severity
from kezhang.records.declaration.validation import problems
from kezhang.records.history.usual_values import UsualValues
from kezhang.records.models import Record
from kezhang.records.writing.linking import resolve


@dataclass(frozen=True)
class Field:
    """One line of a form: what is asked, what was typed, what is wrong with it."""

    column: Column
    typed: str
    problems: tuple[Problem, ...] = ()

    @property
    def kind(self) -> str:
        """How it is drawn."""
        if self.column.choices or isinstance(self.column.model_field, models.BooleanField):
            return "choice"
        if isinstance(self.column.model_field, models.DateField):
            return "date"
        return "long" if isinstance(self.column.model_field, models.TextField) else "text"

    @property
    def options(self) -> list[str]:
        return list(self.column.choices.values()) if self.column.choices else ["是", "否"]

    @property
    def errors(self) -> list[Problem]:
        return [p for p in self.problems if p.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Problem]:
        return [p for p in self.problems if p.severity is Severity.WARNING]


def typed(ledger: Ledger, record: Record) -> dict[str, str]:
    """A record as it stands in a form."""
    return {column.name: column.text(record) for column in ledger.columns}


def read(ledger: Ledger, record: Record, answers: Mapping[str, str]) -> tuple[Record, list[Problem]]:
    """A copy of the record with the answers in it, and everything that is wrong."""
    changed, unread = filled(ledger, record, answers)
    return changed, judged(ledger, changed, unread)


def filled(ledger: Ledger, record: Record, answers: Mapping[str, str]) -> tuple[Record, list[Problem]]:
    """A copy of the record with the answers in it, and those that cannot be read.

    An answer that is still what the form showed is no answer: the value stays as exact as it is.
    """
    changed = copy(record)
    unread: list[Problem] = []
    for column in ledger.columns:
        if column.name not in answers:
            continue
        answer = plain(answers[column.name])
        if answer and answer == plain(column.text(record)):
            continue
        if is_empty(answer) and not (answer == "无" and column.is_text):
            column.put(changed, column.blank)
            continue
        try:
            column.put(changed, column.reader()(answer))
        except ValueError as fault:
            unread.append(Problem(column.name, column.label, answer, str(fault)))
    return changed, unread


def judged(ledger: Ledger, record: Record, unread: Sequence[Problem]) -> list[Problem]:
    """What could not be read, then what is wrong with the rest."""
    named = {p.column for p in unread}
    found = []
    if record.org_id is not None:
        resolve(ledger, record.org, [record])
        found = UsualValues(ledger, record.org).problems(record, record.as_seen() if record.pk else None)
    return [*unread, *(p for p in (*problems(ledger, record), *found) if p.column not in named)]


def plain(text: str) -> str:
    """What was typed, without what a browser adds to it."""
    return text.replace("\r\n", "\n").strip()


def fields(ledger: Ledger, answers: Mapping[str, str], found: Sequence[Problem] = ()) -> list[Field]:
    """The form's lines in the ledger's order."""
    return [
        Field(column, answers.get(column.name, ""), tuple(p for p in found if p.column == column.name))
        for column in ledger.columns
    ]
