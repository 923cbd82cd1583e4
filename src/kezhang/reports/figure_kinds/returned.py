"""报送数: numbers that a bureau below has sent and the bureau above accepted, and what they come to together.

They are frozen before a report tells them, so nothing is measured again: each is worked out from its parts, down to
the records of the bureau that sent it, or stands as it was stated in a file.
"""

from dataclasses import dataclass
from decimal import Decimal

from kezhang.reports.figure_kinds.evidence import Evidence, worked_out
from kezhang.reports.figure_kinds.kind import FigureKind


@dataclass(frozen=True, kw_only=True)
class ReturnedKind(FigureKind):
    """A number out of a publication; its evidence says how it comes about: stated, sum, ratio or place."""

    def recomputed(self, evidence: Evidence) -> Decimal | None:
        return _worked(evidence)


def _worked(evidence: Evidence) -> Decimal | None:
    if evidence["how"] == "stated":  # as a sheet, a document or a hand said it
        return Decimal(evidence["value"])
    if evidence["how"] == "place":
        own, better = Decimal(evidence["own"]), (lambda a, b: a < b) if evidence["lower"] else (lambda a, b: a > b)
        return Decimal(1 + sum(better(Decimal(each), own) for each in evidence["values"]))
    if evidence["how"] not in {"sum", "ratio"}:
        return worked_out(evidence)
    parts = [_worked(part) for part in evidence["parts"]]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if evidence["how"] == "sum":
        return sum(known, Decimal(0))
    return known[0] / known[1] if known[1] else None


RETURNED = ReturnedKind(key="returned", role="报送数", note="该单位报送并经接收的数；有台账记录的，列出其记录。")
TOGETHER = ReturnedKind(key="returned-total", role="合计", note="各单位已接收的报送数相加，未报的不计。")
RETURNED_RATE = ReturnedKind(key="returned-rate", role="完成率", note="两者都有的单位，完成数之和除以任务之和。")
PLACE = ReturnedKind(key="returned-place", role="名次", note="按印出的精度排名，相等的并列，未报的不参排。")
POINTS = ReturnedKind(key="returned-points", role="得分", note="各项得分先取两位小数再相加。")
ANSWERED = ReturnedKind(key="returned-count", role="报送情况", note="调度时固定的应报单位数，及其中已报、按时的个数。")

OF_RETURNS = (RETURNED, TOGETHER, RETURNED_RATE, PLACE, POINTS, ANSWERED)
