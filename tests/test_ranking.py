"""A round's results: totals with their coverage, rates of sums, ranks, scores; published once, told in a circular."""

import io
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from kezhang.catalogue import INDICATORS
from kezhang.collection.models import Publication, Return, ScoreAdjustment, Sent, Share
from kezhang.collection.publishing import circular
from kezhang.collection.publishing.circular import FaultyCircular
from kezhang.collection.publishing.publication import publish
from kezhang.collection.publishing.results import results
from kezhang.collection.returning import deciding, taking_in
from kezhang.collection.rounds import closing, opening
from kezhang.collection.rounds.opening import RoundAsked
from kezhang.orgs.models import Org
from kezhang.reports.document.docx_reader import visible_paragraphs
from kezhang.reports.frozen import tracing
from kezhang.reports.frozen.evidence_workbook import evidence_workbook
from kezhang.workflow.steps import NotPossible
from tests import single_records as records
from tests.command_line import invoked
from tests.test_assigning import issue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
RESULTS, TURNOVER, DUE = "achievements-registered", "technology-contract-turnover", date(2024, 6, 30)


@pytest.fixture
def counties(prefecture) -> list[Org]:
    """Four counties of the worked table."""
    names = ("甲县", "乙县", "丙县", "丁县")
    return [
        Org.objects.create(code=f"65278{n}", name=name, level=Org.Level.COUNTY, parent=prefecture)
        for n, name in enumerate(names, start=1)
    ]


@pytest.fixture
def asked(prefecture, counties):
    """Weights and tasks handed down, a round opened on both indicators."""
    issue(
        prefecture, None, ["指标", "计量单位", "总任务", "权重", "得分上限", *(c.name for c in counties)],
        ["技术合同成交额", "万元", 6200, 60, 1.2, 2000, 2400, 900, 900], ["科技成果登记数", "项", 23, 40, 1.2, 8, 6, 5, 4],
    )  # fmt: skip
    chosen = [INDICATORS[TURNOVER], INDICATORS[RESULTS]]
    return opening.open_round(
        prefecture, RoundAsked(as_of=DUE, indicators=chosen, deadline=timezone.now() + timedelta(days=7)), None
    )


def said(asked, county: Org, turnover: str, results_: str) -> Return:
    """What a county's sheet says, accepted."""
    answer = asked.returns.get(org=county)
    sheet = f"指标,计量单位,累计完成\n技术合同成交额,万元,{turnover}\n科技成果登记数,项,{results_}\n"
    taking_in.take_in(answer, None, "报表.csv", sheet.encode())
    deciding.accept_all(answer, None)
    return answer


@pytest.fixture
def three(asked, counties):
    """Three of four sent and accepted, the last is missing, the round is closed."""
    for county, turnover, done in zip(counties, ("1062", "3600", "900"), ("2", "9", "5"), strict=False):
        said(asked, county, turnover, done)
    return closing.close(asked, None)


def test_totals_say_what_they_rest_on_and_rates_are_rates_of_sums(three, counties):
    turnover, done = results(three).lines
    assert turnover.total_text == "5562万元（已报3/4）"
    assert (turnover.total, turnover.coverage) == (55_620_000, "3/4县")
    assert round(turnover.rate.value * 100, 2) == Decimal("104.94")  # 5562 ÷ 5300, the missing county's 900 left out
    assert turnover.rate.coverage == "3/4县"
    assert [turnover.placings[c.code].place for c in counties] == [3, 1, 2, None]
    assert [done.placings[c.code].place for c in counties] == [3, 1, 2, None]


def test_scores_open_their_arithmetic_and_a_veto_takes_the_rank_only(three, counties, prefecture):
    found = results(three)
    totals = {c.name: found.scores[c.code].total for c in counties}
    # 60×1062÷2000=31.86, 40×2÷8=10.00; both of 乙 capped at 1.2; 丙 reaches both; 丁 sent nothing
    assert totals == {
        "甲县": Decimal("41.86"),
        "乙县": Decimal("120.00"),
        "丙县": Decimal("100.00"),
        "丁县": Decimal("0.00"),
    }
    assert "技术合同成交额：1062 ÷ 2000（上限1.2） × 60 = 31.86" in found.scores[counties[0].code].says
    ScoreAdjustment.objects.create(round=three, org=counties[1], kind="veto", reason="安全事故")
    ScoreAdjustment.objects.create(round=three, org=counties[0], kind="bonus", points=Decimal(9), reason="国家奖励")
    again = results(three)
    assert again.scores[counties[0].code].total == Decimal("46.86")  # nine, capped at five
    assert [again.placings[c.code].place for c in counties] == [2, None, 1, None]  # who sent nothing has no place
    assert "没有一项已接收的数字，不参加排名" in again.scores[counties[3].code].says
    assert again.scores[counties[1].code].total == Decimal("120.00")


