"""更正前后: what a correction says otherwise than the report it corrects, figure by figure.

Figures are paired by what they are, not by where they stand; each difference says which
records make it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kezhang.reports.figure_kinds.evidence import leaves
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

    @property
    def kind(self) -> str:
        return "改动" if self.before and self.after else "新增" if self.after else "不再出现"


def differences(corrected: Report, correction: Report) -> list[FigureDifference]:
    """Every figure that differs, in the order of the correction, then what it no longer tells."""
    old, new = _by_meaning(corrected), _by_meaning(correction)
    found = [
        _difference(old.get(key), figure)
        for key, figure in new.items()
        if key not in old or Decimal(old[key].value) != Decimal(figure.value)
    ]
    return found + [_difference(figure, None) for key, figure in old.items() if key not in new]


def _by_meaning(report: Report) -> dict[str, ReportFigure]:
    """Figures by their key, the date of the report left out of it; the same figure told twice is one."""
    found: dict[str, ReportFigure] = {}
    for figure in report.figures.order_by("mark"):
        found.setdefault(figure.key.replace(report.as_of.isoformat(), "截至"), figure)
    return found


def _difference(old: ReportFigure | None, new: ReportFigure | None) -> FigureDifference:
    figure = new or old
    assert figure is not None
    before, after = (f.display + f.unit if f else "" for f in (old, new))
    if old and new and before == after:  # the rounded digits are the same, the exact values are not
        before, after = f"{before}（{old.value}）", f"{after}（{new.value}）"
    because = _because(old.evidence, new.evidence) if old and new else ""
    return FigureDifference(figure.label, figure.role, before, after, figure.mark, because)


def _because(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """In records: how many are counted now, no longer, or with another amount."""
    before, after = _records([old]), _records([new])
    more, less = len(after.keys() - before.keys()), len(before.keys() - after.keys())
    other = sum(Decimal(before[key]) != Decimal(after[key]) for key in before.keys() & after.keys())
    told = ((more, "新计入{}条"), (less, "不再计入{}条"), (other, "计入值变动{}条"))
    return "，".join(words.format(count) for count, words in told if count) or "截至日期或算法不同"


def _records(evidence: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str, int], str]:
    return {
        (leaf["name"], leaf["ledger"], pk): brings
        for whole in evidence
        for leaf in leaves(whole)
        for pk, brings in leaf["rows"]
    }
