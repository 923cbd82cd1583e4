"""Files made to do harm, through the pages and the commands: each is read or refused with one sentence, in a process
that takes no more than its share, and nothing of it is kept that was refused.
"""

import resource
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kezhang.intake.models import ReadDocument
from kezhang.records.importing.workbooks import workbook_reader
from kezhang.records.importing.workbooks.workbook_reader import UnreadableWorkbook
from kezhang.records.models import Batch
from kezhang.reports import workflow
from kezhang.reports.document.conversion import TriedDocx, as_docx
from kezhang.reports.document.docx_reader import NotADocument
from tests import hostile_files as hostile
from tests.command_line import invoked
from tests.documents import docx, kept, pdf
from tests.test_sheets import HEAD, contract, workbook
from tests.written_reports import half_year_report

pytestmark = pytest.mark.django_db
GIGABYTE = 1024 * 1024  # as the system counts: in kilobytes
WORKBOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "远格.xlsx": (lambda: hostile.far_cell({}), "不像一张表"),
    "暗藏.xlsx": (hostile.hidden_far_cell, "意外中止"),
    "散落.xlsx": (hostile.scattered, "不像一张表"),
    "假数.ods": (hostile.false_ods, "意外中止"),
    "假数.xls": (hostile.false_xls, "意外中止"),
    "长文.xlsx": (hostile.long_text, "超过32767个字"),
    "合并.xlsx": (hostile.merged_over, "合并单元格太多"),
    "膨胀.xlsx": (hostile.swelling, "解压后有"),
    "千表.xls": (hostile.many_tables, "1000张以上工作表"),
    "同表.xlsx": (hostile.shared_sheet, "指向同一份内容"),
    "残缺.xlsx": (lambda: hostile.book(hostile.TYPED)[:-300], "已损坏"),
    "逗号.csv": (lambda: (b"," * 15_000 + b"\n") * 2000, "万格以上"),
    "长表.csv": (lambda: b"1,2\n" * 3_000_000, "超过1048576行"),
    "引号.csv": (lambda: b'"' + b"a" * 30_000_000, "少了一个引号"),
}
DOCUMENTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "八百万段.docx": (lambda: hostile.empty_paragraphs(8_000_000), "超过20万段"),
    "嵌套.docx": (hostile.deep_document, "嵌套过深"),
    "标签.docx": (hostile.many_tags, "解压后过大"),
    "部件.docx": (lambda: hostile.many_members(20_000, docx("27项")), "个部件"),
}
REPORTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "eight million paragraphs": (lambda: hostile.empty_paragraphs(8_000_000), "超过20万段"),
    "forty thousand paragraphs": (lambda: hostile.empty_paragraphs(40_000), "有40001段"),
    "tags": (hostile.many_tags, "解压后过大"),
    "text": (lambda: docx("字" * 400_000), "40万字"),
    "numbers": (lambda: docx(*["27项，" * 40] * 300), "有12000个数字"),
    "broken": (lambda: docx("27项")[:-100], "损坏"),
}


def run(*words: object):
    answer = invoked([str(word) for word in words])
    assert "Traceback" not in answer.output
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer


