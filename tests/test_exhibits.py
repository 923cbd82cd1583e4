"""表 and 图 in templates: what they show, whose, and what is said when they ask for what is not there."""

from datetime import date
from decimal import Decimal

import pytest

from kezhang.catalogue import find
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.quantities.periods import Period
from kezhang.records import access
from kezhang.records.importing.workbooks import workbook_reader
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.reports.document.blocks import Block, Chart, Table
from kezhang.reports.document.docx_blocks import as_written
from kezhang.reports.document.docx_checks import faults
from kezhang.reports.drafting.draft import draft
from kezhang.reports.figure_kinds.catalogue import kind_of
from kezhang.reports.frozen import freezing, tracing
from kezhang.reports.frozen.evidence_workbook import evidence_workbook
from kezhang.reports.proofreading.proofread import proofread
from kezhang.reports.proofreading.refresh import refresh
from kezhang.reports.templating.parsing import TemplateText, read_template
from kezhang.reports.templating.tokens import FaultyTemplate

pytestmark = pytest.mark.django_db
JUNE = date(2024, 6, 30)
TEMPLATE = """〔标题〕【单位】【期间】情况
一、技术合同
登记技术合同【技术合同登记数】，成交额【技术合同成交额】。
【表|技术合同|状态=已登记|合同名称、合同类别、合同成交额、登记日期】
【图|完成|技术合同成交额、科技成果登记数、新认定高新技术企业】
〔署名〕【单位】
〔日期〕【成文日期】"""


def drafted(template: str, org, as_of=JUNE):
    return draft(read_template(template.splitlines()), org, Period.half(as_of.year, 1), as_of)


def block_of(template: str, org, as_of=JUNE):
    (block,) = drafted(template, org, as_of).blocks
    return block


def cells(table: Table) -> list[list[str]]:
    return [["".join(part.text for part in cell) for cell in row] for row in table.rows]


def contracts_of(org) -> int:
    """How many contracts the example has, all of the first half-year."""
    count = access.records(TECHNOLOGY_CONTRACTS, org).count()
    assert count > 20
    return count


def test_a_table_shows_the_records_with_their_columns_in_the_order_of_their_dates(example):
    table = block_of("【表|技术合同|状态=已登记|合同名称、合同成交额、登记日期】", example)
    assert isinstance(table, Table)
    assert table.caption == "表1　技术合同（状态为已登记，截至2024年6月30日）"
    assert table.heads == ("合同名称", "合同成交额(万元)", "登记日期")
    days = [row[2] for row in cells(table)]
    assert days == sorted(days)
    assert sum(Decimal(row[1]) for row in cells(table)) == 1062
    assert "".join(part.text for part in table.note) == f"共{contracts_of(example)}条。"


def test_a_table_counts_by_the_date_of_attribution_up_to_the_reports_date(example):
    early = block_of("【表|技术合同】", example, date(2024, 3, 31))
    days = [row[early.heads.index("登记日期")] for row in cells(early)]
    assert days
    assert max(days) <= "2024-03-31"
    assert block_of("【表|技术合同】", example, date(2023, 6, 30)).text == "截至2023年6月30日，技术合同没有记录。"


def test_the_neighbours_records_are_in_no_table(example, neighbour, clerk, director):
    assert isinstance(block_of("【表|技术合同】", neighbour), Block)
    for person in (clerk, director):
        assert len(block_of("【表|技术合同】", person.org).rows) == contracts_of(example)


def test_a_voided_record_leaves_the_table(example, clerk):
    before = contracts_of(example)
    contract = access.records(TECHNOLOGY_CONTRACTS, example).first()
    journal.void(TECHNOLOGY_CONTRACTS, contract, Author(by=clerk, reason="重复登记"))
    assert len(block_of("【表|技术合同】", example).rows) == before - 1


def test_a_long_table_is_cut_and_says_so(example, monkeypatch):
    monkeypatch.setattr("kezhang.reports.drafting.exhibits.tables_and_charts.ROWS", 5)
    table = block_of("【表|技术合同||合同名称】", example)
    assert len(table.rows) == 5
    told = "".join(part.text for part in table.note)
    assert told == f"共{contracts_of(example)}条，表中列出按登记日期最早的五条。"


