"""新写的数字: numbers in an edited report that stand for no figure, and what they are taken to mean.

Dates, headings, document numbers and the template's own words are none; everything else
that somebody wrote is listed, understood or not.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from rapidfuzz import fuzz, process

from kezhang.catalogue import INDICATORS, find
from kezhang.indicators.indicator import AnyIndicator
from kezhang.indicators.names import names
from kezhang.reading.findings import Finding, NonQuantity, Reading, Source
from kezhang.reading.output.formatting import amount
from kezhang.reading.reader import read
from kezhang.reading.stretches import Stretches
from kezhang.reports.document.opening.asides import Where
from kezhang.reports.document.opening.displays import LABELS
from kezhang.reports.frozen.remeasuring import Measuring
from kezhang.reports.proofreading.identification import Spot, spot_of_number
from kezhang.reports.proofreading.places import NumberPlace, PlacedText
from kezhang.reports.proofreading.proof_result import Compared, Contradiction, NewNumber

#: A numeral up to this may be a mere word.
_SMALL = 10
#: Below this a name is not near enough to be suggested.
ALIKE = 80
_DATE = re.compile(r"\s*[年月日号时]")
#: What the reader takes for no number at all; a bare number is one that somebody wrote.
_NO_NUMBERS = frozenset(
    {"document_number", "date", "duration", "name", "ordinal", "code", "grouped_code", "heading", "idiom"}
)
#: A number that a name of the text had and has no more is another name: “2+5” and “3+5”.
_NAMED = frozenset({"name", "idiom"})
#: The same length, as the reader knows it: 1 062 as 1,062.
_GAPPED = re.compile(r"(?<=\d)[\u00a0\u2009\u202f\u2007 ](?=\d{3}(?!\d))")
_HEADING = re.compile(r"\s*[.．、)）]")
#: What a footer says of itself and of who may be asked: 第1页 共6页, 电话0909-2231234.
_CALLED = re.compile(r"(?:电话|传真|手机|邮编|热线)\s*(?:号码?)?[:：为]?\s*[\d（）() \-—、]*$|\d{3,4}-$")
#: 四个到位, 三个必须: a way to speak, which counts nothing.
_SLOGAN = re.compile("个(?:到位|坚持|必须|着力|统一|结合|意识|自信|维护|确保)(?![率数])")
#: [1]: where a note belongs.
_NOTES = (("[", "［"), ("]", "］"))
_PAGED = re.compile(r"[第共]\s*$")


def understood(compared: Compared) -> tuple[Reading, list[int]]:
    """The edited text as the reader has it, and where in it each paragraph begins."""
    return reading_of(compared.report.number, compared.resolution.edited)


def reading_of(name: str, text: PlacedText) -> tuple[Reading, list[int]]:
    paragraphs = [list(paragraph.replace("\n", " ").replace("\t", " ")) for paragraph in text.paragraphs]
    for place in text.places:  # within the number only: columns of a typed table are apart by spaces
        written = "".join(paragraphs[place.paragraph][place.start : place.end])
        paragraphs[place.paragraph][place.start : place.end] = _GAPPED.sub(",", written)
    starts = [0, *accumulate(len(paragraph) + 1 for paragraph in paragraphs)]
    return read(Source(name, "\n".join(map("".join, paragraphs))), names()), starts


def new_numbers(
    compared: Compared, reading: Reading, starts: Sequence[int], measuring: Measuring
) -> Iterator[NewNumber]:
    resolution = compared.resolution
    settled = resolution.claimed() | set(resolution.known)
    drawn = {place.value for place in resolution.made.places}
    findings, none = Stretches(reading.findings), Stretches(reading.non_quantities)
    for number, place in enumerate(resolution.edited.places):
        if number in settled and not _differs(compared, number):
            continue
        where = compared.where(place.paragraph)
        if where is Where.CHART and place.value in drawn:
            continue  # the data of a chart that the report's own text tells
        if place.spelt and _SLOGAN.match(resolution.edited.paragraphs[place.paragraph], place.end):
            continue
        start, end = starts[place.paragraph] + place.start, starts[place.paragraph] + place.end
        finding = findings.first(start, end)
        if finding is None and (
            _is_word(place) or _is_none(compared, none.over(start, end), place, differs=_differs(compared, number))
        ):
            continue
        if finding is not None and number in _inner(resolution.edited.places, number, finding, starts, settled):
            continue
        text = compared.written(place) if finding is None else _as_it_stands(compared, finding, starts)
        spot = spot_of_number(resolution.edited, number)
        told = _told(compared, text, spot, finding, measuring)
        yield replace(_beside(compared, told, number), where=where)


def _is_word(place: NumberPlace) -> bool:
    """一家一策, 三个方面: small numerals are words of any sentence where the reader finds no quantity in them."""
    return place.spelt and place.value <= _SMALL and place.counted not in {"倍", "%"}


def _as_it_stands(compared: Compared, finding: Finding, starts: Sequence[int]) -> str:
    """What the finding covers, in the document's own writing."""
    spot = _spot(finding, starts)
    return " ".join(compared.resolution.edited.paragraphs[spot.paragraph][spot.start : spot.end].split())


