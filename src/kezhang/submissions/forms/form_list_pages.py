"""表单的页面: the bureau's forms, opening a shipped one, making one of its own, and the printed address."""

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kezhang.catalogue import LEDGERS
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import Org
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import scope_of
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, look_from, may_here, person_of
from kezhang.quantities.dates import parse_date
from kezhang.quantities.typed_numbers import whole_number, year_number
from kezhang.records import access
from kezhang.records.declaration import own_columns
from kezhang.records.web.pages import download
from kezhang.submissions.forms import form_making, minors_workbook
from kezhang.submissions.forms.form_making import FormRefused
from kezhang.submissions.forms.shipped import DESIGNS
from kezhang.submissions.inbox import handling
from kezhang.submissions.models import OpenForm
from kezhang.submissions.open.open_address import open_address

KINDS = (("text", "文字"), ("number", "数"), ("date", "日期"), ("choice", "选项"), ("amount", "金额"))
#: Lines for own questions on the page.
QUESTION_LINES = 8


@require_http_methods(["GET", "HEAD", "POST"])
def forms(request: HttpRequest) -> HttpResponse:
    """The bureau's forms with how many came in; what is shipped and not yet opened stands below."""
    org = bureau_in_view(request)
    if request.method == "POST":
        return _from_design(request, org)
    there = list(OpenForm.objects.filter(org=org))
    used = {form.key for form in there if form.state != OpenForm.State.CLOSED}
    return render(
        request,
        "submissions/forms.html",
        {
            "forms": [(form, handling.counts(form), open_address(request, "open-form", form.code)) for form in there],
            "designs": [d for d in DESIGNS.values() if d.key not in used and d.audience == "anyone"],
            "ledgers": LEDGERS.values(),
            "may_write": may_here(request, Verb.WRITE),
            "bureau_address": open_address(request, "open-bureau", org.code),
        },
    )


def _from_design(request: HttpRequest, org: Org) -> HttpResponse:
    design = DESIGNS.get(request.POST.get("design", ""))
    if design is None:
        messages.error(request, "请选择要采用的常用表单。")
        return redirect("forms")
    try:
        form = form_making.from_design(design, org, person_of(request), timezone.localdate())
    except FormRefused as refused:
        messages.error(request, f"{refused}。")
        return redirect("forms")
    messages.success(request, f"“{form.title}”已建好，核对后点“开放”。")
    return redirect("form", code=form.code)


def _one(request: HttpRequest, code: str) -> OpenForm:
    found = OpenForm.objects.filter(scope_of(person_of(request)).query()).select_related("org")
    form = get_object_or_404(found, code=code)
    look_from(request, form.org)
    return form


def _may_write(request: HttpRequest, form: OpenForm) -> bool:
    return form.ledger in LEDGERS and may(person_of(request), Verb.WRITE, access.matter(LEDGERS[form.ledger], form.org))


@require_http_methods(["GET", "HEAD", "POST"])
def new_form(request: HttpRequest) -> HttpResponse:
    """A form of the bureau's own over one ledger."""
    org = bureau_in_view(request)
    slug = request.POST.get("ledger") or request.GET.get("ledger", "")
    if slug and slug not in LEDGERS:
        raise Http404
    form = OpenForm(org=org, ledger=slug, opens_on=timezone.localdate())
    if request.method != "POST" or not slug:
        return _edited(request, form, {})
    if not may(person_of(request), Verb.WRITE, access.matter(LEDGERS[slug], org)):
        raise Http404
    try:
        for name, value in typed_form(request.POST).items():
            setattr(form, name, value)
        form_making.make(form, person_of(request))
    except FormRefused as refused:
        return _edited(request, form, request.POST, faults=refused.faults)
    messages.success(request, f"“{form.title}”已建好，核对后点“开放”。")
    return redirect("form", code=form.code)


@require_http_methods(["GET", "HEAD", "POST"])
def form_page(request: HttpRequest, code: str) -> HttpResponse:
    """One form: what it asks, its address and counts; changed here, it gets a new version."""
    form = _one(request, code)
    if request.method == "POST":
        if not _may_write(request, form):
            raise Http404
        try:
            form_making.change(form, typed_form(request.POST), person_of(request))
        except FormRefused as refused:
            return _edited(request, form, request.POST, faults=refused.faults)
        messages.success(request, "已保存；改过告知文本的，再填时会重新征求同意。")
        return redirect("form", code=form.code)
    return _edited(request, form, {})


@require_POST
def form_move(request: HttpRequest, code: str, move: str) -> HttpResponse:
    form = _one(request, code)
    if not _may_write(request, form) or move not in form_making.MOVES:
        raise Http404
    try:
        form_making.move(form, move, person_of(request))
        messages.success(request, f"已{form_making.MOVES[move][0]}。")
    except FormRefused as refused:
        messages.error(request, f"{refused}。")
    return redirect("form", code=form.code)


