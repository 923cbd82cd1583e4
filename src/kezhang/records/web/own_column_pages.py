"""自有列页面: which columns a bureau has added to a ledger, who set them; adding one and giving one up."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kezhang.form_drafts.models import FormDraft
from kezhang.form_drafts.offers import offered, page_of
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.viewing import bureau_in_view, may_here, person_of
from kezhang.records import access
from kezhang.records.declaration import own_columns, own_options
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import OwnColumn, OwnOption
from kezhang.records.writing import own_settings
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import AlreadyDone, Refused


class OwnColumnPages:
    """One ledger's own columns, for the bureau in view."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def columns(self, request: HttpRequest) -> HttpResponse:
        """The list, and the form below it."""
        org = bureau_in_view(request)
        if request.method != "POST":
            return self._render(request)
        said = request.POST
        choices = own_settings.choices_in(said.get("choices", ""))
        try:
            made = own_settings.add(
                self.ledger, org, said.get("label", ""), said.get("kind", ""), Author(by=person_of(request)),
                choices=choices, unit=said.get("unit", ""),
            )  # fmt: skip
        except Refused as refused:
            return self._render(request, said=said.dict(), faults=refused.problems, status=422)
        FormDraft.forget(person_of(request), page_of(request, org))
        messages.success(request, f"已设“{made.label}”，本台账的列表、表单、模板和导入里都有这一列了。")
        return redirect(f"{self.ledger.slug}-columns")

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Only the bureau that set a column gives it up."""
        own = get_object_or_404(OwnColumn.objects.select_related("org"), pk=pk, ledger=self.ledger.slug)
        if not may(person_of(request), Verb.WRITE, access.matter(self.ledger, own.org)):
            raise Http404
        try:
            own_settings.withdraw(own, Author(by=person_of(request), reason=request.POST.get("reason", "")))
            messages.success(request, f"已停用“{own.label}”，已填的内容仍保留在变更记录里。")
        except AlreadyDone as already:
            messages.info(request, f"{already.problems[0].says}。")
        return redirect(f"{self.ledger.slug}-columns")

    def option(self, request: HttpRequest) -> HttpResponse:
        """Add a choice of the bureau's own."""
        org = bureau_in_view(request)
        if not may(person_of(request), Verb.WRITE, access.matter(self.ledger, org)):
            raise Http404
        said = request.POST
        try:
            made = own_settings.add_option(
                self.ledger, org, said.get("column", ""), said.get("option", ""), Author(by=person_of(request))
            )
        except Refused as refused:
            return self._render(request, said=said.dict(), faults=refused.problems, status=422)
        messages.success(request, f"已加选项“{made.label}”。")
        return redirect(f"{self.ledger.slug}-columns")

    def withdraw_option(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Only the bureau that added a choice gives it up."""
        option = get_object_or_404(OwnOption.objects.select_related("org"), pk=pk, ledger=self.ledger.slug)
        if not may(person_of(request), Verb.WRITE, access.matter(self.ledger, option.org)):
            raise Http404
        try:
            own_settings.withdraw_option(option, Author(by=person_of(request), reason=request.POST.get("reason", "")))
            messages.success(request, f"已停用选项“{option.label}”，已填的记录不变。")
        except AlreadyDone as already:
            messages.info(request, f"{already.problems[0].says}。")
        return redirect(f"{self.ledger.slug}-columns")

    def _render(self, request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
        org = bureau_in_view(request)
        found = own_columns.of(org, self.ledger, withdrawn=True)
        may_write = may_here(request, Verb.WRITE, access.matter(self.ledger, None))
        offer = offered(request, person_of(request), org)
        context = {"said": offer.given_back or {}} | context | {
            "offer": offer,
            "ledger": self.ledger, "slug": self.ledger.slug, "org": org, "may_write": may_write,
            "columns": [(own, own.org_id == org.pk and own.withdrawn_at is None) for own in found],
            "options": [
                (option, self.ledger.column(option.column).label, option.org_id == org.pk and option.withdrawn_at is None)
                for option in own_options.of(org, self.ledger.slug, withdrawn=True)
            ],
            "extendable": [self.ledger.column(name) for name in self.ledger.extendable],
            "kinds": OwnColumn.Kind.choices, "units": ("万元", "元", "亿元"),
        }  # fmt: skip
        return render(request, "records/columns.html", context, status=status)
