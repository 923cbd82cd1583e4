"""汇总: many bureaus' reports in one table: a line per indicator, a column per report.

Indicators of the catalogue come first, then what several reports tell of; what one report alone
tells of has a sheet of its own, and what a person should look at first another.

A cell is a figure of that very report, with the sentence it stands in; where a report
gives several, or contradicts itself, the cell says so and picks nothing in silence.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from kezhang.catalogue import INDICATORS
from kezhang.indicators.indicator import AnyIndicator
from kezhang.intake import tables
from kezhang.intake.proposals import comparable, in_base
from kezhang.reading.arithmetic import names_one_thing
from kezhang.reading.batch import ReadingOutcome
from kezhang.reading.findings import Finding, GoverningVerb, Reading, ReportSpan, Role
from kezhang.reading.lexicon import alternation, lexicon
from kezhang.reading.output.annotation import sentence
from kezhang.reading.output.formatting import COMPARATORS, amount, period_label, plain
from kezhang.records.workbook_writer import MarkedCell, Sheet

#: What a cell shows: the first of these that the report gives.
ORDER = (Role.ACTUAL, Role.TARGET, Role.PLAN, Role.COMPLETION_RATE, Role.BASELINE, Role.CHANGE, Role.RANK)
AHEAD_ROLES = (Role.TARGET, Role.PLAN)
DONE, AHEAD, ALONE, DOUBTFUL = "汇总", "任务和计划", "其他事项", "待核对"
#: Below this a reading is one for a person to look at.
SURE = Decimal("0.7")
_ROWS = lexicon("rows")
_LINE_OF = {other: line for line, others in _ROWS["same"].items() for other in others}
_SPELLED_OUT = re.compile(alternation(_ROWS["spelled_out"]))
_OF_THE_COUNTY = frozenset(_ROWS["words"]["of_the_county"])
_VERBS_ALONE = frozenset(_ROWS["words"]["verbs_alone"])
_OF_EVERYONE = frozenset(_ROWS["words"]["of_everyone"])
_PARK = re.compile(r"(?:园区|开发区|高新区|产业园|工业区)(?:[^。；;\n]{0,90})$")
_SCOPES_LISTED = re.compile(r"(?<=[国省市州县区])、(?=[省市州县区])")
_SCOPE = re.compile(r"^(?:全|我|本)(?:省|市|县|区|州)(?=[一-鿿]{3})")
#: What so many reports tell of has a line of its own.
_SEVERAL = 2
#: A level is told in another unit than its growth.
_OF_A_LEVEL = frozenset(("%", "百分点", "位", "倍", "番"))
_WAN = Decimal(10_000)


@dataclass
class BureauColumn:
    """One report: its name over the column, and its findings by line."""

    document: str
    organisation: str
    period: str
    year: str = ""  # the report's: a figure of another year says so
    cells: dict[str, list[Finding]] = field(default_factory=dict)
    odd: dict[int, list[str]] = field(default_factory=dict)  # a finding's start -> what contradicts it
    text: str = ""

    @property
    def heading(self) -> str:
        return f"{self.organisation} {self.period}".strip()

    def of_another_year(self, finding: Finding) -> bool:
        return bool(self.year and finding.period and not finding.period.startswith(self.year))

    def is_far_ahead(self, finding: Finding) -> bool:
        """Whether it is for a later year than the report's own and the next: 到2025年."""
        return bool(self.year and finding.period and int(finding.period[:4]) > int(self.year) + 1)