def _differs(compared: Compared, number: int) -> bool:
    """A number of the template's own words that was changed is one somebody wrote."""
    at = compared.resolution.known.get(number)
    if at is None:
        return False
    return compared.resolution.made.places[at].base != compared.resolution.edited.places[number].base


def _is_none(compared: Compared, taken: Iterable[NonQuantity], place: NumberPlace, *, differs: bool) -> bool:
    """Whether the reader, or the sign behind it, says that this is no quantity."""
    kinds = {each.kind for each in taken}
    if kinds & (_NO_NUMBERS - _NAMED if differs else _NO_NUMBERS):
        return True
    text = compared.resolution.edited.paragraphs[place.paragraph]
    before = text[: place.start]
    heads = not before.strip("（( \t") and _HEADING.match(text, place.end)
    page = _PAGED.search(before) and text[place.end :].lstrip().startswith("页")
    noted = before.endswith(_NOTES[0]) and text[place.end :].startswith(_NOTES[1])
    return bool(_DATE.match(text, place.end) or heads or page or noted or _CALLED.search(before))


def _beside(compared: Compared, told: NewNumber, number: int) -> NewNumber:
    """With what is to be known of it beside its reading: another report's, or not to be seen."""
    report, display = compared.resolution.foreign.get(number, ""), compared.display(told.spot)
    says = [
        told.says,
        f"来自报告{report}" if report else "",
        f"这个数字{LABELS[display]}" if display else "",
    ]
    return replace(told, report=report, says="；".join(part for part in says if part))


def _inner(
    places: Sequence[NumberPlace], number: int, finding: Finding, starts: Sequence[int], settled: set[int]
) -> set[int]:
    """Of several numbers in one finding (a range: 3至5家) all but the first: it is listed once, unless that is a figure."""
    earlier = number - 1
    if earlier >= 0 and earlier not in settled and places[earlier].paragraph == places[number].paragraph:
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
    return named(finding.metric) if finding.metric else None


def named(name: str) -> AnyIndicator | None:
    """The indicator whose name, or one of whose other names, is nearest to this one."""
    called = {text: i for i in INDICATORS.values() if i.code for text in (i.label, *i.also_called)}
    near = process.extractOne(name, list(called), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return called[near[0]] if near else None


def at_odds(compared: Compared, reading: Reading, starts: Sequence[int]) -> Iterator[Contradiction]:
    """What the reader finds at odds, where at least one number of it is not as it was made."""
    marks, edited = compared.by_place, compared.resolution.edited.places
    begun = sorted((starts[place.paragraph] + place.start, number) for number, place in enumerate(edited))
    for check in reading.checks:
        if check.holds is not False or not check.findings:
            continue
        figures = [reading.findings[n] for n in check.findings]
        inside = [(number, edited[number]) for number in sorted(_begun_inside(begun, figures))]
        if any(place.more for _, place in inside):
            continue  # 余 is a bound, which the reader's sums do not know
        fresh = [n for n, _ in inside if n not in marks or marks[n].state.is_open]
        if fresh:
            known = tuple(marks[n].figure.mark for n, _ in inside if n in marks)
            yield Contradiction("reading", check.message, known, _spot(figures[0], starts))


def _begun_inside(begun: Sequence[tuple[int, int]], figures: Iterable[Finding]) -> set[int]:
    """The numbers, of those given by where they begin, that begin inside one of the figures."""
    return {
        number
        for figure in figures
        for _, number in begun[bisect_left(begun, (figure.start,)) : bisect_left(begun, (figure.end,))]
    }


def _spot(finding: Finding, starts: Sequence[int]) -> Spot:
    paragraph = bisect_right(starts, finding.start) - 1
    return Spot(paragraph, finding.start - starts[paragraph], finding.end - starts[paragraph], None)
