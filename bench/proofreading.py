"""Proofreading against the truth: random hand edits of both example reports, with their marks and without.

The one rule: what is right is read off the edited document itself, where every figure bears a mark of
truth that no reader looks at; nothing is scored by what the proofreader says of itself.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

import docx

from bench.clock import Timed, best
from bench.hand_edits import NEW_TRUTH, TRUTH, Sheet, edit, opened, saved
from bench.meaning_edits import CHANGED, HARMLESS, KEPT_BACK, OPEN, WordEdit, edits, exchanged, struck
from kezhang.reports.document.docx_reader import WordDocument, open_document
from kezhang.reports.frozen import freezing
from kezhang.reports.frozen.remeasuring import Measuring
from kezhang.reports.models import Report
from kezhang.reports.proofreading.meanings.comparison import meanings
from kezhang.reports.proofreading.meanings.sentence_pairs import changed_sentences
from kezhang.reports.proofreading.new_numbers import new_numbers, understood
from kezhang.reports.proofreading.proof_result import Compared, FigureFound, FigureState
from kezhang.reports.proofreading.proofread import figures_found, proofread
from kezhang.reports.proofreading.provenance.original import resolved
from kezhang.reports.templating.parsing import TemplateText

DOCUMENTS, EDITS = 100, 3  # 300 edits a report, each document as an evening of work leaves it
WRONG, FALSE = 0.001, 0.01
#: Of changed meanings the share to be found, of the kinds listed and of those kept back; of rewordings the shares
#: that may be called changed, and noticed; of figures in sentences nobody touched the share that may be told.
FOUND, FOUND_KEPT, CALLED, NOTICED, UNTOUCHED = 0.99, 0.95, 0.08, 0.25, 0.001
KEPT, OTHERS, SAME = "kept back", "other words", "the same in other words"
#: The shipped template fills five pages; told twice it is the ten pages that are timed.
PAGES_TOLD = 2
SECONDS = 0.5


@dataclass
class Score:
    """What was found in the edits of one report."""

    report: str
    marks: str
    edits: Counter[str] = field(default_factory=Counter)
    altered: int = 0
    reported: int = 0
    mapped: int = 0
    wrong: int = 0
    unaltered: int = 0
    alarms: int = 0
    written: int = 0
    listed: int = 0

    @property
    def holds(self) -> bool:
        every = self.reported == self.altered and self.listed == self.written
        return every and self.wrong <= WRONG * self.mapped and self.alarms <= FALSE * self.unaltered


@dataclass
class Truth:
    """Where each figure really stands in an edited document, and where numbers were written anew."""

    figures: dict[tuple[int, int], str] = field(default_factory=dict)  # (paragraph, offset) → mark
    texts: dict[str, list[str]] = field(default_factory=dict)  # mark → its digits, the copies' too
    new: list[tuple[int, int, int]] = field(default_factory=list)  # paragraph, start, end


def truth_of(document: WordDocument) -> Truth:
    truth = Truth()
    for number, paragraph in enumerate(document.paragraphs):
        for at, t in paragraph.pieces:
            if (mark := (t.get(TRUTH) or "").rstrip("*")) and t.text:
                truth.figures[number, at] = mark
                truth.texts.setdefault(mark, []).append(t.text)
            if t.get(NEW_TRUTH):
                truth.new.append((number, at, at + len(t.text)))
    return truth


def is_altered(each: FigureFound, texts: list[str]) -> bool:
    """Gone, or with other digits in some place; a figure moved or copied with its digits is as it was."""
    return not texts or any(text != each.figure.display for text in texts)


def score(report: Report, *, stripped: bool, documents: int = DOCUMENTS) -> Score:
    with report.file.open("rb") as made:
        content = made.read()
    total = Score(report.title, "without" if stripped else "kept")
    measuring = Measuring(report)
    for seed in range(documents):
        sheet = opened(content, seed)
        for _ in range(EDITS):
            total.edits[edit(sheet)] += 1
        _score(total, report, sheet, measuring, stripped=stripped)
    return total


def _score(total: Score, report: Report, sheet: Sheet, measuring: Measuring, *, stripped: bool) -> None:
    document = open_document(saved(sheet, stripped=stripped))
    truth = truth_of(document)
    basis, resolution = resolved(report, document.everything)
    compared = Compared(report, resolution, figures_found(resolution, basis), document)
    reading, starts = understood(compared)
    listed = {(n.spot.paragraph, n.spot.start) for n in new_numbers(compared, reading, starts, measuring)}
    for each in compared.figures:
        texts = truth.texts.get(each.figure.mark, [])
        if each.spot is not None:
            total.mapped += 1
            total.wrong += truth.figures.get((each.spot.paragraph, each.spot.start)) != each.figure.mark
        if is_altered(each, texts):
            total.altered += 1
            total.reported += each.state.is_open or _is_listed(each, truth, document, listed)
        elif len(texts) == 1:
            total.unaltered += 1
            total.alarms += each.state.is_open
    for paragraph, start, end in truth.new:
        inside = {spot for spot in listed if spot[0] == paragraph and start <= spot[1] < end}
        total.written += len(re.findall(r"\d+", document.paragraphs[paragraph].text[start:end]))
        total.listed += len(inside)
        listed -= inside
    # A copy that no longer reads like its figure is rightly listed; anything else nobody wrote.
    total.alarms += sum(spot not in truth.figures for spot in listed)


def _is_listed(each: FigureFound, truth: Truth, document: WordDocument, listed: set[tuple[int, int]]) -> bool:
    """Whether every altered place of a figure that has an unaltered copy is listed as written by hand."""
    altered = [
        spot
        for spot, mark in truth.figures.items()
        if mark == each.figure.mark and not document.paragraphs[spot[0]].text.startswith(each.figure.display, spot[1])
    ]
    return bool(altered) and set(altered) <= listed


@dataclass
class WordScore:
    """What was told of edits of one kind that leave every digit in place."""

    kind: str
    edits: int = 0
    told: int = 0  # 意思变了, or another thing that is left open
    noticed: int = 0  # 措辞动了
    missed: list[str] = field(default_factory=list)
    untouched: int = 0  # figures in sentences that nobody touched
    alarms: int = 0


def score_words(reports: list[Report]) -> list[WordScore]:
    """Each kind of changed meaning, the sentences kept back from the rules, and rewordings that change nothing."""
    found = {name: WordScore(name) for name in (*CHANGED, "places exchanged", "struck through", KEPT, OTHERS, SAME)}
    for report in reports:
        with report.file.open("rb") as made:
            content = made.read()
        by_kind = [edits(content, kind, patterns) for kind, patterns in CHANGED.items()]
        for edit_made in chain(
            *by_kind, exchanged(content), struck(content), edits(content, KEPT, KEPT_BACK, len(KEPT_BACK)),
            edits(content, OTHERS, OPEN, len(OPEN)), edits(content, SAME, HARMLESS, len(HARMLESS)),
        ):  # fmt: skip
            _score_words(found[edit_made.kind], report, edit_made)
    return list(found.values())


def _score_words(total: WordScore, report: Report, made: WordEdit) -> None:
    marked = made.kind in {"places exchanged", "struck through"}
    for stripped in (False,) if marked else (False, True):
        document = open_document(saved(made.sheet, stripped=stripped))
        original, resolution = resolved(report, document.everything)
        compared = Compared(report, resolution, figures_found(resolution, original), document)
        found = meanings(compared, *understood(compared))
        total.edits += 1
        is_told = any(m.is_open for m in found) or any(f.state.is_open for f in compared.figures)
        total.told += is_told
        total.noticed += bool(found) and not is_told
        if not is_told:
            total.missed.append(f"{made.was} → {made.now}")
        touched = {s.edited.paragraph for s in changed_sentences(resolution.made, resolution.edited, ()).pairs}
        standing = {f.figure.mark: f.spot.paragraph for f in compared.figures if f.spot is not None}
        total.untouched += sum(paragraph not in touched for paragraph in standing.values())
        total.alarms += sum(standing.get(m.mark, -1) not in touched for m in found if m.mark and m.kind != "struck")


def measure(reports: list[Report]) -> Iterator[Score]:
    for report in reports:
        for stripped in (False, True):
            yield score(report, stripped=stripped)


def timing(report: Report) -> tuple[str, Timed, Timed]:
    """Ten pages read, resolved, measured again and checked, against python-docx reading their text."""
    paragraphs = TemplateText.shipped("half_year").paragraphs * PAGES_TOLD
    long = freezing.write(
        report.org, freezing.half_of(report.as_of), report.as_of, None, TemplateText("ten pages", paragraphs)
    )
    with long.file.open("rb") as made:
        content = made.read()

    def ours() -> None:
        assert all(each.state is FigureState.SAME for each in proofread(content, long).figures)

    def bare() -> None:
        assert "".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)

    name = f"proofreading {len(long.text)} paragraphs, {long.figures.count()} figures ÷ python-docx reading them"
    return name, best(ours, 3), best(bare, 3)
