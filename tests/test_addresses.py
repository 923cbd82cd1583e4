"""Bureau and date stand in the address: what each of three people gets there, and how one comes from one to another."""

import json
import re
from datetime import date
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_script_prefix, reverse
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.cli import demo
from kezhang.ledgers.models import Enterprise
from kezhang.orgs import people
from kezhang.orgs.models import Org, User
from kezhang.records import workbook_writer
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Batch
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.reports.frozen import freezing
from kezhang.web.context import LISTED
from kezhang.web.views.bureaus import OFFERED, called

pytestmark = pytest.mark.django_db
ENTERPRISES: Ledger = next(ledger for ledger in LEDGERS.values() if ledger.model is Enterprise)
JUNE = "/652799/2024-06-30/"


@pytest.fixture
def browser() -> Client:
    """A client that follows nothing: here redirects are what is looked at."""
    return Client()


@pytest.fixture
def firm(county, clerk) -> Enterprise:
    made = Enterprise(org=county, name="朔湖绿源农业科技有限公司", credit_code="91652799MA00000018")
    journal.save(ENTERPRISES, made, Author(by=clerk, accepting="据营业执照"))
    return made


@pytest.fixture
def provincial(db) -> User:
    """自治区科技厅的填报人."""
    region = Org.objects.create(code="650000", name="新疆维吾尔自治区", level=Org.Level.PROVINCIAL)
    return people.add("region", region, "clerk", "reviewer", password="Zhanghu-2024", full_name="马强")


@pytest.fixture
def many(provincial, county, neighbour) -> list[Org]:
    """As many bureaus as a list offers, all below the region."""
    lacking = range(LISTED - Org.objects.count())
    made = [Org(code=f"65{1001 + n}", prefix=f"65{1001 + n}", name=f"第{n}县", level="county") for n in lacking]
    return Org.objects.bulk_create(made)


def status(browser, address):
    return browser.get(address).status_code


def switched(browser, **asked):
    """Where the switch leads."""
    return browser.get(JUNE + "view/?" + urlencode(asked)).headers.get("Location")


def test_own_clerk_director_and_superior_get_the_page_and_the_neighbour_nothing(
    browser, clerk, director, superior, neighbour_clerk
):
    for person, expected in ((clerk, 200), (director, 200), (superior, 200), (neighbour_clerk, 404)):
        browser.force_login(person)
        assert status(browser, JUNE + "board/") == expected
        assert status(browser, JUNE + "ledgers/enterprises/export.xlsx") == expected


def test_whoever_may_see_it_gets_the_same_page_by_the_same_link(browser, clerk, superior):
    for person in (clerk, superior):
        browser.force_login(person)
        shown = browser.get(JUNE + "board/")
        assert (shown.context["org"].code, shown.context["as_of"]) == ("652799", date(2024, 6, 30))


def test_two_tabs_do_not_disturb_each_other(browser, superior, county, neighbour):
    browser.force_login(superior)
    kept = dict(browser.session)
    first, second = "/652799/2024-06-30/home/", "/652798/2023-12-31/home/"
    for address, org in ((first, county), (second, neighbour), (first, county)):
        page = browser.get(address)
        assert (page.context["org"], page.context["as_of"].isoformat()) == (org, address.split("/")[2])
        other = second if address == first else first
        text = page.content.decode()
        assert f'href="{address.removesuffix("home/")}board/"' in text
        assert other.removesuffix("home/") not in text
    assert dict(browser.session) == kept


def test_an_address_without_bureau_and_date_leads_to_the_own_bureau_today(browser, clerk):
    browser.force_login(clerk)
    today = timezone.localdate().isoformat()
    answer = browser.get("/ledgers/enterprises/?q=朔湖&page=1")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/652799/{today}/ledgers/enterprises/?q=%E6%9C%94%E6%B9%96&page=1"
    assert browser.get("/").headers["Location"] == f"/652799/{today}/home/"
    assert browser.get("/652799/2024-06-30").headers["Location"] == JUNE + "home/"
    assert browser.get("/652799/2024-06-30/board").headers["Location"] == JUNE + "board/"
    assert (status(browser, "/password/"), status(browser, "/login/"), status(browser, "/no-such/")) == (200, 200, 404)


