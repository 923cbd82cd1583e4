"""读出的数: a number of the cleaned text with all that was understood of it, of prose and of tables alike."""

from dataclasses import dataclass
from decimal import Decimal

from kezhang.reading.facts.fact import Fact
from kezhang.reading.findings import GoverningVerb, Role


@dataclass(slots=True)
class Told:
    """A finding in the cleaned text."""

    start: int
    end: int
    value: Decimal | None
    unit: str | None
    role: Role
    metric: str | None
    group: int
    high: Decimal | None = None
    masked: bool = False
    comparator: str = "="
    direction: str | None = None
    modifiers: tuple[str, ...] = ()
    share: bool = False
    spec: bool = False
    alternatives: tuple[Decimal, ...] = ()
    confidence: Decimal = Decimal(1)
    period: str | None = None  # "" where the text leaves open which year it was
    basis: str = ""
    governs: GoverningVerb | None = None
    cue: str = ""  # what told its role: words, heading or manner
    verb: str = ""  # what governs the list it stands in: 申报 in 申报A 3项、B 5项


def told_of(fact: Fact) -> Told:
    """What is told on of a fact, once nothing after it can change what it means."""
    judged, named, amount = fact.judged, fact.named, fact.context.amount
    return Told(
        amount.start,
        amount.end,
        amount.value,
        amount.unit,
        judged.role,
        named.metric,
        fact.group,
        high=amount.high,
        masked=amount.masked,
        comparator=amount.comparator,
        direction=judged.direction,
        modifiers=amount.modifiers,
        share=judged.share,
        spec=amount.spec,
        alternatives=amount.alternatives,
        period=fact.period,
        basis=fact.basis,
        verb=fact.verb,
        governs=fact.governs,
        cue=judged.cue,
        confidence=fact.confidence,
    )
