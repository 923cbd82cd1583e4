"""台账口径: bureaus side by side as their ledgers stand; every cell is the bureau's own figure, every total by its rule."""

import json
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kezhang.catalogue import INDICATORS
from kezhang.collection.publishing.live_matrix import LiveStatus, live_matrix
from kezhang.indicators.indicator import OverPlaces
from kezhang.ledgers.models import FiscalExpenditure
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from tests.command_line import invoked
from tests.single_records import JUNE, achievement, certificate, contract, done, published
from tests.test_collection_pages import at

pytestmark = pytest.mark.django_db
STANDING = [each for each in INDICATORS.values() if each.code]
TURNOVER, ACHIEVED, FIRMS = "technology-contract-turnover", "achievements-registered", "high-tech-enterprises"
INTENSITY, SHARE = "research-intensity", "fiscal-science-share"


def lines(org: Org, *slugs: str, as_of: date = JUNE, **how) -> dict:
    found = live_matrix(org, [INDICATORS[slug] for slug in slugs], as_of, **how)
    return {line.indicator.slug: line for line in found.lines}


def cell(line, org: Org):
    return line.own if line.own.org == org else next(each for each in line.cells if each.org == org)


def test_every_cell_is_the_figure_of_its_bureau_and_the_queries_do_not_grow_with_bureaus(
    example, prefecture, neighbour
):
    contract(neighbour, "邻1", "1234.56", date(2024, 5, 1))
    certificate(neighbour, "两地公司", date(2022, 1, 1), date(2025, 1, 1), credit_code="91652700MA00000001")
    contract(prefecture, "本级1", "100", date(2024, 5, 1))
    with CaptureQueriesContext(connection) as asked:
        found = live_matrix(prefecture, STANDING, JUNE)
    assert [each.code for each in found.bureaus] == ["652798", "652799"]
    for line in found.lines:
        for each in line.cells:
            figure = line.indicator.figure(each.org, line.period, JUNE)
            assert each.value == figure.value or each.status is LiveStatus.NO_LEDGER, line.indicator.slug
            if each.status is LiveStatus.NO_LEDGER:
                assert not figure.value, line.indicator.slug
        whole = line.indicator.figure(prefecture, line.period, JUNE).value
        assert line.total is None or line.total == whole, line.indicator.slug
    Org.objects.create(code="652797", name="新县", level=Org.Level.COUNTY, parent=prefecture)
    with CaptureQueriesContext(connection) as again:
        live_matrix(prefecture, STANDING, JUNE)
    assert len(again) == len(asked)


def test_the_superiors_own_records_are_a_row_and_rows_add_up_to_the_total(prefecture, county, neighbour):
    contract(county, "甲1", "1000", date(2024, 5, 1))
    contract(prefecture, "本1", "30", date(2024, 5, 1))
    line = lines(prefecture, TURNOVER)[TURNOVER]
    assert line.own.value == 30
    assert [each.value for each in line.cells] == [None, 1000]
    assert line.total == 1030
    # The neighbour keeps no such ledger: no nought, and the total says on how many it rests.
    assert cell(line, neighbour).text == "—"
    assert line.coverage == "1/2县"
    assert line.total_text.endswith("（1/2县）")


def test_nought_is_said_only_by_who_keeps_the_ledger(prefecture, county, neighbour, neighbour_clerk):
    done(county, 2)
    voided = achievement(neighbour, "作废的")
    journal.void(INDICATORS[ACHIEVED].over, voided, Author(by=neighbour_clerk, reason="重复登记"))
    line = lines(prefecture, ACHIEVED)[ACHIEVED]
    assert (cell(line, neighbour).value, cell(line, neighbour).status) == (0, LiveStatus.KNOWN)
    assert line.coverage == "2/2县"
    assert line.own.status is LiveStatus.NO_LEDGER


def test_a_firm_in_two_counties_counts_once_in_the_whole(prefecture, county, neighbour):
    for org in (county, neighbour):
        certificate(org, "两地公司", date(2022, 1, 1), date(2025, 1, 1), credit_code="91652700MA00000001")
    line = lines(prefecture, FIRMS)[FIRMS]
    assert [each.value for each in line.cells] == [1, 1]
    assert line.total == 1
    assert line.indicator.over_places is OverPlaces.QUERY


def test_published_intensities_are_never_added_and_one_data_year_stands_in_a_column(prefecture, county, neighbour):
    published(county, "research_intensity", 2023, "1.45", "%")
    published(neighbour, "research_intensity", 2022, "1.20", "%")
    line = lines(prefecture, INTENSITY)[INTENSITY]
    assert line.period == Period.year_of(2023)
    assert cell(line, county).value is not None
    assert cell(line, neighbour).text == "未公布"
    assert (line.total, line.total_text) == (None, "—")


