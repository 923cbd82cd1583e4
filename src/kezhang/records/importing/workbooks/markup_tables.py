"""标记表格: tables that systems write as web pages or as XML Spreadsheet 2003 and call .xls.

A web page says what its cells show; an XML Spreadsheet holds values and formats as an .xlsx does. Both are opened by
lxml, without what they might fetch, and within the bounds of a sheet.
"""

import email
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree, html

from kezhang.containment import entities
from kezhang.records.importing.workbooks.cell_looks import CellLooks
from kezhang.records.importing.workbooks.number_formats import sections, shown
from kezhang.records.importing.workbooks.text_tables import text_of
from kezhang.records.importing.workbooks.unreadable_workbook import UnreadableWorkbook

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
#: Places that spans and indexes may reach over together.
MOST_PLACES = 20_000_000

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
#: XML Spreadsheet writes percentages by name.
_NAMED_FORMATS = {"Percent": "0.00%", "General Number": "General", "Currency": "¥#,##0.00"}


@dataclass
class MarkupTable:
    """One table: its rows, and what is said of them besides."""

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    looks: CellLooks = field(default_factory=CellLooks)
    places: int = 0

    def put(self, row: int, column: int, value: Any) -> None:
        """Set a cell, within the bounds of a sheet."""
        if not (0 <= row < MOST_ROWS and 0 <= column < MOST_COLUMNS):
            raise _too_wide(self.name)
        while len(self.rows) <= row:
            self.rows.append([])
        cells = self.rows[row]
        more = column + 1 - len(cells)
        if more > 0:
            self.places += more
            if self.places > MOST_PLACES:
                raise _too_wide(self.name)
            cells += [""] * more
        cells[column] = value


def _too_wide(name: str) -> UnreadableWorkbook:
    return UnreadableWorkbook(f"表格“{name}”的行列远多于正常表格，已拒绝读取。请删去表格以外的内容后再导入。")


def kind_of(content: bytes) -> str | None:
    """``page``, ``archive`` (a web page in one file) or ``spreadsheet``; None for what is no markup."""
    head = content[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith(b"mime-version:"):
        return "archive"
    if head.startswith((b"<?xml", b"<workbook", b"<?mso", b"<ss:workbook")) and b"office:spreadsheet" in head:
        return "spreadsheet"
    return (
        "page"
        if head.startswith(b"<") and re.search(rb"<(html|table|head|body|meta|!doctype|div|style)\b", head)
        else None
    )


def tables(content: bytes, kind: str, name: str) -> list[MarkupTable]:
    """Every table of the file. Raises UnreadableWorkbook where there is none."""
    try:
        if kind == "spreadsheet":
            found = list(_spreadsheet(content))
        else:
            pages = _parts(content) if kind == "archive" else [_page_text(content)]
            found = [table for page in pages for table in _page(page)]
    except (etree.ParserError, etree.XMLSyntaxError, LookupError, ValueError) as fault:
        raise UnreadableWorkbook(
            f"“{name}”其实是网页或 XML 文本，只是改名叫了表格，内容不完整，读不下去。请另存为 .xlsx 后再导入。"
        ) from fault
    if not found:
        raise UnreadableWorkbook(f"“{name}”其实是网页，里面没有表格。请用 WPS 或 Excel 打开，另存为 .xlsx 后再导入。")
    return found


def _parts(content: bytes) -> list[str]:
    """The pages of a web archive."""
    message = email.message_from_bytes(content)
    found = []
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            found.append(_page_text(payload if isinstance(payload, bytes) else b""))
    return found


def _page_text(content: bytes) -> str:
    """What the page says its encoding is wins, if it can be read so; gb2312 stands for all that Chinese Windows writes."""
    stated = _CHARSET.search(content[:4096])
    if stated and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        encoding = stated[1].decode("ascii").lower()
        try:
            return content.decode("gb18030" if encoding.startswith("gb") else encoding)
        except (UnicodeDecodeError, LookupError):
            pass
    return text_of(content)


def _page(page: str) -> Iterator[MarkupTable]:
    text = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", page)
    if not text.strip():
        return
    root = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=False, no_network=True))
    # A table within a table is laid out by the outer one; what has tables within is layout, not a table.
    own = [table for table in root.iter("table") if next(table.iterdescendants("table"), None) is None]
    for number, table in enumerate(own, start=1):
        made = _html_table(table, f"表{number}" if len(own) > 1 else "网页")
        if any(made.rows):
            yield made


