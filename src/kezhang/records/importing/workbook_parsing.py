"""工作簿解析: the inside of the process that opens a workbook; it knows the file's bytes and nothing else.

First the look: how many parts, how large when unpacked, how far the cells reach. Then the sheets go out, each with
what is merged and hidden in it and what was not read, and its rows a thousand at a time.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any
from xml.etree import ElementTree

import python_calamine

from kezhang.containment.refused_file import RefusedFile
from kezhang.records.importing import sparse_sheets

#: Unpacked size a workbook may reach; a small file that swells beyond this is not a bureau's sheet.
UNPACKED_LIMIT = 600 * 1024 * 1024
UNPACKED_RATIO = 200
#: A workbook has a dozen parts, and one for each sheet and picture.
MEMBER_LIMIT = 10_000
#: Places of a sheet, filled or not: a million rows of twenty columns.
PLACE_LIMIT = 20_000_000
#: What a cell of Excel holds at most.
CELL_LENGTH = 32_767
#: Merged ranges reach over this many rows together at most.
MERGED_ROWS = 2_000_000
CHUNK = 1000

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]{0,400}\bhidden="(?:1|true)")[^>]{0,400}?\br="(\d{1,7})"')
_HIDDEN_COLUMN = re.compile(rb'<col\b(?=[^>]{0,400}\bhidden="(?:1|true)")[^>]{0,400}>')
_ENDS = re.compile(rb'\b(min|max)="(\d{1,5})"')
_PACKAGE_FAULTS = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)


class UnreadableWorkbook(RefusedFile):
    """The file cannot be taken in at all; the message says why, in Chinese."""


def parse(content: bytes, name: str) -> Iterator[dict[str, Any] | list[Any]]:
    """Each sheet as a dictionary of what it is, followed by lists of rows."""
    if name.lower().endswith((".csv", ".txt")):
        yield {"name": name}
        yield from _chunks(name, _csv_rows(content))
        return
    looks: dict[str, _Look] = {}
    if content[:2] == b"PK":
        content, looks = _looked(content, name)
    book = _opened(content, name)
    states = {each.name: each.visible for each in book.sheets_metadata}
    shown = python_calamine.SheetVisibleEnum.Visible
    for sheet in book.sheet_names:
        page = _sheet(book, sheet, name)
        look = looks.get(sheet, _Look())
        yield {
            "name": sheet,
            "merged": _merged(page.merged_cell_ranges or (), sheet),
            "hidden": states.get(sheet, shown) != shown,
            "hidden_rows": look.rows,
            "hidden_columns": look.columns,
            "cut": look.cut,
        }
        yield from _chunks(sheet, _rows(page))


class _Look:
    """What is seen of a sheet of an .xlsx before it is opened; other formats do not show it."""

    def __init__(self, rows: Sequence[int] = (), columns: Sequence[int] = (), cut: str = "") -> None:
        self.rows, self.columns, self.cut = rows, columns, cut


def _opened(content: bytes, name: str) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.load_workbook(io.BytesIO(content))
    except python_calamine.PasswordError as fault:
        raise UnreadableWorkbook(f"“{name}”设了打开密码，读不了。请先在 WPS 或 Excel 里取消密码再导入。") from fault
    except Exception as fault:  # calamine raises its own and plain errors alike for broken files
        if content[:4] == b"\xd0\xcf\x11\xe0" and b"E\0n\0c\0r\0y\0p\0t" in content:
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
    begun = places = 0
    while chunk := list(islice(rows, CHUNK)):
        places += sum(map(len, chunk))
        if places > PLACE_LIMIT:
            raise UnreadableWorkbook(f"工作表“{sheet}”有{PLACE_LIMIT // 10_000}万格以上，请分成几个文件再导入。")
        for at, row in enumerate(chunk, start=begun + 1):
            if any(len(cell) > CELL_LENGTH for cell in row if type(cell) is str):
                raise UnreadableWorkbook(
                    f"工作表“{sheet}”第{at}行有一格超过{CELL_LENGTH}个字，不像表格里的内容；请改好后再导入。"
                )
        begun += len(chunk)
        yield chunk


def _merged(ranges: Sequence[Any], sheet: str) -> Sequence[Any]:
    if sum(bottom - top for (top, _), (bottom, _) in ranges) > MERGED_ROWS:
        raise UnreadableWorkbook(f"工作表“{sheet}”的合并单元格太多，不像一张台账；请取消合并后再导入。")
    return ranges


def _looked(content: bytes, name: str) -> tuple[bytes, dict[str, _Look]]:
    """The package, without cells far from the table, and what was seen. Refuses what is no workbook or would swell."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check(package.infolist(), len(content), name)
            looks: dict[str, _Look] = {}
            changed: dict[str, bytes] = {}
            for sheet, part in _parts_of(package):
                raw = package.read(part)
                cut = ""
                if sparse_sheets.is_sparse(raw):
                    kept = sparse_sheets.without_far_cells(raw)
                    if kept is None:
                        raise UnreadableWorkbook(
                            f"“{name}”的工作表“{sheet}”里只有少数几格，却散在上万行、上百列之外，不像一张表，未读取。"
                            "请删去表格以外的内容，另存后再导入。"
                        )
                    changed[part], cut = kept
                looks[sheet] = _Look(*_hidden_parts(raw), cut)
            if changed:
                content = sparse_sheets.with_parts(package, changed)
            return content, looks
    except _PACKAGE_FAULTS as fault:
        raise UnreadableWorkbook(f"“{name}”已损坏，打不开。请重新导出或另存后再导入。") from fault


