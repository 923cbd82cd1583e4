"""辨认: where each frozen figure of a report stands in an edited document.

Tag, then alias, then bookmark, then form field, then the words around it; each number of
the document stands for one figure at most, and a figure that is nowhere is said to be nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kezhang.reports.document.docx_reader import CARRIERS, Paragraph, snapped
from kezhang.reports.document.opening.asides import Where
from kezhang.reports.proofreading.alignment import CERTAIN, align, likeness
from kezhang.reports.proofreading.places import PlacedText, places_of
from kezhang.reports.proofreading.provenance.origins import Origins

WORDS = "words"  # no carrier left; found by the words around it


@dataclass(frozen=True)
class Spot:
    """A stretch of the edited text that stands for a figure; ``place`` is its number there, None for mere words."""

    paragraph: int
    start: int
    end: int
    place: int | None


@dataclass(frozen=True)
class Resolved:
    """One figure found again: where, by what, how surely, and where else it stands."""

    spot: Spot
    carrier: str
    likeness: float = 1.0
    copies: tuple[Spot, ...] = ()

    @property
    def is_sure(self) -> bool:
        return self.likeness >= CERTAIN


@dataclass
class Resolution:
    """A whole document resolved. ``made_at`` says which number of the made text each mark is."""

    made: PlacedText
    edited: PlacedText
    made_at: dict[str, int]
    paragraphs: Sequence[Paragraph] = ()  # of the edited document
    found: dict[str, Resolved] = field(default_factory=dict)
    known: dict[int, int] = field(default_factory=dict)  # numbers of the template's own words: edited → made
    foreign: dict[int, str] = field(default_factory=dict)  # numbers of another report: edited → its number

    def claimed(self) -> set[int]:
        """The numbers of the edited text that stand for a figure."""
        spots = [s for r in self.found.values() for s in (r.spot, *r.copies)]
        return {s.place for s in spots if s.place is not None}


def resolve(
    text: Sequence[Mapping[str, Any]],
    paragraphs: Sequence[Paragraph],
    of_others: Origins | None = None,
) -> Resolution:
    """``text`` is what was frozen with the report, ``paragraphs`` the edited document's.

    What is ``of_others``, other reports, stands for no figure of this one.
    """
    made = places_of([line["text"] for line in text])
    edited = places_of([paragraph.text for paragraph in paragraphs])
    by_start = {(place.paragraph, place.start): number for number, place in enumerate(made.places)}
    made_at = {mark: by_start[n, start] for n, line in enumerate(text) for mark, start, _ in line["figures"]}
    resolution = Resolution(made, edited, made_at, paragraphs)
    of_others = of_others or Origins()
    for at, report in of_others.paragraphs.items():
        resolution.foreign |= dict.fromkeys(edited.of_paragraph[at], report)
    _by_carriers(resolution, paragraphs, of_others)
    _by_words(resolution)
    return resolution


def _by_carriers(resolution: Resolution, paragraphs: Sequence[Paragraph], of_others: Origins) -> None:
    claims: list[tuple[int, str, Spot]] = []
    own = set(resolution.made.paragraphs)
    for number, paragraph in enumerate(paragraphs):
        if number in of_others.paragraphs:
            continue
        for marked in paragraph.marked:
            start, end = snapped(paragraph.text, marked)
            spot = _spot(resolution.edited, number, start, end)
            if (other := of_others.stamps.get(marked.stamp)) and paragraph.text not in own:
                if spot is not None and spot.place is not None:
                    resolution.foreign[spot.place] = other
                continue
            if marked.mark in resolution.made_at and spot is not None:
                claims.append((CARRIERS.index(marked.carrier), marked.mark, spot))
    spots: dict[str, dict[Spot, int]] = {}
    taken: dict[Spot, str] = {}
    for rank, mark, spot in sorted(claims, key=lambda claim: claim[0]):
        if spot.place in resolution.foreign:  # a bookmark around a control of another report
            continue
        if taken.setdefault(spot, mark) == mark:
            spots.setdefault(mark, {}).setdefault(spot, rank)
    for mark, found in spots.items():
        # A bookmark elsewhere than its own control is one that an editor stretched; copies bear like carriers.
        best = min(found.values())
        alike = [spot for spot, rank in found.items() if rank == best]
        first = max(alike, key=lambda spot: _likeness(resolution, mark, spot))
        copies = tuple(spot for spot in alike if spot != first)
        resolution.found[mark] = Resolved(first, CARRIERS[best], copies=copies)


def _spot(edited: PlacedText, paragraph: int, start: int, end: int) -> Spot | None:
    """The number a carrier holds, as far as its digits reach; the words in it where there is no number."""
    for place in edited.of_paragraph[paragraph]:
        number = edited.places[place]
        if number.start < end and start < number.end:
            return spot_of_number(edited, place)
    words = edited.paragraphs[paragraph][start:end]
    return Spot(paragraph, start, end, None) if words.strip() else None


def _likeness(resolution: Resolution, mark: str, spot: Spot) -> float:
    if spot.place is None:
        return 0.0
    made, edited = resolution.made, resolution.edited
    return likeness(made, made.places[resolution.made_at[mark]], edited, edited.places[spot.place])


def _by_words(resolution: Resolution) -> None:
    marks = {place: mark for mark, place in resolution.made_at.items()}
    settled = {resolution.made_at[mark]: found.spot.place for mark, found in resolution.found.items()}
    # What a chart is drawn from repeats numbers of the text and is none of its figures, nor stands in for one deleted.
    drawn = [n for n, each in enumerate(resolution.paragraphs) if each.stands is Where.CHART]
    of_charts = {place for n in drawn for place in resolution.edited.of_paragraph[n]}
    taken = resolution.claimed() | set(resolution.foreign) | of_charts
    aligned = align(resolution.made, resolution.edited, settled, taken)
    for i, (j, score) in aligned.pairs.items():
        if i in marks:
            resolution.found[marks[i]] = Resolved(spot_of_number(resolution.edited, j), WORDS, score)
        elif score >= CERTAIN:
            resolution.known[j] = i
    for j, i in aligned.copies.items():
        if (known := resolution.found.get(marks.get(i, ""))) is not None:
            resolution.found[marks[i]] = replace(known, copies=(*known.copies, spot_of_number(resolution.edited, j)))
        elif i not in marks:
            resolution.known[j] = i
    _words_copied(resolution, set(marks))


def _words_copied(resolution: Resolution, marked: set[int]) -> None:
    """The template's own numbers in a sentence that was copied with its marks."""
    made, edited = resolution.made, resolution.edited
    at = {sentence: number for number, sentence in enumerate(made.sentences)}
    settled = resolution.claimed() | set(resolution.known)
    for sentence, places in zip(edited.sentences, edited.of_sentence, strict=True):
        original = made.of_sentence[at[sentence]] if sentence in at else ()
        for i, j in zip(original, places, strict=False):
            if (
                j not in settled
                and j not in resolution.foreign
                and i not in marked
                and made.places[i].base == edited.places[j].base
            ):
                resolution.known[j] = i


def spot_of_number(edited: PlacedText, place: int) -> Spot:
    """Where one of the text's numbers stands, all its digits."""
    number = edited.places[place]
    return Spot(number.paragraph, number.start, number.end, place)
