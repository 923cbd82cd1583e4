"""存下的行: tables as they stand, and what was stored between two looks at them, put back as it was.

What a step of a test's preparation stores is the same each time it begins from the same books: it is done once a
session, and its very rows (keys, moments, digests, signatures) and files are put back for every later test that
begins where it began. A test cannot tell them from its own: logs, seals and signed heads hold.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, router, transaction
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.seals.models import SignedHead

Row = tuple[Any, ...]


@dataclass(frozen=True)
class StoredTable:
    """Rows of one table, as the database hands them out."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    key: str
    is_counted: bool  # the database counts the key up by itself

    def values(self, column: str) -> list[Any]:
        place = self.columns.index(column)
        return [row[place] for row in self.rows]


@dataclass(frozen=True)
class Step:
    """What one step stored: rows that came or changed, keys of rows that went, files."""

    came: tuple[StoredTable, ...]
    went: tuple[StoredTable, ...]
    files: dict[str, bytes]


#: A statement that writes, and the table it writes into.
WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)

_HOME = settings.KEZHANG_HOME
_STEPS: dict[tuple[Any, ...], Step] = {}
_TAKEN_ONCE: set[tuple[Any, ...]] = set()


def remembered(name: str, make: Callable[[], object], *, is_small: bool = False) -> None:
    """Have stored what ``make`` stores: by itself the first time, from memory whenever the books stand as then.

    Every table of weight is bound to a signed head, so equal heads are equal books; records that a test stores past
    the log are counted. A small step is kept when it is taken the second time: looking at every table costs more.
    """
    is_moved = abs(timezone.now() - datetime.now(UTC)).total_seconds() > 1
    if is_moved or settings.KEZHANG_HOME != _HOME:  # a test with a clock or with keys of its own
        make()
        return
    begun_from = (name, timezone.localdate(), *_books())
    if begun_from in _STEPS:
        _repeat(_STEPS[begun_from])
        return
    if is_small and begun_from not in _TAKEN_ONCE:
        _TAKEN_ONCE.add(begun_from)
        make()
        return
    before: dict[str, StoredTable] = {}
    files = set(_files())
    with connection.execute_wrapper(partial(_taken_before_it_is_written, before)):
        make()
    _STEPS[begun_from] = _between(before, files)


def _taken_before_it_is_written(before: dict[str, StoredTable], execute: Any, sql: str, *given: Any) -> Any:
    """A statement's table as it stands before the first that writes into it: most steps write into a few of two hundred."""
    if (written := WRITES.match(sql)) and (name := written[1]) not in before and name in _models_by_table():
        before[name] = _stored(_models_by_table()[name])
    return execute(sql, *given)


def stored_tables(*, apart: tuple[type[models.Model], ...] = ()) -> dict[str, StoredTable]:
    """Every table of the site as it stands."""
    return {model._meta.db_table: _stored(model) for model in _models() if model not in apart}


def _stored(model: type[models.Model]) -> StoredTable:
    name = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
        columns = tuple(column[0] for column in cursor.description)
        rows = tuple(map(tuple, cursor.fetchall()))
    return StoredTable(name, columns, rows, model._meta.pk.column, _is_counted(model))


def added(before: dict[str, StoredTable], after: dict[str, StoredTable]) -> tuple[StoredTable, ...]:
    """The rows that are new or changed, by table."""
    found = []
    for name, table in after.items():
        known = set(before[name].rows)
        rows = tuple(row for row in table.rows if row not in known)
        if rows:
            found.append(replace(table, rows=rows))
    return tuple(found)


def put(tables: tuple[StoredTable, ...]) -> None:
    """Store rows under the keys they had, in place of those that have their keys; later ones get keys behind them."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in tables:
            columns, places = ", ".join(map(quote, table.columns)), ", ".join(["%s"] * len(table.columns))
            cursor.executemany(f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({places})", table.rows)
            if table.is_counted and connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT setval(sequence, GREATEST(nextval(sequence), %s))"
                    " FROM (SELECT pg_get_serial_sequence(%s, %s)::regclass AS sequence) AS counted",
                    [max(table.values(table.key)), table.name, table.key],
                )


def remove(tables: tuple[StoredTable, ...]) -> None:
    """Take away the rows that have these keys."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in tables:
            cursor.executemany(
                f"DELETE FROM {quote(table.name)} WHERE {quote(table.key)} = %s",
                [(key,) for key in table.values(table.key)],
            )


def counted_models() -> Iterator[type[models.Model]]:
    """The models whose keys the database counts up by itself."""
    return filter(_is_counted, _models())


def _is_counted(model: type[models.Model]) -> bool:
    return isinstance(model._meta.pk, models.AutoField | models.BigAutoField)


def _between(before: dict[str, StoredTable], files: set[str]) -> Step:
    by_table = _models_by_table()
    after = {name: _stored(by_table[name]) for name in before}
    return Step(added(before, after), added(after, before), {n: _place(n).read_bytes() for n in set(_files()) - files})


def _repeat(step: Step) -> None:
    with transaction.atomic():
        remove(step.went)
        put(step.came)
    for name, content in step.files.items():
        _place(name).parent.mkdir(parents=True, exist_ok=True)
        _place(name).write_bytes(content)


def _books() -> Iterator[Row]:
    """How far every chain goes, and how many rows every table has that the chains may know nothing of."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in _head_models():
            key = quote(model._meta.pk.column)
            cursor.execute(f"SELECT {key}, digest FROM {quote(model._meta.db_table)} ORDER BY {key}")
            yield tuple(map(tuple, cursor.fetchall()))
        counted = (f"(SELECT COUNT(*) FROM {quote(ledger.model._meta.db_table)})" for ledger in LEDGERS.values())
        cursor.execute(f"SELECT {', '.join(counted)}")
        yield tuple(cursor.fetchone())


@cache
def _models() -> tuple[type[models.Model], ...]:
    """Without work beside the site, which has a database of its own on SQLite."""
    every = apps.get_models(include_auto_created=True)
    return tuple(model for model in every if router.db_for_write(model) == connection.alias)


@cache
def _models_by_table() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in _models()}


@cache
def _head_models() -> tuple[type[models.Model], ...]:
    return tuple(model for model in _models() if issubclass(model, SignedHead))


def _files() -> Iterator[str]:
    folder = Path(settings.MEDIA_ROOT)
    return (str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def _place(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name
