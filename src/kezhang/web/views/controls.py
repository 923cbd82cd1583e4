"""核查: the usual checks of the bureau above, as a page beside the board."""

from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kezhang.controls.catalogue import inspect
from kezhang.orgs.viewing import as_of_in_view, org_in_view


@require_GET
def checks(request: HttpRequest) -> HttpResponse:
    """One line per check: what was found, which records, what to do."""
    org = org_in_view(request)
    if org is None:
        raise Http404
    outcomes = inspect(org, as_of_in_view(request))
    counts = Counter(outcome.state_label for outcome in outcomes)
    return render(request, "web/checks.html", {"outcomes": outcomes, "counts": counts.most_common()})
