"""承诺: what the issued reports of the bureau in view promised, and what became of it."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kezhang.orgs.viewing import as_of_in_view, bureau_in_view
from kezhang.reports.drafting.promises import PromiseOutcome, promised
from kezhang.web.choices import known_choice


@require_GET
def promises(request: HttpRequest) -> HttpResponse:
    org = bureau_in_view(request)
    found = promised(org, as_of_in_view(request))
    chosen = known_choice(request, "outcome", {outcome.code for outcome in PromiseOutcome})
    counts = Counter(each.outcome for each in found)
    return render(
        request,
        "web/promises.html",
        {
            "promises": [each for each in found if not chosen or each.outcome.code == chosen],
            "counts": [(outcome, counts[outcome]) for outcome in PromiseOutcome if counts[outcome]],
            "chosen": chosen,
        },
    )
