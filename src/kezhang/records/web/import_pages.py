"""The import pages: upload, see what would happen, confirm, undo.

Nothing between the two steps lives in a process; the file is kept with its batch and
planned again when it is confirmed, and if the plan has changed meanwhile it is shown again.
"""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import Org
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.viewing import bureau_in_view, look_from, may_here, person_of
from kezhang.records import access
from kezhang.records.background import confirmation, import_job, uploaded_batch
from kezhang.records.background.confirmation import Confirmation, NotConfirmed
from kezhang.records.background.preview import SHOWN, asked_of, preview_of
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.history import leftovers
from kezhang.records.importing import batch_undo, import_plan
from kezhang.records.importing.asking.questions import Answers, QuestionKind
from kezhang.records.importing.detection import own_headers, table_detection
from kezhang.records.importing.detection.header_names import bare
from kezhang.records.importing.detection.own_headers import OwnHeader
from kezhang.records.importing.detection.tables import DetectedTable
from kezhang.records.importing.rejected_rows import as_sheet, rejected_rows
from kezhang.records.importing.workbooks import workbook_reader
from kezhang.records.importing.workbooks.workbook_reader import UnreadableWorkbook
from kezhang.records.models import Batch
from kezhang.records.web import answer_sheets
from kezhang.records.web.pages import download
from kezhang.records.workbook_writer import Sheet, workbook
from kezhang.records.writing import own_settings
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import AlreadyDone, Refused

#: What the choice of a header begins with that becomes a column of the bureau's own; the kind follows.
OWN = "own:"


