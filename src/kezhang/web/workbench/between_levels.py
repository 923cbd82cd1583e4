"""上下级的待办: returns that wait for this person, returns from below to be decided on, targets to be signed for."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse

from kezhang.collection.models import Assignment, Return, Round, Share
from kezhang.collection.returning.life import OWN_STEPS, STEPS
from kezhang.collection.rounds.closing import UNSENT
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Matter, Verb, is_narrowed, may
from kezhang.records.local_time import moment_text
from kezhang.records.selection import shortened
from kezhang.web.workbench.kinds_waiting import WaitingKind

#: Kind, name, how it stands, since when, where it is done.
Line = tuple[str, str, str, datetime | None, str]
State = Return.State
#: What a return of one's own waits for.
WAITS = {
    State.DUE: "待报",
    State.FILLING: "填报中",
    State.REVIEWING: "待审核",
    State.SIGNING: "待签发",
    State.RETURNED: "已退回，待修改",
}
#: More than this are on the page of rounds.
SHOWN = 6


def lines(person: User, org: Org, there: Collection[str]) -> Iterator[Line]:
    """What waits between the levels, of the kinds that are ``there``."""
    if WaitingKind.RETURNS in there:
        yield from _own(person, org)
    if may(person, Verb.COLLECT, org):
        if WaitingKind.SENT in there:
            yield from _to_decide(org)
        if WaitingKind.ROUNDS in there:
            yield from _to_chase(org)
    if WaitingKind.SHARES in there:
        yield from _unsigned(person, org)
    if WaitingKind.OBJECTIONS in there and may(person, Verb.ASSIGN, org):
        yield from _objected(org)


def _own(person: User, org: Org) -> Iterator[Line]:
    """Where one of the bureau's own steps is open to the person."""
    rows = Return.objects.filter(org=org, state__in=WAITS).exclude(state=State.DUE, round__state__in=_CLOSED)
    for answer in rows.select_related("org", "round__org").order_by("round__deadline")[:SHOWN]:
        if any(step in OWN_STEPS and step.is_open(answer, person) for step in STEPS.values()):
            until = answer.revise_by if answer.state == State.RETURNED and answer.revise_by else answer.round.deadline
            says = f"{WAITS[State(answer.state)]}，{moment_text(until)}前"
            yield "报送", answer.round.title, says, None, reverse("return", args=[answer.pk])


_CLOSED = (Round.State.CLOSED, Round.State.PUBLISHED)


def _to_decide(org: Org) -> Iterator[Line]:
    """What was sent from below and waits for a decision."""
    sent = Return.objects.filter(round__org=org, state=State.SENT).select_related("org", "round")
    for answer in sent.order_by("round", "org__code")[:SHOWN]:
        yield (
            "审定",
            f"{answer.org.name} {answer.round.title}",
            "已报送，待审定",
            None,
            reverse("return", args=[answer.pk]),
        )


def _to_chase(org: Org) -> Iterator[Line]:
    """Rounds that bureaus below have not answered, with the deadline."""
    missing = Count("returns", filter=Q(returns__state__in=UNSENT))
    rounds = Round.objects.filter(org=org, state=Round.State.OPEN).annotate(missing=missing)
    for round_ in rounds.order_by("deadline")[:SHOWN]:
        if round_.missing:
            until = f"{moment_text(round_.deadline)}{'已截止' if round_.is_closing() else '截止'}"
            says = f"{round_.missing}个单位没有报送，{until}"
            yield "催报", round_.title, says, None, reverse("round", args=[round_.number])


def _unsigned(person: User, org: Org) -> Iterator[Line]:
    """What the bureau has to sign for, and each of its offices by itself."""
    if not may(person, Verb.SIGN, org) and not is_narrowed(person, Verb.SIGN, org):
        return
    held = Share.objects.filter(
        org=org, signed_at__isnull=True, objection="", assignment__state=Assignment.State.ISSUED
    ).exclude(office__isnull=True, office_name__gt="")  # for a closed office nobody signs
    counts = Counter(held.order_by("office_name").values_list("office_id", "office__name"))
    for (office, name), count in counts.items():
        if may(person, Verb.SIGN, Matter(org, office=office)):
            what = "上级下达的任务" if office is None else f"分解到{name}的任务"
            yield "任务", what, f"{count}项待签收", None, reverse("assignments")


def _objected(org: Org) -> Iterator[Line]:
    """Objections are answered by the next version."""
    held = Share.objects.filter(assignment__org=org, assignment__state=Assignment.State.ISSUED).exclude(objection="")
    for share in held.select_related("org", "office", "assignment")[:SHOWN]:
        whose = share.office_name or share.org.name
        says = f"{whose}提出异议：{shortened(share.objection)}"
        yield "异议", str(share.assignment), says, share.objected_at, reverse("assignments")
