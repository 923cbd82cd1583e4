"""核查: the usual checks of the bureau above, as a page beside the board and as a workbook."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kezhang.controls.bureaus import CheckedBureaus, inspect_bureaus
from kezhang.controls.check_workbook import check_workbook
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.permissions import Verb
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, may_here
from kezhang.records.selection import PARAMETER
from kezhang.records.web.pages import download


def _checked(request: HttpRequest) -> CheckedBureaus:
    chosen, order = (request.GET.get(name, "").strip() for name in (PARAMETER, "order"))
    return inspect_bureaus(bureau_in_view(request), as_of_in_view(request), chosen, order)


@require_GET
def checks(request: HttpRequest) -> HttpResponse:
    """One line per check: what was found, where there are several bureaus in which, which records, what to do."""
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
    return render(request, "web/checks.html", context)


@require_GET
def checks_file(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    org, as_of = bureau_in_view(request), as_of_in_view(request)
    try:
        checked = _checked(request)
    except ValueError as fault:
        return render(request, "web/_refused.html", {"fault": f"{fault}。"}, status=422)
    access_log.note(request, Kind.EXPORT, org, f"导出核查，截至{as_of}")
    return download(check_workbook(checked), f"{org.name}核查（截至{as_of}）.xlsx")
