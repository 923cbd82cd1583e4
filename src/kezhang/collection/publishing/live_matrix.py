"""台账口径: bureaus × indicators as their records stand now, each cell with its status, each total with its coverage.

Nothing here was sent or accepted by anybody; ranking, scores and circulars take 报送口径 and never this.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any

from kezhang.collection.arithmetic.rates import rate_of_sums
from kezhang.collection.arithmetic.rounding import plain
from kezhang.collection.claiming import notes_within
from kezhang.indicators.by_bureau import Place, PlaceNumber, SideBySide, side_by_side
from kezhang.indicators.indicator import AnyIndicator, Asked, Growth, OverPlaces, Ratio
from kezhang.orgs.models import Org
from kezhang.orgs.scope import below
from kezhang.quantities.periods import Period

BASIS = "台账口径"


class LiveStatus(Enum):
    """格子的状态: what a number is, and why there is none; without a ledger nobody has counted, which is no nought."""

    KNOWN = "有数"
    UNKNOWN = "待核"
    UNPUBLISHED = "未公布"
    NO_LEDGER = "未建账"


@dataclass(frozen=True)
class LiveCell:
    """One bureau and one indicator."""

    org: Org
    indicator: AnyIndicator
    status: LiveStatus
    value: Decimal | None
    notes: tuple[str, ...] = ()  # 归属: which of its bodies another bureau counts

    @property
    def says(self) -> str:
        """The status, and what has to be known beside the number."""
        return "；".join((self.status.value, *self.notes))

    @property
    def text(self) -> str:
        """As a table shows it."""
        if self.value is not None:
            return self.indicator.unit.write(self.value)
        return "—" if self.status is LiveStatus.NO_LEDGER else self.status.value


@dataclass(frozen=True)
class LiveLine:
    """One indicator over all bureaus: those below, the superior's own records, and all together."""

    asked: Asked
    cells: Sequence[LiveCell]
    own: LiveCell
    total: Decimal | None
    word: str  # what a bureau is called in a coverage

    @property
    def indicator(self) -> AnyIndicator:
        return self.asked.indicator

    @property
    def period(self) -> Period:
        return self.asked.period

    @cached_property
    def known(self) -> int:
        return sum(cell.value is not None for cell in self.cells)

    @property
    def coverage(self) -> str:
        """On how many of the bureaus below the total rests: 7/8县."""
        return f"{self.known}/{len(self.cells)}{self.word}"

    @property
    def is_whole(self) -> bool:
        """Whether nobody is missing from the total."""
        return self.known == len(self.cells)

    @property
    def total_text(self) -> str:
        """As a table writes it, with the coverage where somebody is missing."""
        if self.total is None:
            return "—"
        return self.indicator.unit.write(self.total) + ("" if self.is_whole else f"（{self.coverage}）")


@dataclass(frozen=True)
class LiveMatrix:
    """What a superior sees of the ledgers below it, on one day."""

    org: Org
    as_of: date
    bureaus: Sequence[Org]
    lines: Sequence[LiveLine]

    @cached_property
    def silent(self) -> frozenset[Org]:
        """Who keeps none of these ledgers: a column of theirs would be empty from top to bottom. Nobody, where all are so."""
        kept = {
            cell.org
            for line in self.lines
            for cell in (line.own, *line.cells)
            if cell.status is not LiveStatus.NO_LEDGER
        }
        return frozenset((self.org, *self.bureaus)) - kept if kept else frozenset()


def live_matrix(
    org: Org, indicators: Sequence[AnyIndicator], as_of: date, period: Period | None = None, *, by_county: bool = False
) -> LiveMatrix:
    """Of the bureaus right below, or ``by_county`` of every one below by its own records; for the usual year of each
    indicator where no period is named."""
    places = _places(org, by_county=by_county)
    asked = [Asked(each, period or each.usual_period(org, as_of), as_of) for each in indicators]
    counted = side_by_side(asked, org, places)
    notes = notes_within(org)
    lines = [_line(each, counted, notes) for each in asked]
    return LiveMatrix(org, as_of, [p.org for p in places if p.org != org], lines)


