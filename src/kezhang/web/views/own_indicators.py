"""自有指标页面: the counts and sums a bureau has set itself; setting one and giving one up."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kezhang.catalogue import LEDGERS
from kezhang.form_drafts.models import FormDraft
from kezhang.form_drafts.offers import offered
from kezhang.indicators import own_indicators
from kezhang.indicators.models import OwnIndicator
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, may_here, person_of
from kezhang.quantities.periods import Period
from kezhang.records.declaration import own_columns
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import AlreadyDone, Refused


@require_http_methods(["GET", "POST"])
def own_indicators_page(request: HttpRequest) -> HttpResponse:
    """The list with what each says now, and the form for a new one over the ledger asked for."""
    org = bureau_in_view(request)
    offer = offered(request, person_of(request), org)
    said = request.POST if request.method == "POST" else offer.given_back or request.GET
    ledger = LEDGERS.get(said.get("ledger", ""))
    faults: Any = []
    if request.method == "POST":
        if ledger is None:
            raise Http404
        try:
            made = own_indicators.add(
                ledger, org, said.get("label", ""), Author(by=person_of(request)), column=said.get("column", ""),
                conditions=said.get("conditions", ""), unit=said.get("unit", ""),
            )  # fmt: skip
        except Refused as refused:
            faults = refused.problems
        else:
            FormDraft.forget(person_of(request), offer.page)
            messages.success(request, f"已设“{made.label}”，进度页能看，报告模板里写【{made.label}】就能用。")
            return redirect("own-indicators")
    as_of = as_of_in_view(request)
    found = OwnIndicator.objects.filter(org__prefix__in=org.prefixes).select_related("org", "by")
    indicators = [(own, own_indicators.as_indicator(own)) for own in found]
    seen = own_columns.view(ledger, org) if ledger else None
    context = {
        "own": [
            (own, known, known.figure(org, Period.year_of(as_of.year), as_of) if known else None, own.org_id == org.pk)
            for own, known in indicators
        ],
        "ledgers": LEDGERS.values(), "ledger": seen, "said": said, "faults": faults,
        "summed": [c for c in seen.columns if own_indicators.can_be_summed(c)] if seen else [],
        "may_write": may_here(request, Verb.WRITE), "offer": offer,
    }  # fmt: skip
    return render(request, "web/own_indicators.html", context, status=422 if faults else 200)


@require_POST
def withdraw_own_indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """Only the bureau that set an indicator gives it up."""
    own = get_object_or_404(OwnIndicator.objects.select_related("org"), pk=pk)
    if not may(person_of(request), Verb.WRITE, own):
        raise Http404
    try:
        own_indicators.withdraw(own, Author(by=person_of(request)))
        messages.success(request, f"已停用“{own.label}”。")
    except AlreadyDone as already:
        messages.info(request, f"{already.problems[0].says}。")
    return redirect("own-indicators")
