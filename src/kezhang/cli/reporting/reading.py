"""Commands that read other people's reports.

Documents come and go one at a time; what is printed for a program is one line each.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Column

from kezhang.cli.console import bar, console, faults, folding_table, stop, whole_number
from kezhang.indicators.names import names
from kezhang.intake import tables
from kezhang.intake.collation import Collation
from kezhang.reading.batch import ReadingOutcome, documents, read_many
from kezhang.reading.cluster import NoCluster, read_on_cluster
from kezhang.reading.findings import Reading
from kezhang.reading.output.annotation import contradictions
from kezhang.reading.output.formatting import amount, period_label
from kezhang.reading.output.json_data import as_data
from kezhang.reading.output.page import page
from kezhang.records.workbook_writer import Growing, TooLong, workbook

#: More documents than this are listed, a line each, instead of being shown in full.
SHOWN = 3
SIGNS = {True: "[green]✓[/]", False: "[red]✗[/]", None: "[yellow]？[/]"}
Files = Annotated[list[Path], typer.Argument(help="报告文件，或装着报告的文件夹", show_default=False)]
Jobs = Annotated[int, typer.Option(help="同时读几份；0 为全部核心", parser=whole_number(0, 256), metavar="整数")]
Cluster = Annotated[
    str, typer.Option(help="在这个地址的 Dask 集群上读，如 tcp://10.0.0.5:8786", metavar="地址", show_default=False)
]


def read(
    files: Files,
    as_json: Annotated[bool, typer.Option("--json", help="每份文件输出一行 JSON")] = False,
    xlsx: Annotated[Path | None, typer.Option(help="读数写到哪个 .xlsx")] = None,
    html: Annotated[Path | None, typer.Option(help="批注过的全文写到哪个 .html；多份文件时为文件夹")] = None,
    jobs: Jobs = 0,
    cluster: Cluster = "",
) -> None:
    """读报告：找出其中的数字、含义和矛盾；有读不了的文件时退出码为 1。"""
    paths = chosen(files)
    labels = {name.name: name.label for name in names()}
    book = Growing(xlsx, (tables.FINDINGS, tables.CHECKS, tables.FILES)) if xlsx else None
    html_of = _html_names(html, paths)
    unread = 0
    try:
        for outcome in watched(paths, jobs, cluster):
            unread += outcome.reading is None
            _say(outcome, labels, as_json=as_json, in_full=len(paths) <= SHOWN)
            if book:
                _add(book, outcome, labels)
            if outcome.reading and outcome.path in html_of:
                html_of[outcome.path].parent.mkdir(parents=True, exist_ok=True)
                html_of[outcome.path].write_text(page(outcome.reading, labels, outcome.notes), encoding="utf-8")
        if book:
            book.close()
    except (OSError, TooLong) as fault:
        stop(f"没有写成：{fault}")
    if len(paths) > SHOWN and not as_json:
        console.print(f"读了{len(paths) - unread}份" + (f"，{unread}份读不了" if unread else ""), highlight=False)
    if unread:
        raise typer.Exit(1)


def collate(
    files: Files,
    xlsx: Annotated[Path, typer.Option(help="汇总表写到哪个 .xlsx")],
    jobs: Jobs = 0,
    cluster: Cluster = "",
) -> None:
    """汇总各单位的报告：一行一个指标，一列一份报告，批注为原句，矛盾标红；有读不了的文件时退出码为 1。"""
    paths = chosen(files)
    collation = Collation({name.name: name.label for name in names()})
    unread = 0
    for outcome in watched(paths, jobs, cluster):
        collation.add(outcome)
        if outcome.reading is None:
            unread += 1
            faults.print(f"{outcome.path}：{outcome.says}", style="red", highlight=False, markup=False, soft_wrap=True)
    try:
        xlsx.write_bytes(workbook(collation.sheets()))
    except OSError as fault:
        stop(f"没有写成：{fault}")
    wrong = sum(row[1] == tables.OUTCOMES[False] for row in collation.checks)
    console.print(
        f"已汇总到 {xlsx}：{len(collation.columns)}份报告，{wrong}处矛盾" + (f"，{unread}个文件读不了" if unread else ""),
        highlight=False, markup=False, soft_wrap=True,
    )  # fmt: skip
    if unread:
        raise typer.Exit(1)


def chosen(files: list[Path]) -> list[Path]:
    paths = documents(files)
    if not paths:
        stop("文件夹里没有可读的报告（.docx .doc .wps .odt .rtf .pdf .txt .md .html）。")
    return paths


def watched(paths: list[Path], jobs: int, cluster: str) -> Iterator[ReadingOutcome]:
    """Read here or on a cluster, with a bar on the side where there is something to wait for."""
    if cluster and jobs:
        stop("--jobs 是本机同时读几份，--cluster 是交给集群读；两个只能用一个。")
    try:
        yield from _shown(
            paths, read_on_cluster(paths, names(), cluster) if cluster else read_many(paths, names(), jobs or None)
        )
    except NoCluster as fault:
        stop(escape(str(fault)))


def _shown(paths: list[Path], found: Iterator[ReadingOutcome]) -> Iterator[ReadingOutcome]:
    if len(paths) <= SHOWN:
        yield from found
        return
    with bar(faults) as progress:
        task = progress.add_task("阅读", total=len(paths))
        for outcome in found:
            yield outcome
            progress.advance(task)


def _html_names(html: Path | None, paths: list[Path]) -> dict[Path, Path]:
    """Where each document's page goes; two of one name in different folders stay apart."""
    if html is None:
        return {}
    if len(paths) == 1 and not html.is_dir():
        return {paths[0]: html}
    taken: dict[Path, Path] = {}
    for number, path in enumerate(paths, start=1):
        taken[path] = html / f"{number:04}_{path.stem}.html"
    return taken


