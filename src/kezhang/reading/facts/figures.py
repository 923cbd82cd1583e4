"""说过的数: a figure that a text tells once more, in a title and below it, is one fact.

Only figures with many digits say enough: 成交额640.1亿元 is known again, 项目3项 is not.
"""

from decimal import Decimal

from kezhang.reading.findings import Role
from kezhang.reading.meaning.contexts import Context
from kezhang.reading.meaning.naming import NamedMetric
from kezhang.reading.meaning.roles import Judged

#: What a figure is known again by: its metric, unit, value and role.
Figure = tuple[str, str | None, Decimal, Role]
#: So many digits say enough for that.
_TELLING, _MOST = 3, 15
#: No title is longer.
_LONGEST_TITLE = 80


def key_of(context: Context, judged: Judged, named: NamedMetric) -> Figure | None:
    """What a figure is known again by, if it says enough."""
    value = context.amount.value
    if value is None or not named.own or not named.metric:
        return None
    if value.adjusted() > _MOST or not _TELLING <= len(value.normalize().as_tuple().digits) <= _MOST:
        return None  # a figure of forty zeros is rounded to nothing
    return named.metric, context.amount.unit, value, judged.role


class FiguresTold:
    """The figures of one text, each with the group it was told in first."""

    def __init__(self, text: str) -> None:
        self._groups: dict[Figure, int] = {}
        #: Those of the first line, where that is a title.
        self._titles: dict[Figure, int] = {}
        self._title_ends = _title_ends(text)

    def note(self, figure: Figure, group: int, context: Context) -> None:
        self._groups.setdefault(figure, group)
        if context.amount.end <= self._title_ends:
            self._titles[figure] = group

    def known(self, figure: Figure) -> int | None:
        """The group in which it was told before, be it in the round figures of the title."""
        if (group := self._groups.get(figure)) is not None:
            return group
        metric, unit, value, role = figure
        for (said, in_unit, rounded, as_role), group in self._titles.items():
            close = unit == in_unit and role is as_role and _rounds_to(value, rounded)
            if close and (said.endswith(metric) or metric.endswith(said)):
                return group  # 采购额实现1.42亿元⏎…。上半年，采购额14186万元
        return None


def _title_ends(text: str) -> int:
    """Where the first line ends, if no full stop says that it is a sentence."""
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start, start + _LONGEST_TITLE)
    return end if end > 0 and "。" not in text[start:end] else 0


def _rounds_to(value: Decimal, rounded: Decimal) -> bool:
    """Whether a figure is another one rounded."""
    places = rounded.normalize().as_tuple().exponent
    return value != rounded and isinstance(places, int) and value.quantize(Decimal(1).scaleb(places)) == rounded
