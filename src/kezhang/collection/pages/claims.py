"""归属: what several bureaus count at once, and who counts it; decided here by the bureau above."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kezhang.collection import claiming
from kezhang.orgs.permissions import Verb
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, may_here, person_of
from kezhang.workflow.steps import NotPossible


def page(request: HttpRequest) -> HttpResponse:
    """Every body of the indicators that tell bodies apart; a decision is sent from its line."""
    org, fault = bureau_in_view(request), ""
    bodies = claiming.shared_bodies(org, as_of_in_view(request))
    if request.method == "POST":
        try:
            made = _decided(request, bodies)
        except NotPossible as refusal:
            fault = str(refusal)
        else:
            messages.success(request, f"已记录：{made}。")
            return redirect("claims")
    context = {
        "bodies": bodies,
        "fault": fault,
        "said": request.POST,
        "may_decide": may_here(request, Verb.COLLECT),
    }
    return render(request, "collection/claims.html", context, status=422 if fault else 200)


def _decided(request: HttpRequest, bodies: list[claiming.SharedBody]) -> claiming.Claim:
    indicator, identity = request.POST.get("indicator", ""), request.POST.get("identity", "")
    body = next((b for b in bodies if (b.indicator.slug, b.identity) == (indicator, identity)), None)
    if body is None:
        raise NotPossible("这个主体现在只有一个单位计入，不用认定归属。")
    code = request.POST.get("counted_by", "")
    chosen = next((bureau for bureau in body.bureaus if bureau.code == code), None)
    if chosen is None and code:
        raise NotPossible("请在涉及的单位中选择计入单位。")
    return claiming.decide(bureau_in_view(request), body, chosen, request.POST.get("reason", ""), person_of(request))
