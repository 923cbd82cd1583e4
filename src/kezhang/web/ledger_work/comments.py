"""留言: said on the page of a record by whoever may look at it, and taken back by whoever said it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from kezhang.orgs.viewing import person_of
from kezhang.teamwork.commenting import UNSAID, CommentRefused, say
from kezhang.teamwork.models import Comment
from kezhang.web.ledger_work.finding import ledger_named, record_seen


@require_POST
def comment(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    ledger = ledger_named(kind)
    record, text = record_seen(request, ledger, pk), request.POST.get("text", "")
    try:
        said = say(record.org, ledger.slug, record.pk, str(record), text, person_of(request))
    except CommentRefused as refused:
        request.session[UNSAID] = [kind, pk, text]
        messages.error(request, f"没有留言：{refused}。")
    else:
        names = "、".join(str(each.person) for each in said.called.select_related("person"))
        messages.success(request, f"已留言，{names}会在工作台看到。" if names else "已留言。")
    return redirect(f"{ledger.slug}-record", pk=pk)


@require_POST
def withdraw_comment(request: HttpRequest, pk: int) -> HttpResponse:
    own = Comment.objects.filter(by=person_of(request), withdrawn_at__isnull=True)
    said = get_object_or_404(own, pk=pk)
    record_seen(request, ledger_named(said.ledger), said.record_id)
    said.withdrawn_at = timezone.now()
    said.save(update_fields=["withdrawn_at"])
    messages.success(request, "已收回留言。")
    return redirect(f"{said.ledger}-record", pk=said.record_id)
