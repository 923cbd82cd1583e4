"""数据库快照: one state of the database as a file, taken while others write; and put back.

SQLite copies itself in one step: copied page by page it would begin again whenever somebody writes. PostgreSQL is
dumped from an exported snapshot, so that what is counted beside the dump is counted in the same state.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, router, transaction

from kezhang.seals.bindings import heads

#: How long an office waits for a program of the database before it is told that it did not end.
LONGEST = 3600


class NotBackedUp(Exception):
    """There is no backup, or nothing was restored; the message says why, in Chinese."""


@contextmanager
def snapshot(folder: Path) -> Iterator[dict[str, Any]]:
    """One state of the main database as files in the folder; inside, what it holds: heads, counts, and files it names."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            name = cursor.fetchone()[0]
            _run("pg_dump", "--format=custom", f"--snapshot={name}", "--no-owner", "--no-privileges",
                 f"--file={folder / 'database.dump'}")  # fmt: skip
            yield _holdings(lambda statement: _rows(cursor, statement))
        return
    _copy("default", folder / "database.sqlite3")
    with closing(sqlite3.connect(f"file:{folder / 'database.sqlite3'}?mode=ro", uri=True)) as copy:
        yield _holdings(lambda statement: copy.execute(statement).fetchall())


def copy_beside(folder: Path) -> None:
    """What lies in files of its own, as jobs and quizzes under way do on SQLite; copied after the data."""
    for alias in settings.DATABASES.keys() - {DEFAULT_DB_ALIAS}:
        _copy(alias, folder / f"{alias}.sqlite3")


def is_empty() -> bool:
    """Whether nothing has ever been stored in the main database."""
    return not connection.introspection.table_names()


def put_back(folder: Path) -> None:
    """Fill the empty database from the files of a snapshot. Raises NotBackedUp."""
    connections.close_all()
    if connection.vendor == "postgresql":
        database = str(connection.settings_dict["NAME"])
        _run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
             f"--dbname={database}", str(folder / "database.dump"))  # fmt: skip
        return
    beside = {alias: f"{alias}.sqlite3" for alias in settings.DATABASES.keys() - {DEFAULT_DB_ALIAS}}
    for alias, name in {DEFAULT_DB_ALIAS: "database.sqlite3", **beside}.items():
        if (folder / name).exists():
            target = Path(settings.DATABASES[alias]["NAME"])
            for ending in ("", "-wal", "-shm"):
                target.with_name(target.name + ending).unlink(missing_ok=True)
            shutil.copyfile(folder / name, target)
            target.chmod(0o600)


def holdings() -> dict[str, Any]:
    """The same of the database as it stands now."""
    with connection.cursor() as cursor:
        return _holdings(lambda statement: _rows(cursor, statement))


def _copy(alias: str, target: Path) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])
    target.chmod(0o600)
    with closing(sqlite3.connect(target)) as copy:
        if (said := copy.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
            raise NotBackedUp(f"数据库文件已损坏（{said}），没有备份；请从以前的备份恢复。")


def _holdings(ask: Callable[[str], list[Any]]) -> dict[str, Any]:
    quote = connection.ops.quote_name
    counts: dict[str, int] = {}
    files: set[str] = set()
    there = _columns(ask)  # before an upgrade not all of them are
    for model in apps.get_models():
        if router.db_for_write(model) not in (None, "default") or model._meta.db_table not in there:
            continue
        table = quote(model._meta.db_table)
        counts[model._meta.label_lower] = ask(f"SELECT COUNT(*) FROM {table}")[0][0]  # noqa: S608 - names only
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField) and field.column in there[model._meta.db_table]:
                named = f"SELECT {quote(str(field.column))} FROM {table} WHERE {quote(str(field.column))} <> ''"  # noqa: S608
                files |= {row[0] for row in ask(named)}
    told = []
    for head in heads():
        if head._meta.db_table not in there:
            continue
        table, key = quote(head._meta.db_table), quote(str(head._meta.pk.column))
        rows = ask(f"SELECT {key}, sequence, digest FROM {table} ORDER BY {key}")  # noqa: S608 - names only
        told += [{"log": head.log, "chain": str(row[0]), "sequence": row[1], "digest": row[2]} for row in rows]
    applied = sorted(f"{app}.{name}" for app, name in ask("SELECT app, name FROM django_migrations"))
    return {"counts": counts, "heads": told, "files": sorted(files), "migrations": applied}


def _columns(ask: Callable[[str], list[Any]]) -> dict[str, set[str]]:
    """The columns of each table that there is."""
    found: dict[str, set[str]] = {}
    if connection.vendor == "postgresql":
        rows = ask(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        )
    else:
        rows = ask("SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'")
    for table, column in rows:
        found.setdefault(table, set()).add(column)
    return found


def _rows(cursor: Any, statement: str) -> list[Any]:
    cursor.execute(statement.replace("%", "%%"))
    found: list[Any] = cursor.fetchall()
    return found


def _run(program: str, *words: str) -> None:
    """A program of PostgreSQL; the password goes by its environment, where nobody's list of processes shows it."""
    found = shutil.which(program) or next(
        map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))[-1:]), None
    )
    if found is None:
        raise NotBackedUp(f"这台机器上没有 {program}，请安装 PostgreSQL 的客户端程序后重试。")
    told = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = os.environ | {name: str(told[key]) for name, key in named.items() if told.get(key)}
    for name, option in (("PGSSLMODE", "sslmode"), ("PGSSLROOTCERT", "sslrootcert"), ("PGHOST", "host")):
        if value := told.get("OPTIONS", {}).get(option):
            environment[name] = str(value)
    try:
        done = subprocess.run(  # the caller's words, none of them typed by anybody
            [found, *words], env=environment, capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired as fault:
        raise NotBackedUp(f"{program} 一小时没有做完，已停止。") from fault
    if done.returncode:
        raise NotBackedUp(
            f"{program} 没有做成：{done.stderr.strip().splitlines()[-1] if done.stderr.strip() else '原因不明'}"
        )
