"""自有的设置: a bureau adds a column to a ledger or a choice to a column, or gives one up; logged, never deleted."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.utils import timezone

from kezhang.orgs.models import Org
from kezhang.quantities.units import WAN_YUAN, unit_of
from kezhang.records.declaration import own_options
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.own_columns import Kind
from kezhang.records.declaration.rules import Problem
from kezhang.records.fields import LONGEST_CHOICE, unstorable
from kezhang.records.models import OwnColumn, OwnOption
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import AlreadyDone, Refused

#: How the log calls these steps.
SUBJECT, OPTION_SUBJECT = "own-column", "own-option"
#: More of its own than this a bureau does not keep in one list.
MOST, LONGEST_LABEL, MOST_CHOICES = 20, 30, 60
#: More choices of its own than this are no list any more.
MOST_OPTIONS = 60
_BETWEEN = str.maketrans(dict.fromkeys("，,\n", "、"))
_MARKS = re.compile(r"[（）()【】\[\]{}|｜*＊:：=＝\s]")


def give_up(own: Any, state: Callable[[Any], dict[str, Any]], subject: str, already: Problem, author: Author) -> None:
    """停用 anything a bureau has set, under its lock; ``state`` is what the log says of it. Raises AlreadyDone."""
    with chain.held(own.org):
        own.refresh_from_db()
        if own.withdrawn_at is not None:
            raise AlreadyDone([already])
        before = state(own)
        own.withdrawn_at = timezone.now()
        own.save(update_fields=["withdrawn_at"])
        journal.note(own.org, subject, own.pk, before, state(own), author)


def choices_in(text: str) -> list[str]:
    """Choices as people list them.

    >>> choices_in("优、良，中,差")
    ['优', '良', '中', '差']
    """
    return text.translate(_BETWEEN).split("、")


def add(
    ledger: Ledger, org: Org, label: str, kind: str, author: Author, *, choices: Sequence[str] = (), unit: str = ""
) -> OwnColumn:
    """Set a column for the bureau and everything below it. Raises Refused with everything that is wrong."""
    label, choices = label.strip(), list(dict.fromkeys(each.strip() for each in choices if each.strip()))
    unit = (unit.strip() or WAN_YUAN.label) if kind == Kind.AMOUNT else ""
    if faults := [*_faults(label, kind, choices, unit)]:
        raise Refused(faults)
    with chain.held(org):
        if faults := _taken(ledger, org, label):
            raise Refused(faults)
        made = OwnColumn.objects.create(
            org=org, ledger=ledger.slug, label=label, kind=kind, choices=choices if kind == Kind.CHOICE else [],
            unit=unit, by=author.by,
        )  # fmt: skip
        journal.note(org, SUBJECT, made.pk, {}, _state(made), author)
    return made


def withdraw(own: OwnColumn, author: Author) -> None:
    """停用: it is no longer asked for nor shown; what it said stays with the records and in the log."""
    give_up(own, _state, SUBJECT, Problem("", "自有列", own.label, "这一列已经停用"), author)


def _state(own: OwnColumn) -> dict[str, object]:
    return {
        "ledger": own.ledger, "label": own.label, "kind": own.kind, "choices": own.choices, "unit": own.unit,
        "withdrawn": own.withdrawn_at is not None,
    }  # fmt: skip


def _faults(label: str, kind: str, choices: Sequence[str], unit: str) -> list[Problem]:
    found = []
    if not label or len(label) > LONGEST_LABEL:
        found.append(Problem("label", "列名", label, f"应为1至{LONGEST_LABEL}个字"))
    elif _MARKS.search(label) or unstorable(label):
        found.append(Problem("label", "列名", label, "不能含有空格、括号、冒号、等号等符号"))
    if kind not in Kind.values:
        found.append(Problem("kind", "类型", kind, "应为：" + "、".join(map(str, Kind.labels))))
    if kind == Kind.CHOICE:
        if not 2 <= len(choices) <= MOST_CHOICES:
            found.append(Problem("choices", "选项", "、".join(choices), f"应有2至{MOST_CHOICES}个选项"))
        for each in choices:
            if len(each) > LONGEST_CHOICE or unstorable(each):
                found.append(Problem("choices", "选项", each[:LONGEST_CHOICE], f"每个选项最多{LONGEST_CHOICE}个字"))
    if kind == Kind.AMOUNT and ((known := unit_of(unit)) is None or known.dimension != WAN_YUAN.dimension):
        found.append(Problem("unit", "金额单位", unit, "应为元、万元或亿元"))
    return found


def _taken(ledger: Ledger, org: Org, label: str) -> list[Problem]:
    """A label stands for one column: among those declared, those from above, and those that bureaus below have."""
    if any(label in column.headers for column in ledger.declared):
        return [Problem("label", "列名", label, "本台账已有这一列，不必另设")]
    standing = OwnColumn.objects.filter(ledger=ledger.slug, withdrawn_at__isnull=True).select_related("org")
    here = [own for own in standing if own.org.is_in_line_with(org)]
    if same := next((own for own in here if own.label == label), None):
        return [Problem("label", "列名", label, f"{same.org.name}已在本台账设了同名的自有列")]
    if sum(own.org_id == org.pk for own in here) >= MOST:
        return [Problem("label", "列名", label, f"每个台账最多{MOST}个自有列，请先停用不再需要的")]
    return []


def _option_fault(ledger: Ledger, name: str, label: str) -> str:
    """What is wrong with such a choice by itself; empty where it can be added."""
    column = ledger.by_name.get(name)
    if column is None or name not in ledger.extendable:
        return "这一列的选项是固定的，不能增加"
    longest = column.longest or 0
    if not label or len(label) > longest or unstorable(label):
        return f"应为1至{longest}个字"
    return ""


def add_option(ledger: Ledger, org: Org, name: str, label: str, author: Author) -> OwnOption:
    """Add a choice for the bureau and everything below it. Raises Refused with what is wrong."""
    label = label.strip()
    says = _option_fault(ledger, name, label)
    with chain.held(org):
        there = own_options.added(ledger, org).get(name, [])
        if not says and (label in there or label in dict(ledger.column(name).model_field.flatchoices).values()):
            says = "已有这个选项"
        if not says and len(there) >= MOST_OPTIONS:
            says = f"每一列最多加{MOST_OPTIONS}个选项，请先停用不再需要的"
        if says:
            raise Refused([Problem(name, "选项", label, says)])
        made = OwnOption.objects.create(org=org, ledger=ledger.slug, column=name, label=label, by=author.by)
        journal.note(org, OPTION_SUBJECT, made.pk, {}, _option_state(made), author)
    return made


def withdraw_option(option: OwnOption, author: Author) -> None:
    """停用: it is offered no more; the records that say it keep it."""
    give_up(option, _option_state, OPTION_SUBJECT, Problem("", "自有选项", option.label, "这个选项已经停用"), author)


def _option_state(option: OwnOption) -> dict[str, object]:
    return {
        "ledger": option.ledger,
        "column": option.column,
        "label": option.label,
        "withdrawn": option.withdrawn_at is not None,
    }