def test_a_rate_is_one_of_sums_over_the_bureaus_that_have_both_parts(prefecture, county, neighbour):
    third = Org.objects.create(code="652797", name="新县", level=Org.Level.COUNTY, parent=prefecture)
    for org, paid, budget in ((county, 1300, 2500), (neighbour, 90, 100), (third, 10, None)):
        FiscalExpenditure.objects.create(
            org=org, budget_year=2023, function_code="2060402", item_name="项目", fund_level="county",
            paid_amount=Decimal(paid), paid_on=date(2023, 5, 1), document_number="财字1号",
        )  # fmt: skip
        if budget:
            published(org, "general_budget", 2023, budget, "元")
    line = lines(prefecture, SHARE, period=Period.year_of(2023), as_of=date(2024, 12, 31))[SHARE]
    assert line.total == Decimal(1390) / Decimal(2600)
    assert line.coverage == "2/3县"
    assert cell(line, third).status is LiveStatus.NO_LEDGER


def test_a_province_sees_prefectures_with_their_own_records_and_counties_one_by_one_when_asked(
    prefecture, county, neighbour
):
    province = Org.objects.create(code="650000", name="新疆维吾尔自治区", level=Org.Level.PROVINCIAL)
    Org.objects.filter(pk=prefecture.pk).update(parent=province)
    alone = Org.objects.create(code="659001", name="石河子市", level=Org.Level.COUNTY, parent=province)
    for org, number, amount in ((county, "甲1", "1000"), (prefecture, "本1", "30"), (alone, "直1", "5")):
        contract(org, number, amount, date(2024, 5, 1))
    published(county, "research_intensity", 2023, "1.45", "%")
    published(prefecture, "research_intensity", 2023, "1.30", "%")
    found = lines(province, TURNOVER, INTENSITY)
    assert [(each.org.code, each.value) for each in found[TURNOVER].cells] == [("652700", 1030), ("659001", 5)]
    assert found[TURNOVER].total == 1035
    own = INDICATORS[INTENSITY].figure(prefecture, Period.year_of(2023), JUNE).value
    assert cell(found[INTENSITY], prefecture).value == own
    every = lines(province, TURNOVER, by_county=True)[TURNOVER]
    assert {each.org.code: each.value for each in every.cells} == {
        "652700": 30, "652798": None, "652799": 1000, "659001": 5
    }  # fmt: skip
    assert every.total == 1035


def test_page_sheet_and_data_say_their_basis_and_the_neighbour_gets_none(
    prefecture, county, neighbour, superior, clerk, neighbour_clerk
):
    contract(county, "甲1", "10000", date(2024, 5, 1))
    status, text = at(superior, prefecture, "live-matrix")
    assert status == 200
    assert "台账口径" in text
    assert f"/652799/2024-06-30/figures/{TURNOVER}/?period=2024" in text
    assert at(superior, prefecture, "live-matrix-table")[0] == 200
    for person in (clerk, neighbour_clerk):
        assert at(person, prefecture, "live-matrix")[0] == 404
    assert "没有下级单位" in at(clerk, county, "live-matrix")[1]


def test_who_keeps_none_of_the_ledgers_is_named_below_and_has_no_empty_column(
    prefecture, county, neighbour, superior, neighbour_clerk
):
    contract(county, "甲1", "10000", date(2024, 5, 1))
    text = at(superior, prefecture, "live-matrix")[1]
    assert f'<th class="number">{county.name}</th>' in text
    assert f'<th class="number">{neighbour.name}</th>' not in text
    assert f"没有建账的不列：本级、{neighbour.name}。" in text
    contract(neighbour, "乙1", "10000", date(2024, 5, 1))
    text = at(superior, prefecture, "live-matrix")[1]
    assert f'<th class="number">{neighbour.name}</th>' in text
    assert "没有建账的不列：本级。" in text


def test_the_command_tells_prints_and_writes_it(prefecture, county, neighbour, tmp_path):
    contract(county, "甲1", "10000", date(2024, 5, 1))

    def run(*words):
        return invoked(["matrix", *words])

    asked = ("--org", "652700", "--as-of", "2024-06-30", "--indicator", "技术合同成交额")
    data = json.loads(run(*asked, "--json").stdout)
    assert data["basis"] == "台账口径"
    assert (data["indicators"][0]["total"], data["indicators"][0]["coverage"]) == ("10000", "1/2县")
    assert [each["status"] for each in data["indicators"][0]["counties"]] == ["未建账", "有数"]
    assert "台账口径" in run(*asked).stdout
    sheet = tmp_path / "各县.xlsx"
    assert run(*asked, "--out", str(sheet)).exit_code == 0
    rows = [row for row in openpyxl.load_workbook(sheet).active.values if row[0] == "技术合同成交额"]
    assert rows[0][3:9] == (1, "1/2县", "各单位相加", "—", "—", 1)
    for wrong in (("--org", "652799", "--as-of", "2024-06-30"), ("--org", "652700"), ("--org", "6527")):
        assert run(*wrong).exit_code == 2
