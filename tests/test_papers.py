"""A bureau's own document as template: filled where it stands, or refused with every fault and its place."""

import io
import random
import zipfile
from datetime import date

import pytest
from lxml import etree

from kezhang.quantities.periods import Period
from kezhang.reports.document.blocks import Number, Text
from kezhang.reports.document.docx_checks import faults
from kezhang.reports.document.docx_reader import W, open_document, read_numbers
from kezhang.reports.document.paper.opened_paper import PaperParagraph, open_paper
from kezhang.reports.document.paper.splicing import MarkNumbers, splice
from kezhang.reports.frozen import freezing
from kezhang.reports.models import Template
from kezhang.reports.proofreading.proofread import proofread
from kezhang.reports.proofreading.refresh import refresh
from kezhang.reports.templating import library
from kezhang.reports.templating.paper_template import read_paper
from kezhang.reports.templating.tokens import FaultyTemplate
from tests.bureau_papers import LOOKS, box, grid, paper, red_head, styled, two_columns
from tests.documents import paragraph, row, run
from tests.required_programs import needs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
JUNE, MARCH = date(2024, 6, 30), date(2024, 3, 31)


def report_of(org, content: bytes, as_of=JUNE):
    template = library.opened(content, "模板.docx", "模板.docx", org)
    return freezing.write(org, Period.half(as_of.year, 1), as_of, None, template)


def text_of(report) -> str:
    with report.file.open("rb") as file:
        content = file.read()
    return "\n".join(found.text for found in open_paper(content).paragraphs() if found.text)


def told(content: bytes) -> list[str]:
    with pytest.raises(FaultyTemplate) as faulty:
        read_paper(content, {})
    return [str(fault) for fault in faulty.value.faults]


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode()


@pytest.mark.parametrize("look", LOOKS)
def test_five_looks_are_filled_in_place_and_stay_sound(example, look, tmp_path):
    needs("openxml_audit")
    from openxml_audit import OpenXmlValidator

    def wrong(content: bytes) -> list[str]:
        file = tmp_path / "a.docx"
        file.write_bytes(content)
        return sorted(str(e.description) for e in OpenXmlValidator().validate(str(file)).errors)

    content = LOOKS[look]()
    report = report_of(example, content)
    with report.file.open("rb") as file:
        filled = file.read()
    assert wrong(filled) == wrong(content)
    assert faults(io.BytesIO(filled)) == faults(io.BytesIO(content))
    assert "【" not in text_of(report)
    assert "〔若" not in text_of(report)
    found = read_numbers(io.BytesIO(filled))
    assert {n.mark for n in found} == {f.mark for f in report.figures.all()}
    proof = proofread(filled, report)
    assert {each.state.value for each in proof.figures} == {"same"}


def test_the_look_of_the_page_is_not_touched(example):
    report = report_of(example, red_head())
    with report.file.open("rb") as file:
        document = part(file.read(), "word/document.xml")
    assert (
        '<w:color w:val="FF0000"/><w:sz w:val="80"/></w:rPr><w:t xml:space="preserve">朔湖县科学技术局</w:t>'
        in document
    )
    assert '<w:bottom w:val="single" w:sz="18" w:space="7" w:color="FF0000"/>' in document
    assert "朔科字〔2024〕3号" in text_of(report)
    assert "登记技术合同27项，成交额1062万元，完成率53%。" in text_of(report)
    assert "时间过半，任务过半。" in text_of(report)
    assert report.title == "朔湖县科学技术局2024年上半年工作总结"


def test_a_number_with_a_size_of_its_own_gets_a_control_that_keeps_it(example):
    report = report_of(example, red_head())
    with report.file.open("rb") as file:
        root = open_document(file.read()).root
    for control in root.iter(W + "sdt"):
        assert control.find(f"{W}sdtContent/{W}r/{W}rPr/{W}sz").get(W + "val") == "32"
        assert control.find(f"{W}sdtPr/{W}text") is None
        assert control.getprevious().tag == W + "bookmarkStart"


