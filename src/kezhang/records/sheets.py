"""From a workbook to a table a ledger understands: title rows, unit lines, header synonyms, totals.

The one rule: this is the only file that reads workbooks, and it says in words what it understood.
A file that is not what it claims to be is refused with a sentence, never with a traceback.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import python_calamine
from django.conf import settings

from kezhang.quantities.units import Unit, unit_of
from kezhang.records.cells import is_empty
from kezhang.records.ledger import Column, Ledger

#: A header is looked for in the first rows only; below them stands data.
HEADER_ROWS = 20
#: Unpacked size a workbook may reach; a small file that swells beyond this is not a bureau's sheet.
UNPACKED_LIMIT = 600 * 1024 * 1024
UNPACKED_RATIO = 200

_MARKS = re.compile(r"[（(【\[].*?[）)】\]]|[*＊:：\s]")
_IN_HEADER = re.compile(r"[（(]\s*(?:单位[:：])?\s*([^（()）]{1,4})\s*[)）]")
_UNIT_LINE = re.compile(r"单\s*位\s*[:：]\s*([一-鿿]{1,3})")
_TOTAL = re.compile(r"^(合\s*计|总\s*计|小\s*计|累\s*计)")


class Readable(Protocol):
    """Anything bytes can be read from: an open file, an upload."""

    def read(self, size: int = -1, /) -> bytes: ...


class Unreadable(Exception):
    """The file cannot be taken in at all; the message says why, in Chinese."""


@dataclass(frozen=True)
class Heading:
    """One column of the sheet that the ledger knows, and the unit its amounts are in."""

    position: int
    column: Column
    unit: Unit | None


@dataclass(frozen=True)
class Table:
    """What was found in a workbook for one ledger."""

    sheet: str
    header_row: int  # as Excel counts, from 1
    headings: tuple[Heading, ...]
    unknown: tuple[str, ...]  # headers no column answers to
    rows: tuple[tuple[int, Sequence[Any]], ...]  # row number as Excel counts, cells
    totals: tuple[tuple[int, Sequence[Any]], ...]
    understood: tuple[str, ...]


def read(ledger: Ledger, file: Readable, name: str) -> Table:
    """Find the ledger's table in a workbook. Raises Unreadable with what is wrong and what would be right."""
    best: Table | None = None
    seen: list[str] = []
    for sheet, rows in workbook(file, name):
        seen.append(sheet)
        table = _table(ledger, sheet, rows)
        if table and (best is None or len(table.headings) > len(best.headings)):
            best = table
    if best is None:
        wanted = "、".join(c.label for c in ledger.columns if c.required)
        raise Unreadable(
            f"在工作表“{'”“'.join(seen)}”中没有找到“{ledger.label}”的表头。表头应包含：{wanted}。可先下载模板对照。"
        )
    missing = [c.label for c in _required(ledger) if c.name not in {h.column.name for h in best.headings}]
    if missing:
        raise Unreadable(
            f"工作表“{best.sheet}”第{best.header_row}行的表头缺少必填列：{'、'.join(missing)}。"
            f"请补上后重新导入，或下载模板对照。"
        )
    return best


def _required(ledger: Ledger) -> list[Column]:
    return [c for c in ledger.columns if c.required]


def workbook(file: Readable, name: str) -> Iterator[tuple[str, list[list[Any]]]]:
    """Each sheet's name and rows. Raises Unreadable for anything that is not a workbook."""
    bytes_ = content(file, name)
    if name.lower().endswith(".csv"):
        yield name, _csv_rows(bytes_)
        return
    try:
        book = python_calamine.load_workbook(io.BytesIO(bytes_))
        sheets = book.sheet_names
    except Exception as fault:  # calamine raises its own and plain errors alike for broken files
        raise Unreadable(
            f"“{name}”打不开：文件可能已损坏或不是 Excel 工作簿。请用 WPS 或 Excel 另存为 .xlsx 后重试。"
        ) from fault
    for sheet in sheets:
        yield sheet, _rows(book.get_sheet_by_name(sheet))


