"""一起导入: several workbooks dropped at once, each recognised, with one list of what will happen, confirmed together."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from kezhang.orgs.models import User
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import scope_of
from kezhang.orgs.viewing import bureau_in_view, look_from, person_of
from kezhang.records import access
from kezhang.records.background import confirmation, import_job, uploaded_batch
from kezhang.records.background.confirmation import Confirmation, NotConfirmed
from kezhang.records.background.preview import preview_of
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing.asking.questions import headers_of
from kezhang.records.importing.detection.recognition import recognise
from kezhang.records.importing.workbooks import workbook_reader
from kezhang.records.importing.workbooks.workbook_reader import UnreadableWorkbook
from kezhang.records.models import Batch, Upload
from kezhang.records.writing.refusal import AlreadyDone

#: More files at once are several uploads.
MOST = 60


@dataclass(frozen=True)
class ExpectedImport:
    """One batch of an upload: what it would do, or why that is not known yet."""

    batch: Batch
    ledger: Ledger
    preview: dict[str, Any] | None  # None while a job plans it, or while required columns are missing
    lacking: str = ""

    @property
    def is_ready(self) -> bool:
        """Whether it can be confirmed from the list: nothing is asked, nothing has moved, and it changes something."""
        if self.batch.state != Batch.State.PLANNED or self.preview is None:
            return False
        counts = self.preview["counts"]
        return not (counts["open"] or counts["moved"] or self.preview["open"] or self.preview["is_empty"])

    @property
    def says(self) -> str:
        """How it stands, in words."""
        if self.batch.state != Batch.State.PLANNED:
            return self.batch.get_state_display()
        if self.preview is None:
            return self.lacking or "正在核对"
        asked = self.preview["counts"]["open"]
        if asked:
            return f"有{asked}个问题要先回答"
        if self.preview["counts"]["moved"]:
            return "有冲突，要先选择"
        if self.preview["open"]:
            return "有认不出的列，要先说明"
        return "没有变动" if self.preview["is_empty"] else "可以导入"


class UploadPages:
    """Several files for whichever ledgers they belong to."""

    def __init__(self, ledgers: Collection[Ledger]) -> None:
        self.ledgers = ledgers

    def uploads(self, request: HttpRequest) -> HttpResponse:
        """Where files are dropped; then each is recognised and kept."""
        org, files = bureau_in_view(request), request.FILES.getlist("files")
        if request.method != "POST":
            return render(request, "records/uploads.html")
        if not files or len(files) > MOST:
            fault = f"一次最多{MOST}个文件，请分几次上传。" if files else "请先选择文件。"
            return render(request, "records/uploads.html", {"fault": fault}, status=422)
        made = Upload.objects.create(org=org, by=person_of(request))
        unread: list[list[str]] = []
        for file in files:
            name = PurePath(file.name or "").name
            if not workbook_reader.is_trace(name):
                unread += [[name, says] for says in self._taken(made, person_of(request), name, file)]
        made.unread = unread
        made.save(update_fields=["unread"])
        return redirect("upload", pk=made.pk)

    def upload(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """The one list of what will happen."""
        found = self._get(request, pk)
        expected = self._expected(found)
        ready = [each for each in expected if each.is_ready]
        context = {
            "upload": found,
            "expected": [(each, reverse(f"{each.ledger.slug}-batch", args=[each.batch.pk])) for each in expected],
            "ready": ready,
            "warned": sum(len(each.preview["warnings"]) for each in ready if each.preview),
        }
        return render(request, "records/upload_list.html", context)

    def confirm(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Import what was shown as ready, one after the other; what has moved since is shown again."""
        found = self._get(request, pk)
        for batch in self._batches(found):
            digest = request.POST.get(f"plan-{batch.pk}", "")
            ledger = self._ledger(batch)
            if not digest or not may(person_of(request), Verb.WRITE, access.matter(ledger, batch.org)):
                continue
            given = Confirmation(digest=digest, accepting=request.POST.get("accepting", ""))
            try:
                if import_job.put_down(batch, person_of(request), given) is not None:
                    messages.info(request, f"{batch.file_name}正在导入。")
                    continue
                table = confirmation.table_of(ledger, batch)
                says = confirmation.confirm(self.ledgers, batch, table, person_of(request), given)
                messages.success(request, f"{batch.file_name}：{says}")
            except AlreadyDone as already:
                messages.info(request, f"{batch.file_name}：{already.problems[0].says}。")
            except NotConfirmed as refused:
                messages.error(request, f"{batch.file_name}：{refused}")
        return redirect("upload", pk=found.pk)

    def _taken(self, upload: Upload, person: User, name: str, file: UploadedFile) -> Iterator[str]:
        """Keep a file as one batch for each ledger found in it; what is not read of it, in words."""
        org = upload.org
        try:
            content = workbook_reader.content_of(file, name)
            tables = recognise(content, name, own_columns.views(self.ledgers, org), headers_of(org))
        except UnreadableWorkbook as fault:
            yield str(fault)
            return
        for table in tables:
            if not may(person, Verb.WRITE, access.matter(table.ledger, org)):
                yield f"“{table.ledger.label}”不由您填报，没有读。"
                continue
            batch = uploaded_batch.keep(org, table.ledger.slug, name, content, person, upload)
            import_job.put_down_preview(batch, person)

    def _expected(self, upload: Upload) -> list[ExpectedImport]:
        return [self._one_expected(batch) for batch in self._batches(upload)]

    def _one_expected(self, batch: Batch) -> ExpectedImport:
        ledger = self._ledger(batch)
        if batch.state != Batch.State.PLANNED:
            return ExpectedImport(batch, ledger, None)
        if import_job.is_big(batch):
            return ExpectedImport(batch, ledger, import_job.previewed(batch))
        table = confirmation.table_of(ledger, batch)
        if table.missing:
            return ExpectedImport(batch, ledger, None, table.lacking())
        return ExpectedImport(batch, ledger, preview_of(batch, table))

    def _batches(self, upload: Upload) -> list[Batch]:
        """In the order of writing: first the registers that the others lead to; rows that were left out are their own."""
        targets = {each.model._meta.get_field(link.field).related_model for each in self.ledgers for link in each.links}
        known = {each.slug for each in self.ledgers}
        batches = upload.batches.filter(rest_of__isnull=True, ledger__in=known).select_related("org")
        return sorted(batches, key=lambda batch: (self._ledger(batch).model not in targets, batch.file_name))

    def _ledger(self, batch: Batch) -> Ledger:
        return next(each for each in self.ledgers if each.slug == batch.ledger)

    def _get(self, request: HttpRequest, pk: Any) -> Upload:
        """An upload of a bureau for which the person may write."""
        person = person_of(request)
        visible = Upload.objects.filter(scope_of(person).query()).select_related("org")
        found: Upload = get_object_or_404(visible, pk=pk)
        look_from(request, found.org)
        if not may(person, Verb.WRITE, found.org):
            raise Http404
        return found
