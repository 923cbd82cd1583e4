"""公文: what a report is issued with around its text, the look of it beforehand, and what a bureau's papers have in common."""

import io
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.permissions import Verb
from kezhang.orgs.viewing import bureau_in_view, may_here, person_of
from kezhang.reports import workflow
from kezhang.reports.document.docx_reader import NotADocument
from kezhang.reports.document.fonts import NoChineseFont
from kezhang.reports.document.official.elements import PaperForm, PaperKind
from kezhang.reports.document.printing import NotPrintable, pdf_of
from kezhang.reports.frozen import official_paper
from kezhang.reports.models import Report
from kezhang.web.views.reports import visible_report

#: What the form sends.
_FIELDS = (
    "kind", "form", "addressee", "signer", "attachments", "copied_to", "printed_by", "signed_on", "printed_on", "serial",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def report_paper(request: HttpRequest, number: str) -> HttpResponse:
    """公文要素 of one report: what was said, or what its bureau usually says."""
    found, person = visible_report(request, number, Verb.DRAFT), person_of(request)
    fault = ""
    if request.method == "POST":
        told = {name: request.POST[name] for name in _FIELDS if name in request.POST}
        try:
            made = official_paper.said(found, told) if told.get("kind") else None
            workflow.set_paper(found, person, made)
        except (official_paper.NotSaidRight, workflow.NotPossible) as refused:
            fault = str(refused)
        else:
            says = f"签发时按{made.kind.value}（{made.form.value}）套公文格式。" if made else "签发时不套公文格式。"
            messages.success(request, says)
            return redirect("report-paper", number=number)
    context = {
        "report": found, "said": request.POST if fault else _said(found), "fault": fault,
        "kinds": [kind.value for kind in PaperKind], "forms": [form.value for form in PaperForm],
        "made": official_paper.elements_of(found), "is_open": workflow.PAPER.is_open(found, person),
    }  # fmt: skip
    return render(request, "web/report_paper.html", context, status=422 if fault else 200)


def _said(found: Report) -> Mapping[str, Any]:
    made, usual = official_paper.elements_of(found), official_paper.settings_of(found.org)
    if made is None:
        names = ("addressee", "signer", "copied_to", "printed_by")
        return {name: getattr(usual, name) for name in names}
    told = made.told()
    return told | {"attachments": "\n".join(made.attachments), "serial": made.serial or ""}


@require_GET
def report_paper_file(request: HttpRequest, number: str, kind: str) -> HttpResponseBase:
    """The paper as it would be issued now, to be looked at; nothing is kept and no number is given."""
    found = visible_report(request, number, Verb.EXPORT)
    made = official_paper.elements_of(found)
    if made is None or kind not in {"docx", "pdf"}:
        raise Http404
    with found.file.open("rb") as file:
        content = file.read()
    try:
        if not found.is_final:
            content = official_paper.preview(found, content, made)
        if kind == "pdf":
            content = pdf_of(content, ".docx")
    except (NotADocument, NoChineseFont, NotPrintable) as fault:
        messages.error(request, str(fault))
        return redirect("report", number=number)
    access_log.note(request, Kind.DOWNLOAD, found.org, f"预览公文 {found.number}（.{kind}）")
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=f"{found.title}（公文预览）.{kind}")


@require_http_methods(["GET", "POST"])
def paper_settings(request: HttpRequest) -> HttpResponse:
    """公文设置 of the bureau in view."""
    org, fault = bureau_in_view(request), ""
    if request.method == "POST":
        told = {name: request.POST[name] for name in official_paper.SETTINGS if name in request.POST}
        try:
            official_paper.set_settings(org, person_of(request), told)
        except official_paper.NotSaidRight as refused:
            fault = str(refused)
        else:
            messages.success(request, "已保存公文设置，以后填写公文要素时先用这些。")
            return redirect("paper-settings")
    kept = official_paper.settings_of(org)
    said = [
        (field, request.POST.get(name, "") if fault else getattr(kept, name), _HINTS.get(name, ""))
        for name, field in official_paper.SETTINGS.items()
    ]
    context = {"fields": said, "fault": fault, "may_write": may_here(request, Verb.DRAFT)}
    return render(request, "web/paper_settings.html", context, status=422 if fault else 200)


_HINTS = {
    "code_word": "如 朔科发；年份和序号在签发时编。",
    "letter_word": "如 朔科函；不写则与上面相同。",
    "mark": "文件式版头的红字。",
    "letter_mark": "信函式版头的红字，一般不加“文件”二字。",
    "addressee": "通常报给哪个机关。",
    "copied_to": "机关之间用逗号隔开。",
    "signer": "报告、请示须有签发人。",
}
