"""去留的一生: proposed with everything it would change, decided by somebody else, then written into the ledgers in one step.

续聘: the agreement is settled, the next one stands, the envoy's term goes on. 退出: agreement and envoy are settled, each
village is handed over on the same day, so that no day is without an envoy, and whoever has left cannot log any more.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb, holders, may
from kezhang.records import access
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.submissions.envoy_terms.agreements import (
    AGREEMENTS,
    ENVOYS,
    IN_FORCE,
    PAIRINGS,
    last_assessment,
    villages_of,
)
from kezhang.submissions.envoy_terms.models import TenureCase
from kezhang.submissions.envoys import month, personal_links
from kezhang.submissions.models import PersonalLink
from kezhang.workflow.steps import NotPossible, Step, Workflow

#: Stays and leavings in the log of changes.
SUBJECT = "envoy-tenure"
State, Kind = TenureCase.State, TenureCase.Kind

APPROVE = Step("approve", "批准", frozenset({State.PROPOSED}), Verb.REVIEW, (State.DONE,), ledger=AGREEMENTS)
REFUSE = Step(
    "refuse", "不批准", frozenset({State.PROPOSED}), Verb.REVIEW, (State.REFUSED,), note="写明理由", ledger=AGREEMENTS
)
WITHDRAW = Step("withdraw", "撤回", frozenset({State.PROPOSED}), Verb.WRITE, (State.WITHDRAWN,), ledger=AGREEMENTS)
STEPS = {step.name: step for step in (APPROVE, REFUSE, WITHDRAW)}
LIFE = Workflow(
    label="特派员续聘和退出",
    subject=SUBJECT,
    things=TenureCase,
    steps=STEPS,
    begins=State.PROPOSED,
    states=dict(State.choices),
)


def propose(case: TenureCase, by: User | None) -> TenureCase:
    """One open case for an agreement, with everything that a decision needs. Raises NotPossible."""
    if by is not None and not may(by, Verb.WRITE, access.matter(LEDGERS[AGREEMENTS], case.org)):
        raise NotPossible(f"提出续聘或退出由{holders(Verb.WRITE)}办理，{by}不能办理。")
    with chain.held(case.org):
        agreement = _agreement(case)
        case.envoy_name = agreement.envoy_name
        if faults := _faults(case, agreement):
            raise NotPossible("；".join(faults) + "。")
        if TenureCase.objects.filter(agreement=case.agreement, state=State.PROPOSED).exists():
            raise NotPossible(f"{agreement}已有一件等着批准，请先批准、不批准或撤回。")
        case.state, case.proposed_by, case.proposed_at = State.PROPOSED, by, timezone.now()
        case.save()
        journal.note(
            case.org, SUBJECT, case.pk, {}, {"state": case.state, "step": "提出", **_told(case)}, Author(by=by)
        )
    return case


def take_step(case: TenureCase, step: Step, by: User | None, says: str = "") -> TenureCase:
    """One step of its life. Raises NotPossible; Refused where a ledger's row cannot be written."""
    with LIFE.under_way(case, step, by, says) as kept:
        if step is APPROVE:
            if by is not None and kept.proposed_by_id == by.pk:
                raise NotPossible("批准的人不能是提出的人，请由另一位审核人办理。")
            agreement = _agreement(kept)
            if faults := _faults(kept, agreement):
                raise NotPossible("提出以后情况有变：" + "；".join(faults) + "。请撤回后重新提出。")
            (_renewed if kept.kind == Kind.RENEW else _exited)(kept, agreement, _author(kept, by, says))
        kept.decided_by, kept.decided_at, kept.decided_why = by, timezone.now(), says.strip()[:300]
        LIFE.move(kept, step.ends[0], step, Author(by=by, reason=says.strip()), **_told(kept))
    found: TenureCase = kept
    return found


def _told(case: TenureCase) -> dict[str, Any]:
    return {"label": str(case), "on": case.takes_effect_on.isoformat(), "successors": case.takers}


def _author(case: TenureCase, by: User | None, says: str) -> Author:
    reason = f"特派员{case.get_kind_display()}批准"
    return Author(by=by, reason=reason, accepting=says.strip() or case.why or reason)


def _agreement(case: TenureCase) -> Any:
    row = access.records(LEDGERS[AGREEMENTS], case.org).filter(org=case.org, pk=case.agreement).first()
    if row is None:
        raise NotPossible("没有这份协议，或者已经作废。")
    return row


def _envoy(org: Org, agreement: Any) -> Any:
    """The envoy's newest dispatch by that name; the agreement's own where it leads to one."""
    rows = access.records(LEDGERS[ENVOYS], org).filter(org=org, name=agreement.envoy_name).exclude(stage="exited")
    return rows.filter(pk=agreement.envoy_id).first() or rows.order_by("-started_on").first()


def _faults(case: TenureCase, agreement: Any) -> list[str]:
    """Everything that keeps it from being decided so."""
    found = []
    if agreement.stage != IN_FORCE:
        found.append(f"这份协议已经“{agreement.get_stage_display()}”")
    if _envoy(case.org, agreement) is None:
        found.append(f"科技特派员台账中没有在岗的{agreement.envoy_name}，请先补上")
    return found + (_renewal_faults(case, agreement) if case.kind == Kind.RENEW else _exit_faults(case, agreement))


