"""封存的行: models whose rows leave a seal in the register whenever they are stored or removed, in the same transaction.

What is written past them, by whatever hand, does not agree with the register any more, and ``doctor`` names it.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.auth.models import UserManager
from django.db import models, transaction

from kezhang.seals import register
from kezhang.seals.register import Kind, RowState
from kezhang.seals.statements import canonical, digest_of

#: A longer value is kept as its digest.
LONGEST = 80


class SealedQuerySet(models.QuerySet):
    """Ways to make, change and remove many rows at once that leave their seals.

    Django's own ``update`` and ``delete`` leave none: what is done by them is named like what is done by a hand.
    """

    def update_sealed(self, **values: Any) -> int:
        with transaction.atomic():
            table: Any = self.model
            keys = list(self.values_list("pk", flat=True))
            count = self.update(**values)
            if table.seals_any(values):
                seal(table._base_manager.filter(pk__in=keys))
        return count

    def delete_sealed(self) -> None:
        with transaction.atomic():
            rows: list[Any] = list(self)
            unseal(rows)
            self.delete()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **how: Any) -> list[Any]:
        with transaction.atomic():
            made: list[Any] = super().bulk_create(objs, *args, **how)
            seal(made)
        return made


SealedManager = models.Manager.from_queryset(SealedQuerySet)


class SealedUsers(UserManager.from_queryset(SealedQuerySet)):  # type: ignore[misc]
    """Django's ways of making people, sealed."""

    use_in_migrations = False


class Sealed(models.Model):
    """封存: a row whose every state stands in the register."""

    #: Whether its rows may be removed at all.
    may_go: ClassVar[bool] = False

    #: Fields that are no part of it: what changes without anybody having decided anything.
    unsealed: ClassVar[frozenset[str]] = frozenset()
    #: Fields that the register has only the digest of, however short they are.
    sealed_as_digest: ClassVar[frozenset[str]] = frozenset()
    #: The way to the key of the bureau in whose chain the seals stand; "" for the chain of none. It never changes.
    sealed_in: ClassVar[str] = "org_id"

    objects = SealedManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **how: Any) -> None:
        told = how.get("update_fields")
        with transaction.atomic():
            super().save(*args, **how)
            if told is None:
                seal([self])
            elif self.seals_any(told):  # of what was not stored the object may say something else
                seal(type(self)._base_manager.filter(pk=self.pk))

    def delete(self, *args: Any, **how: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            unseal([self])
            return super().delete(*args, **how)

    @classmethod
    def may_follow(cls, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:  # noqa: ARG003 - for those who say otherwise
        """Whether a row that was sealed so may later be sealed so."""
        return True

    @classmethod
    def seals_any(cls, names: Iterable[str]) -> bool:
        return bool(set(names) - cls.unsealed)

    @property
    def sealed_place(self) -> str:
        """The chain its seals stand in."""
        if not self.sealed_in:
            return register.NOWHERE
        found: Any = self
        for name in self.sealed_in.split("."):
            found = getattr(found, name)
        return str(found or "")

    def more_sealed(self) -> dict[str, Any]:
        """What belongs to the row and stands in no column of it."""
        return {}


class SealedForGood(Sealed):
    """A row that never changes once it is stored."""

    class Meta:
        abstract = True

    @classmethod
    def may_follow(cls, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
        return dict(before) == dict(after)


def seal(rows: Iterable[Sealed]) -> None:
    """Put down how these rows of one model stand now."""
    for place, some in _by_place(rows).items():
        register.add(place, [RowState(table_of(type(row)), str(row.pk), state_of(row)) for row in some])


def unseal(rows: Iterable[Sealed]) -> None:
    """Put down that these rows are about to go."""
    for place, some in _by_place(rows).items():
        register.add(place, [RowState(table_of(type(row)), str(row.pk), {}, Kind.GONE) for row in some])


def table_of(model: type[models.Model]) -> str:
    return model._meta.label_lower


def fields_of(model: type[Sealed]) -> Sequence[models.Field]:
    return [f for f in model._meta.concrete_fields if not f.primary_key and f.name not in model.unsealed]


def state_of(row: Sealed) -> dict[str, Any]:
    """The row as a seal keeps it; long values as their digests."""
    state = {f.name: plain(f, getattr(row, f.attname)) for f in fields_of(type(row))} | row.more_sealed()
    return state | {name: digest_of(state[name]) for name in row.sealed_as_digest if name in state}


def plain(field: models.Field, value: Any) -> Any:
    """One value as JSON has it, the same whether it comes from a form or back from the database."""
    if value is None or isinstance(field, models.JSONField):
        return _short(value)
    stored = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(stored, models.FileField):
        return str(value)
    value = stored.to_python(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | int):
        return value
    if isinstance(value, Decimal):  # 900 as it was typed is 900.0000 as the database has it
        return f"{value.normalize():f}"
    return _short(str(value))


def _short(value: Any) -> Any:
    said = canonical(value)
    return value if len(said) <= LONGEST else f"sha256:{hashlib.sha256(said).hexdigest()}"


def _by_place(rows: Iterable[Sealed]) -> dict[str, list[Sealed]]:
    found: dict[str, list[Sealed]] = {}
    for row in rows:
        found.setdefault(row.sealed_place, []).append(row)
    return found
