"""填表: an open form as a page that needs no script, the receipt, and the bureau's list of what is open."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from kezhang.orgs.access_log import address_of
from kezhang.orgs.models import Org
from kezhang.quantities.dates import parse_moment
from kezhang.records.declaration.rules import Problem
from kezhang.records.local_time import aware
from kezhang.submissions.forms import form_making
from kezhang.submissions.forms.form_fields import FormField, fields_of
from kezhang.submissions.forms.self_checks import told_at_once
from kezhang.submissions.models import OpenForm, Submission
from kezhang.submissions.open.anonymous import open_to_everybody
from kezhang.submissions.open.responses import as_data, wants_data
from kezhang.submissions.sending import proof_of_work
from kezhang.submissions.sending.numbers import CLIENT_ID
from kezhang.submissions.sending.receiving import NotReceived, Receipt, Sending, place_in_words, receive
from kezhang.submissions.sending.submitted_files import FileRefused, attachments

_HELD = "kezhang.submissions.held"
#: A field that nobody sees; what fills it in is a program.
TRAP = "website"


@open_to_everybody
@require_GET
def bureau(request: HttpRequest, code: str) -> HttpResponse:
    """What a bureau has open, for whoever comes without a link."""
    org = get_object_or_404(Org, code=code)
    forms = [form for form in form_making.open_forms(org) if form.audience == OpenForm.Audience.ANYONE]
    return render(request, "open/bureau.html", {"org": org, "forms": forms})


@open_to_everybody
@csrf_exempt  # whoever sends has no session that another site could misuse, and a draft is sent days later
@require_http_methods(["GET", "HEAD", "POST"])
def form_page(request: HttpRequest, code: str) -> HttpResponse:
    """One form: asked, judged, taken; what was typed is never lost."""
    form = get_object_or_404(OpenForm.objects.select_related("org"), code=code.lower())
    if form.state == OpenForm.State.DRAFT or form.audience != OpenForm.Audience.ANYONE:
        raise Http404
    if request.method != "POST":
        return _asked(request, form, {}, client_id=fresh_id(), status=200 if _takes(form) else 410)
    bits = proof_of_work.bits_needed(form.code, address_of(request))
    if request.POST.get(TRAP):
        bits = max(bits, proof_of_work.FIRST_BITS)
    if bits and not _proved(request, form, bits):
        return _prove_first(request, form, bits)
    try:
        receipt = receive(form, sending_of(request, form))
    except FileRefused as refused:
        return _again(request, form, NotReceived(str(refused), [Problem("files", "附件", "", str(refused))]))
    except NotReceived as refused:
        return _again(request, form, refused)
    return receipt_page(request, form, receipt, request.POST)


def fresh_id() -> str:
    """For a page without a script: the id is in it before the first byte is sent."""
    return get_random_string(CLIENT_ID, "0123456789abcdef")


def _takes(form: OpenForm) -> bool:
    return form.state_now == OpenForm.State.OPEN


def sending_of(request: HttpRequest, form: OpenForm, **more: Any) -> Sending:
    """What a request brings. Raises FileRefused."""
    posted = request.POST
    opened_at, consent, version = held_by(form, posted.get("held", ""))
    files: Sequence[UploadedFile] = request.FILES.getlist("files") if form.takes_files else ()
    written_at, ahead = clock_of(posted)
    return Sending(
        client_id=posted.get("id", ""),
        answers={each.name: posted.get(each.name, "") for each in fields_of(form)},
        agreed=bool(posted.get("agreed")),
        attachments=attachments(files),
        opened_at=opened_at,
        consent_version=consent,
        form_version=version,
        written_at=written_at,
        clock_ahead=ahead,
        **more,
    )


def clock_of(posted: Mapping[str, str]) -> tuple[datetime | None, int | None]:
    """The device's own time of writing, and how far its clock was ahead when it sent; evidence, and no rule."""
    try:
        written_at = aware(parse_moment(posted.get("written_at", "")))
        ahead = round((aware(parse_moment(posted.get("sent_at", ""))) - timezone.now()).total_seconds())
    except ValueError:
        return None, None
    return written_at, max(-(2**31), min(ahead, 2**31 - 1))


def held_token(form: OpenForm) -> str:
    """When the form was opened and with which text: what is sent after the closing shows that it was held before."""
    said = [form.code, form.consent_version, form.version, int(timezone.now().timestamp())]
    return signing.dumps(said, salt=_HELD)


