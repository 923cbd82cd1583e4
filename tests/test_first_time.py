"""首次使用: an empty installation is taken over once, by whoever has its code; then the steps to the first report."""

import re

import pytest
from django.urls import reverse

from kezhang.orgs import people
from kezhang.orgs.models import Org, User
from kezhang.reports.frozen import freezing
from kezhang.web.accounts.first_time import first_code
from tests.single_records import JUNE, contract, target

pytestmark = pytest.mark.django_db
GIVEN = {
    "bureau": "颍东区", "full_name": "何敏", "username": "hemin", "password": "Shuqian-7531x", "again": "Shuqian-7531x",
}  # fmt: skip


@pytest.fixture
def code(settings, tmp_path) -> str:
    settings.KEZHANG_HOME = tmp_path
    return first_code()


def test_whoever_has_the_code_names_the_bureau_and_keeps_its_people(client, code):
    assert "首次使用地址" in client.get("/login/").content.decode()
    form = client.get(reverse("start"), {"code": code})
    assert form.status_code == 200
    assert Org.objects.filter(name="颍东区").exists()
    answer = client.post(reverse("start"), GIVEN | {"code": code})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/home/")
    person = User.objects.get()
    assert (person.username, person.org.code, person.must_change_password) == ("hemin", "341203", False)
    assert {post.kind for post in person.posts.all()} == {"administrator", "clerk", "reviewer"}
    assert "开始使用" in client.get("/home/").content.decode()


def test_nobody_takes_it_over_a_second_time(client, code):
    client.post(reverse("start"), GIVEN | {"code": code})
    client.logout()
    assert first_code() == ""
    for answer in (client.get(reverse("start"), {"code": code}), client.post(reverse("start"), GIVEN | {"code": code})):
        assert answer.headers["Location"] == "/login/"
    assert User.objects.count() == 1


@pytest.mark.parametrize("typed", ["", "falsch", "十二"])
def test_without_the_code_there_is_only_a_word_where_it_stands(client, code, typed):
    assert client.get(reverse("start"), {"code": typed}).status_code == 403
    answer = client.post(reverse("start"), GIVEN | {"code": typed})
    assert (answer.status_code, "kezhang serve" in answer.content.decode()) == (403, True)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"bureau": ""}, "请写本单位的行政区划代码或名称"),
        ({"bureau": "颍东"}, "是不是 341203"),
        ({"bureau": "鼓楼区"}, "请写代码"),
        ({"bureau": "999999"}, "请写6位行政区划代码"),
        ({"full_name": " "}, "请写姓名"),
        ({"username": ""}, "请写登录名"),
        ({"again": "Shuqian-7531y"}, "两次输入的密码不一样"),
        ({"password": "12345", "again": "12345"}, "10"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(client, code, said, says):
    answer = client.post(reverse("start"), GIVEN | {"code": code} | said)
    page = answer.content.decode()
    assert (answer.status_code, says in page) == (422, True)
    assert "Shuqian-7531x" not in page
    assert not User.objects.exists()


def steps(client) -> dict[str, bool]:
    page = client.get("/home/")
    return {step.label: step.is_done for step in page.context["steps"]}


def test_the_steps_are_ticked_as_they_are_done_and_go_with_the_first_report(client, county):
    person = people.add("first", county, "administrator", "clerk", "reviewer")
    client.force_login(person)
    assert steps(client) == {"单位和管理员": True, "人员": False, "去年的表": False, "任务": False, "第一份报告": False}
    people.add("second", county, "director")
    contract(county, "1", 100, JUNE)
    target(county, 8)
    assert steps(client) == {"单位和管理员": True, "人员": True, "去年的表": True, "任务": True, "第一份报告": False}
    for url in re.findall(r'class="btn btn-sm" href="([^"]+)"', client.get("/home/").content.decode()):
        assert client.get(url).status_code == 200
    freezing.half_year(county, JUNE, person)
    assert steps(client) == {}


def test_steps_are_shown_to_who_can_take_them(client, county, clerk, director, neighbour_clerk):
    client.force_login(clerk)
    assert "人员" not in steps(client)
    client.force_login(director)
    assert steps(client) == {}
    contract(county, "1", 100, JUNE)
    client.force_login(neighbour_clerk)
    assert steps(client)["去年的表"] is False
