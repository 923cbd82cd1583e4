"""通行写法: a .docx as Word itself saves one, whatever its package calls things.

Its main part lies at word/document.xml, its names are those of transitional Open XML and its macros are
left out; a file that is so already is given back byte for byte.
"""

import io
import posixpath
import re
import zipfile
from typing import Any

from lxml import etree

from kezhang.reading.sources import packages

DOCUMENT = "word/document.xml"
TYPES = "[Content_Types].xml"
_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_RESPELT = (
    (b"/2006/customProperties", b"/2006/custom-properties"),
    (b"/2006/extendedProperties", b"/2006/extended-properties"),
    (b"/relationships/customProperties", b"/relationships/custom-properties"),
    (b"/relationships/extendedProperties", b"/relationships/extended-properties"),
)
_CONFORMANCE = re.compile(rb"\s(?:\w+:)?conformance=\"strict\"")
_MACRO_TYPE = b"application/vnd.ms-word.document.macroEnabled.main+xml"
_PLAIN_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACRO_PARTS = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|_rels/vbaProject\.bin\.rels)$", re.IGNORECASE)
_MACROS = re.compile(r"vba(?:Project|Data)", re.IGNORECASE)
#: What the custom properties of a strict file are related by in the package itself.
_PACKAGE = "_rels/.rels"


def customary(content: bytes) -> bytes:
    """The package as everything else here expects it. Raises Unreadable."""
    with packages.opened(content) as package:
        names = [info.filename for info in package.infolist()]
        main = packages.document_part(package) or DOCUMENT
        types = packages.part(package, TYPES)
        text = packages.part(package, main)
        is_strict, has_macros = _STRICT in text, _MACRO_TYPE in types
        if not text or (main == DOCUMENT and not is_strict and not has_macros):
            return content
        parts = {name: packages.part(package, name) for name in dict.fromkeys(names)}
    if has_macros:
        parts = _without_macros(parts)
    if is_strict:
        parts = {name: _transitional(name, part) for name, part in parts.items()}
    if main != DOCUMENT:
        parts = _at_its_place(parts, main)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _transitional(name: str, part: bytes) -> bytes:
    if not name.endswith((".xml", ".rels")):
        return part
    part = _CONFORMANCE.sub(b"", _STRICT_NAME.sub(rb"http://schemas.openxmlformats.org/\1/2006/", part))
    for strict, usual in _RESPELT:
        part = part.replace(strict, usual)
    return part


def _without_macros(parts: dict[str, bytes]) -> dict[str, bytes]:
    """A .docx may not carry them, and nothing here ever runs one."""
    left = {name: part for name, part in parts.items() if not _MACRO_PARTS.search(name)}
    left[TYPES] = _dropped(left[TYPES].replace(_MACRO_TYPE, _PLAIN_TYPE), "PartName")
    return {name: _dropped(part, "Target") if name.endswith(".rels") else part for name, part in left.items()}


def _dropped(part: bytes, attribute: str) -> bytes:
    """A list of parts without those of macros."""
    if not _MACROS.search(part.decode("utf-8", "replace")):
        return part
    root = packages.parsed(part)
    for each in list(root):
        if _MACROS.search(each.get(attribute, "")):
            root.remove(each)
    return _serialised(root)


def _at_its_place(parts: dict[str, bytes], main: str) -> dict[str, bytes]:
    """The main part and its relations under their customary names; targets are told from the root, so that they hold."""
    folder, own = posixpath.split(main)
    relations, usual = f"{folder}/_rels/{own}.rels", "word/_rels/document.xml.rels"
    moved = {name: part for name, part in parts.items() if name not in {DOCUMENT, usual}}
    moved[DOCUMENT] = moved.pop(main)
    if relations in moved or relations == usual:
        root = packages.parsed(parts[relations])
        for relation in root:
            if relation.get("TargetMode") != "External" and not relation.get("Target", "").startswith("/"):
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
                relation.set("Target", target)
        moved.pop(relations, None)
        moved[usual] = _serialised(root)
    for name, attribute in ((_PACKAGE, "Target"), (TYPES, "PartName")):
        if name in moved:
            root = packages.parsed(moved[name])
            for each in list(root):
                if each.get(attribute, "").lstrip("/") == DOCUMENT:
                    root.remove(each)
            for each in root:
                if each.get(attribute, "").lstrip("/") == main:
                    each.set(attribute, "/" + DOCUMENT)
            moved[name] = _serialised(root)
    return moved


def _serialised(root: Any) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
