"""Sheets as they come: what each oddity is understood as, and in which words it is said."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.enterprises.super_deductions import SUPER_DEDUCTIONS
from kezhang.ledgers.outreach.activities import ACTIVITIES
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.records.importing import import_plan
from kezhang.records.importing.detection import table_detection
from kezhang.records.importing.detection.recognition import recognise
from kezhang.records.importing.workbooks.workbook_reader import UnreadableWorkbook
from kezhang.records.models import RememberedAnswer
from tests.contract_sheets import HEADINGS as HEAD

pytestmark = pytest.mark.django_db


def contract(number, amount=120, signed="2024.3.2", registered="2024年3月20日"):
    return [f"20246527990{number:05}", "滴灌控制器", "技术开发", "甲公司", "乙公司", amount, 1, signed, registered]


def workbook(*pages, **changes):
    """An .xlsx of pages (name, rows); ``changes`` is called with the openpyxl book before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in pages:
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    for change in changes.values():
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(content, name="表.xlsx", ledger=TECHNOLOGY_CONTRACTS, remembered=None):
    return table_detection.read(ledger, io.BytesIO(content), name, remembered)


def plan(county, content, name="表.xlsx", ledger=TECHNOLOGY_CONTRACTS):
    found = import_plan.plan(ledger, read(content, name, ledger), county)
    assert found.rejected == ()
    return found


def amounts(found):
    return [int(row.record.amount) for row in found.new]


def test_two_tables_below_each_other_are_both_read(county):
    rows = [["上半年"], HEAD, contract(1), ["合计", *[None] * 4, 120], [], ["下半年"], HEAD[::-1], contract(2)[::-1]]
    found = plan(county, workbook(("表", rows)))
    assert amounts(found) == [1200000, 1200000]
    assert [words for words in found.understood if "为表头" in words] == [
        "读取工作表“表”，第2行为表头，认出9列，1行数据。",
        "读取工作表“表”，第7行为表头，认出9列，1行数据。",
    ]
    assert found.notes == ("第4行为合计，与明细相符，不导入。",)


def test_a_sheet_for_each_month_is_read_and_rows_are_named_with_their_sheet(county):
    book = workbook(("1月", [HEAD, contract(1)]), ("2月", [HEAD, contract(2), contract(1)]))
    found = import_plan.plan(TECHNOLOGY_CONTRACTS, read(book), county)
    assert [str(row.place) for row in found.new] == ["“1月”第2行", "“2月”第2行"]
    assert [(p.place, p.says) for p in found.rejected] == [("“2月”第3行", "与“1月”第2行重复，请核对后保留一行")]


def test_a_table_of_another_kind_below_ours_is_left_alone_and_said(county):
    rows = [
        HEAD,
        contract(1),
        [],
        ["姓名", "性别", "职务", "单位", "电话", "备注"],
        ["李文", "男", "科员", "科技局", "1", "无"],
    ]
    found = plan(county, workbook(("表", rows)))
    assert len(found.new) == 1
    assert "工作表“表”第4至5行像是另一张表，没有读取；如需导入请另存为单独的表。" in found.understood


def test_one_workbook_may_hold_the_tables_of_two_ledgers_even_on_one_sheet(county):
    firms = [["企业名称", "统一社会信用代码", "所属行业"], ["甲公司", "91652799MA7AB1239R", ""]]
    rows = [HEAD, contract(1), [], ["附：企业名单"], *firms]
    tables = recognise(workbook(("表", rows)), "表.xlsx", LEDGERS.values())
    assert [(t.ledger.slug, [n for p in t.parts for n, _ in p.rows]) for t in tables] == [
        ("technology-contracts", [2]),
        ("enterprises", [6]),
    ]


def test_hidden_rows_and_columns_are_read_and_said_and_a_hidden_sheet_is_not(county):
    def hide(book):
        book["表"].row_dimensions[3].hidden = True
        book["表"].column_dimensions["G"].hidden = True
        book["旧"].sheet_state = "hidden"

    book = workbook(("表", [HEAD, contract(1), contract(2)]), ("旧", [HEAD, contract(3)]), hide=hide)
    found = plan(county, book)
    assert len(found.new) == 2
    assert found.understood[2:] == (
        "第3行在原表中是隐藏的，共1行，也已读取；不需要的请先删去。",
        "“技术交易额”列在原表中是隐藏的，也已读取。",
        "隐藏的工作表没有读取：旧。",
    )


def test_a_cell_merged_over_rows_holds_for_each_of_them(county):
    rows = [HEAD, contract(1), contract(2), contract(3)]
    for row in rows[2:]:
        row[3] = None
    found = plan(county, workbook(("表", rows), merge=lambda book: book["表"].merge_cells("D2:D4")))
    assert [row.record.seller for row in found.new] == ["甲公司"] * 3
    assert "“卖方名称”在第2至4行是合并单元格，各行按同一内容读取。" in found.understood


