"""A report that comes back as PDF is read by its words: its figures are found, what was changed is told, a scan is refused."""

import io
import json
import subprocess
import tempfile
from pathlib import Path

import pytest
from PIL import Image

from kezhang.reading.sources import scans
from kezhang.reports import workflow
from kezhang.reports.document.docx_reader import NotADocument
from kezhang.reports.document.printing import pdf_of
from kezhang.reports.proofreading.proof_result import FigureState, Strength
from kezhang.reports.proofreading.proofread import proofread
from kezhang.reports.proofreading.refresh import refresh
from kezhang.workflow.steps import NotPossible
from tests.command_line import invoked
from tests.documents import pdf
from tests.edited_reports import JUNE, changes, content_of, edited_content, mark_of, small_report
from tests.required_programs import needs, needs_chinese_fonts, needs_chinese_recognition

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(county):
    needs_chinese_fonts()
    return small_report(county)


def printed(content: bytes) -> bytes:
    return pdf_of(content, ".docx")


def test_every_figure_of_a_printed_report_is_found_by_its_words(report):
    proof = proofread(printed(content_of(report)), report)
    assert {figure.state for figure in proof.figures} == {FigureState.SAME}
    assert (list(proof.numbers), list(proof.meanings)) == ([], [])
    assert "只核对了文字" in proof.warnings[0]


def test_a_number_and_a_word_changed_before_printing_are_told(report):
    needs("soffice")
    mark = mark_of(report, "技术合同成交额")
    content = edited_content(report, {"深入企业核对": "入企核对"}, {mark: "1099"})
    proof = proofread(printed(content), report)
    assert changes(proof) == {mark: ("changed", "1099")}
    assert proof.open


def test_a_scan_and_a_broken_file_are_refused_in_a_sentence(report):
    with pytest.raises(NotADocument, match="大概是扫描件；请先做文字识别"):
        proofread(pdf([]), report)
    with pytest.raises(NotADocument, match="PDF 打不开"):
        proofread(b"%PDF-1.7 nothing", report)


def test_nothing_is_written_into_a_pdf(report):
    with pytest.raises(NotADocument):
        refresh(printed(content_of(report)), report, JUNE)


def test_it_may_come_back_to_be_checked_but_not_become_the_draft(report, clerk, reviewer):
    workflow.send(report, clerk)
    back = workflow.take_back(report, clerk, "局长批改.pdf", printed(content_of(report)))
    assert back.findings["open"] is False
    with pytest.raises(NotPossible, match="只能核对，不能用作草稿"):
        workflow.accept(report, reviewer)
    report.refresh_from_db()
    assert report.state == report.State.CHECKED


def test_the_command_reads_it_when_told_which_report_it_is(report, tmp_path):
    file = tmp_path / "送回.pdf"
    file.write_bytes(printed(content_of(report)))
    made = invoked(["proofread", str(file), "--report", report.number, "--json"])
    told = json.loads(made.stdout)
    assert made.exit_code == 0
    assert "只核对了文字" in told["warnings"][0]
    assert {each["state"] for each in told["figures"]} == {"same"}
    scan = tmp_path / "扫描.pdf"
    scan.write_bytes(pdf([]))
    refused = invoked(["proofread", str(scan), "--report", report.number])
    assert refused.exit_code == 2
    assert "扫描件" in refused.output


def scanned(content: bytes, dots: int = 200) -> bytes:
    """A PDF of pictures: the pages as a copier takes them."""
    needs("pdftoppm")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "printed.pdf")
        file.write_bytes(content)
        words = ["pdftoppm", "-r", str(dots), "-gray", "-png", str(file), str(Path(folder, "page"))]
        subprocess.run(words, check=True, timeout=300)
        first, *others = [Image.open(page).convert("L") for page in sorted(Path(folder).glob("page*.png"))]
        made = io.BytesIO()
        first.save(made, "PDF", save_all=True, append_images=others, resolution=dots)
    return made.getvalue()


def test_a_scan_is_read_where_its_pictures_can_be_and_a_changed_number_is_told(report):
    needs_chinese_recognition()
    mark = mark_of(report, "技术合同成交额")
    proof = proofread(scanned(printed(edited_content(report, {}, {mark: "1099"}))), report)
    found = [each for each in proof.figures if each.state is FigureState.SAME]
    assert len(found) >= 0.9 * (len(proof.figures) - 1)
    assert changes(proof)[mark] == ("changed", "1099")
    assert "扫描件" in proof.warnings[0]
    assert {each.strength for each in proof.meanings} <= {Strength.WORDING}  # a misread character changes no meaning


def test_without_a_program_that_reads_chinese_a_scan_is_refused(report, monkeypatch):
    monkeypatch.setattr(scans.shutil, "which", lambda _: None)
    with pytest.raises(NotADocument, match="大概是扫描件；请先做文字识别"):
        proofread(pdf([]), report)


def test_a_scan_that_takes_too_long_is_refused_in_a_sentence(report, monkeypatch):
    needs_chinese_recognition()
    monkeypatch.setattr(scans, "SECONDS_READING", 0)
    with pytest.raises(NotADocument, match="扫描件有一页0秒内没有认完"):
        proofread(scanned(printed(content_of(report)), 72), report)
