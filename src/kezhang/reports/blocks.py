"""The block model: what a document says, before it becomes a .docx.

The one rule: a number that stands for a figure is a ``Number`` with its mark, and only its digits are
in it; units and words stay outside, where people may rewrite them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """The levels of an official document (GB/T 9704): 一、 / （一） / 1. / （1）, and what stands around them."""

    TITLE = "Title"
    BODY = "Body"
    HEADING1 = "Heading1"
    HEADING2 = "Heading2"
    HEADING3 = "Heading3"
    HEADING4 = "Heading4"
    SIGNATURE = "Signature"
    DATE = "Date"


@dataclass(frozen=True)
class Text:
    """Words; ``kai`` sets a heading's sentence in 楷体 where the text runs on in the same paragraph."""

    text: str
    kai: bool = False


@dataclass(frozen=True)
class Number:
    """A figure's digits as displayed, with the mark that carries its identity."""

    mark: str
    text: str


Part = Text | Number


@dataclass(frozen=True)
class Block:
    """One paragraph."""

    level: Level
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


_NUMBERING = (
    (re.compile(r"[一二三四五六七八九十]+、"), Level.HEADING1),
    (re.compile(r"（[一二三四五六七八九十]+）"), Level.HEADING2),
    (re.compile(r"\d+[.．]"), Level.HEADING3),
    (re.compile(r"（\d+）"), Level.HEADING4),
)


def level_of(text: str) -> Level:
    """The level a paragraph's numbering gives it.

    >>> level_of("（一）科技投入。全县…"), level_of("今年以来")
    (<Level.HEADING2: 'Heading2'>, <Level.BODY: 'Body'>)
    """
    return next((level for pattern, level in _NUMBERING if pattern.match(text)), Level.BODY)


def run_in(parts: Iterable[Part]) -> tuple[Part, ...]:
    """A level-2 heading that runs on: its first sentence in 楷体, the rest as body."""
    parts = list(parts)
    first = parts[0] if parts else None
    if not isinstance(first, Text) or "。" not in first.text:
        return tuple(Text(p.text, kai=True) if isinstance(p, Text) else p for p in parts)
    heading, _, rest = first.text.partition("。")
    return (Text(heading + "。", kai=True), *((Text(rest),) if rest else ()), *parts[1:])


def merge(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Neighbouring words joined, empty ones dropped."""
    merged: list[Part] = []
    for part in parts:
        last = merged[-1] if merged else None
        if isinstance(part, Text) and isinstance(last, Text) and part.kai == last.kai:
            merged[-1] = Text(last.text + part.text, last.kai)
        elif isinstance(part, Number) or part.text:
            merged.append(part)
    return tuple(merged)
