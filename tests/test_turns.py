"""A crowd at the open forms: so many are taken in at once, a few wait, the others are told to come again and lose nothing."""

import threading
import time

import pytest
from django.test import Client

from kezhang.submissions.models import Submission
from kezhang.submissions.open import door
from kezhang.submissions.open.form_pages import fresh_id
from kezhang.submissions.open.turns import AT_ONCE, WAITING, Turns
from tests import opened_forms

SAID = {"enterprise_name": "朔湖绿源农业科技有限公司", "title": "番茄采后保鲜", "description": "采后三天损耗一成半",
        "contact_name": "马建新", "contact_phone": "0909-5550101", "agreed": "1"}  # fmt: skip


def test_so_many_have_a_turn_a_few_wait_for_theirs_and_the_next_has_none():
    turns, held, ended = Turns(at_once=1, waiting=1), threading.Event(), threading.Event()
    told: list[bool] = []

    def hold() -> None:
        with turns.taken() as has_turn:
            told.append(has_turn)
            held.set()
            ended.wait(10)

    def wait() -> None:
        with turns.taken() as has_turn:
            told.append(has_turn)

    first, second = threading.Thread(target=hold), threading.Thread(target=wait)
    first.start()
    assert held.wait(10)
    second.start()
    while not turns.is_full:  # until the second one stands in line
        time.sleep(0.01)
    with turns.taken() as has_turn:
        assert has_turn is False
    ended.set()
    first.join()
    second.join()
    assert told == [True, True]
    with turns.taken() as has_turn:
        assert has_turn


@pytest.mark.django_db
def test_whoever_finds_no_turn_is_told_so_and_sends_the_same_again_without_loss(monkeypatch, county, clerk):
    page, sent = f"/open/{opened_forms.opened(county, clerk, 'needs').code}/", SAID | {"id": fresh_id()}
    monkeypatch.setattr(door, "TURNS", Turns(at_once=0, waiting=0))
    told = Client().post(page, sent, headers={"Accept": "application/json"})
    assert (told.status_code, told.headers["Retry-After"], told.json()["again"]) == (429, "3", 3)
    plain = Client().post(page, sent)
    assert (plain.status_code, "刷新这一页，浏览器会把刚才填写的再提交一次" in plain.content.decode()) == (429, True)
    assert Client().get(page).status_code == 200  # whoever only looks needs none
    monkeypatch.setattr(door, "TURNS", Turns())
    assert [Client().post(page, sent).status_code for _ in range(2)] == [201, 200]
    assert Submission.objects.count() == 1


def test_a_crowd_at_the_forms_leaves_the_server_threads_for_the_bureau():
    from kezhang.cli.installation import THREADS

    assert AT_ONCE + WAITING <= THREADS - 2
