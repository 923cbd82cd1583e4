"""关闭调度: never waits for the last bureau; what became of each missing one is written down, under its own lock."""

from datetime import datetime

from django.utils import timezone

from kezhang.collection.models import Return, Round
from kezhang.collection.rounds.life import CLOSE, EXTEND, LIFE
from kezhang.orgs.models import User
from kezhang.records.local_time import moment_text
from kezhang.records.writing.journal import Author
from kezhang.workflow.steps import NotPossible

#: What has not come in when a round is closed.
UNSENT = (Return.State.DUE, Return.State.FILLING, Return.State.REVIEWING, Return.State.SIGNING)


def close(round_: Round, by: User | None, carry: frozenset[str] = frozenset(), at: datetime | None = None) -> Round:
    """``carry`` are the codes whose last accepted figures stand in, marked 估用 and never ranked. Raises NotPossible."""
    with LIFE.under_way(round_, CLOSE, by) as found:
        told: dict[str, str] = {}
        # Each answer's row is locked in turn: one that is being sent is either in by then, or is told that it is closed.
        for answer in (
            Return.objects.select_for_update(of=("self",))
            .filter(round=found)
            .select_related("org", "round")
            .order_by("pk")
        ):
            told[answer.org.code] = _dispose(answer, carry)
        strange = carry - set(told)
        if strange:
            raise NotPossible(f"{'、'.join(sorted(strange))}不在本次调度的单位里。")
        found.closed_at = at or timezone.now()
        LIFE.move(found, Round.State.CLOSED, CLOSE, Author(by=by, reason="关闭"), answers=told)
    return found


def _dispose(answer: Return, carry: frozenset[str]) -> str:
    if answer.state == Return.State.EXEMPT:
        answer.disposition = "免报"
    elif answer.state in UNSENT and answer.accepted_id is None:
        answer.state = Return.State.MISSING
        last = answer.accepted_before.first() if answer.org.code in carry else None
        answer.carried_from = last.accepted if last else None
        answer.disposition = "沿用上期" if answer.carried_from else "未报"
    answer.save()
    return answer.disposition or answer.get_state_display()


def move_deadline(round_: Round, deadline: datetime, by: User | None) -> Round:
    """改期: the old deadline is kept; what was sent before counts by the one that was in force then."""
    with LIFE.under_way(round_, EXTEND, by) as found:
        if deadline <= timezone.now():
            raise NotPossible(f"截止时间{moment_text(deadline)}已过，请填以后的时间。")
        found.former_deadlines = [*found.former_deadlines, found.deadline.isoformat()]
        found.deadline = deadline
        LIFE.move(found, found.state, EXTEND, Author(by=by, reason="改期"), deadline=deadline.isoformat())
    return found
