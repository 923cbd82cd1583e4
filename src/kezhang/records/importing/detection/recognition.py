"""Which ledgers a workbook holds, by its headings.

Each table goes to the ledger whose required columns are all there and whose columns account
for most of its headings; a tie is not decided but said.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path

from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing.detection.header_names import bare
from kezhang.records.importing.detection.header_rows import without
from kezhang.records.importing.detection.headers import Head, Headers, together
from kezhang.records.importing.detection.shapes import heads_of, require_rows_of_records
from kezhang.records.importing.detection.table_detection import find
from kezhang.records.importing.detection.tables import DetectedTable
from kezhang.records.importing.workbooks.workbook_reader import HEADER_ROWS, Page, UnreadableWorkbook, pages

#: So many known headings are a ledger's whatever else the sheet has.
SURE = 5
#: A title that names a ledger is worth so many known headings.
TITLE = 2
#: How many ledgers are named where none fits.
NEAREST = 3

#: Names of columns that every list may have, of firms or of paper.
_OF_ANY_LIST = frozenset({"名称", "备注", "说明"})

#: For each ledger the headers its bureau has confirmed: slug -> bare header -> column.
Remembered = Mapping[str, Mapping[str, str]]


def recognise(
    content: bytes,
    name: str,
    ledgers: Iterable[Ledger],
    remembered: Remembered | None = None,
    records: Container[tuple[str, int]] = (),
) -> list[DetectedTable]:
    """The tables of a workbook, one for each ledger found in it, in the order they stand.

    Raises UnreadableWorkbook when none fits, or two ledgers fit one table equally well.
    """
    book = pages(content, name)
    known = remembered or {}
    near = [
        (page.name, head, headers.ledger)
        for headers in together([Headers(ledger, known.get(ledger.slug)) for ledger in ledgers])
        for page in book
        if not page.hidden
        for head in heads_of(headers, page)
        if head.side < 2  # tables side by side go to one ledger together
    ]
    claims = [
        claim
        for claim in near
        if not claim[1].lacks(claim[2])
        and _accounts_for(claim[1])
        and (
            not claim[2].titled
            or _asked(claim) < len(claim[1].headings)
            or _is_titled(claim[2], _titles(book, name, _place(claim)))
        )
    ]
    if not claims:
        for sheet, head, ledger in near:
            if not head.lacks(ledger):  # nearly ours, but of a shape that can be named
                page = next(page for page in book if page.name == sheet)
                require_rows_of_records(page, head, Headers(ledger, known.get(ledger.slug)).known)
        raise UnreadableWorkbook(
            f"“{Path(name).name}”的表头与任何一个台账都对不上。{_nearest(near)}请下载对应台账的模板对照，或指明台账后再导入。"
        )
    won = [
        _winner(name, place, [c for c in claims if _place(c) == place], _titles(book, name, place))
        for place in dict.fromkeys(map(_place, claims))
    ]
    chosen = {ledger.slug: ledger for _, _, ledger in sorted(won, key=lambda claim: _order(book, claim))}
    tables = []
    for ledger in chosen.values():
        others = [(sheet, head.first) for sheet, head, winner in won if winner is not ledger]
        pages_left = [without(page, {row for sheet, row in others if sheet == page.name}) for page in book]
        tables.append(find(ledger, pages_left, known.get(ledger.slug), others, records))
    return tables


Claim = tuple[str, Head, Ledger]


def _accounts_for(head: Head) -> bool:
    """Whether a ledger knows enough of a header to claim it: one name of ten fits every list there is, and 名称 any."""
    telling = [heading for heading in head.headings if bare(heading.header) not in _OF_ANY_LIST]
    return len(head.headings) >= SURE or (bool(telling) and len(head.headings) >= len(head.unknown))


def _nearest(near: Sequence[Claim]) -> str:
    """The ledgers that come nearest, and what each lacks."""
    ranked = sorted(near, key=lambda claim: (-len(claim[1].headings), len(claim[1].lacks(claim[2]))))
    best: dict[str, Claim] = {}
    for claim in ranked:
        if len(claim[1].headings) > 1:
            best.setdefault(claim[2].slug, claim)
    words = []
    for _, head, ledger in list(best.values())[:NEAREST]:
        lacks = "、".join(column.label for column in head.lacks(ledger)[:6])
        unknown = f"{len(head.unknown)}列对不上"
        words.append(f"“{ledger.label}”（{f'缺{lacks}' if lacks else unknown}）")
    return f"最像的是{'、'.join(words)}。" if words else ""


def _place(claim: Claim) -> tuple[str, int]:
    return claim[0], claim[1].first


def _order(book: Sequence[Page], claim: Claim) -> tuple[int, int]:
    return [page.name for page in book].index(claim[0]), claim[1].first


def _titles(book: Sequence[Page], name: str, place: tuple[str, int]) -> str:
    """What stands above a header, on the sheet's tab and in the file's name."""
    sheet, first = place
    page = next(page for page in book if page.name == sheet)
    near = max(first - HEADER_ROWS, HEADER_ROWS)  # between a sheet's title and a later table's own are rows of others
    rows = [*page.rows[: min(first, HEADER_ROWS)], *page.rows[near:first]]
    above = [cell for row in rows for cell in row if isinstance(cell, str)]
    return "\n".join((*above, sheet, Path(name).stem))


def _winner(name: str, place: tuple[str, int], claims: Sequence[Claim], titles: str) -> Claim:
    ranked = sorted(claims, key=lambda claim: _fit(claim, titles), reverse=True)
    if len(ranked) > 1 and _fit(ranked[0], titles) == _fit(ranked[1], titles):
        names = "、".join(ledger.label for _, _, ledger in ranked[:2])
        raise UnreadableWorkbook(
            f"“{Path(name).name}”工作表“{place[0]}”第{place[1] + 1}行的表头同时像{names}，请指明台账后再导入。"
        )
    return ranked[0]


def _fit(claim: Claim, titles: str) -> tuple[int, int, int]:
    """How well a ledger fits: the columns it knows, where its title counts as some more, then what is unknown or lacking."""
    _, head, ledger = claim
    return len(head.headings) + TITLE * _is_titled(ledger, titles), -len(head.unknown), -_asked(claim)


def _asked(claim: Claim) -> int:
    """How many of the columns a ledger needs a sheet has not; where they are the most of it, only its title tells."""
    _, head, ledger = claim
    named = {heading.column.name for heading in head.headings}
    return sum(column.required and column.name not in named for column in ledger.columns)


def _is_titled(ledger: Ledger, titles: str) -> bool:
    return bool(ledger.titled) and re.search(ledger.titled, titles) is not None
