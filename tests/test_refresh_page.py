"""The page that refreshes a report's file: what would move is shown, words are kept, what is not sure is asked."""

import io
from datetime import date

import pytest

from kezhang.reports import workflow
from kezhang.reports.document.docx_reader import visible_paragraphs
from kezhang.reports.models import Renewal
from kezhang.reports.proofreading import identification
from kezhang.reports.proofreading.proofread import proofread
from kezhang.reports.proofreading.refresh import refresh
from tests.edited_reports import content_of, edited_content, mark_of, report_before_july

pytestmark = pytest.mark.django_db
JULY = date(2024, 7, 31)


@pytest.fixture
def report(county):
    return report_before_july(county)


@pytest.fixture
def page(county, report) -> str:
    return f"/{county.code}/2024-07-31/reports/{report.number}/refresh/"


def text_of(content: bytes) -> str:
    return "\n".join(visible_paragraphs(io.BytesIO(content)))


def test_what_would_move_is_shown_with_its_sentence_and_nothing_is_kept(client, clerk, page, report):
    client.force_login(clerk)
    shown = client.get(page, {"as_of": "2024-07-31"}).content.decode()
    assert "<del>1062</del> <ins>1262</ins>万元" in shown
    assert not Renewal.objects.exists()


def test_the_file_has_the_new_figures_and_proofreads_clean(client, clerk, page, report):
    client.force_login(clerk)
    answer = client.post(page, {"as_of": "2024-07-31"})
    made = b"".join(answer.streaming_content)
    assert "已实现1262万元，完成率63%" in text_of(made)
    proof = proofread(made, report)
    assert not any(each.state.is_open for each in proof.figures)
    assert {str(each.state) for each in proof.figures} <= {"same", "refreshed"}
    report.refresh_from_db()
    assert "1062" in text_of(content_of(report))


def test_an_edited_file_that_came_back_keeps_its_words_and_its_hand_made_numbers(client, clerk, page, report):
    workflow.send(report, clerk)
    back = workflow.take_back(
        report,
        clerk,
        "局长改.docx",
        edited_content(report, {"共登记技术合同": "累计登记技术合同"}, {mark_of(report, "技术合同成交额"): "1099"}),
    )
    client.force_login(clerk)
    shown = client.get(page, {"as_of": "2024-07-31", "source": back.pk}).content.decode()
    assert "手工改过，保留手工的写法" in shown
    made = text_of(b"".join(client.post(page, {"as_of": "2024-07-31", "source": back.pk}).streaming_content))
    assert "已实现1099万元" in made
    assert "累计登记技术合同4项" in made


@pytest.mark.parametrize(
    ("said", "status", "says"),
    [
        ({"as_of": "七月"}, 422, "截至日期“七月”没有读懂"),
        ({"as_of": "2025-01-31"}, 422, "截至日期应在2024年内"),
        ({"as_of": "2023-12-31"}, 422, "在2024年上半年开始之前"),
        ({}, 200, "看有哪些变动"),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_a_sentence(client, clerk, page, said, status, says):
    client.force_login(clerk)
    answer = client.get(page, said)
    assert answer.status_code == status
    assert says in answer.content.decode()


def test_a_file_of_another_report_is_not_found(client, clerk, page):
    client.force_login(clerk)
    assert client.get(page, {"source": "999999", "as_of": "2024-07-31"}).status_code == 404
    assert client.get(page, {"source": "一", "as_of": "2024-07-31"}).status_code == 404


def test_what_is_not_sure_is_asked_and_written_once_somebody_says_so(client, clerk, page, report, monkeypatch):
    monkeypatch.setattr(identification, "CERTAIN", 1.1)
    mark = mark_of(report, "技术合同成交额")
    asked = refresh(content_of(report), report, JULY, remembered=False)
    assert (asked.written, all(each.may_be_confirmed for each in asked.kept)) == ((), True)
    told = refresh(content_of(report), report, JULY, remembered=False, confirmed={mark})
    assert [each.figure.figure.mark for each in told.written] == [mark]
    client.force_login(clerk)
    assert f'name="confirmed" value="{mark}"' in client.get(page, {"as_of": "2024-07-31"}).content.decode()
    answer = client.post(page, {"as_of": "2024-07-31", "confirmed": mark})
    assert "已实现1262万元，完成率53%" in text_of(b"".join(answer.streaming_content))


def test_only_those_who_draft_refresh(client, report, page, director, neighbour_clerk, reviewer):
    for person, status in ((neighbour_clerk, 404), (director, 404)):
        client.force_login(person)
        assert client.get(page, {"as_of": "2024-07-31"}).status_code == status
        assert client.post(page, {"as_of": "2024-07-31"}).status_code == status
