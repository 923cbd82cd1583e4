"""What an address about one ledger or one record is about; what somebody may not see does not exist."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from kezhang.catalogue import LEDGERS
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.viewing import bureau_in_view, person_of
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record


def ledger_named(kind: str) -> Ledger:
    """Raises Http404."""
    ledger = LEDGERS.get(kind)
    if ledger is None:
        raise Http404
    return ledger


def ledger_written(request: HttpRequest, kind: str) -> Ledger:
    """A ledger that the person fills in for the bureau in view. Raises Http404."""
    ledger = ledger_named(kind)
    if not may(person_of(request), Verb.WRITE, access.matter(ledger, bureau_in_view(request))):
        raise Http404
    return ledger


def record_seen(request: HttpRequest, ledger: Ledger, pk: int) -> Record:
    """Raises Http404."""
    found = access.records(ledger, person_of(request), with_voided=True).select_related("org")
    return get_object_or_404(found, pk=pk)
