"""更正稿: the words of an issued report with its figures measured anew, as a report of its own.

Wording stays as it was issued; digits are exchanged only where they stand as they were made,
and what a hand changed stays and is known from then on as it stands.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kezhang.orgs.models import User
from kezhang.records.history.heads import heads_of
from kezhang.records.history.one_state import one_state
from kezhang.reports.document.docx_edit import rewritten, serialised
from kezhang.reports.document.docx_reader import DOCUMENT, W, WordDocument, open_document
from kezhang.reports.document.docx_writer import custom_properties
from kezhang.reports.document.official.dressing import undressed
from kezhang.reports.document.opening.stamps import stamp_in, stamp_of, stamped
from kezhang.reports.drafting.figures import Drafted
from kezhang.reports.frozen.freezing import PreparedReport, frozen
from kezhang.reports.models import Report, ReportFigure
from kezhang.reports.proofreading.identification import Resolution, resolve
from kezhang.reports.proofreading.refresh import refresh

CUSTOM = "docProps/custom.xml"


def prepare(report: Report, as_of: date, by: User | None, why: str) -> PreparedReport:
    """Begin a correction from the file as issued; nothing is kept yet.

    Raises NotADocument where the file cannot be written in, NotThisYear for a date outside the report's year.
    """
    with report.file.open("rb") as file:
        issued = undressed(file.read())
    with one_state():
        heads, refreshed = heads_of(report.org), refresh(issued, report, as_of, remembered=False)
    content = refreshed.content
    document = open_document(content)
    resolution = resolve(report.text, document.paragraphs)
    stands = _standing(resolution)
    figures = [
        _again(figure, refreshed.measured[figure.mark])
        for figure in report.figures.order_by("mark")
        if figure.mark in stands
    ]
    made = Report(
        org=report.org,
        period=report.period,
        as_of=as_of,
        title=report.title,
        text=_text(document, stands),
        heads=heads,
        template=report.template,
        paragraphs=report.paragraphs,
        corrects=report,
        why=why,
        made_by=by,
    )
    return PreparedReport(made, figures, lambda properties: _with_properties(content, document, properties))


def _standing(resolution: Resolution) -> dict[str, tuple[int, int, int]]:
    """Where each figure surely stands: its paragraph, from and to."""
    found = {}
    for mark, resolved in resolution.found.items():
        if resolved.is_sure and resolved.spot.place is not None:
            place = resolution.edited.places[resolved.spot.place]
            found[mark] = (place.paragraph, place.start, place.end)
    return found


def _text(document: WordDocument, stands: Mapping[str, tuple[int, int, int]]) -> list[dict[str, Any]]:
    """定稿文字, as it is kept with a report: each paragraph with where in it which figure stands."""
    told: list[dict[str, Any]] = [{"text": paragraph.text, "figures": []} for paragraph in document.paragraphs]
    for mark, (paragraph, start, end) in sorted(stands.items(), key=lambda each: each[1]):
        told[paragraph]["figures"].append([mark, start, end])
    return told


def _again(figure: ReportFigure, now: Drafted | None) -> ReportFigure:
    """The figure measured anew under its old mark; as it was where it can no longer be measured."""
    if now is not None:
        return frozen(replace(now, mark=figure.mark))
    kept = ("mark", "key", "slug", "label", "role", "value", "display", "unit", "definition", "evidence")
    return ReportFigure(**{name: getattr(figure, name) for name in kept})


def _with_properties(content: bytes, document: WordDocument, properties: Mapping[str, str]) -> bytes:
    """The file under its new number, in its controls too, the properties that others gave it kept."""
    for number in document.root.iter(W + "id"):
        value = number.get(W + "val", "")
        if value.isdigit() and stamp_in(int(value)) == stamp_of(document.properties.get("KezhangReport", "")):
            number.set(W + "val", str(stamped(int(value), properties["KezhangReport"])))
    changes = {DOCUMENT: serialised(document.root)}
    if document.properties:  # where they were cleared nobody finds the number there, and the words are enough
        changes[CUSTOM] = custom_properties({**document.properties, **properties}).encode()
    return rewritten(content, changes)
