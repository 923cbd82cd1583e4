"""Personal data: masked wherever they appear for whoever may not see them, and noted wherever somebody sees them."""

import io

import openpyxl
import pytest
from django.test import Client

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise, YouthContest
from kezhang.orgs import access_log, people
from kezhang.orgs.models import AccessEvent, AccessHead, Office
from kezhang.records import access
from kezhang.records.declaration.masking import masked_view
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author

pytestmark = pytest.mark.django_db
ROOT = "/652799/2024-06-30/"
PHONE, MASKED = "13899991234", "138****1234"


@pytest.fixture
def firm(county, clerk) -> Enterprise:
    made = Enterprise(
        org=county, name="朔湖绿源", credit_code="91652799MA00000018", contact="欧阳明", phone="13900000000"
    )
    journal.save(ENTERPRISES, made, Author(by=clerk, accepting="据营业执照"))
    made.phone = PHONE
    journal.save(ENTERPRISES, made, Author(by=clerk, accepting="据营业执照", reason="换了电话"))
    return made


@pytest.fixture
def contest(county, clerk) -> YouthContest:
    ledger = LEDGERS["youth-contests"]
    values = {name: ledger.column(name).reader()(text) for name, text in ledger.sample.items()}
    made = YouthContest(org=county, **values | {"teacher": "上官老师"})
    journal.save(ledger, made, Author(by=clerk, accepting="据通知"))
    return made


def page(person, address: str) -> str:
    browser = Client()
    browser.force_login(person)
    answer = browser.get(ROOT + address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_clerk_sees_them_the_director_and_the_superior_a_part_and_the_neighbour_nothing(
    firm, clerk, director, superior, neighbour_clerk
):
    record, column = f"ledgers/enterprises/{firm.pk}/", "ledgers/enterprises/?column=name&column=phone&column=contact"
    for address in (record, column):
        assert PHONE in page(clerk, address)
        for person in (director, superior):
            shown = page(person, address)
            assert (PHONE in shown, MASKED in shown, "欧阳明" in shown, "欧**" in shown) == (False, True, False, True)
    browser = Client()
    browser.force_login(neighbour_clerk)
    assert browser.get(f"/652798/2024-06-30/{record}").status_code == 404


def test_what_they_were_before_is_masked_in_the_history_too(firm, clerk, director):
    record = f"ledgers/enterprises/{firm.pk}/"
    assert "13900000000" in page(clerk, record)
    assert "13900000000" not in page(director, record)
    assert "139****0000" in page(director, record)


def test_they_are_neither_searched_nor_sorted_by_for_whoever_sees_a_part(contest, firm, clerk, director):
    assert contest.work in page(clerk, "ledgers/youth-contests/?q=上官")
    assert contest.work not in page(director, "ledgers/youth-contests/?q=上官")
    assert contest.work in page(clerk, "search/?q=上官")
    assert contest.work not in page(director, "search/?q=上官")
    assert "未按它排序" in page(director, "ledgers/enterprises/?order=phone")
    assert "未按它排序" not in page(clerk, "ledgers/enterprises/?order=phone")


def test_a_sheet_has_them_only_for_who_may_see_them_and_both_are_noted(firm, clerk, director):
    for person, has in ((clerk, True), (director, False)):
        browser = Client()
        browser.force_login(person)
        book = openpyxl.load_workbook(io.BytesIO(b"".join(browser.get(f"{ROOT}ledgers/enterprises/export.xlsx"))))
        cells = {str(cell.value) for row in book.worksheets[0] for cell in row}
        assert (PHONE in cells, "联系电话" in cells or "电话" in cells) == (has, has)
    told = list(AccessEvent.objects.filter(kind="export").order_by("pk").values_list("person__username", "says"))
    assert told == [("clerk", "导出企业1条（含个人信息）"), ("director", "导出企业1条（不含个人信息）")]


def test_looking_at_them_is_noted_and_looking_at_a_part_or_at_anything_else_is_not(firm, clerk, director):
    page(director, f"ledgers/enterprises/{firm.pk}/")
    page(clerk, "ledgers/enterprises/")
    page(clerk, "board/")
    assert not AccessEvent.objects.exists()
    page(clerk, f"ledgers/enterprises/{firm.pk}/")
    page(clerk, "ledgers/enterprises/?column=phone")
    page(clerk, f"ledgers/enterprises/{firm.pk}/edit/")
    says = [event.says for event in AccessEvent.objects.filter(kind="personal").order_by("pk")]
    assert len(says) == 3
    assert "朔湖绿源" in says[0]
    assert "列表1条" in says[1]
    assert "修改" in says[2]
    assert not any(PHONE in each for each in says)


def test_a_post_for_an_office_sees_those_of_its_ledgers_alone(firm, clerk, county):
    office = Office.objects.create(org=county, name="项目股", ledgers=["projects"])
    people.appoint(clerk, [people.Appointment("clerk", county, (office,))])
    assert MASKED in page(clerk, f"ledgers/enterprises/{firm.pk}/")
    office.ledgers = ["enterprises"]
    office.save()
    assert PHONE in page(clerk, f"ledgers/enterprises/{firm.pk}/")


def test_a_sheet_that_waits_is_shown_to_who_may_confirm_it_alone(county, clerk, director, client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    content = f"企业名称,统一社会信用代码,联系电话\n甲公司,不是代码,{PHONE}\n".encode("utf-8-sig")
    client.force_login(clerk)
    shown = client.post(f"{ROOT}ledgers/enterprises/import/", {"file": SimpleUploadedFile("企业.csv", content)})
    batch = shown.headers["Location"]
    assert "不是代码" in client.get(batch).content.decode()
    client.force_login(director)
    assert "不是代码" not in client.get(batch).content.decode()
    assert client.get(f"{batch}rejected.xlsx").status_code == 404


@pytest.mark.parametrize("slug", [slug for slug, ledger in LEDGERS.items() if ledger.personal])
def test_every_ledger_with_personal_columns_masks_each_of_them(slug, county):
    ledger = LEDGERS[slug]
    record = ledger.model(org=county, **dict.fromkeys(ledger.personal, "欧阳明13899991234"))
    view = masked_view(ledger)
    for name in ledger.personal:
        assert view.column(name).is_masked
        assert "9999" not in view.column(name).text(record)
        assert name not in (*view.search, *view.filters)
        assert ledger.column(name).text(record) == "欧阳明13899991234"
    assert masked_view(LEDGERS["projects"]) is LEDGERS["projects"]


def test_the_auditor_reads_filters_and_takes_along_the_log_of_their_bureaus_alone(
    firm, clerk, director, neighbour, prefecture
):
    page(clerk, f"ledgers/enterprises/{firm.pk}/")
    access_log.record(access_log.Kind.LOGIN, neighbour, "登录", by=None, name="邻县的人")
    access_log.record(access_log.Kind.FAILED, None, "密码不对", by=None, name="没有这个人")
    auditor, whole = people.add("auditor", county_of(firm), "auditor"), people.add("whole", None, "auditor")
    own = page(auditor, "administration/log/")
    assert "朔湖绿源" in own
    assert "邻县的人" not in own + page(auditor, "administration/log/?everywhere=1")
    everything = page(whole, "administration/log/?everywhere=1")
    assert "邻县的人" in everything
    assert "没有这个人" in everything
    assert "朔湖绿源" not in page(auditor, "administration/log/?kind=login")
    assert "朔湖绿源" in page(auditor, "administration/log/?q=绿源&first=2024-01-01")
    assert "朔湖绿源" not in page(auditor, "administration/log/?last=2024-01-01")
    assert "没有读懂" in page(auditor, "administration/log/?first=abc")
    browser = Client()
    browser.force_login(auditor)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(browser.get(f"{ROOT}administration/log/log.xlsx"))))
    assert any("朔湖绿源" in str(cell.value) for row in book.active for cell in row)
    assert AccessEvent.objects.get(kind="audit").says.startswith("导出访问日志")
    for person in (clerk, director):
        browser.force_login(person)
        assert browser.get(f"{ROOT}administration/log/").status_code == 404