def test_what_is_sent_or_fetched_as_a_part_is_answered_without_them(browser, clerk):
    browser.force_login(clerk)
    today = timezone.localdate().isoformat()
    sent = browser.post("/ledgers/enterprises/new/", {"name": "甲公司", "accepting": "据营业执照"})
    assert sent.headers["Location"] == f"/652799/{today}/ledgers/enterprises/{Enterprise.objects.get().pk}/"
    assert browser.get("/board/trends/", headers={"HX-Request": "true"}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/652798/2024-06-30/board/",  # a bureau of others
        "/999999/2024-06-30/board/",  # none at all
        "/999999/2024-06-30/board",
        "/652799/2024-02-30/board/",  # no such day
        "/652799/1989-12-31/board/",
        "/652799/2101-01-01/board/",
        "/652799/0001-01-01/board/",
        "/652799/2024-6-30/board/",
        "/652799/board/",
        "/６５２７９９/2024-06-30/board/",
        JUNE + "no-such-page/",
        JUNE.rstrip("/") + JUNE + "board/",
    ],
)
def test_what_cannot_be_seen_is_one_page_that_tells_nothing_apart(browser, clerk, neighbour, address):
    browser.force_login(clerk)
    answer = browser.get(address)
    told, other = (_without_place(each.content.decode()) for each in (answer, browser.get("/no-such-page/")))
    assert (answer.status_code, "不在您的范围内" in told) == (404, True)
    assert told == other


def _without_place(page: str) -> str:
    return re.sub(r"/\d{6}/\d{4}-\d{2}-\d{2}/", "/", page)


def test_nobody_is_told_by_the_login_which_bureaus_there_are(browser, county):
    for address in (JUNE + "board/", "/999999/2024-06-30/board/", "/652799/2024-02-30/board/"):
        assert browser.get(address).headers["Location"] == f"/login/?next={address}"


def test_the_login_leads_back_to_the_address_and_the_logout_out_of_every_bureau(browser, clerk):
    typed = {"username": "clerk", "password": "Zhanghu-2024"}
    back = browser.post("/login/", {**typed, "next": JUNE + "board/"})
    assert back.headers["Location"] == JUNE + "board/"
    assert browser.post(JUNE + "logout/").headers["Location"] == "/login/"
    inside = browser.post(JUNE + "login/", typed)
    assert inside.headers["Location"] == "/home/"
    assert browser.post("/login/", {**typed, "next": "//evil.example/"}).headers["Location"] == "/home/"


def test_cookies_are_the_whole_sites_and_a_form_needs_its_token_under_every_address(clerk):
    strict = Client(enforce_csrf_checks=True)
    strict.get("/login/")
    token = strict.cookies["csrftoken"]
    typed = {"username": "clerk", "password": "Zhanghu-2024", "csrfmiddlewaretoken": token.value}
    assert strict.post("/login/", typed).status_code == 302
    assert {token["path"], strict.cookies["sessionid"]["path"]} == {"/"}
    assert strict.post(JUNE + "ledgers/enterprises/new/", {"name": "甲"}).status_code == 403
    fresh = {"csrfmiddlewaretoken": strict.cookies["csrftoken"].value}
    assert strict.post(JUNE + "ledgers/enterprises/new/", fresh).status_code == 422


def test_the_prefix_is_gone_after_every_request(browser, clerk):
    browser.force_login(clerk)
    for address in (JUNE + "board/", JUNE + "figures/nothing/", "/999999/2024-06-30/board/", "/home/", JUNE + "login/"):
        browser.get(address)
        assert get_script_prefix() == "/"


def test_a_site_below_a_folder_of_its_host_keeps_it(browser, clerk):
    browser.force_login(clerk)
    below = {"SCRIPT_NAME": "/kezhang"}
    today = timezone.localdate().isoformat()
    assert browser.get("/home/", **below).headers["Location"] == f"/kezhang/652799/{today}/home/"
    page = browser.get(JUNE + "home/", **below).content.decode()
    assert f'href="/kezhang{JUNE}board/"' in page
    led = browser.get(JUNE + "view/?as_of=2023-12-31&at=/kezhang/652799/2024-06-30/board/", **below)
    assert led.headers["Location"] == "/kezhang/652799/2023-12-31/board/"


