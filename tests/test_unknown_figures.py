"""Unknown is not zero: what is not published, not filled in or not there is said, and is never a number."""

import dataclasses
import re
from datetime import date
from decimal import Decimal

import pytest

from kezhang.catalogue import CHECKS, INDICATORS
from kezhang.controls.catalogue import inspect
from kezhang.indicators.indicator import Figure, Indicator
from kezhang.indicators.measures import Total
from kezhang.ledgers.documents.published_figures import PUBLISHED_FIGURES
from kezhang.ledgers.models import EnvoyGroup, TechnologyContract
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.records import access
from kezhang.records.importing.workbooks import workbook_reader
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.reports.document.blocks import Number
from kezhang.reports.drafting import sentences
from kezhang.reports.drafting.draft import draft
from kezhang.reports.drafting.figures import Figures
from kezhang.reports.figure_kinds.aims import AIMS
from kezhang.reports.figure_kinds.catalogue import KINDS
from kezhang.reports.figure_kinds.formats import style_of
from kezhang.reports.figure_kinds.kind import Basis, IndicatorKind, Ingredient
from kezhang.reports.frozen import freezing
from kezhang.reports.frozen.evidence_workbook import evidence_workbook
from kezhang.reports.models import Report
from kezhang.reports.templating.parsing import TemplateText, read_template
from kezhang.targets.models import Target
from kezhang.targets.progress import board
from tests.written_reports import half_year_report

pytestmark = pytest.mark.django_db
JUNE, YEAR, HALF = date(2024, 6, 30), Period.year_of(2024), Period.half(2024, 1)
TURNOVER = INDICATORS["technology-contract-turnover"]
INTENSITY = INDICATORS["research-intensity"]


def rests_on_what_is_published(indicator) -> bool:
    if isinstance(indicator, Indicator):
        return indicator.over is PUBLISHED_FIGURES
    parts = [getattr(indicator, name, ()) for name in ("numerator", "denominator", "plus", "minus", "of")]
    whole = [each for part in parts for each in (part if isinstance(part, tuple) else (part,))]
    return any(rests_on_what_is_published(each) for each in whole)


PUBLISHED = {slug for slug, indicator in INDICATORS.items() if rests_on_what_is_published(indicator)}


def nothing_published(org, clerk) -> None:
    rows = list(access.records(PUBLISHED_FIGURES, org))
    if rows:
        journal.void_many(PUBLISHED_FIGURES, org, rows, Author(by=clerk, reason="尚未公布"))


def set_for(org, indicator, value, unit) -> Target:
    return Target.objects.create(
        org=org, indicator=indicator, year=2024, value=value, unit=unit, type="assigned", assigner="州科技局",
        document_number="州科发〔2024〕8号", effective_on=date(2024, 2, 20),
    )  # fmt: skip


def texts(made) -> str:
    return "\n".join(block.text for block in made.blocks)


def test_something_in_either_report_is_published_by_others():
    assert len(PUBLISHED) > 3
    assert "research-intensity" in PUBLISHED


@pytest.mark.parametrize("name", ["half_year", "half_year_district", "annual", "quarterly", "brief", "problems"])
def test_with_nothing_published_no_report_says_a_number_of_it(name, example, district_example, clerk, district_clerk):
    for org, person, day in ((example, clerk, JUNE), (district_example, district_clerk, date(2023, 6, 30))):
        nothing_published(org, person)
        set_for(org, "research-intensity", Decimal("2.5"), "%")
        period = Period.half(day.year, 1)
        made = draft(TemplateText.shipped(name).lines, org, period, day, name)
        told = {(f.slug, f.role, f.display) for f in made.figures if f.slug in PUBLISHED}
        assert {each for each in told if each[1] not in {"任务", "计划"}} == set()


def test_an_unpublished_intensity_is_to_be_checked_in_every_way_a_template_can_ask(county):
    set_for(county, "research-intensity", Decimal("2.5"), "%")
    words = ["完成", "完成率", "还差", "去年同期", "去年全年", "同比", "与去年全年之比", "句", "计划句"]
    lines = read_template([f"{word}：【全社会研发投入强度|{word}】" for word in words])
    made = draft(lines, county, HALF, JUNE)
    told = dict(text.split("：", 1) for text in texts(made).split("\n"))
    assert {word: told[word] for word in words[:7]} == {
        "完成": "待核", "完成率": "待核", "还差": "待核", "去年同期": "待核", "去年全年": "待核",
        "同比": "去年同期无可比数据", "与去年全年之比": "无可比数据",
    }  # fmt: skip
    assert told["句"] == "州科技局下达全年全社会研发投入强度任务2.5%，完成数待核。"
    assert "还需" not in told["计划句"]
    assert {f.role for f in made.figures} == {"任务", "计划"}


