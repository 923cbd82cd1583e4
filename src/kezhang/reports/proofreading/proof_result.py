"""校对结果: what became of each figure of an edited report, what is new in it, what cannot be so.

A proof says what it found and where; it changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from kezhang.catalogue import INDICATORS
from kezhang.reports.document.docx_reader import WordDocument
from kezhang.reports.document.opening.asides import Where
from kezhang.reports.models import Report, ReportFigure
from kezhang.reports.proofreading.identification import Resolution, Resolved, Spot
from kezhang.reports.proofreading.places import NumberPlace


class FigureState(StrEnum):
    """What became of a figure."""

    SAME = "same"
    REFRESHED = "refreshed"
    CHANGED = "changed"
    DELETED = "deleted"
    MOVED = "moved"
    DUPLICATED = "duplicated"
    UNCERTAIN = "uncertain"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether a person must look at it; a figure moved with its digits is as it was made."""
        return self not in {FigureState.SAME, FigureState.REFRESHED, FigureState.MOVED}


_LABELS = {
    FigureState.SAME: "未变",
    FigureState.REFRESHED: "已更新",
    FigureState.CHANGED: "已改",
    FigureState.DELETED: "已删",
    FigureState.MOVED: "已移动",
    FigureState.DUPLICATED: "重复出现",
    FigureState.UNCERTAIN: "待确认",
}


@dataclass(frozen=True)
class FigureFound:
    """One frozen figure, what became of it, and where it stands now."""

    figure: ReportFigure
    state: FigureState
    found: str | None  # the digits shown now
    says: str = ""
    resolved: Resolved | None = None
    near: Spot | None = None  # of one that is gone: where its neighbour stands

    @property
    def spot(self) -> Spot | None:
        return self.resolved.spot if self.resolved else None

    @property
    def place(self) -> int | None:
        """Its number in the edited text, where it is one and surely its own."""
        return self.resolved.spot.place if self.resolved and self.resolved.is_sure else None


@dataclass(frozen=True)
class NewNumber:
    """A number that stands for no figure: somebody wrote it."""

    text: str  # with its unit
    spot: Spot
    reading: str  # what the reader takes it to mean
    nearest: str = ""  # the indicator it may be, by label
    says: str = ""
    where: Where = Where.BODY
    report: str = ""  # the number of the report it was taken from


class Strength(StrEnum):
    """How much a change of words matters: a changed meaning must be decided on, a changed wording be looked at."""

    MEANING = "意思变了"
    WORDING = "措辞动了"


@dataclass(frozen=True)
class Meaning:
    """意思: words around a number, or of a sentence, that say something else than when the report was made."""

    kind: str  # unit, role, verb, comparator, direction, period, batch, level, threshold, order, indicator, claim …
    was: str
    now: str
    strength: Strength
    mark: str = ""  # of the figure it is about; "" where it is about a sentence
    spot: Spot | None = None
    says: str = ""

    @property
    def is_open(self) -> bool:
        return self.strength is Strength.MEANING


@dataclass(frozen=True)
class Contradiction:
    """Two things that cannot both be so, or a claim that the figures do not bear."""

    kind: str
    says: str
    figures: tuple[str, ...] = ()  # marks
    spot: Spot | None = None


@dataclass(frozen=True)
class Compared:
    """An edited text with its figures found: what every check of it starts from."""

    report: Report
    resolution: Resolution
    figures: tuple[FigureFound, ...]
    document: WordDocument | None = None
    as_of: date | None = None  # of when its figures are, where a refresh wrote them

    @cached_property
    def by_place(self) -> dict[int, FigureFound]:
        """The figures that stand in the text, by their numbers in it."""
        return {each.place: each for each in self.figures if each.place is not None}

    def where(self, paragraph: int) -> Where:
        return self.resolution.paragraphs[paragraph].stands

    def display(self, spot: Spot | None) -> str:
        """Whether a stretch is struck through or hidden in the edited document."""
        if self.document is None or spot is None:
            return ""
        return self.document.display(self.resolution.paragraphs[spot.paragraph], spot.start, spot.end)

    def standing(self) -> Iterable[tuple[FigureFound, NumberPlace]]:
        """The figures that stand in the text, each with its number."""
        for each in self.figures:
            if each.place is not None:
                yield each, in_its_unit(each, self.resolution.edited.places[each.place])

    def written(self, place: NumberPlace) -> str:
        """A number as it stands, with its unit."""
        text = self.resolution.edited.paragraphs[place.paragraph]
        return text[place.start : place.end] + text[place.end :][: place.unit_length]


def in_its_unit(each: FigureFound, place: NumberPlace) -> NumberPlace:
    """A number that a table writes without its unit, which stands in a head, counted in that unit."""
    indicator = INDICATORS.get(each.figure.slug)
    if place.unit or each.figure.unit or indicator is None:
        return place
    return replace(place, scale=place.scale * indicator.unit.factor)


@dataclass(frozen=True)
class Proof:
    """校对结果: everything found in one edited document."""

    report: Report
    content: bytes  # the edited file as .docx
    figures: tuple[FigureFound, ...]
    numbers: tuple[NewNumber, ...]
    contradictions: tuple[Contradiction, ...]
    warnings: tuple[str, ...]
    meanings: tuple[Meaning, ...] = ()
    as_of: date | None = None  # where the file was refreshed since: of when its figures are
    is_whole: bool = True  # False where something in the file was not read

    @property
    def open(self) -> bool:
        """Whether anything is left for a person to decide."""
        return any(f.state.is_open for f in self.figures) or bool(
            not self.is_whole or self.numbers or self.contradictions or any(m.is_open for m in self.meanings)
        )

    def as_json(self) -> dict[str, Any]:
        """One object for programs; paragraphs are counted from 1, as they are for people."""
        return {
            "report": self.report.number,
            "as_of": (self.as_of or self.report.as_of).isoformat(),
            "figures": [
                {
                    "id": f.figure.mark, "state": str(f.state), "generated": f.figure.display, "found": f.found,
                    "label": f.figure.label, "role": f.figure.role, "paragraph": _counted(f.spot), "says": f.says,
                }
                for f in self.figures
            ],
            "numbers": [
                {
                    "text": n.text, "paragraph": _counted(n.spot), "reading": n.reading, "nearest": n.nearest,
                    "says": n.says, "where": str(n.where), "place": n.where.label, "report": n.report,
                }
                for n in self.numbers
            ],
            "meanings": [
                {
                    "id": m.mark or None, "paragraph": _counted(m.spot), "kind": m.kind, "was": m.was, "now": m.now,
                    "strength": str(m.strength), "says": m.says,
                }
                for m in self.meanings
            ],
            "contradictions": [
                {"kind": c.kind, "says": c.says, "figures": list(c.figures), "paragraph": _counted(c.spot)}
                for c in self.contradictions
            ],
            "warnings": list(self.warnings),
        }  # fmt: skip


def _counted(spot: Spot | None) -> int | None:
    return None if spot is None else spot.paragraph + 1
