"""The reader held to account, sentence by sentence: ``reading/cases/*.toml``, one file for each subject.

The one rule: a case tells all findings of its text, so that one too many fails it as one too few does.
A case with ``not_yet`` is one the reader is known to fail; when it passes, the mark must go.
"""

import tomllib
from decimal import Decimal
from importlib.resources import files
from itertools import combinations
from typing import Any

import pytest

from kezhang.reading.findings import Finding, Reading, Source
from kezhang.reading.reader import read

KEYS = frozenset(
    "text value high unit role metric comparator direction group period org masked share spec basis".split()  # noqa: SIM905
)


def cases() -> list[Any]:
    """Every case, named after its subject and the head of its text."""
    found = []
    for file in sorted((files("kezhang.reading") / "cases").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            subject = file.name.removesuffix(".toml")
            for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
                head = case["text"].replace("\n", "⏎")[:24]
                found.append(pytest.param(case, id=f"{subject}: {head}"))
    return found


def wrong(case: dict[str, Any], reading: Reading) -> list[str]:
    """What is not as the case tells it, in words."""
    said, found = case["findings"], list(reading.findings)
    faults = []
    if [each["text"] for each in said] != [each.text for each in found]:
        faults.append(f"found {[each.text for each in found]}, not {[each['text'] for each in said]}")
    else:
        for told, finding in zip(said, found, strict=True):
            faults += [f"{finding.text}: {fault}" for fault in _differs(told, finding)]
        faults += _ungrouped(said, found)
    others = {(each.text, each.kind) for each in reading.non_quantities}
    for told in case.get("other", ()):
        if (told["text"], told["kind"]) not in others:
            faults.append(f"no {told['kind']} {told['text']!r} among {sorted(others)}")
    repairs = {(each.raw, each.read_as) for each in reading.repairs}
    for told in case.get("repairs", ()):
        if (told["raw"], told["read_as"]) not in repairs:
            faults.append(f"no repair of {told['raw']!r} among {sorted(repairs)}")
    return faults


def _differs(told: dict[str, Any], finding: Finding) -> list[str]:
    """The fields of one finding that are otherwise. Where several answers are right, the case lists them."""
    assert set(told) <= KEYS, f"unknown key in {told}"
    is_ = {
        "value": finding.value,
        "high": finding.value_high,
        "unit": finding.unit,
        "role": finding.role.value,
        "comparator": finding.comparator,
        "masked": finding.masked,
        "spec": finding.spec,
    }
    should: dict[str, Any] = {"comparator": "=", "masked": False, "spec": False, "unit": None, **told}
    should |= {key: Decimal(told[key]) if key in told else None for key in ("value", "high")}
    if "metric" in told:
        is_["metric"] = finding.metric
    for key, value in (
        ("direction", finding.direction),
        ("period", finding.period or ""),
        ("basis", finding.basis),
        ("share", finding.share),
    ):
        if key in told:
            is_[key] = value
    if "org" in told:
        is_["org"] = finding.organisation or ""
    return [
        f"{key} is {value!r}, not {should[key]!r}"
        for key, value in is_.items()
        if value not in (should[key] if isinstance(should[key], list) else [should[key]])
    ]


def _ungrouped(said: list[dict[str, Any]], found: list[Finding]) -> list[str]:
    """Pairs that the case puts in one statement and the reader does not, or the other way round."""
    numbered = [
        (told["group"], finding) for told, finding in zip(said, found, strict=True) if told.get("group") is not None
    ]
    return [
        f"{a.text} and {b.text} are {'' if a.group == b.group else 'not '}of one statement"
        for (one, a), (other, b) in combinations(numbered, 2)
        if (one == other) != (a.group == b.group)
    ]


@pytest.mark.parametrize("case", cases())
def test_a_text_is_read_as_its_case_tells(case):
    faults = wrong(case, read(Source("case", case["text"]), ()))
    if reason := case.get("not_yet"):
        assert faults, f"this case is read right now: take away its not_yet ({reason})"
    else:
        assert not faults, case["text"] + "\n" + "\n".join(faults)


def test_every_case_is_told_once_and_each_subject_has_its_file():
    told = [(case.values[0]["text"]) for case in cases()]
    assert len(told) == len(set(told)) >= 200
