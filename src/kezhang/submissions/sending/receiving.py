"""收件: what is sent is stored once, sealed, and answered with a number; whatever is sent twice is one submission.

The unique constraint on the sender's own id decides, never a look before: of many who send the same at once one
inserts and all are told the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from kezhang.orgs.models import User
from kezhang.records.declaration.rules import Problem
from kezhang.records.writing import stored_files
from kezhang.submissions.forms import minors
from kezhang.submissions.forms.form_fields import fields_of, read
from kezhang.submissions.models import OpenForm, PersonalLink, Submission, SubmissionRevision
from kezhang.submissions.sealing.seal import SubmissionSeal, Unsealable, new_seal, phrase_of, seal_of
from kezhang.submissions.sending import moving
from kezhang.submissions.sending.numbers import is_client_id, new_number
from kezhang.submissions.sending.submitted_files import Attachment, keep
from kezhang.submissions.signins.models import SignInSheet

#: Different contents that are kept beside under one id; whoever has the id has sent them himself.
MOST_ASIDE = 5
FormState = OpenForm.State


class NotReceived(Exception):
    """It is not taken; the message says why, and ``problems`` which lines are to be mended."""

    def __init__(self, says: str, problems: Sequence[Problem] = (), status: int = 422) -> None:
        super().__init__(says)
        self.problems, self.status = tuple(problems), status


@dataclass(frozen=True)
class Sending:
    """寄来的一件: what came from a device, before anything is known of it."""

    client_id: str
    answers: Mapping[str, str]
    agreed: bool = False
    attachments: Sequence[Attachment] = ()
    opened_at: datetime | None = None  # when the form was opened, as the server itself signed it
    consent_version: int = 0  # of the text that was shown
    form_version: int = 0
    written_at: datetime | None = None
    clock_ahead: int | None = None
    link: PersonalLink | None = None
    device: str = ""
    sheet: SignInSheet | None = None
    trust: str = ""
    filed_by: User | None = None


@dataclass(frozen=True)
class Receipt:
    """回执: what the sender's device may forget its draft for."""

    submission: Submission
    is_new: bool
    is_other: bool = False  # the same id with other words: the first is kept, and these beside it
    told: Sequence[str] = field(default_factory=tuple)

    @property
    def number(self) -> str:
        return self.submission.shown_number

    @property
    def phrase(self) -> str:
        return phrase_of(self.submission.number)

    @property
    def status(self) -> int:
        return 409 if self.is_other else 201 if self.is_new else 200


def receive(form: OpenForm, sent: Sending) -> Receipt:
    """Take what was sent. Raises NotReceived for what cannot be taken."""
    if not is_client_id(sent.client_id):
        raise NotReceived("发件编号不对，请重新打开表单后再提交。")
    if (there := _already(form, sent)) is not None:
        return there
    answers, found = read(form, sent.answers)
    _require_open(form, sent)
    if form.consent and not sent.agreed and sent.filed_by is None and sent.link is None:
        found.append(Problem("agreed", "告知同意", "", "请阅读并勾选同意"))
    if sent.consent_version and sent.consent_version != form.consent_version:
        raise NotReceived("告知同意的文本已更新，请重新阅读后再提交；填写的内容都在。", found, status=409)
    if found:
        raise NotReceived(f"有{len(found)}处需要修改。", found)
    try:
        with stored_files.removed_on_failure(), transaction.atomic():
            submission = _stored(form, sent, answers)
    except IntegrityError:
        if (there := _already(form, sent)) is None:
            raise
        return there
    return Receipt(submission, is_new=True)


def _require_open(form: OpenForm, sent: Sending) -> None:
    """收尾: nothing new is opened, what somebody held when the form closed is still taken."""
    state = form.state_now
    if state == FormState.OPEN:
        return
    held = sent.opened_at is not None and (
        form.closes_on is None or timezone.localtime(sent.opened_at).date() <= form.closes_on
    )
    if state == FormState.CLOSING and held:
        return
    says = {
        FormState.DRAFT: "这张表单还没有开放",
        FormState.CLOSING: "这张表单已经截止，只收截止前打开的",
        FormState.CLOSED: "这张表单已经关闭",
    }[state]
    raise NotReceived(f"{says}，没有提交；如仍需办理，请与{form.org.name}联系。", status=410)


def _content(form: OpenForm, answers: Mapping[str, str]) -> dict[str, Any]:
    return {"answers": dict(answers), "labels": {each.name: each.column.label for each in fields_of(form)}}


