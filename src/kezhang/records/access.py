"""The one door for reading: which records somebody may see.

Every list, figure, export and page asks here; nothing else starts a query on a ledger's model.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from kezhang import existence
from kezhang.existence import rows
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Matter, Verb, may
from kezhang.orgs.scope import COUNTY, scope_of
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.masking import masked_view
from kezhang.records.models import Batch, Change, Evidence, OwnColumn, OwnOption, Record
from kezhang.teamwork.models import CalledPerson, Comment


def records(ledger: Ledger, viewer: User | Org, *, with_voided: bool = False) -> QuerySet:
    """A ledger's records within the viewer's scope; voided ones only when asked for."""
    found = ledger.model._default_manager.filter(scope_of(viewer).query())
    return found if with_voided else found.filter(voided_at__isnull=True)


def in_use(ledgers: Iterable[Ledger], viewer: User | Org) -> frozenset[str]:
    """Those of these ledgers that hold anything within the viewer's scope: one question, not one for each ledger.

    Written out, because putting thirty questions together takes Django longer than the database needs to answer them.
    """
    every, quoted = list(ledgers), connection.ops.quote_name
    bureaus, values = scope_of(viewer).orgs().order_by().values("pk").query.sql_with_params()
    asked = " UNION ALL ".join(
        f"SELECT {place} WHERE EXISTS (SELECT 1 FROM {quoted(ledger.model._meta.db_table)} WHERE org_id IN ({bureaus}))"  # noqa: S608 - names of our own
        for place, ledger in enumerate(every)
    )
    if not asked:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(asked, list(values) * len(every))
        return frozenset(every[place].slug for (place,) in cursor.fetchall())


def matter(ledger: Ledger, org: Org | None, record: Record | None = None) -> Matter:
    """What somebody asks to do something to: a bureau's ledger, or one record of it."""
    is_by_indicator = "indicator" in ledger.by_name
    indicator = getattr(record, "indicator", "") if record is not None and is_by_indicator else ""
    return Matter(org, ledger.slug, indicator, is_by_indicator)


def readable(ledger: Ledger, org: Org | None, person: User, record: Record | None = None) -> Ledger:
    """The ledger as this person sees a bureau's: with the columns it has added, and with personal data masked where the
    person's posts do not say otherwise."""
    seen = own_columns.view(ledger, org)
    return seen if sees_personal(ledger, org, person, record) else masked_view(seen)


def readable_with_past(ledger: Ledger, person: User, record: Record, beside: Collection[str]) -> tuple[Ledger, Ledger]:
    """``readable`` for the page of one record; and the same with what the bureau has given up, as the log still says it."""
    views = own_columns.both_views(ledger, record.org) if "added" in beside else (ledger, ledger)
    present, past = views if sees_personal(ledger, record.org, person, record) else map(masked_view, views)
    return present, past


def sees_personal(ledger: Ledger, org: Org | None, person: User, record: Record | None = None) -> bool:
    return not ledger.personal or may(person, Verb.SEE_PERSONAL, matter(ledger, org, record))


def by_number(ledger: Ledger, viewer: User | Org, numbers: Collection[int]) -> dict[int, Any]:
    """The records of these numbers, voided ones included: what a log or a batch speaks of, to be called by name."""
    return records(ledger, viewer, with_voided=True).in_bulk(numbers)


def of_the_same_bureau(ledger: Ledger, **conditions: Any) -> QuerySet:
    """Inside a query on records: those of the same bureau that count as well, for ``Exists`` to ask about."""
    return ledger.model._default_manager.filter(org=OuterRef("org"), voided_at__isnull=True, **conditions)


def said_anywhere(ledger: Ledger, column: str) -> set:
    """What the counted records of all bureaus say in a column; for checks of the installation, never for a person."""
    counted = ledger.model._default_manager.filter(voided_at__isnull=True)
    return set(counted.order_by().values_list(column, flat=True).distinct())


def changes(viewer: User | Org) -> QuerySet[Change]:
    """The log within the viewer's scope."""
    return Change.objects.filter(scope_of(viewer).query())


