"""旧版: the rows of a ledger as they stood before they were changed, one table beside each ledger's own.

The table is made from the ledger's model, for our ledgers and for those of plug-ins alike: all its
columns, and from when until when the bureau knew the record to be so. A record that was never changed has
no row there.
"""

from copy import deepcopy
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import UniqueConstraint

#: The table of each ledger -> the model of its former versions.
FORMER: dict[str, type["FormerVersion"]] = {}


class FormerVersion(models.Model):
    """One version of one record; known from a moment on, and no longer from another one on."""

    version_of = models.BigIntegerField()  # the record's key
    known_from = models.DateTimeField()
    known_to = models.DateTimeField()

    bound_by = "变更链：每个旧版按变更记录重算"

    class Meta:
        abstract = True


def former_of(model: type[models.Model]) -> type[FormerVersion]:
    """The model of a ledger's former versions; made when the ledger's own model is."""
    return FORMER[model._meta.db_table]


def make_former(model: type[models.Model]) -> None:
    """Derive and register the model of former versions; it belongs to the same app, whose migrations make its table."""
    table = model._meta.db_table
    columns = dict(_copied(field) for field in kept_fields(model))
    if taken := sorted({"id", "version_of", "known_from", "known_to"} & set(columns)):
        raise ImproperlyConfigured(f"{model.__name__} 的字段 {'、'.join(taken)} 与旧版表自己的列同名，请改名")
    options = {
        "app_label": model._meta.app_label,
        "db_table": f"{table}_former",
        "default_permissions": (),
        "constraints": [UniqueConstraint(fields=["version_of", "known_to"], name="%(class)s_version")],
    }
    meta = type("Meta", (FormerVersion.Meta,), options)
    names = columns | {"Meta": meta, "__module__": model.__module__}
    FORMER[table] = type(f"{model.__name__}Former", (FormerVersion,), names)


def kept_fields(model: type[models.Model]) -> list[models.Field]:
    """What a former version keeps of a record: every column but the key, which says whose version it is."""
    return [field for field in model._meta.local_concrete_fields if not field.primary_key]


def _copied(field: models.Field) -> tuple[str, models.Field]:
    """The same column without what guards a record: a version is a copy, and may repeat or point to what has moved on.

    Where a record leads to is kept as the number it is. As relations these tables would tie every model to
    every other, and the migrations of a new installation would take three times as long.
    """
    if isinstance(field, models.ForeignKey):
        return field.attname, models.BigIntegerField(null=field.null, db_column=field.db_column)
    copied: Any = deepcopy(field)
    copied._unique = copied.db_index = False
    copied.choices = None
    copied.verbose_name = copied._verbose_name = None
    copied.help_text = ""
    return field.name, copied
