"""The demonstration's terms of envoys: agreements, somebody who wants to leave, a group with its money, an assessment begun."""

from datetime import date, timedelta

from django.utils import timezone

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org, User
from kezhang.records import access
from kezhang.submissions.envoy_terms import agreements, reviews, tenure
from kezhang.submissions.envoy_terms.models import EnvoyReview, TenureCase
from kezhang.submissions.open_examples import ENVOYS, record

GROUP = "戈壁番茄科技特派团"
TASKS = (
    ("引进番茄新品种", "3", "个", -30, "3"),
    ("建立示范棚", "20", "座", -5, ""),
    ("培训种植户", "200", "人次", 120, ""),
)
INSTALMENTS = (
    ("1", "9", "任务书签订后", -150, "9"),
    ("2", "4.5", "中期考核通过后", -10, ""),
    ("3", "1.5", "验收后", 200, ""),
)


def put(bureau: Org, clerk: User) -> None:
    """Made once, after the envoys are there."""
    today = timezone.localdate()
    if access.records(LEDGERS[agreements.AGREEMENTS], bureau, with_voided=True).exists():
        return
    since = today - timedelta(days=200)
    for number, ((name, village, _), days) in enumerate(zip(ENVOYS, (500, 25), strict=True), start=1):
        record("envoy-agreements", bureau, clerk, envoy_name=name, agreement_number=f"KTP-{since.year}-{number:03}",
               served=village, signed_on=str(since), started_on=str(since), due_on=str(today + timedelta(days=days)))  # fmt: skip
    _group(bureau, clerk, today)
    _leaving(bureau, clerk, today)
    _dispatch(bureau, clerk, today)


def _group(bureau: Org, clerk: User, today: date) -> None:
    begun = today - timedelta(days=200)
    record("envoy-groups", bureau, clerk, name=GROUP, filed_on=str(begun), approved_on=str(begun), contracted_on=str(begun),
           granted_amount="15", granted_on=str(begun), task_book_number=f"KTPT-{begun.year}-01",
           due_on=str(today + timedelta(days=165)))  # fmt: skip
    for item, target, unit, days, done in TASKS:
        due = str(today + timedelta(days=days))
        record("envoy-group-tasks", bureau, clerk, group_name=GROUP, item=item, target_amount=target, unit=unit, due_on=due,
               done_amount=done, checked_on=due if done else "")  # fmt: skip
    for number, amount, condition, days, paid in INSTALMENTS:
        due = str(today + timedelta(days=days))
        record("envoy-group-instalments", bureau, clerk, group_name=GROUP, number=number, amount=amount, due_on=due,
               condition=condition, paid_amount=paid, paid_on=due if paid else "")  # fmt: skip


def _leaving(bureau: Org, clerk: User, today: date) -> None:
    """The envoy whose agreement ends soon is to leave, and the other takes over; it waits for a second person."""
    name, successor = ENVOYS[1][0], ENVOYS[0][0]
    term = next(each for each in agreements.terms(bureau, today) if each.agreement.envoy_name == name)
    said = {
        "kind": "exit",
        "takes_effect_on": str(today + timedelta(days=7)),
        "exit_reason": "moved",
        "why": "调到州农科所",
    }
    said |= {f"successor_{row.pk}": successor for row in term.villages}
    case = TenureCase(org=bureau, agreement=term.agreement.pk)
    tenure.propose(tenure.read(case, said, date.fromisoformat), clerk)


def _dispatch(bureau: Org, clerk: User, today: date) -> None:
    """The months so far, up to the end of the last one; in January, of which there is none yet, the year before."""
    last = today.replace(day=1) - timedelta(days=1)
    kind = EnvoyReview.Kind.DISPATCH if last.year == today.year else EnvoyReview.Kind.ANNUAL
    reviews.make(bureau, kind, last, clerk)
