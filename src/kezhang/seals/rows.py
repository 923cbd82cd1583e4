"""行的核对: whether every sealed row is as the register last saw it, and every row of the register is there.

``adopt`` takes in what was stored before its table was sealed; once for each table, and never again.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from kezhang.seals import register, signing_keys
from kezhang.seals.bindings import bound_by, heads, sealed_models
from kezhang.seals.chains import SealFault
from kezhang.seals.models import RowSeal, SealHead
from kezhang.seals.register import CHAINS, NOWHERE, Kind, RowState
from kezhang.seals.sealed import Sealed, plain, seal, state_of, table_of

ADOPTED = "adopted"
#: Fields that a fault names.
NAMED = 5


def examine() -> Iterator[SealFault]:
    """Every table whose rows are sealed."""
    for table in sealed_models():
        yield from _table(table)
        yield from _joined_to_nothing(table)


def _table(table: type[Sealed]) -> Iterator[SealFault]:
    label = str(table._meta.verbose_name)
    told, strange = _told(table)
    yield from (SealFault(seal.place, f"{label}第{seal.row}号", says) for seal, says in strange)
    keys = list(table._base_manager.order_by("pk").values_list("pk", flat=True))
    rows = _readable(table, keys)
    for pk in keys:
        last, row = told.pop(str(pk), None), rows.get(pk)
        place = last.place if last else NOWHERE
        if row is None:
            yield SealFault(place, f"{label}第{pk}号", "内容读不出来，可能被直接改动过")
        elif last is None:
            yield SealFault(_place_of(row), f"{label}第{pk}号", "登记簿里没有，可能是绕过系统写入的")
        elif last.kind == Kind.GONE:
            yield SealFault(place, f"{label}第{pk}号", "登记簿说已移除，库里还有")
        elif differing := _differing(row, last):
            yield SealFault(place, f"{label}第{pk}号", f"“{'、'.join(differing[:NAMED])}”与登记不符，可能被直接改动过")
    for row_key, last in told.items():
        if last.kind == Kind.KEPT:
            yield SealFault(last.place, f"{label}第{row_key}号", "登记簿里有，库里没有")


def _joined_to_nothing(table: type[Sealed]) -> Iterator[SealFault]:
    """What belongs to a row stands in its seal; what belongs to none would stand in no seal."""
    for field in table._meta.many_to_many:
        through: Any = field.remote_field.through
        if not bound_by(through):
            continue
        strange = through._base_manager.exclude(**{f"{field.m2m_field_name()}__in": table._base_manager.values("pk")})
        for pk in strange.values_list("pk", flat=True):
            yield SealFault(NOWHERE, f"{table._meta.verbose_name}的{field.verbose_name}第{pk}号", "不属于任何一行")


def _told(table: type[Sealed]) -> tuple[dict[str, RowSeal], list[tuple[RowSeal, str]]]:
    """The last seal of each row; and the seals that should never have followed the one before them."""
    found: dict[str, RowSeal] = {}
    strange: list[tuple[RowSeal, str]] = []
    for each in RowSeal.objects.filter(table=table_of(table)).order_by("place", "sequence").iterator(chunk_size=5000):
        before, found[each.row] = found.get(each.row), each
        if each.kind == Kind.GONE and not table.may_go:
            strange.append((each, f"第{each.sequence}条登记说已移除，而这类记录从不移除"))
        elif (
            before is not None
            and before.kind == each.kind == Kind.KEPT
            and not table.may_follow(before.state, each.state)
        ):
            strange.append((each, f"第{each.sequence}条登记改了不能再改的内容"))
    return found, strange


def _readable(table: type[Sealed], keys: list[Any]) -> dict[Any, Sealed]:
    """The rows by their keys; what a hand has made unreadable is missing, and hides none of the others."""
    try:
        return {row.pk: row for row in _with_places(table).iterator(chunk_size=2000)}
    except Exception:  # whatever a damaged value makes of itself
        found = {}
        for pk in keys:
            try:
                found[pk] = table._base_manager.get(pk=pk)
            except Exception:  # noqa: S112 - it is missing, and named for that
                continue
        return found


def _with_places(table: type[Sealed]) -> QuerySet[Sealed]:
    """The rows with what leads to their bureaus. Read beside them, not joined: where some of it is gone, the row stays."""
    way = "__".join(table.sealed_in.split(".")[:-1])
    return table._base_manager.prefetch_related(way) if way else table._base_manager.all()


def _place_of(row: Sealed) -> str:
    try:
        return row.sealed_place
    except Exception:  # what it points to is gone
        return NOWHERE


def _differing(row: Sealed, last: RowSeal) -> list[str]:
    """What is not as it was sealed; a field that came later must still be what every row was given then."""
    try:
        now = state_of(row)
    except Exception:
        return ["内容"]
    usual = {f.name: plain(f, f.get_default()) for f in type(row)._meta.concrete_fields if f.name not in last.state}
    expected = usual | last.state  # what stands in no column was not always sealed beside the columns
    names = [name for name in now if name in expected and now[name] != expected[name]]
    labels = {f.name: str(f.verbose_name) for f in type(row)._meta.concrete_fields}
    if _place_of(row) != last.place and not names:
        names = ["place"]
    return [labels.get(name, "所属" if name == "place" else name) for name in names]


def adopt() -> None:
    """RowSeal the rows, and sign the heads, of tables that were not sealed before; the home remembers which were."""
    with transaction.atomic():
        done = set(RowSeal.objects.filter(table=ADOPTED).values_list("row", flat=True)) | _remembered()
        new = [table for table in sealed_models() if table_of(table) not in done]
        for table in new:
            seal_what_is_not(table)
        told = list(map(table_of, new))
        if not told:
            return
        register.add(NOWHERE, [RowState(ADOPTED, table, {}) for table in told])
    _remember({*done, *told})


def seal_what_is_not(table: type[Sealed]) -> None:
    """The rows of a table that no seal tells of, and the chains they may have come with."""
    known = set(RowSeal.objects.filter(table=table_of(table)).values_list("row", flat=True))
    seal([row for row in _with_places(table).order_by("pk") if str(row.pk) not in known])
    _begin_chains()


def _begin_chains() -> None:
    """Name the chains that nothing names, and sign heads from before heads were signed."""
    begun = set(RowSeal.objects.filter(table=CHAINS).values_list("row", flat=True))
    for table in heads():
        for head in table._default_manager.all():
            if f"{head.log}:{head.chain}" not in begun and (head.log, head.chain) != (SealHead.log, NOWHERE):
                register.begun(head.log, head.chain, head.sequence)
            if head.sequence and not head.signature:
                table._default_manager.select_for_update().get(pk=head.pk).sign_and_save()


def _file() -> Path:
    return signing_keys.folder() / "adopted.json"


def _remembered() -> set[str]:
    try:
        return set(json.loads(_file().read_text(encoding="utf-8")))
    except FileNotFoundError:
        return set()


def _remember(tables: set[str]) -> None:
    if tables != _remembered():
        signing_keys.current_id()
        _file().write_text(json.dumps(sorted(tables), indent=1), encoding="utf-8")