@dataclass
class Collation:
    """The table as it grows, report by report."""

    labels: Mapping[str, str]
    columns: list[BureauColumn] = field(default_factory=list)
    metrics: dict[str, tuple[str, GoverningVerb | None]] = field(default_factory=dict)  # lines without an indicator
    findings: list[list[Any]] = field(default_factory=list)
    checks: list[list[Any]] = field(default_factory=list)
    files: list[list[Any]] = field(default_factory=list)
    _told_by: Counter[str] = field(default_factory=Counter)  # how many columns tell of a line
    _shared: Counter[str] = field(default_factory=Counter)  # how many lines have the same name

    def add(self, outcome: ReadingOutcome) -> None:
        self.files.append(tables.file_row(outcome))
        reading = outcome.reading
        if reading is None:
            return
        self.findings += tables.finding_rows(reading, self.labels)
        self.checks += tables.check_rows(reading)
        reports = reading.reports or (ReportSpan(0, len(reading.text), "", None, None),)
        told = [self._column(reading, report) for report in reports]
        self.columns += [column for column in told if column.cells] or told[:1]  # a tail without figures is no report

    def sheets(self) -> list[Sheet]:
        headings = self._headings()
        self._told_by = Counter(key for column in self.columns for key in column.cells)
        self._shared = Counter(metric for metric, _ in self.metrics.values())
        return [
            self._table(DONE, ORDER, headings),
            self._table(AHEAD, AHEAD_ROLES, headings),
            self._alone(headings),
            self._doubtful(headings),
            _with(tables.CHECKS, self.checks),
            _with(tables.FINDINGS, self.findings),
            _with(tables.FILES, self.files),
        ]

    def _column(self, reading: Reading, report: ReportSpan) -> BureauColumn:
        name = PurePath(reading.document).stem
        column = BureauColumn(
            name,
            report.organisation or name,
            period_label(report.period),
            (report.period or "")[:4],
            text=reading.text,
        )
        for finding in reading.findings:
            if report.start <= finding.start < report.end and finding.role in ORDER and not finding.spec:
                key = self._line_of(finding, reading.text)
                if key:
                    column.cells.setdefault(key, []).append(finding)
        for check in reading.checks:
            if check.holds is False:
                for index in check.findings:
                    column.odd.setdefault(reading.findings[index].start, []).append(check.message)
        return column

    def _line_of(self, finding: Finding, text: str) -> str:
        if finding.match and finding.match.name in INDICATORS:
            return finding.match.name
        if not finding.metric:
            return ""
        metric = line_name(finding.metric)
        if metric in _OF_EVERYONE and _PARK.search(text, max(0, finding.start - 100), finding.start):
            metric = f"园区{metric}"  # 开发区工业总产值达到150亿元，工业增加值达到30亿元: not the county's
        key = f"文中：{metric}：{finding.governs or ''}"  # what is new and what there is never share a line
        self.metrics.setdefault(key, (metric, finding.governs))
        return key

    def _recurs(self, key: str) -> bool:
        metric, _ = self.metrics.get(key, ("", None))
        if metric in _VERBS_ALONE or (not names_one_thing(metric) and metric not in _OF_THE_COUNTY):
            return False  # 投资, 产值: those of whatever was told last, in every report something else
        return len(self.columns) < _SEVERAL or self._told_by[key] >= _SEVERAL

    def _named(self, key: str) -> str:
        """A line's name; where two lines share it, with what sets them apart."""
        metric, verb = self.metrics[key]
        return f"{metric}（{verb.label}）" if verb and self._shared[metric] > 1 else metric

    def _alone(self, headings: list[str]) -> Sheet:
        """What one report alone tells of, a row for each figure."""
        rows = [
            [heading, self._named(key), f.role.label, amount(f), period_label(f.period), sentence(column.text, f.start, f.end)]
            for heading, column in zip(headings, self.columns, strict=True)
            for key, found in column.cells.items()
            if key in self.metrics and not self._recurs(key)
            for f in found
        ]  # fmt: skip
        return Sheet(ALONE, ("报告", "事项", "角色", "数字", "期间", "原句"), rows, widths=(24, 32, 8, 16, 14, 80))

    def _doubtful(self, headings: list[str]) -> Sheet:
        """The cells of the table that a person should look at, the most doubtful first."""
        rows = []
        for heading, column in zip(headings, self.columns, strict=True):
            for key, found in column.cells.items():
                if key not in INDICATORS and not self._recurs(key):
                    continue
                name = INDICATORS[key].label if key in INDICATORS else self._named(key)
                for f in found:
                    score = f.confidence * (f.match.score if f.match else 1)
                    reasons = [*column.odd.get(f.start, ()), *(["把握不足"] if score < SURE else [])]
                    if reasons:
                        told = sentence(column.text, f.start, f.end)
                        rows.append([heading, name, f.role.label, amount(f), score, "；".join(reasons), told])
        rows.sort(key=lambda row: row[4])
        return Sheet(
            DOUBTFUL,
            ("报告", "指标", "角色", "数字", "把握", "为什么", "原句"),
            rows,
            widths=(24, 32, 8, 16, 8, 40, 80),
        )

    def _headings(self) -> list[str]:
        """Two reports of one bureau and period are told apart by their files."""
        named = Counter(column.heading for column in self.columns)
        return [c.heading if named[c.heading] == 1 else f"{c.heading}（{c.document}）" for c in self.columns]

    def _table(self, name: str, roles: tuple[Role, ...], headings: list[str]) -> Sheet:
        rows = []
        for key in (*INDICATORS, *filter(self._recurs, self.metrics)):
            told = [[f for f in column.cells.get(key, ()) if f.role in roles] for column in self.columns]
            for of_line in _told_apart(told, key in INDICATORS):
                line = _Line(INDICATORS.get(key), of_line)
                heading: Any = (
                    line.indicator.label if line.indicator else MarkedCell(self._named(key), "指标目录里没有", "faint")
                )
                cells = [line.cell(column, found, roles) for column, found in zip(self.columns, of_line, strict=True)]
                rows.append([heading, line.unit, *cells])
        return Sheet(
            name=name,
            headings=("指标", "单位", *headings),
            rows=rows,
            above=(
                "各单位报告数字汇总" if name == DONE else "各单位报告中的任务和计划",
                "单元格批注为原句；红色为与文中其他数字矛盾，黄色为文中有几个不同的数，斜体为没有实绩时的其他数字，或其他年度的数字",
            ),
            widths=(32, 8, *(18 for _ in headings)),
            frozen_columns=2,
        )


