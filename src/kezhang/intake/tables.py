"""读数表: findings, checks and files as rows of a workbook.

Each row says where it comes from, down to the sentence.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kezhang.reading.batch import ReadingOutcome
from kezhang.reading.findings import ArithmeticCheck, Reading, ReportSpan
from kezhang.reading.output.annotation import sentence
from kezhang.reading.output.formatting import COMPARATORS, amount, period_label
from kezhang.records.workbook_writer import Sheet

FINDINGS = Sheet(
    name="读数",
    headings=(
        "文件", "报告单位", "指标", "事项", "角色", "原文", "数值(基本单位)", "上限", "单位", "比较", "期间", "基期", "对象", "同一事实",
        "把握", "原句", "起", "止",
    ),
    rows=(),
    widths=(24, 16, 22, 26, 8, 14, 16, 12, 8, 8, 14, 12, 14, 8, 8, 60, 8, 8),
)  # fmt: skip
CHECKS = Sheet(
    name="勾稽", headings=("文件", "结论", "说明", "涉及的数字", "所在的句子"), rows=(), widths=(24, 8, 60, 30, 80)
)
FILES = Sheet(
    name="文件",
    headings=("文件", "报告单位", "期间", "数字", "勾稽", "矛盾", "说明"),
    rows=(),
    widths=(40, 18, 14, 8, 8, 8, 60),
)
OUTCOMES = {True: "相符", False: "矛盾", None: "推算"}


def report_of(reading: Reading, start: int) -> ReportSpan | None:
    """Which of a file's reports a place belongs to."""
    return next((report for report in reading.reports if report.start <= start < report.end), None)


def finding_rows(reading: Reading, labels: Mapping[str, str]) -> Iterator[list[Any]]:
    for f in reading.findings:
        report = report_of(reading, f.start)
        yield [
            reading.document, (report.organisation if report else "") or "",
            labels.get(f.match.name, f.match.name) if f.match else "", f.metric or "", f.role.label,
            " ".join(f.text.split()), "未写明" if f.masked else f.value, f.value_high, f.unit or "",
            COMPARATORS.get(f.comparator, f.comparator), period_label(f.period), f.basis, f.organisation or "",
            f.group if f.group is None else f.group + 1, f.confidence, sentence(reading.text, f.start, f.end), f.start, f.end,
        ]  # fmt: skip


def check_rows(reading: Reading) -> Iterator[list[Any]]:
    for check in reading.checks:
        yield [reading.document, OUTCOMES[check.holds], check.message, *check_places(reading, check)]


def check_places(reading: Reading, check: ArithmeticCheck) -> tuple[str, str]:
    """The figures a check is about, and the sentences they stand in, each once."""
    meant = [reading.findings[i] for i in check.findings]
    shown = "；".join(f"{f.metric or ''}{f.role.label} {amount(f)}" for f in meant)
    return shown, "\n".join(dict.fromkeys(sentence(reading.text, f.start, f.end) for f in meant))


def file_row(outcome: ReadingOutcome) -> list[Any]:
    reading = outcome.reading
    if reading is None:
        return [str(outcome.path), "", "", "", "", "", outcome.says]
    reports = reading.reports
    return [
        reading.document,
        "；".join(report.organisation or "未写明" for report in reports),
        "；".join(period_label(report.period) or "未写明" for report in reports),
        len(reading.findings),
        len(reading.checks),
        sum(check.holds is False for check in reading.checks),
        "；".join(outcome.notes),
    ]
