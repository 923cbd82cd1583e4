"""核查: what a check looks at and what it says.

A check writes nothing and guesses nothing; where it lacks data it says which, and that is
neither passed nor failed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from kezhang import catalogue
from kezhang.indicators.indicator import AnyIndicator, Figure
from kezhang.orgs.models import Org
from kezhang.quantities.periods import Period
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Severity
from kezhang.records.models import Record
from kezhang.reports.document.docx_reader import NotADocument, visible_paragraphs
from kezhang.reports.models import Report
from kezhang.targets.models import PROGRESS_ENTRIES, ProgressEntry
from kezhang.targets.progress import Progress, board
from kezhang.targets.progress_entries import REPORTED


@dataclass(frozen=True)
class Pointer:
    """A record that a finding speaks of."""

    ledger: str
    pk: int
    label: str


@dataclass(frozen=True)
class Found:
    """What a check found: which figure or record, what is the matter, and what to do."""

    says: str
    todo: str
    figure: str = ""
    records: tuple[Pointer, ...] = ()
    bureau: Org | None = None  # whose it is, where several are looked at
    unnamed: int = 0  # records beside those it points to

    @property
    def count(self) -> int:
        """The records it speaks of."""
        return len(self.records) + self.unnamed


@dataclass(frozen=True)
class Lacking:
    """The check needs data that is not there."""

    what: str


@dataclass(frozen=True, kw_only=True)
class Check:
    """One of the usual checks by a superior. It is not judged, and never passed, while what it needs is not there."""

    number: int
    title: str
    rule: str  # what is compared, in words
    needs: "Callable[[Case], str]"  # what is lacking for it, in words; "" where there is something to look at
    judge: "Callable[[Case], Iterable[Found | Lacking]]"
    severity: Severity = Severity.WARNING
    basis: str = "上级核查通常做法"


@dataclass(frozen=True)
class CheckOutcome:
    """What one check came to for a bureau and a date."""

    check: Check
    found: tuple[Found, ...]
    lacking: tuple[str, ...]

    @property
    def state(self) -> str:
        if self.found:
            return "error" if self.check.severity is Severity.ERROR else "warning"
        return "unknown" if self.lacking else "passed"

    @property
    def state_label(self) -> str:
        return {"error": "有误", "warning": "需核对", "unknown": "无法核对", "passed": "通过"}[self.state]


@dataclass
class Case:
    """A bureau as of a date, with what several checks ask for read once."""

    org: Org
    as_of: date

    @cached_property
    def lines(self) -> list[Progress]:
        return board(self.org, self.as_of)

    @cached_property
    def entries(self) -> list[ProgressEntry]:
        """This year's reported progress up to the date, in the order of months."""
        rows = self.records(PROGRESS_ENTRIES).filter(REPORTED, year=self.as_of.year, as_of__lte=self.as_of)
        return list(rows.order_by("indicator", "month"))

    @cached_property
    def report(self) -> Report | None:
        """The newest report made as of this date or before, in this year."""
        made = Report.objects.filter(org=self.org, as_of__lte=self.as_of, as_of__year=self.as_of.year)
        return made.exclude(state=Report.State.WITHDRAWN).order_by("-as_of", "-made_at").first()

    @cached_property
    def sentences(self) -> list[str]:
        """The newest report's sentences, as people see them."""
        if self.report is None:
            return []
        try:
            paragraphs = visible_paragraphs(self.report.file.path)
        except NotADocument:
            return []
        return [part.strip() for text in paragraphs for part in text.split("。") if part.strip()]

    @cached_property
    def empty(self) -> frozenset[str]:
        """The ledgers that hold nothing, found by one question, so that nobody asks each of them again and again."""
        every = catalogue.LEDGERS
        return frozenset(every) - access.in_use(every.values(), self.org)

    def records(self, ledger: Ledger) -> QuerySet:
        found = access.records(ledger, self.org).filter(org=self.org)
        return found.none() if ledger.slug in self.empty else found

    def of_the_year(self, ledger: Ledger) -> QuerySet:
        """The ledger's records of this year up to the date."""
        day = ledger.dated_by
        return self.records(ledger).filter(**{f"{day}__year": self.as_of.year, f"{day}__lte": self.as_of})

    def figure(self, indicator: AnyIndicator, period: Period, as_of: date | None = None) -> Figure:
        return indicator.figure(self.org, period, as_of or self.as_of)


def records_in(*ledgers: Ledger) -> Callable[[Case], str]:
    """A check that looks through whole ledgers needs a record in one of them."""

    def lacking(case: Case) -> str:
        if any(case.records(ledger).exists() for ledger in ledgers):
            return ""
        return f"台账中没有记录：{'、'.join(ledger.label for ledger in ledgers)}"

    return lacking


def records_of_the_year(*ledgers: Ledger) -> Callable[[Case], str]:
    """A check that looks at what counts this year up to the date needs a record of it."""

    def lacking(case: Case) -> str:
        if any(case.of_the_year(ledger).exists() for ledger in ledgers):
            return ""
        named = "、".join(ledger.label for ledger in ledgers)
        return f"{case.as_of.year}年截至{case.as_of}台账中没有记录：{named}"

    return lacking


def tasks(case: Case) -> str:
    return "" if case.lines else "没有生效的任务"


def entries(case: Case) -> str:
    return "" if case.entries else "没有本年度的进度填报"


def report(case: Case) -> str:
    if case.report is None:
        return f"{case.as_of.year}年截至{case.as_of}没有生成过报告"
    return "" if case.sentences else f"报告 {case.report.number} 的文件读不出文字"


def point(ledger: Ledger, record: Record) -> Pointer:
    return Pointer(ledger.slug, record.pk, str(record))


def pointers(ledger: Ledger, rows: Iterable[Any]) -> tuple[Pointer, ...]:
    return tuple(point(ledger, row) for row in rows)
