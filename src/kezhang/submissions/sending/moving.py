"""来件的步骤: from which state to which, by whom; every move goes through here and leaves a row.

sent = received + in hand + returned + accepted + refused + withdrawn holds because a submission is in one state,
and no move leads out of the table.
"""

from dataclasses import dataclass

from kezhang.orgs.models import User
from kezhang.submissions.models import Submission, SubmissionMove

State = Submission.State
#: What waits for a clerk.
UNDECIDED = (State.RECEIVED, State.IN_HAND)


@dataclass(frozen=True)
class Move:
    """One move: its name, its Chinese, and where it starts and ends."""

    name: str
    label: str
    starts: frozenset[str]
    to: str


SEND = Move("send", "送达", frozenset(), State.RECEIVED)
REVISE = Move("revise", "补充", frozenset({State.RECEIVED, State.RETURNED}), State.RECEIVED)
WITHDRAW = Move("withdraw", "撤回", frozenset({State.RECEIVED, State.RETURNED}), State.WITHDRAWN)
TAKE = Move("take", "接手", frozenset({State.RECEIVED, State.IN_HAND}), State.IN_HAND)
RELEASE = Move("release", "放回", frozenset({State.IN_HAND}), State.RECEIVED)
RETURN = Move("return", "退回补充", frozenset({State.IN_HAND}), State.RETURNED)
ACCEPT = Move("accept", "受理", frozenset({State.IN_HAND}), State.ACCEPTED)
REFUSE = Move("refuse", "不予受理", frozenset({State.IN_HAND}), State.REFUSED)
MOVES = {move.name: move for move in (SEND, REVISE, WITHDRAW, TAKE, RELEASE, RETURN, ACCEPT, REFUSE)}


class NotMovable(Exception):
    """The submission does not move; the message says why, in Chinese."""


def require(submission: Submission, move: Move) -> None:
    """Raises NotMovable where the table has no such move."""
    if submission.state not in move.starts:
        state = Submission.State(submission.state).label
        raise NotMovable(f"来件{submission.shown_number}现在是“{state}”，不能{move.label}。")


def made(submission: Submission, move: Move, by: User | None, by_name: str = "", says: str = "") -> SubmissionMove:
    """Put the submission where the move leads and keep the step; inside the transaction that has locked it."""
    before = "" if move is SEND else str(submission.state)
    submission.state = move.to
    return SubmissionMove.objects.create(
        submission=submission, act=move.name, before=before, after=move.to, by=by,
        by_name=(by_name or str(by or "来件人"))[:60], says=says,
    )  # fmt: skip
