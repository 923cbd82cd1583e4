"""Refreshing: the figures of another day, written only where nobody changed them."""

import io
import zipfile
from datetime import date

import pytest
from lxml import etree

from bench.hand_edits import TRUTH, edit, opened, saved
from kezhang.reports.document.docx_checks import faults
from kezhang.reports.document.docx_reader import NotADocument, W, open_document, visible_paragraphs
from kezhang.reports.frozen import freezing
from kezhang.reports.proofreading.proofread import proofread
from kezhang.reports.proofreading.refresh import NotThisYear, refresh
from kezhang.reports.templating.parsing import TemplateText
from tests.command_line import invoked
from tests.documents import replaced
from tests.edited_reports import (
    JUNE,
    changes,
    content_of,
    edited,
    edited_content,
    mark_of,
    moved_to_the_end,
    report_before_july,
)
from tests.single_records import contract

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
JULY = date(2024, 7, 31)
TURNOVER, ACHIEVEMENTS = "技术合同成交额", "科技成果登记数"


@pytest.fixture
def report(county):
    return report_before_july(county)


def text_of(content: bytes) -> str:
    return "\n".join(visible_paragraphs(io.BytesIO(content)))


def without_figures(content: bytes) -> bytes:
    """The text's XML with the digits of every control taken out, revisions resolved."""
    root = open_document(content).root
    for control in root.iter(W + "sdtContent"):
        for run in list(control):
            control.remove(run)
    return etree.tostring(root, method="c14n")


def test_figures_left_as_they_were_are_written_anew_and_nothing_else_is(report):
    content = content_of(report)
    refreshed = refresh(content, report, JULY)
    text = text_of(refreshed.content)
    assert "已实现1262万元，完成率63%" in text
    assert "已实现4项，完成率50%" in text
    assert "共登记技术合同4项" in text
    assert "下半年还需完成738万元" in text
    assert without_figures(refreshed.content) == without_figures(content)
    before, after = zipfile.ZipFile(io.BytesIO(content)), zipfile.ZipFile(io.BytesIO(refreshed.content))
    assert before.namelist() == after.namelist()
    changed = [n for n in before.namelist() if before.read(n) != after.read(n)]
    assert changed == ["word/document.xml"]


def test_what_a_hand_changed_is_listed_and_stays(report):
    mark = mark_of(report, TURNOVER)
    words = {"各项工作有序推进": "各项工作扎实推进"}
    refreshed = refresh(edited_content(report, words, {mark: "1100"}), report, JULY)
    text = text_of(refreshed.content)
    assert "已实现1100万元，完成率63%" in text
    assert "各项工作扎实推进" in text
    assert [(k.figure.figure.mark, k.why) for k in refreshed.kept] == [(mark, "手工改过，保留手工的写法")]


def test_figures_whose_marks_are_lost_are_written_as_well(report):
    refreshed = refresh(edited_content(report, stripped=True), report, JULY)
    assert "已实现1262万元，完成率63%" in text_of(refreshed.content)


def test_a_moved_paragraph_is_refreshed_where_it_stands(report):
    sheet = moved_to_the_end(edited(report))
    refreshed = refresh(saved(sheet), report, JULY)
    assert refreshed.kept == ()
    assert "已实现1262万元" in text_of(refreshed.content)


def test_tracked_figures_are_revisions_that_a_person_may_accept_or_reject(report, tmp_path):
    refreshed = refresh(content_of(report), report, JULY, tracked=True)
    document = zipfile.ZipFile(io.BytesIO(refreshed.content)).read("word/document.xml").decode()
    assert document.count("<w:del ") == document.count("<w:ins ") == len(refreshed.written)
    assert "<w:delText>1062</w:delText>" in document
    assert "已实现1262万元，完成率63%" in text_of(refreshed.content)
    assert faults(io.BytesIO(refreshed.content)) == []
    root = etree.fromstring(document.encode())
    for insertion in list(root.iter(W + "ins")):
        insertion.getparent().remove(insertion)
    rejected = "".join(t.text or "" for t in root.iter(W + "t", W + "delText"))
    assert rejected == text_of(content_of(report)).replace("\n", "")


def test_the_same_day_and_data_leave_the_file_byte_for_byte(report):
    content = content_of(report)
    assert refresh(content, report, report.as_of).content == content


def test_a_direction_that_turned_is_left_to_a_hand(report, county):
    contract(county, "99", 90_000_000, date(2023, 7, 15))
    kept = refresh(content_of(report), report, JULY).kept
    assert [(k.figure.figure.role, "方向变了" in k.why) for k in kept] == [("同比", True)]


def test_a_standing_that_turned_is_told_for_the_words_beside_it(report, county):
    contract(county, "5", 20_000_000, date(2024, 7, 16))
    notes = refresh(content_of(report), report, JULY).notes
    assert any("技术合同成交额" in note and "请核对" in note for note in notes)


