"""特派团的页面: the groups with their task books and money, and one group with every task and every instalment."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from kezhang.catalogue import LEDGERS
from kezhang.controls.group_funds import funds_of, in_words
from kezhang.orgs.models import Org
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, look_from, person_of
from kezhang.records import access

GROUPS, TASKS, INSTALMENTS = "envoy-groups", "envoy-group-tasks", "envoy-group-instalments"


def _rows(slug: str, org: Org, **where: Any) -> list[Any]:
    return list(access.records(LEDGERS[slug], org).filter(org=org, **where))


@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    org, day = bureau_in_view(request), as_of_in_view(request)
    tasks: dict[str, list[Any]] = defaultdict(list)
    for task in _rows(TASKS, org):
        tasks[task.group_name].append(task)
    found = [
        {
            "group": each.group, "granted": in_words(each.granted), "paid": in_words(each.paid), "odd": each.odd,
            "tasks": len(tasks[each.group.name]), "checked": sum(t.checked_on is not None for t in tasks[each.group.name]),
            "late": sum(t.checked_on is None and t.due_on < day for t in tasks[each.group.name])
            + sum(i.paid_on is None and i.due_on < day for i in each.instalments),
        }
        for each in funds_of(_rows(GROUPS, org, filed_on__lte=day), _rows(INSTALMENTS, org))
    ]  # fmt: skip
    return render(request, "submissions/groups.html", {"found": found, "day": day})


@require_GET
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """任务书 line by line, and the money: planned, come, left, and where the sums do not agree."""
    rows = access.records(LEDGERS[GROUPS], person_of(request)).select_related("org")
    found = get_object_or_404(rows, pk=pk)
    org, day = found.org, as_of_in_view(request)
    look_from(request, org)
    (money,) = funds_of([found], _rows(INSTALMENTS, org, group_name=found.name))
    tasks = sorted(_rows(TASKS, org, group_name=found.name), key=lambda task: (task.due_on, task.pk))
    return render(
        request,
        "submissions/group.html",
        {
            "group": found, "day": day, "odd": money.odd,
            "tasks": [(task, _plain(task.target_amount), _plain(task.done_amount), task.checked_on is None and task.due_on < day)
                      for task in tasks],
            "instalments": [(each, in_words(each.amount), in_words(each.paid_amount) if each.paid_on else "",
                             each.paid_on is None and each.due_on < day) for each in money.instalments],
            "sums": [("立项资金", in_words(money.granted)), ("各期计划合计", in_words(money.planned)),
                     ("已到位", in_words(money.paid)), ("还没有列入分期", in_words(money.left))],
            "may_write": may(person_of(request), Verb.WRITE, access.matter(LEDGERS[TASKS], org)),
        },
    )  # fmt: skip


def _plain(amount: Any) -> str:
    """Without the noughts that it is kept with."""
    return "" if amount is None else f"{amount.normalize():f}"
