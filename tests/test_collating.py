"""Many reports in one table, as the superior opens it in Excel."""

import io
import sys
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from kezhang.indicators.names import names
from kezhang.intake.collation import Collation
from kezhang.reading.batch import ReadingOutcome
from kezhang.reading.findings import ArithmeticCheck, ReportSpan
from kezhang.records.workbook_writer import workbook
from tests.command_line import invoked
from tests.documents import kept
from tests.made_readings import TEXT, finding, reading

OTHER = (
    "临川县科技局2024年上半年工作总结\n技术合同成交额1062万元。新认定高新技术企业7家，又说10家。培训农民380余人次。\n"
)


def book(*outcomes: ReadingOutcome) -> Any:
    collation = Collation({name.name: name.label for name in names()})
    for outcome in outcomes:
        collation.add(outcome)
    return openpyxl.load_workbook(io.BytesIO(workbook(collation.sheets())))


def read(document: str, text: str, organisation: str | None, **given: Any) -> ReadingOutcome:
    return ReadingOutcome(Path(document), reading(document, text, organisation, **given))


def line(page: Any, name: str) -> list[Any]:
    return next(list(row) for row in page.iter_rows() if row[0].value == name)


@pytest.fixture
def two():
    plain = tuple(finding(OTHER, words) for words in ("1062万元", "7家", "380余人次"))
    second = finding(OTHER, "10家", role=plain[1].role, period="2024H1")
    return book(
        read("甲.txt", TEXT, "朔湖县科技局"),
        read("乙.txt", OTHER, "临川县科技局", findings=(*plain, second), checks=()),
    )


def test_there_is_a_column_for_each_report_and_a_line_for_each_indicator(two):
    page = two["汇总"]
    assert [cell.value for cell in page[3]] == [
        "指标",
        "单位",
        "朔湖县科技局 2024年上半年",
        "临川县科技局 2024年上半年",
    ]
    assert [cell.value for cell in line(page, "技术合同成交额")] == ["技术合同成交额", "万元", 1062, 1062]
    names = [row[0].value for row in page.iter_rows(min_row=4)]
    assert names.index("财政科技投入") < names.index("技术合同成交额") < names.index("培训农民")
    assert len(names) == len(set(names))


def test_a_cell_carries_its_sentences(two):
    remark = line(two["汇总"], "技术合同成交额")[2].comment.text
    assert remark.startswith("✗ 1062万元为2000万元的53.1%，文中写60%")
    assert "任务 2000万元（2024年）；实绩 1062万元（2024年上半年）；完成率 60%（2024年上半年）" in remark
    assert remark.count("“全年任务2000万元，上半年技术合同成交额1062万元，完成任务的60%。”") == 1


def test_contradictions_are_red_several_figures_yellow_and_plans_said_to_be_plans(two):
    page = two["汇总"]
    assert line(page, "技术合同成交额")[2].fill.fgColor.rgb == "FFF8D0CC"
    assert line(page, "技术合同成交额")[3].fill.fill_type is None
    assert line(page, "新认定高新技术企业")[3].fill.fgColor.rgb == "FFFFF3CD"
    assert line(page, "科技成果登记数")[2].value == "计划 8项"
    assert [c.value for c in line(two["任务和计划"], "科技成果登记数")] == ["科技成果登记数", "项", 8, None]


def test_masked_is_said_and_never_zero(two):
    assert line(two["汇总"], "财政科技投入")[2].value == "未写明"


def test_the_checks_have_a_sheet_with_both_places(two):
    (row,) = [r for r in two["勾稽"].iter_rows(min_row=2, values_only=True) if r[1] == "矛盾"]
    assert row[0] == "甲.txt"
    assert row[3] == "技术合同成交额任务 2000万元；技术合同成交额实绩 1062万元；技术合同成交额完成率 60%"


def test_reports_of_one_bureau_and_period_are_told_apart_by_their_files():
    page = book(read("甲.txt", TEXT, "朔湖县科技局"), read("改.txt", TEXT, "朔湖县科技局"))["汇总"]
    assert [cell.value for cell in page[3]][2:] == [
        "朔湖县科技局 2024年上半年（甲）",
        "朔湖县科技局 2024年上半年（改）",
    ]


def test_two_reports_in_one_file_are_two_columns():
    cut = len(TEXT)
    found = (finding(TEXT, "1062万元"), finding(TEXT + OTHER, "10家"))
    later = finding(OTHER, "7家")
    spans = (
        ReportSpan(0, cut, "甲", "朔湖县科技局", "2024H1"),
        ReportSpan(cut, cut + len(OTHER), "乙", "临川县科技局", "2024H1"),
    )
    moved = later._replace(start=later.start + cut, end=later.end + cut)
    made = read("两份.txt", TEXT + OTHER, None, findings=(*found, moved), reports=spans, checks=())
    page = book(made)["汇总"]
    assert [cell.value for cell in page[3]][2:] == ["朔湖县科技局 2024年上半年", "临川县科技局 2024年上半年"]
    assert [cell.value for cell in line(page, "新认定高新技术企业")][2:] == ["计划 10家", 7]


def test_a_file_that_could_not_be_read_is_listed():
    made = book(read("甲.txt", TEXT, "朔湖县科技局"), ReadingOutcome(Path("坏.docx"), None, "文件打不开。"))
    assert [row[-1] for row in made["文件"].iter_rows(min_row=2, values_only=True)] == [None, "文件打不开。"]


def test_a_check_about_two_reports_colours_both():
    check = ArithmeticCheck("same", False, "前后不一致", (0, 1))
    page = book(
        read(
            "甲.txt", TEXT, "朔湖县科技局", findings=(finding(TEXT, "1062万元"), finding(TEXT, "7家")), checks=(check,)
        )
    )["汇总"]
    assert {line(page, name)[2].fill.fgColor.rgb for name in ("技术合同成交额", "新认定高新技术企业")} == {"FFF8D0CC"}


def test_the_command_writes_the_table_and_says_what_it_could_not_read(monkeypatch, tmp_path):
    fake = SimpleNamespace(read=lambda source, _: reading(source.name, source.text, Path(source.name).stem + "科技局"))
    monkeypatch.setitem(sys.modules, "kezhang.reading.reader", fake)
    files = [kept(tmp_path, "朔湖县.txt", TEXT), kept(tmp_path, "临川县.txt", TEXT), kept(tmp_path, "空.txt", "")]
    out = tmp_path / "汇总.xlsx"
    answer = invoked(["collate", *map(str, files), "--xlsx", str(out)])
    assert answer.exit_code == 1
    assert "2份报告，2处矛盾，1个文件读不了" in answer.stdout
    page = openpyxl.load_workbook(out)["汇总"]
    assert [cell.value for cell in line(page, "技术合同成交额")][2:] == [1062, 1062]


def test_a_figure_of_another_year_says_so():
    last_year = finding(TEXT, "7家", period="2023")
    page = book(read("甲.txt", TEXT, "朔湖县科技局", findings=(last_year,), checks=()))["汇总"]
    assert [cell.value for cell in line(page, "新认定高新技术企业")][2:] == ["7家（2023年）"]


def test_what_one_report_alone_tells_of_has_a_sheet_of_its_own_and_bare_money_no_line(tmp_path):
    texts = {
        "甲": "朔湖县科技局2024年工作总结\n举办讲座6场。投资200万元改造泵站，投资90万元建大棚。现有众创空间4家。\n",
        "乙": "临川县科技局2024年工作总结\n投资35万元修路。新建众创空间2家。登记成果3项。全县现有众创空间9家。\n",
    }
    files = [kept(tmp_path, f"{name}.txt", text) for name, text in texts.items()]
    out = tmp_path / "汇总.xlsx"
    answer = invoked(["collate", *map(str, files), "--xlsx", str(out)])
    assert "2份报告，0处矛盾" in answer.stdout
    made = openpyxl.load_workbook(out)
    lines = {row[0].value: [cell.value for cell in row[2:]] for row in made["汇总"].iter_rows(min_row=4)}
    assert lines["众创空间"] == [4, 9]
    assert "投资" not in lines
    alone = [row[1] for row in made["其他事项"].iter_rows(min_row=2, values_only=True)]
    assert alone.count("投资") == 3
    assert "新建众创空间" in {*lines, *alone}


