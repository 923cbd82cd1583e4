"""Links between ledgers: names and codes as written, resolved to records for all rows at once.

A link is made by credit code, else by exact name within the same bureau, else by a name that one record alone had
before; anything unknown is proposed, never silently created.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kezhang.orgs.models import Org
from kezhang.quantities.spelling import compared
from kezhang.records.declaration.ledger import Ledger, Link
from kezhang.records.models import Record

#: Values one look-up asks for.
LOOK_UP = 10_000


@dataclass(frozen=True)
class LinkProposal:
    """A name that the linked ledger does not have yet, for a person to add there."""

    link: Link
    name: str
    code: str


def resolve(ledger: Ledger, org: Org, records: Iterable[Record]) -> list[LinkProposal]:
    """Set every link's foreign key; return what could not be resolved, each once, in order."""
    records = list(records)
    proposals: dict[tuple[str, str, str], LinkProposal] = {}
    for link in ledger.links:
        by_code, by_name = _targets(ledger, link, org, records)
        field: Any = ledger.model._meta.get_field(link.field)
        for record in records:
            name, code = getattr(record, link.name), getattr(record, link.code) if link.code else ""
            target = (by_code.get(compared(code)) if code else None) or (by_name.get(compared(name)) if name else None)
            if target is not None or getattr(record, field.attname) is not None:
                setattr(record, link.field, target)
            if target is None and name:
                proposals.setdefault((link.field, name, code), LinkProposal(link, name, code))
    return list(proposals.values())


def _targets(ledger: Ledger, link: Link, org: Org, records: list[Record]) -> tuple[dict, dict]:
    model: Any = ledger.model._meta.get_field(link.field).related_model
    names = {getattr(r, link.name) for r in records} - {"", None}
    codes = ({getattr(r, link.code) for r in records} if link.code else set()) - {"", None}
    by_code: dict[str, Record] = {}
    by_name: dict[str, Record] = {}
    for path, values, found in ((link.target_code, codes, by_code), (link.target_name, names, by_name)):
        wanted = sorted(values | {compared(value) for value in values})
        for start in range(0, len(wanted), LOOK_UP):
            some = {f"{path}__in": wanted[start : start + LOOK_UP]}
            for target in model._default_manager.filter(org=org, voided_at__isnull=True, **some):
                found[compared(getattr(target, path))] = target
    unknown = {compared(name) for name in names} - by_name.keys()
    if unknown and link.target_former:
        by_name |= _by_former_name(model, link.target_former, org, unknown)
    return by_code, by_name


def _by_former_name(model: Any, path: str, org: Org, names: set[str]) -> dict[str, Record]:
    """The records that alone had one of these names before; a name that two had leads to neither."""
    found: dict[str, list[Record]] = {}
    for target in model._default_manager.filter(org=org, voided_at__isnull=True).exclude(**{path: ""}):
        for name in names & {compared(part) for part in getattr(target, path).split("、")}:
            found.setdefault(name, []).append(target)
    return {name: targets[0] for name, targets in found.items() if len(targets) == 1}


def linked(ledger: Ledger, record: Record, ledgers: Iterable[Ledger]) -> list[tuple[Ledger, Record]]:
    """The records of other ledgers that this one leads to."""
    by_model = {each.model: each for each in ledgers}
    targets = [target for link in ledger.links if (target := getattr(record, link.field)) is not None]
    return [(by_model[type(target)], target) for target in targets if type(target) in by_model]


def leading_to(records: Collection[Record], ledgers: Iterable[Ledger]) -> Iterator[tuple[Ledger, list[Record]]]:
    """The counted records of other ledgers that lead to any of these, by ledger."""
    for ledger in ledgers:
        for field in _fields_to({type(record) for record in records}, ledger):
            there = {f"{field}__in": [record.pk for record in records]}
            if rows := list(ledger.model._default_manager.filter(voided_at__isnull=True, **there)):
                yield ledger, rows


def _fields_to(models: Collection[type[Record]], ledger: Ledger) -> list[str]:
    """The foreign keys by which a ledger's records lead to such records."""
    return [link.field for link in ledger.links if ledger.model._meta.get_field(link.field).related_model in models]


def references(record: Record, ledgers: Iterable[Ledger]) -> list[tuple[Ledger, list[Record]]]:
    """Reverse look-up: the counted records of other ledgers that lead to this one."""
    found = []
    for ledger in ledgers:
        for field in _fields_to({type(record)}, ledger):
            there = ledger.model._default_manager.filter(org=record.org, voided_at__isnull=True, **{field: record})
            if rows := list(there[:200]):
                found.append((ledger, rows))
    return found
