"""From a workbook to a table a ledger understands: title rows, unit lines, totals, notes, several tables.

Every row below a header is one of data, total, note or another table's, and what was
understood is said in words.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kezhang.quantities.units import PERCENT
from kezhang.records.declaration.cells import is_empty
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing.asking import partly_read, ticked_columns, units
from kezhang.records.importing.detection import cell_remarks, shapes
from kezhang.records.importing.detection.headers import Head, Headers, Heading
from kezhang.records.importing.detection.row_kinds import ColumnPlace, LeftOut, RowKind, RowKinds
from kezhang.records.importing.detection.tables import DetectedTable, Line, TablePart
from kezhang.records.importing.import_summary import in_words
from kezhang.records.importing.workbooks.workbook_reader import (
    Page,
    Readable,
    UnreadableWorkbook,
    content_of,
    is_blank,
    pages,
)
from kezhang.records.writing.bulk_insert import without_collection


def read(ledger: Ledger, file: Readable, name: str, remembered: Mapping[str, str] | None = None) -> DetectedTable:
    """Find the ledger's tables in a workbook. Raises UnreadableWorkbook with what is wrong and what would be right.

    ``remembered`` are headers this bureau has confirmed: bare header -> column name.
    """
    with without_collection():
        table = find(ledger, pages(content_of(file, name), name), remembered)
    if lacking := table.lacking():
        raise UnreadableWorkbook(lacking)
    return table


def find(
    ledger: Ledger,
    book: Sequence[Page],
    remembered: Mapping[str, str] | None = None,
    others: Iterable[tuple[str, int]] = (),
    records: Container[tuple[str, int]] = (),
) -> DetectedTable:
    """The ledger's tables in an opened workbook, complete or not; UnreadableWorkbook where no sheet has its header.

    ``others`` are the rows (sheet, row from 0) at which tables of other ledgers begin; ``records`` those (sheet, number
    as Excel counts) that somebody has said to be records, whatever they look like.
    """
    headers = Headers(ledger, remembered)
    shown = [page for page in book if not page.hidden]
    heads = _alike({page.name: shapes.heads_of(headers, page) for page in shown})
    complete = {
        name: kept for name, each in heads.items() if (kept := [head for head in each if not head.lacks(ledger)])
    }
    lacking: tuple[str, ...] = ()
    chosen = complete
    if not complete:
        best = max(
            ((name, head) for name, each in heads.items() for head in each),
            key=lambda found: len(found[1].headings),
            default=None,
        )
        if best is None:
            raise UnreadableWorkbook(_no_header(ledger, book))
        chosen = {best[0]: [best[1]]}
        lacking = tuple(column.label for column in best[1].lacks(ledger))
    stops = set(others)
    parts, strange = [], []
    for page in shown:
        for place, head in enumerate(chosen.get(page.name, ())):
            shapes.require_rows_of_records(page, head, headers.known)
            ends = [each.first for each in chosen[page.name][place + 1 :] if each.first > head.last]
            ends += [row for sheet, row in stops if sheet == page.name and row > head.last]
            joined, whole = ticked_columns.joined(shapes.of_side(page, head), head, ledger)
            part, other = _part(joined, whole, min(ends, default=len(page.rows)), records)
            parts.append(part)
            strange += [(page.name, line) for line in other]
    parts = units.carried_on(parts)
    first = parts[0]
    unknown = tuple(dict.fromkeys(header for part in parts for header in part.head.unknown))
    unread = [page.name for page in book if page.name not in chosen and any(not is_blank(row) for row in page.rows)]
    return DetectedTable(
        ledger=ledger,
        parts=tuple(parts),
        not_read=partly_read.found(parts, strange),
        understood=(
            *in_words(parts, strange, unread, [page.name for page in book if page.hidden]),
            *(f"工作表“{page.name}”：{page.cut}" for page in shown if page.cut),
            *(words for page in shown for words in shapes.beside(page, chosen.get(page.name, ()))),
            *dict.fromkeys(page.unseen for page in shown if page.unseen and page.name in chosen),
        ),
        unknown=unknown,
        likenesses=tuple(headers.likenesses(first.head)),
        missing=lacking,
        foreign=tuple(strange),
        titles=_titles(next(page for page in shown if page.name == first.sheet), first.head),
    )


def _titles(page: Page, head: Head) -> tuple[str, ...]:
    cells = [cell for row in page.rows[: head.first] for cell in row]
    return (*(cell.strip() for cell in cells if isinstance(cell, str) and not is_empty(cell)), page.name)


def _alike(heads: dict[str, list[Head]]) -> dict[str, list[Head]]:
    """Without the headers that name less than half of what the best one does: instructions that mention a column."""
    most = max((len(head.headings) for each in heads.values() for head in each), default=0)
    return {name: [head for head in each if len(head.headings) * 2 >= most] for name, each in heads.items()}


def _no_header(ledger: Ledger, book: Sequence[Page]) -> str:
    names = "”“".join(page.name for page in book)
    wanted = "、".join(column.label for column in ledger.columns if column.required)
    return f"在工作表“{names}”中没有找到“{ledger.label}”的表头。表头应包含：{wanted}。可先下载模板对照。"


def _part(page: Page, head: Head, end: int, records: Container[tuple[str, int]]) -> tuple[TablePart, list[Line]]:
    """The rows under one header, each sorted to what it is; also the lines of a table that is not ours."""
    headings = head.headings
    rows: list[Line] = []
    totals: list[Line] = []
    left_out: list[LeftOut] = []
    other: list[Line] = []
    filled, said = _fill_down(page, head, headings, end)
    kinds = RowKinds(head.numbering, [ColumnPlace.of(each) for each in headings], page.rows[head.last + 1 : end])
    foreign = after_gap = False
    for at in range(head.last + 1, end):
        row = filled.get(at) or page.rows[at]
        if is_blank(row):
            after_gap = True
            continue
        line = (at + 1, row)
        if foreign or (after_gap and _is_another_head(row, headings, page.rows[at + 1 : at + 2])):
            foreign = True
            other.append(line)
        elif (page.name, at + 1) in records or (found := _kind(kinds, row, first=at == head.last + 1)) is None:
            rows.append(line)
        else:
            text = " ".join([" ".join(str(cell).split()) for cell in row if not is_empty(cell)][:2])
            left_out.append(LeftOut(at + 1, found[0], text[:20], found[1]))
            if found[0] is RowKind.TOTAL:
                totals.append(line)
        after_gap = False
    headings = units.told_by(page, head, [page.rows[each.number - 1] for each in left_out])
    rows, above = cell_remarks.read_as_above(headings, rows)
    rows, beside = units.said_beside(page, head, headings, rows)
    if beside:
        head = replace(head, unknown=tuple(each for each in head.unknown if each != beside))
        above.append(f"金额按各行“{beside}”列写的单位换算。")
    headings, rows, given = shapes.with_given(head, headings, rows)
    shown = cell_remarks.shown_otherwise(page, headings, head.last + 1, end - 1)
    part = TablePart(
        sheet=page.name,
        head=head,
        headings=_percentages(_in_shown_units(page, headings, rows), rows),
        rows=tuple(rows),
        totals=tuple(totals),
        left_out=tuple(left_out),
        filled_down=(*said, *given),
        shown=(*above, *shown, *cell_remarks.nameless(page, head, rows)),
        overlong=cell_remarks.overlong(page, head, rows),
        struck=cell_remarks.struck_through(page, headings, rows),
    )
    return replace(part, hidden=tuple(_hidden(page, rows, headings))), other


def _kind(kinds: RowKinds, row: Sequence[Any], *, first: bool) -> tuple[RowKind, str] | None:
    return (RowKind.NOTE, "是各列的栏次") if first and _numbers_the_columns(row) else kinds.of(row)


def _in_shown_units(page: Page, headings: Sequence[Heading], rows: Sequence[Line]) -> tuple[Heading, ...]:
    """Amounts whose cells show their unit by their number format are in that unit, whatever else says so."""
    at = [number - 1 for number, _ in rows]
    return tuple(
        replace(h, unit=shown, unit_from=units.SHOWN)
        if h.column.unit and (shown := page.unit_shown(h.position, at)) is not None and shown.dimension == "money"
        else h
        for h in headings
    )


def _fill_down(page: Page, head: Head, headings: Sequence[Heading], end: int) -> tuple[dict[int, list[Any]], list[str]]:
    """Cells merged over several of a table's rows hold for each of them; amounts do not, or they would count twice."""
    by_place = {heading.position: heading.column for heading in headings if not heading.column.is_number}
    filled: dict[int, list[Any]] = {}
    said: dict[str, list[str]] = {}
    for (top, left), (bottom, _) in page.merged:
        column = by_place.get(left)
        if column is None or bottom == top or not head.last < top < end or bottom >= len(page.rows):
            continue
        value = page.rows[top][left] if left < len(page.rows[top]) else None
        for at in range(top + 1, min(bottom + 1, end)):
            row = filled.setdefault(at, list(page.rows[at]))
            row += [None] * (left + 1 - len(row))
            row[left] = value
        said.setdefault(column.label, []).append(f"{top + 1}至{bottom + 1}")
    return filled, [
        f"“{label}”在第{'、'.join(spans)}行是合并单元格，各行按同一内容读取。" for label, spans in said.items()
    ]