def _renewal_faults(case: TenureCase, agreement: Any) -> list[str]:
    found = []
    if case.until is None or case.until <= agreement.due_on:
        found.append(f"续聘至的日期应晚于原协议到期日{agreement.due_on}")
    if not case.number.strip():
        found.append("请填写新协议的编号")
    elif access.records(LEDGERS[AGREEMENTS], case.org).filter(org=case.org, agreement_number=case.number).exists():
        found.append(f"协议编号“{case.number}”已经用过")
    if case.takes_effect_on < agreement.signed_on:
        found.append(f"新协议的签订日期不能早于原协议的签订日期{agreement.signed_on}")
    last = last_assessment(case.org, agreement.envoy_name)
    if last is not None and last.grade == "fail":
        found.append(f"{last.year}年度考核不合格，不能续聘，请办理退出")
    elif not case.why.strip() and (last is None or last.year < case.takes_effect_on.year - 1):
        told = f"最近一次考核是{last.year}年度的" if last else "没有考核记录"
        found.append(f"{told}，上一年度还没有考核结果，仍要续聘的请写明说明")
    return found


def _exit_faults(case: TenureCase, agreement: Any) -> list[str]:
    found = []
    if not case.exit_reason:
        found.append("请选择退出原因")
    if case.takes_effect_on < agreement.started_on:
        found.append(f"退出日期不能早于协议开始日期{agreement.started_on}")
    envoy = _envoy(case.org, agreement)
    if envoy is not None and case.takes_effect_on < envoy.started_on:
        found.append(f"退出日期不能早于台账中的服务开始日期{envoy.started_on}")
    able = set(month.on_duty(case.org, case.takes_effect_on)) - {agreement.envoy_name}
    if strange := [name for name in case.takers if name not in able]:
        found.append(f"{'、'.join(strange)}在{case.takes_effect_on}不在岗或就是本人，不能接替")
    served = villages_of(case.org, agreement.envoy_name, case.takes_effect_on)
    said = {each["pairing"] for each in case.successors}
    if new := [row.village_name for row in served if row.pk not in said]:
        found.append(f"没有写明{'、'.join(new)}由谁接替")
    if gone := said - {row.pk for row in served}:
        found.append(f"有{len(gone)}个村在生效日期已不是本人结对")
    without = [each["village"] for each in case.successors if not each["successor"]]
    if without and not case.why.strip():
        found.append(f"{'、'.join(without)}没有人接替，请写明说明")
    return found


def _renewed(case: TenureCase, agreement: Any, author: Author) -> None:
    """The next agreement begins on the day after the last one's end, so that the two never count at once."""
    envoy = _envoy(case.org, agreement)
    new = LEDGERS[AGREEMENTS].model(
        org=case.org, agreement_number=case.number, envoy_name=agreement.envoy_name, served=agreement.served,
        tasks=agreement.tasks, services_a_year=agreement.services_a_year, signed_on=case.takes_effect_on,
        started_on=agreement.due_on + timedelta(days=1), due_on=case.until,
    )  # fmt: skip
    agreement.stage, agreement.settled_on = "renewed", max(case.takes_effect_on, agreement.started_on)
    envoy.due_on = max(case.until or envoy.due_on, envoy.due_on)
    journal.save_many(LEDGERS[AGREEMENTS], case.org, [agreement, new], author)
    journal.save(LEDGERS[ENVOYS], envoy, author)


def _exited(case: TenureCase, agreement: Any, author: Author) -> None:
    """Everything on one day: whoever leaves is not on duty on it, whoever takes over is paired from it."""
    envoy, day = _envoy(case.org, agreement), case.takes_effect_on
    agreement.stage, agreement.settled_on, agreement.successor = "exited", day, "、".join(case.takers)
    envoy.stage, envoy.left_on, envoy.exit_reason = "exited", day, case.exit_reason
    taken = {each["pairing"]: each["successor"] for each in case.successors}
    changed = []
    for row in villages_of(case.org, agreement.envoy_name, day):
        row.ended_on = day
        changed.append(row)
        successor = taken[row.pk]
        if successor and not _is_paired(case.org, successor, row.village_name, day):
            changed.append(
                LEDGERS[PAIRINGS].model(
                    org=case.org, village_name=row.village_name, town=row.town, envoy_name=successor, started_on=day,
                    industry=row.industry,
                )
            )  # fmt: skip
    journal.save(LEDGERS[AGREEMENTS], agreement, author)
    journal.save(LEDGERS[ENVOYS], envoy, author)
    journal.save_many(LEDGERS[PAIRINGS], case.org, changed, author)
    if day <= timezone.localdate():
        for link in PersonalLink.objects.filter(
            org=case.org, role=PersonalLink.Role.ENVOY, name=agreement.envoy_name, withdrawn_at__isnull=True
        ):
            personal_links.withdraw(link, author.by)


def _is_paired(org: Org, name: str, village: str, day: date) -> bool:
    return any(row.village_name == village for row in villages_of(org, name, day))


def read(case: TenureCase, said: Mapping[str, str], day_of: Any) -> TenureCase:
    """What was typed, into the case. Raises ValueError in words."""
    case.kind = Kind.EXIT if said.get("kind") == Kind.EXIT else Kind.RENEW
    case.why = said.get("why", "").strip()[:300]
    case.takes_effect_on = day_of(said.get("takes_effect_on", ""))
    if case.kind == Kind.RENEW:
        case.until, case.number = day_of(said.get("until", "")), said.get("number", "").strip()[:40]
        return case
    reason = said.get("exit_reason", "")
    case.exit_reason = reason if reason in LEDGERS[ENVOYS].column("exit_reason").choices else ""
    agreement = _agreement(case)
    case.successors = [
        {"pairing": row.pk, "village": row.village_name, "successor": said.get(f"successor_{row.pk}", "").strip()[:60]}
        for row in villages_of(case.org, agreement.envoy_name, case.takes_effect_on)
    ]
    return case
