"""Opening documents: what people send, as text with offsets; and what is sent to do harm, as one sentence."""

import contextlib
import random
import re
from types import SimpleNamespace

import pytest

from kezhang.reading.findings import Source
from kezhang.reading.sources import conversion, parsing, portable
from kezhang.reading.sources.opening import open_source
from kezhang.reading.sources.unreadable import Unreadable
from tests.documents import (
    W,
    cell,
    docx,
    in_list,
    kept,
    numbering,
    package,
    paragraph,
    pdf,
    row,
    run,
    table,
)

SENTENCE = "上半年登记技术合同27项，成交额1062万元。"


@pytest.fixture
def opened(tmp_path):
    def open_one(name: str, content: bytes | str) -> Source:
        return open_source(kept(tmp_path, name, content))

    return open_one


@pytest.fixture
def refused(opened):
    def refuse_one(name: str, content: bytes | str) -> str:
        with pytest.raises(Unreadable) as refusal:
            opened(name, content)
        said = str(refusal.value)
        assert said.endswith("。")
        assert "\n" not in said
        return said

    return refuse_one


def cells(source: Source, number: int = 0) -> list[tuple]:
    """(text, heads, unit) of a table's cells that have heads."""
    return [(source.text[c.start : c.end], c.heads, c.unit) for c in source.tables[number].cells if c.heads]


# Text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (SENTENCE.encode(), SENTENCE),
        (("一、\r\n" + SENTENCE + "\r\n").encode(), "一、\r\n" + SENTENCE + "\r\n"),
        (b"\xef\xbb\xbf" + SENTENCE.encode(), SENTENCE),
        (SENTENCE.encode("gb18030"), SENTENCE),
        (SENTENCE.encode("utf-16"), SENTENCE),
        ("\n\n　　空行和全角空格　\n".encode(), "\n\n　　空行和全角空格　\n"),
    ],
    ids=["utf-8", "line ends", "byte-order mark", "gb18030", "utf-16", "spaces"],
)
def test_text_is_read_as_it_stands(opened, content, text):
    assert opened("a.txt", content).text == text


def test_a_broken_character_in_a_long_text_is_said_and_kept(opened):
    source = opened("a.txt", SENTENCE.encode() * 50 + b"\xe4\xb8" + SENTENCE.encode())
    assert source.notes == ("有1处乱码，按“\ufffd”保留",)
    assert source.text.count(SENTENCE) == 51


# Word


def test_paragraphs_end_with_a_line_feed(opened):
    assert opened("a.docx", docx("一、主要工作", SENTENCE)).text == f"一、主要工作\n{SENTENCE}\n"


def test_a_strict_file_is_read_like_any_other(opened):
    strict = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    assert opened("a.docx", docx(SENTENCE, namespace=strict)).text == SENTENCE + "\n"


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (run("成交额") + "<w:ins>" + run("1062") + "</w:ins>" + run("万元"), "成交额1062万元"),
        (run("成交额") + "<w:del><w:r><w:delText>900</w:delText></w:r></w:del>" + run("1062万元"), "成交额1062万元"),
        ("<w:moveFrom>" + run("甲") + "</w:moveFrom><w:moveTo>" + run("乙") + "</w:moveTo>", "乙"),
    ],
    ids=["insertion", "deletion", "move"],
)
def test_insertions_count_and_deletions_do_not(opened, xml, text):
    source = opened("a.docx", docx(paragraph(xml)))
    assert source.text == text + "\n"
    assert source.notes == ("文档有修订标记，按接受全部修订后的文字阅读",)


def test_a_paragraph_whose_end_was_deleted_runs_on(opened):
    ended = paragraph("成交额", properties="<w:rPr><w:del/></w:rPr>")
    assert opened("a.docx", docx(ended, "1062万元")).text == "成交额1062万元\n"