def _numbers_the_columns(row: Sequence[Any]) -> bool:
    """栏次: the line 甲 乙 1 2 3 that statistical tables set under their header."""
    filled = [
        str(int(c)) if isinstance(c, float) and c.is_integer() else str(c).strip() for c in row if not is_empty(c)
    ]
    digits = [cell for cell in filled if cell not in "甲乙丙丁戊己庚辛壬癸"]
    return len(filled) > 2 and digits == [str(n) for n in range(1, len(digits) + 1)]


def _is_another_head(row: Sequence[Any], headings: Sequence[Heading], below: Sequence[Sequence[Any]]) -> bool:
    """Whether a row after a gap begins a table that is not ours: names without digits, also where a number belongs."""
    filled = [cell for cell in row if not is_empty(cell)]
    if len(filled) < 3 or not below or is_blank(below[0]):
        return False
    if not all(isinstance(cell, str) and len(cell) <= 20 and not any(c.isdigit() for c in cell) for cell in filled):
        return False
    exact = [h.position for h in headings if not h.column.is_text and not h.column.choices]
    return any(place < len(row) and not is_empty(row[place]) for place in exact)


def _percentages(headings: Sequence[Heading], rows: Sequence[Line]) -> tuple[Heading, ...]:
    """Columns of percentages whose cells are all fractions: Excel shows 75% and stores 0.75."""
    found = []
    for heading in headings:
        if heading.column.label.endswith("(%)"):
            cells = [row[heading.position] for _, row in rows if heading.position < len(row)]
            numbers = [cell for cell in cells if isinstance(cell, (int, float))]
            if numbers and all(0 <= number <= 1 for number in numbers) and any(n % 1 for n in numbers):
                found.append(replace(heading, unit=PERCENT))
                continue
        found.append(heading)
    return tuple(found)


def _hidden(page: Page, rows: Sequence[Line], headings: Sequence[Heading]) -> list[str]:
    """Hidden rows and columns are read like the others, and said, because nobody sees them in the sheet."""
    said = []
    if hidden := [number for number, _ in rows if number - 1 in page.hidden_rows]:
        listed = "、".join(map(str, hidden[:8])) + ("等" if len(hidden) > 8 else "")
        said.append(f"第{listed}行在原表中是隐藏的，共{len(hidden)}行，也已读取；不需要的请先删去。")
    if columns := [h.column.label for h in headings if h.position in page.hidden_columns]:
        said.append(f"“{'”“'.join(columns)}”列在原表中是隐藏的，也已读取。")
    return said
