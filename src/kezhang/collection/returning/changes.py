"""与上次报送相比: what a version says otherwise than the one sent before it, or the ledgers than what was sent; record by
record, with who changed what and when.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kezhang.catalogue import LEDGERS, find
from kezhang.collection.list_tables.frozen_rows import FrozenCell, FrozenRow, cell_text
from kezhang.collection.list_tables.table import ListHead
from kezhang.collection.models import Return, ReturnedFigure, ReturnedTable, ReturnVersion
from kezhang.collection.returning import contents, measuring
from kezhang.collection.returning.contents import Content, StillAsked
from kezhang.indicators.explanation import KINDS
from kezhang.indicators.indicator import Indicator
from kezhang.orgs.models import Org
from kezhang.records import access
from kezhang.records.history.heads import Knowledge, known_by, since
from kezhang.records.history.one_state import one_state
from kezhang.records.local_time import day_text
from kezhang.records.models import Change
from kezhang.reports.figure_kinds.evidence import Evidence, leaves
from kezhang.reports.frozen.movement import Movement, in_words, of_leaf

#: A record in a list: its ledger and its key.
Place = tuple[str, int]


@dataclass(frozen=True)
class ChangedRow:
    """One row that came, went or says something else; ``change`` is the entry of the log that did it, where one did."""

    what: str
    name: str
    fields: tuple[tuple[str, str, str], ...] = ()  # heading, before, after
    change: Change | None = None

    def told(self) -> dict[str, Any]:
        change = self.change
        logged = {"by": change.by_name, "at": change.at.isoformat(), "reason": change.reason} if change else {}
        fields = [{"field": label, "before": before, "after": after} for label, before, after in self.fields]
        return {"what": self.what, "record": self.name, **logged, "fields": fields}

    def __str__(self) -> str:
        fields = "，".join(f"“{label}”{old or '空'}改为{new or '空'}" for label, old, new in self.fields)
        by = f"（{day_text(self.change.at)} {self.change.by_name}）" if self.change else ""
        return f"{self.what}：{self.name}{'：' if fields else ''}{fields}{by}"


@dataclass(frozen=True)
class ChangedContent:
    """A figure or a list that is not what it was, and why."""

    slug: str
    label: str
    before: str
    after: str
    movements: tuple[Movement, ...] = ()
    rows: tuple[ChangedRow, ...] = ()

    @property
    def lines(self) -> list[str]:
        """Each record in words."""
        return [*(in_words(cause) for moved in self.movements for cause in moved.causes), *map(str, self.rows)]

    def told(self) -> dict[str, Any]:
        """For a program; the parts of each movement add up to its difference."""
        return {
            "slug": self.slug, "label": self.label, "before": self.before, "after": self.after,
            "movements": [moved.told() for moved in self.movements], "rows": [row.told() for row in self.rows],
        }  # fmt: skip


def last_sent_before(version: ReturnVersion) -> ReturnVersion | None:
    """The version sent before this one and not withdrawn."""
    sent = version.answer.versions.filter(sent_at__isnull=False, withdrawn_at__isnull=True, number__lt=version.number)
    return sent.order_by("-number").first()


def of_newest(answer: Return) -> tuple[ReturnVersion | None, list[ChangedContent]]:
    """The newest version against the one sent before it; where that is the only one that was sent, the ledgers against it."""
    version = answer.newest
    if version is None:
        return None, []
    former = last_sent_before(version)
    if former is not None:
        return former, between(former, version)
    return (version, since_sent(version)) if version.sent_at else (None, [])


def between(former: ReturnVersion, version: ReturnVersion) -> list[ChangedContent]:
    """What the version says otherwise than the one sent before, as each was known when it was measured."""
    with one_state():
        new = [each for each in contents.of(version) if each.carried_id is None]
        return list(
            _changed(version.answer.org, contents.of(former), new, known_by(former.heads), known_by(version.heads))
        )


def since_sent(version: ReturnVersion) -> list[ChangedContent]:
    """What the ledgers would say by now, of the same day, otherwise than the version does."""
    answer = version.answer
    if not version.heads or not measuring.moved_since(answer.org, version.heads):
        return []
    with one_state():
        old = list(contents.of(version))
        asked = StillAsked(
            [each.item for each in old if isinstance(each, ReturnedFigure)],
            [each.asked for each in old if isinstance(each, ReturnedTable)],
        )
        now = measuring.measure(answer, asked)
        return list(_changed(answer.org, old, [*now.figures, *now.tables], known_by(version.heads), None))


def _changed(
    org: Org, old: Iterable[Content], new: Iterable[Content], first: Knowledge, second: Knowledge | None
) -> Iterator[ChangedContent]:
    former = {each.slug: each for each in old}
    for each in new:
        before = former.get(each.slug)
        moved, rows = tuple[Movement, ...](), tuple[ChangedRow, ...]()
        if isinstance(each, ReturnedFigure) and isinstance(before, ReturnedFigure):
            if (before.value, before.evidence) == (each.value, each.evidence):
                continue
            moved = tuple(_movements(org, before, each, first, second))
        elif isinstance(each, ReturnedTable) and isinstance(before, ReturnedTable):
            rows = tuple(_rows(org, before, each, first, second))
            if not rows and before.text == each.text:
                continue
        else:
            continue
        yield ChangedContent(each.slug, each.label, before.text, each.text, moved, rows)


def _movements(
    org: Org, before: ReturnedFigure, after: ReturnedFigure, first: Knowledge, second: Knowledge | None
) -> Iterator[Movement]:
    """Of everything that the figure rests on; nothing where it came on paper."""
    again = {(leaf["name"], leaf["ledger"]): leaf for leaf in _leaves(after)}
    for leaf in _leaves(before):
        indicator = find(leaf["name"])
        if isinstance(indicator, Indicator) and indicator.over.slug == leaf["ledger"]:
            moved = of_leaf(org, indicator, leaf, again.get((leaf["name"], leaf["ledger"])), first, second)
            if moved.causes or moved.before != moved.after:
                yield moved


def _leaves(figure: ReturnedFigure) -> Iterator[Evidence]:
    yield from leaves(figure.evidence) if figure.evidence else ()


def _rows(
    org: Org, before: ReturnedTable, after: ReturnedTable, first: Knowledge, second: Knowledge | None
) -> Iterator[ChangedRow]:
    """Rows are the same by the record they were made from; what came on paper has none, and is told as a whole."""
    old, new = _by_record(before), _by_record(after)
    moved = [place for place in dict.fromkeys((*old, *new)) if _said(before, old, place) != _said(after, new, place)]
    log = _entries(org, moved, first, second)
    for place in moved:
        was, is_ = old.get(place), new.get(place)
        if was is None and is_ is not None:
            yield _told("新列入", after.frozen.heads, is_, log.get(place, []), ("create", "restore"))
        elif is_ is None and was is not None:
            yield _told("不再列入", before.frozen.heads, was, log.get(place, []), ("void", "update"))
        elif was is not None and is_ is not None:
            fields = _fields(before, after, was, is_)
            yield _told("更正", after.frozen.heads, is_, log.get(place, []), ("update",), fields)


def _by_record(table: ReturnedTable) -> dict[Place, FrozenRow]:
    return {(row.ledger, row.record): row for row in table.frozen.rows if row.record is not None}


def _said(table: ReturnedTable, rows: Mapping[Place, FrozenRow], place: Place) -> dict[ListHead, FrozenCell] | None:
    return dict(zip(table.frozen.heads, rows[place].cells, strict=True)) if place in rows else None


def _fields(
    before: ReturnedTable, after: ReturnedTable, was: FrozenRow, is_: FrozenRow
) -> tuple[tuple[str, str, str], ...]:
    old = dict(zip(before.frozen.heads, was.cells, strict=True))
    return tuple(
        (head.heading, cell_text(head, old.get(head, "")), cell_text(head, cell))
        for head, cell in zip(after.frozen.heads, is_.cells, strict=True)
        if old.get(head, "") != cell
    )


def _entries(org: Org, places: list[Place], first: Knowledge, second: Knowledge | None) -> dict[Place, list[Change]]:
    """What was done to these records in between, in order."""
    asked: dict[str, list[int]] = {}
    for ledger, pk in places:
        asked.setdefault(ledger, []).append(pk)
    found: dict[Place, list[Change]] = {}
    for ledger, keys in asked.items():
        log = access.changes(org).filter(since(first), ledger=LEDGERS[ledger].slug, record_id__in=keys)
        if second is not None:
            log = log.exclude(since(second))
        for change in log.order_by("sequence"):
            found.setdefault((ledger, change.record_id), []).append(change)
    return found


def _told(
    usual: str, heads: tuple[ListHead, ...], row: FrozenRow, log: list[Change], kinds: tuple[str, ...],
    fields: tuple[tuple[str, str, str], ...] = (),
) -> ChangedRow:  # fmt: skip
    """By the entry that did it: the last of the kinds that can, else the last of all."""
    change = next((c for c in reversed(log) if c.kind in kinds), log[-1] if log else None)
    what = KINDS[Change.Kind(change.kind)][1] if change else usual
    return ChangedRow(what, cell_text(heads[0], row.cells[0]), fields, change)
