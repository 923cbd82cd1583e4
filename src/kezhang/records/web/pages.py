"""The pages of a ledger: list, record, form, void, restore, template, export.

Every page reads through ``access`` and writes through ``journal``; a record outside
one's scope does not exist.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string

from kezhang.form_drafts.models import FormDraft
from kezhang.form_drafts.offers import page_of
from kezhang.form_drafts.returning import AGAIN
from kezhang.form_drafts.tickets import ticket_for
from kezhang.jobs.pages import offered
from kezhang.jobs.queue import is_attended
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind, address_of
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import several_bureaus
from kezhang.orgs.viewing import bureau_in_view, look_from, may_here, org_in_view, person_of
from kezhang.records import access, workbook_writer
from kezhang.records.background import export_job
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.column import Column
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.declaration.rules import Severity
from kezhang.records.declaration.versions import lacking
from kezhang.records.local_time import moment_text
from kezhang.records.models import Change, Record
from kezhang.records.web import continuing, forms
from kezhang.records.web.listing import listing, looked_at
from kezhang.records.web.subject_links import subject_links
from kezhang.records.web.submitted_form import SubmittedForm, submitted
from kezhang.records.web.version_lines import version_lines
from kezhang.records.writing import basis, evidence_files, journal, linking
from kezhang.records.writing.conflicts import Conflicted
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import AlreadyDone, Refused
from kezhang.teamwork import commenting
from kezhang.teamwork.models import SavedView

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Names a form offers while a firm is typed.
SUGGESTED = 12


class LedgerPages:
    """One ledger's pages. ``ledgers`` are all of them, for looking up what refers to a record."""

    def __init__(self, ledger: Ledger, ledgers: Collection[Ledger]) -> None:
        self.ledger = ledger
        self.ledgers = ledgers

    def rows(self, request: HttpRequest) -> HttpResponse:
        org = org_in_view(request)
        ledger = access.readable(self.ledger, org, person_of(request))
        with_voided = bool(request.GET.get("voided"))
        records = self._records(request, with_voided=with_voided)
        shown = listing(ledger, records, request.GET, org, several_bureaus(org))
        shown = replace(shown, remarks=self._remarks(org, shown.page) if org else {})
        self._note_seen(request, org, [c for c in shown.columns if not c.is_masked], f"列表{len(shown.page)}条")
        if not request.htmx:  # type: ignore[attr-defined]
            saved = list(SavedView.of(person_of(request), org, ledger.slug)) if org else []
            query = looked_at(ledger, request.GET)
            return self._render(
                request,
                "records/list.html",
                ledger=ledger,
                listing=shown,
                saved=saved,
                here_saved=next((each for each in saved if each.query == query), None),
                status=shown.status,
            )
        answer = self._render(request, "records/_rows.html", ledger=ledger, listing=shown, status=shown.status)
        answer.headers["HX-Push-Url"] = request.path + shown.short_address
        return answer

    def record(self, request: HttpRequest, pk: int) -> HttpResponse:
        record, person = self._get(request, pk), person_of(request)
        beside = access.beside(self.ledger, record, person)
        ledger, with_past = access.readable_with_past(self.ledger, person, record, beside)
        shown = [c for c in ledger.columns if not c.is_masked and c.of(record) not in (None, "")]
        self._note_seen(request, record.org, shown, f"“{record}”（第{pk}号）")
        if "calls" in beside:
            commenting.opened(person, self.ledger.slug, pk)
        return self._render(
            request,
            "records/record.html",
            ledger=ledger,
            record=record,
            values=[(c, c.text(record)) for c in ledger.columns],
            changes=self._changes(with_past, person, record),
            references=linking.references(record, self.ledgers),
            linked=linking.linked(self.ledger, record, self.ledgers),
            evidence=access.evidence_of(self.ledger, record, person) if "evidence" in beside else (),
            origins=[each for name in settings.KEZHANG_ORIGINS for each in import_string(name)(self.ledger, record)],
            remarks=self._remarks(record.org, [record]).get(pk, ()),
            may_change=self._may_write(request, record),
            versions=version_lines(ledger, record, person),
            subjects=subject_links(self.ledger, record),
            continued=list(continuing.offers(self.ledger, record, person, self.ledgers)),
            comments=commenting.comments_on(self.ledger.slug, pk) if "comments" in beside else (),
            unsaid=_unsaid(request, self.ledger.slug, pk),
        )

    def form(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """New or change: typed answers are read, judged, and stored if a reason covers the warnings."""
        record = self._get(request, pk) if pk else self.ledger.model(org=bureau_in_view(request))
        if pk and not self._may_write(request, record):
            raise Http404
        return self._filled_in(request, record)

    def _filled_in(self, request: HttpRequest, record: Record, former: Record | None = None) -> HttpResponse:
        """The form of one record, opened or sent; ``former`` is the version that a new one follows."""
        ledger = own_columns.view(self.ledger, record.org)
        if request.method != "POST":
            return self._opened(request, ledger, record, former)
        form = submitted(ledger, record, self._history(record), request.POST)
        if former is not None:
            form = replace(form, found=[*form.found, *lacking(ledger, form.record, request.POST.get("reason", ""))])
        accepting = request.POST.get("accepting", "").strip()
        errors = [p for p in form.found if p.severity is Severity.ERROR]
        if form.collides or errors or (form.found and not accepting):
            return self._form(request, ledger, record, form, accepting, former=former)
        author = Author(by=person_of(request), reason=request.POST.get("reason", ""), accepting=accepting)
        try:
            change = journal.save(ledger, form.record, author, judged=form.found)
        except Conflicted:  # somebody was quicker between the look above and the lock
            stored = self._get(request, form.record.pk)
            return self._form(request, ledger, stored, submitted(ledger, stored, self._history(stored), request.POST))
        except Refused as refused:
            return self._form(request, ledger, record, replace(form, found=refused.problems), former=former)
        FormDraft.forget(person_of(request), page_of(request, record.org))
        messages.success(request, "已保存。" if change else "没有改动，未保存。")
        if request.POST.get("another"):
            return redirect(f"{self.ledger.slug}-new")
        return redirect(f"{self.ledger.slug}-record", pk=form.record.pk)

    def _opened(self, request: HttpRequest, ledger: Ledger, record: Record, former: Record | None) -> HttpResponse:
        """The form as it is, with the offer of what was typed before; or, if that was asked for, with it."""
        kept = FormDraft.find(person_of(request), page_of(request, record.org))
        if kept is not None and request.GET.get(AGAIN):
            given_back = submitted(ledger, record, self._history(record), kept.posted)
            messages.info(request, f"下面是您{moment_text(kept.at)}填的内容，还没有保存。")
            return self._form(request, ledger, record, given_back, said=kept.posted, former=former, status=200)
        if record.is_void:
            messages.error(request, "这条记录已经作废，恢复后才能修改。")
            return redirect(f"{self.ledger.slug}-record", pk=record.pk)
        if record.pk:
            shown = [c for c in ledger.columns if c.of(record) not in (None, "")]
            self._note_seen(request, record.org, shown, f"修改“{record}”（第{record.pk}号）")
        answers = forms.typed(ledger, record)
        if not record.pk and former is None:
            said = request.GET.get(continuing.FROM, "")
            answers |= continuing.begun(said, self.ledger, person_of(request), self.ledgers)
        return self._form(request, ledger, record, SubmittedForm(record, answers, ()), kept=kept, former=former)

    def check(self, request: HttpRequest) -> HttpResponse:
        """One field's problems, as it is left."""
        org = org_in_view(request)
        ledger = own_columns.view(self.ledger, org)
        name = request.POST.get("checked", "")
        if name not in ledger.by_name:
            raise Http404
        _, found = forms.read(ledger, self.ledger.model(org=org), request.POST.dict())
        (field,) = forms.fields(ledger, {name: request.POST.get(name, "")}, found)[
            list(ledger.by_name).index(name) : list(ledger.by_name).index(name) + 1
        ]
        return render(request, "records/_problems.html", {"field": field})

    def void(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._mark(request, pk, journal.void, "已作废，历史记录保留。")

    def restore(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._mark(request, pk, journal.restore, "已恢复。")

    def template(self, request: HttpRequest) -> HttpResponse:
        ledger = own_columns.view(self.ledger, org_in_view(request))
        return download(workbook_writer.template(ledger), f"{ledger.label}模板.xlsx")

    def export(self, request: HttpRequest) -> HttpResponse:
        """A short list at once; for a long one a page says so, and its button begins the job."""
        org, person = bureau_in_view(request), person_of(request)
        back = f"{reverse(f'{self.ledger.slug}-list')}?{request.GET.urlencode()}"
        try:
            picked = export_job.pick(self.ledger, org, person, request.GET)
        except export_job.NotSelected as fault:
            return self._render(request, "records/unexported.html", faults=fault.faults, back=back, status=422)
        if picked.count > export_job.BIG and is_attended():
            if request.method == "GET":
                says = f"这张清单有{picked.count}条，写成 Excel 要做一会儿；做好后在这里下载。"
                return offered(request, f"导出{self.ledger.label}", says, back)
            if (job := export_job.put_down(self.ledger, org, person, request.GET)) is not None:
                return redirect("job", pk=job.pk)
        made = export_job.exported(picked, address_of(request))
        return download(made.content, made.name)

    def attach(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self._get(request, pk)
        if not self._may_write(request, record):
            raise Http404
        for file in request.FILES.getlist("files"):
            try:
                evidence_files.attach(self.ledger, record, file, person_of(request))
                messages.success(request, f"已上传“{file.name}”。")
            except evidence_files.EvidenceRefused as fault:
                messages.error(request, str(fault))
        return redirect(f"{self.ledger.slug}-record", pk=pk)

    def evidence(self, request: HttpRequest, pk: int, number: int) -> FileResponse:
        """A download, for an uploaded file may hold anything; pictures and PDF can be looked at, as nothing else."""
        kept = get_object_or_404(access.evidence(person_of(request)), pk=number, ledger=self.ledger.slug, record_id=pk)
        if request.GET.get("show") and (kind := evidence_files.shown_as(kept)):
            access_log.note(request, Kind.DOWNLOAD, kept.org, f"预览{self.ledger.label}第{pk}号的佐证材料“{kept.name}”")
            shown = FileResponse(kept.file.open("rb"), filename=kept.name, content_type=kind)
            for name, value in evidence_files.ONLY_LOOKED_AT.items():
                shown.headers[name] = value
            return shown
        access_log.note(request, Kind.DOWNLOAD, kept.org, f"下载{self.ledger.label}第{pk}号的佐证材料“{kept.name}”")
        return FileResponse(
            kept.file.open("rb"), as_attachment=True, filename=kept.name, content_type="application/octet-stream"
        )

    def _mark(self, request: HttpRequest, pk: int, act: Any, done: str) -> HttpResponse:
        record = self._get(request, pk)
        if not self._may_write(request, record):
            raise Http404
        try:
            act(self.ledger, record, Author(by=person_of(request), reason=request.POST.get("reason", "")))
            messages.success(request, done)
        except AlreadyDone as already:
            messages.info(request, "；".join(f"{p.says}。" for p in already.problems))
        except Refused as refused:
            messages.error(request, "；".join(p.says for p in refused.problems))
        return redirect(f"{self.ledger.slug}-record", pk=pk)

    def _form(
        self,
        request: HttpRequest,
        ledger: Ledger,
        record: Record,
        form: SubmittedForm,
        accepting: str = "",
        *,
        said: QueryDict | None = None,
        kept: FormDraft | None = None,
        former: Record | None = None,
        status: int | None = None,
    ) -> HttpResponse:
        """The form on the record as it is now; with both sides of every conflict, which answers 409.

        ``said`` is what was sent, or kept from before; ``kept`` what may be taken up again.
        """
        said = request.POST if said is None else said
        voided = next((c.says for c in form.conflicts if c.column is None), "")
        if voided:
            messages.error(request, f"{voided}；恢复后才能修改。下面是您填的内容。")
        elif form.conflicts:
            messages.error(
                request, "冲突：您打开之后，别人改过这条记录。请逐项选择采用谁的，再保存；您填的其余内容都在。"
            )
        elif form.is_out_of_date:
            messages.error(request, "冲突：您打开之后，别人改过这条记录；下面是您填的内容，请与最新记录核对后再保存。")
        return self._render(
            request,
            "records/form.html",
            ledger=ledger,
            record=record,
            fields=forms.fields(ledger, form.answers, form.found),
            conflicts=[c for c in form.conflicts if c.column is not None],
            whole=[p for p in form.found if p.column not in ledger.by_name],
            warned=any(p.severity is Severity.WARNING for p in form.found),
            accepting=accepting or said.get("accepting", ""),
            reason=said.get("reason", ""),
            kept=kept,
            former=former,
            follows=ledger.column(ledger.versions.number).text(former) if former and ledger.versions else "",
            ticket=ticket_for(person_of(request), page_of(request, record.org)),
            seen=basis.mark_of(self._history(record)),
            firms={name: reverse("suggest-firm") for link in self.ledger.links for name in (link.name,)},
            status=status or (409 if form.collides else 422 if form.found else 200),
        )

    def _history(self, record: Record) -> list[Change]:
        return access.changes_of(self.ledger, record, record.org) if record.pk else []

    def _changes(self, ledger: Ledger, person: User, record: Record) -> list[dict[str, Any]]:
        return [
            {
                "change": change,
                "fields": [
                    (
                        ledger.column(n).label,
                        self._told(ledger.column(n), change.before.get(n)),
                        self._told(ledger.column(n), change.after.get(n)),
                    )
                    for n in change.after
                    if n in ledger.by_name
                ],
            }
            for change in reversed(access.changes_of(self.ledger, record, person))
        ]

    def _note_seen(self, request: HttpRequest, org: Org | None, columns: Iterable[Column], what: str) -> None:
        """That personal data were looked at, where any were."""
        labels = [column.label for column in columns if column.name in self.ledger.personal]
        if labels and what:
            access_log.note(request, Kind.PERSONAL, org, f"{self.ledger.label}{what}：{'、'.join(labels)}")

    def _remarks(self, org: Org, records: Iterable[Record]) -> dict[int, tuple[str, ...]]:
        """What is said beside records from outside their ledger, by key."""
        said: dict[int, tuple[str, ...]] = {}
        for name in settings.KEZHANG_REMARKS:
            for key, words in import_string(name)(self.ledger, org, records).items():
                said[key] = (*said.get(key, ()), *words)
        return said

    def _told(self, column: Column, data: Any) -> str:
        holder = self.ledger.model()
        column.put(holder, column.from_data(data))
        return column.text(holder)

    def _records(self, request: HttpRequest, *, with_voided: bool) -> Any:
        org = org_in_view(request)
        if org is None:
            return access.records(self.ledger, person_of(request)).none()
        return access.records(self.ledger, org, with_voided=with_voided)

    def _get(self, request: HttpRequest, pk: int) -> Record:
        found = access.records(self.ledger, person_of(request), with_voided=True).select_related("org")
        record = get_object_or_404(found, pk=pk)
        look_from(request, record.org)
        return record

    def _may_write(self, request: HttpRequest, record: Record) -> bool:
        return may(person_of(request), Verb.WRITE, access.matter(self.ledger, record.org, record))

    def _render(self, request: HttpRequest, page: str, *, status: int = 200, **context: Any) -> HttpResponse:
        may_write = may_here(request, Verb.WRITE, access.matter(self.ledger, None))
        context = {"ledger": self.ledger, "slug": self.ledger.slug, "may_write": may_write} | context
        return render(request, page, context, status=status)


def _unsaid(request: HttpRequest, slug: str, pk: int) -> str:
    """A comment that was refused, given back once."""
    kept = request.session.get(commenting.UNSAID)
    if not kept or kept[:2] != [slug, pk]:
        return ""
    del request.session[commenting.UNSAID]
    return str(kept[2])


def download(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"},
    )
