"""导入时记住的: what a bureau's sheets were said to mean, who said it, and the way to take it back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kezhang.orgs.permissions import Verb
from kezhang.orgs.viewing import bureau_in_view, may_here
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing.asking.questions import QuestionKind
from kezhang.records.models import RememberedAnswer
from kezhang.records.web.pages import person_of


def remembered_page(ledger: Ledger) -> Callable[[HttpRequest], HttpResponse]:
    """The page of one ledger."""

    def page(request: HttpRequest) -> HttpResponse:
        org = bureau_in_view(request)
        may_write = may_here(request, Verb.WRITE, access.matter(ledger, None))
        kept = RememberedAnswer.objects.filter(org=org, ledger=ledger.slug)
        if request.method == "POST":
            if not may_write:
                raise Http404
            found = get_object_or_404(kept.filter(withdrawn_at__isnull=True), pk=request.POST.get("answer") or 0)
            found.withdraw(person_of(request))
            messages.success(request, f"已收回“{found.subject}”，下次导入会重新询问。")
            return redirect(f"{ledger.slug}-remembered")
        rows = [(each, _words(ledger, each)) for each in kept.select_related("by", "withdrawn_by")[:500]]
        context = {"ledger": ledger, "slug": ledger.slug, "rows": rows, "may_write": may_write}
        return render(request, "records/remembered.html", context)

    return page


def _words(ledger: Ledger, kept: RememberedAnswer) -> dict[str, str]:
    kind = QuestionKind(kept.kind)
    answer = kept.answer
    if kind is QuestionKind.HEADER:
        column = ledger.by_name.get(answer)
        answer = column.label if column else "不导入"
    return {"kind": kind.label, "answer": answer}
