"""关联: how the records of one ledger lead to those of others: by the subjects they name, and by what is registered next.

Most mentions are not declared again: a link says which ledger a name leads to, and a column of a legal name speaks of a
firm. Only what is free text needs a ``Mention``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

#: A column whose value is taken over, or what the record gives.
Filling = str | Callable[[Any], Any]


@dataclass(frozen=True, kw_only=True)
class Identity:
    """By which of its columns a subject is known, and what the page about one is called."""

    name: str
    says: str
    code: str = ""
    former: str = ""  # other names it had, separated
    organisations: bool = False  # every column of a legal name, in any ledger, names one of these

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.name, self.code, self.former)))


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A column of free text that speaks of subjects of another ledger."""

    column: str
    of: str  # that ledger's slug
    within: bool = False  # the name stands somewhere in the text; else the text is a name, or several separated ones


@dataclass(frozen=True, kw_only=True)
class Continuation:
    """接续登记: what is registered next, so that nobody types it twice; with what of this record, in which ledger."""

    to: str  # that ledger's slug
    says: str  # on the button: 登记活动场次
    fills: Mapping[str, Filling]  # that ledger's column -> what stands in it to begin with
    same: tuple[str, ...]  # the columns of these by which one is known to be registered already
    when: Callable[[Any], bool] = lambda _: True  # which records are continued so

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns of this record that are taken over."""
        return tuple(filling for filling in self.fills.values() if isinstance(filling, str))

    def values(self, record: Any) -> dict[str, Any]:
        """That ledger's columns, with the values that a form on this record begins with."""
        return {
            name: getattr(record, filling) if isinstance(filling, str) else filling(record)
            for name, filling in self.fills.items()
        }

    def there(self, record: Any) -> dict[str, Any]:
        """What a record of that ledger says that is registered already."""
        values = self.values(record)
        return {name: values[name] for name in self.same}
