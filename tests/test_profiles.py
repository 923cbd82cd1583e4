"""画像: one firm, envoy, project or village through all ledgers, as the three people see it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.models import (
    CooperationAgreement,
    Enterprise,
    Envoy,
    EnvoyService,
    FiscalExpenditure,
    Project,
    TechnologyContract,
    Village,
    VillagePairing,
)
from kezhang.orgs.models import AccessEvent
from kezhang.records.profile import profile
from kezhang.records.subject_names import name_columns
from kezhang.records.writing import evidence_files
from tests.single_records import JUNE, certificate, contract, written

pytestmark = pytest.mark.django_db
FIRM, CODE, OTHER_CODE = "朔湖绿源农业科技有限公司", "91652799MA7AB1239R", "91652799MA00000018"


@pytest.fixture
def firm(county, clerk):
    given = {
        "name": FIRM,
        "credit_code": CODE,
        "former_names": "朔湖绿源农业有限公司",
        "contact": "周明远",
        "phone": "13899991234",
    }
    return written(LEDGERS["enterprises"], Enterprise(org=county, **given), clerk)


def of(county, clerk, name=FIRM, code="", subject="enterprises", as_of=JUNE):
    return profile(LEDGERS[subject], county, clerk, as_of, name, code)


def told(found) -> set[tuple[str, str]]:
    return {(line.ledger.slug, role) for line in found.lines for role in line.roles}


def test_every_ledger_that_names_a_firm_is_on_its_page():
    named = {each.ledger.slug for each in name_columns("enterprises")}
    linked = {
        slug for slug, ledger in LEDGERS.items() if any(link.field.endswith("enterprise") for link in ledger.links)
    }
    assert linked <= named
    assert {"fiscal-expenditures", "award-nominations", "talent-candidates", "introductions", "envoy-groups"} <= named
    both = {each.column.name for each in name_columns("enterprises") if each.ledger.slug == "technology-contracts"}
    assert both == {"seller", "buyer"}


def test_a_firm_is_found_as_seller_and_as_buyer_and_both_roles_of_one_contract_are_one_line(county, clerk, firm):
    contract(county, "1", 100, date(2024, 3, 1), seller=FIRM)
    contract(county, "2", 200, date(2024, 4, 1), buyer=FIRM)
    contract(county, "3", 300, date(2023, 4, 1), seller=FIRM, buyer=FIRM)
    contract(county, "4", 400, date(2024, 4, 1))
    contract(county, "5", 500, date(2024, 7, 1), buyer=FIRM)  # after the day of the page
    found = of(county, clerk)
    assert [(str(line.record), line.roles) for line in found.lines] == [
        ("2 2", ("买方名称",)),
        ("1 1", ("卖方名称",)),
        ("3 3", ("卖方名称", "买方名称")),
    ]
    sums = {(each.year, each.role): (each.count, each.amount) for each in found.years}
    assert sums[2024, "卖方名称"] == (1, Decimal(100))
    assert sums[2023, "买方名称"] == (1, Decimal(300))


def test_a_code_leads_to_records_under_another_name_and_a_foreign_code_is_another_firm(county, clerk, firm):
    contract(county, "1", 100, date(2024, 3, 1), seller="朔湖绿源农业有限公司", seller_code=CODE)
    contract(county, "2", 200, date(2024, 3, 2), buyer=FIRM, buyer_code=OTHER_CODE)
    contract(county, "3", 300, date(2024, 3, 3), buyer="甲公司", buyer_code=CODE)
    contract(county, "4", 400, date(2024, 3, 4), buyer="朔湖绿源农业有限公司")  # the former name alone
    assert {line.record.registration_number for line in of(county, clerk).lines} == {"1", "3", "4"}
    assert {line.record.registration_number for line in of(county, clerk, "", CODE).lines} == {"1", "3", "4"}
    other = of(county, clerk, FIRM, OTHER_CODE)
    assert [line.record.registration_number for line in other.lines] == ["2"]


def test_a_firm_that_stands_in_no_register_has_a_page_too(client, county, clerk):
    contract(county, "1", 100, date(2024, 3, 1), buyer="外地买方有限公司")
    client.force_login(clerk)
    page = client.get("/652799/2024-06-30/profiles/enterprises/", {"name": "外地买方有限公司"})
    assert page.status_code == 200
    assert "不在企业台账中" in page.content.decode()


def test_ledgers_without_a_code_and_lists_of_names_are_on_it(county, clerk, firm):
    given = {
        "budget_year": 2024,
        "function_code": "2060404",
        "item_name": "研发补助",
        "fund_level": "county",
        "document_number": "1",
    }
    paid = FiscalExpenditure(org=county, payee=FIRM, paid_amount=Decimal(5000), paid_on=date(2024, 2, 1), **given)
    written(LEDGERS["fiscal-expenditures"], paid)
    agreed = {"enterprise_name": "甲公司", "title": "协议", "kind": "joint", "signed_on": date(2024, 1, 2)}
    agreed["kind"] = next(iter(LEDGERS["cooperation-agreements"].column("kind").choices))
    for partner in (f"某大学、{FIRM}", f"{FIRM}分公司"):
        written(
            LEDGERS["cooperation-agreements"],
            CooperationAgreement(org=county, partner=partner, **agreed | {"title": partner[:5]}),
        )
    found = of(county, clerk)
    assert told(found) == {("fiscal-expenditures", "收款单位"), ("cooperation-agreements", "合作单位")}
    assert sum(line.ledger.slug == "cooperation-agreements" for line in found.lines) == 1


def test_certificates_people_and_papers_are_told(county, clerk, director, firm):
    certificate(county, FIRM, date(2022, 10, 1), date(2024, 9, 30))
    sold = contract(county, "1", 100, date(2024, 3, 1), seller=FIRM)
    evidence_files.attach(LEDGERS["technology-contracts"], sold, SimpleUploadedFile("合同.pdf", b"%PDF-1.4 1"), clerk)
    found = of(county, clerk)
    assert [(term.due.says, term.says, term.is_open) for term in found.terms] == [("高企证书到期", "还有92天", True)]
    assert [(each.name, each.role) for each in found.people] == [("周明远", "联系人")]
    assert [(str(line.record), line.papers) for line in found.papers] == [("1 1", 1)]
    assert [each.name for each in of(county, director).people] == ["周**"]


def test_an_envoy_a_village_and_a_project_have_the_same_page(client, county, clerk):
    envoys, villages, pairings = LEDGERS["envoys"], LEDGERS["villages"], LEDGERS["village-pairings"]
    given = {"level": "county", "dispatcher": "农技站", "started_on": date(2024, 1, 1), "due_on": date(2025, 12, 31)}
    written(envoys, Envoy(org=county, name="古丽娜尔", **given))
    written(villages, Village(org=county, name="柳泉镇红柳村", town="柳泉镇", listed_on=date(2020, 1, 1)))
    paired = {"village_name": "柳泉镇红柳村", "envoy_name": "古丽娜尔", "started_on": date(2024, 3, 1)}
    written(pairings, VillagePairing(org=county, **paired))
    served = {
        "envoy_name": "古丽娜尔",
        "mode": "onsite",
        "content": "指导番茄温室白粉虱绿色防控",
        "served_on": date(2024, 4, 1),
    }
    written(LEDGERS["envoy-services"], EnvoyService(org=county, place="柳泉镇红柳村三组", **served))
    by_envoy = of(county, clerk, "古丽娜尔", subject="envoys")
    assert told(by_envoy) == {("village-pairings", "科技特派员"), ("envoy-services", "科技特派员")}
    by_village = of(county, clerk, "柳泉镇红柳村", subject="villages")
    assert told(by_village) == {("village-pairings", "行政村"), ("envoy-services", "服务地点")}
    stated = {"enterprise_name": FIRM, "programme": "county", "level": "county", "applied_on": date(2024, 1, 5)}
    written(LEDGERS["projects"], Project(org=county, title="番茄提质", leader="周明远", **stated))
    client.force_login(clerk)
    page = client.get("/652799/2024-06-30/profiles/projects/", {"name": "番茄提质"}).content.decode()
    assert "项目画像" in page
    assert "周明远" in page


def test_a_record_leads_to_the_pages_of_both_its_firms(client, county, clerk, firm):
    sold = contract(county, "1", 100, date(2024, 3, 1), seller=FIRM, buyer="外地买方有限公司")
    client.force_login(clerk)
    links = client.get(f"/ledgers/technology-contracts/{sold.pk}/").context["subjects"]
    assert [(each.role, each.name) for each in links] == [("卖方名称", FIRM), ("买方名称", "外地买方有限公司")]
    assert all(client.get(each.url).status_code == 200 for each in links)


def test_the_neighbour_is_told_nothing_of_it(client, county, clerk, director, neighbour_clerk, firm):
    contract(county, "1", 100, date(2024, 3, 1), seller=FIRM)
    for person, expected in ((clerk, 200), (director, 200), (neighbour_clerk, 404)):
        client.force_login(person)
        root = "/652798/2024-06-30" if person is neighbour_clerk else "/652799/2024-06-30"
        page = client.get(f"{root}/profiles/enterprises/", {"name": FIRM})
        assert page.status_code == expected
        assert ("13899991234" in page.content.decode()) is False
    client.force_login(neighbour_clerk)
    assert client.get("/652799/2024-06-30/profiles/enterprises/", {"name": FIRM}).status_code == 404


def test_a_look_at_the_contact_of_a_firm_is_in_the_log(client, county, clerk, firm):
    client.force_login(clerk)
    client.get("/652799/2024-06-30/profiles/enterprises/", {"name": FIRM})
    assert AccessEvent.objects.filter(says__contains=f"画像“{FIRM}”：联系人").exists()


def test_a_page_costs_the_same_queries_for_three_records_and_for_thirty(county, clerk, firm):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            found = of(county, clerk)
            assert found.years
            assert found.people
        return len(asked)

    for number in range(3):
        contract(county, str(number), 100, date(2024, 3, 1), seller=FIRM)
    cost()  # a person's posts are asked for once
    few = cost()
    for number in range(3, 30):
        contract(county, str(number), 100, date(2024, 3, 1), buyer=FIRM)
    assert cost() == few
    assert TechnologyContract.objects.count() == 30
