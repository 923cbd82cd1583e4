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
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Expression

from kezhang.quantities.spelling import compared
from kezhang.quantities.typed_numbers import FIRST_YEAR, LAST_YEAR, YEARS_IN_WORDS, fault_of
from kezhang.quantities.units import Unit
from kezhang.records.declaration.cells import Reader, bounds_of, reader_for
from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.process import Process
from kezhang.records.declaration.rules import Rule
from kezhang.records.fields import LONGEST_TEXT, CreditCodeField, ScaledField, YearField, YuanField, unstorable
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


@dataclass(frozen=True)
class Column:
    """One field of a ledger, as people, sheets, the log and the API see it."""

    name: str
    label: str
    required: bool
    choices: Mapping[Any, str]  # stored value -> label; empty for free fields
    unit: Unit | None  # what amounts are written in on paper
    headers: tuple[str, ...]  # what the column may be called in a sheet; ours first
    help: str
    model_field: models.Field
    spellings: Mapping[str, str] = field(default_factory=dict)  # other words for a choice -> its label
    retired: Mapping[Any, str] = field(default_factory=dict)  # what old rows may still have and nobody can choose
    is_masked: ClassVar[bool] = False  # shows only a part of what it says; see ``masking``

    @cached_property
    def is_text(self) -> bool:
        """Written to sheets as text, so that no code or number loses digits."""
        return isinstance(self.model_field, (models.CharField, models.TextField)) and not self.choices

    @cached_property
    def is_number(self) -> bool:
        return isinstance(self.model_field, (models.IntegerField, models.DecimalField)) and not self.choices

    @cached_property
    def is_date(self) -> bool:
        return isinstance(self.model_field, models.DateField)

    @property
    def heading(self) -> str:
        """How our own sheets head the column: with its unit, where it has one."""
        return f"{self.label}({self.unit.label})" if self.unit else self.label

    def of(self, record: Record) -> Any:
        """The record's value."""
        return getattr(record, self.name)

    def put(self, record: Record, value: Any) -> None:
        """Give the record a value."""
        setattr(record, self.name, value)

    @property
    def field_name(self) -> str:
        """The field of the model that holds it."""
        return self.name

    @property
    def path(self) -> str:
        """How a query's condition names it."""
        return self.name

    def stored(self, value: Any) -> Any:
        """What a query's condition compares it with."""
        return value

    def holding(self, value: Any) -> Q:
        """The condition that a record says this, or with None that it says nothing."""
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: self.stored(value)})

    @property
    def expression(self) -> Expression | F:
        """What a query adds up or sorts by."""
        return F(self.name)

    def option(self, value: Any) -> str:
        """The value as an address says it, for ``reader`` to read back."""
        return str(value)

    def text(self, record: Record) -> str:
        """How a person reads the value."""
        value = self.of(record)
        if value is None or value == "":
            return ""
        if self.choices:
            return self.label_of(value)
        if isinstance(value, bool):
            return "是" if value else "否"
        if self.unit:
            return self.unit.number(value, places=6)
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return str(value)

    def label_of(self, value: Any) -> str:
        """How a choice is called, also one that is offered no more."""
        return self.choices.get(value) or self.retired.get(value) or str(value)

    def data(self, record: Record) -> Any:
        """The value as JSON and the log keep it: exact, and never a float."""
        value = self.of(record)
        if isinstance(value, Decimal):
            if isinstance(self.model_field, ScaledField):
                return f"{value:.{self.model_field.places}f}"
            return f"{value:f}"
        return value.isoformat() if isinstance(value, date) else value

    def from_data(self, data: Any) -> Any:
        """The value back from what the log kept."""
        if data is None:
            return None
        if isinstance(self.model_field, ScaledField):
            return Decimal(data)  # the log says what was stored, whatever the bounds are now
        if isinstance(self.model_field, models.DateField):
            return self.model_field.to_python(data)
        return data

    def reader(self, unit: Unit | None = None) -> Reader:
        """How the cells of this column are read, in the unit the sheet names."""
        return reader_for(self.model_field, unit or self.unit, self.spellings)

    @cached_property
    def blank(self) -> Any:
        """What an empty cell stores: the field's default, an empty text, or nothing."""
        if self.model_field.has_default():
            return self.model_field.get_default()
        return "" if isinstance(self.model_field, (models.CharField, models.TextField)) else None

    @cached_property
    def fault(self) -> Callable[[Any], str] | None:
        """Judges a filled value by the field alone, without a query; returns what would be right, or "".

        None where every value of the type is right.
        """
        choices, limit = self.choices, self.longest
        bounds = self._bounds_fault
        # The bounds of whole numbers are those of the narrowest database, not of the one at hand.
        known = {"max_length", "max_value", "min_value"} if bounds else {"max_length"}
        validators = [v for v in self.model_field.validators if getattr(v, "code", "") not in known]

        def judge(value: Any) -> str:
            if choices and value not in choices:
                return "应为：" + "、".join(list(choices.values())[:12])
            if limit:
                if len(value) > limit:
                    return f"最多{limit}个字"
                if fault := unstorable(value):
                    return fault
            if bounds and (fault := bounds(value)):
                return fault
            for validate in validators:
                try:
                    validate(value)
                except ValidationError as invalid:
                    return "；".join(invalid.messages)
            return ""

        return judge if choices or limit or bounds or validators else None

    @cached_property
    def longest(self) -> int | None:
        """Characters a text may have; None for what is no text."""
        if not isinstance(self.model_field, (models.CharField, models.TextField)):
            return None
        return self.model_field.max_length or LONGEST_TEXT

    @cached_property
    def _bounds_fault(self) -> Callable[[Any], str] | None:
        """What is beyond the bounds of a number or a date, whoever made it."""
        column = self.model_field
        if isinstance(column, ScaledField):
            return lambda value: fault_of(value, column.places)
        if isinstance(column, models.DateField):
            return lambda value: "" if FIRST_YEAR <= value.year <= LAST_YEAR else YEARS_IN_WORDS
        if isinstance(column, models.IntegerField):
            least, most = (FIRST_YEAR, LAST_YEAR) if isinstance(column, YearField) else bounds_of(column)
            return lambda value: "" if least <= value <= most else f"应为{least}至{most}之间的整数"
        return None

    @cached_property
    def is_credit_code(self) -> bool:
        return isinstance(self.model_field, CreditCodeField)


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
    due: tuple[Due, ...] = ()  # the days by which something has to have happened
    informing: tuple[
        str, ...
    ] = ()  # dates, amounts and counts that are only shown; every other one is read by something
    usual: Mapping[str, tuple[int, int]] = field(
        default_factory=dict
    )  # column -> what it is usually within (yuan, pieces) while the bureau has stored little
    comparable_within: tuple[str, ...] = ()  # sizes are alike among records that agree in these; else by firm
    ceiling: Callable[[Any], Decimal | None] | None = None  # what a record says that no amount of its bureau exceeds
    personal: tuple[str, ...] = ()  # columns with personal data, masked for whoever may not see them
    own: tuple[Column, ...] = ()  # 自有列: what a bureau has added; see ``own_columns.view``
    sample: Mapping[str, str]  # one row that imports; shown in the template, run by the tests

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What the model declares, then the bureau's own columns."""
        return self.declared + self.own if self.own else self.declared

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
    def given_for_sheets(self) -> frozenset[str]:
        """The columns that may be given once for a whole sheet."""
        return frozenset(each.column for each in self.whole_sheet)

    def keys_of(self, record: Record) -> tuple[Key, ...]:
        """Every key the record carries in full, the surest first; texts in the spelling in which they are compared."""
        found = []
        for names in self.keys:
            values = tuple(getattr(record, name) for name in names)
            if all(value not in (None, "") for value in values):
                found.append((names, tuple(compared(each) if type(each) is str else each for each in values)))
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
