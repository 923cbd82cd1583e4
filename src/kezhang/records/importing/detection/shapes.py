"""表的形状: tables side by side, years as columns, forms that stand upright, names above a table.

What can be read as a table of one record per row is read so; what cannot is refused, naming what was not read. No
table is read in half.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from kezhang.quantities.units import unit_of
from kezhang.records.declaration.cells import is_empty
from kezhang.records.declaration.column import Column
from kezhang.records.importing.detection.header_names import bare
from kezhang.records.importing.detection.headers import Given, Head, Headers, Heading
from kezhang.records.importing.detection.tables import Line
from kezhang.records.importing.workbooks.workbook_reader import Page, UnreadableWorkbook, is_blank

_YEAR = re.compile(r"(?:19|20)\d{2}年?度?")
_LABELLED = re.compile(r"\s*([一-鿿（）()]{2,16})\s*[:：]\s*(\S.{0,80}?)\s*", re.DOTALL)
#: Names of columns that above a table speak of the sheet: who fills it in, in which unit.
_OF_THE_SHEET = frozenset(
    {
        "单位",
        "填报单位",
        "填表单位",
        "报送单位",
        "制表单位",
        "编制单位",
        "金额单位",
        "联系人",
        "填表人",
        "填报人",
        "联系电话",
        "备注",
    }
)
#: Longer than this, a cell is no column's name.
_NAME = 60
#: Rows above a header in which a name may stand.
_ABOVE = 4
#: More tables than these do not stand side by side: their header repeats itself.
_SIDES = 20
#: Rows under a header by which a column is judged to be empty.
_LOOKED_AT = 200


def heads_of(headers: Headers, page: Page) -> list[Head]:
    """Every header of a ledger on a sheet, from top to bottom and from left to right, with the names above it.

    Raises UnreadableWorkbook where what stands under it are no rows of records.
    """
    found = headers.heads(page)
    floors = [-1, *(head.last for head in found)]
    return [
        side
        for head, floor in zip(found, floors, strict=False)
        for side in sides(without_beside(page, replace(head, given=_given(page, head, headers.known, floor))))
    ]


def without_beside(page: Page, head: Head) -> Head:
    """The header without the names of another table that stands to its right, beyond a column with nothing in it.

    It is another's where it numbers its rows again, or is known by less than half of its names.
    """
    header = page.rows[head.last]
    if head.again or len(head.headings) < 2:
        return head
    first = min(heading.position for heading in head.headings)
    empty = list(range(first + 1, max(heading.position for heading in head.headings)))
    for row in page.rows[head.first : head.last + _LOOKED_AT]:
        empty = [at for at in empty if at >= len(row) or is_empty(row[at])]
        if not empty:
            return head
    for gap in empty:
        names = {at: str(cell).strip() for at, cell in enumerate(header) if at > gap and not is_empty(cell)}
        known = [heading for heading in head.headings if heading.position > gap]
        strange = len(names) - len(known)
        if strange and (strange >= len(known) or any(at in names for at in head.numbering)):
            return replace(
                head,
                headings=tuple(heading for heading in head.headings if heading.position < gap),
                unknown=tuple(each for each in head.unknown if each not in names.values()),
                numbering=tuple(at for at in head.numbering if at < gap),
                beyond=tuple(names.values()),
            )
    return head


def sides(head: Head) -> list[Head]:
    """The tables that stand side by side under one header, each with its own columns; mostly one."""
    found = [[*head.headings]]
    for heading in sorted(head.again, key=lambda each: each.position):
        if any(heading.column.name == each.column.name for each in found[-1]):
            found.append([])
        found[-1].append(heading)
    whole = [{heading.header for heading in side} for side in found]
    edges = [(min(h.position for h in side), max(h.position for h in side)) for side in found]
    if len(found) > _SIDES:
        return [head]
    apart = all(left[1] < right[0] for left, right in pairwise(edges))
    first = found[0][0].column
    alike = all(
        len(names & whole[0]) * 2 > len(whole[0]) and any(heading.column is first for heading in side)
        for names, side in zip(whole, found, strict=True)
    )
    if len(found) == 1 or not (apart and alike):
        return [head]
    starts = [0] + [
        max((at for at in head.numbering if left[1] < at < right[0]), default=right[0])
        for left, right in pairwise(edges)
    ]
    ends = [*starts[1:], None]
    return [
        replace(
            head,
            headings=tuple(side),
            unknown=head.unknown if number == 1 else (),
            repeated=(),
            again=(),
            numbering=tuple(at for at in head.numbering if start <= at and (end is None or at < end)),
            columns=(start, end),
            side=number,
        )
        for number, (side, start, end) in enumerate(zip(found, starts, ends, strict=True), start=1)
    ]


def of_side(page: Page, head: Head) -> Page:
    """The page as this side's table sees it: the rows under the header without what stands beside it."""
    if head.columns is None:
        return page
    start, end = head.columns
    beside: list[Any] = [""] * start
    rows = [row if at < head.first else [*beside, *row[start:end]] for at, row in enumerate(page.rows)]
    return replace(page, rows=rows)


