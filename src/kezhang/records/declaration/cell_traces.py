"""格里的痕迹: what people and programs leave in a cell besides a value.

Marks that tell Excel a number is text, errors of formulas, words for the row above, Excel's nought of a date, and the
names of several organisations in one cell.
"""

import re
from datetime import datetime, time
from typing import Any

#: What spreadsheets show where a formula went wrong.
ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
#: Words for what stands in the row above, without their blanks.
DITTO = frozenset(
    {"同上", "同前", "〃", "″", "“", "”", '"', "''", "〞", "〃〃", "同上行", "同上。", "（同上）", "(同上)"}
)
#: What a text begins with that may be such a mark, such an error or one of the words for the row above.
MARKS = frozenset({"#", "=", "'", "\u2018", "\u2019", *(words[0] for words in DITTO)})
#: ="…" and ' in front: what systems write so that Excel takes a number for text.
_TEXT_MARK = re.compile(r"=\s*\"(.*)\"|[\u2018\u2019'](?=[\w=+@-])(.*)", re.DOTALL)
_FORMULA = re.compile(r"=\s*[A-Za-z_\u4e00-\u9fff(+\-\[{'$\d]")
_ZERO_DAYS = re.compile(r"0+(?:\.0+)?|(?:1900|1899)\D0?1\D0?0\D?|(?:1899\D12\D3[01]|1900\D0?1\D0?0)(?:[T\s].*)?")
#: What the name of an organisation ends in.
_BODY = r"(?:公司|集团|厂|院|所|中心|大学|学校|中学|小学|合作社|合作联社|医院|站|局|委员会|协会|学会|农场|工作室|联盟|银行|基地)"
_SEVERAL = re.compile(
    rf"{_BODY}[)）]?\s{{0,20}}[\n、，,；;/／]\s{{0,20}}(?=[^\s、，,；;/／]{{2}})|公司[)）]?[ \t\u3000]{{1,20}}(?=\S{{4,60}}公司[)）]?$)"
)
_OF_ONE_BODY = re.compile(r"分(?:公司|院|所|中心|校|厂|站|局|行|会)\s*$")


def unmarked(cell: str) -> str:
    """A text without the marks that only tell Excel it is one. Raises ValueError for what a formula left behind.

    >>> unmarked('="0012"'), unmarked("'0012")
    ('0012', '0012')
    """
    text = cell.strip()
    if "".join(text.split()) in DITTO:
        raise ValueError("上面没有可以照读的内容，请写明")
    if text.upper() in ERRORS:
        raise ValueError("公式出错，没有算出结果；请在原表中改好，或改为写明的值")
    if mark := _TEXT_MARK.fullmatch(text):
        return mark[1].replace('""', '"') if mark[1] is not None else mark[2]
    if _FORMULA.match(text):
        raise ValueError("是公式，表里没有存下算出的结果；请用 WPS 或 Excel 打开保存一次后再导入")
    return cell


def is_zero_day(cell: Any) -> bool:
    """Whether a date is Excel's nought: shown as 1900-01-00, it is what a look-up makes of an empty cell.

    >>> from datetime import time
    >>> is_zero_day(0.0), is_zero_day("1900/1/0"), is_zero_day(time(0, 0)), is_zero_day("1900-01-01")
    (True, True, True, False)
    """
    if isinstance(cell, time):
        return cell == time(0, 0)
    if isinstance(cell, datetime):
        return cell < datetime(1900, 1, 1)  # noqa: DTZ001 - days of a sheet have no zone
    return _ZERO_DAYS.fullmatch(str(cell).strip()) is not None


def organisations_in(text: str) -> list[str]:
    """The organisations that one cell names; one where it names one, however it is broken into lines.

    >>> organisations_in("甲一科技有限公司\\n乙二大学"), organisations_in("甲一科技\\n有限公司 临川分公司")
    (['甲一科技有限公司', '乙二大学'], ['甲一科技\\n有限公司 临川分公司'])
    """
    if not _SEVERAL.search(text):
        return [text]
    ends = [found.end() for found in _SEVERAL.finditer(text)]
    parts = [text[a:b].strip(" \t\r\n、，,；;/／") for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]
    several = all(re.search(rf"{_BODY}[)）]?$", part) and not _OF_ONE_BODY.search(part) for part in parts)
    return parts if several else [text]
