"""设表单: a bureau opens a shipped form or makes one of its own; what is wrong with it is said in sentences."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org, User
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.submissions.forms.form_design import CONSENT, GUARDIAN_CONSENT, NO_DATA_CONSENT, FormDesign
from kezhang.submissions.forms.form_fields import fields_of, ledger_of
from kezhang.submissions.forms.shipped import ENVOY_LOG
from kezhang.submissions.models import OpenForm
from kezhang.submissions.sending.numbers import new_code

#: Forms in the log of changes.
SUBJECT = "forms"
MOST_QUESTIONS = 30
LONGEST_TERM = 3650
State = OpenForm.State
#: Where a form may go from where, by hand; dates do the rest.
MOVES = {
    "open": ("开放", {State.DRAFT, State.CLOSED, State.CLOSING}, State.OPEN),
    "closing": ("收尾", {State.OPEN}, State.CLOSING),
    "close": ("关闭", {State.OPEN, State.CLOSING, State.DRAFT}, State.CLOSED),
}


class FormRefused(Exception):
    """The form cannot be so; the message says why, in Chinese."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("；".join(faults))
        self.faults = tuple(faults)


def from_design(
    design: FormDesign, org: Org, by: User | None, opens_on: date, closes_on: date | None = None
) -> OpenForm:
    """The shipped form as a draft of the bureau's own."""
    form = OpenForm(
        org=org, ledger=design.ledger, key=design.key, title=design.title, about=design.about,
        columns=list(design.columns), needed=list(design.needed), questions=[dict(q) for q in design.questions],
        fixed=dict(design.fixed), helps=dict(design.helps), purpose=design.purpose, term_days=design.term_days,
        audience=design.audience, takes_files=design.takes_files, places=design.places,
        makes_record=design.makes_record, opens_on=opens_on, closes_on=closes_on,
    )  # fmt: skip
    return make(form, by)


def consent_of(form: OpenForm) -> str:
    """What the sender is told; the bureau may write another text."""
    text = NO_DATA_CONSENT if form.minors == OpenForm.Minors.NO_DATA else CONSENT
    said = text.format(org=form.org.name, title=form.title, purpose=form.purpose or "办理本事项", term=form.term_days)
    return said + (GUARDIAN_CONSENT if form.minors == OpenForm.Minors.GUARDIAN else "")


def make(form: OpenForm, by: User | None) -> OpenForm:
    """Store a new form. Raises FormRefused."""
    form.consent = form.consent or consent_of(form)
    if faults := faults_of(form):
        raise FormRefused(faults)
    with chain.held(form.org):
        if form.key and OpenForm.objects.filter(org=form.org, key=form.key).exclude(state=State.CLOSED).exists():
            raise FormRefused([f"“{form.title}”已经有一张没有关闭的，请用那一张"])
        form.code, form.by = new_code(), by
        form.save()
        journal.note(form.org, SUBJECT, form.pk, {}, _told(form), Author(by=by))
    return form


def change(form: OpenForm, changed: Mapping[str, Any], by: User | None) -> OpenForm:
    """Change a form: a new version; a new text of consent is asked for anew. Raises FormRefused."""
    with chain.held(form.org):
        kept = OpenForm.objects.select_for_update().get(pk=form.pk)
        before = _told(kept)
        former, usual = kept.consent, consent_of(kept)
        for name, value in changed.items():
            setattr(kept, name, value)
        if kept.consent.strip() in ("", usual):
            kept.consent = consent_of(kept)
        if faults := faults_of(kept):
            raise FormRefused(faults)
        kept.version += 1
        kept.consent_version += kept.consent != former
        kept.save()
        journal.note(kept.org, SUBJECT, kept.pk, before, _told(kept), Author(by=by))
    return kept


