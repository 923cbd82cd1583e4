"""核查: the usual checks of the bureau above, as a page beside the board."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kezhang.controls.catalogue import inspect
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view


@require_GET
def checks(request: HttpRequest) -> HttpResponse:
    """One line per check: what was found, which records, what to do."""
    org = bureau_in_view(request)
    outcomes = inspect(org, as_of_in_view(request))
    counts = Counter(outcome.state_label for outcome in outcomes)
    return render(request, "web/checks.html", {"outcomes": outcomes, "counts": counts.most_common()})
