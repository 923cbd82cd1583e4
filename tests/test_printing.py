"""Reports as PDF: those that stand as written, those that were edited, on the page and from the command line."""

import io
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from kezhang.reports.document import fonts, printing
from kezhang.reports.document.docx_blocks import as_written
from kezhang.reports.document.docx_reader import visible_paragraphs
from kezhang.reports.models import Report
from tests.command_line import invoked
from tests.documents import replaced
from tests.required_programs import needs_chinese_fonts
from tests.written_reports import half_year_report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def chinese_fonts():
    needs_chinese_fonts()


@pytest.fixture
def report(example, clerk):
    return half_year_report(example, clerk)


def run(*words: str):
    return invoked(words)


def content_of(report) -> bytes:
    return Path(report.file.path).read_bytes()


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def laid_out_anew(content: bytes) -> bytes:
    """As Word saves it: the same words, other marks in the paragraphs."""
    return replaced(content, '<w:p><w:pPr><w:pStyle w:val="Body"/>', '<w:p w:rsidR="00AB12CD"><w:pPr><w:pStyle w:val="Body"/>').getvalue()  # fmt: skip


def test_a_report_as_written_is_set_without_an_office_program(report, monkeypatch):
    monkeypatch.setattr(printing, "program", lambda: pytest.fail("no office program is needed"))
    pdf = printing.pdf_of(content_of(report), ".docx")
    text = text_of(pdf)
    written = [paragraph for paragraph in visible_paragraphs(report.file.path) if paragraph.strip()]
    assert len(written) > 20
    assert [p for p in written if p[:20].replace(" ", "") not in text] == []
    information = PdfReader(io.BytesIO(pdf)).metadata
    assert (information.title, information.author) == (report.title, report.org.bureau)


def test_a_number_corrected_in_place_is_in_the_pdf(report):
    edited = replaced(content_of(report), "<w:r><w:t>1062</w:t></w:r>", "<w:r><w:t>1077</w:t></w:r>").getvalue()
    assert "1077" in text_of(printing.pdf_of(edited, ".docx"))


def test_an_edited_report_is_no_longer_as_written(report):
    assert as_written(content_of(report)) is not None
    assert as_written(laid_out_anew(content_of(report))) is None


def test_without_an_office_program_an_edited_report_gets_a_sentence(report, monkeypatch):
    monkeypatch.setattr(printing, "program", lambda: None)
    with pytest.raises(printing.NotPrintable, match="需要安装 LibreOffice"):
        printing.pdf_of(laid_out_anew(content_of(report)), ".docx")


def test_what_is_no_document_gets_a_sentence():
    with pytest.raises(printing.NotPrintable, match="打不开"):
        printing.pdf_of(b"no zip", ".docx")
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    with pytest.raises(printing.NotPrintable, match="不是 Word 文档"):
        printing.pdf_of(empty.getvalue(), ".docx")


def test_clerk_and_director_download_the_pdf_and_the_neighbour_finds_nothing(
    client, report, clerk, director, superior, neighbour_clerk
):
    for person, status in ((clerk, 200), (director, 200), (superior, 200), (neighbour_clerk, 404)):
        client.force_login(person)
        assert client.get(f"/reports/{report.number}/report.pdf").status_code == status
    client.force_login(clerk)
    answer = client.get(f"/reports/{report.number}/report.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert "下载PDF" in client.get(f"/reports/{report.number}/").content.decode()


def test_without_chinese_fonts_the_page_says_what_to_install(client, report, clerk, monkeypatch):
    monkeypatch.setattr(fonts, "installed", lambda: frozenset({"DejaVu Sans"}))
    client.force_login(clerk)
    answer = client.get(f"/reports/{report.number}/report.pdf", follow=True)
    assert "没有中文字体" in answer.content.decode()


def test_the_command_line_writes_the_pdf_beside_the_document_and_of_any_report(example, tmp_path):
    out, pdf, again = tmp_path / "报告.docx", tmp_path / "报告.pdf", tmp_path / "pdf" / "再次.pdf"
    made = run("report", "half-year", "--org", "652799", "--as-of", "2024-06-30", "-o", str(out), "--pdf", str(pdf))
    assert (made.exit_code, pdf.read_bytes()[:4]) == (0, b"%PDF")
    number = Report.objects.get().number
    for named in (number, str(out)):
        assert run("pdf", named, "-o", str(again)).exit_code == 0
        assert again.read_bytes() == pdf.read_bytes()
        again.unlink()


def test_the_command_line_says_what_cannot_be_printed(db, tmp_path):
    broken = tmp_path / "a.docx"
    broken.write_bytes(b"no zip")
    for named, says in ((str(broken), "这不是 Word 文档"), ("KZ-652799-2024H1-0009", "没有这个编号的报告")):
        found = run("pdf", named, "-o", str(tmp_path / "a.pdf"))
        in_one_line = "".join(found.output.split())  # a line breaks where the folder's name happens to end
        assert (found.exit_code, "".join(says.split()) in in_one_line) == (2, True)
    assert not (tmp_path / "a.pdf").exists()
