"""The report's pages, as the three people see them."""

from datetime import date
from decimal import Decimal

import pytest

from kezhang.records.models import Change
from kezhang.reports import workflow
from kezhang.reports.document.blocks import Align, Chart, ChartKind, Number, ParagraphLevel, Series, Table, Text
from kezhang.reports.drafting.draft import draft
from kezhang.reports.frozen import freezing
from kezhang.reports.models import Report
from kezhang.reports.templating.parsing import TemplateText
from kezhang.web.document_view import ViewPiece, paper, plain
from kezhang.web.workbench.suggested_date import day_with_something
from tests.written_reports import half_year_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]


@pytest.fixture
def report(example, clerk):
    return half_year_report(example, clerk)


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


def test_without_a_date_it_is_the_periods_last_day_or_the_day_in_view_while_it_goes_on(client, example, clerk):
    client.force_login(clerk)
    for day, as_of in (("2024-05-20", "2024-05-20"), ("2024-07-12", "2024-06-30")):
        client.post(f"/652799/{day}/reports/new/", {"as_of": "", "template": "half_year", "period": "2024-H1"})
        assert str(Report.objects.latest("pk").as_of) == as_of


def offered(client, day, template="") -> tuple[str, list[str]]:
    """Which template the form proposes on a day, and for which periods."""
    query = f"?template={template}" if template else ""
    page = client.get(f"/652799/{day}/reports/new/{query}")
    return page.context["template"], [period.label for period in page.context["periods"]]


def test_the_form_proposes_in_any_month_what_is_written_then(client, county, clerk):
    client.force_login(clerk)
    assert offered(client, "2024-06-20") == ("half_year", ["2024年上半年"])
    assert offered(client, "2024-11-20") == ("annual", ["2024年", "2023年"])
    assert offered(client, "2024-02-20") == ("annual", ["2023年", "2024年"])
    assert offered(client, "2024-11-20", "quarterly")[1] == ["2024年第四季度", "2024年第三季度", "2024年第二季度", "2024年第一季度"]  # fmt: skip
    assert offered(client, "2024-10-08", "brief")[1][0] == "2024年前三季度"
    assert set(offered(client, "2024-11-20", "brief")[1]) >= {"2024年11月", "2024年10月", "2024年前三季度", "2024年上半年", "2024年", "2024年1月1日至11月20日"}  # fmt: skip


@pytest.mark.parametrize("month", range(1, 13))
def test_every_period_offered_in_a_month_makes_a_title_that_fits(client, county, clerk, month):
    client.force_login(clerk)
    for template in ("half_year", "annual", "quarterly", "brief", "problems"):
        page = client.get(f"/652799/2024-{month:02}-15/reports/new/?template={template}")
        head = [line for line in TemplateText.shipped(template).lines if line.level is ParagraphLevel.TITLE]
        for period in page.context["periods"]:
            title = draft(head, county, period, date(2024, month, 15)).title
            assert ("下半年工作计划" in title) == (template == "half_year")
            if template != "annual":
                assert period.label in title
            assert "下半年工作总结" not in title


def test_a_change_of_template_or_day_fetches_its_periods_alone(client, county, clerk):
    client.force_login(clerk)
    part = client.get(
        "/652799/2026-11-20/reports/new/?template=quarterly&as_of=2024-05-01", headers={"HX-Request": "1"}
    )
    text = part.content.decode()
    assert "2024年第二季度" in text
    assert "<html" not in text


def test_a_period_a_template_is_not_written_for_is_refused_in_words(client, county, clerk):
    client.force_login(clerk)
    answer = client.post("/652799/2024-11-20/reports/new/", {"template": "half_year", "period": "2024H2"})
    assert answer.status_code == 422
    assert "是为上半年写的，选的是2024年下半年（下半年）" in answer.content.decode()
    answer = client.post(
        "/652799/2024-11-20/reports/new/", {"template": "brief", "period": "2024", "as_of": "2023-12-31"}
    )
    assert "截至日期2023-12-31在2024年开始之前" in answer.content.decode()
    assert not Report.objects.exists()


def test_a_trial_draft_is_withdrawn_leaves_the_list_and_can_be_revived(
    client, report, clerk, director, neighbour_clerk
):
    address, listed = f"/reports/{report.number}/steps/", "/652799/2024-06-30/reports/"
    for person in (director, neighbour_clerk):
        client.force_login(person)
        assert client.post(address + "withdraw/").status_code == 404
    client.force_login(clerk)
    client.post(address + "withdraw/", follow=True)
    assert report.number not in client.get(listed).content.decode()
    assert report.number in client.get(listed + "?state=withdrawn").content.decode()
    assert day_with_something(report.org) != report.as_of
    page = client.get(f"/reports/{report.number}/").content.decode()
    assert "恢复草稿" in page
    assert "发出修改</button>" not in page
    client.post(address + "revive/")
    assert report.number in client.get(listed).content.decode()
    assert [c.after["step"] for c in Change.objects.filter(ledger="reports").order_by("pk")[1:]] == [
        "撤回草稿",
        "恢复草稿",
    ]


def test_what_is_out_or_issued_is_not_withdrawn(report, clerk, director):
    workflow.send(report, clerk)
    with pytest.raises(workflow.NotPossible, match="不能撤回草稿"):
        workflow.withdraw(report, clerk)
    workflow.recall(report, clerk)
    workflow.issue(report, director)
    with pytest.raises(workflow.NotPossible, match="已签发"):
        workflow.withdraw(report, clerk)


def test_a_withdrawn_correction_makes_room_for_another_and_then_stays_away(report, clerk, director):
    workflow.issue(report, director)
    first = workflow.correct(report, clerk, "补登")
    workflow.withdraw(first, clerk)
    second = workflow.correct(report, clerk, "再补登")
    with pytest.raises(workflow.NotPossible, match=second.number):
        workflow.revive(first, clerk)


def test_the_list_is_filtered_by_words_year_and_state(client, report, clerk):
    other = freezing.half_year(report.org, date(2023, 6, 30), clerk)
    client.force_login(clerk)

    def listed(query: str) -> list[str]:
        return [each.number for each in client.get(f"/reports/{query}").context["page"]]

    assert listed("") == [other.number, report.number]
    assert listed("?year=2023") == [other.number]
    assert listed("?q=2024H1") == [report.number]
    assert listed("?state=draft&year=2024") == [report.number]
    assert listed("?state=issued") == []
    page = client.get("/reports/?state=issued").content.decode()
    assert "没有符合条件的报告" in page
    assert "没有“nothing”这一类" in client.get("/reports/?state=nothing").content.decode()


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
