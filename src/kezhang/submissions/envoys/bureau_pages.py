"""特派员的管理页: links and PINs, the month's rate, coverage and points, and approving logs by the day."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kezhang.catalogue import LEDGERS
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import Org
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import scope_of
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, look_from, may_here, person_of
from kezhang.quantities.periods import Period
from kezhang.quantities.typed_numbers import whole_number
from kezhang.records import access
from kezhang.submissions.envoys import logs, month, personal_links, queue_file
from kezhang.submissions.forms.shipped import ENVOY_LOG
from kezhang.submissions.models import OpenForm, PersonalLink, PointRule
from kezhang.submissions.open.open_address import open_address
from kezhang.submissions.sending.moving import UNDECIDED

SERVICES = "envoy-services"
Role = PersonalLink.Role


def _form(org: Org) -> OpenForm | None:
    return OpenForm.objects.filter(org=org, key=ENVOY_LOG.key).exclude(state=OpenForm.State.CLOSED).first()


def _period(request: HttpRequest) -> Period:
    """The month asked for, else that of the date in view."""
    as_of = as_of_in_view(request)
    try:
        asked = Period.parse(request.GET.get("month", ""))
    except ValueError:
        asked = None
    return asked if asked is not None and asked.kind == "month" else Period.month(as_of.year, as_of.month)


@require_GET
def envoy_month(request: HttpRequest) -> HttpResponse:
    """One month: who filled in, the rate as of the closing, the villages, the points; and who has a link."""
    org = bureau_in_view(request)
    period = _period(request)
    found, points = month.month_of(org, period, _form(org)), month.points_of(org)
    return render(
        request,
        "submissions/envoys.html",
        {
            "month": found,
            "period": period,
            "links": PersonalLink.objects.filter(org=org, role__in=(Role.ENVOY, Role.CADRE)),
            "villages": access.records(LEDGERS["villages"], org).filter(org=org),
            "points": [(act, label, points[act]) for act, (label, _) in month.USUAL_POINTS.items()],
            "may_write": may_here(request, Verb.WRITE, access.matter(LEDGERS[SERVICES], None)),
        },
    )


@require_POST
def give_link(request: HttpRequest) -> HttpResponse:
    """A link and its PIN, told once on the page that answers."""
    org, posted = bureau_in_view(request), request.POST
    role, name = posted.get("role", ""), posted.get("name", "").strip()
    about = posted.get("about", "").strip() if role == Role.CADRE else ""
    if role not in (Role.ENVOY, Role.CADRE) or not name or (role == Role.CADRE and not about):
        messages.error(request, "请写明姓名；给村干部的还要选行政村。")
        return redirect("envoys")
    given = personal_links.give(org, role, name, person_of(request), about=about)
    access_log.note(request, Kind.PEOPLE, org, f"给{given.link.get_role_display()}{name}发放个人链接")
    address = open_address(request, "open-link", given.secret)
    return render(request, "submissions/given_link.html", {"given": given, "address": address})


def _link(request: HttpRequest, pk: int) -> PersonalLink:
    link = get_object_or_404(
        PersonalLink.objects.select_related("org").filter(scope_of(person_of(request)).query()), pk=pk
    )
    look_from(request, link.org)
    if not may(person_of(request), Verb.WRITE, access.matter(LEDGERS[SERVICES], link.org)):
        raise Http404
    return link


@require_POST
def link_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """A new PIN, or the end of the link."""
    link = _link(request, pk)
    if deed == "pin":
        given = personal_links.GivenLink(link, "", personal_links.renew_pin(link, person_of(request)))
        access_log.note(request, Kind.PEOPLE, link.org, f"给{link.name}换发口令")
        return render(request, "submissions/given_link.html", {"given": given, "address": ""})
    if deed != "withdraw":
        raise Http404
    personal_links.withdraw(link, person_of(request))
    access_log.note(request, Kind.PEOPLE, link.org, f"停用{link.name}的个人链接")
    messages.success(request, f"{link.name}的链接已停用；对方没有送达的内容仍在手机上，可导出后在这里收下。")
    return redirect("envoys")


@require_http_methods(["GET", "HEAD", "POST"])
def approve_logs(request: HttpRequest) -> HttpResponse:
    """审核: what waits, by day; the names and the count are listed before many are approved at once."""
    org = bureau_in_view(request)
    form = _form(org)
    if request.method == "POST":
        chosen = set(request.POST.getlist("log"))
        waiting = logs.sent_logs(form, state__in=UNDECIDED) if form else ()
        submissions = [each for each in waiting if each.number in chosen]
        if gone := len(chosen) - len(submissions):
            messages.error(request, f"其中{gone}条刚刚被别人办过，其余照办。")
        done, faults = logs.approve_all(submissions, person_of(request), request.POST.get("accepting", ""))
        messages.success(request, f"已审核通过{done}条。")
        for fault in faults[:10]:
            messages.error(request, fault)
        return redirect("envoy-logs")
    opened = list(logs.logs_of(form, state__in=UNDECIDED)) if form else []
    days = sorted({log.served_on for log in opened if log.served_on}, reverse=True)
    by_day: list[tuple[Any, list[logs.VisitLog]]] = [
        (day, [log for log in opened if log.served_on == day]) for day in days
    ]
    return render(request, "submissions/envoy_logs.html", {"by_day": by_day, "count": len(opened)})


@require_POST
def set_points(request: HttpRequest) -> HttpResponse:
    """积分标准 of the bureau."""
    org = bureau_in_view(request)
    for act in month.USUAL_POINTS:
        typed = request.POST.get(act, "").strip()
        if not typed:
            continue
        try:
            PointRule.objects.update_or_create(org=org, act=act, defaults={"points": whole_number(typed, 0, 1000)})
        except ValueError as fault:
            messages.error(request, f"“{month.USUAL_POINTS[act][0]}”：{fault}。")
    messages.success(request, "积分标准已保存。")
    return redirect("envoys")


@require_POST
def take_in_queue(request: HttpRequest) -> HttpResponse:
    """收下导出的待送日志: of an envoy whose telephone could not send; each is one, however often the file comes."""
    org = bureau_in_view(request)
    file, chosen = request.FILES.get("file"), request.POST.get("link", "")
    link = next((x for x in PersonalLink.objects.filter(org=org, role=Role.ENVOY) if str(x.pk) == chosen), None)
    if file is None or link is None:
        messages.error(request, "请选择是谁的，以及从手机上导出的文件。")
        return redirect("envoys")
    try:
        taken = queue_file.take_in(file, link, person_of(request))
    except queue_file.QueueRefused as refused:
        messages.error(request, str(refused))
        return redirect("envoys")
    messages.success(request, f"收下{taken.new}条，先前已有{taken.known}条。")
    for fault in taken.faults[:10]:
        messages.error(request, fault)
    return redirect("envoy-logs")
