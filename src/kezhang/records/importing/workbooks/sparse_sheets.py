"""远处的格: a sheet of an .xlsx whose few cells reach over far more places than they fill.

One cell typed by accident at the end of the sheet makes the table a rectangle of seventeen thousand million places,
which nothing can hold. What lies far beyond the table is cut off before the sheet is opened, and named.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from itertools import pairwise
from xml.etree import ElementTree

#: More places than this many for each cell, and more than this many in all, are not a table.
PLACES_PER_CELL = 50
FEW_PLACES = 1_000_000
#: Below so many empty rows, or beside so many empty columns, nothing belongs to the table any more.
GAP_ROWS = 1000
GAP_COLUMNS = 200
#: Cells that are named; the others are counted.
NAMED = 3

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CELL = f"{{{_MAIN}}}c"
_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})')
_ROW = re.compile(rb'<row\b[^>]{0,400}?\br="(\d{1,7})"')
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def is_sparse(sheet: bytes) -> bool:
    """By the addresses alone, without building anything."""
    cells = sheet.count(b"<c ")
    columns = max((_number(column.decode()) for column in set(_COLUMN.findall(sheet))), default=0)
    rows = max(map(int, _ROW.findall(sheet)), default=0)
    return columns * rows > max(FEW_PLACES, PLACES_PER_CELL * cells)


def without_far_cells(sheet: bytes) -> tuple[bytes, str] | None:
    """The sheet with what belongs to its table, and which cells were cut off; None where there is no table.

    Cells that are merely formatted are cut off without a word.
    """
    try:
        root = ElementTree.fromstring(sheet)  # noqa: S314 - expat itself bounds what entities may swell to
    except ElementTree.ParseError:
        return None
    placed = [(place, cell) for cell in root.iter(_CELL) if (place := _place(cell.get("r", "")))]
    filled = [place for place, cell in placed if len(cell)]
    last_row = _end(sorted(row for row, _ in filled), GAP_ROWS)
    last_column = _end(sorted(column for row, column in filled if row <= last_row), GAP_COLUMNS)
    near = {place for place in filled if place[0] <= last_row and place[1] <= last_column}
    if last_row * last_column > max(FEW_PLACES, PLACES_PER_CELL * len(near)):
        return None
    far = [cell.get("r", "") for place, cell in placed if len(cell) and place not in near]
    for row in root.iter(f"{{{_MAIN}}}row"):
        for cell in [cell for cell in row if _place(cell.get("r", "")) not in near]:
            row.remove(cell)
    for dimension in root.findall(f"{{{_MAIN}}}dimension"):
        root.remove(dimension)
    ElementTree.register_namespace("", _MAIN)
    return ElementTree.tostring(root), _told(far)


def _told(far: list[str]) -> str:
    if not far:
        return ""
    named = "、".join(far[:NAMED]) + ("等" if len(far) > NAMED else "")
    return f"离表格很远的{named}共{len(far)}格没有读取；不需要的请在原表中删去。"


def with_parts(package: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    """The package with some parts exchanged, and without what no reader of rows asks for."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as target:
        for name in dict.fromkeys(package.namelist()):
            if name.endswith((".xml", ".rels")):
                target.writestr(name, changed[name] if name in changed else package.read(name))
    return made.getvalue()


def _place(address: str) -> tuple[int, int] | None:
    """Row and column from 1."""
    found = _ADDRESS.fullmatch(address)
    return (int(found[2]), _number(found[1])) if found else None


def _number(letters: str) -> int:
    """
    >>> _number("A"), _number("XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _end(numbers: list[int], gap: int) -> int:
    """The last number of the fullest run of them; a gap ends a run.

    >>> _end([1, 2, 3, 3, 900_000], 1000), _end([1, 5000, 5001, 5002], 1000), _end([], 1000)
    (3, 5002, 0)
    """
    runs: list[list[int]] = [numbers[:1]]
    for before, number in pairwise(numbers):
        if number - before > gap:
            runs.append([])
        runs[-1].append(number)
    return max((run[-1] for run in [max(runs, key=len)] if run), default=0)
