"""表头名: the name that a header comes to, whatever units, marks and brackets a sheet sets beside it."""

import re
import unicodedata
from functools import lru_cache

from kezhang.quantities.spelling import visible

_BRACKETS = re.compile(r"[(【\[〔〖「][^)】\]〕〗」]*[)】\]〕〗」]")
#: Chinese characters alone, nothing behind them that may be a unit: already bare, as nearly every name is.
_PLAIN = re.compile("[\u4e00-\u9fff]*[\u4e00-\u5142\u5144-\u9fff]")
_MARKS = re.compile(r"[*:\s★☆●○◆◇■□▲△※]")
_NUMBERED = re.compile(r"^\s*\d{1,2}\s*[.、]\s*(?=\D)")
#: A unit of money behind a name: after a mark, or at once behind a word for an amount.
_UNIT_BEHIND = re.compile(
    r"[/,_\-—:\s]\s*(?:(?:人民币|RMB|CNY)?\s*[十百千万亿]{0,2}元|人民币|RMB|CNY|[¥￥]|万|亿)\s*$"
    r"|(?<=[额金费款入值润税资])[十百千万亿]{0,2}元\s*$",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def bare(header: str) -> str:
    """A header without brackets, units, marks and blanks.

    >>> bare("合同成交额 (万元)*"), bare("成交额_元"), bare("★2.成交额〔含税〕 RMB"), bare("成交额万元"), bare("单元")
    ('合同成交额', '成交额', '成交额', '成交额', '单元')
    """
    if _PLAIN.fullmatch(header):
        return header
    name = _BRACKETS.sub("", unicodedata.normalize("NFKC", visible(header)))
    return _MARKS.sub("", _UNIT_BEHIND.sub("", _NUMBERED.sub("", name.strip().strip("*★☆●○◆◇■□▲△※"))))
