"""The pages of 读报告: upload, the annotated text with its figures, accept or reject.

A document outside one's scope does not exist, and only the bureau's own clerks decide
on what becomes its target.
"""

import io
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import BigIntegerField, Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from kezhang.indicators.names import names
from kezhang.intake import decisions, upload
from kezhang.intake.background import collation_job, reading_job
from kezhang.intake.comparison import Verdict, compare
from kezhang.intake.models import Proposal, ReadDocument
from kezhang.intake.organisation_matching import whose
from kezhang.intake.proposals import suggest
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import Org
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import visible_orgs
from kezhang.orgs.viewing import bureau_in_view, look_from, may_here, person_of
from kezhang.quantities.typed_numbers import whole_number
from kezhang.reading.output.annotation import AnnotatedLine, lines
from kezhang.reading.output.formatting import amount, period_label
from kezhang.reading.output.page import told
from kezhang.records import access
from kezhang.records.declaration.rules import Problem, Severity
from kezhang.records.web import forms
from kezhang.records.writing.refusal import Refused
from kezhang.targets.models import TARGETS

#: Documents the list shows; the newest are looked for.
LISTED = 100
#: Files taken at once.
MOST = 50
#: Offered, never stored unseen, where a rule asks for what reports do not say.
USUAL_REASON = "据报告原文登记，报告未写明文号"


def documents(request: HttpRequest) -> HttpResponse:
    """The list, and the place to upload."""
    org = bureau_in_view(request)
    status, fault = 200, ""
    if request.method == "POST":
        files = request.FILES.getlist("file")
        if not files:
            status, fault = 422, "请先选择文件。"
        elif len(files) > MOST:
            status, fault = 422, f"一次最多读{MOST}份文件，您选了{len(files)}份；请分几次上传。"
        else:
            taken: list[str] = []
            refused: list[str] = []
            for file in files:
                try:
                    taken.append(_take(request, org, file))
                except upload.UploadRefused as fault_of_one:
                    refused.append(str(fault_of_one).rstrip("。"))
            if len(files) == 1 and taken:
                return redirect(taken[0])
            if not refused:
                messages.info(request, f"收下{len(taken)}份文件；需要转换的、较长的在后台阅读，读完出现在下面。")
                return redirect("read-documents")
            status = 422
            fault = "；".join(refused) + "。" + (f"其余{len(taken)}份已收下。" if taken else "")
    found = ReadDocument.seen_by(org).annotate(
        waiting=Count("proposals", filter=Q(proposals__state=Proposal.State.OPEN, proposals__org__isnull=False)),
        accepted=Count("proposals", filter=Q(proposals__state=Proposal.State.ACCEPTED)),
    )
    context = {
        "documents": found.defer("text", "data")[:LISTED],
        "may_write": may_here(request, Verb.WRITE, access.matter(TARGETS, None)),
        "may_collate": may_here(request, Verb.EXPORT),
        "fault": fault,
    }
    return render(request, "intake/documents.html", context, status=status)


def _take(request: HttpRequest, org: Org, file: UploadedFile) -> str:
    """Where one uploaded file is read, or has been. Raises UploadRefused."""
    name, content = file.name or "", file.read(settings.KEZHANG_READ_LIMIT + 1)
    if (job := reading_job.put_down(org, person_of(request), name, content)) is not None:
        return reverse("job", args=[job.pk])
    document, is_new = upload.keep(name, content, org, person_of(request))
    if not is_new:
        messages.info(request, reading_job.read_before(document))
    return reverse("read-document", args=[document.pk])


def collate(request: HttpRequest) -> HttpResponseBase:
    """汇总: the reports that were ticked, in one workbook: a line per indicator, a column per report."""
    org = bureau_in_view(request)
    documents = collation_job.visible(org, [pk for pk in map(_key, request.POST.getlist("document")) if pk])
    chosen = list(documents.values_list("pk", flat=True))
    if not chosen:
        messages.error(request, "请先在左边勾选要汇总的报告。")
        return redirect("read-documents")
    if (job := collation_job.put_down(org, person_of(request), chosen)) is not None:
        return redirect("job", pk=job.pk)
    made, _ = collation_job.collated(documents, org, person_of(request), request.path)
    return FileResponse(io.BytesIO(made.content), as_attachment=True, filename=made.name)


def _key(typed: str) -> int | None:
    """A document's key; None for what is none."""
    try:
        return whole_number(typed, 1, BigIntegerField.MAX_BIGINT)
    except ValueError:
        return None


def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The text on the left, what it promises, says and gets wrong on the right."""
    found = _get(request, pk)
    reading = found.reading
    labels = {name.name: name.label for name in names()}
    visible = list(visible_orgs(found.org))
    orgs = {report.start: whose(report.organisation, found.org, visible) for report in reading.reports}
    compared = compare(reading, found.org, visible, timezone.localdate())
    proposals = found.proposals.select_related("org", "target", "decided_by")
    cards = [_card(request, proposal, found) for proposal in proposals]
    promised = {card["proposal"].finding_number for card in cards}
    done = {each.number for each in compared}
    marked: set[int] = set()
    return render(
        request,
        "intake/document.html",
        {
            "document": found,
            "reports": [(report, orgs[report.start], period_label(report.period)) for report in reading.reports],
            "lines": [_line(found, line, labels, marked) for line in lines(reading)],
            "cards": cards,
            "waiting": sum(card["is_open"] for card in cards),
            "compared": [(each, amount(each.finding)) for each in compared],
            "verdicts": [(v, n) for v in Verdict if (n := sum(each.verdict is v for each in compared))],
            "others": [
                (number, finding, amount(finding))
                for number, finding in enumerate(reading.findings)
                if number not in promised and number not in done
            ],
            "checks": [(check, [reading.findings[i] for i in check.findings]) for check in reading.checks],
            "period_label": period_label,
        },
    )


def original(request: HttpRequest, pk: int) -> FileResponse:
    """A download, never shown in the page: an uploaded file may hold anything."""
    found = _get(request, pk)
    access_log.note(request, Kind.DOWNLOAD, found.org, f"下载读过的报告“{found.name}”")
    return FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )


def proposal(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One card; with ``edit`` its fields are open."""
    found = _proposal(request, pk, number)
    return _answer(request, found, is_open=bool(request.GET.get("edit")) and _may_decide(request, found))


