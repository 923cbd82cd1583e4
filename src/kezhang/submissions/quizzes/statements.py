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

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from kezhang.submissions.edge.models import QuizAttempt
from kezhang.submissions.edge.router import database
from kezhang.submissions.quizzes.models import OnlineQuiz

_TABLE, _QUIZ = QuizAttempt._meta.db_table, OnlineQuiz._meta.db_table
_DRAFT = OnlineQuiz.State.DRAFT.value
_AT_ADDRESS = f"WHERE {_QUIZ}.code = %s AND {_QUIZ}.state <> %s"
_FIELDS: tuple[Any, ...] = tuple(QuizAttempt._meta.concrete_fields)
_NAMES = [field.attname for field in _FIELDS]
_HEAD: tuple[Any, ...] = tuple(map(OnlineQuiz._meta.get_field, ("id", "digest", "state", "opens_at", "closes_at")))
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
    row = _row(DEFAULT_DB_ALIAS, f"SELECT {_columns(_HEAD)} FROM {_QUIZ} {_AT_ADDRESS}", [code, _DRAFT])  # noqa: S608 - all of it is ours
    return None if row is None else _head(row)


def head_and_attempt(code: str, secret: str) -> tuple[dict[str, Any] | None, QuizAttempt | None]:
    """Both at once where both lie in one database; of the device that holds what ``secret`` is the digest of."""
    if database() != DEFAULT_DB_ALIAS:
        found = head(code)
        return found, None if found is None else by_secret(found["id"], secret)
    row = _row(
        DEFAULT_DB_ALIAS,
        f"SELECT {_columns(_HEAD)}, {_columns(_FIELDS)} FROM {_QUIZ} "  # noqa: S608 - likewise
        f"LEFT JOIN {_TABLE} ON {_TABLE}.quiz = {_QUIZ}.id AND {_TABLE}.secret = %s {_AT_ADDRESS}",
        [secret, code, _DRAFT],
    )
    if row is None:
        return None, None
    own = row[len(_HEAD) :]
    return _head(row[: len(_HEAD)]), None if own[0] is None else _attempt(own)


def by_secret(quiz: int, secret: str) -> QuizAttempt | None:
    """Of the device that holds what ``secret`` is the digest of."""
    row = _row(database(), f"SELECT {_columns(_FIELDS)} FROM {_TABLE} WHERE quiz = %s AND secret = %s", [quiz, secret])  # noqa: S608 - likewise
    return None if row is None else _attempt(row)


def again(attempt: QuizAttempt) -> QuizAttempt:
    """As it is now, whoever holds it."""
    row = _row(database(), f"SELECT {_columns(_FIELDS)} FROM {_TABLE} WHERE id = %s", [attempt.pk])  # noqa: S608 - likewise
    if row is None:
        raise QuizAttempt.DoesNotExist
    return _attempt(row)


def _row(alias: str, statement: str, values: Sequence[Any]) -> Sequence[Any] | None:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, values)
        found: Sequence[Any] | None = cursor.fetchone()
    return found


@lru_cache(maxsize=8)
def _columns(fields: tuple[Any, ...]) -> str:
    """With their tables, where something is read; only what is read has a first column ``id``."""
    table = f"{fields[0].model._meta.db_table}." if fields[0].primary_key else ""
    return ", ".join(f'{table}"{field.column}"' for field in fields)


def _head(row: Sequence[Any]) -> dict[str, Any]:
    names = [field.attname for field in _HEAD]
    return dict(zip(names, _converted(connections[DEFAULT_DB_ALIAS], _HEAD, row), strict=True))


def _attempt(row: Sequence[Any]) -> QuizAttempt:
    attempt = QuizAttempt.from_db(database(), _NAMES, _converted(connections[database()], _FIELDS, row))
    attempt.answers_read = row[_ANSWERS]
    return attempt


def _converted(connection: BaseDatabaseWrapper, fields: Sequence[Any], row: Sequence[Any]) -> list[Any]:
    """The values of a row as the ORM hands them out."""
    found = list(row)
    for at, field in enumerate(fields):
        column = field.cached_col
        for convert in (*connection.ops.get_db_converters(column), *field.get_db_converters(connection)):
            found[at] = convert(found[at], column, connection)
    return found


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


def add(attempt: QuizAttempt, most: int) -> bool:
    """Store one that begins, unless its entry has ``most`` others; False too where a unique value is there already.

    Of two that begin at once for one entry the second finds its number taken, and asks again.
    """
    connection = connections[database()]
    fields = tuple(field for field in _FIELDS if field.attname not in {"id", "nth"})
    values = _stored(connection, attempt, [field.attname for field in fields])
    with alone(connection), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_TABLE} ({_columns(fields)}, nth) SELECT {', '.join(['%s'] * len(fields))}, there.nth "  # noqa: S608
            f"FROM (SELECT COUNT(CASE WHEN client_id <> %s THEN 1 END) AS others, COALESCE(MAX(nth), 0) + 1 AS nth "
            f"FROM {_TABLE} WHERE quiz = %s AND entry = %s) there "
            "WHERE there.others < %s ON CONFLICT DO NOTHING RETURNING id, answers, nth",
            [*values, attempt.client_id, attempt.quiz, attempt.entry, most],
        )
        row = cursor.fetchone()
    if row is None:
        return False
    attempt.pk, attempt.answers_read, attempt.nth = row
    attempt._state.adding, attempt._state.db = False, connection.alias
    return True
