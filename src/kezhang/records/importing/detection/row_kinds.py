"""行的性质: what a row under a header is: a record, a total, a section's title, a remark or a signature.

A row is left out only for what it says of itself, never for how its name begins: 累计误差补偿方法研究 is a project and
说明会 an activity, because their other columns are filled as a record's are. Every row that is left out is told with the
reason, and can be made a record.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Self

from kezhang.records.declaration.cells import is_empty
from kezhang.records.fields import OrganisationNameField
from kezhang.records.importing.detection.headers import Heading

#: Why a row of one cell that says nothing else of itself is left out.
ALONE = "只有一格有字，其余各列是空的"


class RowKind(Enum):
    """What a row is that is no record."""

    TOTAL = "合计"
    SECTION = "分节标题"
    NOTE = "说明文字"
    SIGNATURE = "落款"


@dataclass(frozen=True)
class LeftOut:
    """A row that is not taken for a record, and why."""

    number: int  # as Excel counts
    kind: RowKind
    text: str  # what it says, shortened
    reason: str


_SUM = r"(?:合\s*计|总\s*计|小\s*计|累\s*计|共\s*计)"
#: A cell that is nothing but the word for a total, with its unit or number.
_TOTAL = re.compile(
    rf"(?:本页|全[县区市州]|全年|本[年月季])?{_SUM}\s*[:：]?\s*(?:[(（][^()（）]{{1,8}}[)）]|\d[\d.,]{{0,12}}\s*[一-鿿]{{0,3}})?"
)
#: A cell that begins or ends so may be one: 柳泉镇小计.
_TOTAL_WITHIN = re.compile(rf"^{_SUM}|{_SUM}$")
#: A cell that says total is short; a sentence that mentions one is not.
_TOTAL_LENGTH = 15
_SECTION = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[)）]?(?:[、.．:：]|\s+).{1,30}|第[一二三四五六七八九十]{1,3}[章节部分类].{0,30}"
    r"|.{1,24}[（(]\s*(?:共|计)?\s*\d{1,5}\s*[家项个人份户名件场次]\s*[)）]"
)
#: The number of a row: 1, 2.3, (4), 5、, ⑥, and one marked with a star.
_NUMBER = re.compile(r"[*★]?[（(]?\d{1,4}(?:[.．\-]\d{1,3}){0,3}[)）]?[、.．*★]?|[①-⑳]")
#: Words in the place of a row's number that make it a part or a comparison of what is listed.
_OF_OTHERS = ("其中", "平均", "人均", "户均", "同比", "环比", "占比", "增长", "上年", "去年", "本年累计", "完成率")
#: A place whose name heads the rows of those who are there, with their sum beside it.
_SEAT = re.compile(r"[一-鿿]{1,10}(?:镇|乡|街道|园区|开发区|工业园|片区)")
_ORDINAL_ALONE = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?")
_NOTE = ("注", "说明", "备注", "*", "※", "＊", "以上", "数据来源", "资料来源", "截至", "截止", "附", "提示", "填写要求")
_SIGNED = (
    "填报",
    "填表",
    "制表",
    "审核",
    "审批",
    "联系",
    "负责人",
    "单位负责人",
    "科技局",
    "盖章",
    "日期",
    "电话",
    "经办",
    "复核",
    "统计人",
)
_LABELLED = re.compile(r"[一-鿿（）()]{2,12}\s*[:：].{0,60}", re.DOTALL)
_DAY = re.compile(r"\d{4}\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2}\s*日?")
_BODY = re.compile(r"[^:：]{2,60}(?:公司|厂|院|所|中心|大学|学校|合作社|农场|集团)(?:[(（][^()（）]{1,12}[)）])?")


@dataclass(frozen=True)
class ColumnPlace:
    """What of one column tells rows from one another, whatever the table is of."""

    position: int
    is_number: bool = False
    is_required: bool = False
    names_firms: bool = False

    @classmethod
    def of(cls, heading: Heading) -> Self:
        column = heading.column
        firms = isinstance(column.model_field, OrganisationNameField)
        return cls(heading.position, column.is_number, column.required, firms)


class RowKinds:
    """Tells the rows under one header from one another; ``numbering`` are the columns that only number them."""

    def __init__(self, numbering: Sequence[int], columns: Sequence[ColumnPlace], rows: Sequence[Sequence[Any]]) -> None:
        self.places = [column.position for column in columns]
        self.words = [column.position for column in columns if not column.is_number]
        required = [column for column in columns if column.is_required]
        self.required = [column.position for column in required]
        self.name = required[0] if len(required) == 1 else None
        self.numbering = _numbering(numbering, rows)

    def of(self, row: Sequence[Any]) -> tuple[RowKind, str] | None:
        """The kind and the reason; None for a record."""
        if self._is_plain(row):
            return None
        filled = [(at, cell) for at, cell in enumerate(row) if not is_empty(cell)]
        own = [at for at in self.places if at < len(row) and not is_empty(row[at])]
        if self._is_named(row):
            return None
        if (label := self._total(row, filled)) is not None:
            return RowKind.TOTAL, f"“{label}”是合计的写法"
        if self.numbering is not None and (found := self._by_number(row, own, filled)) is not None:
            return None if found[1] == "" else found
        if all(_is_signed(cell) for _, cell in filled):
            if any(str(cell).strip().startswith(_SIGNED) for _, cell in filled):
                return RowKind.SIGNATURE, "各格都是落款"
            if len(own) <= 1 or str(filled[0][1]).strip().startswith(_NOTE):
                return RowKind.NOTE, "不是各列的内容"
        if (seat := self._seat(row, own)) is not None:
            return RowKind.SECTION, f"“{seat}”后面只有数，像一节的小计"
        first = filled[0][1]
        if len(filled) == 1 and isinstance(first, str):
            return self._alone(filled[0][0], first.strip())
        if isinstance(first, str) and len(own) <= 1 and first.strip().startswith(_NOTE):
            return RowKind.NOTE, f"以“{first.strip()[:6]}”开头，其余各列是空的"
        return None

    def _is_named(self, row: Sequence[Any]) -> bool:
        """Whether the name that the ledger asks for is a firm's, whatever it begins with: 合计科技有限公司, 注塑机械厂."""
        if self.name is None or not self.name.names_firms:
            return False
        name = row[self.name.position] if self.name.position < len(row) else None
        if not isinstance(name, str) or not _BODY.fullmatch(name.strip()):
            return False
        number = row[self.numbering] if self.numbering is not None and self.numbering < len(row) else None
        return is_empty(number) or _NUMBER.fullmatch(_number_text(number)) is not None

    def _seat(self, row: Sequence[Any], own: Sequence[int]) -> str | None:
        """A section's title that has the section's sums beside it: 柳泉镇 | 27, 一、柳泉镇 | 27."""
        if self.name is None or len(own) < 2 or any(at in self.words for at in own if at != self.name.position):
            return None
        text = str(row[self.name.position]).strip() if self.name.position in own else ""
        return text if _SEAT.fullmatch(text) or _SECTION.fullmatch(text) else None

    def _is_plain(self, row: Sequence[Any]) -> bool:
        """The rows that most are: everything required is filled and no total is spoken of."""
        if len(self.required) <= 2 or max(self.required) >= len(row):
            return False
        for at in self.required:
            if is_empty(row[at]):
                return False
        return not any(type(cell) is str and "计" in cell for cell in row[:4])

    def _alone(self, at: int, text: str) -> tuple[RowKind, str] | None:
        """A row of one cell: a name may stand alone where nothing else is required; a title or a remark does."""
        if _SECTION.fullmatch(text):
            return RowKind.SECTION, "像分节的标题，其余各列是空的"
        if text.startswith((*_NOTE, *_SIGNED)) or _LABELLED.fullmatch(text):
            return RowKind.NOTE, "像说明文字，其余各列是空的"
        if self.name is not None and at == self.name.position:
            if len(self.places) <= 2 or (self.name.names_firms and _BODY.search(text)):
                return None
        elif len(self.places) <= 2:
            return None
        return RowKind.NOTE, ALONE

    def _total(self, row: Sequence[Any], filled: Sequence[tuple[int, Any]]) -> str | None:
        for at, cell in enumerate(row[:4]):
            if not isinstance(cell, str) or len(cell) > _TOTAL_LENGTH:
                continue
            text = cell.strip(" :：()（）")
            if _TOTAL.fullmatch(text):
                return cell.strip()
            # As part of a longer name it is a total only where nothing else is told in words.
            others = [place for place, _ in filled if place != at and place in self.words]
            if _TOTAL_WITHIN.search(text) and not others:
                return cell.strip()
        return None

    def _by_number(
        self, row: Sequence[Any], own: Sequence[int], filled: Sequence[tuple[int, Any]]
    ) -> tuple[RowKind, str] | None:
        """Where rows are numbered 1, 2, 3: a number makes a record, words in its place do not. ("" for a record.)"""
        cell = row[self.numbering] if self.numbering is not None and self.numbering < len(row) else None
        if is_empty(cell):
            return None
        text = _number_text(cell)
        if _NUMBER.fullmatch(text):
            return (RowKind.NOTE, "") if own else None
        if text.startswith(_OF_OTHERS):
            return RowKind.NOTE, f"序号处写的是“{text[:12]}”"
        if len(own) > max(1, len(self.places) // 3):
            return None
        if _ORDINAL_ALONE.fullmatch(text) or _SECTION.fullmatch(text):
            return RowKind.SECTION, f"序号处写的是“{text[:12]}”，其余各列是空的"
        if any(_is_signed(each) and not str(each).strip().startswith(_NOTE) for _, each in filled):
            return RowKind.SIGNATURE, f"序号处写的是“{text[:12]}”，像落款"
        return RowKind.NOTE, f"序号处写的是“{text[:12]}”"


def _numbering(places: Sequence[int], rows: Sequence[Sequence[Any]]) -> int | None:
    """The column that numbers the rows in digits, where there is one."""
    for at in places:
        cells = [_number_text(row[at]) for row in rows[:200] if at < len(row) and not is_empty(row[at])]
        digits = sum(_NUMBER.fullmatch(cell) is not None for cell in cells)
        if digits and digits >= sum(_ORDINAL_ALONE.fullmatch(cell) is not None for cell in cells):
            return at
    return None


def _number_text(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _is_signed(cell: Any) -> bool:
    """Whether a cell only says who, when or where the sheet comes from, or remarks on it."""
    text = str(cell).strip()
    return isinstance(cell, str) and bool(
        text.startswith((*_NOTE, *_SIGNED)) or _LABELLED.fullmatch(text) or _DAY.fullmatch(text)
    )
