"""The import pages: upload, see what would happen, confirm, undo.

Nothing between the two steps lives in a process; the file is kept with its batch and
planned again when it is confirmed, and if the plan has changed meanwhile it is shown again.
"""

import hashlib
from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kezhang.orgs.scope import may_write
from kezhang.orgs.viewing import look_from, may_write_here, org_in_view
from kezhang.records import access
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing import batch_undo, exported_basis, import_plan, table_detection, workbook_reader
from kezhang.records.importing.asking.questions import Answers, QuestionKind
from kezhang.records.importing.headers import bare
from kezhang.records.importing.import_plan import Plan, Row
from kezhang.records.importing.tables import DetectedTable
from kezhang.records.importing.workbook_reader import UnreadableWorkbook
from kezhang.records.models import Batch
from kezhang.records.web import answer_sheets
from kezhang.records.web.pages import download, person_of
from kezhang.records.workbook_writer import Sheet, workbook
from kezhang.records.writing import chain, journal, stored_files
from kezhang.records.writing.conflicts import Conflicted
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import AlreadyDone, Refused

#: Rows of each kind a preview shows; the counts are always whole.
SHOWN = 60


class ImportPages:
    """One ledger's import. ``ledgers`` are all of them, to add proposed records to the ledger a link leads to."""

    def __init__(self, ledger: Ledger, ledgers: Collection[Ledger]) -> None:
        self.ledger = ledger
        self.ledgers = ledgers

    def upload(self, request: HttpRequest) -> HttpResponse:
        org = org_in_view(request)
        if org is None or not may_write_here(request):
            raise Http404
        file = request.FILES.get("file")
        if request.method != "POST" or file is None:
            if request.method == "POST":
                return self._render(request, "records/upload.html", fault="请先选择文件。", status=422)
            return self._render(request, "records/upload.html")
        try:
            content = workbook_reader.content_of(file, file.name or "")
            book = workbook_reader.pages(content, file.name or "")
            table_detection.find(self.ledger, book, Answers.of(org, self.ledger.slug).all(QuestionKind.HEADER))
        except UnreadableWorkbook as fault:
            return self._render(request, "records/upload.html", fault=str(fault), status=422)
        digest = hashlib.sha256(content).hexdigest()
        batch = Batch(
            org=org, ledger=self.ledger.slug, file_name=(file.name or "")[-190:], sha256=digest, by=person_of(request)
        )
        with chain.held(org) as head:
            batch.basis = head.sequence if (exported := exported_basis.of(content, org)) is None else exported
            stored_files.keep(batch.file, f"{batch.pk}{_ending(file.name or '')}", content)
            batch.save()
        return redirect(f"{self.ledger.slug}-batch", batch=batch.pk)

    def batch(self, request: HttpRequest, batch: Any) -> HttpResponse:
        """The preview before it is confirmed, the result afterwards."""
        found = self._get(request, batch)
        if found.state != Batch.State.PLANNED:
            touched = found.changes.filter(ledger=self.ledger.slug).select_related("org")[:SHOWN]
            return self._render(request, "records/batch.html", batch=found, changes=touched)
        table = self._table(found)
        if table.missing:
            return self._headers(request, found, table)
        return self._preview(request, found, table)

    def names(self, request: HttpRequest, batch: Any) -> HttpResponse:
        """What the person says the unknown headers mean; kept with the batch, then planned again."""
        found = self._waiting(request, batch)
        given = {}
        for header, column in zip(request.POST.getlist("header"), request.POST.getlist("column"), strict=False):
            if column and column not in self.ledger.by_name:
                raise Http404
            given[QuestionKind.HEADER.value, bare(header)] = column
        answer_sheets.keep(found, given)
        messages.success(request, "已按这些列名重新读取；确认导入后会记住，以后不再询问。")
        return redirect(f"{self.ledger.slug}-batch", batch=found.pk)

    def answer(self, request: HttpRequest, batch: Any) -> HttpResponse:
        """What the person answers to the import's questions; kept with the batch, then planned again."""
        found = self._waiting(request, batch)
        plan = self._plan(found, self._table(found))
        answer_sheets.keep(found, answer_sheets.typed(request.POST, plan))
        messages.success(request, "已按您的回答重新核对。")
        return redirect(f"{self.ledger.slug}-batch", batch=found.pk)

    def _waiting(self, request: HttpRequest, batch: Any) -> Batch:
        """A batch that waits to be confirmed, for somebody who may."""
        found = self._get(request, batch)
        if found.state != Batch.State.PLANNED or not may_write(person_of(request), found.org):
            raise Http404
        return found

    def confirm(self, request: HttpRequest, batch: Any) -> HttpResponse:
        """Write what the preview showed. The preview shown again has this address; looked at anew, it is the batch's."""
        found = self._get(request, batch)
        if request.method != "POST":
            return redirect(f"{self.ledger.slug}-batch", batch=found.pk)
        if not may_write(person_of(request), found.org):
            raise Http404
        try:
            return self._confirm(request, found)
        except AlreadyDone as already:
            messages.info(request, f"{already.problems[0].says}，没有再写入。")
        return redirect(f"{self.ledger.slug}-batch", batch=found.pk)

    def _confirm(self, request: HttpRequest, found: Batch) -> HttpResponse:
        import_plan.require_planned(found)
        table = self._table(found)
        if table.missing:
            raise Http404
        plan = self._plan(found, table)
        import_plan.require_planned(found)  # the change since the preview may be this very batch, confirmed elsewhere
        if request.POST.get("plan") != digest_of(plan):
            messages.error(request, "预览之后台账有变动，下面是按最新台账重新核对的结果，请再确认一次。")
            return self._preview(request, found, table, status=409)
        later = request.POST.get("later", "")
        if plan.moved and later not in ("keep", "overwrite"):
            messages.error(request, "冲突：有些内容在您的底表之后被人改过，请选择怎么办。")
            return self._preview(request, found, table, status=409)
        if plan.moved and later == "keep":
            plan = self._plan(found, table, keeping=True)
        author = Author(
            by=person_of(request), reason=f"导入{found.file_name}", accepting=request.POST.get("accepting", "")
        )
        try:
            with chain.held(found.org):
                import_plan.require_planned(found)
                if request.POST.get("add_proposed"):
                    self._add_proposed(plan, author, found)
                import_plan.apply(plan, found, author, overwriting=later == "overwrite")
        except AlreadyDone:
            raise
        except Conflicted:
            messages.error(request, "冲突：确认的同时有人改过同样的内容，未导入；下面是按最新台账重新核对的结果。")
            return self._preview(request, found, table, status=409)
        except Refused as refused:
            messages.error(
                request,
                "；".join(dict.fromkeys(p.says for p in refused.problems[:3])) + "。未导入，请说明理由或修改后再试。",
            )
            return self._preview(request, found, table, status=422)
        messages.success(request, f"已导入：新增{found.created}条，修改{found.updated}条。")
        return redirect(f"{self.ledger.slug}-batch", batch=found.pk)

    def undo(self, request: HttpRequest, batch: Any) -> HttpResponse:
        return self._reversed(request, batch, batch_undo.undo, "已撤销这个批次，导入前的内容已恢复。")

    def redo(self, request: HttpRequest, batch: Any) -> HttpResponse:
        return self._reversed(request, batch, batch_undo.redo, "已重做这个批次，导入的内容又在台账中了。")

    def _reversed(self, request: HttpRequest, batch: Any, act: Any, done: str) -> HttpResponse:
        found = self._get(request, batch)
        if not may_write(person_of(request), found.org):
            raise Http404
        try:
            act(self.ledger, found, Author(by=person_of(request), reason=request.POST.get("reason", "")))
            messages.success(request, done)
        except AlreadyDone as already:
            messages.info(request, f"{already.problems[0].says}，没有再写入。")
        except Refused as refused:
            messages.error(request, "；".join(f"“{p.found}”：{p.says}" for p in refused.problems[:5]))
        return redirect(f"{self.ledger.slug}-batch", batch=found.pk)

    def rejected(self, request: HttpRequest, batch: Any) -> HttpResponse:
        """The rows that were not taken, with the reason beside each, to be mended and imported again."""
        found = self._get(request, batch)
        if found.state == Batch.State.DROPPED:
            raise Http404
        table = self._table(found)
        plan = self._plan(found, table)
        reasons: dict[tuple[str, int], list[str]] = {}
        for problem in plan.rejected:
            at = (problem.sheet, problem.row or 0)
            reasons.setdefault(at, []).append(f"{problem.label}“{problem.found}”：{problem.says}")
        columns = {h.column.name: h for part in table.parts for h in part.headings}
        rows = []
        for part in table.parts:
            places = {h.column.name: h.position for h in part.headings}
            sheet = part.sheet if table.several_sheets else ""
            for number, cells in part.rows:
                if (sheet, number) in reasons:
                    own = [places.get(name, len(cells)) for name in columns]
                    values = [cells[place] if place < len(cells) else "" for place in own]
                    rows.append([*values, "；".join(reasons[sheet, number])])
        headings = [
            f"{h.column.label}({(h.unit or h.column.unit).label})" if h.column.unit else h.column.label
            for h in columns.values()
        ]
        content = workbook([Sheet(self.ledger.label, [*headings, "未导入的原因"], rows)])
        return download(content, f"{self.ledger.label}待修改.xlsx")

    def _table(self, batch: Batch) -> DetectedTable:
        with batch.file.open("rb") as file:
            book = workbook_reader.pages(workbook_reader.content_of(file, batch.file_name), batch.file_name)
        return table_detection.find(self.ledger, book, Answers.of_batch(batch).all(QuestionKind.HEADER))

    def _plan(self, batch: Batch, table: DetectedTable, *, keeping: bool = False) -> Plan:
        return import_plan.plan(
            self.ledger,
            table,
            batch.org,
            basis=batch.basis,
            keeping=keeping,
            answers=Answers.of_batch(batch),
            file_name=batch.file_name,
        )

    def _add_proposed(self, plan: Plan, author: Author, batch: Batch) -> None:
        """Add unknown firms to the ledger their link leads to, in a change of its own for each."""
        for proposal in plan.proposals:
            model: Any = self.ledger.model._meta.get_field(proposal.link.field).related_model
            target = next(each for each in self.ledgers if each.model is model)
            record = model(org=plan.org, **{proposal.link.target_name: proposal.name})
            setattr(record, proposal.link.target_code, proposal.code)
            reason = f"导入{batch.file_name}时补登"
            journal.save(target, record, Author(by=author.by, reason=reason, accepting=author.accepting or reason))

    def _asked(self, table: DetectedTable) -> dict[str, Any]:
        """For each unknown header the columns it may still mean, the likeliest chosen beforehand."""
        taken = {heading.column.name for heading in table.headings}
        likely = {each.header: each.column.name for each in table.likenesses}
        free = [column for column in self.ledger.columns if column.name not in taken]
        asked = [(header, likely.get(header, "")) for header in table.unknown]
        return {"asked": asked, "free": free, "likely": likely}

    def _headers(self, request: HttpRequest, batch: Batch, table: DetectedTable) -> HttpResponse:
        """Required columns are missing: nothing can be planned before somebody says which ones they are."""
        return self._render(
            request, "records/headers.html", batch=batch, table=table, fault=table.lacking(), **self._asked(table)
        )

    def _preview(self, request: HttpRequest, batch: Batch, table: DetectedTable, *, status: int = 200) -> HttpResponse:
        plan = self._plan(batch, table)
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
            moved=plan.moved[:200],
            questions=answer_sheets.asked(plan),
            later=request.POST.get("later", ""),
            accepting=request.POST.get("accepting", ""),
            **self._asked(table),
            columns=[self.ledger.column(n) for n in self.ledger.list_columns],
            status=status,
        )

    def _cells(self, row: Row) -> dict[str, Any]:
        cells = []
        for name in self.ledger.list_columns:
            column = self.ledger.column(name)
            before = column.text(row.old) if row.old is not None and name in row.after else ""
            cells.append({"text": column.text(row.record), "before": before, "changed": name in row.after})
        others = [self.ledger.column(n).label for n in row.after if n not in self.ledger.list_columns]
        return {"place": row.place, "cells": cells, "others": "、".join(others)}

    def _get(self, request: HttpRequest, batch: Any) -> Batch:
        batches = access.batches(person_of(request)).select_related("org")
        found = get_object_or_404(batches, pk=batch, ledger=self.ledger.slug)
        look_from(request, found.org)
        return found

    def _render(self, request: HttpRequest, page: str, *, status: int = 200, **context: Any) -> HttpResponse:
        context |= {"ledger": self.ledger, "slug": self.ledger.slug, "may_write": may_write_here(request)}
        return render(request, page, context, status=status)


def digest_of(plan: Plan) -> str:
    """What a plan would do and what it is based on, in short: confirmed only if both are still the same."""
    said = [
        [(str(r.place), sorted(r.before.items(), key=str), sorted(r.after.items(), key=str)) for r in plan.changed],
        [(str(place), conflict.moved) for place, conflict in plan.moved],
        [str(r.place) for r in plan.new],
        plan.unchanged,
        [(p.place, p.says) for p in (*plan.rejected, *plan.warnings)],
        [(each.name, each.default) for each in plan.questions],
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _ending(name: str) -> str:
    return "." + name.rsplit(".", 1)[-1].lower()[:5] if "." in name else ""
