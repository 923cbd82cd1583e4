"""Templates of reports: the list with upload, one template with its look and versions, and the page of all tokens.

Looking freezes nothing; only the bureau's own clerks and administrators upload and restore.
"""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kezhang.catalogue import TEMPLATES
from kezhang.orgs.models import Org
from kezhang.orgs.permissions import Verb
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, may_here, person_of
from kezhang.quantities.periods import Period
from kezhang.quantities.typed_numbers import whole_number
from kezhang.reports.document import conversion
from kezhang.reports.document.docx_reader import NotADocument
from kezhang.reports.drafting import token_values
from kezhang.reports.drafting.trial_figures import Trial
from kezhang.reports.frozen import freezing
from kezhang.reports.frozen.freezing import half_of
from kezhang.reports.models import Template, TemplateVersion
from kezhang.reports.templating import library, report_periods
from kezhang.reports.templating.parsing import TemplateText
from kezhang.reports.templating.tokens import FaultyTemplate
from kezhang.web.document_view import paper, plain

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Indicators on one page of tokens; each has some fifteen tokens that are filled in.
LISTED = 12
MOST_VERSIONS = 1_000_000


@require_http_methods(["GET", "POST"])
def report_templates(request: HttpRequest) -> HttpResponse:
    """The list, and the place to upload a new template or the next version of one."""
    org = bureau_in_view(request)
    faults: list[str] = []
    if request.method == "POST":
        file, name, note = request.FILES.get("file"), request.POST.get("name", ""), request.POST.get("note", "")
        try:
            if file is None:
                raise library.TemplateRefused("请先选择模板文件。")
            content = file.read(settings.KEZHANG_EVIDENCE_LIMIT + 1)
            made = library.keep(org, name, content, file.name or "", person_of(request), note)
        except library.TemplateRefused as refusal:
            faults = [str(refusal)]
        except FaultyTemplate as faulty:
            faults = [str(fault) for fault in faulty.faults]
        else:
            messages.success(request, f"已保存“{made.template.name}”第{made.number}版，下面是用现在的数字填出的样子。")
            return redirect("report-template", key=made.template.key)
    own = Template.objects.filter(org=org).prefetch_related(
        Prefetch("versions", TemplateVersion.objects.select_related("by").order_by("-number"))
    )
    context = {
        "own": own, "shipped": library.shipped(), "faults": faults, "may_write": may_here(request, Verb.DRAFT),
        "name": request.POST.get("name", ""), "kinds": ",".join(library.KINDS),
    }  # fmt: skip
    return render(request, "web/report_templates.html", context, status=422 if faults else 200)


@require_GET
def report_template(request: HttpRequest, key: str) -> HttpResponse:
    """One template filled with the figures of now, and its versions."""
    org, as_of = bureau_in_view(request), as_of_in_view(request)
    written, version = _chosen(request, org, key)
    period = _period(request, report_periods.offered(as_of, library.written_for(written))[0])
    day = min(as_of, period.last) if as_of >= period.first else period.last
    trial = next((each for each in Trial if each.value == request.GET.get("figures")), None)
    try:
        looked = freezing.look(org, period, day, written, trial)
    except (FaultyTemplate, NotADocument) as fault:  # kept when less was checked
        messages.error(request, f"模板有误，请改好后重新上传：{fault}")
        looked = freezing.TemplateLook((), written.paragraphs, 0, ())
    return render(
        request,
        "web/report_template.html",
        {
            "key": key,
            "label": library.label_of(written),
            "blocks": paper(looked.blocks) if looked.blocks else plain(looked.texts),
            "is_paper": written.paper is not None,
            "notes": looked.notes,
            "trial": trial,
            "trials": list(Trial),
            "figures": looked.figures,
            "version": version,
            "versions": version.template.versions.select_related("by").order_by("-number") if version else [],
            "period": period,
            "periods": report_periods.with_chosen(report_periods.offered(as_of, library.written_for(written)), period),
            "day": day,
            "may_write": may_here(request, Verb.DRAFT),
            "kinds": ",".join(library.KINDS),
        },
    )


@require_GET
def template_file(request: HttpRequest, key: str) -> HttpResponse:
    """The template to edit: a version as it was uploaded, a shipped one laid out as its report will be."""
    org = bureau_in_view(request)
    written, version = _chosen(request, org, key)
    label = library.label_of(written)
    if version is None:
        return _download(library.as_docx(written, org.bureau), f"{label}.docx", DOCX)
    with version.file.open("rb") as file:
        kind = conversion.suffix_of(version.file.name or "")
        return _download(file.read(), f"{label}第{version.number}版{kind}", "application/octet-stream")


@require_POST
def restore_template(request: HttpRequest, key: str) -> HttpResponse:
    """An older version as the newest."""
    template = _own(bureau_in_view(request), key)
    version = get_object_or_404(template.versions, number=_number(request.POST.get("version", "")))
    made = library.restore(version, person_of(request))
    messages.success(request, f"第{version.number}版已恢复为第{made.number}版。")
    return redirect("report-template", key=key)


@require_GET
def tokens(request: HttpRequest) -> HttpResponse:
    """标签: every token with what it says now for the bureau in view, to be copied into a template."""
    org, as_of = bureau_in_view(request), as_of_in_view(request)
    query = request.GET.get("q", "").strip()
    period = _period(request, half_of(as_of))
    page = Paginator(token_values.indicators(query, org), LISTED).get_page(request.GET.get("page"))
    found = [(indicator, token_values.of_indicator(indicator)) for indicator in page]
    settings = token_values.settings(query) if page.number == 1 else []
    asked = [*settings, *(token for _, each in found for token in each)]
    told = list(token_values.entries(asked, org, period, as_of))
    groups, at = [], len(settings)
    for indicator, each in found:
        groups.append((indicator, told[at : at + len(each)]))
        at += len(each)
    return render(
        request,
        "web/tokens.html",
        {
            "settings": told[: len(settings)],
            "groups": groups,
            "page": page,
            "q": query,
            "period": period,
            "periods": report_periods.with_chosen(report_periods.offered(as_of, ()), period),
        },
    )


def _period(request: HttpRequest, usual: Period) -> Period:
    """The period asked for; what is none is said, and the usual one is shown instead."""
    try:
        return Period.parse(request.GET.get("period") or usual.code)
    except ValueError as fault:
        messages.error(request, str(fault))
        return usual


def _own(org: Org, key: str) -> Template:
    if (template := library.own(org, key)) is None:
        raise Http404
    return template


def _number(typed: str) -> int:
    """The number of a version; what is none names no version. Raises Http404."""
    try:
        return whole_number(typed, 1, MOST_VERSIONS)
    except ValueError:
        raise Http404 from None


def _chosen(request: HttpRequest, org: Org, key: str) -> tuple[TemplateText, TemplateVersion | None]:
    """The template asked for, in its newest version or the one named."""
    if key in TEMPLATES:
        return TemplateText.shipped(key), None
    template, number = _own(org, key), request.GET.get("version", "")
    version = get_object_or_404(template.versions, number=_number(number)) if number else template.newest
    return library.written(version), version


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer
