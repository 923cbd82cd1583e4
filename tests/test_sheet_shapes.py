"""Tables of other shapes than one record per row: read whole, or refused naming what was not read."""

import json

import pytest

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.funding.projects import PROJECTS
from kezhang.ledgers.models import Enterprise
from kezhang.records.importing.detection.recognition import recognise
from kezhang.records.importing.workbooks.workbook_reader import UnreadableWorkbook
from tests.command_line import invoked
from tests.test_sheet_files import planned, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]

SIDE = ["序号", "企业名称", "所属行业"]


def firm(number, name):
    return [number, f"朔湖{name}有限公司", "制造业"]


def names(plan):
    return [row.record.name for row in plan.new]


@pytest.mark.parametrize("between", [[], [None]])
@pytest.mark.parametrize("sides", [2, 3])
def test_tables_side_by_side_are_read_one_after_the_other(county, sides, between):
    def line(*parts):
        return [cell for place, part in enumerate(parts) for cell in [*(between if place else []), *part]]

    rows = [line(*(firm(n + 2 * s, f"第{s}栏{n}") for s in range(sides))) for n in (1, 2)]
    content = workbook([line(*[SIDE] * sides), *rows], head=["规上工业企业名单"])
    (table,) = recognise(content, "名单.xlsx", LEDGERS.values())
    assert (table.ledger, table.not_read) == (ENTERPRISES, ())
    plan = planned(county, content, ledger=ENTERPRISES)
    assert names(plan) == [f"朔湖第{s}栏{n}有限公司" for s in range(sides) for n in (1, 2)]
    assert str(plan.new[-1].place) == f"第4行左起第{sides}栏"


def test_the_longer_side_is_read_to_its_end_and_what_is_rejected_is_told_with_its_side(county):
    rows = [firm(1, "左一") + firm(3, "右一"), firm(2, "左二") + [None] * 3, ["合计", "2家", None, None, None, None]]
    rows[0][4] = "朔湖左一有限公司"
    plan = planned(county, workbook(rows, head=SIDE + SIDE), ledger=ENTERPRISES)
    assert (names(plan), [p.says for p in plan.rejected]) == (
        ["朔湖左一有限公司", "朔湖左二有限公司"],
        ["与第2行左起第1栏重复，请核对后保留一行"],
    )


def test_a_header_that_only_stands_twice_is_no_second_table(county):
    head = [*SIDE, "单位名称"]
    plan = planned(county, workbook([[*firm(1, "甲"), "朔湖乙有限公司"]], head=head), ledger=ENTERPRISES)
    assert names(plan) == ["朔湖甲有限公司"]
    assert "重复的列只读第一列，不再读：单位名称。" in plan.understood


def test_another_table_to_the_right_is_told_and_nothing_is_stored_before_it_is_given_up(county, tmp_path):
    rows = [[*firm(1, "甲"), None, "李文", "13900000000"]]
    (tmp_path / "名单.xlsx").write_bytes(workbook(rows, head=[*SIDE, None, "值班人员", "手机号"]))
    command = ["import", str(tmp_path / "名单.xlsx"), "--org", county.code, "--yes", "--accept", "已核对"]
    found = invoked(command)
    assert (found.exit_code, Enterprise.objects.count()) == (2, 0)
    assert "右边像是另一张表（值班人员、手机号），没有读取" in found.stdout.replace("\n", "")
    assert "请加 --part Sheet=不读" in found.output.replace("\n", "")
    told = json.loads(invoked([*command, "--json"]).stdout)
    (asked,) = [each for each in told[0]["tables"][0]["questions"] if each["open"]]
    assert (asked["found"], asked["option"]) == ("右边的“值班人员、手机号”列", "--part Sheet=不读")
    assert invoked([*command, "--part", "Sheet=不读"]).exit_code == 0
    assert Enterprise.objects.count() == 1


