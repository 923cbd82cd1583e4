"""Where one starts from: workbench, list of ledgers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from kezhang.catalogue import LEDGERS
from kezhang.orgs.permissions import Verb
from kezhang.orgs.viewing import as_of_in_view, may_here, org_in_view, person_of
from kezhang.records import access
from kezhang.records.history.unchanged import while_unchanged
from kezhang.targets.progress import Light
from kezhang.web.context import chapters
from kezhang.web.workbench.bureau_day import SHOWN, BureauDay
from kezhang.web.workbench.first_steps import first_steps
from kezhang.web.workbench.kinds_waiting import WaitingKind, kinds_there
from kezhang.web.workbench.office_tasks import office_tasks
from kezhang.web.workbench.suggested_date import day_with_something
from kezhang.web.workbench.waiting import waiting


@require_GET
def front(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view is handed its request
    return redirect("home")


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """工作台: what waits for this person, what is behind, what becomes due, what came in last."""
    org, as_of, person = org_in_view(request), as_of_in_view(request), person_of(request)
    if org is None:
        return render(request, "web/nowhere.html", status=403)
    writes = may_here(request, Verb.WRITE)
    seen = while_unchanged(org, ("workbench", as_of, writes), lambda: BureauDay.of(org, as_of, for_writers=writes))
    there = kinds_there(person, org)
    lines = seen.lines
    batches = access.batches(org)[:SHOWN] if WaitingKind.BATCHES in there else ()
    counts = {light: sum(line.light is light for line in lines) for light in Light}
    return render(
        request,
        "web/home.html",
        {
            "lines": lines,
            "elsewhen": None if lines else day_with_something(org),
            "behind": [line for line in lines if line.light is Light.BEHIND],
            "counts": [(light, n) for light, n in counts.items() if n],
            "waiting": waiting(person, org, seen.entries, there),
            "office_tasks": office_tasks(person, org, as_of.year, lines),
            "late": seen.late,
            "upcoming": seen.upcoming,
            "unproved": seen.unproved,
            "batches": [(b, LEDGERS.get(b.ledger)) for b in batches],
            "changes": seen.changes,
            "may_write": writes,
            "steps": first_steps(person, org, seen, there),
        },
    )


@require_GET
def ledgers(request: HttpRequest) -> HttpResponse:
    """台账: all ledgers by chapter, with how many records each holds."""
    org = org_in_view(request)
    counted = [
        (chapter, [(ledger, access.records(ledger, org).count() if org else 0) for ledger in members])
        for chapter, members in chapters()
    ]
    may_write = may_here(request, Verb.WRITE)
    return render(request, "web/ledgers.html", {"counted": counted, "may_write": may_write})
