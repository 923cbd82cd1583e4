"""格的样子: what a sheet of an .xlsx shows that its values do not say.

Number formats that change what is read, rows that are struck through, errors and formulas nobody has worked out.
Cells are scanned only where a sheet has any of these, and without building a tree.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from kezhang.records.importing.workbooks.number_formats import BUILT_IN, section_for, sections, shown

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PREFIX = re.compile(rb"<(\w{1,20}:)?worksheet\b")
_ADDRESS = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d{1,6})"')
_KIND = re.compile(rb'\bt="(\w{1,12})"')
_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_ERROR = re.compile(rb"<(?:\w{1,20}:)?v>([^<]{1,20})</")
_VALUE = re.compile(rb"<(?:\w{1,20}:)?v>[^<]")
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f\b[^>]{0,400}(?:/>|>([^<]{0,200}))")
_UNWORKED = re.compile(
    rb"(?:</(?:\w{1,20}:)?f>|<(?:\w{1,20}:)?f\b[^>]{0,400}/>)\s{0,20}(?:<(?:\w{1,20}:)?v\s?/>|<(?:\w{1,20}:)?v></(?:\w{1,20}:)?v>)?"
    rb"\s{0,20}</(?:\w{1,20}:)?c>"
)


@dataclass(frozen=True)
class Styles:
    """What a workbook's styles say, as far as it matters; and its texts of which a part is struck through."""

    formats: Mapping[int, str] = field(default_factory=dict)  # style -> format that changes what is read
    struck: frozenset[int] = frozenset()
    texts: Mapping[int, str] = field(default_factory=dict)  # shared text -> what of it is not struck through


@dataclass(frozen=True)
class CellLooks:
    """What matters of one sheet, by row and column from 0."""

    formats: dict[int, dict[int, str]] = field(default_factory=dict)
    values: dict[int, dict[int, str]] = field(default_factory=dict)  # instead of what is read
    struck: dict[int, list[int]] = field(default_factory=dict)


def styles_of(part: Callable[[str], bytes | None]) -> Styles:
    """The styles of a package; ``part`` gives its parts by name."""
    return Styles(*_cell_formats(part("xl/styles.xml")), texts=_partly_struck(part("xl/sharedStrings.xml")))


def _cell_formats(raw: bytes | None) -> tuple[dict[int, str], frozenset[int]]:
    root = _tree(raw)
    if root is None:
        return {}, frozenset()
    codes = BUILT_IN | {int(each.get("numFmtId", 0)): each.get("formatCode", "") for each in root.iter(f"{MAIN}numFmt")}
    fonts = root.find(f"{MAIN}fonts")
    struck_fonts = {str(at) for at, font in enumerate(fonts if fonts is not None else ()) if _is_struck(font)}
    formats: dict[int, str] = {}
    struck = set()
    for style, each in enumerate(root.find(f"{MAIN}cellXfs") or ()):
        code = codes.get(int(each.get("numFmtId", 0)), "")
        if code and any(not shown(section).as_held for section in sections(code)[:2]):
            formats[style] = code
        if each.get("fontId") in struck_fonts:
            struck.add(style)
    return formats, frozenset(struck)


def _is_struck(font: ElementTree.Element | None) -> bool:
    strike = None if font is None else font.find(f"{MAIN}strike")
    return strike is not None and strike.get("val", "1") not in ("0", "false")


def _partly_struck(raw: bytes | None) -> dict[int, str]:
    if raw is None or b"strike" not in raw or (root := _tree(raw)) is None:
        return {}
    return {at: text for at, each in enumerate(root) if (text := _unstruck(each)) is not None}


def _unstruck(text: ElementTree.Element) -> str | None:
    """What of a text is not struck through; None where nothing is."""
    runs = text.findall(f"{MAIN}r")
    kept = [run for run in runs if not _is_struck(run.find(f"{MAIN}rPr"))]
    if len(kept) == len(runs):
        return None
    return "".join(each.text or "" for run in kept for each in run.iter(f"{MAIN}t"))


def _tree(raw: bytes | None) -> ElementTree.Element | None:
    try:  # expat itself bounds what entities may swell to
        return None if raw is None else ElementTree.fromstring(raw)  # noqa: S314
    except (ElementTree.ParseError, ValueError):
        return None  # calamine reads the rows all the same


