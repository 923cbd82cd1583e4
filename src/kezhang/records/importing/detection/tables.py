"""What was found in a workbook for one ledger.

Rows keep the numbers that Excel shows, so that whatever is said about them can be looked up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing.asking.questions import Question
from kezhang.records.importing.detection.headers import Head, Heading, Likeness
from kezhang.records.importing.detection.row_kinds import LeftOut

Line = tuple[int, Sequence[Any]]  # the row's number as Excel counts, and its cells


@dataclass(frozen=True)
class TablePart:
    """One table of a sheet, under one header. Row numbers count as Excel does, from 1."""

    sheet: str
    head: Head
    headings: tuple[Heading, ...]  # with the units that hold here
    rows: tuple[Line, ...]
    totals: tuple[Line, ...] = ()
    left_out: tuple[LeftOut, ...] = ()  # rows that are no records, totals included, each with the reason
    filled_down: tuple[str, ...] = ()  # merged cells whose content was repeated, in words
    hidden: tuple[str, ...] = ()  # what the sheet does not show, in words
    shown: tuple[str, ...] = ()  # what cells show otherwise than they hold, and what was read as above, in words
    struck: Mapping[int, str] = field(default_factory=dict)  # rows struck through, and what of them, in words
    overlong: Mapping[int, str] = field(
        default_factory=dict
    )  # rows of a text with more cells than its header, in words


@dataclass(frozen=True)
class NotRead:
    """What of a sheet was not read although a table of it was, in words."""

    sheet: str
    what: str


@dataclass(frozen=True)
class DetectedTable:
    """What was found in a workbook for one ledger."""

    ledger: Ledger
    parts: tuple[TablePart, ...]
    understood: tuple[str, ...]
    unknown: tuple[str, ...] = ()  # headers no column answers to
    likenesses: tuple[Likeness, ...] = ()  # which columns they may be
    missing: tuple[str, ...] = ()  # required columns the header lacks
    foreign: tuple[tuple[str, Line], ...] = ()  # sheet and row of what is another table's
    titles: tuple[str, ...] = ()  # what stands above the table and on the sheet's tab
    questions: tuple[Question, ...] = ()  # what could not be decided while it was found
    not_read: tuple[NotRead, ...] = ()  # of the sheets of which a table was read

    @property
    def headings(self) -> tuple[Heading, ...]:
        return self.parts[0].headings

    @property
    def several_sheets(self) -> bool:
        return len({part.sheet for part in self.parts}) > 1

    def read_by(self, ledger: Ledger) -> Self:
        """The same table for a ledger that has more choices in the same columns."""
        parts = [
            replace(
                part,
                headings=tuple(replace(h, column=ledger.by_name.get(h.column.name, h.column)) for h in part.headings),
            )
            for part in self.parts
        ]
        return replace(self, ledger=ledger, parts=tuple(parts))

    def lacking(self) -> str:
        """What to say when required columns are missing; empty when none is."""
        if not self.missing:
            return ""
        part = self.parts[0]
        likely = "".join(f"“{each.header}”可能就是“{each.column.label}”，请确认。" for each in self.likenesses)
        return (
            f"工作表“{part.sheet}”第{part.head.last + 1}行的表头缺少必填列：{'、'.join(self.missing)}。"
            f"{likely or '请补上后重新导入，或下载模板对照。'}"
        )
