"""保存的视图: the address of a list under a name, for oneself or for the bureau."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.viewing import bureau_in_view, person_of
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.web.listing import looked_at
from kezhang.teamwork.models import SavedView
from kezhang.web.ledger_work.finding import ledger_named

#: As the fields of the model.
LONGEST_NAME, LONGEST_QUERY = 40, 2000


@require_POST
def save_view(request: HttpRequest, kind: str) -> HttpResponse:
    """Keep what the list shows; the same name of one's own is overwritten."""
    ledger, org, person = ledger_named(kind), bureau_in_view(request), person_of(request)
    name, is_shared = request.POST.get("name", "").strip(), bool(request.POST.get("is_shared"))
    query = looked_at(
        access.readable(ledger, org, person), QueryDict(request.POST.get("query", "")[: 2 * LONGEST_QUERY])
    )
    fault = ""
    if not name or len(name) > LONGEST_NAME:
        fault = f"请给视图起名，最多{LONGEST_NAME}个字"
    elif len(query) > LONGEST_QUERY:
        fault = "条件太长，请减少一些再保存"
    elif is_shared and not may(person, Verb.WRITE, access.matter(ledger, org)):
        fault = "共用的视图由本单位填报人或审核人保存"
    if fault:
        messages.error(request, f"没有保存：{fault}。")
    else:
        SavedView.keep(person, org, ledger.slug, name, query, is_shared=is_shared)
        messages.success(request, f"已保存视图“{name}”{'，本单位都能看到' if is_shared else ''}。")
    return redirect(_list(ledger, query))


@require_POST
def withdraw_view(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own; a shared one also by whoever keeps the ledger."""
    person, org = person_of(request), bureau_in_view(request)
    view = get_object_or_404(SavedView.objects.filter(org=org), pk=pk)
    ledger = ledger_named(view.ledger)
    may_keep = view.is_shared and may(person, Verb.WRITE, access.matter(ledger, org))
    if view.by_id != person.pk and not may_keep:
        raise Http404
    view.delete()
    messages.success(request, f"已删除视图“{view.name}”。")
    return redirect(_list(ledger))


def _list(ledger: Ledger, query: str = "") -> str:
    return reverse(f"{ledger.slug}-list") + (f"?{query}" if query else "")
