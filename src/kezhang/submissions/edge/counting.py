"""计数: one statement a request, in the bursts' own file; what is an hour old is forgotten."""

import time

from django.db import connections

from kezhang.submissions.edge.models import RequestCount
from kezhang.submissions.edge.router import database

MINUTE = 60
KEPT = 60
#: One in so many requests clears away what is old.
CLEARED = 200


def counted(subject: str) -> int:
    """Count one more of a subject in this minute; how many there are now, those of the last minute included."""
    minute = int(time.time()) // MINUTE
    table = RequestCount._meta.db_table
    with connections[database()].cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (subject, minute, count) VALUES (%s, %s, 1) "  # noqa: S608 - the table is ours
            f"ON CONFLICT (subject, minute) DO UPDATE SET count = {table}.count + 1 RETURNING count",
            [subject[:80], minute],
        )
        now = int(cursor.fetchone()[0])
    if now % CLEARED == 0:
        RequestCount.objects.filter(minute__lt=minute - KEPT).delete()
    former = (
        RequestCount.objects.filter(subject=subject[:80], minute=minute - 1).values_list("count", flat=True).first()
    )
    return now + (former or 0)
