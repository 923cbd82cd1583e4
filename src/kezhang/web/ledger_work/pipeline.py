"""看板页: a ledger's records by stage; a card that is moved asks for the step's days and its paper."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kezhang.form_drafts.models import FormDraft
from kezhang.form_drafts.offers import offered
from kezhang.orgs.models import Org
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.viewing import bureau_in_view, look_from, may_here, person_of
from kezhang.records import access, pipeline
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Severity
from kezhang.records.declaration.validation import problems
from kezhang.records.models import Record
from kezhang.records.web import forms
from kezhang.records.writing import evidence_files, journal
from kezhang.records.writing.evidence_files import EvidenceRefused
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.web.ledger_work.finding import ledger_named, record_seen


def _ledger(kind: str, org: Org) -> Ledger:
    """A ledger whose records go through stages. Raises Http404."""
    ledger = ledger_named(kind)
    if not pipeline.has_stages(ledger):
        raise Http404
    return own_columns.view(ledger, org)


@require_GET
def pipeline_page(request: HttpRequest, kind: str) -> HttpResponse:
    org = bureau_in_view(request)
    ledger = _ledger(kind, org)
    assert ledger.process is not None
    context = {
        "ledger": ledger, "slug": ledger.slug, "stages": pipeline.stages(ledger, org), "state": ledger.process.state,
        "may_write": may_here(request, Verb.WRITE, access.matter(ledger, None)),
    }  # fmt: skip
    return render(request, "ledger_work/pipeline.html", context)


@require_http_methods(["GET", "POST"])
def move_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The step of one record: the stage it comes to, the days that stage needs, the paper that shows it."""
    record = record_seen(request, ledger_named(kind), pk)
    ledger = _ledger(kind, record.org)
    assert ledger.process is not None
    look_from(request, record.org)
    person = person_of(request)
    if not may(person, Verb.WRITE, access.matter(ledger, record.org, record)):
        raise Http404
    if record.is_void:
        messages.error(request, "这条记录已经作废，恢复后才能办理。")
        return redirect(f"{ledger.slug}-record", pk=pk)
    offer = offered(request, person, record.org)
    said = request.POST if request.method == "POST" else offer.given_back or request.GET
    state = ledger.column(ledger.process.state)
    stage = said.get("to", "")
    stage = stage if stage in state.choices else str(state.of(record))
    asked = pipeline.asked_for(ledger, stage)
    answers = {column.name: said.get(column.name, column.text(record)) for column in asked}
    faults: list[str] = []
    warned = False
    if request.method == "POST":
        faults, warned = _moved(request, ledger, record, stage, answers)
        if not faults:
            FormDraft.forget(person, offer.page)
            messages.success(request, f"“{record}”已到“{state.choices[stage]}”。")
            return redirect("pipeline", kind=ledger.slug)
    context = {
        "ledger": ledger, "slug": ledger.slug, "record": record, "state": state, "now": state.text(record), "stage": stage, "faults": faults,
        "fields": forms.fields(ledger, answers) if asked else [], "asked": {column.name for column in asked},
        "warned": warned, "offer": offer,
        "typed": {name: said.get(name, "") for name in ("reason", "without", "accepting")},
    }  # fmt: skip
    return render(request, "ledger_work/move.html", context, status=422 if faults else 200)


def _moved(
    request: HttpRequest, ledger: Ledger, record: Record, stage: str, answers: dict[str, str]
) -> tuple[list[str], bool]:
    """Write the step and keep its paper, both or neither; what stands in the way, and whether it is only a warning."""
    assert ledger.process is not None
    files, without = request.FILES.getlist("files"), request.POST.get("without", "").strip()
    if not files and not without:
        return ["请上传这一步的佐证材料；没有材料的，写明原因。"], False
    moved, unread = forms.filled(ledger, record, answers)
    setattr(moved, ledger.process.state, stage)
    found = [*unread, *problems(ledger, moved)]
    accepting = request.POST.get("accepting", "").strip()
    errors = [p for p in found if p.severity is Severity.ERROR]
    if errors or (found and not accepting):
        return list(dict.fromkeys(f"{p.label}：{p.says}" for p in found)), not errors
    reason = "；".join(
        filter(None, (request.POST.get("reason", "").strip(), f"没有佐证：{without}" if without else ""))
    )
    label = ledger.column(ledger.process.state).choices[stage]
    author = Author(by=person_of(request), reason=reason or f"在看板上移到“{label}”", accepting=accepting)
    try:
        with transaction.atomic():
            journal.save(ledger, moved, author)
            for file in files:
                evidence_files.attach(ledger, record, file, person_of(request))
    except Refused as refused:
        return list(dict.fromkeys(f"{p.label}：{p.says}" for p in refused.problems)), False
    except EvidenceRefused as fault:
        return [str(fault)], False
    return [], False
