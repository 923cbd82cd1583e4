"""Workbooks going out: templates, exports, evidence. The only file that writes spreadsheets.

What goes out comes back in unchanged; codes and numbers of documents are text cells,
amounts carry their unit in the heading, and nothing is written that the importer would not read.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record

if TYPE_CHECKING:
    import xlsxwriter

#: Rows below the heading that a template prepares with dropdowns and text cells.
TEMPLATE_ROWS = 500
LAST_ROW = 1_048_576
#: Where an exported workbook keeps what it was made from.
BASIS_PROPERTY = "KezhangBasis"
#: Heads the column that says whose a record is, in a sheet of several bureaus; no ledger has a column of that name.
BUREAU_HEADING = "县（市、区）"
#: A remark holds 32,767 characters; nobody reads the end of one that long.
REMARK = 3000
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", ""))


class TooLong(Exception):
    """More rows than a sheet has; the message says so in Chinese."""


@dataclass(frozen=True)
class MarkedCell:
    """A cell with a remark that opens over it, and a tone: plain, faint, odd or wrong."""

    value: Any
    remark: str = ""
    tone: str = "plain"


@dataclass(frozen=True)
class Sheet:
    """One sheet to write: lines above the table, headings, rows, lines below."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    above: Sequence[str] = ()
    below: Sequence[str] = ()
    widths: Sequence[int] = ()
    frozen_columns: int = 0  # stay in sight when the rest is moved sideways


def _book(target: str | BinaryIO, **how: bool) -> "xlsxwriter.Workbook":
    import xlsxwriter  # noqa: PLC0415 - slow to load, and most programs write no workbook

    return xlsxwriter.Workbook(target, how)


def template(ledger: Ledger) -> bytes:
    """An empty workbook for a ledger: headings, dropdowns, text columns, one sample row, instructions."""
    buffer = io.BytesIO()
    with _book(buffer, in_memory=True) as book:
        formats = _formats(book)
        sheet = book.add_worksheet(_sheet_name(ledger.label))
        for place, column in enumerate(ledger.columns):
            heading = formats["required"] if column.required else formats["heading"]
            sheet.write_string(0, place, column.heading, heading)
            sheet.set_column(place, place, _width(column), formats["text"] if column.is_text else None)
            if column.choices and len(column.choices) <= 60:
                _dropdown(book, sheet, place, column)
            sample = ledger.sample.get(column.name)
            if sample is not None:
                sheet.write_string(1, place, sample, formats["sample"])
        sheet.freeze_panes(1, 1)
        _instructions(book.add_worksheet("填写说明"), ledger, formats)
    return buffer.getvalue()


def export(
    ledger: Ledger, records: Iterable[Record], *, personal: bool = False, basis: str = "", bureaus: bool = False
) -> bytes:
    """The ledger's records as a workbook that imports again and changes nothing.

    ``basis`` says of which bureau and how new it is; spreadsheet programs keep it as a property of the file.
    Columns with personal data are left out unless ``personal`` says that the reader may have them;
    a column that a sheet lacks stays as it is when the sheet comes back. Where the records are those of several
    ``bureaus``, a last column says whose each is.
    """
    shown = [c for c in ledger.columns if personal or c.name not in ledger.personal]
    buffer = io.BytesIO()
    with _book(buffer, constant_memory=True) as book:
        if basis:
            book.set_custom_property(BASIS_PROPERTY, basis, "text")
        formats = _formats(book)
        sheet = book.add_worksheet(_sheet_name(ledger.label))
        for place, column in enumerate(shown):
            sheet.set_column(place, place, _width(column))
        for place, column in enumerate(shown):
            sheet.write_string(0, place, column.heading, formats["heading"])
        if bureaus:
            sheet.write_string(0, len(shown), BUREAU_HEADING, formats["heading"])
        sheet.freeze_panes(1, 1)
        for row, record in enumerate(records, start=1):
            for place, column in enumerate(shown):
                _write(sheet, row, place, _cell(column, record), formats)
            if bureaus:
                _write(sheet, row, len(shown), record.org.name, formats)
    return buffer.getvalue()


def workbook(sheets: Iterable[Sheet], out: BinaryIO | None = None) -> bytes:
    """Any tables as a workbook, formatted like all our sheets."""
    buffer = io.BytesIO()
    with _book(buffer, in_memory=True) as book:
        formats = _formats(book)
        taken: set[str] = set()
        for sheet in sheets:
            _table(book.add_worksheet(_free_name(sheet.name, taken)), sheet, formats)
    if out is not None:
        out.write(buffer.getvalue())
    return buffer.getvalue()


class Growing:
    """A workbook that grows on disk row by row, for what is too long to hold.

    ``sheets`` say names, headings and widths; rows come later, to any of them in any order.
    """

    def __init__(self, path: Path, sheets: Iterable[Sheet]) -> None:
        self.book = _book(str(path), constant_memory=True)
        self.formats = _formats(self.book)
        self.pages: dict[str, Any] = {}
        self.next: dict[str, int] = {}
        for sheet in sheets:
            self.pages[sheet.name] = self.book.add_worksheet(_sheet_name(sheet.name))
            self.next[sheet.name] = _table(self.pages[sheet.name], sheet, self.formats)

    def add(self, name: str, cells: Sequence[Any]) -> None:
        row = self.next[name]
        if row >= LAST_ROW:  # the library would drop the rest without a word
            raise TooLong(f"工作表“{name}”超过{LAST_ROW}行，Excel 放不下；请分批处理。")
        for place, cell in enumerate(cells):
            _write(self.pages[name], row, place, cell, self.formats)
        self.next[name] = row + 1

    def close(self) -> None:
        self.book.close()