def _html_table(table: Any, name: str) -> MarkupTable:
    made = MarkupTable(name)
    taken: dict[int, int] = {}  # column -> last row that a cell from above reaches to
    at = -1
    for row in table.iter("tr"):
        at += 1
        if _is_hidden(row):
            made.hidden_rows.append(at)
        column = 0
        for cell in row.iterchildren("td", "th"):
            while taken.get(column, -1) >= at:
                column += 1
            wide, high = _span(cell, "colspan", MOST_COLUMNS), _span(cell, "rowspan", MOST_ROWS)
            made.put(at, column + wide - 1, "")
            made.put(at, column, _cell_text(cell))
            if wide > 1 or high > 1:
                made.merged.append(((at, column), (at + high - 1, column + wide - 1)))
                taken |= dict.fromkeys(range(column, column + wide), at + high - 1)
            if next(cell.iter("s", "strike", "del"), None) is not None:
                made.looks.struck.setdefault(at, []).append(column)
            column += wide
    return made


def _is_hidden(row: Any) -> bool:
    return re.search(r"display\s*:\s*none", row.get("style", "")) is not None


def _span(cell: Any, name: str, most: int) -> int:
    value = cell.get(name, "1").strip()
    return min(int(value), most) if value.isascii() and value.isdigit() and int(value) > 0 else 1


def _cell_text(cell: Any) -> str:
    for line in cell.iter("br"):
        line.tail = "\n" + (line.tail or "")
    lines = (_SPACES.sub(" ", line).strip() for line in cell.text_content().replace("\r\n", " ").split("\n"))
    return "\n".join(line for line in lines if line)


def _spreadsheet(content: bytes) -> Iterator[MarkupTable]:
    if entities.are_defined(content):
        raise UnreadableWorkbook("表格里有不该出现的实体定义，可能是恶意文件，未读取。")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=False)
    root = etree.fromstring(content, parser)
    styles = {style.get(f"{_SS}ID"): _style(style) for style in root.iter(f"{_SS}Style")}
    for sheet in root.iter(f"{_SS}Worksheet"):
        table = MarkupTable(sheet.get(f"{_SS}Name", ""))
        table.hidden = any(each.text not in (None, "SheetVisible") for each in sheet.iter("{*}Visible"))
        for rows in sheet.iterchildren(f"{_SS}Table"):
            _fill(table, rows, styles)
        yield table


def _style(style: Any) -> tuple[str, bool]:
    """The format that changes what is read, and whether the font is struck through."""
    form, font = style.find(f"{_SS}NumberFormat"), style.find(f"{_SS}Font")
    code = "" if form is None else form.get(f"{_SS}Format", "")
    code = _NAMED_FORMATS.get(code, code)
    changes = any(not shown(section).as_held for section in sections(code)[:2])
    return code if changes else "", font is not None and font.get(f"{_SS}StrikeThrough") == "1"


def _fill(table: MarkupTable, rows: Any, styles: dict[Any, tuple[str, bool]]) -> None:
    row = -1
    for each in rows.iterchildren(f"{_SS}Row"):
        row = _index(each, row)
        if each.get(f"{_SS}Hidden") == "1":
            table.hidden_rows.append(row)
        column = -1
        for cell in each.iterchildren(f"{_SS}Cell"):
            column = _index(cell, column)
            data = cell.find(f"{_SS}Data")
            across, down = (int(cell.get(f"{_SS}{name}", 0)) for name in ("MergeAcross", "MergeDown"))
            table.put(row, column, "" if data is None else _value(data))
            code, struck = styles.get(cell.get(f"{_SS}StyleID") or each.get(f"{_SS}StyleID"), ("", False))
            if code:
                table.looks.formats.setdefault(row, {})[column] = code
            if struck and data is not None:
                table.looks.struck.setdefault(row, []).append(column)
            if across > 0 or down > 0:
                table.merged.append(((row, column), (row + down, column + across)))
                column += max(across, 0)


def _index(element: Any, before: int) -> int:
    return int(element.get(f"{_SS}Index", before + 2)) - 1


def _value(data: Any) -> Any:
    text = "".join(data.itertext())
    kind = data.get(f"{_SS}Type")
    if kind == "Number":
        return json.loads(text)  # the double that a workbook's cell holds, as every other kind of workbook hands it out
    if kind == "DateTime":
        return datetime.fromisoformat(text)
    if kind == "Boolean":
        return text == "1"
    return text
