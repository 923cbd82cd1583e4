"""签到的页面: the screen that everybody scans, the two lines that one fills in, and the sheet with its head count."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kezhang.catalogue import LEDGERS
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import scope_of
from kezhang.orgs.viewing import bureau_in_view, look_from, may_here, person_of
from kezhang.quantities.dates import parse_date
from kezhang.quantities.typed_numbers import whole_number
from kezhang.records import access
from kezhang.submissions.envoys import personal_links
from kezhang.submissions.forms.form_fields import fields_of
from kezhang.submissions.forms.form_list_pages import as_picture
from kezhang.submissions.models import Submission
from kezhang.submissions.open.anonymous import open_to_everybody
from kezhang.submissions.open.form_pages import fresh_id, sending_of
from kezhang.submissions.open.open_address import open_address
from kezhang.submissions.sending.receiving import NotReceived, receive
from kezhang.submissions.signins import signing_in
from kezhang.submissions.signins.models import SignInSheet


@require_http_methods(["GET", "HEAD", "POST"])
def sheets(request: HttpRequest) -> HttpResponse:
    """The bureau's sign-in sheets; a new one is a title and a day."""
    org = bureau_in_view(request)
    if request.method == "POST":
        title = request.POST.get("title", "").strip()
        try:
            held_on = parse_date(request.POST.get("held_on", "") or str(timezone.localdate()))
        except ValueError as fault:
            messages.error(request, f"日期没有读懂：{fault}。")
            return redirect("sign-ins")
        if not title:
            messages.error(request, "请填写活动名称。")
            return redirect("sign-ins")
        printed = bool(request.POST.get("takes_printed"))
        sheet = signing_in.make(org, title, held_on, person_of(request), takes_printed=printed)
        return redirect("sign-in", code=sheet.code)
    rows = [(each, Submission.objects.filter(sheet=each).count()) for each in SignInSheet.objects.filter(org=org)]
    may_write = may_here(request, Verb.WRITE, access.matter(LEDGERS["activities"], None))
    return render(
        request, "submissions/sign_ins.html", {"rows": rows, "may_write": may_write, "today": timezone.localdate()}
    )


def _one(request: HttpRequest, code: str) -> SignInSheet:
    found = SignInSheet.objects.filter(scope_of(person_of(request)).query()).select_related("org", "form")
    sheet = get_object_or_404(found, code=code)
    look_from(request, sheet.org)
    return sheet


def _may_write(request: HttpRequest, sheet: SignInSheet) -> bool:
    return may(person_of(request), Verb.WRITE, access.matter(LEDGERS["activities"], sheet.org))


@require_GET
def sheet_page(request: HttpRequest, code: str) -> HttpResponse:
    """The screen: the code of this quarter of a minute, how many have signed in, and beside it the heads counted."""
    sheet = _one(request, code)
    sees = may(person_of(request), Verb.SEE_PERSONAL, access.matter(LEDGERS["activities"], sheet.org))
    people = signing_in.signed_in(sheet) if sees else []
    if people:
        access_log.note(request, Kind.PERSONAL, sheet.org, f"签到表“{sheet.title}”")
    return render(
        request,
        "submissions/sign_in.html",
        {
            "sheet": sheet, "people": people, "may_write": _may_write(request, sheet),
            "count": Submission.objects.filter(sheet=sheet).exclude(state="withdrawn").count(),
            "printed": sum(each.trust == signing_in.PRINTED for each in people),
        },
    )  # fmt: skip


@require_GET
def sheet_code(request: HttpRequest, code: str) -> HttpResponse:
    """The picture on the screen, new every fifteen seconds; ``?printed=1`` the one that stays."""
    sheet = _one(request, code)
    if request.GET.get("printed") and not sheet.takes_printed:
        raise Http404
    said = signing_in.printed_code(sheet) if request.GET.get("printed") else signing_in.code_now(sheet)
    answer = as_picture(f"{open_address(request, 'open-sign-in', sheet.code)}?t={said}")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
def end_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Nobody signs in any more; the heads that were counted are kept beside those who signed."""
    sheet = _one(request, code)
    if not _may_write(request, sheet):
        raise Http404
    typed = request.POST.get("head_count", "").strip()
    try:
        signing_in.end(sheet, whole_number(typed, 0, 100_000) if typed else None)
        messages.success(request, "签到已结束。")
    except ValueError as fault:
        messages.error(request, f"现场清点人数“{typed[:20]}”{fault}。")
    return redirect("sign-in", code=sheet.code)


@open_to_everybody
@csrf_exempt  # the ticket out of a fresh scan is what gives the right
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, code: str) -> HttpResponse:
    """Scanned, filled in, signed; a scan that came too late says so, and a fresh one passes."""
    sheet = get_object_or_404(SignInSheet.objects.select_related("org", "form__org"), code=code.lower())
    if sheet.ended_at is not None:
        return render(request, "open/ended.html", {"says": f"“{sheet.title}”的签到已经结束。"}, status=410)
    if request.method != "POST":
        trust = signing_in.trust_of(sheet, request.GET.get("t", ""))
        if not trust:
            says = "二维码已经换了，请对着现场屏幕再扫一次；截图和转发的不能用。"
            return render(request, "open/ended.html", {"says": says}, status=403)
        answer = _asked(request, sheet, signing_in.ticket(sheet, trust), None)
        personal_links.keep_device(answer, request)
        return answer
    trust = signing_in.trust_in(sheet, request.POST.get("ticket", ""))
    if not trust:
        return _asked(request, sheet, "", NotReceived("扫码后超过五分钟，请再扫一次；填的内容都在。", status=403))
    try:
        sent = sending_of(request, sheet.form, device=personal_links.device_of(request), sheet=sheet, trust=trust)
        receipt = receive(sheet.form, sent)
    except NotReceived as refused:
        return _asked(request, sheet, request.POST.get("ticket", ""), refused)
    return render(request, "open/signed_in.html", {"sheet": sheet, "receipt": receipt}, status=receipt.status)


def _asked(request: HttpRequest, sheet: SignInSheet, ticket: str, refused: NotReceived | None) -> HttpResponse:
    typed, faults = (request.POST, refused.problems) if refused else ({}, ())
    lines = [
        (each, typed.get(each.name, ""), [p.says for p in faults if p.column == each.name])
        for each in fields_of(sheet.form) if each.name not in ("contact_name", "contact_phone")
    ]  # fmt: skip
    return render(
        request,
        "open/sign_in.html",
        {"sheet": sheet, "lines": lines, "ticket": ticket, "says": str(refused) if refused else "",
         "client_id": typed.get("id") or fresh_id(), "consent": sheet.form.consent, "agreed": typed.get("agreed")},
        status=refused.status if refused else 200,
    )  # fmt: skip
