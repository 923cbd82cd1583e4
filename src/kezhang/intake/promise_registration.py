"""登记承诺: when a report is issued, the figures of its plan become promises, each kept by a target.

A plan figure that came from a target is that target's promise and makes no other; what
people wrote or changed themselves becomes a target of the bureau's own, through the journal, with its
sentence and the report's number.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import partial
from itertools import accumulate
from typing import Any

from kezhang.indicators.names import names
from kezhang.intake.models import Proposal, ReadDocument
from kezhang.intake.proposals import FORWARD, said_before, suggest
from kezhang.orgs.models import User
from kezhang.reading.findings import Finding, Reading, Source
from kezhang.reading.output.json_data import as_data
from kezhang.reading.reader import read
from kezhang.records import access
from kezhang.records.models import Record
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.reports.document.blocks import ParagraphLevel, begins_attachment, level_of
from kezhang.reports.document.docx_reader import open_document
from kezhang.reports.figure_kinds.aims import TARGET
from kezhang.reports.figure_kinds.catalogue import kind_of
from kezhang.reports.figure_kinds.formats import style_of
from kezhang.reports.models import SUBJECT, Promise, Report
from kezhang.reports.proofreading.contradictions import target_of
from kezhang.reports.proofreading.proof_result import FigureFound, FigureState
from kezhang.reports.proofreading.proofread import figures_found
from kezhang.reports.proofreading.provenance.original import resolved
from kezhang.targets.models import TARGETS, Target

#: A first-level heading with one of these begins the plan.
_PLAN = ("计划", "打算", "下一步", "工作安排")
#: Roles of figures that state a target; the rest of a plan tells what is left to it.


@dataclass
class _Plan:
    """The plan part of a report, and what it promises so far; ``report`` and ``by`` are set when it is issued."""

    figures: Sequence[FigureFound]
    texts: Sequence[str]  # the paragraphs as they were issued
    paragraphs: range
    reading: Reading
    report: Report = field(init=False)
    by: User | None = None
    promised: dict[int, str] = field(default_factory=dict)  # target -> its sentence
    left: list[str] = field(default_factory=list)  # sentences that could not be kept as targets

    def sentence(self, paragraph: int, at: int) -> str:
        """The clause around a place of a paragraph, up to the full stop or semicolon on either side."""
        text = self.texts[paragraph]
        first = max(text.rfind(stop, 0, at) for stop in "。；") + 1
        ends = [end + 1 for stop in "。；" if (end := text.find(stop, at)) >= 0]
        return text[first : min(ends, default=len(text))]


def prepare(sender: Any, report: Report, **_: Any) -> Callable[[Report, User | None], None]:  # noqa: ARG001 - as signals are received
    """Read what a report that is about to be issued promises; what is returned keeps it, once it is issued."""
    with report.file.open("rb") as file:
        basis, resolution = resolved(report, open_document(file.read()).paragraphs)
    texts = resolution.edited.paragraphs
    found = plan_of(texts)
    if not found:
        return lambda _report, _by: None
    reading = read(Source(report.title, "\n".join(texts)), names())
    return partial(_keep, _Plan(figures_found(resolution, basis), texts, found, reading))


def _keep(plan: _Plan, report: Report, by: User | None) -> None:
    """Keep the promises with the report, inside the transaction of the issue."""
    plan.report, plan.by = report, by
    _from_figures(plan)
    _from_words(plan)
    Promise.objects.bulk_create(
        Promise(report=report, target_id=pk, sentence=sentence) for pk, sentence in plan.promised.items()
    )
    if plan.promised or plan.left:
        told = f"登记承诺{len(plan.promised)}项" + "".join(f"；未能登记：{words}" for words in plan.left)
        done = {"state": report.state, "step": "登记承诺", "promises": sorted(plan.promised)}
        journal.note(report.org, SUBJECT, report.pk, {"state": report.state}, done, Author(by=by, reason=told))


def plan_of(paragraphs: Sequence[str]) -> range:
    """Which paragraphs are the plan: from the last first-level heading that says so to the next; empty without one.

    >>> plan_of(["总结和计划", "一、情况", "完成8项", "二、下半年工作计划", "确保10项", "三、建议"])
    range(3, 5)
    """
    headings = [n for n, text in enumerate(paragraphs) if level_of(text) is ParagraphLevel.HEADING1]
    ends = [n for n, text in enumerate(paragraphs) if n in headings or begins_attachment(text)]
    starts = [n for n in headings if any(word in paragraphs[n] for word in _PLAN)]
    if not starts:
        return range(0)
    return range(starts[-1], next((n for n in ends if n > starts[-1]), len(paragraphs)))


def _from_figures(plan: _Plan) -> None:
    """The figures with identity: as drafted they are their target's, changed by hand they are a new one."""
    for found in plan.figures:
        kind = kind_of(found.figure.key)
        if (
            TARGET.key not in (kind.key, kind.repeats)
            or found.spot is None
            or found.spot.paragraph not in plan.paragraphs
        ):
            continue
        target = access.records(TARGETS, plan.report.org).filter(pk=target_of(found.figure)).first()
        if target is None or (kind.key == TARGET.key and target.type != Target.Type.OWN):
            continue
        sentence = plan.sentence(found.spot.paragraph, found.spot.start)
        if found.state is FigureState.CHANGED:
            made = _changed(plan, target, found)
            target = _kept(plan, made, sentence) if made else None
        if target is not None:
            plan.promised.setdefault(target.pk, sentence)


