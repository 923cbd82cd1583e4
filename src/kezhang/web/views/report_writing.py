"""生成报告: the template and the period are chosen by name, and the report is written and kept."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kezhang.orgs.models import Org
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, person_of
from kezhang.quantities.dates import parse_date
from kezhang.quantities.periods import Period
from kezhang.reports.background import draft_job
from kezhang.reports.document.docx_reader import NotADocument
from kezhang.reports.frozen import freezing
from kezhang.reports.templating import library, report_periods
from kezhang.reports.templating.parsing import TemplateText
from kezhang.reports.templating.tokens import FaultyTemplate


class _NotSaid(Exception):
    """What was chosen cannot be written; the message says why, in Chinese."""


@require_http_methods(["GET", "POST"])
def new_report(request: HttpRequest) -> HttpResponse:
    org = bureau_in_view(request)
    if request.method != "POST":
        return _form(request, org, request.GET)
    try:
        key, period, as_of = _chosen(request, org)
        if (job := draft_job.put_down(org, person_of(request), period, as_of, key)) is not None:
            return redirect("job", pk=job.pk)
        made = freezing.write(org, period, as_of, person_of(request), _template(org, key))
    except (_NotSaid, NotADocument, freezing.NotAddingUp) as fault:
        return _form(request, org, request.POST, str(fault))
    except FaultyTemplate as faulty:
        return _form(request, org, request.POST, f"模板有误：{faulty}")
    if found := freezing.document_faults(made):
        messages.error(request, "文档没有通过检查，请联系管理员：" + "；".join(found))
    else:
        messages.success(request, draft_job.made(made))
    return redirect("report", number=made.number)


def _template(org: Org, key: str) -> TemplateText:
    template = library.find(org, key)
    if template is None:
        raise _NotSaid("没有这个模板，请重新选择。")
    return template


def _chosen(request: HttpRequest, org: Org) -> tuple[str, Period, date]:
    """What is to be written, the template by its key. Raises _NotSaid."""
    today = as_of_in_view(request)
    as_of = _day(request.POST.get("as_of", ""))
    key = request.POST.get("template") or library.usual(org, as_of or today)
    template = _template(org, key)
    if typed := request.POST.get("period", "").strip():
        period = _period(typed)
    else:
        period = report_periods.offered(as_of or today, library.written_for(template))[0]
    if fault := library.misfit(template, period):
        raise _NotSaid(fault)
    as_of = as_of or report_periods.day_for(period, today)
    if as_of < period.first:
        raise _NotSaid(f"截至日期{as_of}在{period.label}开始之前；应不早于{period.first}。")
    return key, period, as_of


def _day(typed: str) -> date | None:
    try:
        return parse_date(typed) if typed.strip() else None
    except ValueError as fault:
        raise _NotSaid(f"请选择截至日期：{fault}。") from None


def _period(typed: str) -> Period:
    try:
        return Period.parse(typed)
    except ValueError as fault:
        raise _NotSaid(f"{fault}。") from None


def _typed_day(typed: QueryDict) -> date | None:
    """The day the periods are offered for, where one was typed that can be read."""
    try:
        return _day(typed.get("as_of", ""))
    except _NotSaid:
        return None


def _said(typed: str) -> Period | None:
    """The period an address or a form said, to be shown again; None where it said none."""
    try:
        return Period.parse(typed)
    except ValueError:
        return None


def _form(request: HttpRequest, org: Org, typed: QueryDict, fault: str = "") -> HttpResponse:
    """The form with what was chosen, and why it is shown again; for a change of template only the periods it offers."""
    if fault:
        messages.error(request, fault)
    today = _typed_day(typed) or as_of_in_view(request)
    key = typed.get("template") or library.usual(org, today)
    template = library.find(org, key)
    period = _said(typed.get("period", ""))
    periods = report_periods.offered(today, library.written_for(template) if template else ())
    context = {
        "chosen": typed.get("as_of", ""),
        "templates": library.offered(org),
        "template": key,
        "periods": report_periods.with_chosen(periods, period),
        "period": period,
    }
    page = "web/_report_periods.html" if request.headers.get("HX-Request") else "web/report_new.html"
    return render(request, page, context, status=422 if fault else 200)
