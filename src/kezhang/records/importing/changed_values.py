"""改动: what an import would change in a stored record, column by column, before and after."""

from dataclasses import dataclass

from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing.import_plan import Row


@dataclass(frozen=True)
class ChangedValue:
    """One column that would change, as a person reads both values."""

    name: str
    label: str
    before: str
    after: str

    @property
    def says(self) -> str:
        return f"{self.label}：{self.before or '空'}→{self.after or '空'}"


def changes_in_words(ledger: Ledger, row: Row) -> list[ChangedValue]:
    """What would change in a row's record; nothing for a new one."""
    if row.old is None:
        return []
    columns = [ledger.column(name) for name in row.after]
    return [ChangedValue(c.name, c.heading, c.text(row.old), c.text(row.record)) for c in columns]
