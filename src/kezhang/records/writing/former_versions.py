"""旧版留存: before rows are changed, voided or restored, the rows as they stand are kept, in the same transaction.

The database copies them itself, so that nothing is converted on the way.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from kezhang.records.former import former_of, kept_fields
from kezhang.records.models import Record
from kezhang.records.writing.linking import LOOK_UP


def keep(model: type[Record], ids: Sequence[int], moment: datetime) -> None:
    """Close the present version of these records at a moment; it began when the one before it ended.

    The rows are locked, and about to be changed.
    """
    former, quote = former_of(model), connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in kept_fields(model))
    own, theirs = quote(model._meta.db_table), quote(former._meta.db_table)
    began = f"(SELECT MAX(p.known_to) FROM {theirs} p WHERE p.version_of = {own}.id)"  # noqa: S608 - names only
    ended = connection.ops.adapt_datetimefield_value(moment)
    typed = "CAST(%s AS timestamptz)" if connection.vendor == "postgresql" else "%s"
    with connection.cursor() as cursor:
        for start in range(0, len(ids), LOOK_UP):
            some = list(ids[start : start + LOOK_UP])
            places = ", ".join(["%s"] * len(some))
            cursor.execute(
                f"INSERT INTO {theirs} ({columns}, version_of, known_from, known_to)"  # noqa: S608 - names only
                f" SELECT {columns}, id, COALESCE({began}, first_known), {typed} FROM {own} WHERE id IN ({places})",
                [ended, *some],
            )
            assert cursor.rowcount == len(some)
