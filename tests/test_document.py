"""The .docx itself: layout, identity of numbers, soundness."""

import io
import re
import zipfile
from decimal import Decimal

import pytest

from kezhang.reports.document.blocks import (  # fmt: skip
    Align,
    Block,
    Chart,
    ChartKind,
    Number,
    ParagraphLevel,
    Series,
    Table,
    Text,
    level_of,
    run_in,
)
from kezhang.reports.document.charts import axis_of
from kezhang.reports.document.docx_checks import faults
from kezhang.reports.document.docx_reader import NotADocument, read_numbers, read_properties, visible_paragraphs
from kezhang.reports.document.docx_writer import write_docx
from tests.documents import docx, kept, paragraph, replaced
from tests.required_programs import needs

BLOCKS = (
    Block(ParagraphLevel.TITLE, (Text("朔湖县科学技术局半年工作总结"),)),
    Block(ParagraphLevel.HEADING1, (Text("一、工作情况"),)),
    Block(
        ParagraphLevel.HEADING2,
        run_in(
            (
                Text("（一）技术合同。登记"),
                Number("k001", "27"),
                Text("项，成交额"),
                Number("k002", "1062"),
                Text("万元。"),
            )
        ),
    ),
    Block(ParagraphLevel.BODY, (Text("字" * 28 * 50),)),
    Block(ParagraphLevel.BODY, (Text("以上报告。"),)),
    Block(ParagraphLevel.SIGNATURE, (Text("朔湖县科学技术局"),)),
    Block(ParagraphLevel.DATE, (Text("2024年6月30日"),)),
)


def made(blocks=BLOCKS) -> bytes:
    return write_docx(blocks, title="总结", author="朔湖县科学技术局", properties={"KezhangReport": "KZ-1"})


def part(content: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def test_the_page_is_that_of_an_official_document():
    document = part(made(), "word/document.xml")
    assert '<w:pgSz w:w="11906" w:h="16838"/>' in document
    assert 'w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"' in document
    assert '<w:docGrid w:type="lines" w:linePitch="579"/>' in document


def test_the_same_blocks_give_the_same_bytes():
    assert made() == made()


def test_a_level_comes_from_the_numbering():
    levels = [level_of(t) for t in ("一、总结", "（二）合同", "3.其他", "（4）其他", "今年以来")]
    assert levels == [
        ParagraphLevel.HEADING1,
        ParagraphLevel.HEADING2,
        ParagraphLevel.HEADING3,
        ParagraphLevel.HEADING4,
        ParagraphLevel.BODY,
    ]


def test_every_number_is_found_again_with_its_text():
    assert [(n.mark, n.text, n.carrier) for n in read_numbers(io.BytesIO(made()))] == [
        ("k001", "27", "tag"),
        ("k002", "1062", "tag"),
    ]
    assert read_properties(io.BytesIO(made())) == {"KezhangReport": "KZ-1"}


def test_numbers_are_part_of_the_visible_text():
    assert visible_paragraphs(io.BytesIO(made()))[3] == "（一）技术合同。登记27项，成交额1062万元。"


def test_without_a_tag_the_alias_serves_and_without_both_the_bookmark():
    stripped = replaced(made(), '<w:tag w:val="n:k002"/>', "")
    assert read_numbers(stripped)[1].carrier == "alias"
    document = part(made(), "word/document.xml")
    bare = re.sub(r"<w:sdt><w:sdtPr>.*?</w:sdtPr><w:sdtContent>(.*?)</w:sdtContent></w:sdt>", r"\1", document)
    found = read_numbers(replaced(made(), document, bare))
    assert [(n.mark, n.text, n.carrier) for n in found] == [("k001", "27", "bookmark"), ("k002", "1062", "bookmark")]


def test_a_bookmark_shrunk_to_one_digit_is_repaired_to_its_number():
    document = part(made(), "word/document.xml")
    bare = re.sub(r"<w:sdt><w:sdtPr>.*?</w:sdtPr><w:sdtContent>(.*?)</w:sdtContent></w:sdt>", r"\1", document)
    shrunk = bare.replace("<w:r><w:t>1062</w:t></w:r>", "<w:r><w:t>1</w:t></w:r>").replace(
        '<w:bookmarkEnd w:id="2"/>', '<w:bookmarkEnd w:id="2"/><w:r><w:t>062</w:t></w:r>'
    )
    assert read_numbers(replaced(made(), document, shrunk))[1].text == "1062"


def test_inserted_words_count_and_deleted_ones_do_not():
    tracked = replaced(
        made(),
        "<w:r><w:t>27</w:t></w:r>",
        "<w:del><w:r><w:delText>27</w:delText></w:r></w:del><w:ins><w:r><w:t>28</w:t></w:r></w:ins>",
    )
    assert read_numbers(tracked)[0].text == "28"


def test_a_file_that_is_no_document_gets_a_sentence():
    with pytest.raises(NotADocument, match="打不开"):
        read_numbers(io.BytesIO(b"no zip"))
    out = io.BytesIO()
    zipfile.ZipFile(out, "w").close()
    with pytest.raises(NotADocument, match="不是 Word 文档"):
        read_numbers(out)


def test_a_made_document_is_sound():
    assert faults(io.BytesIO(made())) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('w:name="N_k002"', 'w:name="N_K001"', "书签名 n_k001 重复"),
        ('<w:bookmarkStart w:id="2"', '<w:bookmarkStart w:id="1"', "书签编号 1 重复"),
        ('<w:bookmarkEnd w:id="2"/>', "", "书签 2 没有结束"),
        ('w:name="N_k002"', f'w:name="N_{"k" * 40}"', "超过40个字符"),
        ('<w:id w:val="100000002"/>', '<w:id w:val="100000001"/>', "内容控件编号 100000001 重复"),
        ('<w:id w:val="100000002"/>', '<w:id w:val="3000000000"/>', "超出范围"),
        ("<w:sdtContent><w:r><w:t>27</w:t></w:r></w:sdtContent>", "", "缺少内容"),
        (
            "<w:sdtContent><w:r><w:t>27</w:t></w:r></w:sdtContent>",
            "<w:sdtContent><w:p/></w:sdtContent>",
            "行内控件里有整段",
        ),
        ('<w:tag w:val="n:k001"/>', f'<w:tag w:val="n:{"k" * 70}"/>', "标记超过64个字符"),
        ('w:val="Signature"', 'w:val="Nowhere"', "样式 Nowhere 不存在"),
        ('r:id="rId3"', 'r:id="rId99"', "关系 rId99 不存在"),
        ("<w:t>27</w:t>", "<w:t>2\n7</w:t>", "换行或控制字符"),
        ("</w:sectPr></w:body>", "</w:sectPr><w:p/></w:body>", "末尾不是节属性"),
        ("<w:t>27</w:t>", "<w:t>27", "不是完整的 XML"),
        ("</w:sectPr></w:body>", "</w:sectPr></w:body>", ""),
    ],
)
def test_a_planted_defect_is_named(old, new, says):
    found = faults(replaced(made(), old, new))
    assert any(says in fault for fault in found) if says else found == []


