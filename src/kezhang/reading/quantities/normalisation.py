"""规范化: the text as the grammar wants it, with the way back to the text as it stands.

Nothing is changed silently. Width folding keeps every offset; whatever is removed or read
otherwise is a Repair with its raw span.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kezhang.reading.findings import Repair
from kezhang.reading.lexicon import OpeningPattern

_WIDE = {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)}
_WIDE |= {"\u3000": " ", "\u00a0": " ", "∶": ":", "∕": "/", "﹪": "%", "℅": "%"}
_WIDE_SIGNS = re.compile(f"[{''.join(_WIDE)}]")
#: 上涨1·8%: a point that was typed in the middle of the line.
_RAISED_POINT = re.compile(r"·(?<=\d·)(?=\d{1,2}(?:%|个?百分点|[万亿]))")
_STOP = re.compile(r"%[oO](?=[一-鿿\d])")
#: What a page left behind, and the marks of its notes: 四好农村路[31]10公里.
_SITE = re.compile(r"\?/p>\n?|&nbsp;|\[(?<=[一-鿿”)]\[)\d{1,3}\]")
#: A line break that came written out: \\r\\n.
_WRITTEN_BREAK = re.compile(r"\\(?:r(?:\\n)?|n)")
#: 2 016 年: blanks that a conversion left inside a year.
_SPLIT_YEAR = re.compile(r"(?<![\d.、和及至—-])(?<![\d、和及至—-] )(?:2 ?0|1 ?9) ?\d ?\d ?(?=年)")
_PAGE = OpeningPattern(r"(\d{1,3})、")


_LONGEST_TITLE = 20


@dataclass(frozen=True, slots=True)
class Clean:
    """The folded text without page markers; ``raw`` leads an offset back to the original."""

    text: str
    cuts: Sequence[int]  # offsets in the clean text after which something was left out
    shifts: Sequence[int]  # how much has been left out before them, cumulated
    repairs: tuple[Repair, ...]

    def start(self, offset: int) -> int:
        """Where a stretch that begins here begins in the original."""
        if not self.cuts:
            return offset
        place = bisect_right(self.cuts, offset)
        return offset + (self.shifts[place - 1] if place else 0)

    def end(self, offset: int) -> int:
        """Where a stretch that ends here ends in the original: before what was left out."""
        if not self.cuts:
            return offset
        return self.start(offset - 1) + 1 if offset else 0


def _interrupts(text: str, place: int) -> bool:
    """Whether a line breaks off here: a page ends within its sentences, an item of a list or a title does not."""
    begins = text.rfind("\n", 0, place) + 1
    return place - begins > _LONGEST_TITLE and text[place - 1] not in "。!?;:|"


def _left_behind(text: str) -> Iterable["re.Match[str]"]:
    return _SITE.finditer(text) if any(sign in text for sign in ("?/p>", "&nbsp;", "[")) else ()


def _within_years(text: str) -> list[tuple[int, int]]:
    if " " not in text:
        return []
    years = (match for match in _SPLIT_YEAR.finditer(text) if " " in match[0])
    return [(at, at + 1) for year in years for at in range(*year.span()) if text[at] == " "]


def clean(text: str) -> Clean:
    """Fold widths and take out page markers, where they count the pages from the first on."""
    folded = text
    for wide in set(_WIDE_SIGNS.findall(text)):  # few of them stand in a text, each replaced at the speed of memory
        folded = folded.replace(wide, _WIDE[wide])
    repairs: list[Repair] = []
    if "%o" in folded or "%O" in folded:
        for match in _STOP.finditer(folded):
            repairs.append(Repair("scanned_stop", match.end() - 1, match.end(), match[0][1], "。", Decimal("0.9")))
        folded = _STOP.sub("%。", folded)
    for match in _RAISED_POINT.finditer(folded) if "·" in folded else ():
        repairs.append(Repair("raised_point", match.start(), match.end(), match[0], ".", Decimal("0.9")))
    folded = _RAISED_POINT.sub(".", folded) if repairs else folded
    removed: list[tuple[int, int]] = []
    expected = 1
    for match in _PAGE.finditer(folded) if folded.startswith("1、") or "\n1、" in folded else ():
        if int(match[1]) == expected:
            expected += 1
            removed.append(match.span())
    if len(removed) < 3 or not any(_interrupts(folded, start) for start, _ in removed):
        removed = []  # two lines that begin with 1、 and 2、 are a list, and so are lines that end where they may
    pages = set(removed)
    breaks = {match.span() for match in _WRITTEN_BREAK.finditer(folded)} if "\\" in folded else set()
    removed = sorted([*removed, *breaks, *(match.span() for match in _left_behind(folded)), *_within_years(folded)])
    if not removed:
        return Clean(folded, (), (), tuple(repairs))
    parts: list[str] = []
    cuts: list[int] = []
    shifts: list[int] = []
    position = length = gone = 0
    for start, end in removed:
        # Inside a sentence the page ran on; at its end the line break stands.
        page = (start, end) in pages
        keep = "\n" if (start, end) in breaks or (page and start and folded[start - 1] in "。!?") else ""
        parts.append(folded[position:start] + keep)
        length += start - position + len(keep)
        gone += end - start - len(keep)
        cuts.append(length)
        shifts.append(gone)
        kind = "page_marker" if page else "line_break" if (start, end) in breaks else "site_text"
        repairs.append(Repair(kind, start, end, text[start:end], "", Decimal("0.98")))
        position = end
    parts.append(folded[position:])
    return Clean("".join(parts), tuple(cuts), tuple(shifts), tuple(repairs))
