"""报送的一生: made by a clerk, reviewed by somebody else, signed and sent by a director; decided above, figure by figure.

Sending compares and flips: nothing is measured inside it. An answer's row is locked after the chain of the bureau
that acts, and the round is read once more behind that lock, so sending and closing never pass one another unseen.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from kezhang.collection.models import Return, ReturnedFigure, ReturnedTable, ReturnVersion, Round
from kezhang.collection.returning import contents, measuring, objections
from kezhang.collection.returning.contents import SomeContent, digest_of, filled
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb
from kezhang.records.local_time import moment_text
from kezhang.records.models import ChainHead
from kezhang.records.writing.journal import Author
from kezhang.seals import anchors
from kezhang.workflow.steps import NotPossible, Step, Workflow

State, Kind = Return.State, ReturnVersion.Kind
#: Returns in the log of changes.
SUBJECT = "returns"
#: How the bureau that asked is called where somebody reads who may make a step.
OPENER = "发起单位"


def _opener(answer: Return) -> Org:
    return answer.round.org


MAKE = Step(
    "make", "填报", frozenset({State.DUE, State.FILLING, State.RETURNED, State.MISSING}), Verb.WRITE, (State.FILLING,)
)
SUBMIT = Step("submit", "送审", frozenset({State.FILLING}), Verb.WRITE, (State.REVIEWING,))
REVIEW = Step("review", "审核通过", frozenset({State.REVIEWING}), Verb.REVIEW, (State.SIGNING,))
TURN_BACK = Step(
    "turn-back", "审核退回", frozenset({State.REVIEWING}), Verb.REVIEW, (State.FILLING,), note="写明退回的原因"
)
REFUSE = Step("refuse", "不予签发", frozenset({State.SIGNING}), Verb.ISSUE, (State.FILLING,), note="写明退回的原因")
SEND = Step("send", "签发报送", frozenset({State.SIGNING}), Verb.ISSUE, (State.SENT,))
WITHDRAW = Step("withdraw", "撤回", frozenset({State.SENT}), Verb.ISSUE, (State.FILLING,))
TAKE_UP = Step("take-up", "开始审定", frozenset({State.SENT}), Verb.COLLECT, (State.SENT,), of=_opener, whose=OPENER)
DECIDE = Step(
    "decide", "审定", frozenset({State.SENT}), Verb.COLLECT, (State.ACCEPTED, State.RETURNED), of=_opener, whose=OPENER
)
UNLOCK = Step(
    "unlock",
    "解锁",
    frozenset({State.ACCEPTED}),
    Verb.COLLECT,
    (State.RETURNED,),
    of=_opener,
    whose=OPENER,
    note="写明解锁的原因",
)
RELOCK = Step(
    "relock", "收回解锁", frozenset({State.RETURNED, State.FILLING, State.REVIEWING, State.SIGNING}), Verb.COLLECT,
    (State.ACCEPTED,), of=_opener, whose=OPENER, note="写明收回的原因",
)  # fmt: skip
RESTATE = Step(
    "restate",
    "重述",
    frozenset({State.ACCEPTED}),
    Verb.COLLECT,
    (State.ACCEPTED,),
    of=_opener,
    whose=OPENER,
    note="写明口径或区划变化的依据",
)
EXEMPT = Step(
    "exempt",
    "免报",
    frozenset({State.DUE, State.FILLING}),
    Verb.COLLECT,
    (State.EXEMPT,),
    of=_opener,
    whose=OPENER,
    note="写明免报的依据",
)
TAKE_IN = Step(
    "take-in",
    "代录",
    frozenset({State.DUE, State.RETURNED, State.MISSING}),
    Verb.COLLECT,
    (State.SENT,),
    of=_opener,
    whose=OPENER,
)
STEPS = {
    step.name: step
    for step in (
        MAKE, SUBMIT, REVIEW, TURN_BACK, REFUSE, SEND, WITHDRAW, TAKE_UP, DECIDE, UNLOCK, RELOCK, RESTATE, EXEMPT, TAKE_IN,
    )
}  # fmt: skip
#: The steps of the bureau that owes the return; the others are those of the bureau that asked.
OWN_STEPS = frozenset({MAKE, SUBMIT, REVIEW, TURN_BACK, REFUSE, SEND, WITHDRAW})


def _refusal(answer: Return, step: Step) -> str:
    """What to do instead; "" where the usual words say it."""
    if answer.state == State.ACCEPTED and step in OWN_STEPS:
        return f"{answer} 已由{answer.round.org.bureau}接收并锁定，不能{step.label}；数字有误请联系其联络员解锁后更正。"
    if answer.state == State.SENT and step is SEND:
        return f"{answer} 已报送，没有重复报送。"
    if answer.state == State.SENT and step in OWN_STEPS:
        return f"{answer} 已报送，不能{step.label}；没有开始审定前可由本单位领导撤回。"
    if answer.state == State.ACCEPTED and step is DECIDE:
        return f"{answer} 已接收，没有重复审定。"
    if answer.state == State.MISSING and step in OWN_STEPS:
        return f"{answer} 的调度已关闭，记为{answer.disposition or '未报'}；请重新填报，作为补报报送。"
    if answer.state == State.EXEMPT:
        return f"{answer} 为免报（{answer.exempt_reason}），不用办理。"
    return ""


LIFE = Workflow(
    label="报送",
    subject=SUBJECT,
    things=Return,
    steps=STEPS,
    related=("round", "round__org"),
    refusal=_refusal,
    begins=State.DUE,
    states=dict(State.choices),
)


@contextmanager
def under_way(answer: Return, step: Step, by: User | None, note: str = "") -> Iterator[Return]:
    """The move, with the round as it is behind the lock: a join read while waiting may show the round of before."""
    with LIFE.under_way(answer, step, by, note) as locked:
        locked.round = Round.objects.select_related("org").get(pk=locked.round_id)
        yield locked


def begins(answer: Return, by: User | None, at: datetime | None = None) -> Return:
    """What would be measured. Raises NotPossible where nobody may begin it now."""
    found = LIFE.ready(answer, MAKE, by)
    _require_begin(found, at or timezone.now())
    return found


def make(answer: Return, by: User | None, at: datetime | None = None) -> ReturnVersion:
    """填报: figures measured as of the round's date; measured once more they replace those not yet sent."""
    moment = at or timezone.now()
    found = begins(answer, by, moment)
    measured = measuring.measure(found, contents.still_asked(found))
    usual = objections.usual_checks(found)  # before the lock: they take as long as the figures do
    with under_way(answer, MAKE, by) as locked:
        _require_begin(locked, moment)
        version = _version_to_fill(locked, by)
        contents.replace(version, locked.newest_sent, measured.figures, measured.tables)
        found_open = objections.checks(locked, list(version.figures.all()), usual)
        version.checks = objections.kept_words(found_open, version.checks)
        version.heads, version.measured_at = measured.heads, measured.at
        version.save()
        LIFE.move(locked, State.FILLING, MAKE, Author(by=by), version=version.number)
    return version