def held_by(form: OpenForm, said: str) -> tuple[datetime | None, int, int]:
    try:
        code, consent, version, moment = signing.loads(said, salt=_HELD)
    except (signing.BadSignature, ValueError):
        return None, 0, 0
    if code != form.code:
        return None, 0, 0
    return datetime.fromtimestamp(moment, tz=timezone.get_current_timezone()), consent, version


def _proved(request: HttpRequest, form: OpenForm, bits: int) -> bool:
    said = request.POST
    return proof_of_work.is_proved(
        form.code, bits, said.get("challenge", ""), said.get("proof", ""), said.get("proof_answer", "")
    )


def _prove_first(request: HttpRequest, form: OpenForm, bits: int) -> HttpResponse:
    """Nothing was taken and nothing is lost: the device computes a little, or the person answers a question."""
    asked = proof_of_work.challenge(form.code, bits)
    if wants_data(request):
        return as_data({"challenge": asked.text, "bits": asked.bits, "question": asked.question}, 429)
    return _asked(
        request, form, request.POST, client_id=request.POST.get("id", ""), status=429, asked=asked,
        says="现在提交的人很多，请回答下面的问题后再提交；填写的内容都在。",
    )  # fmt: skip


def _again(request: HttpRequest, form: OpenForm, refused: NotReceived) -> HttpResponse:
    if wants_data(request):
        faults = [{"name": p.column, "label": p.label, "says": p.says} for p in refused.problems]
        return as_data({"says": str(refused), "faults": faults}, refused.status)
    return _asked(
        request, form, request.POST, client_id=request.POST.get("id", ""), problems=refused.problems,
        says=str(refused), status=refused.status,
    )  # fmt: skip


def _asked(
    request: HttpRequest,
    form: OpenForm,
    typed: Mapping[str, str],
    *,
    client_id: str,
    problems: Sequence[Problem] = (),
    says: str = "",
    status: int = 200,
    asked: proof_of_work.Challenge | None = None,
) -> HttpResponse:
    language = request.GET.get("lang", "")
    second = form.second if language and form.second.get("lang") == language else {}
    lines = [
        (each, typed.get(each.name, ""), [p.says for p in problems if p.column == each.name])
        for each in fields_of(form, language)
    ]
    return render(
        request,
        "open/form.html",
        {
            "form": form,
            "lines": lines,
            "second": second,
            "title": second.get("title") or form.title,
            "about": second.get("about") or form.about,
            "consent": second.get("consent") or form.consent,
            "client_id": client_id,
            "held": held_token(form) if not typed.get("held") else typed["held"],
            "agreed": typed.get("agreed"),
            "problems": problems,
            "says": says,
            "asked": asked,
            "state": form.state_now,
            "is_open": form.state_now == OpenForm.State.OPEN or bool(typed),
            "trap": TRAP,
            "left": _left(form),
        },
        status=status,
    )


def _left(form: OpenForm) -> str:
    """For display only; who gets the last place is decided under the lock when it is sent."""
    if form.places is None:
        return ""
    standing = Submission.objects.filter(form=form).exclude(state__in=("withdrawn", "refused")).count()
    left = form.places - standing
    return f"名额{form.places}个，约剩{left}个。" if left > 0 else f"名额{form.places}个已报满，现在提交列入候补。"


def receipt_page(request: HttpRequest, form: OpenForm, receipt: Receipt, typed: Mapping[str, str]) -> HttpResponse:
    """编号和暗语; the very same page for the very same sending, however often it comes."""
    asked: list[FormField] = fields_of(form)
    told = [*told_at_once(form, asked, typed)] if not receipt.is_other else []
    if place := place_in_words(receipt.submission):
        told.append(place)
    moment = timezone.localtime(receipt.submission.received_at)
    if wants_data(request):
        return as_data(
            {
                "receipt": receipt.number, "phrase": receipt.phrase, "told": told, "is_other": receipt.is_other,
                "received_at": moment.isoformat(), "state": receipt.submission.get_state_display(),
            },
            receipt.status,
        )  # fmt: skip
    content = {"form": form, "receipt": receipt, "told": told, "moment": moment}
    return render(request, "open/receipt.html", content, status=receipt.status)
