"""What every page owes: login, lock-out, policy headers, and no way out of one's own scope."""

import pytest
from django.test import Client
from django.urls import reverse

from kezhang.orgs import people
from tests.written_reports import half_year_report

pytestmark = pytest.mark.django_db


def test_the_policy_allows_nothing_from_elsewhere_and_no_script_of_the_pages_own(client):
    policy = client.get(reverse("login")).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_login_that_is_guessed_is_locked_even_for_the_right_password(client, clerk, settings):
    settings.AXES_ENABLED = True
    for _ in range(5):
        answer = client.post(reverse("login"), {"username": "clerk", "password": "wrong"})
    assert (answer.status_code, "暂时锁定" in answer.content.decode()) == (429, True)
    assert client.post(reverse("login"), {"username": "clerk", "password": "Zhanghu-2024"}).status_code == 429


def test_a_form_without_its_token_is_refused(clerk):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clerk)
    assert strict.post("/ledgers/enterprises/new/", {"name": "甲"}).status_code == 403


def test_what_people_type_is_shown_as_text(client, clerk, county):
    client.force_login(clerk)
    client.post("/ledgers/enterprises/new/", {"name": "<script>alert(1)</script>公司"})
    page = client.get("/ledgers/enterprises/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert（1）" in page


def test_a_person_without_a_post_sees_nothing(client, clerk):
    people.appoint(clerk, [])
    client.force_login(clerk)
    assert client.get("/home/").status_code == 403
    assert client.get("/board/").status_code == 404


def test_an_empty_board_leads_to_the_date_that_has_something(client, example, clerk):

    half_year_report(example, clerk)
    client.force_login(clerk)
    page = client.get("/board/").content.decode()
    assert "切换到2024年6月30日" in page
