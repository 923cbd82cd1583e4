"""语气: whether a sentence sounds like a report of what was done or like a plan, where no heading tells.

A sentence scores by the stretches of one to four characters it holds, each with a learned weight; the sentences
around it speak with half their voice. Scores are whole hundredths. The weights are made by ``bench/reading/manner.py``.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, cached_property
from importlib.resources import files

import ahocorasick_rs

_SENTENCE = re.compile(r"[^。；;!?！？\n]+")
_YEARS = re.compile(
    r"19\d\d年?|20(?:\d\d|[xX×*]{2})年?|二[○〇零Oo][一二三四五六七八九○〇零]{2}年?"
    r"|“十[一二三四五六]五”?(?:时期|期间)?|十[一二三四五六]五”?(?:时期|期间)?"
    r"|今年|去年|明年|来年|过去|今后|未来|上年|本年|上半年|下半年"
)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_MARK = re.compile(
    r"[“”\s]*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?!\d)|[一二三四五六七八九十]是)?"
)
_BLANKS = re.compile(r"\s+")
#: Shorter ones are scraps.
_SHORTEST = 4
#: How many sentences before and after are heard, and how loud.
_NEIGHBOURS, _VOICE = 4, 2
#: From so many sentences on a text has a manner of its own, and plans where they score so much each; more are not heard.
_FEWEST, _PLANS, _WHOLE = 12, 40, 400


def manner(sentence: str) -> str:
    """A sentence without its years and figures: how it is said, not what of when.

    >>> manner("2025年，新增高企12家")
    '^Y，新增高企0家'
    """
    return "^" + _BLANKS.sub("", _DIGITS.sub("0", _YEARS.sub("Y", _MARK.sub("", sentence, count=1))))


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text begin and end, headings and scraps left out."""
    return [match.span() for match in _SENTENCE.finditer(text) if match.end() - match.start() >= _SHORTEST]


class Moods:
    """The sentences of one text, each scored when it is first asked for."""

    def __init__(self, text: str, borders: Sequence[int]) -> None:
        """``borders``: where parts begin; no sentence is heard across one."""
        self._text, self._borders = text, borders
        self._spans = sentences(text)
        self._starts = [start for start, _ in self._spans]
        self._scores: list[int | None] = [None] * len(self._spans)
        self._heard: list[int | None] = [None] * len(self._spans)  # with those around

    def score(self, offset: int) -> int:
        """How much the place sounds like a plan: above zero, or like a report: below."""
        here = bisect_right(self._starts, offset) - 1
        if here < 0:
            return 0
        known = self._heard[here]
        if known is None:
            known = self._heard[here] = self._with_neighbours(here)
        return known

    def _with_neighbours(self, here: int) -> int:
        part = bisect_right(self._borders, self._starts[here])
        total = self._own(here)
        for place in range(max(0, here - _NEIGHBOURS), min(len(self._spans), here + _NEIGHBOURS + 1)):
            if place != here and bisect_right(self._borders, self._starts[place]) == part:
                total += self._own(place) // _VOICE
        return total

    def __len__(self) -> int:
        return len(self._spans)

    @cached_property
    def looks_back(self) -> bool:
        """Whether the text as a whole does not sound like a plan: 2025年工作成效, and what was done in the year."""
        scores = [self._own(place) for place in range(min(len(self._spans), _WHOLE))]
        return len(scores) >= _FEWEST and sum(scores) < _PLANS * len(scores)

    def _own(self, place: int) -> int:
        known = self._scores[place]
        if known is None:
            start, end = self._spans[place]
            known = self._scores[place] = sounds(self._text[start:end])
        return known


def sounds(sentence: str) -> int:
    """The score of one sentence alone."""
    automaton, weights, bias = _learned()
    heard = automaton.find_matches_as_indexes(manner(sentence), overlapping=True)
    return bias + sum(weights[index] for index in {index for index, _, _ in heard})


@cache
def _learned() -> tuple[ahocorasick_rs.AhoCorasick, list[int], int]:
    lines = (files("kezhang.reading") / "lexicons" / "manner.tsv").read_text(encoding="utf-8").splitlines()
    told = [line.split("\t") for line in lines if not line.startswith("#")]
    bias = next(int(weight) for stretch, weight in told if not stretch)
    learned = [(stretch, int(weight)) for stretch, weight in told if stretch]
    return ahocorasick_rs.AhoCorasick([stretch for stretch, _ in learned]), [weight for _, weight in learned], bias
