"""特派员协议的页面: the agreements by what has to be done, one agreement with its villages, and who stays or leaves."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.envoys.envoys import Envoy
from kezhang.orgs.models import User
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, look_from, may_here, person_of
from kezhang.quantities.dates import parse_date
from kezhang.records import access
from kezhang.records.writing.refusal import Refused
from kezhang.submissions.envoy_terms import agreements, tenure
from kezhang.submissions.envoy_terms.agreements import AGREEMENTS
from kezhang.submissions.envoy_terms.models import TenureCase
from kezhang.submissions.envoys import month
from kezhang.workflow.steps import NotPossible, Step


@require_GET
def terms(request: HttpRequest) -> HttpResponse:
    org, day = bureau_in_view(request), as_of_in_view(request)
    found = agreements.terms(org, day)
    return render(
        request,
        "submissions/tenures.html",
        {
            "found": found, "day": day, "late": sum(term.is_late for term in found),
            "near": sum(term.is_near for term in found), "open": sum(term.is_open for term in found),
            "waiting": [term for term in found if term.case],
            "later": 0 if found else agreements.signed_after(org, day),
            "may_write": may_here(request, Verb.WRITE, access.matter(LEDGERS[AGREEMENTS], None)),
        },
    )  # fmt: skip


def _one(request: HttpRequest, pk: int) -> Any:
    rows = access.records(LEDGERS[AGREEMENTS], person_of(request)).select_related("org")
    agreement = get_object_or_404(rows, pk=pk)
    look_from(request, agreement.org)
    return agreement


def _may(request: HttpRequest, verb: Verb, agreement: Any) -> bool:
    return may(person_of(request), verb, access.matter(LEDGERS[AGREEMENTS], agreement.org, agreement))


@require_GET
def term(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _one(request, pk), {}, [])


def _page(request: HttpRequest, agreement: Any, said: Mapping[str, str], faults: list[str]) -> HttpResponse:
    """One agreement; what was typed is given back where it could not be taken."""
    org, today = agreement.org, timezone.localdate()
    day = max(as_of_in_view(request), agreement.signed_on)
    told = next(each for each in agreements.terms(org, day) if each.agreement.pk == agreement.pk)
    cases = TenureCase.objects.filter(org=org, agreement=agreement.pk).select_related(
        "proposed_by", "decided_by", "org"
    )
    served = agreements.villages_of(org, agreement.envoy_name, _asked(said, today))
    person = person_of(request)
    context = {
        "told": told, "agreement": agreement, "day": day, "said": said, "faults": faults, "today": today,
        "reasons": Envoy.ExitReason.choices, "last": agreements.last_assessment(org, agreement.envoy_name),
        "cases": [(each, each.proposed_by_id == person.pk, _open_steps(each, person)) for each in cases],
        "served": [(row, said.get(f"successor_{row.pk}", "")) for row in served],
        "able": [name for name in month.on_duty(org, _asked(said, today)) if name != agreement.envoy_name],
        "may_propose": told.is_open and told.case is None and _may(request, Verb.WRITE, agreement),
    }  # fmt: skip
    return render(request, "submissions/tenure.html", context, status=422 if faults else 200)


def _asked(said: Mapping[str, str], today: date) -> date:
    """The day on which somebody is to leave: the villages of that day are handed over, and not those of today."""
    try:
        return parse_date(said["takes_effect_on"]) if said.get("kind") == TenureCase.Kind.EXIT else today
    except (KeyError, ValueError):
        return today


def _open_steps(case: TenureCase, person: User) -> list[Step]:
    """Who has proposed it takes it back; to decide it is somebody else's."""
    steps = [step for step in tenure.STEPS.values() if step.is_open(case, person)]
    return [step for step in steps if step is tenure.WITHDRAW] if case.proposed_by_id == person.pk else steps


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """提出续聘 or 退出."""
    agreement = _one(request, pk)
    if not _may(request, Verb.WRITE, agreement):
        raise Http404
    case = TenureCase(org=agreement.org, agreement=agreement.pk)
    try:
        made = tenure.propose(tenure.read(case, request.POST, _day), person_of(request))
    except ValueError as fault:
        return _page(request, agreement, request.POST, [f"日期没有读懂：{fault}"])
    except NotPossible as refused:
        return _page(request, agreement, request.POST, str(refused).rstrip("。").split("；"))
    messages.success(request, f"已提出{made.get_kind_display()}，等另一位审核人批准。")
    return redirect("tenure", pk=pk)


def _day(typed: str) -> date:
    if not typed.strip():
        raise ValueError("请填写日期，如 2026-12-31")
    return parse_date(typed)


@require_POST
def step(request: HttpRequest, pk: int, case: int, deed: str) -> HttpResponse:
    """批准、不批准、撤回."""
    agreement = _one(request, pk)
    found = get_object_or_404(TenureCase.objects.select_related("org"), pk=case, agreement=agreement.pk)
    if not _may(request, Verb.WRITE, agreement) or deed not in tenure.STEPS:
        raise Http404
    try:
        done = tenure.take_step(found, tenure.STEPS[deed], person_of(request), request.POST.get("why", ""))
    except (NotPossible, Refused) as refused:
        return _page(request, _one(request, pk), {"deciding": request.POST.get("why", "")}, [str(refused)])
    messages.success(request, f"{done}：{done.get_state_display()}。")
    return redirect("tenure", pk=pk)
