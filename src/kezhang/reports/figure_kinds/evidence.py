"""依据: what a number rests on, as it is frozen with its report: records with what each brings, or parts.

The keys of this JSON are kept in every issued report and never change.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kezhang.indicators.indicator import Difference, Figure, Indicator, Ratio
from kezhang.quantities.periods import Period
from kezhang.records.declaration.ledger import Ledger
from kezhang.targets.models import TARGETS, Target

Evidence = Mapping[str, Any]


def of_figure(figure: Figure) -> dict[str, Any]:
    """A measured figure: its records and what each brings, or the figures it is made of."""
    named: dict[str, Any] = {
        "name": figure.indicator.label,
        "period": figure.period.code,
        "as_of": figure.as_of.isoformat(),
        "value": None if figure.value is None else str(figure.value),
    }
    if isinstance(figure.indicator, Indicator):
        rows = [[record.pk, str(brings)] for record, brings in figure.contributions()]
        return {**named, "how": "add", "ledger": figure.indicator.over.slug, "rows": rows}
    parts = [of_figure(part) for part in figure.parts]
    if isinstance(figure.indicator, Difference):
        return {**named, "how": "subtract", "parts": parts, "plus": len(figure.indicator.plus)}
    return {**named, "how": "divide" if isinstance(figure.indicator, Ratio) else "grow", "parts": parts}


def of_target(target: Target) -> dict[str, Any]:
    """What was set: the target's own record."""
    value = str(target.base_value)
    return {
        "name": str(target), "period": str(target.year), "value": value, "how": "add", "ledger": TARGETS.slug,
        "rows": [[target.pk, value]],
    }  # fmt: skip


def of_quarter(target: Target, quarter: int) -> dict[str, Any]:
    """What a target wants done by the end of a quarter: the target's own record, and what it says of that quarter."""
    value = str(target.due_by(quarter))
    return {**of_target(target), "value": value, "rows": [[target.pk, value]], "quarter": quarter}


def of_records(
    ledger: Ledger, name: str, as_of: date, value: Decimal, rows: Sequence[tuple[int, str]]
) -> dict[str, Any]:
    """Records taken by themselves, such as the rows of a table."""
    return {
        "name": name, "period": Period.year_of(as_of.year).code, "as_of": as_of.isoformat(), "value": str(value),
        "how": "add", "ledger": ledger.slug, "rows": [list(row) for row in rows],
    }  # fmt: skip


def leaves(evidence: Evidence) -> Iterator[Evidence]:
    """The parts of evidence that rest on records."""
    if evidence["how"] == "add":
        yield evidence
        return
    for part in evidence["parts"]:
        yield from leaves(part)


def count_of(evidence: Evidence) -> int:
    """How many records a number rests on."""
    return sum(len(leaf["rows"]) for leaf in leaves(evidence))


def worked_out(evidence: Evidence) -> Decimal | None:
    """What a measured figure or a target comes to, worked out again from its rows and parts.

    None where it was unknown: nothing was published, or there is nothing to divide by.
    """
    if evidence.get("value") is None:
        return None
    if evidence["how"] == "add":
        return sum((Decimal(brings) for _, brings in evidence["rows"]), Decimal(0))
    parts = [worked_out(part) for part in evidence["parts"]]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if evidence["how"] == "subtract":
        plus = evidence["plus"]
        return sum(known[:plus], Decimal(0)) - sum(known[plus:], Decimal(0))
    if not known[1]:
        return None
    share = known[0] / known[1]
    return share if evidence["how"] == "divide" else (known[0] - known[1]) / known[1]
