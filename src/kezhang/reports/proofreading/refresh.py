"""更新数字: an edited report with the figures of another day, written into the places people left as they were.

Only digits that are as they were made are replaced; what a hand changed, and every word
around the figures, stays.
"""

import copy
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from lxml import etree

from kezhang.reports.document.conversion import as_docx
from kezhang.reports.document.docx_edit import free_number, isolate, with_document
from kezhang.reports.document.docx_reader import DOCUMENT, NotADocument, W, WordDocument, open_document
from kezhang.reports.drafting.figures import Drafted
from kezhang.reports.figure_kinds.aims import COMPLETION
from kezhang.reports.figure_kinds.catalogue import kind_of
from kezhang.reports.figure_kinds.records import COUNTED
from kezhang.reports.frozen.remeasuring import Measuring
from kezhang.reports.models import Report
from kezhang.reports.proofreading.contradictions import target_of
from kezhang.reports.proofreading.identification import Spot
from kezhang.reports.proofreading.proof_result import FigureFound, FigureState
from kezhang.reports.proofreading.proofread import figures_found
from kezhang.reports.proofreading.provenance.original import keep, resolved
from kezhang.targets.progress import board

AUTHOR = "科账"
#: The caption above the line that says a chart's numbers.
_CHART = re.compile(r"图\d+[\s　]")


_SENTENCE = re.compile(r"[。；！？]")
#: How much of a sentence is shown on either side of a figure.
LONGEST = 24


class NotThisYear(Exception):
    """The date is in another year than the report; its targets and periods would be others."""


@dataclass(frozen=True)
class RewrittenFigure:
    """A figure whose digits were replaced."""

    figure: FigureFound
    now: Drafted
    around: tuple[str, str] = ("", "")  # the words of its sentence before and after it


@dataclass(frozen=True)
class KeptFigure:
    """A figure that would be another today and was left as it is, and why."""

    figure: FigureFound
    now: Drafted | None
    why: str
    around: tuple[str, str] = ("", "")

    @property
    def may_be_confirmed(self) -> bool:
        """Whether it is written once somebody says that it is the number it is taken for."""
        state, spot, now = self.figure.state, self.figure.spot, self.now
        return state is FigureState.UNCERTAIN and spot is not None and now is not None


@dataclass(frozen=True)
class Refreshed:
    """The new file, what was written in it and what a person has to look at."""

    content: bytes
    written: tuple[RewrittenFigure, ...]
    kept: tuple[KeptFigure, ...]
    notes: tuple[str, ...]  # words beside the figures that may no longer be so
    measured: Mapping[str, Drafted | None]  # mark -> the figure now


def refresh(
    content: bytes, report: Report, as_of: date, *, tracked: bool = False, remembered: bool = True,
    confirmed: Collection[str] = (),
) -> Refreshed:  # fmt: skip
    """Measure every figure again up to ``as_of`` and write what is new; ``tracked`` as revisions to be accepted.

    What was written is kept with the report, so that reading the file again knows it from what a hand wrote;
    ``remembered`` False for a file that becomes a report of its own, and for a look. ``confirmed`` are the marks of
    uncertain figures that somebody has said are the numbers they are taken for.

    Raises NotADocument where the file cannot be read, NotThisYear for a date outside the report's year.
    """
    if as_of.year != report.as_of.year:
        raise NotThisYear(f"截至日期应在{report.as_of.year}年内：报告的任务和期间都是这一年的；下一年请另行生成报告。")
    content = as_docx(content)
    document = open_document(content)
    if document.damaged:  # what was mended to be read is not what people wrote
        raise NotADocument("文档的 XML 不完整，不能在上面更新；请用 Word 或 WPS 打开，另存后再更新。")
    basis, resolution = resolved(report, document.everything)
    frozen = {figure.mark: figure for figure in report.figures.all()}
    measuring = Measuring(report, as_of)
    written: list[RewrittenFigure] = []
    kept: list[KeptFigure] = []
    measured: dict[str, Drafted | None] = {}
    found = figures_found(resolution, basis)
    for each in found:
        now = measured[each.figure.mark] = measuring.again(frozen[each.figure.mark])
        if now is not None and (now.display, now.unit) == (each.figure.display, each.figure.unit):
            if each.state.is_open and not _is_confirmed(each, confirmed):
                kept.append(KeptFigure(each, now, _STATES[each.state], _around(document, each.spot)))
        elif why := _reason(document, each, now, confirmed):
            kept.append(KeptFigure(each, now, why, _around(document, each.spot)))
        else:
            assert now is not None
            written.append(RewrittenFigure(each, now, _around(document, each.spot)))
    if written:
        _write(document, written, tracked=tracked)
        content = with_document(content, document, {document.everything[_place(w)].part for w in written})
        if remembered:
            left = {each.figure.figure.mark for each in kept}
            keep(basis, as_of, {m: now for m, now in measured.items() if now is not None and m not in left})
    notes = (*_turned(report, basis.as_of, as_of, written), *_dates(document, basis.as_of, as_of))
    return Refreshed(content, tuple(written), tuple(kept), notes, measured)


