"""格的说明: what is to be said of cells that are read otherwise than they stand or than they look."""

from collections.abc import Sequence
from typing import Any

from kezhang.records.declaration.cell_traces import is_ditto
from kezhang.records.declaration.cells import is_empty
from kezhang.records.importing.detection.headers import Head, Heading
from kezhang.records.importing.detection.tables import Line
from kezhang.records.importing.workbooks.workbook_reader import Page

_LISTED = 3


def shown_otherwise(page: Page, headings: Sequence[Heading], first: int, last: int) -> list[str]:
    """Columns whose cells are read as they show, because that is not what they hold; rows from 0."""
    said = []
    for heading in headings:
        stretches = [
            each
            for each in page.shown
            if each.column == heading.position and first <= each.first <= last and each.shown != each.held
        ]
        if stretches:
            one, rows = stretches[0], sum(each.last - each.first + 1 for each in stretches)
            said.append(
                f"“{heading.column.label}”的单元格显示的与存的不同（第{one.first + 1}行存的是{one.held}，显示{one.shown or '为空'}），"
                f"共{rows}行，按显示的读取。"
            )
    return said


def struck_through(page: Page, headings: Sequence[Heading], rows: Sequence[Line]) -> dict[int, str]:
    """Rows that are struck through, whole or in part, and what a person must know of them."""
    if not page.struck:
        return {}
    found = {}
    for number, row in rows:
        struck = set(page.struck.get(number - 1, ()))
        own = [h for h in headings if h.position < len(row) and not is_empty(row[h.position])]
        of_ours = [h.column.label for h in own if h.position in struck]
        if of_ours and len(of_ours) == len(own):
            found[number] = "这一行在原表中划了删除线；不需要的请先在原表中删去"
        elif of_ours:
            found[number] = f"“{'”“'.join(of_ours)}”在原表中有划掉的字，请核对"
    return found


def nameless(page: Page, head: Head, rows: Sequence[Line]) -> list[str]:
    """Cells that stand under no name and are not read; of a text table they are faults of their rows."""
    if page.is_text:
        return []
    start, end = head.columns or (0, None)
    named = {at for row in page.rows[head.first : head.last + 1] for at, cell in enumerate(row) if not is_empty(cell)}
    named |= {heading.position for heading in head.headings}  # of ticks a column is made behind all others
    found: dict[int, tuple[int, Any]] = {}
    for number, row in rows:
        for at, cell in enumerate(row):
            if at not in named and at >= start and (end is None or at < end) and not is_empty(cell):
                found.setdefault(at, (number, cell))
    first = min((heading.position for heading in head.headings), default=0)
    told = [(at, *each) for at, each in sorted(found.items()) if at > first or not _is_number(each[1])]
    return [
        f"第{at + 1}列没有列名，没有读取（第{number}行写的是“{str(cell)[:20]}”）。"
        for at, number, cell in told[:_LISTED]
    ]


def overlong(page: Page, head: Head, rows: Sequence[Line]) -> dict[int, str]:
    """Rows of a text table that go on behind its header: a comma within a cell has shifted what stands after it."""
    if not page.is_text:
        return {}
    width = max(len(row) for row in page.rows[head.first : head.last + 1])
    return {
        number: f"这一行有{len(row)}格，表头只有{width}格，多半是内容里的逗号没有加引号，后面的格错了位"
        for number, row in rows
        if any(not is_empty(cell) for cell in row[width:])
    }


def _is_number(cell: Any) -> bool:
    return isinstance(cell, (int, float)) or str(cell).strip().isdigit()


def read_as_above(headings: Sequence[Heading], rows: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """Rows with 同上 and 〃 exchanged for what stands in the row above, and where that was done."""
    taken: dict[str, list[int]] = {}
    changed: dict[int, list[Any]] = {}
    for heading in headings:
        place = heading.position
        above: Any = None
        for at, (number, row) in enumerate(rows):
            cell = row[place] if place < len(row) else None
            if type(cell) is str and is_ditto(cell):
                if not is_empty(above):
                    changed.setdefault(at, list(row))[place] = above
                    taken.setdefault(heading.column.label, []).append(number)
                continue
            above = cell
    if not changed:
        return list(rows), []
    kept = [(number, changed.get(at, row)) for at, (number, row) in enumerate(rows)]
    return kept, [
        f"“{label}”第{'、'.join(map(str, numbers[:8]))}{f'等{len(numbers)}' if len(numbers) > 8 else ''}行写的是同上，按上一行读取。"
        for label, numbers in taken.items()
    ]
