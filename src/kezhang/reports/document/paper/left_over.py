"""漏网的标签: everything in a file that looks like a token and is none, in whatever part it stands.

What would come out of the machine as it was typed is named before anything is filled.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from kezhang.reports.document.docx_reader import W, read_tree
from kezhang.reports.document.paper.opened_paper import Paper, PaperParagraph

TOKEN = re.compile(r"【[^【】]*】")
_W_T = W + "t"
_FIELD = "标签在域里，更新域时会被冲掉；请改写在普通文字里"
_HIDDEN = "标签是隐藏文字，填了也看不见；请取消隐藏，或删去"
_STRUCK = "标签带删除线；请去掉删除线，或删去标签"
_ELSEWHERE = "这里的标签不会被填写；请删去，或移到正文、表格、文本框、页眉、页脚中"
_ROOMS = (
    ("charts/", "图表"), ("diagrams/", "SmartArt 图形"), ("comments", "批注"), ("glossary/", "文档部件"),
    ("customXml/", "自定义数据"), ("docProps/", "文档属性"), ("embeddings/", "嵌入的文件"), ("drawings/", "图形"),
)  # fmt: skip


@dataclass(frozen=True)
class LeftOver:
    """A token that cannot be filled where it stands."""

    where: str
    text: str
    token: str
    says: str


def in_paragraphs(paper: Paper, paragraphs: list[PaperParagraph]) -> Iterator[LeftOver]:
    """Tokens in fields, hidden and struck-through text, and such as have a line break inside."""
    hidden = _styles_with(paper.styles, "vanish")
    fields = {found for root in paper.roots.values() for found in _in_fields(root)}
    for paragraph in paragraphs:
        for token in TOKEN.finditer(paragraph.text):
            held = [t for at, t in paragraph.pieces if at < token.end() and token.start() < at + len(t.text or "")]
            says = ""
            if any(t in fields for t in held):
                says = _FIELD
            elif any(_is(t, ("vanish", "webHidden")) or _style(t) in hidden for t in held):
                says = _HIDDEN
            elif any(_is(t, ("strike", "dstrike")) for t in held):
                says = _STRUCK
            elif re.search(r"[\n\t]", token[0]):
                says = "标签中间有换行或制表符；请删去，写在一行里"
            if says:
                yield LeftOver(paragraph.where, paragraph.text, token[0], says)


def elsewhere(paper: Paper, looks_like: Callable[[str], list[str]]) -> Iterator[LeftOver]:
    """What looks like a token in any text that no paragraph of the page holds: charts, shapes, fields' codes, comments."""
    known = {t for paragraph in paper.paragraphs() for _, t in paragraph.pieces}
    for part, root in paper.roots.items():
        if root is None:
            continue
        words = [e for e in root.iter() if isinstance(e.tag, str) and e not in known and (e.text or "").strip()]
        room = "正文" if part == paper.main else paper.room(part)
        yield from _told(_groups(words), room, looks_like)
        codes = [e.get(W + "instr", "") for e in root.iter(W + "fldSimple")]
        yield from _told(codes, f"{room}的域", looks_like)
    with zipfile.ZipFile(io.BytesIO(paper.content)) as package:
        for name in package.namelist():
            if name in paper.roots or not name.endswith(".xml"):
                continue
            root, _ = read_tree(package.read(name))
            if root is not None:
                words = [
                    e
                    for e in root.iter()
                    if isinstance(e.tag, str) and (e.text or "").strip() and e.tag != _TITLE  # which is exchanged
                ]
                yield from _told(_groups(words), _room(name), looks_like)


#: Programs write the first line of a paper here; the filled paper gets its own.
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def _groups(elements: list[Any]) -> list[str]:
    """Text that stands together: all that shares a paragraph, so that what is cut over runs is seen."""
    grouped: dict[Any, list[str]] = {}
    for element in elements:
        owner = next((a for a in element.iterancestors() if a.tag.endswith("}p")), element)
        grouped.setdefault(owner, []).append(element.text)
    return ["".join(words) for words in grouped.values()]


def _told(texts: list[str], room: str, looks_like: Callable[[str], list[str]]) -> Iterator[LeftOver]:
    for text in texts:
        for token in looks_like(text):
            yield LeftOver(room, text, token, _FIELD if room.endswith("域") else _ELSEWHERE)


def _room(name: str) -> str:
    return next((room for stem, room in _ROOMS if stem in name), posixpath.basename(name))


def _in_fields(root: Any) -> Iterator[Any]:
    """The texts between the begin and the end of a field, which may lie paragraphs apart, or in a simple one."""
    depth = 0
    for element in root.iter(W + "fldChar", _W_T):
        if element.tag == _W_T:
            if depth > 0 or any(a.tag == W + "fldSimple" for a in element.iterancestors()):
                yield element
        elif element.get(W + "fldCharType") == "begin":
            depth += 1
        elif element.get(W + "fldCharType") == "end":
            depth = max(0, depth - 1)


def _properties(t: Any) -> Any:
    return t.getparent().find(W + "rPr")


def _is(t: Any, names: tuple[str, ...]) -> bool:
    properties = _properties(t)
    found = [] if properties is None else [properties.find(W + name) for name in names]
    return any(e is not None and e.get(W + "val", "1") not in {"0", "false", "off"} for e in found)


def _style(t: Any) -> str:
    properties = _properties(t)
    style = None if properties is None else properties.find(W + "rStyle")
    return "" if style is None else style.get(W + "val", "")


def _styles_with(styles: Any, name: str) -> set[str]:
    if styles is None:
        return set()
    return {s.get(W + "styleId", "") for s in styles.iter(W + "style") if s.find(f"{W}rPr/{W}{name}") is not None}
