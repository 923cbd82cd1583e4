"""特派员和村干部的页面: in by link and PIN, an envoy's log and own month, a cadre's confirmations; light, and used offline."""

from django.contrib.staticfiles import finders
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kezhang.quantities.periods import Period
from kezhang.quantities.spelling import compared
from kezhang.quantities.typed_numbers import whole_number
from kezhang.submissions.contests import judge_pages
from kezhang.submissions.envoys import logs, month, personal_links
from kezhang.submissions.envoys.personal_links import LinkEnded, PinWrong, Visitor
from kezhang.submissions.forms import form_making
from kezhang.submissions.forms.form_fields import fields_of
from kezhang.submissions.models import OpenForm, PersonalLink, Submission, VisitConfirmation
from kezhang.submissions.open.anonymous import open_to_everybody
from kezhang.submissions.open.form_pages import fresh_id, sending_of
from kezhang.submissions.open.responses import as_data, wants_data
from kezhang.submissions.open.visitors import ask_pin, ended, of_visitor
from kezhang.submissions.sending import receiving
from kezhang.submissions.sending.moving import NotMovable
from kezhang.submissions.sending.receiving import NotReceived, receive
from kezhang.submissions.sending.submitted_files import FileRefused

Role = PersonalLink.Role
#: Logs that the own page lists.
SHOWN = 40


