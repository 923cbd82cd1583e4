"""格式: how a value is written: its unit, its decimals, 余 for what is cut off, and the word that counts it."""

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from kezhang.quantities.units import Unit, unit_of

#: 余 keeps this many leading places: 1420 is 1400余, 8126 is 0.8万余.
_STYLE = re.compile(r"(万|亿)?(余)?(.*)")
#: The digits alone, for a cell whose head says the unit.
DIGITS = "数"
_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
#: Words a count may be said with; the unit of the indicator stays what it is.
_COUNTERS = frozenset("家户项个人名场次份册本件所人次场期批支台处")


@dataclass(frozen=True)
class Style:
    """格式: how a value is written."""

    scale: Decimal
    more: bool  # 余
    label: str  # what follows the digits
    places: int | None = None  # decimals; None as the unit has them

    def write(self, value: Decimal, unit: Unit) -> tuple[str, str]:
        """The digits, and the words after them.

        >>> style_of("万余人次", unit_of("人次")).write(Decimal(8126), unit_of("人次"))
        ('0.8', '万余人次')
        """
        scaled = value / self.scale
        if not self.more:
            usual = unit.places if self.scale == unit.factor else 2
            places = usual if self.places is None else self.places
            return Unit("", "", "", self.scale, places).number(value), self.label
        step = Decimal("0.1") if self.scale > unit.factor else Decimal(10) ** max(0, scaled.adjusted() - 1)
        floor = (scaled / step).to_integral_value(ROUND_DOWN) * step
        if not floor and value:  # 300 is not 0万余
            counter = self.label.lstrip("万亿").removeprefix("余") or unit.label
            return unit.number(value), counter
        text = Unit("", "", "", Decimal(1), 1).number(floor)
        word = self.label if floor != scaled else self.label.replace("余", "")
        return text, word


def style_of(written: str, unit: Unit) -> Style | None:
    """A format a template may ask of a unit: 数 for the digits alone, 亿元 for money, 万余人次, 余份, 个 for pieces; None if it cannot be."""
    if not written or written == DIGITS:
        return Style(unit.factor, False, "" if written else unit.label)
    other = unit_of(written)
    if other is not None and other.dimension == unit.dimension:
        return Style(other.factor, False, written)
    if unit.dimension in {"money", "ratio", "points", "attendance"}:
        return None
    match = _STYLE.fullmatch(written)
    if match is None:
        return None
    scale, more, counter = match.groups()
    if counter and not (set(counter) <= _COUNTERS):
        return None
    factor = _SCALES[scale] if scale else unit.factor
    return Style(factor, bool(more), written if counter else written + unit.label)


#: Shares of a target and of last year are told in whole percents, as officials write them.
PERCENT_STYLE = Style(Decimal("0.01"), more=False, label="%", places=0)
