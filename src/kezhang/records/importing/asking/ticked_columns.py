"""打勾的列: choices that stand as headings of their own with a tick below one of them: 首次认定 √, 重新认定.

Such columns are read as the one column they are the choices of; a row with two ticks has none.
"""

from dataclasses import replace
from typing import Any

from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing.detection.header_names import bare
from kezhang.records.importing.detection.headers import Head, Heading
from kezhang.records.importing.workbooks.workbook_reader import Page

TICKS = frozenset({"√", "✓", "✔", "☑", "●", "是", "1", "Y", "y"})


def joined(page: Page, head: Head, ledger: Ledger) -> tuple[Page, Head]:
    """The sheet and its header with every such set of columns as one more column, to the right of all others."""
    named = {heading.column.name for heading in head.headings}
    for column in ledger.columns:
        if not column.choices or column.name in named:
            continue
        words = {bare(label): label for label in column.choices.values()}
        words |= {bare(word): label for word, label in column.spellings.items()}
        header = page.rows[head.last]
        places = {at: words[bare(cell)] for at, cell in enumerate(header) if type(cell) is str and bare(cell) in words}
        if len(set(places.values())) < 2:
            continue
        width = max(map(len, page.rows))
        rows = [
            row if at <= head.last or (label := _ticked(row, places)) is None else [*row, *[None] * (width - len(row)), label]
            for at, row in enumerate(page.rows)
        ]  # fmt: skip
        headers = [" ".join(str(header[at]).split()) for at in places]
        page = replace(page, rows=rows)
        head = replace(
            head,
            headings=(*head.headings, Heading(width, column, None, "、".join(headers))),
            unknown=tuple(each for each in head.unknown if each not in headers),
        )
    return page, head


def _ticked(row: Any, places: dict[int, str]) -> str | None:
    """The one choice that is ticked."""
    ticked = [label for at, label in places.items() if at < len(row) and _text(row[at]) in TICKS]
    return ticked[0] if len(ticked) == 1 else None


def _text(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