def test_an_amount_merged_over_rows_is_not_counted_twice(county):
    rows = [HEAD, contract(1), contract(2, amount=None)]
    book = workbook(("表", rows), merge=lambda book: book["表"].merge_cells("F2:F3"))
    found = import_plan.plan(TECHNOLOGY_CONTRACTS, read(book), county)
    assert (amounts(found), [(p.row, p.says) for p in found.rejected]) == ([1200000], [(3, "必填")])


def test_subtotals_are_each_compared_with_their_own_rows(county):
    rows = [HEAD, contract(1), contract(2), ["某某镇小计", *[None] * 4, 240], contract(3), ["小计", *[None] * 4, 100],
            ["总计", *[None] * 4, 360], ["本页合计", *[None] * 4, None]]  # fmt: skip
    assert plan(county, workbook(("表", rows))).notes == (
        "第4行为合计，与明细相符，不导入。",
        "第6行为合计，“合同成交额”写的是100万元，明细之和为120万元，与明细不符，请核对原表。",
        "第7行为合计，与明细相符，不导入。",
        "第8行为合计，没有可核对的数，不导入。",
    )


def test_a_total_above_its_rows_is_a_total_too(county):
    rows = [HEAD, ["合计", *[None] * 4, 240], contract(1), contract(2)]
    found = plan(county, workbook(("表", rows)))
    assert (len(found.new), found.notes) == (2, ("第2行为合计，与明细相符，不导入。",))


def test_the_line_that_numbers_the_columns_and_the_notes_below_are_no_records(county):
    rows = [HEAD, ["甲", "乙", 1, 2, 3, 4, 5, 6, 7], contract(1), ["注：金额含税。"],
            ["填表人：李文", None, "审核人：王明", None, "日期：2024.6.30"]]  # fmt: skip
    found = plan(county, workbook(("表", rows)))
    assert len(found.new) == 1
    assert found.understood[2:] == (
        "第2行是说明文字（“甲 乙”：是各列的栏次），不导入。",
        "第4行是说明文字（“注：金额含税。”：不是各列的内容），不导入。",
        "第5行是落款（“填表人：李文 审核人：王明”：各格都是落款），不导入。",
    )


def test_a_line_of_units_under_the_names_gives_each_column_its_own(county):
    units = [None, None, None, None, None, "元", "（万元）", None, None]
    found = plan(county, workbook(("表", [HEAD, units, contract(1, amount=1_200_000)])))
    assert (found.new[0].record.amount, found.new[0].record.technology_amount) == (Decimal(1200000), Decimal(10000))


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [("1,200", 12000000), ("１２０．５", 1205000), ("120万元", 1200000), ("1.2亿元", 120000000), ("¥120", 1200000), (" 120 ", 1200000)],
)  # fmt: skip
def test_numbers_written_as_text_are_exact(county, cell, yuan):
    found = plan(county, workbook(("表", [HEAD, contract(1, amount=cell)])))
    assert (amounts(found), found.warnings) == ([yuan], ())


@pytest.mark.parametrize(("cell", "yuan"), [("约120", 1200000), ("120余万元", 1200000), ("近1.2亿元", 120000000)])
def test_an_approximate_amount_is_taken_with_a_warning(county, cell, yuan):
    found = plan(county, workbook(("表", [HEAD, contract(1, amount=cell)])))
    assert amounts(found) == [yuan]
    assert [p.says.split("，")[0] for p in found.warnings] == [f"“{cell}”是约数"]


@pytest.mark.parametrize(
    ("cell", "count", "warned"), [("300人次", 300, 0), ("3万余人次", 30000, 1), ("３００", 300, 0), ("1,300", 1300, 0)]
)
def test_a_count_may_carry_its_unit_and_an_approximate_one_is_warned_of(county, cell, count, warned):
    head = ["时间", "地点", "活动名称", "类别", "场次", "参加人次"]
    book = workbook(("表", [head, ["2024.5.27", "一小", "进校园", "大篷车", "100场", cell]]))
    found = plan(county, book, ledger=ACTIVITIES)
    assert (found.new[0].record.sessions, found.new[0].record.attendance_offline) == (100, count)
    assert len([p for p in found.warnings if "约数" in p.says]) == warned


@pytest.mark.parametrize(
    "cell", ["2024.6.5", "2024/6/5", "2024-06-05", "20240605", 20240605, "2024年6月5日", 45448, date(2024, 6, 5), "２０２４．６．５"]
)  # fmt: skip
def test_a_date_is_read_however_it_is_written(county, cell):
    found = plan(county, workbook(("表", [HEAD, contract(1, registered=cell)])))
    assert (found.new[0].record.registered_on, found.warnings) == (date(2024, 6, 5), ())