@pytest.mark.parametrize("kind", [k for k in KINDS if isinstance(k, IndicatorKind)], ids=lambda k: f"{k.key} {k.word}")
def test_no_kind_makes_a_number_of_an_unknown_ingredient(kind, county):
    figures = Figures(county, HALF, JUNE)
    unknown = Figure(TURNOVER, county, YEAR, JUNE, None, TechnologyContract.objects.none())
    known = dataclasses.replace(unknown, value=Decimal(5))
    aim = set_for(county, TURNOVER.slug, Decimal(8), "万元")
    masked = Target(org=county, indicator=TURNOVER.slug, year=2024, unit="万元", is_masked=True)
    style = style_of("", TURNOVER.unit)
    for ingredient in kind.ingredients:
        whole = {"figure": known, "before": known, "target": aim}
        name = {Ingredient.FIGURE: "figure", Ingredient.BEFORE: "before"}.get(ingredient, "target")
        basis = Basis(TURNOVER, quarter=4, **whole | {name: masked if name == "target" else unknown})
        assert kind.value(basis) is None
        assert figures.number(kind, basis, style) is None
        (told,) = figures.told(kind, basis, style)
        assert not isinstance(told, Number)
        assert not re.search(r"\d", told.text)
    assert figures.drafted == []


@pytest.mark.parametrize("targets", ["none", "masked", "known", "two"])
def test_every_sentence_says_of_an_unknown_figure_that_it_is_to_be_checked(targets, county):
    figures = Figures(county, HALF, JUNE)
    unknown = Figure(INTENSITY, county, Period.year_of(2022), JUNE, None)
    chosen = {
        "none": [],
        "masked": [Target(org=county, indicator=INTENSITY.slug, year=2024, unit="%", is_masked=True, type="assigned")],
        "known": [set_for(county, INTENSITY.slug, Decimal("2.5"), "%")],
    }
    chosen["two"] = [*chosen["known"], *chosen["known"]]
    parts = sentences.sentence(figures, chosen[targets], unknown, "")
    assert "待核" in "".join(part.text for part in parts)
    plan = sentences.plan(figures, chosen[targets], unknown, "")
    numbers = {f.role for f in figures.drafted}
    assert numbers <= {kind.role for kind in AIMS} - {"完成率", "还差"}
    assert "还需" not in "".join(part.text for part in plan)


def test_a_chart_draws_no_bar_for_what_is_unknown(county):
    set_for(county, "research-intensity", Decimal("2.5"), "%")
    set_for(county, "achievements-registered", Decimal(8), "项")
    lines = read_template(["【图|完成|全社会研发投入强度、科技成果登记数】", "【图|同比|科技成果登记数】"])
    first, second = draft(lines, county, HALF, JUNE).blocks
    assert first.series[0].values == (None, Decimal(0))
    assert "全社会研发投入强度待核" in first.text
    assert second.series[1].values == (None,)  # nothing a year ago is nothing to compare with


def test_records_that_do_not_say_their_amount_leave_the_sum_unknown(county):
    granted = INDICATORS["envoy-group-funds"]
    assert granted.figure(county, YEAR, JUNE).value == 0  # nothing recorded is nothing granted
    group = EnvoyGroup.objects.create(
        org=county, name="甲团", level="provincial", filed_on=date(2024, 1, 5), granted_on=date(2024, 3, 1)
    )
    found = granted.figure(county, YEAR, JUNE)
    assert (found.records.count(), found.value, found.text) == (1, None, "待核")
    assert granted.by_month(county, YEAR, JUNE)[-1][1] is None
    EnvoyGroup.objects.filter(pk=group.pk).update(granted_amount=Decimal(50_000))
    assert granted.figure(county, YEAR, JUNE).value == granted.by_month(county, YEAR, JUNE)[-1][1] == 50_000


def test_a_difference_of_something_unknown_is_unknown(county):
    net = INDICATORS["high-tech-enterprises-net-increase"]
    assert net.figure(county, YEAR, JUNE).value == 0
    unpublished = INDICATORS["general-budget-expenditure"]
    assert dataclasses.replace(net, minus=(unpublished,)).figure(county, YEAR, JUNE).value is None


def test_the_board_and_the_evidence_show_no_number_for_it(example, clerk):
    nothing_published(example, clerk)
    set_for(example, "research-intensity", Decimal("2.5"), "%")
    line = next(x for x in board(example, JUNE) if x.indicator is INTENSITY)
    assert (line.figure.text, line.rate, line.gap, line.missing, line.forecast) == ("待核", None, None, None, None)
    report = half_year_report(example, clerk)
    sheets = workbook_reader.pages(evidence_workbook(report), "证据表.xlsx")
    listed = next(page for page in sheets if page.name == "数字清单").rows
    assert {row[2] for row in listed if row[1] == INTENSITY.label} <= {"任务", "计划"}


@pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: str(check.number))
def test_no_check_passes_without_data(check, county):
    outcome = next(o for o in inspect(county, JUNE) if o.check is check)
    assert outcome.state_label == "无法核对"
    assert all(outcome.lacking)


def test_a_prefecture_with_empty_ledgers_passes_none_either(prefecture, example):
    assert {o.state_label for o in inspect(Org.objects.get(pk=prefecture.pk), JUNE)} == {"无法核对"}


def test_a_report_whose_evidence_does_not_add_up_is_not_frozen(example, clerk, monkeypatch):
    honest = Total.contributions
    monkeypatch.setattr(Total, "contributions", lambda self, records: honest(self, records)[1:])
    with pytest.raises(freezing.NotAddingUp, match="重算为"):
        freezing.half_year(example, JUNE, clerk)
    assert not Report.objects.exists()
