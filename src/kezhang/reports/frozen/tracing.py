"""Tracing: from a document back to the figures it was made with.

What a document says is compared with what was frozen for it; a document we did not make
is named as such.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kezhang.catalogue import LEDGERS
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record
from kezhang.records.writing import journal
from kezhang.reports.document.docx_reader import read_numbers, read_properties
from kezhang.reports.figure_kinds.evidence import count_of, leaves
from kezhang.reports.frozen.evidence_workbook import records_behind
from kezhang.reports.models import Report, ReportFigure


class NotOurs(Exception):
    """The document bears no report number, or one that is not in this database."""


@dataclass(frozen=True)
class Traced:
    """One figure of a document: as frozen, and what the document shows now ("" when it is gone)."""

    figure: ReportFigure
    shown: str

    @property
    def records(self) -> int:
        return count_of(self.figure.evidence)

    @property
    def is_as_frozen(self) -> bool:
        return self.shown == self.figure.display


def trace(file: str | Path | BinaryIO) -> tuple[Report, list[Traced]]:
    """The report a document came from, and each of its figures. Raises NotOurs or NotADocument."""
    number = read_properties(file).get("KezhangReport", "")
    if not number:
        raise NotOurs("文档里没有报告编号，不是由本系统生成的报告，或文档属性已被清除。")
    report = Report.objects.filter(number=number).first()
    if report is None:
        raise NotOurs(f"文档的报告编号是 {number}，本系统中没有这份报告；请在生成它的电脑或服务器上查询。")
    shown = {found.mark: found.text for found in read_numbers(file)}
    return report, [Traced(f, shown.get(f.mark, "")) for f in report.figures.order_by("mark")]


@dataclass(frozen=True)
class TracedRecord:
    """A record behind a figure: the part it belongs to, what it brought, how it read then and how it reads now."""

    part: str
    ledger: Ledger
    brought: str
    then: Record | None
    now: Record | None

    @property
    def since(self) -> str:
        """现状: what has become of it."""
        if self.now is None or self.then is None:
            return "已不存在"
        if self.now.is_void:
            return "已作废"
        return "" if journal.state_of(self.ledger, self.then) == journal.state_of(self.ledger, self.now) else "已更正"


def records_of(figure: ReportFigure) -> list[TracedRecord]:
    """The records behind a figure, in the order they were frozen in."""
    found = []
    for leaf in leaves(figure.evidence):
        ledger = LEDGERS[leaf["ledger"]]
        then = records_behind(figure, leaf)
        now = access.records(ledger, figure.report.org, with_voided=True).in_bulk(list(then))
        found += [TracedRecord(leaf["name"], ledger, brings, then.get(pk), now.get(pk)) for pk, brings in leaf["rows"]]
    return found
