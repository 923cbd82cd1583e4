"""The plug-in's ledger, indicator and template, as Kezhang shows them to its people."""

import json
from datetime import date

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from technology_deputies.models import TECHNOLOGY_DEPUTIES
from typer.testing import CliRunner

from kezhang.catalogue import INDICATORS, LEDGERS, TEMPLATES
from kezhang.cli.main import application
from kezhang.orgs.models import Org
from kezhang.orgs.people import add
from kezhang.quantities.periods import Period
from kezhang.records import access
from kezhang.records.writing.journal import Author, save, void
from kezhang.reports.document.docx_reader import visible_paragraphs
from kezhang.targets.models import TARGETS, Target

pytestmark = pytest.mark.django_db(databases="__all__")
JUNE = date(2024, 6, 30)


def run(*words: str):
    done = CliRunner().invoke(application(), list(words))
    assert done.exit_code == 0, done.output
    return done


@pytest.fixture
def prefecture(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return Org.objects.create(code="652700", name="博尔塔拉蒙古自治州", level=Org.Level.PREFECTURE)


@pytest.fixture
def county(prefecture):
    return Org.objects.create(code="652799", name="朔湖县", level=Org.Level.COUNTY, parent=prefecture)


@pytest.fixture
def people(prefecture, county):
    """Own clerk, own director, and the neighbour who sees nothing."""
    neighbour = Org.objects.create(code="652798", name="临川县", level=Org.Level.COUNTY, parent=prefecture)
    posts = (("李文", county, "clerk"), ("王建国", county, "director"), ("赵敏", neighbour, "clerk"))
    return [add(name, org, kind, full_name=name) for name, org, kind in posts]


@pytest.fixture
def imported(county, tmp_path):
    """Its own sheet, filled with the sample row, taken in from the command line."""
    sheet = tmp_path / "科技副总.xlsx"
    run("template", "technology-deputies", "-o", str(sheet))
    told = run("import", str(sheet), "--org", county.code, "--ledger", "technology-deputies", "--yes", "--json")
    assert [table["new"] for table in json.loads(told.stdout)[0]["tables"]] == [1]
    return county


def at(org, page: str) -> str:
    """The address of a page of ``org`` as it stood at the end of June."""
    return f"/{org.code}/{JUNE.isoformat()}/{page}"


def test_it_is_in_the_catalogue_and_start_up_finds_nothing_wrong():
    assert LEDGERS["technology-deputies"] is TECHNOLOGY_DEPUTIES
    assert {"technology-deputies-appointed"} <= set(INDICATORS)
    assert run_checks(tags=["catalogue"]) == []
    assert "科技副总" in run("ledger", "technology-deputies").output


def test_its_migration_is_up_to_date():
    call_command("makemigrations", "technology_deputies", check=True, dry_run=True, verbosity=0)


def test_three_people_clerk_and_director_see_the_record_and_the_neighbour_does_not(imported, people, client):
    shown = []
    for person in people:
        client.force_login(person)
        shown.append("马向东" in client.get(at(imported, "ledgers/technology-deputies/")).content.decode())
    assert shown == [True, True, False]


def test_a_clerk_writes_and_a_director_does_not(imported, people, client):
    record = access.records(TECHNOLOGY_DEPUTIES, imported).get()
    statuses = []
    for person in people:
        client.force_login(person)
        statuses.append(client.get(at(imported, f"ledgers/technology-deputies/{record.pk}/edit/")).status_code)
    assert statuses == [200, 404, 404]


def test_a_term_that_ends_before_it_begins_is_refused(imported, people, client):
    client.force_login(people[0])
    answers = {"enterprise_name": "甲公司", "person": "乙", "home_organisation": "丙大学", "source": "manual"}
    answers |= {"appointed_on": "2024-03-01", "ends_on": "2024-02-01"}
    answer = client.post(at(imported, "ledgers/technology-deputies/new/"), answers)
    assert (answer.status_code, "任期届满日期应晚于到岗日期" in answer.content.decode()) == (422, True)


def test_its_ledger_stands_in_the_menu_of_its_chapter(imported, people, client):
    client.force_login(people[0])
    page = client.get(at(imported, "ledgers/")).content.decode()
    assert page.index("/ledgers/postdoctoral-stations/") < page.index("/ledgers/technology-deputies/")
    assert page.index("/ledgers/technology-deputies/") < page.index("/ledgers/envoys/")


def test_its_indicator_has_a_line_on_the_board_and_a_panel(imported, people, client):
    target = Target(
        org=imported, indicator="technology-deputies-appointed", year=2024, value=4, unit="人", type="own",
        effective_on=date(2024, 1, 10),
    )  # fmt: skip
    save(TARGETS, target, Author(by=people[0]))
    client.force_login(people[0])
    assert "选派科技副总" in client.get(at(imported, "board/")).content.decode()
    panel = client.get(at(imported, "figures/technology-deputies-appointed/?year=2024")).content.decode()
    assert "马向东" in panel
    assert "1人" in run("indicator", "科技副总到岗数", "--org", imported.code, "--as-of", "2024-06-30").output


def test_an_appointment_counts_from_its_first_day_until_it_is_voided(imported, people):
    def appointed(as_of: date):
        return INDICATORS["technology-deputies-appointed"].figure(imported, Period.year_of(2024), as_of).value

    assert (appointed(date(2024, 3, 14)), appointed(date(2024, 3, 15))) == (0, 1)
    record = access.records(TECHNOLOGY_DEPUTIES, imported).get()
    void(TECHNOLOGY_DEPUTIES, record, Author(by=people[0], reason="重复"))
    assert appointed(JUNE) == 0


def test_its_template_is_offered_and_drafted_with_the_figure(imported, tmp_path):
    assert "technology-deputies" in TEMPLATES
    assert "科技副总工作情况" in run("report", "templates").output
    report = tmp_path / "报告.docx"
    words = ("--template", "technology-deputies", "--period", "2024H1", "-o", str(report))
    run("report", "draft", "--org", imported.code, *words)
    text = "\n".join(visible_paragraphs(report))
    assert "共选派科技副总1人" in text
    assert "马向东" in text
