"""What stands in a file: its sheets, their rows, merged and hidden parts.

This is the only door for workbooks; they are opened in a process of their own. A file that is not what it claims
to be is refused with a sentence, never with a traceback, and nothing is unpacked before it has been measured.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from django.conf import settings

from kezhang.containment.parsing import contained
from kezhang.quantities.units import Unit, unit_of
from kezhang.records.declaration.cells import is_empty
from kezhang.records.importing.workbooks import workbook_parsing
from kezhang.records.importing.workbooks.unreadable_workbook import UnreadableWorkbook

#: A header is looked for in the first rows whatever they hold; below them only where a row could be one.
HEADER_ROWS = 20
#: What a form that people fill in holds at most: persons, questions, shares, returns. Ledgers are told no such bound.
FORM_ROWS = 10_000
#: Longer than this, a cell is no column's name.
HEADER_LENGTH = 40

#: What to do with a file that the process which opens it cannot bear.
_INSTEAD = "请用 WPS 或 Excel 打开，删去表格以外的内容，另存为 .xlsx 后再导入；行数很多的请分成几个文件。"


class Readable(Protocol):
    """Anything bytes can be read from: an open file, an upload."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True)
class ShownOtherwise:
    """A stretch of a column whose cells show otherwise than they hold; rows and column from 0."""

    column: int
    first: int
    last: int
    unit: str  # that the cells show, in words; may be no unit we know
    held: str  # of the first cell
    shown: str


@dataclass(frozen=True)
class Page:
    """One sheet of a workbook. Rows and columns count from 0 here; people are told from 1."""

    name: str
    rows: Sequence[Sequence[Any]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()  # (first row, column), (last row, column)
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    cut: str = ""  # what was not read, in words
    shown: Sequence[ShownOtherwise] = ()
    struck: Mapping[int, Sequence[int]] = field(default_factory=dict)  # row -> columns struck through
    unseen: str = ""  # what this kind of file does not let us see, in words
    is_text: bool = False  # a .csv or the like, where a mark too few shifts cells

    def unit_shown(self, column: int, rows: Iterable[int]) -> Unit | None:
        """数字格式里的单位: the one unit that every number of a column in these rows shows; None where one does not."""
        stretches = [each for each in self.shown if each.column == column]
        if not stretches:
            return None
        shown = {at: each.unit for each in stretches for at in range(each.first, each.last + 1)}
        filled = (at for at in rows if column < len(self.rows[at]) and not is_empty(self.rows[at][column]))
        units = {shown.get(at, "") for at in filled}
        return unit_of(units.pop()) if len(units) == 1 else None

    @cached_property
    def may_be_headers(self) -> tuple[int, ...]:
        """The rows that could be a header: the first ones, and later ones of words alone."""
        return tuple(at for at, row in enumerate(self.rows) if at < HEADER_ROWS or _words_alone(row))

    @cached_property
    def rows_by_name(self) -> dict[frozenset[str], dict[str, list[int]]]:
        """Where a header of a name may begin, by the names that were asked for: every ledger asks it of the same sheet."""
        return {}


def _words_alone(row: Sequence[Any]) -> bool:
    filled = 0
    for cell in row:
        if not isinstance(cell, str):
            if cell is not None:
                return False
        elif cell:
            if len(cell) > HEADER_LENGTH:
                return False
            filled += 1
    return filled > 2


def form_pages(content: bytes, name: str) -> list[Page]:
    """The sheets of a form that people fill in. Raises UnreadableWorkbook also for one of more rows than any form has."""
    found = pages(content, name)
    for page in found:
        if len(page.rows) > FORM_ROWS:
            raise UnreadableWorkbook(
                f"“{name}”的工作表“{page.name}”有{len(page.rows)}行，这样的表最多{FORM_ROWS}行。请删去多余的行，或分成几张表。"
            )
    return found


def pages(content: bytes, name: str) -> list[Page]:
    """Every sheet of a workbook or a .csv. Raises UnreadableWorkbook for anything that is neither."""
    found: list[dict[str, Any]] = []
    for part in contained(workbook_parsing.parse, content, name, refuses=UnreadableWorkbook, instead=_INSTEAD):
        if isinstance(part, list):
            found[-1]["rows"] += part
        elif "name" in part:
            found.append(part | {"rows": []})
        else:
            found[-1] |= part
    return [_page(**each) for each in found]


def _page(
    name: str,
    rows: Sequence[Sequence[Any]],
    merged: Sequence[Sequence[Sequence[int]]] = (),
    hidden: bool = False,
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    cut: str = "",
    shown: Sequence[Sequence[Any]] = (),
    struck: Sequence[tuple[int, Sequence[int]]] = (),
    unseen: str = "",
    text: bool = False,
) -> Page:
    ranges = [((top, left), (bottom, right)) for (top, left), (bottom, right) in merged]
    return Page(
        name,
        rows,
        ranges,
        hidden,
        frozenset(hidden_rows),
        frozenset(hidden_columns),
        cut,
        [ShownOtherwise(*each) for each in shown],
        dict(struck),
        unseen,
        text,
    )


def is_trace(name: str) -> bool:
    """Whether a file is what programs leave beside others for themselves: a lock of an open one, pictures of a folder.

    >>> is_trace("~$合同.xlsx"), is_trace("._合同.xlsx"), is_trace("Thumbs.db"), is_trace("合同.xlsx")
    (True, True, True, False)
    """
    return name.startswith(("~$", ".")) or name.lower() in {"thumbs.db", "desktop.ini"}


def content_of(file: Readable, name: str) -> bytes:
    """A file's bytes, read no further than the limit. Raises UnreadableWorkbook for what cannot be a workbook."""
    limit = settings.KEZHANG_UPLOAD_LIMIT
    found = file.read(limit + 1)
    if len(found) > limit:
        raise UnreadableWorkbook(
            f"“{name}”超过 {limit // 1024 // 1024}MB 的上限。请删去图片和空行，或分成几个文件导入。"
        )
    if not found:
        raise UnreadableWorkbook(f"“{name}”是空文件。")
    return found


def is_blank(row: Sequence[Any]) -> bool:
    return all(is_empty(cell) for cell in row)
