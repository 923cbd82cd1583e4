"""自有列提议: a header that no column answers to, as a column of the bureau's own, with the kind its cells suggest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kezhang.quantities.units import WAN_YUAN
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.cells import is_empty
from kezhang.records.importing.asking import units
from kezhang.records.importing.detection.header_names import bare
from kezhang.records.importing.detection.tables import DetectedTable
from kezhang.records.importing.workbooks import workbook_reader
from kezhang.records.importing.workbooks.workbook_reader import Page
from kezhang.records.models import Batch, OwnColumn


@dataclass(frozen=True)
class OwnHeader:
    """What a header would be as an own column."""

    header: str
    label: str
    kind: str  # the likeliest
    unit: str  # of amounts
    choices: tuple[str, ...]  # what occurs, should it become a choice; empty where that is too much
    examples: tuple[str, ...]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds it may be, the likeliest first, as a person reads them."""
        said = dict(OwnColumn.Kind.choices)
        said[OwnColumn.Kind.AMOUNT] = f"金额，{self.unit}"
        if self.choices:
            said[OwnColumn.Kind.CHOICE] = f"选项：{'、'.join(self.choices[:6])}{'等' if len(self.choices) > 6 else ''}"
        else:
            del said[OwnColumn.Kind.CHOICE]
        return sorted(((str(kind), str(words)) for kind, words in said.items()), key=lambda each: each[0] != self.kind)

    @property
    def as_data(self) -> dict[str, Any]:
        """What a page shows of it."""
        return {"label": self.label, "kinds": self.kinds, "examples": list(self.examples)}


#: More different values than this are no list of choices.
_MOST_CHOICES = 20
_EXAMPLES = 3


def of_batch(batch: Batch, table: DetectedTable) -> dict[str, OwnHeader]:
    """For each unknown header of the file that is kept with a batch."""
    with batch.file.open("rb") as file:
        book = workbook_reader.pages(workbook_reader.content_of(file, batch.file_name), batch.file_name)
    return proposed(list(book), table)


def proposed(book: Sequence[Page], table: DetectedTable) -> dict[str, OwnHeader]:
    """For each unknown header what it would be."""
    return {header: _proposed(header, cells_under(book, table, header), table) for header in table.unknown}


def _proposed(header: str, cells: Sequence[Any], table: DetectedTable) -> OwnHeader:
    said = [cell for cell in cells if not is_empty(cell)]
    words = list(dict.fromkeys(str(cell).strip() for cell in said))
    stated = [h.unit for part in table.parts for h in part.headings if h.unit and h.unit_from in units.OF_THE_SHEET]
    named = units.in_heading(header)
    unit = named or next(iter(stated), WAN_YUAN)
    label = bare(header)
    return OwnHeader(
        header=header,
        label=label,
        kind="amount" if named else own_columns.guess(said, label),
        unit=unit.label,
        choices=tuple(words) if 2 <= len(words) <= min(_MOST_CHOICES, len(said)) else (),
        examples=tuple(words[:_EXAMPLES]),
    )


def cells_under(book: Sequence[Page], table: DetectedTable, header: str) -> list[Any]:
    """What the rows say under a header, in every part of the table that has it."""
    pages = {page.name: page for page in book}
    found: list[Any] = []
    for part in table.parts:
        rows = pages[part.sheet].rows[part.head.first : part.head.last + 1]
        place = next((at for row in reversed(rows) for at, cell in enumerate(row) if _says(cell, header)), None)
        if place is not None:
            found += [row[place] for _, row in part.rows if place < len(row)]
    return found


def _says(cell: Any, header: str) -> bool:
    return isinstance(cell, str) and " ".join(cell.split()) == header
