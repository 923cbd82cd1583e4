"""台账: a ledger is one model, and the few facts about it that a model cannot say.

Every screen, sheet, endpoint and log entry is a loop over ``Ledger.columns``. To find
out why something appears somewhere, read this file; nothing else inspects a model.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from operator import attrgetter
from typing import Any, Self

from kezhang.quantities.spelling import compared
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.links import Continuation, Identity, Mention
from kezhang.records.declaration.process import Process
from kezhang.records.declaration.rules import Rule
from kezhang.records.declaration.versions import Versions
from kezhang.records.fields import YuanField
from kezhang.records.models import Record

#: The names of a key's columns, and a record's values in them, as they are compared.
Key = tuple[tuple[str, ...], tuple[Any, ...]]


class Chapter(Enum):
    """章: the eight chapters that the menu, the folders and the report share, in their order."""

    FUNDING = "投入与项目"
    ENTERPRISES = "企业"
    RESULTS = "成果与合同"
    TALENT = "人才与平台"
    ENVOYS = "特派员"
    OUTREACH = "科普与培训"
    COOPERATION = "合作与赛事"
    DOCUMENTS = "任务与文件"

    @property
    def place(self) -> int:
        """Its place in the order."""
        return list(type(self)).index(self)


#: Other words for the choices of a column -> their labels; asked for where the words come from the catalogue.
Spellings = Mapping[str, str] | Callable[[], Mapping[str, str]]


def _spelt(words: Spellings) -> Mapping[str, str]:
    return words() if callable(words) else words


@dataclass(frozen=True, kw_only=True)
class Link:
    """关联: a reference to another ledger's record, kept as written and resolved when stored.

    The name and the code stay as the document has them; ``field`` is the foreign key they lead to.
    An unknown name is proposed to the other ledger, never silently created there.
    """

    field: str  # the foreign key on this ledger's model
    name: str  # the column with the name as written
    code: str = ""  # the column with the credit code, if the ledger has one
    target_name: str = "name"
    target_code: str = "credit_code"
    target_former: str = ""  # where the other ledger keeps the names that its record had before
    expected: bool = False  # whoever is named should be in the other ledger already; if not, that is a warning


@dataclass(frozen=True, kw_only=True)
class SheetValue:
    """整表同值: a column that published lists lack because it is the same in every row.

    It is read out of the title or the file's name where ``words`` stand there, or where a year or a batch does; where
    a row's own columns lead to it, that is offered, never assumed.
    """

    column: str
    words: Mapping[str, str] = field(default_factory=dict)  # in the title -> the value as it would be typed
    year: bool = False  # whether it is the year the title names
    batch: bool = False  # whether it is the batch the title names
    of: str = ""  # the column whose values lead to it
    makes: Callable[[Any], Any] | None = None  # from that column's value
    makes_label: str = ""  # in words: 发证日期起三年
    needed: bool = False  # asked though a record may lack it: what the list says of its rows needs it


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """What the product needs to know about a kind of record beyond its model."""

    model: type[Record]
    slug: str  # in addresses, file names and the log; never changed once released
    chapter: Chapter
    about: str  # one sentence for the people who fill it in
    keys: tuple[tuple[str, ...], ...]  # what says which record a row is; the surest first
    dated_by: str  # the date that decides which period a record counts in
    list_columns: tuple[str, ...]
    search: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spellings: Mapping[str, Spellings] = field(default_factory=dict)  # column -> other spelling -> label
    titled: str = ""  # what titles of its published lists say, as a regular expression, where their columns tell little
    whole_sheet: tuple[SheetValue, ...] = ()  # what may be given once for a whole sheet
    extendable: tuple[str, ...] = ()  # choices that differ by region: a bureau may add its own
    retired: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)  # column -> former choice -> label
    links: tuple[Link, ...] = ()
    rules: tuple[Rule, ...] = ()
    process: Process | None = None  # needed where there is a state column
    versions: Versions | None = None  # where a record comes in versions, none of which overwrites another
    due: tuple[Due, ...] = ()  # the days by which something has to have happened
    informing: tuple[
        str, ...
    ] = ()  # dates, amounts and counts that are only shown; every other one is read by something
    usual: Mapping[str, tuple[int, int]] = field(
        default_factory=dict
    )  # column -> what it is usually within (yuan, pieces) while the bureau has stored little
    comparable_within: tuple[str, ...] = ()  # sizes are alike among records that agree in these; else by firm
    ceiling: Callable[[Any], Decimal | None] | None = None  # what a record says that no amount of its bureau exceeds
    kept_by: str = ""  # the field with the bureau above that alone may change a record, where it names one
    personal: tuple[str, ...] = ()  # columns with personal data, masked for whoever may not see them
    identity: Identity | None = None  # where its records are subjects that other ledgers speak of
    mentions: tuple[Mention, ...] = ()  # free text that names subjects of other ledgers
    continued: tuple[Continuation, ...] = ()  # what is registered next in other ledgers, begun with what stands here
    people: tuple[str, ...] = ()  # columns that name people, told on the page about a subject
    own: tuple[Column, ...] = ()  # 自有列: what a bureau has added; see ``own_columns.view``
    sample: Mapping[str, str]  # one row that imports; shown in the template, run by the tests

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What the model declares, then the bureau's own columns."""
        return self.declared + self.own if self.own else self.declared

    def values_of(self, record: Record) -> tuple[Any, ...]:
        """The record's values in the order of ``columns``; what is declared is read in one go, since a sheet has very many rows."""
        declared = self._read(record)
        return (*declared, *[column.of(record) for column in self.own]) if self.own else declared

    @cached_property
    def _read(self) -> Callable[[Record], tuple[Any, ...]]:
        return attrgetter(*[column.name for column in self.declared])

    def with_declared(self, turned: Callable[[Column], Column], **changes: Any) -> Self:
        """This ledger with its declared columns turned into others, and perhaps something else about it changed."""
        view = replace(self, **changes)
        view.__dict__["declared"] = tuple(map(turned, self.declared))
        return view

    def with_own(self, own: tuple[Column, ...]) -> Self:
        """This ledger as a bureau sees it: with its own columns listed, looked into and filtered by."""
        if not own:
            return self
        names = tuple(column.name for column in own)
        view = replace(
            self,
            own=own,
            list_columns=self.list_columns + names,
            search=self.search + names,
            filters=self.filters + names,
        )
        view.__dict__["declared"] = self.declared  # made once for all bureaus
        return view

    @cached_property
    def declared(self) -> tuple[Column, ...]:
        """Every editable field, in the order the model declares them; source and remark come last."""
        own = [f for f in self.model._meta.fields if f.editable and not f.primary_key]
        common = {f.name for f in Record._meta.fields}
        return tuple(
            Column(
                name=f.name,
                label=str(f.verbose_name),
                required=not f.blank and not f.has_default(),
                choices=dict(f.flatchoices),
                unit=f.unit if isinstance(f, YuanField) else None,
                headers=(str(f.verbose_name), *self.headers.get(f.name, ())),
                help=str(f.help_text),
                model_field=f,
                spellings=_spelt(self.spellings.get(f.name, {})),
                retired=self.retired.get(f.name, {}),
            )
            for f in sorted(own, key=lambda f: f.name in common)
        )

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def all_rules(self) -> tuple[Rule, ...]:
        """The ledger's own rules, then those that its process makes."""
        if self.process is None:
            return self.rules
        labels = {column.name: column.label for column in self.columns}
        states = self.column(self.process.state).choices if self.process.state else {}
        return (*self.rules, *self.process.rules(labels, states))

    def column(self, name: str) -> Column:
        return self.by_name[name]

    def named(self, written: str) -> Column | None:
        """The column that a person calls so: by its label, its name or a declared synonym."""
        return next((c for c in self.columns if written == c.name or written in c.headers), None)

    @cached_property
    def identifying(self) -> frozenset[str]:
        """The columns that say which record it is: those of any key."""
        return frozenset(name for names in self.keys for name in names)

    @cached_property
    def given_for_sheets(self) -> frozenset[str]:
        """The columns that may be given once for a whole sheet."""
        return frozenset(each.column for each in self.whole_sheet)

    def keys_of(self, record: Record) -> tuple[Key, ...]:
        """Every key the record carries in full, the surest first; texts in the spelling in which they are compared."""
        found = []
        for names in self.keys:
            values = []
            for name in names:  # asked several times for each row of an import
                value = getattr(record, name)
                if value is None or value == "":
                    break
                values.append(compared(value) if type(value) is str else value)
            else:
                found.append((names, tuple(values)))
        return tuple(found)

    def same(self, record: Record, known: Mapping[Key, Record], keys: tuple[Key, ...] | None = None) -> Record | None:
        """The known record this one is: found by its surest key, else by a later one; ``keys`` where they are at hand.

        Two firms of one name with different codes are two firms: a later key does not join what an
        earlier one, complete on both, keeps apart.
        """
        keys = self.keys_of(record) if keys is None else keys
        for place, key in enumerate(keys):
            found = known.get(key)
            if found is None:
                continue
            theirs = dict(self.keys_of(found))
            if all(theirs.get(names, values) == values for names, values in keys[:place]):
                return found
        return None

    def counts_on(self, record: Record) -> date | None:
        """归属日期: the day that decides the period a record counts in."""
        return getattr(record, self.dated_by)