def _require_begin(answer: Return, moment: datetime) -> None:
    round_ = answer.round
    if answer.state == State.DUE and round_.is_closing(moment):
        raise NotPossible(
            f"{round_} 已于{moment_text(round_.deadline)}截止，不能再开始填报；请联系{round_.org.bureau}联络员调整截止时间。"
        )
    if answer.state == State.FILLING and answer.unlockings.exists() and answer.accepted_id:
        require_unlocked(answer, moment)


def require_unlocked(answer: Return, moment: datetime) -> None:
    last = answer.unlockings.order_by("-pk").first()
    if last is not None and timezone.localtime(moment).date() > last.until:
        raise NotPossible(f"{answer} 的解锁已于{last.until}到期，锁定的数字不能再改；请联系联络员重新解锁。")


def _version_to_fill(answer: Return, by: User | None) -> ReturnVersion:
    """The version being filled in, or the next one, into which what stays accepted is carried."""
    newest = answer.newest
    if newest is not None and newest.sent_at is None:
        newest.made_by, newest.reviewed_by, newest.reviewed_at = by, None, None
        if answer.state == State.MISSING:
            newest.kind = Kind.LATE
        return newest
    kind = Kind.FIRST if newest is None else Kind.REVISED
    if answer.state == State.MISSING or (newest is None and answer.round.is_closed):
        kind = Kind.LATE
    elif answer.accepted_id:
        kind = Kind.CORRECTION
    return contents.next_version(answer, kind, by)


def submit(answer: Return, by: User | None) -> Return:
    """送审: every open check has a word, every figure that lags its reason."""
    with under_way(answer, SUBMIT, by) as locked:
        version = filled(locked)
        if still := objections.open_ones(version):
            raise NotPossible("还不能送审：\n" + "\n".join(still))
        version.made_by = by
        version.save()
        LIFE.move(locked, State.REVIEWING, SUBMIT, Author(by=by), version=version.number)
    return locked


def review(answer: Return, by: User | None, note: str = "") -> Return:
    """审核: by somebody else than who prepared it, unless the bureau above lets one person do both."""
    with under_way(answer, REVIEW, by) as locked:
        version = filled(locked)
        if by is not None and version.made_by_id == by.pk and not locked.one_person:
            raise NotPossible("填报人不能审核自己填的报送；请由另一人审核，确实只有一人的由上级设为“一人办理”。")
        version.reviewed_by, version.reviewed_at = by, timezone.now()
        version.save()
        LIFE.move(locked, State.SIGNING, REVIEW, Author(by=by, reason=note), version=version.number)
    return locked


def turn_back(answer: Return, by: User | None, note: str) -> Return:
    """退回填报: by the reviewer, or by the director who does not sign."""
    found = Return.objects.get(pk=answer.pk)
    step = REFUSE if found.state == State.SIGNING else TURN_BACK
    with under_way(answer, step, by, note) as locked:
        LIFE.move(locked, State.FILLING, step, Author(by=by, reason=note))
    return locked


