"""Addresses and forms with a slip of the keyboard in them: a sentence on the page, and never a wrong answer."""

import csv
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from unittest.mock import MagicMock

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.signals import connection_created
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.urls import reverse

from kezhang.catalogue import LEDGERS
from kezhang.cli.main import main
from kezhang.ledgers.cooperation.contest_entries import CONTEST_ENTRIES
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise
from kezhang.records import access
from kezhang.records.importing import batch_undo
from kezhang.records.importing.workbooks import workbook_reader
from kezhang.records.importing.workbooks.workbook_reader import UnreadableWorkbook
from kezhang.records.local_time import day_text, moment_text
from kezhang.records.models import Batch, Change
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.reports import workflow
from kezhang.reports.frozen import freezing
from kezhang.reports.frozen.movement import Cause
from kezhang.reports.models import Report
from kezhang.targets.models import TARGETS, Target
from kezhang.web.database import KEPT_OPEN, database_of, edge_database_of, jobs_database_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]


@pytest.fixture
def firms(county, clerk):
    for name in ("朔湖甲公司", "朔湖乙公司"):
        journal.save(ENTERPRISES, Enterprise(org=county, name=name), Author(by=clerk, accepting="核对"))


@pytest.fixture
def page(client, clerk):
    """Ask an address as the clerk; the status and the words."""
    client.force_login(clerk)

    def ask(address: str, **headers: str):
        answer = client.get(address, headers=headers)
        return answer.status_code, answer.content.decode(errors="replace")

    return ask


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("is_above_scale=abc", "“abc”没有读懂：应为：是、否"),
        ("first=2024-02-30", "起始日期“2024-02-30”没有读懂：2024年2月没有30日"),
        ("last=0001-01-01", "截止日期“0001-01-01”没有读懂：年份应在1900至2100之间"),
        ("q=" + "+".join(["科技"] * 1500), "查找的内容最多20个词、200个字，现有1500个词"),
        ("q=" + "x" * 201, "现有1个词、201个字"),
    ],
)
def test_a_condition_that_cannot_be_read_is_told_and_shows_no_rows(page, firms, asked, says):
    status, words = page(f"/ledgers/enterprises/?{asked}")
    assert (status, says in words, "朔湖甲公司" in words, "没有符合条件的记录" in words) == (422, True, False, False)
    status, words = page(f"/ledgers/enterprises/?{asked}", **{"HX-Request": "true"})
    assert (status, says in words) == (422, True)
    status, words = page(f"/ledgers/enterprises/export.xlsx?{asked}")
    assert (status, says in words, "没有导出" in words) == (422, True, True)


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=lambda ledger: ledger.slug)
def test_every_filter_is_read_by_its_column(page, county, ledger):
    for name in ledger.filters:
        column = ledger.column(name)
        status, words = page(f"/ledgers/{ledger.slug}/?{name}=1_000%C2%B2")
        if column.choices or not column.is_text:
            assert (status, f"{column.label}“1_000²”没有读懂" in words) == (422, True)
            assert '<option value="1_000²" selected>' in words  # what was typed is given back
        else:
            assert status == 200


def test_a_filter_is_read_as_people_type_it(page, county, clerk):
    sample = {name: TARGETS.column(name).reader()(text) for name, text in TARGETS.sample.items()}
    journal.save(TARGETS, Target(org=county, **sample), Author(by=clerk))
    for typed in ("2024", "２０２４", "2024年"):
        status, words = page(f"/ledgers/targets/?year={typed}&type=上级下达")
        assert (status, "州科发〔2024〕8号" in words, '<option value="2024" selected>' in words) == (200, True, True)
    assert "州科发〔2024〕8号" not in page("/ledgers/targets/?year=2023")[1]


def test_yes_and_no_are_both_offered_though_no_record_says_either(page, county):
    status, words = page("/ledgers/technology-contracts/?registered_here=False")
    offered = '<option value="True">是</option><option value="False" selected>否</option>'
    assert (status, offered in words) == (200, True)


def test_a_look_the_list_has_not_is_told_and_the_rows_are_shown(page, firms):
    status, words = page("/ledgers/enterprises/?order=²&column=不存在&page=abc")
    assert (status, "朔湖甲公司" in words) == (200, True)
    for says in ("没有“²”这一列，未按它排序", "没有“不存在”这一列，未列出", "没有第“abc”页，显示的是第1页"):
        assert says in words