def looks_of(raw: bytes, styles: Styles) -> CellLooks:
    """What matters of a sheet's cells."""
    looks = CellLooks()
    errors = b't="e"' in raw
    formulas = b"<f" in raw or b":f>" in raw or b":f " in raw
    unworked = formulas and _UNWORKED.search(raw) is not None
    runs = b"strike" in raw
    if not (styles.formats or styles.struck or styles.texts or errors or unworked or runs):
        return looks
    for row, column, attributes, content in _cells(raw):
        if style := _STYLE.search(attributes):
            number = int(style[1])
            if content and (code := styles.formats.get(number)):
                looks.formats.setdefault(row, {})[column] = code
            if content and number in styles.struck:
                looks.struck.setdefault(row, []).append(column)
        if (value := _instead(attributes, content, styles)) is not None:
            looks.values.setdefault(row, {})[column] = value[0]
            if value[1]:
                looks.struck.setdefault(row, []).append(column)
    return looks


def _cells(raw: bytes) -> Iterator[tuple[int, int, bytes, bytes]]:
    """Row and column from 0, attributes and content of every cell; addresses may be left out."""
    named = _PREFIX.search(raw)
    prefix = (named[1] or b"") if named else b""
    token = re.compile(rb"<" + re.escape(prefix) + rb"(row|c)\b([^>]{0,1000})>")
    end = b"</" + prefix + b"c>"
    row = column = -1
    found = token.search(raw)
    while found:
        following = token.search(raw, found.end())
        attributes = found[2]
        if found[1] == b"row":
            number = _NUMBER.search(attributes)
            row, column = int(number[1]) - 1 if number else row + 1, -1
        else:
            address = _ADDRESS.search(attributes)
            column = _column(address[1]) if address else column + 1
            whole = raw[found.end() : following.start()] if following else raw[found.end() :]
            yield row, column, attributes, b"" if attributes.endswith(b"/") else whole.partition(end)[0]
        found = following


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _instead(attributes: bytes, content: bytes, styles: Styles) -> tuple[str, bool] | None:
    """What is to be read instead of what the reader of rows would give, and whether that is for a part struck through."""
    kind = _KIND.search(attributes)
    name = kind[1] if kind else b"n"
    if name == b"e":
        error = _ERROR.search(content)
        return (error[1].decode("ascii", "replace") if error else "#N/A"), False
    if name == b"s" and styles.texts and (value := _ERROR.search(content)) and value[1].isdigit():
        text = styles.texts.get(int(value[1]))
        return None if text is None else (text, True)
    if b"strike" in content and (root := _tree(b'<c xmlns="%s">%s</c>' % (MAIN[1:-1].encode(), content))) is not None:
        inline = root.find(f"{MAIN}is")
        text = None if inline is None else _unstruck(inline)
        return None if text is None else (text, True)
    if name != b"str" and b"f" in content and (formula := _FORMULA.search(content)) and not _VALUE.search(content):
        return f"={html.unescape((formula[1] or b'').decode('utf-8', 'replace')) or '公式'}", False
    return None


def applied(looks: CellLooks, rows: Iterator[list[Any]], said: list[list[Any]]) -> Iterator[list[Any]]:
    """The rows as they are shown. ``said`` gets, for each stretch of a column that shows otherwise than it holds,
    the column, the first and last row, the unit shown, and the first cell as held and as shown."""
    stretches: dict[int, list[Any]] = {}
    for at, cells in enumerate(rows):
        row = cells
        for column, value in looks.values.get(at, {}).items():
            row += [""] * (column + 1 - len(row))
            row[column] = value
        for column, code in looks.formats.get(at, {}).items():
            held = row[column] if column < len(row) else None
            if type(held) is not float and type(held) is not int:
                continue
            form = shown(section_for(code, held))
            if form.as_held:
                continue
            text = f"{held:.15g}"
            if form.changes:
                row[column] = text = form.text(held)
            last = stretches.get(column)
            if last is not None and last[2] == at - 1 and last[3] == form.unit:
                last[2] = at
            else:
                stretches[column] = [column, at, at, form.unit, f"{held:.15g}", text]
                said.append(stretches[column])
        yield row