def send(answer: Return, by: User | None, *, as_known: bool = False, at: datetime | None = None) -> Return:
    """签发报送: the ledgers are still where they were measured, or what was known then is signed for knowingly."""
    with under_way(answer, SEND, by) as locked:
        version, moment = filled(locked), at or timezone.now()
        if locked.round.is_closed and version.kind == Kind.FIRST:
            raise NotPossible(f"{locked.round} 已关闭；请重新填报，作为补报报送。")
        if version.kind == Kind.CORRECTION:
            require_unlocked(locked, moment)
        moved = measuring.moved_since(locked.org, version.heads)
        if moved and not as_known:
            raise NotPossible(f"取数以后台账又有{moved}处变动；请重新取数，或注明按取数时的情况报送。")
        version.signed_by, version.sent_at = by, moment
        version.by_deadline, version.digest = moment <= locked.round.deadline, digest_of(version)
        version.head = ChainHead.objects.get(org=locked.org).signed()
        version.save()
        locked.taken_at = None
        LIFE.move(locked, State.SENT, SEND, Author(by=by), version=version.number, digest=version.digest)
        # What is sent is sent, whatever becomes of its line: the next one names the head too.
        transaction.on_commit(lambda: _anchor(locked, version), robust=True)
    return locked


def _anchor(answer: Return, version: ReturnVersion) -> None:
    """随报送下锚: the head that the bureau above has been given stands outside the home too."""
    told = {"round": answer.round.number, "org": answer.org.code, "version": version.number, "digest": version.digest}
    more: dict[str, Any] = {"return": told}
    anchors.take("报送", {str(answer.org_id): answer.org.name}, **more)


def withdraw(answer: Return, by: User | None, note: str = "") -> Return:
    """撤回: as long as nobody above has begun to decide; the sent version is kept and the next one begun."""
    with under_way(answer, WITHDRAW, by) as locked:
        if locked.taken_at is not None:
            raise NotPossible(
                f"{locked.round.org.bureau}已于{moment_text(locked.taken_at)}开始审定，不能撤回；请联系联络员退回。"
            )
        sent = filled(locked)
        sent.withdrawn_at = timezone.now()
        sent.save()
        made = ReturnVersion.objects.create(
            answer=locked, number=sent.number + 1, kind=sent.kind, made_by=sent.made_by, checks=sent.checks,
            heads=sent.heads, measured_at=sent.measured_at,
        )  # fmt: skip
        for each in contents.of(sent):
            contents.copy_into(each, made, carried=each.carried_id is not None)
        LIFE.move(locked, State.FILLING, WITHDRAW, Author(by=by, reason=note), version=made.number)
    return locked


def _write(
    answer: Return, by: User | None, kind: type[SomeContent], slug: str, changes: Collection[tuple[str, Any]]
) -> SomeContent:
    """What a clerk writes beside a figure or a list while it is filled in; a number moves by an override alone."""
    with under_way(answer, SUBMIT, by) as locked:
        each = next((e for e in contents.of(filled(locked)) if isinstance(e, kind) and e.slug == slug), None)
        if each is None:
            raise NotPossible(f"{locked} 没有“{slug}”这一项。")
        if each.carried_id:
            raise NotPossible(f"“{each.label}”已接收，本稿不能改。")
        for name, value in changes:
            setattr(each, name, value)
        each.save()
    return each


def explain(answer: Return, by: User | None, indicator: str, why: str, next_step: str) -> ReturnedFigure:
    """原因和下步措施."""
    changes = (("explanation", why.strip()), ("next_step", next_step.strip()))
    return _write(answer, by, ReturnedFigure, indicator, changes)


def explain_table(answer: Return, by: User | None, table: str, word: str) -> ReturnedTable:
    """A word beside a list, such as the answer to why it was returned."""
    return _write(answer, by, ReturnedTable, table, (("explanation", word.strip()),))


def override(answer: Return, by: User | None, indicator: str, value: str, reason: str, evidence: str) -> ReturnedFigure:
    """手工数: a number that must differ from the ledger's, with reason and evidence; without a value it is given up."""
    if not value:
        found = filled(answer).figures.filter(item__indicator=indicator).first()
        ledger = found.ledger_value if found else ""
        given_up = (("value", ledger), ("override_reason", ""), ("override_evidence", ""))
        return _write(answer, by, ReturnedFigure, indicator, given_up)
    if not (objections.is_word(reason) and objections.is_word(evidence)):
        raise NotPossible("报送值与台账值不同，须写明原因和依据；“核实无误”一类的话不算。")
    status = ReturnedFigure.Status.KNOWN
    return _write(
        answer, by, ReturnedFigure, indicator,
        (("value", value), ("status", status), ("override_reason", reason.strip()), ("override_evidence", evidence.strip())),
    )  # fmt: skip


def answer_check(answer: Return, by: User | None, number: int, word: str) -> None:
    """A word for the n-th finding of the checks."""
    if not objections.is_word(word):
        raise NotPossible("请写明具体情况；“核实无误”一类的话不算说明。")
    with under_way(answer, SUBMIT, by) as locked:
        version = filled(locked)
        if not 1 <= number <= len(version.checks):
            raise NotPossible(f"没有第{number}条核查，共{len(version.checks)}条。")
        version.checks[number - 1]["word"] = word.strip()
        version.save()
