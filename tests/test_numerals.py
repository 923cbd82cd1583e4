"""Numbers in words, and digits with units between them, against a speller that only puts characters together."""

import random
from decimal import Decimal

import pytest

from kezhang.quantities.money import parse_amount
from kezhang.quantities.numerals import chinese, mixed
from kezhang.quantities.units import WAN_YUAN
from kezhang.reading.findings import Source
from kezhang.reading.reader import read

DIGITS = "零一二三四五六七八九"
CAPITALS = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def below_ten_thousand(number: int) -> str:
    words, nought = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            words += ("零" if nought and words else "") + DIGITS[digit] + name
            nought = False
        else:
            nought = True
    return words


def spelt(number: int) -> str:
    words = ""
    for large, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, number = divmod(number, large)
        if part:
            between = "零" if words and part < 1000 else ""
            words += between + (spelt(part) if part >= 10**4 else below_ten_thousand(part)) + name
    return words


NUMBERS = random.Random(7)
SOME = sorted({NUMBERS.randrange(1, 10 ** NUMBERS.randrange(1, 13)) for _ in range(2_000)})


def test_every_number_in_words_is_the_number_it_was_spelt_from():
    assert spelt(157_000_000) == "一亿五千七百万"
    assert [number for number in SOME if chinese(spelt(number)) != number] == []


def test_an_amount_in_capitals_is_what_a_cheque_says():
    wrong = [n for n in SOME if n < 10**12 and parse_amount(f"{spelt(n)}元整".translate(CAPITALS), WAN_YUAN) != n]
    assert wrong == []


def test_digits_with_units_between_them_are_the_sum_of_what_they_say():
    for number in SOME:
        hundred_millions, rest = divmod(number, 10**8)
        ten_thousands, ones = divmod(rest, 10**4)
        if hundred_millions and ten_thousands > 9:
            assert mixed(f"{hundred_millions}亿{ten_thousands}万") == number - ones
        if ten_thousands and ones > 9:
            assert mixed(f"{ten_thousands}万{ones}") == rest


@pytest.mark.parametrize("said", ["3万5", "千5", "3亿5", "1.2万3"])
def test_what_may_be_two_numbers_is_none(said):
    assert mixed(said) is None


def test_the_reader_reads_whole_numerals_or_nothing_of_them():
    for number in SOME[::7]:
        words = spelt(number)
        found = read(Source("a", f"全年完成投资{words}元。"), ()).findings
        assert [each.value for each in found] in ([Decimal(number)], []), words
