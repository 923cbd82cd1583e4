"""导入时记住的: what a bureau's sheets were said to mean, who said it, and the way to take it back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.viewing import bureau_in_view, may_here, person_of
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing.asking.questions import QuestionKind
from kezhang.records.models import RememberedAnswer


class RememberedAnswerPages:
    """What one ledger's imports remember."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def answers(self, request: HttpRequest) -> HttpResponse:
        ledger, kept = (
            self.ledger,
            RememberedAnswer.objects.filter(org=bureau_in_view(request), ledger=self.ledger.slug),
        )
        rows = [(each, _words(ledger, each)) for each in kept.select_related("by", "withdrawn_by")[:500]]
        may_write = may_here(request, Verb.WRITE, access.matter(ledger, None))
        context = {"ledger": ledger, "slug": ledger.slug, "rows": rows, "may_write": may_write}
        return render(request, "records/remembered.html", context)

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """收回: from now on it is asked again."""
        kept = RememberedAnswer.objects.select_related("org")
        found, person = get_object_or_404(kept, pk=pk, ledger=self.ledger.slug), person_of(request)
        if not may(person, Verb.WRITE, access.matter(self.ledger, found.org)):
            raise Http404
        if found.withdrawn_at:
            messages.info(request, f"“{found.subject}”已经收回过了。")
        else:
            found.withdraw(person)
            messages.success(request, f"已收回“{found.subject}”，下次导入会重新询问。")
        return redirect(f"{self.ledger.slug}-remembered")


def _words(ledger: Ledger, kept: RememberedAnswer) -> dict[str, str]:
    kind = QuestionKind(kept.kind)
    answer = kept.answer
    if kind is QuestionKind.HEADER:
        column = ledger.by_name.get(answer)
        answer = column.label if column else "不导入"
    return {"kind": kind.label, "answer": answer}
