"""网页: the words of an HTML page and its tables, nothing that runs and nothing that is hidden.

Only text is taken; scripts, styles and forms might as well not be there.
"""

import re
from typing import Any

from lxml import etree, html

from kezhang.reading.findings import Source
from kezhang.reading.sources import plain
from kezhang.reading.sources.grids import Block, DrawnCell, DrawnTable, assemble, placed
from kezhang.reading.sources.unreadable import Unreadable

_START = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|table|div|p)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "select",
        "textarea",
        "button",
        "nav",
    ]
)
#: What begins and ends a line of its own, outside of tables.
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "ul",
        "caption",
    ]
)
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
#: What Chinese pages call GB2312 is in truth its superset.
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030"}
SPAN_LIMIT = 1000


def looks_like(content: bytes) -> bool:
    return _START.search(content[:2048]) is not None


def read(content: bytes, name: str) -> Source:
    root, notes = page(content)
    return assemble(name, _Walker().blocks(root), notes)


def page(content: bytes) -> tuple[Any, tuple[str, ...]]:
    """The root of a page, comments left out, and what had to be assumed to read it. Raises Unreadable."""
    text, notes = _decoded(content)
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(_DECLARATION.sub("", text), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as fault:
        raise Unreadable("网页里没有可读的内容。") from fault
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise Unreadable("网页结构嵌套过深，不像一份报告，未读取。")
    return root, notes


def _decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    found = _CHARSET.search(content[:4096])
    stated = found[1].decode("ascii").lower() if found else ""
    try:
        if stated and not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
            return content.decode(_SUPERSETS.get(stated, stated)), ()
    except (LookupError, UnicodeDecodeError):
        pass  # the page states an encoding it is not in: look at the bytes themselves
    return plain.decode(content)


class _Walker:
    """One pass over the page, gathering lines."""

    def blocks(self, parent: Any) -> list[Block]:
        found: list[Block] = []
        line: list[str] = []
        self._walk(parent, line, found)
        _close(line, found)
        return found

    def _walk(self, element: Any, line: list[str], found: list[Block]) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _SILENT or element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
            return
        if tag == "br":
            _close(line, found)
            return
        if tag == "table":
            _close(line, found)
            self._table(element, found)
            return
        is_block = tag in BLOCKS or tag in {"tr", "td", "th"}
        if is_block:
            _close(line, found)
        line.append(element.text or "")
        for child in element:
            self._walk(child, line, found)
            line.append(child.tail or "")
        if is_block:
            _close(line, found)

    def _table(self, element: Any, found: list[Block]) -> None:
        rows: list[list[tuple[DrawnCell, int]]] = []
        for row in _rows(element, found, self):
            cells: list[tuple[DrawnCell, int]] = []
            for cell in row:
                if cell.tag in {"td", "th"}:
                    box = DrawnCell(self._inside(cell), 0, _span(cell, "colspan"), 1, cell.tag == "th" or _in_head(row))
                    cells.append((box, _span(cell, "rowspan")))
            rows.append(cells)
        grid = DrawnTable(list(placed(rows)))
        if sum(len(row) for row in grid.rows) == 1:  # a frame for the layout, not a table
            found += grid.rows[0][0].blocks if grid.rows[0] else next(row for row in grid.rows if row)[0].blocks
        elif any(grid.rows):
            found.append(grid)

    def _inside(self, cell: Any) -> list[Block]:
        """A cell's contents; its own tag opens no line."""
        blocks: list[Block] = []
        line = [cell.text or ""]
        for child in cell:
            self._walk(child, line, blocks)
            line.append(child.tail or "")
        _close(line, blocks)
        return blocks


def _close(line: list[str], found: list[Block]) -> None:
    text = _SPACE.sub(" ", "".join(line)).strip(" ")
    line.clear()
    if text.strip("\u00a0"):
        found.append(text)


def _rows(table: Any, found: list[Block], walker: _Walker) -> list[Any]:
    """The table's own rows; a caption becomes a line before it."""
    rows: list[Any] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in {"thead", "tbody", "tfoot"}:
            rows += [row for row in child if row.tag == "tr"]
        elif child.tag == "caption":
            found += walker.blocks(child)
    return rows


def _in_head(row: Any) -> bool:
    above = row.getparent()
    return above is not None and above.tag == "thead"


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return max(1, min(int(value), SPAN_LIMIT)) if value.isascii() and value.isdigit() and len(value) < 7 else 1
