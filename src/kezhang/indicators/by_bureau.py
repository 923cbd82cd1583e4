"""分单位计数: many indicators for many bureaus side by side, with one grouped scan for each ledger.

A number is what ``figure`` of its bureau comes to: the same conditions and the same measure, as filters of one query.
How many queries there are depends on the ledgers alone, never on the number of bureaus or of indicators.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, IntegerField, Q, Value, When

from kezhang.indicators.indicator import Asked, Composed, Indicator, OverPlaces
from kezhang.orgs.models import Org
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger


@dataclass(frozen=True)
class Place:
    """One bureau in the comparison, and the keys of those whose records count as its: itself alone, or all below too."""

    org: Org
    members: tuple[int, ...]


class PlaceNumber(NamedTuple):
    """What an indicator comes to in one place; ``is_kept`` says whether the place keeps the ledgers it is counted over.

    Without a ledger there is no nought: nobody has counted.
    """

    value: Decimal | None
    is_kept: bool
    parts: tuple[Decimal | None, ...] = ()


_NOT_KEPT = PlaceNumber(None, is_kept=False)
_Leaf = tuple[str, Any, Any]
_Row = Mapping[str, Any]


@dataclass(frozen=True)
class SideBySide:
    """The numbers of every place, and those of all together where they are no sum."""

    org: Org
    places: Sequence[Place]
    _found: Mapping[_Leaf, Mapping[int, PlaceNumber]]
    _together: Mapping[_Leaf, Decimal | None]

    def numbers(self, asked: Asked) -> list[PlaceNumber]:
        """One line: of every place, in their order."""
        indicator = asked.indicator
        if isinstance(indicator, Indicator):
            found = self._found[_leaf(asked)]
            return [found.get(place.org.pk, _NOT_KEPT) for place in self.places]
        lines = [self.numbers(each) for each in indicator.ingredients(asked.period, asked.as_of)]
        return [_composed(indicator, parts) for parts in zip(*lines, strict=True)]

    def together(self, asked: Asked) -> Decimal | None:
        """All places as one: added where that is right, else by a query of its own; None where nobody keeps it, and for
        what is published of each place alone."""
        indicator = asked.indicator
        if not isinstance(indicator, Indicator):
            return indicator.composed([self.together(e) for e in indicator.ingredients(asked.period, asked.as_of)])
        if indicator.over_places is OverPlaces.NEVER:
            return None
        numbers = self.numbers(asked)
        if indicator.over_places is OverPlaces.QUERY:
            return self._together[_leaf(asked)] if any(each.is_kept for each in numbers) else None
        known = [each.value for each in numbers if each.value is not None]
        return sum(known, Decimal(0)) if known else None


def _composed(indicator: Composed, parts: Sequence[PlaceNumber]) -> PlaceNumber:
    values = tuple(part.value for part in parts)
    return PlaceNumber(indicator.composed(values), all(part.is_kept for part in parts), values)


def side_by_side(asked: Iterable[Asked], org: Org, places: Sequence[Place]) -> SideBySide:
    """Count everything asked for, in all places at once."""
    leaves: dict[str, dict[_Leaf, Asked]] = {}
    for leaf in counted_over_ledgers(asked):
        leaves.setdefault(leaf.indicator.over.slug, {})[_leaf(leaf)] = leaf
    found: dict[_Leaf, dict[int, PlaceNumber]] = {}
    together: dict[_Leaf, Decimal | None] = {}
    for of_ledger in leaves.values():
        ledger = next(iter(of_ledger.values())).indicator.over
        found |= _scan(ledger, of_ledger, org, places)
        once = {key: leaf for key, leaf in of_ledger.items() if leaf.indicator.over_places is OverPlaces.QUERY}
        if once:
            together |= _once(ledger, once, org)
    return SideBySide(org, places, found, together)


def counted_over_ledgers(asked: Iterable[Asked]) -> list[Asked]:
    """What has to be counted for everything asked, each once."""
    return list({_leaf(leaf): leaf for each in asked for leaf in _leaves(each)}.values())


def _leaves(asked: Asked) -> list[Asked]:
    """What is counted over a ledger for it."""
    if isinstance(asked.indicator, Indicator):
        return [asked]
    return [leaf for e in asked.indicator.ingredients(asked.period, asked.as_of) for leaf in _leaves(e)]


def _leaf(asked: Asked) -> _Leaf:
    return asked.indicator.slug, asked.period, asked.as_of


def _scan(
    ledger: Ledger, leaves: Mapping[_Leaf, Asked], org: Org, places: Sequence[Place]
) -> dict[_Leaf, dict[int, PlaceNumber]]:
    """One grouped query. Voided records are in it, and counted nowhere: who has any keeps the ledger."""
    alone = {place.org.pk for place in places}
    asked: dict[str, Any] = {}
    for number, leaf in enumerate(leaves.values()):
        only = Q(voided_at__isnull=True) & leaf.indicator.counted(leaf.period, leaf.as_of)
        if leaf.indicator.over_places is OverPlaces.NEVER and any(len(place.members) > 1 for place in places):
            only &= Q(org__in=alone)
        asked |= _asked(number, leaf, only)
    grouped = access.records(ledger, org, with_voided=True).order_by().annotate(counted_at=_place(places))
    rows = list(grouped.values("counted_at").annotate(**asked))
    return {
        key: {row["counted_at"]: PlaceNumber(value, is_kept=True) for row, value in _known(number, leaf, rows)}
        for number, (key, leaf) in enumerate(leaves.items())
    }


def _asked(number: int, leaf: Asked, only: Q) -> dict[str, Any]:
    """What is asked for one number; where it can come to nothing at all, whether any record was there as well."""
    came = leaf.indicator.measure.aggregate(only)
    if isinstance(came, Count) or leaf.indicator.lags:  # what lags is unknown in both cases
        return {f"counted{number}": came}
    return {f"counted{number}": came, f"counted_rows{number}": Count("pk", filter=only)}


def _known(number: int, leaf: Asked, rows: Sequence[_Row]) -> Iterator[tuple[_Row, Decimal | None]]:
    """What a number came to in each row of the answer."""
    counted, any_rows = f"counted{number}", f"counted_rows{number}"
    for row in rows:
        yield row, leaf.indicator.known(row[counted], partial(bool, row.get(any_rows)))


def _place(places: Sequence[Place]) -> Any:
    """The key of the place's bureau, by the bureau of a record."""
    if all(len(place.members) == 1 for place in places):
        return F("org_id")
    cases = [When(org__in=place.members, then=Value(place.org.pk)) for place in places]
    return Case(*cases, output_field=IntegerField())


def _once(ledger: Ledger, leaves: Mapping[_Leaf, Asked], org: Org) -> dict[_Leaf, Decimal | None]:
    """What counts once however many bureaus have it, over all of them."""
    asked: dict[str, Any] = {}
    for number, leaf in enumerate(leaves.values()):
        only = leaf.indicator.counted(leaf.period, leaf.as_of)
        asked |= _asked(number, leaf, only)
    came = access.records(ledger, org).order_by().aggregate(**asked)
    return {
        key: value for number, (key, leaf) in enumerate(leaves.items()) for _, value in _known(number, leaf, [came])
    }
