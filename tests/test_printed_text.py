"""What is printed is cut into the report's own paragraphs and cells, so that a page's lines are taken for nobody's words."""

import pytest

from kezhang.reports.proofreading.printed_text import cut
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
