"""从以前的报告做模板: last year's report uploaded, a token proposed for each of its numbers, accepted beside the text.

Nothing is kept until the tokens are accepted; the file travels with the page.
"""

import base64
import binascii

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kezhang.orgs.viewing import bureau_in_view, person_of
from kezhang.reports.document.conversion import KINDS
from kezhang.reports.document.docx_reader import NotADocument
from kezhang.reports.proposing.proposed_paper import OldReport, as_template, opened, sentence_of
from kezhang.reports.templating import library
from kezhang.reports.templating.tokens import FaultyTemplate

#: The words as they are, in the field of a number.
KEPT = "-"


@require_http_methods(["GET", "POST"])
def propose_template(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _form(request)
    try:
        old = opened(_content(request))
    except (NotADocument, library.TemplateRefused) as fault:
        messages.error(request, str(fault))
        return _form(request, status=422)
    if "accept" not in request.POST:
        return _proposed(request, old)
    name = request.POST.get("name", "")
    chosen = {n: _token(request, n, proposal.best) for n, proposal in enumerate(old.proposals)}
    content = as_template(old, chosen)
    try:
        org = bureau_in_view(request)
        made = library.keep(org, name, content, "模板.docx", person_of(request), "由以前的报告做成")
    except library.TemplateRefused as refusal:
        messages.error(request, str(refusal))
        return _proposed(request, old, status=422)
    except FaultyTemplate as faulty:
        for each in faulty.faults:
            messages.error(request, str(each))
        return _proposed(request, old, status=422)
    messages.success(request, f"已保存“{made.template.name}”第{made.number}版，下面是用现在的数字填出的样子。")
    return redirect("report-template", key=made.template.key)


def _content(request: HttpRequest) -> bytes:
    """The file, as it was uploaded or as it comes back with the page. Raises TemplateRefused."""
    file = request.FILES.get("file")
    limit = min(settings.KEZHANG_READ_LIMIT, settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2)
    if file is not None:
        content = file.read(limit + 1)
        if len(content) > limit:
            raise library.TemplateRefused(f"文件超过{limit // 1024 // 1024}MB的上限；请先删去大的图片再上传。")
        return content
    try:
        content = base64.b64decode(request.POST.get("document", ""), validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if not content:
        raise library.TemplateRefused("请先选择一份以前的报告。")
    return content


def _token(request: HttpRequest, number: int, best: str) -> str:
    """What was chosen for a number: a token proposed or typed, "" for the words as they are."""
    typed = request.POST.get(f"typed-{number}", "").strip()
    token = typed or request.POST.get(f"choice-{number}", best)
    return "" if token == KEPT else token


def _form(request: HttpRequest, status: int = 200) -> HttpResponse:
    return render(request, "web/template_proposals.html", {"kinds": ",".join(KINDS)}, status=status)


def _proposed(request: HttpRequest, old: OldReport, status: int = 200) -> HttpResponse:
    rows = [
        {
            "number": number,
            "proposal": proposal,
            "sentence": sentence_of(old.text, proposal),
            "chosen": request.POST.get(f"choice-{number}", proposal.best),
            "typed": request.POST.get(f"typed-{number}", ""),
        }
        for number, proposal in enumerate(old.proposals)
    ]
    context = {
        "rows": rows,
        "sure": sum(proposal.is_sure for proposal in old.proposals),
        "document": base64.b64encode(old.content).decode(),
        "name": request.POST.get("name", ""),
        "kept": KEPT,
        "kinds": ",".join(KINDS),
    }
    return render(request, "web/template_proposals.html", context, status=status)
