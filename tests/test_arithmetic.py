"""What the numbers of a report say about one another.

The one rule: rounding never makes a contradiction, and a contradiction is never passed over.
"""

import pytest

from kezhang.reading.findings import Source
from kezhang.reading.reader import read

HEAD = "朔湖县科技局2024年上半年工作总结\n一、主要工作\n"
PLAN = "\n二、下半年工作计划\n"


def said(text: str, kind: str) -> list[tuple[bool | None, str]]:
    return [
        (check.holds, check.message) for check in read(Source("一份报告", HEAD + text), ()).checks if check.kind == kind
    ]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("技术合同成交额任务2000万元，目前已完成1062万元，完成率53%。", True),
        ("技术合同成交额任务2000万元，目前已完成1062万元，完成率53.1%。", True),
        ("技术合同成交额任务2000万元，目前已完成1062万元，完成率63%。", False),
        ("技术合同成交额5.83亿元，完成年度目标5亿元的116.6%。", True),
        ("技术合同成交额5.83亿元，完成年度目标5亿元的106%。", False),
        ("新认定高新技术企业12家，完成全年16家任务的75%。", True),
        ("新认定高新技术企业12家，完成全年16家任务的85%。", False),
    ],
)
def test_a_rate_is_what_was_done_of_what_was_set(text, holds):
    assert [found for found, _ in said(text, "rate")] == [holds]


def test_a_rate_that_contradicts_quotes_both_places():
    [(_, message)] = said("技术合同成交额任务2000万元，目前已完成1062万元，完成率63%。", "rate")
    assert message == "完成率对不上：完成1062万元、任务2000万元，算得53.1%，文中写63%"


def test_a_masked_target_is_bounded_by_what_was_done_and_the_rate():
    text = "根据市科技局任务指标，2024年技术合同成交额*万元，目前已完成1062万元，占比53%。"
    [(holds, message)] = said(text, "bound")
    assert (holds, message) == (None, "由完成1062万元、完成率53%推得任务在1,985万元至2,023万元之间")


@pytest.mark.parametrize(
    ("planned", "holds", "ends"), [("2000万元", True, "相符"), ("1500万元", False, "低于"), ("3000万元", True, "高于")]
)
def test_a_plan_is_held_against_the_bounds_of_a_masked_target(planned, holds, ends):
    text = "根据市科技局任务指标，2024年技术合同成交额*万元，目前已完成1062万元，占比53%。"
    text += f"{PLAN}完成技术合同成交额不少于{planned}。"
    [(found, message)] = said(text, "plan")
    assert (found, message.endswith(ends)) == (holds, True)


@pytest.mark.parametrize(("planned", "holds"), [(10, True), (8, True), (7, False)])
def test_a_plan_below_what_was_set_is_named(planned, holds):
    text = f"根据市科技局任务指标，2024年科技成果登记8项，目前已完成2项。{PLAN}全年完成科技成果登记{planned}项。"
    assert [found for found, _ in said(text, "plan")] == [holds]


def test_a_level_and_its_growth_give_the_value_before():
    [(_, message)] = said("规上工业研发投入7.9亿元，同比增长5.9%。", "base")
    assert message == "由7.9亿元与5.9%推得上期在7.41亿元至7.51亿元之间"


def test_a_ratio_to_last_full_year_is_no_growth():
    [(_, message)] = said("企业吸纳技术合同成交额6.2亿元，是去年全年的97%。", "base")
    assert message == "由6.2亿元与97%推得上期在6.31亿元至6.48亿元之间"


@pytest.mark.parametrize(("growth", "holds"), [("增长12.3%", True), ("增长21.3%", False), ("下降12.3%", False)])
def test_growth_is_held_against_the_year_before(growth, holds):
    found = said(f"科技型中小企业入库82家（去年73家），同比{growth}。", "change")
    assert [each for each, _ in found] == [holds]


@pytest.mark.parametrize(
    ("parts", "holds"),
    [("省级500万元，市级730万元", [True]), ("省级900万元，市级730万元", [False]), ("省级500万元", [])],
)
def test_parts_are_not_more_than_their_whole(parts, holds):
    assert [found for found, _ in said(f"共投入资金1230万元（其中：{parts}）。", "parts")] == holds


def test_the_same_figure_told_twice_agrees_or_is_named():
    text = "全县高新技术企业50家。{}一年来服务不断。全县高新技术企业{}家。"
    assert said(text.format("", 52), "same") == [(False, "“高新技术企业”前文为50家，此处为52家")]
    assert said(text.format("", 50), "same") == [(True, "“高新技术企业”两处相符：50家")]


def test_events_of_one_kind_are_told_one_after_the_other_without_contradiction():
    text = "科技活动周期间发放科普资料2000份。送科技下乡发放科普资料3000份。"
    assert said(text, "same") == []


@pytest.mark.parametrize(("done", "holds"), [(62, True), (41, False)])
def test_half_done_is_believed_only_where_half_is_done(done, holds):
    text = f"科技型中小企业入库{done}家，今年任务是100家，实现时间过半、任务过半。"
    assert [found for found, _ in said(text, "claim")] == [holds]


def test_a_lower_bound_with_more_than_is_named():
    assert said(f"{PLAN}制作发放科普资料不少于3万余份。", "wording") == [
        (False, "“不少于”与“余”不能并用：不少于3万余份")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "全县生产总值由29.1亿元增长到50.1亿元，年均增长11.5%。",
        "先后对14个村开展帮扶。另有43个单位在72个村驻村。",
        "审批时限压减至50个工作日。企业开办时间压减至3个工作日。",
        "今年新发展核桃基地15万亩（其中春季5万亩，秋季10万亩），抓好3个万亩示范园。",
        "全县学校86所。其中小学61所，幼儿园14所（公办9所、民办5所）。",
        "全县财政收入完成63亿元。开发区发展势头良好，完成财政收入47亿元。",
        "推进改造项目，目前已竣工38个。推进球场项目，竣工32个。",
        "新建5000平方米教学楼一幢。新建2400平方米教学楼一幢。",
    ],
)
def test_what_was_told_of_another_thing_or_other_years_contradicts_nothing(text):
    found = read(Source("一份报告", HEAD + text), ()).checks
    assert [check.message for check in found if check.holds is False] == []


def test_the_same_thing_told_twice_in_one_county_still_contradicts():
    told = "全县财政收入完成63亿元，增长5%。全县财政收入47亿元。"
    assert [check.kind for check in read(Source("一份报告", HEAD + told), ()).checks if check.holds is False] == [
        "same"
    ]
