"""Scenes between a bureau and the one above: sending, closing, accepting, withdrawing, publishing, handing down, all at once."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bench.races.scenes import Outcome, Scene, Told, nothing, outcome
from kezhang.catalogue import INDICATORS
from kezhang.collection.assigning import issuing
from kezhang.collection.assigning.assigned_lines import AssignedLine
from kezhang.collection.assigning.issuing import AssignmentSaid
from kezhang.collection.models import FigureDecision, Publication, Return, Round, Share
from kezhang.collection.publishing.publication import publish
from kezhang.collection.returning import deciding, life
from kezhang.collection.rounds import closing, opening
from kezhang.collection.rounds.opening import RoundAsked
from kezhang.orgs.models import Office, Org
from kezhang.records.models import Change
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.targets.models import TARGETS, Target
from kezhang.workflow.steps import NotPossible

ASKED = "technology-contract-turnover"
#: What a refusal says that only tells that somebody was quicker.
QUICKER = ("没有重复", "已报送", "已由", "已于", "已接收", "已关闭", "现在是", "开始审定")


def told(number: int, deed: Callable[[], Any], value: str = "") -> Told:
    """Done, or somebody was quicker; any other refusal is odd."""
    try:
        deed()
    except NotPossible as fault:
        said = "already" if any(words in str(fault) for words in QUICKER) else "refused"
        return Told(number, said, value, str(fault))
    return Told(number, "done", value)


def an_answer(org: Org, upto: str) -> dict[str, Any]:
    """A round of one indicator whose answer has come as far as told: signing or sent."""
    assert org.parent is not None
    asked = RoundAsked(
        as_of=date(2024, 6, 30), indicators=[INDICATORS[ASKED]], counties=[org], asks_reasons=False,
        deadline=timezone.now() + timedelta(days=5),
    )  # fmt: skip
    made = opening.open_round(org.parent, asked, None)
    answer = made.returns.get(org=org)
    version = life.make(answer, None)
    for place, _ in enumerate(version.checks, start=1):
        life.answer_check(answer, None, place, "已与登记系统核对")
    for figure in version.figures.all():
        life.explain(answer, None, figure.item.indicator, "集中在下半年登记", "逐户走访")
    life.submit(answer, None)
    life.review(answer, None)
    if upto == "sent":
        life.send(answer, None)
    return {"answer": answer.pk, "round": made.pk}


def answer_of(given: dict[str, Any]) -> Return:
    return Return.objects.select_related("org", "round__org").get(pk=given["answer"])


def logged(given: dict[str, Any], step: str) -> int:
    return Change.objects.filter(ledger=life.SUBJECT, record_id=given["answer"], after__step=step).count()


def once(step: str) -> Callable[[dict[str, Any], list[Told]], Outcome]:
    """One was told done, one stands in the log, the others were told that somebody was quicker."""

    def judge(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
        done = sum(each.said == "done" for each in outcomes)
        stored = logged(given, step)
        return outcome(outcomes, lost=1 - done, double=max(done, stored) - 1, expected=("done", "already"))

    return judge


def send(_: Any, given: dict[str, Any], number: int, __: Any) -> Told:
    return told(number, lambda: life.send(answer_of(given), None, as_known=True))


def send_or_close(_: Any, given: dict[str, Any], number: int, __: Any) -> Told:
    if number % 2:
        return told(number, lambda: closing.close(Round.objects.get(pk=given["round"]), None), "close")
    return told(number, lambda: life.send(answer_of(given), None, as_known=True), "send")


def in_or_told(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    """Whoever was told sent is in; a closed round has either the answer or its disposition, never both, never neither."""
    answer = answer_of(given)
    was_sent = any(each.said == "done" and each.value == "send" for each in outcomes)
    closed = sum(each.said == "done" and each.value == "close" for each in outcomes)
    is_in = answer.state == Return.State.SENT and not answer.disposition
    is_out = answer.state == Return.State.MISSING and answer.disposition == "未报"
    lost = (was_sent != is_in) + (was_sent == is_out) + (closed == 0)
    return outcome(outcomes, lost=lost, double=max(closed - 1, 0), expected=("done", "already"))


def accept(_: Any, given: dict[str, Any], number: int, __: Any) -> Told:
    return told(number, lambda: deciding.accept_all(answer_of(given), None))


def accepted_once(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    decisions = FigureDecision.objects.filter(figure__version__answer=given["answer"]).count()
    found = once("审定")(given, outcomes)
    return Outcome(found.lost, found.double + decisions - 1, found.conflicts, found.odd)


def withdraw_or_take_up(_: Any, given: dict[str, Any], number: int, __: Any) -> Told:
    if number % 2:
        return told(number, lambda: deciding.take_up(answer_of(given), None), "take up")
    return told(number, lambda: life.withdraw(answer_of(given), None), "withdraw")


def one_or_the_other(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    """Withdrawn, and nobody above has begun; or begun, and nobody has withdrawn."""
    answer = answer_of(given)
    withdrawn = sum(each.said == "done" and each.value == "withdraw" for each in outcomes)
    taken = any(each.said == "done" and each.value == "take up" for each in outcomes)
    lost = (withdrawn > 0) == taken or (answer.state == Return.State.SENT) != taken
    return outcome(outcomes, lost=lost, double=max(withdrawn - 1, 0), expected=("done", "already"))


def a_closed_round(org: Org) -> dict[str, Any]:
    given = an_answer(org, "sent")
    deciding.accept_all(answer_of(given), None)
    closing.close(Round.objects.get(pk=given["round"]), None)
    return given


def publish_it(_: Any, given: dict[str, Any], number: int, __: Any) -> Told:
    return told(number, lambda: publish(Round.objects.get(pk=given["round"]), None))


def published_once(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    stored = Publication.objects.filter(round=given["round"]).count()
    return outcome(outcomes, lost=stored == 0, double=stored - 1, expected=("done",))


def a_county(org: Org) -> dict[str, Any]:
    return {
        "org": org.pk,
        "year": 2000 + Target.objects.filter(org=org).count(),
        "before": Target.objects.filter(org=org).count(),
    }


def hand_down(_: Any, given: dict[str, Any], number: int, __: Any) -> Told:
    org = Org.objects.select_related("parent").get(pk=given["org"])
    assert org.parent is not None
    said = AssignmentSaid(given["year"], "州科发〔2024〕8号")
    line = AssignedLine(INDICATORS[ASKED], "第1行", unit="万元", whole=Decimal(5), shares={org.code: Decimal(5)})
    found = issuing.checked(org.parent, [line], said)
    return told(number, lambda: issuing.issue(org.parent, found, said, None, {org.code: org}))


def handed_once(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    stored = Target.objects.filter(org=given["org"]).count() - given["before"]
    shares = Share.objects.filter(org=given["org"], assignment__year=given["year"]).count()
    return outcome(outcomes, lost=stored == 0, double=max(stored, shares) - 1, expected=("done",))


def a_divided_county(org: Org) -> dict[str, Any]:
    """A county with an office and a target of its own to divide, in a year of its own."""
    office, _ = Office.objects.get_or_create(org=org, name="高新股")
    given = a_county(org)
    target = Target(
        org=org, indicator=ASKED, year=given["year"], value=Decimal(5), unit="万元", type=Target.Type.OWN, version=1,
        effective_on=date(given["year"], 1, 1),
    )  # fmt: skip
    journal.save(TARGETS, target, Author(by=None, reason="自定", accepting="自定"))
    return given | {"office": office.pk}


def divide(_: Any, given: dict[str, Any], number: int, __: Any) -> Told:
    org, office = Org.objects.get(pk=given["org"]), Office.objects.get(pk=given["office"])
    said = AssignmentSaid(given["year"])
    line = AssignedLine(
        INDICATORS[ASKED], "第1行", is_among_offices=True, unit="万元", shares={office.name: Decimal(5)}
    )
    found = issuing.checked(org, [line], said)
    return told(number, lambda: issuing.issue(org, found, said, None, {}, {office.name: office}))


def divided_once(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    shares = Share.objects.filter(office=given["office"], assignment__year=given["year"]).count()
    targets = Target.objects.filter(org=given["org"], year=given["year"]).count()
    return outcome(outcomes, lost=shares == 0, double=max(shares, targets) - 1, expected=("done",))


LEVEL_SCENES = (
    Scene("send twice", lambda org: an_answer(org, "signing"), nothing, send, once("签发报送")),
    Scene("send and close", lambda org: an_answer(org, "signing"), nothing, send_or_close, in_or_told),
    Scene("accept twice", lambda org: an_answer(org, "sent"), nothing, accept, accepted_once),
    Scene("withdraw and take up", lambda org: an_answer(org, "sent"), nothing, withdraw_or_take_up, one_or_the_other),
    Scene("publish twice", a_closed_round, nothing, publish_it, published_once),
    Scene("hand down twice", a_county, nothing, hand_down, handed_once),
    Scene("divide twice", a_divided_county, nothing, divide, divided_once),
)
