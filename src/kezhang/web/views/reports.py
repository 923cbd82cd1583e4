"""Report pages: the list, one report with its figures and their evidence, and what is downloaded."""

import io
from collections import OrderedDict
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from kezhang.jobs.pages import offered
from kezhang.jobs.queue import is_attended
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import scope_of
from kezhang.orgs.viewing import bureau_in_view, look_from, may_here, person_of
from kezhang.records import access
from kezhang.records.models import Change
from kezhang.records.web.pages import download
from kezhang.reports import workflow
from kezhang.reports.background import printing_job
from kezhang.reports.document import conversion
from kezhang.reports.document.docx_blocks import as_written
from kezhang.reports.document.docx_reader import visible_paragraphs
from kezhang.reports.document.fonts import NoChineseFont
from kezhang.reports.document.printing import NotPrintable
from kezhang.reports.figure_kinds.evidence import count_of
from kezhang.reports.frozen import official_paper, tracing
from kezhang.reports.frozen.differences import differences
from kezhang.reports.frozen.evidence_workbook import evidence_workbook
from kezhang.reports.frozen.movement import moved_since
from kezhang.reports.models import SUBJECT, Report, ReportFigure, Revision
from kezhang.reports.proofreading.proof_result import FigureState
from kezhang.web.accounts import proof
from kezhang.web.choices import known_choice
from kezhang.web.document_view import ViewBlock, paper, plain

#: Reports on one page, and how much of what is looked for is read.
PER_PAGE, LONGEST_WORDS = 50, 60


def _visible(viewer: User | Org):
    return Report.objects.filter(scope_of(viewer).query()).select_related("org", "made_by", "corrects")


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """报告: those of the bureau in view and below it, filtered by the address; withdrawn ones only when asked for."""
    org = bureau_in_view(request)
    rows = _visible(org)
    years = [str(day.year) for day in rows.order_by().dates("as_of", "year", order="DESC")]
    state = known_choice(request, "state", set(Report.State.values))
    year = known_choice(request, "year", set(years))
    words = request.GET.get("q", "").strip()[:LONGEST_WORDS]
    rows = rows.filter(state=state) if state else rows.exclude(state=Report.State.WITHDRAWN)
    if year:
        rows = rows.filter(as_of__year=year)
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(number__icontains=words) | Q(template__icontains=words))
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "states": Report.State.choices, "state": state, "years": years, "year": year, "words": words,
        "filtered": bool(state or year or words), "may_write": may_here(request, Verb.DRAFT),
    }  # fmt: skip
    return render(request, "web/reports.html", context)


@require_GET
def report(request: HttpRequest, number: str) -> HttpResponse:
    found, person = visible_report(request, number), person_of(request)
    figures: OrderedDict[str, dict] = OrderedDict()
    by_mark = {figure.mark: figure for figure in found.figures.order_by("mark")}
    for figure in by_mark.values():
        entry = figures.setdefault(figure.key, {"figure": figure, "marks": [], "records": count_of(figure.evidence)})
        entry["marks"].append(figure.mark)
    return render(
        request,
        "web/report.html",
        {
            "report": found,
            "figures": figures.values(),
            "blocks": _blocks(found),
            "steps": {step.name for step in workflow.STEPS.values() if step.is_open(found, person)},
            "history": _history(person, found),
            **_checked(found, by_mark),
            "differences": differences(found.corrects, found) if found.corrects else [],
            "corrections": found.corrections.all(),
            "kinds": ",".join(conversion.READ),
            "paper": official_paper.elements_of(found),
            "proof": proof.asks_for(person),
            "may_write": may(person, Verb.DRAFT, found),
        },
    )


@require_GET
def report_figure(request: HttpRequest, number: str, mark: str) -> HttpResponse:
    """The panel of a frozen figure: what it was, and its records as they were counted then."""
    frozen = get_object_or_404(visible_report(request, number).figures, mark=mark)
    return render(request, "web/_frozen.html", {"figure": frozen, "rows": tracing.records_of(frozen)})


