"""数字的位置: the numbers of a text and what stands around them, with the numbers themselves masked.

A place is known by the words around it, so that changing its number does not hide it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kezhang.quantities.numerals import chinese

#: Digits people type with a Chinese input method, of the same length as the plain ones.
WIDE = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
#: Spaces that programs put between thousands; a plain one only where a unit follows, since columns are typed with it.
_GAP = "\u00a0\u2009\u202f\u2007"
_COUNTED = (
    "元|美元|欧元|港元|人次|场次|家次|件次|课时|学时|个百分点|百分点|个村|平方米|公里|家|户|项|个|人|名|场|次|份|册|本|件|所|期|批|支|台|套|处|位|亩|吨"
    "|篇|条|座|组|倍|天|岁|%|‰"
)
_NUMBER = re.compile(
    rf"\d{{1,3}}(?:[,，]\d{{3}})+(?:\.\d+)?(?!\d)|\d{{1,3}}(?:[{_GAP}]\d{{3}})+(?:\.\d+)?(?!\d)"
    rf"|(?<![\d表图第])\d{{1,3}}(?: \d{{3}})+(?:\.\d+)?(?=[余多]?(?:万|亿|{_COUNTED}))|\d+(?:\.\d+)?"
)
_UNIT = re.compile(
    rf"(?:\s{{0,2}}(?=[余多万亿]|{_COUNTED}))?[余多]?(千(?=[余多]?(?:{_COUNTED}))|万|亿)?[余多]?({_COUNTED})?"
)
#: 七家 for 7家; a numeral without a unit behind it is a word.
_NUMERAL = re.compile(
    rf"(?<![第之一二两三四五六七八九十百千万亿零〇])((?:[一二两三四五六七八九十百千零〇]+[万亿]?)*[一二两三四五六七八九十百千零〇]+)(?=[余多]?[万亿]?[余多]?(?:{_COUNTED}))"
)
_SCALES = {"千": Decimal(1_000), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
_SENTENCE = re.compile(r"[^。；;！？!?\n]+[。；;！？!?\n]*|[。；;！？!?\n]+")
_SPELT = frozenset("零〇一二两三四五六七八九十百千万亿")
LEFT, RIGHT, NEAR = 14, 14, 6
#: A paragraph shorter than this is a cell of a table.
CELL = 8


_SEPARATORS = re.compile(rf"[,，\s{_GAP}]")
Words = tuple[str, str]


@dataclass(frozen=True, eq=False)
class NumberPlace:
    """One number of a text."""

    paragraph: int
    start: int
    end: int
    text: str  # as written
    value: Decimal  # the digits as a number, without the scale of the unit
    unit: str  # 万元, %, 家 …; "" when none follows
    counted: str  # the unit without its 万 or 亿
    more: bool  # 余 or 多 behind the digits
    unit_length: int  # in the text, 余 included
    scale: Decimal
    own: Words  # before and after it in its paragraph, masked
    wide: Words  # the same, running on into the paragraphs beside it
    in_cell: bool  # its paragraph is too short to tell it by
    sentence: int  # counted over the whole text
    order: float  # 0 … 1
    spelt: bool = False  # in Chinese numerals

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """What the exact value may be, in the base of its unit, given how it is rounded; counts are exact."""
        if self.more:  # 1060余万 is at least 1060万 and less than 1070万, 2.3万余 less than 2.4万
            step = Decimal(1).scaleb(int(self.value.normalize().as_tuple().exponent)) if self.value else Decimal(0)
            return self.base, (self.value + step) * self.scale
        decimals = max(0, -int(self.value.as_tuple().exponent))
        exact = not decimals and self.scale == 1 and self.counted not in {"%", "元"}
        half = Decimal(0) if exact else Decimal(1).scaleb(-decimals) / 2
        return (self.value - half) * self.scale, (self.value + half) * self.scale

    @property
    def base(self) -> Decimal:
        """With the scale of its unit: 0.8万 is 8000."""
        return self.value * self.scale


@dataclass(frozen=True)
class PlacedText:
    """A text as paragraphs, sentences and places; ``masked`` has # for every number."""

    paragraphs: tuple[str, ...]
    masked: tuple[str, ...]
    sentences: tuple[str, ...]  # masked
    written: tuple[str, ...]  # the sentences as they stand
    places: tuple[NumberPlace, ...]
    of_paragraph: tuple[tuple[int, ...], ...]
    of_sentence: tuple[tuple[int, ...], ...]


