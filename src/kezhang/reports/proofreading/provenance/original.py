"""原稿: what an edited file was before hands went over it: the report as made, or as a refresh last wrote it.

A refresh leaves no trace in the file but its digits; which of the refreshes kept with the report a file comes from
is told by the figures that stand in it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kezhang.quantities.dates import chinese_date
from kezhang.reports.document.blocks import attachment_line
from kezhang.reports.document.docx_reader import Paragraph, open_document
from kezhang.reports.drafting.figures import Drafted
from kezhang.reports.frozen import official_paper
from kezhang.reports.models import Renewal, Report, ReportFigure
from kezhang.reports.proofreading.identification import Resolution, resolve
from kezhang.reports.proofreading.provenance.origins import origins

#: What of a figure a refresh measures anew.
_KEPT = ("value", "display", "unit", "evidence")


@dataclass(frozen=True)
class Original:
    """The words and figures of a report as a file last had them, and up to when each figure was measured."""

    report: Report
    text: Sequence[Mapping[str, Any]]
    figures: Sequence[ReportFigure]
    days: Mapping[str, date] = field(default_factory=dict)  # of those that a refresh measured, by mark
    made: Mapping[str, str] = field(default_factory=dict)  # of those that a refresh wrote, what was made

    @property
    def as_of(self) -> date:
        return max(self.days.values(), default=self.report.as_of) if self.days else self.report.as_of

    def day(self, mark: str) -> date:
        return self.days.get(mark, self.report.as_of)


def resolved(report: Report, paragraphs: Sequence[Paragraph]) -> tuple[Original, Resolution]:
    """The basis of an edited file, and the file resolved against it."""
    figures = list(report.figures.order_by("mark"))
    others = origins(report.text, paragraphs, report)
    plain = Original(report, [*_as_signed(report, paragraphs), *_of_paper(report), *_of_dress(report)], figures)
    resolution = resolve(plain.text, paragraphs, others)
    renewals = list(report.renewals.all())
    if not renewals:
        return plain, resolution
    standing = _standing(resolution)
    best, most = plain, sum(standing.get(f.mark) == f.display for f in figures)
    chosen = None
    for renewal in renewals:
        shown = {f.mark: renewal.figures.get(f.mark, {}).get("display", f.display) for f in figures}
        alike = sum(standing.get(mark) == display for mark, display in shown.items())
        if alike > most or (alike == most and chosen is not None):  # of two alike the later
            chosen, most = renewal, alike
    if chosen is None:
        return best, resolution
    best = _renewed(plain, chosen)
    return best, resolve(best.text, paragraphs, others)


def _of_paper(report: Report) -> list[dict[str, Any]]:
    """What a bureau's own paper says beside its text without any figure: a telephone in its footer is nobody's number."""
    if not report.paper:
        return []
    with report.paper.open("rb") as file:
        return [{"text": aside.text, "figures": []} for aside in open_document(file.read()).asides]


def _of_dress(report: Report) -> list[dict[str, Any]]:
    """What an official paper says around the text: the number it bears is no figure."""
    made = official_paper.elements_of(report)
    if made is None:
        return []
    count = len(made.attachments)
    begins = [attachment_line(number, count) for number in range(1, count + 1)]
    return [{"text": line, "figures": []} for line in (*made.lines(), *begins)]


def _as_signed(report: Report, paragraphs: Sequence[Paragraph]) -> list[Mapping[str, Any]]:
    """The text as made; in a file that bears the day the paper is signed, that day in place of the one it was drafted with."""
    made, text = official_paper.elements_of(report), list(report.text)
    day = chinese_date(made.signed_on) if made else ""
    drafted = [n for n, line in enumerate(text) if line["text"] == chinese_date(report.as_of)]
    if day and drafted and any(paragraph.text.strip() == day for paragraph in paragraphs):
        text[drafted[-1]] = {**text[drafted[-1]], "text": day}
    return text


def _standing(resolution: Resolution) -> dict[str, str]:
    """What each figure reads in the file."""
    edited = resolution.edited.paragraphs
    return {
        mark: edited[found.spot.paragraph][found.spot.start : found.spot.end]
        for mark, found in resolution.found.items()
    }


def _renewed(plain: Original, renewal: Renewal) -> Original:
    figures = []
    for figure in plain.figures:
        kept = {f.attname: getattr(figure, f.attname) for f in ReportFigure._meta.concrete_fields}
        told = renewal.figures.get(figure.mark)
        figures.append(ReportFigure(**kept | ({name: told[name] for name in _KEPT} if told else {})))
    days = {mark: date.fromisoformat(told["as_of"]) for mark, told in renewal.figures.items()}
    shown = {figure.mark: figure.display for figure in figures}
    made = {f.mark: f.display for f in plain.figures if shown[f.mark] != f.display}
    return Original(plain.report, [_line(line, shown) for line in plain.text], figures, days, made)


def _line(line: Mapping[str, Any], shown: Mapping[str, str]) -> dict[str, Any]:
    """A frozen paragraph with other digits in the places of its figures."""
    pieces: list[str] = []
    places: list[list[Any]] = []
    at = length = 0
    for mark, start, end in sorted(line["figures"], key=lambda figure: figure[1]):
        pieces += [line["text"][at:start], shown[mark]]
        length += start - at
        places.append([mark, length, length + len(shown[mark])])
        length += len(shown[mark])
        at = end
    return {**line, "text": "".join((*pieces, line["text"][at:])), "figures": places}


def keep(basis: Original, as_of: date, measured: Mapping[str, Drafted]) -> Renewal:
    """Remember what a refresh measured, and what refreshes before it had."""
    known = {
        f.mark: _kept(f.value, f.display, f.unit, f.evidence, basis.days[f.mark])
        for f in basis.figures
        if f.mark in basis.days
    }
    known |= {mark: _kept(str(d.value), d.display, d.unit, dict(d.evidence), as_of) for mark, d in measured.items()}
    digest = hashlib.sha256(json.dumps(known, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    renewal, _ = Renewal.objects.get_or_create(
        report=basis.report, digest=digest, defaults={"as_of": as_of, "figures": known}
    )
    return renewal


def _kept(value: str, display: str, unit: str, evidence: Any, day: date) -> dict[str, Any]:
    return {"value": value, "display": display, "unit": unit, "evidence": evidence, "as_of": day.isoformat()}