def test_a_box_is_filled_twice_and_its_figure_counted_once(example):
    report = report_of(example, LOOKS["text_box"]())
    assert text_of(report).count("要点：成交额1062万元") == 2
    assert [f.display for f in report.figures.order_by("mark")] == ["27", "1062"]


def test_figures_of_headers_are_traced_and_refreshed(example):
    report = report_of(example, LOOKS["page_furniture"](), MARCH)
    with report.file.open("rb") as file:
        made = refresh(file.read(), report, JUNE)
    assert {each.now.display for each in made.written} == {"27", "1062"}
    assert "成交额1062万元" in etree.fromstring(part(made.content, "word/header1.xml").encode()).xpath("string()")


def test_a_section_that_drops_out_leaves_no_gap_and_references_are_told(example):
    report = report_of(example, two_columns(), date(2024, 1, 31))
    lines = [line for line in text_of(report).splitlines() if "、" in line]
    assert [line[0] for line in lines] == ["一", "二", "三"]
    assert any("见第三节" in note for note in report.notes)


@pytest.mark.parametrize(
    ("block", "where", "says"),
    [
        ("登记｛技术合同成交额｝", "第2段", "方头括号"),
        ("登记[科技成果登记数]", "第2段", "【科技成果登记数】"),
        ("登记〖财政科技投入〗", "第2段", "方头括号"),
        ("〔如果 财政科技投入〕有投入", "第2段", "写〔若 指标〕"),
        ("登记{{任何写法}}", "第2段", "方头括号"),
        ("登记［技术合同成交额｜任务］", "第2段", "方头括号"),
        ("登记「技术合同成交额」", "第2段", "方头括号"),
        ("目前〔若 新认定高新技术企业〕新认定【新认定高新技术企业】", "第2段", "段首"),
        ("目前〔否则〕没有", "第2段", "〔否则〕"),
        ("总结〔标题〕", "第2段", "段首"),
        ("登记【技术合同成交额", "第2段", "没有成对"),
        ("登记技术合同成交额】", "第2段", "没有成对"),
        ("登记【技术合同成交】", "第2段", "相近的有"),
        (paragraph(styled("登记", sz="20"), styled("【技术合同成交额】", vanish="1")), "第2段", "隐藏"),
        (paragraph(styled("【技术合同成交额】", strike="1")), "第2段", "删除线"),
        (paragraph('<w:fldSimple w:instr="QUOTE"><w:r><w:t>【技术合同成交额】</w:t></w:r></w:fldSimple>'), "第2段", "域"),
        (paragraph(run("【技术合同"), "<w:r><w:br/></w:r>", run("成交额】")), "第2段", "换行"),
        (grid(row("指标", "｛技术合同成交额｝")), "表1第1行第2格", "方头括号"),
        (paragraph(box("【没有的指标】")), "文本框", "没有"),
        (grid(row("【表|技术合同】", "x")), "表1第1行第1格", "只能写在正文里"),
        ("问题：【问题】", "第2段", "独占一段"),
    ],
)  # fmt: skip
def test_what_looks_like_a_token_and_is_none_is_refused_with_its_place(block, where, says):
    found = told(paper("总结", block))
    assert any(where in fault and says in fault for fault in found), found


def test_every_part_is_searched_and_everything_is_told_at_once():
    shape = "<a:p><a:r><a:t>【技术合同</a:t></a:r><a:r><a:t>成交额】</a:t></a:r></a:p>"
    space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    found = told(
        paper(
            "登记{{x}}", header1="【没有的】", word__charts__chart1=f"<c {space}>{shape}</c>",
            word__diagrams__data1=f"<d {space}>{shape}</d>", word__comments="<c>〖财政科技投入〗</c>",
        )
    )  # fmt: skip
    for where in ("第1段", "页眉", "图表", "SmartArt 图形", "批注"):
        assert any(fault.startswith(where) for fault in found), where


