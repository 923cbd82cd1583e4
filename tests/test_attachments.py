"""Attachments: pages of their own behind the text, their numbers figures like every other, named in the official paper."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from kezhang.intake.promise_registration import plan_of
from kezhang.quantities.periods import Period
from kezhang.reports import workflow
from kezhang.reports.document.docx_blocks import as_written
from kezhang.reports.document.docx_checks import faults
from kezhang.reports.document.docx_edit import rewritten, serialised
from kezhang.reports.document.docx_reader import W, open_document, read_numbers, visible_paragraphs
from kezhang.reports.document.official import room
from kezhang.reports.document.pdf import write_pdf
from kezhang.reports.drafting.previous_words import section
from kezhang.reports.frozen import freezing, official_paper, tracing
from kezhang.reports.frozen.remeasuring import Measuring
from kezhang.reports.models import Report
from kezhang.reports.proofreading.proof_result import FigureState
from kezhang.reports.proofreading.proofread import proofread
from kezhang.reports.templating.parsing import TemplateText, read_template
from kezhang.reports.templating.tokens import FaultyTemplate
from kezhang.workflow.steps import NotPossible
from tests.bureau_papers import paper, styled
from tests.documents import cell, paragraph, row
from tests.required_programs import needs_chinese_fonts
from tests.single_records import contract, target

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
JUNE, HALF = date(2024, 6, 30), Period.half(2024, 1)
TEXT = (
    "〔公文〕文种=报告；主送=【上级】；抄送=县委办公室，县政府办公室；签发人=张建国",
    "〔标题〕【地名】【年度】年上半年科技工作报告",
    "现将今年以来的工作报告如下。截至【截至】，登记技术合同成交额【技术合同成交额】。",
    "〔署名〕【单位】",
    "〔日期〕【成文日期】",
    "〔附件〕【年度】年任务指标完成情况表",
    "【表|任务完成情况】",
    "〔附件〕技术合同登记清单",
    "【表|技术合同|状态=已登记|合同名称、合同成交额、登记日期】",
)


def drafted(org, *paragraphs: str, as_of: date = JUNE, file: bytes | None = None) -> Report:
    return freezing.write(org, HALF, as_of, None, TemplateText("公文", paragraphs or TEXT, org, file))


def content(report: Report) -> bytes:
    with report.file.open("rb") as file:
        return file.read()


def read(report: Report) -> list[str]:
    return [text for text in visible_paragraphs(io.BytesIO(content(report))) if text.strip()]


@pytest.fixture
def no_office(monkeypatch):
    """Nobody can show the pages; where the imprint stands is another test's matter."""
    monkeypatch.setattr(room, "measured", lambda *_: None)


def test_each_attachment_stands_on_a_page_of_its_own_behind_the_signature(example):
    report = drafted(example)
    text = read(report)
    first, second = text.index("附件1"), text.index("附件2")
    assert text[first - 2 : first] == ["朔湖县科学技术局", "2024年6月30日"]
    assert text[first + 1 : first + 3] == ["2024年任务指标完成情况表", "表1　任务完成情况（截至2024年6月30日）"]
    assert text[second + 1 : second + 3] == [
        "技术合同登记清单", "表2　技术合同（状态为已登记，截至2024年6月30日）",
    ]  # fmt: skip
    assert faults(io.BytesIO(content(report))) == []
    assert as_written(content(report)) is not None  # as we wrote it, so the page shows where each number comes from


def test_the_line_of_an_attachment_begins_a_page(example):
    needs_chinese_fonts()
    report = drafted(example)
    written = as_written(content(report))
    pages = [
        page.extract_text() for page in PdfReader(io.BytesIO(write_pdf(written.blocks, title="", author=""))).pages
    ]
    begins = [n for n, text in enumerate(pages) if "附件1" in text or "附件2" in text]
    assert len(begins) == len(set(begins)) == 2
    assert all(pages[n].strip().startswith(f"附件{place}") for place, n in enumerate(begins, start=1))


