"""The report's pages, as the three people see them."""

from datetime import date
from decimal import Decimal

import pytest

from kezhang.reports.document.blocks import Align, Chart, ChartKind, Number, Series, Table, Text
from kezhang.reports.frozen import freezing
from kezhang.reports.models import Report
from kezhang.web.document_view import ViewPiece, paper, plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(example, clerk):
    return freezing.half_year(example, date(2024, 6, 30), clerk)


def pages(report):
    start = f"/reports/{report.number}/"
    return [start, start + "figures/k001/", start + "report.docx", start + "evidence.xlsx"]


def test_clerk_and_director_see_it_and_the_neighbour_does_not(
    client, report, clerk, director, superior, neighbour_clerk
):
    for person, status in ((clerk, 200), (director, 200), (superior, 200), (neighbour_clerk, 404)):
        client.force_login(person)
        assert [client.get(page).status_code for page in pages(report)] == [status] * 4


def test_only_the_bureaus_director_issues_it(client, report, clerk, director, superior, neighbour_clerk):
    for person in (clerk, superior, neighbour_clerk):
        client.force_login(person)
        assert client.post(f"/reports/{report.number}/steps/issue/").status_code == 404
    client.force_login(director)
    client.post(f"/reports/{report.number}/steps/issue/", {"proof": "Zhanghu-2024"})
    report.refresh_from_db()
    assert (report.state, report.issued_by) == (Report.State.ISSUED, director)


def test_a_clerk_makes_one_and_the_director_does_not(client, example, clerk, director):
    client.force_login(director)
    assert client.post("/reports/new/", {"as_of": "2024-06-30"}).status_code == 404
    client.force_login(clerk)
    answer = client.post("/reports/new/", {"as_of": "2024-06-30"}, follow=True)
    assert "个数字可追溯" in answer.content.decode()


def test_a_missing_date_is_asked_for_again(client, example, clerk):
    client.force_login(clerk)
    assert client.post("/reports/new/", {"as_of": ""}).status_code == 422


def test_the_panel_of_a_frozen_figure_lists_its_records(client, report, clerk):
    client.force_login(clerk)
    mark = report.figures.get(slug="technology-contract-turnover", role="实绩").mark
    page = client.get(f"/reports/{report.number}/figures/{mark}/").content.decode()
    assert "27条记录" in page
    assert "2024652799000001" in page


def test_any_number_in_the_text_opens_its_panel(client, report, clerk):
    client.force_login(clerk)
    page = client.get(f"/reports/{report.number}/").content.decode()
    text = page[page.index('class="paper-page"') : page.index("经过")]
    for figure in report.figures.all():
        assert f'/reports/{report.number}/figures/{figure.mark}/" hx-target="#panel-body"' in text


def test_a_chart_is_shown_as_its_numbers_and_a_table_as_a_table():
    table = Table("表1 合同", ("名称", "金额"), (((Text("甲"),), (Number("k001", "12"),)),), (Align.LEFT, Align.RIGHT))
    series = (Series("完成率", (Decimal(80), None)),)
    chart = Chart(ChartKind.COMPLETION, "图1", "%", ("高企", "合同"), series, (Text("注。"),))
    shown = [(each.caption, each.heads, each.rows) for each in paper([table, chart])]
    assert shown == [
        ("表1 合同", ("名称", "金额"), ((("", (ViewPiece("甲"),)), ("number", (ViewPiece("12", "k001"),))),)),
        (
            "图1",
            ("", "完成率"),
            (
                (("", (ViewPiece("高企"),)), ("number", (ViewPiece("80%"),))),
                (("", (ViewPiece("合同"),)), ("number", (ViewPiece("—"),))),
            ),
        ),
    ]


def test_a_document_laid_out_anew_is_shown_as_paragraphs():
    assert [each.kind for each in plain(["总结", "和计划", "一、情况", "完成8项。"])] == [
        "title", "title", "heading1", "body",
    ]  # fmt: skip


def test_any_number_on_the_board_opens_its_panel(client, example, clerk):
    client.force_login(clerk)
    page = client.get("/652799/2024-06-30/figures/technology-contract-turnover/").content.decode()
    assert "1062万元" in page
    assert "27条记录" in page
    assert client.get("/figures/nothing/").status_code == 404
