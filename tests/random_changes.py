"""随机改动: what some hand might do to any row of any table or to any file, drawn by chance; to be named, each of them.

A change is a few numbers; which row and which value they come to is seen when it is made, so that the same numbers
mean the same in every run.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models import FileField
from django.utils import timezone
from hypothesis import strategies

from kezhang.orgs.models import AccessEvent
from kezhang.records.former import FormerVersion
from kezhang.records.models import Change
from kezhang.seals.bindings import bound_by
from kezhang.seals.models import Anchor, RowSeal
from kezhang.seals.sealed import Sealed
from tests.tampering import gone

KINDS = ("update", "update", "update", "update", "several", "insert", "delete", "file")
#: Not in the register, and vouched for by what is counted, opened or kept as a token.
NAMED_OTHERWISE = frozenset({"sent", "content", "name", "says"})
#: Entries are told by their place in a chain, versions by their record and time, anchors by their number.
ENTRIES = (FormerVersion, RowSeal, Change, AccessEvent, Anchor)
#: What stands in no column that it fits, where a database takes anything.
GARBAGE = ("gestern", b"\x00\xff", -(2**40), "[", "")


@dataclass(frozen=True)
class RandomChange:
    """Numbers that decide what is done, where, and with what."""

    kind: str
    table: int
    row: int
    seed: int


def changes() -> strategies.SearchStrategy[RandomChange]:
    number = strategies.integers(0, 2**24)
    return strategies.builds(RandomChange, strategies.sampled_from(KINDS), number, number, number)


def tables() -> list[type[models.Model]]:
    """Every table whose rows the log vouches for."""
    found = [model for model in apps.get_models(include_auto_created=True) if bound_by(model)]
    return sorted(found, key=lambda model: model._meta.db_table)


def made(change: RandomChange, files: Path) -> str:
    """Do it; in words what was done, or "" where the database refused or nothing came to be another."""
    chance = Random(change.seed)
    if change.kind == "file":
        return _file(change, chance, files)
    known = tables()
    if change.kind != "insert":
        known = [model for model in known if model._base_manager.exists()]
    model = known[change.table % len(known)]
    try:
        with transaction.atomic():
            return {"update": _update, "several": _update, "insert": _insert, "delete": _delete}[change.kind](
                model, change, chance
            )
    except DatabaseError:  # a constraint of the database itself
        return ""


@contextmanager
def undone(files: Path) -> Iterator[None]:
    """What is changed inside is taken back, in the database and in the folder."""
    before = {path: path.read_bytes() for path in files.rglob("*") if path.is_file()}
    try:
        with transaction.atomic(), connection.constraint_checks_disabled():
            yield
            transaction.set_rollback(True)
    finally:
        for path in [path for path in files.rglob("*") if path.is_file()]:
            if path not in before:
                path.unlink()
        for path, content in before.items():
            if not path.is_file() or path.read_bytes() != content:
                path.write_bytes(content)


def _chosen(model: type[models.Model], change: RandomChange) -> models.Model:
    rows = model._base_manager.order_by("pk")
    return rows[change.row % rows.count()]


def _columns(model: type[models.Model]) -> list[models.Field]:
    """What the log vouches for: no counters, and no number that only tells one entry from another."""
    free = model.unsealed - NAMED_OTHERWISE if issubclass(model, Sealed) else frozenset()
    if issubclass(model, ENTRIES) or model._meta.auto_created:
        free |= {"id", "written_at"}
    return [field for field in model._meta.concrete_fields if field.name not in free]


def _update(model: type[models.Model], change: RandomChange, chance: Random) -> str:
    row = _chosen(model, change)
    fields = _columns(model)
    chosen = chance.sample(fields, k=min(len(fields), chance.randint(2, 4) if change.kind == "several" else 1))
    before = _stored(model, row.pk)
    values = {}
    for field in chosen:
        was = getattr(row, field.attname)
        value = _other(field, was, chance)
        if value == was or (not value and not was and not isinstance(value, int)):
            continue  # nothing and an empty text say the same
        values[field.attname] = value
    if not values:
        return ""
    if connection.vendor == "sqlite" and chance.random() < 0.08:
        column = chosen[0].column
        with connection.cursor() as cursor:
            key = model._meta.pk.get_db_prep_value(row.pk, connection)
            cursor.execute(f'UPDATE "{model._meta.db_table}" SET "{column}" = %s WHERE "{model._meta.pk.column}" = %s',
                           [chance.choice(GARBAGE), key])  # fmt: skip
        said = f"{model._meta.db_table}.{column} garbage"
    else:
        model._base_manager.filter(pk=row.pk).update(**values)
        said = f"{model._meta.db_table} {row.pk}: " + ", ".join(
            f"{n} {getattr(row, n)!r} → {v!r}" for n, v in values.items()
        )
    return said if _stored(model, row.pk) != before else ""


def _stored(model: type[models.Model], pk: Any) -> Any:
    """The row as it lies in the database, whatever it has become."""
    with connection.cursor() as cursor:
        key = model._meta.pk.get_db_prep_value(pk, connection)
        cursor.execute(f'SELECT * FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" = %s', [key])
        try:
            return cursor.fetchall()
        except ValueError:  # the driver itself cannot read it
            return "unreadable"


def _delete(model: type[models.Model], change: RandomChange, chance: Random) -> str:
    row = _chosen(model, change)
    gone(model._base_manager.filter(pk=row.pk))
    return f"{model._meta.db_table} {row.pk} deleted"


def _insert(model: type[models.Model], change: RandomChange, chance: Random) -> str:
    """Another like one that is there, or made up where there is none."""
    row = _chosen(model, change) if model._base_manager.exists() else model()
    like_one = row.pk is not None and not row._state.adding
    for field in model._meta.concrete_fields:
        if field.primary_key:
            setattr(row, field.attname, _new_key(model, field, chance))
        elif field.unique or not like_one or chance.random() < 0.3:
            setattr(row, field.attname, _other(field, getattr(row, field.attname), chance))
    row._state.adding = True
    models.Model.save_base(row, raw=True, force_insert=True)
    return f"{model._meta.db_table} inserted {row.pk}"


def _new_key(model: type[models.Model], field: models.Field, chance: Random) -> Any:
    if isinstance(field, models.UUIDField):
        return UUID(int=chance.getrandbits(128))
    if isinstance(field, models.CharField):
        return str(chance.randrange(10**6, 10**7))
    if field.is_relation:
        return chance.choice(list(field.related_model._base_manager.values_list("pk", flat=True)))
    return (model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0) + chance.randint(1, 9)


def _other(field: models.Field, was: Any, chance: Random) -> Any:
    """Another value that the column takes."""
    if was is not None and field.null and chance.random() < 0.15:
        return None
    if field.is_relation:
        keys = [key for key in field.related_model._base_manager.values_list("pk", flat=True) if key != was]
        return chance.choice([*keys, uuid4() if isinstance(field.target_field, models.UUIDField) else 987_654])
    if isinstance(field, models.BooleanField):
        return not was
    if isinstance(field, models.JSONField):
        return _other_json(was, chance)
    if isinstance(field, models.DateTimeField):
        moved = chance.choice([timedelta(microseconds=1), timedelta(days=-1), timedelta(seconds=1)])
        return (was or timezone.now()) + moved
    if isinstance(field, models.DateField):
        return (was or date(2024, 1, 1)) + timedelta(days=chance.choice([-366, -1, 1, 31]))
    if isinstance(field, models.BinaryField):
        content = bytearray(bytes(was or b"") or b"\x00")
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        return bytes(content)
    if isinstance(field, models.UUIDField):
        return UUID(int=chance.getrandbits(128))
    if isinstance(was, Decimal) or isinstance(field, models.DecimalField):
        step = Decimal(1).scaleb(-getattr(field, "places", getattr(field, "decimal_places", 0)))
        return (was or Decimal(0)) + chance.choice([step, Decimal(1), Decimal(10)])
    if isinstance(field, models.IntegerField) or isinstance(was, int):
        return (was or 0) + chance.choice([1, 2, 10])
    if isinstance(field, FileField):
        return chance.choice([f"{was}x", "evidence/elsewhere.png"])
    if isinstance(field, models.CharField | models.TextField):
        return _other_text(str(was or ""), field.max_length or 2000, chance)
    return _other_number(field, was, chance)


def _other_number(field: models.Field, was: Any, chance: Random) -> Any:
    """Columns of our own that keep an amount or a year as a whole number."""
    return (was or Decimal(0)) + chance.choice([Decimal(1), Decimal(10)])


def _other_text(was: str, longest: int, chance: Random) -> str:
    ways = [was + "一", was + " ", was[:-1], was[::-1], was.swapcase(), "另" + was[1:], was.replace("公司", "集团")]
    return chance.choice(ways)[:longest]


def _other_json(was: Any, chance: Random) -> Any:
    content = json.loads(json.dumps(was, default=str))
    if isinstance(content, dict):
        if content and chance.random() < 0.7:
            key = chance.choice(sorted(content))
            content[key] = _other_json(content[key], chance)
            return content
        return content | {"x": 1}
    if isinstance(content, list):
        if content and chance.random() < 0.7:
            place = chance.randrange(len(content))
            content[place] = _other_json(content[place], chance)
            return content
        return [*content, "x"]
    if isinstance(content, bool):
        return not content
    if isinstance(content, int | float):
        return content + 1
    return "x" if content is None else f"{content}一"


def _file(change: RandomChange, chance: Random, folder: Path) -> str:
    kept = sorted(path for path in folder.rglob("*") if path.is_file())
    path = kept[change.row % len(kept)]
    content = bytearray(path.read_bytes())
    act = chance.choice(["bit", "cut", "longer", "removed", "exchanged", "left"])
    if act == "removed":
        path.unlink()
    elif act == "left":
        path.with_name(f"left-{change.seed}.bin").write_bytes(bytes(content))
    elif act == "exchanged":
        other = kept[(change.row + 1 + change.table) % len(kept)]
        if other.read_bytes() == bytes(content):
            return ""
        path.write_bytes(other.read_bytes())
        other.write_bytes(bytes(content))
    else:
        if act == "bit":
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        elif act == "cut":
            del content[-1:]
        else:
            content += b"\x00"
        path.write_bytes(bytes(content))
    return f"{path.relative_to(folder)} {act}"
