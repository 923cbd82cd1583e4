"""The half-year report of the example county: every figure there, traced, and adding up."""

from datetime import date
from decimal import Decimal

import pytest

from examples.making.county import TOTALS
from kezhang.catalogue import INDICATORS
from kezhang.ledgers.models import TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.quantities.periods import Period
from kezhang.records.importing.workbooks import workbook_reader
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.reports import workflow
from kezhang.reports.document.docx_checks import faults
from kezhang.reports.document.docx_reader import NotADocument, read_numbers, visible_paragraphs
from kezhang.reports.drafting.draft import draft
from kezhang.reports.drafting.figures import Figures
from kezhang.reports.figure_kinds.actuals import ACTUAL
from kezhang.reports.figure_kinds.catalogue import kind_of
from kezhang.reports.figure_kinds.formats import style_of
from kezhang.reports.figure_kinds.kind import Basis
from kezhang.reports.frozen import freezing, tracing
from kezhang.reports.frozen.evidence_workbook import evidence_workbook
from kezhang.reports.models import Report
from kezhang.reports.templating.parsing import TemplateText, read_template
from kezhang.reports.templating.tokens import FaultyTemplate
from kezhang.targets.models import Target
from kezhang.targets.progress import board
from tests.required_programs import needs
from tests.written_reports import half_year_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
JUNE = date(2024, 6, 30)
#: What a county's half-year report says it has done: words as they stand in the text, with the unit.
SAID = (
    "州级重点研究与技术开发专项9项", "州级科技计划项目30项", "自治区级科技计划项目19项", "已立项2项", "批准资金50万元", "共申报11家",
    "培育储备高新技术企业任务12家，截至目前已实现4家", "已实现1062万元，完成率53%", "已实现2项", "科技创新领军人才2人", "科技创新团队1个",
    "基层科技骨干人才7人", "科研创新平台4个", "揭榜挂帅项目1项", "科普服务活动300场次", "0.8万余人次", "发放科普资料1万余份", "发放资料2000余份",
    "图书500余册", "参加3000人", "中小学校4所", "1400余名学生", "展品15个", "已实现1300万元，完成率52%", "上年度新认定的高新技术企业7家",
)  # fmt: skip


@pytest.fixture
def report(example, clerk):
    return half_year_report(example, clerk)


def text_of(report) -> str:
    return "\n".join(visible_paragraphs(report.file.path))


def written(template: str, org, as_of=JUNE) -> str:
    made = draft(read_template(template.splitlines()), org, Period.half(2024, 1), as_of)
    return "\n".join(block.text for block in made.blocks)


def test_the_example_adds_up_to_what_it_says(example):
    figures = {slug: INDICATORS[slug].figure(example, Period.year_of(2024), JUNE) for slug in TOTALS}
    shown = {slug: figure.indicator.unit.number(figure.value) for slug, figure in figures.items()}
    assert shown == {slug: str(total) for slug, total in TOTALS.items()}


def test_every_figure_of_the_half_year_is_told_with_its_unit(report):
    text = text_of(report)
    assert [words for words in SAID if words not in text] == []


def test_each_figure_is_what_its_evidence_adds_up_to(report):
    assert report.figures.count() > 70
    wrong = [f.mark for f in report.figures.all() if kind_of(f.key).recomputed(f.evidence) != Decimal(f.value)]
    assert wrong == []


def test_the_evidence_of_a_figure_is_never_that_of_an_earlier_one_that_is_gone(example):
    figures = Figures(example, Period.half(2024, 1), JUNE)
    indicator = INDICATORS["technology-contract-turnover"]
    for day in (date(2024, month, day) for month in range(1, 7) for day in range(1, 29, 3)):
        basis = Basis(indicator, indicator.figure(example, Period.year_of(2024), day))
        figures.told(ACTUAL, basis, style_of("", indicator.unit))
    assert len({each.value for each in figures.drafted}) > 5
    assert [str(each.value) for each in figures.drafted] == [each.evidence["value"] for each in figures.drafted]


def test_the_evidence_workbook_shows_for_each_figure_records_that_add_up_to_it(report):
    book = {page.name: page.rows for page in workbook_reader.pages(evidence_workbook(report), "证据表.xlsx")}
    listed = {row[9] for row in book["数字清单"][3:]}
    assert listed == set(book) - {"数字清单"}
    for name in listed:
        sums: list[Decimal] = []
        running = Decimal(0)
        for row in book[name][3:]:
            if str(row[0]).endswith(" 合计"):
                assert Decimal(repr(row[2])) == running, name
                sums.append(running)
                running = Decimal(0)
            else:
                running += Decimal(repr(row[2]))
        figure = next(f for f in report.figures.all() if name.startswith(f.mark))
        how = figure.evidence["how"]
        came_to = (
            sums[0] if how == "add" else sums[0] / sums[1] if how == "divide" else max(sums[0] - sums[1], Decimal(0))
        )
        assert abs(came_to - Decimal(figure.value)) < Decimal("1e-9"), name


