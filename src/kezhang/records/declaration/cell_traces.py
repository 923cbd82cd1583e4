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
#: Words for what stands in the row above, without what is drawn around them.
_DITTO = frozenset(
    {
        "同上",
        "同前",
        "同上行",
        "同上栏",
        "同",
        "〃",
        "〃〃",
        "″",
        "″″",
        "“",
        "”",
        '"',
        '""',
        "＂",
        "''",
        "〞",
        "々",
        "ditto",
    }
)
#: Words for the column beside, which hold for no column known beforehand.
_AS_BESIDE = frozenset({"同左", "同左栏", "同右", "同右栏"})
_DRAWN_AROUND = " \t\r\n\u3000\u00a0-—－–_…·.。()（）[]【】"
#: Longer than this, with what is drawn around it, no cell says only that.
_DITTO_LENGTH = 12
#: What a text begins with that may be such a mark, such an error or one of the words for the row above.
MARKS = frozenset({"#", "=", "'", "\u2018", "\u2019", "D", *_DRAWN_AROUND, *(word[0] for word in _DITTO | _AS_BESIDE)})
#: ="…" and ' in front: what systems write so that Excel takes a number for text.
_TEXT_MARK = re.compile(r"=\s*\"(.*)\"|[\u2018\u2019'](?=[\w=+@-])(.*)", re.DOTALL)
_FORMULA = re.compile(r"=\s*[A-Za-z_\u4e00-\u9fff(+\-\[{'$\d]")
_ZERO_DAYS = re.compile(r"0+(?:\.0+)?|(?:1900|1899)\D0?1\D0?0\D?|(?:1899\D12\D3[01]|1900\D0?1\D0?0)(?:[T\s].*)?")
#: What the name of an organisation ends in.
_BODY = r"(?:公司|集团|厂|院|所|中心|大学|学校|中学|小学|合作社|合作联社|医院|站|局|委员会|协会|学会|农场|工作室|联盟|银行|基地)"
#: What may stand behind a name: the bracket it ends in, and its part in the work: （牵头）.
_ROLE = r"[)）]?(?:[（(][^（()）]{1,12}[)）])?"
_SEVERAL = re.compile(
    rf"{_BODY}{_ROLE}\s{{0,20}}[\n、，,；;/／|｜+＋]\s{{0,20}}(?=[^\s、，,；;/／|｜+＋]{{2}})"
    rf"|公司{_ROLE}[ \t\u3000]{{1,20}}(?=\S{{3,60}}公司{_ROLE}$)|公司{_ROLE}(?:以及|联合|会同|和|与|及)(?=\S{{3,60}}{_BODY}{_ROLE}$)"
)
_JOINED = re.compile(r"(?<=[司)）])(?:以及|联合|会同|和|与|及)$")
#: A name that stands for others it does not name: 甲公司等3家.
_AND_OTHERS = re.compile(rf"{_BODY}{_ROLE}等\s{{0,4}}(?:\d{{1,3}}|[一二两三四五六七八九十多几]{{1,3}})\s{{0,4}}[家个]")
_LETTER = re.compile(r"[^\W\d_]")
_OF_ONE_BODY = re.compile(r"分(?:公司|院|所|中心|校|厂|站|局|行|会)\s*$")


def is_ditto(cell: Any) -> bool:
    """Whether a cell only says that the row above holds here too.

    >>> is_ditto("同 上"), is_ditto("—〃—"), is_ditto("Ditto"), is_ditto("同心公司"), is_ditto("——")
    (True, True, True, False, False)
    """
    if type(cell) is not str or len(cell) > _DITTO_LENGTH or cell[:1] not in MARKS:
        return False
    return "".join(cell.strip(_DRAWN_AROUND).split()).lower() in _DITTO


def unmarked(cell: str) -> str:
    """A text without the marks that only tell Excel it is one. Raises ValueError for what a formula left behind.

    >>> unmarked('="0012"'), unmarked("'0012")
    ('0012', '0012')
    """
    text = cell.strip()
    if is_ditto(text):
        raise ValueError("上面没有可以照读的内容，请写明")
    if text.strip(_DRAWN_AROUND) in _AS_BESIDE:
        raise ValueError(f"“{text}”没有说明照读哪一列，请写明")
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
    cut = [text[a:b].strip(" \t\r\n、，,；;/／|｜+＋") for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]
    parts = [_JOINED.sub("", part) for part in cut]
    several = all(re.search(rf"{_BODY}{_ROLE}$", part) and not _OF_ONE_BODY.search(part) for part in parts)
    return parts if several else [text]


def names_others(text: str) -> bool:
    """Whether a name stands for more than it says: 甲公司等3家."""
    return _AND_OTHERS.search(text) is not None


def is_nameless(text: str) -> bool:
    """Whether what stands where a name belongs has no letter in it: a number, dots, dashes."""
    return _LETTER.search(text) is None