def require_rows_of_records(page: Page, head: Head, known: Mapping[str, Column]) -> None:
    """Raises UnreadableWorkbook where the columns are years, or the rows alternate names and values."""
    if wide := _years(head.unknown) or _years_alone(page, head):
        raise UnreadableWorkbook(
            f"工作表“{page.name}”第{head.last + 1}行把年份写成了列（{'、'.join(wide[:4])}{'等' if len(wide) > 4 else ''}），"
            "这些列读不成一行一条的记录，整张表没有读取。请按年拆成多行，年度单独一列；不需要的请删去后再导入。"
        )
    if labels := _upright(page, head, known):
        raise UnreadableWorkbook(
            f"工作表“{page.name}”第{head.first + 1}行起像是竖排的登记表：“{'”“'.join(labels[:4])}”是栏名，旁边是内容，"
            "不是一行一条的表，没有读取。请改成第一行写各栏名称、每条记录一行，或在页面上新增。"
        )


def _years(headers: Iterable[str]) -> list[str]:
    """Headers that differ by their year alone.

    >>> _years(["2022年营业收入", "2023年营业收入", "备注"]), _years(["2023年营业收入"])
    (['2022年营业收入', '2023年营业收入'], [])
    """
    by_rest: dict[str, dict[str, str]] = {}
    for header in headers:
        name = bare(header)
        if year := _YEAR.search(name):
            by_rest.setdefault(name.replace(year[0], "", 1), {}).setdefault(year[0][:4], header)
    return [header for years in by_rest.values() if len(years) > 1 for header in years.values()]


def _years_alone(page: Page, head: Head) -> list[str]:
    """Years that stand alone where columns are named, in the header or in the row under it."""
    for at in (head.last, head.last + 1):
        row = page.rows[at] if at < len(page.rows) else ()
        cells = [str(int(cell)) if isinstance(cell, float) else str(cell).strip() for cell in row if not is_empty(cell)]
        years = [cell for cell in cells if _YEAR.fullmatch(cell)]
        words = [h.position for h in head.headings if not h.column.is_number]
        of_data = at > head.last and any(place < len(row) and not is_empty(row[place]) for place in words)
        if len(set(years)) > 1 and not of_data:
            return years
    return []


def _upright(page: Page, head: Head, known: Mapping[str, Column]) -> list[str]:
    """Names of columns that stand below a header where values would: the header is a line of such a form itself."""
    places = sorted(heading.position for heading in head.headings)
    if any(right - left == 1 for left, right in pairwise(places)):
        return []  # names beside names are a header
    taken = {heading.column.name for heading in head.headings}
    found = []
    for row in page.rows[head.last + 1 : head.last + 12]:
        if is_blank(row):
            break
        for place in places:
            cell = row[place] if place < len(row) else None
            column = known.get(bare(cell)) if isinstance(cell, str) and len(cell) <= _NAME else None
            if column is not None and column.name not in taken:
                found.append(str(cell).strip())
    return [heading.header for heading in head.headings] + found if found else []


def _given(page: Page, head: Head, known: Mapping[str, Column], floor: int) -> tuple[Given, ...]:
    """Names that stand above a table and hold for all its rows."""
    taken = {heading.column.name for heading in head.headings}
    found: dict[str, Given] = {}
    for at in range(head.first - 1, max(floor, head.first - 1 - _ABOVE), -1):
        for cell in page.rows[at]:
            match = _LABELLED.fullmatch(cell) if isinstance(cell, str) else None
            if match is None or bare(match[1]) in _OF_THE_SHEET or unit_of(match[2]):
                continue
            column = known.get(bare(match[1]))
            if column is not None and column.is_text and column.name not in taken:
                found.setdefault(column.name, Given(column, match[2], at))
    return tuple(found.values())


def with_given(
    head: Head, headings: Sequence[Heading], rows: Sequence[Line]
) -> tuple[tuple[Heading, ...], list[Line], list[str]]:
    """Headings and rows with a column of its own for each name above the table, and where it was taken from."""
    if not head.given:
        return tuple(headings), list(rows), []
    width = max((len(row) for _, row in rows), default=0)
    values = [given.value for given in head.given]
    own = [Heading(width + place, given.column, None, given.column.label) for place, given in enumerate(head.given)]
    said = [f"“{given.column.label}”按表头上方第{given.row + 1}行写的“{given.value}”填入各行。" for given in head.given]
    return (*headings, *own), [(at, [*row, *[""] * (width - len(row)), *values]) for at, row in rows], said


def beside(page: Page, heads: Sequence[Head]) -> list[str]:
    """Tables of which nothing was read because they stand beside ours, beyond an empty column."""
    return [
        f"工作表“{page.name}”第{head.first + 1}行右边像是另一张表（{'、'.join(head.beyond[:3])}），没有读取；如需导入请另存为单独的表。"
        for head in heads
        if len(head.beyond) > 1
    ]
