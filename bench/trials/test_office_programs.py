"""Office programs: what LibreOffice and Calc make of our files, and what we read of theirs."""

import io
import re
import subprocess
import zipfile
from datetime import date

import pytest
from pypdf import PdfReader

from bench.trials.test_round_trips import through
from kezhang.collection.publishing import circular
from kezhang.collection.publishing.publication import publish
from kezhang.quantities.periods import Period
from kezhang.reading.sources.conversion import converted
from kezhang.reading.sources.opening import open_source
from kezhang.reports import workflow
from kezhang.reports.document import printing
from kezhang.reports.document.docx_reader import read_numbers, visible_paragraphs
from kezhang.reports.document.official import dressing, room
from kezhang.reports.document.printing import pdf_of
from kezhang.reports.frozen import freezing, official_paper, tracing
from kezhang.reports.models import Report
from kezhang.reports.proofreading.proof_result import FigureState, Strength
from kezhang.reports.proofreading.proofread import proofread
from kezhang.reports.templating.parsing import TemplateText
from kezhang.submissions.envoy_terms import assessment_workbook, reviews
from tests.documents import docx, kept, row, table
from tests.edited_reports import content_of
from tests.made_envoys import on_duty
from tests.required_programs import needs, needs_chinese_fonts
from tests.test_attachments import drafted
from tests.test_document import CHART, TABLE, made
from tests.test_official_papers import issued
from tests.test_printing import laid_out_anew, text_of
from tests.test_ranking import asked, counties, three  # noqa: F401 - as fixtures
from tests.test_reading_sources import NOISE, SENTENCE, cells, opened, refused  # noqa: F401 - two are fixtures
from tests.test_report_life import edited
from tests.test_sheets import HEAD, amounts, contract, plan, workbook
from tests.written_reports import half_year_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(example, clerk):
    return half_year_report(example, clerk)


