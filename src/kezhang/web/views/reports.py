"""Report pages: choose a date, see the figures with their evidence, issue, download."""

from collections import OrderedDict
from datetime import date

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kezhang.orgs.models import Org, User
from kezhang.orgs.scope import scope_of
from kezhang.orgs.viewing import as_of_in_view, may_write_here, org_in_view
from kezhang.records.pages import download, person_of
from kezhang.reports import freezing, tracing
from kezhang.reports.evidence import LEDGERS, count_of, evidence_workbook
from kezhang.reports.identity import visible_paragraphs
from kezhang.reports.models import Report
from kezhang.reports.soundness import faults


def _visible(viewer: User | Org):
    return Report.objects.filter(scope_of(viewer).query()).select_related("org", "made_by")


def _may_issue(person: User, report: Report) -> bool:
    """签发 is the director's word, or the administrator's, of the bureau itself."""
    return person.org_id == report.org_id and person.role in {User.Role.DIRECTOR, User.Role.ADMINISTRATOR}


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    org = org_in_view(request)
    return render(
        request,
        "web/reports.html",
        {"reports": _visible(org)[:100] if org else [], "may_write": may_write_here(request)},
    )


@require_http_methods(["GET", "POST"])
def new_report(request: HttpRequest) -> HttpResponse:
    org = org_in_view(request)
    if org is None or not may_write_here(request):
        raise Http404
    if request.method != "POST":
        return render(request, "web/report_new.html", {"chosen": as_of_in_view(request)})
    try:
        as_of = date.fromisoformat(request.POST.get("as_of", ""))
    except ValueError:
        messages.error(request, "请选择截至日期。")
        return render(request, "web/report_new.html", {"chosen": as_of_in_view(request)}, status=422)
    made = freezing.half_year(org, as_of, person_of(request))
    if found := faults(made.file.path):
        messages.error(request, "文档没有通过检查，请联系管理员：" + "；".join(found))
    else:
        messages.success(request, f"已生成 {made.number}，{made.figures.count()}个数字可追溯。")
    return redirect("report", number=made.number)


@require_GET
def report(request: HttpRequest, number: str) -> HttpResponse:
    found = _get(request, number)
    figures: OrderedDict[str, dict] = OrderedDict()
    for figure in found.figures.order_by("mark"):
        entry = figures.setdefault(figure.key, {"figure": figure, "marks": [], "records": count_of(figure.evidence)})
        entry["marks"].append(figure.mark)
    return render(
        request,
        "web/report.html",
        {
            "report": found,
            "figures": figures.values(),
            "paragraphs": visible_paragraphs(found.file.path),
            "may_issue": found.state == Report.State.DRAFT and _may_issue(person_of(request), found),
        },
    )


@require_GET
def report_figure(request: HttpRequest, number: str, mark: str) -> HttpResponse:
    """The panel of a frozen figure: what it was, and its records as they were counted then."""
    frozen = get_object_or_404(_get(request, number).figures, mark=mark)
    rows = [
        (leaf["name"], LEDGERS[leaf["ledger"]], brings, record) for leaf, brings, record in tracing.records_of(frozen)
    ]
    return render(request, "web/_frozen.html", {"figure": frozen, "rows": rows})


@require_POST
def issue_report(request: HttpRequest, number: str) -> HttpResponse:
    found = _get(request, number)
    if not _may_issue(person_of(request), found):
        raise Http404
    try:
        freezing.issue(found, person_of(request))
        messages.success(request, f"{found.number} 已签发，数字不再变动。")
    except freezing.NotIssuable as fault:
        messages.error(request, str(fault))
    return redirect("report", number=number)


@require_GET
def report_file(request: HttpRequest, number: str) -> FileResponse:
    found = _get(request, number)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=f"{found.title}.docx")


@require_GET
def report_evidence(request: HttpRequest, number: str) -> HttpResponse:
    found = _get(request, number)
    return download(evidence_workbook(found), f"{found.title}（证据表）.xlsx")


def _get(request: HttpRequest, number: str) -> Report:
    return get_object_or_404(_visible(person_of(request)), number=number)
