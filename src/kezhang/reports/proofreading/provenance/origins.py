"""出处: which paragraphs of an edited document were taken from other reports.

Controls carry the stamp of their report; those of older files do not, and are told by their words: a paragraph that
is nothing like the one its marks come from, and stands in another report, is of that report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from kezhang.reports.document.docx_reader import Paragraph
from kezhang.reports.document.opening.stamps import stamp_of
from kezhang.reports.models import Report

#: Below this a paragraph is not the one its marks were made in; from that on it is the one of another report.
UNLIKE, THE_SAME = 50.0, 90.0
#: How many of the newest reports are looked through, and how long a paragraph must be to be told by its words.
RECENT, TELLING = 200, 12


@dataclass(frozen=True)
class Origins:
    """What of an edited document is of other reports: whole paragraphs by their place, and controls by their stamp."""

    paragraphs: Mapping[int, str] = field(default_factory=dict)
    stamps: Mapping[int, str] = field(default_factory=dict)


def origins(text: Sequence[Mapping[str, Any]], paragraphs: Sequence[Paragraph], report: Report) -> Origins:
    home = {mark: line["text"] for line in text for mark, _, _ in line["figures"]}
    own = {line["text"] for line in text}
    stamp = stamp_of(report.number)
    stamps: set[int] = set()
    doubtful = []
    for place, paragraph in enumerate(paragraphs):
        if paragraph.text in own:
            continue
        stamps |= {marked.stamp for marked in paragraph.marked} - {0, stamp}
        homes = [home.get(marked.mark, "") for marked in paragraph.marked if marked.stamp != stamp]
        if homes and len(paragraph.text) >= TELLING and all(fuzz.ratio(paragraph.text, h) < UNLIKE for h in homes):
            doubtful.append(place)
    return Origins(_by_words(doubtful, paragraphs, report), _by_stamp(stamps))


def _by_stamp(stamps: set[int]) -> dict[int, str]:
    if not stamps:
        return {}
    known = {stamp_of(number): number for number in Report.objects.values_list("number", flat=True)}
    return {stamp: known[stamp] for stamp in stamps if stamp in known}


def _by_words(doubtful: Sequence[int], paragraphs: Sequence[Paragraph], report: Report) -> dict[int, str]:
    if not doubtful:
        return {}
    others: dict[str, str] = {}
    for other in Report.objects.exclude(pk=report.pk).order_by("-made_at")[:RECENT]:
        for line in other.text:
            if len(line["text"]) >= TELLING:
                others.setdefault(line["text"], other.number)
    found = {}
    for place in doubtful:
        near = process.extractOne(paragraphs[place].text, list(others), scorer=fuzz.ratio, score_cutoff=THE_SAME)
        if near is not None:
            found[place] = others[near[0]]
    return found
