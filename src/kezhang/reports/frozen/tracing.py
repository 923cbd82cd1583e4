"""Tracing: from a document back to the figures it was made with.

What a document says is compared with what was frozen for it; a document we did not make
is named as such.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from kezhang.catalogue import LEDGERS
from kezhang.records.models import Record
from kezhang.reports.document.docx_reader import read_numbers, read_properties
from kezhang.reports.frozen.evidence_workbook import count_of, leaves
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


def records_of(figure: ReportFigure) -> list[tuple[Mapping[str, Any], str, Record | None]]:
    """The records behind a figure: the part they belong to, what each brought, and the record as it is today."""
    found = []
    for leaf in leaves(figure.evidence):
        ledger = LEDGERS[leaf["ledger"]]
        records = ledger.model._default_manager.in_bulk([pk for pk, _ in leaf["rows"]])
        found += [(leaf, brings, records.get(pk)) for pk, brings in leaf["rows"]]
    return found
