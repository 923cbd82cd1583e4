"""来件的页面: the list by state, one submission beside its likely duplicates and the register, and what is done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from kezhang.catalogue import LEDGERS
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import scope_of
from kezhang.orgs.viewing import bureau_in_view, look_from, person_of
from kezhang.quantities.typed_numbers import whole_number
from kezhang.records import access
from kezhang.records.declaration.masking import masked
from kezhang.records.declaration.rules import Problem, Severity
from kezhang.records.models import Record
from kezhang.records.web import forms
from kezhang.records.writing.conflicts import Conflicted
from kezhang.records.writing.refusal import Refused
from kezhang.submissions.forms.form_fields import fields_of, ledger_of
from kezhang.submissions.inbox import duplicates, handling
from kezhang.submissions.models import OpenForm, Submission, SubmittedFile
from kezhang.submissions.sealing.seal import Unsealable, seal_of
from kezhang.submissions.sending import moving
from kezhang.submissions.sending.file_downloads import file_download
from kezhang.submissions.sending.moving import NotMovable
from kezhang.submissions.sending.receiving import place_in_words

PAGE = 50
ERASED = "内容已按期清除"


@dataclass(frozen=True)
class InboxRow:
    """One line of the list."""

    submission: Submission
    title: str
    holder: str


def _visible(request: HttpRequest) -> QuerySet[Submission]:
    found = Submission.objects.filter(scope_of(person_of(request)).query())
    return found.select_related("form", "org", "key", "link", "claimed_by")


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """收件箱: what waits first; every state with its count, and the counts add up to what was sent."""
    org = bureau_in_view(request)
    mine = _visible(request).filter(org=org)
    chosen = request.GET.get("form", "")
    forms_there = list(OpenForm.objects.filter(org=org))
    form = next((each for each in forms_there if each.code == chosen), None)
    if form is not None:
        mine = mine.filter(form=form)
    found = {row["state"]: row["n"] for row in mine.order_by().values("state").annotate(n=Count("pk"))}
    state = request.GET.get("state", "")
    shown = mine.filter(state=state) if state in Submission.State.values else mine
    page = Paginator(shown.order_by("-received_at", "-pk").prefetch_related("revisions"), PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "submissions/inbox.html",
        {
            "rows": [_row(each) for each in page],
            "page": page,
            "states": [(value, label, found.get(value, 0)) for value, label in Submission.State.choices],
            "state": state,
            "sent": sum(found.values()),
            "forms": forms_there,
            "form": form,
        },
    )


def _row(submission: Submission) -> InboxRow:
    """By its title: the first column that is not personal; whoever may not see what waits is told only that it does."""
    holder = handling.holder_of(submission)
    try:
        answers = handling.content_of(submission)["answers"]
    except Unsealable:
        return InboxRow(submission, ERASED, str(holder or ""))
    asked = [f for f in fields_of(submission.form) if not f.is_personal]
    named = next((f for f in asked if f.name in {"title", "project", "name"} and answers.get(f.name)), None)
    named = named or next((f for f in asked if answers.get(f.name)), None)
    title = answers.get(named.name, "") if named else ""
    return InboxRow(submission, title[:60], str(holder or ""))


def _one(request: HttpRequest, number: str) -> Submission:
    submission = get_object_or_404(_visible(request), number=number)
    if submission.ledger not in LEDGERS:
        raise Http404
    look_from(request, submission.org)
    return submission


def _may(request: HttpRequest, verb: Verb, submission: Submission) -> bool:
    return may(person_of(request), verb, access.matter(LEDGERS[submission.ledger], submission.org))


@require_GET
def submission_page(request: HttpRequest, number: str) -> HttpResponse:
    """One submission; personal lines are shown to whoever may see them, and that is noted."""
    return _page(request, _one(request, number))


def _page(
    request: HttpRequest,
    submission: Submission,
    *,
    answers: Mapping[str, str] | None = None,
    found: Sequence[Problem] | None = None,
    accepting: str = "",
    updated: Record | None = None,
    status: int = 200,
) -> HttpResponse:
    sees, may_write = _may(request, Verb.SEE_PERSONAL, submission), _may(request, Verb.WRITE, submission)
    lines, older, proposed = _contents(submission, sees=sees)
    if sees and lines:
        access_log.note(request, Kind.PERSONAL, submission.org, f"来件{submission.shown_number}")
    is_open = submission.state in moving.UNDECIDED
    context: dict[str, Any] = {
        "submission": submission,
        "form": submission.form,
        "lines": lines,
        "older": older,
        "files": _files(submission) if sees else [],
        "moves": submission.moves.all(),
        "labels": {name: move.label for name, move in moving.MOVES.items()},
        "holder": handling.holder_of(submission),
        "record": handling.record_of(submission),
        "slug": submission.ledger,
        "place": place_in_words(submission),
        "may_write": may_write,
        "is_open": is_open,
        "refusals": Submission.Refusal.choices,
        "accepting": accepting,
        "updated": updated,
    }
    if is_open and may_write and proposed is not None:
        context |= _to_accept(submission, proposed, answers, found, updated)
    return render(request, "submissions/submission.html", context, status=status)


def _contents(
    submission: Submission, *, sees: bool
) -> tuple[list[tuple[str, str]], list[tuple[Any, list[tuple[str, str, str]]]], handling.ProposedRecord | None]:
    """What it says, what earlier and other contents said differently, and what would become of it."""
    try:
        content = handling.content_of(submission)
        seal = seal_of(submission.key, submission.number)
    except Unsealable:
        return [], [], None
    personal = {f.name for f in fields_of(submission.form) if f.is_personal}
    labels = content["labels"]

    def shown(name: str, text: str) -> str:
        return text if sees or name not in personal else masked(text)

    lines = [(labels.get(name, name), shown(name, text)) for name, text in content["answers"].items()]
    older = []
    for revision in submission.revisions.all():
        said = seal.opened_words(bytes(revision.content))["answers"]
        names = [name for name in content["answers"] if said.get(name, "") != content["answers"][name]]
        if names:
            changed = [(labels.get(n, n), shown(n, said.get(n, "")), shown(n, content["answers"][n])) for n in names]
            older.append((revision, changed))
    proposed = handling.proposal(submission) if submission.form.makes_record else None
    return lines, older, proposed


def _to_accept(
    submission: Submission,
    proposed: handling.ProposedRecord,
    answers: Mapping[str, str] | None,
    found: Sequence[Problem] | None,
    updated: Record | None,
) -> dict[str, Any]:
    """The clerk's side: the record as it would be written, what is wrong with it, and what it may be already."""
    ledger = proposed.ledger
    problems = proposed.found if found is None else found
    typed = forms.typed(ledger, proposed.record) if answers is None else answers
    asked = set(submission.form.columns) | set(submission.form.fixed) | {p.column for p in problems}
    if "envoy_name" in ledger.by_name and submission.link is not None:
        asked.add("envoy_name")
    shown = [f for f in forms.fields(ledger, typed, problems) if f.column.name not in proposed.sealed]
    first = [f for f in shown if f.column.name in asked or f.column.required]
    return {
        "ledger": ledger,
        "fields": first,
        "more": [f for f in shown if f not in first],
        "sealed": [ledger.by_name[name].label for name in proposed.sealed],
        "whole": [p for p in problems if p.column not in ledger.by_name],
        "warned": any(p.severity is Severity.WARNING for p in problems),
        "alike": duplicates.alike(submission, proposed),
        "register": duplicates.register_of(proposed),
        "updated": updated,
    }