def test_the_neighbour_is_told_of_a_wrong_condition_and_nothing_of_our_records(client, neighbour_clerk, firms):
    client.force_login(neighbour_clerk)
    answer = client.get("/ledgers/enterprises/?first=abc")
    assert (answer.status_code, "朔湖" in answer.content.decode()) == (422, False)


@pytest.mark.parametrize("year", ["0", "²", "abc", "-1", "9" * 40])
def test_a_panel_of_no_year_says_so(page, county, year):
    status, words = page(f"{reverse('figure', args=['technology-contract-turnover'])}?year={year}")
    assert (status, "应为1900至2100之间的年份" in words) == (422, True)


@pytest.mark.parametrize(
    "address",
    [
        "/reports/templates/own-²/",
        "/reports/templates/own-0/",
        f"/reports/templates/own-{'9' * 40}/",
        "/reports/templates/own-²/template.docx",
        f"/ledgers/enterprises/{'9' * 30}/",
        f"/ledgers/enterprises/{'9' * 30}/evidence/{'9' * 30}/",
        "/ledgers/enterprises/import/²/",
        f"/reading/{'9' * 30}/",
        "/reports/²/",
        "/reports/KZ%00/",
        "/figures/%C2%B2/",
    ],
)
def test_what_does_not_exist_is_a_page_that_says_so(page, county, address):
    assert page(address)[0] == 404


def test_a_template_of_no_number_is_told_in_the_form(client, clerk, county):
    client.force_login(clerk)
    answer = client.post(reverse("report-new"), {"as_of": "2024-06-30", "template": "own-²"})
    assert (answer.status_code, "没有这个模板" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(("name", "typed"), [("as_of", "0001-01-01"), ("period", "0000"), ("period", "²")])
def test_a_report_of_no_date_or_period_is_told_in_the_form(client, clerk, county, name, typed):
    client.force_login(clerk)
    said = {"as_of": "2024-06-30", "period": "2024H1", "template": "half_year"}
    answer = client.post(reverse("report-new"), said | {name: typed})
    assert answer.status_code == 422
    assert "年份应在1900至2100之间" in answer.content.decode() or "应为" in answer.content.decode()


@pytest.mark.parametrize("address", ["/board/?light=²", "/reports/promises/?outcome=²"])
def test_a_word_that_chooses_nothing_is_told(page, county, address):
    status, words = page(address)
    assert (status, "没有“²”这一类，下面列出的是全部" in words) == (200, True)


@pytest.mark.parametrize("value", ["nan", "Infinity", "1e30", "1_000", "9" * 19, "²", "0.00001"])
def test_a_target_that_is_no_number_is_refused_in_the_form_with_what_was_typed(client, clerk, county, value):
    client.force_login(clerk)
    answer = client.post("/ledgers/targets/new/", TARGETS.sample | {"value": value})
    field = next(f for f in answer.context["fields"] if f.column.name == "value")
    assert (answer.status_code, field.typed, len(field.errors)) == (422, value, 1)
    assert not Target.objects.exists()


def test_a_quiz_with_winners_and_no_participants_is_told_what_is_missing(client, clerk, county):
    client.force_login(clerk)
    typed = {"name": "答题", "platform": "平台", "started_on": "2024-05-25", "ended_on": "2024-06-01", "prizes": "60"}
    answer = client.post("/ledgers/quizzes/new/", typed)
    field = next(f for f in answer.context["fields"] if f.column.name == "participants")
    assert (answer.status_code, [p.says for p in field.errors]) == (422, ["必填"])


@pytest.mark.parametrize("where", ["q", "name"])
def test_a_character_that_no_database_keeps_is_refused_before_any_page(client, clerk, county, where):
    client.force_login(clerk)
    if where == "q":
        answer = client.get("/ledgers/enterprises/", {"q": "a\0b"})
    else:
        answer = client.post("/ledgers/enterprises/new/", {"name": "朔湖\0公司"})
    assert (answer.status_code, "含有看不见的控制字符" in answer.content.decode()) == (422, True)
    assert client.get("/home/%00").status_code == 404
    assert client.post("/login/", {"username": "a\0", "password": "b"}).status_code == 422


def test_a_text_table_whose_cell_never_ends_is_refused_with_its_row(client, clerk, county):
    content = ("企业名称,备注\n甲公司,\n乙公司," + "长" * (csv.field_size_limit() + 1) + "\n").encode()
    with pytest.raises(UnreadableWorkbook, match="第3行读不下去：有一格超过131,072个字"):
        workbook_reader.pages(content, "表.csv")
    client.force_login(clerk)
    answer = client.post("/ledgers/enterprises/import/", {"file": SimpleUploadedFile("表.csv", content)})
    assert (answer.status_code, "第3行读不下去" in answer.content.decode()) == (422, True)


def test_an_upload_without_a_file_is_refused(client, clerk, county):
    client.force_login(clerk)
    answer = client.post("/ledgers/enterprises/import/", {})
    assert (answer.status_code, "请先选择文件" in answer.content.decode()) == (422, True)


#: One in the morning of 1 July in Shanghai is still June in UTC.
NIGHT = datetime(2024, 6, 30, 17, 0, tzinfo=UTC)


def test_a_moment_is_told_in_local_time():
    assert (moment_text(NIGHT), day_text(NIGHT)) == ("2024-07-01 01:00", "2024-07-01")


def test_a_change_at_night_is_told_with_the_day_people_had(client, clerk, county, firms):
    firm = Enterprise.objects.first()
    batch = Batch.objects.create(
        org=county, ledger="enterprises", file_name="表.csv", sha256="", by=clerk, state="applied"
    )
    Change.objects.filter(record_id=firm.pk).update(batch=batch)
    firm.remark = "改"
    change = journal.save(ENTERPRISES, firm, Author(by=clerk, accepting="核对"))
    Change.objects.filter(pk=change.pk).update(at=NIGHT)
    with pytest.raises(Refused) as refused:
        batch_undo.undo(ENTERPRISES, batch, Author(by=clerk), LEDGERS.values())
    assert "于2024-07-01 01:00修改过" in refused.value.problems[0].says
    change.refresh_from_db()
    assert Cause("更正", Decimal(1), change=change).by == "（2024-07-01 李文）"
    client.force_login(clerk)
    for address in (f"/ledgers/enterprises/{firm.pk}/", "/administration/"):
        assert "2024-07-01 01:00" in client.get(address).content.decode()


def test_a_report_issued_at_night_says_the_day_people_had(county, clerk, director, monkeypatch):
    report = freezing.half_year(county, date(2024, 6, 30), clerk)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NIGHT)
    workflow.issue(report, director)
    with pytest.raises(workflow.NotPossible, match="已于2024-07-01签发"):
        workflow.issue(report, director)


