"""格的说明: what is to be said of cells that are read otherwise than they stand or than they look."""

from collections.abc import Sequence
from typing import Any

from kezhang.records.declaration.cell_traces import DITTO
from kezhang.records.declaration.cells import is_empty
from kezhang.records.importing.detection.headers import Heading
from kezhang.records.importing.detection.tables import Line
from kezhang.records.importing.workbooks.workbook_reader import Page


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
                f"“{heading.column.label}”的单元格显示的与存的不同（第{one.first + 1}行存的是{one.held}，显示{one.shown}），"
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


def read_as_above(headings: Sequence[Heading], rows: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """Rows with 同上 and 〃 exchanged for what stands in the row above, and where that was done."""
    taken: dict[str, list[int]] = {}
    changed: dict[int, list[Any]] = {}
    for heading in headings:
        place = heading.position
        above: Any = None
        for at, (number, row) in enumerate(rows):
            cell = row[place] if place < len(row) else None
            if type(cell) is str and cell[:1] in _FIRST and "".join(cell.split()) in DITTO:
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


_FIRST = frozenset(words[0] for words in DITTO)