def test_a_deleted_row_is_not_there(opened):
    gone = row("高企数", "9", properties="<w:del/>")
    source = opened("a.docx", docx(table(row("指标", "完成"), gone, row("合同数", "27"))))
    assert source.text == "指标\t完成\t\n合同数\t27\t\n"


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>" + run("27项") + "</w:sdtContent></w:sdt>", "27项"),
        ("<w:hyperlink>" + run("27项") + "</w:hyperlink>", "27项"),
        (run("甲") + "<w:r><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>", "甲\t乙\n丙"),
        ("<w:r><w:instrText>PAGE 3</w:instrText></w:r>" + run("27项"), "27项"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>99</w:t></w:r>" + run("27项"), "27项"),
        ("<w:r><w:ruby><w:rt>" + run("ke") + "</w:rt><w:rubyBase>" + run("科") + "</w:rubyBase></w:ruby></w:r>", "科"),
    ],
    ids=["content control", "link", "tab and break", "field code", "hidden", "ruby"],
)
def test_what_people_see_in_a_paragraph_is_read_once(opened, xml, text):
    assert opened("a.docx", docx(paragraph(xml))).text == text + "\n"


def test_whole_paragraphs_and_tables_in_content_controls_are_read(opened):
    control = "<w:sdt><w:sdtContent>" + paragraph(SENTENCE) + table(row("甲", "1")) + "</w:sdtContent></w:sdt>"
    assert opened("a.docx", docx(control)).text == SENTENCE + "\n甲\t1\t\n"


