"""台账口径: what the bureaus below have in their ledgers now, side by side; a page, and a workbook of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kezhang.catalogue import INDICATORS
from kezhang.collection.assigning.sheet import issued
from kezhang.collection.models import Round
from kezhang.collection.publishing.live_matrix import BASIS, LiveCell, LiveLine, LiveMatrix, live_matrix
from kezhang.collection.publishing.live_workbook import live_workbook
from kezhang.indicators.indicator import AnyIndicator
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import Org
from kezhang.orgs.permissions import Verb
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, may_here
from kezhang.quantities.periods import Period
from kezhang.records.selection import shortened
from kezhang.records.web.pages import download

ASSIGNED, EVERY = "assigned", "all"


@dataclass(frozen=True)
class MatrixView:
    """What an address chooses: which indicators, for which period, and whether each county stands for itself."""

    org: Org
    indicators: Sequence[AnyIndicator]
    chosen: str
    period: Period | None
    typed: str
    by_county: bool
    fault: str = ""


def _view(request: HttpRequest) -> MatrixView:
    org, typed = bureau_in_view(request), request.GET.get("period", "").strip()
    period, fault = None, ""
    try:
        period = Period.parse(typed) if typed else None
    except ValueError as wrong:
        fault = f"期间“{shortened(typed)}”没有读懂：{wrong}。"
    held = issued(org, as_of_in_view(request).year)
    chosen = request.GET.get("set", "") or (ASSIGNED if held else EVERY)
    shown = [each for each in INDICATORS.values() if each.code and (chosen != ASSIGNED or each.slug in held)]
    return MatrixView(org, shown, chosen, period, typed, bool(request.GET.get("counties")), fault)


def _found(request: HttpRequest, view: MatrixView) -> LiveMatrix:
    return live_matrix(view.org, view.indicators, as_of_in_view(request), view.period, by_county=view.by_county)


def page(request: HttpRequest) -> HttpResponse:
    """The matrix; each cell opens the figure of its bureau, with the records behind it."""
    view = _view(request)
    found = None if view.fault else _found(request, view)
    places = (view.org, *found.bureaus) if found else ()
    context = {
        "view": view,
        "found": found,
        "lines": _lines(view.org, found) if found else [],
        "columns": [_called(view.org, each) for each in places if found and each not in found.silent],
        "silent": [_called(view.org, each) for each in places if found and each in found.silent],
        "basis": BASIS,
        "query": request.GET.urlencode(),
        "latest": Round.objects.filter(org=view.org).order_by("-opened_at").first(),
        "has_two_levels": view.org.level == Org.Level.PROVINCIAL,
        "may_export": may_here(request, Verb.EXPORT),
    }
    return render(request, "collection/live_matrix.html", context, status=422 if view.fault else 200)


def _called(org: Org, place: Org) -> str:
    return "本级" if place == org else place.name


def _lines(org: Org, found: LiveMatrix) -> list[tuple[LiveLine, list[tuple[LiveCell, str]]]]:
    """Each line with its cells, the superior's own first, and where the figure of each is opened; without the columns of
    who keeps none of these ledgers, who is named below."""
    return [
        (line, [(cell, _panel(org, line, cell)) for cell in (line.own, *line.cells) if cell.org not in found.silent])
        for line in found.lines
    ]


def _panel(org: Org, line: LiveLine, cell: LiveCell) -> str:
    """The figure's address as it stands under the cell's own bureau; the superior's own records are no figure of their own."""
    if cell is line.own:
        return ""
    here = reverse("figure", args=[line.indicator.slug])
    return f"{here.replace(f'/{org.code}/', f'/{cell.org.code}/', 1)}?period={line.period.code}"


def table(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    view = _view(request)
    if view.fault:
        return render(request, "web/_refused.html", {"fault": view.fault}, status=422)
    access_log.note(request, Kind.EXPORT, view.org, f"导出各单位指标（{BASIS}），截至{as_of_in_view(request)}")
    return download(live_workbook(_found(request, view)), f"{view.org.name}各单位指标（{BASIS}）.xlsx")
