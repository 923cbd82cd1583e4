"""Sheets as bureaus have them, and everything that is not a sheet."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.models import Enterprise, TechnologyContract
from kezhang.ledgers.outreach.activities import ACTIVITIES
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.records.importing import batch_undo, import_plan
from kezhang.records.importing.asking.questions import Answers
from kezhang.records.importing.detection import table_detection
from kezhang.records.importing.import_plan import NO_ANSWERS
from kezhang.records.importing.workbooks.workbook_reader import UnreadableWorkbook
from kezhang.records.models import Batch, Change
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from tests.contract_sheets import HEADINGS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]

ROW = ["2024652799000001", "滴灌控制器", "技术开发", "朔湖甲公司", "朔湖乙公司", 120, 90, "2024.3.2", "2024年3月20日"]


def book(*rows, sheet="Sheet1") -> bytes:
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def planned(county, content: bytes, name="合同.xlsx", ledger=TECHNOLOGY_CONTRACTS, answers=NO_ANSWERS):
    table = table_detection.read(ledger, io.BytesIO(content), name)
    return import_plan.plan(ledger, table, county, answers=answers, file_name=name)


def changed(row, **cells):
    return [cells.get(f"c{i}", cell) for i, cell in enumerate(row)]


def test_a_title_a_unit_line_synonyms_and_a_total_are_understood(county):
    content = book(["2024年技术合同台账"], [None] * 8 + ["单位：万元"], [h.removesuffix("(万元)") for h in HEADINGS], ROW, changed(ROW, c0="2024652799000002", c5=80, c6=80),
                   ["合计", None, None, None, None, 200, 170])  # fmt: skip
    plan = planned(county, content)
    assert [r.record.amount for r in plan.new] == [Decimal("1200000.00"), Decimal("800000.00")]
    assert [r.record.signed_on for r in plan.new] == [date(2024, 3, 2)] * 2
    assert plan.new[0].record.registered_on == date(2024, 3, 20)
    assert plan.rejected == ()
    assert plan.notes == ("第6行为合计，与明细相符，不导入。",)
    assert plan.understood[:2] == (
        "读取工作表“Sheet1”，第3行为表头，认出9列，2行数据。",
        "金额按万元换算（依据单位行）。",
    )


def test_a_head_of_two_merged_rows_is_understood(county):
    upper = ["合同登记编号", "项目名称", "合同类型", "交易双方", None, "金额(万元)", None, "签订日期", "登记日期"]
    lower = [None, None, None, "卖方", "买方", "合同成交额(万元)", "技术交易额(万元)", None, None]
    plan = planned(county, book(["技术合同台账"], upper, lower, ROW, ["合计", None, None, None, None, 120, 90]))
    assert plan.understood[0] == "读取工作表“Sheet1”，第2至3行为表头，认出9列，1行数据。"
    assert (plan.rejected, [r.place.number for r in plan.new]) == ((), [4])
    assert plan.new[0].record.amount == Decimal("1200000.00")


def test_a_single_head_is_not_taken_together_with_its_first_row(county):
    plan = planned(county, book(HEADINGS, ROW))
    assert plan.understood[0] == "读取工作表“Sheet1”，第1行为表头，认出9列，1行数据。"


def test_a_total_that_does_not_agree_is_said(county):
    plan = planned(county, book(HEADINGS, ROW, ["合计", None, None, None, None, 999, 90]))
    assert plan.notes == ("第3行为合计，“合同成交额”写的是999万元，明细之和为120万元，与明细不符，请核对原表。",)


def test_a_unit_in_the_header_wins_over_the_habit_of_the_ledger(county):
    plan = planned(county, book(changed(HEADINGS, c5="合同金额(元)"), changed(ROW, c5="1,200,000.50", c6=1)))
    assert plan.new[0].record.amount == Decimal("1200000.50")
    assert plan.new[0].record.technology_amount == Decimal("10000.00")


def test_a_column_nobody_knows_is_named(county):
    plan = planned(county, book([*HEADINGS, "所属股室"], [*ROW, "成果股"]))
    assert any("所属股室" in words for words in plan.understood)


def test_the_wrong_sheet_says_what_was_looked_for(county):
    with pytest.raises(UnreadableWorkbook, match=r"在工作表“人员”中没有找到“技术合同”的表头"):
        planned(county, book(["姓名", "电话"], ["李文", "123"], sheet="人员"))


def test_a_missing_column_is_named(county):
    with pytest.raises(UnreadableWorkbook, match="缺少必填列：登记日期"):
        planned(county, book(HEADINGS[:-1], ROW[:-1]))


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (changed(ROW, c5="一百二"), "合同成交额", "应为金额，单位万元，例如 120 或 120.5"),
        (changed(ROW, c7="2024.6.31"), "签订日期", "2024年6月没有31日"),
        (changed(ROW, c2="技术合作"), "合同类别", "应为：技术开发、技术转让、技术许可、技术咨询、技术服务"),
        (changed(ROW, c1=None), "合同名称", "必填"),
        (changed(ROW, c6=150), "技术交易额、合同成交额", "技术交易额不能大于合同成交额。"),
        (changed(ROW, c8="2024-01-01"), "登记日期、签订日期", "登记日期不能早于签订日期。"),
    ],
)
def test_a_bad_cell_is_refused_with_row_column_and_what_would_be_right(county, row, column, says):
    plan = planned(county, book(HEADINGS, changed(ROW, c0="2024652799000009"), row))
    assert [(p.row, p.label, p.says) for p in plan.rejected] == [(3, column, says)]
    assert len(plan.new) == 1


def test_a_credit_code_stored_as_a_number_is_refused_not_guessed(county):
    content = book([*HEADINGS, "卖方信用代码"], [*ROW, 916527991234567890])
    (problem,) = planned(county, content).rejected
    assert "18位代码被存成了数字" in problem.says


def test_all_problems_come_at_once(county):
    plan = planned(county, book(HEADINGS, changed(ROW, c5="x", c7="y"), changed(ROW, c0=None)))
    assert [(p.row, p.label) for p in plan.rejected] == [(2, "合同成交额"), (2, "签订日期"), (3, "合同登记编号")]


def test_a_key_that_stands_twice_in_the_file_names_both_rows(county):
    plan = planned(county, book(HEADINGS, ROW, ROW))
    assert [(p.row, p.found, p.says) for p in plan.rejected] == [(3, ROW[0], "与第2行重复，请核对后保留一行")]


def test_a_file_beyond_the_limit_is_refused(county, settings):
    settings.KEZHANG_UPLOAD_LIMIT = 1024
    with pytest.raises(UnreadableWorkbook, match="上限"):
        planned(county, book(HEADINGS, ROW))


def test_a_word_document_renamed_xlsx_is_named_for_what_it_is(county):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    with pytest.raises(UnreadableWorkbook, match="其实是 Word 文档"):
        planned(county, buffer.getvalue())


def test_a_zip_bomb_is_refused_before_it_is_unpacked(county):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * (700 * 1024 * 1024))
    with pytest.raises(UnreadableWorkbook, match="远大于正常表格"):
        planned(county, buffer.getvalue())


@pytest.mark.parametrize("content", [b"", b"not a workbook at all", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0broken"])
def test_what_is_no_workbook_gets_a_sentence(county, content):
    with pytest.raises(UnreadableWorkbook, match=r"空文件|打不开|已损坏"):
        planned(county, content)


def test_a_csv_of_chinese_windows_is_read(county):
    text = ",".join(HEADINGS) + "\n" + ",".join(map(str, ROW))
    assert len(planned(county, text.encode("gb18030"), "合同.csv").new) == 1


def test_nothing_is_written_while_a_warning_lacks_a_reason(county, clerk):
    plan = planned(county, book(HEADINGS, changed(ROW, c0="HT-001")))
    assert [p.says for p in plan.warnings] == [
        "合同登记编号一般为16位数字，请核对。（依据：《技术合同认定登记管理办法》（国科发政字〔2000〕063号）下的登记系统）"
    ]
    batch = Batch.objects.create(org=county, ledger="technology-contracts", file_name="x", sha256="", by=clerk)
    with pytest.raises(Refused):
        import_plan.apply(plan, batch, Author(by=clerk))
    assert not TechnologyContract.objects.exists()
    import_plan.apply(plan, batch, Author(by=clerk, accepting="外省旧系统编号"))
    assert Change.objects.get().accepted == [
        {"rule": "registration_number_of_sixteen_digits", "reason": "外省旧系统编号"}
    ]


def test_a_firm_is_linked_by_code_else_by_name_and_an_unknown_one_is_proposed(county, clerk):
    known = Enterprise.objects.create(org=county, name="朔湖甲公司", credit_code="91652799MA7AB1239R")
    plan = planned(county, book(HEADINGS, ROW, changed(ROW, c0="2024652799000002", c3="朔湖丙公司")))
    assert [r.record.seller_enterprise for r in plan.new] == [known, None]
    assert [p.name for p in plan.proposals] == ["朔湖丙公司"]
    assert Enterprise.objects.count() == 1


def test_a_corrected_row_changes_only_what_was_corrected(county, clerk):
    batch = Batch.objects.create(org=county, ledger="technology-contracts", file_name="x", sha256="", by=clerk)
    import_plan.apply(planned(county, book(HEADINGS, ROW)), batch, Author(by=clerk))
    plan = planned(county, book(HEADINGS, changed(ROW, c5=130)))
    (row,) = plan.changed
    assert (row.before, row.after) == ({"amount": "1200000.00"}, {"amount": "1300000.00"})
    second = Batch.objects.create(org=county, ledger="technology-contracts", file_name="y", sha256="", by=clerk)
    import_plan.apply(plan, second, Author(by=clerk))
    assert TechnologyContract.objects.get().amount == Decimal("1300000.00")
    batch_undo.undo(TECHNOLOGY_CONTRACTS, second, Author(by=clerk), LEDGERS.values())
    assert TechnologyContract.objects.get().amount == Decimal("1200000.00")


def test_a_column_that_a_sheet_lacks_stays_as_it_is_and_an_empty_cell_empties_nothing_unasked(county, clerk):
    batch = Batch.objects.create(org=county, ledger="technology-contracts", file_name="x", sha256="", by=clerk)
    import_plan.apply(planned(county, book([*HEADINGS, "备注"], [*ROW, "已核对"])), batch, Author(by=clerk))
    (row,) = planned(county, book(HEADINGS, changed(ROW, c5=130))).changed
    assert (row.record.remark, set(row.after)) == ("已核对", {"amount"})
    emptied = book([*HEADINGS, "备注"], [*ROW, None])
    plan = planned(county, emptied)
    assert (plan.is_empty, plan.open_questions) == (True, ())
    assert plan.questions[0].found == "第2行备注（现为已核对）"
    (row,) = planned(county, emptied, answers=Answers({("clear", ""): "clear"})).changed
    assert (row.before, row.after) == ({"remark": "已核对"}, {"remark": ""})


def test_planning_a_thousand_rows_costs_the_queries_of_ten(county):
    def queries(count: int) -> int:
        rows = [changed(ROW, c0=f"2024652799{n:06}") for n in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            planned(county, book(HEADINGS, *rows))
        return len(captured)

    assert queries(10) == queries(1000)


def test_school_names_and_times_in_other_words_are_understood(county):
    content = book(
        ["时间", "地点", "活动名称", "类别", "场次", "参加人次", "学生"],
        ["2024.5.27", "一小", "大篷车进校园", "大篷车", 1, 300, 300],
    )
    plan = planned(county, content, ledger=ACTIVITIES)
    assert (plan.rejected, plan.new[0].record.kind) == ((), "van")


@pytest.mark.parametrize(("registered", "warned"), [("2024-03-20", True), ("2026-01-22", True), ("2026-01-23", False)])
def test_a_record_is_judged_by_the_rule_of_its_own_day(county, registered, warned):
    plan = planned(county, book(HEADINGS, changed(ROW, c0="HT-001", c8=registered)))
    assert bool(plan.warnings) is warned


def test_an_upload_beyond_the_limit_is_read_no_further(client, clerk, settings):
    settings.KEZHANG_UPLOAD_LIMIT = 1024
    client.force_login(clerk)
    file = SimpleUploadedFile("大表.xlsx", b"PK" + b"0" * 4096)
    answer = client.post("/ledgers/technology-contracts/import/", {"file": file})
    assert (answer.status_code, "的上限" in answer.content.decode()) == (422, True)
    assert not Batch.objects.exists()
