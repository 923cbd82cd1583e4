"""Where a form sends what is typed while it is typed, and how it is given up. The ticket says whose it is."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kezhang.form_drafts.models import FormDraft
from kezhang.form_drafts.tickets import kept_by_ticket, ticket_in


@login_not_required  # a session that ends while somebody types must not take what is typed with it
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    kept = kept_by_ticket(request.POST)
    if kept is None:
        return HttpResponseBadRequest("没有暂存。")
    return JsonResponse({"says": f"{timezone.localtime(kept.at):%H:%M} 已暂存"})


@require_POST
def give_up(request: HttpRequest) -> HttpResponse:
    """丢弃: what was kept is not wanted; back to the form as it is."""
    ticket = ticket_in(request.POST)
    if ticket is None or ticket.person_id != request.user.pk:
        raise Http404
    FormDraft.objects.filter(person_id=ticket.person_id, page=ticket.page).delete()
    messages.success(request, "已丢弃暂存的内容。")
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else reverse("home"))
