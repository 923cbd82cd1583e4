"""需求的状态由关联推出: talked about, it is matched; with a living agreement it is signed; voided, it steps back.

The link is what an agreement's row says of its demand, so that indicators, the past and every sheet have it too.

The stage that people have typed, or that came by a sheet, stands beside as 填报状态, and where the two differ is listed.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.firms import are_of_one_firm
from kezhang.orgs.models import Org, User
from kezhang.records import access
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.submissions.matching.models import DemandTalk

#: Talks about demands in the log of changes.
SUBJECT = "demand-links"
DEMANDS, AGREEMENTS = "technology-demands", "cooperation-agreements"
COLLECTED, DISPATCHED, MATCHED, SIGNED, DONE, WITHDRAWN = (
    "collected", "dispatched", "matched", "signed", "done", "withdrawn",
)  # fmt: skip
#: Typed so, there should be an agreement.
CLAIMED = {SIGNED, DONE}


class NotLinked(Exception):
    """The link is not made; the message says why, in Chinese."""


@dataclass(frozen=True)
class LinkedDemand:
    """One demand with what it is linked to, what follows from that, and what was typed."""

    demand: Any
    talks: tuple[DemandTalk, ...]
    agreements: tuple[Any, ...]  # living ones
    stage: str  # as it follows
    day: date

    @property
    def label(self) -> str:
        return str(LEDGERS[DEMANDS].column("stage").label_of(self.stage))

    @property
    def typed(self) -> str:
        return str(LEDGERS[DEMANDS].column("stage").label_of(self.demand.stage))

    @property
    def odd(self) -> str:
        """Where link and word differ, in words."""
        if self.demand.stage in CLAIMED and not self.agreements:
            return f"填报{self.typed}、无协议"
        if self.agreements and self.demand.stage not in CLAIMED:
            return f"已关联协议、填报{self.typed}"
        if self.talks and self.demand.stage in (COLLECTED, DISPATCHED):
            return f"已有洽谈、填报{self.typed}"
        return ""


def demands(org: Org, day: date) -> list[LinkedDemand]:
    """The bureau's demands, each recounted from its links; nothing is kept that could be wrong."""
    rows = list(access.records(LEDGERS[DEMANDS], org).filter(org=org, collected_on__lte=day))
    named: dict[str, list[Any]] = defaultdict(list)
    for row in access.records(LEDGERS[AGREEMENTS], org).filter(org=org, signed_on__lte=day).exclude(demand=""):
        named[row.demand].append(row)
    talks: dict[int, list[DemandTalk]] = defaultdict(list)
    for talk in DemandTalk.objects.filter(org=org, held_on__lte=day):
        talks[talk.demand].append(talk)
    return [
        _linked(row, tuple(talks[row.pk]), tuple(each for each in named[row.title] if are_of_one_firm(each, row)), day)
        for row in rows
    ]


def _linked(demand: Any, talks: tuple[DemandTalk, ...], agreements: tuple[Any, ...], day: date) -> LinkedDemand:
    if demand.stage == WITHDRAWN:
        stage = WITHDRAWN
    elif agreements:
        has_ended = all(each.valid_to is not None and each.valid_to < day for each in agreements)
        stage = DONE if has_ended else SIGNED
    elif talks:
        stage = MATCHED
    else:
        stage = DISPATCHED if demand.stage not in (COLLECTED, WITHDRAWN) else COLLECTED
    return LinkedDemand(demand, talks, agreements, stage, day)


def counts(found: list[LinkedDemand]) -> dict[str, int]:
    """需求、对接、签约: each a part of the one before; one that was withdrawn was collected all the same."""
    standing = [each for each in found if each.stage != WITHDRAWN]
    matched = [each for each in standing if each.stage in (MATCHED, SIGNED, DONE)]
    return {"demands": len(found), "matched": len(matched), "signed": sum(bool(each.agreements) for each in matched)}


def talk(demand: Any, partner: str, held_on: date, says: str, by: User | None) -> DemandTalk:
    """Raises NotLinked."""
    if not partner.strip():
        raise NotLinked("请填写对接的单位或专家。")
    if held_on > timezone.localdate():
        raise NotLinked("洽谈日期不能晚于今天。")
    with chain.held(demand.org):
        made = DemandTalk.objects.create(
            org=demand.org, demand=demand.pk, partner=partner.strip()[:80], held_on=held_on, says=says.strip(), by=by
        )
        told = {"label": str(demand), "talk": made.partner, "held_on": held_on.isoformat()}
        journal.note(demand.org, SUBJECT, demand.pk, {}, told, Author(by=by))
    return made


def link(demand: Any, agreement: int, by: User | None) -> Any:
    """The agreement, whose row names the demand from now on. Raises NotLinked; linked already, nothing changes."""
    with chain.held(demand.org):
        row = _agreement(demand, agreement)
        if not are_of_one_firm(row, demand):
            raise NotLinked(f"协议是{row.enterprise_name}的，需求是{demand.enterprise_name}的，不是同一家企业。")
        if row.demand and row.demand != demand.title:
            raise NotLinked(f"这份协议已关联“{row.demand}”，一份协议只关联一项需求；请先解除。")
        return _named(row, demand.title, by, f"关联需求“{demand.title}”")


def unlink(demand: Any, agreement: int, by: User | None) -> None:
    """Raises NotLinked."""
    with chain.held(demand.org):
        row = _agreement(demand, agreement)
        if row.demand != demand.title or not are_of_one_firm(row, demand):
            raise NotLinked("这份协议没有关联到这项需求。")
        _named(row, "", by, f"解除与需求“{demand.title}”的关联")


def _agreement(demand: Any, agreement: int) -> Any:
    row = access.records(LEDGERS[AGREEMENTS], demand.org).filter(org=demand.org, pk=agreement).first()
    if row is None:
        raise NotLinked("没有这份协议，或者已经作废。")
    return row


def _named(row: Any, title: str, by: User | None, reason: str) -> Any:
    """Only this column changes: what else a rule may say of the row is not asked again."""
    row.demand = title
    try:
        journal.save(LEDGERS[AGREEMENTS], row, Author(by=by, reason=reason, accepting=reason))
    except Refused as refused:
        raise NotLinked(str(refused)) from refused
    return row