_STATES = {
    FigureState.CHANGED: "手工改过，保留手工的写法",
    FigureState.DELETED: "文中已删去",
    FigureState.DUPLICATED: "文中出现了不止一次，请确认后手工修改",
    FigureState.UNCERTAIN: "不能确定是文中哪个数字，请手工修改",
}


def _is_confirmed(each: FigureFound, confirmed: Collection[str]) -> bool:
    return each.state is FigureState.UNCERTAIN and each.spot is not None and each.figure.mark in confirmed


def _around(document: WordDocument, spot: Spot | None) -> tuple[str, str]:
    """The words of the sentence that a figure stands in, before and after it."""
    if spot is None:
        return "", ""
    text = document.everything[spot.paragraph].text
    before = _SENTENCE.split(text[: spot.start])[-1]
    return before[-LONGEST:], _SENTENCE.split(text[spot.end :])[0][:LONGEST]


def _reason(document: WordDocument, each: FigureFound, now: Drafted | None, confirmed: Collection[str]) -> str:
    """Why a figure that measures otherwise is not written; "" where it is."""
    if each.state.is_open and not _is_confirmed(each, confirmed):
        return _STATES[each.state]
    if kind_of(each.figure.key) is COUNTED:
        return "表中的行要随之增减，请重新生成报告中的表"
    if each.spot and each.spot.paragraph and _CHART.match(document.everything[each.spot.paragraph - 1].text):
        return "图要随之重画，请重新生成报告中的图"
    if now is None:
        return "现已无法取得：任务已撤销、隐去，或本期无数"
    if now.unit != each.figure.unit:
        return f"数字后面的写法要由“{each.figure.unit}”改为“{now.unit}”，请手工修改"
    rose = kind_of(each.figure.key).sign
    if rose is not None and rose(each.figure.evidence) != rose(now.evidence):
        return "升降的方向变了，句中的“增长”“下降”请手工修改"
    return ""


def _place(written: RewrittenFigure) -> int:
    assert written.figure.spot is not None
    return written.figure.spot.paragraph


def _dates(document: WordDocument, before: date, as_of: date) -> Iterator[str]:
    """Sentences that tell the day the figures were of; only a hand knows whether it is that day they mean."""
    if before == as_of:
        return
    day = re.compile(rf"(?:{before.year}年)?(?<!\d){before.month}月(?:{before.day}日|底|末)|截至{before.month}月(?!\d)")
    for number, paragraph in enumerate(document.everything, start=1):
        if told := day.search(paragraph.text):
            where = f"第{number}段" if paragraph.part == DOCUMENT else paragraph.stands.label
            yield f"{where}写有“{told[0]}”，数字已到{as_of.month}月{as_of.day}日，请核对日期。"


def _turned(report: Report, told: date, as_of: date, written: Iterable[RewrittenFigure]) -> Iterator[str]:
    """Tasks whose standing is another now: 慢于常年同期进度 stands in the text as words."""
    before = {line.target.pk: line.light for line in board(report.org, told)}
    after = {line.target.pk: line for line in board(report.org, as_of)}
    concerned = {target_of(w.figure.figure) for w in written if kind_of(w.figure.figure.key) is COMPLETION}
    for pk in sorted(concerned & set(before) & set(after)):
        line = after[pk]
        if line.light is not before[pk]:
            yield f"{line.indicator.label}由“{before[pk].label}”变为“{line.light.label}”，句中说进度的话请核对。"


def _write(document: WordDocument, written: Iterable[RewrittenFigure], *, tracked: bool) -> None:
    number = free_number(document.roots.values())
    # From the end backwards: what is written must not move what is still to be written.
    for each in sorted(written, key=lambda w: _key(w.figure.spot), reverse=True):
        spot = each.figure.spot
        assert spot is not None
        paragraph = document.everything[spot.paragraph]
        if not tracked:
            _replace(paragraph.pieces, spot, each.now.display)
            continue
        _track(isolate(paragraph, spot.start, spot.end), each.now.display, number)
        number += 2


def _key(spot: Spot | None) -> tuple[int, int]:
    return (spot.paragraph, spot.start) if spot else (0, 0)


def _replace(pieces: list[tuple[int, Any]], spot: Spot, digits: str) -> None:
    """The stretch exchanged for the digits, within the ``w:t`` that hold it."""
    for at, t in pieces:
        text = t.text or ""
        first, last = max(spot.start - at, 0), min(spot.end - at, len(text))
        if first < last:
            t.text = text[:first] + digits + text[last:]
            digits = ""


def _track(runs: list[Any], digits: str, number: int) -> None:
    """The old digits as a deletion, the new ones after it as an insertion of the same format."""
    gone, come = (
        etree.Element(
            W + name,
            {W + "id": str(number + n), W + "author": AUTHOR, W + "date": f"{timezone.localtime():%Y-%m-%dT%H:%M:%S}"},
        )
        for n, name in enumerate(("del", "ins"))
    )
    new = etree.SubElement(come, W + "r")
    if (properties := runs[0].find(W + "rPr")) is not None:
        new.append(copy.deepcopy(properties))
    etree.SubElement(new, W + "t").text = digits
    runs[0].addprevious(gone)
    for run in runs:
        gone.append(run)
        for t in run.findall(W + "t"):
            t.tag = W + "delText"
    within = gone.getparent()
    (within if within.tag == W + "ins" else gone).addnext(come)
