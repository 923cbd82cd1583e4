"""来处: the submissions of which a record was made; its evidence, as long as they are kept and after."""

from collections.abc import Iterator

from django.urls import reverse

from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record
from kezhang.submissions.models import Submission


def origins(ledger: Ledger, record: Record) -> Iterator[tuple[str, str, str]]:
    """What it is called, its number, and where it is looked at; for a record's page."""
    found = Submission.objects.filter(org=record.org, ledger=ledger.slug, record_id=record.pk).select_related("form")
    for each in found.order_by("pk"):
        yield f"来件（{each.form.title}）", each.shown_number, reverse("submission", args=[each.number])