def _places(org: Org, *, by_county: bool) -> list[Place]:
    """Every bureau of the subtree is in exactly one place; what lies below none of them is the superior's own."""
    every = list(Org.objects.filter(prefix__startswith=org.prefix).order_by("code"))
    if by_county:
        return [Place(each, (each.pk,)) for each in every]
    rows = below(org)
    members: dict[int, list[int]] = {each.pk: [each.pk] for each in (org, *rows)}
    for each in every:
        if each.pk not in members:
            over = next((row for row in rows if each.prefix.startswith(row.prefix)), org)
            members[over.pk].append(each.pk)
    return [Place(each, tuple(members[each.pk])) for each in (*rows, org)]


def _line(asked: Asked, counted: SideBySide, notes: Mapping[tuple[str, str, int], tuple[str, ...]]) -> LiveLine:
    numbers, slug, year = counted.numbers(asked), asked.indicator.slug, asked.period.year
    cells = {
        place.org.pk: _cell(place.org, asked.indicator, number, notes.get((place.org.code, slug, year), ()))
        for place, number in zip(counted.places, numbers, strict=True)
    }
    own = cells.pop(counted.org.pk)
    word = "县" if all(cell.org.level == Org.Level.COUNTY for cell in cells.values()) else "个单位"
    return LiveLine(asked, list(cells.values()), own, _total(asked, numbers, counted), word)


def _cell(org: Org, indicator: AnyIndicator, number: PlaceNumber, notes: tuple[str, ...]) -> LiveCell:
    if not number.is_kept:
        return LiveCell(org, indicator, LiveStatus.NO_LEDGER, None)
    if number.value is None:
        return LiveCell(org, indicator, LiveStatus.UNPUBLISHED if indicator.lags else LiveStatus.UNKNOWN, None)
    return LiveCell(org, indicator, LiveStatus.KNOWN, number.value, notes)


def _total(asked: Asked, numbers: Sequence[PlaceNumber], counted: SideBySide) -> Decimal | None:
    """All together by how the indicator adds up; a rate of sums, and growth, over the bureaus that have both parts."""
    indicator = asked.indicator
    if isinstance(indicator, Ratio | Growth):
        parts = [part.indicator for part in indicator.ingredients(asked.period, asked.as_of)]
        if all(part.over_places is OverPlaces.SUM for part in parts):
            both = rate_of_sums((number.parts[0], number.parts[1]) for number in numbers if number.is_kept)
            return indicator.composed((both.numerator, both.denominator))
        if any((number.parts[0] is None) != (number.parts[1] is None) for number in numbers if number.parts):
            return None  # what counts once over all cannot be taken apart again to leave that bureau out
    return counted.together(asked)


def told(found: LiveMatrix) -> dict[str, Any]:
    """As data: exact decimals in the unit's base as texts, every value with its status, every total with its coverage."""
    return {
        "org": found.org.code,
        "name": found.org.name,
        "as_of": str(found.as_of),
        "basis": BASIS,
        "counties": [{"org": each.code, "name": each.name} for each in found.bureaus],
        "indicators": [
            {
                "indicator": line.indicator.slug,
                "code": line.indicator.code,
                "label": line.indicator.label,
                "unit": line.indicator.unit.label,
                "period": line.period.code,
                "adds_up": line.indicator.over_places.value,
                "total": None if line.total is None else plain(line.total),
                "total_text": line.total_text,
                "coverage": line.coverage,
                "own": _cell_told(line.own),
                "counties": [_cell_told(cell) for cell in line.cells],
            }
            for line in found.lines
        ],
    }


def _cell_told(cell: LiveCell) -> dict[str, Any]:
    return {
        "org": cell.org.code,
        "value": None if cell.value is None else plain(cell.value),
        "text": cell.text,
        "status": cell.status.value,
        "notes": list(cell.notes),
    }
