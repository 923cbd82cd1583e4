"""自动编号: the 一、（一）1. that Word counts by itself and does not keep in the text.

A number that people see in front of a heading is read as if it had been typed, because
it decides which section a figure stands in; bullets are left out.
"""

import re
from typing import Any

_LEVEL = re.compile(r"%([1-9])")
_DIGITS = "〇一二三四五六七八九"
_CIRCLED = 0x2460  # ①
_LEVELS = 9
#: A list longer than this is not counted on; no report has one.
LONGEST = 9999
#: What stands in front of a paragraph is no longer than this as a list writes it, nor counted; else it is no number.
MARK_TEXT, MARK = 64, 64


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _child(element: Any, name: str) -> Any:
    return None if element is None else next((c for c in element if _local(c) == name), None)


def _value(element: Any, name: str = "val") -> str:
    if element is None:
        return ""
    return next((str(v) for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


class Numbering:
    """The lists of one document and how far each has counted."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}  # abstract list -> level -> format, text, start
        self.lists: dict[str, str] = {}  # list number -> abstract list
        self.counts: dict[str, list[int]] = {}
        self.by_style: dict[str, tuple[str, int]] = {}
        for element in () if numbering is None else numbering:
            if _local(element) == "abstractNum":
                self.levels[_value(element, "abstractNumId")] = dict(_levels(element))
            elif _local(element) == "num":
                self.lists[_value(element, "numId")] = _value(_child(element, "abstractNumId"))
        for style in () if styles is None else styles:
            if _local(style) == "style" and (found := _numbered(_child(style, "pPr"))):
                self.by_style[_value(style, "styleId")] = found

    def label(self, paragraph: Any) -> str:
        """What stands in front of this paragraph, and count it; "" for one in no list."""
        if not self.lists:
            return ""
        properties = _child(paragraph, "pPr")
        found = _numbered(properties) or self.by_style.get(_value(_child(properties, "pStyle")))
        if found is None:
            return ""
        levels = self.levels.get(self.lists.get(found[0], ""), {})
        if found[1] not in levels:
            return ""
        counts = self.counts.setdefault(self.lists[found[0]], [0] * _LEVELS)
        level = found[1]
        counts[level] = counts[level] + 1 if counts[level] else levels[level][2]
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        form, text, _ = levels[level]
        if form in {"bullet", "none"} or len(text) > MARK_TEXT:
            return ""
        label = _LEVEL.sub(lambda m: self._number(levels, counts, int(m[1]) - 1), text)
        return label if len(label) <= MARK else ""

    def _number(self, levels: dict[int, tuple[str, str, int]], counts: list[int], level: int) -> str:
        form, _, start = levels.get(level, ("decimal", "", 1))
        return written(counts[level] or start, form)


def _levels(abstract: Any) -> list[tuple[int, tuple[str, str, int]]]:
    found = []
    for level in abstract:
        number = _value(level, "ilvl")
        if _local(level) == "lvl" and number.isdigit() and int(number) < _LEVELS:
            start = _value(_child(level, "start"))
            form, text = _value(_child(level, "numFmt")) or "decimal", _value(_child(level, "lvlText"))
            found.append((int(number), (form, text, int(start) if start.isdigit() and len(start) < 5 else 1)))
    return found


def _numbered(properties: Any) -> tuple[str, int] | None:
    """The list and level that paragraph properties name; list 0 takes a paragraph out of its style's list."""
    numbered = _child(properties, "numPr")
    if numbered is None:
        return None
    level = _value(_child(numbered, "ilvl")) or "0"
    return _value(_child(numbered, "numId")), int(level) if level.isdigit() and len(level) == 1 else 0


def written(number: int, form: str) -> str:
    """
    >>> written(21, "chineseCountingThousand"), written(10, "chineseCounting"), written(3, "decimal")
    ('二十一', '十', '3')
    >>> written(3, "decimalEnclosedCircle"), written(4, "lowerRoman"), written(2, "upperLetter")
    ('③', 'iv', 'B')
    """
    number = min(number, LONGEST)
    if form.startswith(("chineseCounting", "japaneseCounting", "taiwaneseCounting", "ideographDigital")):
        return chinese(number)
    if form.startswith("decimalEnclosedCircle") and number <= 20:
        return chr(_CIRCLED + number - 1)
    if form in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"}:
        return _roman(number) if form == "lowerRoman" else _roman(number).upper()
    return f"{number:02}" if form == "decimalZero" else str(number)


def chinese(number: int) -> str:
    """
    >>> chinese(105), chinese(120), chinese(1008)
    ('一百〇五', '一百二十', '一千〇八')
    """
    written, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            one = "" if place == 10 and digit == 1 and not written else _DIGITS[digit]
            written += ("〇" if gap and written else "") + one + unit
        gap = digit == 0
    return written or _DIGITS[0]


def _roman(number: int) -> str:
    written = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        times, number = divmod(number, value)
        written += sign * times
    return written
