"""On SQLite jobs live in a file of their own: an import holds the lock of the records' file until it ends, and its
own progress would wait for it. Elsewhere there is one database, and nothing to route.
"""

from typing import Any

from django.conf import settings

ALIAS, APP = "jobs", "jobs"


def database() -> str:
    """The database that jobs are in."""
    return ALIAS if ALIAS in settings.DATABASES else "default"


class JobsRouter:
    """Django's question where a model is read, written and made."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:  # noqa: ARG002 - Django's signature
        return database() if model._meta.app_label == APP else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:  # noqa: ARG002 - likewise
        if app_label == APP:
            return db == database()
        return False if db == ALIAS else None
