"""What stands in one ledger begins the record of another, so that nobody types it twice; and the two agree."""

from dataclasses import replace
from datetime import date

import pytest

from kezhang import catalogue
from kezhang.controls.catalogue import inspect
from kezhang.ledgers.models import Activity, VanVisit
from kezhang.ledgers.outreach.van_visits import VAN_VISITS
from kezhang.records.declaration.startup_checks import ledger_faults
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author

pytestmark = pytest.mark.django_db
DAY = date(2024, 5, 27)


def stop(org, by, place="朔湖县第一小学", **more):
    given = {"visited_on": DAY, "place": place, "place_kind": "school", "exhibits": 15, "students": 420}
    visit = VanVisit(org=org, **(given | more))
    journal.save(VAN_VISITS, visit, Author(by=by))
    return visit


def differences(org):
    (outcome,) = [each for each in inspect(org, date(2024, 6, 30)) if each.check.number == 7]
    return [found.says for found in outcome.found]


def test_a_stop_of_the_van_begins_its_event_with_everything_it_says(client, county, clerk):
    client.force_login(clerk)
    visit = stop(county, clerk, public_attendance=30)
    assert f"?from=van-visits-{visit.pk}" in client.get(f"/ledgers/van-visits/{visit.pk}/").content.decode()
    form = client.get(f"/ledgers/activities/new/?from=van-visits-{visit.pk}").content.decode()
    for said in ("科普大篷车走进朔湖县第一小学", "2024-05-27", 'value="450"', 'value="420"', 'value="15"'):
        assert said in form
    answers = client.get(f"/ledgers/activities/new/?from=van-visits-{visit.pk}").context["fields"]
    client.post("/ledgers/activities/new/", {each.column.name: each.typed for each in answers})
    event = Activity.objects.get()
    assert (event.kind, event.held_on, event.school, event.students) == ("van", DAY, visit.place, 420)
    page = client.get(f"/ledgers/van-visits/{visit.pk}/").content.decode()
    assert f"/ledgers/activities/{event.pk}/" in page
    assert "?from=" not in page


def test_an_event_of_the_van_begins_its_stop_and_other_events_begin_none(client, county, clerk):
    client.force_login(clerk)
    given = {"org": county, "held_on": DAY, "place": "一小", "attendance_offline": 450, "students": 420, "exhibits": 15}
    event = Activity.objects.create(name="大篷车进校园", kind="van", school="朔湖县第一小学", **given)
    lesson = Activity.objects.create(name="番茄栽培", kind="training", **given)
    answers = client.get(f"/ledgers/van-visits/new/?from=activities-{event.pk}").context["fields"]
    typed = {each.column.name: each.typed for each in answers}
    assert [typed[name] for name in ("place", "place_kind", "students", "public_attendance")] == [
        "朔湖县第一小学", "学校", "420", "30",
    ]  # fmt: skip
    assert "?from=" not in client.get(f"/ledgers/activities/{lesson.pk}/").content.decode()
    empty = client.get(f"/ledgers/van-visits/new/?from=activities-{lesson.pk}").context["fields"]
    assert {each.column.name: each.typed for each in empty}["place"] == ""


def test_nothing_begins_from_a_record_of_the_neighbour(client, county, clerk, neighbour_clerk):
    visit = stop(county, clerk)
    client.force_login(neighbour_clerk)
    form = client.get(f"/ledgers/activities/new/?from=van-visits-{visit.pk}").content.decode()
    assert "朔湖县第一小学" not in form
    for odd in ("van-visits-²", "van-visits-", "nowhere-1", "van-visits-99999999999999999999"):
        assert client.get(f"/ledgers/activities/new/?from={odd}").status_code == 200


def test_who_may_not_write_is_offered_nothing(client, county, clerk, director):
    visit = stop(county, clerk)
    client.force_login(director)
    assert "?from=" not in client.get(f"/ledgers/van-visits/{visit.pk}/").content.decode()


def test_a_day_of_the_van_that_stands_in_one_ledger_only_or_differently_is_told(county, clerk):
    visit = stop(county, clerk)
    assert differences(county) == [f"2024-05-27的科普大篷车只在科普大篷车中登记：{visit}。"]
    event = Activity.objects.create(
        org=county, name="大篷车进校园", kind="van", held_on=DAY, place="一小", attendance_offline=500, students=402
    )
    assert differences(county) == ["2024-05-27的科普大篷车：活动登记学生402人，各站合计420人。"]
    Activity.objects.filter(pk=event.pk).update(students=420)
    assert differences(county) == []


def test_a_continuation_into_a_ledger_or_a_column_that_is_not_there_stops_start_up():
    (part,) = [each for each in catalogue.parts() if VAN_VISITS in each.ledgers]
    (right,) = VAN_VISITS.continued

    def told(**said):
        odd = replace(VAN_VISITS, continued=(replace(right, **said),))
        others = tuple(odd if each is VAN_VISITS else each for each in part.ledgers)
        return [fault.msg for fault in ledger_faults([replace(part, ledgers=others)])]

    assert told() == []
    assert told(to="activity") == ["continued[登记活动场次] 写的台账“activity”不存在。"]
    assert (
        "“date”不是 Activity 的字段"
        in told(fills={"date": "visited_on", "held_on": "visited_on"}, same=("held_on",))[0]
    )
    assert "“day”不是 VanVisit 的字段" in told(fills={"held_on": "day"}, same=("held_on",))[0]
    assert told(same=("topic",)) == ["continued[登记活动场次] 的 same 写的“topic”不在 fills 里。"]
