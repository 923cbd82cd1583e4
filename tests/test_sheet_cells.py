"""What people type into cells and rows: dates, amounts, numbers, 同上, totals, sections, and keys that look alike."""

from datetime import date, time
from decimal import Decimal

import pytest

from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.enterprises.high_tech_certificates import HIGH_TECH_CERTIFICATES
from kezhang.ledgers.enterprises.technology_smes import TECHNOLOGY_SMES
from kezhang.ledgers.funding.projects import PROJECTS
from kezhang.ledgers.models import Enterprise, TechnologyContract
from kezhang.ledgers.outreach.activities import ACTIVITIES
from kezhang.records.importing import import_plan
from kezhang.records.importing.detection import table_detection
from kezhang.records.importing.workbooks.workbook_reader import pages
from kezhang.records.models import Batch
from kezhang.records.writing.journal import Author
from tests.test_sheet_files import HEAD, contract, planned, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]


def read(county, head, rows, ledger):
    return planned(county, workbook(rows, head=head), ledger=ledger)


def contracts(county, *rows, head=HEAD):
    return planned(county, workbook(rows, head=head))


def with_cell(place, cell, n=1):
    row = contract(n)
    row[place] = cell
    return row


def refused(plan):
    return [(p.row, p.label, p.says) for p in plan.rejected]


@pytest.mark.parametrize(
    "written",
    [
        "2024.5.6.", "2024.05.06日", "2024年5月6号", "2024、5、6", "2024。5。6", "2024 5 6", "二〇二四年五月六日", "二○二四年五月六日",
        "2024-05-06 10:23:45", "2024/5/6 9:05", "2024-05-06T10:23:45", "2024-05-06 10:23:45.0", "2024年5月6日（星期一）",
        "２０２４年５月６日",
    ],
)  # fmt: skip
def test_a_date_is_understood_as_people_write_it(county, written):
    plan = contracts(county, with_cell(8, written))
    assert ([row.record.registered_on for row in plan.new], plan.warnings) == ([date(2024, 5, 6)], ())


@pytest.mark.parametrize("written", ["2024.5.6-5.8", "24.5.6", "2024-5-6 25:00", "5月6日", "2024年5月6日前"])
def test_what_is_not_one_day_is_refused(county, written):
    assert [p.label for p in contracts(county, with_cell(8, written)).rejected] == ["登记日期"]


@pytest.mark.parametrize(
    "written",
    [
        "人民币50万元整", "500000.00元整", "50万元（含税）", "伍拾万元整", "伍拾万圆整", "五十万元", "¥50", "RMB50万", "50万元人民币",
        "50万(不含税)", "0.005亿元",
    ],
)  # fmt: skip
def test_an_amount_is_understood_as_people_write_it(county, written):
    plan = contracts(county, with_cell(5, written))
    assert [row.record.amount for row in plan.new] == [500000]


def test_cells_that_are_equal_to_a_machine_are_read_each_as_it_stands(county):
    plan = contracts(county, with_cell(6, 1), with_cell(6, True, 2), with_cell(6, 1.0, 3), with_cell(6, True, 4))
    assert [row.record.technology_amount for row in plan.new] == [10000, 10000]
    assert [(p.row, p.label, p.found) for p in plan.rejected] == [(3, "技术交易额", "True"), (5, "技术交易额", "True")]


def test_an_amount_in_words_has_its_fen(county):
    plan = contracts(county, with_cell(5, "壹拾贰万叁仟肆佰伍拾陆元柒角捌分"))
    assert [row.record.amount for row in plan.new] == [Decimal("123456.78")]


@pytest.mark.parametrize("written", ["50-60万", "50万至60万", "50万美元", "伍拾", "1.25E+05"])
def test_what_is_not_one_amount_is_refused(county, written):
    assert [p.label for p in contracts(county, with_cell(5, written)).rejected] == ["合同成交额"]


@pytest.mark.parametrize("written", ["第三批", "第3批", "2024年第3批", "三", "3批次", 3.0])
@pytest.mark.parametrize("year", ["2024年", "2024年度", "二〇二四年", 2024.0])
def test_years_and_batches_may_bear_their_words(county, year, written):
    head = ["企业名称", "评价年度", "批次", "入库登记编号", "入库日期"]
    plan = read(county, head, [["朔湖甲公司", year, written, "202465279900008801", "2024-05-18"]], TECHNOLOGY_SMES)
    assert [(row.record.evaluation_year, row.record.batch_number) for row in plan.new] == [(2024, 3)]


@pytest.mark.parametrize("written", ["2.02465E+15", "1.5e+17", "2.0246527E15"])
def test_a_code_in_scientific_notation_is_refused(county, written):
    assert "编号已被改成科学计数" in contracts(county, with_cell(0, written)).rejected[0].says


