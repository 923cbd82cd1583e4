"""需求对接的页面: demands by what their links say, and one demand with its candidates, talks and agreements."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.firms import are_of_one_firm
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, look_from, person_of
from kezhang.quantities.dates import parse_date
from kezhang.quantities.typed_numbers import whole_number
from kezhang.records import access
from kezhang.submissions.matching import demand_links
from kezhang.submissions.matching.candidates import candidates
from kezhang.submissions.matching.demand_links import AGREEMENTS, DEMANDS, NotLinked


@require_GET
def demands(request: HttpRequest) -> HttpResponse:
    org, day = bureau_in_view(request), as_of_in_view(request)
    found = demand_links.demands(org, day)
    context = {"found": found, "counts": demand_links.counts(found), "odd": [e for e in found if e.odd]}
    return render(request, "submissions/demands.html", context)


def _one(request: HttpRequest, pk: int) -> Any:
    rows = access.records(LEDGERS[DEMANDS], person_of(request)).select_related("org")
    demand = get_object_or_404(rows, pk=pk)
    look_from(request, demand.org)
    return demand


def _may_write(request: HttpRequest, demand: Any) -> bool:
    return may(person_of(request), Verb.WRITE, access.matter(LEDGERS[DEMANDS], demand.org, demand))


@require_GET
def demand_page(request: HttpRequest, pk: int) -> HttpResponse:
    demand = _one(request, pk)
    found = demand_links.demands(demand.org, max(timezone.localdate(), demand.collected_on))
    told = next(each for each in found if each.demand.pk == demand.pk)
    free = access.records(LEDGERS[AGREEMENTS], demand.org).filter(org=demand.org, demand="").order_by("-signed_on")
    return render(
        request,
        "submissions/demand.html",
        {
            "told": told, "demand": demand, "candidates": candidates(demand), "may_write": _may_write(request, demand),
            "agreements": [row for row in free if are_of_one_firm(row, demand)], "today": timezone.localdate(),
        },
    )  # fmt: skip


@require_POST
def demand_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """A talk, a link, the end of a link."""
    demand, person, posted = _one(request, pk), person_of(request), request.POST
    if not _may_write(request, demand) or deed not in ("talk", "link", "unlink"):
        raise Http404
    try:
        if deed == "talk":
            day = parse_date(posted.get("held_on", "") or str(timezone.localdate()))
            demand_links.talk(demand, posted.get("partner", ""), day, posted.get("says", ""), person)
        else:
            agreement = whole_number(posted.get("agreement", ""), 1, 2**62)
            (demand_links.link if deed == "link" else demand_links.unlink)(demand, agreement, person)
        messages.success(request, "已记下。")
    except NotLinked as refused:
        messages.error(request, str(refused))
    except ValueError as fault:
        messages.error(request, f"没有读懂：{fault}。")
    return redirect("demand", pk=pk)
