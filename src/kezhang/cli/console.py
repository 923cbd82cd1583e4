"""How commands speak: tables, progress bars, one-sentence faults, JSON for programs."""

import json
import sys
from datetime import date
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kezhang.orgs.models import Org

console = Console()
faults = Console(stderr=True)


def stop(says: str, code: int = 2) -> NoReturn:
    """End with one sentence; 1 for a person to look at, 2 for what cannot be read."""
    faults.print(says, style="red", highlight=False)
    raise typer.Exit(code)


def write_json(data: Any) -> None:
    """One object for a program to read; Decimals are texts."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=1, default=str)
    sys.stdout.write("\n")


def org_of(code: str) -> Org:
    org = Org.objects.filter(code=code).first()
    if org is None:
        stop(f"没有代码为 {code} 的单位；先运行 kezhang init 载入行政区划。")
    return org


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        stop(f"“{text}”不是日期，应为 2024-06-30 的写法。")


def bar(on: Console = console) -> Progress:
    """A progress bar that always shows a number; on ``faults`` where a program reads what is printed."""
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=on
    )
