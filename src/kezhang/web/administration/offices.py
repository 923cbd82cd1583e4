"""股室: the parts of the bureau in view, with the ledgers and indicators each looks after."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kezhang.catalogue import INDICATORS, LEDGERS
from kezhang.collection.assigning.offices import let_go
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import Office, Org, Post
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.viewing import bureau_in_view, may_here, person_of
from kezhang.records.writing import chain
from kezhang.web.context import chapters


@require_http_methods(["GET", "POST"])
def offices(request: HttpRequest) -> HttpResponse:
    """The list; sent, a new one."""
    org = bureau_in_view(request)
    if request.method == "POST":
        name = request.POST.get("name", "").strip()
        if fault := _fault(org, name):
            messages.error(request, fault)
            return _list(request, org, status=422)
        made = Office(org=org, name=name)
        made.save()
        access_log.note(request, Kind.PEOPLE, org, f"设立股室 {name}")
        messages.success(request, f"已设立{name}，请勾选它负责的台账和指标。")
        return redirect("office", pk=made.pk)
    return _list(request, org)


@require_http_methods(["GET", "POST"])
def office(request: HttpRequest, pk: int) -> HttpResponse:
    """What one office looks after."""
    found = _kept(request, pk)
    if request.method == "POST":
        name = request.POST.get("name", "").strip()
        if name != found.name and (fault := _fault(found.org, name)):
            messages.error(request, fault)
        else:
            _assign(request, found, name, request.POST)
            return redirect("offices")
    indicators = [each for each in INDICATORS.values() if not each.slug.startswith("own-")]
    context = {
        "office": found, "chapters": chapters(), "targets": LEDGERS["targets"], "indicators": indicators,
        "members": Post.objects.filter(offices=found).select_related("person", "org").order_by("person__full_name"),
    }  # fmt: skip
    return render(request, "administration/office.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def close_office(request: HttpRequest, pk: int) -> HttpResponse:
    """An office that no post is limited to can be closed; else its people would suddenly be limited to nothing."""
    found = _kept(request, pk)
    with chain.held(found.org):  # nobody divides a target among the offices meanwhile
        held = [str(post.person) for post in Post.objects.filter(offices=found).select_related("person")]
        if held:
            messages.error(request, f"{'、'.join(held[:5])}的岗位限于{found.name}，请先调整岗位，再撤销股室。")
            return redirect("office", pk=pk)
        let_go(found)
        found.delete()
    access_log.note(request, Kind.PEOPLE, found.org, f"撤销股室 {found.name}")
    messages.success(request, f"已撤销{found.name}。")
    return redirect("offices")


def _assign(request: HttpRequest, found: Office, name: str, said: QueryDict) -> None:
    before = f"{found.name}：{len(found.ledgers)}个台账、{len(found.indicators)}个指标"
    found.name = name
    found.ledgers = [slug for slug in LEDGERS if slug in said.getlist("ledger")]
    found.indicators = [slug for slug in INDICATORS if slug in said.getlist("indicator")]
    found.save()
    after = f"{found.name}：{len(found.ledgers)}个台账、{len(found.indicators)}个指标"
    told = "、".join(LEDGERS[slug].label for slug in found.ledgers)
    access_log.note(request, Kind.PEOPLE, found.org, f"股室分工由“{before}”改为“{after}”（{told}）")
    messages.success(request, f"已保存。{after}。")


def _list(request: HttpRequest, org: Org, *, status: int = 200) -> HttpResponse:
    found = Office.objects.filter(org=org)
    rows = [
        (each, [LEDGERS[slug].label for slug in each.ledgers if slug in LEDGERS], len(each.indicators))
        for each in found
    ]
    context = {"rows": rows, "may_assign": may_here(request, Verb.GIVE_POSTS), "said": request.POST}
    return render(request, "administration/offices.html", context, status=status)


def _fault(org: Org, name: str) -> str:
    if not name or len(name) > 40:
        return "请写股室名称，不超过40个字。"
    return f"{org.name}已有{name}。" if Office.objects.filter(org=org, name=name).exists() else ""


def _kept(request: HttpRequest, pk: int) -> Office:
    found = get_object_or_404(Office.objects.select_related("org"), pk=pk)
    if not may(person_of(request), Verb.GIVE_POSTS, found):
        raise Http404
    return found
