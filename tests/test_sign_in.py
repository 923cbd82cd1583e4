"""签到: a code of fifteen seconds checked at the first load, several names of one device marked, heads counted beside."""

import time
from datetime import date

import pytest
from django.test import Client

from kezhang.submissions.models import Submission
from kezhang.submissions.open.form_pages import fresh_id
from kezhang.submissions.signins import signing_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(county, clerk):
    return signing_in.make(county, "设施番茄培训", date.today(), clerk, takes_printed=True)


def scanned(sheet, code, browser=None):
    browser = browser or Client()
    return browser, browser.get(f"/open/signin/{sheet.code}/?t={code}")


def signed(browser, sheet, page, name):
    ticket = page.content.decode().split('name="ticket" value="')[1].split('"')[0]
    said = {"id": fresh_id(), "ticket": ticket, "question_1": name, "question_2": "红柳村", "agreed": "1"}
    return browser.post(f"/open/signin/{sheet.code}/", said)


def test_thirty_people_sign_in_and_the_sheet_counts_them_beside_the_heads(client, sheet, county, clerk):
    for n in range(30):
        browser, page = scanned(sheet, signing_in.code_now(sheet))
        assert signed(browser, sheet, page, f"学员{n}").status_code == 201
    signing_in.end(sheet, 31)
    client.force_login(clerk)
    told = client.get(f"/submissions/signins/{sheet.code}/").content.decode()
    assert "签到30人" in told
    assert "现场清点31人" in told
    assert "学员29" in told
    assert scanned(sheet, signing_in.code_now(sheet))[1].status_code == 410


def test_a_photograph_of_a_minute_ago_is_refused_and_a_fresh_scan_then_passes(sheet):
    old = signing_in.code_now(sheet, time.time() - 60)
    browser, page = scanned(sheet, old)
    assert (page.status_code, "再扫一次" in page.content.decode()) == (403, True)
    browser, page = scanned(sheet, signing_in.code_now(sheet), browser)
    assert signed(browser, sheet, page, "阿依努尔").status_code == 201


def test_a_slow_typist_passes_within_five_minutes_and_no_later(sheet, monkeypatch):
    browser, page = scanned(sheet, signing_in.code_now(sheet))
    monkeypatch.setattr(signing_in, "TIME_TO_TYPE", -1)
    late = signed(browser, sheet, page, "阿依努尔")
    assert (late.status_code, "填的内容都在" in late.content.decode(), "阿依努尔" in late.content.decode()) == (
        403,
        True,
        True,
    )
    monkeypatch.setattr(signing_in, "TIME_TO_TYPE", 300)
    assert signed(browser, sheet, page, "阿依努尔").status_code == 201


def test_many_of_one_device_and_the_printed_code_are_marked(client, sheet, clerk, director):
    browser = Client()
    for n in range(12):
        _, page = scanned(sheet, signing_in.printed_code(sheet), browser)
        signed(browser, sheet, page, f"学员{n}")
    assert {each.trust for each in signing_in.signed_in(sheet)} == {"printed"}
    assert {each.of_device for each in signing_in.signed_in(sheet)} == {12}
    client.force_login(clerk)
    assert "同一台设备签了12人" in client.get(f"/submissions/signins/{sheet.code}/").content.decode()
    client.force_login(director)
    assert "学员3" not in client.get(f"/submissions/signins/{sheet.code}/").content.decode()


def test_a_code_of_another_event_opens_nothing(sheet, county, clerk, neighbour_clerk):
    other = signing_in.make(county, "另一场", date.today(), clerk)
    assert scanned(sheet, signing_in.code_now(other))[1].status_code == 403
    assert scanned(other, signing_in.printed_code(other))[1].status_code == 403  # this one takes none
    browser, page = scanned(other, signing_in.code_now(other))
    assert signed(browser, sheet, page, "甲").status_code == 403
    assert Submission.objects.count() == 0
    stranger = Client()
    stranger.force_login(neighbour_clerk)
    assert stranger.get(f"/submissions/signins/{sheet.code}/", follow=True).status_code == 404
