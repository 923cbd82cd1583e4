"""遮掩: a ledger as somebody sees it who may not see personal data: its personal columns show a part of what they say.

They are neither looked into, filtered nor sorted by, which would tell the rest. Whatever loops over the ledger's
columns, be it page, list, log or sheet, shows them so.
"""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger

#: What stands for each letter that is not shown.
HIDDEN = "*"
_BETWEEN = re.compile(r"([、，,；;/\s]+)")


@dataclass(frozen=True)
class MaskedColumn(Column):
    """A column that shows only a part of each value."""

    is_masked: ClassVar[bool] = True

    def text_of(self, value: Any) -> str:
        return masked(super().text_of(value))

    def as_data(self, value: Any) -> Any:
        return self.text_of(value)


def masked_view(ledger: Ledger) -> Ledger:
    """The ledger with its personal columns masked; the very ledger where it has none."""
    if not ledger.personal:
        return ledger
    return ledger.with_declared(
        lambda column: column.turned_into(MaskedColumn) if column.name in ledger.personal else column,
        search=tuple(name for name in ledger.search if name not in ledger.personal),
        filters=tuple(name for name in ledger.filters if name not in ledger.personal),
    )


def masked(text: str) -> str:
    """A part of what is said: the ends of a number, the first letter of each name.

    >>> masked("13899991234"), masked("0909-2345678"), masked("张三"), masked("欧阳明、李四"), masked("")
    ('138****1234', '090*****5678', '张*', '欧**、李*', '')
    """
    return "".join(part if at % 2 else _part(part) for at, part in enumerate(_BETWEEN.split(text)))


def _part(word: str) -> str:
    if sum(c.isdigit() for c in word) >= 7:
        return word[:3] + HIDDEN * (len(word) - 7) + word[-4:]
    return word[:1] + HIDDEN * (len(word) - 1)
