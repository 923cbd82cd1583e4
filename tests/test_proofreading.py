"""Proofreading: an edited report held against the one it came from."""

import io
import json
import re
import zipfile
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from bench.hand_edits import TRUTH, edit, opened, saved
from kezhang.ledgers.models import TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.quantities.periods import Period
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.reports.document.docx_checks import faults
from kezhang.reports.document.docx_reader import NotADocument, W, visible_paragraphs
from kezhang.reports.frozen import freezing
from kezhang.reports.frozen.tracing import NotOurs
from kezhang.reports.proofreading.comments import marked
from kezhang.reports.proofreading.proof_result import FigureState
from kezhang.reports.proofreading.proofread import DAMAGED, proofread, report_of
from kezhang.reports.templating.parsing import TemplateText
from tests.command_line import invoked
from tests.documents import docx, paragraph, replaced
from tests.edited_reports import (
    JUNE,
    achievements,
    changes,
    content_of,
    edited,
    edited_content,
    mark_of,
    moved_to_the_end,
    small_report,
)
from tests.required_programs import needs
from tests.single_records import target
from tests.written_reports import half_year_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
TURNOVER = "技术合同成交额"


@pytest.fixture
def report(county):
    return small_report(county)


def says(report, words=None, figures=None) -> str:
    """Every contradiction found, in one text."""
    return "\n".join(c.says for c in proofread(edited_content(report, words, figures), report).contradictions)


def test_reports_that_nobody_touched_are_clean_with_their_marks_and_without(example, district_example):
    county = half_year_report(example)
    for report in (
        county,
        freezing.half_year(district_example, date(2023, 6, 30), None, TemplateText.shipped("half_year_district")),
    ):
        for stripped in (False, True):
            proof = proofread(saved(opened(content_of(report), 0), stripped=stripped), report)
            assert (changes(proof), proof.numbers, proof.contradictions) == ({}, (), ())
            assert not proof.open


def standing_in(sheet) -> dict[str, set[str]]:
    """What each figure reads in the edited document, by the marks of truth left in it."""
    standing: dict[str, set[str]] = {}
    for t in sheet.body.iter(W + "t"):
        if t.get(TRUTH) and t.text:
            standing.setdefault(t.get(TRUTH).rstrip("*"), set()).add(t.text)
    return standing


def test_what_hands_do_to_a_report_is_told_as_it_was_done(example):
    report = half_year_report(example)
    content = content_of(report)
    for seed, stripped in product(range(12), (False, True)):
        sheet = opened(content, seed)
        for _ in range(3):
            edit(sheet)
        standing = standing_in(sheet)
        for found in proofread(saved(sheet, stripped=stripped), report).figures:
            texts = standing.get(found.figure.mark, set())
            told = (sheet.done, stripped, found.figure.mark, found.state, found.found, texts)
            assert (found.state is FigureState.DELETED) == (not texts), told
            assert (found.state is FigureState.CHANGED) == bool(texts - {found.figure.display}), told
            assert found.state is not FigureState.UNCERTAIN, told
            assert found.found is None or found.found in texts, told


CONTROL = re.compile(r"<w:sdt><w:sdtPr>.*?</w:sdtPr><w:sdtContent>(.*?)</w:sdtContent></w:sdt>")
#: What programs are known to drop, and by what the figures are then found.
DROPPED = {
    "tag": lambda xml: re.sub(r"<w:tag [^>]*/>", "", xml),
    "control": lambda xml: CONTROL.sub(r"\1", xml),
    "bookmarks": lambda xml: re.sub(r"<w:bookmark(Start|End) [^>]*/>", "", xml),
    "all": lambda xml: re.sub(r"<w:bookmark(Start|End) [^>]*/>", "", CONTROL.sub(r"\1", xml)),
}


@pytest.mark.parametrize(
    ("dropped", "carrier"), [("tag", "alias"), ("control", "bookmark"), ("bookmarks", "tag"), ("all", "words")]
)
def test_whatever_a_program_drops_every_figure_is_found_by_what_is_left(report, dropped, carrier):
    mark = mark_of(report, TURNOVER)
    content = edited_content(report, figures={mark: "1100"})
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    proof = proofread(replaced(content, xml, DROPPED[dropped](xml)).getvalue(), report)
    assert changes(proof) == {mark: ("changed", "1100")}
    assert {f.resolved.carrier for f in proof.figures if f.resolved} == {carrier}


