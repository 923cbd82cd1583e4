"""同一状态: reading that sees one state of the database from its first query to its last, whoever writes meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_state() -> Iterator[None]:
    """For reading only, and keeping nobody from writing. Inside a transaction that has begun it adds nothing."""
    if connection.in_atomic_block or _has_begun():
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:  # atomic() would take the writer's lock; this one takes none
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


def _has_begun() -> bool:
    """Whether SQLite reads one state already: Django does not know of what began without it."""
    return connection.vendor == "sqlite" and connection.connection is not None and connection.connection.in_transaction
