"""组卷和评分: pure functions. A seed makes a paper, a key makes a score; neither asks anything or anybody.

>>> paper({"1": {"topic": "", "difficulty": 1}, "2": {"topic": "", "difficulty": 2}}, [{"count": 2}], "s") in (["1", "2"], ["2", "1"])
True
>>> score(["1", "2"], {"1": "A", "2": "AC"}, {"1": ["A", 1], "2": ["CA", 4]}), score(["1", "2"], {"1": "A", "2": "AC"}, {"2": ["A", 1]})
((2, 100), (0, 0))
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

LETTERS = "ABCDEFGH"


def _place(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()


def fits(question: Mapping[str, Any], stratum: Mapping[str, Any]) -> bool:
    """Whether a question may stand in a stratum; what the stratum leaves open is any."""
    return (not stratum.get("topic") or question["topic"] == stratum["topic"]) and (
        not stratum.get("difficulty") or question["difficulty"] == stratum["difficulty"]
    )


def paper(questions: Mapping[str, Mapping[str, Any]], strata: Sequence[Mapping[str, Any]], seed: str) -> list[str]:
    """The questions of one paper, by strata, each once; the same seed makes the same paper."""
    drawn: list[str] = []
    for stratum in strata:
        able = [name for name, each in questions.items() if name not in drawn and fits(each, stratum)]
        drawn += sorted(able, key=lambda name: _place(seed, name))[: int(stratum["count"])]
    return sorted(drawn, key=lambda name: _place(seed, f"order:{name}"))


def option_order(count: int, seed: str, name: str, kind: str) -> list[int]:
    """In which order the options are shown; right and wrong keep theirs."""
    if kind == "judgement":
        return list(range(count))
    return sorted(range(count), key=lambda n: _place(seed, f"{name}:{n}"))


def letters(typed: str) -> str:
    """A choice as it is compared: letters in their order, each once."""
    return "".join(sorted({each for each in typed.upper() if each in LETTERS}))


def choice(answers: Mapping[str, Sequence[Any]], name: str) -> str:
    """What stands chosen of a question; "" where it was not answered.

    >>> choice({"1": ["A", 3]}, "1"), choice({"1": ["A", 3]}, "2")
    ('A', '')
    """
    return str(answers[name][0]) if name in answers else ""


def score(drawn: Sequence[str], key: Mapping[str, str], answers: Mapping[str, Sequence[Any]]) -> tuple[int, int]:
    """How many are right, and the points of a hundred; a multiple choice is right as a whole or not at all."""
    right = sum(1 for name in drawn if letters(choice(answers, name)) == key[name])
    return right, round(100 * right / len(drawn)) if drawn else 0


def merged(kept: Mapping[str, Sequence[Any]], came: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """Answers that came late, twice or in another order: per question the one with the highest count stands.

    >>> merged({"1": ["A", 3]}, {"1": ["B", 2], "2": ["C", 1]})
    {'1': ['A', 3], '2': ['C', 1]}
    """
    found = {name: list(each) for name, each in kept.items()}
    for name, (choice, count) in came.items():
        if name not in found or count > found[name][1]:
            found[name] = [choice, count]
    return found


def ranks(results: Sequence[tuple[int, int]]) -> list[int]:
    """名次 by points, then by whole seconds, then equal; of (points, seconds) in any order.

    >>> ranks([(90, 60), (100, 300), (90, 60), (80, 10)])
    [2, 1, 2, 4]
    """
    places: dict[tuple[int, int], int] = {}
    for place, each in enumerate(sorted(results, key=lambda each: (-each[0], each[1])), start=1):
        places.setdefault(each, place)
    return [places[each] for each in results]
