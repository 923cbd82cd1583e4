"""A table row that comes once for each county below, and the row of their totals: each a figure, none of them guessed."""

from datetime import date

import pytest

from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.reports.document.docx_edit import rewritten, serialised
from kezhang.reports.document.docx_reader import W, open_document
from kezhang.reports.drafting.trial_figures import Trial
from kezhang.reports.frozen import freezing, tracing
from kezhang.reports.frozen.remeasuring import Measuring
from kezhang.reports.proofreading.proof_result import FigureState
from kezhang.reports.proofreading.proofread import proofread
from kezhang.reports.templating.paper_template import read_paper
from kezhang.reports.templating.parsing import TemplateText
from kezhang.reports.templating.tokens import FaultyTemplate
from tests.bureau_papers import paper
from tests.documents import row
from tests.documents import table as grid
from tests.single_records import contract, target

pytestmark = pytest.mark.django_db
JUNE, HALF, MAY = date(2024, 6, 30), Period.half(2024, 1), date(2024, 5, 1)
TABLE = grid(
    row("序号", "单位", "任务（万元）", "成交额（万元）", "完成率", "去年同期"),
    row(
        "【每县】【序号】", "【地名】", "【技术合同成交额|任务|数】", "【技术合同成交额|数】", "【技术合同成交额|完成率】",
        "【技术合同成交额|去年同期|数】",
    ),
    row(
        "【合计】", "合计", "【技术合同成交额|任务|数】", "【技术合同成交额|数】", "【技术合同成交额|完成率】",
        "【技术合同成交额|去年同期|数】",
    ),
)  # fmt: skip
PAPER = paper("各县技术合同情况", TABLE)


@pytest.fixture
def counties(prefecture, county, neighbour):
    """Two with contracts and tasks, and one that keeps no ledger of contracts at all."""
    Org.objects.create(code="652797", name="新县", level=Org.Level.COUNTY, parent=prefecture)
    for org, number, amount, aim in ((county, "甲", 1_000_000, 400), (neighbour, "乙", 500_000, 100)):
        contract(org, number, amount, MAY)
        target(org, aim, indicator="technology-contract-turnover", unit="万元")
    return prefecture


def report_of(org, content: bytes = PAPER):
    return freezing.write(org, HALF, JUNE, None, TemplateText("各县", (), org, content))


def content_of(report) -> bytes:
    with report.file.open("rb") as file:
        return file.read()


def rows(report) -> list[list[str]]:
    root = open_document(content_of(report)).root
    return [["".join(cell.itertext()) for cell in tr.iter(W + "tc")] for tr in root.iter(W + "tr")]


def test_every_county_has_a_row_and_the_total_says_how_many_it_rests_on(counties):
    _, new, other, own, total = rows(report_of(counties))
    assert new == ["1", "新县", "（未下达任务）", "待核", "（未下达任务）", "待核"]
    assert [each[1] for each in (other, own)] == [
        o.name for o in Org.objects.filter(code__in=("652798", "652799")).order_by("code")
    ]
    assert sorted([other[2:5], own[2:5]]) == sorted([["100", "50", "50%"], ["400", "100", "25%"]])
    assert total[1:5] == ["合计", "500（2/3县）", "150（2/3县）", "30%（2/3县）"]


def test_what_nobody_counted_is_in_no_total_and_a_kept_nought_is(counties, county):
    year_before = rows(report_of(counties))
    assert {line[5] for line in year_before[1:4]} == {"待核", "0"}  # who keeps the ledger had none that year
    assert year_before[4][5] == "0（2/3县）"


def test_numbers_of_counties_are_traced_and_measured_again_each_as_its_own(counties, county):
    report = report_of(counties)
    own = report.figures.get(label=f"{county.name}技术合同成交额", role="实绩", display="100")
    assert [record.now.org for record in tracing.records_of(own)] == [county]
    total = report.figures.get(label="各单位技术合同成交额", role="实绩", display="150")
    assert {record.now.org_id for record in tracing.records_of(total)} == set(
        Org.objects.filter(code__in=("652798", "652799")).values_list("pk", flat=True)
    )
    assert all(Measuring(report).again(f).display == f.display for f in report.figures.all())
    contract(county, "丙", 200_000, MAY)
    later = Measuring(report)
    assert (later.again(own).display, later.again(total).display) == ("120", "170")
    told = [each.says for each in proofread(content_of(report), report).contradictions]
    assert any(f"{county.name}技术合同成交额" in says and "120" in says for says in told)


def test_an_untouched_table_is_clean_and_a_changed_cell_is_told(counties, county):
    report = report_of(counties)
    proof = proofread(content_of(report), report)
    assert {each.state for each in proof.figures} == {FigureState.SAME}
    assert (list(proof.numbers), list(proof.meanings), list(proof.contradictions)) == ([], [], [])
    mark = report.figures.get(label=f"{county.name}技术合同成交额", role="实绩", display="100").mark
    document = open_document(content_of(report))
    for control in document.root.iter(W + "sdt"):
        if control.find(f"{W}sdtPr/{W}tag").get(W + "val") == f"n:{mark}":
            next(control.iter(W + "t")).text = "180"
    spoilt = proofread(rewritten(content_of(report), {"word/document.xml": serialised(document.root)}), report)
    assert [(f.figure.mark, f.found) for f in spoilt.figures if f.state is FigureState.CHANGED] == [(mark, "180")]


def test_a_bureau_with_none_below_it_is_told_so(county):
    report = report_of(county)
    assert any("没有下级单位" in note for note in report.notes)


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ("【每县】【地名】", "只能写在 .docx 模板的表格里"),
        (grid(row("【每县】", "【列|合同名称】")), "【每县】的行里只能写指标标签"),
        (grid(row("【合计】", "【技术合同成交额|句】")), "【合计】的行里写指标的数"),
    ],
)
def test_rows_that_cannot_be_told_of_counties_are_refused(block, says):
    with pytest.raises(FaultyTemplate) as faulty:
        read_paper(paper("情况", block), {})
    assert says in str(faulty.value)


def test_looking_at_the_template_with_invented_figures_fills_the_rows(counties):
    made = freezing.look(counties, HALF, JUNE, TemplateText("各县", (), counties, PAPER), Trial.GOOD)
    assert "新县" in made.texts
    assert made.texts.count("110") == 3
