"""表头所在行: in which rows of a sheet a header may begin, asked once of every row for all ledgers together.

A sheet may have a million rows, and all of a text are words. So each cell is judged by itself, mostly by its characters
alone: whether it is a name, and whether a name begins or ends with it where a group stands over its parts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from typing import Any, NamedTuple

from kezhang.records.declaration.cells import is_empty
from kezhang.records.importing.detection.header_names import bare
from kezhang.records.importing.workbooks.workbook_reader import Page

#: A header has no more rows than these: a group, what is in it, and a line of units or of parts.
DEEPEST = 3

_OPEN, _CLOSE = r"(（【\[［〔〖「", r")）】\]］〕〗」"
#: Also a bracket that another cell closes or has opened.
_BRACKETS = re.compile(f"[{_OPEN}][^{_CLOSE}]*(?:[{_CLOSE}]|$)|^[^{_OPEN}{_CLOSE}]*[{_CLOSE}]")
_NUMBERED = re.compile(r"\s*\d{1,2}\s*[.．、]")
_LETTERS = frozenset(map(chr, (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B), *range(0x4E00, 0xA000))))
_BETWEEN = "\x1f"  # the cells of a row, looked through at once
#: What a name may end with and be the same without.
_OF_UNITS = "十百千万亿元人民币RMBCNYrmbcny"


class NamePart(NamedTuple):
    """What a cell is to the names asked for: one of them, and whether one begins or ends with it."""

    text: str
    name: str = ""
    begins: bool = False
    ends: bool = False


class NamingRow(NamedTuple):
    """A row's cells, and whether any of them is, begins or ends a name."""

    parts: Sequence[NamePart]
    names: frozenset[str]
    begins: bool
    ends: bool


_EMPTY, _FOREIGN = NamePart(""), NamePart("")  # a foreign word ends the group to its left, an empty cell does not


class NameSpelling(NamedTuple):
    """What names begin and end with, and by which characters a cell or a whole row is known to be nothing of them."""

    begins: frozenset[str]
    ends: frozenset[str]
    foreign: re.Pattern[str]
    telling: re.Pattern[str]


@lru_cache(maxsize=128)  # the names of each ledger, and those of all together
def _spelling(names: frozenset[str]) -> NameSpelling:
    foreign = "".join(sorted(_LETTERS.difference(_OF_UNITS, "".join(names))))
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


class NamesAskedFor:
    """The names that columns answer to, looked for in one sheet."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self._begins, self._ends, self._foreign, self._telling = _spelling(names)
        self._part = lru_cache(maxsize=65_536)(self._part_of)
        self._together = lru_cache(maxsize=65_536)(self._name_of)

    def row(self, cells: Sequence[Any]) -> NamingRow:
        if not self._telling.search(_BETWEEN.join(map(str, cells))):
            return _NO_ROW
        parts = [self._part(cell) for cell in cells]
        telling = {part for part in parts if part is not _FOREIGN and part is not _EMPTY}
        if not telling:
            return _NO_ROW
        names, begins, ends = zip(*((part.name, part.begins, part.ends) for part in telling), strict=True)
        return NamingRow(parts, frozenset(filter(None, names)), any(begins), any(ends))

    def named(self, first: NamingRow, below: Sequence[NamingRow]) -> Iterable[str]:
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
        for name in names.named(row(at), [row(at + down) for down in range(1, DEEPEST)]):
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
