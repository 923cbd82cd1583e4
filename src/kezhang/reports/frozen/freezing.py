"""冻结: a draft becomes a report with its file and figures, in one transaction.

What the file shows and what the database keeps are made from the same draft.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any

from kezhang.orgs.models import Org, User
from kezhang.quantities.periods import Period
from kezhang.records.history.heads import heads_of
from kezhang.records.history.one_state import one_state
from kezhang.records.writing import chain, journal, stored_files
from kezhang.records.writing.journal import Author
from kezhang.reports.document.blocks import Content, Number, paragraphs
from kezhang.reports.document.docx_checks import faults
from kezhang.reports.document.docx_reader import open_document
from kezhang.reports.document.docx_writer import write_docx
from kezhang.reports.document.paper.registering import with_properties
from kezhang.reports.drafting.draft import draft, draft_from
from kezhang.reports.drafting.figures import Drafted, Figures
from kezhang.reports.drafting.filling import fill, fill_from
from kezhang.reports.drafting.staleness import stale
from kezhang.reports.drafting.trial_figures import Trial, TrialFigures
from kezhang.reports.figure_kinds.catalogue import kind_of
from kezhang.reports.frozen import official_paper
from kezhang.reports.models import SUBJECT, Report, ReportFigure
from kezhang.reports.templating.paper_template import read_paper
from kezhang.reports.templating.parsing import TemplateText
from kezhang.seals import statements


def half_year(org: Org, as_of: date, by: User | None, template: TemplateText | None = None) -> Report:
    """半年总结和计划: draft the half-year report for a bureau and freeze its figures."""
    return write(org, half_of(as_of), as_of, by, template or TemplateText.shipped("half_year"))


def half_of(day: date) -> Period:
    return Period.half(day.year, 1 if day.month <= 6 else 2)


def unchanged(org: Org, as_of: date, template: TemplateText) -> Report | None:
    """The newest half-year report as of that date, if drafting it again would give the same figures."""
    period = half_of(as_of)
    same = Report.objects.filter(org=org, period=period.code, as_of=as_of).exclude(state=Report.State.WITHDRAWN)
    newest = same.order_by("-made_at").first()
    if newest is None:
        return None
    again = draft(template.lines, org, period, as_of, template.name)
    return newest if newest.digest == digest_of(again.figures) else None


def write(
    org: Org, period: Period, as_of: date, by: User | None, template: TemplateText, corrects: Report | None = None,
    why: str = "",
) -> Report:  # fmt: skip
    """起草: draft a report from a template and keep it. Raises FaultyTemplate."""
    return keep(prepare(org, period, as_of, by, template, corrects, why))


@dataclass(frozen=True)
class PreparedReport:
    """A report drafted and not yet kept; ``document`` makes its file, given the properties that tell whose figures it shows."""

    report: Report
    figures: Sequence[ReportFigure]
    document: Callable[[Mapping[str, str]], bytes]
    paper: bytes | None = None  # the bureau's own document that was filled


def prepare(
    org: Org, period: Period, as_of: date, by: User | None, template: TemplateText, corrects: Report | None = None,
    why: str = "",
) -> PreparedReport:  # fmt: skip
    """Measure and draft, which takes its time and locks nothing; all of one state.

    What the ledgers have not been fed with for long is noted.

    Raises FaultyTemplate, or NotADocument for a paper that cannot be opened.
    """
    with one_state():
        heads, made = heads_of(org), _drafted(org, period, as_of, template)
    report = Report(
        org=org,
        period=period.code,
        as_of=as_of,
        title=made.title,
        text=made.text,
        heads=heads,
        template=template.name,
        paragraphs=list(template.paragraphs),
        notes=[*made.notes, *stale(org, as_of)],
        corrects=corrects,
        why=why,
        made_by=by,
    )
    report.official, left = official_paper.declared(report, made.paper)
    report.notes += left
    return PreparedReport(report, [frozen(figure) for figure in made.figures], made.document, template.paper)


@dataclass(frozen=True)
class TemplateLook:
    """How a template would look with the figures of now; nothing is frozen."""

    blocks: Sequence[Content]  # laid out by us; empty for a bureau's own paper
    texts: Sequence[str]
    figures: int
    notes: Sequence[str]


def look(org: Org, period: Period, as_of: date, template: TemplateText, trial: Trial | None = None) -> TemplateLook:
    """Fill a template to look at it, with the bureau's figures or invented ones. Raises FaultyTemplate."""
    figures = Figures(org, period, as_of, with_evidence=False)
    if trial is not None:
        figures = TrialFigures(org, period, as_of, with_evidence=False, trial=trial)
    if template.paper is None:
        made = draft_from(template.lines, figures, template.name)
        return TemplateLook(made.blocks, [block.text for block in made.blocks], len(made.figures), made.notes)
    filled = fill_from(read_paper(template.paper, template.own), figures, template.name)
    texts = [line["text"] for line in text_of(filled.content) if line["text"].strip()]
    return TemplateLook((), texts, len(filled.figures), filled.notes)


@dataclass(frozen=True)
class _Made:
    """What drafting gives, from either kind of template."""

    title: str
    text: list[dict[str, Any]]
    figures: Sequence[Drafted]
    notes: Sequence[str]
    document: Callable[[Mapping[str, str]], bytes]
    paper: Mapping[str, str]  # 〔公文〕: what it is to be issued with