def _stored(form: OpenForm, sent: Sending, answers: Mapping[str, str]) -> Submission:
    """One submission with its first revision; the form's row is locked meanwhile, so that places are counted in order."""
    locked = OpenForm.objects.select_for_update().get(pk=form.pk)
    number = new_number()
    key, seal = new_seal(number)
    key.save()
    content = _content(form, answers)
    submission = Submission.objects.create(
        form=locked, org=locked.org, ledger=locked.ledger, number=number, client_id=sent.client_id, link=sent.link,
        key=key, written_at=sent.written_at, clock_ahead=sent.clock_ahead, consent_version=locked.consent_version,
        form_version=sent.form_version or locked.version, is_filed_for=sent.filed_by is not None, device=sent.device, sheet=sent.sheet,
        trust=sent.trust, is_of_minor=minors.is_of_minor(locked.minors, answers, timezone.localdate().year),
    )  # fmt: skip
    SubmissionRevision.objects.create(
        submission=submission, number=1, content=seal.closed_words(content), token=seal.token(content["answers"])
    )
    keep(submission, seal, sent.attachments)
    moving.made(submission, moving.SEND, sent.filed_by, "" if sent.filed_by else _name_of(sent.link))
    OpenForm.objects.filter(pk=locked.pk).update(sent=F("sent") + 1)
    return submission


def _name_of(link: PersonalLink | None) -> str:
    return link.name if link else "来件人"


def _already(form: OpenForm, sent: Sending) -> Receipt | None:
    """What is here already under this id: the same, or with other words, which are then kept beside it."""
    there = Submission.objects.filter(form=form, client_id=sent.client_id).select_related("key", "form", "org").first()
    if there is None:
        return None
    try:
        seal = seal_of(there.key, there.number)
    except Unsealable:  # erased by its term: the id stays, so that an old device cannot bring it back
        return Receipt(there, is_new=False)
    answers, _ = read(form, sent.answers)
    token = seal.token(answers)
    if there.revisions.filter(token=token).exists():
        keep(there, seal, sent.attachments)
        return Receipt(there, is_new=False)
    with transaction.atomic():
        locked = Submission.objects.select_for_update().get(pk=there.pk)
        if locked.revisions.filter(token=token).exists():
            return Receipt(locked, is_new=False)
        if locked.revisions.filter(is_aside=True).count() < MOST_ASIDE:
            _add(locked, seal, _content(form, answers), is_aside=True)
    return Receipt(there, is_new=False, is_other=True)


def _add(
    submission: Submission, seal: SubmissionSeal, content: dict[str, Any], *, is_aside: bool
) -> SubmissionRevision:
    last = submission.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    return SubmissionRevision.objects.create(
        submission=submission, number=last + 1, is_aside=is_aside, content=seal.closed_words(content),
        token=seal.token(content["answers"]),
    )  # fmt: skip


def revise(submission: Submission, typed: Mapping[str, str], attachments: Sequence[Attachment] = ()) -> Submission:
    """补充: a new revision; the earlier ones stay readable. Raises NotReceived, NotMovable."""
    answers, found = read(submission.form, typed)
    if found:
        raise NotReceived(f"有{len(found)}处需要修改。", found)
    with stored_files.removed_on_failure(), transaction.atomic():
        locked = locked_submission(submission)
        moving.require(locked, moving.REVISE)
        seal = seal_of(locked.key, locked.number)
        content = _content(submission.form, answers)
        keep(locked, seal, attachments)
        current = current_revision(locked)
        if current is None or current.token != seal.token(answers):
            same = locked.revisions.filter(token=seal.token(answers)).first()
            if same is not None and same.is_aside:
                same.delete()
            locked.revision = _add(locked, seal, content, is_aside=False).number
            locked.is_of_minor = minors.is_of_minor(submission.form.minors, answers, timezone.localdate().year)
        moving.made(locked, moving.REVISE, None, _name_of(locked.link))
        locked.claimed_by = locked.claimed_at = None
        locked.save()
    return locked


def withdraw(submission: Submission) -> Submission:
    """撤回: by its sender, never after it was accepted. Raises NotMovable."""
    with transaction.atomic():
        locked = locked_submission(submission)
        moving.require(locked, moving.WITHDRAW)
        moving.made(locked, moving.WITHDRAW, None, _name_of(locked.link))
        locked.decided_at = timezone.now()
        locked.save()
    return locked


def locked_submission(submission: Submission) -> Submission:
    """As it is now, and nobody else moves it until the transaction ends."""
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("form", "org", "key", "link")
        .get(pk=submission.pk)
    )


def current_revision(submission: Submission) -> SubmissionRevision | None:
    """What counts of it now."""
    counting = (each for each in submission.revisions.all() if not each.is_aside)
    return max(counting, key=lambda each: each.number, default=None)


def place_of(submission: Submission) -> tuple[int, int] | None:
    """Its place among those that still stand, and how many places there are; None where they are not counted.

    Whoever withdraws makes room for the next by itself: nothing has to be moved.
    """
    if submission.form.places is None or submission.state in (moving.State.WITHDRAWN, moving.State.REFUSED):
        return None
    before = Submission.objects.filter(form=submission.form_id, pk__lt=submission.pk)
    standing = before.exclude(state__in=(moving.State.WITHDRAWN, moving.State.REFUSED)).count()
    return standing + 1, submission.form.places


def place_in_words(submission: Submission) -> str:
    """Why somebody waits, or that there is a place."""
    place = place_of(submission)
    if place is None:
        return ""
    at, places = place
    if at <= places:
        return f"名额{places}个，您排第{at}位，有名额。"
    return f"名额{places}个已满，您是候补第{at - places}位；有人撤回时依次补上。"
