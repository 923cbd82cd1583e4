"""对账: what a report says was done, beside what the ledgers show.

A figure agrees when the ledger's, written the way the report writes it, is the same;
what no ledger measures is said to be so, and masked is not compared.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kezhang.catalogue import INDICATORS
from kezhang.indicators.indicator import AnyIndicator, Figure
from kezhang.intake.proposals import comparable, org_of, period_of
from kezhang.intake.tables import report_of
from kezhang.orgs.models import Org
from kezhang.quantities.signs import Signed
from kezhang.quantities.units import PERCENTAGE_POINT
from kezhang.reading.findings import Finding, Reading, Role

_DIGITS = re.compile(r"\d[\d,]*(?:\.(\d+))?")
_PERCENT_DIMENSIONS = frozenset({"ratio", "points"})
COMPARED = frozenset({Role.ACTUAL, Role.BASELINE})


class Verdict(Signed):
    """对账结果, each with a sign, so that colour is never needed."""

    AGREES = ("agrees", "✓", "一致")
    DIFFERS = ("differs", "✗", "不一致")
    MASKED = ("masked", "？", "文中未写明")
    NO_LEDGER = ("no-ledger", "○", "无台账可核")


@dataclass(frozen=True)
class Comparison:
    """One figure of a report beside the ledger's."""

    number: int  # which finding
    finding: Finding
    verdict: Verdict
    indicator: AnyIndicator | None = None
    figure: Figure | None = None
    difference: str = ""  # 文中多3家


def compare(reading: Reading, own: Org, visible: Sequence[Org], today: date) -> list[Comparison]:
    """Every figure that tells of something done, as a bureau sees it that may look at the ``visible`` ones."""
    measured: dict[tuple, Figure] = {}
    aims: dict[int | None, str | None] = {f.group: f.period for f in reading.findings if f.role is Role.TARGET}
    found = []
    for number, finding in enumerate(reading.findings):
        if finding.role not in COMPARED or finding.spec or finding.share:
            continue
        report = report_of(reading, finding.start)
        org = org_of(reading, finding, own, visible)
        stated = report.period if report else None
        found.append(
            _compare(
                number, finding, (stated, aims.get(finding.group) if finding.group else None), org, today, measured
            )
        )
    return found


def _compare(
    number: int,
    finding: Finding,
    told: tuple[str | None, str | None],
    org: Org | None,
    today: date,
    measured: dict[tuple, Figure],
) -> Comparison:
    """``told``: the period of its report, and of the target it is told with."""
    indicator = INDICATORS.get(finding.match.name) if finding.match else None
    period = period_of(finding.period)
    if period is None and finding.role is not Role.BASELINE:  # a figure from before is none of the report's period
        period = period_of(told[0])
    until = period.last if period else today
    aim = period_of(told[1])
    if period and aim and aim.first > period.last:  # 2025年任务12家，目前已储备4家: done by now, for the year after
        period = aim
    if indicator is None or org is None or period is None or not comparable(finding.unit, indicator):
        return Comparison(number, finding, Verdict.NO_LEDGER, indicator)
    key = (indicator.slug, org.pk, period, until)
    if key not in measured:
        measured[key] = indicator.figure(org, period, min(until, today))
    figure = measured[key]
    if finding.masked or finding.value is None:
        return Comparison(number, finding, Verdict.MASKED, indicator, figure)
    if figure.value is None:
        return Comparison(number, finding, Verdict.NO_LEDGER, indicator, figure)
    kept = figure.value * 100 if indicator.unit.dimension in _PERCENT_DIMENSIONS else figure.value
    if agrees(kept, finding):
        return Comparison(number, finding, Verdict.AGREES, indicator, figure)
    gap = finding.value - kept
    shown = (
        indicator.unit.write(abs(gap)) if kept is figure.value else f"{PERCENTAGE_POINT.number(abs(gap) / 100)}个百分点"
    )
    return Comparison(number, finding, Verdict.DIFFERS, indicator, figure, f"文中{'多' if gap > 0 else '少'}{shown}")


def agrees(kept: Decimal, finding: Finding) -> bool:
    """Whether an exact value is what the report writes: 1062万元 is anything that rounds to it, 380余 up to 390."""
    value = finding.value
    if value is None:
        return False
    exact, coarse = steps(finding)
    if finding.value_high is not None:
        return value - exact / 2 <= kept <= finding.value_high + exact / 2
    if finding.comparator == ">":
        return value <= kept < value + coarse
    if finding.comparator == ">=":
        return kept >= value
    if finding.comparator in {"<", "<="}:
        return kept <= value
    return abs(kept - value) <= (coarse if finding.comparator == "~" else exact) / 2


def steps(finding: Finding) -> tuple[Decimal, Decimal]:
    """The smallest step the writing can show, and the one its last digit other than 0 stands for."""
    value = finding.value or Decimal(0)
    found = _DIGITS.search(unicodedata.normalize("NFKC", finding.text))
    number = Decimal(found[0].replace(",", "")) if found else Decimal(0)
    if not found or not number or not value:
        return Decimal(1), _last_place(value)
    scale = abs(value / number)
    return scale.scaleb(-len(found[1] or "")), scale * _last_place(number)


def _last_place(number: Decimal) -> Decimal:
    """
    >>> _last_place(Decimal("380")), _last_place(Decimal("6.2")), _last_place(Decimal("1000"))
    (Decimal('10'), Decimal('0.1'), Decimal('1000'))
    """
    exponent = number.normalize().as_tuple().exponent if number else 0
    return Decimal(f"{Decimal(1).scaleb(int(exponent)):f}")
