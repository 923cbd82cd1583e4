"""What one number is read by stays short, and what is looked at before a pattern is tried leaves out nothing it finds."""

import re
from decimal import Decimal

import pytest

from kezhang.reading.findings import Source
from kezhang.reading.meaning.contexts import REACH, contexts
from kezhang.reading.quantities import amounts, patterns
from kezhang.reading.quantities.scanning import scan
from kezhang.reading.reader import read
from tests.test_reading_cases import cases

TEXTS = [each.values[0]["text"] for each in cases()]


@pytest.mark.parametrize("piece", ["5亿元以上企业", "1200兆瓦光伏", "“新增5家”"])
def test_sizes_in_a_row_do_not_gather_the_words_of_all_before_them(piece):
    text = piece * 200
    found = contexts(text, scan(text).amounts)
    assert len(found) == 200
    assert max(len(each.left) for each in found) <= 2 * REACH


def test_a_scan_finds_what_its_patterns_find_without_a_look_before_them():
    amount = patterns._AMOUNT.replace(patterns._DASH_AHEAD, "")
    tried = (patterns._NOT_PATTERN, patterns._RATIO, patterns._RANK, patterns._MIXED, amount, patterns._CHINESE)
    everywhere = re.compile(f"{patterns._SIGNS}(?:{'|'.join(tried)})")
    assert len(amount) < len(patterns._AMOUNT)
    for text in TEXTS:
        found, expected = patterns.SCAN.finditer(text), everywhere.finditer(text)
        assert [(m.span(), m.lastgroup) for m in found] == [(m.span(), m.lastgroup) for m in expected]


def test_words_of_doubt_and_bound_end_and_begin_as_is_looked_for():
    for text in TEXTS:
        for end in range(1, len(text)):
            if amounts._hedge(text[max(0, end - 6) : end].rstrip()):
                assert text[:end].rstrip()[-1] in amounts._HEDGE_ENDS
            if amounts._AFTER.match(text, end):
                assert text[end] in amounts._OPENS_AFTER or text[end].isspace()


@pytest.mark.parametrize("zeros", [0, 12, 30, 200])
def test_a_figure_of_any_length_is_read_below_a_title_that_tells_one_like_it(zeros):
    text = f"全市投资123元\n今年投资123{'0' * zeros}元，其中甲类1111{'0' * zeros}元，乙类61.5元，丙类62.5元。"
    found = read(Source("长数", text), ()).findings
    assert [finding.value for finding in found] == [
        Decimal(123), Decimal("123" + "0" * zeros), Decimal("1111" + "0" * zeros), Decimal("61.5"), Decimal("62.5"),
    ]  # fmt: skip
