"""日历: the month and the subscribed feed, as each of three people sees them, from the same declarations."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from kezhang.calendar import month
from kezhang.calendar.models import CalendarFeed
from kezhang.ledgers.models import Project
from kezhang.orgs.models import Post, User
from kezhang.web.standpoint import page_of

pytestmark = pytest.mark.django_db
JUNE = "/652799/2024-06-30/calendar/"


def project(org, title="番茄提质增效", due_on=date(2024, 7, 31), **more):
    return Project.objects.create(org=org, title=title, enterprise_name="朔湖绿源农业科技有限公司", programme="prefecture_plan", level="prefecture", applied_on=date(2023, 3, 1), approved_on=date(2023, 5, 1), due_on=due_on, **({"stage": "in_progress"} | more))  # fmt: skip


def page(client, person, address=JUNE) -> str:
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def address_of(client, person) -> str:
    """The secret address the person is given."""
    client.force_login(person)
    client.post("/calendar/address/renew/")
    found = re.search(r"http://testserver(/calendar/feed/[^\"<]+\.ics)", page(client, person, "/calendar/"))
    assert found is not None
    return found[1]


def events(address: str):
    """What a program without any login reads there."""
    answer = Client().get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return Calendar.from_ical(answer.content).walk("VEVENT")


def soon(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_a_month_names_what_is_due_on_its_days(client, clerk, county):
    made = project(county)
    project(county, "验收过的", accepted_on=date(2024, 6, 1), stage="accepted")
    text = page(client, clerk, JUNE + "?month=2024-07")
    assert "<h1>2024年7月</h1>" in text
    assert text.count(f'href="/652799/2024-06-30/ledgers/projects/{made.pk}/"') == 2  # in the grid and in the list
    assert "验收过的" not in text
    assert "番茄提质增效" not in page(client, clerk, JUNE + "?month=2024-08")


def test_a_day_with_much_names_some_and_leads_to_the_rest(client, clerk, county):
    for number in range(5):
        project(county, f"项目{number}")
    text = page(client, clerk, JUNE + "?month=2024-07")
    assert '<a class="muted" href="#day-2024-07-31">另有2项</a>' in text
    assert text.count('id="day-2024-07-31"') == 1


def test_a_month_with_very_much_says_which_days_are_not_listed_in_full(client, clerk, county, monkeypatch):
    monkeypatch.setattr(month, "LISTED", 3)
    for day in (1, 2, 2, 2, 3):
        project(county, f"项目{day}-{Project.objects.count()}", date(2024, 7, day))
    text = page(client, clerk, JUNE + "?month=2024-07")
    assert text.count("没有列全") == 30
    assert "只列出靠前的3项" in text


def test_without_a_month_it_is_that_of_the_date_in_view_and_a_wrong_one_is_said(client, clerk, county):
    assert "<h1>2024年6月</h1>" in page(client, clerk)
    text = page(client, clerk, JUNE + "?month=2024-13")
    assert "<h1>2024年6月</h1>" in text
    assert "“2024-13”不是月份" in text
    assert "?month=2024-05" in text
    assert "?month=2024-07" in text


def test_an_empty_month_says_so(client, director, county):
    assert "这个月没有到期的" in page(client, director)


def test_an_empty_month_has_no_empty_weeks_and_leads_to_the_next_day_with_something(
    client, clerk, county, director, neighbour_clerk
):
    project(county, "更晚的", date(2025, 1, 31))
    project(county)
    for person in (clerk, director):
        text = page(client, person)
        assert 'class="card month"' not in text
        assert '下一项在<a href="?month=2024-07">2024年7月31日</a>' in text
        assert "番茄提质增效" in text
        assert "更晚的" not in text
    assert "下一项" not in page(client, neighbour_clerk, "/652798/2024-06-30/calendar/")
    assert 'class="card month"' in page(client, clerk, JUNE + "?month=2024-07")


def test_what_is_overdue_stands_below_the_month(client, clerk, county):
    project(county, "拖着的项目", date(2024, 5, 31))
    text = page(client, clerk)
    assert "逾期未办" in text
    assert "▼ 项目到期未验收" in text


def test_the_neighbour_sees_nothing_and_the_superior_both(client, neighbour_clerk, superior, county, neighbour):
    project(county)
    project(neighbour, "邻县项目")
    theirs = page(client, neighbour_clerk, "/652798/2024-06-30/calendar/?month=2024-07")
    assert "邻县项目" in theirs
    assert "番茄提质增效" not in theirs
    above = page(client, superior, "/652700/2024-06-30/calendar/?month=2024-07")
    assert '番茄提质增效</a> <span class="muted">朔湖县</span>' in above
    assert '邻县项目</a> <span class="muted">临川县</span>' in above


def test_a_month_costs_the_same_queries_for_a_little_and_for_much(client, clerk, county):
    client.force_login(clerk)

    def cost(count: int) -> int:
        for number in range(count):
            project(county, f"项目{count}-{number}")
        with CaptureQueriesContext(connection) as queries:
            client.get(JUNE + "?month=2024-07")
        return len(queries)

    assert cost(2) == cost(30)


def test_the_feed_tells_the_same_as_the_month_with_name_day_and_address(client, clerk, county):
    made = project(county, due_on=soon(10))
    (event,) = events(address_of(client, clerk))
    assert str(event["summary"]) == "项目到期验收：番茄提质增效"
    assert (event["dtstart"].dt, event["dtend"].dt) == (soon(10), soon(11))
    assert str(event["description"]) == "督促验收或办理延期。"
    assert str(event["url"]) == f"http://testserver/ledgers/projects/{made.pk}/"
    client.force_login(clerk)
    assert page_of(client.get(str(event["url"])).wsgi_request.path) == f"/ledgers/projects/{made.pk}/"


def test_an_event_goes_once_it_is_settled_and_keeps_its_identity_while_it_moves(client, clerk, county):
    made, address = project(county, due_on=soon(10)), address_of(client, clerk)
    (before,) = events(address)
    Project.objects.filter(pk=made.pk).update(due_on=soon(20))
    (after,) = events(address)
    assert str(before["uid"]) == str(after["uid"])
    assert after["dtstart"].dt == soon(20)
    Project.objects.filter(pk=made.pk).update(accepted_on=soon(-1), stage="accepted")
    assert events(address) == []


def test_each_persons_feed_reaches_as_far_as_the_person(client, clerk, director, neighbour_clerk, superior, county, neighbour):  # fmt: skip
    project(county, due_on=soon(10))
    project(neighbour, "邻县项目", soon(10))
    told = {
        person.username: sorted(
            str(event["summary"]).partition("：")[2] for event in events(address_of(client, person))
        )
        for person in (clerk, director, neighbour_clerk, superior)
    }
    assert told == {
        "clerk": ["番茄提质增效"],
        "director": ["番茄提质增效"],
        "neighbour": ["邻县项目"],
        "superior": ["番茄提质增效（朔湖县）", "邻县项目（临川县）"],
    }


def test_a_person_who_goes_to_another_bureau_takes_the_address_along(client, clerk, county, neighbour):
    project(county, due_on=soon(10))
    address = address_of(client, clerk)
    Post.objects.filter(person=clerk).update(org=neighbour)
    assert events(address) == []


def test_a_renewed_address_ends_the_one_before(client, clerk, county):
    first = address_of(client, clerk)
    second = address_of(client, clerk)
    assert first != second
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)


def test_an_address_that_was_ended_does_not_come_back(client, clerk, county):
    first = address_of(client, clerk)
    client.post("/calendar/address/end/")
    assert Client().get(first).status_code == 404
    assert "生成订阅地址" in page(client, clerk)
    assert address_of(client, clerk) != first
    assert Client().get(first).status_code == 404


def test_whoever_may_not_come_in_any_more_is_told_nothing(client, clerk, county):
    address = address_of(client, clerk)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert Client().get(address).status_code == 404


def test_nobody_finds_an_address_by_guessing(client, clerk, neighbour_clerk, county):
    ours, theirs = address_of(client, clerk), address_of(client, neighbour_clerk)
    mixed = ours.rpartition("/")[0] + "/" + theirs.rpartition("/")[2]
    longer = ours.replace(".ics", "x.ics")
    beyond = f"/calendar/feed/{2**63}/x.ics"  # no key of a row is so great
    for address in (mixed, longer, f"/calendar/feed/{clerk.pk}/.ics", "/calendar/feed/1/x.ics", beyond):
        assert Client().get(address).status_code == 404
    assert CalendarFeed.objects.get(pk=clerk.pk).secret in ours


def test_the_address_is_shown_to_its_person_alone(client, clerk, director, county):
    secret = address_of(client, clerk)
    assert secret not in page(client, director, "/calendar/")


def test_the_page_and_the_renewal_need_a_login(county):
    for answer in (Client().get("/calendar/"), Client().post("/calendar/address/renew/")):
        assert (answer.status_code, answer.headers["Location"].startswith("/login/")) == (302, True)


def test_a_browser_that_is_logged_in_reads_the_feed_at_the_same_address(client, clerk, county):
    made, address = project(county, due_on=soon(10)), address_of(client, clerk)
    answer = Client()
    answer.force_login(clerk)
    text = answer.get(address).content.decode()
    assert f"http://testserver/ledgers/projects/{made.pk}/" in text