def county_of(firm):
    return firm.org


def test_the_log_shows_where_somebody_has_had_a_hand_in_it(clerk, county):
    for says in ("登录", "退出", "登录"):
        access_log.record(access_log.Kind.LOGIN, county, says, by=clerk)
    assert list(access_log.broken_links()) == []
    second = AccessEvent.objects.get(sequence=2)
    AccessEvent.objects.filter(pk=second.pk).update(says="什么也没有")
    assert "第2条访问日志的内容与校验值不符" in next(each.says for each in access_log.broken_links([county]))
    second.save()
    AccessEvent.objects.filter(sequence=3).delete()
    assert [each.says for each in access_log.broken_links()] == ["第2条之后的访问日志缺失"]
    AccessHead.objects.update(sequence=2)
    AccessEvent.objects.filter(sequence=1).delete()
    assert "第1条访问日志缺失" in next(each.says for each in access_log.broken_links())


def test_a_report_is_issued_only_by_who_shows_once_more_who_they_are(county, clerk, director):
    from datetime import date

    from kezhang.reports.frozen import freezing

    report = freezing.half_year(county, date(2024, 6, 30), clerk)
    browser = Client()
    browser.force_login(director)
    step = f"{ROOT}reports/{report.number}/steps/issue/"
    for sent, state in (({}, "draft"), ({"proof": "wrong"}, "draft"), ({"proof": "Zhanghu-2024"}, "issued")):
        browser.post(step, sent)
        report.refresh_from_db()
        assert report.state == state, sent
    assert AccessEvent.objects.get(kind="failed").says == "办理时登录密码不对"
    assert access.changes(director).filter(ledger="reports").count() == 2
