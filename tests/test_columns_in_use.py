"""Every column that carries a process is read by something; what only informs says so in its declaration."""

import ast
import inspect
from dataclasses import replace
from datetime import date

import pytest
from django.db.models import DateField, DecimalField, IntegerField, Q

from kezhang.catalogue import INDICATORS, LEDGERS
from kezhang.controls import ranks, records, targets
from kezhang.indicators.indicator import Indicator
from kezhang.quantities.periods import Period
from kezhang.records.fields import YuanField
from kezhang.targets import models, progress, progress_entries

#: Where records are read by attribute or look-up, outside of what declarations name.
READERS = (records, ranks, targets, progress, progress_entries, models)


def carries_a_process(column) -> bool:
    """States, dates, amounts and counts."""
    of_process = isinstance(column.model_field, (DateField, IntegerField, DecimalField, YuanField))
    return of_process or column.name in {"stage", "state"}


def asked_about(condition) -> set[str]:
    if not isinstance(condition, Q):
        return set()
    return {
        name
        for child in condition.children
        for name in ({child[0].split("__")[0]} if isinstance(child, tuple) else asked_about(child))
    }


def read_by_declarations(ledger) -> set[str]:
    names = {ledger.dated_by, *(name for key in ledger.keys for name in key)}
    names |= {name for rule in ledger.all_rules for name in rule.needs}
    names |= set(ledger.process.fields) if ledger.process else set()
    names |= {name for due in ledger.due for name in due.fields}
    for indicator in INDICATORS.values():
        if isinstance(indicator, Indicator) and indicator.over is ledger:
            counted = indicator.counted(Period.year_of(2024), date(2024, 6, 30))
            names |= {*indicator.fields, indicator.year_field} | asked_about(counted)
    return names


def read_by_checks(ledger) -> set[str]:
    """What the modules that know the ledger name: attributes, keywords of look-ups, quoted names."""
    names: set[str] = set()
    for module in READERS:
        if ledger not in vars(module).values():
            continue
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Attribute):
                names.add(node.attr)
            elif isinstance(node, ast.keyword) and node.arg:
                names.add(node.arg.split("__")[0])
    return names


def idle(ledger) -> list[str]:
    read = read_by_declarations(ledger) | read_by_checks(ledger) | set(ledger.informing)
    return [column.name for column in ledger.columns if carries_a_process(column) and column.name not in read]


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=lambda ledger: ledger.slug)
def test_a_column_that_carries_a_process_is_read_or_said_to_inform(ledger):
    assert idle(ledger) == []


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=lambda ledger: ledger.slug)
def test_what_is_said_to_inform_is_read_by_no_declaration(ledger):
    assert set(ledger.informing) & read_by_declarations(ledger) == set()
    assert all(carries_a_process(ledger.column(name)) for name in ledger.informing)


def test_a_column_nothing_reads_is_found():
    assert idle(replace(LEDGERS["villages"], informing=("households",))) == ["population"]
