"""批量修改页: the records a list shows, one column, one value; what will happen is shown before it does."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kezhang.orgs.models import Org
from kezhang.orgs.viewing import bureau_in_view, person_of
from kezhang.quantities.typed_numbers import whole_number
from kezhang.records import access
from kezhang.records.bulk import bulk_edit
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.models import Record
from kezhang.records.selection import select
from kezhang.records.web.listing import looked_at
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.web.ledger_work.finding import ledger_written


@require_http_methods(["GET", "POST"])
def bulk_edit_page(request: HttpRequest, kind: str) -> HttpResponse:
    org = bureau_in_view(request)
    ledger = own_columns.view(ledger_written(request, kind), org)
    said = request.POST if request.method == "POST" else request.GET
    query = said.get("query", "") if request.method == "POST" else looked_at(ledger, request.GET)
    shown, faults, has_more = _shown(ledger, org, query)
    picked = _picked(request, shown)
    context = {
        "ledger": ledger, "slug": ledger.slug, "records": shown, "picked": {record.pk for record in picked}, "query": query,
        "faults": faults, "has_more": has_more, "most": bulk_edit.MOST, "columns": bulk_edit.changeable(ledger),
        "typed": {name: said.get(name, "") for name in ("to", "value", "reason", "accepting")},
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "ledger_work/bulk_edit.html", context, status=422 if faults else 200)
    column = next((c for c in bulk_edit.changeable(ledger) if c.name == said.get("to")), None)
    if column is None or not picked:
        context["faults"] = (*faults, "请选择要改的列和记录。")
        return render(request, "ledger_work/bulk_edit.html", context, status=422)
    planned = bulk_edit.plan(ledger, org, picked, column, said.get("value", ""))
    context["plan"] = planned
    if planned.fault or not said.get("confirmed"):
        return render(request, "ledger_work/bulk_edit.html", context, status=422 if planned.fault else 200)
    if said.get("digest") != planned.digest:
        messages.error(request, "预览之后有人改过这些记录，下面是重新核对的结果，请再确认一次。")
        return render(request, "ledger_work/bulk_edit.html", context, status=409)
    author = Author(by=person_of(request), reason=said.get("reason", ""), accepting=said.get("accepting", ""))
    try:
        batch = bulk_edit.apply(planned, author)
    except Refused as refused:
        context["faults"] = tuple(dict.fromkeys(f"{p.label}：{p.says}。" for p in refused.problems))[:5]
        return render(request, "ledger_work/bulk_edit.html", context, status=422)
    messages.success(request, f"已修改{batch.updated}条，可以整批撤销。")
    return redirect(f"{ledger.slug}-batch", batch=batch.pk)


def _shown(ledger: Ledger, org: Org, query: str) -> tuple[list[Record], tuple[str, ...], bool]:
    """The records that the list's conditions pick, as many as are changed at once."""
    selection = select(ledger, access.records(ledger, org).filter(org=org), QueryDict(query))
    rows = list(selection.records.select_related("org")[: bulk_edit.MOST + 1])
    return rows[: bulk_edit.MOST], selection.faults, len(rows) > bulk_edit.MOST


def _picked(request: HttpRequest, shown: list[Record]) -> list[Record]:
    """Those that are ticked; at first all of them."""
    if request.method != "POST":
        return shown
    ticked = set()
    for typed in request.POST.getlist("pick"):
        try:
            ticked.add(whole_number(typed, 0, 2**63 - 1))
        except ValueError:
            continue
    return [record for record in shown if record.pk in ticked]