@pytest.mark.parametrize(("again", "asked"), [("朔湖甲有限公司", 0), (None, 0), ("朔湖乙有限公司", 1)])
def test_a_column_that_stands_twice_is_asked_about_where_it_says_something_else(county, again, asked):
    plan = planned(county, workbook([[*firm(1, "甲"), again]], head=[*SIDE, "单位名称"]), ledger=ENTERPRISES)
    assert [each.found for each in plan.open_questions] == ["重复的“单位名称”列"] * asked


def test_another_table_below_is_asked_about(county):
    rows = [firm(1, "甲"), [None] * 3, ["姓名", "手机号", "值班时间"], ["李文", "139", "周一"]]
    head = ["企业名称", "所属行业", "注册日期"]
    rows[0] = ["朔湖甲有限公司", "制造业", "2020-01-01"]
    plan = planned(county, workbook(rows, head=head), ledger=ENTERPRISES)
    assert [each.found for each in plan.open_questions] == ["第4至5行的另一张表"]


@pytest.mark.parametrize(
    "head",
    [
        ["企业名称", "2022年营业收入（万元）", "2023年营业收入（万元）"],
        ["企业名称", "营业收入2022年", "营业收入2023年", "营业收入2024年"],
        ["企业名称", "所属行业", "2023年度研发费用", "2024年度研发费用"],
        ["企业名称", "2022年", "2023年"],
    ],
)
def test_years_as_columns_are_refused_by_name(county, head):
    content = workbook([["朔湖甲有限公司", *[1] * (len(head) - 1)]], head=head)
    with pytest.raises(UnreadableWorkbook, match=f"把年份写成了列（.*{head[-1][:5]}"):
        recognise(content, "表.xlsx", LEDGERS.values())


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["单位名称", "朔湖甲公司", "统一社会信用代码", None],
            ["注册日期", "2019-05-06", "法定代表人", "何欣"],
            ["所属行业", "制造业", "从业人数", 12],
        ],
        [["企业名称", "朔湖甲公司"], ["统一社会信用代码", None], ["注册日期", "2019-05-06"]],
        [["企业名称：", "朔湖甲公司", None], ["所属行业：", "制造业", None], ["注册日期：", "2019-05-06", None]],
    ],
)
def test_a_form_that_stands_upright_is_refused_for_what_it_is(county, rows):
    with pytest.raises(UnreadableWorkbook, match="像是竖排的登记表"):
        recognise(workbook(rows, head=["企业基本信息登记表"]), "表.xlsx", LEDGERS.values())


PROJECT = ["项目名称", "计划类别", "级别", "申报时间"]


def test_a_name_above_a_table_holds_for_its_rows_and_is_told(county):
    rows = [
        PROJECT, ["滴灌研究", "州级科技计划", "州级", "2024-02-01"], [None] * 4, ["承担单位：朔湖乙公司"], PROJECT,
        ["棉花研究", "州级科技计划", "州级", "2024-02-01"],
    ]  # fmt: skip
    plan = planned(county, workbook(rows, head=["承担单位：朔湖甲公司"]), ledger=PROJECTS)
    assert [(r.record.title, r.record.enterprise_name) for r in plan.new] == [
        ("滴灌研究", "朔湖甲公司"),
        ("棉花研究", "朔湖乙公司"),
    ]
    assert "“企业名称”按表头上方第1行写的“朔湖甲公司”填入各行。" in plan.understood


@pytest.mark.parametrize("line", ["填报单位：朔湖县科技局", "单位：万元", "联系人：李文"])
def test_what_speaks_of_the_sheet_is_no_name_of_its_rows(county, line):
    row = ["朔湖甲公司", "滴灌研究", "州级科技计划", "州级", "2024-02-01"]
    plan = planned(county, workbook([["承担单位", *PROJECT], row], head=[line]), ledger=PROJECTS)
    assert [r.record.enterprise_name for r in plan.new] == ["朔湖甲公司"]
    assert not any("填入各行" in words for words in plan.understood)
