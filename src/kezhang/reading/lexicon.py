"""词库: the word lists of the reader, read once from ``lexicons/``.

A word the reader goes by stands in a list there, not in code.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, TypeVar

#: How many of the words last asked about an answer is kept for: reports say the same words again and again,
#: and the memory must be as large after a thousand of them as after ten.
RECENT = 2048
Answer = TypeVar("Answer")


@cache
def lexicon(name: str) -> dict[str, Any]:
    """One word list: ``units``, ``phrases`` or ``roles``."""
    return tomllib.loads((files(__package__) / "lexicons" / f"{name}.toml").read_text(encoding="utf-8"))


def recalled(ask: Callable[[str], Answer]) -> Callable[[str], Answer]:
    r"""The same question, whose answers about the words last asked about are kept.

    >>> digits = recalled(re.compile(r"\d+").search)
    >>> digits("新增12家") is digits("新增12家")
    True
    """
    return lru_cache(maxsize=RECENT)(ask)


def alternation(words: Iterable[str]) -> str:
    """A pattern that prefers the longest of the words.

    Those with the same first character are tried together, so that a place is compared with few of them.

    >>> alternation(["目标", "任务", "目标任务"])
    '目(?:标任务|标)|任务'
    """
    endings_of: dict[str, list[str]] = {}
    for word in sorted(dict.fromkeys(words), key=len, reverse=True):
        endings_of.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(
        re.escape(first) + (rest[0] if len(rest) == 1 else f"(?:{'|'.join(rest)})")
        for first, rest in endings_of.items()
    )


@dataclass(frozen=True, slots=True)
class UnitWord:
    """A unit as written: the canonical one, what it measures, and the factor to that."""

    name: str
    kind: str  # money ratio measure count
    factor: Decimal = Decimal(1)


@cache
def units() -> dict[str, UnitWord]:
    """All units by how they are written."""
    lists = lexicon("units")
    known: dict[str, UnitWord] = {}
    for written, meant in lists["classifiers"].items():
        known[written] = UnitWord(meant, "count")
    for written, meant in lists["measures"].items():
        known[written] = UnitWord(meant, "measure")
    for written, meant in lists["ratio"].items():
        known[written] = UnitWord("%", "ratio", Decimal(meant)) if isinstance(meant, int) else UnitWord(meant, "ratio")
    for written, meant in lists["money"].items():
        scaled = isinstance(meant, int) or meant[0].isdigit()
        known[written] = UnitWord("元", "money", Decimal(meant)) if scaled else UnitWord(meant, "money")
    return known


class OpeningPattern:
    r"""A pattern that holds at the beginning of a text, and behind a sign: at the beginning of a line, or of a sentence.

    The sign before it is a part of what is looked for: all other places are passed by at the speed of memory, as
    behind ``(?<=\n)`` they would not be.

    >>> [match["mark"] for match in OpeningPattern(r"(?P<mark>\d+)、").finditer("1、甲 9、乙\n2、丙")]
    ['1', '2']
    """

    def __init__(self, body: str, after: str = r"\n") -> None:
        self._first, self._further = re.compile(body), re.compile(rf"[{after}](?:{body})")

    def finditer(self, text: str) -> Iterator["re.Match[str]"]:
        """All matches in order; the span of any but one at the very beginning holds the sign before it, too."""
        if first := self._first.match(text):
            yield first
        yield from self._further.finditer(text, first.end() if first else 0)


def endings(words: Iterable[str]) -> "re.Pattern[str]":
    """A pattern for any of the words at the end of a text."""
    return re.compile(f"(?:{alternation(words)})$")
