"""The one door for reading: which records somebody may see.

Every list, figure, export and page asks here; nothing else starts a query on a ledger's model.
"""

from django.db.models import QuerySet

from kezhang.orgs.models import Org, User
from kezhang.orgs.scope import scope_of
from kezhang.records.ledger import Ledger
from kezhang.records.models import Batch, Change, Evidence


def records(ledger: Ledger, viewer: User | Org, *, with_voided: bool = False) -> QuerySet:
    """A ledger's records within the viewer's scope; voided ones only when asked for."""
    found = ledger.model._default_manager.filter(scope_of(viewer).query())
    return found if with_voided else found.filter(voided_at__isnull=True)


def changes(viewer: User | Org) -> QuerySet[Change]:
    """The log within the viewer's scope."""
    return Change.objects.filter(scope_of(viewer).query())


def batches(viewer: User | Org) -> QuerySet[Batch]:
    """The imports within the viewer's scope."""
    return Batch.objects.filter(scope_of(viewer).query())


def evidence(viewer: User | Org) -> QuerySet[Evidence]:
    """The evidence files within the viewer's scope."""
    return Evidence.objects.filter(scope_of(viewer).query())
