"""下级单位: the bureaus right below the one in view with how many people each has, and founding another."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from kezhang.orgs import access_log, founding
from kezhang.orgs.access_log import Kind
from kezhang.orgs.founding import NotFounded
from kezhang.orgs.models import Org
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, may_here, person_of
from kezhang.web.standpoint import address, root_of


@require_http_methods(["GET", "POST"])
def bureaus(request: HttpRequest) -> HttpResponse:
    """The list; sent, a new bureau."""
    org, status = bureau_in_view(request), 200
    said = request.POST
    if request.method == "POST":
        try:
            made = founding.found(org, said.get("code", ""), said.get("name", ""), said.get("full_name", ""))
        except NotFounded as refused:
            messages.error(request, str(refused))
            status = 422
        else:
            access_log.note(request, Kind.PEOPLE, made, f"设立单位 {made}，全称{made.bureau}")
            messages.success(request, f"已设立{made.bureau}，请为它新增人员。")
            return redirect(address(made, as_of_in_view(request), "administration/people/", root_of(request)))
    below = Org.objects.filter(parent=org).annotate(
        people=Count("user", filter=Q(user__is_active=True)),
        never=Count("user", filter=Q(user__is_active=True, user__last_login__isnull=True)),
    )
    page = "administration/people/"
    context = {
        "rows": [(each, address(each, as_of_in_view(request), page, root_of(request))) for each in below],
        "may_found": may_here(request, Verb.FOUND) and len(org.prefix) < len(org.code), "said": said, "free": founding.free_code(org),
    }  # fmt: skip
    return render(request, "administration/bureaus.html", context, status=status)


@require_http_methods(["GET", "POST"])
def bureau(request: HttpRequest, code: str) -> HttpResponse:
    """Its name and full name, as reports sign them."""
    found = get_object_or_404(Org, code=code)
    if not may(person_of(request), Verb.FOUND, found):
        raise Http404
    if request.method == "POST":
        before = found.bureau
        try:
            founding.rename(found, request.POST.get("name", ""), request.POST.get("full_name", ""))
        except NotFounded as refused:
            messages.error(request, str(refused))
        else:
            access_log.note(request, Kind.PEOPLE, found, f"改单位名称：{before}改为{found.bureau}")
            messages.success(request, "已保存。")
            return redirect("bureaus")
    return render(
        request, "administration/bureau.html", {"bureau": found}, status=422 if request.method == "POST" else 200
    )
