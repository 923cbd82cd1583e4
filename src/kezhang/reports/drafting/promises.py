"""承诺: what issued reports promised, held against what was done.

A promise is kept by its target's own figure, counted to the end of the target's period at
the latest; before that end it is under way, never broken.
"""

from dataclasses import dataclass
from datetime import date

from kezhang.indicators.indicator import Figure
from kezhang.orgs.models import Org
from kezhang.quantities.dates import chinese_date
from kezhang.quantities.signs import Signed
from kezhang.reports.document.blocks import Block, ParagraphLevel, Part, Text, merge
from kezhang.reports.drafting.figures import Figures
from kezhang.reports.figure_kinds.actuals import ACTUAL
from kezhang.reports.figure_kinds.aims import COMPLETION, PROMISED
from kezhang.reports.figure_kinds.formats import PERCENT_STYLE, style_of
from kezhang.reports.figure_kinds.kind import Basis
from kezhang.reports.models import Promise, Report
from kezhang.targets.models import Target
from kezhang.targets.progress import Light, Progress, progress

_WORDS = {Target.Comparator.AT_MOST: "不超过", Target.Comparator.EQUAL: "为"}


class PromiseOutcome(Signed):
    """结果: what became of a promise."""

    KEPT = ("kept", "✓", "已兑现")
    BROKEN = ("broken", "✗", "未兑现")
    UNDER_WAY = ("under-way", "◐", "未到期")
    UNKNOWN = ("unknown", "？", "待核")


@dataclass(frozen=True)
class PromiseStanding:
    """A promise and where it stands as of a date."""

    promise: Promise
    line: Progress
    outcome: PromiseOutcome

    @property
    def target(self) -> Target:
        return self.promise.target

    @property
    def figure(self) -> Figure:
        return self.line.figure

    @property
    def scope(self) -> str:
        """全年, or whichever part of the year it speaks of."""
        return self.target.period.label


def promised(org: Org, as_of: date, report: Report | None = None) -> list[PromiseStanding]:
    """The promises of the bureau's issued reports up to a date, newest report first; those of one report if named."""
    found = Promise.objects.filter(
        report__org=org, report__state=Report.State.ISSUED, report__as_of__lte=as_of, target__voided_at__isnull=True
    )
    if report is not None:
        found = found.filter(report=report)
    ordered = found.select_related("report", "target__org").order_by("-report__as_of", "-report__issued_at", "pk")
    return [_kept(promise, as_of) for promise in ordered]


def _kept(promise: Promise, as_of: date) -> PromiseStanding:
    target = promise.target
    day = min(as_of, target.period.last)
    line = progress(target, target.measured.figure(target.org, target.period, day), day)
    return PromiseStanding(promise, line, _outcome(line, is_over=as_of >= target.period.last))


def _outcome(line: Progress, *, is_over: bool) -> PromiseOutcome:
    if line.light is Light.UNKNOWN:
        return PromiseOutcome.UNKNOWN
    if line.light is Light.DONE and (is_over or line.target.comparator != Target.Comparator.AT_MOST):
        return PromiseOutcome.KEPT
    return PromiseOutcome.BROKEN if is_over else PromiseOutcome.UNDER_WAY


def paragraphs(figures: Figures) -> list[Block]:
    """【承诺】: a paragraph for each promise of the report before this one: 承诺…，实际…，已兑现 or 未兑现.

    Nothing where none was made: a report does not tell of what there is not.
    """
    before = Report.objects.filter(
        org=figures.org, state=Report.State.ISSUED, as_of__lt=figures.as_of, promises__isnull=False
    )
    report = before.order_by("-as_of", "-issued_at").first()
    told = promised(figures.org, figures.as_of, report) if report else []
    if not told:
        return []
    return [_paragraph(figures, kept) for kept in told]


def _paragraph(figures: Figures, kept: PromiseStanding) -> Block:
    target, figure = kept.target, kept.figure
    style = style_of("", target.measured.unit)
    assert style is not None
    verb = _WORDS.get(Target.Comparator(target.comparator), "不少于")
    parts: list[Part] = [Text(f"{target.measured.label}：承诺{kept.scope}{verb}")]
    basis = Basis(target.measured, figure, target)
    parts += figures.told(PROMISED, basis, style) if target.base_value is not None else [Text("（隐去）")]
    parts.append(Text(f"，截至{chinese_date(kept.line.as_of)}实际"))
    parts += figures.told(ACTUAL, basis, style)
    if target.base_value and figure.value is not None:
        parts += [Text("，完成率"), *figures.told(COMPLETION, basis, PERCENT_STYLE)]
    return Block(ParagraphLevel.BODY, merge([*parts, Text(f"，{kept.outcome.label}。")]))
