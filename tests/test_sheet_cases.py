"""Sheets as they come in, kind by kind: what each must give, so that nothing comes in wrong without a sign."""

import pytest

from kezhang.records.importing.workbooks.workbook_reader import UnreadableWorkbook
from tests.made_sheets import (
    ACTIVITIES,
    FIRMS,
    HEAD,
    IN_YUAN,
    PROJECTS,
    Found,
    activity,
    book,
    contract,
    firm,
    found,
    headed,
    project,
)
from tests.test_sheet_files import text

pytestmark = pytest.mark.django_db

EIGHT = Found(records=["88000.00"])


@pytest.mark.parametrize(
    "header",
    [
        "合同成交额_元", "合同成交额：元", "合同成交额 元", "合同成交额 RMB", "合同成交额-元", "合同成交额元", "合同成交额［元］", "合同成交额〔元〕",
        "合同成交额（人民币：元）", "合同成交额（￥）", "合同成交额（含税、元）", "★合同成交额（元）", "6.合同成交额（元）", "合同成交额，人民币元",
    ],
)  # fmt: skip
def test_a_unit_is_read_however_it_stands_with_the_name(county, header):
    assert found(county, book(headed(header), contract(技术交易额=6.6)))[0] == EIGHT


@pytest.mark.parametrize(
    "header",
    ["合同成交额（美元）", "合同成交额（K元）", "合同成交额（圆）", "合同成交额（港元）", "合同成交额（元/万元）"],
)
def test_a_unit_nobody_knows_or_two_of_them_are_asked(county, header):
    made, _ = found(county, book(headed(header), contract(技术交易额=6.6)))
    assert made.asked == ["合同成交额"] or (header.endswith("（元/万元）") and made == EIGHT)


@pytest.mark.parametrize("column", ["单位", "计量单位", "金额单位"])
def test_each_row_may_say_its_own_unit(county, column):
    rows = [[*contract(1), "元"], [*contract(2, 合同成交额=8.8, 技术交易额=6.6), "万元"]]
    made, words = found(county, book([*HEAD, column], *rows))
    assert made == Found(records=["88000.00", "88000.00"])
    assert f"金额按各行“{column}”列写的单位换算。" in words
    foreign, _ = found(county, book([*HEAD, column], *rows, [*contract(3), "美元"]))
    assert foreign.rejected == [(4, "合同成交额"), (4, "技术交易额")]


@pytest.mark.parametrize("form", ["[$$-409]#,##0.00", '"€"0.00', '"$"#,##0'])
def test_another_currency_that_a_cell_shows_is_not_taken_for_yuan(county, form):
    made, _ = found(county, book(IN_YUAN, contract(), formats={"F2": form}))
    assert made == Found(rejected=[(2, "合同成交额")])


@pytest.mark.parametrize(("form", "shown"), [(";;;", "为空"), ('"***"', "***"), ("0.00;;;@", "")])
def test_an_amount_that_a_cell_hides_is_not_taken_without_a_word(county, form, shown):
    made, words = found(county, book(IN_YUAN, contract(), contract(2), formats={"F2": form}))
    if not shown:  # only what is negative or zero would be hidden
        assert made == Found(records=["88000.00", "88000.00"])
        return
    assert made == Found(records=["88000.00"], rejected=[(2, "合同成交额")])
    assert f"“合同成交额”的单元格显示的与存的不同（第2行存的是88000，显示{shown}），共1行，按显示的读取。" in words


@pytest.mark.parametrize(("held", "kept"), [(1, "技术开发"), (0, "技术服务")])
def test_a_number_that_a_cell_shows_as_a_word_is_that_word(county, held, kept):
    sheet = book(IN_YUAN, contract(合同类别=held), formats={"C2": '"技术开发";;"技术服务"'})
    made, words = found(county, sheet)
    assert made == EIGHT
    assert any(f"存的是{held}，显示{kept}" in said for said in words)


@pytest.mark.parametrize("form", ["0;-0;;@", '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', '0;-0;"-"'])
def test_a_zero_that_is_shown_as_nothing_or_a_dash_is_still_a_zero(county, form):
    made, _ = found(county, book(ACTIVITIES, activity(1, 参加人次=0), formats={"E2": form}))
    assert (len(made.records), made.rejected, made.asked) == (1, [], [])


GROUPS = ["合同登记编号", "合同基本情况", "", "当事人", "", "金额", "", "日期", ""]
NAMES = ["", *HEAD[1:]]


