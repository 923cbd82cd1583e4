"""印稿的段落: the words of a printed report cut again where the report itself begins a paragraph or a cell.

A printed page has lines alone: cells of a row run together, a paragraph breaks where the page ends, heads of pages
come in between. Where the words are the report's, so are their paragraphs; what is in none of them stands by itself.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Indel

from kezhang.reports.document.docx_reader import WordDocument, open_document
from kezhang.reports.document.opening import printed_pages
from kezhang.reports.models import Report

#: Less alike than this, it is no copy of the report.
ALIKE = 0.5
#: A paragraph ends with fewer signs than this.
_END = 4
_CHART = re.compile(r"图\d+　")
_SPACE = re.compile(r"\s+")


def cut_again(document: WordDocument, report: Report) -> bytes:
    """Printed words with the report's own paragraphs, as a .docx that tells where they are from."""
    lines = [paragraph.text for paragraph in document.paragraphs if paragraph.text.strip()]
    aside: list[str] = []
    if report.file:
        with report.file.open("rb") as file:
            aside = [each.text for each in open_document(file.read()).asides]
    return printed_pages.written(cut(lines, [line["text"] for line in report.text], aside), document.properties)


def cut(lines: Sequence[str], made: Sequence[str], aside: Sequence[str] = ()) -> list[str]:
    """The lines as paragraphs of the report; ``aside`` is what its pages say above and below the text.

    >>> cut(["指标任务完成", "成果88", "登记27", "项，很好。", "新写一句。"], ["指标", "任务", "完成", "成果", "8", "8", "登记27项。"])
    ['指标', '任务', '完成', '成果', '8', '8', '登记27项，很好。', '新写一句。']
    """
    ours, theirs = _Characters.of(made), _Characters.of(lines)
    if Indel.normalized_similarity(ours.text, theirs.text) < ALIKE:
        return list(lines)
    pieces = _Pieces(made)
    beside = {_SPACE.sub("", each) for each in aside}
    for step in Indel.opcodes(ours.text, theirs.text):
        if step.tag == "equal":
            for at in range(step.src_start, step.src_end):
                pieces.keep(*ours.places[at])
        elif step.tag == "insert":
            _insert(pieces, ours, theirs, lines, (step.src_start, step.dest_start, step.dest_end), beside)
    return list(pieces.paragraphs())


def _insert(
    pieces: "_Pieces", ours: "_Characters", theirs: "_Characters", lines: Sequence[str], at: tuple[int, int, int],
    beside: set[str],
) -> None:  # fmt: skip
    """What the report does not say: in the paragraph it stands in, or by itself between two."""
    made, first, last = at
    before = ours.places[made - 1][0] if made else None
    after = ours.places[made][0] if made < len(ours.places) else None
    if theirs.text[first:last] in beside:
        return
    begins = not first or theirs.places[first - 1][0] != theirs.places[first][0]
    ends = last == len(theirs.places) or theirs.places[last - 1][0] != theirs.places[last][0]
    if before == after and before is not None:
        text = theirs.text[first:last]
        left = sum(1 for paragraph, _ in ours.places[made : made + _END] if paragraph == before)
        end = ours.text[made : made + left]
        at_line = [n for n in range(1, last - first) if theirs.places[first + n][0] != theirs.places[first + n - 1][0]]
        split = next((n for n in at_line if text[:n].endswith(end)), None) if left < _END else None
        if split is None:
            pieces.add(before, text)
        else:  # the same sign ends the paragraph and the one that was written below it
            pieces.add(before, text[:split])
            pieces.between(before, text[split:] + end)
            pieces.done |= set(ours.places[made : made + left])
        return
    by_line: dict[int, str] = {}
    for line, offset in theirs.places[first:last]:
        by_line[line] = by_line.get(line, "") + lines[line][offset]
    for n, (line, text) in enumerate(by_line.items()):
        if n == 0 and not begins and before is not None:
            pieces.add(before, text)
        elif n == len(by_line) - 1 and not ends and after is not None:
            pieces.add(after, text)
        elif text not in beside:
            whole = lines[line] if len(text) == len(_SPACE.sub("", lines[line])) else text
            pieces.between(before, whole)


@dataclass(frozen=True)
class _Characters:
    """Everything but spaces, each with its paragraph and its place in it."""

    text: str
    places: Sequence[tuple[int, int]]

    @classmethod
    def of(cls, paragraphs: Sequence[str]) -> "_Characters":
        found = [(n, at) for n, text in enumerate(paragraphs) for at, c in enumerate(text) if not c.isspace()]
        return cls("".join(paragraphs[n][at] for n, at in found), found)


@dataclass
class _Pieces:
    """Each paragraph of the report as it is put together from what is printed, and what stands after it."""

    made: Sequence[str]
    done: set[tuple[int, int]] = field(default_factory=set)  # signs that are written already
    _texts: dict[int, str] = field(default_factory=dict)
    _last: dict[int, int] = field(default_factory=dict)
    _others: dict[int | None, list[str]] = field(default_factory=dict)

    def keep(self, paragraph: int, at: int) -> None:
        """A character of the report; the spaces that stand before it there stand before it here."""
        if (paragraph, at) in self.done:
            return
        text, last = self.made[paragraph], self._last.get(paragraph, -1)
        between = text[last + 1 : at]
        self._texts[paragraph] = self._texts.get(paragraph, "") + (between if between.isspace() else "") + text[at]
        self._last[paragraph] = at

    def add(self, paragraph: int, text: str) -> None:
        self._texts[paragraph] = self._texts.get(paragraph, "") + text

    def between(self, before: int | None, text: str) -> None:
        self._others.setdefault(before, []).append(text)

    def paragraphs(self) -> Iterator[str]:
        """In the report's order; what is drawn above a chart's caption is no text of the page."""
        yield from self._others.get(None, ())
        for number in range(len(self.made)):
            if number in self._texts:
                yield self._texts[number]
            below = self.made[number + 1] if number + 1 < len(self.made) else ""
            others = self._others.get(number, [])
            yield from (each for each in others if "。" in each) if _CHART.match(below) else others
