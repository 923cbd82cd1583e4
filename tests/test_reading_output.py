"""What a reading becomes: JSON, lines with marks, sentences, a page."""

import json
import re
from decimal import Decimal

import pytest

from kezhang.reading.findings import Finding, Reading, Repair, Role, Section, Statement
from kezhang.reading.output.annotation import lines, sentence
from kezhang.reading.output.formatting import amount
from kezhang.reading.output.json_data import as_data, from_data
from kezhang.reading.output.page import page
from tests.made_readings import TEXT, finding, reading


def test_a_reading_goes_out_as_json_and_comes_back_equal():
    whole = reading(
        repairs=(Repair("page_mark", 3, 5, "\n8、", "", Decimal("0.9")),),
        sections=(Section(0, 9, "一、主要工作", 1, "report", 0),),
        statements=(Statement(1, "技术合同成交额", (0, 1, 2)),),
    )
    assert from_data(json.loads(json.dumps(as_data(whole))), whole.text) == whole


def test_amounts_leave_as_decimal_text_in_the_base_unit():
    told = {each["text"]: each for each in as_data(reading())["findings"]}
    assert (told["1062万元"]["value"], told["1062万元"]["unit"], told["1062万元"]["org"]) == (
        "10620000",
        "元",
        "县科技局",
    )
    assert (told["*万元"]["value"], told["*万元"]["masked"]) == (None, True)
    assert told["380余人次"]["comparator"] == ">"


def test_the_pieces_of_all_lines_are_the_text():
    made = lines(reading())
    assert [line.text for line in made] == [each for each in TEXT.split("\n") if each.strip()]
    marked = [piece.text for line in made for piece in line.pieces if piece.finding is not None]
    assert marked == [f.text for f in sorted(reading().findings, key=lambda f: f.start)]


def test_a_figure_broken_by_a_page_mark_is_marked_on_both_lines():
    text = "受益3万余\n8、人次。"
    found = Finding(2, 9, "3万余\n8、人次", Decimal(30000), "人次", Role.ACTUAL, "受益")
    made = lines(Reading("a", text, (found,)))
    assert [[(p.text, p.finding) for p in line.pieces] for line in made] == [
        [("受益", None), ("3万余", 0)],
        [("8、人", 0), ("次。", None)],
    ]


def test_figures_that_overlap_lose_no_text():
    text = "增长12个百分点。"
    found = (
        Finding(2, 7, "12个百分", Decimal(12), "%", Role.CHANGE, None),
        Finding(4, 8, "个百分点", Decimal(1), "个", Role.OTHER, None),
    )
    (line,) = lines(Reading("a", text, found))
    assert line.text == text


def test_a_check_stands_beside_the_line_of_its_last_figure():
    beside = {line.text[:6]: line.checks for line in lines(reading()) if line.checks}
    assert beside == {"（一）技术合": (0,), "（二）高新技": (1,)}


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("前。登记27项，成交1062万元。后。", "27项", "登记27项，成交1062万元。"),
        ("标题\n登记27项", "27项", "登记27项"),
        ("指标\t完成\t\n高企数\t9家\t\n", "9家", "高企数 9家"),
        ("甲" * 300 + "；登记27项；" + "乙" * 300, "27项", "登记27项；"),
    ],
)
def test_a_sentence_is_what_a_person_would_quote(text, words, said):
    start = text.index(words)
    assert sentence(text, start, start + len(words)) == said


def test_a_sentence_without_end_is_shortened_around_its_figure():
    text = "甲" * 5000 + "27项" + "乙" * 5000
    said = sentence(text, 5000, 5003)
    assert re.fullmatch("…甲{70,80}27项乙{70,80}…", said)


def test_a_masked_amount_is_shown_as_unknown():
    assert amount(finding(TEXT, "*万元")) == "未写明"
    assert amount(finding(TEXT, "380余人次")) == "超过380人次"


def test_the_page_marks_figures_by_role_and_needs_nothing_but_itself():
    made = page(reading(), {"technology-contract-turnover": "技术合同成交额"}, ("文档有修订标记",))
    assert (
        '<mark class="target wrong" title="技术合同成交额，任务，2024年，县科技局，2000万元，指标：技术合同成交额">2000万元</mark>'
        in made
    )
    assert '<p class="wrong">✗ 矛盾：1062万元为2000万元的53.1%，文中写60%</p>' in made
    assert "文档有修订标记" in made
    assert not re.search(r"<script|src=|href=|url\(|@import", made)


def test_what_a_document_says_is_never_markup():
    evil = '<script>alert("1")</script>7家'
    found = Finding(27, 29, "7家", Decimal(7), "家", Role.ACTUAL, '"><img src=x>')
    made = page(Reading('<b>"名"', evil, (found,)), {})
    assert "<script>" not in made
    assert "<img" not in made
    assert "<b>" not in made
    assert "&lt;示范&gt;" in page(reading(), {})
