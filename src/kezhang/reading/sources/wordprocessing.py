"""Word 文档: a .docx as paragraphs and tables, as a reader of the final version sees them.

What was inserted counts and what was deleted does not; every word appears once, in
the order of the page, with the numbers that Word counts by itself in front of their paragraphs.
"""

from collections.abc import Callable
from typing import Any

from kezhang.reading.findings import Source
from kezhang.reading.sources import packages
from kezhang.reading.sources.grids import COLUMN_LIMIT, DEPTH_LIMIT, Block, DrawnCell, DrawnTable, assemble
from kezhang.reading.sources.numbering import Numbering
from kezhang.reading.sources.unreadable import Unreadable

_DELETED = frozenset({"del", "moveFrom"})
_INSERTED = frozenset({"ins", "moveTo"})
_SILENT = frozenset(
    [
        "pPr",
        "rPr",
        "sdtPr",
        "sdtEndPr",
        "tblPr",
        "tblGrid",
        "trPr",
        "tcPr",
        "sectPr",
        "instrText",
        "delInstrText",
        "delText",
        "rt",
        "rubyPr",
        "fldData",
        "footnoteReference",
        "endnoteReference",
        "commentReference",
        "annotationRef",
    ]
)
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def read(content: bytes, name: str) -> Source:
    with packages.opened(content) as package:
        place = packages.document_part(package)
        document = packages.part(package, place)
        if not document:
            raise Unreadable("这不是 Word 文档（.docx），里面没有正文。")
        root = packages.parsed(document)
        numbers = packages.part(package, packages.beside(place, "numbering.xml"))
        styles = packages.part(package, packages.beside(place, "styles.xml"))
        numbering = Numbering(
            packages.parsed(numbers) if numbers else None, packages.parsed(styles) if styles else None
        )
    walker = _Walker(numbering)
    body = next((child for child in root if local(child) == "body"), root)
    blocks = walker.blocks(body, 0)
    return assemble(name, blocks, walker.notes())


