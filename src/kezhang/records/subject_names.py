"""谁提到谁: which columns of which ledgers speak of firms, envoys, projects and villages; from declarations alone."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

from django.db.models import Q

from kezhang.catalogue import LEDGERS
from kezhang.quantities.spelling import compared
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.fields import OrganisationNameField
from kezhang.records.models import Record

_BETWEEN = re.compile(r"[、，,；;/\s]+")


@dataclass(frozen=True)
class NameColumn:
    """名称列: a column that names a subject, perhaps with its code beside it and a link to its record."""

    ledger: Ledger
    subject: Ledger  # the ledger whose records are such subjects
    column: Column
    code: Column | None = None
    link: str = ""
    within: bool = False
    is_list: bool = False

    def names(self, record: Record) -> list[str]:
        """The names a record has in it; a place that only contains one names nobody by itself."""
        text = str(self.column.of(record) or "")
        if self.within or not text:
            return []
        return [part for part in _BETWEEN.split(text) if part] if self.is_list else [text]

    @property
    def is_indexed(self) -> bool:
        """Whether the database finds a bureau's records by the name, and each other way by an index of its own."""
        model = self.ledger.model
        return any(list(index.fields)[:2] == ["org", self.column.name] for index in model._meta.indexes)

    def ways(self, names: Collection[str], codes: Collection[str], known: Collection[int]) -> list[Q]:
        """The conditions under each of which a record speaks of a subject of these names, codes and records.

        One name with two codes is two firms: a name counts only where no other code contradicts it.
        """
        found = Q(pk__in=())
        for name in names:
            found |= Q(**{f"{self.column.name}__icontains" if self.within or self.is_list else self.column.name: name})
        ways = [found]
        if self.code is not None and codes:
            field = self.code.name
            ways = [Q(**{f"{field}__in": codes}), found & (Q(**{field: ""}) | Q(**{f"{field}__in": codes}))]
        return [*ways, Q(**{f"{self.link}__in": known})] if self.link and known else ways

    def of(self, names: Collection[str], codes: Collection[str], known: Collection[int]) -> Q:
        """That one of them holds."""
        return reduce(or_, self.ways(names, codes, known))

    def holds(self, record: Record, names: Collection[str]) -> bool:
        """Whether a list of names has one of them; the database only knows that the text contains it."""
        return not self.is_list or bool({compared(name) for name in self.names(record)} & set(map(compared, names)))


@cache
def name_columns(subject: str) -> tuple[NameColumn, ...]:
    """Every column that speaks of the subjects of a ledger, in the order of the catalogue."""
    return tuple(each for ledger in LEDGERS.values() for each in _of_ledger(ledger) if each.subject.slug == subject)


def named_in(ledger: Ledger) -> list[NameColumn]:
    """The columns of a ledger that name subjects, whichever they are."""
    return list(_of_ledger(ledger))


def _of_ledger(ledger: Ledger) -> Iterator[NameColumn]:
    declared = LEDGERS[ledger.slug]
    by_model = {each.model: each for each in LEDGERS.values() if each.identity}
    linked: set[str] = set()
    for link in declared.links:
        subject = by_model.get(declared.model._meta.get_field(link.field).related_model)
        if subject is not None:
            linked.add(link.name)
            code = declared.column(link.code) if link.code else None
            yield NameColumn(declared, subject, declared.column(link.name), code, link.field)
    for subject in by_model.values():
        if subject.identity.organisations and subject.slug != declared.slug:
            for column in declared.declared:
                if isinstance(column.model_field, OrganisationNameField) and column.name not in linked:
                    yield NameColumn(declared, subject, column, _code_beside(declared, column))
    for mention in declared.mentions:
        column = declared.column(mention.column)
        yield NameColumn(declared, LEDGERS[mention.of], column, within=mention.within, is_list=not mention.within)


def _code_beside(ledger: Ledger, column: Column) -> Column | None:
    """The credit code that stands right behind a name."""
    place = ledger.declared.index(column)
    behind = ledger.declared[place + 1 : place + 2]
    return behind[0] if behind and behind[0].is_credit_code else None
