"""On SQLite what the public writes in bursts lies in a file of its own: an import holds the lock of the records' file,
and no answer of a quiz waits for it. Elsewhere there is one database, and nothing to route.
"""

from typing import Any

from django.conf import settings

ALIAS, APP = "edge", "edge"


def database() -> str:
    """The database that bursts go to."""
    return ALIAS if ALIAS in settings.DATABASES else "default"


class EdgeRouter:
    """Django's question where a model is read, written and made."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:  # noqa: ARG002 - Django's signature
        return database() if model._meta.app_label == APP else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:  # noqa: ARG002 - likewise
        if app_label == APP:
            return db == database()
        return False if db == ALIAS else None
