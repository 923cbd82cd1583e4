"""句对: which sentence of an edited text is which of the text as it was made; the ones that nobody touched left out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from kezhang.reports.proofreading.places import PlacedText

_BLANK = re.compile(r"\s+")
_WIDE = {0xFF10 + n: str(n) for n in range(10)} | {ord("％"): "%", ord("．"): "."}
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

    @property
    def plain(self) -> str:
        return _BLANK.sub("", self.text).translate(_WIDE)


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
    counted: dict[str, int] = {}
    for each in ones:
        counted[each.plain] = counted.get(each.plain, 0) + 1
    same: dict[str, int] = {}
    right = []
    for each in others:
        if same.get(each.plain, 0) < counted.get(each.plain, 0):
            same[each.plain] = same.get(each.plain, 0) + 1
        else:
            right.append(each)
    left = []
    for each in ones:
        if same.get(each.plain, 0) > 0:
            same[each.plain] -= 1
        else:
            left.append(each)
    return left, right


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
