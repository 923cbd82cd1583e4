"""What makes Word complain, checked before a document leaves: the faults that format checkers miss.

A document with any fault here is not handed out.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from kezhang.reports.document.docx_reader import DOCUMENT, W, text_parts

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NAME = re.compile(r"[A-Za-z_一-鿿][\w一-鿿]*")


def faults(file: str | Path | BinaryIO) -> list[str]:
    """Every fault found, in words; empty for a sound document."""
    with zipfile.ZipFile(file) as package:
        names = package.namelist()
        found = [f"重复的部件 {name}" for name, times in Counter(names).items() if times > 1]
        types = package.read("[Content_Types].xml").decode()
        found += [
            f"部件 {n} 没有登记类型" for n in names if n.startswith("word/") and n.endswith(".xml") and n not in types
        ]
        try:
            rooms = {name: etree.fromstring(package.read(name)) for name in text_parts(package)}
        except etree.XMLSyntaxError as fault:
            return [*found, f"正文不是完整的 XML：{fault}"]
        styles = etree.fromstring(package.read("word/styles.xml")) if "word/styles.xml" in names else None
        related = {name: _relations(package, name) for name in rooms}
    document = rooms[DOCUMENT]
    found += [*_bookmarks(rooms.values()), *_controls(rooms.values()), *_structure(document)]
    for name, room in rooms.items():
        found += [*_text(room), *_references(room, styles, related[name])]
    return found


def _relations(package: zipfile.ZipFile, part: str) -> set[str]:
    folder, name = part.rsplit("/", 1)
    listed = f"{folder}/_rels/{name}.rels"
    return (
        {each.get("Id", "") for each in etree.fromstring(package.read(listed))}
        if listed in package.namelist()
        else set()
    )


def _values(document: Any, tag: str, attribute: str) -> list[str]:
    return [element.get(W + attribute, "") for element in document.iter(W + tag)]


def _bookmarks(rooms: Collection[Any]) -> list[str]:
    starts = [value for room in rooms for value in _values(room, "bookmarkStart", "id")]
    ends = [value for room in rooms for value in _values(room, "bookmarkEnd", "id")]
    names = [value for room in rooms for value in _values(room, "bookmarkStart", "name")]
    found = [f"书签编号 {i} 重复" for i, times in Counter(starts).items() if times > 1]
    found += [f"书签名 {n} 重复" for n, times in Counter(n.lower() for n in names).items() if times > 1]
    found += [f"书签 {i} 没有结束" for i in starts if i not in ends]
    found += [f"书签 {i} 没有开始" for i in ends if i not in starts]
    found += [f"书签名 {n} 超过40个字符" for n in names if len(n) > 40]
    return found + [f"书签名 {n} 不合规" for n in names if not _NAME.fullmatch(n)]


def _controls(rooms: Collection[Any]) -> list[str]:
    found = []
    numbers = []
    for control in (control for room in rooms for control in room.iter(W + "sdt")):
        if control.find(W + "sdtContent") is None:
            found.append("内容控件缺少内容")
        number = control.find(f"{W}sdtPr/{W}id")
        if number is not None:
            numbers.append(number.get(W + "val", ""))
            if not -(2**31) <= int(numbers[-1]) < 2**31:
                found.append(f"内容控件编号 {numbers[-1]} 超出范围")
        tag = control.find(f"{W}sdtPr/{W}tag")
        if tag is not None and len(tag.get(W + "val", "")) > 64:
            found.append("内容控件标记超过64个字符")
        if control.getparent().tag == W + "p" and control.find(f"{W}sdtContent/{W}p") is not None:
            found.append("行内控件里有整段")
    return found + [f"内容控件编号 {n} 重复" for n, times in Counter(numbers).items() if times > 1]


def _structure(document: Any) -> list[str]:
    found = []
    body = document.find(W + "body")
    if body is None or len(body) == 0 or body[-1].tag != W + "sectPr":
        found.append("正文末尾不是节属性")
    found += ["单元格不以段落结束" for cell in document.iter(W + "tc") if len(cell) == 0 or cell[-1].tag != W + "p"]
    return found + ["表格缺少列宽" for table in document.iter(W + "tbl") if table.find(W + "tblGrid") is None]


def _text(document: Any) -> list[str]:
    return ["文字里有换行或控制字符" for t in document.iter(W + "t") if any(c < " " for c in t.text or "")]


def _references(document: Any, styles: Any, ids: set[str]) -> list[str]:
    known = set() if styles is None else {style.get(W + "styleId") for style in styles.iter(W + "style")}
    used = set(_values(document, "pStyle", "val")) | set(_values(document, "rStyle", "val"))
    found = [f"样式 {name} 不存在" for name in sorted(used - known)]
    wanted = {e.get(R + "id") for e in document.iter() if isinstance(e.tag, str) and e.get(R + "id")}
    return found + [f"关系 {name} 不存在" for name in sorted(wanted - ids)]