#: Reports write brackets of both widths.
_WIDE_BRACKETS = str.maketrans("()", "（）")


def line_name(metric: str) -> str:
    """The name of a metric's line, one for all that mean the same.

    >>> line_name("全县规上工业增加值"), line_name("县域生产总值"), line_name("新增就业")
    ('规模以上工业增加值', '生产总值', '新增就业')
    >>> line_name("新(改)建公路") == line_name("新（改）建公路"), line_name("省、市重点项目")
    (True, '省市重点项目')
    """
    written = _SCOPES_LISTED.sub("", _SCOPE.sub("", metric)).translate(_WIDE_BRACKETS)
    written = _SPELLED_OUT.sub(lambda short: _ROWS["spelled_out"][short[0]], written)
    return _LINE_OF.get(written, written)


def _told_apart(told: list[list[Finding]], is_known: bool) -> list[list[list[Finding]]]:
    """Money and things under one name, each a line: 向12家企业发放贷款4.6亿元 is twelve firms and an amount."""
    money = [[f for f in found if f.unit == "元" or f.unit in _OF_A_LEVEL] for found in told]
    things = [[f for f in found if f.unit != "元" and f.unit not in _OF_A_LEVEL] for found in told]
    if is_known or not any(f.unit == "元" for found in told for f in found) or not any(things):
        return [told] if any(told) else []
    return [money, things]


