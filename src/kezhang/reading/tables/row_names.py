"""行名: what a row of a table calls itself, and which row above it is a part of.

其中, 1., (一) mark a part; a part without a unit of its own is told in that of the row it is a part of.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from kezhang.reading.lexicon import UnitWord
from kezhang.reading.tables.cells import CHINESE, FIGURE, LineCell
from kezhang.reading.tables.column_heads import IN_HEAD, is_head_of_units, is_measure, is_unit, unit_of, without_unit
from kezhang.reading.tables.stacked_heads import is_label
from kezhang.reading.tables.table_heads import YEAR

_MARKS = (
    r"[一二三四五六七八九十]{1,3}[、.．]\s*",
    r"[(（][一二三四五六七八九十]{1,3}[)）]\s*",
    r"\d{1,2}[、.．](?!\d)\s*",
    r"[(（]\d{1,2}[)）]\s*|[①-⑳]\s*",
    r"其\s*中\s*[:：]?\s*|[#＃*＊▲★]+\s*|[-—]{1,2}\s*",
)
_MARK = re.compile(rf"^(?:{'|'.join(_MARKS)})+")
_LEVELS = [re.compile(mark) for mark in _MARKS]
_NAMED_BY_DIGIT = re.compile(
    r"\d[A-Za-z]|[A-Za-z+]\d|“[^”]*\d[^”]*”|^[#＃]?(?:其中[:：])?\d{1,3}(?:[-—~至]\d{1,3})?周?岁"
)
_ONLY_UNIT = re.compile(r"[(（][^()（）]{1,8}[)）]")
_MONEY = re.compile(r"(?:收入|支出|费|经费|税|款|资金|投资|产值|增加值|额)$")
_TOTAL = re.compile(r"合计|总计|小计|总[额量值数]")


def name_of(row: Sequence[LineCell], box: LineCell, *, given: bool) -> str:
    """What a row calls itself: the words nearest before the cell."""
    if given and row[0].heads and len(row[0].heads) > 1:
        return row[0].heads[0]
    before = [each.text for at, each in enumerate(row) if each.start <= box.start and _is_name(each, at)]
    before = [words for words in before if CHINESE.search(words)] or before  # 稻谷 | rice
    if len(before) > 1 and _ONLY_UNIT.fullmatch(before[-1]):
        return before[-2] + before[-1]  # 专利授权量   (件)   160: the unit stands in a cell of its own
    return before[-1] if before else ""


def unmarked(name: str) -> str:
    """Without 其中, 1. and the unit."""
    return _MARK.sub("", without_unit(name).strip(" :："), count=1).strip() if name else ""


def _is_name(cell: LineCell, place: int) -> bool:
    """5G基站数 is, and 1.外国人; 12家 and 1.2 are not."""
    words = _MARK.sub("", cell.text, count=1)
    if FIGURE.fullmatch(words) or YEAR.fullmatch(words) or not re.search(r"[一-鿿A-Za-z(（]", words):
        return False
    if cell.heads and is_head_of_units(re.sub(r"\s", "", cell.heads[-1])):
        return False
    labelled = bool(cell.heads) and is_label(cell.heads[-1])
    return (
        labelled
        or bool(_NAMED_BY_DIGIT.search(words))
        or not any(sign.isdigit() for sign in words)
        or (place == 0 and cell.text != words)
    )


def with_units(rows: Sequence[Sequence[LineCell]]) -> list[Sequence[LineCell]]:
    """A row whose unit was left in a line of its own: 折合全时人员, and (人年) below it."""
    found: list[Sequence[LineCell]] = []
    for row in rows:
        words = [box.text for box in row if box.text]
        if found and len(words) == 1 and _ONLY_UNIT.fullmatch(words[0]) and not unit_of(found[-1][0].text):
            named = found[-1][0]
            found[-1] = [replace(named, text=named.text + words[0]), *found[-1][1:]]
        else:
            found.append(row)
    return found


#: 社区卫生服务中心(站): another word for the place, no unit.
_SAME_PLACE = re.compile(r"(?:中心|所|院|馆)[(（][站室所点][)）]$")


class UnitsAbove:
    """The units of the rows so far, by how deep a row stands among them."""

    def __init__(self) -> None:
        self._told: list[tuple[int, str, UnitWord]] = []
        self._level = 0
        self._titled = False

    def title(self, name: str) -> None:
        """A row without figures that says the unit of all below it: 科技成果及获奖数(项)."""
        unit = unit_of(name) if IN_HEAD.search(name) and not _SAME_PLACE.search(name) else None
        if unit:
            self._told, self._titled = [(0, name, unit)], True

    def of(self, name: str, *, indented: bool) -> UnitWord | None:
        """The unit a row is told in: its own, or that of the row it is a part of."""
        own = unit_of(name) if IN_HEAD.search(name) and not _SAME_PLACE.search(name) else None
        self._titled = self._titled and own is None
        level = self._level_of(name, indented=indented, own=own is not None)
        while self._told and self._told[-1][0] >= level and (own or not self._is_part(name)):
            self._told.pop()
        if own:
            self._told.append((level, name, own))
            return own
        return self._told[-1][2] if self._told else None

    def _level_of(self, name: str, *, indented: bool, own: bool) -> int:
        marked = next((level for level, mark in enumerate(_LEVELS, 1) if mark.match(name)), None)
        self._level = marked or (9 if indented else self._level if self._level == len(_LEVELS) and not own else 0)
        return self._level

    def _is_part(self, name: str) -> bool:
        """Whether a row without a mark is told in the unit of the last that had one: 铁路 below 货运量(万吨)."""
        if self._titled or not is_measure(name) or not self._told:
            return bool(self._told)
        above, unit = unmarked(self._told[-1][1]), self._told[-1][2]
        return unit.kind == "money" and bool(_MONEY.search(name) and (_TOTAL.search(above) or _MONEY.search(above)))


def spoken_unit(row: Sequence[LineCell]) -> str:
    """The unit that a cell of the row says for all of it."""
    under_head = (box.text for box in row if box.heads and is_head_of_units(re.sub(r"\s", "", box.heads[-1])))
    return next(under_head, "") or next((box.text for box in row if not box.heads and is_unit(box.text)), "")