def places_of(paragraphs: Sequence[str]) -> PlacedText:
    """
    >>> text = places_of(["登记27项，成交额1,062万元。"])
    >>> [(p.text, str(p.base), p.unit, p.own[0]) for p in text.places]
    [('27', '27', '项', '¶登记'), ('1,062', '10620000', '万元', '¶登记#项，成交额')]
    """
    plain = [written.translate(WIDE) for written in paragraphs]
    spans = [list(_spans(text)) for text in plain]
    masks = [_masked(text, inside) for text, inside in zip(plain, spans, strict=True)]
    masked = [mask for mask, _ in masks]
    places: list[NumberPlace] = []
    sentences: list[str] = []
    stretches: list[str] = []
    of_paragraph: list[tuple[int, ...]] = []
    of_sentence: list[list[int]] = []
    total = sum(map(len, paragraphs)) or 1
    before = 0
    for number, (text, (mask, shift)) in enumerate(zip(plain, masks, strict=True)):
        ends = [(len(sentences) + n, m.end()) for n, m in enumerate(_SENTENCE.finditer(mask))]
        sentences += [m.group() for m in _SENTENCE.finditer(mask)]
        stretches += [m.group() for m in _SENTENCE.finditer(text)]
        of_sentence += [[] for _ in ends]
        of_paragraph.append(tuple(range(len(places), len(places) + len(shift))))
        for (start, end), at in zip(spans[number], shift, strict=True):
            sentence = next((n for n, last in ends if at < last), len(sentences) - 1)
            of_sentence[sentence].append(len(places))
            around = _around(masked, number, at)
            in_cell = len(mask) < CELL
            written = paragraphs[number][start:end]
            order = (before + start) / total
            places.append(_place(number, start, text, end, written, around, in_cell, sentence, order))
        before += len(text)
    return PlacedText(
        tuple(paragraphs), tuple(masked), tuple(sentences), tuple(stretches), tuple(places), tuple(of_paragraph),
        tuple(map(tuple, of_sentence)),
    )  # fmt: skip


def _place(
    paragraph: int,
    start: int,
    text: str,
    end: int,
    written: str,
    around: tuple[Words, Words],
    in_cell: bool,
    sentence: int,
    order: float,
) -> NumberPlace:
    unit = _UNIT.match(text, end)
    assert unit is not None  # it may be empty
    scale, counted = unit[1] or "", unit[2] or ""
    return NumberPlace(
        paragraph, start, end, written, value_of(written) or Decimal(0), scale + counted, counted,
        "余" in unit[0] or "多" in unit[0], len(unit[0]), _SCALES.get(scale, Decimal(1)), *around, in_cell, sentence, order,
        not text[start].isdigit(),
    )  # fmt: skip


def _around(masked: Sequence[str], number: int, at: int) -> tuple[Words, Words]:
    """The words before and after a number: in its paragraph, and across the paragraphs beside it."""
    mask = masked[number]
    left, right = "¶" + mask[:at], mask[at + 1 :] + "¶"
    before = "¶".join(masked[max(0, number - LEFT) : number]) + left
    after = right + "¶".join(masked[number + 1 : number + 1 + RIGHT])
    return (left[-LEFT:], right[:RIGHT]), (before[-LEFT:], after[:RIGHT])


def value_of(text: str) -> Decimal | None:
    """The number in a stretch of text, digits or numerals; None when there is none.

    >>> [str(value_of(t)) for t in ("1,062", "７", "十二", "约25%", "若干")]
    ['1062', '7', '12', '25', 'None']
    """
    text = _SEPARATORS.sub("", text.translate(WIDE))
    if found := _NUMBER.search(text):
        return Decimal(found.group())
    return (chinese(text) or None) if set(text) <= _SPELT else None


def _spans(text: str) -> Iterator[tuple[int, int]]:
    found = [m.span() for m in _NUMBER.finditer(text)]
    found += [m.span(1) for m in _NUMERAL.finditer(text)]
    yield from sorted(found)


def _masked(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, list[int]]:
    """The text with # for each number, and where each # stands."""
    pieces: list[str] = []
    shift: list[int] = []
    at = length = 0
    for start, end in spans:
        pieces += [text[at:start], "#"]
        length += start - at
        shift.append(length)
        length += 1
        at = end
    return "".join((*pieces, text[at:])), shift