def accept(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = _decidable(request, pk, number)
    typed, accepting = request.POST.dict(), request.POST.get("accepting", "")
    try:
        decisions.accept(found, person_of(request), typed, accepting)
    except Refused as refused:
        return _answer(request, found, is_open=True, typed=typed, problems=list(refused.problems), accepting=accepting)
    return _answer(request, _proposal(request, pk, number))


def reject(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = _decidable(request, pk, number)
    try:
        decisions.reject(found, person_of(request), request.POST.get("reason", "").strip())
    except Refused as refused:
        return _answer(request, found, problems=list(refused.problems))
    return _answer(request, _proposal(request, pk, number))


def reopen(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    decisions.reopen(_decidable(request, pk, number))
    return _answer(request, _proposal(request, pk, number))


def _answer(
    request: HttpRequest, found: Proposal, *, is_open: bool = False, problems: list[Problem] | None = None, **given: Any
) -> HttpResponse:
    """The card to put in its place, or the whole page for a browser without scripts."""
    if not request.htmx:  # type: ignore[attr-defined]
        for problem in problems or ():
            messages.error(request, f"{problem.label}：{problem.says}")
        return redirect("read-document", pk=found.document_id)
    card = _card(request, found, found.document, edit=is_open, problems=problems, **given)
    context = {"card": card, "document": found.document}
    return render(request, "intake/_proposal.html", context, status=422 if problems else 200)


def _card(
    request: HttpRequest,
    found: Proposal,
    document: ReadDocument,
    *,
    edit: bool = False,
    typed: dict[str, str] | None = None,
    problems: list[Problem] | None = None,
    accepting: str = "",
) -> dict[str, Any]:
    """What a card shows of a proposal."""
    found.document = document  # its reading is unpacked once for all cards
    suggestion = suggest(found)
    is_open = found.state == Proposal.State.OPEN
    card: dict[str, Any] = {
        "proposal": found,
        "suggestion": suggestion,
        "shown": amount(suggestion.finding),
        "period": period_label(suggestion.finding.period),
        "is_open": is_open,
        "is_odd": found.finding_number in document.odd,
        "may_decide": _may_decide(request, found),
        "edit": edit and is_open,
        "accepting": accepting or USUAL_REASON,
    }
    if is_open and card["may_decide"]:
        if problems is None and suggestion.indicator:
            _, problems = decisions.judged(found, typed or {})
        errors = [p for p in problems or () if p.severity is Severity.ERROR]
        card |= {
            "errors": errors,
            "warnings": [p for p in problems or () if p.severity is Severity.WARNING],
            "ready": suggestion.indicator is not None and not errors,
        }
        if card["edit"]:
            given = decisions.answers(found, typed or {})
            fields = {f.column.name: f for f in forms.fields(TARGETS, given, problems or ())}
            card["fields"] = [fields[name] for name in decisions.ASKED]
    return card


def _line(document: ReadDocument, line: AnnotatedLine, labels: dict[str, str], marked: set[int]) -> dict[str, Any]:
    """A line as drawn; a figure that runs over two lines is an anchor on the first."""
    pieces: list[dict[str, Any]] = []
    for piece in line.pieces:
        if piece.finding is None:
            pieces.append({"text": piece.text})
            continue
        finding = document.reading.findings[piece.finding]
        kinds = finding.role.value + (" odd" if piece.finding in document.odd else "")
        pieces.append(
            {
                "text": piece.text,
                "number": piece.finding,
                "kinds": kinds,
                "title": told(finding, labels),
                "anchor": piece.finding not in marked,
            }
        )
        marked.add(piece.finding)
    return {"pieces": pieces, "checks": [document.reading.checks[i] for i in line.checks]}


def _may_decide(request: HttpRequest, found: Proposal) -> bool:
    if found.org is None:
        return False
    return may(person_of(request), Verb.WRITE, access.matter(TARGETS, found.org))


def _get(request: HttpRequest, pk: int) -> ReadDocument:
    found = get_object_or_404(ReadDocument.seen_by(person_of(request)), pk=pk)
    look_from(request, found.org)
    return found


def _proposal(request: HttpRequest, pk: int, number: int) -> Proposal:
    proposals = _get(request, pk).proposals.select_related("document__org", "org", "target", "decided_by")
    return get_object_or_404(proposals, finding_number=number)


def _decidable(request: HttpRequest, pk: int, number: int) -> Proposal:
    found = _proposal(request, pk, number)
    if not _may_decide(request, found):
        raise Http404
    return found
