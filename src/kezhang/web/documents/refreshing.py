"""更新数字: a report's file, as drafted or as it came back edited, with the figures of another day.

What would move is shown first, each with its sentence before and after; words stay. The file is a download: the report
itself stays as it is.
"""

import io
from datetime import date
from pathlib import PurePosixPath

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.permissions import Verb
from kezhang.orgs.viewing import as_of_in_view
from kezhang.quantities.dates import parse_date
from kezhang.records.selection import shortened
from kezhang.reports.document.docx_reader import NotADocument
from kezhang.reports.models import Report, Revision
from kezhang.reports.proofreading.refresh import NotThisYear, Refreshed, refresh
from kezhang.web.views.reports import visible_report


@require_http_methods(["GET", "POST"])
def report_refresh(request: HttpRequest, number: str) -> HttpResponseBase:
    """GET shows what would move up to a day; POST gives the file with it."""
    found = visible_report(request, number, Verb.DRAFT)
    said = request.POST if request.method == "POST" else request.GET
    back = list(found.revisions.filter(what=Revision.What.BACK).order_by("-pk"))
    source, name = _source(found, back, said.get("source", ""))
    day = _day(request, said.get("as_of", ""), found)
    confirmed = set(said.getlist("confirmed"))
    refreshed: Refreshed | None = None
    if day is not None:
        try:
            refreshed = _refreshed(found, source, day, confirmed, is_kept=request.method == "POST")
        except (NotThisYear, NotADocument) as fault:
            messages.error(request, str(fault))
    if request.method == "POST" and refreshed is not None:
        access_log.note(request, Kind.DOWNLOAD, found.org, f"下载报告 {found.number}（数字更新到{day}）")
        stem = PurePosixPath(name).stem
        return FileResponse(
            io.BytesIO(refreshed.content), as_attachment=True, filename=f"{stem}（更新到{day}）.docx",
            content_type="application/octet-stream",
        )  # fmt: skip
    context = {
        "report": found, "back": back, "source": said.get("source", ""), "name": name,
        "day": day or max(as_of_in_view(request), found.as_of), "refreshed": refreshed, "confirmed": confirmed,
    }  # fmt: skip
    status = 422 if said.get("as_of") and refreshed is None else 200
    return render(request, "web/report_refresh.html", context, status=status)


def _source(found: Report, back: list[Revision], typed: str) -> tuple[Report | Revision, str]:
    """The file to start from: the draft, or one that came back."""
    if not typed:
        return found, f"{found.title}.docx"
    chosen = next((each for each in back if str(each.pk) == typed), None)
    if chosen is None:
        raise Http404
    return chosen, chosen.name


def _refreshed(found: Report, source: Report | Revision, day: date, confirmed: set[str], *, is_kept: bool) -> Refreshed:
    with source.file.open("rb") as file:
        content = file.read()
    return refresh(content, found, day, remembered=is_kept, confirmed=confirmed)


def _day(request: HttpRequest, typed: str, found: Report) -> date | None:
    try:
        day = parse_date(typed) if typed.strip() else None
    except ValueError as fault:
        messages.error(request, f"截至日期“{shortened(typed)}”没有读懂：{fault}。")
        return None
    if day is not None and day < found.span.first:
        messages.error(request, f"截至日期{day}在{found.period_label}开始之前；应不早于{found.span.first}。")
        return None
    return day
