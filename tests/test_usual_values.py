"""数量级: amounts in the wrong unit, crowds nobody gathers and days that have not come are told, with the likely cause."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from kezhang.ledgers.documents.published_figures import PUBLISHED_FIGURES
from kezhang.ledgers.enterprises.research_reports import RESEARCH_REPORTS
from kezhang.ledgers.models import Activity, PublishedFigure, ResearchReport, TechnologyContract
from kezhang.ledgers.outreach.activities import ACTIVITIES
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.records.history.usual_values import UsualValues
from kezhang.records.models import Change
from tests.test_controls import activity, contract, says
from tests.test_sheet_files import contract as row
from tests.test_sheet_files import planned, workbook

pytestmark = pytest.mark.django_db


def made(org, amount, seller="丙公司", **more):
    given = {"signed_on": date(2024, 3, 1), "registered_on": date(2024, 3, 8), "buyer": "乙公司", "title": "合同"}
    return TechnologyContract(
        org=org, seller=seller, amount=Decimal(amount), technology_amount=Decimal(0), registration_number="9" * 16,
        type="development", **(given | more),
    )  # fmt: skip


def told(ledger, org, record, coming=()):
    return [f"{p.label}：{p.says}" for p in UsualValues(ledger, org, coming).problems(record)]


def test_while_little_is_stored_fixed_bounds_name_the_unit_that_was_mistaken(county):
    assert told(TECHNOLOGY_CONTRACTS, county, made(county, 380_000)) == []
    (says,) = told(TECHNOLOGY_CONTRACTS, county, made(county, 380_000 * 1000))
    assert says == "合同成交额：38000万元，一般在0.1万元至20000万元之间，可能把元填进了万元"
    (says,) = told(TECHNOLOGY_CONTRACTS, county, made(county, 38))
    assert says.endswith("可能把亿元填进了万元")


def test_what_the_ledger_usually_shows_tells_once_there_is_enough_of_it(county):
    for n in range(12):
        contract(county, n, amount=200_000 + 10_000 * n, seller=f"卖方{n}")
    (says,) = told(TECHNOLOGY_CONTRACTS, county, made(county, 380_000 * 10_000))
    assert "380000万元，本台账一般在25万元上下，可能把元填进了万元" in says
    assert told(TECHNOLOGY_CONTRACTS, county, made(county, 12_000_000)) == []


def test_a_firm_is_held_against_itself(county):
    for year in (2020, 2021, 2022):
        ResearchReport.objects.create(
            org=county, enterprise_name="甲厂", year=year, reported_on=date(year + 1, 3, 1), revenue=90_000_000,
            reported_amount=2_000_000,
        )  # fmt: skip
    given = {"org": county, "year": 2023, "reported_on": date(2024, 3, 1), "reported_amount": 2_000_000}
    (says,) = told(RESEARCH_REPORTS, county, ResearchReport(enterprise_name="甲厂", revenue=9_000, **given))
    assert "营业收入：0.9万元，同类各条一般在9000万元上下，可能把亿元填进了万元" in says
    assert told(RESEARCH_REPORTS, county, ResearchReport(enterprise_name="乙厂", revenue=90_000, **given)) == []


def test_an_indicator_is_held_against_itself_and_not_against_others(county):
    given = {"org": county, "unit": "万元", "publisher": "县财政局", "published_on": date(2024, 3, 1)}
    for year in (2020, 2021, 2022):
        PublishedFigure.objects.create(subject="general_budget", data_year=year, value=Decimal(268_000 + year), **given)
    wrong = PublishedFigure(subject="general_budget", data_year=2023, value=Decimal(2_680_000_000), **given)
    assert "同类各条一般在270000上下" in told(PUBLISHED_FIGURES, county, wrong)[0]
    assert told(PUBLISHED_FIGURES, county, PublishedFigure(subject="other", data_year=2023, value=3, **given)) == []


def test_no_amount_is_above_what_the_county_makes_in_a_year(county):
    PublishedFigure.objects.create(
        org=county, subject="gross_product", data_year=2023, value=Decimal(120), unit="亿元", publisher="县统计局",
        published_on=date(2024, 2, 1),
    )  # fmt: skip
    (says,) = told(TECHNOLOGY_CONTRACTS, county, made(county, 13_000_000_000))
    assert "1300000万元超过2023年地区生产总值（120亿元）" in says


def test_a_session_with_a_hundred_thousand_people_is_told(county):
    crowd = Activity(
        org=county, name="培训", kind="training", held_on=date(2024, 3, 1), place="镇", sessions=1, attendance_offline=100_000,
    )  # fmt: skip
    assert told(ACTIVITIES, county, crowd) == ["线下人次：100000，一般不超过99999，请核对是否多写了几位"]


def test_a_day_that_has_not_come_is_told_and_a_term_may_lie_ahead(county):
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "登记日期：晚于今天" in told(TECHNOLOGY_CONTRACTS, county, made(county, 50_000, registered_on=tomorrow))[0]
    assert told(TECHNOLOGY_CONTRACTS, county, made(county, 50_000, registered_on=timezone.localdate())) == []


@pytest.mark.parametrize("column", ["registered_on", "signed_on"])
def test_a_day_before_there_were_bureaus_is_told_as_what_a_sheet_makes_of_a_number(county, column):
    (says,) = told(TECHNOLOGY_CONTRACTS, county, made(county, 50_000, **{column: date(1900, 1, 1)}))
    assert "早于1949-10-01，多半是空格、数字或编号被表格当成了日期" in says
    assert told(TECHNOLOGY_CONTRACTS, county, made(county, 50_000, **{column: date(1986, 7, 1)})) == []


def test_one_row_of_a_sheet_in_another_unit_is_told_by_the_others(county):
    rows = [row(n, amount="30") for n in range(1, 14)] + [row(14, amount="10100")]
    plan = planned(county, workbook(rows))
    assert [(p.row, p.says) for p in plan.warnings] == [(15, "10100万元，本表一般在30万元上下，可能把元填进了万元")]


def test_the_form_warns_before_it_stores_and_logs_that_the_warning_was_set_aside(client, county, clerk):
    client.force_login(clerk)
    posted = {
        "registration_number": "2024652799000099", "title": "滴灌", "type": "技术开发", "seller": "甲", "buyer": "乙",
        "amount": "380000", "technology_amount": "1", "signed_on": "2024-03-01", "registered_on": "2024-03-08",
        "state": "已登记", "registered_here": "是",
    }  # fmt: skip
    page = client.post("/ledgers/technology-contracts/new/", posted)
    assert (page.status_code, TechnologyContract.objects.count()) == (422, 0)
    assert "可能把元填进了万元" in page.content.decode()
    assert client.post("/ledgers/technology-contracts/new/", posted | {"accepting": "确是此数"}).status_code == 302
    assert [each["rule"] for each in Change.objects.get(ledger="technology-contracts").accepted] == ["unusual_size"]


def test_an_amount_that_was_stored_is_not_told_again_when_something_else_is_changed(county):
    stored = contract(county, 1, amount=900_000_000)
    changed = TechnologyContract.objects.get(pk=stored.pk)
    changed.title = "改名"
    assert UsualValues(TECHNOLOGY_CONTRACTS, county).problems(changed, stored) == []


def test_check_8_tells_what_is_stored_already(county):
    activity(county, "培训")
    for n in range(1, 14):
        contract(county, n, amount=200_000)
    assert says(county, 8) == []
    contract(county, 14, amount=2_000_000_000)
    assert "技术合同有1条的“合同成交额”数量级不寻常" in says(county, 8)[0]