def test_a_token_in_a_files_properties_is_refused_but_its_title_is_exchanged():
    space = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    said = f"<p {space}><dc:title>【单位】总结</dc:title><dc:subject>【技术合同成交额】</dc:subject></p>"
    found = told(paper("总结", docProps__core=said))
    assert [fault.startswith("文档属性") and "【技术合同成交额】" in fault for fault in found] == [True]


def test_words_of_official_documents_are_not_taken_for_tokens():
    read_paper(paper("朔科字〔2024〕3号", "见[1]、「揭榜挂帅」、＜上年＞，依照《办法》〔2023〕1号办理。"), {})


def test_tracked_changes_are_accepted_and_that_is_told(example):
    kept = '<w:ins w:id="1" w:author="a"><w:r><w:t>成交额【技术合同成交额】</w:t></w:r></w:ins>'
    gone = '<w:del w:id="2" w:author="a"><w:r><w:delText>【乱写的标签】</w:delText></w:r></w:del>'
    report = report_of(example, paper("总结", paragraph("今年", kept, gone, "。")))
    assert "今年成交额1062万元。" in text_of(report)
    assert report.notes == ["模板里有2处修订痕迹，已按接受修订处理"]


def test_a_former_report_as_template_carries_no_former_marks(example):
    first = report_of(example, paper("总结", "登记【技术合同登记数】。"))
    with first.file.open("rb") as file:
        content = file.read()
    second = report_of(example, content)
    assert second.figures.count() == 0
    assert "以前的报告" in second.notes[0]
    assert read_numbers(io.BytesIO(content))
    with second.file.open("rb") as file:
        assert read_numbers(file) == []


def test_a_token_in_a_bureaus_own_control_is_filled_without_it(example):
    inner = '<w:sdt><w:sdtPr><w:id w:val="5"/><w:text/></w:sdtPr><w:sdtContent><w:r><w:t>【技术合同登记数】</w:t></w:r></w:sdtContent></w:sdt>'
    report = report_of(example, paper("总结", paragraph("登记", inner, "。")))
    with report.file.open("rb") as file:
        root = open_document(file.read()).root
    assert len(list(root.iter(W + "sdt"))) == 1
    assert "登记27项。" in text_of(report)


def test_problems_and_tables_stand_in_the_paper_as_paragraphs_of_its_own_look(example):
    report = report_of(
        example,
        paper(
            "总结", paragraph(styled("【问题】", sz="32")), "【表|技术合同|状态=已登记|合同名称、合同成交额】", "完。"
        ),
    )
    with report.file.open("rb") as file:
        content = file.read()
    assert "（一）" in text_of(report)
    assert faults(io.BytesIO(content)) == []
    root = open_document(content).root
    problem = next(p for p in root.iter(W + "p") if "（一）" in "".join(p.itertext()))
    assert problem.find(f"{W}r/{W}rPr/{W}sz").get(W + "val") == "32"
    assert len(list(root.iter(W + "tr"))) > 20
    assert {each.state.value for each in proofread(content, report).figures} == {"same"}


def test_any_stretch_of_any_runs_is_exchanged_and_all_else_keeps_its_format():
    for seed in range(300):
        by = random.Random(seed)
        letters = "".join(by.choice("甲乙丙丁戊己") for _ in range(by.randint(4, 30)))
        start = by.randrange(len(letters))
        end = by.randint(start + 1, len(letters))
        cuts = sorted({0, len(letters), *(by.randrange(len(letters)) for _ in range(5))})
        looks = [by.randint(10, 60) for _ in cuts]
        runs = [styled(letters[a:b], sz=str(size)) for a, b, size in zip(cuts, cuts[1:], looks, strict=False)]
        for n in range(len(runs)):
            wrapped = by.choice((0, 0, 1, 2))
            if wrapped == 1:
                runs[n] = f'<w:hyperlink w:anchor="x">{runs[n]}</w:hyperlink>'
            elif wrapped == 2:
                runs[n] = f'<w:sdt><w:sdtPr><w:id w:val="{n}"/></w:sdtPr><w:sdtContent>{runs[n]}</w:sdtContent></w:sdt>'
        opened = open_paper(paper(paragraph(*runs)))
        found = opened.paragraphs()[0]
        before = _formats(found)
        splice(found, start, end, [Text("数"), Number("k001", "27"), Text("项")], MarkNumbers(9))
        after = PaperParagraph(found.element).gathered()
        assert after.text == f"{letters[:start]}数27项{letters[end:]}", seed
        formats = _formats(after)
        assert formats[:start] + formats[start + 4 :] == before[:start] + before[end:], seed
        for control in found.element.iter(W + "sdt"):
            assert control.find(f"{W}sdtContent//{W}sdt") is None