@pytest.mark.parametrize("cell", ["2024年6月", "2024.6", "2024-06"])
def test_a_date_without_a_day_is_taken_as_the_first_with_a_warning(county, cell):
    found = plan(county, workbook(("表", [HEAD, contract(1, registered=cell)])))
    assert found.new[0].record.registered_on == date(2024, 6, 1)
    assert [p.says for p in found.warnings] == ["只写到月，按2024年6月1日记"]


def test_a_date_that_became_a_decimal_is_refused_because_october_looks_like_january(county):
    found = import_plan.plan(
        TECHNOLOGY_CONTRACTS, read(workbook(("表", [HEAD, contract(1, registered=2024.1)]))), county
    )
    assert [p.label for p in found.rejected] == ["登记日期"]


@pytest.mark.parametrize("cell", ["-", "/", "无", "—", " ", None])
def test_what_people_type_for_nothing_is_nothing(county, cell):
    book = workbook(("表", [["企业名称", "统一社会信用代码"], ["甲公司", cell]]))
    assert plan(county, book, ledger=ENTERPRISES).new[0].record.credit_code in (None, "")


@pytest.mark.parametrize("cell", ["9.16528E+17", 916527991234567890])
def test_a_credit_code_that_excel_damaged_is_refused_with_the_reason(county, cell):
    book = workbook(("表", [["企业名称", "统一社会信用代码"], ["甲公司", cell]]))
    (problem,) = import_plan.plan(ENTERPRISES, read(book, ledger=ENTERPRISES), county).rejected
    assert "后几位已经丢失" in problem.says


@pytest.mark.parametrize("cells", [(0.75, 1), (75, 100), ("75%", "100%")])
def test_percentages_are_read_as_fractions_or_as_written(county, cells):
    names = list(SUPER_DEDUCTIONS.sample)
    rows = []
    for place, (cell, rate) in enumerate(zip(cells, (75, 100), strict=True)):
        row = dict(SUPER_DEDUCTIONS.sample, rate=cell, expense=100, deduction=rate)
        rows.append(
            [f"第{place}公司" if name == "enterprise_name" else row[name] for name in names if name != "credit_code"]
        )
    head = [SUPER_DEDUCTIONS.column(name).label for name in names if name != "credit_code"]
    found = plan(county, workbook(("表", [head, *rows])), ledger=SUPER_DEDUCTIONS)
    assert [row.record.rate for row in found.new] == [75, 100]


def test_a_column_named_twice_is_read_once_and_said(county):
    found = plan(county, workbook(("表", [[*HEAD, "登记日期"], [*contract(1), "2023.1.1"]])))
    assert found.new[0].record.registered_on == date(2024, 3, 20)
    assert "重复的列只读第一列，不再读：登记日期。" in found.understood


NEAR = [*HEAD[:-1], "合同登记的日期"]


def test_a_near_miss_is_proposed_never_taken_silently(county):
    with pytest.raises(UnreadableWorkbook, match="缺少必填列：登记日期。“合同登记的日期”可能就是“登记日期”，请确认。"):
        read(workbook(("表", [NEAR, contract(1)])))


def test_a_confirmed_header_is_remembered_for_the_bureau_and_not_for_the_neighbour(
    client, clerk, neighbour_clerk, county, neighbour
):
    content = workbook(("表", [NEAR, contract(1)]))

    def upload(user):
        client.force_login(user)
        file = io.BytesIO(content)
        file.name = "合同.xlsx"
        return client.post("/ledgers/technology-contracts/import/", {"file": file}, follow=True)

    page = upload(clerk)
    assert "可能就是" in page.content.decode()
    address = page.redirect_chain[-1][0]
    client.force_login(neighbour_clerk)
    answer = {"header": ["合同登记的日期"], "column": ["registered_on"]}
    assert client.post(address + "names/", answer).status_code == 404
    client.force_login(clerk)
    read = client.post(address + "names/", answer, follow=True)
    assert "新增 <strong>1</strong>" in read.content.decode()
    assert "可能就是" in upload(clerk).content.decode()  # remembered when it is imported, and not before
    client.post(address + "confirm/", {"plan": read.context["digest"], "accepting": "已核对"})
    assert "未变 <strong>1</strong>" in upload(clerk).content.decode()
    assert "可能就是" in upload(neighbour_clerk).content.decode()
    told = {("header", "合同登记的日期"): "registered_on"}
    assert RememberedAnswer.of(county, "technology-contracts") == told
    assert RememberedAnswer.of(neighbour, "technology-contracts") == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_the_encodings_of_chinese_machines(county, encoding):
    text = "\r\n".join(",".join(map(str, row)) for row in (HEAD, contract(1)))
    assert amounts(plan(county, text.encode(encoding), "表.csv")) == [1200000]
