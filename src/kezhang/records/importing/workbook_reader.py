"""What stands in a file: its sheets, their rows, merged and hidden parts.

This is the only file that opens workbooks. A file that is not what it claims to be is
refused with a sentence, never with a traceback, and nothing is unpacked before it has been measured.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol
from xml.etree import ElementTree

import python_calamine
from django.conf import settings

from kezhang.records.declaration.cells import is_empty

#: A header is looked for in the first rows whatever they hold; below them only where a row could be one.
HEADER_ROWS = 20
#: Unpacked size a workbook may reach; a small file that swells beyond this is not a bureau's sheet.
UNPACKED_LIMIT = 600 * 1024 * 1024
UNPACKED_RATIO = 200
#: Longer than this, a cell is no column's name.
HEADER_LENGTH = 40

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]{0,400}\bhidden="(?:1|true)")[^>]{0,400}?\br="(\d{1,7})"')
_HIDDEN_COLUMN = re.compile(rb'<col\b(?=[^>]{0,400}\bhidden="(?:1|true)")[^>]{0,400}>')
_ENDS = re.compile(rb'\b(min|max)="(\d{1,5})"')


class Readable(Protocol):
    """Anything bytes can be read from: an open file, an upload."""

    def read(self, size: int = -1, /) -> bytes: ...


class UnreadableWorkbook(Exception):
    """The file cannot be taken in at all; the message says why, in Chinese."""


@dataclass(frozen=True)
class Page:
    """One sheet of a workbook. Rows and columns count from 0 here; people are told from 1."""

    name: str
    rows: Sequence[Sequence[Any]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()  # (first row, column), (last row, column)
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @cached_property
    def may_be_headers(self) -> tuple[int, ...]:
        """The rows that could be a header: the first ones, and later ones of words alone."""
        return tuple(at for at, row in enumerate(self.rows) if at < HEADER_ROWS or _words_alone(row))


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


def pages(content: bytes, name: str) -> list[Page]:
    """Every sheet of a workbook or a .csv. Raises UnreadableWorkbook for anything that is neither."""
    if name.lower().endswith((".csv", ".txt")):
        return [Page(name, _csv_rows(content))]
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        states = {each.name: each.visible for each in book.sheets_metadata}
        found = [(sheet, book.get_sheet_by_name(sheet)) for sheet in book.sheet_names]
    except python_calamine.PasswordError as fault:
        raise UnreadableWorkbook(f"“{name}”设了打开密码，读不了。请先在 WPS 或 Excel 里取消密码再导入。") from fault
    except Exception as fault:  # calamine raises its own and plain errors alike for broken files
        if content[:4] == b"\xd0\xcf\x11\xe0" and b"E\0n\0c\0r\0y\0p\0t" in content:
            raise UnreadableWorkbook(f"“{name}”设了打开密码，读不了。请先在 WPS 或 Excel 里取消密码再导入。") from fault
        raise UnreadableWorkbook(
            f"“{name}”打不开：文件可能已损坏或不是 Excel 工作簿。请用 WPS 或 Excel 另存为 .xlsx 后重试。"
        ) from fault
    hidden = _hidden_parts(content)
    shown = python_calamine.SheetVisibleEnum.Visible
    return [
        Page(
            name=sheet,
            rows=page.to_python(skip_empty_area=False),  # else empty rows above the table shift the numbers
            merged=page.merged_cell_ranges or (),
            hidden=states.get(sheet, shown) != shown,
            hidden_rows=hidden.get(sheet, (frozenset(), frozenset()))[0],
            hidden_columns=hidden.get(sheet, (frozenset(), frozenset()))[1],
        )
        for sheet, page in found
    ]


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
    if found[:2] == b"PK":
        _check_package(found, name)
    return found


def _check_package(content: bytes, name: str) -> None:
    """A zip that is no workbook, or one made to swell, is refused before anything unpacks it."""
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as fault:
        raise UnreadableWorkbook(f"“{name}”已损坏，打不开。请重新导出或另存后再导入。") from fault
    names = {m.filename for m in members}
    unpacked = sum(m.file_size for m in members)
    if unpacked > UNPACKED_LIMIT or unpacked > UNPACKED_RATIO * max(len(content), 1024 * 1024):
        raise UnreadableWorkbook(f"“{name}”解压后有 {unpacked // 1024 // 1024}MB，远大于正常表格，已拒绝读取。")
    if any(n.startswith("word/") for n in names):
        raise UnreadableWorkbook(f"“{name}”其实是 Word 文档，不是表格。请上传 Excel 或 WPS 表格。")
    if any(n.startswith("ppt/") for n in names):
        raise UnreadableWorkbook(f"“{name}”其实是演示文稿，不是表格。请上传 Excel 或 WPS 表格。")


def _csv_rows(content: bytes) -> list[list[Any]]:
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
        return [list(row) for row in rows]
    except csv.Error as fault:
        raise UnreadableWorkbook(
            f"文本表格第{rows.line_num}行读不下去：有一格超过{csv.field_size_limit():,}个字，"
            "多半是少了一个引号，后面的行都被读进了这一格。请补上引号，或另存为 .xlsx 后重试。"
        ) from fault


def _hidden_parts(content: bytes) -> dict[str, tuple[frozenset[int], frozenset[int]]]:
    """The hidden rows and columns of each sheet of an .xlsx; other formats do not tell.

    Only these marks are looked for: a filter left on hides rows, and people forget that they are there.
    """
    if content[:2] != b"PK":
        return {}
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for sheet, part in _parts_of(package):
            raw = package.read(part)
            head = raw.partition(b"<sheetData")[0]
            rows = frozenset(int(number) - 1 for number in _HIDDEN_ROW.findall(raw))
            columns = frozenset(
                place
                for column in _HIDDEN_COLUMN.findall(head)
                for ends in [dict(_ENDS.findall(column))]
                for place in range(int(ends.get(b"min", 1)) - 1, min(int(ends.get(b"max", 0)), 1000))
            )
            found[sheet] = (rows, columns)
    return found


def _parts_of(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
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


def is_blank(row: Sequence[Any]) -> bool:
    return all(is_empty(cell) for cell in row)