@pytest.fixture(autouse=True)
def within_a_gigabyte():
    """A process counts as its own what the one that began it held at that moment, and other tests have begun some too."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    yield
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, own, GIGABYTE)


# Workbooks


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_hostile_workbook_is_refused_by_page_and_command(client, clerk, tmp_path, name):
    make, says = WORKBOOKS[name]
    content = make()
    client.force_login(clerk)
    answer = client.post("/ledgers/technology-contracts/import/", {"file": SimpleUploadedFile(name, content)})
    assert (answer.status_code, says in answer.content.decode()) == (422, True)
    assert client.get("/ledgers/technology-contracts/").status_code == 200
    told = run("import", kept(tmp_path, name, content), "--org", "652799", "--yes")
    assert (told.exit_code, says in told.output.replace("\n", "")) == (2, True)
    assert not Batch.objects.exists()


def test_a_cell_at_the_end_of_the_sheet_is_cut_off_and_named(client, clerk, tmp_path):
    def stray(book):
        book["台账"]["XFD1048576"] = "误填"

    content = workbook(("台账", [["技术合同"], HEAD, contract(1), contract(2)]), stray=stray)
    client.force_login(clerk)
    upload = SimpleUploadedFile("远格.xlsx", content)
    shown = client.post("/ledgers/technology-contracts/import/", {"file": upload}, follow=True)
    assert "离表格很远的XFD1048576共1格没有读取" in shown.content.decode()
    assert shown.context["preview"]["counts"]["new"] == 2
    told = run("import", kept(tmp_path, "远格.xlsx", content), "--org", "652799", "--yes")
    assert told.exit_code == 0, told.output
    assert Batch.objects.get(state=Batch.State.APPLIED).created == 2


def test_what_is_left_of_a_sparse_sheet_is_what_the_whole_sheet_would_give():
    rows = [[None, "日期", None], ["甲", date(2024, 6, 5), 1.5], [], ["乙", True, "3"]]

    def stray(book):
        book["a"]["ZZ900000"] = 1

    with_stray = workbook_reader.pages(workbook(("a", rows), stray=stray), "a.xlsx")
    without = workbook_reader.pages(workbook(("a", rows)), "a.xlsx")
    assert [page.rows for page in with_stray] == [page.rows for page in without]
    assert (with_stray[0].cut != "", without[0].cut) == (True, "")


def test_cells_that_are_merely_formatted_are_cut_off_without_a_word():
    def stray(book):
        book["a"]["XFD1048576"].number_format = "0.00"

    (page,) = workbook_reader.pages(workbook(("a", [["甲", "乙"]]), stray=stray), "a.xlsx")
    assert (page.rows, page.cut) == ([["甲", "乙"]], "")


def test_a_sheet_nested_deep_below_its_rows_is_read():
    (page,) = workbook_reader.pages(hostile.deep_sheet(), "深.xlsx")
    assert len(page.rows) == 50


def test_a_workbook_of_twenty_thousand_parts_is_refused():
    with pytest.raises(UnreadableWorkbook, match="个部件"):
        workbook_reader.pages(hostile.many_members(20_000), "部件.xlsx")


# Documents


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_hostile_document_is_refused_by_page_and_command(client, clerk, tmp_path, name):
    make, says = DOCUMENTS[name]
    content = make()
    client.force_login(clerk)
    answer = client.post("/reading/", {"file": SimpleUploadedFile(name, content)})
    assert (answer.status_code, says in answer.content.decode()) == (422, True)
    assert client.get("/reading/").status_code == 200
    assert not ReadDocument.objects.exists()
    told = run("read", kept(tmp_path, name, content))
    assert (told.exit_code, says in told.output.replace("\n", "")) == (1, True)


def test_forty_thousand_empty_paragraphs_are_read(client, clerk, tmp_path):
    content = hostile.empty_paragraphs(40_000)
    client.force_login(clerk)
    answer = client.post("/reading/", {"file": SimpleUploadedFile("空段.docx", content)})
    assert answer.status_code == 302
    assert ReadDocument.objects.get().finding_count == 1
    assert "27" in run("read", kept(tmp_path, "空段.docx", content)).stdout


# Edited reports


@pytest.fixture
def report(example, clerk):
    return half_year_report(example, clerk)


@pytest.mark.parametrize("kind", REPORTS)
def test_a_hostile_report_is_refused_when_it_comes_back_and_by_every_command(report, client, clerk, tmp_path, kind):
    make, says = REPORTS[kind]
    content = make()
    workflow.send(report, clerk)
    client.force_login(clerk)
    upload = {"file": SimpleUploadedFile("改.docx", content)}
    answer = client.post(f"/reports/{report.number}/steps/return/", upload, follow=True)
    assert says in answer.content.decode()
    file, out = kept(tmp_path, "改.docx", content), tmp_path / "新"
    for code, *words in (
        (1, "report", "return", report.number, file),
        (2, "proofread", file),
        (2, "refresh", file, "--as-of", "2024-07-31", "-o", out),
        (2, "trace", file),
        (2, "pdf", file, "-o", out),
    ):
        told = run(*words)
        assert (words[:2], told.exit_code, says in told.output.replace("\n", "")) == (words[:2], code, True)
    assert not out.exists()
    assert not report.revisions.filter(what="back").exists()


def test_a_hostile_template_is_refused(example, tmp_path):
    file = kept(tmp_path, "模板.docx", hostile.empty_paragraphs(8_000_000))
    words = ("report", "half-year", "--org", "652799", "--as-of", "2024-06-30", "-o", tmp_path / "新.docx")
    told = run(*words, "--template", file)
    assert (told.exit_code, "超过20万段" in told.output.replace("\n", "")) == (2, True)


def test_a_document_is_tried_once_and_then_known_to_be_safe():
    tried = as_docx(docx("27项"))
    assert isinstance(tried, TriedDocx)
    assert as_docx(tried) is tried


# Sizes


@pytest.mark.parametrize(
    "words",
    [
        ("proofread", "{file}"),
        ("refresh", "{file}", "--as-of", "2024-07-31", "-o", "{file}.新"),
        ("trace", "{file}"),
        ("pdf", "{file}", "-o", "{file}.pdf"),
        ("report", "half-year", "--org", "652799", "--as-of", "2024-06-30", "-o", "{file}.新", "--template", "{file}"),
        ("import", "{file}", "--org", "652799", "--yes"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_every_command_refuses_what_is_larger_than_the_limit(settings, county, tmp_path, words):
    settings.KEZHANG_READ_LIMIT = settings.KEZHANG_EVIDENCE_LIMIT = settings.KEZHANG_UPLOAD_LIMIT = 500
    file = kept(tmp_path, "大.docx", docx("27项"))
    told = run(*(word.format(file=file) for word in words))
    assert (told.exit_code, "的上限" in told.output.replace("\n", "")) == (2, True)


@pytest.mark.parametrize("name", ["无.docx", ""])
@pytest.mark.parametrize("command", ["proofread", "trace"])
def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path, command, name):
    told = run(command, tmp_path / name)
    assert (told.exit_code, "打不开" in told.output.replace("\n", "")) == (2, True)


def test_a_report_that_comes_back_too_large_is_refused(settings):
    settings.KEZHANG_READ_LIMIT = 500
    with pytest.raises(NotADocument, match="的上限"):
        as_docx(docx("27项"))


def test_a_pdf_within_its_limits_is_still_read(tmp_path):
    assert "1062" in run("read", kept(tmp_path, "报告.pdf", pdf(["成交额1062万元。"]))).stdout
