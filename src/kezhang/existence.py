"""有没有: which of several kinds of things there are at all, asked of the database in one statement.

A page that lists a dozen kinds of things, most of which are not there, asks this first and then only for what is there:
Django takes longer to put one question together than the database to answer a dozen of them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models


def rows(model: type[models.Model], condition: str) -> str:
    """A kind of things: the rows of a table for which something holds; ``%(name)s`` stands for what is asked with."""
    return f"{model._meta.db_table} WHERE {condition}"


def quoted(states: Iterable[str]) -> str:
    """States as a statement lists them; they are names of our own."""
    return ", ".join(f"'{state}'" for state in sorted(map(str, states)))


def there_are(kinds: Mapping[str, str], asked_with: Mapping[str, Any], using: str = DEFAULT_DB_ALIAS) -> frozenset[str]:
    """Those of the kinds of which there is anything."""
    asked = " UNION ALL ".join(f"SELECT '{kind}' WHERE EXISTS (SELECT 1 FROM {found})" for kind, found in kinds.items())  # noqa: S608 - names of our own
    with connections[using].cursor() as cursor:
        cursor.execute(asked, asked_with)
        return frozenset(kind for (kind,) in cursor.fetchall())
