"""新写的数字: numbers in an edited report that stand for no figure, and what they are taken to mean.

Dates, headings, document numbers and the template's own words are none; everything else
that somebody wrote is listed, understood or not.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from rapidfuzz import fuzz, process

from kezhang.catalogue import INDICATORS, find
from kezhang.indicators.indicator import AnyIndicator
from kezhang.indicators.names import names
from kezhang.reading.findings import Finding, Reading, Source
from kezhang.reading.output.formatting import amount
from kezhang.reading.reader import read
from kezhang.reports.frozen.remeasuring import Measuring
from kezhang.reports.proofreading.identification import Spot
from kezhang.reports.proofreading.places import NumberPlace
from kezhang.reports.proofreading.proof_result import Compared, Contradiction, NewNumber

#: Below this a name is not near enough to be suggested.
ALIKE = 80
_DATE = re.compile(r"\s*[年月日号时]")
_HEADING = re.compile(r"\s*[.．、)）]")


def understood(compared: Compared) -> tuple[Reading, list[int]]:
    """The edited text as the reader has it, and where in it each paragraph begins."""
    paragraphs = [text.replace("\n", " ") for text in compared.resolution.edited.paragraphs]
    starts = [0, *accumulate(len(text) + 1 for text in paragraphs)]
    return read(Source(compared.report.number, "\n".join(paragraphs)), names()), starts


def new_numbers(
    compared: Compared, reading: Reading, starts: Sequence[int], measuring: Measuring
) -> Iterator[NewNumber]:
    resolution = compared.resolution
    settled = resolution.claimed() | set(resolution.known)
    for number, place in enumerate(resolution.edited.places):
        if number in settled and not _differs(compared, number):
            continue
        start, end = starts[place.paragraph] + place.start, starts[place.paragraph] + place.end
        finding = next((f for f in reading.findings if f.start < end and start < f.end), None)
        if finding is None and (place.spelt or _is_none(compared, reading, place, start, end)):
            continue
        if finding is not None and number in _inner(resolution.edited.places, number, finding, starts):
            continue
        text = compared.written(place) if finding is None else " ".join(finding.text.split())
        spot = Spot(place.paragraph, place.start, place.end, number)
        yield _told(compared, text, spot, finding, measuring)


def _differs(compared: Compared, number: int) -> bool:
    """A number of the template's own words that was changed is one somebody wrote."""
    at = compared.resolution.known.get(number)
    if at is None:
        return False
    return compared.resolution.made.places[at].base != compared.resolution.edited.places[number].base


def _is_none(compared: Compared, reading: Reading, place: NumberPlace, start: int, end: int) -> bool:
    """Whether the reader, or the sign behind it, says that this is no quantity."""
    if any(n.start < end and start < n.end for n in reading.non_quantities):
        return True
    text = compared.resolution.edited.paragraphs[place.paragraph]
    heads = not text[: place.start].strip("（( \t") and _HEADING.match(text, place.end)
    return bool(_DATE.match(text, place.end) or heads)


def _inner(places: Sequence[NumberPlace], number: int, finding: Finding, starts: Sequence[int]) -> set[int]:
    """Of several numbers in one finding (a range: 3至5家) all but the first: it is listed once."""
    earlier = number - 1
    if earlier >= 0 and places[earlier].paragraph == places[number].paragraph:
        begins = starts[places[earlier].paragraph] + places[earlier].start
        if finding.start <= begins < finding.end:
            return {number}
    return set()


def _told(compared: Compared, text: str, spot: Spot, finding: Finding | None, measuring: Measuring) -> NewNumber:
    at = compared.resolution.known.get(spot.place if spot.place is not None else -1)
    was = f"生成时为{compared.resolution.made.places[at].text}" if at is not None else ""
    if finding is None:
        return NewNumber(text, spot, "没有读懂", "", was)
    reading = " ".join(part for part in (finding.role.label, finding.metric, amount(finding)) if part)
    indicator = _indicator(finding)
    if indicator is None:
        return NewNumber(text, spot, reading, "", was)
    figure = measuring.figures.measure(indicator)
    told = [was, f"{indicator.label}现为{figure.text}" if figure.value is not None else ""]
    return NewNumber(text, spot, reading, indicator.label, "；".join(part for part in told if part))


def _indicator(finding: Finding) -> AnyIndicator | None:
    """The indicator the reader matched, or the one whose name is nearest to what the text calls it."""
    if finding.match is not None:
        return find(finding.match.name)
    if not finding.metric:
        return None
    called = {name: i for i in INDICATORS.values() if i.code for name in (i.label, *i.also_called)}
    near = process.extractOne(finding.metric, list(called), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return called[near[0]] if near else None


def at_odds(compared: Compared, reading: Reading, starts: Sequence[int]) -> Iterator[Contradiction]:
    """What the reader finds at odds, where at least one number of it is not as it was made."""
    marks = {each.place: each for each in compared.figures if each.place is not None}
    for check in reading.checks:
        if check.holds is not False or not check.findings:
            continue
        figures = [reading.findings[n] for n in check.findings]
        inside = [
            (number, place)
            for number, place in enumerate(compared.resolution.edited.places)
            if any(f.start <= starts[place.paragraph] + place.start < f.end for f in figures)
        ]
        fresh = [n for n, _ in inside if n not in marks or marks[n].state.is_open]
        if fresh:
            known = tuple(marks[n].figure.mark for n, _ in inside if n in marks)
            yield Contradiction("reading", check.message, known, _spot(figures[0], starts))


def _spot(finding: Finding, starts: Sequence[int]) -> Spot:
    paragraph = bisect_right(starts, finding.start) - 1
    return Spot(paragraph, finding.start - starts[paragraph], finding.end - starts[paragraph], None)