def _rows(sheet: Any) -> list[list[Any]]:
    """Cells with their row numbers kept: calamine would cut empty rows above the table."""
    return sheet.to_python(skip_empty_area=False)


def content(file: Readable, name: str) -> bytes:
    """A file's bytes, read no further than the limit. Raises Unreadable for what cannot be a workbook."""
    limit = settings.KEZHANG_UPLOAD_LIMIT
    found = file.read(limit + 1)
    if len(found) > limit:
        raise Unreadable(f"“{name}”超过 {limit // 1024 // 1024}MB 的上限。请删去图片和空行，或分成几个文件导入。")
    if not found:
        raise Unreadable(f"“{name}”是空文件。")
    if found[:2] == b"PK":
        _check_package(found, name)
    return found


def _check_package(content: bytes, name: str) -> None:
    """A zip that is no workbook, or one made to swell, is refused before anything unpacks it."""
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as fault:
        raise Unreadable(f"“{name}”已损坏，打不开。请重新导出或另存后再导入。") from fault
    names = {m.filename for m in members}
    unpacked = sum(m.file_size for m in members)
    if unpacked > UNPACKED_LIMIT or unpacked > UNPACKED_RATIO * max(len(content), 1024 * 1024):
        raise Unreadable(f"“{name}”解压后有 {unpacked // 1024 // 1024}MB，远大于正常表格，已拒绝读取。")
    if any(n.startswith("word/") for n in names):
        raise Unreadable(f"“{name}”其实是 Word 文档，不是表格。请上传 Excel 或 WPS 表格。")
    if any(n.startswith("ppt/") for n in names):
        raise Unreadable(f"“{name}”其实是演示文稿，不是表格。请上传 Excel 或 WPS 表格。")


