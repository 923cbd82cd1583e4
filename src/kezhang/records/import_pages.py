"""The import pages: upload, see what would happen, confirm, undo.

The one rule: nothing between the two steps lives in a process; the file is kept with its batch and
planned again when it is confirmed, and if the plan has changed meanwhile it is shown again.
"""

import hashlib
import io
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kezhang.orgs.scope import may_write
from kezhang.orgs.viewing import may_write_here, org_in_view
from kezhang.records import access, importing, journal, sheets
from kezhang.records.importing import Plan, Row
from kezhang.records.journal import Author, Refused
from kezhang.records.ledger import Ledger
from kezhang.records.models import Batch
from kezhang.records.pages import download, person_of
from kezhang.records.sheets import Unreadable
from kezhang.records.workbooks import Sheet, workbook

#: Rows of each kind a preview shows; the counts are always whole.
SHOWN = 60


class ImportPages:
    """One ledger's import. ``ledgers`` are all of them, to add proposed records to the ledger a link leads to."""

    def __init__(self, ledger: Ledger, ledgers: Sequence[Ledger]) -> None:
        self.ledger = ledger
        self.ledgers = ledgers

    def upload(self, request: HttpRequest) -> HttpResponse:
        org = org_in_view(request)
        if org is None or not may_write_here(request):
            raise Http404
        file = request.FILES.get("file")
        if request.method != "POST" or file is None:
            if request.method == "POST":
                messages.error(request, "请先选择文件。")
            return self._render(request, "records/upload.html")
        try:
            content = sheets.content(file, file.name or "")
            sheets.read(self.ledger, io.BytesIO(content), file.name or "")
        except Unreadable as fault:
            return self._render(request, "records/upload.html", fault=str(fault), status=422)
        digest = hashlib.sha256(content).hexdigest()
        batch = Batch(
            org=org, ledger=self.ledger.slug, file_name=(file.name or "")[-190:], sha256=digest, by=person_of(request)
        )
        batch.file.save(f"{batch.pk}{_ending(file.name or '')}", ContentFile(content), save=True)
        return redirect(f"{self.ledger.slug}-batch", batch=batch.pk)

    def batch(self, request: HttpRequest, batch: Any) -> HttpResponse:
        """The preview before it is confirmed, the result afterwards."""
        found = self._get(request, batch)
        if found.state != Batch.State.PLANNED:
            touched = found.changes.select_related("org")[:SHOWN]
            return self._render(request, "records/batch.html", batch=found, changes=touched)
        return self._preview(request, found, self._plan(found))

    def confirm(self, request: HttpRequest, batch: Any) -> HttpResponse:
        found = self._get(request, batch)
        if found.state != Batch.State.PLANNED or not may_write(person_of(request), found.org):
            raise Http404
        plan = self._plan(found)
        if request.POST.get("plan") != digest_of(plan):
            messages.error(request, "预览之后台账有变动，下面是按最新台账重新核对的结果，请再确认一次。")
            return self._preview(request, found, plan)
        author = Author(
            by=person_of(request), reason=f"导入{found.file_name}", accepting=request.POST.get("accepting", "")
        )
        try:
            with transaction.atomic():
                if request.POST.get("add_proposed"):
                    self._add_proposed(plan, author, found)
                importing.apply(plan, found, author)
        except Refused as refused:
            messages.error(
                request,
                "；".join(dict.fromkeys(p.says for p in refused.problems[:3])) + "。未导入，请说明理由或修改后再试。",
            )
            return self._preview(request, found, plan)
        messages.success(request, f"已导入：新增{found.created}条，修改{found.updated}条。")
        return redirect(f"{self.ledger.slug}-batch", batch=found.pk)

    def undo(self, request: HttpRequest, batch: Any) -> HttpResponse:
        found = self._get(request, batch)
        if not may_write(person_of(request), found.org):
            raise Http404
        try:
            importing.undo(self.ledger, found, Author(by=person_of(request), reason=request.POST.get("reason", "")))
            messages.success(request, "已撤销这个批次，导入前的内容已恢复。")
        except Refused as refused:
            messages.error(request, "；".join(f"{p.found}{p.says}" for p in refused.problems[:5]))
        return redirect(f"{self.ledger.slug}-batch", batch=found.pk)

    def rejected(self, request: HttpRequest, batch: Any) -> HttpResponse:
        """The rows that were not taken, with the reason beside each, to be mended and imported again."""
        found = self._get(request, batch)
        with found.file.open("rb") as file:
            table = sheets.read(self.ledger, file.file, found.file_name)
        plan = importing.plan(self.ledger, table, found.org)
        reasons: dict[int, list[str]] = {}
        for problem in plan.rejected:
            reasons.setdefault(problem.row or 0, []).append(f"{problem.label}“{problem.found}”：{problem.says}")
        rows = [
            [
                *(cells[h.position] if h.position < len(cells) else "" for h in table.headings),
                "；".join(reasons[number]),
            ]
            for number, cells in table.rows
            if number in reasons
        ]
        headings = [
            f"{h.column.label}({(h.unit or h.column.unit).label})" if h.column.unit else h.column.label
            for h in table.headings
        ]
        content = workbook([Sheet(self.ledger.label, [*headings, "未导入的原因"], rows)])
        return download(content, f"{self.ledger.label}待修改.xlsx")

    def _plan(self, batch: Batch) -> Plan:
        with batch.file.open("rb") as file:
            return importing.plan(self.ledger, sheets.read(self.ledger, file, batch.file_name), batch.org)

    def _add_proposed(self, plan: Plan, author: Author, batch: Batch) -> None:
        """Add unknown firms to the ledger their link leads to, in a change of its own for each."""
        for proposal in plan.proposals:
            model: Any = self.ledger.model._meta.get_field(proposal.link.field).related_model
            target = next(each for each in self.ledgers if each.model is model)
            record = model(org=plan.org, **{proposal.link.target_name: proposal.name})
            setattr(record, proposal.link.target_code, proposal.code)
            reason = f"导入{batch.file_name}时补登"
            journal.save(target, record, Author(by=author.by, reason=reason, accepting=author.accepting or reason))

    def _preview(self, request: HttpRequest, batch: Batch, plan: Plan) -> HttpResponse:
        rejected_values = [(p, p.severity.label) for p in plan.rejected[:200]]
        return self._render(
            request,
            "records/preview.html",
            batch=batch,
            plan=plan,
            digest=digest_of(plan),
            new=[self._cells(row) for row in plan.new[:SHOWN]],
            changed=[self._cells(row) for row in plan.changed[:SHOWN]],
            rejected=rejected_values,
            warnings=plan.warnings[:200],
            columns=[self.ledger.column(n) for n in self.ledger.list_columns],
        )

    def _cells(self, row: Row) -> dict[str, Any]:
        cells = []
        for name in self.ledger.list_columns:
            column = self.ledger.column(name)
            before = column.text(row.old) if row.old is not None and name in row.after else ""
            cells.append({"text": column.text(row.record), "before": before, "changed": name in row.after})
        others = [self.ledger.column(n).label for n in row.after if n not in self.ledger.list_columns]
        return {"number": row.number, "cells": cells, "others": "、".join(others)}

    def _get(self, request: HttpRequest, batch: Any) -> Batch:
        return get_object_or_404(access.batches(person_of(request)), pk=batch, ledger=self.ledger.slug)

    def _render(self, request: HttpRequest, page: str, *, status: int = 200, **context: Any) -> HttpResponse:
        context |= {"ledger": self.ledger, "slug": self.ledger.slug, "may_write": may_write_here(request)}
        return render(request, page, context, status=status)


def digest_of(plan: Plan) -> str:
    """What a plan would do, in short: confirmed only if it is still the same."""
    said = [
        [(r.number, sorted(r.after.items(), key=str)) for r in plan.changed],
        [r.number for r in plan.new],
        plan.unchanged,
        [(p.row, p.says) for p in (*plan.rejected, *plan.warnings)],
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _ending(name: str) -> str:
    return "." + name.rsplit(".", 1)[-1].lower()[:5] if "." in name else ""
