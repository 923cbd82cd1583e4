"""表头: which column of a ledger a header means.

A header is a column's label or one of its declared synonyms, brackets and units aside, or
what this bureau has confirmed before; anything nearer than nothing is only proposed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from rapidfuzz import fuzz

from kezhang.quantities.spelling import visible
from kezhang.quantities.units import Unit, unit_of
from kezhang.records.declaration.cells import is_empty
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing.detection.header_names import bare
from kezhang.records.importing.detection.header_rows import DEEPEST, rows_by_name
from kezhang.records.importing.workbooks.workbook_reader import Page, UnreadableWorkbook

#: How alike two names must be before one is proposed for the other, of 100.
ALIKE = 60
#: So many headers a sheet has at most, one over each of its printed pages or of its villages; more are data.
MOST_HEADS = 1000
#: From so many names on a row is surely a header and no data.
_SURELY = 3
#: Columns that only number the rows.
NUMBERING = frozenset({"序号", "编号", "序", "No.", "NO", "No"})


@dataclass(frozen=True)
class Heading:
    """One column of the sheet that the ledger knows, and the unit its amounts are in."""

    position: int
    column: Column
    unit: Unit | None
    header: str = ""
    unit_from: str = ""  # where the sheet says so, in words


@dataclass(frozen=True)
class Likeness:
    """相近的表头: a header nobody knows, and the column it may mean, for a person to confirm."""

    header: str
    column: Column


@dataclass(frozen=True)
class Given:
    """A name above a table that holds for all its rows; the row counts from 0."""

    column: Column
    value: str
    row: int


@dataclass(frozen=True)
class Head:
    """A header found in a sheet: its rows, counted from 0, and what its cells mean."""

    first: int
    last: int
    headings: tuple[Heading, ...]
    unknown: tuple[str, ...]
    repeated: tuple[str, ...] = ()
    numbering: tuple[int, ...] = ()  # columns that only number the rows
    again: tuple[Heading, ...] = ()  # the repeated headers, where a table beside this one may begin
    beyond: tuple[str, ...] = ()  # unknown headers behind an empty column
    columns: tuple[int, int | None] | None = None  # of one of several tables side by side
    side: int = 0  # which of them, from 1
    given: tuple[Given, ...] = ()

    def lacks(self, ledger: Ledger) -> list[Column]:
        """The required columns that neither it nor a line above the table names, and that are not given for the sheet."""
        named = {heading.column.name for heading in self.headings} | {given.column.name for given in self.given}
        named |= ledger.given_for_sheets
        return [column for column in ledger.columns if column.required and column.name not in named]


#: What a row names, in the order of ``Head``: known columns to unknown headers behind an empty column.
Named = tuple[
    tuple[Heading, ...], tuple[str, ...], tuple[str, ...], tuple[int, ...], tuple[Heading, ...], tuple[str, ...]
]


class Headers:
    """Every name that a ledger's columns answer to, for one bureau."""

    def __init__(self, ledger: Ledger, remembered: Mapping[str, str] | None = None) -> None:
        self.ledger = ledger
        known: dict[str, Column] = {}
        for column in ledger.columns:
            for header in column.headers[1:]:
                known.setdefault(bare(header), column)
        for column in ledger.columns:  # a column's own label wins over another's synonym
            known[bare(column.label)] = column
        self.dismissed = {header for header, name in (remembered or {}).items() if not name}
        for header, name in (remembered or {}).items():
            if name in ledger.by_name:
                known[header] = ledger.column(name)
        self.known = known
        self.asked_for = frozenset(known)
        needed = [c for c in ledger.columns if c.required and c.name not in ledger.given_for_sheets]
        self.enough = min(3, max(1, len(needed)))

    def heads(self, page: Page) -> list[Head]:
        """Every header of this ledger on a sheet, from top to bottom.

        Of rows that touch, those that name most columns in fewest rows are the header: a title or a row of
        data may hold a column's name too.
        """
        candidates = self._candidates(page)
        if not candidates:
            return []
        ranked = sorted(
            candidates,
            key=lambda head: (
                -len(head.headings),
                not (
                    head.last > head.first and _are_units(page.rows[head.last])
                ),  # a header ends with its line of units
                head.last - head.first,
                head.first,
            ),
        )
        enough = len(ranked[0].headings) / 2  # a further table of the same kind has about the same columns
        chosen: list[Head] = []
        taken: set[int] = set()  # their rows, and those that touch them
        for head in ranked:
            if len(head.headings) >= enough and taken.isdisjoint(range(head.first, head.last + 1)):
                chosen.append(head)
                taken.update(range(head.first - 1, head.last + 2))
        return sorted(chosen, key=lambda head: head.first)

    def _candidates(self, page: Page) -> list[Head]:
        """What may be a header of this ledger, those that can name most columns first. Raises UnreadableWorkbook where
        there are more than any sheet has."""
        rows = rows_by_name(page, self.asked_for)
        names = Counter(chain.from_iterable(rows.get(name, ()) for name in self.known))
        # nearly no row is one of this ledger's, and every ledger there is asks of every row
        likely = sorted((at for at, count in names.items() if count >= self.enough), key=lambda at: (-names[at], at))
        most = names[likely[0]] if likely else 0
        if len(likely) > MOST_HEADS and names[likely[MOST_HEADS]] * 2 >= most:
            self._must_not_recur(page, likely[0], most)
            likely = [at for at in likely if names[at] == most]
            if len(likely) > MOST_HEADS:
                return []  # words of the data
        found: list[Head] = []
        best = 0
        for at in likely[:MOST_HEADS]:
            if names[at] * 2 < best:
                break
            if head := self._head(page, at):
                found.append(head)
                best = max(best, len(head.headings))
        return found

    def _must_not_recur(self, page: Page, at: int, named: int) -> None:
        head = self._head(page, at)
        if head is not None and not head.lacks(self.ledger) and named >= _SURELY:
            raise UnreadableWorkbook(
                f"工作表“{page.name}”从第{at + 1}行起反复出现表头，超过{MOST_HEADS}次，不像一张台账。"
                "请只保留第一处表头，删去其余的，再导入。"
            )

    def _head(self, page: Page, at: int) -> Head | None:
        joined: Sequence[Any] = page.rows[at]
        best = Head(at, at, *self._named(joined))
        for last, below in enumerate(page.rows[at + 1 : at + DEEPEST], at + 1):
            joined = self._together(joined, below)
            deeper = Head(at, last, *self._named(joined))
            if len(deeper.headings) > len(best.headings) - _are_units(below):
                best = deeper
        return best if len(best.headings) >= self.enough else None

    def _named(self, row: Sequence[Any]) -> Named:
        headings: list[Heading] = []
        numbering: list[int] = []
        repeated: list[Heading] = []
        strange: list[tuple[int, str]] = []
        taken: set[str] = set()
        for position, cell in enumerate(row):
            if not isinstance(cell, str) or is_empty(cell):
                continue
            header = " ".join(visible(cell).split())
            column = self.known.get(bare(cell)) if len(cell) <= 60 else None
            if column is None:
                if bare(cell) in NUMBERING:
                    numbering.append(position)
                else:
                    strange.append((position, header))
                continue
            heading = Heading(position, column, None, header)
            if column.name in taken:
                repeated.append(heading)
            else:
                taken.add(column.name)
                headings.append(heading)
        last = max((heading.position for heading in (*headings, *repeated)), default=0)
        gap = next((at for at in range(last + 1, len(row)) if is_empty(row[at])), len(row))
        return (
            tuple(headings),
            tuple(header for _, header in strange),
            tuple(heading.header for heading in repeated),
            tuple(numbering),
            tuple(repeated),
            tuple(header for at, header in strange if at > gap),
        )

    def _together(self, above: Sequence[Any], below: Sequence[Any]) -> list[Any]:
        """A merged head and the row below it, column by column: the lower name, the two together, or the upper one."""
        head: list[Any] = []
        group: Any = ""
        for place in range(max(len(above), len(below))):
            upper = above[place] if place < len(above) else ""
            lower = below[place] if place < len(below) else ""
            # A merged cell keeps its words in its first column; the group reaches to the next one that has words.
            group = group if is_empty(upper) else upper
            if is_empty(lower):
                head.append(upper)
            elif isinstance(lower, str) and (bare(lower) == "" or unit_of(lower.strip())):
                head.append(f"{group}({lower.strip(' ()（）')})")  # a line of units under the names
            else:
                together = f"{group}{lower}"
                head.append(together if bare(together) in self.known and bare(str(lower)) not in self.known else lower)
        return head

    def likenesses(self, head: Head) -> list[Likeness]:
        """For each unknown header the free column it most resembles, each column proposed once."""
        taken = {heading.column.name for heading in head.headings}
        free = [(name, column) for name, column in self.known.items() if column.name not in taken]
        scored = sorted(
            (
                (_alike(bare(header), name), -place, header, column)
                for place, header in enumerate(head.unknown)
                if bare(header) not in self.dismissed
                for name, column in free
            ),
            key=lambda each: each[:2],
            reverse=True,
        )
        found: dict[str, Likeness] = {}
        for score, _, header, column in scored:
            if score >= ALIKE and header not in found and column.name not in {f.column.name for f in found.values()}:
                found[header] = Likeness(header, column)
        return [found[header] for header in head.unknown if header in found]


def together(every: Sequence[Headers]) -> Sequence[Headers]:
    """Ledgers of which each is asked about the same sheets: its rows are looked through once for the names of all."""
    asked_for = frozenset(name for each in every for name in each.known)
    for each in every:
        each.asked_for = asked_for
    return every


def _are_units(row: Sequence[Any]) -> bool:
    """Whether a row only says units: 万元 under an amount, nothing under a name."""
    filled = [cell for cell in row if not is_empty(cell)]
    return bool(filled) and all(isinstance(cell, str) and unit_of(cell.strip(" ()（）")) for cell in filled)


def _alike(header: str, name: str) -> float:
    """How alike two short names are; what a Chinese name ends in says what it is, so endings must agree.

    >>> _alike("登记时间日期", "登记日期") > 60 > _alike("合同编号", "合同金额")
    True
    """
    if not header or not name:
        return 0
    return fuzz.ratio(header, name) if header[-1] == name[-1] or header in name or name in header else 0
