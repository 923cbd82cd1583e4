"""进度页: one line for each task with its light, by sets; its curves, its sheet, and why a task is where it is."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kezhang.catalogue import INDICATORS
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.permissions import Matter, Verb, may
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, may_here, person_of
from kezhang.quantities.periods import Period
from kezhang.records.web.pages import download
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.targets.causes import write_cause
from kezhang.targets.models import PROGRESS_ENTRIES
from kezhang.targets.progress import Light
from kezhang.web.board.curves import bar, spark
from kezhang.web.board.measured import MeasuredBoard
from kezhang.web.board.panel import indicator_seen, panel
from kezhang.web.board.sets import SETS, BoardView
from kezhang.web.board.sheet import board_workbook
from kezhang.web.choices import known_choice
from kezhang.web.workbench.suggested_date import day_with_something


def _view(request: HttpRequest, measured: MeasuredBoard) -> BoardView:
    light = known_choice(request, "light", {light.code for light in Light})
    which = known_choice(request, "set", {each.code for each in SETS})
    return BoardView(measured.lines, measured.campaigns, which, light)


@require_GET
def board_page(request: HttpRequest) -> HttpResponse:
    """进度: one line per target with its light."""
    org, as_of = bureau_in_view(request), as_of_in_view(request)
    measured = MeasuredBoard.of(org, as_of)
    view, causes = _view(request, measured), measured.causes
    return render(
        request,
        "web/board.html",
        {
            "view": view,
            "lines": [(line, bar(line.rate, line.expected), causes.get(line.target.indicator)) for line in view.lines],
            "campaigns": [(each, bar(each.done, each.expected)) for each in view.campaigns],
            "query": request.GET.urlencode(),
            "time_share": view.every[0].time_share if view.every else None,
            "own": measured.own,
            "elsewhen": None if view.every else day_with_something(org),
            "may_write": may_here(request, Verb.WRITE),
            "may_export": may_here(request, Verb.EXPORT),
        },
    )


@require_GET
def board_file(request: HttpRequest) -> HttpResponse:
    """The lines the address chooses, as a workbook."""
    org, as_of = bureau_in_view(request), as_of_in_view(request)
    measured = MeasuredBoard.of(org, as_of)
    view = _view(request, measured)
    access_log.note(request, Kind.EXPORT, org, f"导出进度表，截至{as_of}，{len(view.lines)}项任务")
    content = board_workbook(view.lines, view.campaigns, measured.causes)
    return download(content, f"{org.name}任务进度（截至{as_of}）.xlsx")


@require_GET
def trends(request: HttpRequest) -> HttpResponse:
    """The months of every line of the board and of the year before, fetched after the page stands."""
    org, as_of = bureau_in_view(request), as_of_in_view(request)
    slugs = {line.target.indicator: line.target.period for line in MeasuredBoard.of(org, as_of).lines}
    sparks = {slug: spark(INDICATORS[slug], org, period, as_of) for slug, period in slugs.items()}
    return render(request, "web/_trends.html", {"sparks": {s: v for s, v in sparks.items() if v}})


@require_POST
def cause(request: HttpRequest, slug: str) -> HttpResponse:
    """原因和措施, written in the panel; it stands in the month's entry and is shown on the board at once."""
    org, as_of = bureau_in_view(request), as_of_in_view(request)
    indicator, person = indicator_seen(slug, org), person_of(request)
    if not may(person, Verb.WRITE, Matter(org, PROGRESS_ENTRIES.slug, slug, is_by_indicator=True)):
        raise Http404
    period = Period.year_of(as_of.year)
    why, next_step = request.POST.get("cause", ""), request.POST.get("next_step", "")
    fault = ""
    try:
        author = Author(by=person, reason="在进度页填写原因和措施", accepting="在进度页填写原因和措施")
        write_cause(org, indicator.figure(org, period, as_of), as_of, why, next_step, author)
    except Refused as refused:
        fault = "；".join(dict.fromkeys(p.says for p in refused.problems))
    if request.htmx:  # type: ignore[attr-defined]
        return panel(request, indicator, period, fault=fault)
    if fault:
        messages.error(request, f"没有保存：{fault}。")
    else:
        messages.success(request, "已保存。")
    return redirect("board")