def test_the_links_of_a_page_are_no_reports(tmp_path):
    text = (
        "朔湖县科技局2024年工作总结\n登记技术合同38项。\n相关链接\n"
        "临川县2025年政府工作报告\n青禾县2025年政府工作报告\n朔湖县2023年政府工作报告\n"
    )
    out = tmp_path / "汇总.xlsx"
    invoked(["collate", str(kept(tmp_path, "甲.txt", text)), "--xlsx", str(out)])
    page = openpyxl.load_workbook(out)["汇总"]
    assert [cell.value for cell in page[3]] == ["指标", "单位", "朔湖县科技局 2024年"]


def test_a_doubtful_reading_waits_for_a_person():
    doubtful = finding(TEXT, "7家", confidence=Decimal("0.6"))
    rows = list(book(read("甲.txt", TEXT, "朔湖县科技局", findings=(doubtful,), checks=()))["待核对"].values)
    assert [row[:4] + row[5:6] for row in rows[1:]] == [
        ("朔湖县科技局 2024年上半年", "新认定高新技术企业", "实绩", "7家", "把握不足")
    ]


def test_money_and_things_under_one_name_have_a_line_each(tmp_path):
    texts = {
        "甲": "朔湖县科技局2024年工作总结\n累计向企业发放贷款800万元，增长6%。\n",
        "乙": "临川县科技局2024年工作总结\n向12家企业发放贷款4600万元。\n",
    }
    files = [str(kept(tmp_path, f"{name}.txt", text)) for name, text in texts.items()]
    out = tmp_path / "汇总.xlsx"
    invoked(["collate", *files, "--xlsx", str(out)])
    lines = [list(row) for row in openpyxl.load_workbook(out)["汇总"].iter_rows(min_row=4, values_only=True)]
    assert [row for row in lines if row[0] == "企业发放贷款"] == [
        ["企业发放贷款", "万元", 800, 4600],
        ["企业发放贷款", "家", None, 12],
    ]


def collated(folder: Path, *texts: str) -> Any:
    files = [str(kept(folder, f"{place}.txt", text)) for place, text in enumerate(texts)]
    invoked(["collate", *files, "--xlsx", str(folder / "汇总.xlsx")])
    return openpyxl.load_workbook(folder / "汇总.xlsx")


def test_what_means_the_same_has_one_line_under_one_name(tmp_path):
    made = collated(
        tmp_path,
        "朔湖县2023年工作总结\n地区生产总值80亿元。规上工业增加值12亿元。公共财政预算收入4亿元。优良天数240天。城镇新增就业900人。",
        "云岭县2023年工作总结\n县域生产总值70亿元。规模以上工业增加值9亿元。一般公共预算收入3亿元。空气优良天数250天。新增就业800人。",
        "临川县2023年工作总结\n生产总值60亿元。全部财政收入5亿元。空气质量优良天数260天。新增城镇就业700人。新增就业950人。",
    )
    lines = {row[0]: list(row[2:]) for row in made["汇总"].iter_rows(min_row=4, values_only=True)}
    assert lines["生产总值"] == [800000, 700000, 600000]
    assert lines["规模以上工业增加值"] == [120000, 90000, None]
    assert lines["一般公共预算收入"] == [40000, 30000, None]
    assert lines["空气优良天数"] == [240, 250, 260]
    assert lines["城镇新增就业"] == [900, None, 700]
    assert lines["新增就业"] == [None, 800, 950]