def test_a_correction_as_of_no_date_is_refused_and_none_is_written(client, clerk, county, director):
    report = freezing.half_year(county, date(2024, 6, 30), clerk)
    workflow.issue(report, director)
    client.force_login(clerk)
    answer = client.post(
        reverse("report-step", args=[report.number, "correct"]), {"note": "补登", "as_of": "2024-06-31"}, follow=True
    )
    assert "截至日期“2024-06-31”没有读懂：2024年6月没有31日" in answer.content.decode()
    assert Report.objects.count() == 1


def test_the_address_of_a_database_keeps_all_that_stands_in_it(tmp_path):
    found = database_of(
        "postgresql://li%40wen:p%2Fw@db.example:5433/kezhang?sslmode=verify-full&connect_timeout=5", tmp_path
    )
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("li@wen", "p/w", "db.example", 5433)
    assert found["OPTIONS"] == {"sslmode": "verify-full", "connect_timeout": 5}
    assert database_of("postgresql://kezhang@/kezhang?host=/run/pg", tmp_path)["OPTIONS"] == {"host": "/run/pg"}
    pooled = database_of("postgresql://db/kezhang?pool_min_size=2&pool_max_size=8&conn_health_checks=true", tmp_path)
    assert (pooled["OPTIONS"], pooled["CONN_MAX_AGE"]) == ({"pool": {"min_size": 2, "max_size": 8}}, 0)
    assert pooled["CONN_HEALTH_CHECKS"] is True
    assert database_of("postgresql://db/kezhang?conn_max_age=5", tmp_path)["CONN_MAX_AGE"] == 5


