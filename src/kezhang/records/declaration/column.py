"""列: one field of a ledger, declared by its model or set by a bureau; whatever people read or type goes through it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Expression

from kezhang.quantities.typed_numbers import FIRST_YEAR, LAST_YEAR, YEARS_IN_WORDS, fault_of
from kezhang.quantities.units import Unit
from kezhang.records.declaration.cells import Reader, bounds_of, reader_for
from kezhang.records.fields import LONGEST_TEXT, CreditCodeField, ScaledField, YearField, unstorable
from kezhang.records.models import Record

Other = TypeVar("Other", bound="Column")


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

    def turned_into(self, kind: type[Other], **changed: Any) -> Other:
        """The same column as another kind of one."""
        return kind(**{each.name: getattr(self, each.name) for each in fields(Column)} | changed)

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
        """How a person reads the record's value."""
        return self.text_of(self.of(record))

    def text_of(self, value: Any) -> str:
        """How a person reads a value of this column."""
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
        """The record's value as JSON and the log keep it."""
        return self.as_data(self.of(record))

    def as_data(self, value: Any) -> Any:
        """A value of this column as JSON and the log keep it: exact, and never a float."""
        if value is None or type(value) is str:  # most of what an import of very many rows asks for
            return value
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
            if choices:
                return "" if value in choices else "应为：" + "、".join(list(choices.values())[:12])
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