def latest_changes(org: Org, count: int, request: str = "") -> list[Change]:
    """The newest entries of the log for a bureau, or for a bureau and everything below it; all, or what one request wrote.

    One bureau's chain is numbered, so its end is at hand; over several, the order of storing is the order of time.
    """
    of_one = len(org.prefix) == COUNTY
    found = changes(org).filter(request=request) if request else changes(org)
    return list(found.order_by("-sequence" if of_one else "-pk")[:count])


def changes_of(ledger: Ledger, record: Record, viewer: User | Org) -> list[Change]:
    """The history of one record, oldest first; sorted here, so that the database goes straight to its few entries."""
    found = changes(viewer).filter(ledger=ledger.slug, record_id=record.pk).order_by()
    return sorted(found, key=lambda change: change.sequence)


def batches(viewer: User | Org) -> QuerySet[Batch]:
    """The imports within the viewer's scope."""
    return Batch.objects.filter(scope_of(viewer).query())


def waiting_batches(viewer: User | Org) -> QuerySet[Batch]:
    """The imports that somebody has to confirm, and rejected rows to be mended that nobody has taken away."""
    return batches(viewer).filter(state=Batch.State.PLANNED, taken_at__isnull=True)


def without_evidence(ledger: Ledger, rows: QuerySet) -> QuerySet:
    """Those of a ledger's records for which there is no paper."""
    return rows.filter(~Exists(Evidence.objects.filter(ledger=ledger.slug, record_id=OuterRef("pk"))))


def versions(ledger: Ledger, record: Record, viewer: User | Org) -> QuerySet:
    """The counted versions of what a record is one of, itself among them, the newest first."""
    assert ledger.versions is not None
    same = {name: getattr(record, name) for name in ledger.keys[0] if name != ledger.versions.number}
    return records(ledger, viewer).filter(org=record.org, **same).order_by(f"-{ledger.versions.number}")


def beginnings(ledger: Ledger, found: Collection[Record], viewer: User | Org) -> QuerySet[Change]:
    """How each of these records came to be, as the log has it."""
    ids = [record.pk for record in found]
    return changes(viewer).filter(ledger=ledger.slug, record_id__in=ids, kind=Change.Kind.CREATE).order_by("sequence")


def evidence(viewer: User | Org) -> QuerySet[Evidence]:
    """The evidence files within the viewer's scope."""
    return Evidence.objects.filter(scope_of(viewer).query())


def evidence_of(ledger: Ledger, record: Record, viewer: User | Org) -> QuerySet[Evidence]:
    """The files of one record, with who added them."""
    return evidence(viewer).filter(ledger=ledger.slug, record_id=record.pk).select_related("by")


def beside(ledger: Ledger, record: Record, person: User) -> frozenset[str]:
    """What there is at all beside a record: ``evidence``, ``comments``, ``calls`` of this person, and whether bureaus have
    ``added`` columns or choices to its ledger."""
    asked_with = {"ledger": ledger.slug, "record": record.pk, "person": person.pk, "prefix": record.org.prefix}
    return existence.there_are(_BESIDE, asked_with)


_OF_RECORD = "ledger = %(ledger)s AND record_id = %(record)s"
_ADDED = f"ledger = %(ledger)s AND org_id IN (SELECT id FROM {Org._meta.db_table} WHERE %(prefix)s LIKE prefix || '%%')"  # noqa: S608 - names of our own
_BESIDE = {
    "evidence": rows(Evidence, _OF_RECORD),
    "comments": rows(Comment, f"{_OF_RECORD} AND withdrawn_at IS NULL"),
    "calls": rows(
        CalledPerson,
        f"person_id = %(person)s AND seen_at IS NULL AND comment_id IN (SELECT id FROM {rows(Comment, _OF_RECORD)})",  # noqa: S608 - likewise
    ),
    "added": f"(SELECT 1 FROM {rows(OwnColumn, _ADDED)} UNION ALL SELECT 1 FROM {rows(OwnOption, _ADDED)}) AS added",  # noqa: S608 - likewise
}