def test_every_number_in_the_document_knows_what_it_is(report):
    found, traced = tracing.trace(report.file.path)
    assert found == report
    assert [t.figure for t in traced if t.is_as_frozen] == list(report.figures.order_by("mark"))
    assert {n.carrier for n in read_numbers(report.file.path)} == {"tag"}


def test_changing_one_contract_changes_the_board_and_a_new_report_but_not_the_frozen_one(report, example, clerk):
    contract = TechnologyContract.objects.order_by("pk").first()
    contract.amount += Decimal(10_000_00)
    journal.save(TECHNOLOGY_CONTRACTS, contract, Author(by=clerk, reason="更正金额"))
    line = next(p for p in board(example, JUNE) if p.indicator.slug == "technology-contract-turnover")
    assert line.figure.text == "1162万元"
    assert "已实现1162万元，完成率58%" in text_of(half_year_report(example, clerk))
    frozen = Report.objects.get(pk=report.pk)
    assert "已实现1062万元，完成率53%" in text_of(frozen)
    assert freezing.digest_of(list(frozen.figures.order_by("mark"))) == frozen.digest


def test_the_same_data_give_the_same_document_but_for_its_number(report, example, clerk):
    again = half_year_report(example, clerk)
    assert text_of(again) == text_of(report)
    assert again.digest == report.digest
    assert again.number != report.number


def test_an_issued_report_is_issued_once(report, director):
    workflow.issue(report, director)
    with pytest.raises(workflow.NotPossible, match="已于"):
        workflow.issue(report, director)


def test_a_document_that_is_not_ours_is_named_as_such(tmp_path):
    other = tmp_path / "other.docx"
    other.write_bytes(b"PK nothing")
    with pytest.raises(NotADocument, match="打不开"):
        tracing.trace(other)


def test_a_county_without_any_data_still_gets_sentences_that_are_true(county):
    text = "\n".join(
        b.text for b in draft(TemplateText.shipped("half_year").lines, county, Period.half(2024, 1), JUNE).blocks
    )
    assert "None" not in text
    assert "任务过半" not in text
    assert "年度目标任务还没有全部明确" in text


def test_an_unknown_token_names_its_paragraph_and_the_nearest():
    with pytest.raises(FaultyTemplate) as faulty:
        read_template(["一、情况", "全县【技术合同成交金额】。", "【科技成果登记数|怎样】"])
    first, second = faulty.value.faults
    assert (first.paragraph, "技术合同成交额" in first.says) == (2, True)
    assert (second.paragraph, "不认识“怎样”" in second.says) == (3, True)


@pytest.mark.parametrize(
    "token",
    [
        "【技术合同成交额|完成|亿元】",
        "【 技术合同成交额 ｜ 完成 ｜ 亿元 】",
        "【登记额｜亿元】",
        "【tc_amount_registered|亿元】",
    ],
)
def test_full_width_forms_blanks_and_other_names_are_understood(example, token):
    assert written(token, example) == "0.11亿元"


def test_an_unclosed_bracket_is_a_fault():
    with pytest.raises(FaultyTemplate, match="没有成对"):
        read_template(["完成【技术合同成交额"])


def test_a_masked_target_is_told_without_a_rate(example):
    Target.objects.filter(indicator="achievements-registered").update(value=None, is_masked=True)
    assert (
        written("【科技成果登记数|句】", example)
        == "科技成果登记年度任务数在下达文件中未列明，实际2项，完成率待任务数明确后核定。"
    )


def test_a_paragraph_on_condition_is_dropped_when_there_is_nothing_to_tell(county):
    assert written("〔若 科技活动周发放资料〕活动周发放【科技活动周发放资料】", county) == ""


def test_the_word_for_the_direction_comes_from_the_data(example):
    assert written("【财政科技投入|同比】", example) == "去年同期无可比数据"


def test_the_standards_checker_and_our_own_find_nothing_in_the_report(report):
    needs("openxml_audit")
    from openxml_audit import OpenXmlValidator

    assert [e.description for e in OpenXmlValidator().validate(report.file.path).errors] == []
    assert faults(report.file.path) == []