@pytest.mark.parametrize(
    "written", ['="2024652799010001"', "'2024652799010001", "‘2024652799010001", "合同登记编号：2024652799010001"]
)
def test_marks_that_only_tell_excel_a_number_is_text_go(county, written):
    assert [row.record.registration_number for row in contracts(county, with_cell(0, written)).new] == [
        "2024652799010001"
    ]


CERTIFICATE = ["企业名称", "证书编号", "发证日期", "有效期至", "认定年度", "认定类型", "公告日期"]


@pytest.mark.parametrize("nought", [0, "1900/1/0", "1900-01-00", time(0, 0)])
def test_a_nought_where_no_date_is_required_is_an_empty_cell_and_told(county, nought):
    row = ["朔湖甲公司", "GR202365000941", "2023-10-16", "2026-10-15", 2023, "新认定", nought]
    plan = read(county, CERTIFICATE, [row], HIGH_TECH_CERTIFICATES)
    assert (refused(plan), [r.record.announced_on for r in plan.new]) == ([], [None])
    assert any(words.startswith("“公告日期”第2行存的是0") for words in plan.understood)


def test_a_nought_where_a_date_is_required_is_refused(county):
    assert [p.label for p in contracts(county, with_cell(8, 0)).rejected] == ["登记日期"]


@pytest.mark.parametrize("ditto", ["同上", "〃", "同 上", "″"])
def test_words_for_the_row_above_are_read_as_it_and_told(county, ditto):
    plan = contracts(county, contract(1), with_cell(4, ditto, 2), with_cell(4, ditto, 3))
    assert [row.record.buyer for row in plan.new] == ["朔湖乙种业公司"] * 3
    assert "“买方名称”第3、4行写的是同上，按上一行读取。" in plan.understood


def test_words_for_the_row_above_without_one_are_refused(county):
    plan = contracts(county, with_cell(4, "同上"), contract(2))
    assert refused(plan) == [(2, "买方名称", "上面没有可以照读的内容，请写明")]


PROJECT = ["项目名称", "计划类别", "级别", "承担单位", "申报时间", "立项时间", "立项资金(万元)"]


def project(name, firm="朔湖云帆公司"):
    return [name, "州级科技计划", "州级", firm, "2024-02-01", "2024-05-01", 20]


@pytest.mark.parametrize("between", ["\n", "、", "；\n", " "])
def test_two_organisations_in_one_cell_are_told(county, between):
    plan = read(county, PROJECT, [project("联合攻关", f"朔湖甲一科技有限公司{between}朔湖乙二科技有限公司")], PROJECTS)
    assert [row.record.enterprise_name for row in plan.new] == ["朔湖甲一科技有限公司、朔湖乙二科技有限公司"]
    assert "一格里有2家单位" in plan.warnings[0].says


@pytest.mark.parametrize(
    "name", ["朔湖甲一科技\n有限公司", "朔湖科技有限公司 临川分公司", "朔湖甲一科技有限公司（本部）"]
)
def test_one_organisation_however_it_is_broken_is_one(county, name):
    plan = read(county, PROJECT, [project("攻关", name)], PROJECTS)
    assert (plan.warnings, [row.record.enterprise_name for row in plan.new]) == ((), ["".join(name.split())])


def test_two_firms_in_one_cell_are_no_firm_of_the_list(county):
    plan = read(county, ["企业名称", "从业人数"], [["朔湖甲一有限公司\n朔湖乙二有限公司", 3]], ENTERPRISES)
    assert (plan.new, [p.label for p in plan.rejected]) == ((), ["单位名称"])
    assert "请一行写一家" in plan.rejected[0].says


@pytest.mark.parametrize(
    "name", ["累计误差补偿方法研究", "作物蒸散量总计", "合计算法研究", "注塑工艺改进", "附着力测试"]
)
def test_a_project_is_no_total_and_no_note_because_of_its_name(county, name):
    assert [row.record.title for row in read(county, PROJECT, [project(name)], PROJECTS).new] == [name]


@pytest.mark.parametrize(
    "name",
    ["说明会：研发费用专场", "联系点活动：走进柳泉", "以上海经验为例：讲座", "填报培训：平台操作", "日期：科普日"],
)
def test_an_activity_is_no_remark_because_of_its_name(county, name):
    head = ["活动名称", "活动类别", "日期", "地点", "参加人次"]
    plan = read(county, head, [[name, "讲座", "2024.5.6", "柳泉镇", 80]], ACTIVITIES)
    assert [row.record.name for row in plan.new] == [name]