def test_older_kinds_are_read_through_libreoffice(opened, tmp_path):  # noqa: F811
    office = needs("soffice")
    text = kept(tmp_path, "a.docx", docx(SENTENCE, table(row("指标", "完成"), row("高企数", "9")), "以上。"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for kind in ("doc", "odt", "rtf"):
        subprocess.run(
            [office, "--headless", profile, "--convert-to", kind, "--outdir", str(tmp_path), str(text)],
            check=True, capture_output=True,
        )  # fmt: skip
        source = open_source(tmp_path / f"a.{kind}")
        assert source.text.startswith(SENTENCE + "\n"), kind
        assert cells(source)[-1] == ("9", ("完成", "高企数"), None), kind
    as_wps = opened("总结.wps", (tmp_path / "a.doc").read_bytes())
    assert as_wps.text.startswith(SENTENCE)
    assert as_wps.notes == (".wps 由 LibreOffice 转换后读取",)


def test_an_old_file_that_is_noise_is_not_read_as_letters(refused):  # noqa: F811
    needs("soffice")
    assert "损坏" in refused("a.rtf", b"{\\rtf1 " + NOISE)


@pytest.mark.parametrize("ending", ["xls", "ods", "et"])
def test_the_same_table_is_read_from_every_kind_of_workbook(county, tmp_path, ending):
    (tmp_path / "表.xlsx").write_bytes(workbook(("表", [HEAD, contract(1)])))
    kind = "xls" if ending == "et" else ending  # WPS writes .et as the older Excel format
    command = [needs("localc"), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--calc"]
    subprocess.run(
        [*command, "--convert-to", kind, "--outdir", tmp_path, tmp_path / "表.xlsx"], check=True, capture_output=True
    )
    content = (tmp_path / f"表.{kind}").read_bytes()
    assert amounts(plan(county, content, f"表.{ending}")) == [1200000]


def test_an_assessment_of_envoys_opens_with_its_scores_as_numbers(county, clerk, tmp_path):
    on_duty(county, clerk, "古丽娜尔", "柳泉镇红柳村", since=date(2025, 1, 1), days=900)
    review = reviews.make(county, "annual", date(2025, 12, 31), clerk)
    (tmp_path / "考核.xlsx").write_bytes(assessment_workbook.book(review))
    command = [needs("localc"), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--calc"]
    subprocess.run(
        [*command, "--convert-to", "ods", "--outdir", tmp_path, tmp_path / "考核.xlsx"], check=True, capture_output=True
    )
    with zipfile.ZipFile(tmp_path / "考核.ods") as book:
        text = book.read("content.xml").decode()
    row = text[text.index(">古丽娜尔<") :]
    assert re.findall(r'office:value-type="float" office:value="([0-9.]+)"', row)[:2] == ["0", "12"]
    assert f"{county.name}科技特派员2025年度考核" in text


def test_libreoffice_works_within_its_limits():
    needs("soffice")
    made = converted(b"{\\rtf1\\ansi 27}", ".rtf", "docx:MS Word 2007 XML")
    assert made is not None
    assert made[:2] == b"PK"


def test_libreoffice_keeps_the_identity_of_every_number(tmp_path):
    found = read_numbers(io.BytesIO(through(needs("soffice"), made(), "docx", tmp_path)))
    assert [(n.mark, n.text) for n in found] == [("k001", "27"), ("k002", "1062")]


def test_a_page_holds_22_lines_of_28_characters_and_none_the_signature_alone(tmp_path):
    soffice, pdftotext = needs("soffice"), needs("pdftotext")
    (tmp_path / "a.pdf").write_bytes(through(soffice, made(), "pdf", tmp_path))
    text = subprocess.run(
        [pdftotext, "-layout", str(tmp_path / "a.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    pages = [[line.strip() for line in page.splitlines() if line.strip()] for page in text.split("\f")[:-1]]
    full = [line for line in pages[1] if set(line) == {"字"}]
    assert (len(full), {len(line) for line in full}) == (22, {28})
    assert pages[-1][-4:-1] == ["以上报告。", "朔湖县科学技术局", "2024 年 6 月 30 日"]


def test_an_office_program_draws_the_chart_as_lines_and_areas(tmp_path):
    page = PdfReader(io.BytesIO(through(needs("soffice"), made((CHART, TABLE)), "pdf", tmp_path))).pages[0]
    text = page.extract_text()
    assert [words for words in ("技术合同成交额", "1062.5", "去年同期", "登记日期") if words not in text] == []
    pictures = [o for o in page["/Resources"].get("/XObject", {}).values() if o.get_object()["/Subtype"] == "/Image"]
    assert pictures == []


def test_libreoffice_keeps_every_figure_of_the_report(report, tmp_path):
    (tmp_path / "报告.docx").write_bytes(through(needs("soffice"), report.file.read(), "docx", tmp_path))
    found, traced = tracing.trace(tmp_path / "报告.docx")
    assert found == report
    assert [t.figure for t in traced if t.is_as_frozen] == list(report.figures.order_by("mark"))


def test_an_odt_comes_back_checked_and_is_accepted_as_docx(report, clerk, tmp_path):
    soffice = needs("soffice")
    workflow.send(report, clerk)
    back = workflow.take_back(report, clerk, "改.odt", through(soffice, edited(report), "odt", tmp_path))
    assert [f["found"] for f in back.findings["figures"] if f["state"] == "changed"] == ["1082"]
    workflow.accept(report, clerk, "以统计数为准")
    assert "1082万元" in "".join(visible_paragraphs(Report.objects.get(pk=report.pk).file.path))


def test_an_edited_report_is_printed_by_the_office_program(report):
    needs("soffice")
    pdf = printing.pdf_of(laid_out_anew(content_of(report)), ".docx")
    assert pdf.startswith(b"%PDF")
    assert "朔湖县科学技术局" in text_of(pdf)


@pytest.mark.parametrize("told", [{}, {"kind": "函", "code_word": "朔科函"}, {"copied_to": "县委办公室，" * 20}])
def test_the_imprint_ends_at_the_foot_of_the_last_page(report, clerk, director, told):
    needs("soffice")
    made = content_of(issued(report, clerk, director, **told))
    elements = official_paper.elements_of(report)
    told_room = dressing.room_of(dressing.open_document(made).root.find(f"{dressing.W}body"))
    ended = dressing.dressed(made, elements, report.title, told_room, ended=True)
    plain, with_rule = (PdfReader(io.BytesIO(room.converted(each, ".docx", "pdf"))) for each in (made, ended))
    assert len(plain.pages) == len(with_rule.pages)
    assert abs(min(room.rules(with_rule.pages[-1])) - room.FOOT) < 2.84  # 1 mm


def untouched(report) -> None:
    """Printed and sent back as it was, nothing of it is told."""
    proof = proofread(pdf_of(content_of(report), ".docx"), report)
    assert {each.state for each in proof.figures} == {FigureState.SAME}
    assert [(m.kind, m.was, m.now) for m in proof.meanings if m.strength is Strength.MEANING] == []
    assert ([n.text for n in proof.numbers], list(proof.contradictions)) == ([], [])


def test_a_circular_that_comes_back_printed_and_untouched_is_clean(three):  # noqa: F811
    needs_chinese_fonts()
    untouched(circular.write(publish(three, None), None))


def test_a_report_with_a_table_and_a_chart_that_comes_back_printed_and_untouched_is_clean(example):
    needs_chinese_fonts()
    needs("soffice")
    written = (
        "〔标题〕情况", "登记技术合同成交额【技术合同成交额】。", "【图|完成|技术合同成交额、科技成果登记数】",
        "【表|技术合同|状态=已登记|合同名称、合同成交额、登记日期】", "【表|任务完成情况】",
    )  # fmt: skip
    template = TemplateText("情况", written, example)
    untouched(freezing.write(example, Period.half(2024, 1), date(2024, 6, 30), None, template))


def test_the_line_of_an_attachment_begins_a_page_there_too(example):
    needs("soffice")
    office = PdfReader(io.BytesIO(room.converted(content_of(drafted(example)), ".docx", "pdf")))
    heads = [page.extract_text().strip()[:3] for page in office.pages]
    assert [head for head in heads if head.startswith("附件")] == ["附件1", "附件2"]
