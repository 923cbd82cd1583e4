"""表头所在行: in which rows of a sheet a header may begin, asked once of every row for all ledgers together.

A sheet may have a million rows, and all of a text are words. So each cell is judged by itself, mostly by its characters
alone: whether it is a name, and whether a name begins or ends with it where a group stands over its parts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, zip_longest
from typing import Any, NamedTuple

from kezhang.records.declaration.cells import is_empty
from kezhang.records.importing.detection.header_names import bare
from kezhang.records.importing.workbooks.unreadable_workbook import UnreadableWorkbook
from kezhang.records.importing.workbooks.workbook_reader import Page

#: A header has no more rows than these: a group, what is in it, and a line of units or of parts.
DEEPEST = 3
#: A sheet with more different rows than these that have a part of a name is none that people keep.
MOST_NAMING = 20_000

_OPEN, _CLOSE = r"(（【\[［〔〖「", r")）】\]］〕〗」"
#: Also a bracket that another cell closes or has opened.
_BRACKETS = re.compile(f"[{_OPEN}][^{_CLOSE}]*(?:[{_CLOSE}]|$)|^[^{_OPEN}{_CLOSE}]*[{_CLOSE}]")
_NUMBERED = re.compile(r"\s*\d{1,2}\s*[.．、]")
#: The first and the last of each kind: digits, Latin letters, Chinese characters.
_LETTERS = ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A), (0x4E00, 0x9FFF))
_BETWEEN = "\x1f"  # the cells of a row, looked through at once
#: What a name may end with and be the same without.
_OF_UNITS = "十百千万亿元人民币RMBCNYrmbcny"


class NamePart(NamedTuple):
    """What a cell is to the names asked for: one of them, and whether one begins or ends with it."""

    text: str
    name: str = ""
    begins: bool = False
    ends: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class NamingRow:
    """A row's cells, and whether any of them is, begins or ends a name. Rows that are the same to the names are one."""

    parts: tuple[NamePart, ...]
    names: frozenset[str]
    begins: bool
    ends: bool


#: A foreign word ends the group to its left, an empty cell does not: they are not equal either.
_EMPTY, _FOREIGN = NamePart(""), NamePart(_BETWEEN)


class NameSpelling(NamedTuple):
    """What names begin and end with, and by which characters a cell or a whole row is known to be nothing of them."""

    begins: frozenset[str]
    ends: frozenset[str]
    foreign: re.Pattern[str]
    telling: re.Pattern[str]


@lru_cache(maxsize=128)  # the names of each ledger, and those of all together
def _spelling(names: frozenset[str]) -> NameSpelling:
    foreign = _letters_without(set(_OF_UNITS).union(*names))
    cell = (
        f"[^{_BETWEEN}{foreign}]+(?:$|(?={_BETWEEN}))",
        f"[^{_BETWEEN}{_OPEN}{_CLOSE}]*[{_OPEN}{_CLOSE}]",
        rf"{_NUMBERED.pattern}[^{_BETWEEN}\d]",
    )
    return NameSpelling(
        begins=frozenset(name[:end] for name in names for end in range(1, len(name))),
        ends=frozenset(name[begin:] for name in names for begin in range(1, len(name))),
        foreign=re.compile(f"[{foreign}]"),
        telling=re.compile(f"(?:^|{_BETWEEN})(?:{'|'.join(cell)})"),
    )


def _letters_without(known: Set[str]) -> str:
    """Every letter but these, as a class of a pattern has them: in ranges. Twenty thousand one by one take sixty
    milliseconds for each ledger.

    >>> _letters_without(set("b"))[:8]
    '0-9A-Za-'
    """
    found = []
    for first, last in _LETTERS:
        codes = [first - 1, *sorted(code for code in map(ord, known) if first <= code <= last), last + 1]
        found += [f"{chr(a + 1)}-{chr(b - 1)}" for a, b in pairwise(codes) if b - a > 1]
    return "".join(found)