class _Line:
    """One line: its unit, and how a figure is written in it."""

    def __init__(self, indicator: AnyIndicator | None, told: list[list[Finding]]) -> None:
        self.indicator = indicator
        if indicator:
            self.unit = indicator.unit.label
        else:
            every = [f for found in told for f in found]
            every.sort(key=lambda f: (f.unit in _OF_A_LEVEL, ORDER.index(f.role)))
            units = [f.unit or "" for f in every]
            self.unit = "万元" if units[0] == "元" else units[0]

    def cell(self, column: BureauColumn, found: list[Finding], roles: tuple[Role, ...]) -> Any:
        if not found:
            return None
        role = _shown_role(found, roles)
        of_role = sorted(
            (f for f in found if f.role is role),
            key=lambda f: (*_when(column, f, role), bool(f.basis), f.direction is not None, _confidence(f)),
        )
        shown = of_role[0]
        value = self.value(shown)
        several = {(f.value, f.value_high, f.unit, f.masked) for f in of_role if _of_the_same(f, shown)}
        odd = [words for f in found for words in column.odd.get(f.start, ())]
        plain_role = role is Role.ACTUAL or Role.ACTUAL not in roles
        if role is Role.ACTUAL and column.of_another_year(shown):
            return MarkedCell(
                f"{amount(shown)}（{period_label(shown.period)}）",
                _remark(column, found, odd),
                "wrong" if odd else "faint",
            )
        if not isinstance(value, Decimal):
            value = value if plain_role else f"{role.label} {value}"
        elif not plain_role:
            value = f"{role.label} {amount(shown)}"
        elif roles is AHEAD_ROLES and (said := COMPARATORS.get(shown.comparator)):
            value = f"{said}{plain(value)}"
        if roles is AHEAD_ROLES and column.is_far_ahead(shown):
            value = f"{plain(value) if isinstance(value, Decimal) else value}（{period_label(shown.period)}）"
        tone = "wrong" if odd else "odd" if len(several) > 1 else "plain" if plain_role else "faint"
        return MarkedCell(value, _remark(column, found, odd), tone)

    def value(self, finding: Finding) -> Decimal | str:
        """A number in the line's unit, or words where it is none."""
        if finding.masked or finding.value is None:
            return "未写明"
        if finding.basis:
            return amount(finding)  # 年均15% is no growth of one year
        if self.indicator and comparable(finding.unit, self.indicator):
            ours = [in_base(v, finding.unit) / self.indicator.unit.factor for v in _ends(finding)]
        elif not self.indicator and (finding.unit or "") in {self.unit, "元" if self.unit == "万元" else self.unit}:
            ours = [v / _WAN if finding.unit == "元" else v for v in _ends(finding)]
        else:
            return amount(finding)
        return ours[0] if len(ours) == 1 else f"{plain(ours[0])}至{plain(ours[1])}"


def _ends(finding: Finding) -> list[Decimal]:
    return [value for value in (finding.value, finding.value_high) if value is not None]


def _shown_role(found: list[Finding], roles: tuple[Role, ...]) -> Role:
    """The first of the roles that is told; how much it grew goes before how much it shall grow."""
    role = next(role for role in roles if any(f.role is role for f in found))
    if role in AHEAD_ROLES and Role.CHANGE in roles and any(f.role is Role.CHANGE for f in found):
        only_grows = all(f.direction is not None for f in found if f.role in AHEAD_ROLES)
        return Role.CHANGE if only_grows else role
    return role


def _when(column: BureauColumn, finding: Finding, role: Role) -> tuple[bool, str]:
    """What is of the report's own year first; of what lies ahead, the next year before a later one."""
    return column.of_another_year(finding), (finding.period or "") if role in AHEAD_ROLES else ""


def _of_the_same(finding: Finding, shown: Finding) -> bool:
    """Whether two figures should be one: a value is none with its own growth, nor a growth with one on another basis."""
    grown, shown_grown = finding.direction is not None, shown.direction is not None
    alike = finding.unit == shown.unit and finding.basis == shown.basis
    return finding.period == shown.period and alike and grown is shown_grown


def _confidence(finding: Finding) -> Decimal:
    """Known before masked, sure before doubtful; sorted upwards."""
    return (Decimal(2) if finding.masked else Decimal(0)) - finding.confidence * (
        finding.match.score if finding.match else 1
    )


def _remark(column: BureauColumn, found: list[Finding], odd: list[str]) -> str:
    """Every sentence once, with what it says of this line, and what is wrong with it."""
    said: dict[str, list[str]] = {}
    for finding in found:
        words = f"{finding.role.label} {amount(finding)}"
        if finding.period:
            words += f"（{period_label(finding.period)}）"
        said.setdefault(sentence(column.text, finding.start, finding.end), []).append(words)
    parts = [f"✗ {words}" for words in dict.fromkeys(odd)]
    parts += [f"{'；'.join(words)}\n“{quoted}”" for quoted, words in said.items()]
    return "\n".join(parts)


def _with(sheet: Sheet, rows: list[list[Any]]) -> Sheet:
    return Sheet(sheet.name, sheet.headings, rows, widths=sheet.widths)
