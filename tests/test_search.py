"""搜索: one box over everything, by words and by the letters of names, within what each person may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise
from kezhang.name_search import index
from kezhang.name_search.models import NameLetters
from kezhang.orgs import people
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.reports.frozen import freezing
from tests.single_records import JUNE, target, written

pytestmark = pytest.mark.django_db
ROOT = "/652799/2024-06-30"
FIRM = "朔湖绿源农业科技有限公司"


@pytest.fixture
def firm(county, clerk):
    return written(ENTERPRISES, Enterprise(org=county, name=FIRM, credit_code="91652799MA7AB1239R"), clerk)


def found(client, words, root=ROOT) -> dict[str, list[str]]:
    page = client.get(f"{root}/search/", {"q": words})
    assert page.status_code == 200
    return {group.label: [line.name for line in group.lines] for group in page.context["found"]}


def test_a_firm_is_found_by_words_code_and_letters_from_the_middle_of_its_name(client, clerk, firm):
    client.force_login(clerk)
    for words in ("绿源", "91652799MA7AB1239R", "shly", "SHLY", "lyny", "nykj"):
        assert found(client, words)["企业"] == [FIRM], words
    for words in ("xyz", "l", "slny"):
        assert "企业" not in found(client, words), words


def test_the_letters_follow_the_name_and_a_void_record_is_not_found(client, county, clerk, firm):
    client.force_login(clerk)
    firm.name = "朔湖金穗种业有限公司"
    written(ENTERPRISES, firm, clerk)
    assert "企业" not in found(client, "shly")
    assert found(client, "jszy")["企业"] == [firm.name]
    assert NameLetters.objects.filter(record_id=firm.pk, letters__startswith="shly").count() == 0
    journal.void(ENTERPRISES, firm, Author(by=clerk, reason="登记有误"))
    assert "企业" not in found(client, "jszy")


def test_indicators_tasks_reports_and_people_are_found(client, county, clerk, director):
    aim = target(county, 8, document_number="州科发〔2024〕8号")
    report = freezing.half_year(county, JUNE, clerk)
    client.force_login(clerk)
    assert "科技成果登记数" in found(client, "成果登记")["指标"]
    assert "科技成果登记数" in found(client, "kjcgdj")["指标"]
    assert found(client, "成果登记")["任务"] == [str(aim)]
    assert found(client, "〔2024〕8号")["任务"] == [str(aim)]
    assert report.title in found(client, "上半年")["报告"]
    assert "人员" not in found(client, "王建国")  # a clerk keeps no people
    client.force_login(people.add("admin", county, "administrator", full_name="周正"))
    assert found(client, "王建国")["人员"] == ["王建国"]
    assert found(client, "wjg")["人员"] == ["王建国"]


def test_the_neighbour_finds_nothing_of_it_and_the_director_what_he_may_see(
    client, county, clerk, director, neighbour_clerk, firm
):
    target(county, 8)
    client.force_login(director)
    assert found(client, "shly")["企业"] == [FIRM]
    client.force_login(neighbour_clerk)
    assert not {"企业", "任务", "报告", "人员"} & set(found(client, "shly", "/652798/2024-06-30"))
    assert "任务" not in found(client, "成果登记", "/652798/2024-06-30")
    assert client.get(f"{ROOT}/search/", {"q": "shly"}).status_code == 404


def test_a_prefecture_finds_its_counties_firms(client, county, superior, firm):
    client.force_login(superior)
    assert found(client, "shly", "/652700/2024-06-30")["企业"] == [FIRM]


def test_a_form_offers_firms_by_letters_and_by_what_a_name_holds(client, clerk, neighbour_clerk, firm):
    for person, root, offered in ((clerk, ROOT, True), (neighbour_clerk, "/652798/2024-06-30", False)):
        client.force_login(person)
        for typed in ("shly", "绿源", "916527"):
            page = client.get(f"{root}/suggest/firm/", {"enterprise_name": typed}).content.decode()
            assert (FIRM in page) is offered


def test_letters_are_asked_of_an_index_and_not_of_every_name(county, clerk, firm):
    with CaptureQueriesContext(connection) as asked:
        assert index.found(county, "shly") == [("enterprises", firm.pk)]
    assert len(asked) == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + asked[0]["sql"])
            plan = " ".join(str(row) for row in cursor.fetchall())
        assert "nameletters_typed" in plan
