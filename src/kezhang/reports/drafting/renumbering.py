"""编号: typed lists that ran 一、二、三、 and lost a member run on without a gap; what refers to them is told.

Only a list that was in order is set in order again. A sentence such as 见第三节 is left as it was typed
and named, because nobody but its author knows what it meant.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kezhang.quantities.numerals import chinese_number

_HAN = "[一二三四五六七八九十]{1,3}"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
#: From the outermost level to the innermost: what stands around the number.
_LEVELS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"第({_HAN})(?:部分|章)", rf"第({_HAN})节", rf"({_HAN})、", rf"[（(]({_HAN})[）)]", r"(\d{1,2})[.．、](?!\d)",
        r"[（(](\d{1,2})[）)]", rf"([{_CIRCLED}])",
    )
)  # fmt: skip
#: 一、 and what stands above it.
_TOP = 2
_VALUES = {chinese_number(n): n for n in range(1, 100)} | {c: n for n, c in enumerate(_CIRCLED, start=1)}
_REFERENCE = re.compile(
    rf"第(?:{_HAN}|\d{{1,2}})(?:部分|章|节|条)|"
    rf"(?:见|参见|详见|按|按照|同|如|上述|前述|本报告)第?(?:[（(](?:{_HAN}|\d{{1,2}})[）)]|(?:{_HAN}|\d{{1,2}})项)"
)


@dataclass(frozen=True)
class Line:
    """A paragraph of a template: its words, the place it stands in, and whether it is in the document."""

    text: str
    is_kept: bool
    room: int = 0  # lists do not run from one cell or box into another


@dataclass(frozen=True)
class ListNumber:
    """The characters of a number that is another now."""

    line: int
    start: int
    end: int
    number: str


@dataclass(frozen=True)
class _Item:
    line: int
    level: int
    value: int
    start: int
    end: int
    typed: str


def renumbered(lines: Sequence[Line]) -> tuple[list[ListNumber], list[str]]:
    """The numbers to write, and what has to be looked at by hand."""
    changes: list[ListNumber] = []
    notes: list[str] = []
    is_short = False
    for items in _lists(lines):
        kept = [item for item in items if lines[item.line].is_kept]
        if len(kept) == len(items):
            continue
        is_short = is_short or bool(kept)
        if [item.value for item in items] != list(range(1, len(items) + 1)):
            told = "、".join(item.typed for item in kept)
            notes.append(f"有一段没有内容，未写入；余下的编号{told}在模板里原本就不连续，没有重编，请核对")
            continue
        changes += [
            ListNumber(item.line, item.start, item.end, _written(value, item.typed))
            for value, item in enumerate(kept, start=1)
            if value != item.value
        ]
    if is_short:
        notes += _references(lines)
    return changes, notes


def bare_headings(lines: Sequence[Line]) -> list[int]:
    """The headings 一、 under which something was meant to stand and nothing does."""
    found: list[int] = []
    heading, had, has = None, False, False
    for number, line in enumerate(lines):
        item = _item(number, line.text)
        if item is not None and item.level <= _TOP:
            if heading is not None and had and not has:
                found.append(heading)
            heading, had, has = number if line.is_kept else None, False, False
        elif line.room == 0:
            had, has = True, has or line.is_kept
    return found


def _lists(lines: Sequence[Line]) -> Iterator[list[_Item]]:
    running: dict[int, dict[int, list[_Item]]] = {}
    for number, line in enumerate(lines):
        item = _item(number, line.text)
        if item is None:
            continue
        here = running.setdefault(line.room, {})
        for level in [level for level in here if level > item.level]:
            yield here.pop(level)
        if item.level in here and item.value == 1:
            yield here.pop(item.level)
        here.setdefault(item.level, []).append(item)
    for here in running.values():
        yield from here.values()


def _item(number: int, text: str) -> _Item | None:
    bare = len(text) - len(text.lstrip())
    for level, pattern in enumerate(_LEVELS):
        match = pattern.match(text, bare)
        if match and (value := _VALUES.get(match[1]) or (int(match[1]) if match[1].isdecimal() else 0)):
            return _Item(number, level, value, match.start(1), match.end(1), match[1])
    return None


def _written(value: int, like: str) -> str:
    if like in _CIRCLED:
        return _CIRCLED[value - 1]
    return str(value) if like.isdecimal() else chinese_number(value)


def _references(lines: Sequence[Line]) -> Iterator[str]:
    for line in lines:
        if not line.is_kept:
            continue
        item = _item(0, line.text)
        begins = item.end if item else 0
        for found in _REFERENCE.finditer(line.text, begins):
            around = line.text[max(0, found.start() - 12) : found.end() + 8].strip()
            yield f"“…{around}…”提到{found[0]}；有的段没有内容、未写入，后面的编号已经前移，请核对"
