"""所属单位: where a superior looks at the records of several bureaus, every list, panel and sheet says whose each is."""

import io
from datetime import date

import openpyxl
import pytest
from django.test import Client

from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.records.importing import import_plan
from kezhang.records.importing.asking.questions import Answers
from kezhang.records.importing.detection import table_detection
from tests.single_records import contract

pytestmark = pytest.mark.django_db
LIST = "ledgers/technology-contracts/"
HEADING = "县（市、区）"


def asked(person, org, page: str):
    browser = Client()
    browser.force_login(person)
    return browser.get(f"/{org.code}/2024-06-30/{page}")


@pytest.fixture
def three_contracts(prefecture, county, neighbour):
    for org, number in ((county, "甲1"), (neighbour, "乙1"), (prefecture, "本1")):
        contract(org, number, "1000", date(2024, 5, 1))


def rows(text: str) -> list[str]:
    """Of which contracts there is a row, in order."""
    body = text[text.index("<tbody>") : text.index("</tbody>")]
    return [name for line in body.split("<tr")[1:] for name in ("甲1", "乙1", "本1") if f">{name}</a>" in line]


def test_a_list_says_whose_each_record_is_and_is_sorted_and_filtered_by_it(
    three_contracts, prefecture, county, superior, clerk, neighbour_clerk
):
    text = asked(superior, prefecture, LIST).content.decode()
    assert all(f'<td title="{code}">' in text for code in ("652700", "652798", "652799"))
    assert rows(asked(superior, prefecture, f"{LIST}?order=bureau").content.decode()) == ["本1", "乙1", "甲1"]
    assert rows(asked(superior, prefecture, f"{LIST}?order=-bureau").content.decode()) == ["甲1", "乙1", "本1"]
    assert rows(asked(superior, prefecture, f"{LIST}?bureau=652798").content.decode()) == ["乙1"]
    assert rows(asked(superior, prefecture, f"{LIST}?bureau=652700").content.decode()) == ["本1"]
    wrong = asked(superior, prefecture, f"{LIST}?bureau=朔湖")
    assert (wrong.status_code, "应为六位单位代码" in wrong.content.decode()) == (422, True)
    own = asked(clerk, county, f"{LIST}?bureau=652798").content.decode()
    assert "乙1" not in own
    assert '<td title="652799">' not in asked(clerk, county, LIST).content.decode()
    assert asked(neighbour_clerk, county, LIST).status_code == 404


def test_a_panel_and_a_sheet_of_several_bureaus_say_it_too(three_contracts, prefecture, county, superior, clerk):
    panel = "figures/technology-contract-turnover/"
    text = asked(superior, prefecture, panel).content.decode()
    assert all(f"<td>{name}</td>" in text for name in ("博尔塔拉蒙古自治州", "临川县", "朔湖县"))
    assert "<td>朔湖县</td>" not in asked(clerk, county, panel).content.decode()
    for person, org, says in ((superior, prefecture, True), (clerk, county, False)):
        content = asked(person, org, f"{LIST}export.xlsx").getvalue()
        heads, *found = openpyxl.load_workbook(io.BytesIO(content)).active.values
        assert (HEADING in heads) is says
        if says:
            assert {row[heads.index(HEADING)] for row in found} == {"博尔塔拉蒙古自治州", "临川县", "朔湖县"}


def test_a_sheet_of_several_bureaus_imported_at_the_superior_asks_before_it_counts_anything_twice(
    three_contracts, prefecture, county, superior
):
    content = asked(superior, prefecture, f"{LIST}export.xlsx").getvalue()

    def planned(org, **answers):
        table = table_detection.read(TECHNOLOGY_CONTRACTS, io.BytesIO(content), "合同.xlsx")
        return import_plan.plan(TECHNOLOGY_CONTRACTS, table, org, answers=Answers(answers.pop("given", {})))

    plan = planned(prefecture)
    (question,) = plan.open_questions
    assert "下级单位的台账里已有相同的记录，在本级再登记一次，汇总时会算两次" in question.why
    assert all(f"与“{number}" in question.why for number in ("甲1", "乙1"))
    skipped = planned(prefecture, given={("same", ""): "skip"})
    assert (len(skipped.new), skipped.unchanged, skipped.open_questions) == (0, 1, ())
    assert len(planned(prefecture, given={("same", ""): "new"}).new) == 2
    assert not any(question.key == "below" for question in planned(county).questions)
