"""限流: what one person and one address may ask for in a minute, by groups of pages, and what is said beyond it."""

import json
from dataclasses import replace

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory

from kezhang.form_drafts.models import FormDraft
from kezhang.form_drafts.tickets import ticket_for
from kezhang.submissions.edge.models import RequestCount
from kezhang.web import request_limits
from kezhang.web.request_limits import GROUPS, group_of
from tests.conftest import Visitor

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
ANYBODY = "/open/bureau/652799/"


@pytest.fixture
def few(monkeypatch):
    """Three of each for a person and five for an address."""
    monkeypatch.setattr(request_limits, "GROUPS", tuple(replace(each, person=3, address=5) for each in GROUPS))
    monkeypatch.setattr("time.time", lambda: 1_800_000_030.0)
    request_limits.LOOKS.forget()


def signed_in(person, address: str = "10.0.0.1") -> Client:
    browser = Visitor(REMOTE_ADDR=address)
    browser.force_login(person)
    return browser


def statuses(browser: Client, page: str, times: int, **how) -> list[int]:
    return [browser.get(page, **how).status_code for _ in range(times)]


def test_a_person_who_asks_too_often_is_told_when_to_come_back_and_others_are_not_touched(few, clerk, director):
    page = "/652799/2024-06-30/account/"
    ours, theirs = signed_in(clerk), signed_in(director)
    assert statuses(ours, page, 4) == [200, 200, 200, 429]
    answer = ours.get(page)
    said = answer.content.decode()
    assert (answer.headers["Retry-After"], answer.headers["Cache-Control"]) == ("30", "no-store")
    assert all(each in said for each in ("请30秒后再试", f'href="{page}"', "回到工作台"))
    assert statuses(signed_in(clerk, "10.0.0.2"), page, 1) == [429]  # from wherever the person comes
    assert statuses(theirs, "/652799/2024-06-30/board/board.xlsx", 1) == [200]  # another group, another person
    assert not RequestCount.objects.exists(), "who only looks writes nothing"


def test_a_program_and_a_part_of_a_page_are_told_in_their_own_words(few, clerk, county):
    ours = signed_in(clerk)
    statuses(ours, "/652799/2024-06-30/account/", 3)
    told = ours.get("/652799/2024-06-30/account/", headers=JSON)
    assert (told.status_code, json.loads(told.content)["retry_after"]) == (429, 30)
    part = ours.get("/652799/2024-06-30/account/", headers={"HX-Request": "true"})
    assert (part.status_code, "<" in part.content.decode()) == (429, False)
    outside = Client(REMOTE_ADDR="10.0.0.3")
    assert statuses(outside, ANYBODY, 6)[-1] == 429
    told = json.loads(outside.get(ANYBODY, headers=JSON).content)
    assert (told["kezhang"], told["retry_after"]) == (1, 30)
    assert "工作台" not in outside.get(ANYBODY).content.decode()  # there is no way from outside into the bureau


def test_an_address_is_counted_for_everybody_who_has_no_account(few, county, clerk):
    page = "/login/"
    assert statuses(Client(REMOTE_ADDR="10.0.0.4"), page, 6) == [200] * 5 + [429]
    assert statuses(Client(REMOTE_ADDR="10.0.0.5"), page, 1) == [200]
    within_one_network = [Client(REMOTE_ADDR=f"2001:db8::{n}").get(page).status_code for n in range(1, 7)]
    assert within_one_network == [200] * 5 + [429]
    sent = [Client(REMOTE_ADDR="10.0.0.4").post(page, {"username": f"n{n}", "password": "x"}) for n in range(6)]
    assert sent[-1].status_code == 429  # names that differ do not help


def test_what_was_typed_into_a_form_is_kept_when_it_cannot_be_taken(few, clerk, county):
    ours, page = signed_in(clerk), "/652799/2024-06-30/ledgers/enterprises/new/"
    sent = {"name": "", "ticket": ticket_for(clerk, "/ledgers/enterprises/new/")}
    told = [ours.post(page, sent | {"town": f"第{n}镇"}) for n in range(4)][-1]
    assert (told.status_code, f'href="{page}?draft=1"' in told.content.decode()) == (429, True)
    assert "第3镇" in str(FormDraft.objects.values())
    told = ours.post(page, {"name": ""})
    assert (told.status_code, "浏览器会把刚才填写的再提交一次" in told.content.decode()) == (429, True)


def test_where_nothing_can_be_counted_or_any_number_is_allowed_the_page_is_made(few, settings, clerk, monkeypatch):
    settings.KEZHANG_REQUESTS_PERCENT = 0
    assert set(statuses(signed_in(clerk), "/652799/2024-06-30/account/", 5)) == {200}
    settings.KEZHANG_REQUESTS_PERCENT = 200
    assert statuses(signed_in(clerk), "/652799/2024-06-30/account/", 7)[-2:] == [200, 429]

    def full(*_):
        raise DatabaseError("disk full")

    monkeypatch.setattr(request_limits.SENT, "next_of", full)
    answer = signed_in(clerk).post("/652799/2024-06-30/ledgers/enterprises/new/", {"name": ""})
    assert (answer.status_code, "名称" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("method", "page", "group"),
    [
        ("post", "/login/", "passwords"), ("post", "/login/code/", "passwords"), ("post", "/password/", "passwords"),
        ("post", "/652799/2024-06-30/account/code/", "passwords"), ("get", "/login/", "pages"),
        ("post", "/open/follow/", "following"), ("post", "/open/quiz/k7/paper/", "quiz-sent"), ("post", "/open/k7/", "open-sent"), ("get", "/open/quiz/k7/", "open"),
        ("get", "/652799/2024-06-30/ledgers/enterprises/export.xlsx", "files"), ("get", "/reports/KZ-1/report.docx", "files"),
        ("get", "/ledgers/enterprises/7/evidence/1/", "files"), ("get", "/jobs/9/file/", "files"),
        ("post", "/ledgers/enterprises/check/", "typing"), ("get", "/suggest/firm/", "typing"), ("post", "/drafts/", "typing"),
        ("post", "/652799/2024-06-30/reports/KZ-1/steps/issue/", "sent"), ("get", "/board/", "pages"), ("get", "/nowhere", "pages"),
    ],
)  # fmt: skip
def test_each_kind_of_address_belongs_to_its_group(method, page, group):
    asked = getattr(RequestFactory(), method)(page, **({"content_type": "text/plain"} if method == "post" else {}))
    assert group_of(asked).name == group


def test_a_class_behind_one_address_is_not_refused():
    """Sixty who answer at the same minute, each saved after each of twenty questions, and a hall that logs in at once."""
    limits = {each.name: each.address for each in GROUPS}
    assert limits["quiz-sent"] >= 1000 * (60 // 15 + 2)
    assert limits["open"] >= 60 * 10
    assert limits["passwords"] >= 60 * 2
    assert all(each.why and each.address >= 2 * each.person for each in GROUPS)
