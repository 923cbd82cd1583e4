"""批注: a reading laid over its text, line by line, and the sentence a finding stands in.

The text is cut, never changed; the pieces of all lines together are the text.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from kezhang.reading.findings import ArithmeticCheck, Reading

#: A sentence longer than this is shown around its figure only.
LONGEST = 160
_ENDS = re.compile(r"[。！？!?\n\r]")
_HALTS = re.compile(r"[；;。！？!?\n\r]")
_LINE = re.compile("\n")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class AnnotatedPiece:
    """A stretch of one line: plain, or part of the finding with this index."""

    text: str
    finding: int | None = None


@dataclass(frozen=True, slots=True)
class AnnotatedLine:
    """One line of the text with the checks to stand beside it, by index."""

    start: int
    pieces: tuple[AnnotatedPiece, ...]
    checks: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def lines(reading: Reading) -> list[AnnotatedLine]:
    """The lines that have words, each with its findings; a check stands beside its last finding's line."""
    starts = [0, *(found.end() for found in _LINE.finditer(reading.text))]
    beside: dict[int, list[int]] = {}
    for number, check in enumerate(reading.checks):
        if check.findings:
            place = max(reading.findings[i].start for i in check.findings)
            beside.setdefault(bisect_right(starts, place) - 1, []).append(number)
    order = sorted(range(len(reading.findings)), key=lambda i: (reading.findings[i].start, -reading.findings[i].end))
    made: list[AnnotatedLine] = []
    at = 0  # the first finding in order that may still reach into a line
    for number, (start, words) in enumerate(zip(starts, reading.text.split("\n"), strict=True)):
        end = start + len(words)
        while at < len(order) and reading.findings[order[at]].end <= start:
            at += 1
        if words.strip():
            pieces = _pieces(reading, order, at, start, end)
            made.append(AnnotatedLine(start, pieces, tuple(beside.get(number, ()))))
    return made


def _pieces(reading: Reading, order: Sequence[int], at: int, start: int, end: int) -> tuple[AnnotatedPiece, ...]:
    pieces: list[AnnotatedPiece] = []
    place = start
    for number in range(at, len(order)):
        index = order[number]
        finding = reading.findings[index]
        if finding.start >= end:
            break
        first, last = max(finding.start, place), min(finding.end, end)
        if first >= last:  # inside a finding that was marked already
            continue
        if first > place:
            pieces.append(AnnotatedPiece(reading.text[place:first]))
        pieces.append(AnnotatedPiece(reading.text[first:last], index))
        place = last
    if place < end:
        pieces.append(AnnotatedPiece(reading.text[place:end]))
    return tuple(pieces)


def sentence(text: str, start: int, end: int) -> str:
    """The sentence around a span on one line, shortened around the span when it is long.

    >>> sentence("一、合同。上半年登记27项，成交额1062万元。二、", 8, 11)
    '上半年登记27项，成交额1062万元。'
    """
    return "".join(quoted(text, start, end)).strip()


def quoted(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The sentence in three: before the span, the span, after it.

    >>> quoted("一、合同。上半年登记27项，成交额1062万元。二、", 10, 13)
    ('上半年登记', '27项', '，成交额1062万元。')
    """
    first, last = _bounds(text, start, end, _ENDS)
    if last - first > LONGEST:
        first, last = _bounds(text, start, end, _HALTS)
    before = after = ""
    if last - first > LONGEST:
        half = max(0, LONGEST - (end - start)) // 2
        narrowed = max(first, start - half), min(last, end + half)
        before, after = "…" * (narrowed[0] > first), "…" * (narrowed[1] < last)
        first, last = narrowed
    parts = (text[first:start].lstrip(), text[start:end], text[end:last].rstrip())
    told = [_SPACE.sub(" ", part) for part in parts]
    return before + told[0], told[1], told[2] + after


def _bounds(text: str, start: int, end: int, stop: re.Pattern[str]) -> tuple[int, int]:
    window = max(0, start - 4 * LONGEST)
    first = window
    for found in stop.finditer(text, window, start):
        first = found.end()
    horizon = min(len(text), end + 4 * LONGEST)
    ended = stop.search(text, end, horizon)
    last = horizon if ended is None else ended.start() if ended[0] in "\n\r" else ended.end()
    return first, last


def contradictions(checks: Sequence[ArithmeticCheck]) -> set[int]:
    """The findings that some check finds at odds."""
    return {index for check in checks if check.holds is False for index in check.findings}
