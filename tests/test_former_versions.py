"""Former versions: kept by the journal as it writes, and filled in from the log where it was written before."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from django.apps import apps
from django.core import checks
from django.db import connection
from django.utils import timezone

from kezhang.catalogue import LEDGERS, CataloguePart
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise, TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.records.declaration.startup_checks import ledger_faults
from kezhang.records.former import former_of, kept_fields
from kezhang.records.history.integrity import examine
from kezhang.records.history.past_from_log import fill
from kezhang.records.models import Change
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(clerk):
    return Author(by=clerk, reason="登记", accepting="已核对")


def contract(org, number="2024652799000001", amount="120", **more):
    return TechnologyContract(
        org=org, registration_number=number, title=number, type="service", seller="朔湖甲公司", buyer="乙",
        amount=Decimal(amount), technology_amount=Decimal(1), signed_on=date(2024, 3, 1), registered_on=date(2024, 3, 2), **more,
    )  # fmt: skip


def versions(record):
    return list(former_of(type(record)).objects.filter(version_of=record.pk).order_by("known_from"))


def moments(record):
    log = Change.objects.filter(ledger="technology-contracts", record_id=record.pk)
    return list(log.order_by("sequence").values_list("at", flat=True))


def test_every_ledger_has_a_table_with_all_its_columns():
    for ledger in LEDGERS.values():
        former = former_of(ledger.model)
        assert former._meta.db_table == f"{ledger.model._meta.db_table}_former"
        columns = {field.column for field in former._meta.concrete_fields}
        assert columns == {f.column for f in kept_fields(ledger.model)} | {
            "id",
            "version_of",
            "known_from",
            "known_to",
        }
        with connection.cursor() as cursor:
            described = connection.introspection.get_table_description(cursor, former._meta.db_table)
        assert {column.name for column in described} == columns


def test_a_creation_keeps_no_version_but_the_moment(county, author):
    record = contract(county)
    change = journal.save(TECHNOLOGY_CONTRACTS, record, author)
    record.refresh_from_db()
    assert record.first_known == change.at
    assert versions(record) == []


def test_updating_voiding_and_restoring_keep_the_row_as_it_stood(county, author):
    firm = Enterprise(org=county, name="朔湖甲公司")
    journal.save(ENTERPRISES, firm, author)
    record = contract(county)
    journal.save(TECHNOLOGY_CONTRACTS, record, author)
    record.amount, record.seller = Decimal(130), "朔湖丙公司"
    journal.save(TECHNOLOGY_CONTRACTS, record, author)
    journal.void(TECHNOLOGY_CONTRACTS, record, author)
    journal.restore(TECHNOLOGY_CONTRACTS, record, author)
    first, second, third = versions(record)
    told = moments(record)
    assert [(v.known_from, v.known_to) for v in (first, second, third)] == list(pairwise(told))
    assert (first.amount, first.seller, first.seller_enterprise_id, first.voided_at) == (
        120,
        "朔湖甲公司",
        firm.pk,
        None,
    )
    assert (second.amount, second.seller, second.seller_enterprise_id, second.voided_at) == (
        130,
        "朔湖丙公司",
        None,
        None,
    )
    assert (third.amount, third.voided_at, third.void_reason) == (130, told[2], "登记")
    assert {v.org_id for v in versions(record)} == {county.pk}


def test_a_refused_write_and_one_that_changes_nothing_keep_none(county, author):
    record = contract(county)
    journal.save(TECHNOLOGY_CONTRACTS, record, author)
    journal.save(TECHNOLOGY_CONTRACTS, record, author)
    record.amount = Decimal(-1)
    with pytest.raises(Refused):
        journal.save(TECHNOLOGY_CONTRACTS, record, author)
    assert versions(record) == []


def test_the_log_fills_in_what_the_journal_would_have_kept(county, author):
    firm = Enterprise(org=county, name="朔湖甲公司", town="城关镇")
    journal.save(ENTERPRISES, firm, author)
    records = [contract(county, f"202465279900000{n}") for n in range(4)]
    journal.save_many(TECHNOLOGY_CONTRACTS, county, records, author)
    for amount in ("130", "140"):
        for record in records[:3]:
            record.amount, record.technology_income = Decimal(amount), Decimal("0.5")
        records[0].seller = f"朔湖{amount}公司"
        journal.save_many(TECHNOLOGY_CONTRACTS, county, records, author)
    journal.void_many(TECHNOLOGY_CONTRACTS, county, records[1:3], author)
    journal.restore(TECHNOLOGY_CONTRACTS, records[1], author)
    journal.void(TECHNOLOGY_CONTRACTS, records[1], author)
    firm.town = ""
    journal.save(ENTERPRISES, firm, author)

    def kept():
        told = []
        for model in (TechnologyContract, Enterprise):
            names = [f.attname for f in former_of(model)._meta.concrete_fields if f.name != "id"]
            told += former_of(model).objects.order_by("version_of", "known_from").values(*names)
            told += model.objects.order_by("pk").values("pk", "first_known")
        return told

    expected = kept()
    for model in (TechnologyContract, Enterprise):
        former_of(model).objects.all().delete()
        model.objects.update(first_known=moments(records[0])[-1])
    fill("ledgers")(apps, None)
    assert kept() == expected
    assert len(versions(records[1])) == 5


def test_a_log_whose_clock_ran_back_still_gives_one_version_after_the_other(county, author):
    record = contract(county)
    journal.save(TECHNOLOGY_CONTRACTS, record, author)
    for amount in ("130", "140"):
        record.amount = Decimal(amount)
        journal.save(TECHNOLOGY_CONTRACTS, record, author)
    last = Change.objects.filter(ledger="technology-contracts", record_id=record.pk).order_by("sequence").last()
    Change.objects.filter(pk=last.pk).update(at=moments(record)[1])
    former_of(TechnologyContract).objects.all().delete()
    fill("ledgers")(apps, None)
    first, second = versions(record)
    assert first.known_from < first.known_to == second.known_from < second.known_to


def test_a_plug_in_whose_migrations_make_no_table_of_versions_stops_start_up(monkeypatch):
    part = CataloguePart("plugin.catalogue", "plugin", ledgers=(ENTERPRISES,))
    assert list(ledger_faults([part])) == []
    monkeypatch.setattr(former_of(Enterprise)._meta, "object_name", "EnterpriseNeverMade")
    (fault,) = ledger_faults([part])
    assert "插件“plugin”" in fault.obj
    assert "旧版表 ledgers_enterprise_former" in fault.msg
    assert fault.level < checks.ERROR  # or Django would refuse to make the migration


def test_a_version_that_was_altered_removed_or_slipped_in_is_named(county, author):
    firm = Enterprise(org=county, name="朔湖甲公司")
    journal.save(ENTERPRISES, firm, author)
    record = contract(county)
    journal.save(TECHNOLOGY_CONTRACTS, record, author)
    record.amount = Decimal(100)
    journal.save(TECHNOLOGY_CONTRACTS, record, author)
    journal.void(TECHNOLOGY_CONTRACTS, record, author)

    def says():
        return [fault.says for fault in examine([TECHNOLOGY_CONTRACTS])]

    former = former_of(TechnologyContract)._default_manager
    first, second = former.order_by("known_to")
    assert says() == []
    former.filter(pk=first.pk).update(amount=Decimal(7))
    assert [words.partition("中")[2] for words in says()] == ["“合同成交额”与变更记录不符"]
    former.filter(pk=first.pk).update(amount=first.amount)
    former.filter(pk=first.pk).update(seller_enterprise_id=None)
    assert len(says()) == 1
    former.filter(pk=first.pk).update(seller_enterprise_id=firm.pk)
    assert says() == []
    former.filter(pk=second.pk).update(known_from=first.known_from)
    assert "起止时刻与变更记录不符" in says()[0]
    former.filter(pk=second.pk).update(known_from=second.known_from, voided_at=timezone.now())
    assert "作废状态与变更记录不符" in says()[0]
    former.filter(pk=second.pk).delete()
    assert says() == ["应有2个旧版，现有1个"]
    second.save(force_insert=True)
    assert says() == []
    second.pk, second.version_of = None, record.pk + 1
    second.save()
    assert says() == ["有旧版，却没有任何变更记录"]
    former.filter(pk=second.pk).delete()
    TechnologyContract.objects.filter(pk=record.pk).update(first_known=timezone.now())
    assert "录入时间" in says()[0]