def test_a_chart_of_completion_has_a_bar_for_each_target_and_says_it_below(example):
    chart = block_of("【图|完成|技术合同成交额、科技成果登记数、科普大篷车展品】", example)
    assert isinstance(chart, Chart)
    assert (chart.unit, chart.categories[0]) == ("%", "技术合同成交额")
    assert chart.series[0].values[:2] == (Decimal(53), Decimal(25))
    assert chart.series[0].values[2] is None
    told = "".join(part.text for part in chart.note)
    assert told.startswith("注：技术合同成交额完成率53%；科技成果登记数完成率25%；科普大篷车展品未下达任务。")


def test_a_chart_of_two_years_compares_the_same_months(example, clerk):
    contract = access.records(TECHNOLOGY_CONTRACTS, example).order_by("-registered_on").first()
    contract.signed_on = contract.registered_on = date(2023, 5, 1)
    contract.amount = Decimal(800_0000)
    journal.save(TECHNOLOGY_CONTRACTS, contract, Author(by=clerk, reason="更正日期"))
    chart = block_of("【图|同比|技术合同成交额】", example)
    (now,), (then,) = (series.values for series in chart.series)
    assert (chart.series[0].name, then) == ("2024年", Decimal(800))
    told = "".join(part.text for part in chart.note)
    assert f"技术合同成交额{now}万元，去年同期800万元，同比增长" in told


def test_a_year_without_records_is_no_bar_of_no_length(example):
    chart = block_of("【图|同比|技术合同成交额】", example)
    assert [series.values for series in chart.series] == [(Decimal(1062),), (None,)]
    assert "".join(part.text for part in chart.note) == "注：技术合同成交额1062万元，去年同期无可比数据。"


def test_a_chart_with_nothing_known_is_a_sentence(neighbour):
    block = block_of("【图|完成|技术合同成交额】", neighbour)
    assert isinstance(block, Block)
    assert block.text == "技术合同成交额未下达任务。"


def test_tables_and_charts_are_numbered_apart_and_what_is_empty_takes_no_number(example):
    made = drafted("【表|科技奖励申报】\n【表|技术合同】\n【图|完成|技术合同成交额】\n【表|高企奖补】", example)
    assert [b.caption[:2] for b in made.blocks if not isinstance(b, Block)] == ["表1", "图1", "表2"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("【表|技术合约】", "没有“技术合约”这个台账，相近的有“技术合同”"),
        ("【表|技术合同||合同名字】", "“技术合同”没有“合同名字”这一列，相近的有“合同名称”"),
        ("【表|技术合同|状况=已登记】", "筛选里“技术合同”没有“状况”这一列，相近的有“状态”"),
        ("【表|技术合同|状态=有效】", "筛选里“状态”的值“有效”不对：应为：已登记、已变更、已解除"),
        ("【表|技术合同|状态=已登记|合同名称|多】", "竖线太多"),
        ("【表|企业||单位名称、电话】", "个人信息"),
        ("【表】", "写法是【表|台账|筛选|列】"),
        ("【图|饼|技术合同成交额】", "图的种类可写完成、同比"),
        ("【图|完成|技术合同成交】", "没有“技术合同成交”这个指标，相近的有“技术合同成交额”"),
        ("【图|完成】", "写法是【图|完成|指标、指标】"),
        ("【图|同比|技术合同成交额、科技成果登记数】", "单位要一样"),
        ("合同如下：【表|技术合同】", "要独占一段"),
        ("【表|技术合同】【图|完成|技术合同成交额】", "要独占一段"),
        ("〔标题〕【表|技术合同】", "要独占一段"),
    ],
)
def test_what_cannot_be_shown_is_named_with_its_paragraph_and_what_is_right(line, says):
    with pytest.raises(FaultyTemplate) as faulty:
        read_template(["一、情况", line])
    assert says in str(faulty.value)
    assert str(faulty.value).startswith("第2段")


def test_a_mark_between_names_that_is_part_of_a_name_does_not_part_it():
    introduced, contracts = find("引进新产品、新技术"), find("技术合同成交额")
    own = {"甲、乙": contracts, "甲": introduced}
    chart, listed, called, parted = read_template(
        [
            "【图|完成|引进新产品、新技术，技术合同成交额、】",
            "【列举|甲、乙、引进新产品、新技术】",
            "【列举|甲=丙、甲、乙=丁】",
            "【列举|甲、技术合同成交额】",
        ],
        own,
    )
    assert chart.pieces[1].exhibit.indicators == (introduced, contracts)
    assert listed.pieces[1].listed == ((contracts, ""), (introduced, ""))
    assert called.pieces[1].listed == ((introduced, "丙"), (contracts, "丁"))
    assert parted.pieces[1].listed == ((introduced, ""), (contracts, ""))


