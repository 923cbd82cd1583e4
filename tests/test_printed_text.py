"""What is printed is cut into the report's own paragraphs and cells, so that a page's lines are taken for nobody's words."""

from datetime import date

import pytest

from kezhang.collection.publishing import circular
from kezhang.collection.publishing.publication import publish
from kezhang.quantities.periods import Period
from kezhang.reports.document.printing import pdf_of
from kezhang.reports.frozen import freezing
from kezhang.reports.proofreading.printed_text import cut
from kezhang.reports.proofreading.proof_result import FigureState, Strength
from kezhang.reports.proofreading.proofread import proofread
from kezhang.reports.templating.parsing import TemplateText
from tests.edited_reports import content_of
from tests.required_programs import needs, needs_chinese_fonts
from tests.test_ranking import asked, counties, three  # noqa: F401 - as fixtures


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["指标任务完成", "成果88", "登记27", "项。"], ["指标", "任务", "完成", "成果", "8", "8", "登记27项。"]),
        (["指标任务完成成果88登记29项。"], ["指标", "任务", "完成", "成果", "8", "8", "登记29项。"]),
        (
            ["指标任务完成", "成果88", "登记27", "项，很好。", "新写一句。"],
            ["指标", "任务", "完成", "成果", "8", "8", "登记27项，很好。", "新写一句。"],
        ),
        (["指标任务完成", "成果88"], ["指标", "任务", "完成", "成果", "8", "8"]),
        (
            ["指标任务完成", "成果88", "登记27", "某某局简报", "项。"],
            ["指标", "任务", "完成", "成果", "8", "8", "登记27项。"],
        ),
        (["完全是另一份文件的话，和它没有关系。"], ["完全是另一份文件的话，和它没有关系。"]),
    ],
)
def test_lines_become_the_reports_paragraphs_and_cells(lines, found):
    made = ["指标", "任务", "完成", "成果", "8", "8", "登记27项。"]
    assert cut(lines, made, ["某某局　简报"]) == found


def test_what_a_chart_draws_is_no_text_but_a_sentence_above_it_is():
    made = ["完成情况如下。", "图1　任务完成率", "注：成交额完成率53%。"]
    printed = [
        "完成情况如下。",
        "0 20 40 60 80 100",
        "成交额",
        "请核对这一句。",
        "图1 任务完成率",
        "注：成交额完成率53%。",
    ]
    assert cut(printed, made) == ["完成情况如下。", "请核对这一句。", *made[1:]]


def untouched(report) -> None:
    """Printed and sent back as it was, nothing of it is told."""
    proof = proofread(pdf_of(content_of(report), ".docx"), report)
    assert {each.state for each in proof.figures} == {FigureState.SAME}
    assert [(m.kind, m.was, m.now) for m in proof.meanings if m.strength is Strength.MEANING] == []
    assert ([n.text for n in proof.numbers], list(proof.contradictions)) == ([], [])


@pytest.mark.django_db
def test_a_circular_that_comes_back_printed_and_untouched_is_clean(three):  # noqa: F811
    needs_chinese_fonts()
    untouched(circular.write(publish(three, None), None))


@pytest.mark.django_db
def test_a_report_with_a_table_and_a_chart_that_comes_back_printed_and_untouched_is_clean(example):
    needs_chinese_fonts()
    needs("soffice")
    written = (
        "〔标题〕情况", "登记技术合同成交额【技术合同成交额】。", "【图|完成|技术合同成交额、科技成果登记数】",
        "【表|技术合同|状态=已登记|合同名称、合同成交额、登记日期】", "【表|任务完成情况】",
    )  # fmt: skip
    template = TemplateText("情况", written, example)
    untouched(freezing.write(example, Period.half(2024, 1), date(2024, 6, 30), None, template))
