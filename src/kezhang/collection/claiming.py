"""归属认定: bodies that several bureaus count are found, who counts each is decided once, and what it means is told.

No figure changes by it: the whole counts each body once in any case, and a bureau's own number stays what its ledger says.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeGuard

from django.db.models import Count, Max, Q

from kezhang.catalogue import INDICATORS
from kezhang.collection.models import Claim
from kezhang.indicators.indicator import AnyIndicator, Indicator, Timing
from kezhang.indicators.measures import Distinct
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb, may
from kezhang.quantities.periods import Period
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.workflow.steps import NotPossible

SUBJECT = "claims"


@dataclass(frozen=True)
class SharedBody:
    """One body that more than one bureau counts, and what was decided of it last."""

    indicator: Indicator
    period: Period
    identity: str
    name: str
    bureaus: Sequence[Org]
    claim: Claim | None = None

    @property
    def stands(self) -> str:
        """What was decided, in words."""
        if self.claim is None or self.claim.counted_by is None:
            return "未定"
        return f"归{self.claim.counted_by.name}计（{self.claim.reason}）"


def shared_bodies(org: Org, as_of: date, indicators: Iterable[AnyIndicator] | None = None) -> list[SharedBody]:
    """Of everything below, by indicator; two queries for an indicator that has such bodies, one for another."""
    chosen = [each for each in (indicators or INDICATORS.values()) if _tells_apart(each) and each.code]
    decided = Claim.objects.filter(org=org).select_related("counted_by").order_by("pk")
    claims = {(claim.indicator, claim.year, claim.identity): claim for claim in decided}
    bureaus = {each.pk: each for each in Org.objects.filter(prefix__startswith=org.prefix)}
    found = []
    for indicator in chosen:
        period = indicator.usual_period(org, as_of)
        for identity, name, keys in _shared(indicator, org, period, as_of):
            last = claims.get((indicator.slug, period.year, identity))
            at = sorted((bureaus[key] for key in keys), key=lambda each: each.code)
            found.append(SharedBody(indicator, period, identity, name, at, last))
    return found


def _shared(indicator: Indicator, org: Org, period: Period, as_of: date) -> Iterator[tuple[str, str, list[int]]]:
    measure = indicator.measure
    assert isinstance(measure, Distinct)
    counted = access.records(indicator.over, org).filter(indicator.counted(period, as_of)).order_by()
    bodies = counted.annotate(known_as=measure.identities()).values("known_as")
    several = bodies.annotate(bureaus=Count("org", distinct=True), called=Max(measure.fields[-1]))
    named = {row["known_as"]: row["called"] for row in several.filter(bureaus__gt=1)}
    if not named:
        return
    at: dict[str, list[int]] = {}
    for identity, key in bodies.filter(known_as__in=named).values_list("known_as", "org").distinct():
        at.setdefault(identity, []).append(key)
    for identity in sorted(at, key=lambda each: str(named[each])):
        yield str(identity), str(named[identity]), at[identity]


def decide(org: Org, body: SharedBody, counted_by: Org | None, reason: str, by: User | None) -> Claim:
    """归属: by which bureau the body is counted; nobody takes the last decision back. Raises NotPossible."""
    if by is not None and not may(by, Verb.COLLECT, org):
        raise NotPossible(f"您在{org.name}没有认定归属的权限。")
    if not reason.strip():
        raise NotPossible("请写明归属的依据和原因。")
    if counted_by is not None and counted_by not in body.bureaus:
        names = "、".join(each.name for each in body.bureaus)
        raise NotPossible(f"“{body.name}”在{names}的台账中，不能归{counted_by.name}计。")
    author = Author(by=by, reason=reason.strip())
    with chain.held(org):
        last = _last(org, body)
        if (last.counted_by_id if last else None) == (counted_by.pk if counted_by else None):
            raise NotPossible(f"“{body.name}”{'已经' if counted_by else '还没有'}认定归属，没有改动。")
        made = Claim.objects.create(
            org=org, indicator=body.indicator.slug, year=body.period.year, identity=body.identity, name=body.name,
            counted_by=counted_by, found_at=[each.code for each in body.bureaus], reason=author.reason, by=by,
            by_name=author.by_name,
        )  # fmt: skip
        journal.note(org, SUBJECT, made.pk, _state(last), _state(made), author)
    return made


def _state(claim: Claim | None) -> dict[str, object]:
    if claim is None:
        return {}
    counted_by = claim.counted_by.code if claim.counted_by else ""
    return {"indicator": claim.indicator, "year": claim.year, "identity": claim.identity, "counted_by": counted_by}


def _last(org: Org, body: SharedBody) -> Claim | None:
    same = Claim.objects.filter(org=org, indicator=body.indicator.slug, year=body.period.year, identity=body.identity)
    return same.select_related("counted_by").order_by("-pk").first()


def notes_within(org: Org) -> dict[tuple[str, str, int], tuple[str, ...]]:
    """By bureau, indicator and year, what is said beside a figure: which of its bodies another bureau counts."""
    said: dict[tuple[str, str, int], tuple[str, ...]] = {}
    for claim in _in_force(org):
        for code in claim.found_at:
            if claim.counted_by and code != claim.counted_by.code:
                key = (code, claim.indicator, claim.year)
                said[key] = (*said.get(key, ()), f"其中{claim}{_decided(claim)}")
    return said


def remarks(ledger: Ledger, org: Org, records: Iterable[Record]) -> dict[int, tuple[str, ...]]:
    """By record, what is said beside it: in which figure its body is counted by another bureau. Nothing is asked where
    no indicator tells the bodies of the ledger apart."""
    over = {each.slug: each for each in INDICATORS.values() if _tells_apart(each) and each.over.slug == ledger.slug}
    claims = _in_force(org, over) if over else []
    said: dict[int, tuple[str, ...]] = {}
    for record in records if claims else ():
        for claim in claims:
            indicator = over[claim.indicator]
            if record.org.code not in claim.found_at or record.org == claim.counted_by:
                continue
            if _identity(indicator, record) == claim.identity and _is_of(indicator, record, claim.year):
                words = f"{claim.year}年{indicator.label}{claim}{_decided(claim)}"
                said[record.pk] = (*said.get(record.pk, ()), words)
    return said


def _tells_apart(indicator: AnyIndicator) -> TypeGuard[Indicator]:
    return isinstance(indicator, Indicator) and isinstance(indicator.measure, Distinct)


def _identity(indicator: Indicator, record: Record) -> str:
    assert isinstance(indicator.measure, Distinct)
    return indicator.measure.identity(record)


def _is_of(indicator: Indicator, record: Record, year: int) -> bool:
    """Whether the record can be of the year's figure; what is held reaches from year to year."""
    if indicator.timing is Timing.STOCK:
        return True
    if indicator.timing is Timing.YEARLY:
        return bool(getattr(record, indicator.year_field) == year)
    day = getattr(record, indicator.date_field)
    return day is not None and day.year == year


def _in_force(org: Org, indicators: Iterable[str] | None = None) -> list[Claim]:
    """The newest decision for each body by the bureaus above and below; one that was taken back is none."""
    in_line = Q(org__prefix__startswith=org.prefix) | Q(org__prefix__in=org.prefixes)
    decided = Claim.objects.filter(in_line).select_related("counted_by", "org").order_by("pk")
    if indicators is not None:
        decided = decided.filter(indicator__in=list(indicators))
    newest = {(claim.org_id, claim.indicator, claim.year, claim.identity): claim for claim in decided}
    return [claim for claim in newest.values() if claim.counted_by is not None]


def _decided(claim: Claim) -> str:
    return f"（{claim.org.short_bureau}认定：{claim.reason}）"
