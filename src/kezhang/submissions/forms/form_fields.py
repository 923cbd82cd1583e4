"""表单的栏: what a form asks, each read and judged by the very ``Column`` that the ledger's own pages use."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.quantities.spelling import visible
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.cells import is_empty
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem, Severity
from kezhang.records.declaration.validation import problems
from kezhang.records.models import OwnColumn, Record
from kezhang.submissions.forms import minors
from kezhang.submissions.forms.shipped import ENVOY_LOG
from kezhang.submissions.models import OpenForm

#: What an own question is called among the answers.
QUESTION = "question_"
#: Whom the bureau answers: asked by every form, never part of a record.
_CONTACTS = (
    ("contact_name", "联系人", True, "您的姓名"),
    ("contact_phone", "联系电话", True, "办理中有问题时联系您用"),
)
#: 位置: where a visit was logged, if its envoy gives it; no finer than about a hundred metres ever leaves the device.
POSITION = "position"
_DEGREES = re.compile(r"(-?\d{1,2}\.\d{1,3}),(-?\d{1,3}\.\d{1,3})")


@dataclass(frozen=True)
class FormField:
    """One line of a form."""

    column: Column
    is_needed: bool
    is_personal: bool
    help: str = ""
    label: str = ""
    options: Sequence[tuple[str, str]] = field(default_factory=tuple)  # what is sent, what is read
    judge: Callable[[Any], str] | None = None  # what is wrong with it beside what the column says

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def kind(self) -> str:
        if self.options:
            return "choice"
        if self.column.is_date:
            return "date"
        if isinstance(self.column.model_field, models.TextField):
            return "long"
        return "number" if self.column.is_number or self.column.unit else "text"

    @property
    def autocomplete(self) -> str:
        return {"contact_name": "name", "contact_phone": "tel"}.get(self.name, "off")


def ledger_of(form: OpenForm) -> Ledger:
    """The form's ledger as its bureau has it."""
    return own_columns.view(LEDGERS[form.ledger], form.org)


def fields_of(form: OpenForm, language: str = "") -> list[FormField]:
    """The form's lines in their order: columns, own questions, then whom to answer."""
    ledger = ledger_of(form)
    columns = [ledger.by_name[name] for name in form.columns if name in ledger.by_name]
    found = [_of_column(form, ledger, column) for column in columns]
    found += [_of_question(form, number, asked) for number, asked in enumerate(form.questions, start=1)]
    found += [_of_minor(form, *each) for each in minors.ASKED.get(form.minors, ())]
    if form.audience == OpenForm.Audience.ANYONE and form.minors != OpenForm.Minors.NO_DATA:
        found += [_of_contact(form, *each) for each in _CONTACTS]
    if form.key == ENVOY_LOG.key:
        found.append(_of_position(form))
    second = form.second if language and form.second.get("lang") == language else {}
    return [_in_words(each, second) for each in found] if second else found


def _of_column(form: OpenForm, ledger: Ledger, column: Column) -> FormField:
    return FormField(
        column,
        is_needed=column.required or column.name in form.needed,
        is_personal=column.name in ledger.personal,
        help=form.helps.get(column.name, column.help),
        label=column.heading,
        options=_options(column),
        judge=_not_to_come(column) if form.key == ENVOY_LOG.key and column.name == ledger.dated_by else None,
    )


def _not_to_come(column: Column) -> Callable[[Any], str]:
    """A visit is logged when it has been; which day it is the server says, and no telephone whose clock is ahead."""

    def judge(day: date) -> str:
        today = timezone.localdate()
        says = f"应为今天（{today}）或以前的日期，服务以后再填；手机日期不对的请先调准"
        of_column = column.fault(day) if column.fault else ""
        return of_column or (says if day > today else "")

    return judge


def _options(column: Column) -> list[tuple[str, str]]:
    if column.choices:
        return [(label, label) for label in column.choices.values()]
    return [("是", "是"), ("否", "否")] if isinstance(column.model_field, models.BooleanField) else []


def _of_question(form: OpenForm, number: int, asked: Mapping[str, Any]) -> FormField:
    made = own_columns.as_column(
        OwnColumn(pk=0, org=form.org, kind=asked.get("kind", "text"), label=asked["label"],
                  choices=asked.get("choices", []), unit=asked.get("unit", ""))
    )  # fmt: skip
    column = replace(made, name=f"{QUESTION}{number}", help=asked.get("help", ""))
    return FormField(
        column, is_needed=bool(asked.get("needed")), is_personal=bool(asked.get("personal")),
        help=asked.get("help", ""), label=column.heading, options=_options(column),
    )  # fmt: skip