def _drafted(org: Org, period: Period, as_of: date, template: TemplateText) -> _Made:
    if template.paper is None:
        made = draft(template.lines, org, period, as_of, template.name)
        write = partial(write_docx, made.blocks, title=made.title, author=org.bureau)
        return _Made(
            made.title,
            frozen_text(made.blocks),
            made.figures,
            made.notes,
            lambda told: write(properties=told, report=told["KezhangReport"]),
            made.paper,
        )
    filled = fill(read_paper(template.paper, template.own), org, period, as_of, template.name)
    return _Made(
        filled.title, text_of(filled.content), filled.figures, filled.notes,
        lambda told: with_properties(filled.content, filled.title, told), filled.paper,
    )  # fmt: skip


def template_of(report: Report) -> TemplateText:
    """The template as it was when the report was drafted from it."""
    paper = None
    if report.paper:
        with report.paper.open("rb") as file:
            paper = file.read()
    return TemplateText(report.template, tuple(report.paragraphs), report.org, paper)


def figures_again(report: Report, as_of: date) -> Sequence[Drafted]:
    """The figures that drafting the report once more would give."""
    return _drafted(report.org, report.span, as_of, template_of(report)).figures


def document_faults(report: Report) -> list[str]:
    """What is wrong with a report's file that its template did not bring along."""
    had: list[str] = []
    if report.paper:
        with report.paper.open("rb") as paper:
            had = faults(BytesIO(paper.read()))
    with report.file.open("rb") as file:
        return [fault for fault in faults(BytesIO(file.read())) if fault not in had]


class NotAddingUp(Exception):
    """A number is not what its evidence comes to; the message names it, and nothing was kept."""


def check(figures: Sequence[ReportFigure]) -> None:
    """Every number worked out again from what it rests on. Raises NotAddingUp."""
    for figure in figures:
        came = kind_of(figure.key).recomputed(figure.evidence)
        if came is None or came != Decimal(figure.value):
            raise NotAddingUp(
                f"{figure.label}的{figure.role}（{figure.mark}）为{figure.value}，按所依据的记录重算为"
                f"{'待核' if came is None else came}，没有生成报告；请运行 kezhang doctor 检查台账，或联系维护人员。"
            )


def keep(prepared: PreparedReport) -> Report:
    """Number a report, under its bureau's lock, and keep it: its file, its figures, and a digest over them.

    Raises NotAddingUp where a number is not what its evidence comes to.
    """
    report, figures = prepared.report, prepared.figures
    check(figures)
    with chain.held(report.org):
        report.number, report.digest = _next_number(report.org, report.span), digest_of(figures)
        properties = {"KezhangReport": report.number, "KezhangDigest": report.digest}
        content = prepared.document(properties | {"KezhangAsOf": report.as_of.isoformat()})
        report.sha256 = hashlib.sha256(content).hexdigest()
        stored_files.keep(report.file, f"{report.number}.docx", content)
        if prepared.paper is not None:
            stored_files.keep(report.paper, f"{report.number}-template.docx", prepared.paper)
        report.save()
        for figure in figures:
            figure.report = report
        ReportFigure.objects.bulk_create(figures, batch_size=200)
        told = ("state", "number", "sha256", "digest", "heads")
        begun = {name: getattr(report, name) for name in told}
        author = Author(by=report.made_by, reason=report.why or "起草")
        journal.note(report.org, SUBJECT, report.pk, {}, begun, author)
    return report


def frozen_text(blocks: Sequence[Content]) -> list[dict[str, Any]]:
    """定稿文字: each paragraph with where in it which figure stands, kept to find figures whose marks are lost.

    >>> from kezhang.reports.document.blocks import Block, ParagraphLevel, Text
    >>> frozen_text([Block(ParagraphLevel.BODY, (Text("登记"), Number("k001", "27"), Text("项")))])
    [{'text': '登记27项', 'figures': [['k001', 2, 4]]}]
    """
    told = []
    for parts in (parts for block in blocks for parts in paragraphs(block)):
        figures, at = [], 0
        for part in parts:
            if isinstance(part, Number):
                figures.append([part.mark, at, at + len(part.text)])
            at += len(part.text)
        told.append({"text": "".join(part.text for part in parts), "figures": figures})
    return told


def text_of(content: bytes) -> list[dict[str, Any]]:
    """定稿文字 of a file that was filled where it stands, read back from all its parts."""
    return [
        {"text": paragraph.text, "figures": [[m.mark, m.start, m.end] for m in paragraph.marked if m.carrier == "tag"]}
        for paragraph in open_document(content).paragraphs
    ]


def digest_of(figures: Sequence[Drafted | ReportFigure]) -> str:
    """SHA-256 over what every figure says, in the order of the text."""
    said = [[f.mark, f.slug, f.role, str(f.value), f.display, f.unit, dict(f.evidence)] for f in figures]
    return statements.digest_of(said)


def _next_number(org: Org, period: Period) -> str:
    """KZ-652799-2024H1-0001: bureau, period, running number after the greatest there is."""
    stem = f"KZ-{org.code}-{period.code.replace('-', '')}-"
    numbers = Report.objects.filter(org=org, number__startswith=stem).values_list("number", flat=True)
    last = max((int(number.removeprefix(stem)) for number in numbers), default=0)
    return f"{stem}{last + 1:04}"


def frozen(figure: Drafted) -> ReportFigure:
    """A figure as it will be kept with its report."""
    return ReportFigure(
        mark=figure.mark,
        key="|".join(figure.key),
        slug=figure.slug,
        label=figure.label,
        role=figure.role,
        value=str(figure.value),
        display=figure.display,
        unit=figure.unit,
        definition=dict(figure.definition),
        evidence=dict(figure.evidence),
    )
