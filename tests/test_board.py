"""进度页: sets, last year's curve, gaps in units, causes written beside the number, the sheet; as the three people see it."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.models import Campaign
from kezhang.records.models import Change
from kezhang.targets.campaign_progress import campaigns_under_way
from kezhang.targets.models import ProgressEntry
from kezhang.targets.progress import board
from tests.single_records import JUNE, achievement, certificate, done, target, written

pytestmark = pytest.mark.django_db
ROOT = "/652799/2024-06-30"
SLUG = "achievements-registered"


@pytest.fixture
def behind(county):
    """A task of ten of which two are done by June."""
    aim = target(county, 10, assigner="州科学技术局", document_number="州科发〔2024〕8号")
    done(county, 2)
    return aim


def campaign(county, **more):
    given = {
        "name": "创新主体倍增行动", "subject": "high_tech", "base_year": 2022, "base_value": Decimal(2), "goal_year": 2025,
        "goal_value": Decimal(6), "started_on": date(2023, 3, 1),
    } | more  # fmt: skip
    return written(LEDGERS["campaigns"], Campaign(org=county, **given))


def test_what_the_pace_lacks_is_told_in_units(county, behind):
    (line,) = board(county, JUNE)
    assert (line.owed, line.missing) == (2, 8)


@pytest.mark.parametrize(("aim", "more"), [(None, {}), (1, {"comparator": "at_most"})])
def test_nothing_is_owed_to_a_masked_task_or_a_ceiling(county, aim, more):
    target(county, aim, **more)
    done(county, 2)
    assert board(county, JUNE)[0].owed is None


def test_a_set_holds_its_kinds_of_task_and_campaigns_are_one(client, county, clerk, behind):
    target(county, 12, type="own")
    campaign(county)
    client.force_login(clerk)
    page = client.get(f"{ROOT}/board/")
    assert [(each.label, n) for each, n in page.context["view"].sets] == [("下达", 1), ("自定", 1), ("专项行动", 1)]
    for chosen, types, goals in (
        ("assigned", ["assigned"], 0),
        ("own", ["own"], 0),
        ("campaigns", [], 1),
        ("", ["assigned", "own"], 1),
    ):
        shown = client.get(f"{ROOT}/board/", {"set": chosen})
        assert [line.target.type for line, _, _ in shown.context["lines"]] == types
        assert len(shown.context["campaigns"]) == goals
    odd = client.get(f"{ROOT}/board/", {"set": "x"})
    assert "没有“x”这一类" in odd.content.decode()


@pytest.mark.parametrize(
    ("firms", "light", "share"), [(0, "behind", "-0.5"), (3, "behind", "0.25"), (4, "on-pace", "0.5"), (6, "done", "1")]
)
def test_a_campaign_is_held_against_the_way_from_its_base_to_its_goal(county, firms, light, share):
    campaign(county)
    for number in range(firms):
        certificate(county, f"企业{number}有限公司", date(2023, 10, 1), date(2026, 9, 30))
    (each,) = campaigns_under_way(county, JUNE)
    assert (each.done, each.light.code, each.missing) == (Decimal(share), light, max(6 - firms, 0))


def test_a_campaign_for_what_no_indicator_counts_is_unknown_and_not_zero(county):
    campaign(county, subject="other")
    (each,) = campaigns_under_way(county, JUNE)
    assert (each.done, each.missing, each.light.code) == (None, None, "unknown")


def test_last_years_months_stand_behind_this_years(client, county, clerk, behind):
    for number in range(3):
        achievement(county, f"去年的成果{number}", date(2023, 2, 1))
    client.force_login(clerk)
    curves = client.get(f"{ROOT}/board/trends/").context["sparks"]
    months = curves[SLUG].months
    assert [(value, before) for _, value, before in months][:2] == [("0项", "0项"), ("0项", "3项")]
    assert months[4][1:] == ("2项", "3项")
    assert 'class="before"' in client.get(f"{ROOT}/figures/{SLUG}/").content.decode()


def test_name_task_and_figure_open_the_same_panel_with_who_set_it_and_its_versions(client, county, clerk, behind):
    target(county, 12, version=2, effective_on=date(2024, 6, 1), document_number="州科发〔2024〕21号")
    client.force_login(clerk)
    page = client.get(f"{ROOT}/board/").content.decode()
    assert page.count(f"figures/{SLUG}/?year=2024") >= 3
    assert "州科发〔2024〕21号" in page
    panel = client.get(f"{ROOT}/figures/{SLUG}/?year=2024").content.decode()
    assert "第2版" in panel
    assert "州科发〔2024〕8号" in panel
    assert "欠进度" in panel


def post(client, **typed):
    return client.post(f"{ROOT}/figures/{SLUG}/cause/", typed, headers={"HX-Request": "true"})


def test_a_cause_written_beside_the_number_stands_in_the_months_entry_and_on_the_board(client, county, clerk, behind):
    client.force_login(clerk)
    answer = post(client, cause="两项成果评价推迟", next_step="7月组织评价")
    assert answer.status_code == 200
    entry = ProgressEntry.objects.get()
    assert (entry.cause, entry.cumulative, entry.unit, entry.state) == ("两项成果评价推迟", 2, "项", "due")
    assert (entry.year, entry.month, entry.as_of) == (2024, 6, JUNE)
    assert Change.objects.filter(ledger="progress-entries", by=clerk).count() == 1
    assert "7月组织评价" in client.get(f"{ROOT}/board/").content.decode()
    assert "7月组织评价" not in client.get("/652799/2024-05-31/board/").content.decode()
    post(client, cause="", next_step="8月组织评价")
    assert ProgressEntry.objects.get().next_step == "8月组织评价"


def test_an_entry_that_was_reported_keeps_its_numbers_when_a_cause_is_written(client, county, clerk, behind):
    given = {"indicator": SLUG, "year": 2024, "month": 6, "as_of": JUNE, "unit": "项"}
    written(LEDGERS["progress-entries"], ProgressEntry(org=county, cumulative=Decimal(3), state="reported", **given))
    client.force_login(clerk)
    post(client, cause="统计口径不同")
    entry = ProgressEntry.objects.get()
    assert (entry.cumulative, entry.state, entry.cause) == (3, "reported", "统计口径不同")


def test_an_empty_cause_is_refused_in_words_and_nothing_is_stored(client, county, clerk, behind):
    client.force_login(clerk)
    answer = post(client, cause=" ", next_step="")
    assert (answer.status_code, "原因和下步措施至少写一项" in answer.content.decode()) == (422, True)
    assert not ProgressEntry.objects.exists()


def test_only_who_fills_in_writes_causes(client, county, director, neighbour_clerk, behind):
    client.force_login(director)
    assert 'id="id_cause"' not in client.get(f"{ROOT}/figures/{SLUG}/").content.decode()
    assert post(client, cause="甲").status_code == 404
    client.force_login(neighbour_clerk)
    assert post(client, cause="甲").status_code == 404
    assert not ProgressEntry.objects.exists()


def test_the_sheet_has_the_lines_that_are_looked_at(client, county, clerk, neighbour_clerk, behind):
    target(county, None, type="own")
    campaign(county)
    client.force_login(clerk)
    post(client, cause="评价推迟")
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{ROOT}/board/board.xlsx").content))
    head, *rows = book["进度"].iter_rows(values_only=True)
    first, masked = (dict(zip(head, row, strict=True)) for row in rows)
    assert (first["任务"], first["完成"], first["欠进度"], first["距任务还差"]) == ("10", "2", "2", "8")
    assert (first["下达单位"], first["未达进度原因"]) == ("州科学技术局", "评价推迟")
    assert (masked["任务"], masked["完成率"], masked["欠进度"]) == ("隐去", "待核", "—")
    assert book["专项行动"].max_row == 2
    own = openpyxl.load_workbook(io.BytesIO(client.get(f"{ROOT}/board/board.xlsx?set=own").content))
    assert own["进度"].max_row == 2
    client.force_login(neighbour_clerk)
    assert client.get(f"{ROOT}/board/board.xlsx").status_code == 404