def local(element: Any) -> str:
    """The tag without its namespace; transitional and strict files differ in nothing else."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def child_of(element: Any, *path: str) -> Any:
    """The first descendant along a path of local names, or None."""
    for step in path:
        element = next((child for child in element if local(child) == step), None)
        if element is None:
            return None
    return element


class _Walker:
    """One pass over the document."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.revised = self.boxed = self.embedded = False

    def notes(self) -> list[str]:
        said = (
            (self.revised, "文档有修订标记，按接受全部修订后的文字阅读"),
            (self.boxed, "文本框里的文字接在所在段落之后"),
            (self.embedded, "文档嵌有其他文件，其内容没有读取"),
        )
        return [words for holds, words in said if holds]

    def blocks(self, parent: Any, depth: int) -> list[Block]:
        """The paragraphs and tables directly in an element, looking through whatever merely wraps them."""
        found: list[Block] = []
        joined = ""
        for child in self._unwrapped(parent):
            tag = local(child)
            if tag == "p":
                text, boxes = self._paragraph(child, depth)
                if child_of(child, "pPr", "rPr", "del") is not None:  # its end was deleted: it runs on
                    self.revised = True
                    joined += text
                    found += boxes
                    continue
                found += [joined + text, *boxes]
                joined = ""
            elif tag == "tbl":
                if joined:
                    found.append(joined)
                    joined = ""
                found.append(self._table(child, depth))
        return [*found, joined] if joined else found

    def _unwrapped(self, parent: Any) -> list[Any]:
        """Block elements with content controls, custom XML and insertions opened, deletions left out."""
        found: list[Any] = []
        for child in parent:
            tag = local(child)
            if tag in {"p", "tbl", "tr", "tc"}:
                found.append(child)
            elif tag in _DELETED:
                self.revised = True
            elif tag == "altChunk":
                self.embedded = True
            elif tag == "AlternateContent":
                found += self._unwrapped(_chosen(child))
            elif tag not in _SILENT:
                self.revised |= tag in _INSERTED
                found += self._unwrapped(child)
        return found

    def _paragraph(self, element: Any, depth: int) -> tuple[str, list[Block]]:
        parts: list[str] = []
        boxes: list[Block] = []
        self._inline(element, parts.append, boxes, depth)
        text = "".join(parts)
        label = self.numbering.label(element) if text.strip() else ""
        return label + text, boxes

    def _inline(self, parent: Any, write: Callable[[str], Any], boxes: list[Block], depth: int) -> None:
        for child in parent:
            tag = local(child)
            if tag == "t":
                write(child.text or "")
            elif tag in _DELETED:
                self.revised = True
            elif tag in _SILENT or not tag:
                continue
            elif tag in _BREAKS:
                write(_BREAKS[tag])
            elif tag == "r" and _is_hidden(child):
                continue
            elif tag == "AlternateContent":
                self._inline(_chosen(child), write, boxes, depth)
            elif tag == "txbxContent":
                self.boxed = True
                if depth >= DEPTH_LIMIT:
                    raise Unreadable(f"文本框套了{DEPTH_LIMIT}层以上，不像一份报告，未读取。")
                boxes += self.blocks(child, depth + 1)
            else:
                self.revised |= tag in _INSERTED
                self._inline(child, write, boxes, depth)

    def _table(self, element: Any, depth: int) -> DrawnTable:
        if depth >= DEPTH_LIMIT:
            raise Unreadable(f"表格套了{DEPTH_LIMIT}层以上，不像一份报告，未读取。")
        grid = DrawnTable()
        open_above: dict[int, DrawnCell] = {}  # column -> the cell that a "continue" below it belongs to
        for row in self._unwrapped(element):
            if local(row) != "tr":
                continue
            properties = child_of(row, "trPr")
            if properties is not None:
                if child_of(properties, "del") is not None:
                    self.revised = True
                    continue
                self.revised |= child_of(properties, "ins") is not None
            is_head = properties is not None and _is_on(child_of(properties, "tblHeader"))
            grid.rows.append(self._row(row, is_head, open_above, depth))
        return grid

    def _row(self, row: Any, is_head: bool, open_above: dict[int, DrawnCell], depth: int) -> list[DrawnCell]:
        boxes: list[DrawnCell] = []
        column = _number(child_of(row, "trPr", "gridBefore"), 0)
        for cell in self._unwrapped(row):
            if local(cell) != "tc":
                continue
            properties = child_of(cell, "tcPr")
            if properties is not None and child_of(properties, "cellDel") is not None:
                self.revised = True
                continue
            width = _number(None if properties is None else child_of(properties, "gridSpan"), 1)
            if column + width > COLUMN_LIMIT:
                raise Unreadable(f"表格超过{COLUMN_LIMIT}列，不像报告里的表格，未读取。")
            merge = None if properties is None else child_of(properties, "vMerge")
            if merge is not None and attribute(merge, "val") != "restart" and column in open_above:
                open_above[column].height += 1
            else:
                box = DrawnCell(_trimmed(self.blocks(cell, depth + 1)), column, width, 1, is_head)
                boxes.append(box)
                open_above.pop(column, None)
                if merge is not None:
                    open_above[column] = box
            column += width
        return boxes


def _trimmed(blocks: list[Block]) -> list[Block]:
    """Without the empty paragraphs that every cell must end with."""
    while blocks and isinstance(blocks[-1], str) and not blocks[-1].strip():
        blocks.pop()
    return blocks


def _chosen(alternatives: Any) -> Any:
    """Of one thing said twice for new and old programs, the first that has words in it."""
    for option in alternatives:
        if any(local(each) == "t" and each.text for each in option.iter()):
            return option
    return ()


def _is_hidden(run: Any) -> bool:
    return _is_on(child_of(run, "rPr", "vanish"))


def _is_on(switch: Any) -> bool:
    return switch is not None and attribute(switch, "val") not in {"0", "false", "off"}


def _number(element: Any, otherwise: int) -> int:
    value = "" if element is None else attribute(element, "val") or ""
    return min(int(value), 10**6) if value.isascii() and value.isdigit() and len(value) < 10 else otherwise
