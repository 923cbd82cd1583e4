"""Posts: who may hold which, what each allows where, and that every address keeps to what is declared."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.forms import model_to_dict
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise
from kezhang.orgs import people
from kezhang.orgs.models import SAFEGUARDS, Office, Org, Post, User
from kezhang.orgs.people import Appointment, NotAppointed, fault_of, may_appoint
from kezhang.orgs.permissions import RULES, Matter, Reach, Verb, may
from kezhang.records import access
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.reports.frozen import freezing
from kezhang.targets.models import TARGETS, Target
from kezhang.web.accounts.gate import NEEDS, OPEN
from tests.tireless import tireless  # noqa: F401 - for every test here

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
TODAY = date(2024, 6, 30)


def again(person: User) -> User:
    """As the next request reads them."""
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize(
    ("kinds", "says"),
    [
        (("system", "security"), "系统管理员、安全管理员须由不同的人担任"),
        (("security", "auditor"), "安全管理员、审计员须由不同的人担任"),
        (("auditor", "clerk"), "审计员不能同时担任业务岗位"),
        (("system", "administrator"), "系统管理员不能同时担任业务岗位或单位管理员"),
        (("clerk", "clerk"), "同一个岗位填了两次"),
        (("clerk", "reviewer", "director", "liaison", "administrator"), ""),
        (("auditor",), ""),
    ],
)
def test_the_three_safeguards_are_three_people_without_other_work(county, kinds, says):
    assert says in fault_of([Appointment(kind, county) for kind in kinds])
    assert bool(says) == bool(fault_of([Appointment(kind, county) for kind in kinds]))


def test_a_refused_appointment_leaves_no_person_and_no_post_behind(county, clerk):
    with pytest.raises(NotAppointed, match="须由不同的人"):
        people.add("guard", county, "system", "auditor")
    with pytest.raises(NotAppointed, match="不能同时担任业务岗位"):
        people.appoint(clerk, [Appointment("clerk", county), Appointment("auditor", None)])
    assert not User.objects.filter(username="guard").exists()
    assert set(clerk.posts.values_list("kind", flat=True)) == {"clerk", "reviewer"}
    with pytest.raises(NotAppointed, match="登录名 Clerk 已经有人使用"):
        people.add("Clerk", county, "clerk")


def test_a_post_of_work_belongs_to_a_bureau_and_acting_for_somebody_ends(county, director):
    assert "须写明单位" in fault_of([Appointment("clerk", None)])
    assert "须写明到哪一天为止" in fault_of([Appointment("director", county, acting_for=director)])
    turned = Appointment("clerk", county, since=date(2024, 7, 2), until=date(2024, 7, 1))
    assert "起止日期颠倒" in fault_of([turned])


def test_acting_for_somebody_counts_from_its_first_day_to_its_last(county, clerk, director):
    today = timezone.localdate()
    for since, until, counts in ((0, 0, True), (-1, 5, True), (1, 5, False), (-5, -1, False)):
        dates = {"since": today + timedelta(since), "until": today + timedelta(until)}
        people.appoint(clerk, [Appointment("director", county, acting_for=director, **dates)])
        assert may(again(clerk), Verb.ISSUE, county) is counts, dates


def test_the_posts_of_a_person_are_those_that_stand_there_with_every_value(county, neighbour, clerk, director):
    office = Office.objects.create(org=county, name="高新股", ledgers=["enterprises"])
    today = timezone.localdate()
    acting = {"acting_for": director, "since": today, "until": today + timedelta(3)}
    people.appoint(clerk, [Appointment("clerk", county, (office,)), Appointment("director", neighbour, **acting)])
    guard = people.add("guard", None, "security")
    for person, days in ((clerk, (-1, 0, 3, 4)), (guard, (0,))):
        for day in (today + timedelta(each) for each in days):
            held, said = Post.held_by(person, day), Post.in_force_on(day).filter(person=person).order_by("pk")
            assert [model_to_dict(post) for post in held] == [model_to_dict(post) for post in said]
            assert [post.org and model_to_dict(post.org) for post in held] == [
                post.org and model_to_dict(post.org) for post in said
            ]
            assert [(post.narrowed_to, str(post)) for post in held] == [(tuple(p.offices.all()), str(p)) for p in said]
    Post.objects.filter(person=clerk, kind="director").delete()  # by whatever hand
    assert [post.kind for post in again(clerk).posts_in_force] == ["clerk"]


def test_a_post_for_an_office_covers_what_the_office_looks_after_and_looks_at_all(county, clerk):
    office = Office.objects.create(
        org=county, name="高新股", ledgers=["enterprises"], indicators=["technology-contract-turnover"]
    )
    people.appoint(clerk, [Appointment("clerk", county, (office,))])
    person = again(clerk)
    projects = LEDGERS["projects"]
    assert may(person, Verb.WRITE, access.matter(ENTERPRISES, county))
    assert not may(person, Verb.WRITE, access.matter(projects, county))
    assert may(person, Verb.LOOK, access.matter(projects, county))
    assert not may(person, Verb.DRAFT, county)
    assert may(person, Verb.WRITE, access.matter(TARGETS, county))
    own, other = "technology-contract-turnover", "technology-contract-count"
    for indicator, allowed in ((own, True), (other, False)):
        assert may(person, Verb.WRITE, access.matter(TARGETS, county, Target(indicator=indicator))) is allowed
    with pytest.raises(Refused, match="不归您所在的股室"):
        journal.save(TARGETS, Target(org=county, indicator=other, year=2024, value=1), Author(by=person))


def test_nobody_gives_posts_to_themselves_nor_safeguards_without_being_one(county, neighbour, prefecture):
    admin, upper = people.add("a", county, "administrator"), people.add("b", prefecture, "administrator")
    security, auditor = people.add("s", None, "security"), people.add("x", county, "auditor")
    clerk, other = people.add("c", county, "clerk"), people.add("o", neighbour, "clerk")
    ask = [Appointment("director", county)]
    assert may_appoint(admin, clerk, ask)
    assert may_appoint(upper, clerk, ask)
    assert may_appoint(upper, other, [Appointment("clerk", neighbour)])
    assert not may_appoint(admin, admin, ask)
    assert not may_appoint(admin, other, ask)
    assert not may_appoint(admin, clerk, [Appointment("clerk", neighbour)])
    assert not may_appoint(admin, clerk, [Appointment("auditor", county)])
    assert not may_appoint(admin, auditor, [])
    assert not may_appoint(upper, security, [])
    assert may_appoint(security, auditor, [])
    assert not may_appoint(clerk, other, [])


def test_somebody_with_a_post_elsewhere_is_kept_only_by_who_reaches_that_too(county, prefecture):
    admin, upper = people.add("a", county, "administrator"), people.add("b", prefecture, "administrator")
    lent = people.add("c", county, "clerk")
    people.appoint(lent, [Appointment("clerk", county), Appointment("liaison", prefecture)])
    assert not may(admin, Verb.KEEP_PEOPLE, lent)
    assert may(upper, Verb.KEEP_PEOPLE, lent)


def test_what_people_were_by_their_roles_they_are_by_posts():
    roles = import_module("kezhang.orgs.migrations.0002_posts").POSTS
    before = {  # what the roles allowed
        "clerk": {Verb.WRITE, Verb.DRAFT, Verb.REVIEW, Verb.EXPORT, Verb.LOOK, Verb.SEE_PERSONAL},
        "director": {Verb.ISSUE, Verb.EXPORT, Verb.LOOK},
        "administrator": {Verb.WRITE, Verb.DRAFT, Verb.REVIEW, Verb.ISSUE, Verb.EXPORT, Verb.LOOK, Verb.SEE_PERSONAL},
    }
    for role, verbs in before.items():
        assert verbs <= {verb for kind in roles[role] for verb in RULES[kind]}
    assert Verb.ISSUE not in {verb for kind in roles["clerk"] for verb in RULES[kind]}


def _names(patterns) -> set[str]:
    found: set[str] = set()
    for each in patterns:
        found |= _names(each.url_patterns) if isinstance(each, URLResolver) else {each.name}
    return found


def test_every_address_says_what_it_needs_and_none_is_said_that_is_not_there():
    assert _names(get_resolver().url_patterns) == set(NEEDS) | OPEN


def holder(kind: str, org: Org) -> Client:
    made = people.add(f"{kind}-{org.code}", org, kind)
    browser = Client()
    browser.force_login(made)
    return browser


#: Addresses of a bureau that take more than their name.
GIVEN = {
    "figure": {"slug": "technology-contract-turnover"},
    "report-template": {"key": "half_year"},
    "template-file": {"key": "half_year"},
    "bulk-edit": {"kind": "enterprises"},
    "duplicates": {"kind": "enterprises"},
    "profile": {"kind": "enterprises"},
    "pipeline": {"kind": "projects"},
}
#: Only sent to; a look at them is answered with 405 to whoever may.
SENT = {
    "restore-template", "duplicates-merge", "figure-cause", "view-save", "calendar-renew", "calendar-end", "read-collate",
    "envoy-link", "envoy-points", "envoy-queue", "review-rule",
    *(f"{slug}-{page}" for slug in LEDGERS for page in ("check", "options")),
}  # fmt: skip


@pytest.mark.parametrize("kind", Post.Kind.values)
def test_every_kind_of_page_is_drawn_for_the_posts_that_may_look_at_it(kind, county):
    """Who gets which address is walked in test_permission_walk, where nothing is drawn."""
    own, root, wrong = holder(kind, county), f"/{county.code}/{TODAY}", []
    others = tuple(f"{slug}-" for slug in LEDGERS if slug != "enterprises")
    for name, need in NEEDS.items():
        if need.is_of_thing or name in SENT or name.startswith(others) or need.verb not in RULES[kind]:
            continue
        got = own.get(root + reverse(name, kwargs=GIVEN.get(name, {}))).status_code
        if got != 200:
            wrong.append((name, got))
    assert wrong == []


@pytest.mark.parametrize("kind", Post.Kind.values)
def test_a_record_and_a_report_are_opened_and_written_by_the_posts_that_may(kind, county, neighbour, clerk):
    firm = Enterprise(org=county, name="朔湖绿源农业科技有限公司", credit_code="91652799MA00000018")
    journal.save(ENTERPRISES, firm, Author(by=clerk, accepting="据营业执照"))
    report = freezing.half_year(county, TODAY, clerk)
    root = f"/{county.code}/{TODAY}"
    pages = {
        "enterprises-record": {"pk": firm.pk},
        "enterprises-edit": {"pk": firm.pk},
        "report": {"number": report.number},
        "report-file": {"number": report.number},
        "report-evidence": {"number": report.number},
    }
    own, theirs = holder(kind, county), holder(kind, neighbour)
    for name, given in pages.items():
        address = root + reverse(name, kwargs=given)
        assert own.get(address).status_code == (200 if NEEDS[name].verb in RULES[kind] else 404), name
        assert theirs.get(address).status_code == 404, name
    for name in ("enterprises-void", "enterprises-restore", "enterprises-attach"):
        answer = own.post(root + reverse(name, kwargs={"pk": firm.pk}))
        assert (answer.status_code == 302) == (Verb.WRITE in RULES[kind]), name
    for step, verb in (("send", Verb.DRAFT), ("accept", Verb.REVIEW), ("issue", Verb.ISSUE)):
        answer = own.post(root + reverse("report-step", kwargs={"number": report.number, "step": step}))
        assert (answer.status_code == 302) == (verb in RULES[kind]), step
    assert theirs.post(root + reverse("enterprises-void", kwargs={"pk": firm.pk})).status_code == 404


def test_only_safeguards_reach_everything_and_none_of_them_sees_records(county):
    for kind in Post.Kind.values:
        assert (Verb.LOOK in RULES[kind]) == (kind not in SAFEGUARDS)
        for verb, reach in RULES[kind].items():
            person = people.add(f"{kind}-{verb.name}", None if kind in SAFEGUARDS else county, kind)
            assert may(person, verb, Matter(county))
            assert may(person, verb, Matter(None)) == (kind in SAFEGUARDS)
            assert reach in Reach
