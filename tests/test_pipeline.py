"""看板: records by stage; a card that is moved asks for the step's days and paper; as the three people see it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from kezhang.catalogue import LEDGERS
from kezhang.form_drafts.models import FormDraft
from kezhang.ledgers.models import Project
from kezhang.records import pipeline
from kezhang.records.models import Change, Evidence
from tests.single_records import written

pytestmark = pytest.mark.django_db
ROOT = "/652799/2024-06-30"
BOARD = f"{ROOT}/pipeline/projects/"
PAPER = b"%PDF-1.4 batch"


def project(county, title, stage="applied", **more):
    given = {
        "enterprise_name": "朔湖绿源农业科技有限公司", "programme": "county", "level": "county", "applied_on": date(2024, 1, 5),
    } | more  # fmt: skip
    return written(LEDGERS["projects"], Project(org=county, title=title, stage=stage, **given))


@pytest.fixture
def applied(county):
    return project(county, "番茄提质")


def move(client, record, **said):
    said = {"to": "approved", "approved_on": "2024年3月1日", "files": SimpleUploadedFile("批复.pdf", PAPER)} | said
    return client.post(f"{BOARD}{record.pk}/", {name: value for name, value in said.items() if value is not None})


def test_stages_tell_how_many_and_how_much_stand_in_them(client, county, clerk, applied):
    for title, amount in (("甲", 300000), ("乙", 200000)):
        project(county, title, "approved", approved_on=date(2024, 3, 1), granted_amount=Decimal(amount))
    found = {stage.label: (stage.count, stage.told) for stage in pipeline.stages(LEDGERS["projects"], county)}
    assert found["已立项"] == (2, "50万元")
    assert found["已申报"] == (1, "")  # nothing granted is stated: no nought
    assert list(found)[:2] == ["已申报", "已推荐"]
    client.force_login(clerk)
    assert "50万元" in client.get(BOARD).content.decode()


def test_a_card_is_moved_with_the_steps_day_and_its_paper(client, county, clerk, applied):
    client.force_login(clerk)
    form = client.get(f"{BOARD}{applied.pk}/?to=approved").content.decode()
    assert "现在：已申报" in form
    assert 'id="id_approved_on"' in form
    assert move(client, applied).status_code == 302
    applied.refresh_from_db()
    assert (applied.stage, applied.approved_on) == ("approved", date(2024, 3, 1))
    assert Evidence.objects.get().name == "批复.pdf"
    assert Change.objects.filter(ledger="projects").latest("sequence").after == {
        "stage": "approved",
        "approved_on": "2024-03-01",
    }


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"approved_on": ""}, "应填写立项日期"),
        ({"approved_on": "去年"}, "应为日期"),
        ({"approved_on": "2023-01-01"}, "立项日期不能早于申报日期"),
        ({"files": None}, "请上传这一步的佐证材料；没有材料的，写明原因"),
        ({"files": SimpleUploadedFile("批复.pdf", b"MZ")}, "内容与扩展名.pdf不符"),
    ],
)
def test_a_step_without_its_day_or_paper_moves_nothing(client, county, clerk, applied, said, says):
    client.force_login(clerk)
    answer = move(client, applied, **said)
    assert (answer.status_code, says in answer.content.decode()) == (422, True)
    applied.refresh_from_db()
    assert (applied.stage, Evidence.objects.exists()) == ("applied", False)


def test_why_there_is_no_paper_stands_in_the_log(client, county, clerk, applied):
    client.force_login(clerk)
    assert move(client, applied, files=None, without="批复还没有寄到").status_code == 302
    assert Change.objects.latest("sequence").reason == "没有佐证：批复还没有寄到"


def test_the_director_looks_and_the_neighbour_sees_no_card(client, county, director, neighbour_clerk, applied):
    client.force_login(director)
    page = client.get(BOARD).content.decode()
    assert "番茄提质" in page
    assert "data-move" not in page
    assert move(client, applied).status_code == 404
    client.force_login(neighbour_clerk)
    assert "番茄提质" not in client.get("/652798/2024-06-30/pipeline/projects/").content.decode()
    assert client.get(BOARD).status_code == 404
    assert move(client, applied).status_code == 404


def test_a_prefecture_looks_at_cards_that_only_their_county_moves(client, county, superior, applied):
    client.force_login(superior)
    page = client.get("/652700/2024-06-30/pipeline/projects/").content.decode()
    assert "番茄提质" in page
    assert "data-move" not in page
    assert move(client, applied).status_code == 404


def test_a_ledger_without_stages_has_no_board(client, county, clerk):
    client.force_login(clerk)
    assert client.get(f"{ROOT}/pipeline/enterprises/").status_code == 404
    assert "看板" not in client.get(f"{ROOT}/ledgers/enterprises/").content.decode()


def test_cards_cost_no_queries_of_their_own(county, applied):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert pipeline.stages(LEDGERS["projects"], county)
        return len(asked)

    few = cost()
    for number in range(40):
        project(county, f"项目{number}")
    assert cost() == few
    stage = pipeline.stages(LEDGERS["projects"], county)[0]
    assert (stage.count, len(stage.cards), stage.more) == (41, 30, 11)


@pytest.mark.parametrize(
    ("page", "typed", "named"),
    [
        ("/pipeline/projects/{pk}/", "to=approved&approved_on=2024-03-01", "番茄提质"),
        ("/ledgers/projects/columns/", "label=县级配套&kind=text", "县级配套"),
        ("/board/own/", "ledger=projects&label=本县项目数", "本县项目数"),
    ],
)
def test_what_was_typed_into_other_forms_is_offered_again_too(
    client, county, clerk, director, applied, page, typed, named
):
    page = page.format(pk=applied.pk)
    FormDraft.keep(clerk.pk, f"{county.code}{page}", QueryDict(typed))
    client.force_login(clerk)
    home = client.get("/home/").content.decode()
    assert named in home
    assert f"{page}?draft=1" in home
    assert "接着填" in client.get(ROOT + page).content.decode()
    again = client.get(f"{ROOT}{page}?draft=1").content.decode()
    assert f'value="{QueryDict(typed).get("label") or "2024-03-01"}"' in again
    client.force_login(director)
    assert "draft=1" not in client.get("/home/").content.decode()


def test_once_set_a_column_is_offered_no_more(client, county, clerk):
    page = "/ledgers/projects/columns/"
    FormDraft.keep(clerk.pk, f"{county.code}{page}", QueryDict("label=县级配套&kind=text"))
    client.force_login(clerk)
    assert client.post(ROOT + page, {"label": "县级配套", "kind": "text"}).status_code == 302
    assert not FormDraft.objects.exists()
