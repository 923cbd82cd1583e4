"""The short way of what is sent to a quiz: nothing of an answer is missing that the long way gives, and nobody can choose."""

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from kezhang.submissions.edge.counting import SHARE, Numbers
from kezhang.submissions.edge.models import RequestCount
from kezhang.submissions.edge.router import database
from kezhang.submissions.open import short_way
from kezhang.submissions.open.form_pages import fresh_id
from kezhang.submissions.quizzes import life
from tests.made_quizzes import running_quiz, started
from tests.test_quiz_load import DATA, asked_by, at_once

#: What the long way gives each answer of the open pages.
OWED = ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Cache-Control",
        "Cross-Origin-Opener-Policy", "X-Request-ID")  # fmt: skip
WIDE = 9000


@pytest.fixture
def by_the_long_way(monkeypatch):
    """A browser whose requests all go the long way."""

    def browser(**how) -> Client:
        monkeypatch.setattr(short_way, "_SENT_TO", short_way.re.compile("nothing"))
        return Client(**how)

    return browser


def told(answer) -> dict:
    headers = {each: answer.headers.get(each) for each in OWED if each != "X-Request-ID"}
    return {"status": answer.status_code, "has_id": "X-Request-ID" in answer.headers, **headers}


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
@pytest.mark.parametrize(
    ("page", "host"),
    [("start", "127.0.0.1"), ("paper", "127.0.0.1"), ("paper", "evil.example"), ("nothing", "127.0.0.1")],
)
def test_an_answer_by_the_short_way_is_what_it_is_by_the_long_one(county, clerk, by_the_long_way, accept, page, host):
    quiz = running_quiz(county, clerk)
    path = "/open/quiz/nobody99/paper/" if page == "nothing" else f"/open/quiz/{quiz.code}/{page}/"
    given, how = {"id": "short", "go": "save"}, {"headers": {"Accept": accept, "Host": host}}
    short = told(Client().post(path, given, **how))
    long = told(by_the_long_way().post(path, given, **how))
    assert {name: value for name, value in short.items() if long[name]} == {n: v for n, v in long.items() if v}
    assert all(short[each] for each in OWED if each != "X-Request-ID")
    assert short["has_id"]


@pytest.mark.django_db
def test_the_views_of_the_short_way_ask_for_no_login_and_no_token(county, clerk):
    quiz = running_quiz(county, clerk)
    for page in ("start", "paper"):
        path = f"/open/quiz/{quiz.code}/{page}/"
        assert short_way._SENT_TO.fullmatch(path)
        view = resolve(path).func
        assert (view.login_required, view.csrf_exempt) == (False, True)
        assert Client(enforce_csrf_checks=True).post(path, {"id": "x"}).status_code in {302, 422}
    for path in (
        "/open/quiz/x/",
        "/open/x/",
        "/open/quiz/x/result/",
        "/652799/2024-06-30/open/quiz/x/paper/",
        "/open/quiz/x/paper",
    ):
        assert not short_way._SENT_TO.fullmatch(path)  # fmt: skip


@pytest.mark.django_db
def test_whoever_is_logged_in_answers_as_anybody_and_their_session_is_not_asked_for(county, clerk, client):
    quiz = running_quiz(county, clerk)
    client.force_login(clerk)
    client.get(f"/open/quiz/{quiz.code}/")
    page = f"/open/quiz/{quiz.code}/start/"
    with CaptureQueriesContext(connections["default"]) as asked:
        answer = client.post(page, {"id": fresh_id(), "name": "甲"}, headers=DATA)
    assert answer.status_code == 201
    assert not [each["sql"] for each in asked.captured_queries if "session" in each["sql"]]


@pytest.mark.django_db
def test_a_quiz_that_is_mended_or_moved_is_another_with_the_next_request(county, clerk):
    quiz = running_quiz(county, clerk)
    started(quiz)
    type(quiz).objects.filter(pk=quiz.pk).update(closes_at=quiz.opens_at)  # as another process would
    late = Client().post(f"/open/quiz/{quiz.code}/start/", {"id": fresh_id(), "name": "乙"}, headers=DATA)
    assert (late.status_code, "已经结束" in late.json()["says"]) == (410, True)
    type(quiz).objects.filter(pk=quiz.pk).update(state=life.State.DRAFT)
    gone = Client().post(f"/open/quiz/{quiz.code}/start/", {"id": fresh_id(), "name": "乙"}, headers=DATA)
    assert gone.status_code == 404


@pytest.mark.django_db
def test_numbers_of_a_wide_limit_are_taken_in_blocks_and_none_twice(monkeypatch):
    monkeypatch.setattr("time.time", lambda: 1_800_000_030.0)
    one, another, limits = Numbers(), Numbers(), {"quiz:from:10.0.0.1": WIDE, "quiz:person:7": 3}
    step = WIDE // SHARE
    found = [which.next_of(limits) for which in (one, another) * step]
    assert len({number for number, _ in found}) == 2 * step
    assert [number for _, number in found] == list(range(1, 2 * step + 1))  # of a narrow one each is counted
    assert RequestCount.objects.get(subject="quiz:from:10.0.0.1").count == 2 * step
    assert asked_by(lambda: one.next_of({"quiz:from:10.0.0.1": WIDE})) == 1  # its block is used up
    assert asked_by(lambda: one.next_of({"quiz:from:10.0.0.1": WIDE})) == 0
    monkeypatch.setattr("time.time", lambda: 1_800_000_090.0)
    assert one.next_of({"quiz:from:10.0.0.1": WIDE}) == [1]  # another minute


@pytest.mark.django_db
def test_the_minute_before_is_counted_in_and_asked_for_once(monkeypatch):
    monkeypatch.setattr("time.time", lambda: 1_800_000_030.0)
    one, limits = Numbers(share=20), {"address:10.0.0.1": 240, "form:abc": 1200}
    assert [one.next_of_two_minutes(limits) for _ in range(2)] == [[1, 1], [2, 2]]
    monkeypatch.setattr("time.time", lambda: 1_800_000_090.0)
    assert one.next_of_two_minutes(limits) == [12 + 1, 60 + 1]  # what a block had left is counted as used
    assert asked_by(lambda: one.next_of_two_minutes(limits)) == 0
    assert one.next_of_two_minutes({"address:10.0.0.2": 240, "form:abc": 1200}) == [1, 60 + 3]


@pytest.mark.django_db(transaction=True)
def test_two_processes_whose_threads_take_numbers_at_once_let_through_what_is_allowed(monkeypatch):
    monkeypatch.setattr("time.time", lambda: 1_800_000_030.0)
    both, most = (Numbers(), Numbers()), 400
    given = at_once(lambda number: [both[number % 2].next_of({"s": most})[0] for _ in range(100)], 8)
    numbers = [number for each in given for number in each]
    assert len(set(numbers)) == len(numbers) == 800
    passed = len([number for number in numbers if number <= most])
    assert most - 2 * 8 * (most // SHARE) <= passed <= most
    assert RequestCount.objects.using(database()).get(subject="s").count >= 800
