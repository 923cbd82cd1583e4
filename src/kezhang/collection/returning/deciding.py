"""审定: accepted or returned figure by figure; what is accepted stays so in the next version, and is locked by version."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from kezhang.collection.models import Return, ReturnedTable, Unlocking
from kezhang.collection.returning import contents
from kezhang.collection.returning.contents import Content, filled
from kezhang.collection.returning.life import (
    DECIDE,
    EXEMPT,
    LIFE,
    RELOCK,
    TAKE_UP,
    UNLOCK,
    State,
    under_way,
)
from kezhang.orgs.models import User
from kezhang.records.writing.journal import Author
from kezhang.workflow.steps import NotPossible

#: By indicator or list: whether it is accepted, and the note.
Decisions = Mapping[str, tuple[bool, str]]


def take_up(answer: Return, by: User | None) -> Return:
    """开始审定: from now on the bureau cannot withdraw it. Doing it again changes nothing."""
    with under_way(answer, TAKE_UP, by) as locked:
        if locked.taken_at is None:
            locked.taken_at = timezone.now()
            LIFE.move(locked, State.SENT, TAKE_UP, Author(by=by))
    return locked


def undecided(answer: Return) -> list[Content]:
    """The figures and lists of what was sent that wait for a decision."""
    return [each for each in contents.judged(filled(answer)) if each.decided is None]


def decide(answer: Return, by: User | None, decisions: Decisions, revise_by: datetime | None = None) -> Return:
    """A decision on every figure and list that waits for one; one that is returned returns the whole for it alone."""
    with under_way(answer, DECIDE, by) as locked:
        version = filled(locked)
        own = {version.made_by_id, version.reviewed_by_id, version.signed_by_id}
        if by is not None and by.pk in own and locked.channel == Return.Channel.SYSTEM:
            raise NotPossible("经手填报、审核或签发的人不能审定；请由另一位联络员审定。")
        waiting = {each.slug: each for each in undecided(locked)}
        if strange := sorted(set(decisions) - set(waiting)):
            raise NotPossible(f"{'、'.join(strange)}不在待审定的数字里，也不是待审定的清单。")
        if left := [each for slug, each in waiting.items() if slug not in decisions]:
            what = "项" if any(isinstance(each, ReturnedTable) for each in left) else "个数字"
            raise NotPossible(f"还有{len(left)}{what}没有审定：{'、'.join(each.label for each in left)}。")
        if silent := [waiting[s].label for s, (is_ok, note) in decisions.items() if not is_ok and not note.strip()]:
            raise NotPossible(f"退回须写明意见：{'、'.join(silent)}。")
        author = Author(by=by)
        for slug, (is_accepted, note) in decisions.items():
            waiting[slug].decisions.create(is_accepted=is_accepted, note=note.strip(), by=by, by_name=author.by_name)
        returned = [slug for slug, (is_accepted, _) in decisions.items() if not is_accepted]
        if not returned:
            locked.accepted = version
        locked.revise_by = revise_by if returned else None
        locked.taken_at = locked.taken_at or timezone.now()
        state = State.RETURNED if returned else State.ACCEPTED
        LIFE.move(locked, state, DECIDE, author, version=version.number, returned=returned)
    return locked


def accept_all(answer: Return, by: User | None) -> Return:
    """Everything that waits, each with a decision of its own."""
    found = LIFE.ready(answer, DECIDE, by)
    return decide(answer, by, {each.slug: (True, "") for each in undecided(found)})


def send_back(
    answer: Return, by: User | None, slugs: Sequence[str], note: str, revise_by: datetime | None = None
) -> Return:
    """退回: these figures and lists with a note, the others accepted."""
    found = LIFE.ready(answer, DECIDE, by)
    waiting = {each.slug for each in undecided(found)}
    wanted = set(slugs) or waiting
    chosen = {slug: (slug not in wanted, note if slug in wanted else "") for slug in waiting | wanted}
    return decide(answer, by, chosen, revise_by)


def unlock(answer: Return, by: User | None, slugs: Sequence[str], reason: str, until: date) -> Unlocking:
    """解锁: a dated exception that names its figures and lists; the accepted version counts until its correction is accepted."""
    with under_way(answer, UNLOCK, by, reason) as locked:
        asked = {item.indicator for item in locked.round.items.all()}
        asked |= {table.table for table in locked.round.tables.all()}
        if not slugs:
            raise NotPossible("解锁须写明是哪些数字或清单。")
        if strange := sorted(set(slugs) - asked):
            raise NotPossible(f"{'、'.join(strange)}不在本次调度的指标里，也不是要报的清单。")
        if until < timezone.localdate():
            raise NotPossible(f"解锁到期日{until}已过，请填今天或以后的日期。")
        made = Unlocking.objects.create(
            answer=locked, indicators=list(dict.fromkeys(slugs)), reason=reason.strip(), granted_by=by, until=until
        )
        LIFE.move(
            locked, State.RETURNED, UNLOCK, Author(by=by, reason=reason), indicators=made.indicators, until=str(until)
        )
    return made


def relock(answer: Return, by: User | None, reason: str) -> Return:
    """收回解锁: what was accepted stays as it is; the correction that was begun is not sent."""
    with under_way(answer, RELOCK, by, reason) as locked:
        if locked.accepted_id is None:
            raise NotPossible(f"{locked} 还没有接收过，没有可以收回的解锁。")
        LIFE.move(locked, State.ACCEPTED, RELOCK, Author(by=by, reason=reason))
    return locked


def exempt(answer: Return, by: User | None, reason: str) -> Return:
    """免报: out of the denominators from now on, with the document that says so."""
    with under_way(answer, EXEMPT, by, reason) as locked:
        locked.exempt_reason = reason.strip()
        LIFE.move(locked, State.EXEMPT, EXEMPT, Author(by=by, reason=reason))
    return locked
