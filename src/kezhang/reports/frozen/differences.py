"""更正前后: what a correction says otherwise than the report it corrects, figure by figure.

Figures are paired by what they are, not by where they stand; each difference is followed to the
changes that make it.
"""

from dataclasses import dataclass
from decimal import Decimal

from kezhang.reports.frozen.movement import Movement, movements, sentence_of
from kezhang.reports.frozen.remeasuring import Measuring
from kezhang.reports.models import Report, ReportFigure


@dataclass(frozen=True)
class FigureDifference:
    """One figure that is not the same in both; ``before`` or ``after`` is empty where only one has it."""

    label: str
    role: str
    before: str
    after: str
    mark: str  # in the correction, or in the corrected where the correction has it no more
    because: str
    movements: tuple[Movement, ...] = ()

    @property
    def kind(self) -> str:
        return "改动" if self.before and self.after else "新增" if self.after else "不再出现"


def differences(corrected: Report, correction: Report) -> list[FigureDifference]:
    """Every figure that differs, in the order of the correction, then what it no longer tells."""
    old, new = _by_meaning(corrected), _by_meaning(correction)
    measuring, known = Measuring(corrected, correction.as_of), correction.known_on
    found = []
    for key, figure in new.items():
        if key not in old:
            found.append(_difference(None, figure))
        elif Decimal(old[key].value) != Decimal(figure.value):
            moved = tuple(movements(old[key], figure.evidence, known, measuring))
            found.append(_difference(old[key], figure, moved))
    return found + [_difference(figure, None) for key, figure in old.items() if key not in new]


def _by_meaning(report: Report) -> dict[str, ReportFigure]:
    """Figures by their key, the date of the report left out of it; the same figure told twice is one."""
    found: dict[str, ReportFigure] = {}
    for figure in report.figures.order_by("mark"):
        found.setdefault(figure.key.replace(report.as_of.isoformat(), "截至"), figure)
    return found


def _difference(
    old: ReportFigure | None, new: ReportFigure | None, moved: tuple[Movement, ...] = ()
) -> FigureDifference:
    figure = new or old
    assert figure is not None
    before, after = (f.display + f.unit if f else "" for f in (old, new))
    if old and new and before == after:  # the rounded digits are the same, the exact values are not
        before, after = f"{before}（{old.value}）", f"{after}（{new.value}）"
    because = (sentence_of(moved) or "截至日期或算法不同") if old and new else ""
    return FigureDifference(figure.label, figure.role, before, after, figure.mark, because, moved)
