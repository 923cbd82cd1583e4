"""疑似重复页: the groups that likely mean one thing, and two of them side by side to be merged."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org
from kezhang.orgs.viewing import bureau_in_view, person_of
from kezhang.quantities.typed_numbers import whole_number
from kezhang.records import access
from kezhang.records.bulk import duplicates, merging
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Severity
from kezhang.records.models import Record
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.web.ledger_work.finding import ledger_written


@require_GET
def duplicates_page(request: HttpRequest, kind: str) -> HttpResponse:
    org = bureau_in_view(request)
    ledger = own_columns.view(ledger_written(request, kind), org)
    found, is_cut = duplicates.groups(ledger, org)
    columns = [ledger.column(name) for name in ledger.list_columns]
    groups = [(g, [(r, [c.text(r) for c in columns]) for r in g.records]) for g in found[: duplicates.SHOWN]]
    return render(
        request,
        "ledger_work/duplicates.html",
        {
            "ledger": ledger,
            "slug": ledger.slug,
            "columns": columns,
            "groups": groups,
            "count": len(found),
            "is_cut": is_cut,
        },
    )


@require_http_methods(["GET", "POST"])
def merge_page(request: HttpRequest, kind: str) -> HttpResponse:
    org = bureau_in_view(request)
    ledger = own_columns.view(ledger_written(request, kind), org)
    said = request.POST if request.method == "POST" else request.GET
    kept, other = (_record(ledger, org, said.get(name, "")) for name in ("kept", "other"))
    if kept is None or other is None:
        messages.error(request, "请选本单位没有作废的两条记录。")
        return redirect("duplicates", kind=ledger.slug)
    differing = merging.differing(ledger, kept, other)
    taken = merging.taken_unasked(ledger, kept, other)
    if request.method == "POST":
        taken = {column.name for column in differing if said.get(f"take_{column.name}") == "other"}
    faults: list[str] = []
    warned = False
    if request.method == "POST":
        author = Author(by=person_of(request), reason=said.get("reason", ""), accepting=said.get("accepting", ""))
        try:
            batch = merging.merge(ledger, org, kept, other, taken, author, LEDGERS.values())
        except Refused as refused:
            faults = list(dict.fromkeys(f"{p.label}：{p.says}。" for p in refused.problems))
            warned = any(p.severity is Severity.WARNING for p in refused.problems)
        else:
            messages.success(request, f"已合并，第{other.pk}号作废并入第{kept.pk}号；可以撤销。")
            return redirect(f"{ledger.slug}-batch", batch=batch.pk)
    lines = [(column, column.text(kept), column.text(other), column.name in taken) for column in differing]
    context = {
        "ledger": ledger, "slug": ledger.slug, "kept": kept, "other": other, "lines": lines, "faults": faults, "warned": warned,
        "typed": {name: said.get(name, "") for name in ("reason", "accepting")},
    }  # fmt: skip
    return render(request, "ledger_work/merge.html", context, status=422 if faults else 200)


def _record(ledger: Ledger, org: Org, typed: str) -> Record | None:
    """A counted record of the bureau."""
    try:
        pk = whole_number(typed, 0, 2**63 - 1)
    except ValueError:
        return None
    return access.records(ledger, org).filter(org=org, pk=pk).select_related("org").first()
