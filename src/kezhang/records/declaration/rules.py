"""规则: what a record must satisfy, said once and judged everywhere: forms, imports and the API.

Only arithmetic and format are errors; whatever rests on a document or on memory is a
warning, which a person may set aside with a reason. A rule is judged by the law of the record's own
date, never of today's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"

    @property
    def label(self) -> str:
        return "错误" if self is Severity.ERROR else "提醒"


@dataclass(frozen=True)
class Problem:
    """What is wrong with one value: where, what was found, what would be right."""

    column: str  # field name; "" when it concerns the row as a whole
    label: str
    found: str
    says: str
    severity: Severity = Severity.ERROR
    rule: str = ""
    row: int | None = None  # the sheet's own row number, as Excel shows it
    sheet: str = ""  # named where a table spans several sheets
    side: int = 0  # of tables side by side, from 1

    @property
    def place(self) -> str:
        """Where it stands in the file, as a person says it."""
        if self.row is None:
            return ""
        at = f"第{self.row}行{f'左起第{self.side}栏' if self.side else ''}"
        return f"“{self.sheet}”{at}" if self.sheet else at


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A condition on one record. It is not judged while a field it needs is empty."""

    name: str
    needs: tuple[str, ...]
    holds: Callable[[Any], bool]
    says: str
    severity: Severity
    basis: str = ""  # the document it rests on
    valid_from: date | None = None
    valid_to: date | None = None

    def applies_on(self, day: date | None) -> bool:
        if self.valid_from is None and self.valid_to is None:
            return True
        if day is None:
            return False
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def error(name: str, needs: tuple[str, ...], holds: Callable[[Any], bool], says: str) -> Rule:
    """Arithmetic or format: nothing is stored while it fails."""
    return Rule(name=name, needs=needs, holds=holds, says=says, severity=Severity.ERROR)


def warning(
    name: str,
    needs: tuple[str, ...],
    holds: Callable[[Any], bool],
    says: str,
    *,
    basis: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Rule:
    """A document's or the trade's expectation: stored once a person gives a reason."""
    return Rule(
        name=name,
        needs=needs,
        holds=holds,
        says=says,
        severity=Severity.WARNING,
        basis=basis,
        valid_from=valid_from,
        valid_to=valid_to,
    )