def test_assets_stand_outside_of_bureau_and_date(browser, clerk):
    browser.force_login(clerk)
    page = browser.get(JUNE + "home/").content.decode()
    assert 'href="/static/kezhang/kezhang.css"' in page
    assert "2024-06-30/static" not in page


def test_a_record_a_batch_and_a_report_are_led_to_their_own_bureau(browser, firm, county, clerk, superior):
    report = freezing.half_year(county, date(2024, 6, 30), clerk)
    batch = Batch.objects.create(org=county, ledger="enterprises", file_name="企业.xlsx", sha256="", by=clerk)
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.APPLIED)
    browser.force_login(superior)
    for page in (
        f"ledgers/enterprises/{firm.pk}/",
        f"ledgers/enterprises/import/{batch.pk}/",
        f"reports/{report.number}/",
    ):
        led = browser.get(f"/652700/2023-12-31/{page}?x=1")
        assert led.headers["Location"] == f"/652799/2023-12-31/{page}?x=1"
        shown = browser.get(led.headers["Location"])
        assert (shown.status_code, shown.context["org"]) == (200, county)
    part = browser.get(f"/652700/2023-12-31/reports/{report.number}/figures/k001/", headers={"HX-Request": "true"})
    assert part.status_code in {200, 404}


def test_a_record_of_others_is_not_led_anywhere(browser, firm, neighbour_clerk):
    browser.force_login(neighbour_clerk)
    assert status(browser, f"/652798/2024-06-30/ledgers/enterprises/{firm.pk}/") == 404
    assert status(browser, f"{JUNE}ledgers/enterprises/{firm.pk}/") == 404


def test_a_superior_looks_at_a_bureau_and_writes_nothing_there(browser, firm, superior):
    browser.force_login(superior)
    assert status(browser, JUNE + "ledgers/enterprises/new/") == 404
    assert browser.post(JUNE + "ledgers/enterprises/new/", {"name": "乙公司"}).status_code == 404
    assert browser.post(f"{JUNE}ledgers/enterprises/{firm.pk}/void/", {"reason": "x"}).status_code == 404


def test_the_switch_keeps_the_page_and_its_query(browser, superior, county, neighbour):
    browser.force_login(superior)
    there = "/652798/2023-12-31/"
    for page in (
        "board/?light=behind",
        "ledgers/enterprises/?q=%E7%94%B2",
        "reports/promises/",
        "search/?q=1",
        "home/",
    ):
        assert switched(browser, org="652798", as_of="2023-12-31", at=JUNE + page) == there + page
    assert switched(browser, as_of="2023-12-31", at=JUNE + "board/") == "/652799/2023-12-31/board/"
    assert switched(browser, org="652798", at="/board/") == "/652798/2024-06-30/board/"


def test_from_a_record_the_switch_leads_to_the_list_it_is_in(browser, superior, firm, neighbour):
    browser.force_login(superior)
    there = "/652798/2024-06-30/"
    for page, led in (
        (f"ledgers/enterprises/{firm.pk}/?x=1", "ledgers/enterprises/"),
        (f"ledgers/enterprises/{firm.pk}/edit/", "ledgers/enterprises/"),
        ("ledgers/enterprises/import/", "ledgers/enterprises/"),
        ("reports/2024-1/", "reports/"),
        ("reports/templates/half_year/", "reports/templates/"),
        ("reading/3/", "reading/"),
        ("password/", ""),
    ):
        assert switched(browser, org="652798", at=JUNE + page) == there + led
        # With another date alone one stays where one is.
        assert switched(browser, as_of="2023-12-31", at=JUNE + page) == "/652799/2023-12-31/" + page


@pytest.mark.parametrize(
    "at",
    ["https://evil.example/", "//evil.example/x", "///evil.example", "/\\evil.example", "http://[", "javascript:alert(1)",
     "/652799/2024-06-30//evil.example/", "/no-such-page/", "/board/\r\nX: 1", "", "?", "/view/?at=/view/"],
)  # fmt: skip
def test_the_switch_never_leads_out_of_the_site(browser, clerk, at):
    browser.force_login(clerk)
    led = switched(browser, as_of="2023-12-31", at=at)
    assert led.startswith("/652799/2023-12-31/")
    assert "evil" not in led
    assert "\n" not in led


