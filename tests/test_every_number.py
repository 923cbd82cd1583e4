"""Every number is somebody's: wherever in a document it stands and however it is written."""

import io
import json
import re
import zipfile
from datetime import date

import pytest

from bench.hand_edits import opened, saved
from kezhang.quantities.periods import Period
from kezhang.reports.document.conversion import as_docx
from kezhang.reports.document.docx_checks import faults
from kezhang.reports.document.docx_reader import Paragraph, W, open_document
from kezhang.reports.document.opening.asides import Where
from kezhang.reports.document.opening.stamps import stamp_in, stamp_of
from kezhang.reports.frozen import freezing
from kezhang.reports.proofreading.comments import marked
from kezhang.reports.proofreading.identification import resolve
from kezhang.reports.proofreading.places import places_of
from kezhang.reports.proofreading.proofread import proofread
from kezhang.reports.proofreading.refresh import refresh
from kezhang.reports.templating.parsing import TemplateText
from tests.command_line import invoked
from tests.documents import OFFICE, cell, paragraph, row, run, table, zipped
from tests.documents import W as NAMESPACE
from tests.edited_reports import JUNE, changes, content_of, edited_content, mark_of, small_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]
TURNOVER = "技术合同成交额"
BODY_END = "<w:sectPr>"


@pytest.fixture
def report(county):
    return small_report(county)


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def with_blocks(content: bytes, *blocks: str) -> bytes:
    """Typed at the end of the body."""
    parts = parts_of(content)
    text = parts["word/document.xml"].decode()
    assert BODY_END in text
    parts["word/document.xml"] = text.replace(BODY_END, "".join(blocks) + BODY_END).encode()
    return zipped(parts)


def with_part(content: bytes, name: str, kind: str, part: str | bytes) -> bytes:
    """A part of its own, related from the body."""
    parts = parts_of(content)
    relations = parts["word/_rels/document.xml.rels"].decode()
    relation = f'<Relationship Id="rIdOwn" Type="{OFFICE}/{kind}" Target="{name}"/>'
    parts["word/_rels/document.xml.rels"] = relations.replace(
        "</Relationships>", relation + "</Relationships>"
    ).encode()
    parts[f"word/{name}"] = part if isinstance(part, bytes) else part.encode()
    return zipped(parts)


def numbers(content: bytes, report) -> list[tuple[str, str]]:
    proof = proofread(content, report)
    assert all(f.state == "same" for f in proof.figures)
    return [(n.text, str(n.where)) for n in proof.numbers]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("全县研发人员数达到1375，专利授权突破300。", ["1375", "300"]),
        ("专利申请量为46，居中游。", ["46"]),
        ("走访企业情况：大型3，中型12。", ["3", "12"]),
        ("服务覆盖率由61（改为73）提高。", ["61", "73"]),
        ("新建星创天地二十三家。", ["二十三家"]),
        ("投入1\u00a0285万元。", ["1 285万元"]),
    ],
)
def test_a_number_that_somebody_typed_is_listed_with_its_unit_or_without(report, sentence, told):
    found = numbers(with_blocks(content_of(report), paragraph(sentence)), report)
    assert [text for text, _ in found] == told
    assert {where for _, where in found} == {"body"}


@pytest.mark.parametrize(
    "sentence",
    ["2024年6月5日召开会议。", "按照〔2024〕12号文件要求。", "落实“十四五”规划和“2+5”人才项目。", "第3次会议通过。"],
)
def test_dates_document_numbers_and_names_are_no_numbers(report, sentence):
    assert numbers(with_blocks(content_of(report), paragraph(sentence)), report) == []


def typed_table(*figures: str) -> str:
    return table(
        row("指标", "全年任务", "上半年完成", "完成率（%）"),
        row("专利授权数（件）", "300", "180", "60"),
        row("技术合同成交额（万元）", *figures),
    )


def test_a_typed_table_is_read_by_its_heads_and_held_against_the_report(report):
    proof = proofread(with_blocks(content_of(report), typed_table("2000", "1162", "58.1")), report)
    assert [n.text for n in proof.numbers] == ["300", "180", "60", "2000", "1162", "58.1"]
    assert {str(n.where) for n in proof.numbers} == {"table"}
    assert [n.reading for n in proof.numbers][3:] == [
        "任务 技术合同成交额 2000万元",
        "实绩 技术合同成交额 1162万元",
        "完成率 技术合同成交额 58.1%",
    ]
    assert [c.figures for c in proof.contradictions] == [
        (mark_of(report, TURNOVER),),
        (mark_of(report, TURNOVER, "完成率"),),
    ]


