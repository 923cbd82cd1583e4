"""旧版补录: former versions of records that were changed before any were kept, walked back from the log.

Run once by the migrations that make the tables. What the log did not tell at the time, such as where
a record led to, is taken to have been as it is now.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db.models import Model, OuterRef, Subquery
from django.db.models.functions import Coalesce

from kezhang.catalogue import LEDGERS
from kezhang.records.history.log_by_record import TOGETHER, batches, moments


def fill(app_label: str) -> Callable[[Any, Any], None]:
    """For a migration's RunPython: the ledgers of one app, as their models were at that migration."""

    def run(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - Django's signature
        log = apps.get_model("records", "Change")
        for ledger in LEDGERS.values():
            meta = ledger.model._meta
            if meta.app_label != app_label:
                continue
            try:
                model = apps.get_model(app_label, meta.object_name)
                former = apps.get_model(app_label, f"{meta.object_name}Former")
            except LookupError:  # a ledger that came later
                continue
            fill_ledger(ledger.slug, model, former, log)

    return run


def fill_ledger(slug: str, model: Any, former: Any, log: Any) -> None:
    """Since when each record has been known, and each version that the log tells of."""
    entries = log.objects.filter(ledger=slug)
    created = entries.filter(record_id=OuterRef("pk"), kind="create").order_by("pk").values("at")[:1]
    model.objects.update(first_known=Coalesce(Subquery(created), "first_known"))
    later = entries.exclude(kind="create").order_by("record_id", "sequence")
    by_record = ((pk, list(rows)) for pk, rows in groupby(later.iterator(5000), key=lambda change: change.record_id))
    for some in batches(by_record):
        records = model.objects.in_bulk([pk for pk, _ in some])
        versions = [v for pk, rows in some if pk in records for v in _versions(records[pk], rows)]
        former.objects.bulk_create([former(**version) for version in versions], batch_size=TOGETHER)


def _versions(record: Model, changes: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """What the record was before each of its changes, the last one first."""
    kept = {field.attname: field for field in record._meta.concrete_fields if not field.primary_key}
    values: dict[str, Any] = {name: getattr(record, name) for name in kept}
    known = moments(values["first_known"], changes)
    for place in range(len(changes) - 1, -1, -1):
        values = values | _before(record, changes, place)
        yield {**values, "version_of": record.pk, "known_from": known[place], "known_to": known[place + 1]}


def _before(record: Model, changes: Sequence[Any], place: int) -> dict[str, Any]:
    """What one change took away."""
    change = changes[place]
    if change.kind == "void":
        return {"voided_at": None, "void_reason": ""}
    if change.kind == "restore":
        voiding = next(c for c in reversed(changes[:place]) if c.kind == "void")
        return {"voided_at": voiding.at, "void_reason": voiding.reason}
    fields = {field.name: field for field in record._meta.concrete_fields}
    return {fields[name].attname: _value(fields[name], data) for name, data in change.before.items() if name in fields}


def _value(field: Any, data: Any) -> Any:
    """A column's value from what the log kept of it."""
    if data is None:
        return None if field.null else field.get_default()
    return data if field.is_relation else field.to_python(data)
