"""句对: which sentence of an edited text is which of the text as it was made; the ones that nobody touched left out."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from rapidfuzz import fuzz

from kezhang.reports.proofreading.places import WIDE, PlacedText

_BLANK = re.compile(r"\s+")
#: From here two sentences between the same neighbours are one; a number known in both needs no likeness.
ALIKE = 45.0


@dataclass(frozen=True)
class Sentence:
    """A sentence of a text, with where it stands and its numbers."""

    number: int
    text: str
    paragraph: int
    start: int
    places: tuple[int, ...]

    @cached_property
    def plain(self) -> str:
        """Its characters without blanks, digits as one types them."""
        return _BLANK.sub("", self.text).translate(WIDE)


@dataclass(frozen=True)
class SentencePair:
    """A sentence as it was made and as it is now; ``made`` None for one that was added."""

    made: Sentence | None
    edited: Sentence


@dataclass(frozen=True)
class ChangedSentences:
    """What is not word for word as it was made: the pairs, and the sentences that have no partner any more."""

    pairs: tuple[SentencePair, ...]
    gone: tuple[Sentence, ...]


def sentences(text: PlacedText) -> list[Sentence]:
    found: list[Sentence] = []
    paragraph = at = 0
    for number, (written, places) in enumerate(zip(text.written, text.of_sentence, strict=True)):
        while paragraph < len(text.paragraphs) and at >= len(text.paragraphs[paragraph]):
            paragraph, at = paragraph + 1, 0
        found.append(Sentence(number, written, paragraph, at, places))
        at += len(written)
    return found


def changed_sentences(made: PlacedText, edited: PlacedText, aligned: Iterable[tuple[int, int]]) -> ChangedSentences:
    """The sentences that are not word for word as they were made; ``aligned`` are numbers of both, (made, edited)."""
    ones, others = sentences(made), sentences(edited)
    left, right = _without_equals(ones, others)
    home = {place: s.number for s in ones for place in s.places}
    here = {place: s.number for s in others for place in s.places}
    votes: dict[int, dict[int, int]] = {}
    for i, j in aligned:
        if i in home and j in here:
            votes.setdefault(here[j], {}).setdefault(home[i], 0)
            votes[here[j]][home[i]] += 1
    by_number, taken, found = {s.number: s for s in ones}, set(), {}
    free = {s.number for s in left}
    for sentence in right:
        for number, _ in sorted(votes.get(sentence.number, {}).items(), key=lambda v: (-v[1], v[0])):
            if number in free and number not in taken:
                found[sentence.number] = number
                taken.add(number)
                break
    _beside(left, right, found, taken)
    return ChangedSentences(
        tuple(SentencePair(by_number.get(found.get(s.number, -1)), s) for s in right),
        tuple(s for s in left if s.number not in taken and s.plain),
    )


def _without_equals(ones: Sequence[Sentence], others: Sequence[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """What each text has beyond the sentences of both: those in one order, then those that were moved."""
    matcher = SequenceMatcher(None, [s.plain for s in ones], [s.plain for s in others], autojunk=False)
    blocks = [opcode for opcode in matcher.get_opcodes() if opcode[0] != "equal"]
    left = [s for _, a, b, _, _ in blocks for s in ones[a:b]]
    right = [s for _, _, _, c, d in blocks for s in others[c:d]]
    same = Counter(each.plain for each in left) & Counter(each.plain for each in right)
    return _beyond(left, same), _beyond(right, same)


def _beyond(sentences: Iterable[Sentence], same: Counter[str]) -> list[Sentence]:
    met: Counter[str] = Counter()
    found = []
    for each in sentences:
        met[each.plain] += 1
        if met[each.plain] > same[each.plain]:
            found.append(each)
    return found


def _beside(left: Sequence[Sentence], right: Sequence[Sentence], found: dict[int, int], taken: set[int]) -> None:
    """Sentences without known numbers, by their place between the same neighbours and their words."""
    open_left = [s for s in left if s.number not in taken and s.plain]
    open_right = [s for s in right if s.number not in found and s.plain]
    matcher = SequenceMatcher(None, [s.plain for s in open_left], [s.plain for s in open_right], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "replace":
            continue
        for sentence in open_right[c:d]:
            best = max(
                (s for s in open_left[a:b] if s.number not in taken),
                key=lambda s: fuzz.ratio(s.plain, sentence.plain),
                default=None,
            )
            if best is not None and fuzz.ratio(best.plain, sentence.plain) >= ALIKE:
                found[sentence.number] = best.number
                taken.add(best.number)