def test_a_typed_table_that_agrees_with_the_report_is_listed_and_no_contradiction(report):
    proof = proofread(with_blocks(content_of(report), typed_table("2000", "1062", "53.1")), report)
    assert len(proof.numbers) == 6
    assert proof.contradictions == ()


def test_a_table_with_indicators_on_top_is_read_as_well(report):
    turned = table(
        row("项目", "技术合同成交额（万元）", "科技成果登记数（项）"),
        row("全年任务", "2000", "9"),
        row("上半年完成", "1162", "2"),
    )
    proof = proofread(with_blocks(content_of(report), turned), report)
    assert [c.says.split("，")[0] for c in proof.contradictions] == [
        "表格中科技成果登记数任务为9项",
        "表格中技术合同成交额实绩为1162万元",
    ]


def story(kind: str, inside: str) -> str:
    return f'<?xml version="1.0"?><w:{kind} {NAMESPACE}>{inside}</w:{kind}>'


NOTE = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>12</w:t></w:r></w:p></w:footnote><w:footnote w:id="2">{}</w:footnote>'


@pytest.mark.parametrize(
    ("kind", "part", "where"),
    [
        ("footnotes", story("footnotes", NOTE.format(paragraph("跨省成交额5680万元，占比535%。"))), "footnote"),
        (
            "endnotes",
            story("endnotes", f'<w:endnote w:id="2">{paragraph("另有5680万元，占比535%。")}</w:endnote>'),
            "endnote",
        ),
        ("header", story("hdr", paragraph("全年5680万元，增长535%")), "header"),
        ("footer", story("ftr", paragraph("全年5680万元，增长535%")), "footer"),
        ("aFChunk", "<html><body><p>成交额5680万元</p><p>占比535%</p></body></html>", "embedded file"),
    ],
)
def test_numbers_beside_the_body_are_listed_with_where_they_stand(report, kind, part, where):
    name = "own.html" if kind == "aFChunk" else "own.xml"
    content = with_part(content_of(report), name, kind, part)
    assert numbers(content, report) == [("5680万元", where), ("535%", where)]
    proof = proofread(content, report)
    assert [n["where"] for n in proof.as_json()["numbers"]] == [where] * 2
    assert proof.open
    assert "5680" in zipfile.ZipFile(io.BytesIO(marked(proof))).read("word/comments.xml").decode()


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<html><body>登记<!-- x -->27项</body></html>", ["登记27项"]),
        ("<p>甲<script>1</script>30项<style>p {width: 5}</style>，另4家</p>", ["甲30项，另4家"]),
        ("<title>全年12项</title><p>登记<b>27</b>\n项</p>尾3家", ["全年12项", "登记27 项", "尾3家"]),
        ("<table>共<tr><td>登记</td><td>27</td></tr></table><p style='display:none'>另4家</p>", ["共", "登记", "27", "另4家"]),
        ("<nav>1家</nav><div hidden>2家</div><select><option>3家</option></select>", ["1家", "2家", "3家"]),
        ('<meta charset="gb2312"><p>登记27项</p>'.encode("gb18030"), ["登记27项"]),
        ("<p>登记27项</p>".encode("utf-16"), ["登记27项"]),
        ("登记27项\r\n另4家".encode("gb18030"), ["登记27项", "另4家"]),
        ("  \n", []),
    ],
)  # fmt: skip
def test_all_that_an_embedded_text_says_is_read_whatever_stands_between(report, page, lines):
    document = open_document(with_part(content_of(report), "own.html", "aFChunk", page))
    assert [a.text for a in document.asides if a.stands == "embedded file"] == lines
    assert document.unread == ()


