"""计量单位: what a number counts, and how it is written.

Everywhere in the product a value is a Decimal in its unit's base (yuan, a fraction,
pieces); only this file turns it into 万元 or % and back.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Unit:
    """One unit: ``factor`` base units make one of it; ``dimension`` says what may be compared."""

    code: str
    label: str
    dimension: str
    factor: Decimal = Decimal(1)
    places: int = 2  # decimals people are used to reading

    def number(self, value: Decimal, places: int | None = None) -> str:
        """The digits without the unit, rounded half up, no trailing zeros.

        >>> WAN_YUAN.number(Decimal("10620000")), PERCENT.number(Decimal("0.531"), 0)
        ('1062', '53')
        """
        step = Decimal(1).scaleb(-(self.places if places is None else places))
        text = f"{(Decimal(value) / self.factor).quantize(step, ROUND_HALF_UP):f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return "0" if text == "-0" else text

    def write(self, value: Decimal, places: int | None = None) -> str:
        """The number with its unit.

        >>> YI_YUAN.write(Decimal("620000000"))
        '6.2亿元'
        """
        return self.number(value, places) + self.label

    def to_base(self, number: Decimal) -> Decimal:
        """From a number of these units to the base: 1062 of 万元 are 10620000 yuan."""
        return number * self.factor


YUAN = Unit("CNY", "元", "money")
WAN_YUAN = Unit("CNY_10K", "万元", "money", Decimal(10_000))
YI_YUAN = Unit("CNY_100M", "亿元", "money", Decimal(100_000_000))
#: Every unit of money that a sheet may be in, by name.
MONEY = {unit.label: unit for unit in (YUAN, WAN_YUAN, YI_YUAN)} | {
    label: Unit(code, label, "money", Decimal(factor))
    for code, label, factor in (
        ("CNY_100", "百元", 100),
        ("CNY_1K", "千元", 1_000),
        ("CNY_100K", "十万元", 100_000),
        ("CNY_1M", "百万元", 1_000_000),
        ("CNY_10M", "千万元", 10_000_000),
    )
}
PERCENT = Unit("PCT", "%", "ratio", Decimal("0.01"), 1)
#: A percentage that somebody else published, kept as the number they printed: 1.45 is 1.45%.
PERCENT_STATED = Unit("PCT_STATED", "%", "stated-ratio")
PERCENTAGE_POINT = Unit("PP", "个百分点", "points", Decimal("0.01"), 1)
ENTERPRISE = Unit("ENT", "家", "enterprises", places=0)
HOUSEHOLD = Unit("HOUSEHOLD", "户", "enterprises", places=0)
PROJECT = Unit("PRJ", "项", "items", places=0)
PIECE = Unit("UNIT", "个", "pieces", places=0)
PERSON = Unit("PERSON", "人", "persons", places=0)
PERSON_TIME = Unit("PERSON_TIME", "人次", "person-times", places=0)
SESSION = Unit("SESSION", "场次", "sessions", places=0)
COPY = Unit("COPY", "份", "copies", places=0)
VOLUME = Unit("VOLUME", "册", "volumes", places=0)
EXHIBIT = Unit("EXHIBIT", "件", "exhibits", places=0)
SCHOOL = Unit("SCHOOL", "所", "schools", places=0)
TIME = Unit("TIME", "次", "times", places=0)
VILLAGE = Unit("VILLAGE", "个村", "villages", places=0)
RANK = Unit("RANK", "位", "rank", places=0)
FIRM_TIME = Unit("FIRM_TIME", "家次", "firm-times", places=0)
MU = Unit("MU", "亩", "area")
PERSON_TIME_PER_SESSION = Unit("PERSON_TIME_PER_SESSION", "人次/场", "attendance")

UNITS = (
    YUAN, WAN_YUAN, YI_YUAN, PERCENT, PERCENTAGE_POINT, ENTERPRISE, HOUSEHOLD, PROJECT, PIECE, PERSON, PERSON_TIME,
    VILLAGE, RANK, FIRM_TIME, SESSION, COPY, VOLUME, EXHIBIT, SCHOOL, TIME, MU, PERSON_TIME_PER_SESSION,
)  # fmt: skip
_BY_LABEL = (
    MONEY
    | {unit.label: unit for unit in UNITS}
    | {
        "场": SESSION,
        "名": PERSON,
        "件": EXHIBIT,
        "本": VOLUME,
        "％": PERCENT,
        "万人次": Unit("PERSON_TIME_10K", "万人次", "person-times", Decimal(10_000)),
        "万份": Unit("COPY_10K", "万份", "copies", Decimal(10_000)),
    }
)


def unit_of(label: str) -> Unit | None:
    """The unit a document writes so, or None.

    >>> unit_of("万元") is WAN_YUAN, unit_of("斗") is None
    (True, True)
    """
    return _BY_LABEL.get(label.strip())


def stated_unit(label: str, own: Unit) -> Unit:
    """The unit a document writes beside a number of a known one: its own where they are called the same.

    >>> stated_unit("万元", YUAN) is WAN_YUAN, stated_unit("斗", YUAN) is YUAN
    (True, True)
    """
    return own if label == own.label else unit_of(label) or own