def test_tables_and_charts_are_left_to_be_made_anew(report, county):
    template = TemplateText("table", ("【表|技术合同||合同登记编号,合同成交额】", "【图|完成|技术合同成交额】"))
    tabled = freezing.write(county, freezing.half_of(JUNE), JUNE, None, template)
    refreshed = refresh(content_of(tabled), tabled, JULY)
    assert refreshed.written == ()
    assert [(k.figure.figure.role, k.why) for k in refreshed.kept] == [
        ("条数", "表中的行要随之增减，请重新生成报告中的表"),
        ("完成率", "图要随之重画，请重新生成报告中的图"),
    ]


def test_a_document_that_had_to_be_mended_is_not_written_on(report):
    broken = replaced(content_of(report), "</w:p><w:sectPr>", "</w:r></w:p><w:sectPr>").getvalue()
    with pytest.raises(NotADocument, match="不能在上面更新"):
        refresh(broken, report, JULY)


def test_a_date_of_another_year_is_refused(report):
    with pytest.raises(NotThisYear, match="2024年内"):
        refresh(content_of(report), report, date(2025, 1, 31))


def refreshed_to(content: bytes, report, day: date) -> bytes:
    return refresh(content, report, day).content


def overtyped(content: bytes, mark: str, digits: str) -> bytes:
    sheet = opened(content, 0)
    for t in sheet.body.iter(W + "t"):
        if t.get(TRUTH) == mark:
            t.text = digits
    return saved(sheet)


def test_what_a_refresh_wrote_is_no_hand_edit_and_is_refreshed_again(report):
    once = refreshed_to(content_of(report), report, JULY)
    proof = proofread(once, report)
    assert not proof.open
    assert {str(f.state) for f in proof.figures} == {"same", "refreshed"}
    assert (proof.numbers, proof.contradictions, proof.meanings, proof.as_of) == ((), (), (), JULY)
    back = refreshed_to(once, report, JUNE)
    assert text_of(back) == text_of(content_of(report))
    assert {str(f.state) for f in proofread(back, report).figures} == {"same"}


def test_three_refreshes_with_edits_between_leave_the_edits_and_nothing_else_behind(report):
    turnover, achievement = mark_of(report, TURNOVER), mark_of(report, ACHIEVEMENTS)
    content = overtyped(refreshed_to(content_of(report), report, JULY), turnover, "1234")
    content = refreshed_to(content, report, date(2024, 3, 31))
    content = overtyped(content, achievement, "7")
    content = refreshed_to(content, report, JUNE)
    for stripped in (False, True):
        kept = saved(opened(content, 0), stripped=stripped)
        assert changes(proofread(kept, report)) == {turnover: ("changed", "1234"), achievement: ("changed", "7")}
    fresh = content_of(report)
    assert text_of(content) == text_of(overtyped(overtyped(fresh, turnover, "1234"), achievement, "7"))


def test_refreshes_of_two_copies_of_one_report_do_not_disturb_each_other(report):
    march, july = (refreshed_to(content_of(report), report, day) for day in (date(2024, 3, 31), JULY))
    for content, day in ((march, date(2024, 3, 31)), (july, JULY), (content_of(report), JUNE)):
        proof = proofread(content, report)
        assert (proof.open, proof.as_of) == (False, day)


def test_a_correction_in_the_ledger_after_a_refresh_is_told_as_of_its_day(report, county):
    once = refreshed_to(content_of(report), report, JULY)
    contract(county, "5", 1_000_000, date(2024, 7, 18))
    (odd,) = [c for c in proofread(once, report).contradictions if mark_of(report, TURNOVER) in c.figures]
    assert "1362万元" in odd.says


def test_a_figure_whose_unit_was_edited_is_left_to_a_hand(report):
    mark = mark_of(report, TURNOVER, "完成率")
    refreshed = refresh(edited_content(report, {"%，快于": "‰，快于"}), report, JULY)
    assert "完成率53‰" in text_of(refreshed.content)
    assert mark in [k.figure.figure.mark for k in refreshed.kept]
    assert mark not in [w.figure.figure.mark for w in refreshed.written]


def test_a_sentence_that_tells_the_old_day_is_listed(report):
    content = edited_content(report, {"深入企业核对": "截至6月30日，深入企业核对"})
    assert [note for note in refresh(content, report, JULY).notes if "6月30日" in note]
    assert not [note for note in refresh(content, report, JUNE).notes if "6月30日" in note]


def test_the_command_writes_another_file_and_lists_what_is_left(report, tmp_path):
    file, out = tmp_path / "改稿.docx", tmp_path / "新稿.docx"
    file.write_bytes(content_of(report))
    run = invoked(["refresh", str(file), "--as-of", "2024-07-31", "-o", str(out)])
    assert (run.exit_code, "更新" in run.stdout) == (0, True)
    assert "已实现1262万元" in text_of(out.read_bytes())
    sheet = edited(report)
    edit(sheet, "overtyped")
    file.write_bytes(saved(sheet))
    assert invoked(["refresh", str(file), "--as-of", "2024-07-31", "-o", str(out)]).exit_code == 1
    assert invoked(["refresh", str(file), "--as-of", "2024-07-31", "-o", str(file)]).exit_code == 2