def test_an_overtyped_figure_is_told_with_what_it_was_and_by_how_much_it_differs(report):
    mark = mark_of(report, TURNOVER)
    for stripped in (False, True):
        proof = proofread(edited_content(report, figures={mark: "1100"}, stripped=stripped), report)
        assert changes(proof) == {mark: ("changed", "1100")}
        assert "由1062改为1100，相差+38（+3.6%）" in [f.says for f in proof.figures]
        assert proof.open


def test_a_moved_paragraph_is_moved_and_its_figures_are_not_changed(report):
    for stripped in (False, True):
        sheet = moved_to_the_end(edited(report))
        moved = changes(proofread(saved(sheet, stripped=stripped), report))
        assert {state for state, _ in moved.values()} == {"moved"}
        assert set(moved) == {f"k{n:03}" for n in range(1, 8)}


def test_a_copied_paragraph_is_told_once_for_each_figure(report):
    sheet = edited(report)
    assert edit(sheet, "paragraph_copied")
    for stripped in (False, True):
        proof = proofread(saved(sheet, stripped=stripped), report)
        assert {state for state, _ in changes(proof).values()} == {"duplicated"}
        assert proof.numbers == ()


def test_the_same_number_in_other_writing_is_the_same(report):
    figures = {mark_of(report, TURNOVER): "1,062", mark_of(report, "科技成果登记数"): "２"}
    assert changes(proofread(edited_content(report, figures=figures), report)) == {}


def test_an_emptied_control_is_a_deleted_figure(report):
    mark = mark_of(report, TURNOVER)
    content = replaced(content_of(report), "<w:r><w:t>1062</w:t></w:r>", "<w:r><w:t>单击此处输入文字</w:t></w:r>")
    content = replaced(content.getvalue(), f'<w:alias w:val="{mark}"/>', f'<w:showingPlcHdr/><w:alias w:val="{mark}"/>')
    assert changes(proofread(content.getvalue(), report)) == {mark: ("deleted", None)}


def test_a_number_nobody_measured_is_listed_with_what_it_is_taken_to_mean(report):
    words = {"各项工作有序推进": "走访企业120家次，召开第3次会议，印发〔2024〕15号文件，2024年6月28日总结"}
    (number,) = proofread(edited_content(report, words), report).numbers
    assert (number.text, "走访企业" in number.reading, number.nearest) == ("120家次", True, "走访企业")


def test_a_number_of_the_template_that_was_changed_is_listed_as_written_by_hand(report):
    (number,) = proofread(edited_content(report, {"入5亿元": "入6亿元"}), report).numbers
    assert number.says == "生成时为5"


def test_a_correction_in_the_ledger_is_told_with_its_record_and_person(report, clerk):
    record = TechnologyContract.objects.get(registration_number="1")
    record.amount += Decimal(1_000_000)
    journal.save(TECHNOLOGY_CONTRACTS, record, Author(by=clerk, reason="更正金额", accepting="编号为示例"))
    told = says(report)
    assert "按同一截至日重新取数为1162万元" in told
    assert "由5000000改为6000000" in told
    assert "李文" in told


def test_a_late_entry_is_told_as_such(report, county):
    achievements(county, "补录的成果", day=date(2024, 5, 1))
    assert "科技成果登记数实绩生成时为2项，按同一截至日重新取数为3项：科技成果“补录的成果”补录" in says(report)


def test_a_rate_that_no_longer_follows_from_its_figures_is_a_contradiction(report):
    assert "完成率53%与完成1100万元÷任务2000万元＝55%不符" in says(report, figures={mark_of(report, TURNOVER): "1100"})
    assert "还差7项与任务8项减完成2项不符" in says(report, figures={mark_of(report, "科技成果登记数", "还差"): "7"})


def test_parts_that_do_not_add_up_to_their_total_are_a_contradiction(report):
    part = report.figures.filter(key__startswith="part").order_by("mark").first()
    assert "不等于合计3项" in says(report, figures={part.mark: "5"})


def test_a_growth_that_does_not_follow_from_last_year_is_a_contradiction(report):
    assert "同比28%与1062万元不符，按上年数应约为18%" in says(report, figures={mark_of(report, TURNOVER, "同比"): "28"})