def _files(submission: Submission) -> list[tuple[SubmittedFile, str]]:
    try:
        seal = seal_of(submission.key, submission.number)
    except Unsealable:
        return []
    return [(row, seal.opened(bytes(row.name)).decode()) for row in submission.files.all()]


@require_GET
def submitted_file(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A download, never shown in the page: what came from outside may hold anything."""
    submission = _one(request, number)
    if not _may(request, Verb.SEE_PERSONAL, submission):
        raise Http404
    download = file_download(pk, submission.pk)
    access_log.note(request, Kind.DOWNLOAD, submission.org, f"下载来件{submission.shown_number}的附件")
    return download


@require_POST
def submission_deed(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Take in hand, put back, return with a question, refuse, accept."""
    submission = _one(request, number)
    if not _may(request, Verb.WRITE, submission):
        raise Http404
    if deed == moving.ACCEPT.name:
        return _accepted(request, submission)
    person, posted = person_of(request), request.POST
    deeds: Mapping[str, Any] = {
        moving.TAKE.name: lambda: (handling.take(submission, person), "已接手，半小时内由您办理。"),
        moving.RELEASE.name: lambda: (handling.release(submission, person), "已放回。"),
        moving.RETURN.name: lambda: (handling.send_back(submission, person, posted.get("question", "")), "已退回，对方凭编号可以看到。"),
        moving.REFUSE.name: lambda: (handling.refuse(submission, person, posted.get("refusal", ""), posted.get("says", "")), "已办结：不予受理。"),
    }  # fmt: skip
    if deed not in deeds:
        raise Http404
    try:
        _, says = deeds[deed]()
        messages.success(request, says)
    except NotMovable as refused:
        messages.error(request, str(refused))
    return redirect("submission", number=submission.number)


def _accepted(request: HttpRequest, submission: Submission) -> HttpResponse:
    person, posted = person_of(request), request.POST
    ledger = ledger_of(submission.form)
    sent = {name: posted[name] for name in ledger.by_name if name in posted}
    updated = _updated(request, submission)
    accepting = posted.get("accepting", "")
    try:
        done = handling.accept(submission, person, answers=sent or None, accepting=accepting, record=updated)
    except NotMovable as refused:
        messages.error(request, str(refused))
        return redirect("submission", number=submission.number)
    except Conflicted:
        messages.error(request, "那条记录刚刚被别人改过，请核对后再受理。")
        return redirect("submission", number=submission.number)
    except Refused as refused:
        submission = _one(request, submission.number)
        return _page(
            request, submission, answers=_retyped(submission, sent, updated), found=refused.problems,
            accepting=accepting, updated=updated, status=422,
        )  # fmt: skip
    messages.success(request, "已受理，已记入台账。" if done.record_id else "已受理。")
    return redirect("submission", number=done.number)


def _retyped(submission: Submission, sent: Mapping[str, str], updated: Record | None) -> Mapping[str, str]:
    """What the clerk typed, over what stood there."""
    proposed = handling.proposal(submission, record=updated)
    return {**forms.typed(proposed.ledger, proposed.record), **sent}


def _updated(request: HttpRequest, submission: Submission) -> Record | None:
    """The record of the register that the clerk has chosen to bring up to date."""
    typed = request.POST.get("record", "")
    if not typed:
        return None
    try:
        pk = whole_number(typed, 1, 2**62)
    except ValueError:
        raise Http404 from None
    rows = access.records(LEDGERS[submission.ledger], submission.org).filter(org=submission.org)
    return get_object_or_404(rows, pk=pk)
