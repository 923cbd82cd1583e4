"""Envoys that tests send out: rows of the envoys' ledgers in one line each, and who is on duty with a village and an agreement."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org, User
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author


def add(slug: str, org: Org, clerk: User | None, **said: str) -> Any:
    """The ledger's sample row, with what the test says instead, as a clerk would type it."""
    ledger = LEDGERS[slug]
    values = {name: ledger.column(name).reader()(text) for name, text in {**ledger.sample, **said}.items()}
    record = ledger.model(org=org, **values)
    journal.save(ledger, record, Author(by=clerk, accepting="样例"))
    return record


def on_duty(org: Org, clerk: User | None, name: str, *villages: str, since: date | None = None, days: int = 800) -> Any:
    """An envoy with villages and an agreement over the same days; the agreement."""
    begun = since or timezone.localdate() - timedelta(days=300)
    end = begun + timedelta(days=days)
    add("envoys", org, clerk, name=name, started_on=str(begun), due_on=str(end))
    for village in villages:
        if not LEDGERS["villages"].model.objects.filter(org=org, name=village).exists():
            add("villages", org, clerk, name=village, listed_on=str(begun))
        add("village-pairings", org, clerk, village_name=village, envoy_name=name, started_on=str(begun))
    return add(
        "envoy-agreements", org, clerk, envoy_name=name, agreement_number=f"协-{name}", signed_on=str(begun),
        started_on=str(begun), due_on=str(end),
    )  # fmt: skip
