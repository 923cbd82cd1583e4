"""How commands speak: tables, progress bars, one-sentence faults, JSON for programs."""

import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from kezhang.orgs.models import Org
from kezhang.quantities import typed_numbers
from kezhang.quantities.dates import parse_date, parse_moment
from kezhang.quantities.periods import Period
from kezhang.quantities.typed_numbers import half_width
from kezhang.records.fields import unstorable
from kezhang.records.local_time import aware

console = Console()
faults = Console(stderr=True)


class Stopped(typer.Exit):
    """A command that has ended with one sentence, which it has told."""

    def __init__(self, says: str, code: int) -> None:
        super().__init__(code)
        self.says = says


def stop(says: str, code: int = 2) -> NoReturn:
    """End with one sentence; 1 for a person to look at, 2 for what cannot be read."""
    faults.print(says, style="red", highlight=False)
    raise Stopped(says, code)


def folding_table(*headings: str | Column, title: str = "") -> Table:
    """A table whose cells break rather than lose their end: Chinese has no blanks to break at."""
    columns = (each if isinstance(each, Column) else Column(each, overflow="fold") for each in headings)
    return Table(*columns, title=title or None)


def write_json(data: Any) -> None:
    """One object for a program to read; Decimals are texts."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=1, default=str)
    sys.stdout.write("\n")


def org_of(code: str) -> Org:
    org = None if unstorable(code) else Org.objects.filter(code=half_width(code).strip()).first()
    if org is None:
        stop(f"没有代码为 {shown(code)} 的单位；先运行 kezhang init 载入行政区划。")
    return org


def day_of(text: str) -> date:
    try:
        return parse_date(text)
    except ValueError as fault:
        stop(f"日期“{shown(text)}”没有读懂：{fault}。")


def moment_of(text: str) -> datetime:
    """A moment of knowledge; without a zone it is local time."""
    try:
        found = parse_moment(text)
    except ValueError as fault:
        stop(f"时刻“{shown(text)}”没有读懂：{fault}。")
    return aware(found)


def period_of(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as fault:
        stop(f"{shown(str(fault))}。")


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Reads an option that is a number, within its bounds."""

    def read(text: str) -> int:
        try:
            return typed_numbers.whole_number(str(text), least, most)
        except ValueError as fault:
            raise typer.BadParameter(f"“{shown(str(text))}”{fault}") from None

    return read


def shown(text: str) -> str:
    """What was typed as a terminal can show it: a byte that is no character is written as its code."""
    return text.encode(errors="backslashreplace").decode()[:60]


def bar(on: Console = console) -> Progress:
    """A progress bar that always shows a number; on ``faults`` where a program reads what is printed."""
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=on
    )