@open_to_everybody
@require_GET
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The secret leaves the address at once: neither history nor a screenshot keeps it."""
    link = personal_links.by_secret(secret)
    if link is None:
        raise Http404
    if not link.is_in_force:
        return ended(request, str(LinkEnded()))
    answer = redirect("open-own")
    try:
        came = personal_links.visitor(request)
    except LinkEnded:
        came = None
    if came is None or came.link != link:
        personal_links.remember(answer, request, link, is_proved=False)
    return answer


@open_to_everybody
@csrf_exempt  # it gives nobody anything who does not know the PIN
@require_POST
def pin(request: HttpRequest) -> HttpResponse:
    try:
        came = personal_links.visitor(request)
        if came is None:
            return ask_pin(request, None)
        personal_links.prove(came.link, request.POST.get("pin", ""))
    except LinkEnded as fault:
        return ended(request, str(fault))
    except PinWrong as wrong:
        return ask_pin(request, came, str(wrong), 403)
    answer = as_data({"proved": True}) if wants_data(request) else redirect("open-own")
    personal_links.remember(answer, request, came.link, is_proved=True)
    return answer


@require_http_methods(["GET", "HEAD"])
def _own(request: HttpRequest, came: Visitor) -> HttpResponse:
    """Everybody sees what is theirs."""
    if came.link.role == Role.ENVOY:
        return _envoy_page(request, came.link)
    if came.link.role == Role.CADRE:
        form = form_making.envoy_form(came.link.org)
        asked = logs.to_confirm(came.link, form)
        mine = set(VisitConfirmation.objects.filter(link=came.link).values_list("submission_id", flat=True))
        return render(request, "open/cadre.html", {"link": came.link, "logs": asked, "mine": mine})
    return judge_pages.own_page(request, came.link)


own = of_visitor(_own)


def _envoy_page(
    request: HttpRequest, link: PersonalLink, refused: NotReceived | None = None, status: int = 200
) -> HttpResponse:
    form = form_making.envoy_form(link.org)
    today = timezone.localdate()
    villages = logs.pairings(link.org, link.name, today)
    mine, points = list(logs.logs_of(form, link)), month.points_of(link.org)
    prefetch_related_objects([log.submission for log in mine[:SHOWN]], "moves")
    this_month = Period.month(today.year, today.month)
    in_month = [log for log in mine if log.served_on and this_month.first <= log.served_on <= this_month.last]
    visited = {compared(log.place) for log in in_month}
    typed = request.POST if refused else {}
    faults = refused.problems if refused else ()
    lines = [
        (each, typed.get(each.name, today.isoformat() if each.name == "served_on" and not refused else ""),
         [p.says for p in faults if p.column == each.name])
        for each in fields_of(form)
    ]  # fmt: skip
    return render(
        request,
        "open/envoy.html",
        {
            "link": link,
            "form": form,
            "lines": lines,
            "says": str(refused) if refused else "",
            "problems": faults,
            "client_id": typed.get("id") or fresh_id(),
            "villages": villages,
            "logs": mine[:SHOWN],
            "month": this_month.label,
            "points": sum(month.log_points(log, points) for log in in_month),
            "count": len(in_month),
            "missing": [v.village_name for v in villages if compared(v.village_name) not in visited],
            "needs": _needs_form(link),
        },
        status=status,
    )


def _needs_form(link: PersonalLink) -> OpenForm | None:
    """By which an envoy passes on what a firm or a village needs."""
    return next((form for form in form_making.open_forms(link.org) if form.key == "needs"), None)


@require_POST
def _log(request: HttpRequest, came: Visitor) -> HttpResponse:
    """One visit, from the queue of a device or from the page itself."""
    link = came.link
    if link.role != Role.ENVOY:
        raise Http404
    form = form_making.envoy_form(link.org)
    try:
        sent = sending_of(request, form, link=link, device=personal_links.device_of(request))
        receipt = receive(form, sent)
    except FileRefused as refused:
        return _not_taken(request, link, NotReceived(str(refused)))
    except NotReceived as refused:
        return _not_taken(request, link, refused)
    if receipt.submission.link_id and receipt.submission.link.name != link.name:  # type: ignore[union-attr]
        raise Http404  # somebody else's id: nothing of it is told
    if wants_data(request):
        return as_data({"receipt": receipt.number, "is_other": receipt.is_other}, receipt.status)
    return redirect("open-own")


log = of_visitor(_log)


def _not_taken(request: HttpRequest, link: PersonalLink, refused: NotReceived) -> HttpResponse:
    if wants_data(request):
        faults = [{"name": p.column, "label": p.label, "says": p.says} for p in refused.problems]
        return as_data({"says": str(refused), "faults": faults}, refused.status)
    return _envoy_page(request, link, refused, refused.status)


@require_POST
def _withdraw(request: HttpRequest, came: Visitor, number: str) -> HttpResponse:
    """An envoy takes back a log of his own that was not approved yet."""
    found = Submission.objects.filter(
        number=number, link__org=came.link.org, link__role=Role.ENVOY, link__name=came.link.name
    ).first()
    if found is None or came.link.role != Role.ENVOY:
        raise Http404
    try:
        receiving.withdraw(found)
    except NotMovable as refused:
        return render(request, "open/ended.html", {"says": str(refused)}, status=409)
    return redirect("open-own")


withdraw_log = of_visitor(_withdraw)


@require_POST
def _confirm(request: HttpRequest, came: Visitor) -> HttpResponse:
    """Somebody of the village says that the envoy was there."""
    if came.link.role != Role.CADRE:
        raise Http404
    try:
        pk = whole_number(request.POST.get("log", ""), 1, 2**62)
    except ValueError:
        raise Http404 from None
    asked = logs.to_confirm(came.link, form_making.envoy_form(came.link.org))
    found = next((each for each in asked if each.submission.pk == pk), None)
    if found is None:
        raise Http404
    logs.confirm(came.link, found, personal_links.device_of(request))
    return redirect("open-own")


confirm = of_visitor(_confirm)


@open_to_everybody
@require_GET
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view is handed its request
    """离线: the script that keeps the own page at hand; it may look after the open pages and nothing else."""
    found = finders.find("kezhang/open-worker.js")
    assert isinstance(found, str)
    with open(found, encoding="utf-8") as file:
        script = file.read()
    scope = reverse("open-own")
    return HttpResponse(
        script, content_type="text/javascript; charset=utf-8",
        headers={"Service-Worker-Allowed": scope, "Cache-Control": "no-cache"},
    )  # fmt: skip


@open_to_everybody
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view is handed its request
    """What a telephone needs to put the page beside its other programs."""
    icon = {"src": static("kezhang/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    own_page = reverse("open-own")
    return JsonResponse(
        {"name": "服务日志", "short_name": "服务日志", "lang": "zh-CN", "display": "standalone", "start_url": own_page,
         "scope": own_page, "background_color": "#f4f6f9", "theme_color": "#2b5c9e", "icons": [icon]},
        content_type="application/manifest+json",
    )  # fmt: skip
