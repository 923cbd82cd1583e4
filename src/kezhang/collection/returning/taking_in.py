"""代录: what a bureau without the system sent, a sheet or a document, read into its return by the liaison above.

Each figure keeps the words it stands in and the file they come from; it counts only once a person has decided on it.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from django.utils import timezone

from kezhang.catalogue import find
from kezhang.collection.arithmetic.rounding import plain
from kezhang.collection.list_tables.frozen_rows import FrozenTable
from kezhang.collection.list_tables.sheet_rows import ListRead, NotReadable, rows_in
from kezhang.collection.models import (
    Return,
    ReturnedFigure,
    ReturnedTable,
    ReturnVersion,
    RoundItem,
    RoundTable,
)
from kezhang.collection.returning.contents import digest_of, next_version, still_asked
from kezhang.collection.returning.life import LIFE, TAKE_IN, State, under_way
from kezhang.collection.returning.measuring import hold_against
from kezhang.indicators.indicator import AnyIndicator, Figure
from kezhang.intake import upload
from kezhang.intake.proposals import comparable, in_base
from kezhang.orgs.models import User
from kezhang.quantities.typed_numbers import exact_number
from kezhang.quantities.units import unit_of
from kezhang.reading.findings import Finding, Reading, Role
from kezhang.reading.output.annotation import sentence
from kezhang.records.declaration.cells import is_empty
from kezhang.records.importing.workbooks.unreadable_workbook import UnreadableWorkbook
from kezhang.records.importing.workbooks.workbook_reader import HEADER_ROWS, Page, form_pages
from kezhang.records.writing import stored_files
from kezhang.records.writing.journal import Author
from kezhang.reports.drafting.figures import define
from kezhang.targets.models import Target
from kezhang.targets.progress import counting_targets
from kezhang.workflow.steps import NotPossible

SHEETS = frozenset({".xlsx", ".xls", ".xlsm", ".et", ".csv", ".ods"})
INDICATOR_HEADS = frozenset({"指标", "指标名称", "考核指标", "主要指标", "任务名称"})
VALUE_HEADS = ("报送值", "累计完成", "完成数", "累计数", "目前已完成", "完成情况", "实际完成", "完成")
UNIT_HEADS = frozenset({"计量单位", "单位"})
REASON_HEADS = frozenset({"未达进度原因及下步措施", "原因", "原因分析", "说明", "备注"})


@dataclass(frozen=True)
class ReadFigure:
    """One figure as the file says it: exact in the base unit, with its words."""

    value: Decimal
    words: str
    reason: str = ""


def take_in(
    answer: Return, by: User | None, file_name: str, content: bytes, received: datetime | None = None
) -> ReturnVersion:
    """Read the file, keep it, and put its figures in as sent. Raises NotPossible.

    ``received`` is when the bureau's paper came, as the liaison states it; it decides whether it was in time.
    """
    found = LIFE.ready(answer, TAKE_IN, by)
    name, asked = upload.named(file_name), still_asked(found)
    suffix = PurePosixPath(name).suffix.lower()
    read: Mapping[str, ReadFigure]
    lists: Mapping[str, ListRead]
    if suffix in SHEETS:
        book = _pages(content, name)
        read, lists = _sheet(book, asked.items), _lists(book, asked.tables)
    else:
        read, lists = _document(content, name, asked.items, found.round.as_of), {}
    if not read and not lists:
        raise NotPossible(
            f"“{name}”里没有读出本次调度要报的指标；表格应有“指标”和“累计完成”两列，文稿应写明指标的完成数"
            f"{'；清单应有它的表头' if asked.tables else ''}。"
        )
    moment = received or timezone.now()
    if moment > timezone.now():
        raise NotPossible("收到的时间不能晚于现在。")
    with under_way(answer, TAKE_IN, by) as locked:
        kind = ReturnVersion.Kind.FIRST if locked.newest is None else ReturnVersion.Kind.REVISED
        if locked.state == State.MISSING:
            kind = ReturnVersion.Kind.LATE
        version = next_version(locked, kind, by)
        targets = counting_targets(locked.org, locked.round.as_of)
        for item in asked.items:
            _figure(locked, version, item, read.get(item.indicator), targets.get(item.indicator)).save()
        for table in asked.tables:
            _table(version, table, lists.get(table.table)).save()
        stored_files.keep(version.file, f"{locked.round.number}-{locked.org.code}-{version.number}{suffix}", content)
        version.file_name, version.sha256 = name, hashlib.sha256(content).hexdigest()
        version.signed_by, version.sent_at = by, moment
        version.by_deadline, version.digest = moment <= locked.round.deadline, digest_of(version)
        version.save()
        locked.channel = Return.Channel.SHEET if suffix in SHEETS else Return.Channel.DOCUMENT
        locked.taken_at = timezone.now()
        LIFE.move(
            locked, State.SENT, TAKE_IN, Author(by=by, reason=f"收到{name}"), version=version.number,
            digest=version.digest, file_sha256=version.sha256,
        )  # fmt: skip
    return version


def told(version: ReturnVersion) -> str:
    """What was read, counted."""
    numbers, lists = version.figures.exclude(value="").count(), version.tables.filter(is_given=True).count()
    return f"{numbers}个数字" + (f"、{lists}份清单" if lists else "")


def _figure(
    answer: Return, version: ReturnVersion, item: RoundItem, read: ReadFigure | None, target: Target | None
) -> ReturnedFigure:
    indicator = item.measured
    made = ReturnedFigure(version=version, item=item, definition=define(indicator))
    if read is None:
        made.status = ReturnedFigure.Status.UNPUBLISHED
    else:
        made.value, made.sentence, made.explanation = plain(read.value), read.words, read.reason
    if target is not None and target.base_value is not None:
        stated = Figure(indicator, answer.org, target.period, answer.round.as_of, read.value) if read else None
        hold_against(target, made, stated)
    return made


def _table(version: ReturnVersion, asked: RoundTable, read: ListRead | None) -> ReturnedTable:
    made = ReturnedTable(version=version, asked=asked, is_given=read is not None)
    made.keep(read.table if read else FrozenTable(asked.declared.heads, ()), read.says if read else "")
    return made


def _pages(content: bytes, name: str) -> list[Page]:
    try:
        return form_pages(content, name)
    except UnreadableWorkbook as fault:
        raise NotPossible(str(fault)) from fault


def _lists(book: Sequence[Page], tables: Sequence[RoundTable]) -> dict[str, ListRead]:
    """The lists that have a page of their own."""
    try:
        read = {table.table: rows_in(book, table.declared) for table in tables}
    except NotReadable as fault:
        raise NotPossible(f"{fault}，请改正后再录。") from fault
    return {slug: found for slug, found in read.items() if found is not None}


def _sheet(book: Sequence[Page], items: Sequence[RoundItem]) -> dict[str, ReadFigure]:
    wanted = {item.indicator for item in items}
    for page in book:
        for at, row in enumerate(page.rows[:HEADER_ROWS]):
            heads = [_text(cell) for cell in row]
            values = next((heads.index(head) for head in VALUE_HEADS if head in heads), None)
            if values is not None and INDICATOR_HEADS & set(heads):
                return dict(_rows(page.name, page.rows, at, heads, values, wanted))
    return {}


def _rows(
    sheet: str, rows: Sequence[Sequence[Any]], at: int, heads: list[str], values: int, wanted: set[str]
) -> Iterable[tuple[str, ReadFigure]]:
    named_at = next(place for place, head in enumerate(heads) if head in INDICATOR_HEADS)
    units = next((place for place, head in enumerate(heads) if head in UNIT_HEADS), None)
    reasons = next((place for place, head in enumerate(heads) if head in REASON_HEADS), None)
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        indicator = find(_text(_cell(row, named_at)))
        if indicator is None or indicator.slug not in wanted or is_empty(_cell(row, values)):
            continue
        written, unit = _text(_cell(row, values)), _text(_cell(row, units)) or indicator.unit.label
        words = f"{sheet} 第{number}行：{_text(_cell(row, named_at))} {written}{unit}"
        reason = _cell(row, reasons)
        said = "" if is_empty(reason) else str(reason).strip()
        yield indicator.slug, ReadFigure(_number(written, unit, indicator, f"第{number}行"), words, said)


def _number(written: str, unit: str, indicator: AnyIndicator, place: str) -> Decimal:
    """In the base unit. Raises NotPossible for what is no number or of another unit."""
    own = indicator.unit
    known = own if unit == own.label else unit_of(unit)
    digits = written.removesuffix(unit)
    if known is None or known.dimension != own.dimension:
        raise NotPossible(f"{place}：“{indicator.label}”的计量单位“{unit}”与{own.label}不是一类，请改正后再录。")
    try:
        return known.to_base(exact_number(digits, 4))
    except ValueError as fault:
        raise NotPossible(f"{place}：“{indicator.label}”的数“{written}”{fault}，请改正后再录。") from fault


def _document(content: bytes, name: str, items: Sequence[RoundItem], as_of: date) -> Mapping[str, ReadFigure]:
    """What the reader takes for the year's actual figures; of several of one indicator the surest."""
    outcome = upload.read(content, name)
    reading = outcome.reading
    if reading is None:
        raise NotPossible(f"“{name}”：{outcome.says}")
    wanted = {item.indicator: item.measured for item in items}
    found: dict[str, ReadFigure] = {}
    for finding in sorted(reading.findings, key=_surest):
        slug = finding.match.name if finding.match else ""
        if slug not in wanted or slug in found or not _is_actual(finding, as_of.year):
            continue
        if finding.value is not None and comparable(finding.unit, wanted[slug]):
            found[slug] = ReadFigure(in_base(finding.value, finding.unit), _words(reading, finding))
    return found


def _is_actual(finding: Finding, year: int) -> bool:
    of_year = not finding.period or finding.period.startswith(str(year))
    return finding.role is Role.ACTUAL and of_year and not finding.masked and not finding.spec


def _surest(finding: Finding) -> Decimal:
    return -(finding.confidence * (finding.match.score if finding.match else Decimal(0)))


def _words(reading: Reading, finding: Finding) -> str:
    return sentence(reading.text, finding.start, finding.end)


def _cell(row: Sequence[Any], place: int | None) -> Any:
    return row[place] if place is not None and place < len(row) else None


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    return "" if cell is None else "".join(str(cell).split())
