"""The PDF, measured: lines, characters, page numbers, signature, charts as lines, and what happens without fonts."""

import io
import re
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise

import pytest
from pypdf import PdfReader

from kezhang.reports.document import fonts
from kezhang.reports.document.blocks import (
    Align,
    Block,
    Chart,
    ChartKind,
    Number,
    ParagraphLevel,
    Series,
    Table,
    Text,
    run_in,
)
from kezhang.reports.document.pdf import write_pdf
from tests.required_programs import needs_chinese_fonts

LINE, CHARACTER = 28.95, 15.75
LEFT, RIGHT = 79.37, 79.37 + 442.2
SIGNED = (
    Block(ParagraphLevel.SIGNATURE, (Text("朔湖县科学技术局"),)),
    Block(ParagraphLevel.DATE, (Text("2024年6月30日"),)),
)
TITLE = Block(ParagraphLevel.TITLE, (Text("朔湖县科学技术局半年工作总结"),))
CHART = Chart(
    ChartKind.COMPLETION,
    "图1　主要指标完成率",
    "%",
    ("技术合同成交额", "科技成果登记数", "财政科技投入"),
    (Series("完成率", (Decimal(53), None, Decimal("102.5"))),),
    (Text("技术合同成交额"), Number("k001", "53"), Text("%。")),
)
TABLE = Table(
    "表1　技术合同",
    ("合同名称", "成交额(万元)"),
    tuple(((Text(f"第{n}份合同"),), (Number(f"k{100 + n}", str(n)),)) for n in range(1, 61)),
    (Align.LEFT, Align.RIGHT),
    (Text("共"), Number("k100", "60"), Text("条。")),
)


def body(text: str) -> Block:
    return Block(ParagraphLevel.BODY, (Text(text),))


def opened(*blocks) -> PdfReader:
    needs_chinese_fonts()
    return PdfReader(io.BytesIO(write_pdf(blocks, title="总结", author="朔湖县科学技术局")))


def pieces(page) -> list[tuple[float, float, float, str]]:
    """Every piece of text: its left edge and baseline from the page's lower left corner, its size, its words."""
    found: list[tuple[float, float, float, str]] = []

    def visit(text, matrix, place, _font, size):
        if text.strip():
            x, y = place[4], place[5]
            found.append(
                (
                    matrix[0] * x + matrix[2] * y + matrix[4],
                    matrix[1] * x + matrix[3] * y + matrix[5],
                    size,
                    text.strip(),
                )
            )

    page.extract_text(visitor_text=visit)
    return found


def lines_of(page) -> dict[float, str]:
    """The text of each line by the height of its baseline, from the top down."""
    found: dict[float, list[tuple[float, str]]] = defaultdict(list)
    for x, y, _size, text in pieces(page):
        found[round(y, 1)].append((x, text))
    return {y: "".join(text for _, text in sorted(found[y])) for y in sorted(found, reverse=True)}


def starts_of(page) -> dict[str, float]:
    """Where each piece of text begins, from the left."""
    return {text: x for x, _y, _size, text in pieces(page)}


def test_a_full_page_has_22_lines_of_28_characters():
    pages = opened(body("字" * 28 * 60)).pages
    lines = [(y, text) for y, text in lines_of(pages[1]).items() if set(text) == {"字"}]
    assert (len(lines), {len(text) for _, text in lines}) == (22, {28})
    pitches = {round(above - below, 1) for (above, _), (below, _) in pairwise(lines)}
    assert pitches <= {28.9, 29.0}
    assert (pages[1].mediabox.width, pages[1].mediabox.height) == (pytest.approx(595.28), pytest.approx(841.89))


def test_page_numbers_stand_outside_seven_millimetres_below_the_text():
    pages = opened(body("字" * 28 * 60)).pages
    for place, page in enumerate(pages, start=1):
        y, text = list(lines_of(page).items())[-1]
        assert text == f"— {place} —"
        start = starts_of(page)[text]
        assert start == pytest.approx(LEFT + 14) if place % 2 == 0 else RIGHT - 14 - 60 < start < RIGHT - 14 - 30
        # The dash's middle is about a third of a character above its baseline.
        assert 99.21 - (y + 14 * 0.33) == pytest.approx(7 * 72 / 25.4, abs=1.5)


