"""到期: the days by which something has to have happened, declared once on the ledger.

The workbench, the calendar, its feed and the check of arrears all read these declarations and know no date of their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made_by
from datetime import date
from typing import Any

from django.db.models import DateField, F, Model, Q
from django.db.models.expressions import OrderBy

from kezhang.records.fields import YearField


@dataclass(frozen=True, kw_only=True)
class Due:
    """One such day: a project is to be accepted by the day it ends, and that is told from ninety days before."""

    field: str  # the date it becomes due on; where it is a year, that year's last day
    ahead: int  # so many days before it is told
    says: str  # what becomes due, as people call it: 项目到期验收
    until: tuple[str, ...] = ()  # dates of which any, once it has come, settles it
    since: str = ""  # the date from which it stands at all; "" from the beginning
    unless: Mapping[str, tuple[Any, ...]] = made_by(default_factory=dict)  # column -> values with which nothing is due
    version: str = ""  # where a record comes in versions: the column that numbers them; only the newest is due
    late: str = ""  # what is said once the day has passed unsettled; "" where passing is no fault
    todo: str = ""  # what is to be done then

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field it names."""
        return (self.field, *self.until, *filter(None, (self.since, self.version)), *self.unless)

    def open_on(self, as_of: date) -> Q:
        """The condition that a record's day is not settled as of a date."""
        found = Q()
        for name in self.until:
            found &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gt": as_of})
        if self.since:
            found &= Q(**{f"{self.since}__lte": as_of})
        for name, values in self.unless.items():
            found &= ~Q(**{f"{name}__in": values})
        return found

    def is_open(self, record: Any, as_of: date) -> bool:
        """Whether a record's day is not settled as of a date; as ``open_on``, of a record at hand."""
        settled = (getattr(record, name) for name in self.until)
        if any(day is not None and day <= as_of for day in settled):
            return False
        begun = getattr(record, self.since) if self.since else None
        if self.since and (begun is None or begun > as_of):
            return False
        return all(getattr(record, name) not in values for name, values in self.unless.items())

    def within(self, model: type[Model], first: date | None, last: date) -> Q:
        """The condition that the day lies between two days, both included; without ``first`` any day up to the other."""
        if not isinstance(model._meta.get_field(self.field), YearField):
            begun = Q(**{f"{self.field}__gte": first}) if first else Q()
            return begun & Q(**{f"{self.field}__lte": last})
        newest = last.year if (last.month, last.day) == (12, 31) else last.year - 1
        begun = Q(**{f"{self.field}__gte": first.year}) if first else Q()
        return begun & Q(**{f"{self.field}__lte": newest})

    def day_of(self, record: Any) -> date:
        """The day it becomes due on."""
        value = getattr(record, self.field)
        return value if isinstance(value, date) else date(value, 12, 31)

    def faults(self, model: type[Model]) -> Iterator[tuple[str, str]]:
        """What start-up has to know of a declaration whose fields are all there: what is wrong, and what would be right."""
        for name in (self.field, *self.until, *filter(None, (self.since,))):
            kept = model._meta.get_field(name)
            dated = isinstance(kept, DateField) or (name == self.field and isinstance(kept, YearField))
            if not dated:
                yield f"到期“{self.says}”写的“{name}”不是日期。", "请写日期字段；到期日也可以写年度字段。"
        if isinstance(model._meta.get_field(self.field), DateField) and not self._is_indexed(model):
            index = f'models.Index(fields=["org", "{self.field}"], name="…")'
            yield (
                f"到期“{self.says}”的“{self.field}”没有索引，记录多了工作台会变慢。",
                f"请在 Meta.indexes 里加上 {index}。",
            )
        for name, values in self.unless.items():
            choices = dict(model._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
            if odd := [str(value) for value in values if value != "" and value not in choices]:
                yield f"到期“{self.says}”的“{name}”没有选项“{'、'.join(odd)}”。", "选项有：" + "、".join(choices) + "。"
        if self.ahead < 0:
            yield f"到期“{self.says}”提前{self.ahead}天提醒。", "提前的天数不能小于0。"

    def _is_indexed(self, model: type[Model]) -> bool:
        return any(list(index.fields)[:2] == ["org", self.field] for index in model._meta.indexes)

    def order(self, *, newest_first: bool = False) -> tuple[OrderBy, ...]:
        """The order in which the records are told."""
        return (OrderBy(F(self.field), descending=newest_first), OrderBy(F("pk")))