def _table(page: Any, sheet: Sheet, formats: dict[str, Any]) -> int:
    """Write a table; the row after its last is returned."""
    row = 0
    for line in sheet.above:
        page.write_string(row, 0, line, formats["title"] if row == 0 else formats["note"])
        row += 1
    for place, heading in enumerate(sheet.headings):
        page.write_string(row, place, heading, formats["heading"])
        width = sheet.widths[place] if place < len(sheet.widths) else max(10, 2 * len(heading) + 2)
        page.set_column(place, place, width)
    row += 1
    page.freeze_panes(row, sheet.frozen_columns)
    for cells in sheet.rows:
        for place, cell in enumerate(cells):
            _write(page, row, place, cell, formats)
        row += 1
    for line in sheet.below:
        page.write_string(row, 0, line, formats["note"])
        row += 1
    return row


def _write(page: Any, row: int, place: int, cell: Any, formats: dict[str, Any], tone: str = "") -> None:
    if isinstance(cell, MarkedCell):
        if cell.remark:
            size = {"width": 360, "height": min(400, 60 + 20 * (len(cell.remark) // 24 + cell.remark.count("\n")))}
            page.write_comment(row, place, cell.remark[:REMARK], size)
        _write(page, row, place, cell.value, formats, "" if cell.tone == "plain" else f" {cell.tone}")
        return
    if cell is None or cell == "":
        return
    if isinstance(cell, Decimal):
        # Sixteen digits survive: beyond any amount in 万元.
        page.write_number(row, place, cell, formats["number" + tone])
    elif isinstance(cell, bool):
        page.write_string(row, place, "是" if cell else "否")
    elif isinstance(cell, int):
        page.write_number(row, place, cell)
    elif isinstance(cell, date):
        page.write_datetime(row, place, cell, formats["date"])
    else:
        page.write_string(row, place, str(cell), formats["text" + tone])


def _cell(column: Column, record: Record) -> Any:
    value = column.of(record)
    if value is None:
        return None
    if column.choices:
        return column.label_of(value)
    if column.unit:
        return value / column.unit.factor
    return value


def _dropdown(book: Any, sheet: Any, place: int, column: Column) -> None:
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415 - see _book

    labels = list(column.choices.values())
    if sum(len(label) + 1 for label in labels) > 250:  # a list written into the cell may have 255 characters
        lists = book.get_worksheet_by_name("选项") or book.add_worksheet("选项")
        lists.hide()
        for row, label in enumerate(labels):
            lists.write_string(row, place, label)
        letter = xl_col_to_name(place)
        source: Any = f"=选项!${letter}$1:${letter}${len(labels)}"
    else:
        source = labels
    sheet.data_validation(
        1, place, TEMPLATE_ROWS, place, {"validate": "list", "source": source, "error_type": "warning"}
    )


def _instructions(page: Any, ledger: Ledger, formats: dict[str, Any]) -> None:
    page.set_column(0, 0, 20)
    page.set_column(1, 1, 8)
    page.set_column(2, 3, 60)
    page.write_string(0, 0, ledger.about, formats["note"])
    for place, heading in enumerate(("列", "必填", "怎么填", "也认得的表头")):
        page.write_string(1, place, heading, formats["heading"])
    for row, column in enumerate(ledger.columns, start=2):
        choices = "、".join(column.choices.values()) if len(column.choices) <= 60 else "见下拉选项"
        advice = "；".join(part for part in (column.help, f"可填：{choices}" if column.choices else "") if part)
        for place, text in enumerate(
            (column.heading, "是" if column.required else "", advice, "、".join(column.headers[1:]))
        ):
            page.write_string(row, place, text, formats["text"])
    page.write_string(
        len(ledger.columns) + 3, 0, "第一张表的灰色行是填写示例，导入前请改成实际数据或删去。", formats["note"]
    )


def _formats(book: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"font_name": "宋体", "font_size": 11}
    tones: dict[str, dict[str, Any]] = {
        "faint": {"italic": True, "font_color": "#555555"},
        "odd": {"bg_color": "#FFF3CD"},
        "wrong": {"bg_color": "#F8D0CC", "font_color": "#8C1D18"},
    }
    number = {**plain, "num_format": "#,##0.######"}
    return {
        "title": book.add_format({**plain, "bold": True, "font_size": 14}),
        "note": book.add_format({**plain, "font_color": "#555555"}),
        "heading": book.add_format({**plain, "bold": True, "bg_color": "#E8EEF7", "border": 1, "text_wrap": True}),
        "required": book.add_format(
            {**plain, "bold": True, "bg_color": "#D6E4F7", "border": 1, "font_color": "#B00020"}
        ),
        "sample": book.add_format({**plain, "font_color": "#808080", "num_format": "@"}),
        "text": book.add_format({**plain, "num_format": "@"}),
        "number": book.add_format(number),
        **{f"number {name}": book.add_format({**number, **tone}) for name, tone in tones.items()},
        **{f"text {name}": book.add_format({**plain, **tone}) for name, tone in tones.items()},
        "date": book.add_format({**plain, "num_format": "yyyy-mm-dd"}),
    }


def _width(column: Column) -> int:
    longest = max([len(column.heading) * 2, *(len(label) * 2 for label in column.choices.values())], default=10)
    return min(40, max(12, longest + 2))


def _sheet_name(label: str) -> str:
    return label.translate(_NOT_IN_SHEET_NAMES)[:31]


def _free_name(label: str, taken: set[str]) -> str:
    """Excel refuses two sheets of one name, and names over 31 characters."""
    name, number = _sheet_name(label), 2
    while name.lower() in taken:
        name = f"{_sheet_name(label)[:27]}_{number}"
        number += 1
    taken.add(name.lower())
    return name