def test_the_switch_goes_to_no_bureau_outside_ones_scope(browser, clerk, neighbour):
    browser.force_login(clerk)
    for typed in ("652798", "临川县", "999999", "没有的县", "x" * 5000):
        answer = browser.get(JUNE + "view/", {"org": typed})
        assert (answer.status_code, "不在您的范围内" in answer.content.decode()) == (404, True)
        assert "（652798）" not in answer.content.decode()


@pytest.mark.parametrize("typed", ["2024-06-30", "2024.6.30", "2024/6/30", "20240630", "2024年6月30日"])
def test_the_date_is_typed_as_people_write_dates(browser, clerk, typed):
    browser.force_login(clerk)
    assert switched(browser, as_of=typed, at="/652799/2026-01-01/board/") == JUNE + "board/"


@pytest.mark.parametrize("typed", ["1989-12-31", "2101-01-01", "2024-02-30", "2024-06-31", "昨天", "0001-01-01"])
def test_a_date_that_cannot_be_meant_is_said_and_changes_nothing(browser, clerk, typed):
    browser.force_login(clerk)
    led = switched(browser, as_of=typed, at=JUNE + "board/")
    assert led == JUNE + "board/"
    assert "应为1990年至2100年之间的日期" in browser.get(led).content.decode()


def test_today_is_one_step_away_where_the_date_is_another(browser, clerk):
    browser.force_login(clerk)
    today = timezone.localdate().isoformat()
    assert ">今天<" in browser.get(JUNE + "board/").content.decode()
    assert ">今天<" not in browser.get(f"/652799/{today}/board/").content.decode()


def test_up_to_two_hundred_bureaus_are_listed_and_more_are_typed(browser, provincial, many):
    browser.force_login(provincial)
    page = browser.get(JUNE + "home/").content.decode()
    assert (page.count("<option value="), 'list="bureaus"' in page) == (200, False)
    Org.objects.create(code="659999", name="多一县", level=Org.Level.COUNTY)
    page = browser.get(JUNE + "home/").content.decode()
    assert (page.count("<option value="), 'list="bureaus"' in page) == (0, True)
    assert 'name="org" value="朔湖县（652799）"' in page


def test_a_bureau_is_offered_by_name_code_or_initials_and_only_where_it_may_be_seen(
    browser, provincial, superior, clerk, neighbour_clerk, many
):
    def offered(typed: str) -> str:
        return browser.get("/suggest/bureau/", {"q": typed}, headers={"HX-Request": "true"}).content.decode()

    for person, there in ((provincial, True), (superior, True), (clerk, True), (neighbour_clerk, False)):
        browser.force_login(person)
        for typed in ("朔湖", "652799", "6527", "shx", "SH"):
            assert ("朔湖县（652799）" in offered(typed)) is there
        assert ("第1县" in offered("第1县")) is (person == provincial)
    browser.force_login(provincial)
    assert offered("第").count("<option") == OFFERED
    assert offered("").strip() == ""
    assert '<option value="朔湖县（652799）">博尔塔拉蒙古自治州 shx</option>' in offered("shx")


def test_without_a_script_what_is_typed_leads_there_or_lists_what_it_may_mean(browser, provincial, many):
    browser.force_login(provincial)
    for typed in ("朔湖县", "朔湖", "652799", "朔湖县（652799）", "shx"):
        assert switched(browser, org=typed, as_of="2023-12-31", at=JUNE + "board/") == "/652799/2023-12-31/board/"
    answer = browser.get(JUNE + "view/", {"org": "第1", "at": JUNE + "board/?light=behind"})
    page = answer.content.decode()
    assert answer.status_code == 200
    first = Org.objects.get(name="第1县")
    assert f'<a href="/{first.code}/2024-06-30/board/?light=behind">第1县（{first.code}）</a>' in page
    assert f"只列出前{OFFERED}个" in page
    assert f'name="at" value="{JUNE}board/?light=behind"' in page


