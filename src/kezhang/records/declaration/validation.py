"""What is wrong with a record, all of it at once, without a query.

Forms, imports, the API and the journal judge by this file alone.
"""

from collections.abc import Iterator
from typing import Any

from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem, Rule, Severity
from kezhang.records.fields import CreditCodeField
from kezhang.records.models import Record


def problems(ledger: Ledger, record: Record) -> list[Problem]:
    """Field by field, then the ledger's rules by the law of the record's own date."""
    found: list[Problem] = []
    for column, value in zip(ledger.columns, ledger.values_of(record), strict=True):
        if value is None or value == "":
            if column.required:
                found.append(_problem(column, record, "必填"))
            continue
        judge = column.fault
        if judge is not None and (fault := judge(value)):
            found.append(_problem(column, record, fault))
        elif column.is_credit_code and (odd := CreditCodeField.warning(value)):
            found.append(_problem(column, record, odd, Severity.WARNING, "credit_code"))
    found += _strangers(ledger, record)
    if not ledger.all_rules:
        return found
    faulty = {p.column for p in found if p.severity is Severity.ERROR}
    return found + _broken_rules(ledger, record, faulty)


def _strangers(ledger: Ledger, record: Record) -> Iterator[Problem]:
    """Names that should be in another ledger and are not; the links are made before a record is judged."""
    for link in ledger.links:
        if link.expected and getattr(record, link.name) and getattr(record, f"{link.field}_id") is None:
            model: Any = ledger.model._meta.get_field(link.field).related_model
            register = str(model._meta.verbose_name)
            says = f"“{register}”台账中没有这个名称，请核对写法，或先登记{register}"
            yield _problem(ledger.by_name[link.name], record, says, Severity.WARNING, f"{link.name}_is_registered")


def _broken_rules(ledger: Ledger, record: Record, faulty: set[str]) -> list[Problem]:
    broken = []
    day = ledger.counts_on(record)
    for rule in ledger.all_rules:
        if faulty and faulty.intersection(rule.needs):
            continue
        for name in rule.needs:
            value = getattr(record, name)
            if value is None or value == "":
                break
        else:
            if rule.applies_on(day) and not rule.holds(record):
                broken.append(_broken(ledger, rule, record))
    return broken


def _broken(ledger: Ledger, rule: Rule, record: Record) -> Problem:
    columns = [ledger.by_name[name] for name in rule.needs if name in ledger.by_name]
    return Problem(
        column=columns[0].name if columns else "",
        label="、".join(c.label for c in columns),
        found="、".join(c.text(record) for c in columns),
        says=rule.says + (f"（依据：{rule.basis}）" if rule.basis else ""),
        severity=rule.severity,
        rule=rule.name,
    )


def _problem(column: Column, record: Record, says: str, severity: Severity = Severity.ERROR, rule: str = "") -> Problem:
    return Problem(column.name, column.label, column.text(record), says, severity, rule)
