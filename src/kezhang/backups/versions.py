"""版本: whether a database is newer than the program, which then keeps its hands off it; and a backup before it is changed."""

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from kezhang.backups import taking

#: Backups from before migrations that are kept.
KEPT = 3


def newer_than_program(applied: Iterable[str]) -> str:
    """A sentence where steps (app.name) have been taken that this program does not know; "" where it knows them all."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    known |= {f"{app}.{name}" for m in loader.disk_migrations.values() for app, name in m.replaces}
    ours = {config.label for config in apps.get_app_configs()}
    strange = sorted(step for step in applied if _plain(step) not in known and step.partition(".")[0] in ours)
    if not strange:
        return ""
    return f"数据库比程序新（有 {strange[0]} 等{len(strange)}步升级），这个版本（{version('kezhang')}）不能使用它；请安装较新的程序。"


def _plain(step: str) -> str:
    """A squash stands for the last of the steps it was made of; squashes come and go, those steps stay.

    >>> _plain("ledgers.0001_squashed_0008_own_columns"), _plain("orgs.0002_posts")
    ('ledgers.0008_own_columns', 'orgs.0002_posts')
    """
    app, _, name = step.partition(".")
    return f"{app}.{name.rpartition('_squashed_')[2]}"


def newer() -> str:
    """The same of the database as it stands."""
    if "django_migrations" not in connection.introspection.table_names():
        return ""
    return newer_than_program(f"{app}.{name}" for app, name in MigrationLoader(connection).applied_migrations)


def back_up_before_migration() -> Path | None:
    """A backup in the home where something stored is about to be changed; None where nothing is. Raises NotBackedUp."""
    if "django_migrations" not in connection.introspection.table_names():
        return None
    executor = MigrationExecutor(connections["default"])
    if not executor.loader.applied_migrations or not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return None
    folder = Path(settings.KEZHANG_HOME) / "backups"
    folder.mkdir(exist_ok=True, mode=0o700)
    file = folder / f"before-{version('kezhang')}-{timezone.localtime():%Y%m%d-%H%M%S}.zip"
    taking.take(file, with_keys=False)
    for old in sorted(folder.glob("before-*.zip"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        old.unlink()
    return file
