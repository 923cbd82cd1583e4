"""来处: the submissions of which a record was made; its evidence, as long as they are kept and after."""

from collections.abc import Iterator

from django.urls import reverse

from kezhang import existence
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record
from kezhang.submissions.models import Submission

_SENT_IN = {
    "sent": existence.rows(Submission, "org_id = %(org)s AND ledger = %(ledger)s AND record_id = %(record)s"),
}


def origins(ledger: Ledger, record: Record) -> Iterator[tuple[str, str, str]]:
    """What it is called, its number, and where it is looked at; for a record's page."""
    asked_with = {"org": record.org_id, "ledger": ledger.slug, "record": record.pk}
    if not existence.there_are(_SENT_IN, asked_with):
        return
    found = Submission.objects.filter(org=record.org, ledger=ledger.slug, record_id=record.pk).select_related("form")
    for each in found.order_by("pk"):
        yield f"来件（{each.form.title}）", each.shown_number, reverse("submission", args=[each.number])
