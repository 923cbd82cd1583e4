"""不来自文件的批次: many changes that belong together, written under one batch so that they are undone together."""

from django.utils import timezone

from kezhang.orgs.models import Org, User
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Batch


def begin(ledger: Ledger, org: Org, name: str, by: User | None, *, updated: int, unchanged: int = 0) -> Batch:
    """To be called under the bureau's lock, right before what belongs to it is written."""
    return Batch.objects.create(
        org=org, ledger=ledger.slug, file_name=name[:200], sha256="", by=by, state=Batch.State.APPLIED,
        applied_at=timezone.now(), updated=updated, unchanged=unchanged,
    )  # fmt: skip