def _add(book: Growing, outcome: ReadingOutcome, labels: dict[str, str]) -> None:
    book.add(tables.FILES.name, tables.file_row(outcome))
    if outcome.reading:
        for row in tables.finding_rows(outcome.reading, labels):
            book.add(tables.FINDINGS.name, row)
        for row in tables.check_rows(outcome.reading):
            book.add(tables.CHECKS.name, row)


def _say(outcome: ReadingOutcome, labels: dict[str, str], *, as_json: bool, in_full: bool) -> None:
    reading = outcome.reading
    if as_json:
        told: dict[str, Any] = (
            as_data(reading, outcome.notes)
            if reading
            else {"document": str(outcome.path), "findings": [], "checks": [], "fault": outcome.says}
        )
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    if reading is None:
        faults.print(f"{outcome.path}：{outcome.says}", style="red", highlight=False, markup=False, soft_wrap=True)
    elif not as_json and in_full:
        show(reading, outcome.notes, labels)
    elif not as_json:
        wrong = sum(check.holds is False for check in reading.checks)
        console.print(
            f"{outcome.path}：{len(reading.findings)}个数字" + (f"，{wrong}处矛盾" if wrong else ""),
            highlight=False, markup=False, soft_wrap=True,
        )  # fmt: skip


def show(reading: Reading, notes: tuple[str, ...], labels: dict[str, str]) -> None:
    """One document: its reports, its figures, its checks."""
    console.print(reading.document, style="bold", highlight=False, markup=False)
    for words in notes:
        console.print(f"  {words}", highlight=False, markup=False)
    for report in reading.reports:
        whose = report.organisation or "单位未写明"
        console.print(f"  {whose} {period_label(report.period)} {report.title}".rstrip(), highlight=False, markup=False)
    wrong = contradictions(reading.checks)
    table = folding_table("事项", "角色", Column("数值", justify="right", overflow="fold"), "期间", "指标", "原文")
    for number, finding in enumerate(reading.findings):
        match = labels.get(finding.match.name, finding.match.name) if finding.match else ""
        cells = (
            finding.metric or "", finding.role.label, amount(finding) + (" ✗" if number in wrong else ""), period_label(finding.period), match,
            " ".join(finding.text.split()),
        )  # fmt: skip
        table.add_row(*(escape(cell) for cell in cells), style="red" if number in wrong else None)
    console.print(table)
    for check in reading.checks:
        console.print(f"  {SIGNS[check.holds]} {escape(check.message)}", highlight=False)
