"""格: where in which table of a document a paragraph stands."""

from dataclasses import dataclass, field
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class CellPlace:
    """All counted from 0, text boxes and tables within tables as they come."""

    table: int
    row: int
    column: int


@dataclass
class TablesMet:
    """The tables of a part as they are met, each with its rows counted once."""

    numbers: dict[Any, int] = field(default_factory=dict)
    rows: dict[Any, int] = field(default_factory=dict)

    def cell(self, element: Any) -> CellPlace | None:
        cell = next(element.iterancestors(_W + "tc", _W + "txbxContent"), None)
        row = None if cell is None or cell.tag != _W + "tc" else next(cell.iterancestors(_W + "tr"), None)
        table = None if row is None else next(row.iterancestors(_W + "tbl"), None)
        if cell is None or row is None or table is None:
            return None
        if row not in self.rows:
            self.numbers.setdefault(table, len(self.numbers))
            own = (r for r in table.iter(_W + "tr") if next(r.iterancestors(_W + "tbl")) is table)
            self.rows |= {each: number for number, each in enumerate(own)}
        before = (c for c in cell.itersiblings(_W + "tc", preceding=True))
        return CellPlace(self.numbers[table], self.rows[row], sum(map(_width, before)))


def _width(cell: Any) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    value = "" if span is None else span.get(_W + "val", "")
    return int(value) if value.isdigit() and len(value) < 4 else 1
