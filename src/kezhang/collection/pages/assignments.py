"""任务下达: the table of shares with its sums, read from a sheet and written as one; and what was handed to the bureau."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kezhang.collection.arithmetic.whole_check import check_whole
from kezhang.collection.assigning import issuing, sheet
from kezhang.collection.assigning.assigned_lines import AssignedTable, NotATable
from kezhang.collection.assigning.issuing import AssignmentSaid, CheckedLine
from kezhang.collection.assigning.offices import offices_of
from kezhang.collection.assigning.proposal import is_divided
from kezhang.collection.assigning.table import read_table
from kezhang.collection.models import Assignment, Share
from kezhang.collection.pages.office_shares import OfficeLine, office_lines, signed_shares, typed_lines
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import Office, Org
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import below
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, look_from, may_here, person_of
from kezhang.records.importing.workbooks.unreadable_workbook import UnreadableWorkbook
from kezhang.records.importing.workbooks.workbook_reader import content_of
from kezhang.records.web.pages import download
from kezhang.workflow.steps import NotPossible

#: What the form on the page sends with it, and what asks for the proposals in its fields.
TYPED, FILL = "typed", "fill"


def assignments(request: HttpRequest) -> HttpResponse:
    """What the bureau has handed down this year, to the bureaus below and to its offices, and what was handed to it."""
    org, as_of = bureau_in_view(request), as_of_in_view(request)
    status, faults, found = 200, list[str](), list[CheckedLine]()
    if request.method == "POST":
        faults, found = _issued(request, org)
        if not faults:
            return redirect("assignments")
        status = 422
    counties, offices = below(org), offices_of(org)
    held = sheet.issued(org, as_of.year)
    handed = Share.objects.filter(
        org=org, assignment__year=as_of.year, assignment__is_among_offices=False, assignment__state=Assignment.State.ISSUED
    )  # fmt: skip
    used = [county for county in counties if any(county.code in _shares(each) for each in held.values())]
    context = {
        "lines": [_line(each, used) for each in held.values()],
        "counties": used,
        "below": counties,
        "handed": handed.select_related("assignment__org", "target", "signed_by", "objected_by"),
        "offices": offices,
        "office_lines": _office_lines(request, org, as_of.year, offices) if offices else [],
        "office_shares": signed_shares(org, as_of.year, person_of(request)) if offices else [],
        "is_filled": FILL in request.GET,
        "may_assign": bool(counties or offices) and may_here(request, Verb.ASSIGN),
        "may_sign": may_here(request, Verb.SIGN),
        "faults": faults,
        "checked": found,
        "said": request.POST,
    }
    return render(request, "collection/assignments.html", context, status=status)


def _office_lines(request: HttpRequest, org: Org, year: int, offices: list[Office]) -> list[OfficeLine]:
    typed = request.POST.dict() if TYPED in request.POST else {}
    return office_lines(org, year, offices, typed, is_filled=FILL in request.GET)


def _said(request: HttpRequest, org: Org, counties: list[Org], offices: list[Office]) -> AssignedTable:
    """The sheet, or what was typed on the page. Raises UnreadableWorkbook or NotATable."""
    if TYPED in request.POST:
        return AssignedTable(*typed_lines(org, as_of_in_view(request).year, offices, request.POST.dict()))
    if (file := request.FILES.get("file")) is None:
        raise NotATable("请先选择分解表。")
    name = file.name or ""
    return read_table(content_of(file, name), name, counties, offices)


def _issued(request: HttpRequest, org: Org) -> tuple[list[str], list[CheckedLine]]:
    """Read what was sent and issue it, all or nothing; every fault otherwise."""
    counties, offices = below(org), offices_of(org)
    try:
        read = _said(request, org, counties, offices)
    except (UnreadableWorkbook, NotATable) as fault:
        return [str(fault)], []
    number, title, reason = (
        request.POST.get(name, "").strip() for name in ("document_number", "document_title", "reason")
    )
    said = AssignmentSaid(as_of_in_view(request).year, number[:60], title[:200], reason=reason)
    found = issuing.checked(org, read.lines, said)
    faults = [*read.faults, *issuing.faults_of(found)]
    if faults or not found:
        return faults or ["没有填写一项任务。" if TYPED in request.POST else "表里没有一行指标。"], found
    by_code, by_name = {county.code: county for county in counties}, {office.name: office for office in offices}
    try:
        issuing.issue(org, found, said, person_of(request), by_code, by_name)
    except NotPossible as fault:
        return str(fault).splitlines(), found
    old = sum(each.is_unchanged for each in found)
    messages.success(request, f"已下达{len(found) - old}项指标" + (f"，{old}项没有变化" if old else "") + "。")
    return [], found


def _shares(assignment: Assignment) -> dict[str, Share]:
    return {share.org.code: share for share in assignment.shares.all()}


def _line(assignment: Assignment, counties: list[Org]) -> dict[str, Any]:
    shares = _shares(assignment)
    values = [share.value for share in shares.values()]
    if is_divided(assignment.measured) and (assignment.whole is not None or assignment.is_masked):
        says = check_whole(assignment.comparator, assignment.whole, assignment.upper, values).says
    else:
        says = "不求合计" if not is_divided(assignment.measured) else "没有总任务，不核对合计"
    return {"assignment": assignment, "says": says, "shares": [shares.get(county.code) for county in counties]}


def table(request: HttpRequest) -> HttpResponse:
    """The table as a workbook: what was issued, and proposals where nothing was."""
    org, year = bureau_in_view(request), as_of_in_view(request).year
    access_log.note(request, Kind.EXPORT, org, f"导出{year}年任务分解表")
    return download(sheet.write_table(org, year), f"{org.name}{year}年度任务分解表.xlsx")


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """签收 or 异议."""
    share = get_object_or_404(Share.objects.select_related("org", "office"), pk=pk)
    person = person_of(request)
    if not may(person, Verb.SIGN, share.matter):
        raise Http404
    look_from(request, share.org)
    why = request.POST.get("objection", "").strip()
    try:
        done = issuing.object_to(share, person, why) if "object" in request.POST else issuing.sign(share, person)
    except NotPossible as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, f"{done}：{done.state_label}。")
    return redirect("assignments")