def _formats(found: PaperParagraph) -> list[str]:
    return [t.getparent().find(f"{W}rPr/{W}sz").get(W + "val") for _, t in found.pieces for _ in t.text]


def test_on_the_site_a_document_goes_the_same_way(client, example, clerk, neighbour_clerk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(clerk)
    here = "/652799/2024-06-30/reports/templates/"
    bad = client.post(here, {"name": "表", "file": SimpleUploadedFile("a.docx", paper("登记｛技术合同成交额｝"))})
    assert bad.status_code == 422
    assert "第1段" in bad.content.decode()
    sent = {"name": "表", "file": SimpleUploadedFile("a.docx", LOOKS["tables"]())}
    assert client.post(here, sent).status_code == 302
    key = f"own-{Template.objects.get().pk}"
    page = client.get(f"{here}{key}/?period=2024H1").content.decode()
    assert "1062万元" in page
    made = client.post("/reports/new/", {"template": key, "period": "2024H1", "as_of": "2024-06-30"}, follow=True)
    assert "个数字可追溯" in made.content.decode()
    client.force_login(neighbour_clerk)
    assert client.get(f"/{neighbour_clerk.org.code}/2024-06-30/reports/templates/{key}/").status_code == 404


CONTRACTS = grid(
    row("序号", "合同", "金额"),
    row("【每条|技术合同|状态=已登记】【序号】", "【列|合同名称】", paragraph(styled("【列|合同成交额】", sz="18"))),
    row("合计", "", "【技术合同成交额】"),
)


def test_a_row_comes_once_for_each_record_in_the_tables_own_look(example, tmp_path):
    content = paper("总结", CONTRACTS, "表1第2行")
    report = report_of(example, content, MARCH)
    with report.file.open("rb") as file:
        filled = file.read()
    root = open_document(filled).root
    rows = ["|".join("".join(cell.itertext()) for cell in tr.iter(W + "tc")) for tr in root.iter(W + "tr")]
    assert len(rows) == 14
    assert rows[1].startswith("1|")
    assert rows[12].startswith("12|")
    assert rows[-1] == "合计||418万元"
    assert {size.get(W + "val") for tr in list(root.iter(W + "tr"))[1:13] for size in tr.iter(W + "sz")} == {"18"}
    assert faults(io.BytesIO(filled)) == faults(io.BytesIO(content))
    assert report.figures.filter(role="表中数").count() == 12
    assert {each.state.value for each in proofread(filled, report).figures} == {"same"}


def test_a_table_without_records_keeps_its_head_and_says_so(neighbour):
    report = report_of(neighbour, paper("总结", CONTRACTS))
    assert "没有记录" in report.notes[0]
    assert "序号" in text_of(report)


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ("【每条|技术合同】【序号】", "只能写在 .docx 模板的表格里"),
        (grid(row("【列|合同名称】", "x")), "这一行没有【每条|台账】"),
        (grid(row("【每条|没有的台账】", "【列|合同名称】")), "没有“没有的台账”这个台账"),
        (grid(row("【每条|技术合同】", "【列|没有的列】")), "没有“没有的列”这一列"),
    ],
)
def test_rows_that_cannot_be_repeated_are_refused(block, says):
    assert any(says in fault for fault in told(paper("总结", block)))
