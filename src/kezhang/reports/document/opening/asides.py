"""旁文: what a document says beside its body: footnotes, headers and footers, the data of charts, files put into it.

Nothing in it is ours but a figure that somebody moved there, so every number in it is somebody's.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from lxml import etree

from kezhang.reading.sources import hypertext, packages, plain
from kezhang.reading.sources.unreadable import Unreadable

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
#: What a page says on a line of its own; a cell is told apart from the one beside it.
_BREAKING = hypertext.BLOCKS | {"tr", "td", "th", "br", "title"}
_SPACE = re.compile(r"\s+")
#: A page has a tag within so many bytes; a text may hold a sign of less further on.
_BEGINNING = 4000


class Where(StrEnum):
    """Where in a document a paragraph stands."""

    BODY = "body"
    TABLE = "table"
    TEXT_BOX = "text box"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"
    HEADER = "header"
    FOOTER = "footer"
    CHART = "chart"
    DRAWING = "drawing"
    EMBEDDED = "embedded file"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Where.BODY: "正文",
    Where.TABLE: "表格",
    Where.TEXT_BOX: "文本框",
    Where.FOOTNOTE: "脚注",
    Where.ENDNOTE: "尾注",
    Where.HEADER: "页眉",
    Where.FOOTER: "页脚",
    Where.CHART: "图表数据",
    Where.DRAWING: "图形",
    Where.EMBEDDED: "嵌入的文件",
}
#: Parts of paragraphs like those of the body, by the end of their relation's type.
STORIES = {
    "footnotes": Where.FOOTNOTE,
    "endnotes": Where.ENDNOTE,
    "header": Where.HEADER,
    "footer": Where.FOOTER,
}
_OTHERS = {"chart": Where.CHART, "chartEx": Where.CHART, "diagramData": Where.DRAWING, "aFChunk": Where.EMBEDDED}


def related(package: zipfile.ZipFile, main: str) -> Iterator[tuple[str, Where]]:
    """The parts beside a main part, each once, those of headers and notes too."""
    waiting, seen = [main], set()
    while waiting:
        part = waiting.pop(0)
        folder, own = posixpath.split(part)
        relations = packages.part(package, f"{folder}/_rels/{own}.rels")
        for relation in packages.parsed(relations) if relations else ():
            kind = str(relation.get("Type", "")).rpartition("/")[2]
            where = STORIES.get(kind) or _OTHERS.get(kind)
            name = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
            if where is None or relation.get("TargetMode") == "External" or name in seen:
                continue
            seen.add(name)
            yield name, where
            if kind in STORIES:
                waiting.append(name)


def lines(where: Where, content: bytes) -> Iterator[str] | None:
    """What a part that is no text of paragraphs says, line by line; None where it cannot be read."""
    if where is Where.EMBEDDED:
        return _embedded_lines(content)
    if not content:
        return iter(())
    root = packages.parsed(content)
    return _chart_lines(root) if where is Where.CHART else _drawing_lines(root)


def _chart_lines(root: Any) -> Iterator[str]:
    """The words of a chart, and each row of its data as one line."""
    for title in root.iter(_A + "p"):
        if text := "".join(t.text or "" for t in title.iter(_A + "t")):
            yield text
    for series in root.iter(_C + "ser"):
        name = "".join(v.text or "" for v in series.findall(f"{_C}tx//{_C}v"))
        heads = {p.get("idx"): p.findtext(_C + "v", "") for p in series.findall(f"{_C}cat//{_C}pt")}
        for values in ("val", "xVal", "yVal", "bubbleSize"):
            for point in series.findall(f"{_C}{values}//{_C}pt"):
                yield f"{name} {heads.get(point.get('idx'), '')}：{_plain(point.findtext(_C + 'v', ''))}"


def _drawing_lines(root: Any) -> Iterator[str]:
    for line in root.iter(_A + "p"):
        if text := "".join(t.text or "" for t in line.iter(_A + "t")):
            yield text


def _embedded_lines(content: bytes) -> Iterator[str] | None:
    """The lines of a file put into a document as an altChunk; None where it cannot be read."""
    if not content.strip():
        return iter(())
    try:
        if content.startswith(b"PK"):
            return _package_lines(content)
        if content.startswith(b"{\\rtf"):
            return None
        return _page_lines(content) if b"<" in content[:_BEGINNING] else iter(plain.decode(content)[0].splitlines())
    except Unreadable:
        return None


def _package_lines(content: bytes) -> Iterator[str] | None:
    with packages.opened(content) as package:
        main = packages.document_part(package)
        found = packages.part(package, main)
        if not found:
            return None
        return iter(
            [_words(p) for p in packages.parsed(found).iter("{*}p") if etree.QName(p).namespace.endswith("main")]
        )


def _words(paragraph: Any) -> str:
    return "".join(t.text or "" for t in paragraph.iter("{*}t"))


def _page_lines(content: bytes) -> Iterator[str]:
    """All that a web page says, shown or not, cell by cell; only what runs is no text."""
    page, _ = hypertext.page(content)
    etree.strip_elements(page, "script", "style", with_tail=False)
    for element in page.iter():
        text, tail = (_SPACE.sub(" ", said or "") for said in (element.text, element.tail))
        around = "\n" if element.tag in _BREAKING else ""
        element.text, element.tail = around + text, around + tail
    return iter([line.strip() for line in "".join(page.itertext()).splitlines()])


def _plain(value: str) -> str:
    """1062.0 as 1062: programs keep the data of charts as floating point."""
    return value.rstrip("0").rstrip(".") if "." in value and value.replace(".", "", 1).isdigit() else value