def test_a_figure_told_twice_with_two_values_is_a_contradiction(report):
    told = says(report, figures={mark_of(report, TURNOVER, "计划"): "2100"})
    assert "同一个数字前后不一：技术合同成交额第4段2000万元、第8段2100万元" in told


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"同比增长": "同比下降"}, "文中说“下降”，数据是上升的"),
        ({"慢于序时进度": "快于序时进度"}, "生成时按数据为“慢于”"),
        ({"各项工作有序推进": "各项任务实现时间过半、任务过半"}, "“时间过半、任务过半”与数据不符：截至2024-06-30，科技成果登记数25%"),
        ({"，慢于序时进度": "，超额完成任务"}, "“超额完成”与数据不符：截至2024-06-30，科技成果登记数25%"),
        ({"各项工作有序推进": "科技成果登记位居全州第一"}, "没有位次数据支撑"),
        ({"各项工作有序推进": "主要指标位居全州第一"}, "没有位次数据支撑"),
        ({"万元，完成率": "元，完成率"}, "由1062万元改为1062元，相差一万倍"),
    ],
)  # fmt: skip
def test_words_that_the_data_do_not_bear_are_contradictions(report, words, expected):
    assert expected in says(report, words)


@pytest.mark.parametrize(
    "words",
    [
        {"，快于序时进度": "，实现时间过半、任务过半"},
        {"各项工作有序推进": "力争各项任务全面完成"},
        {"各项工作有序推进": "为如期完成年度任务打下基础"},
        {"不少于2000": "不少于2000"},
        {"有序推进": "扎实推进"},
    ],
)
def test_words_that_the_data_bear_or_that_claim_nothing_are_none(report, words):
    text = {old: new for old, new in words.items() if old != new}
    assert says(report, text) == ""


def test_an_amount_in_another_unit_is_told_as_equal(report):
    content = edited_content(report, {"万元，完成率": "元，完成率"}, {mark_of(report, TURNOVER): "10620000"})
    proof = proofread(content, report)
    assert [c.kind for c in proof.contradictions] == ["unit"]
    assert "数值相等，只是换了单位" in proof.contradictions[0].says


def test_another_rounding_of_the_same_value_is_said_to_be_that(report):
    proof = proofread(edited_content(report, figures={mark_of(report, TURNOVER, "完成率"): "53.1"}), report)
    assert proof.contradictions == ()
    assert "与准确值相符，只是取整不同" in "".join(f.says for f in proof.figures)


def test_a_plan_below_the_assigned_task_is_a_contradiction(report):
    assert "计划1900万元，低于上级下达的2000万元" in says(report, figures={mark_of(report, TURNOVER, "计划"): "1900"})
    assert "低于上级下达" not in says(report, figures={mark_of(report, TURNOVER, "计划"): "2100"})


TABLE = """共登记技术合同【技术合同登记数】。
【表|技术合同||合同登记编号,合同名称,合同成交额,登记日期】
【图|完成|技术合同成交额】"""


@pytest.fixture
def tabled(report, county):
    """A report with a table of three contracts and a chart."""
    return freezing.write(county, freezing.half_of(JUNE), JUNE, None, TemplateText("table", tuple(TABLE.splitlines())))


def test_a_cell_of_a_table_that_was_overtyped_is_told_by_its_place_with_its_mark_and_without(tabled):
    cell = tabled.figures.filter(key__startswith="cell").order_by("mark")[1]
    for stripped in (False, True):
        assert not proofread(edited_content(tabled, stripped=stripped), tabled).open
        proof = proofread(edited_content(tabled, figures={cell.mark: "312"}, stripped=stripped), tabled)
        assert changes(proof) == {cell.mark: ("changed", "312")}


def test_a_table_whose_record_was_voided_or_joined_by_another_is_told(tabled, county, clerk):
    record = TechnologyContract.objects.get(registration_number="2")
    journal.void(TECHNOLOGY_CONTRACTS, record, Author(by=clerk, reason="重复登记"))
    told = "\n".join(c.says for c in proofread(content_of(tabled), tabled).contradictions)
    assert "表1 合同成交额表中数生成时为300万元，现已无法取得" in told
    assert "条数生成时为3条，按同一截至日重新取数为2条" in told


def test_a_withdrawn_task_is_told(report, county):
    target(county, None, "technology-contract-turnover", unit="万元", version=2, effective_on=date(2024, 3, 1))
    assert "任务已撤销、隐去" in says(report)


def text_of(content: bytes) -> list[str]:
    return visible_paragraphs(io.BytesIO(content))