def test_a_file_stays_open_for_the_next_request_and_what_is_kept_of_it_has_one_limit(tmp_path):
    main = database_of("", tmp_path)
    kept = {alias: said["CONN_MAX_AGE"] for alias, said in (edge_database_of(main) | jobs_database_of(main)).items()}
    assert (main["CONN_MAX_AGE"], kept) == (KEPT_OPEN, {"edge": KEPT_OPEN, "jobs": KEPT_OPEN})
    asked = DatabaseWrapper({**main, "TIME_ZONE": None, "AUTOCOMMIT": True, "CONN_HEALTH_CHECKS": False}, "kept")
    with closing(asked), asked.cursor() as cursor:
        limits = [
            cursor.execute(f"PRAGMA {name}") and cursor.fetchone()[0] for name in ("cache_size", "soft_heap_limit")
        ]
    assert limits == [-64000, 128 * 1024 * 1024]


def test_what_the_address_of_a_database_says_reaches_the_driver(tmp_path):
    pytest.importorskip("psycopg")
    from django.db.backends.postgresql.base import DatabaseWrapper

    found = database_of("postgresql://kezhang@/kezhang?host=/run/pg&sslmode=verify-full", tmp_path)
    asked = DatabaseWrapper({**found, "TIME_ZONE": None, "AUTOCOMMIT": True}).get_connection_params()
    assert (asked["host"], asked["sslmode"], asked["dbname"]) == ("/run/pg", "verify-full", "kezhang")


@pytest.mark.parametrize(("vendor", "says"), [("postgresql", ["SET jit = off"]), ("sqlite", [])])
def test_a_new_connection_is_told_to_compile_nothing_where_the_database_would(vendor, says):
    made = MagicMock(vendor=vendor)
    connection_created.send(type(made), connection=made)
    asked = made.cursor.return_value.__enter__.return_value.execute
    assert [call.args[0] for call in asked.call_args_list] == says


def test_sqlite_keeps_its_options_with_and_without_an_address(tmp_path):
    for url in ("", f"sqlite:///{tmp_path}/a.sqlite3"):
        assert database_of(url, tmp_path)["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize("url", ["mysql://a:secret@b/c", "postgres", "postgresql://a:secret@b:x/c"])
def test_an_address_of_no_known_database_is_told_without_its_password(tmp_path, url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL 没有读懂") as refused:
        database_of(url, tmp_path)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("board --org 652799 --as-of 0001-01-01", "年份应在1900至2100之间"),
        ("board --org 652799 --as-of 1e5", "应为日期"),
        ("board --org ² --as-of 2024-06-30", "没有代码为 ² 的单位"),
        ("board --org \udcff --as-of 2024-06-30", r"没有代码为 \udcff 的单位"),
        ("board --org 652799", "缺少 --as-of"),
        ("board --orgg 652799", "没有 --orgg 这个选项，是不是 --org？"),
        ("board --org", "--org 后面缺少内容"),
        ("report draft --org 652799 --template brief --period 0000 -o x.docx", "“0000”不是期间"),
        ("report draft --org 652799 --template own-² --period 2024 -o x.docx", "没有“own-²”这个模板文件"),
        ("serve --port ²", "--port：“²”应为整数"),
        ("serve --port 99999", "--port：“99999”应为1至65535之间的整数"),
        ("read x.txt --jobs -1", "--jobs：“-1”应为0至256之间的整数"),
        ("report issue \udcff", "认不出的字符"),
        ("template targets -o no/such/folder/x.xlsx", "没有这个文件或文件夹"),
    ],
)
def test_a_command_typed_wrong_ends_with_2_and_one_sentence(county, capsys, monkeypatch, line, says):
    monkeypatch.setattr("sys.argv", ["kezhang", *line.split(" ")])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert (ended.value.code, says in told.err.replace("\n", "")) == (2, True), told
    assert "Traceback" not in told.err + told.out


def test_a_filter_that_is_a_choice_takes_its_label_and_its_value(page, county):
    name = next(n for n in CONTEST_ENTRIES.filters if CONTEST_ENTRIES.column(n).choices)
    value, label = next(iter(CONTEST_ENTRIES.column(name).choices.items()))
    for typed in (value, label):
        status, words = page(f"/ledgers/{CONTEST_ENTRIES.slug}/?{name}={typed}")
        assert (status, f'<option value="{value}" selected>' in words) == (200, True)
    assert not access.records(CONTEST_ENTRIES, county).exists()
