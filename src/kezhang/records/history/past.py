"""所知时点: whatever reads records inside ``known_on(moment)`` sees them as they were known at that moment.

No query is written twice for it. Before each statement that names a ledger's table stands a WITH of that same
name, which hides the table and hands out each record's version of the moment; every ledger is covered at once,
in joins and sub-queries too. The divisions (orgs) are those of today.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from django.utils import timezone

from kezhang.records.former import FORMER
from kezhang.records.history.heads import NEVER, HeadsSeen, Knowledge

#: Every name in a statement; the ORM quotes them all, and hands values over apart from it.
_NAME = re.compile(r'"([^"]+)"')
_READS = re.compile(r"\s*\(*\s*SELECT\b", re.IGNORECASE)
_LOCKS = re.compile(r"\sFOR (NO KEY UPDATE|UPDATE|KEY SHARE|SHARE)\b", re.IGNORECASE)
#: Columns that never change; they go through as they are, so that their indexes still serve.
FIXED = {"org_id", "first_known"}


class PastIsReadOnly(Exception):
    """Records were to be written, or locked for writing, where they are seen as of a former moment."""


@contextmanager
def known_on(moment: Knowledge | None) -> Iterator[None]:
    """Inside, records are what was known at the moment, its own changes included; None is the present.

    The innermost one holds, so that a figure of one moment may be read while another is looked at.
    """
    if moment == moment_seen():
        yield
        return
    if isinstance(moment, datetime) and timezone.is_naive(moment):
        raise ValueError("a moment has a time zone")
    with connection.execute_wrapper(_Past(moment)):
        yield


def moment_seen() -> Knowledge | None:
    """The moment whose knowledge is being read here and now; None is the present."""
    past = _innermost()
    return past.moment if past else None


class _Past:
    """One ``known_on`` on the database connection of this thread; those around it stand back."""

    def __init__(self, moment: Knowledge | None) -> None:
        self.moment = moment

    def __call__(self, execute: Callable, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if self.moment is not None and _innermost() is self and isinstance(sql, str):
            sql = seen_at(self.moment, sql)
        return execute(sql, params, many, context)


def _innermost() -> "_Past | None":
    return next((w for w in reversed(connection.execute_wrappers) if isinstance(w, _Past)), None)


def seen_at(moment: Knowledge, sql: str) -> str:
    """A statement that reads what was known at the moment. Raises PastIsReadOnly for one that does not only read."""
    names = set(_NAME.findall(sql))
    tables = sorted(names & FORMER.keys())
    if not tables:
        return sql
    if not _READS.match(sql) or _LOCKS.search(sql):
        told = moment.isoformat() if isinstance(moment, datetime) else "先前"
        raise PastIsReadOnly(f"{'、'.join(tables)} 正按 {told} 所知查看，不能写入或锁定。")
    return f"WITH {', '.join(_hidden(table, names, moment) for table in tables)} {sql}"


def _hidden(table: str, names: set[str], moment: Knowledge) -> str:
    """The WITH that hides a table; only of the columns that the statement names.

    Nothing is ever deleted, so each version's record is still in the table and stands here once: as the version that
    held at the moment where there is one, as it is now where there is none.
    """
    quote = connection.ops.quote_name
    named = [column for column in _columns(table) if column in names]
    own = f"{_schema()}.{quote(table)} m"
    former = f"{_schema()}.{quote(FORMER[table]._meta.db_table)} p"
    seen = f"p.known_from <= {_until(moment, 'p')} AND p.known_to > {_until(moment, 'p')}"
    of_now, of_then = (f"{_of_the_only_one(moment, row)}{row}.first_known <= {_until(moment, row)}" for row in "mp")
    fixed = ["org_id", *(["first_known"] if "first_known" in names else [])]
    now = ", ".join(["m.id", *(f"m.{quote(column)}" for column in (*fixed, *named))])
    then = ", ".join(["p.version_of", *(f"p.{quote(column)}" for column in (*fixed, *named))])
    # Two halves, so that a caller's conditions reach both and their indexes serve: a month does not read the bureau.
    # What has a version is left out in each database's own quickest way: SQLite asks a filter in memory for a join's
    # rows, but goes to the index for each row of a sub-query.
    if connection.vendor == "postgresql":
        unchanged = f"{own} WHERE NOT EXISTS (SELECT FROM {former} WHERE p.version_of = m.id AND {seen})"
    else:
        unchanged = f"{own} LEFT JOIN {former} ON p.version_of = m.id AND {seen} WHERE p.id IS NULL"
    rows = (
        f"SELECT {now} FROM {unchanged} AND {of_now}"  # noqa: S608 - names and moments only
        f" UNION ALL SELECT {then} FROM {former} WHERE {of_then} AND {seen}"
    )
    return f"{quote(table)} AS NOT MATERIALIZED ({rows})"


@cache
def _columns(table: str) -> tuple[str, ...]:
    """What may differ between a record and its version."""
    fixed = {"id", "version_of", "known_from", "known_to"} | FIXED
    return tuple(str(f.column) for f in FORMER[table]._meta.concrete_fields if f.column not in fixed)


def _until(moment: Knowledge, row: str) -> str:
    """Until when the bureau of a row is known.

    Written into the statement: where parameters stand in front of others, every caller's count would be off.
    """
    if isinstance(moment, datetime):
        return _literal(moment)
    if not moment.moments:
        return _literal(moment.floor)
    if only := _only_one(moment):
        return _literal(only[1])
    own = " ".join(f"WHEN {int(org)} THEN {_literal(until)}" for org, until in moment.moments)
    return f"(CASE {row}.org_id {own} ELSE {_literal(moment.floor)} END)"


def _only_one(moment: Knowledge) -> tuple[int, datetime] | None:
    """The bureau that alone was known at all, as in the report of a county, and until when."""
    if isinstance(moment, HeadsSeen) and len(moment.moments) == 1 and moment.floor == NEVER:
        return moment.moments[0]
    return None


def _of_the_only_one(moment: Knowledge, row: str) -> str:
    """Its rows are named by their bureau: a moment that is worked out for each row leaves indexes unused."""
    only = _only_one(moment)
    return f"{row}.org_id = {int(only[0])} AND " if only else ""


def _literal(moment: datetime) -> str:
    if connection.vendor == "postgresql":
        return f"'{moment.isoformat()}'::timestamptz"
    return f"'{connection.ops.adapt_datetimefield_value(moment)}'"


@cache
def _schema() -> str:
    """Where the tables stand; by it a WITH reaches the very table that it hides."""
    if connection.vendor != "postgresql":
        return "main"
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return cursor.fetchone()[0]
