"""The example's rows put back are the rows that an import stores, and leave room for more."""

import pytest
from django.db import connection
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import TechnologyContract
from kezhang.orgs.models import Org
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Batch, Change
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from tests import example_rows

pytestmark = pytest.mark.django_db


def told(org: Org) -> dict[str, list]:
    """What the log says of a bureau, without keys and moments."""
    return {
        ledger.slug: sorted(
            (
                change.kind,
                change.reason,
                change.by_name,
                *(str(_columns(ledger, said)) for said in (change.before, change.after)),
            )
            for change in access.changes(org).filter(ledger=ledger.slug)
        )
        for ledger in LEDGERS.values()
    }


def _columns(ledger: Ledger, said: dict) -> dict:
    """Without the links, which are keys."""
    return {name: value for name, value in said.items() if name in ledger.by_name}


def held(org: Org) -> dict[str, list]:
    """What a bureau's ledgers hold, without keys."""
    return {
        ledger.slug: sorted(
            str(journal.state_of(ledger, record)) for record in access.records(ledger, org, with_voided=True)
        )
        for ledger in LEDGERS.values()
    }


def test_what_is_put_back_is_what_an_import_stores(county, clerk, county_rows):
    example_rows.import_workbooks(county, "county", clerk)
    imported = told(county), held(county), Batch.objects.count(), Change.objects.count()
    assert all(imported)
    with connection.cursor() as cursor:
        for table in reversed(county_rows):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table.name)}")
    example_rows.put_back(county_rows)
    assert (told(county), held(county), Batch.objects.count(), Change.objects.count()) == imported


def test_the_chain_of_what_is_put_back_holds_and_grows(example, district_example, clerk, district_clerk):
    for org, person in ((example, clerk), (district_example, district_clerk)):
        before = Change.objects.filter(org=org).count()
        assert before > 100
        firm = access.records(ENTERPRISES, org).first()
        firm.remark = "核对过"
        journal.save(ENTERPRISES, firm, Author(by=person, reason="补备注"))
        assert Change.objects.filter(org=org).count() == before + 1
        assert chain.first_fault(org) is None


def test_links_lead_to_the_firm_of_the_same_bureau(example, district_example):
    linked = TechnologyContract.objects.exclude(seller_enterprise=None)
    assert linked.exists()
    assert {contract.seller_enterprise.org_id == contract.org_id for contract in linked} == {True}


def test_what_is_stored_behind_it_gets_a_key_of_its_own(example, district_example):
    filled = [ledger for ledger in LEDGERS.values() if access.records(ledger, example).exists()]
    assert len(filled) > 15
    for ledger in filled:
        known = set(ledger.model._default_manager.values_list("pk", flat=True))
        record = access.records(ledger, example).first()
        record.pk, record.voided_at = None, timezone.now()  # voided: a second one of its key would not be stored
        record.save()
        assert record.pk not in known


def test_taking_the_rows_leaves_the_database_empty(county_rows, district_rows):
    assert county_rows
    assert district_rows
    assert not Org.objects.exists()
    assert not Change.objects.exists()
