"""工作簿解析: the inside of the process that opens a workbook; it knows the file's bytes and nothing else.

What a file is, is told by its bytes: systems write web pages, XML and plain text and call them .xls. Of an .xlsx comes
first the look: how many parts, how large when unpacked, how far the cells reach. Then the sheets go out, each with what
is merged and hidden in it and what was not read, and its rows a thousand at a time, as the cells show them.
"""

import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import python_calamine

from kezhang.records.importing.workbooks import cell_looks, text_tables
from kezhang.records.importing.workbooks.package_look import SheetLook, looked
from kezhang.records.importing.workbooks.unreadable_workbook import UnreadableWorkbook

if TYPE_CHECKING:
    from kezhang.records.importing.workbooks.markup_tables import MarkupTable

#: Places of a sheet, filled or not: a million rows of twenty columns.
PLACE_LIMIT = 20_000_000
#: Of them filled: beyond that whoever asked for them has not the memory to hold them.
FILLED_LIMIT = 6_000_000
#: Rows of a sheet, as many as Excel has; of a text so many lines in each, for an address may stand on several.
ROW_LIMIT, LINES_OF_A_ROW = 1_048_576, 2
#: Columns of a sheet, as many as Excel has.
COLUMN_LIMIT = 16_384
#: What a cell of Excel holds at most.
CELL_LENGTH = 32_767
#: Merged ranges reach over this many rows together at most.
MERGED_ROWS = 2_000_000
CHUNK = 1000
#: Each is held against every ledger by whoever asked for it; a prefecture's villages have one each.
SHEET_LIMIT = 1000

_OLE = b"\xd0\xcf\x11\xe0"
#: What is not a table whatever its name says, by its first bytes.
_NO_TABLES = {
    b"%PDF": "PDF 文档",
    b"{\\rtf": "Word 文档",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"Rar!": "压缩包",
}
_TEXT_NAMES = (".csv", ".txt", ".tsv", ".tab", ".prn")
_UNSEEN = "旧格式的表格看不到单元格的显示格式（如按万元显示、补零）、删除线和#N/A，请核对；要看到这些请另存为 .xlsx。"


def parse(content: bytes, name: str) -> Iterator[dict[str, Any] | list[Any]]:
    """Each sheet as a dictionary of what it is, followed by lists of rows, and by what of it showed otherwise."""
    sheets = 0
    for part in _parts(content, name):
        sheets += isinstance(part, dict) and "name" in part
        if sheets > SHEET_LIMIT:
            raise UnreadableWorkbook(f"“{name}”有{SHEET_LIMIT}张以上工作表，远多于正常表格，请分成几个文件再导入。")
        yield part


def _parts(content: bytes, name: str) -> Iterator[dict[str, Any] | list[Any]]:
    if content[:2] == b"PK":
        yield from _packaged(content, name)
    elif content[:4] == _OLE:
        yield from _sheets(_opened(content, name), name, {}, _UNSEEN)
    else:
        yield from _written_as_text(content, name)


def _packaged(content: bytes, name: str) -> Iterator[dict[str, Any] | list[Any]]:
    content, looks = looked(content, name)
    yield from _sheets(_opened(content, name), name, looks, "" if looks else _UNSEEN)


def _written_as_text(content: bytes, name: str) -> Iterator[dict[str, Any] | list[Any]]:
    """A web page, XML or plain text, whatever the file is called."""
    for start, kind in _NO_TABLES.items():
        if content.startswith(start):
            raise UnreadableWorkbook(f"“{name}”其实是{kind}，不是表格。请上传 Excel 或 WPS 表格。")
    from kezhang.records.importing.workbooks import markup_tables  # noqa: PLC0415 - slow to load, and few sheets are web pages

    if markup := markup_tables.kind_of(content):
        for table in markup_tables.tables(content, markup, name):
            yield from _markup(table)
        return
    if name.lower().endswith(_TEXT_NAMES):
        text = text_tables.text_of(content)
    else:
        try:
            text = text_tables.text_of(content)
        except text_tables.NotText as fault:
            raise _broken(name) from fault
        if not text_tables.looks_tabular(text):
            raise _broken(name)
    if text.count("\n") > ROW_LIMIT * LINES_OF_A_ROW:  # counted, for reading so much takes its time before it is known
        raise _too_long(name)
    yield {"name": name, "text": True}
    yield from _chunks(name, text_tables.rows(text))


def _markup(table: "MarkupTable") -> Iterator[dict[str, Any] | list[Any]]:
    yield {
        "name": table.name,
        "merged": _merged(table.merged, table.name),
        "hidden": table.hidden,
        "hidden_rows": table.hidden_rows,
        "struck": [[row, columns] for row, columns in table.looks.struck.items()],
    }
    said: list[list[Any]] = []
    yield from _chunks(table.name, cell_looks.applied(table.looks, iter(table.rows), said))
    yield {"shown": said}