def test_what_was_published_never_changes_and_a_supplement_makes_the_next(three, counties):
    first = publish(three, None)
    before = json.dumps(first.content, sort_keys=True)
    said(three, counties[3], "950", "4")
    second = publish(three, None)
    assert (first.number, second.number) == (1, 2)
    assert json.dumps(Publication.objects.get(pk=first.pk).content, sort_keys=True) == before
    first.content = {}
    with pytest.raises(Sent, match="已公布"):
        first.save()
    assert results(three).lines[0].coverage == "4/4县"


def test_an_open_round_is_not_published(asked):
    with pytest.raises(NotPossible, match="还没有关闭"):
        publish(asked, None)


def test_a_circulars_figures_are_frozen_and_trace_to_what_the_county_sent(three, counties):
    report = circular.write(publish(three, None), None)
    told = "\n".join(visible_paragraphs(report.file.path))
    for words in (
        "应报单位4个，已报3个，报送率75%",
        "未报单位：丁县",
        "1.技术合同成交额：3/4县合计5562万元，完成率104.9%（3/4县）",
        "居前的是乙县",
    ):
        assert words in told
    _, traced = tracing.trace(io.BytesIO(report.file.read()))
    assert all(each.is_as_frozen for each in traced)
    county = next(t.figure for t in traced if t.figure.label == "甲县技术合同成交额" and t.figure.role == "报送数")
    assert (county.value, county.evidence["name"]) == ("10620000", "报表.csv 第2行：技术合同成交额 1062万元")
    assert evidence_workbook(report)


def test_a_circular_of_ones_own_words_may_ask_for_places_and_is_told_what_it_misspells(three, counties):
    publication = publish(three, None)
    lines = (
        "〔标题〕简况",
        "〔若 得分〕有得分。",
        "〔否则〕没有得分。",
        "甲县【技术合同成交额|甲县】列第【技术合同成交额|甲县|排名】，前两名【技术合同成交额|前2】。",
    )
    told = "\n".join(visible_paragraphs(circular.write(publication, None, lines).file.path))
    assert "有得分。" in told
    assert "没有得分。" not in told
    assert "甲县1062万元列第3，前两名乙县。" in told  # of three ranked one stands in front
    with pytest.raises(FaultyCircular, match="第2段没有“【全县】”这个标签"):
        circular.write(publication, None, ("〔标题〕简况", "【全县】"))


def test_the_commands_rank_publish_and_draft(three, counties, tmp_path, prefecture):
    def run(*words):
        return invoked(words)

    told = json.loads(run("rank", "--org", "652700", "--round", three.number, "--json").stdout)
    assert (told["final"], told["publication"], told["basis"]) == (True, None, "报送口径")
    assert [(each["name"], each["rank"]) for each in told["scores"]] == [
        ("甲县", 3),
        ("乙县", 1),
        ("丙县", 2),
        ("丁县", None),
    ]
    assert run("rank", "--org", "652700", "--round", "9").exit_code == 2
    out = tmp_path / "通报.docx"
    done = run("report", "draft", "--template", "circular", "--round", three.number, "--out", str(out))
    assert (done.exit_code, out.exists()) == (0, True)
    assert run("rank", "--org", "652700", "--round", "1", "--publish", "--json").exit_code == 0
    assert run("report", "draft", "--template", "circular").exit_code == 2
    assert run("report", "draft", "--template", "brief", "--org", "652700").exit_code == 2
    assert run("round", "close", "--org", "652700", "1").exit_code == 1
    shown = json.loads(run("round", "show", "--org", "652700", "--round", three.number, "--json").stdout)
    assert [each["disposition"] for each in shown["returns"]] == ["", "", "", "未报"]
    assert Share.objects.count() == 8


def test_distinct_firms_of_two_counties_are_counted_once_above(prefecture, counties):
    slug = "high-tech-enterprises"
    both = date(2023, 10, 1), date(2026, 10, 1)
    for county, firms in ((counties[0], ("绿源", "蓝天")), (counties[1], ("绿源",))):
        for firm in firms:
            records.certificate(county, firm, *both)
    asked = opening.open_round(
        prefecture, RoundAsked(as_of=DUE, indicators=[INDICATORS[slug]], counties=counties[:2]), None
    )
    for answer in asked.returns.all():
        from kezhang.collection.returning import life

        life.make(answer, None)
        for place, _ in enumerate(answer.newest.checks, start=1):
            life.answer_check(answer, None, place, "证书名单已与省厅核对")
        life.submit(answer, None)
        life.review(answer, None)
        life.send(answer, None)
        deciding.accept_all(answer, None)
    line = results(asked).lines[0]
    assert [line.cells[c.code].value for c in counties[:2]] == [2, 1]
    assert line.total == 2  # not three: 绿源 stands in both lists
    assert INDICATORS[slug].figure(prefecture, INDICATORS[slug].usual_period(prefecture, DUE), DUE).value == 2