def test_two_bureaus_of_one_name_are_told_apart_by_their_codes():
    twins = [Org(code="652701", name="南山区"), Org(code="652702", name="南山区"), Org(code="652703", name="大南山区")]
    assert called(twins, "南山区") == twins[:2]
    assert called(twins, "南山") == twins
    assert called(twins, str(twins[1])) == called(twins, "652702") == twins[1:2]


def test_a_person_without_a_bureau_is_told_so_and_gets_no_address(browser, county):
    browser.force_login(User.objects.create_user("nobody", password="Zhanghu-2024"))
    for address in ("/home/", "/view/?as_of=2024-06-30"):
        answer = browser.get(address)
        assert (answer.status_code, "没有归属单位" in answer.content.decode()) == (403, True)
    assert (status(browser, "/board/"), status(browser, JUNE + "home/")) == (404, 404)


def test_the_one_who_administers_everything_starts_at_the_first_bureau_and_sees_no_figures(browser, prefecture, county):
    browser.force_login(people.add("root", None, "system"))
    assert browser.get("/home/").headers["Location"].startswith("/652700/")
    assert browser.get(JUNE + "home/").headers["Location"] == JUNE + "administration/"
    assert (status(browser, JUNE + "administration/"), status(browser, JUNE + "board/")) == (200, 404)


def test_a_preview_that_was_confirmed_can_be_looked_at_again_by_its_address(browser, clerk):
    browser.force_login(clerk)
    book = SimpleUploadedFile("企业.xlsx", workbook_writer.template(ENTERPRISES))
    shown = browser.post(JUNE + "ledgers/enterprises/import/", {"file": book}).headers["Location"]
    assert browser.get(shown + "confirm/").headers["Location"] == shown


def test_the_log_of_a_bureau_that_drafted_a_report_leads_to_pages_that_exist(browser, firm, county, clerk):
    report = freezing.half_year(county, date(2024, 6, 30), clerk)
    browser.force_login(clerk)
    page = browser.get(JUNE + "administration/").content.decode()
    assert f'<a href="{JUNE}ledgers/enterprises/{firm.pk}/">{firm.name}</a>' in page
    assert f'<a href="{JUNE}reports/{report.number}/">{report.number} {report.title}</a>' in page


def test_a_bureau_of_invented_data_opens_on_the_day_its_data_are_of(
    browser, clerk, superior, neighbour_clerk, settings, tmp_path
):
    settings.OPENING_DAYS_FILE = tmp_path / "opening_days.json"
    demo.open_on_their_days()
    settings.KEZHANG_OPENING_DAYS = json.loads(settings.OPENING_DAYS_FILE.read_text(encoding="utf-8"))
    for person, home in ((clerk, JUNE), (superior, "/652700/2024-06-30/")):
        browser.post("/login/", {"username": person.username, "password": "Zhanghu-2024"})
        assert browser.get("/home/").headers["Location"] == home + "home/"
    browser.post("/login/", {"username": neighbour_clerk.username, "password": "Zhanghu-2024"})
    assert browser.get("/home/").headers["Location"] == f"/652798/{timezone.localdate()}/home/"


def test_the_menu_is_lit_under_bureau_and_date(browser, clerk):
    browser.force_login(clerk)
    for page, label in (("board/checks/", "进度"), ("ledgers/targets/", "任务"), ("ledgers/enterprises/", "台账")):
        assert f'class="entry lit" href="{JUNE}' in (text := browser.get(JUNE + page).content.decode())
        assert f">{label}</a>" in text[text.index('class="entry lit"') :][:200]


def test_no_template_spells_an_address_out():
    from pathlib import Path

    import kezhang

    pages = [*Path(kezhang.__file__).parent.rglob("*.html"), *Path(kezhang.__file__).parent.rglob("kezhang.js")]
    spelt = [
        p.name
        for p in pages
        if any(f'{name}="/' in p.read_text("utf-8") for name in ("href", "action", "src", "hx-get", "hx-post"))
    ]
    assert (len(pages) > 30, spelt) == (True, [])
    assert reverse("home") == "/home/"
