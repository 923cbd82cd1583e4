"""What one number is read by stays short, whatever stands around it: a document costs as much as it is long."""

import pytest

from kezhang.reading.meaning.contexts import REACH, contexts
from kezhang.reading.quantities.scanning import scan


@pytest.mark.parametrize("piece", ["5亿元以上企业", "1200兆瓦光伏", "“新增5家”"])
def test_sizes_in_a_row_do_not_gather_the_words_of_all_before_them(piece):
    text = piece * 200
    found = contexts(text, scan(text).amounts)
    assert len(found) == 200
    assert max(len(each.left) for each in found) <= 2 * REACH