def test_headings_and_runs_are_set_in_the_faces_of_the_standard():
    heading = Block(ParagraphLevel.HEADING1, (Text("一、工作情况"),))
    run = Block(ParagraphLevel.HEADING2, run_in((Text("（一）技术合同。登记"), Number("k001", "27"), Text("项。"))))
    page = opened(TITLE, heading, run).pages[0]
    sizes = {text: size for _x, _y, size, text in pieces(page)}
    assert sizes["朔湖县科学技术局半年工作总结"] == pytest.approx(22)
    assert sizes["一、工作情况"] == pytest.approx(15.75)
    assert "（一）技术合同。登记27项。" in "".join(lines_of(page).values())


@pytest.mark.parametrize("lines", range(15, 27))
def test_no_page_carries_the_signature_alone(lines):
    pages = opened(body("字" * (28 * lines - 2)), *SIGNED).pages
    last = [text for text in lines_of(pages[-1]).values() if not text.startswith("—")]
    assert last[-2:] == ["朔湖县科学技术局", "2024年6月30日"]
    assert "字" in last[0]
    heights = list(lines_of(pages[-1]))
    assert heights[-4] - heights[-3] == pytest.approx(2 * LINE, abs=0.2)  # one empty line between text and signature
    assert heights[-3] - heights[-2] == pytest.approx(LINE, abs=0.2)
    assert heights[-2] > 99.21  # within the type area
    if lines <= 19:
        assert len(pages) == 1


def test_the_date_begins_two_characters_right_of_the_bureau():
    page = opened(body("以上报告。"), *SIGNED).pages[0]
    starts = starts_of(page)
    date = next(x for text, x in starts.items() if text.startswith("2024"))
    assert date - starts["朔湖县科学技术局"] == pytest.approx(2 * CHARACTER, abs=0.5)
    long = (Block(ParagraphLevel.SIGNATURE, (Text("科技局"),)), SIGNED[1])
    starts = starts_of(opened(body("以上报告。"), *long).pages[0])
    date = next(x for text, x in starts.items() if text.startswith("2024"))
    assert date - starts["科技局"] == pytest.approx(2 * CHARACTER, abs=0.5)


def test_a_chart_is_drawn_as_areas_and_no_picture():
    page = opened(CHART, *SIGNED).pages[0]
    assert "/XObject" not in page["/Resources"] or not page["/Resources"]["/XObject"]
    drawn = page.get_contents().get_data().decode("latin-1")
    assert len(re.findall(r"\bf\b", drawn)) >= 2  # two bars; what is not known has none
    text = page.extract_text()
    assert "53%" in text
    assert "102.5%" in text
    assert "图1　主要指标完成率" in text


def test_a_long_table_has_its_heads_on_every_page_and_its_count_below():
    pages = opened(TABLE, *SIGNED).pages
    texts = [page.extract_text() for page in pages]
    assert len(pages) > 2
    assert all("合同名称" in text for text in texts[:-1])
    assert "共60条。" in texts[-1]
    assert "朔湖县科学技术局" in texts[-1]


def test_the_same_blocks_give_the_same_bytes():
    needs_chinese_fonts()
    blocks = (TITLE, CHART, TABLE, *SIGNED)
    assert write_pdf(blocks, title="总结", author="局") == write_pdf(blocks, title="总结", author="局")


def test_without_a_chinese_font_there_is_a_sentence_and_no_page():
    with pytest.raises(fonts.NoChineseFont, match=r"没有中文字体.*fonts-noto-cjk"):
        fonts.faces(frozenset({"DejaVu Sans", "Liberation Serif"}))


def test_the_bureaus_own_fonts_come_before_those_that_stand_in_for_them():
    found = fonts.faces(frozenset({"FangSong", "SimHei", "Noto Serif CJK SC"}))
    assert found["fang"] == ["FangSong", "Noto Serif CJK SC"]
    assert found["hei"][0] == "SimHei"
    assert found["kai"] == ["Noto Serif CJK SC"]