def move(form: OpenForm, name: str, by: User | None) -> OpenForm:
    """Open, wind up or close. Raises FormRefused."""
    label, starts, to = MOVES[name]
    with chain.held(form.org):
        kept = OpenForm.objects.select_for_update().get(pk=form.pk)
        if State(kept.state) not in starts:
            raise FormRefused([f"“{kept.title}”现在是{kept.get_state_display()}，不能{label}"])
        if to == State.OPEN and kept.closes_on and kept.closes_on < timezone.localdate():
            raise FormRefused([f"截止日期{kept.closes_on}已过；请先改截止日期再开放"])
        before = _told(kept)
        kept.state = to
        kept.save(update_fields=["state"])
        journal.note(kept.org, SUBJECT, kept.pk, before, _told(kept), Author(by=by))
    return kept


def faults_of(form: OpenForm) -> list[str]:
    """Everything that keeps it from being a form."""
    if form.ledger not in LEDGERS:
        return [f"没有“{form.ledger}”这个台账"]
    ledger = ledger_of(form)
    found = [f"台账“{ledger.label}”没有“{name}”这一列" for name in form.columns if name not in ledger.by_name]
    found += [f"固定内容里的“{name}”不是台账的列" for name in form.fixed if name not in ledger.by_name]
    if not form.title.strip():
        found.append("请填写表单名称")
    if not form.columns and not form.questions:
        found.append("请至少选一列，或者另问一个问题")
    if len(form.questions) > MOST_QUESTIONS:
        found.append(f"另问最多{MOST_QUESTIONS}个，现在{len(form.questions)}个")
    found += _odd_questions(form)
    if form.minors not in OpenForm.Minors.values:
        found.append(f"没有“{form.minors}”这种未成年人填法")
    elif form.minors == OpenForm.Minors.NO_DATA:
        found += _too_personal(form)
    if form.closes_on and form.closes_on < form.opens_on:
        found.append(f"截止日期{form.closes_on}早于开放日期{form.opens_on}")
    if not 1 <= form.term_days <= LONGEST_TERM:
        found.append(f"保存天数应在1至{LONGEST_TERM}之间，现在是{form.term_days}")
    return found


def _too_personal(form: OpenForm) -> list[str]:
    """不收个人信息: nothing is asked that names anybody, and no file may show somebody."""
    names = [each.label for each in fields_of(form) if each.is_personal]
    found = [f"面向未成年人、不收个人信息的表单不能收“{name}”，名单由学校留存" for name in names]
    return found + (["面向未成年人、不收个人信息的表单不能收附件"] if form.takes_files else [])


def _odd_questions(form: OpenForm) -> list[str]:
    found, said = [], set()
    for asked in form.questions:
        label = str(asked.get("label", "")).strip()
        if not label:
            found.append("另问的问题不能没有题目")
        elif label in said:
            found.append(f"另问的“{label}”写了两次")
        elif asked.get("kind") == "choice" and len(asked.get("choices", [])) < 2:
            found.append(f"另问的“{label}”是选择题，至少要有两个选项")
        said.add(label)
    return found


def open_forms(org: Org, day: date | None = None) -> list[OpenForm]:
    """The bureau's forms that take something on a day, the newest first."""
    today = day or timezone.localdate()
    found = OpenForm.objects.filter(org=org).exclude(state__in=(State.DRAFT, State.CLOSED)).select_related("org")
    return [form for form in found if form.state_on(today) in (State.OPEN, State.CLOSING)]


@transaction.atomic
def envoy_form(org: Org, by: User | None = None) -> OpenForm:
    """The bureau's form for envoys' logs; opened by the first who needs it."""
    found = OpenForm.objects.filter(org=org, key=ENVOY_LOG.key).exclude(state=State.CLOSED).first()
    if found is None:
        made = from_design(ENVOY_LOG, org, by, timezone.localdate())
        found = move(made, "open", by)
    return found


def _told(form: OpenForm) -> dict[str, Any]:
    return {
        "label": form.title, "ledger": form.ledger, "state": str(form.state), "version": form.version,
        "consent_version": form.consent_version, "columns": list(form.columns),
        "asked": [each.column.label for each in fields_of(form)],
        "opens_on": form.opens_on.isoformat(), "closes_on": form.closes_on.isoformat() if form.closes_on else "",
        "places": form.places, "term_days": form.term_days,
    }  # fmt: skip