@pytest.mark.parametrize(
    "head",
    [
        [GROUPS, NAMES, ["", "", "", "", "", "（元）", "（元）", "", ""]],
        [GROUPS, NAMES, ["", "", "", "", "", "元", "元"]],
        [["技术合同登记表"], GROUPS, ["", *IN_YUAN[1:]], ["甲", "乙", "丙", "丁", "戊", 1, 2, 3, 4]],
        [
            ["合同登记编号", "合同基本情况", "", "", "", "金额情况", "", "日期"],
            ["", "合同名称", "合同类别", "当事人", "", "其中", "", "签订日期", "登记日期"],
            ["", "", "", "卖方名称", "买方名称", "合同成交额（元）", "技术交易额（元）"],
        ],
    ],
)
def test_a_header_has_up_to_three_rows_and_a_line_that_numbers_its_columns(county, head):
    made, _ = found(county, book(*head, contract(), contract(2)))
    numbered = [len(head)] if head[-1][0] == "甲" else []
    assert made == Found(records=["88000.00", "88000.00"], left_out=numbered)


@pytest.mark.parametrize("written", ["30,40", "1,26,000", "500.000,00", "12 5", "1,2", "88,00"])
def test_a_comma_or_blank_that_parts_no_thousands_is_refused(county, written):
    assert found(county, book(IN_YUAN, contract(合同成交额=written)))[0].rejected == [(2, "合同成交额")]
    assert found(county, book(ACTIVITIES, activity(1, 参加人次=written)))[0].rejected == [(2, "线下人次")]


@pytest.mark.parametrize("written", ["88,000", "88，000.00", "88 000", "8,8000", "88,000元", "8.8万元,"])
def test_thousands_may_be_parted(county, written):
    assert found(county, book(IN_YUAN, contract(合同成交额=written)))[0] == EIGHT


@pytest.mark.parametrize("ditto", ["——〃——", "ditto", "＂", "- 〃 -", "々", "同", "(同上)", "″″", "同上。"])
def test_whatever_is_drawn_for_the_row_above_is_no_name(county, ditto):
    made, words = found(county, book(IN_YUAN, contract(1), contract(2, 买方名称=ditto)))
    assert (len(made.records), "“买方名称”第3行写的是同上，按上一行读取。" in words) == (2, True)


@pytest.mark.parametrize("written", ["同左", "..", "——*——", "123", "（同右）"])
def test_what_is_no_name_is_refused_where_one_belongs(county, written):
    assert found(county, book(IN_YUAN, contract(1), contract(2, 买方名称=written)))[0].rejected == [(3, "买方名称")]


@pytest.mark.parametrize(
    "written",
    [
        "编号：2024652799030001", "No.2024652799030001", "Ｎｏ．2024652799030001", "2024652799030001。", "登记编号 2024652799030001",
        "2024652799030001\u00ad", "\t2024652799030001",
    ],
)  # fmt: skip
def test_a_number_is_the_same_with_its_name_before_it(county, written):
    made, _ = found(county, book(IN_YUAN, contract(1), contract(2, 合同登记编号=written)))
    assert made.rejected == [(3, "合同登记编号")]


def test_a_full_stop_makes_no_other_firm(county):
    made, _ = found(county, book(FIRMS, firm(1, "朔湖卯（新疆）种业公司"), firm(2, "朔湖卯(新疆)种业公司。")))
    assert made == Found(records=["朔湖卯（新疆）种业公司"], rejected=[(3, "单位名称")])


@pytest.mark.parametrize(
    "names",
    [
        "朔湖辰节水有限公司（牵头）\n朔湖巳种业有限公司", "朔湖辰节水有限公司和朔湖巳种业有限公司", "朔湖辰节水有限公司+朔湖巳种业有限公司",
        "朔湖辰节水有限公司|朔湖巳种业有限公司", "朔湖辰节水有限公司与朔湖县农业大学", "朔湖辰节水有限公司等3家", "朔湖辰节水有限公司等三家单位",
        "1.朔湖辰节水有限公司\n2.朔湖巳种业有限公司",
    ],
)  # fmt: skip
def test_a_name_of_several_firms_is_told(county, names):
    assert found(county, book(PROJECTS, project(names)))[0].warned == [(2, "企业名称")]


@pytest.mark.parametrize("name", ["和平科技有限公司", "朔湖与田农业有限公司", "朔湖及时雨科技有限公司和田分公司"])
def test_a_name_with_such_a_word_in_it_is_one_firm(county, name):
    assert found(county, book(PROJECTS, project(name)))[0].warned == []


