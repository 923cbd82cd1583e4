"""证据表: the workbook that shows, figure by figure, the records behind a report.

Each sheet's 计入值 add up to its figure; a reader can check with a calculator.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from kezhang.catalogue import LEDGERS
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.history.seen_rows import SeenRows
from kezhang.records.models import Record
from kezhang.records.workbook_writer import Sheet, workbook
from kezhang.reports.figure_kinds.catalogue import kind_of
from kezhang.reports.figure_kinds.evidence import Evidence, count_of, leaves
from kezhang.reports.figure_kinds.kind import UNKNOWN, IndicatorKind
from kezhang.reports.figure_kinds.records import CELL
from kezhang.reports.models import Report, ReportFigure

LIST = "数字清单"


def evidence_workbook(report: Report) -> bytes:
    """One sheet with every figure and its definition, and one sheet for each figure with its records."""
    figures = list(report.figures.order_by("mark"))
    named = _sheet_names(figures)
    return workbook([_list(report, figures, named), *_details(figures, named)])


def _sheet_names(figures: list[ReportFigure]) -> dict[str, str]:
    """The same figure shown twice has one sheet, named after its first mark; so have all numbers in one table."""
    names: dict[str, str] = {}
    for figure in figures:
        sheet = names.setdefault(_sheet_of(figure), f"{figure.mark} {figure.label}{figure.role}")
        names[figure.key] = sheet
    return names


def _sheet_of(figure: ReportFigure) -> str:
    """What shares a sheet: a table's cells go by the table and its ledger, every other figure by itself."""
    return "|".join(figure.key.split("|")[:3]) if _is_cell(figure) else figure.key


def _is_cell(figure: ReportFigure) -> bool:
    return kind_of(figure.key) is CELL


def _list(report: Report, figures: list[ReportFigure], named: Mapping[str, str]) -> Sheet:
    rows = [
        [
            f.mark, f.label, f.role, f.display + f.unit, Decimal(f.value), f.definition.get("计算", ""),
            f.definition.get("归属日期", ""), f.definition.get("依据", ""), count_of(f.evidence), named[f.key],
        ]
        for f in figures
    ]  # fmt: skip
    return Sheet(
        name=LIST,
        above=(
            f"{report.title}：数字清单",
            f"报告编号 {report.number}，截至 {report.as_of}，数字校验值 {report.digest}",
        ),
        headings=(
            "标记",
            "指标",
            "角色",
            "文中写法",
            "准确值(基本单位)",
            "计算",
            "归属日期",
            "依据",
            "记录数",
            "明细工作表",
        ),
        rows=rows,
        widths=(8, 28, 10, 16, 20, 50, 14, 36, 10, 34),
    )


def _details(figures: list[ReportFigure], named: Mapping[str, str]) -> Iterator[Sheet]:
    sheets: dict[str, dict[str, ReportFigure]] = {}
    for figure in figures:
        sheets.setdefault(named[figure.key], {}).setdefault(figure.key, figure)
    for name, found in sheets.items():
        first, *others = found.values()
        yield _cells([first, *others], name) if _is_cell(first) else _detail(first, name)


def _cells(figures: list[ReportFigure], name: str) -> Sheet:
    """All numbers in the cells of one table, each with the record it was taken from."""
    ledger = LEDGERS[figures[0].evidence["ledger"]]
    rows = [[f"{f.mark} {f.display}{f.unit}", *row] for f in figures for row in _rows(f, f.evidence, ledger)]
    headings = ["文中写法", "部分", "记录号", "计入值", *(ledger.column(n).label for n in ledger.list_columns)]
    return Sheet(
        name=name,
        above=(f"{figures[0].label.split()[0]} {ledger.label}：表中各数", "每个数取自一条记录，计入值是该记录的准确值"),
        headings=headings,
        rows=rows,
        widths=(18, 18, 10, 16, *(18 for _ in ledger.list_columns)),
    )


def _detail(figure: ReportFigure, name: str) -> Sheet:
    parts = list(leaves(figure.evidence))
    ledgers = [LEDGERS[leaf["ledger"]] for leaf in parts]
    columns = [ledger.list_columns for ledger in ledgers]
    width = max((len(c) for c in columns), default=0)
    headings = ["部分", "记录号", "计入值", *(_heading(ledgers, n) for n in range(width))]
    rows: list[list[Any]] = []
    for leaf, ledger in zip(parts, ledgers, strict=True):
        rows += _rows(figure, leaf, ledger)
        rows.append([f"{leaf['name']} 合计", "", UNKNOWN if leaf["value"] is None else Decimal(leaf["value"])])
    return Sheet(
        name=name,
        above=(
            f"{figure.label} {figure.role}：{figure.display}{figure.unit}",
            f"准确值 {figure.value}（{_how(figure)}）；{figure.definition.get('计算', '')}",
        ),
        headings=headings,
        rows=rows,
        widths=(24, 10, 16, *(18 for _ in range(width))),
    )


def _heading(ledgers: list[Ledger], place: int) -> str:
    """One ledger's own headings; where two ledgers share the columns, both names."""
    names = [ledger.column(ledger.list_columns[place]).label for ledger in ledgers if place < len(ledger.list_columns)]
    return "／".join(dict.fromkeys(names))


def records_behind(figure: ReportFigure, leaf: Evidence) -> dict[int, Record]:
    """The records one part of a figure was added up from, as they were known when it was measured."""
    records = access.records(LEDGERS[leaf["ledger"]], figure.report.org, with_voided=True)
    return SeenRows.of(records, figure.report.known_on).in_bulk([pk for pk, _ in leaf["rows"]])


def _rows(figure: ReportFigure, leaf: Evidence, ledger: Ledger) -> Iterator[list[Any]]:
    """The frozen records by number with what each brought, and what they read then beside it."""
    records = records_behind(figure, leaf)
    for pk, brings in leaf["rows"]:
        record = records.get(pk)
        cells = [ledger.column(name).text(record) for name in ledger.list_columns] if record else []
        yield [leaf["name"], pk, Decimal(brings), *cells]


def _how(figure: ReportFigure) -> str:
    """The arithmetic in words: the kind's own where it has several ingredients, else that of the indicator."""
    kind, evidence = kind_of(figure.key), figure.evidence
    names = [part["name"] for part in evidence.get("parts", ())]
    if isinstance(kind, IndicatorKind) and kind.in_words:
        return kind.in_words.format(*names)
    return {
        "add": "各记录计入值相加",
        "divide": " ÷ ".join(names),
        "subtract": _subtracted(evidence, names),
        "grow": "与去年同期相比",
        "stated": "按报送文件或公布结果所写",
        "sum": f"{'、'.join(names)}相加",
        "ratio": " ÷ ".join(names),
        "place": "按印出的数排名",
    }[evidence["how"]]


def _subtracted(evidence: Evidence, names: list[str]) -> str:
    plus = evidence.get("plus", 1)
    return " － ".join([" ＋ ".join(names[:plus]), *names[plus:]])
