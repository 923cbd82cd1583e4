"""疑似重复: records of one ledger that likely mean the same thing; found and shown, never merged by themselves.

Two ways to be alike: names that differ only in how they are written, and records that agree in everything but their key.
Two firms of one name with two codes are two firms.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from kezhang.orgs.models import Org
from kezhang.quantities.spelling import compared
from kezhang.records import access
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record

#: Records that are looked through, the newest first; and groups that a page shows.
LOOKED_THROUGH, SHOWN = 20_000, 100
#: So many columns must be filled and equal, the key aside; fewer happen by chance.
ENOUGH = 3
#: What a firm's name is written with or without.
_FORMS = re.compile("有限责任公司|股份有限公司|有限公司|公司")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_MARKS = re.compile(r"[\s\W_]+")


@dataclass(frozen=True)
class DuplicateGroup:
    """Records that are likely one."""

    records: tuple[Record, ...]
    why: str


def groups(ledger: Ledger, org: Org) -> tuple[list[DuplicateGroup], bool]:
    """The groups of a bureau, and whether there were more records than are looked through."""
    rows = list(access.records(ledger, org).filter(org=org).order_by("-pk")[: LOOKED_THROUGH + 1])
    found: dict[frozenset[int], DuplicateGroup] = {}
    for why, alike in _alike(ledger, rows[:LOOKED_THROUGH]):
        key = frozenset(record.pk for record in alike)
        found.setdefault(key, DuplicateGroup(tuple(alike), why))
    of_record: dict[int, list[frozenset[int]]] = defaultdict(list)
    for ids in found:
        for pk in ids:
            of_record[pk].append(ids)
    # Whatever holds a whole group holds any one of its records: only those are compared.
    whole = [g for ids, g in found.items() if not any(ids < other for other in of_record[g.records[0].pk])]
    return whole, len(rows) > LOOKED_THROUGH


def _alike(ledger: Ledger, rows: Sequence[Record]) -> Iterator[tuple[str, list[Record]]]:
    by_name: dict[Hashable, list[Record]] = defaultdict(list)
    by_rest: dict[Hashable, list[Record]] = defaultdict(list)
    rest, weakest = _besides_keys(ledger), ledger.keys[-1]
    names = [ledger.column(name) for name in weakest]
    for record in rows:
        if any(column.is_text and loose(column.text(record)) for column in names):
            by_name[tuple(loose(c.text(record)) if c.is_text else c.of(record) for c in names)].append(record)
        said = [(column.name, _plain(column, record)) for column in rest]
        filled = [each for each in said if each[1] not in (None, "", False)]
        identifying = [name for name, _ in filled if ledger.column(name).unit or ledger.column(name).is_text]
        if len(filled) >= ENOUGH and identifying and ledger.counts_on(record) is not None:
            by_rest[tuple(said)].append(record)
    label = "、".join(column.label for column in names)
    for alike in by_name.values():
        yield from ((f"{label}写法相近", each) for each in _not_kept_apart(ledger, alike))
    key = "、".join(ledger.column(name).label for name in ledger.keys[0])
    for alike in by_rest.values():
        if len(alike) > 1:
            yield f"除{key}外内容全同", alike


def _besides_keys(ledger: Ledger) -> list[Column]:
    aside = ledger.identifying | {"source", "remark"}
    return [column for column in ledger.columns if column.name not in aside]


def _plain(column: Column, record: Record) -> Hashable:
    value = column.of(record)
    return compared(value) if type(value) is str else value


def _not_kept_apart(ledger: Ledger, alike: list[Record]) -> Iterator[list[Record]]:
    """Those whose surest key does not say that they are two."""
    if len(alike) < 2:
        return
    if len(ledger.keys) == 1:
        yield alike
        return
    told: dict[Hashable, list[Record]] = defaultdict(list)
    for record in alike:
        surest = tuple(str(getattr(record, name) or "") for name in ledger.keys[0])
        told[surest if all(surest) else ""].append(record)
    nameless = told.pop("", [])
    if len(told) <= 1:
        yield [*(record for records in told.values() for record in records), *nameless]
    elif len(nameless) > 1:
        yield nameless


def loose(text: str) -> str:
    """A name without what it is written with or without.

    >>> loose("朔湖绿源农业科技有限责任公司") == loose("朔湖绿源农业科技（新疆）有限公司")
    True
    """
    bare = _FORMS.sub("", _BRACKETS.sub("", compared(text)))
    return _MARKS.sub("", bare)
