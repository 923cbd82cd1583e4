"""分解的行: what one line of a table of shares says, and how a cell of it is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from kezhang.indicators.indicator import AnyIndicator
from kezhang.quantities.typed_numbers import exact_number
from kezhang.quantities.units import unit_of
from kezhang.records.declaration.cells import is_empty
from kezhang.targets.models import Target

_WITH_UNIT = re.compile(r"(?P<digits>-?[\d,，.]+)\s*(?P<unit>[^\d\s]{0,4})")


class Bearer(NamedTuple):
    """Whoever bears a share: by what a line names it, and its name for people."""

    code: str
    name: str


class NotATable(Exception):
    """The sheet is no table of shares; the message says what is missing, in Chinese."""


@dataclass
class AssignedLine:
    """One indicator of the table: the whole and each share, in the unit the table writes.

    Shares are kept by the bureau's code, or by the office's name where the line divides among offices.
    """

    indicator: AnyIndicator
    place: str  # where it stands, for people
    is_among_offices: bool = False
    unit: str = ""
    comparator: str = Target.Comparator.AT_LEAST
    whole: Decimal | None = None
    is_masked: bool = False
    upper: Decimal | None = None
    year: int | None = None
    document_number: str = ""
    document_title: str = ""
    effective_on: date | None = None
    weight: Decimal | None = None
    cap: Decimal | None = None
    method: str = "ratio"
    reason: str = ""
    shares: dict[str, Decimal | None] = field(default_factory=dict)  # code -> value, None is hidden
    quarters: dict[str, tuple[Decimal | None, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class AssignedTable:
    """What a workbook says, and what of it was not understood."""

    lines: Sequence[AssignedLine]
    faults: Sequence[str]


def stated_number(cell: Any, unit: str, place: str, faults: list[str]) -> Decimal | None:
    """What a cell or a field says, in the line's unit; it may write its own behind the number."""
    if is_empty(cell):
        return None
    match = _WITH_UNIT.fullmatch(bare_text(cell))
    try:
        number = exact_number((match["digits"] if match else bare_text(cell)).replace("，", ","), 4)
    except ValueError as fault:
        faults.append(f"{place}：“{bare_text(cell)[:20]}”{fault}；任务隐去的填 *，不分解的留空。")
        return None
    written = match["unit"] if match else ""
    if written and written != unit:
        own, theirs = unit_of(unit), unit_of(written)
        if own is None or theirs is None or own.dimension != theirs.dimension:
            faults.append(f"{place}：单位“{written}”与“{unit}”不是一类。")
            return None
        number = theirs.to_base(number) / own.factor
    return number


def bare_text(cell: Any) -> str:
    """A cell as a heading is known by: without blanks, brackets as we write them."""
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    return "" if cell is None else re.sub(r"\s+", "", str(cell)).replace("(", "（").replace(")", "）")
