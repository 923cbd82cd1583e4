"""In which rows of a sheet a header may begin: each row by its own words, also where another is nearly the same."""

import pytest

from kezhang.records.importing.detection.header_rows import rows_by_name
from kezhang.records.importing.workbooks.unreadable_workbook import UnreadableWorkbook
from kezhang.records.importing.workbooks.workbook_reader import pages


def found(text: str, *names: str) -> dict[str, list[int]]:
    (page,) = pages(text.encode(), "表.csv")
    return {name: list(rows) for name, rows in rows_by_name(page, frozenset(names)).items()}


def test_a_group_reaches_over_an_empty_cell_and_not_over_a_foreign_word_whichever_comes_first():
    reaches, does_not = "企业,\n,名称\n", "企业,黑猫\n,名称\n"
    assert found(f"{reaches}黑猫,狗\n{does_not}黑猫,狗\n", "企业名称") == {"企业名称": [0]}
    assert found(f"{does_not}黑猫,狗\n{reaches}黑猫,狗\n", "企业名称") == {"企业名称": [3]}


def test_a_header_that_is_printed_on_each_page_is_found_on_each():
    assert found("企业名称,金额\n黑猫,狗\n马,牛\n" * 3, "企业名称", "金额") == {
        "企业名称": [0, 3, 6],
        "金额": [0, 3, 6],
    }


def test_the_same_first_row_is_another_header_over_other_words():
    text = "企业,\n名称,电话\n黑猫,狗\n企业,\n地址,电话\n"
    assert found(text, "企业名称", "企业地址", "企业电话") == {"企业名称": [0], "企业电话": [0, 3], "企业地址": [3]}


def test_a_sheet_in_which_everything_is_part_of_a_header_is_refused_in_a_sentence():
    sheet = "\n".join(f"企业（{n},项目（{n},金额" for n in range(20_100))
    with pytest.raises(UnreadableWorkbook, match="到第20000行为止，有20000多行写法各不相同"):
        found(sheet, "企业名称", "项目名称")


def test_a_long_list_of_words_with_a_name_among_them_is_a_list():
    sheet = "企业名称,行业,备注\n" + "\n".join(f"黑猫{n},企业,狗{n}" for n in range(20_100))
    assert found(sheet, "企业名称", "企业行业") == {"企业名称": [0]}
