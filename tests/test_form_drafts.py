"""暂存: what was typed comes back after a closed page, an ended session, a stale token; to its writer and nobody else."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.form_drafts import models
from kezhang.form_drafts.models import FormDraft
from kezhang.form_drafts.tickets import ticket_for
from kezhang.ledgers.models import Enterprise
from kezhang.orgs import people
from kezhang.orgs.models import User
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author

pytestmark = pytest.mark.django_db
NEW = "/652799/2024-06-30/ledgers/enterprises/new/"
NAME = "朔湖绿源农业科技有限公司"


@pytest.fixture
def firm(county, clerk) -> Enterprise:
    made = Enterprise(org=county, name=NAME, credit_code="91652799MA00000018")
    journal.save(LEDGERS["enterprises"], made, Author(by=clerk, accepting="据营业执照"))
    return made


def hidden(client, address: str) -> dict[str, str]:
    """What the form carries along without being typed."""
    page = client.get(address).content.decode()
    form = page[page.index('class="sheet"') :]
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)}


def typed(client, address: str, **answers: str) -> dict[str, str]:
    return {**hidden(client, address), **answers}


def value_of(page: str, name: str) -> str:
    (tag,) = re.findall(rf'<(?:input|textarea) id="id_{name}"[^>]*>', page)
    found = re.search(r'value="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def test_what_is_typed_is_kept_and_offered_when_the_form_is_opened_again(client, clerk, county):
    client.force_login(clerk)
    answer = client.post("/drafts/", typed(client, NEW, name=NAME, reason="走访时登记"))
    assert answer.json()["says"].endswith("已暂存")
    offer = client.get(NEW).content.decode()
    assert "没有保存。" in offer
    assert value_of(offer, "name") == ""
    given_back = client.get(NEW + "?draft=1")
    assert given_back.status_code == 200
    page = given_back.content.decode()
    assert (value_of(page, "name"), value_of(page, "reason")) == (NAME, "走访时登记")
    assert "填的内容，还没有保存" in page


def test_a_form_that_was_begun_waits_on_the_workbench_of_its_writer(client, clerk, director, county, firm):
    client.force_login(clerk)
    client.post("/drafts/", typed(client, NEW, name="临时记下的企业"))
    client.post("/drafts/", typed(client, f"/652799/2024-06-30/ledgers/enterprises/{firm.pk}/edit/", name=""))
    page = client.get("/652799/2024-06-30/home/").content.decode()
    assert '<a href="/652799/2024-06-30/ledgers/enterprises/new/?draft=1">临时记下的企业</a>' in page
    assert "新增企业，填到一半" in page
    assert f'ledgers/enterprises/{firm.pk}/edit/?draft=1">修改企业</a>' in page
    client.force_login(director)
    assert "填到一半" not in client.get("/652799/2024-06-30/home/").content.decode()


def test_once_saved_it_is_offered_no_more(client, clerk, county):
    client.force_login(clerk)
    said = typed(client, NEW, name=NAME, credit_code="91652799MA00000018", accepting="据营业执照")
    client.post("/drafts/", said)
    assert client.post(NEW, said).status_code == 302
    assert Enterprise.objects.count() == 1
    assert not FormDraft.objects.exists()


def test_what_is_not_wanted_is_given_up(client, clerk, county):
    client.force_login(clerk)
    client.post("/drafts/", typed(client, NEW, name=NAME))
    carried = hidden(client, NEW)
    answer = client.post("/drafts/give-up/", {"ticket": carried["ticket"], "back": NEW})
    assert answer.headers["Location"] == NEW
    assert "填过这张表" not in client.get(NEW).content.decode()
    assert client.post("/drafts/give-up/", {"ticket": carried["ticket"], "back": "//evil.example/"}).headers["Location"].endswith("/home/")  # fmt: skip


def test_a_session_that_ends_in_the_form_leads_through_the_login_back_to_it_filled(client, clerk, county):
    client.force_login(clerk)
    said = typed(client, NEW, name=NAME, remark="电话里说的")
    client.logout()
    answer = client.post(NEW, said)
    login = urlsplit(answer.headers["Location"])
    assert (login.path, parse_qs(login.query)) == ("/login/", {"next": [NEW + "?draft=1"]})
    assert not Enterprise.objects.exists()
    back = client.post(
        "/login/", {"username": "clerk", "password": "Zhanghu-2024", "next": NEW + "?draft=1"}, follow=True
    )
    page = back.content.decode()
    assert (value_of(page, "name"), "电话里说的</textarea>" in page) == (NAME, True)


def test_what_is_typed_after_the_session_ended_is_kept_all_the_same(client, clerk, county):
    client.force_login(clerk)
    said = typed(client, NEW, name=NAME)
    client.logout()
    assert client.post("/drafts/", said).status_code == 200
    assert FormDraft.objects.get().person == clerk


def test_whoever_logs_in_instead_is_shown_nothing_of_it(client, clerk, director, county):
    other = people.add("second", county, "clerk", "reviewer", password="Zhanghu-2024")
    client.force_login(clerk)
    said = typed(client, NEW, name=NAME)
    client.logout()
    client.post(NEW, said)
    client.force_login(other)
    assert NAME not in client.get(NEW + "?draft=1").content.decode()
    assert client.post("/drafts/give-up/", {"ticket": said["ticket"]}).status_code == 404
    assert FormDraft.objects.count() == 1


@pytest.mark.parametrize("ticket", ["", "x", "WzEsIngiXQ:abc:def"])
def test_without_a_ticket_of_ours_nothing_is_kept(client, clerk, county, ticket):
    assert Client().post("/drafts/", {"ticket": ticket, "name": NAME}).status_code == 400
    assert not FormDraft.objects.exists()


def test_a_ticket_of_an_account_that_is_closed_holds_no_more(clerk, county):
    ticket = ticket_for(clerk, "x")
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert Client().post("/drafts/", {"ticket": ticket, "name": NAME}).status_code == 400


def test_the_two_of_a_bureau_keep_their_own(client, clerk, county, firm):
    other = people.add("second", county, "clerk", "reviewer", password="Zhanghu-2024")
    address = f"/652799/2024-06-30/ledgers/enterprises/{firm.pk}/edit/"
    for person, remark in ((clerk, "甲"), (other, "乙")):
        client.force_login(person)
        client.post("/drafts/", typed(client, address, name=NAME, remark=remark))
    for person, remark in ((clerk, "甲"), (other, "乙")):
        client.force_login(person)
        assert f">{remark}</textarea>" in client.get(address + "?draft=1").content.decode()


def test_what_others_changed_meanwhile_is_shown_beside_what_was_typed(client, clerk, director, county, firm):
    client.force_login(clerk)
    address = f"/652799/2024-06-30/ledgers/enterprises/{firm.pk}/edit/"
    shown = client.get(address)
    answers = {field.column.name: field.typed for field in shown.context["fields"]} | {"remark": "我的"}
    client.post("/drafts/", {**answers, "seen": shown.context["seen"], "ticket": shown.context["ticket"]})
    stored = Enterprise.objects.get()
    stored.remark = "别人的"
    journal.save(LEDGERS["enterprises"], stored, Author(by=clerk, accepting="据营业执照"))
    page = client.get(address + "?draft=1").content.decode()
    assert "冲突：您打开之后，别人改过这条记录" in page
    assert "<strong>别人的</strong>" in page
    assert "<strong>我的</strong>" in page


def test_a_record_that_was_voided_meanwhile_gives_the_text_back(client, clerk, county, firm):
    client.force_login(clerk)
    address = f"/652799/2024-06-30/ledgers/enterprises/{firm.pk}/edit/"
    client.post("/drafts/", typed(client, address, name=NAME, remark="写了很久的话"))
    journal.void(LEDGERS["enterprises"], Enterprise.objects.get(), Author(by=clerk, reason="重复"))
    page = client.get(address + "?draft=1").content.decode()
    assert "写了很久的话</textarea>" in page
    assert "恢复后才能修改" in page


def test_a_stale_token_gives_the_text_back_instead_of_a_refusal(clerk, county):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(clerk)
    said = typed(browser, NEW, name=NAME, csrfmiddlewaretoken="x" * 32)
    answer = browser.post(NEW, said)
    assert answer.headers["Location"] == NEW + "?draft=1"
    page = browser.get(NEW + "?draft=1").content.decode()
    assert value_of(page, "name") == NAME
    assert "请再保存一次" in page


def test_a_stale_token_without_a_form_is_a_page_with_a_way_on(clerk, county):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(clerk)
    answer = browser.post("/calendar/address/renew/", {})
    assert (answer.status_code, "回到工作台" in answer.content.decode()) == (403, True)


def test_a_button_pressed_after_the_session_ended_leads_back_to_its_page(client, clerk, firm):
    page = f"/652799/2024-06-30/ledgers/enterprises/{firm.pk}/"
    sent = {"headers": {"Referer": f"http://testserver{page}"}}
    answer = Client().post(page + "void/", {"reason": "重复"}, **sent)
    assert parse_qs(urlsplit(answer.headers["Location"]).query) == {"next": [page]}
    answer = Client().post(page + "void/", {}, headers={"Referer": "http://evil.example/x"})
    assert parse_qs(urlsplit(answer.headers["Location"]).query) == {"next": ["/"]}


def test_a_part_of_a_page_asked_for_after_the_session_ended_leads_the_whole_page_to_the_login(county):
    page = "http://testserver/652799/2024-06-30/ledgers/enterprises/?q=a"
    asked = {"headers": {"HX-Request": "true", "HX-Current-URL": page}}
    answer = Client().get("/652799/2024-06-30/ledgers/enterprises/?q=ab", **asked)
    login = urlsplit(answer.headers["HX-Redirect"])
    assert (answer.status_code, answer.content, login.path) == (401, b"", "/login/")
    assert parse_qs(login.query) == {"next": ["/652799/2024-06-30/ledgers/enterprises/?q=a"]}


def test_a_field_that_is_left_after_the_session_ended_keeps_the_form_and_its_place(client, clerk, county):
    client.force_login(clerk)
    said = typed(client, NEW, name=NAME, checked="name")
    client.logout()
    answer = client.post(NEW.replace("new/", "check/"), said, headers={"HX-Request": "true"})
    assert (answer.status_code, "填的内容都在" in answer.content.decode()) == (401, True)
    assert "HX-Redirect" not in answer.headers
    assert FormDraft.objects.get().answers["name"] == [NAME]


def test_what_is_only_sent_to_is_told_on_a_page_of_ours(client, clerk, firm):
    client.force_login(clerk)
    answer = client.get(f"/652799/2024-06-30/ledgers/enterprises/{firm.pk}/void/")
    assert (answer.status_code, "这里只接受提交" in answer.content.decode()) == (405, True)


@pytest.mark.parametrize(("page", "status"), [("/652799/2024-06-30/nothing/", 404), ("/999999/2024-06-30/home/", 404)])
def test_a_page_that_is_not_there_leads_on(client, clerk, page, status):
    client.force_login(clerk)
    answer = client.get(page)
    assert answer.status_code == status
    assert "回到工作台" in answer.content.decode()


def test_too_much_and_too_old_is_not_kept(client, clerk, county):
    client.force_login(clerk)
    carried = hidden(client, NEW)
    assert client.post("/drafts/", {**carried, "remark": "长" * (models.LONGEST + 1)}).status_code == 400
    client.post("/drafts/", {**carried, "name": NAME})
    FormDraft.objects.update(at=timezone.now() - models.KEPT - timedelta(days=1))
    assert "填过这张表" not in client.get(NEW).content.decode()
    for number in range(models.MOST + 3):
        client.post("/drafts/", {"ticket": ticket_for(clerk, f"表单{number}"), "name": NAME})
    assert FormDraft.objects.count() == models.MOST