class ImportPages:
    """One ledger's import. ``ledgers`` are all of them, to add proposed records to the ledger a link leads to."""

    def __init__(self, ledger: Ledger, ledgers: Collection[Ledger]) -> None:
        self.ledger = ledger
        self.ledgers = ledgers

    def upload(self, request: HttpRequest) -> HttpResponse:
        org = bureau_in_view(request)
        file = request.FILES.get("file")
        if request.method != "POST" or file is None:
            if request.method == "POST":
                return self._render(request, "records/upload.html", fault="请先选择文件。", status=422)
            return self._render(request, "records/upload.html")
        try:
            content = workbook_reader.content_of(file, file.name or "")
            book = workbook_reader.pages(content, file.name or "")
            headers = Answers.of(org, self.ledger.slug).all(QuestionKind.HEADER)
            table = table_detection.find(self._ledger(org), book, headers)
        except UnreadableWorkbook as fault:
            return self._render(request, "records/upload.html", fault=str(fault), status=422)
        batch = uploaded_batch.keep(org, self.ledger.slug, file.name or "", content, person_of(request))
        if not table.missing and (job := import_job.put_down_preview(batch, person_of(request))) is not None:
            return redirect("job", pk=job.pk)
        return redirect(f"{self.ledger.slug}-batch", batch=batch.pk)

    def batch(self, request: HttpRequest, batch: Any) -> HttpResponse:
        """The preview before it is confirmed, the result afterwards."""
        found = self._get(request, batch)
        if found.state != Batch.State.PLANNED or not self._may_write(request, found):
            return self._render(request, "records/batch.html", batch=found, **self._touched(found))
        if (preview := import_job.previewed(found)) is not None:
            return self._shown(request, found, preview)
        table = confirmation.table_of(self.ledger, found)
        if table.missing:
            return self._headers(request, found, table)
        return self._preview(request, found, table)

    def _touched(self, batch: Batch) -> dict[str, Any]:
        """What a batch has written, each record by its name, and the rows of it that still wait."""
        changes = list(batch.changes.filter(ledger=self.ledger.slug)[:SHOWN])
        ids = {change.record_id for change in changes}
        known = access.by_number(self.ledger, batch.org, ids)
        waiting = batch.rests.filter(state=Batch.State.PLANNED)
        return {
            "changes": [(change, known.get(change.record_id)) for change in changes],
            "more": batch.created + batch.updated - len(changes),
            "rests": [(each, len(each.only or ())) for each in waiting],
        }

    def names(self, request: HttpRequest, batch: Any) -> HttpResponse:
        """What the person says the unknown headers mean or become; kept with the batch, then planned again."""
        found = self._waiting(request, batch)
        ledger = self._ledger(found.org)
        own: dict[str, OwnHeader] | None = None
        given = {}
        for header, column in zip(request.POST.getlist("header"), request.POST.getlist("column"), strict=False):
            if column.startswith(OWN):
                own = own_headers.of_batch(found, confirmation.table_of(self.ledger, found)) if own is None else own
                self._make_own(request, found, own.get(header), column.removeprefix(OWN))
                continue
            if column and column not in ledger.by_name:
                raise Http404
            given[QuestionKind.HEADER.value, bare(header)] = column
        answer_sheets.keep(found, given)
        messages.success(request, "已按这些列名重新读取；确认导入后会记住，以后不再询问。")
        return self._again(request, found)

    def answer(self, request: HttpRequest, batch: Any) -> HttpResponse:
        """What the person answers to the import's questions; kept with the batch, then planned again."""
        found = self._waiting(request, batch)
        preview = import_job.preview(self.ledger, found)
        answer_sheets.keep(found, answer_sheets.typed(request.POST, [*preview["questions"], *preview["left_out"]]))
        messages.success(request, "已按您的回答重新核对。")
        return self._again(request, found)

    def mend(self, request: HttpRequest, batch: Any) -> HttpResponse:
        """Cells of rejected rows as the person has mended them; kept with the batch, then checked again."""
        found = self._waiting(request, batch)
        preview = import_job.preview(self.ledger, found)
        answer_sheets.keep(found, answer_sheets.mended(request.POST, preview["rejected"]))
        messages.success(request, "已按改好的内容重新核对。")
        return self._again(request, found)

    def drop(self, request: HttpRequest, batch: Any) -> HttpResponse:
        """Give up an import that has not been confirmed, or rows that nobody will mend."""
        found = self._get(request, batch)
        if not self._may_write(request, found):
            raise Http404
        if found.state != Batch.State.PLANNED:
            messages.info(request, "这个批次已经处理过了。")
        else:
            leftovers.give_up(found, person_of(request), "放弃")
            messages.success(request, f"已放弃“{found.file_name}”，没有写入。")
        return redirect(f"{self.ledger.slug}-list")

    def _again(self, request: HttpRequest, found: Batch) -> HttpResponse:
        """Plan a batch anew, beside the site if it is a big one."""
        if (job := import_job.put_down_preview(found, person_of(request))) is not None:
            return redirect("job", pk=job.pk)
        return redirect(f"{self.ledger.slug}-batch", batch=found.pk)

    def _waiting(self, request: HttpRequest, batch: Any) -> Batch:
        """A batch that waits to be confirmed, for somebody who may."""
        found = self._get(request, batch)
        if found.state != Batch.State.PLANNED or not self._may_write(request, found):
            raise Http404
        return found

    def _make_own(self, request: HttpRequest, batch: Batch, header: OwnHeader | None, kind: str) -> None:
        """The header becomes a column of the bureau's own, or it is said why it cannot."""
        if header is None:
            raise Http404
        author = Author(by=person_of(request), reason=f"导入{batch.file_name}时设置")
        try:
            own_settings.add(
                self.ledger, batch.org, header.label, kind, author, choices=header.choices, unit=header.unit
            )
        except Refused as refused:
            messages.error(request, "；".join(f"{p.label}“{p.found}”：{p.says}" for p in refused.problems) + "。")

    def confirm(self, request: HttpRequest, batch: Any) -> HttpResponse:
        """Write what the preview showed. The preview shown again has this address; looked at anew, it is the batch's."""
        found = self._get(request, batch)
        if request.method != "POST":
            return redirect(f"{self.ledger.slug}-batch", batch=found.pk)
        if not self._may_write(request, found):
            raise Http404
        try:
            return self._confirm(request, found)
        except AlreadyDone as already:
            messages.info(request, f"{already.problems[0].says}，没有再写入。")
        return redirect(f"{self.ledger.slug}-batch", batch=found.pk)

    def _confirm(self, request: HttpRequest, found: Batch) -> HttpResponse:
        import_plan.require_planned(found)
        given = Confirmation(
            digest=request.POST.get("plan", ""),
            later=request.POST.get("later", ""),
            accepting=request.POST.get("accepting", ""),
            add_proposed=bool(request.POST.get("add_proposed")),
        )
        if (job := import_job.put_down(found, person_of(request), given)) is not None:
            return redirect("job", pk=job.pk)
        table = confirmation.table_of(self.ledger, found)
        if table.missing:
            raise Http404
        try:
            says = confirmation.confirm(self.ledgers, found, table, person_of(request), given)
        except NotConfirmed as refused:
            messages.error(request, str(refused))
            return self._preview(request, found, table, status=refused.status)
        messages.success(request, says)
        return redirect(f"{self.ledger.slug}-batch", batch=found.pk)

    def undo(self, request: HttpRequest, batch: Any) -> HttpResponse:
        return self._reversed(request, batch, batch_undo.undo, "已撤销这个批次，导入前的内容已恢复。")

    def redo(self, request: HttpRequest, batch: Any) -> HttpResponse:
        return self._reversed(request, batch, batch_undo.redo, "已重做这个批次，导入的内容又在台账中了。")

    def _reversed(self, request: HttpRequest, batch: Any, act: Any, done: str) -> HttpResponse:
        found = self._get(request, batch)
        if not self._may_write(request, found):
            raise Http404
        try:
            author = Author(by=person_of(request), reason=request.POST.get("reason", ""))
            act(self.ledger, found, author, self.ledgers)
            messages.success(request, done)
        except AlreadyDone as already:
            messages.info(request, f"{already.problems[0].says}，没有再写入。")
        except Refused as refused:
            messages.error(request, "；".join(f"“{p.found}”：{p.says}" for p in refused.problems[:5]))
        return redirect(f"{self.ledger.slug}-batch", batch=found.pk)

    def rejected(self, request: HttpRequest, batch: Any) -> HttpResponse:
        """The rows that were not taken, with the reason beside each, to be mended and imported again."""
        found = self._get(request, batch)
        if found.state == Batch.State.DROPPED or not found.file or not self._may_write(request, found):
            raise Http404
        access_log.note(request, Kind.DOWNLOAD, found.org, f"下载{self.ledger.label}未导入的行（{found.file_name}）")
        table = confirmation.table_of(self.ledger, found)
        headings, rows = as_sheet(rejected_rows(confirmation.plan_of(found, table), table), table)
        if found.state == Batch.State.PLANNED:
            found.taken_at = timezone.now()
            found.save(update_fields=["taken_at"])
        content = workbook([Sheet(self.ledger.label, headings, rows)])
        return download(content, f"{self.ledger.label}待修改.xlsx")

    def _asked(self, org: Org, told: dict[str, Any]) -> dict[str, Any]:
        ledger = self._ledger(org)
        return {"asked": told["asked"], "open": told["open"], "free": [ledger.column(n) for n in told["free"]]}

    def _headers(self, request: HttpRequest, batch: Batch, table: DetectedTable) -> HttpResponse:
        """Required columns are missing: nothing can be planned before somebody says which ones they are."""
        return self._render(
            request,
            "records/headers.html",
            batch=batch,
            table=table,
            fault=table.lacking(),
            **self._asked(batch.org, asked_of(batch, table, Answers.of_batch(batch))),
        )

    def _preview(self, request: HttpRequest, batch: Batch, table: DetectedTable, *, status: int = 200) -> HttpResponse:
        return self._shown(request, batch, preview_of(batch, table), status=status)

    def _shown(self, request: HttpRequest, batch: Batch, preview: dict[str, Any], *, status: int = 200) -> HttpResponse:
        ledger, typed = self._ledger(batch.org), import_job.typed_before(batch, person_of(request))
        return self._render(
            request,
            "records/preview.html",
            batch=batch,
            preview=preview,
            digest=preview["digest"],
            later=request.POST.get("later", typed.later),
            accepting=request.POST.get("accepting", typed.accepting),
            add_proposed=bool(request.POST.get("add_proposed")) if request.method == "POST" else typed.add_proposed,
            **self._asked(batch.org, preview),
            columns=[ledger.column(n) for n in ledger.list_columns],
            status=status,
        )

    def _may_write(self, request: HttpRequest, batch: Batch) -> bool:
        return may(person_of(request), Verb.WRITE, access.matter(self.ledger, batch.org))

    def _get(self, request: HttpRequest, batch: Any) -> Batch:
        batches = access.batches(person_of(request)).select_related("org")
        found = get_object_or_404(batches, pk=batch, ledger=self.ledger.slug)
        look_from(request, found.org)
        return found

    def _ledger(self, org: Org) -> Ledger:
        """With the bureau's own columns."""
        return own_columns.view(self.ledger, org)

    def _render(self, request: HttpRequest, page: str, *, status: int = 200, **context: Any) -> HttpResponse:
        may_write = may_here(request, Verb.WRITE, access.matter(self.ledger, None))
        context |= {"ledger": self.ledger, "slug": self.ledger.slug, "may_write": may_write}
        return render(request, page, context, status=status)
