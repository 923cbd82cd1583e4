"""只写改动的列: many rows updated at once, each in the columns that changed and in no other.

A column that a writer did not change may have been changed by somebody else since it was
read; what is not written cannot be overwritten.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.db import connection, models

from kezhang.records.models import Record
from kezhang.records.writing.bulk_insert import preparation

#: Values a statement carries; SQLite takes 32,766 of them, and more gains nothing.
VALUES = 15_000


def update(model: type[Record], changed: Iterable[tuple[Record, Sequence[str]]]) -> None:
    """Store the named fields of each record, rows that changed in the same ones together."""
    in_order = sorted(((tuple(names), record) for record, names in changed), key=lambda each: each[0])
    for names, group in groupby(in_order, key=lambda each: each[0]):
        fields: list[models.Field] = [model._meta.get_field(name) for name in names]  # type: ignore[misc]
        records = [record for _, record in group]
        size = max(1, VALUES // (len(fields) + 1))
        for start in range(0, len(records), size):
            _update(model, fields, records[start : start + size])


def _update(model: type[Record], fields: Sequence[models.Field], records: Sequence[Record]) -> None:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    # Both databases name the columns of VALUES column1, column2, …; PostgreSQL alone has to be told their types.
    told = ", ".join(f"{quote(str(f.column))} = {_typed(f, f'v.column{n}')}" for n, f in enumerate(fields, start=2))
    row = "(" + ", ".join(["%s"] * (len(fields) + 1)) + ")"
    rows = ", ".join([row] * len(records))
    prepared = [(f.attname, preparation(f)) for f in fields]
    values = [
        value
        for record in records
        for value in (
            record.pk,
            *(prepare(getattr(record, name)) if prepare else getattr(record, name) for name, prepare in prepared),
        )
    ]
    statement = f"UPDATE {table} SET {told} FROM (VALUES {rows}) AS v WHERE {table}.{quote('id')} = v.column1"  # noqa: S608 - names only
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == len(records)  # read again under the lock, and never deleted


def _typed(field: models.Field, value: str) -> str:
    return f"CAST({value} AS {field.db_type(connection)})" if connection.vendor == "postgresql" else value
