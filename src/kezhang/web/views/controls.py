"""核查: the usual checks of the bureau above, as a page beside the board and as a workbook; of many bureaus beside the site."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kezhang.controls import checking_job
from kezhang.controls.bureaus import ORDERS, CheckedBureaus, bureaus_in_view, inspect_bureaus
from kezhang.controls.check_workbook import check_workbook
from kezhang.jobs.models import Job
from kezhang.jobs.pages import offered
from kezhang.jobs.queue import is_attended
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.permissions import Verb
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, may_here, person_of
from kezhang.records.selection import PARAMETER
from kezhang.records.web.pages import download


def _asked(request: HttpRequest) -> tuple[str, str]:
    chosen, order = (request.GET.get(name, "").strip() for name in (PARAMETER, "order"))
    return chosen, order


def _checked(request: HttpRequest) -> CheckedBureaus:
    return inspect_bureaus(bureau_in_view(request), as_of_in_view(request), *_asked(request))


def _is_beside(request: HttpRequest) -> bool:
    """Whether it is done beside the site: it takes long, and somebody is there to do it."""
    chosen, order = _asked(request)
    return order in ORDERS and checking_job.is_long(bureau_in_view(request), chosen) and is_attended()


@require_http_methods(["GET", "POST"])
def checks(request: HttpRequest) -> HttpResponse:
    """One line per check: what was found, where there are several bureaus in which, which records, what to do.

    Of many bureaus it is what the last job found; sent, the next is begun.
    """
    org, as_of, person = bureau_in_view(request), as_of_in_view(request), person_of(request)
    more: dict[str, Any] = {}
    if _is_beside(request):
        if request.method == "POST" and (job := checking_job.put_down(org, person, as_of)) is not None:
            return redirect("job", pk=job.pk)
        last = checking_job.last_result(org, person, as_of)
        checked = _last(request, last)
        more = {"beside": True, "last": last, "going": checking_job.under_way(org, person, as_of)}
    else:
        try:
            checked = _checked(request)
        except ValueError as fault:
            return render(request, "web/checks.html", {"fault": f"{fault}。"}, status=422)
    context = {
        "checked": checked,
        "counts": Counter(outcome.state_label for outcome in checked.outcomes).most_common(),
        "query": request.GET.urlencode(),
        "may_export": may_here(request, Verb.EXPORT),
    }
    return render(request, "web/checks.html", context | more)


def _last(request: HttpRequest, last: Job | None) -> CheckedBureaus:
    org = bureau_in_view(request)
    if last is None:
        return CheckedBureaus((), bureaus_in_view(org))
    return checking_job.checked_then(last, org, _asked(request)[1])


@require_http_methods(["GET", "POST"])
def checks_file(request: HttpRequest) -> HttpResponse:
    """The same as a workbook; of many bureaus the job that checks them makes it."""
    org, as_of = bureau_in_view(request), as_of_in_view(request)
    if _is_beside(request):
        if request.method == "GET":
            says = f"{len(bureaus_in_view(org))}个单位逐个核对，要等一会儿；做好后在这里下载。"
            return offered(request, "导出核查", says, reverse("checks"))
        if (job := checking_job.put_down(org, person_of(request), as_of)) is not None:
            return redirect("job", pk=job.pk)
    try:
        checked = _checked(request)
    except ValueError as fault:
        return render(request, "web/_refused.html", {"fault": f"{fault}。"}, status=422)
    access_log.note(request, Kind.EXPORT, org, f"导出核查，截至{as_of}")
    return download(check_workbook(checked), f"{org.name}核查（截至{as_of}）.xlsx")
