"""下级数: a number of one bureau below, told in the report of the bureau above, and what they come to together.

Each is a number of a kind that an indicator has, of another bureau; its evidence says of which kind. Which bureaus are
told is known to the template alone, so that they are measured again by drafting it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kezhang.reports.figure_kinds.actuals import ACTUALS
from kezhang.reports.figure_kinds.aims import AIMS, QUARTERS
from kezhang.reports.figure_kinds.changes import CHANGES
from kezhang.reports.figure_kinds.evidence import Evidence, worked_out
from kezhang.reports.figure_kinds.kind import FigureKind, IndicatorKind

#: Where in the evidence the kind is named, and the sum over bureaus.
OF, SUM = "of", "sum"


@dataclass(frozen=True, kw_only=True)
class BelowKind(FigureKind):
    """A number of one bureau below, or of them together."""

    def recomputed(self, evidence: Evidence) -> Decimal | None:
        kind = _kind(evidence)
        known = [_worked(part) for part in kind.parts_of(evidence)] if kind else [None]
        return None if kind is None or None in known else kind.of(*known)


def _worked(evidence: Evidence) -> Decimal | None:
    if evidence["how"] != SUM:
        return worked_out(evidence)
    parts = [worked_out(part) for part in evidence["parts"]]
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if len(known) == len(parts) else None


def _kind(evidence: Evidence) -> IndicatorKind | None:
    every = (*ACTUALS, *AIMS, *QUARTERS, *CHANGES)
    return next((each for each in every if each.key == evidence.get(OF)), None)


def _sign(evidence: Evidence) -> int:
    kind = _kind(evidence)
    return kind.sign(evidence) if kind and kind.sign else 0


def summed(name: str, parts: Sequence[Evidence]) -> dict[str, Any]:
    """The same ingredient of several bureaus, added."""
    value = sum((came for part in parts if (came := worked_out(part)) is not None), Decimal(0))
    return {"how": SUM, "name": name, "value": str(value), "parts": parts}


BELOW = BelowKind(key="below", role="下级数", note="下级单位台账的数。", sign=_sign)
BELOW_TOTAL = BelowKind(
    key="below-total", role="合计", note="有数的下级单位相加；没有数的不计，注明有几个单位有数。", sign=_sign
)

OF_BELOW = (BELOW, BELOW_TOTAL)
