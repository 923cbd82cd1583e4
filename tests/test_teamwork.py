"""协作: comments that call colleagues, saved views, papers looked at; as the three people see them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise
from kezhang.orgs import people
from kezhang.records import access
from kezhang.records.models import Evidence
from kezhang.records.writing import evidence_files, own_settings
from kezhang.records.writing.journal import Author
from kezhang.teamwork import commenting
from kezhang.teamwork.commenting import called_in
from kezhang.teamwork.models import CalledPerson, Comment, SavedView
from tests.single_records import written

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
LIST = "/652799/2024-06-30/ledgers/enterprises/"


@pytest.fixture
def firm(county, clerk):
    return written(ENTERPRISES, Enterprise(org=county, name="朔湖绿源农业科技有限公司"), clerk)


def say(client, firm, text):
    return client.post(f"/652799/2024-06-30/comments/enterprises/{firm.pk}/", {"text": text}, follow=True)


def test_whom_a_comment_calls_waits_for_him_until_he_opens_the_record(client, clerk, director, neighbour_clerk, firm):
    client.force_login(clerk)
    answer = say(client, firm, "@王建国请看注册地址")
    assert "王建国会在工作台看到" in answer.content.decode()
    client.force_login(director)
    home = client.get("/home/").content.decode()
    assert "提到您" in home
    assert f"/ledgers/enterprises/{firm.pk}/#comments" in home
    assert "@王建国请看注册地址" in client.get(f"{LIST}{firm.pk}/").content.decode()
    assert "提到您" not in client.get("/home/").content.decode()
    client.force_login(neighbour_clerk)
    assert "提到您" not in client.get("/home/").content.decode()


def test_a_look_at_a_record_writes_only_where_something_called_the_person_there(client, clerk, director, firm):
    def written_by_a_look() -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{LIST}{firm.pk}/").status_code == 200
        said = [query["sql"] for query in asked]
        return [sql for sql in said if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT"))]

    client.force_login(clerk)
    say(client, firm, "@王建国请看注册地址")
    client.force_login(director)
    (mark,) = written_by_a_look()
    assert mark.startswith('UPDATE "teamwork_calledperson"')
    assert written_by_a_look() == []


def test_the_neighbour_neither_reads_nor_writes_a_comment_and_is_not_called(client, clerk, neighbour_clerk, firm):
    client.force_login(neighbour_clerk)
    assert say(client, firm, "看看").status_code == 404
    client.force_login(clerk)
    answer = say(client, firm, "@赵敏 请看")
    assert "没有找到“赵敏”" in answer.content.decode()
    assert "@赵敏 请看</textarea>" in answer.content.decode()
    assert not Comment.objects.exists()


def test_what_there_is_beside_a_record_is_told_of_that_record_and_that_person_alone(
    county, neighbour, prefecture, clerk, director, neighbour_clerk, firm
):
    theirs = written(ENTERPRISES, Enterprise(org=neighbour, name="临川公司"), neighbour_clerk)
    assert access.beside(ENTERPRISES, firm, clerk) == frozenset()
    author = Author(by=clerk, reason="设列")
    own = own_settings.add(ENTERPRISES, county, "园区评价", "text", author)
    said = commenting.say(county, "enterprises", firm.pk, firm.name, "@王建国 请看", clerk)
    evidence_files.attach(ENTERPRISES, firm, SimpleUploadedFile("照片.png", PNG), clerk)
    assert access.beside(ENTERPRISES, firm, clerk) == {"added", "comments", "evidence"}
    assert access.beside(ENTERPRISES, firm, director) == {"added", "comments", "evidence", "calls"}
    assert access.beside(ENTERPRISES, theirs, neighbour_clerk) == frozenset()
    own_settings.withdraw(own, author)
    said.withdrawn_at = said.at
    said.save()
    assert access.beside(ENTERPRISES, firm, clerk) == {"added", "evidence"}, "the log still says a column given up"
    own_settings.add(ENTERPRISES, prefecture, "州里评价", "text", author)
    assert access.beside(ENTERPRISES, theirs, neighbour_clerk) == {"added"}, "a superior's column is everybody's below"


def test_a_superior_may_be_called_and_a_name_of_two_is_asked_again(client, county, clerk, superior, firm):
    people.add("wen", county, "clerk", full_name="李文")
    client.force_login(clerk)
    assert "陈刚会在工作台看到" in say(client, firm, "请@陈刚 过目").content.decode()
    assert "有2人同名" in say(client, firm, "@李文 请核对").content.decode()
    assert CalledPerson.objects.get().person == superior


def test_names_are_found_where_no_blank_ends_them(county, clerk, director):
    known = [clerk, director]
    assert called_in("@王建国请看，@clerk 也看", known) == ([director, clerk], [])
    assert called_in("邮件 a@b", known) == ([], ["b"])
    assert called_in("没有叫谁", known) == ([], [])


def test_a_comment_is_taken_back_by_its_writer_alone(client, clerk, director, firm):
    client.force_login(clerk)
    say(client, firm, "写错了")
    said = Comment.objects.get()
    client.force_login(director)
    assert client.post(f"/comments/{said.pk}/withdraw/").status_code == 404
    client.force_login(clerk)
    assert client.post(f"/comments/{said.pk}/withdraw/").status_code == 302
    assert "写错了" not in client.get(f"{LIST}{firm.pk}/").content.decode()


@pytest.mark.parametrize(("text", "says"), [(" ", "请先写留言"), ("长" * 1001, "最多1000个字")])
def test_an_empty_and_an_endless_comment_are_refused(client, clerk, firm, text, says):
    client.force_login(clerk)
    assert says in say(client, firm, text).content.decode()
    assert not Comment.objects.exists()


def keep(client, **said):
    return client.post("/652799/2024-06-30/views/enterprises/", said)


def test_a_view_brings_back_its_conditions_columns_and_order(client, clerk, director, neighbour_clerk, firm):
    client.force_login(clerk)
    query = "q=朔湖&order=-name&column=name&column=town&page=3&nonsense=1"
    answer = keep(client, name="核对过的", query=query, is_shared="1")
    saved = SavedView.objects.get()
    assert "nonsense" not in saved.query
    assert "page" not in saved.query
    assert answer.headers["Location"].endswith(f"/ledgers/enterprises/?{saved.query}")
    shown = client.get(f"{LIST}?{saved.query}")
    assert shown.context["here_saved"] == saved
    assert [c.name for c in shown.context["listing"].columns] == ["name", "town"]
    for person, sees in ((director, True), (neighbour_clerk, False)):
        client.force_login(person)
        assert ("核对过的" in client.get("/ledgers/enterprises/").content.decode()) is sees


def test_ones_own_view_is_nobody_elses_and_sharing_is_for_who_fills_in(client, clerk, director, firm):
    client.force_login(director)
    keep(client, name="我的", query="q=绿源")
    keep(client, name="大家的", query="q=绿源", is_shared="1")
    assert [(view.name, view.is_shared) for view in SavedView.objects.all()] == [("我的", False)]
    client.force_login(clerk)
    assert "我的" not in client.get(LIST).content.decode()
    assert client.post(f"/views/{SavedView.objects.get().pk}/withdraw/").status_code == 404
    client.force_login(director)
    client.post(f"/views/{SavedView.objects.get().pk}/withdraw/")
    assert not SavedView.objects.exists()


def test_a_saved_condition_nobody_can_read_anymore_shows_what_lists_show_then(client, clerk, county, firm):
    SavedView.objects.create(org=county, ledger="enterprises", name="旧", query="first=去年", by=clerk)
    client.force_login(clerk)
    assert client.get(f"{LIST}?first=去年").status_code == 422


def attach(client, firm, name, content):
    client.post(f"{LIST}{firm.pk}/evidence/", {"files": SimpleUploadedFile(name, content)})
    kept = Evidence.objects.latest("pk")
    return client.get(f"{LIST}{firm.pk}/evidence/{kept.pk}/", {"show": "1"})


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("证.pdf", b"%PDF-1.4 x", "application/pdf"),
        ("照片.jpg", b"\xff\xd8\xff\xe0 x", "image/jpeg"),
        ("图.png", b"\x89PNG\r\n\x1a\n x", "image/png"),
    ],
)
def test_pictures_and_pdf_are_looked_at_in_the_page(client, clerk, neighbour_clerk, firm, name, content, kind):
    client.force_login(clerk)
    shown = attach(client, firm, name, content)
    assert shown.headers["Content-Type"] == kind
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'none'" in shown.headers["Content-Security-Policy"]
    assert "paper-preview" in client.get(f"{LIST}{firm.pk}/").content.decode()
    client.force_login(neighbour_clerk)
    kept = Evidence.objects.get()
    assert client.get(f"/ledgers/enterprises/{firm.pk}/evidence/{kept.pk}/?show=1").status_code == 404


def test_what_is_no_picture_is_only_downloaded_whatever_is_asked(client, clerk, firm):
    client.force_login(clerk)
    shown = attach(client, firm, "表.xlsx", b"PK\x03\x04 <script>")
    assert shown.headers["Content-Disposition"].startswith("attachment")
    assert shown.headers["Content-Type"] == "application/octet-stream"
