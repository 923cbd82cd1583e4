"""建议: from a target or plan figure of a report to the target it would become.

Nothing is made up; what the report does not say is left for the person, and the
sentence it rests on goes with it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from kezhang.catalogue import INDICATORS
from kezhang.indicators.indicator import AnyIndicator
from kezhang.indicators.names import unit_read
from kezhang.intake.models import Proposal, ReadDocument
from kezhang.intake.organisation_matching import whose
from kezhang.intake.tables import report_of
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.reading.findings import Finding, Reading, Role
from kezhang.reading.output.annotation import quoted
from kezhang.records import access
from kezhang.records.models import Record
from kezhang.targets.models import TARGETS, Target

#: The roles that promise something.
FORWARD = frozenset({Role.TARGET, Role.PLAN})
_YEAR = re.compile(r"((?:19|20)\d\d)(H[12])?")
_COMPARATORS = {"<": Target.Comparator.AT_MOST, "<=": Target.Comparator.AT_MOST}
_HUNDRED = Decimal(100)
#: Dimensions that are measured, not counted; things counted differ only in their classifier.
_MEASURED = frozenset({"money", "ratio", "stated-ratio", "points", "area", "attendance", "rank"})
_MEASURED_UNITS = frozenset(
    {"元", "%", "‰", "百分点", "个百分点", "亩", "公顷", "平方米", "公里", "倍", "位", "吨", "元/人"}
)


@dataclass(frozen=True)
class Suggestion:
    """What a proposal would put into the ledger, and what there is to know before deciding."""

    proposal: Proposal
    finding: Finding
    quoted: tuple[str, str, str]  # its sentence: before, the figure, after
    target: Target
    said_before: tuple[Target, ...]  # what the ledger already has for this indicator and year

    @property
    def indicator(self) -> AnyIndicator | None:
        return INDICATORS.get(self.target.indicator)

    @property
    def agreeing(self) -> Target | None:
        """A target of the ledger that already says the same."""
        value = self.target.base_value if self.indicator else None
        return next((t for t in self.said_before if value is not None and t.base_value == value), None)


def proposals(document: ReadDocument, visible: Iterable[Org]) -> Iterator[Proposal]:
    """A proposal for every figure of the document that looks ahead."""
    reading, visible = document.reading, list(visible)
    for number, finding in enumerate(reading.findings):
        if finding.role in FORWARD and not finding.spec:
            org = org_of(reading, finding, document.org, visible)
            yield Proposal(document=document, finding_number=number, org=org)


def org_of(reading: Reading, finding: Finding, own: Org, visible: Iterable[Org]) -> Org | None:
    """Whose figure it is: as the figure itself says, else as its report does."""
    report = report_of(reading, finding.start)
    org = whose(report.organisation if report else None, own, visible)
    return whose(finding.organisation, org, visible) if org and finding.organisation else org


def suggest(proposal: Proposal) -> Suggestion:
    """The target a proposal would become, not stored."""
    document, finding = proposal.document, proposal.finding
    reading = document.reading
    words = quoted(reading.text, finding.start, finding.end)
    target = Target(
        org=proposal.org,
        source=Record.Source.DOCUMENT,
        remark=f"原句：{''.join(words)}",
        is_masked=finding.masked,
        type=Target.Type.ASSIGNED if finding.role is Role.TARGET else Target.Type.OWN,
        document_title=_title(document, finding)[:200],
        effective_on=known_on(reading, finding),
        **_scope(reading, finding),
    )
    # 年均增长15% is no target of a year: a person says what it is
    indicator = INDICATORS.get(finding.match.name) if finding.match and not finding.basis else None
    _fill(target, finding, indicator)
    before = said_before(proposal.org, target) if proposal.org and indicator else ()
    target.version = 1 + max((t.version for t in before if t.type == target.type), default=0)
    return Suggestion(proposal, finding, words, target, before)


def said_before(org: Org, target: Target) -> tuple[Target, ...]:
    """The ledger's targets for the same indicator and year, newest versions first."""
    found = access.records(TARGETS, org).filter(org=org, indicator=target.indicator, year=target.year)
    return tuple(found.order_by("-version"))


def _fill(target: Target, finding: Finding, indicator: AnyIndicator | None) -> None:
    """Value, unit and comparator, in the indicator's own unit where the figure can be one of it."""
    if finding.value_high is not None:
        target.comparator = Target.Comparator.RANGE
    else:
        target.comparator = _COMPARATORS.get(finding.comparator, Target.Comparator.AT_LEAST)
    target.indicator = indicator.slug if indicator else ""
    fits = indicator is not None and comparable(finding.unit, indicator)
    target.unit = indicator.unit.label if indicator and fits else finding.unit or ""
    for name, value in (("value", finding.value), ("upper_value", finding.value_high)):
        if value is not None and not finding.masked:
            setattr(target, name, in_base(value, finding.unit) / indicator.unit.factor if indicator and fits else value)


def comparable(unit: str | None, indicator: AnyIndicator) -> bool:
    """Whether a figure read in this unit can be one of the indicator's.

    >>> from kezhang.catalogue import INDICATORS
    >>> turnover = INDICATORS["technology-contract-turnover"]
    >>> comparable("元", turnover), comparable("家", turnover)
    (True, False)
    """
    own = unit_read(indicator.unit)
    if unit == own:
        return True
    return indicator.unit.dimension not in _MEASURED and (unit or "") not in _MEASURED_UNITS


def in_base(value: Decimal, unit: str | None) -> Decimal:
    """From the reader's base, in which 53% is 53, to ours, in which it is 0.53."""
    return value / _HUNDRED if unit in {"%", "百分点", "个百分点"} else value


def _scope(reading: Reading, finding: Finding) -> dict:
    """年度 and 范围: as the figure's own period says, the year at least as the report's does."""
    report = report_of(reading, finding.start)
    own = _YEAR.fullmatch(finding.period or "")
    if own and own[2] != "H1":
        extent = Target.Extent.SECOND_HALF if own[2] else Target.Extent.FULL_YEAR
        return {"year": int(own[1]), "extent": extent}
    stated = _YEAR.search(finding.period or "") or _YEAR.search((report.period if report else None) or "")
    return {"year": int(stated[1]) if stated else timezone.localdate().year, "extent": Target.Extent.UNKNOWN}


def known_on(reading: Reading, finding: Finding) -> date:
    """生效日期: the end of what the report covers, and never a day that has not come."""
    report = report_of(reading, finding.start)
    period = period_of(report.period if report else None)
    return min(period.last, timezone.localdate()) if period else timezone.localdate()


def period_of(code: str | None) -> Period | None:
    """
    >>> period_of("2024H1").label, period_of("M1-M9")
    ('2024年上半年', None)
    """
    found = re.fullmatch(r"((?:19|20)\d\d)(?:H([12])|Q([1-4])|M(\d{1,2}))?", code or "")
    if not found:
        return None
    year, half, quarter, month = (int(part) if part else 0 for part in found.groups())
    if half:
        return Period.half(year, half)
    if quarter:
        return Period.quarter(year, quarter)
    if month:
        return Period.month(year, month) if month <= 12 else None
    return Period.year_of(year)


def _title(document: ReadDocument, finding: Finding) -> str:
    report = report_of(document.reading, finding.start)
    return (report.title if report else "").strip() or document.name
