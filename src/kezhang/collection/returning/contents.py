"""报送稿的内容: the figures and lists of a version: what may change in it, what it takes over, what it says as a whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kezhang.collection.models import (
    Return,
    ReturnedFigure,
    ReturnedTable,
    ReturnVersion,
    RoundItem,
    RoundTable,
)
from kezhang.orgs.models import User
from kezhang.seals import statements

State = Return.State
#: What a version is made of.
Content = ReturnedFigure | ReturnedTable
SomeContent = TypeVar("SomeContent", ReturnedFigure, ReturnedTable)


@dataclass(frozen=True)
class StillAsked:
    """What may change in the next version: everything at first, then what was returned, or what an exception names."""

    items: Sequence[RoundItem]
    tables: Sequence[RoundTable]


def still_asked(answer: Return) -> StillAsked:
    items, tables = list(answer.round.items.all()), list(answer.round.tables.all())
    if answer.accepted_id:
        last = answer.unlockings.order_by("-pk").first()
        named = set(last.indicators) if last else set[str]()
        return StillAsked([i for i in items if i.indicator in named], [t for t in tables if t.table in named])
    sent = answer.newest_sent
    if sent is None or answer.state == State.MISSING:
        return StillAsked(items, tables)
    accepted = {each.slug for each in judged(sent) if each.is_accepted}
    return StillAsked([i for i in items if i.indicator not in accepted], [t for t in tables if t.table not in accepted])


def of(version: ReturnVersion) -> Iterator[Content]:
    yield from version.figures.select_related("item")
    yield from version.tables.select_related("asked")


def judged(version: ReturnVersion) -> Iterator[Content]:
    """Everything in it with what was decided on it."""
    yield from version.judged
    yield from version.judged_tables


def filled(answer: Return) -> ReturnVersion:
    version = answer.newest
    assert version is not None  # no state but the first is without one
    return version


def replace(
    version: ReturnVersion,
    sent: ReturnVersion | None,
    figures: Sequence[ReturnedFigure],
    tables: Sequence[ReturnedTable],
) -> None:
    """What was measured takes the place of what was before; what people wrote beside it stays."""
    standing = {each.slug: each for each in of(version)}
    former = {each.slug: each for each in of(sent)} if sent else {}
    measured: list[Content] = [*figures, *tables]
    for made in measured:
        old = standing.get(made.slug)
        _keep_words(made, old or former.get(made.slug))
        made.version, made.carried = version, None
        if old is not None:
            made.pk = old.pk
            made._state.adding = False
        made.save()


def next_version(answer: Return, kind: str, by: User | None) -> ReturnVersion:
    """The next version; what stays as it is of the last sent one stands in it already."""
    sent, newest = answer.newest_sent, answer.newest
    made = ReturnVersion.objects.create(
        answer=answer,
        number=(newest.number if newest else 0) + 1,
        kind=kind,
        made_by=by,
        checks=sent.checks if sent else [],
    )
    asked = still_asked(answer)
    moving = {item.indicator for item in asked.items} | {table.table for table in asked.tables}
    for each in of(sent) if sent else ():
        if each.slug not in moving:
            copy_into(each, made, carried=True)
    return made


def copy_into(each: Content, version: ReturnVersion, *, carried: bool) -> None:
    names = [f.attname for f in each._meta.concrete_fields if f.attname not in {"id", "version_id", "carried_id"}]
    made = type(each)(version=version, **{name: getattr(each, name) for name in names})
    made.carried = (each.carried or each) if carried else None
    made.save()


def _keep_words(made: Content, old: Content | None) -> None:
    """What people wrote stays when a figure is measured or a list drawn once more."""
    if old is None:
        return
    made.explanation = old.explanation
    if isinstance(made, ReturnedFigure) and isinstance(old, ReturnedFigure):
        made.next_step = old.next_step
        if old.override_reason:
            made.override_reason, made.override_evidence = old.override_reason, old.override_evidence
            made.value = old.value


def digest_of(version: ReturnVersion) -> str:
    """SHA-256 over everything the figures and lists of a version say."""
    said: list[object] = [
        [f.item.indicator, f.status, f.value, f.ledger_value, f.target_value, f.explanation, f.next_step,
         f.override_reason, f.override_evidence, f.sentence, f.parts, f.evidence]
        for f in version.figures.select_related("item").order_by("item__order")
    ]  # fmt: skip
    lists = [
        [t.asked.table, t.is_given, t.counted, t.heads, t.rows, t.explanation]
        for t in version.tables.select_related("asked").order_by("asked__order")
    ]
    return statements.digest_of([version.number, version.kind, said, *([lists] if lists else [])])