def _of_contact(form: OpenForm, name: str, label: str, is_needed: bool, help_: str) -> FormField:
    made = own_columns.as_column(OwnColumn(pk=0, org=form.org, kind="text", label=label, choices=[], unit=""))
    return FormField(replace(made, name=name), is_needed=is_needed, is_personal=True, help=help_, label=label)


def _of_position(form: OpenForm) -> FormField:
    label = "位置（约百米）"
    made = own_columns.as_column(OwnColumn(pk=0, org=form.org, kind="text", label=label, choices=[], unit=""))
    help_ = "不附也能送；只记到约一百米"
    return FormField(replace(made, name=POSITION), False, is_personal=True, help=help_, label=label, judge=_no_position)


def _no_position(said: str) -> str:
    """
    >>> _no_position("44.123,82.456"), _no_position("44.1234567,82.456"), _no_position("94.1,82.4")
    ('', '应为纬度和经度，只到小数点后三位（约一百米），如 44.123,82.456', '应为纬度和经度，只到小数点后三位（约一百米），如 44.123,82.456')
    """
    found = _DEGREES.fullmatch(said)
    if found and abs(Decimal(found[1])) <= 90 and abs(Decimal(found[2])) <= 180:
        return ""
    return "应为纬度和经度，只到小数点后三位（约一百米），如 44.123,82.456"


def _of_minor(form: OpenForm, name: str, label: str, options: Sequence[str], help_: str) -> FormField:
    kind = "choice" if options else "text"
    made = own_columns.as_column(OwnColumn(pk=0, org=form.org, kind=kind, label=label, choices=list(options), unit=""))
    column = replace(made, name=name)
    is_needed = form.minors == OpenForm.Minors.NO_DATA or name == minors.BIRTH_YEAR
    is_personal = form.minors == OpenForm.Minors.GUARDIAN
    return FormField(column, is_needed, is_personal, help=help_, label=label, options=_options(column))


def _in_words(each: FormField, second: Mapping[str, Any]) -> FormField:
    options = second.get("options", {})
    return replace(
        each,
        label=second.get("labels", {}).get(each.name, each.label),
        help=second.get("helps", {}).get(each.name, ""),
        options=tuple((sent, options.get(sent, read)) for sent, read in each.options),
    )


def read(form: OpenForm, typed: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """The answers as they are kept, and everything that is wrong with them, all at once."""
    answers: dict[str, str] = {}
    found: list[Problem] = []
    asked = fields_of(form)
    record = _unasked(form)
    for each in asked:
        said = visible(typed.get(each.name, "").replace("\r\n", "\n")).strip()
        answers[each.name] = said
        if is_empty(said):
            if each.is_needed:
                found.append(Problem(each.name, each.column.label, said, "必填"))
            continue
        try:
            value = each.column.reader()(said)
        except ValueError as fault:
            found.append(Problem(each.name, each.column.label, said, str(fault)))
            continue
        if (judge := each.judge or each.column.fault) and (fault_says := judge(value)):
            found.append(Problem(each.name, each.column.label, said, fault_says))
        elif each.name in form.columns:
            each.column.put(record, value)
    found += minors.problems(form.minors, answers, timezone.localdate().year)
    return answers, found + _broken(form, record, {p.column for p in found}, {each.name for each in asked})


def _unasked(form: OpenForm) -> Record:
    """A record with what the form sets by itself, so that the ledger's rules judge it as a clerk will see it."""
    ledger = ledger_of(form)
    record: Record = ledger.model(org=form.org)
    for name, text in fixed_words(form, timezone.localdate()).items():
        column = ledger.by_name[name]
        column.put(record, column.reader()(text))
    return record


def fixed_words(form: OpenForm, day: date) -> dict[str, str]:
    """What nobody is asked, as it would be typed on the day of sending."""
    words = {"{today}": day.isoformat(), "{edition}": str(form.helps.get("edition", "1"))}
    return {name: words.get(text, text) for name, text in form.fixed.items()}


def _broken(form: OpenForm, record: Record, named: set[str], asked: set[str]) -> list[Problem]:
    """What the ledger's own rules say of the columns that the form asks for; what only warns is for the clerk."""
    judged = problems(ledger_of(form), record)
    return [
        p for p in judged
        if p.severity is Severity.ERROR and p.column in asked and p.column not in named and p.says != "必填"
    ]  # fmt: skip
