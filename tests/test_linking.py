"""Links to the list of firms: by code before name, within the bureau, and never to a firm that was voided."""

import pytest

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.enterprises.technology_smes import TECHNOLOGY_SMES
from kezhang.ledgers.models import Enterprise, TechnologySme
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.linking import linked, references, resolve

pytestmark = pytest.mark.django_db
CODE, OTHER_CODE = "91652799MA7AB1239R", "91652799MA7CD4563M"


def firm(org, name: str, code: str = "") -> Enterprise:
    return Enterprise.objects.create(org=org, name=name, credit_code=code)


def led(org, name: str, code: str = "") -> Enterprise | None:
    """Where a record that names a firm so leads."""
    record = TechnologySme(org=org, enterprise_name=name, credit_code=code)
    resolve(TECHNOLOGY_SMES, org, [record])
    return record.enterprise


def test_a_code_leads_to_its_firm_whatever_the_name(county):
    renamed, namesake = firm(county, "新名公司", CODE), firm(county, "旧名公司", OTHER_CODE)
    assert led(county, "旧名公司", CODE) == renamed
    assert led(county, "旧名公司") == namesake


def test_without_a_known_code_the_name_leads(county):
    known = firm(county, "甲公司")
    assert led(county, "甲公司", CODE) == known
    assert led(county, "甲公司（新疆）") is None


def test_no_link_leads_to_the_neighbour(county, neighbour):
    firm(neighbour, "甲公司", CODE)
    assert led(county, "甲公司", CODE) is None


def test_no_link_leads_to_a_firm_that_was_voided(county, clerk):
    known = firm(county, "甲公司", CODE)
    journal.void(ENTERPRISES, known, Author(by=clerk, reason="重复"))
    assert led(county, "甲公司", CODE) is None


def test_what_leads_nowhere_is_proposed_once(county):
    records = [TechnologySme(org=county, enterprise_name=name) for name in ("甲公司", "乙公司", "甲公司")]
    assert [each.name for each in resolve(TECHNOLOGY_SMES, county, records)] == ["甲公司", "乙公司"]


def test_a_link_is_found_from_both_ends_without_the_voided(county, clerk):
    known = firm(county, "甲公司", CODE)
    kept, gone = (
        TechnologySme.objects.create(
            org=county, enterprise_name="甲公司", enterprise=known, evaluation_year=year, stage="in_pool", pooled_on=f"{year}-05-01"
        )
        for year in (2023, 2024)
    )  # fmt: skip
    journal.void(TECHNOLOGY_SMES, gone, Author(by=clerk, reason="重复"))
    assert linked(TECHNOLOGY_SMES, kept, LEDGERS.values()) == [(ENTERPRISES, known)]
    assert references(known, LEDGERS.values()) == [(TECHNOLOGY_SMES, [kept])]