def test_the_marked_document_has_a_comment_at_each_place_and_is_otherwise_as_it_was(report, tmp_path):
    words = {"各项工作有序推进": "走访企业120家次"}
    figures = {mark_of(report, TURNOVER): "1100", mark_of(report, "科技成果登记数"): ""}
    content = edited_content(report, words, figures)
    proof = proofread(content, report)
    out = marked(proof)
    assert text_of(out) == text_of(content)
    before, after = zipfile.ZipFile(io.BytesIO(content)), zipfile.ZipFile(io.BytesIO(out))
    touched = {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    assert [n for n in before.namelist() if n not in touched and before.read(n) != after.read(n)] == []
    comments = after.read("word/comments.xml").decode()
    for told in ("由1062改为1100", "已删", "走访企业 120家次", "＝55%不符"):
        assert told in comments
    document = after.read("word/document.xml").decode()
    assert document.count("commentRangeStart") == document.count("commentReference") == comments.count("<w:comment ")
    assert faults(io.BytesIO(out)) == []
    assert changes(proofread(out, report)) == changes(proof)
    again = marked(proofread(out, report))
    assert len(zipfile.ZipFile(io.BytesIO(again)).read("word/comments.xml")) > len(comments)
    assert faults(io.BytesIO(again)) == []


def test_the_standards_checker_finds_nothing_in_a_marked_document(report, tmp_path):
    needs("openxml_audit")
    from openxml_audit import OpenXmlValidator

    file = tmp_path / "批注.docx"
    file.write_bytes(marked(proofread(edited_content(report, figures={mark_of(report, TURNOVER): "1100"}), report)))
    assert [e.description for e in OpenXmlValidator().validate(str(file)).errors] == []


def test_malformed_text_is_read_as_far_as_it_goes_with_a_warning(report):
    content = content_of(report)
    broken = replaced(content, "</w:p><w:sectPr>", "</w:r></w:p><w:sectPr>").getvalue()
    proof = proofread(broken, report)
    assert proof.warnings == (DAMAGED,)
    assert changes(proof) == {}


def test_tracked_changes_are_read_as_accepted(report):
    sheet = edited(report)
    edit(sheet, "tracked")
    (mark,) = sheet.expected
    ((changed, (state, found)),) = changes(proofread(saved(sheet), report)).items()
    assert (changed, state, {found}) == (mark, "changed", standing_in(sheet)[mark])


def test_the_command_tells_programs_one_object_and_whether_anything_is_open(report, tmp_path):
    mark = mark_of(report, TURNOVER)
    file, out = tmp_path / "改稿.docx", tmp_path / "批注.docx"
    file.write_bytes(edited_content(report, figures={mark: "1100"}))
    run = invoked(["proofread", str(file), "--json", "--marked", str(out)])
    told = json.loads(run.stdout)
    assert run.exit_code == 1
    assert set(told) >= {"figures", "numbers", "contradictions"}
    figure = next(f for f in told["figures"] if f["id"] == mark)
    assert (figure["state"], figure["generated"], figure["found"]) == ("changed", "1062", "1100")
    assert out.exists()
    file.write_bytes(content_of(report))
    assert invoked(["proofread", str(file)]).exit_code == 0
    assert invoked(["proofread", str(file), "--marked", str(file)]).exit_code == 2


def test_a_file_without_its_properties_is_known_by_its_words_and_said_to_be(report, tmp_path):
    file = tmp_path / "改稿.docx"
    file.write_bytes(edited_content(report, stripped=True))
    run = invoked(["proofread", str(file)])
    assert (run.exit_code, f"按文字认定为 {report.number}" in run.stderr) == (0, True)
    assert invoked(["proofread", str(file), "--report", report.number]).exit_code == 0
    run = invoked(["proofread", str(file), "--report", "KZ-0"])
    assert (run.exit_code, "没有编号为 KZ-0 的报告" in run.stderr) == (2, True)


def test_a_file_without_its_number_that_is_like_two_reports_or_none_asks_which(report, county, tmp_path):
    file = tmp_path / "改稿.docx"
    file.write_bytes(edited_content(report, stripped=True))
    again = TemplateText("small", tuple(report.paragraphs))
    freezing.write(county, Period.half(2024, 1), date(2024, 6, 29), None, again)
    run = invoked(["proofread", str(file)])
    assert (run.exit_code, "都相近" in run.stderr) == (2, True)
    file.write_bytes(docx(paragraph("关于召开会议的通知")))
    run = invoked(["proofread", str(file)])
    assert (run.exit_code, "不像已有的任何一份报告" in run.stderr) == (2, True)


def test_a_number_other_than_the_one_in_the_document_is_refused(report):
    from kezhang.reports.document.docx_reader import open_document

    with pytest.raises(NotOurs, match="请核对是否选错了文件"):
        report_of(open_document(content_of(report)), "KZ-0")


@pytest.mark.parametrize("content", [b"", b"PK nothing", b"no document", b"%PDF-1.7"])
def test_a_file_that_is_no_document_ends_with_a_sentence(report, content):
    with pytest.raises(NotADocument):
        proofread(content, report)
