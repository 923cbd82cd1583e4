"""服务日志: a visit as an envoy sends it, and as it becomes a record of the ledger."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org, User
from kezhang.quantities.dates import parse_date
from kezhang.quantities.spelling import compared
from kezhang.records import access
from kezhang.records.writing.refusal import Refused
from kezhang.submissions.inbox import handling
from kezhang.submissions.models import OpenForm, PersonalLink, Submission, VisitConfirmation
from kezhang.submissions.sealing.seal import Unsealable
from kezhang.submissions.sending.moving import NotMovable

#: A visit that is sent so many days after it is 补录: told to the bureau, which may reject it.
LATE = timedelta(days=7)
#: Logs older than this are asked of nobody in the village.
ASKED = timedelta(days=60)
#: Logs that are held in memory at once while they are gone through.
AT_ONCE = 500
State = Submission.State
#: What stands, whatever became of it.
STANDING = (State.RECEIVED, State.IN_HAND, State.RETURNED, State.ACCEPTED)


@dataclass(frozen=True)
class VisitLog:
    """One log as people read it."""

    submission: Submission
    served_on: date | None
    place: str
    mode: str
    content: str
    is_confirmed: bool

    @property
    def is_late(self) -> bool:
        received = timezone.localtime(self.submission.received_at).date()
        return self.served_on is not None and received - self.served_on > LATE


def sent_logs(form: OpenForm, link: PersonalLink | None = None, **where: Any) -> QuerySet[Submission]:
    """The logs of a bureau, or of one envoy, as they were sent, the newest first."""
    found = Submission.objects.filter(form=form, **where).select_related("key", "form", "link", "org")
    if link is not None:
        found = found.filter(link__org=link.org, link__role=link.role, link__name=link.name)
    return found.order_by("-received_at", "-pk")


def logs_of(form: OpenForm, link: PersonalLink | None = None, **where: Any) -> Iterator[VisitLog]:
    """The same, opened; what was erased has no words left."""
    confirmed = set(VisitConfirmation.objects.filter(submission__form=form).values_list("submission_id", flat=True))
    found = sent_logs(form, link, **where).prefetch_related("revisions")
    for each in found.iterator(chunk_size=AT_ONCE):
        yield _log(each, is_confirmed=each.pk in confirmed)


def _log(submission: Submission, *, is_confirmed: bool) -> VisitLog:
    try:
        said = handling.content_of(submission)["answers"]
    except Unsealable:
        said = {}
    return VisitLog(
        submission, day_in(said.get("served_on", "")), said.get("place", ""), said.get("mode", ""),
        said.get("content", ""), is_confirmed,
    )  # fmt: skip


def day_in(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:
        return None


def pairings(org: Org, name: str, day: date) -> list[Any]:
    """The villages that an envoy serves on a day."""
    rows = access.records(LEDGERS["village-pairings"], org).filter(org=org, envoy_name=name, started_on__lte=day)
    return [row for row in rows if row.ended_on is None or row.ended_on >= day]


def approve(submission: Submission, by: User | None, accepting: str = "") -> Submission:
    """审核: accepted as the next visit to that place on that day, so that two a day are two.

    Raises NotMovable, Refused.
    """
    said = handling.content_of(submission)["answers"]
    link, day = submission.link, day_in(said.get("served_on", ""))
    assert link is not None
    there = access.records(LEDGERS["envoy-services"], submission.org).filter(
        org=submission.org, envoy_name=link.name, served_on=day
    )
    taken = {row.visit for row in there if compared(row.place) == compared(said.get("place", ""))}
    turn = next(n for n in range(1, len(taken) + 2) if str(n) not in taken)
    return handling.accept(submission, by, answers={"visit": str(turn)}, accepting=accepting)


def approve_all(chosen: Iterable[Submission], by: User, accepting: str = "") -> tuple[int, list[str]]:
    """Those that were named, one by one: how many were approved, and why others were not."""
    done, faults = 0, []
    for each in chosen:
        try:
            approve(each, by, accepting)
            done += 1
        except (NotMovable, Unsealable) as refused:
            faults.append(str(refused))
        except Refused as refused:
            faults.append(f"{each.shown_number}：" + "；".join(f"{p.label}{p.says}" for p in refused.problems[:2]))
    return done, faults


def to_confirm(link: PersonalLink, form: OpenForm) -> list[VisitLog]:
    """What a village's cadre is asked about: the lately logged visits to that village."""
    lately = logs_of(form, received_at__gte=timezone.now() - ASKED, state__in=STANDING)
    return [log for log in lately if compared(log.place) == compared(link.about)]


def confirm(link: PersonalLink, log: VisitLog, device: str) -> VisitConfirmation:
    """Once; where the envoy's own device says it, that is marked."""
    made, _ = VisitConfirmation.objects.get_or_create(
        submission=log.submission,
        link=link,
        defaults={"is_same_device": bool(device) and device == log.submission.device},
    )
    return made
