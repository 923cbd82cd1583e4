"""数据库: Django's settings for one database from its address, with everything the address says.

What stands behind the ``?`` reaches the driver: ``sslmode``, ``host`` for a socket, ``connect_timeout``, ``options``
and the like; ``pool`` and ``pool_min_size``, ``pool_max_size``, ``pool_timeout`` set up a pool of connections;
``conn_max_age``, ``conn_health_checks`` and ``disable_server_side_cursors`` are Django's own.
"""

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"
SQLITE_OPTIONS: dict[str, Any] = {
    # A writer takes the lock when it begins, so two of them queue up instead of failing half-way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    # Records and their logs wait for the disk at each commit: what was answered is there when the power has gone.
    # A long question may keep 64 MB of pages; all connections of a process together twice that, however many are kept.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000; PRAGMA soft_heap_limit=134217728;"
    ),
}
#: What lies beside them is heartbeats, counts and answers under way, and may lose the last moment.
BESIDE_COMMAND = SQLITE_OPTIONS["init_command"].replace("synchronous=FULL", "synchronous=NORMAL")
#: Seconds a connection is kept for the next request: to open and close files took most of the time of a short one
#: (docs/decisions/0021-connections-to-files-are-kept.md).
KEPT_OPEN = 60
#: PostgreSQL compiles what it thinks long, which takes longer than any of our questions does.
POSTGRESQL_COMMAND = "SET jit = off"
DJANGOS_OWN = ("conn_max_age", "conn_health_checks", "disable_server_side_cursors")
POOL = "pool_"


def database_of(url: str, home: Path) -> dict[str, Any]:
    """The settings; without an address SQLite in ``home``. The password is repeated in no fault."""
    if not url:
        return {
            "ENGINE": SQLITE,
            "NAME": home / "kezhang.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
            "CONN_MAX_AGE": KEPT_OPEN,
        }
    try:
        found: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=KEPT_OPEN)}
    except ValueError:  # an unknown scheme as well as an address that is none
        found = {"ENGINE": ""}
    options = found.pop("OPTIONS", {})
    if found["ENGINE"] == SQLITE:
        return {**found, "OPTIONS": SQLITE_OPTIONS | options}
    if found["ENGINE"] != POSTGRESQL:
        raise ImproperlyConfigured(
            "DATABASE_URL 没有读懂：应为 postgresql://用户:密码@主机:端口/库名 或 sqlite:///文件，密码中的特殊字符写成 %XX。"
        )
    for name in DJANGOS_OWN:
        if name in options:
            found[name.upper()] = options.pop(name)
    sizes = {name.removeprefix(POOL): options.pop(name) for name in list(options) if name.startswith(POOL)}
    if sizes:
        options["pool"] = sizes
    if options.get("pool"):
        found["CONN_MAX_AGE"] = 0  # the pool keeps the connections
    return {**found, "OPTIONS": options}


def prepare_connection(connection: Any, **_: Any) -> None:
    """A new connection, whatever stands between us and the server: pools pass on no options of a start."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(POSTGRESQL_COMMAND)


def jobs_database_of(main: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Beside a SQLite file another one for jobs, whose heartbeat must not wait for the import it tells of."""
    return _beside(main, "jobs")


def edge_database_of(main: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """And one for what the public writes in bursts: an answer of a quiz must not wait for an import either."""
    return _beside(main, "edge")


def _beside(main: dict[str, Any], alias: str) -> dict[str, dict[str, Any]]:
    if main["ENGINE"] != SQLITE:
        return {}
    file = str(main["NAME"])
    name = file if file == ":memory:" else Path(file).with_name(f"{alias}.sqlite3")
    options = main["OPTIONS"] | {"init_command": BESIDE_COMMAND}
    return {
        alias: {**main, "NAME": name, "OPTIONS": options, "TEST": {"MIGRATE": False}}
    }  # its few tables need no history in a test