@pytest.mark.parametrize(
    "embedded",
    [
        b"PK\x03\x04 cut off",
        zipped({"word/document.xml": b"<w:document>"}),
        zipped({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "1">]><a>&b;</a>'}),
        zipped({"xl/workbook.xml": b"<a/>"}),
        b"{\\rtf1 27}",
        b"\xff\xfe\x00\x00\x01\x00\x02\x00",
        b"<div>" * 400 + b"27",
    ],
)
def test_an_embedded_file_that_cannot_be_read_is_told_and_the_report_is_read(report, embedded):
    content = with_part(content_of(report), "own.docx", "aFChunk", embedded)
    proof = proofread(with_blocks(content, paragraph("另走访37家。")), report)
    assert [told for told in proof.warnings if "嵌有另一个文件" in told]
    assert [n.text for n in proof.numbers] == ["37家"]


def test_the_number_of_a_page_is_nobodys(report):
    field = "".join(
        f"<w:r>{inside}</w:r>"
        for inside in (
            '<w:fldChar w:fldCharType="begin"/>', '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>', "<w:t>17</w:t>", '<w:fldChar w:fldCharType="end"/>',
        )
    )  # fmt: skip
    footer = story("ftr", f"<w:p>{run('— ')}{field}{run(' —')}</w:p>")
    assert numbers(with_part(content_of(report), "own.xml", "footer", footer), report) == []


def test_numbers_in_a_text_box_are_listed_once_and_as_that(report):
    box = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="wps"><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice>'
        "<mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    ).format(paragraph("全年服务47家企业"))
    assert numbers(with_blocks(content_of(report), box), report) == [("47家", "text box")]


CHART = (
    '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart><c:plotArea><c:barChart><c:ser>'
    "<c:tx><c:strRef><c:strCache><c:pt idx='0'><c:v>成交额</c:v></c:pt></c:strCache></c:strRef></c:tx>"
    "<c:cat><c:strRef><c:strCache><c:pt idx='0'><c:v>2023年</c:v></c:pt><c:pt idx='1'><c:v>2024年</c:v></c:pt></c:strCache></c:strRef></c:cat>"
    "<c:val><c:numRef><c:numCache><c:pt idx='0'><c:v>2000.0</c:v></c:pt><c:pt idx='1'><c:v>1777</c:v></c:pt></c:numCache></c:numRef></c:val>"
    "</c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>"
)


def test_the_data_of_a_chart_that_the_report_does_not_tell_are_listed(report):
    content = with_part(content_of(report), "charts/own.xml", "chart", CHART)
    assert numbers(content, report) == [("1777", "chart")]


def test_the_data_of_a_chart_never_stands_in_for_a_figure_that_was_deleted():
    said = "科技型中小企业入库82家。去年全年入库73家。"
    frozen = [{"text": said, "figures": [("k011", said.index("82"), said.index("家"))]}]
    chart = "完成率 科技型中小企业入库数：82"
    found = {
        where: resolve(frozen, [Paragraph(None, text="去年全年入库73家。"), Paragraph(None, where, text=chart)]).found
        for where in (Where.BODY, Where.CHART)
    }
    assert {where: list(marks) for where, marks in found.items()} == {Where.BODY: ["k011"], Where.CHART: []}


@pytest.mark.parametrize("tag", ["strike", "vanish"])
def test_a_new_number_that_is_struck_through_or_hidden_is_said_to_be(report, tag):
    typed = f"<w:p><w:r><w:rPr><w:{tag}/></w:rPr><w:t>另走访37家。</w:t></w:r></w:p>"
    (number,) = proofread(with_blocks(content_of(report), typed), report).numbers
    assert ("删除线" if tag == "strike" else "隐藏") in number.says


@pytest.mark.parametrize("written", ["1\u00a0062", "1 062", "1\u2009062", "１０６２", "1,062", "一千零六十二"])
def test_one_number_in_several_writings_is_the_same(report, written):
    content = edited_content(report, figures={mark_of(report, TURNOVER): written})
    proof = proofread(content, report)
    assert (changes(proof), proof.numbers, proof.contradictions, proof.meanings) == ({}, (), (), ())


@pytest.mark.parametrize("written", ["二", "２", "两"])
def test_a_small_number_in_words_is_the_same(report, written):
    assert (
        changes(proofread(edited_content(report, figures={mark_of(report, "科技成果登记数"): written}), report)) == {}
    )


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1060余万元", 10_600_000, 10_700_000),
        ("2.3万余人", 23_000, 24_000),
        ("300余场", 300, 400),
        ("120多家", 120, 130),
    ],
)
def test_yu_is_at_least_the_number_and_less_than_the_next_round_one(text, low, high):
    (place,) = places_of([text]).places
    assert place.bounds == (low, high)


@pytest.mark.parametrize(
    ("digits", "rounded"), [("1060余", True), ("1050余", False), ("1000余", True), ("1070余", False)]
)
def test_a_number_rounded_to_yu_is_only_rounded_where_it_is(report, digits, rounded):
    mark = mark_of(report, TURNOVER)
    (proof,) = [proofread(edited_content(report, figures={mark: digits}), report)]
    (figure,) = [f for f in proof.figures if f.figure.mark == mark]
    assert ("只是取整不同" in figure.says) == rounded
    assert (proof.contradictions == ()) == rounded


