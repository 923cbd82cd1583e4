"""What every ledger must do. Each test runs once per ledger, from its sample row."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.checks import run_checks
from django.db.models import BooleanField, CharField, DateField, DecimalField, IntegerField, TextField

from kezhang.catalogue import LEDGERS
from kezhang.records import access, workbook_writer
from kezhang.records.declaration.startup_checks import faults
from kezhang.records.declaration.validation import problems
from kezhang.records.fields import CreditCodeField, QuantityField, YuanField
from kezhang.records.importing import batch_undo, import_plan
from kezhang.records.importing.detection import table_detection
from kezhang.records.models import Batch, Change
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.web.start_up import TAG
from tests.linked_records import register
from tests.sample_records import applied, planned, template_table
from tests.stored_rows import remembered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
#: A value for each type of column that its own smallest part shows in.
VALUES = (
    (YuanField, Decimal("1234567890.07")),
    (QuantityField, Decimal("12345.6789")),
    (DateField, date(2024, 2, 29)),
    (BooleanField, True),
    (DecimalField, Decimal("0.1")),
    (IntegerField, 7),
    (CreditCodeField, "91652799MA7AB1239R"),
    ((CharField, TextField), "甲（乙）7"),
)


def every_column_filled(ledger) -> dict:
    return {
        c.name: next(iter(c.choices), None) or next(value for kind, value in VALUES if isinstance(c.model_field, kind))
        for c in ledger.columns
    }


@pytest.fixture(params=LEDGERS.values(), ids=lambda ledger: ledger.slug, scope="module")
def ledger(request):
    return request.param


@pytest.fixture(autouse=True)
def registered(request, county):
    if "ledger" in request.fixturenames:
        ledger = request.getfixturevalue("ledger")
        remembered(f"what {ledger.slug} names", lambda: register(ledger, county))


def exported(ledger, book: bytes, org):
    """What importing an export would do."""
    return import_plan.plan(ledger, table_detection.read(ledger, BytesIO(book), "台账.xlsx"), org)


@pytest.fixture
def batch(ledger, county, clerk):
    remembered(f"record of {ledger.slug}", lambda: applied(planned(ledger, county), clerk))
    return Batch.objects.get()


@pytest.fixture
def record(ledger, batch):
    return ledger.model.objects.get()


def test_declaration_names_only_fields_it_has(ledger):
    assert faults(ledger, ledger.slug) == []


def test_start_up_finds_nothing_in_any_declaration():
    assert run_checks(tags=[TAG]) == []


def test_template_imports_as_it_is_without_a_warning(ledger, county):
    plan = planned(ledger, county)
    assert (plan.rejected, plan.warnings, len(plan.new)) == ((), (), 1)


def test_export_imports_again_and_changes_nothing(ledger, record, county):
    plan = exported(ledger, workbook_writer.export(ledger, [record], personal=True), county)
    assert (plan.rejected, plan.new, plan.changed, plan.unchanged) == ((), (), (), 1)


def test_export_without_personal_columns_changes_nothing_either(ledger, record, county):
    plan = exported(ledger, workbook_writer.export(ledger, [record]), county)
    assert (plan.rejected, plan.new, plan.changed, plan.unchanged) == ((), (), (), 1)


def test_an_edited_cell_changes_only_that_column(ledger, record, county, clerk):
    record.remark = "核对过"
    journal.save(ledger, record, Author(by=clerk, reason="补备注"))
    change = Change.objects.get(kind=Change.Kind.UPDATE)
    assert (change.before, change.after) == ({"remark": ""}, {"remark": "核对过"})


def test_every_write_is_logged_with_all_that_was_filled(ledger, record):
    change = Change.objects.get(ledger=ledger.slug, record_id=record.pk)
    filled = {c.name for c in ledger.columns if c.data(record) not in (None, "")}
    assert set(change.after) - {link.field for link in ledger.links} == filled
    assert change.reason == "试导入"


def test_saving_without_a_change_logs_nothing(ledger, record, clerk):
    assert journal.save(ledger, record, Author(by=clerk)) is None
    assert Change.objects.count() == 1


def test_data_are_exact_and_lead_back_to_every_value(ledger, record):
    for name, value in every_column_filled(ledger).items():
        setattr(record, name, value)
    record.save()
    stored = ledger.model.objects.get()
    for column in ledger.columns:
        value, data = getattr(stored, column.name), column.data(stored)
        assert value not in (None, "")
        assert not isinstance(data, float)
        back = column.from_data(json.loads(json.dumps(data)))
        assert (back, type(back)) == (value, type(value)), column.name


def test_what_is_not_filled_leads_back_to_nothing(ledger, county):
    empty = ledger.model(org=county, **{column.name: column.blank for column in ledger.columns})
    assert {c.name: c.from_data(c.data(empty)) for c in ledger.columns} == {c.name: c.blank for c in ledger.columns}


def test_a_voided_record_leaves_the_count_and_frees_its_key(ledger, record, county, clerk):
    journal.void(ledger, record, Author(by=clerk, reason="重复填报"))
    assert list(access.records(ledger, county)) == []
    assert list(access.records(ledger, county, with_voided=True)) == [record]
    plan = planned(ledger, county)
    assert len(plan.new) == 1


def test_voiding_needs_a_reason(ledger, record, clerk):
    with pytest.raises(Refused, match="作废原因"):
        journal.void(ledger, record, Author(by=clerk, reason=" "))


def test_a_restored_record_counts_again_unless_its_place_is_taken(ledger, record, county, clerk):
    journal.void(ledger, record, Author(by=clerk, reason="误作废"))
    journal.restore(ledger, record, Author(by=clerk, reason="恢复"))
    assert list(access.records(ledger, county)) == [record]
    journal.void(ledger, record, Author(by=clerk, reason="再作废"))
    applied(planned(ledger, county), clerk)
    with pytest.raises(Refused, match="已有相同的记录"):
        journal.restore(ledger, record, Author(by=clerk, reason="恢复"))


def test_the_same_record_cannot_be_stored_twice(ledger, record, county, clerk):
    twin = ledger.model(org=county, **{c.name: getattr(record, c.name) for c in ledger.columns})
    with pytest.raises(Refused, match="已有相同的记录"):
        journal.save(ledger, twin, Author(by=clerk))


def test_a_row_that_stands_twice_in_the_file_is_refused_and_names_the_first(ledger, county):
    table = template_table(ledger)
    (part,) = table.parts
    twice = replace(table, parts=(replace(part, rows=(*part.rows, (9, part.rows[0][1]))),))
    plan = import_plan.plan(ledger, twice, county)
    assert len(plan.new) == 1
    assert [(p.row, p.says) for p in plan.rejected] == [(9, "与第2行重复，请核对后保留一行")]


def test_a_batch_is_undone_as_a_whole(ledger, batch, record, county, clerk):
    batch_undo.undo(ledger, batch, Author(by=clerk, reason="导错文件"), LEDGERS.values())
    assert list(access.records(ledger, county)) == []
    batch.refresh_from_db()
    assert batch.state == Batch.State.UNDONE


def test_a_batch_whose_records_changed_since_is_not_undone_and_says_by_whom(ledger, batch, record, county, clerk):
    record.remark = "后来改过"
    journal.save(ledger, record, Author(by=clerk, reason="更正"))
    with pytest.raises(Refused, match="李文"):
        batch_undo.undo(ledger, batch, Author(by=clerk), LEDGERS.values())
    assert list(access.records(ledger, county)) == [record]


def test_three_people_own_clerk_and_director_see_it_and_the_neighbour_does_not(
    ledger, record, clerk, director, neighbour_clerk, superior
):
    seen = [list(access.records(ledger, person)) for person in (clerk, director, superior, neighbour_clerk)]
    assert seen == [[record], [record], [record], []]


def test_an_empty_required_column_is_a_problem_that_names_it(ledger, county):
    empty = ledger.model(org=county)
    named = {p.column for p in problems(ledger, empty) if p.says == "必填"}
    assert named == {c.name for c in ledger.columns if c.required}
