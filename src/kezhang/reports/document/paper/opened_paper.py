"""稿纸: a .docx as a bureau laid it out, its text in all its parts, and the same file with words exchanged.

Only the paragraphs' own characters are looked at; looks, pictures and page furniture are kept
by never being touched.
"""

import copy
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree

from kezhang.reports.document.docx_edit import rewritten, serialised
from kezhang.reports.document.docx_reader import NotADocument, Paragraph, W, read_tree
from kezhang.reports.document.paper.revisions import accept

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
_OFFICE = re.compile(r"/(officeDocument|header|footer|footnotes|endnotes)$")
_KINDS = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}
#: Paragraphs inside these come by themselves; what the others hold is not text of the page.
_APART = {W + "drawing", W + "pict", W + "object", MC + "AlternateContent", W + "p"}
_SILENT = {W + "pPr", W + "rPr", W + "sdtPr", W + "instrText", W + "delText", W + "del", W + "moveFrom"}
_BREAKS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
UNREADABLE = "文件打不开：可能已损坏或设有密码，或不是 .docx 文件。请用 Word 或 WPS 另存为 .docx 后重试。"
_STRICT = "这不是常见的 .docx 格式；请用 Word 或 WPS 另存为“Word 文档（.docx）”后再上传。"


@dataclass
class PaperParagraph(Paragraph):
    """A paragraph of any part, and where people find it."""

    part: str = ""
    where: str = ""

    def gathered(self) -> "PaperParagraph":
        """With its own characters as they stand now."""
        self.text, self.pieces = "", []
        _gather(self.element, self)
        return self

    @property
    def is_fallback(self) -> bool:
        """The same words once more, for programs that do not know how the box before it is drawn."""
        return any(ancestor.tag == MC + "Fallback" for ancestor in self.element.iterancestors())

    @property
    def is_body(self) -> bool:
        """Whether it stands in the run of the text, in no table and no box."""
        return self.element.getparent().tag == W + "body"

    @property
    def row(self) -> Any:
        """The innermost table row it stands in; None outside of tables."""
        return next((a for a in self.element.iterancestors() if a.tag == W + "tr"), None)


@dataclass
class Paper:
    """A template's file opened: the roots of its text parts, and what was done to it on opening."""

    content: bytes
    main: str
    roots: dict[str, Any]
    notes: list[str] = field(default_factory=list)

    def paragraphs(self) -> list[PaperParagraph]:
        """Every paragraph as it is now: the text's first, then those of headers, footers and notes."""
        return [found for part, root in self.roots.items() for found in _paragraphs(part, root, self.room(part))]

    def room(self, part: str) -> str:
        """What people call a part; "" for the text itself."""
        kind = re.sub(r"\d*\.xml$", "", posixpath.basename(part))
        return "" if part == self.main else _KINDS.get(kind, kind)

    @cached_property
    def styles(self) -> Any:
        """The root of its styles; None for a file without any."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as package:
            name = posixpath.join(posixpath.dirname(self.main), "styles.xml")
            return read_tree(package.read(name))[0] if name in package.namelist() else None

    def saved(self, changes: dict[str, bytes] | None = None) -> bytes:
        """The file with its text as it now is, and other parts exchanged or added."""
        parts = {name: serialised(root) for name, root in self.roots.items()}
        return rewritten(self.content, {**parts, **(changes or {})})


def open_paper(content: bytes) -> Paper:
    """The file with its text parts; tracked changes are accepted, and that is noted. Raises NotADocument."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = list(_text_parts(package))
            read = {name: read_tree(package.read(name)) for name in names}
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError, ValueError, KeyError) as fault:
        raise NotADocument(UNREADABLE) from fault
    main = names[0]
    if read[main][0] is None or read[main][0].tag != W + "document":
        raise NotADocument(_STRICT)
    if any(damaged for _, damaged in read.values()):
        raise NotADocument("文档的 XML 不完整，不能用作模板；请用 Word 或 WPS 打开，另存后再上传。")
    roots = {name: _declared(root) for name, (root, _) in read.items() if root is not None}
    paper = Paper(content, main, roots)
    if changed := sum(accept(root) for root in roots.values()):
        paper.notes.append(f"模板里有{changed}处修订痕迹，已按接受修订处理")
    if carried := sum(_unmarked(root) for root in roots.values()):
        paper.notes.append(f"模板是用以前的报告改的，其中{carried}个数字照原样留作文字，没有重新取数")
    return paper