@require_GET
def report_since(request: HttpRequest, number: str) -> HttpResponse:
    """与签发时相比: the figures that measure otherwise by now, each with the changes that make the difference."""
    found = visible_report(request, number)
    context = {"report": found, "moved": moved_since(found), "count": found.figures.values("key").distinct().count()}
    return render(request, "web/report_since.html", context)


@require_GET
def report_file(request: HttpRequest, number: str) -> FileResponse:
    found = visible_report(request, number, Verb.EXPORT)
    access_log.note(request, Kind.DOWNLOAD, found.org, f"下载报告 {found.number}（.docx）")
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=f"{found.title}.docx")


@require_http_methods(["GET", "POST"])
def report_pdf(request: HttpRequest, number: str) -> HttpResponseBase:
    """The report's file as PDF; beside the site where an office program prints it. Where there can be none the page says why."""
    found, person = visible_report(request, number, Verb.EXPORT), person_of(request)
    if is_attended() and printing_job.is_long(found):
        if request.method == "GET":
            says = "这份报告在 Word 或 WPS 中改过，要由 LibreOffice 转成 PDF，约十几秒；做好后在这里下载。"
            return offered(request, "下载 PDF", says, reverse("report", args=[number]))
        if (job := printing_job.put_down(found, person)) is not None:
            return redirect("job", pk=job.pk)
    try:
        made = printing_job.printed(found)
    except (NoChineseFont, NotPrintable) as fault:
        messages.error(request, str(fault))
        return redirect("report", number=number)
    access_log.note(request, Kind.DOWNLOAD, found.org, f"下载报告 {found.number}（.pdf）")
    return FileResponse(io.BytesIO(made.content), as_attachment=True, filename=made.name)


@require_GET
def report_evidence(request: HttpRequest, number: str) -> HttpResponse:
    found = visible_report(request, number, Verb.EXPORT)
    access_log.note(request, Kind.EXPORT, found.org, f"导出报告 {found.number} 的证据表")
    return download(evidence_workbook(found), f"{found.title}（证据表）.xlsx")


def _history(person: User, found: Report) -> list[tuple[Change, Revision | None]]:
    """经过: the log of the report, each step with the file that went or came."""
    revisions = {revision.pk: revision for revision in found.revisions.all()}
    changes = access.changes(person).filter(ledger=SUBJECT, record_id=found.pk).order_by("sequence")
    return [(change, revisions.get(change.after.get("revision"))) for change in changes]


def _blocks(found: Report) -> list[ViewBlock]:
    """The document as we wrote it, each figure with its mark; as plain paragraphs once people have laid it out anew."""
    with found.file.open("rb") as file:
        content = file.read()
    written = as_written(content)
    return paper(written.blocks) if written else plain(visible_paragraphs(io.BytesIO(content)))


def _checked(found: Report, by_mark: dict[str, ReportFigure]) -> dict[str, Any]:
    """核对结果 of the file that came back last: the figures that are not as they were made, and the rest of the proof."""
    last = found.revisions.filter(what=Revision.What.BACK).last()
    if last is None or last.findings is None:
        return {"checked": last}
    told = [(FigureState(each["state"]), each, by_mark.get(each["id"])) for each in last.findings["figures"]]
    altered = [
        (state, each, figure) for state, each, figure in told if state not in {FigureState.SAME, FigureState.REFRESHED}
    ]
    return {"checked": last, "altered": altered, "same": len(told) - len(altered)}


def visible_report(request: HttpRequest, number: str, verb: Verb = Verb.LOOK) -> Report:
    """The report by its number, if the person may see it, or do with it what is asked."""
    person = person_of(request)
    found = get_object_or_404(_visible(person), number=number)
    if not may(person, verb, found):
        raise Http404
    look_from(request, found.org)
    return found