def _sheets(
    book: python_calamine.CalamineWorkbook, name: str, looks: dict[str, SheetLook], unseen: str
) -> Iterator[dict[str, Any] | list[Any]]:
    states = {each.name: each.visible for each in book.sheets_metadata}
    shown = python_calamine.SheetVisibleEnum.Visible
    for sheet in book.sheet_names:
        page = _sheet(book, sheet, name)
        look = looks.get(sheet, SheetLook())
        yield {
            "name": sheet,
            "merged": _merged(page.merged_cell_ranges or (), sheet),
            "hidden": states.get(sheet, shown) != shown,
            "hidden_rows": look.rows,
            "hidden_columns": look.columns,
            "cut": look.cut,
            "struck": [[row, columns] for row, columns in look.cells.struck.items()],
            "unseen": unseen,
        }
        said: list[list[Any]] = []
        rows = _rows(page)
        if look.cells.formats or look.cells.values:
            rows = cell_looks.applied(look.cells, rows, said)
        yield from _chunks(sheet, rows)
        if said:
            yield {"shown": said}


def _opened(content: bytes, name: str) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.load_workbook(io.BytesIO(content))
    except python_calamine.PasswordError as fault:
        raise UnreadableWorkbook(f"“{name}”设了打开密码，读不了。请先在 WPS 或 Excel 里取消密码再导入。") from fault
    except Exception as fault:  # calamine raises its own and plain errors alike for broken files
        if content[:4] == _OLE and b"E\0n\0c\0r\0y\0p\0t" in content:
            raise UnreadableWorkbook(f"“{name}”设了打开密码，读不了。请先在 WPS 或 Excel 里取消密码再导入。") from fault
        raise _broken(name) from fault


def _sheet(book: python_calamine.CalamineWorkbook, sheet: str, name: str) -> python_calamine.CalamineSheet:
    try:
        page = book.get_sheet_by_name(sheet)
    except Exception as fault:
        raise _broken(name) from fault
    if page.end is not None and (page.end[0] + 1) * (page.end[1] + 1) > PLACE_LIMIT:
        raise UnreadableWorkbook(
            f"“{name}”的工作表“{sheet}”写到第{page.end[0] + 1}行第{page.end[1] + 1}列，远大于正常表格，已拒绝读取。"
            "请删去表格以外的内容，或分成几个文件，另存为 .xlsx 后再导入。"
        )
    return page


def _broken(name: str) -> UnreadableWorkbook:
    return UnreadableWorkbook(
        f"“{name}”打不开：文件可能已损坏或不是 Excel 工作簿。请用 WPS 或 Excel 另存为 .xlsx 后重试。"
    )


def _rows(page: python_calamine.CalamineSheet) -> Iterator[list[Any]]:
    """Every row from the first of the sheet and every column, so that places are those people see."""
    before: list[Any] = [""] * (page.start[1] if page.start else 0)
    return (before + row for row in page.iter_rows()) if before else page.iter_rows()


def _chunks(sheet: str, rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    begun = places = filled = 0
    while chunk := list(islice(rows, CHUNK)):
        widths = [*map(len, chunk)]
        if (widest := max(widths)) > COLUMN_LIMIT:
            raise UnreadableWorkbook(
                f"工作表“{sheet}”第{begun + 1 + widths.index(widest)}行有{widest}列，Excel 最多{COLUMN_LIMIT}列，不像一张表。"
            )
        places += sum(widths)
        filled += sum(len(row) - row.count("") for row in chunk)
        if filled > FILLED_LIMIT:
            raise UnreadableWorkbook(f"工作表“{sheet}”填了{FILLED_LIMIT // 10_000}万格以上，请分成几个文件再导入。")
        if places > PLACE_LIMIT:
            raise UnreadableWorkbook(f"工作表“{sheet}”有{PLACE_LIMIT // 10_000}万格以上，请分成几个文件再导入。")
        for at, row in enumerate(chunk, start=begun + 1):
            if any(len(cell) > CELL_LENGTH for cell in row if type(cell) is str):
                raise UnreadableWorkbook(
                    f"工作表“{sheet}”第{at}行有一格超过{CELL_LENGTH}个字，不像表格里的内容；请改好后再导入。"
                )
        begun += len(chunk)
        if begun > ROW_LIMIT:
            raise _too_long(sheet)
        yield chunk


def _too_long(sheet: str) -> UnreadableWorkbook:
    return UnreadableWorkbook(f"工作表“{sheet}”超过{ROW_LIMIT}行，请分成几个文件再导入。")


def _merged(ranges: Sequence[Any], sheet: str) -> Sequence[Any]:
    if sum(bottom - top for (top, _), (bottom, _) in ranges) > MERGED_ROWS:
        raise UnreadableWorkbook(f"工作表“{sheet}”的合并单元格太多，不像一张台账；请取消合并后再导入。")
    return ranges