def _unmarked(root: Any) -> int:
    """A former report's figures become words: their marks would be taken for those of the new one."""
    for each in list(root.iter(W + "bookmarkStart")):
        if each.get(W + "name", "").startswith("N_"):
            for end in list(root.iter(W + "bookmarkEnd")):
                if end.get(W + "id") == each.get(W + "id"):
                    end.getparent().remove(end)
            each.getparent().remove(each)
    found = 0
    for control in list(root.iter(W + "sdt")):
        tag, content = control.find(f"{W}sdtPr/{W}tag"), control.find(W + "sdtContent")
        if tag is not None and tag.get(W + "val", "").startswith("n:") and content is not None:
            for child in list(content):
                control.addprevious(child)
            control.getparent().remove(control)
            found += 1
    return found


def _text_parts(package: zipfile.ZipFile) -> Iterator[str]:
    """The main part by its relationship, whatever it is called, and the text parts it refers to."""
    main = next((target for kind, target in _related(package, "") if kind == "officeDocument"), "")
    if not main:
        raise NotADocument(UNREADABLE)
    yield main
    found = [target for kind, target in _related(package, main) if kind in _KINDS]
    yield from sorted(set(found) & set(package.namelist()))


def _related(package: zipfile.ZipFile, part: str) -> list[tuple[str, str]]:
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    if listed not in package.namelist():
        return []
    root, _ = read_tree(package.read(listed))
    found = []
    for relation in () if root is None else root:
        kind = _OFFICE.search(relation.get("Type", ""))
        if kind and relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found.append((kind[1], posixpath.normpath(path)))
    return found


def _declared(root: Any) -> Any:
    """The root with the name of hidden controls declared and made ignorable, as older programs need it."""
    names = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    wanted = {"w": W[1:-1], "w15": W15, "mc": MC[1:-1]}
    if any(names.get(prefix, uri) != uri for prefix, uri in wanted.items()):
        raise NotADocument(_STRICT)
    if all(prefix in names for prefix in wanted):
        made = root
    else:
        made = etree.Element(root.tag, root.attrib, nsmap={**root.nsmap, **wanted})
        made.text = root.text
        for child in list(root):
            made.append(child)
    ignorable = made.get(MC + "Ignorable", "").split()
    if "w15" not in ignorable:
        made.set(MC + "Ignorable", " ".join([*ignorable, "w15"]))
    return made


def _paragraphs(part: str, root: Any, room: str) -> Iterator[PaperParagraph]:
    tables = {table: n for n, table in enumerate(root.iter(W + "tbl"), start=1)}
    for number, element in enumerate(root.iter(W + "p"), start=1):
        yield PaperParagraph(element, part=part, where=_where(element, room, number, tables)).gathered()


def _gather(node: Any, found: PaperParagraph) -> None:
    """The paragraph's own characters, in order."""
    for child in node:
        tag = child.tag
        if tag in _APART or tag in _SILENT:
            continue
        if tag == W + "t":
            found.pieces.append((len(found.text), child))
            found.text += child.text or ""
        elif tag in _BREAKS:
            found.text += _BREAKS[tag]
        else:
            _gather(child, found)


def _where(element: Any, room: str, number: int, tables: dict[Any, int]) -> str:
    told = room
    if any(a.tag == W + "txbxContent" for a in element.iterancestors()):
        told += "文本框"
    cell = next((a for a in element.iterancestors() if a.tag == W + "tc"), None)
    if cell is None:
        return told or f"第{number}段"
    row = cell.getparent()
    table = next(a for a in cell.iterancestors() if a.tag == W + "tbl")
    line = 1 + sum(1 for _ in row.itersiblings(W + "tr", preceding=True))
    place = 1 + sum(1 for _ in cell.itersiblings(W + "tc", preceding=True))
    return f"{told}表{tables[table]}第{line}行第{place}格"


def copied(element: Any) -> Any:
    """A copy to stand beside its original: without the ids that may occur once only."""
    made = copy.deepcopy(element)
    for each in list(made.iter(W + "bookmarkStart", W + "bookmarkEnd")):
        each.getparent().remove(each)
    for each in made.iter():
        for name in [n for n in each.attrib if n.endswith(("}paraId", "}textId"))]:
            del each.attrib[name]
    return made
