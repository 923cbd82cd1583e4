"""指标名称: the catalogue as the reader is given it.

The reader knows no catalogue; every name it may hand back comes from here.
"""

from kezhang.catalogue import INDICATORS
from kezhang.indicators.indicator import AnyIndicator, Indicator, Timing
from kezhang.quantities.units import Unit
from kezhang.reading.findings import Name

#: How the reader calls the base of a dimension whose unit is written otherwise.
_BASES = {"money": "元", "ratio": "%", "points": "百分点"}


def names() -> list[Name]:
    """Every indicator that stands on its own: slug, label, other names, and the unit its values are read in."""
    return [name_of(i) for i in INDICATORS.values() if i.code]


def name_of(indicator: AnyIndicator) -> Name:
    stock = isinstance(indicator, Indicator) and indicator.timing is Timing.STOCK
    return Name(indicator.slug, indicator.label, unit_read(indicator.unit), tuple(indicator.also_called), stock)


def unit_read(unit: Unit) -> str:
    """The unit a finding of this dimension carries: amounts are read in 元, shares in %."""
    return _BASES.get(unit.dimension, unit.label)
