"""计数: one statement a request, in the bursts' own file; what is an hour old is forgotten."""

import time
from collections.abc import Sequence

from django.db import connections

from kezhang.submissions.edge.models import RequestCount
from kezhang.submissions.edge.router import database

MINUTE = 60
KEPT = 60
#: One in so many requests clears away what is old.
CLEARED = 200
LONGEST_SUBJECT = 80


def counted(subject: str) -> int:
    """Count one more of a subject in this minute; how many there are now, those of the last minute included."""
    (now,) = counted_now([subject])
    last = RequestCount.objects.filter(subject=subject[:LONGEST_SUBJECT], minute=_minute() - 1)
    return now + (last.values_list("count", flat=True).first() or 0)


def counted_now(subjects: Sequence[str]) -> list[int]:
    """Count one more of each of these in this minute, in one statement; how many there are of each now.

    Whoever counts the same two must name them in the same order, or they wait for one another.
    """
    minute, table = _minute(), RequestCount._meta.db_table
    with connections[database()].cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (subject, minute, count) VALUES {', '.join(['(%s, %s, 1)'] * len(subjects))} "  # noqa: S608 - the table is ours
            f"ON CONFLICT (subject, minute) DO UPDATE SET count = {table}.count + 1 RETURNING subject, count",
            [value for subject in subjects for value in (subject[:LONGEST_SUBJECT], minute)],
        )
        found = dict(cursor.fetchall())
    counts = [int(found[subject[:LONGEST_SUBJECT]]) for subject in subjects]
    if any(count % CLEARED == 0 for count in counts):
        RequestCount.objects.filter(minute__lt=minute - KEPT).delete()
    return counts


def _minute() -> int:
    return int(time.time()) // MINUTE