class NamesAskedFor:
    """The names that columns answer to, looked for in one sheet."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self._begins, self._ends, self._foreign, self._telling = _spelling(names)
        self._part = lru_cache(maxsize=65_536)(self._part_of)
        self._together = lru_cache(maxsize=65_536)(self._name_of)
        # A header on each printed page, and the words between two values that are none: seen once, known after.
        self._row = lru_cache(maxsize=MOST_NAMING)(self._row_of)
        self.named = lru_cache(maxsize=1024)(self._named_by)

    def row(self, cells: Sequence[Any]) -> NamingRow:
        if not self._telling.search(_BETWEEN.join(map(str, cells))):
            return _NO_ROW
        return self._row(tuple(map(self._part, cells)))

    @property
    def different(self) -> int:
        """How many rows there were so far that are not the same to the names."""
        return self._row.cache_info().misses

    def _row_of(self, parts: tuple[NamePart, ...]) -> NamingRow:
        telling = {part for part in parts if part is not _FOREIGN and part is not _EMPTY}
        if not telling:
            return _NO_ROW
        names, begins, ends = zip(*((part.name, part.begins, part.ends) for part in telling), strict=True)
        return NamingRow(parts, frozenset(filter(None, names)), any(begins), any(ends))

    def _named_by(self, first: NamingRow, *below: NamingRow) -> Iterable[str]:
        """The names that a header has which begins with the first row: words, and words of a group with those below.
        None where that row adds nothing, for then it begins further down."""
        if not first.names and not first.begins:
            return ()
        found = set(first.names).union(*(row.names for row in below))
        begun = bool(first.names)
        if any(row.ends for row in below):
            joined, from_first = self._of_groups([first, *below])
            found |= joined
            begun = begun or from_first
        return found if begun else ()

    def _of_groups(self, rows: Sequence[NamingRow]) -> tuple[set[str], bool]:
        """The names made of a group and what stands under it or to the right, and whether the first row has the group of one."""
        found: set[str] = set()
        begun = False
        groups: list[list[str]] = [[] for _ in rows]
        for cells in zip_longest(*(row.parts for row in rows), fillvalue=_EMPTY):
            for at, cell in enumerate(cells):
                if cell is _EMPTY:
                    continue
                own = [cell.text] if cell.begins else []
                if cell.ends:
                    for level in range(at):
                        for group in groups[level]:
                            if name := self._together(group, cell.text):
                                found.add(name)
                                own.append(group + cell.text)
                                begun = begun or level == 0
                groups[at] = own
        return found, begun

    def _name_of(self, group: str, text: str) -> str:
        name = bare(group + text)
        return name if name in self._names else ""

    def _part_of(self, cell: Any) -> NamePart:
        if is_empty(cell):
            return _EMPTY
        text = str(cell)
        outside = text if text.isalnum() else _NUMBERED.sub("", _BRACKETS.sub("", text), count=1)
        if self._foreign.search(outside):
            return _FOREIGN  # a letter of no name: nearly every cell has one
        name = bare(text)
        opened, closed = re.split(f"[{_OPEN}]", name)[0], re.split(f"[{_CLOSE}]", name)[-1]
        own = name if name in self._names and isinstance(cell, str) else ""
        begins = opened in self._begins or opened != name
        ends = closed in self._ends or closed != name
        return NamePart(text, own, begins, ends) if own or begins or ends else _FOREIGN


_NO_ROW = NamingRow((), frozenset(), begins=False, ends=False)


def rows_by_name(page: Page, asked_for: frozenset[str]) -> Mapping[str, Sequence[int]]:
    """The rows in which a header may begin, by the names asked for that its columns can have. A sheet's other words are
    not kept: of a sheet of words alone they would be more than the sheet."""
    done = next((names for names in page.rows_by_name if names >= asked_for), None)
    if done is None:
        done, page.rows_by_name[asked_for] = asked_for, {}
        _look_through(page, asked_for, page.may_be_headers)
    return page.rows_by_name[done]


def _look_through(page: Page, asked_for: frozenset[str], places: Iterable[int]) -> None:
    names, found = NamesAskedFor(asked_for), page.rows_by_name[asked_for]
    row = lru_cache(maxsize=DEEPEST)(lambda at: names.row(page.rows[at]) if at < len(page.rows) else _NO_ROW)
    for at in places:
        if names.different > MOST_NAMING:
            raise UnreadableWorkbook(
                f"工作表“{page.name}”到第{at + 1}行为止，有{MOST_NAMING}多行写法各不相同的字都像表头的一部分，不像一张台账。"
                "请只保留一处表头和数据行，再导入。"
            )
        for name in names.named(*(row(at + down) for down in range(DEEPEST))):
            found.setdefault(name, []).append(at)


def without(page: Page, blanked: Set[int]) -> Page:
    """The page with rows blanked, the headers of other ledgers' tables, so that they claim no rows here; what is known
    of its other rows is not asked again."""
    if not blanked:
        return page
    left = replace(page, rows=[[] if at in blanked else row for at, row in enumerate(page.rows)])
    near = {at - up for at in blanked for up in range(DEEPEST)}
    for asked_for, found in page.rows_by_name.items():
        left.rows_by_name[asked_for] = {name: [at for at in rows if at not in near] for name, rows in found.items()}
        _look_through(left, asked_for, sorted(near.difference(blanked).intersection(page.may_be_headers)))
    return left
