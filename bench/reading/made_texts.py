"""Texts of our own to read for measuring: the sentences of the cases, and the reports of the example bureaus."""

import random
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any


def cases() -> list[dict[str, Any]]:
    folder = files("kezhang.reading") / "cases"
    read_in = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    return [case for file in read_in for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]]


def prose(length: int, *, seed: int = 7) -> str:
    """Sentences of the cases in ever new order, without a line break."""
    told = [case["text"] for case in cases() if not re.search(r"[\n\t|]", case["text"])]
    chance = random.Random(seed)
    made: list[str] = []
    size = 0
    while size < length:
        chance.shuffle(told)
        made += told
        size += sum(map(len, told))
    return "".join(made)[:length]


def report(length: int) -> str:
    """Two half-year reports of the example bureaus, said again and again."""
    told = (Path(__file__).parent.parent / "report.txt").read_text(encoding="utf-8")
    return (told * (length // len(told) + 1))[:length]
