"""自有选项设置: a bureau adds a choice to a column that may have its own, or gives it up; both are logged."""

from django.utils import timezone

from kezhang.orgs.models import Org
from kezhang.records.declaration import own_options
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem
from kezhang.records.fields import unstorable
from kezhang.records.models import OwnOption
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import AlreadyDone, Refused

#: How the log calls these steps.
SUBJECT = "own-option"
#: More choices of its own than this are no list any more.
MOST = 60


def fault_of(ledger: Ledger, name: str, label: str) -> str:
    """What is wrong with such a choice by itself; empty where it can be added."""
    column = ledger.by_name.get(name)
    if column is None or name not in ledger.extendable:
        return "这一列的选项是固定的，不能增加"
    longest = column.longest or 0
    if not label or len(label) > longest or unstorable(label):
        return f"应为1至{longest}个字"
    return ""


def add(ledger: Ledger, org: Org, name: str, label: str, author: Author) -> OwnOption:
    """Add a choice for the bureau and everything below it. Raises Refused with what is wrong."""
    label = label.strip()
    says = fault_of(ledger, name, label)
    with chain.held(org):
        there = own_options.added(ledger, org).get(name, [])
        if not says and (label in there or label in dict(ledger.column(name).model_field.flatchoices).values()):
            says = "已有这个选项"
        if not says and len(there) >= MOST:
            says = f"每一列最多加{MOST}个选项，请先停用不再需要的"
        if says:
            raise Refused([Problem(name, "选项", label, says)])
        made = OwnOption.objects.create(org=org, ledger=ledger.slug, column=name, label=label, by=author.by)
        journal.note(org, SUBJECT, made.pk, {}, _state(made), author)
    return made


def withdraw(option: OwnOption, author: Author) -> None:
    """停用: it is offered no more; the records that say it keep it."""
    with chain.held(option.org):
        option.refresh_from_db()
        if option.withdrawn_at is not None:
            raise AlreadyDone([Problem("", "自有选项", option.label, "这个选项已经停用")])
        before = _state(option)
        option.withdrawn_at = timezone.now()
        option.save(update_fields=["withdrawn_at"])
        journal.note(option.org, SUBJECT, option.pk, before, _state(option), author)


def _state(option: OwnOption) -> dict[str, object]:
    return {
        "ledger": option.ledger,
        "column": option.column,
        "label": option.label,
        "withdrawn": option.withdrawn_at is not None,
    }