def renamed(content: bytes) -> bytes:
    """The main part as Word on the web calls it."""
    parts = parts_of(content)
    parts["word/document2.xml"] = parts.pop("word/document.xml")
    parts["word/_rels/document2.xml.rels"] = parts.pop("word/_rels/document.xml.rels")
    for name in ("_rels/.rels", "[Content_Types].xml"):
        parts[name] = parts[name].replace(b"word/document.xml", b"word/document2.xml")
    return zipped(parts)


def strict(content: bytes) -> bytes:
    parts = parts_of(content)
    for name in parts:
        part = parts[name].replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
            b"http://purl.oclc.org/ooxml/officeDocument/customProperties",
        )
        parts[name] = re.sub(
            rb"http://schemas\.openxmlformats\.org/(wordprocessingml|officeDocument|drawingml)/2006/",
            rb"http://purl.oclc.org/ooxml/\1/",
            part,
        )
    return zipped(parts)


def macros(content: bytes) -> bytes:
    parts = parts_of(with_part(content, "vbaProject.bin", "vbaProject", b"\xd0\xcf macros"))
    types = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    parts["[Content_Types].xml"] = types
    return zipped(parts)


@pytest.mark.parametrize("form", [renamed, strict, macros])
def test_a_report_saved_in_another_form_is_read_and_refreshed_like_any(report, form, tmp_path):
    file = tmp_path / "改.docx"
    file.write_bytes(form(content_of(report)))
    ran = invoked(["proofread", str(file), "--json"])
    assert ran.exit_code == 0, ran.output
    assert {f["state"] for f in json.loads(ran.stdout)["figures"]} == {"same"}
    again = refresh(file.read_bytes(), report, date(2024, 3, 31)).content
    assert faults(io.BytesIO(again)) == []
    names = zipfile.ZipFile(io.BytesIO(again)).namelist()
    assert "word/document.xml" in names
    assert not any("vba" in name for name in names)
    changed = form(edited_content(report, figures={mark_of(report, TURNOVER): "1100"}))
    assert changes(proofread(changed, report)) == {mark_of(report, TURNOVER): ("changed", "1100")}


def test_a_document_in_its_usual_form_is_left_byte_for_byte(report):
    assert bytes(as_docx(content_of(report))) == content_of(report)


OTHER = """〔标题〕【单位】科技成果专报
一、情况
本县成果登记工作另行汇报，已登记科技成果【科技成果登记数】，其中评价12项，成交额【技术合同成交额】。"""


@pytest.fixture
def other(county, report):
    lines = tuple(OTHER.splitlines())
    return freezing.write(county, Period.half(2024, 1), JUNE, None, TemplateText("other", lines))


def pasted(report, other, *, stamped: bool) -> bytes:
    """A paragraph of another report in the place of the one on contracts."""
    sheet, foreign = opened(content_of(report), 0), opened(content_of(other), 0)
    old = next(p for p in sheet.paragraphs() if "深入企业" in "".join(p.itertext()))
    new = next(p for p in foreign.paragraphs() if "另行汇报" in "".join(p.itertext()))
    if not stamped:
        for number in new.iter(W + "id"):
            number.set(W + "val", str(100_000_000 + int(number.get(W + "val")) % 10_000))
    old.getparent().replace(old, new)
    return saved(sheet)


@pytest.mark.parametrize("stamped", [True, False])
def test_a_paragraph_of_another_report_is_told_as_that_and_its_marks_are_not_ours(report, other, stamped):
    proof = proofread(pasted(report, other, stamped=stamped), report)
    texts = {n.text: n.report for n in proof.numbers}
    assert texts["2项"] == other.number
    assert texts["1062万元"] == other.number
    gone = {f.figure.mark for f in proof.figures if f.state == "deleted"}
    assert {mark_of(report, TURNOVER), mark_of(report, "技术合同登记数")} <= gone
    assert not any(f.state == "duplicated" for f in proof.figures)
    assert f"来自报告{other.number}" in json.dumps(proof.as_json(), ensure_ascii=False)


def test_controls_carry_the_stamp_of_their_report(report):
    ids = [int(e.get(W + "val")) for e in open_document(content_of(report)).root.iter(W + "id")]
    assert {stamp_in(i) for i in ids} == {stamp_of(report.number)}
    assert len(set(ids)) == len(ids)
    assert max(ids) < 2**31


def test_a_cell_may_hold_a_table_of_its_own(report):
    inner = table(row("技术合同成交额（万元）", "1162"))
    outer = table(row("说明", "上半年完成"), row("见右", cell(inner + "<w:p/>")))
    found = numbers(with_blocks(content_of(report), outer), report)
    assert found == [("1162", "table")]