def _check(members: Sequence[zipfile.ZipInfo], size: int, name: str) -> None:
    names = {m.filename for m in members}
    unpacked = sum(m.file_size for m in members)
    if len(members) > MEMBER_LIMIT:
        raise UnreadableWorkbook(f"“{name}”里有{len(members)}个部件，远多于正常表格，已拒绝读取。")
    if unpacked > UNPACKED_LIMIT or unpacked > UNPACKED_RATIO * max(size, 1024 * 1024):
        raise UnreadableWorkbook(f"“{name}”解压后有 {unpacked // 1024 // 1024}MB，远大于正常表格，已拒绝读取。")
    if any(n.startswith("word/") for n in names):
        raise UnreadableWorkbook(f"“{name}”其实是 Word 文档，不是表格。请上传 Excel 或 WPS 表格。")
    if any(n.startswith("ppt/") for n in names):
        raise UnreadableWorkbook(f"“{name}”其实是演示文稿，不是表格。请上传 Excel 或 WPS 表格。")


def _hidden_parts(raw: bytes) -> tuple[list[int], list[int]]:
    """The hidden rows and columns of a sheet: a filter left on hides rows, and people forget that they are there."""
    head = raw.partition(b"<sheetData")[0]
    columns = {
        place
        for column in _HIDDEN_COLUMN.findall(head)
        for ends in [dict(_ENDS.findall(column))]
        for place in range(int(ends.get(b"min", 1)) - 1, min(int(ends.get(b"max", 0)), 1000))
    }
    return [int(number) - 1 for number in _HIDDEN_ROW.findall(raw)], sorted(columns)


def _parts_of(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name of each sheet of an .xlsx and the part it stands in."""
    names = set(package.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return
    try:  # expat itself bounds what entities may swell to
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314
        relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except ElementTree.ParseError:
        return  # calamine could read it, so the rows are there; what is hidden cannot be told
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            yield sheet.get("name", ""), part


def _csv_rows(content: bytes) -> Iterator[list[Any]]:
    """UTF-8 with or without a mark, else GB18030, which reads every file Chinese Windows writes."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnreadableWorkbook("文件不是文本表格：既不是 UTF-8 也不是 GB18030 编码。")
    if "\0" in text:
        raise UnreadableWorkbook("文件不是文本表格：里面有二进制内容。")
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from rows
    except csv.Error as fault:
        raise UnreadableWorkbook(
            f"文本表格第{rows.line_num}行读不下去：有一格超过{csv.field_size_limit():,}个字，"
            "多半是少了一个引号，后面的行都被读进了这一格。请补上引号，或另存为 .xlsx 后重试。"
        ) from fault
