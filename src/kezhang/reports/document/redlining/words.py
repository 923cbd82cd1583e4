"""逐词比较: what of a text stays and what is exchanged, in whole words and whole numbers, with as few characters marked as can be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

#: A number with its decimals and groups is one word; so is a stretch of Latin letters, and each other sign by itself.
_NUMBER = r"[0-9０-９]+(?:[.,，．][0-9０-９]+)*"
_PIECE = re.compile(rf"{_NUMBER}|[A-Za-z]+|[一-鿿]+|\s+|.", re.DOTALL)
#: Words that are the same in longer texts than this are not looked for one by one.
MOST = 4_000_000


@dataclass(frozen=True)
class WordStretch:
    """A piece of the comparison: from where to where in the old text and in the new; one is empty where it changed."""

    old: tuple[int, int]
    new: tuple[int, int]
    is_same: bool


def words_of(text: str) -> list[str]:
    """The words of a text, one after the other, nothing left out.

    >>> words_of("登记1,062.5万元，完成率53%")
    ['登记', '1,062.5', '万元', '，', '完成率', '53', '%']
    """
    import rjieba  # noqa: PLC0415 - its dictionary is slow to load, and most programs compare no documents

    found: list[str] = []
    for piece in _PIECE.findall(text):
        found += rjieba.cut(piece) if "一" <= piece[0] <= "鿿" else [piece]
    return found


def compared(old: str, new: str) -> list[WordStretch]:
    """The stretches in their order; what goes stands before what comes."""
    before, after = words_of(old), words_of(new)
    places = [0, *accumulate(map(len, before))], [0, *accumulate(map(len, after))]
    found: list[WordStretch] = []
    i = j = 0
    for first, second, count in [*_runs(before, after), (len(before), len(after), 0)]:
        o, n = places[0][i], places[1][j]
        to_old, to_new = places[0][first], places[1][second]
        if o < to_old:
            found.append(WordStretch((o, to_old), (n, n), is_same=False))
        if n < to_new:
            found.append(WordStretch((to_old, to_old), (n, to_new), is_same=False))
        i, j = first + count, second + count
        if count:
            found.append(WordStretch((to_old, places[0][i]), (to_new, places[1][j]), is_same=True))
    return found


def _runs(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, int]]:
    """The words that stay, in runs: from which in each text, and how many."""
    runs: list[tuple[int, int, int]] = []
    for i, j in _kept(before, after):
        if runs and (runs[-1][0] + runs[-1][2], runs[-1][1] + runs[-1][2]) == (i, j):
            runs[-1] = (runs[-1][0], runs[-1][1], runs[-1][2] + 1)
        else:
            runs.append((i, j, 1))
    return runs


def _kept(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of equal words, in order, that are longest together; equal beginnings and ends are paired as they are."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    inner = _longest(before[start : len(before) - end], after[start : len(after) - end])
    return [
        *((n, n) for n in range(start)),
        *((start + i, start + j) for i, j in inner),
        *((len(before) - n, len(after) - n) for n in range(end, 0, -1)),
    ]


def _longest(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    if not before or not after or len(before) * len(after) > MOST:
        return []
    best = [[0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in range(len(before) - 1, -1, -1):
        row, below, word = best[i], best[i + 1], before[i]
        for j in range(len(after) - 1, -1, -1):
            row[j] = max(below[j], row[j + 1])
            if word == after[j]:
                row[j] = max(row[j], below[j + 1] + len(word))
    found, i, j = [], 0, 0
    while i < len(before) and j < len(after):
        if before[i] == after[j] and best[i][j] == best[i + 1][j + 1] + len(before[i]):
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found