def test_a_tasks_row_says_task_done_and_share_and_what_is_unknown_is_no_nought(county):
    target(county, 8)
    target(county, None, indicator="technology-contract-turnover", unit="万元")
    contract(county, "1", 100, date(2024, 3, 1))
    report = drafted(county, "〔标题〕情况", "【表|任务完成情况】")
    text = read(report)
    at = text.index("科技成果登记数")
    assert text[at : at + 5] == ["科技成果登记数", "项", "8", "0", "0%"]
    at = text.index("技术合同成交额")
    assert text[at : at + 3] == ["技术合同成交额", "万元", "未列明"]
    assert text[at + 4] == "—"


def test_the_numbers_of_an_attachment_are_traced_measured_again_and_proofread(example):
    report = drafted(example)
    marks = {number.mark: number.text for number in read_numbers(io.BytesIO(content(report)))}
    assert len(marks) > 20
    aim = report.figures.filter(role="任务", slug="technology-contract-turnover").first()
    assert marks[aim.mark] == aim.display
    assert list(tracing.records_of(aim))
    assert str(Measuring(report).again(aim).value) == aim.value
    proof = proofread(content(report), report)
    assert {each.state for each in proof.figures} == {FigureState.SAME}
    assert (list(proof.numbers), list(proof.meanings), list(proof.contradictions)) == ([], [], [])
    document = open_document(content(report))
    for control in document.root.iter(W + "sdt"):
        if control.find(f"{W}sdtPr/{W}tag").get(W + "val") == f"n:{aim.mark}":
            next(control.iter(W + "t")).text = "77"
    spoilt = proofread(rewritten(content(report), {"word/document.xml": serialised(document.root)}), report)
    assert [(f.figure.mark, f.found) for f in spoilt.figures if f.state is FigureState.CHANGED] == [(aim.mark, "77")]


def test_an_attachment_whose_title_is_not_there_goes_whole_and_the_others_close_up(county):
    target(county, 8)
    report = drafted(
        county, "〔标题〕情况", "登记【科技成果登记数】。", "〔若 技术合同〕〔附件〕技术合同登记清单",
        "【表|技术合同】", "〔附件〕任务指标完成情况表", "【表|任务完成情况】",
    )  # fmt: skip
    text = read(report)
    assert [line for line in text if line.startswith("附件")] == ["附件"]  # the only one has no number
    assert "表1　任务完成情况（截至2024年6月30日）" in text
    assert not any("技术合同登记清单" in line for line in text)


def test_the_template_says_what_the_paper_is_issued_with_and_a_person_may_change_it(
    example, clerk, director, no_office
):
    official_paper.set_settings(example, clerk, {"code_word": "朔科发"})
    report = drafted(example)
    made = official_paper.elements_of(report)
    assert (made.kind.value, made.addressee, made.signer) == ("报告", "州科技局", "张建国")
    assert made.copied_to == "县委办公室，县政府办公室"
    assert made.attachments == ("2024年任务指标完成情况表", "技术合同登记清单")
    assert not any("公文要素" in note for note in report.notes)
    told = {
        "kind": "报告",
        "addressee": "县人民政府",
        "signer": "李明",
        "signed_on": "2024-07-05",
        "copied_to": "县委办公室",
    }
    workflow.set_paper(report, clerk, official_paper.said(report, told))
    text = read(workflow.issue(report, director))
    assert "县人民政府：" in text
    assert text.index("附件：1.2024年任务指标完成情况表") < text.index("朔湖县科学技术局") < text.index("附件1")
    assert text.index("2024年7月5日") < text.index("附件1")
    assert text.index("附件2") < next(n for n, line in enumerate(text) if line.startswith("抄送："))
    assert report.official["attachments"] == ["2024年任务指标完成情况表", "技术合同登记清单"]
    proof = proofread(content(report), report)
    assert {each.state for each in proof.figures} == {FigureState.SAME}
    assert (list(proof.numbers), list(proof.meanings), list(proof.contradictions)) == ([], [], [])


def test_what_the_template_leaves_open_is_told_and_stops_the_issuing_until_it_is_said(
    example, clerk, director, no_office
):
    report = drafted(example)
    assert any("缺少发文机关代字" in note for note in report.notes)
    with pytest.raises(NotPossible, match="缺少发文机关代字"):
        workflow.issue(report, director)
    official_paper.set_settings(example, clerk, {"code_word": "朔科发"})
    report.refresh_from_db()
    issued = workflow.issue(report, director)
    assert issued.paper_number.startswith("朔科发〔")


