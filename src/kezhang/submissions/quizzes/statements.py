"""答题的语句: the few statements of a quiz under way, written by hand.

A thousand people ask for them within five seconds, and building a statement with the ORM takes longer than carrying it
out. A row is read without a lock; it is changed by one statement that finds it only as it was read, and whoever comes
second reads again. So nobody holds a row, or SQLite's one writing lock, while Python thinks.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from kezhang.submissions.edge.models import QuizAttempt
from kezhang.submissions.edge.router import database
from kezhang.submissions.quizzes.models import OnlineQuiz

_TABLE = QuizAttempt._meta.db_table
_FIELDS: tuple[Any, ...] = tuple(QuizAttempt._meta.concrete_fields)
_NAMES = [field.attname for field in _FIELDS]
_HEAD: tuple[Any, ...] = tuple(map(OnlineQuiz._meta.get_field, ("digest", "state", "opens_at", "closes_at")))
_ANSWERS = _NAMES.index("answers")
#: One writer at a time in this process: fairer than SQLite's own lock, which lets the oldest wait longest.
_WRITING = Lock()


@contextmanager
def alone(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """For one short write: on PostgreSQL writers of different rows need not wait for one another."""
    if connection.vendor != "sqlite":
        yield
        return
    with _WRITING:
        yield


def head(code: str) -> dict[str, Any] | None:
    """Of the published quiz at an address what may change while it runs, and the digest of what may not."""
    found = _row(DEFAULT_DB_ALIAS, OnlineQuiz, _HEAD, "code = %s AND state <> %s", [code, OnlineQuiz.State.DRAFT.value])
    return None if found is None else dict(zip([field.attname for field in _HEAD], found[0], strict=True))


def by_secret(quiz: int, secret: str) -> QuizAttempt | None:
    """Of the device that holds what ``secret`` is the digest of."""
    return _attempt("quiz = %s AND secret = %s", [quiz, secret])


def again(attempt: QuizAttempt) -> QuizAttempt:
    """As it is now, whoever holds it."""
    found = _attempt("id = %s", [attempt.pk])
    if found is None:
        raise QuizAttempt.DoesNotExist
    return found


def _attempt(condition: str, values: Sequence[Any]) -> QuizAttempt | None:
    found = _row(database(), QuizAttempt, _FIELDS, condition, values)
    if found is None:
        return None
    attempt = QuizAttempt.from_db(database(), _NAMES, found[0])
    attempt.answers_read = found[1][_ANSWERS]
    return attempt


@lru_cache(maxsize=8)
def _columns(fields: tuple[Any, ...]) -> str:
    return ", ".join(f'"{field.column}"' for field in fields)


def _row(
    alias: str, model: type[Model], fields: tuple[Any, ...], condition: str, values: Sequence[Any]
) -> tuple[list[Any], Sequence[Any]] | None:
    """The values of one row, as the ORM hands them out and as the database did."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_columns(fields)} FROM {model._meta.db_table} WHERE {condition}", values)  # noqa: S608 - all of it is ours
        row = cursor.fetchone()
    if row is None:
        return None
    found = list(row)
    for at, field in enumerate(fields):
        column = field.cached_col
        for convert in (*connection.ops.get_db_converters(column), *field.get_db_converters(connection)):
            found[at] = convert(found[at], column, connection)
    return found, row


def _stored(connection: BaseDatabaseWrapper, attempt: QuizAttempt, names: Sequence[str]) -> list[Any]:
    fields: list[Any] = [QuizAttempt._meta.get_field(name) for name in names]
    return [field.get_db_prep_save(getattr(attempt, field.attname), connection) for field in fields]


def put(attempt: QuizAttempt, names: Sequence[str]) -> bool:
    """Write these columns of an attempt under way; False where it is not as it was read, and nothing was written.

    Whoever holds it, whether it has ended and what was answered are compared: nothing else of it changes under way.
    """
    if attempt.answers_read is None:
        return False
    connection = connections[database()]
    columns = ", ".join(f'"{name}" = %s' for name in names)
    same = "answers = %s::jsonb" if connection.vendor == "postgresql" else "answers = %s"
    with alone(connection), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_TABLE} SET {columns} WHERE id = %s AND secret = %s AND finished_at IS NULL AND {same} RETURNING answers",  # noqa: S608
            [*_stored(connection, attempt, names), attempt.pk, attempt.secret, attempt.answers_read],
        )
        row = cursor.fetchone()
    if row is None:
        return False
    attempt.answers_read = row[0]
    return True


@contextmanager
def _alone_with_entry(connection: BaseDatabaseWrapper, attempt: QuizAttempt) -> Iterator[None]:
    """Of one entry's attempts none may begin between the counting and the storing of another."""
    if connection.vendor == "sqlite":  # one statement is alone there
        with alone(connection):
            yield
        return
    with transaction.atomic(using=connection.alias):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"attempt {attempt.quiz} {attempt.entry}"]
            )
        yield


def add(attempt: QuizAttempt, most: int) -> bool:
    """Store one that begins, unless its entry has ``most`` others; False too where a unique value is there already."""
    connection = connections[database()]
    fields = tuple(field for field in _FIELDS if not field.primary_key)
    values = _stored(connection, attempt, [field.attname for field in fields])
    with _alone_with_entry(connection, attempt), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_TABLE} ({_columns(fields)}) SELECT {', '.join(['%s'] * len(fields))} "  # noqa: S608
            f"WHERE (SELECT COUNT(*) FROM {_TABLE} WHERE quiz = %s AND entry = %s AND client_id <> %s) < %s "
            "ON CONFLICT DO NOTHING RETURNING id, answers",
            [*values, attempt.quiz, attempt.entry, attempt.client_id, most],
        )
        row = cursor.fetchone()
    if row is None:
        return False
    attempt.pk, attempt.answers_read = row
    attempt._state.adding, attempt._state.db = False, connection.alias
    return True