def test_full_width_signs_are_taken_for_the_plain_ones():
    (line,) = read_template(["【表｜技术合同｜状态＝已登记｜合同名称，登记日期】"])
    assert len(line.pieces[1].exhibit.columns) == 2


@pytest.fixture
def report(example, clerk):
    return freezing.write(
        example, Period.half(2024, 1), JUNE, clerk, TemplateText("表和图", tuple(TEMPLATE.splitlines()))
    )


def test_every_number_of_a_table_and_a_chart_is_a_figure_with_its_evidence(report):
    figures = list(report.figures.all())
    assert [f.mark for f in figures if kind_of(f.key).recomputed(f.evidence) != Decimal(f.value)] == []
    assert {f.role for f in figures} == {"实绩", "表中数", "条数", "完成率"}
    _, traced = tracing.trace(report.file.path)
    assert [t.figure for t in traced if t.is_as_frozen] == list(report.figures.order_by("mark"))
    count = next(f for f in figures if f.role == "条数")
    assert len(count.evidence["rows"]) == contracts_of(report.org)
    assert count.evidence["shown"][0] == ["合同名称", "合同类别", "合同成交额(万元)", "登记日期"]
    assert len(count.evidence["shown"]) == 1 + contracts_of(report.org)


def test_a_table_has_one_sheet_in_the_evidence_workbook(report):
    book = {page.name: page.rows for page in workbook_reader.pages(evidence_workbook(report), "证据表.xlsx")}
    sheets = [rows for name, rows in book.items() if "表中数" in name]
    assert len(sheets) == 1
    assert sum(Decimal(repr(row[3])) for row in sheets[0][3:]) == Decimal(1062_0000)
    assert {row[9] for row in book["数字清单"][3:]} == set(book) - {"数字清单"}


def test_an_untouched_report_with_tables_and_charts_proofreads_clean(report):
    assert faults(report.file.path) == []
    with report.file.open("rb") as file:
        proof = proofread(file.read(), report)
    assert [f.figure.mark for f in proof.figures if f.state.is_open] == []
    assert (proof.numbers, proof.contradictions) == ((), ())


def test_a_corrected_record_is_told_of_and_written_in_its_cell_while_the_chart_is_named_as_old(report, clerk):
    contract = access.records(TECHNOLOGY_CONTRACTS, report.org).order_by("registered_on", "pk").first()
    contract.amount += Decimal(500_0000)
    journal.save(TECHNOLOGY_CONTRACTS, contract, Author(by=clerk, reason="更正金额"))
    with report.file.open("rb") as file:
        content = file.read()
    told = [c.says for c in proofread(content, report).contradictions]
    of_total, of_cell, of_rate = told
    assert "技术合同成交额实绩生成时为1062万元，按同一截至日重新取数为1562万元" in of_total
    assert "表1 合同成交额表中数生成时为" in of_cell
    assert all(f"由{contract.amount - 500_0000:.0f}改为{contract.amount:.0f}（" in says for says in (of_total, of_cell))
    assert of_rate == "技术合同成交额完成率生成时为53%，按同一截至日重新取数为78%。"
    again = refresh(content, report, JUNE)
    assert {w.figure.figure.role for w in again.written} == {"实绩", "表中数"}
    assert {k.figure.figure.role: k.why for k in again.kept}["完成率"] == "图要随之重画，请重新生成报告中的图"
    written = as_written(again.content)
    assert written is not None
    table = next(block for block in written.blocks if isinstance(block, Table))
    assert cells(table)[0][2] == TECHNOLOGY_CONTRACTS.column("amount").text(contract)


def test_a_record_that_left_is_told_of_the_table_and_a_new_table_is_asked_for(report, clerk):
    contract = access.records(TECHNOLOGY_CONTRACTS, report.org).first()
    journal.void(TECHNOLOGY_CONTRACTS, contract, Author(by=clerk, reason="重复登记"))
    with report.file.open("rb") as file:
        content = file.read()
    assert any("条数" in c.says for c in proofread(content, report).contradictions)
    kept = {k.figure.figure.role: k.why for k in refresh(content, report, JUNE).kept}
    assert kept["条数"] == "表中的行要随之增减，请重新生成报告中的表"
    assert "表中数" in kept


def test_a_documents_blocks_are_read_back_as_they_were_written(report, example):
    with report.file.open("rb") as file:
        written = as_written(file.read())
    assert written is not None
    assert written.blocks == drafted(TEMPLATE, example).blocks
    assert (written.title, written.author) == (report.title, example.bureau)