def test_an_attachment_that_is_only_named_follows_those_with_pages(example, clerk, director, no_office):
    official_paper.set_settings(example, clerk, {"code_word": "朔科发"})
    report = drafted(example, *TEXT[:-2])
    assert "附件" in read(report)
    told = {"kind": "报告", "addressee": "州科技局", "signer": "李明", "attachments": "证书复印件"}
    workflow.set_paper(report, clerk, official_paper.said(report, told))
    text = read(workflow.issue(report, director))
    at = text.index("附件：1.2024年任务指标完成情况表")
    assert text[at + 1] == "2.证书复印件"
    assert "附件1" in text  # one of two now
    assert list(proofread(content(report), report).numbers) == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("〔公文〕文种=公告", "没有“公告”，可以写报告、请示、函、通知、通报"),
        ("〔公文〕发往=州科技局", "没有“发往”这个公文要素，可以写文种、版式、主送"),
        ("〔公文〕", "〔公文〕后面没有写公文要素"),
        ("〔公文〕报告", "“报告”没有读懂；写法是〔公文〕文种=报告"),
        ("〔公文〕主送=【技术合同成交额】", "【技术合同成交额】不能写在公文要素里"),
        ("前面〔公文〕文种=报告", "〔公文〕只能写在段首"),
        ("【表|任务完成情况|没有的指标】", "没有“没有的指标”这个指标"),
    ],
)
def test_what_is_no_element_of_a_paper_is_refused_with_what_there_is(line, says):
    with pytest.raises(FaultyTemplate) as faulty:
        read_template(["〔标题〕报告", line])
    assert says in str(faulty.value)


def own_paper(*, typed_line: bool) -> bytes:
    """A bureau's own paper with two attachments, the first of which is there only where contracts are."""
    line = (paragraph(styled("附件1", sz="32")),) if typed_line else ()
    return paper(
        "〔公文〕文种=函；主送=【上级】", paragraph(styled("关于报送情况的函", sz="44")), "登记【科技成果登记数】。",
        "【单位】", "【成文日期】", *line, paragraph(styled("〔若 技术合同〕〔附件〕技术合同清单", sz="44")),
        f"<w:tbl><w:tblGrid><w:gridCol w:w='4000'/></w:tblGrid>{row(cell('合同【技术合同登记数】'))}</w:tbl>", "说明",
        paragraph(styled("〔附件〕任务完成情况", sz="44")), "【表|任务完成情况】",
    )  # fmt: skip


@pytest.mark.parametrize("typed_line", [True, False])
def test_in_a_bureaus_own_paper_attachments_are_numbered_and_go_whole(county, typed_line):
    target(county, 8)
    file = own_paper(typed_line=typed_line)
    without = drafted(county, file=file)
    assert [line for line in read(without) if line.startswith("附件")] == ["附件"]
    assert not any("技术合同清单" in line or "合同0" in line or line == "说明" for line in read(without))
    contract(county, "1", 100, date(2024, 3, 1))
    report = drafted(county, file=file)
    text = read(report)
    assert [line for line in text if line.startswith("附件")] == ["附件1", "附件2"]
    assert text[text.index("附件2") + 1] == "任务完成情况"
    assert not any("〔" in line for line in text)
    assert faults(io.BytesIO(content(report))) == []
    assert official_paper.elements_of(report).attachments == ("技术合同清单", "任务完成情况")


def test_neither_plan_nor_last_years_words_run_into_an_attachment():
    text = ["一、情况", "完成8项。", "二、下半年工作计划", "确保10项。", "附件1", "任务表", "确保20项。"]
    assert plan_of(text) == range(2, 4)
    assert section(text, "二、下半年工作计划") == ["确保10项。"]


def test_a_problem_is_told_once_for_an_indicator_and_says_after_the_year_that_the_year_is_over(county):
    target(county, 8)
    target(county, 10, type="own")
    told = read(drafted(county, "〔标题〕情况", "【问题】", as_of=date(2024, 12, 31)))
    assert [line for line in told if "科技成果登记" in line] == [
        "科技成果登记没有实现年度目标。目标为8项，全年没有完成数。"
    ]
