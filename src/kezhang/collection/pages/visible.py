"""谁看得见什么: the content of an unsent return is its bureau's alone; sent, it is the liaison's; accepted, everybody's above."""

from kezhang.collection.models import Return
from kezhang.collection.publishing.results import CellStatus, MatrixCell
from kezhang.collection.rounds import closing
from kezhang.orgs.models import User
from kezhang.orgs.permissions import RULES, Verb, may

State = Return.State
UNSENT = frozenset({*closing.UNSENT, State.MISSING})


def is_own(person: User, answer: Return) -> bool:
    """Whether the person works in the bureau that owes the return, or everywhere."""
    return any(
        Verb.LOOK in RULES[post.kind] and (post.org is None or post.org.pk == answer.org_id)
        for post in person.posts_in_force
    )


def decides(person: User, answer: Return) -> bool:
    return may(person, Verb.COLLECT, answer.round.org)


def sees_sent(person: User, answer: Return) -> bool:
    """Whether what was sent is shown to the person before it is accepted."""
    return decides(person, answer) or is_own(person, answer)


def sees_newest(person: User, answer: Return) -> bool:
    """Whether the newest version is shown to the person with everything in it."""
    if is_own(person, answer):
        return True
    newest = answer.newest
    if newest is None or newest.sent_at is None:
        return False
    return decides(person, answer) or newest.pk == answer.accepted_id


def shown_cell(person: User, answer: Return, cell: MatrixCell) -> str:
    """A cell of the matrix as this person sees it."""
    if cell.figure is None or cell.status in {CellStatus.MISSING, CellStatus.EXEMPT}:
        return answer.get_state_display() if answer.state in UNSENT and not answer.disposition else cell.status.value
    if cell.status is CellStatus.TENTATIVE:
        if sees_sent(person, answer):
            return f"{cell.figure.text}（暂定）"
        return "已报待审"
    if cell.status is CellStatus.CARRIED:
        return f"{cell.figure.text}（估用）"
    return cell.figure.text if cell.figure.amount is not None else cell.status.value