@require_GET
def minors_list(request: HttpRequest) -> HttpResponse:
    """未成年人信息清单: for the yearly audit, by form; no word of what anybody has written."""
    org = bureau_in_view(request)
    try:
        year = year_number(request.GET.get("year", "") or str(as_of_in_view(request).year))
    except ValueError as fault:
        messages.error(request, f"{fault}。")
        return redirect("forms")
    access_log.note(request, Kind.DOWNLOAD, org, f"下载{year}年未成年人信息清单")
    return download(minors_workbook.book(org, year), f"{org.name}{year}年未成年人信息清单.xlsx")


@require_GET
def form_code(request: HttpRequest, code: str) -> HttpResponse:
    """二维码: the address to be printed, with the quiet zone that scanners need."""
    form = _one(request, code)
    return as_picture(open_address(request, "open-form", form.code))


def as_picture(address: str) -> HttpResponse:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=6, border=4)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


def _edited(
    request: HttpRequest, form: OpenForm, posted: Mapping[str, str], faults: tuple[str, ...] = ()
) -> HttpResponse:
    ledger = own_columns.view(LEDGERS[form.ledger], form.org) if form.ledger in LEDGERS else None
    blank: dict[str, Any] = {"label": "", "kind": "text"}
    questions = [*form.questions, *([blank] * max(1, QUESTION_LINES - len(form.questions)))]
    return render(
        request,
        "submissions/form.html",
        {
            "form": form,
            "ledger": ledger,
            "ledgers": LEDGERS.values(),
            "columns": [(c, c.name in form.columns, c.name in form.needed) for c in ledger.columns] if ledger else [],
            "questions": list(enumerate(questions, start=1)),
            "kinds": KINDS,
            "minors": OpenForm.Minors.choices,
            "faults": faults,
            "consent": posted.get("consent", form.consent or (form_making.consent_of(form) if form.title else "")),
            "may_write": _may_write(request, form) if form.ledger else may_here(request, Verb.WRITE),
            "moves": [(name, label) for name, (label, starts, _) in form_making.MOVES.items() if form.state in starts],
            "counts": handling.counts(form) if form.pk else {},
            "address": open_address(request, "open-form", form.code) if form.pk else "",
        },
        status=422 if faults else 200,
    )


def typed_form(posted: QueryDict) -> dict[str, Any]:
    """What the page sends, as a form's own fields. Raises FormRefused with everything that cannot be read."""
    faults: list[str] = []
    said: dict[str, Any] = {
        "title": posted.get("title", "").strip()[:80],
        "about": posted.get("about", "").strip(),
        "columns": posted.getlist("columns"),
        "needed": posted.getlist("needed"),
        "purpose": posted.get("purpose", "").strip()[:200],
        "consent": posted.get("consent", "").strip(),
        "takes_files": bool(posted.get("takes_files")),
        "minors": posted.get("minors", ""),
        "questions": _questions(posted),
    }
    for name, label, needed in (("opens_on", "开放日期", True), ("closes_on", "截止日期", False)):
        said[name] = _day(posted.get(name, ""), label, faults, is_needed=needed)
    for name, label, least, most, usual in (
        ("term_days", "保存天数", 1, 3650, 365), ("grace_days", "收尾天数", 0, 60, 3), ("places", "名额", 1, 100_000, None),
    ):  # fmt: skip
        said[name] = _number(posted.get(name, ""), label, (least, most), usual, faults)
    if faults:
        raise FormRefused(faults)
    return said


def _questions(posted: QueryDict) -> list[dict[str, Any]]:
    found = []
    for number in range(1, form_making.MOST_QUESTIONS + 1):
        label = posted.get(f"question_{number}", "").strip()
        if not label:
            continue
        kind = posted.get(f"question_{number}_kind", "text")
        asked: dict[str, Any] = {"label": label[:60], "kind": kind if kind in dict(KINDS) else "text"}
        choices = posted.get(f"question_{number}_choices", "").replace(",", "，").replace("、", "，")
        if asked["kind"] == "choice":
            asked["choices"] = [each.strip()[:60] for each in choices.split("，") if each.strip()]
        asked |= {"needed": bool(posted.get(f"question_{number}_needed"))}
        asked |= {"personal": bool(posted.get(f"question_{number}_personal"))}
        found.append(asked)
    return found


def _day(typed: str, label: str, faults: list[str], *, is_needed: bool) -> date | None:
    if not typed.strip():
        if is_needed:
            faults.append(f"请填写{label}")
        return None
    try:
        return parse_date(typed)
    except ValueError as fault:
        faults.append(f"{label}“{typed[:20]}”没有读懂：{fault}")
        return None


def _number(typed: str, label: str, bounds: tuple[int, int], usual: int | None, faults: list[str]) -> int | None:
    if not typed.strip():
        return usual
    try:
        return whole_number(typed, *bounds)
    except ValueError as fault:
        faults.append(f"{label}“{typed[:20]}”{fault}")
        return usual