def test_a_text_box_is_read_once_after_its_paragraph(opened):
    box = "<w:txbxContent>" + paragraph("框内27项") + "</w:txbxContent>"
    said_twice = (
        f"<w:r><mc:AlternateContent><mc:Choice><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    source = opened("a.docx", docx(paragraph("正文", said_twice)))
    assert source.text == "正文\n框内27项\n"
    assert source.notes == ("文本框里的文字接在所在段落之后",)


def test_numbers_that_word_counts_itself_are_read(opened):
    parts = {
        "word__numbering": numbering(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    }
    levels = (0, 1, 2, 2, 1, 2, 0)
    source = opened("a.docx", docx(*(paragraph("甲", properties=in_list(n)) for n in levels), **parts))
    assert source.text.split("\n")[:7] == ["一、甲", "（一）甲", "1.甲", "2.甲", "（二）甲", "1.甲", "二、甲"]


# Tables


def test_a_cell_is_told_the_heads_above_and_before_it_and_its_unit(opened):
    made = table(row("序号", "指标", "任务", "完成（万元）"), row("1", "技术合同成交额", "2000", "1062"))
    source = opened("a.docx", docx("单位：万元", made))
    assert source.text.endswith("1\t技术合同成交额\t2000\t1062\t\n")
    assert cells(source)[1:] == [
        ("技术合同成交额", ("指标",), None),
        ("2000", ("任务", "技术合同成交额"), "万元"),
        ("1062", ("完成", "技术合同成交额"), "万元"),
    ]


def test_a_unit_column_speaks_for_its_row(opened):
    made = table(row("指标", "计量单位", "完成"), row("高企数", "家", "9"), row("成果登记", "项", "8"))
    source = opened("a.docx", docx(made))
    assert [(text, unit) for text, _, unit in cells(source) if text.isdigit()] == [("9", "家"), ("8", "项")]


def test_merged_heads_reach_over_their_columns_and_rows(opened):
    wide, down, on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    made = table(
        row(cell("县区", properties=down), cell("技术合同", properties=wide)),
        row(cell(properties=on), "项数（项）", "金额（万元）"),
        row(cell("朔湖县", properties=down), "27", "1062"),
        row(cell(properties=on), "3", "88"),
    )
    assert cells(opened("a.docx", docx(made)))[1:] == [
        ("27", ("技术合同", "项数", "朔湖县"), "项"),
        ("1062", ("技术合同", "金额", "朔湖县"), "万元"),
        ("3", ("技术合同", "项数", "朔湖县"), "项"),
        ("88", ("技术合同", "金额", "朔湖县"), "万元"),
    ]


def test_a_title_row_is_no_head_but_tells_the_unit(opened):
    title = row(cell("2024年任务完成情况（单位：家）", properties='<w:gridSpan w:val="2"/>'))
    source = opened("a.docx", docx(table(title, row("指标", "完成"), row("高企数", "9"))))
    assert cells(source)[-1] == ("9", ("完成", "高企数"), "家")


def test_a_table_in_a_cell_is_a_table_of_its_own(opened):
    inner = table(row("指标", "完成"), row("高企数", "9"))
    source = opened("a.docx", docx(table(row("外", cell("说明", inner, "")))))
    assert [len(t.cells) for t in source.tables] == [2, 4]
    assert cells(source, 1)[-1] == ("9", ("完成", "高企数"), None)
    assert source.text == "外\t说明\n指标\t完成\t\n高企数\t9\t\n\t\n"


def test_every_cell_points_at_its_own_text(opened):
    grid = [[f"{r}行{c}列" for c in range(5)] for r in range(5)]
    source = opened("a.docx", docx("前言", table(*(row(*each) for each in grid)), "后记"))
    assert [source.text[c.start : c.end] for c in source.tables[0].cells] == [text for each in grid for text in each]


# Web pages


def test_a_web_page_gives_its_words_and_no_script(opened):
    page = (
        "<html><head><title>题</title><style>p{}</style></head><body><script>var a=99;</script>"
        f"<h1>总结</h1><p>{SENTENCE[:6]}<b>{SENTENCE[6:]}</b></p><p hidden>99</p>甲<br>乙</body></html>"
    )
    assert opened("a.html", page).text == f"总结\n{SENTENCE}\n甲\n乙\n"


def test_a_page_that_calls_itself_gb2312_is_read(opened):
    page = f'<html><meta charset="gb2312"><p>{SENTENCE}䶮</p></html>'
    assert opened("a.htm", page.encode("gb18030")).text == SENTENCE + "䶮\n"


def test_tables_of_a_web_page_have_heads_and_spans(opened):
    page = (
        "<table><tr><th rowspan=2>县区<th colspan=2>技术合同</tr><tr><th>项数<th>金额（万元）</tr>"
        "<tr><td>朔湖县<td>27<td>1062</tr></table>"
    )
    assert cells(opened("a.html", page)) == [
        ("朔湖县", ("县区",), None),
        ("27", ("技术合同", "项数", "朔湖县"), None),
        ("1062", ("技术合同", "金额", "朔湖县"), "万元"),
    ]


def test_a_web_page_under_a_word_name_is_read_as_a_web_page(opened):
    assert opened("总结.doc", f"<html><body><p>{SENTENCE}</p></body></html>").text == SENTENCE + "\n"


# PDF


def test_a_pdf_gives_paragraphs_without_page_numbers(opened):
    long = "上半年全县登记技术合同27项，成交额达到1062万元，完成全年任务的53%，同比"
    source = opened("a.pdf", pdf(["总结", long, "- 1 -"], ["增长12%。", "二、下一步", "2"]))
    assert source.text == f"总结\n{long}增长12%。\n二、下一步\n"
    assert "略去2处页码" in source.notes


def test_a_pdf_whose_font_yields_nuls_gives_a_text_that_every_database_keeps(monkeypatch):
    page = SimpleNamespace(extract_text=lambda: "登记\0技术合同27项。")
    monkeypatch.setattr("pypdf.PdfReader", lambda _: SimpleNamespace(is_encrypted=False, pages=[page]))
    assert portable.read(b"%PDF-1.4", "a.pdf").text.strip() == "登记技术合同27项。"


def test_a_pdf_without_text_is_called_a_scan(refused):
    assert "扫描件" in refused("a.pdf", pdf([], []))


# Older kinds


def test_without_libreoffice_the_person_is_told_what_to_do(refused, monkeypatch):
    monkeypatch.setattr(conversion, "program", lambda: None)
    assert "另存为 .docx" in refused("a.rtf", "{\\rtf1 a}")


# What is sent to do harm

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "haha">{LAUGHS}]><w:document {W}><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>'
NOISE = random.Random(7).randbytes(5000)


def nested(depth: int) -> str:
    inside = paragraph("底")
    for _ in range(depth):
        inside = table(row(cell(inside, "<w:p/>")))
    return inside


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "空的"),
        ("a.txt", b" \n\t ", "空的"),
        ("a.txt", NOISE, "不是文本"),
        ("a.txt", b"abc\x00\x01", "不是文本"),
        ("a.docx", NOISE, "损坏"),
        ("a.pdf", NOISE, "损坏"),
        ("a.doc", NOISE, "损坏"),
        ("a.html", NOISE, "不是文本"),
        ("a.docx", docx(SENTENCE)[:-60], "损坏"),
        ("a.docx", docx(SENTENCE)[:200], "损坏"),
        ("a.docx", package(word__document=BILLION), "实体定义"),
        ("a.docx", package(word__document=" " * 5000 + BILLION[21:]), "实体定义"),
        ("a.docx", package(word__document="<w:document>"), "XML 不完整"),
        ("a.docx", package(word__other="<a/>"), "没有正文"),
        ("a.docx", lambda: package(word__document=b"\0" * (61 * 1024 * 1024)), "解压后过大"),
        ("a.docx", docx(table(row(*["1"] * 10_000))), "超过256列"),
        ("a.docx", docx(table(row(cell("1", properties='<w:gridSpan w:val="999999999"/>')))), "列"),
        ("a.html", "<table><tr>" + "<td>1</td>" * 10_000 + "</tr></table>", "列"),
        ("a.html", "<table><tr>" + "<td colspan=1000 rowspan=60000>1</td>" * 100 + "</tr></table>", "列"),
        ("a.docx", docx(nested(20)), "12层"),
        ("a.docx", lambda: docx(nested(500)), "嵌套过深"),
        ("a.html", "<table><tr><td>甲<td>" * 20 + "1", "12层"),
        ("a.html", "<div>" * 5000 + "1", "嵌套过深"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE, "不是 Word"),
        ("a.ofd", package(OFD="<a/>"), "OFD"),
        ("a.xlsx", package(xl__workbook="<a/>"), "电子表格"),
        ("a.zip", package(readme="<a/>"), "压缩包"),
        ("a.docx", docx(""), "没有文字"),
        ("a.pdf", b"%PDF-1.4\n" + NOISE, "打不开"),
        ("a.pdf", pdf([SENTENCE])[:300], "打不开"),
    ],
)  # fmt: skip
def test_hostile_input_gets_one_clear_sentence(refused, name, content, says):
    assert says in refused(name, content() if callable(content) else content)


