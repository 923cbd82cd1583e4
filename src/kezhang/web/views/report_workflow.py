"""What is done to a report: send, take back, accept, recall, withdraw, revive, issue, correct; and the files that went to and fro.

Whoever may not make a move finds no such page; a move that is refused says why.
"""

import io
from datetime import date
from pathlib import PurePosixPath

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kezhang.jobs.models import Job
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.permissions import Verb
from kezhang.orgs.viewing import person_of
from kezhang.quantities.dates import parse_date
from kezhang.records.selection import shortened
from kezhang.reports import workflow
from kezhang.reports.background import draft_job, returned_file_job
from kezhang.reports.document.docx_reader import NotADocument
from kezhang.reports.document.redlining.redline import redline
from kezhang.reports.models import Report, Revision
from kezhang.reports.proofreading.comments import marked
from kezhang.reports.proofreading.proofread import proofread
from kezhang.web.accounts import proof
from kezhang.web.views.reports import visible_report


@require_POST
def report_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Make one move and go back to the report, or on to its correction."""
    found, person = visible_report(request, number), person_of(request)
    known = workflow.STEPS.get(step)
    if known is None or not known.allows(person, found):
        raise Http404
    note = request.POST.get("note", "").strip()
    if known is workflow.PAPER:  # what is said of the paper has a page of its own
        return redirect("report-paper", number=number)
    if known is workflow.ISSUE and known.is_open(found, person) and (fault := proof.fault_of(request)):
        messages.error(request, fault)
        return redirect("report", number=number)
    try:
        if (job := _put_down(request, found, known, note)) is not None:
            return redirect("job", pk=job.pk)
        shown, says = _made(request, found, known, note)
    except workflow.NotPossible as fault:
        messages.error(request, str(fault))
        return redirect("report", number=number)
    messages.success(request, says)
    return redirect("report", number=shown.number)


def _made(request: HttpRequest, found: Report, step: workflow.Step, note: str) -> tuple[Report, str]:
    person = person_of(request)
    if step is workflow.SEND:
        return found, f"已发出第{workflow.send(found, person, note).number}稿，请下载后送交修改。"
    if step is workflow.RETURN:
        return found, returned_file_job.taken(workflow.take_back(found, person, *_file(request), note))
    if step is workflow.ACCEPT:
        return workflow.accept(found, person, note), "已采用为新草稿，可以签发，也可以再发出修改。"
    if step is workflow.RECALL:
        return workflow.recall(found, person, note), "已收回，仍用上一份草稿。"
    if step is workflow.WITHDRAW:
        return workflow.withdraw(found, person, note), f"已撤回 {found.number}，报告列表不再列出；需要时可以恢复。"
    if step is workflow.REVIVE:
        return workflow.revive(found, person, note), f"{found.number} 已恢复为草稿。"
    if step is workflow.ISSUE:
        return workflow.issue(found, person), f"{found.number} 已签发，文件和数字不再变动。"
    made_again = workflow.correct(found, person, note, _day(request), redraft=bool(request.POST.get("redraft")))
    return made_again, draft_job.correction_made(made_again)


def _put_down(request: HttpRequest, found: Report, step: workflow.Step, note: str) -> Job | None:
    """The job that makes a move which takes a while; None for one that is made at once, and for one that is refused."""
    person = person_of(request)
    if not step.is_open(found, person):
        return None
    if step is workflow.RETURN:
        name, content = _file(request)
        return returned_file_job.put_down(found, person, name, content, note)
    if step is workflow.CORRECT and note:
        day, redraft = _day(request), bool(request.POST.get("redraft"))
        return draft_job.put_down_correction(found, person, note, day, redraft=redraft)
    return None


def _file(request: HttpRequest) -> tuple[str, bytes]:
    """The file that came back: its name, and its bytes, which may be asked for again."""
    file = request.FILES.get("file")
    if file is None:
        raise workflow.NotPossible("请先选择送回的文件。")
    file.seek(0)
    return file.name or "", file.read(settings.KEZHANG_READ_LIMIT + 1)


def _day(request: HttpRequest) -> date | None:
    """截至 of a correction; left empty it is the report's own."""
    typed = request.POST.get("as_of", "").strip()
    try:
        return parse_date(typed) if typed else None
    except ValueError as fault:
        raise workflow.NotPossible(f"截至日期“{shortened(typed)}”没有读懂：{fault}。") from None


@require_GET
def revision_file(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """A download, never shown in the page: what somebody sent may hold anything."""
    revision = get_object_or_404(visible_report(request, number, Verb.EXPORT).revisions, pk=pk)
    access_log.note(request, Kind.DOWNLOAD, revision.report.org, f"下载{revision}（{revision.name}）")
    name = f"第{revision.number}稿{revision.get_what_display()}_{revision.name}"
    return FileResponse(
        revision.file.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
    )


@require_GET
def revision_marked(request: HttpRequest, number: str, pk: int) -> HttpResponse | FileResponse:
    """批注稿: the file as it came back, with a comment at everything that is open, for the person who edits it."""
    found = visible_report(request, number, Verb.EXPORT)
    revision = get_object_or_404(found.revisions, pk=pk, what=Revision.What.BACK)
    with revision.file.open("rb") as file:
        try:
            content = marked(proofread(file.read(), found))
        except NotADocument as fault:
            messages.error(request, str(fault))
            return redirect("report", number=number)
    access_log.note(request, Kind.DOWNLOAD, found.org, f"下载{revision}的批注稿")
    name = f"{PurePosixPath(revision.name).stem}（批注稿）.docx"
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type="application/octet-stream")


@require_GET
def revision_redline(request: HttpRequest, number: str, pk: int) -> HttpResponse | FileResponse:
    """修订稿: the file as it came back beside the one that went out, word by word."""
    found = visible_report(request, number, Verb.EXPORT)
    revision = get_object_or_404(found.revisions, pk=pk, what=Revision.What.BACK)
    sent = found.revisions.filter(what=Revision.What.OUT, number=revision.number).last()
    with (sent or found).file.open("rb") as file:
        old = file.read()
    with revision.file.open("rb") as file:
        new = file.read()
    try:
        made = redline(old, new, (sent.name if sent else found.title, revision.name), timezone.localtime())
    except NotADocument as fault:
        messages.error(request, str(fault))
        return redirect("report", number=number)
    access_log.note(request, Kind.DOWNLOAD, found.org, f"下载{revision}的修订稿")
    name = f"{PurePosixPath(revision.name).stem}（修订稿）.docx"
    return FileResponse(
        io.BytesIO(made.content), as_attachment=True, filename=name, content_type="application/octet-stream"
    )