LIKE_REMARKS = [
    "注塑机械厂",
    "合计科技有限公司",
    "说明书印刷厂",
    "以上云科技有限公司",
    "附子种植合作社",
    "日期果业公司",
    "审核易软件公司",
]


def test_a_firm_is_no_total_and_no_remark_because_of_its_name(county):
    alone, _ = found(county, book(["企业名称"], *([name] for name in LIKE_REMARKS), ["小计"]))
    assert (alone.records, alone.left_out) == (LIKE_REMARKS, [len(LIKE_REMARKS) + 2])
    numbered, _ = found(county, book(FIRMS, *([n, name, None, None] for n, name in enumerate(LIKE_REMARKS, 1))))
    assert numbered == Found(records=LIKE_REMARKS)


@pytest.mark.parametrize(
    "row",
    [
        ["一", "工业园区", None, None], ["（二）", "工业园区", None, 23], ["其中", "规上企业", None, 11], ["平均", None, None, 12],
        ["同比增长", None, None, "5%"], ["Ⅱ", "乡镇企业", None, None], ["人均", "全县", None, 3],
    ],
)  # fmt: skip
@pytest.mark.parametrize("numbers", [(1, 2), ("1.1", "1.2"), ("（1）", "（2）"), ("①", "②"), ("1、", "2、")])
def test_what_stands_between_numbered_rows_is_no_firm(county, row, numbers):
    rows = [[number, *firm(n)[1:]] for n, number in enumerate(numbers, 1)]
    made, _ = found(county, book(FIRMS, rows[0], row, rows[1]))
    assert made == Found(records=["朔湖寅1有限公司", "朔湖寅2有限公司"], left_out=[3])


@pytest.mark.parametrize("seat", ["柳泉镇", "工业园区", "一、柳泉镇", "红柳街道"])
def test_a_place_with_the_sum_of_its_firms_beside_it_is_no_firm(county, seat):
    made, _ = found(county, book(FIRMS[1:], [seat, None, 23], firm(1)[1:], firm(2)[1:], ["合计", None, 23]))
    assert made == Found(records=["朔湖寅1有限公司", "朔湖寅2有限公司"], left_out=[2, 5])


def test_a_row_of_a_text_that_is_longer_than_its_head_is_refused(county):
    lines = text(",", ACTIVITIES, [*activity(1)[:4], "1,200"], activity(2))
    assert found(county, lines.encode(), "表.csv")[0] == Found(records=["科普讲座2"], rejected=[(2, "整行")])


def test_a_quotation_that_a_later_row_closes_is_no_cell(county):
    lines = text(",", IN_YUAN, contract(1, 合同名称='"枸杞'), contract(2, 合同名称='烘干"'), contract(3))
    with pytest.raises(UnreadableWorkbook, match="第2行有一个引号没有配对"):
        found(county, lines.encode(), "表.csv")


def test_cells_without_a_name_above_them_are_told(county):
    made, words = found(county, book(ACTIVITIES, [*activity(1), "已补报"], activity(2)))
    assert (made.records, words[-1]) == (["科普讲座1", "科普讲座2"], "第6列没有列名，没有读取（第2行写的是“已补报”）。")


@pytest.mark.parametrize(
    "rows",
    [
        [["企业名称", 2022, 2023, 2024], ["朔湖午有限公司", 1, 2, 3]],
        [["企业名称", "2022年", "2023年"], ["朔湖午有限公司", 1, 2]],
        [["企业名称", "营业收入（万元）", None], [None, "2022年", "2023年"], ["朔湖午有限公司", 1, 2]],
        [["企业名称", "营业收入（万元）", None], [None, 2022, 2023], ["朔湖午有限公司", 1, 2]],
    ],
)
def test_years_that_stand_where_columns_are_named_are_refused(county, rows):
    with pytest.raises(UnreadableWorkbook, match="把年份写成了列（2022"):
        found(county, book(*rows))


@pytest.mark.parametrize(
    "beside", [["序号", "姓名", "联系电话"], ["值班人员", "联系电话"], ["序号", "值班人员", "从业人数"]]
)
def test_another_table_beyond_an_empty_column_fills_none_of_ours(county, beside):
    made, _ = found(county, book([*FIRMS[:3], None, *beside], [*firm(1)[:3], None, *(1, "李文", 139)[-len(beside) :]]))
    assert (made.records, made.asked) == (["朔湖寅1有限公司"], ["工作表“Sheet”"])