def test_a_bomb_that_lies_about_its_size_is_not_unpacked(refused):
    made = bytearray(package(word__document=b"\0" * (61 * 1024 * 1024)))
    place = made.rfind(b"PK\x01\x02")
    made[place + 24 : place + 28] = (1000).to_bytes(4, "little")  # the size the directory states
    assert refused("a.docx", bytes(made))


def test_a_package_with_a_password_is_said_to_have_one(refused):
    made = bytearray(docx(SENTENCE))
    for place in re.finditer(rb"PK\x01\x02", bytes(made)):
        made[place.start() + 8] |= 1
    assert "密码" in refused("a.docx", bytes(made))


def test_noise_never_brings_anything_but_a_sentence(tmp_path):
    """A document with bytes turned over is read or refused, whatever they are."""
    chance = random.Random(3)
    originals = {
        "a.docx": docx(SENTENCE, table(row("指标", "完成"), row("高企数", "9"))),
        "a.html": b"<p>" + SENTENCE.encode(),
    }
    for name, original in originals.items():
        for _ in range(150):
            made = bytearray(original)
            for _ in range(chance.randrange(1, 12)):
                made[chance.randrange(len(made))] = chance.randrange(256)
            # Straight to what the process of its own would run: each of three hundred would cost more than its parsing.
            with contextlib.suppress(Unreadable):
                assert parsing.parse(bytes(made), name).text
        with contextlib.suppress(Unreadable):
            assert open_source(kept(tmp_path, name, bytes(made))).text


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path):
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(Unreadable, match=r"。$"):
            open_source(path)


def test_a_wide_table_within_reason_is_read(opened):
    source = opened("a.docx", docx(table(row(*["头"] * 200), row(*["1"] * 200))))
    assert len(source.tables[0].cells) == 400