def test_the_standards_checker_finds_nothing(tmp_path):
    needs("openxml_audit")
    from openxml_audit import OpenXmlValidator

    file = tmp_path / "a.docx"
    file.write_bytes(made())
    assert [e.description for e in OpenXmlValidator().validate(str(file)).errors] == []


def test_a_text_box_that_older_programs_have_a_copy_of_is_read_once(tmp_path):
    box = "<w:txbxContent>" + paragraph("图中文字27家") + "</w:txbxContent>"
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    file = kept(tmp_path, "框.docx", docx(paragraph("正文", both)))
    assert visible_paragraphs(file) == ["正文", "图中文字27家"]


CHART = Chart(
    ChartKind.YEAR_ON_YEAR,
    "图1　与去年同期相比",
    "",
    ("技术合同成交额", "财政<科技>投入"),
    (
        Series("今年", (Decimal("1062.5"), Decimal(1300))),
        Series("去年同期", (Decimal(800), None)),
    ),
    (Text("技术合同成交额"), Number("k003", "1062.5"), Text("万元。")),
)
TABLE = Table(
    "表1　技术合同",
    ("合同名称", "登记日期", "成交额(万元)"),
    (
        ((Text("果蔬保鲜技术在县域冷链物流中的应用与示范推广合同"),), (Text("2024-03-01"),), (Number("k004", "27"),)),
        ((Text("棉花"),), (Text(""),), ()),
    ),
    (Align.LEFT, Align.CENTRE, Align.RIGHT),
    (Text("共"), Number("k005", "2"), Text("条。")),
)


def test_a_table_is_a_word_table_with_true_widths_and_heads_on_every_page():
    document = part(made((*BLOCKS[:3], TABLE, *BLOCKS[3:])), "word/document.xml")
    widths = [int(w) for w in re.findall(r'<w:gridCol w:w="(\d+)"/>', document)]
    assert (sum(widths), len(widths)) == (8844, 3)
    assert [int(w) for w in re.findall(r'<w:tcW w:w="(\d+)"', document)] == widths * 3
    assert widths[1] > 5 * 240  # a date stands on one line
    assert widths[0] == max(widths)
    assert (document.count("<w:tblHeader/>"), document.count("<w:cantSplit/>")) == (1, 3)


def test_the_numbers_of_a_table_and_below_a_chart_keep_their_identity():
    found = read_numbers(io.BytesIO(made((CHART, TABLE))))
    assert [(n.mark, n.text) for n in found] == [("k003", "1062.5"), ("k004", "27"), ("k005", "2")]


def test_a_chart_is_drawn_from_values_in_its_own_part():
    content = made((CHART, *BLOCKS[:1], CHART))
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert [n for n in names if "chart" in n] == ["word/charts/chart1.xml", "word/charts/chart2.xml"]
    assert not [n for n in names if n.endswith((".png", ".xlsx", ".bin"))]
    chart = part(content, "word/charts/chart1.xml")
    assert "<c:v>1062.5</c:v>" in chart
    assert "财政&lt;科技&gt;投入" in chart
    assert part(content, "[Content_Types].xml").count("charts/chart") == 2
    assert part(content, "word/_rels/document.xml.rels").count("charts/chart") == 2


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ("53 40", "0 20 40 60"),
        ("125", "0 50 100 150"),
        ("0", "0.0 0.2 0.4 0.6 0.8 1.0"),
        ("-12 8", "-15 -10 -5 0 5 10"),
        ("1062.5 800", "0 500 1000 1500"),
    ],
)
def test_an_axis_runs_from_zero_to_a_round_number_beyond_the_longest_bar(values, ticks):
    series = Series("完成率", tuple(Decimal(v) for v in values.split()))
    chart = Chart(ChartKind.COMPLETION, "图", "%", ("甲",) * len(series.values), (series,))
    assert " ".join(f"{tick:f}" for tick in axis_of(chart).ticks) == ticks


def test_a_document_with_tables_and_charts_is_sound(tmp_path):
    needs("openxml_audit")
    from openxml_audit import OpenXmlValidator

    file = tmp_path / "a.docx"
    file.write_bytes(made((*BLOCKS[:3], CHART, TABLE, *BLOCKS[3:])))
    assert faults(file) == []
    assert [e.description for e in OpenXmlValidator().validate(str(file)).errors] == []
