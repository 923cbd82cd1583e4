"""任务下达: the table of shares with its sums, read from a sheet and written as one; and what was handed to the bureau."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kezhang.collection.arithmetic.whole_check import check_whole
from kezhang.collection.assigning import issuing, sheet
from kezhang.collection.assigning.issuing import AssignmentSaid, CheckedLine
from kezhang.collection.assigning.proposal import is_divided
from kezhang.collection.assigning.table import NotATable, read_table
from kezhang.collection.models import Assignment, Share
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import Org
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import below
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, look_from, may_here, person_of
from kezhang.records.importing.workbooks.unreadable_workbook import UnreadableWorkbook
from kezhang.records.importing.workbooks.workbook_reader import content_of
from kezhang.records.web.pages import download
from kezhang.workflow.steps import NotPossible


def assignments(request: HttpRequest) -> HttpResponse:
    """What the bureau has handed down this year, and what was handed to it."""
    org, as_of = bureau_in_view(request), as_of_in_view(request)
    status, faults, found = 200, list[str](), list[CheckedLine]()
    if request.method == "POST":
        faults, found = _issued(request, org)
        if not faults:
            return redirect("assignments")
        status = 422
    counties = below(org)
    held = sheet.issued(org, as_of.year)
    handed = Share.objects.filter(org=org, assignment__year=as_of.year, assignment__state=Assignment.State.ISSUED)
    used = [county for county in counties if any(county.code in _shares(each) for each in held.values())]
    context = {
        "lines": [_line(each, used) for each in held.values()],
        "counties": used,
        "below": counties,
        "handed": handed.select_related("assignment__org", "target", "signed_by", "objected_by"),
        "may_assign": bool(counties) and may_here(request, Verb.ASSIGN),
        "may_sign": may_here(request, Verb.SIGN),
        "faults": faults,
        "checked": found,
        "said": request.POST,
    }
    return render(request, "collection/assignments.html", context, status=status)


def _issued(request: HttpRequest, org: Org) -> tuple[list[str], list[CheckedLine]]:
    """Read the sheet and issue it, all or nothing; every fault otherwise."""
    file, counties = request.FILES.get("file"), below(org)
    if file is None:
        return ["请先选择分解表。"], []
    name = file.name or ""
    try:
        read = read_table(content_of(file, name), name, counties)
    except (UnreadableWorkbook, NotATable) as fault:
        return [str(fault)], []
    number, title, reason = (
        request.POST.get(name, "").strip() for name in ("document_number", "document_title", "reason")
    )
    said = AssignmentSaid(as_of_in_view(request).year, number[:60], title[:200], reason=reason)
    found = issuing.checked(org, read.lines, said)
    faults = [*read.faults, *issuing.faults_of(found)]
    if faults or not found:
        return faults or ["表里没有一行指标。"], found
    try:
        issuing.issue(org, found, said, person_of(request), {county.code: county for county in counties})
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
    share = get_object_or_404(Share.objects.select_related("org"), pk=pk)
    person = person_of(request)
    if not may(person, Verb.SIGN, share.org):
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
