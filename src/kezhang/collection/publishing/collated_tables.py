"""汇总清单: a list table of a round over all bureaus, one below the other; sums rest on what was accepted alone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kezhang.collection.list_tables.frozen_rows import ColumnSum, FrozenRow, sum_of, texts_of
from kezhang.collection.list_tables.table import ListHead
from kezhang.collection.models import Return, ReturnedTable, ReturnVersion, Round, RoundTable
from kezhang.collection.publishing.coverage import newest_sent
from kezhang.collection.publishing.results import CellStatus

#: Whether what a bureau sent may be shown before it is accepted.
Seen = Callable[[Return], bool]


@dataclass(frozen=True)
class CollatedPart:
    """One bureau's list, and what it is: accepted, sent and not yet decided on, or missing."""

    answer: Return
    status: str
    counts: bool
    table: ReturnedTable | None = None

    @property
    def rows(self) -> tuple[FrozenRow, ...]:
        return self.table.frozen.rows if self.table is not None else ()

    def cells(self, heads: tuple[ListHead, ...], row: FrozenRow) -> list[str | None]:
        """A row's cells under these heads; "" where the list was frozen without one of them."""
        assert self.table is not None
        said = dict(zip(self.table.frozen.heads, row.cells, strict=True))
        return [said.get(head, "") for head in heads]


@dataclass(frozen=True)
class CollatedTable:
    """All bureaus' lists of one table under the same heads."""

    asked: RoundTable
    parts: tuple[CollatedPart, ...]

    @cached_property
    def heads(self) -> tuple[ListHead, ...]:
        """Those of the lists, in the order in which they first stand; the table's own where there is no list."""
        frozen = [head for part in self.parts if part.table is not None for head in part.table.frozen.heads]
        return tuple(dict.fromkeys(frozen)) or self.asked.declared.heads

    @property
    def rows(self) -> Iterator[tuple[CollatedPart, FrozenRow]]:
        for part in self.parts:
            for row in part.rows:
                yield part, FrozenRow(row.ledger, row.record, tuple(part.cells(self.heads, row)))

    @property
    def texts(self) -> list[tuple[CollatedPart, list[str]]]:
        return [(part, texts_of(self.heads, row)) for part, row in self.rows]

    @cached_property
    def sums(self) -> tuple[ColumnSum | None, ...]:
        counted = [row for part, row in self.rows if part.counts]
        return tuple(
            sum_of([row.cells[place] for row in counted]) if head.adds_up else None
            for place, head in enumerate(self.heads)
        )

    @property
    def count(self) -> int:
        """Rows that were accepted."""
        return sum(len(part.rows) for part in self.parts if part.counts)

    @property
    def coverage(self) -> str:
        """How many of the obliged the sums rest on: 7/8县."""
        obliged = [part for part in self.parts if part.answer.state != Return.State.EXEMPT]
        return f"{sum(part.counts for part in obliged)}/{len(obliged)}县"

    @property
    def sum_texts(self) -> list[str]:
        told = ["" if each is None else each.text(head) for head, each in zip(self.heads, self.sums, strict=True)]
        return [f"合计（{self.count}条，{self.coverage}）", *told]


def collate(asked: RoundTable, seen: Seen) -> CollatedTable:
    """``seen`` says of which bureau what was sent and is not yet accepted may be shown."""
    answers = list(asked.round.returns.select_related("org", "accepted").order_by("org__code"))
    newest = newest_sent(asked.round)
    shown = [each.accepted_id or (newest[each.pk].pk if each.pk in newest else None) for each in answers]
    tables = {
        t.version_id: t for t in ReturnedTable.objects.filter(asked=asked, version__in=[pk for pk in shown if pk])
    }
    return CollatedTable(
        asked,
        tuple(_part(answer, newest, tables.get(pk or 0), seen) for answer, pk in zip(answers, shown, strict=True)),
    )


def _part(answer: Return, newest: Mapping[int, ReturnVersion], table: ReturnedTable | None, seen: Seen) -> CollatedPart:
    if answer.accepted_id:
        corrected = answer.accepted is not None and answer.accepted.kind == ReturnVersion.Kind.CORRECTION
        is_given = table is not None and table.is_given
        is_new = table is not None and table.carried_id is None
        status = CellStatus.CORRECTED if corrected and is_new else CellStatus.ACCEPTED
        return CollatedPart(answer, (status if is_given else CellStatus.MISSING).value, is_given, table)
    if answer.pk not in newest:
        return CollatedPart(answer, answer.get_state_display(), counts=False)
    if not seen(answer):
        return CollatedPart(answer, "已报待审", counts=False)
    is_given = table is not None and table.is_given
    return CollatedPart(
        answer, (CellStatus.TENTATIVE if is_given else CellStatus.MISSING).value, counts=False, table=table
    )


def asked_table(round_: Round, slug: str) -> RoundTable | None:
    return round_.tables.filter(table=slug).select_related("round__org").first()
