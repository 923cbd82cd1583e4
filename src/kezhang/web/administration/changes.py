"""导入和变更: the recent imports and changes of the bureau in view; where somebody may not look at records, only the ways on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kezhang.catalogue import LEDGERS
from kezhang.orgs.permissions import Verb
from kezhang.orgs.viewing import may_here, org_in_view
from kezhang.records import access
from kezhang.request_id import LENGTH
from kezhang.web.workbench.log_lines import log_lines

IMPORTS, CHANGES = 50, 100


@require_GET
def imports_and_changes(request: HttpRequest) -> HttpResponse:
    org, may_look = org_in_view(request), may_here(request, Verb.LOOK)
    batches = access.batches(org)[:IMPORTS] if org and may_look else []
    asked = request.GET.get("request", "")[:LENGTH]
    changes = access.latest_changes(org, CHANGES, asked) if org and may_look else []
    context = {
        "may_look": may_look,
        "asked": asked,
        "batches": [(b, LEDGERS.get(b.ledger)) for b in batches],
        "changes": log_lines(changes, org) if org else [],
    }
    return render(request, "administration/changes.html", context)