def _csv_rows(content: bytes) -> list[list[Any]]:
    """UTF-8 with or without a mark, else GB18030, which reads every file Chinese Windows writes."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unreadable("文件不是文本表格：既不是 UTF-8 也不是 GB18030 编码。")
    return [list(row) for row in csv.reader(io.StringIO(text))]


def _table(ledger: Ledger, sheet: str, rows: list[list[Any]]) -> Table | None:
    known = _known_headers(ledger)
    best, at, head, height = _header(known, rows)
    if best < min(3, max(1, len(_required(ledger)))):
        return None
    header = at + height - 1  # the last row of the header; data begin below it
    unit = _unit_above(rows[:at])
    headings, unknown = _headings(known, head, unit)
    data, totals = _split(rows[header + 1 :], header + 2, headings)
    return Table(
        sheet=sheet,
        header_row=header + 1,
        headings=tuple(headings),
        unknown=tuple(unknown),
        rows=tuple(data),
        totals=tuple(totals),
        understood=tuple(_in_words(sheet, (at + 1, header + 1), headings, unknown, unit, totals)),
    )


def _header(known: dict[str, Column], rows: list[list[Any]]) -> tuple[int, int, Sequence[Any], int]:
    """The row, or the pair of merged rows, that names most columns: how many, where, the names, how many rows."""
    found: tuple[int, int, Sequence[Any], int] = (0, 0, (), 1)
    for at, row in enumerate(rows[:HEADER_ROWS]):
        candidates = [(row, 1)]
        if at + 1 < len(rows):
            candidates.append((_two_rows(known, row, rows[at + 1]), 2))
        for head, height in candidates:
            named = len(_headings(known, head, None)[0])
            if (named, -height) > (found[0], -found[3]):
                found = (named, at, head, height)
    return found


def _two_rows(known: dict[str, Column], above: Sequence[Any], below: Sequence[Any]) -> list[Any]:
    """A merged head of two rows, column by column: the lower name, the two together, or the upper one."""
    head: list[Any] = []
    group: Any = ""
    for place in range(max(len(above), len(below))):
        upper = above[place] if place < len(above) else ""
        lower = below[place] if place < len(below) else ""
        # A merged cell keeps its words in its first column; the group reaches to the next one that has words.
        group = group if is_empty(upper) else upper
        together = f"{group}{lower}"
        if is_empty(lower):
            head.append(upper)
        else:
            head.append(together if _bare(together) in known else lower)
    return head


def _known_headers(ledger: Ledger) -> dict[str, Column]:
    """Every name a column answers to; a column's own label wins over another's synonym."""
    known: dict[str, Column] = {}
    for column in ledger.columns:
        for header in column.headers[1:]:
            known.setdefault(_bare(header), column)
    for column in ledger.columns:
        known[_bare(column.label)] = column
    return known


def _bare(header: Any) -> str:
    """A header without brackets, units, marks and blanks: 合同成交额(万元)* is 合同成交额."""
    return _MARKS.sub("", str(header or ""))


def _headings(known: dict[str, Column], row: Sequence[Any], unit: Unit | None) -> tuple[list[Heading], list[str]]:
    headings, unknown, taken = [], [], set()
    for position, cell in enumerate(row):
        if is_empty(cell):
            continue
        column = known.get(_bare(cell))
        if column is None or column.name in taken:
            if str(cell).strip() not in {"序号", "编号"}:
                unknown.append(str(cell).strip())
            continue
        taken.add(column.name)
        headings.append(Heading(position, column, _unit_in(cell) or unit if column.unit else None))
    return headings, unknown


def _unit_in(header: Any) -> Unit | None:
    match = _IN_HEADER.search(str(header))
    return unit_of(match[1].strip()) if match else None


def _unit_above(rows: list[list[Any]]) -> Unit | None:
    for row in reversed(rows):
        for cell in row:
            if isinstance(cell, str) and (match := _UNIT_LINE.search(cell)):
                return unit_of(match[1])
    return None


def _split(
    rows: list[list[Any]], first: int, headings: list[Heading]
) -> tuple[list[tuple[int, Sequence[Any]]], list[tuple[int, Sequence[Any]]]]:
    """Data rows and total rows; blank rows and notes under the table are neither."""
    data: list[tuple[int, Sequence[Any]]] = []
    totals: list[tuple[int, Sequence[Any]]] = []
    width = [h.position for h in headings]
    for number, row in enumerate(rows, start=first):
        filled = [row[p] for p in width if p < len(row) and not is_empty(row[p])]
        if any(isinstance(cell, str) and _TOTAL.match(cell.strip()) for cell in row[:3]):
            totals.append((number, row))
        elif len(filled) == 1 and len(width) > 2 and isinstance(filled[0], str) and _is_note(filled[0]):
            continue
        elif filled:
            data.append((number, row))
    return data, totals


def _is_note(cell: str) -> bool:
    return cell.strip().startswith(("注", "说明", "备注", "填报人", "填表人", "制表", "审核人", "联系"))


def _in_words(
    sheet: str,
    header: tuple[int, int],
    headings: list[Heading],
    unknown: list[str],
    unit: Unit | None,
    totals: list[tuple[int, Sequence[Any]]],
) -> list[str]:
    first, last = header
    where = f"第{first}行" if first == last else f"第{first}至{last}行"
    words = [f"读取工作表“{sheet}”，{where}为表头，认出{len(headings)}列。"]
    amounts = sorted({(h.unit or h.column.unit).label for h in headings if h.column.unit and (h.unit or h.column.unit)})
    if amounts:
        source = "单位行" if unit else "表头"
        words.append(f"金额按{'、'.join(amounts)}换算（依据{source}或本台账的惯例）。")
    if totals:
        words.append(f"第{'、'.join(str(n) for n, _ in totals)}行为合计，不导入。")
    if unknown:
        words.append(f"这些列没有对应的字段，不会导入：{'、'.join(unknown)}。")
    return words
