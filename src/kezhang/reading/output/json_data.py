"""读数与 JSON: a reading as plain data for programs, and back again.

What goes out comes back equal; amounts travel as decimal text, never as floats.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kezhang.reading.findings import (
    ArithmeticCheck,
    Finding,
    GoverningVerb,
    Match,
    NonQuantity,
    Reading,
    Repair,
    ReportSpan,
    Role,
    Section,
    Statement,
)

#: The few fields that programs know under a shorter name.
_SHORT = {"organisation": "org", "value_alternatives": "value_alts", "value_high": "value_hi", "match": "indicator"}
_LISTS: Mapping[str, type] = {
    "checks": ArithmeticCheck, "statements": Statement, "reports": ReportSpan, "sections": Section, "repairs": Repair,
    "non_quantities": NonQuantity,
}  # fmt: skip
_DECIMALS = frozenset({"value", "value_high", "confidence", "low", "high", "score", "runner_up_score"})


def as_data(reading: Reading, notes: Sequence[str] = ()) -> dict[str, Any]:
    """Everything read out of one document but its text."""
    return {
        "document": reading.document,
        "findings": [_told(each) for each in reading.findings],
        **{name: [_told(each) for each in getattr(reading, name)] for name in _LISTS},
        "notes": list(notes),
    }


def from_data(data: Mapping[str, Any], text: str) -> Reading:
    """The reading that ``as_data`` told of, over the text that was kept beside it."""
    lists: dict[str, Any] = {
        name: tuple(_built(kind, each) for each in data.get(name, ())) for name, kind in _LISTS.items()
    }
    findings = tuple(_built(Finding, each) for each in data["findings"])
    return Reading(document=data["document"], text=text, findings=findings, **lists)


def _told(item: Any) -> dict[str, Any]:
    return {_SHORT.get(name, name): _plain(getattr(item, name)) for name in item._fields}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Role | GoverningVerb):
        return value.value
    if isinstance(value, Match):
        return _told(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _built(kind: Any, told: Mapping[str, Any]) -> Any:
    given = {name: told[_SHORT.get(name, name)] for name in kind._fields if _SHORT.get(name, name) in told}
    return kind(**{name: _typed(kind, name, value) for name, value in given.items()})


def _typed(kind: Any, name: str, value: Any) -> Any:
    if value is None:
        return None
    if kind is Finding and name == "role":
        return Role(value)
    if name == "governs":
        return GoverningVerb(value)
    if name == "match":
        return _built(Match, value)
    if name == "value_alternatives":
        return tuple(Decimal(each) for each in value)
    if name in _DECIMALS:
        return Decimal(value)
    return tuple(value) if isinstance(value, list) else value
