"""包裹: the look into an .xlsx before it is opened: its parts and their size, and what of its sheets rows do not say."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from kezhang.containment import entities
from kezhang.records.importing.workbooks import cell_looks, sparse_sheets
from kezhang.records.importing.workbooks.cell_looks import MAIN, CellLooks
from kezhang.records.importing.workbooks.unreadable_workbook import UnreadableWorkbook

#: Unpacked size a workbook may reach; a small file that swells beyond this is not a bureau's sheet.
UNPACKED_LIMIT = 600 * 1024 * 1024
UNPACKED_RATIO = 200
#: A workbook has a dozen parts, and one for each sheet and picture.
MEMBER_LIMIT = 10_000

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]{0,400}\bhidden="(?:1|true)")[^>]{0,400}?\br="(\d{1,7})"')
_HIDDEN_COLUMN = re.compile(rb'<col\b(?=[^>]{0,400}\bhidden="(?:1|true)")[^>]{0,400}>')
_ENDS = re.compile(rb'\b(min|max)="(\d{1,5})"')
_PACKAGE_FAULTS = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)


@dataclass(frozen=True)
class SheetLook:
    """What is seen of a sheet of an .xlsx before it is opened; other formats do not show it."""

    rows: Sequence[int] = ()  # hidden
    columns: Sequence[int] = ()  # hidden
    cut: str = ""
    cells: CellLooks = field(default_factory=CellLooks)


def looked(content: bytes, name: str) -> tuple[bytes, dict[str, SheetLook]]:
    """The package, without cells far from the table, and what was seen. Refuses what is no workbook or would swell."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check(package.infolist(), len(content), name)
            _refuse_entities(package, name)
            looks: dict[str, SheetLook] = {}
            changed: dict[str, bytes] = {}
            names = set(package.namelist())
            styles = cell_looks.styles_of(lambda part: package.read(part) if part in names else None)
            sheets = list(_parts_of(package))
            _refuse_shared_parts(sheets, name)
            for sheet, part in sheets:
                raw = package.read(part)
                cut = ""
                if sparse_sheets.is_sparse(raw):
                    kept = sparse_sheets.without_far_cells(raw)
                    if kept is None:
                        raise UnreadableWorkbook(
                            f"“{name}”的工作表“{sheet}”里只有少数几格，却散在上万行、上百列之外，不像一张表，未读取。"
                            "请删去表格以外的内容，另存后再导入。"
                        )
                    changed[part], cut = kept
                looks[sheet] = SheetLook(*_hidden_parts(raw), cut, cell_looks.looks_of(changed.get(part, raw), styles))
            if changed:
                content = sparse_sheets.with_parts(package, changed)
            return content, looks
    except _PACKAGE_FAULTS as fault:
        raise UnreadableWorkbook(f"“{name}”已损坏，打不开。请重新导出或另存后再导入。") from fault


def _check(members: Sequence[zipfile.ZipInfo], size: int, name: str) -> None:
    names = {m.filename for m in members}
    unpacked = sum(m.file_size for m in members)
    if len(members) > MEMBER_LIMIT:
        raise UnreadableWorkbook(f"“{name}”里有{len(members)}个部件，远多于正常表格，已拒绝读取。")
    if unpacked > UNPACKED_LIMIT or unpacked > UNPACKED_RATIO * max(size, 1024 * 1024):
        raise UnreadableWorkbook(f"“{name}”解压后有 {unpacked // 1024 // 1024}MB，远大于正常表格，已拒绝读取。")
    if any(n.startswith("word/") for n in names):
        raise UnreadableWorkbook(f"“{name}”其实是 Word 文档，不是表格。请上传 Excel 或 WPS 表格。")
    if any(n.startswith("ppt/") for n in names):
        raise UnreadableWorkbook(f"“{name}”其实是演示文稿，不是表格。请上传 Excel 或 WPS 表格。")


def _refuse_entities(package: zipfile.ZipFile, name: str) -> None:
    for member in package.infolist():
        if member.filename.endswith((".xml", ".rels")):
            with package.open(member) as part:
                if entities.are_defined(part.read(entities.LOOKED_AT)):
                    raise UnreadableWorkbook(f"“{name}”里有不该出现的实体定义，可能是恶意文件，未读取。")


def _refuse_shared_parts(sheets: Sequence[tuple[str, str]], name: str) -> None:
    """A part is measured once and read for every sheet that names it; no program has two sheets name the same."""
    if len({part for _, part in sheets}) < len(sheets):
        raise UnreadableWorkbook(
            f"“{name}”有{len(sheets)}张工作表，其中有几张指向同一份内容，不像正常表格，已拒绝读取。"
            "请用 WPS 或 Excel 打开，另存为 .xlsx 后再导入。"
        )


def _hidden_parts(raw: bytes) -> tuple[list[int], list[int]]:
    """The hidden rows and columns of a sheet: a filter left on hides rows, and people forget that they are there."""
    head = raw.partition(b"<sheetData")[0]
    columns = {
        place
        for column in _HIDDEN_COLUMN.findall(head)
        for ends in [dict(_ENDS.findall(column))]
        for place in range(int(ends.get(b"min", 1)) - 1, min(int(ends.get(b"max", 0)), 1000))
    }
    return [int(number) - 1 for number in _HIDDEN_ROW.findall(raw)], sorted(columns)


def _parts_of(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name of each sheet of an .xlsx and the part it stands in."""
    names = set(package.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return
    try:  # expat itself bounds what entities may swell to
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314
        relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except ElementTree.ParseError:
        return  # calamine could read it, so the rows are there; what is hidden cannot be told
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    for sheet in book.iter(f"{MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            yield sheet.get("name", ""), part
