"""单位管理 in the browser: people one by one and by sheet, posts, offices, bureaus; by whom, and by whom not."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kezhang.orgs import guessing, people
from kezhang.orgs.models import AccessEvent, Office, OpenSession, Org, Post, User

pytestmark = pytest.mark.django_db
HERE = "/652799/2024-06-30/administration/"


@pytest.fixture
def admin(county) -> User:
    return people.add("admin", county, "administrator", full_name="周丽")


@pytest.fixture
def upper(prefecture) -> User:
    return people.add("upper", prefecture, "administrator", full_name="陈刚")


@pytest.fixture
def other_admin(neighbour) -> User:
    return people.add("other", neighbour, "administrator", full_name="赵敏")


def as_(person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def text(answer) -> str:
    return answer.content.decode()


def posts_form(*rows) -> dict:
    sent = {"row": [str(n) for n in range(len(rows))]}
    for n, row in enumerate(rows):
        sent |= {f"{name}-{n}": value for name, value in row.items()}
    return sent


def test_a_new_person_gets_posts_and_a_password_that_is_shown_once_and_must_be_changed(admin, county):
    answer = as_(admin).post(f"{HERE}people/new/", {"username": "liming", "full_name": "黎明", "kind": ["clerk"]})
    made = User.objects.get(username="liming")
    assert (made.org, made.must_change_password, [str(p) for p in made.posts.all()]) == (county, True, ["朔湖县填报人"])
    shown = text(answer).split('data-copy="')[1].split('"')[0]
    assert made.check_password(shown)
    assert "新增黎明" in AccessEvent.objects.get(kind="people").says
    assert shown not in AccessEvent.objects.get(kind="people").says


def test_whoever_may_not_finds_no_such_page_and_the_neighbour_nobody(admin, clerk, director, upper, other_admin):
    for person, expected in ((admin, 200), (upper, 200), (clerk, 404), (director, 404), (other_admin, 404)):
        browser = as_(person)
        assert browser.get(f"{HERE}people/").status_code == expected, person
        assert browser.get(f"{HERE}people/{clerk.pk}/").status_code == expected, person
        sent = browser.post(f"{HERE}people/new/", {"username": f"by{person.pk}", "full_name": "甲"})
        assert sent.status_code == expected, person
    theirs = as_(other_admin)
    root = HERE.replace("652799", "652798")
    assert "李文" not in text(theirs.get(f"{root}people/?below=1"))
    for deed in ("reset", "disable", "expire"):
        assert theirs.post(f"{root}people/{clerk.pk}/deeds/{deed}/").status_code == 404
    assert theirs.post(f"{root}people/{clerk.pk}/posts/", posts_form()).status_code == 404
    assert Post.objects.filter(person=clerk).count() == 2


def test_the_prefecture_keeps_the_people_of_its_counties(upper, clerk, neighbour_clerk):
    page = text(as_(upper).get("/652700/2024-06-30/administration/people/?below=1"))
    assert "李文" in page
    assert "赵敏" in page
    assert "李文" not in text(as_(upper).get("/652700/2024-06-30/administration/people/"))


def test_a_reset_password_ends_every_login_unlocks_and_must_be_changed(admin, clerk):
    theirs = as_(clerk)
    for _ in range(5):
        guessing.attempt("clerk", "10.0.0.1")
    answer = as_(admin).post(f"{HERE}people/{clerk.pk}/deeds/reset/")
    shown = text(answer).split('data-copy="')[1].split('"')[0]
    clerk.refresh_from_db()
    assert (clerk.check_password(shown), clerk.must_change_password, guessing.locked_until("clerk")) == (
        True,
        True,
        None,
    )
    assert theirs.get("/652799/2024-06-30/board/").headers["Location"].startswith("/login/")
    assert "重置密码：李文" in AccessEvent.objects.get(kind="account").says


def test_unlock_expire_disable_and_enable_do_what_they_say(admin, clerk):
    browser, page = as_(admin), f"{HERE}people/{clerk.pk}/"
    for _ in range(5):
        guessing.attempt("clerk", "10.0.0.1")
    assert "锁定至" in text(browser.get(page))
    browser.post(f"{page}deeds/unlock/")
    assert guessing.locked_until("clerk") is None
    browser.post(f"{page}deeds/expire/")
    assert User.objects.get(pk=clerk.pk).must_change_password
    theirs = as_(clerk)
    browser.post(f"{page}deeds/disable/")
    assert theirs.get("/652799/2024-06-30/board/").headers["Location"].startswith("/login/")
    assert not OpenSession.objects.filter(person=clerk).exists()
    assert "已停用" in text(browser.get(f"{HERE}people/?state=disabled"))
    browser.post(f"{page}deeds/enable/")
    assert User.objects.get(pk=clerk.pk).is_active
    assert browser.post(f"{page}deeds/delete/").status_code == 404


def test_nobody_keeps_their_own_account_nor_gives_themselves_posts(admin):
    browser, page = as_(admin), f"{HERE}people/{admin.pk}/"
    assert "本人账号" in text(browser.get(page))
    assert browser.post(f"{page}deeds/reset/").status_code == 404
    refused = browser.post(f"{page}posts/", posts_form({"kind": "director", "org": str(admin.org_id)}))
    assert (refused.status_code, "不能给自己设置岗位" in text(refused)) == (422, True)
    assert [post.kind for post in admin.posts.all()] == ["administrator"]


def test_posts_are_set_with_offices_dates_and_whom_one_acts_for(admin, clerk, director, county):
    office = Office.objects.create(org=county, name="高新股", ledgers=["enterprises"])
    own = str(county.pk)
    sent = posts_form(
        {"kind": "clerk", "org": own, "offices": [str(office.pk)]},
        {"kind": "director", "org": own, "acting": str(director.pk), "since": "2024-07-01", "until": "2024-07-15"},
        {"kind": "", "org": own},
    )
    assert as_(admin).post(f"{HERE}people/{clerk.pk}/posts/", sent).status_code == 302
    assert [str(post) for post in clerk.posts.all()] == [
        "朔湖县填报人（限高新股）", "朔湖县领导（代理王建国，自2024-07-01，至2024-07-15）",
    ]  # fmt: skip
    says = AccessEvent.objects.get(kind="people").says
    assert "新任" in says
    assert "免去" in says


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"kind": "auditor", "org": "own"}, "三员由安全管理员设置"),
        ({"kind": "king", "org": "own"}, "没有“king”这个岗位"),
        ({"kind": "clerk", "org": "neighbour"}, "别的单位的岗位"),
        ({"kind": "clerk", "org": "own", "until": "2024-13-01"}, "没有读懂"),
        ({"kind": "director", "org": "own", "acting": "director"}, "须写明到哪一天为止"),
    ],
)
def test_posts_that_cannot_be_are_refused_and_what_was_typed_stays(
    admin, clerk, director, county, neighbour, row, says
):
    known = {"own": county.pk, "neighbour": neighbour.pk, "director": director.pk}
    sent = posts_form({name: str(known.get(value, value)) for name, value in row.items()})
    answer = as_(admin).post(f"{HERE}people/{clerk.pk}/posts/", sent)
    assert (answer.status_code, says in text(answer)) == (422, True)
    assert Post.objects.filter(person=clerk).count() == 2


def test_the_security_administrator_alone_makes_an_auditor_and_sees_no_records(county, clerk):
    security = people.add("security", None, "security")
    sent = posts_form({"kind": "auditor", "org": "all"})
    browser = as_(security)
    assert browser.post(f"{HERE}people/{clerk.pk}/posts/", sent).status_code == 302
    assert [str(post) for post in clerk.posts.all()] == ["全系统审计员"]
    assert browser.get("/652799/2024-06-30/board/").status_code == 404
    assert browser.get(f"{HERE}people/new/").status_code == 404


def sheet(*rows) -> SimpleUploadedFile:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(buffer)
    return SimpleUploadedFile("人员.xlsx", buffer.getvalue())


def test_many_people_come_by_a_sheet_all_of_them_or_none(admin, clerk, county):
    Office.objects.create(org=county, name="高新股", ledgers=["enterprises"])
    head = ("登录名", "姓名", "角色", "股室")
    faulty = sheet(head, ("a1", "甲", "填报人", ""), ("clerk", "乙", "国王", "办公室"), ("", "丙", "", ""))
    browser = as_(admin)
    refused = browser.post(f"{HERE}people/import/", {"file": faulty})
    told = text(refused)
    for says in ("第3行：登录名 clerk 已经有人使用", "没有“国王”这个岗位", "没有“办公室”", "第4行：丙没有登录名"):
        assert says in told
    assert (refused.status_code, User.objects.filter(username="a1").exists()) == (422, False)
    good = sheet(("朔湖县科技局人员表",), head, ("a1", "甲", "填报人、审核人", "高新股"), ("a2", "乙", "", ""))
    done = text(browser.post(f"{HERE}people/import/", {"file": good}))
    assert done.count("data-copy=") == 2
    assert [str(p) for p in User.objects.get(username="a1").posts.all()] == [
        "朔湖县填报人（限高新股）", "朔湖县审核人（限高新股）",
    ]  # fmt: skip
    assert User.objects.get(username="a2").must_change_password


def test_the_sheet_to_fill_in_is_understood_as_it_is(admin, county):
    browser = as_(admin)
    template = b"".join(browser.get(f"{HERE}people/template.xlsx"))
    browser.post(f"{HERE}people/import/", {"file": SimpleUploadedFile("人员.xlsx", template)})
    assert [str(p) for p in User.objects.get(username="zhangsan").posts.all()] == ["朔湖县填报人", "朔湖县审核人"]


def test_by_a_sheet_nobody_becomes_what_the_giver_may_not_give(admin):
    asked = sheet(("登录名", "姓名", "岗位"), ("a1", "甲", "审计员"))
    refused = as_(admin).post(f"{HERE}people/import/", {"file": asked})
    assert (refused.status_code, "三员由安全管理员设置" in text(refused)) == (422, True)
    assert not User.objects.filter(username="a1").exists()


def test_who_never_logged_in_is_counted_and_listed(admin, clerk, director):
    User.objects.filter(pk=clerk.pk).update(last_login=timezone.now())
    page = text(as_(admin).get(f"{HERE}people/?state=never"))
    assert "王建国" in page
    assert "李文" not in page


def test_an_office_is_set_up_given_ledgers_and_closed_only_when_nobody_is_limited_to_it(
    admin, clerk, other_admin, county
):
    browser = as_(admin)
    browser.post(f"{HERE}offices/", {"name": "高新股"})
    office = Office.objects.get(org=county)
    assert browser.post(f"{HERE}offices/", {"name": "高新股"}).status_code == 422
    sent = {"name": "高新技术股", "ledger": ["enterprises", "nothing"], "indicator": ["technology-contract-turnover"]}
    browser.post(f"{HERE}offices/{office.pk}/", sent)
    office.refresh_from_db()
    assert (office.name, office.ledgers, office.indicators) == (
        "高新技术股", ["enterprises"], ["technology-contract-turnover"],
    )  # fmt: skip
    assert as_(other_admin).post(f"/652798/2024-06-30/administration/offices/{office.pk}/", sent).status_code == 404
    people.appoint(clerk, [people.Appointment("clerk", county, (office,))])
    browser.post(f"{HERE}offices/{office.pk}/close/")
    assert Office.objects.filter(pk=office.pk).exists()
    people.appoint(clerk, [people.Appointment("clerk", county)])
    browser.post(f"{HERE}offices/{office.pk}/close/")
    assert not Office.objects.filter(pk=office.pk).exists()


def test_a_development_zone_gets_a_bureau_below_its_prefecture(upper, admin, prefecture, county):
    root = "/652700/2024-06-30/administration/bureaus/"
    browser = as_(upper)
    assert 'value="652771"' in text(browser.get(root))
    sent = {"code": "652771", "name": "朔湖经济技术开发区", "full_name": "朔湖经济技术开发区科技创新局"}
    led = browser.post(root, sent).headers["Location"]
    made = Org.objects.get(code="652771")
    assert (made.parent, made.level, made.bureau, made.place_word) == (prefecture, "county", sent["full_name"], "区")
    assert browser.get(led).status_code == 200
    assert browser.post(f"{root}652771/", {"name": "朔湖开发区", "full_name": ""}).status_code == 302
    made.refresh_from_db()
    assert made.bureau == "朔湖开发区科学技术局"
    for code, says in (
        ("652771", "已经是"),
        ("652801", "应以6527开头"),
        ("6527", "6位数字"),
        ("652700", "应以6527开头"),
    ):
        refused = browser.post(root, {"code": code, "name": "某区"})
        assert (refused.status_code, says in text(refused)) == (422, True), code
    assert as_(admin).post(root, sent).status_code == 404
    assert "下面不再设单位" in text(as_(admin).post(f"{HERE}bureaus/", {"code": "652799", "name": "甲"}))
