"""办理: taking a submission in hand, sending it back with a question, refusing it, accepting it through the journal.

Every step locks the bureau first and reads the submission again under the lock; accepted twice, it is the same record.
What the log of changes keeps of it is its number, its state and a keyed token, never what somebody wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import User
from kezhang.orgs.permissions import Verb, holders, may
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Problem, Severity
from kezhang.records.models import Record
from kezhang.records.web import forms
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.submissions.forms.form_fields import fields_of, fixed_words, ledger_of
from kezhang.submissions.forms.self_checks import gaps_in_words
from kezhang.submissions.models import OpenForm, Submission
from kezhang.submissions.sealing.seal import SubmissionSeal, seal_of
from kezhang.submissions.sending import moving, receiving
from kezhang.submissions.sending.moving import Move, NotMovable

#: Submissions in the log of changes.
SUBJECT = "submissions"
#: So long a clerk holds what he has taken in hand before another may.
HELD = timedelta(minutes=30)
#: How a personal value stands in a record: recognisable, and saying nothing.
SEALED = "密封·"


@dataclass(frozen=True)
class ProposedRecord:
    """拟入账: what would become of a submission, and what is wrong with that."""

    ledger: Ledger
    record: Record
    found: list[Problem]
    sealed: tuple[str, ...]  # the columns whose values stay sealed

    @property
    def errors(self) -> list[Problem]:
        return [p for p in self.found if p.severity is Severity.ERROR]


def require_may(person: User | None, submission: Submission) -> None:
    """Raises NotMovable; None is the command line of the machine itself."""
    if person is not None and not may(person, Verb.WRITE, access.matter(LEDGERS[submission.ledger], submission.org)):
        raise NotMovable(f"办理来件须由{holders(Verb.WRITE)}操作。")


def content_of(submission: Submission) -> dict[str, Any]:
    """What its newest revision says. Raises Unsealable once it was erased."""
    current = receiving.current_revision(submission)
    assert current is not None
    return seal_of(submission.key, submission.number).opened_words(bytes(current.content))


def take(submission: Submission, by: User) -> Submission:
    """接手: held for half an hour; who holds it is told to whoever comes second. Raises NotMovable."""
    require_may(by, submission)
    with chain.held(submission.org):
        locked = receiving.locked_submission(submission)
        moving.require(locked, moving.TAKE)
        _require_free(locked, by)
        if locked.state != moving.State.IN_HAND or locked.claimed_by_id != by.pk:
            moving.made(locked, moving.TAKE, by)
        locked.claimed_by, locked.claimed_at = by, timezone.now()
        locked.save()
    return locked


def holder_of(submission: Submission) -> User | None:
    """Who has it in hand; nobody once the half hour is over."""
    if submission.state != moving.State.IN_HAND or submission.claimed_at is None:
        return None
    return submission.claimed_by if timezone.now() - submission.claimed_at < HELD else None


def release(submission: Submission, by: User) -> Submission:
    """放回: for whoever comes next."""
    return _decided(submission, moving.RELEASE, by)


def send_back(submission: Submission, by: User, question: str) -> Submission:
    """退回: with a question that the sender reads. Raises NotMovable."""
    if not question.strip():
        raise NotMovable("请写明要对方补充什么。")
    return _decided(submission, moving.RETURN, by, question.strip())


def refuse(submission: Submission, by: User, refusal: str, says: str = "") -> Submission:
    """不予受理: with a reason from the list, and in words where the list does not say enough."""
    if refusal not in Submission.Refusal.values:
        raise NotMovable("请选择不予受理的理由：" + "、".join(Submission.Refusal.labels) + "。")
    if refusal == Submission.Refusal.OTHER and not says.strip():
        raise NotMovable("理由选“其他”的，请写明原因。")
    return _decided(submission, moving.REFUSE, by, says.strip(), refusal=refusal)


def _decided(submission: Submission, move: Move, by: User, says: str = "", **marks: Any) -> Submission:
    require_may(by, submission)
    with chain.held(submission.org):
        locked = receiving.locked_submission(submission)
        _in_hand(locked, move, by)
        before = _told(locked)
        moving.made(locked, move, by, says=says)
        for name, value in marks.items():
            setattr(locked, name, value)
        locked.claimed_by = locked.claimed_at = None
        if move is moving.REFUSE:
            locked.decided_at = timezone.now()
        locked.save()
        if move is not moving.RELEASE:
            journal.note(locked.org, SUBJECT, locked.pk, before, _told(locked), Author(by=by))
    return locked


def _in_hand(locked: Submission, move: Move, by: User | None) -> None:
    """What is decided at once is taken in hand at once; what another holds is not taken from him."""
    _require_free(locked, by)
    if locked.state == moving.State.RECEIVED and move is not moving.RELEASE:
        moving.made(locked, moving.TAKE, by)
    moving.require(locked, move)


def _require_free(locked: Submission, by: User | None) -> None:
    holder = holder_of(locked)
    if holder is not None and by is not None and holder.pk != by.pk:
        raise NotMovable(f"{holder}正在办理这件来件，半小时没有办结即可接手。")


def proposal(
    submission: Submission, answers: Mapping[str, str] | None = None, record: Record | None = None
) -> ProposedRecord:
    """The record that accepting would write: the sender's answers, or as a clerk has corrected them.

    Personal columns are left out: a token takes their place, and what was written stays in the submission.
    """
    form = submission.form
    ledger = ledger_of(form)
    said = content_of(submission)["answers"]
    seal = seal_of(submission.key, submission.number)
    sealed = tuple(name for name in ledger.personal if name in form.columns and said.get(name))
    given = {**said, **(answers or {})}
    typed = {name: text for name, text in given.items() if name in ledger.by_name and name not in sealed}
    if record is None:
        typed = {**fixed_of(submission), **typed}
        record = ledger.model(org=submission.org)
    changed, unread = forms.filled(ledger, record, typed)
    for name in sealed:
        ledger.by_name[name].put(changed, sealed_text(seal, said[name]))
    return ProposedRecord(ledger, changed, forms.judged(ledger, changed, unread), sealed)


def sealed_text(seal: SubmissionSeal, value: str) -> str:
    """What a record says instead of a personal value."""
    return f"{SEALED}{seal.token(value)[:16]}"


def fixed_of(submission: Submission) -> dict[str, str]:
    """What the sender was not asked: the day it was sent, what the form sets, who sent it by a personal link."""
    form = submission.form
    found = fixed_words(form, timezone.localtime(submission.received_at).date())
    if submission.link is not None and "envoy_name" in ledger_of(form).by_name:
        found["envoy_name"] = submission.link.name
    if gaps := gaps_in_words(form, fields_of(form), content_of(submission)["answers"]):
        found["gaps"] = gaps
    return found


def accept(
    submission: Submission,
    by: User | None,
    *,
    answers: Mapping[str, str] | None = None,
    accepting: str = "",
    record: Record | None = None,
) -> Submission:
    """受理: through the journal into the ledger, once; a second time finds the same record.

    ``record`` is one of the register that is brought up to date instead. Raises NotMovable, Refused, Conflicted.
    """
    require_may(by, submission)
    with chain.held(submission.org):
        locked = receiving.locked_submission(submission)
        if locked.state == moving.State.ACCEPTED:
            return locked
        _in_hand(locked, moving.ACCEPT, by)
        before = _told(locked)
        if locked.form.makes_record:
            made = _written(locked, by, answers, accepting, record)
            locked.record_id = made.pk
        moving.made(locked, moving.ACCEPT, by)
        locked.claimed_by = locked.claimed_at = None
        locked.decided_at = timezone.now()
        locked.save()
        journal.note(locked.org, SUBJECT, locked.pk, before, _told(locked), Author(by=by))
    return locked


def _written(
    locked: Submission, by: User | None, answers: Mapping[str, str] | None, accepting: str, record: Record | None
) -> Record:
    proposed = proposal(locked, answers, record)
    if proposed.errors or (proposed.found and not accepting.strip()):
        raise Refused(proposed.found)
    author = Author(by=by, reason=f"受理来件 {locked.shown_number}", accepting=accepting)
    journal.save(proposed.ledger, proposed.record, author, judged=proposed.found)
    return proposed.record


def record_of(submission: Submission) -> Record | None:
    """What it became; voided or not."""
    if submission.record_id is None or submission.ledger not in LEDGERS:
        return None
    found = access.by_number(LEDGERS[submission.ledger], submission.org, [submission.record_id])
    return found.get(submission.record_id)


def _told(submission: Submission) -> dict[str, Any]:
    """What the log keeps: no word of what was sent."""
    current = receiving.current_revision(submission)
    return {
        "label": submission.shown_number, "state": str(submission.state), "revision": submission.revision,
        "content": current.token if current else "", "record": submission.record_id, "refusal": submission.refusal,
    }  # fmt: skip


def counts(form: OpenForm) -> dict[str, int]:
    """How many are in which state, and how many were sent; the first add up to the last."""
    found = {str(state): 0 for state in Submission.State.values}
    for state in Submission.objects.filter(form=form).order_by().values_list("state", flat=True):
        found[state] += 1
    return {**found, "sent": form.sent}
