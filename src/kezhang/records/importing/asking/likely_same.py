"""疑为同一条: rows that would become new records though all but their key is that of a stored one.

A number typed wrong and mended in the next sheet must not count a contract twice. A stored record that the sheet itself
has under its own key is another one, and is not asked about. A superior's sheet may hold what the bureaus below it keep:
stored once more at the superior it would count twice in every figure of the superior.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from typing import Any

from kezhang.orgs.models import Org
from kezhang.orgs.scope import COUNTY
from kezhang.quantities.spelling import compared
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.fields import OrganisationNameField
from kezhang.records.importing.asking.questions import Answers, ProposedAnswer, Question, QuestionKind
from kezhang.records.importing.parsed_rows import RowPlace
from kezhang.records.models import Record
from kezhang.records.writing.keys import known_keys

#: So many columns must be filled and equal, the key aside; fewer happen by chance.
ENOUGH = 3
_LISTED = 5
_AT_ONCE = 500

#: What is answered: they are other records, the same ones under a new key, or not to be imported.
NEW, CHANGE, SKIP = "new", "change", "skip"

Merged = tuple[RowPlace, Record, Record | None]


def find(
    ledger: Ledger, org: Org, merged: Sequence[Merged], filled: dict[RowPlace, tuple[str, ...]]
) -> dict[RowPlace, Record]:
    """For each new row the stored record it likely is."""
    new = [(place, record) for place, record, old in merged if old is None and ledger.counts_on(record) is not None]
    if not new:
        return {}
    present = {old.pk for _, _, old in merged if old is not None}
    stored: dict[Any, list[Record]] = {}
    for each in _of_the_days(ledger, org, {ledger.counts_on(record) for _, record in new}):
        if each.pk not in present:
            stored.setdefault(ledger.counts_on(each), []).append(each)
    found: dict[RowPlace, Record] = {}
    # A register of one day may hold a year: the stored ones are looked up by what they say, never gone through for each row.
    by_words: dict[Any, dict[Any, deque[Record]]] = {}
    taken: set[int] = set()
    for place, record in new:
        others = stored.get(day := ledger.counts_on(record))
        compare = tuple(
            name
            for name in filled[place]
            if name not in ledger.identifying and ledger.by_name[name].of(record) not in (None, "")
        )
        if not others or len(compare) < ENOUGH or not any(_identifies(ledger, name) for name in compare):
            continue
        if (day, compare) not in by_words:
            alike = by_words[day, compare] = defaultdict(deque)
            for each in others:
                alike[_words(ledger, each, compare)].append(each)
        candidates = by_words[day, compare].get(_words(ledger, record, compare), deque())
        while candidates and found.get(place) is None:
            if (other := candidates.popleft()).pk not in taken:
                taken.add(other.pk)
                found[place] = other
    return found


def renamed(ledger: Ledger, merged: Sequence[Merged]) -> dict[RowPlace, Record]:
    """Rows with the number of a stored record and another name: one of the two is likely typed wrong."""
    first = ledger.keys[0]
    name = next((n for n in (*ledger.list_columns, *ledger.search) if _is_name(ledger, n) and n not in first), None)
    if len(first) != 1 or name is None or not ledger.column(first[0]).is_text:
        return {}
    return {
        place: old
        for place, record, old in merged
        if old is not None
        and _plain(getattr(old, first[0])) == _plain(getattr(record, first[0])) not in ("", None)
        and getattr(old, name) not in ("", None)
        and _plain(getattr(old, name)) != _plain(getattr(record, name))
        and getattr(record, name) not in ("", None)
    }


def kept_below(
    ledger: Ledger, org: Org, merged: Sequence[Merged], filled: dict[RowPlace, tuple[str, ...]]
) -> dict[RowPlace, Record]:
    """New rows of a superior that a bureau below it has stored already, alike in everything that is filled."""
    new = [(place, record) for place, record, old in merged if old is None]
    if not new or len(org.prefix) == COUNTY:
        return {}
    stored = access.records(ledger, org).exclude(org=org).select_related("org")
    known = known_keys(ledger, org, (record for _, record in new), stored)
    found: dict[RowPlace, Record] = {}
    for place, record in new:
        other = ledger.same(record, known)
        if other is not None and _is_alike(ledger, record, other, filled[place]):
            found[place] = other
    return found


def _is_alike(ledger: Ledger, record: Record, other: Record, names: Iterable[str]) -> bool:
    return _words(ledger, record, names) == _words(ledger, other, names)


def _words(ledger: Ledger, record: Record, names: Iterable[str]) -> tuple[Any, ...]:
    """What a record says in these columns, as it is compared."""
    return tuple(_plain(ledger.by_name[name].of(record)) for name in names)


def settled(
    ledger: Ledger, org: Org, merged: Sequence[Merged], filled: dict[RowPlace, tuple[str, ...]], answers: Answers
) -> tuple[list[Merged], list[Question]]:
    """The rows as they were answered to be, and what has to be asked of them."""
    found, other_name = find(ledger, org, merged, filled), renamed(ledger, merged)
    below = kept_below(ledger, org, merged, filled)
    questions = []
    left_out: set[RowPlace] = set()
    if below:
        answer = answers.to(QuestionKind.SAME, "below", "")
        if answer == SKIP:
            left_out |= set(below)
        elif answer != NEW:
            why = "下级单位的台账里已有相同的记录，在本级再登记一次，汇总时会算两次"
            at_once = ((SKIP, "不导入这些行"), (NEW, "是另外的记录，照样新增"))
            questions.append(_question("below", "下级单位的记录", below, why, at_once))
    label = "、".join(ledger.column(name).label for name in ledger.keys[0])
    if found:
        answer = answers.to(QuestionKind.SAME, "key", "")
        if answer == SKIP:
            left_out |= set(found)
        elif answer == CHANGE:
            merged = [
                (place, laid_over(ledger, record, found[place], filled[place]), found[place]) if place in found else row
                for row in merged
                for place, record, _ in [row]
            ]
        elif answer != NEW:
            why = f"除{label}外与台账中的记录全同，疑为同一条"
            ways = ((CHANGE, f"是同一条，改正{label}"), (NEW, "是另一条，照样新增"), (SKIP, "不导入这些行"))
            questions.append(_question("key", label, found, why, ways))
    if other_name:
        answer = answers.to(QuestionKind.SAME, "name", "")
        if answer == SKIP:
            left_out |= set(other_name)
        elif answer != CHANGE:
            why = f"{label}相同而名称不同，可能写错了{label}"
            questions.append(
                _question("name", label, other_name, why, ((CHANGE, "是同一条，改名称"), (SKIP, "不导入这些行")))
            )
    return [row for row in merged if row[0] not in left_out], questions


def _question(
    key: str, label: str, found: dict[RowPlace, Record], why: str, ways: Iterable[tuple[str, str]]
) -> Question:
    listed = "；".join(f"{place}与“{record}”" for place, record in list(found.items())[:_LISTED])
    more = f"等{len(found)}行" if len(found) > _LISTED else ""
    return Question(
        kind=QuestionKind.SAME,
        key=key,
        column=label,
        found=listed + more,
        why=f"{why}：{listed}{more}。",
        proposals=tuple(ProposedAnswer(value, words) for value, words in ways),
    )


def laid_over(ledger: Ledger, record: Record, old: Record, filled: Collection[str]) -> Record:
    """The stored record with what the row says, its key included."""
    merged = copy(old)
    for name in filled:
        ledger.by_name[name].put(merged, ledger.by_name[name].of(record))
    return merged


def _of_the_days(ledger: Ledger, org: Org, days: Collection[Any]) -> Iterable[Record]:
    ordered = sorted(days)
    for at in range(0, len(ordered), _AT_ONCE):
        conditions = {f"{ledger.dated_by}__in": ordered[at : at + _AT_ONCE]}
        yield from access.records(ledger, org).filter(org=org, **conditions)


def _identifies(ledger: Ledger, name: str) -> bool:
    """Whether equal values of a column make a chance unlikely: an amount or a text; a choice or a day does not."""
    column = ledger.column(name)
    return column.unit is not None or column.is_text


def _is_name(ledger: Ledger, name: str) -> bool:
    column = ledger.column(name)
    return isinstance(column.model_field, OrganisationNameField) or name in ("title", "name")


def _plain(value: Any) -> Any:
    return compared(value) if type(value) is str else value
