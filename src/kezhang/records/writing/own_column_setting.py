"""自有列设置: a bureau adds a column to a ledger, or gives one up; both are logged, and nothing is deleted."""

import re
from collections.abc import Sequence

from django.utils import timezone

from kezhang.orgs.models import Org
from kezhang.quantities.units import WAN_YUAN, unit_of
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.own_columns import Kind, prefixes
from kezhang.records.declaration.rules import Problem
from kezhang.records.fields import unstorable
from kezhang.records.models import OwnColumn
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import AlreadyDone, Refused

#: How the log calls these steps.
SUBJECT = "own-column"
#: More of its own than this a bureau does not keep in one list.
MOST, LONGEST_LABEL, MOST_CHOICES, LONGEST_CHOICE = 20, 30, 60, 40
_MARKS = re.compile(r"[（）()【】\[\]{}|｜*＊:：=＝\s]")


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
    with chain.held(own.org):
        own.refresh_from_db()
        if own.withdrawn_at is not None:
            raise AlreadyDone([Problem("", "自有列", own.label, "这一列已经停用")])
        before = _state(own)
        own.withdrawn_at = timezone.now()
        own.save(update_fields=["withdrawn_at"])
        journal.note(own.org, SUBJECT, own.pk, before, _state(own), author)


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
    here = [own for own in standing if own.org.prefix in prefixes(org) or own.org.prefix.startswith(org.prefix)]
    if same := next((own for own in here if own.label == label), None):
        return [Problem("label", "列名", label, f"{same.org.name}已在本台账设了同名的自有列")]
    if sum(own.org_id == org.pk for own in here) >= MOST:
        return [Problem("label", "列名", label, f"每个台账最多{MOST}个自有列，请先停用不再需要的")]
    return []