def _changed(plan: _Plan, target: Target, found: FigureFound) -> Target | None:
    """The target as the edited figure states it, in the indicator's own unit; None where it is no such number now."""
    style, unit = style_of(found.figure.unit, target.measured.unit), target.measured.unit
    assert found.spot is not None
    assert style is not None
    sentence, after = plan.sentence(found.spot.paragraph, found.spot.start), plan.texts[found.spot.paragraph]
    try:
        value = Decimal((found.found or "").replace(",", "").replace("，", ""))
    except InvalidOperation:
        value = None
    if value is None or not after[found.spot.end :].startswith(found.figure.unit):
        plan.left.append(f"“{sentence[:40]}”（{found.says}，请在任务台账中登记）")
        return None
    is_range = target.comparator == Target.Comparator.RANGE
    made = Target(
        indicator=target.indicator,
        year=target.year,
        unit=unit.label,
        extent=target.extent,
        comparator=Target.Comparator.AT_LEAST if is_range else target.comparator,
    )
    setattr(made, "value", value * style.scale / unit.factor)  # noqa: B010 - the field's stub knows no Decimal
    return made


def _from_words(plan: _Plan) -> None:
    """The numbers people wrote themselves, as the reader understands them; those with identity are told already."""
    starts = [0, *accumulate(len(words) + 1 for words in plan.texts)]
    text = "\n".join(plan.texts)
    document = ReadDocument(org=plan.report.org, name=plan.report.title, text=text, data=as_data(plan.reading))
    known = [
        (starts[f.spot.paragraph] + f.spot.start, starts[f.spot.paragraph] + f.spot.end) for f in plan.figures if f.spot
    ]
    taken: set[str] = set()  # the first statement of an indicator counts; what follows splits it
    for number, finding in _written(plan.reading.findings, starts, plan.paragraphs, known):
        target = suggest(Proposal(document=document, finding_number=number, org=plan.report.org)).target
        if not target.indicator or target.indicator in taken:
            continue
        taken.add(target.indicator)
        paragraph = next(n for n in plan.paragraphs if finding.start < starts[n + 1])
        sentence = plan.sentence(paragraph, finding.start - starts[paragraph])
        kept = _kept(plan, target, sentence)
        if kept is not None:
            plan.promised.setdefault(kept.pk, sentence)


def _written(
    findings: Sequence[Finding], starts: Sequence[int], paragraphs: range, known: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, Finding]]:
    """The findings of the plan that look ahead, have a value and an indicator, and stand on no figure of ours."""
    first, last = starts[paragraphs.start], starts[paragraphs.stop]
    for number, finding in enumerate(findings):
        inside = first <= finding.start < last and not any(a < finding.end and finding.start < b for a, b in known)
        told = finding.role in FORWARD and finding.match and finding.value is not None and not finding.spec
        if inside and told and not finding.masked:
            yield number, finding


def _kept(plan: _Plan, made: Target, sentence: str) -> Target | None:
    """The target of the ledger that says this already, or this one stored as the bureau's own; None if refused."""
    made.org, report = plan.report.org, plan.report
    before = said_before(report.org, made)
    same = next((t for t in before if made.base_value is not None and t.base_value == made.base_value), None)
    if same is not None:
        return same
    made.type, made.assigner = Target.Type.OWN, ""
    made.version = 1 + max((t.version for t in before if t.type == made.type), default=0)
    made.source, made.remark = Record.Source.DOCUMENT, f"原句：{sentence}"
    made.document_title, made.document_number, made.effective_on = report.title[:200], report.number, report.as_of
    reason = f"签发的报告 {report.number} 中的承诺"
    try:
        journal.save(TARGETS, made, Author(by=plan.by, reason=reason, accepting=reason))
    except Refused as refused:
        plan.left.append(f"“{sentence[:40]}”（{refused}）")
        return None
    return made
