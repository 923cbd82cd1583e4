"""登记部件: the lists of a package that name its parts, its properties and its title, kept as they are but for what is added."""

import io
import posixpath
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from kezhang.reports.document.docx_edit import rewritten, serialised
from kezhang.reports.document.docx_reader import read_tree

TYPES, RELATIONS = "[Content_Types].xml", "_rels/.rels"
CUSTOM, CORE = "docProps/custom.xml", "docProps/core.xml"
_CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_PR = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_CP = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
_VT = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"


def with_charts(content: bytes, main: str, charts: Mapping[str, str]) -> dict[str, bytes]:
    """The two lists with these charts in them: part -> the id by which the text refers to it."""
    if not charts:
        return {}
    folder, name = posixpath.split(main)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    types, relations = _root(content, TYPES), _root(content, listed)
    for part, number in charts.items():
        etree.SubElement(types, _CT + "Override", PartName=f"/{part}", ContentType=_CHART)
        target = posixpath.relpath(part, folder)
        etree.SubElement(relations, _PR + "Relationship", Id=number, Type=f"{_OFFICE}chart", Target=target)
    return {TYPES: serialised(types), listed: serialised(relations)}


def with_properties(content: bytes, title: str | None, properties: Mapping[str, str]) -> bytes:
    """The package with its title, where one is given, and custom properties; those that others gave it stay."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = set(package.namelist())
    changes: dict[str, bytes] = {}
    if CUSTOM in names:
        custom = _root(content, CUSTOM)
    else:
        custom = etree.Element(_CP + "Properties", nsmap={None: _CP[1:-1], "vt": _VT[1:-1]})
        types, relations = _root(content, TYPES), _root(content, RELATIONS)
        etree.SubElement(types, _CT + "Override", PartName=f"/{CUSTOM}", ContentType=_CUSTOM_TYPE)
        kind = f"{_OFFICE}custom-properties"
        etree.SubElement(relations, _PR + "Relationship", Id=_free(relations), Type=kind, Target=CUSTOM)
        changes |= {TYPES: serialised(types), RELATIONS: serialised(relations)}
    for item in [item for item in custom if item.get("name") in properties]:
        custom.remove(item)
    last = max((int(item.get("pid", "1")) for item in custom), default=1)
    for pid, (name, value) in enumerate(properties.items(), start=last + 1):
        item = etree.SubElement(custom, _CP + "property", fmtid=_FORMAT, pid=str(pid), name=name)
        etree.SubElement(item, _VT + "lpwstr").text = value
    changes[CUSTOM] = serialised(custom)
    if title is not None and CORE in names:
        core = _root(content, CORE)
        told = core.find(_DC + "title")
        if told is None:
            told = etree.SubElement(core, _DC + "title")
        told.text = title
        changes[CORE] = serialised(core)
    return rewritten(content, changes)


def _root(content: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return read_tree(package.read(name))[0]


def _free(relations: Iterable[Any]) -> str:
    known = {relation.get("Id") for relation in relations}
    return next(number for n in range(1, 10_000) if (number := f"rIdKezhang{n}") not in known)