def test_investment_in_fixed_assets_has_a_line_and_bare_investment_none(tmp_path):
    made = collated(
        tmp_path,
        "朔湖县2023年工作总结\n固定资产投资40亿元，增长8%。投资300万元建泵站。",
        "云岭县2023年工作总结\n固定资产投资是2018年的2倍。固定资产投资完成33亿元。投资90万元修路。",
    )
    lines = [list(row) for row in made["汇总"].iter_rows(min_row=4, values_only=True)]
    assert [row for row in lines if "投资" in row[0]] == [["固定资产投资", "万元", 400000, 330000]]


def test_a_plan_keeps_its_comparator_and_a_goal_its_year_and_no_growth_makes_it_doubtful(tmp_path):
    text = (
        "各位代表：\n现在，我代表朔湖县人民政府，向大会报告工作。\n一、2020年工作回顾\n新增企业8家。\n"
        "二、2021年工作安排\n新增企业10家以上。生产总值达到43.5亿元，增长14.5%。到2025年，建成科技园区6个。"
    )
    page = collated(tmp_path, text)["任务和计划"]
    assert page[3][2].value == "朔湖县 2020年"
    assert line(page, "新增企业")[2].value == "不少于10"
    assert line(page, "生产总值")[2].value == 435000
    assert line(page, "生产总值")[2].fill.fill_type is None
    assert line(page, "建成科技园区")[2].value == "6（2025年）"


def test_a_report_tells_how_it_grew_before_how_it_shall_grow(tmp_path):
    text = (
        "朔湖县人民政府县长 王明\n一、2020年工作回顾\n社会消费品零售总额增长9%。\n"
        "二、2021年工作安排\n主要预期目标是：社会消费品零售总额增长7%。"
    )
    made = collated(tmp_path, text)
    assert line(made["汇总"], "社会消费品零售总额")[2].value == "变化 9%"
    assert line(made["任务和计划"], "社会消费品零售总额")[2].value == 7


def test_what_is_of_a_park_is_not_the_countys_and_a_bare_verb_has_no_line(tmp_path):
    made = collated(
        tmp_path,
        "朔湖县2023年工作总结\n实际利用外资90万美元。园区主营业务收入、实际利用外资分别完成120亿元、76万美元。完成4万户改造。",
        "云岭县2023年工作总结\n实际利用外资80万美元。开发区工业增加值达到30亿元。完成3万户改造。",
    )
    lines = {row[0]: list(row[2:]) for row in made["汇总"].iter_rows(min_row=4, values_only=True)}
    assert lines["实际利用外资"] == [900000, 800000]
    assert "工业增加值" not in lines
    assert "改造" not in lines


def test_a_growth_over_several_years_is_written_with_its_basis_and_gives_way_to_that_of_one_year(tmp_path):
    text = (
        "各位代表：\n现在，我代表朔湖县人民政府，向大会报告工作。\n一、2020年工作回顾\n"
        "五年来，生产总值年均增长5.4%，固定资产投资年均增长9%；固定资产投资同比增长7%，出口总额比2015年增长84.5%。\n"
        "二、2021年工作安排\n到2025年，工业投资年均增长8%以上。"
    )
    made = collated(tmp_path, text)
    page = made["汇总"]
    assert line(page, "生产总值")[2].value == "变化 年均5.4%"
    assert line(page, "固定资产投资")[2].value == "变化 7%"
    assert "变化 年均9%（2020年）；变化 7%（2020年）" in line(page, "固定资产投资")[2].comment.text
    assert line(page, "出口总额")[2].value == "变化 比2015年84.5%"
    assert line(made["任务和计划"], "工业投资")[2].value == "年均不少于8%（2025年）"
    read_back = [[cell.value for cell in row] for row in made["读数"].iter_rows()]
    place = next(row for row in read_back if "基期" in row).index("基期")
    assert [row[place] for row in read_back if row[0]][-5:] == ["年均", "年均", None, "比2015年", "年均"]