FIRMS = ["序号", "企业名称", "所属行业", "从业人数"]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (["一", "柳泉镇（2家）", None, None], "分节标题"),
        (["（二）", "工业园区", None, None], "分节标题"),
        (["二、工业园区（1家）", None, None, None], "分节标题"),
        ([None, "工业园区（共3家）", None, None], "分节标题"),
        (["截至2024年6月30日", "由成果科提供", None, None], "说明文字"),
        (["注：含外地企业", None, None, None], "说明文字"),
        (["填表人：李文", None, "审核人：王明", "日期：2024.6.30"], "落款"),
        (["朔湖县科技局", None, None, "2024年6月30日"], "落款"),
    ],
)
def test_a_row_that_is_no_firm_is_told_with_the_reason(county, row, kind):
    rows = [[1, "朔湖分节甲有限公司", "种植业", 12], row, [2, "朔湖分节乙有限公司", "制造业", 50]]
    plan = read(county, FIRMS, rows, ENTERPRISES)
    assert [r.record.name for r in plan.new] == ["朔湖分节甲有限公司", "朔湖分节乙有限公司"]
    assert any(words.startswith(f"第3行是{kind}（“") and words.endswith("），不导入。") for words in plan.understood)


@pytest.mark.parametrize("row", [["共计", "3家", None, 62], [None, "柳泉镇小计", None, 62], ["合 计", None, None, 62]])
def test_a_total_is_compared_and_not_imported(county, row):
    plan = read(county, FIRMS, [[1, "甲有限公司", "种植业", 12], [2, "乙有限公司", "制造业", 50], row], ENTERPRISES)
    assert (len(plan.new), plan.notes) == (2, ("第4行为合计，与明细相符，不导入。",))


def test_a_firm_of_which_only_the_name_is_known_is_a_record(county):
    plan = read(county, FIRMS, [[1, "甲有限公司", "种植业", 12], [None, "朔湖丁科技有限公司", None, None]], ENTERPRISES)
    assert len(plan.new) == 2


@pytest.mark.parametrize(
    "written",
    [
        "ＧＲ２０２３６５０００９３１",
        "gr202365000931",
        "GR 202365000931",
        "证书编号：GR202365000931",
        "GR2023\u200b65000931",
        "GR\u00a0202365000931",
    ],
)
def test_keys_that_look_alike_are_one(county, clerk, written):
    def row(number):
        return ["朔湖甲公司", number, "2023-10-16", "2026-10-15", 2023, "新认定", None]

    plan = read(county, CERTIFICATE, [row("GR202365000931"), row(written)], HIGH_TECH_CERTIFICATES)
    assert refused(plan) == [(3, "证书编号", "与第2行重复，请核对后保留一行")]
    batch = Batch.objects.create(org=county, ledger="high-tech-certificates", file_name="x", sha256="", by=clerk)
    first = read(county, CERTIFICATE, [row("GR202365000931")], HIGH_TECH_CERTIFICATES)
    import_plan.apply(first, batch, Author(by=clerk, accepting="已核对"))
    again = read(county, CERTIFICATE, [row(written)], HIGH_TECH_CERTIFICATES)
    assert (again.new, again.changed, again.unchanged) == ((), (), 1)


def test_names_and_links_are_compared_without_what_nobody_sees(county):
    known = Enterprise.objects.create(org=county, name="朔湖甲科技公司")
    plan = contracts(county, with_cell(3, "朔湖甲\u200b科技 公司"), with_cell(0, "\u202a" + contract(1)[0] + "\u202c"))
    assert [(row.record.seller, row.record.seller_enterprise) for row in plan.new] == [("朔湖甲科技公司", known)]
    assert [p.row for p in plan.rejected] == [3]
    assert not TechnologyContract.objects.exists()


@pytest.mark.parametrize("mark", ["\u200b", "\ufeff", "\u00a0", "\u2060"])
def test_a_header_may_hold_what_nobody_sees(county, mark):
    assert (
        len(
            contracts(
                county, contract(), head=[HEAD[0] + mark, *HEAD[1:5], f"{mark}合同成交额（{mark}万元）", *HEAD[6:]]
            ).new
        )
        == 1
    )


@pytest.mark.parametrize("head", [["企业名称", "从业人数"], ["企业名称", "从业人数", "是否规上"]])
def test_what_a_list_does_not_say_of_a_firm_stays_unknown(county, head):
    plan = read(county, head, [["朔湖甲有限公司", 12, None][: len(head)]], ENTERPRISES)
    assert [row.record.is_above_scale for row in plan.new] == [None]


@pytest.mark.parametrize(("written", "meant"), [("是", True), ("否", False), ("√", True), ("×", False)])
def test_yes_and_no_are_told_apart_from_unknown(county, written, meant):
    plan = read(county, ["企业名称", "是否规上"], [["朔湖甲有限公司", written]], ENTERPRISES)
    assert [row.record.is_above_scale for row in plan.new] == [meant]


def test_a_row_that_somebody_says_is_a_record_is_one(county):
    rows = [[1, "朔湖甲有限公司", "种植业", 12], [None, "工业园区（共3家）", None, None]]
    book = pages(workbook(rows, head=FIRMS), "表.xlsx")
    (part,) = table_detection.find(ENTERPRISES, book, records={("Sheet", 3)}).parts
    assert ([number for number, _ in part.rows], part.left_out) == ([2, 3], ())
    (part,) = table_detection.find(ENTERPRISES, book).parts
    assert [(row.number, row.kind.value) for row in part.left_out] == [(3, "分节标题")]
