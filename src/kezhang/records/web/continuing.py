"""接续登记: what a record's page offers to register next, and the form of another ledger that begins with it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kezhang.orgs.models import User
from kezhang.orgs.permissions import Verb, may
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.links import Continuation
from kezhang.records.models import Record

#: How the address of a form says from which record it is to begin: van-visits-12.
FROM = "from"
#: Those there already that are named.
NAMED = 5


@dataclass(frozen=True)
class OfferedContinuation:
    """One line of the record's page: what may be registered next, and what of it is there already."""

    says: str
    ledger: Ledger
    begins: str  # what the form's address says
    there: tuple[Record, ...]


def offers(ledger: Ledger, record: Record, person: User, ledgers: Collection[Ledger]) -> Iterator[OfferedContinuation]:
    """What may be registered next by this person; nothing of a voided record."""
    by_slug = {each.slug: each for each in ledgers}
    for each in ledger.continued:
        other = by_slug[each.to]
        if record.is_void or not each.when(record) or not may(person, Verb.WRITE, access.matter(other, record.org)):
            continue
        there = access.records(other, record.org).filter(**each.there(record))[:NAMED]
        yield OfferedContinuation(each.says, other, f"{ledger.slug}-{record.pk}", tuple(there))


def begun(said: str, ledger: Ledger, person: User, ledgers: Collection[Ledger]) -> Mapping[str, str]:
    """The answers a new form of this ledger begins with; none where the record named is not for this person."""
    slug, _, number = said.rpartition("-")
    other = next((each for each in ledgers if each.slug == slug), None)
    if other is None or not (number.isascii() and number.isdigit() and len(number) < 10):
        return {}
    record = access.records(other, person).filter(pk=int(number)).first()
    continued = _leading(other, ledger, record) if record is not None else None
    if record is None or continued is None:
        return {}
    shown = ledger.model()
    for name, value in continued.values(record).items():
        ledger.column(name).put(shown, value)
    return {name: ledger.column(name).text(shown) for name in continued.fills}


def _leading(ledger: Ledger, to: Ledger, record: Record) -> Continuation | None:
    return next((each for each in ledger.continued if each.to == to.slug and each.when(record)), None)
