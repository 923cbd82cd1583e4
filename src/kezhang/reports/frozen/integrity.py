"""报告体检: whether the files of reports, of what went to and fro, and of templates are those that were kept.

A fault is named by report and file; looking changes nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator

from kezhang.orgs.models import Org
from kezhang.records.history.integrity import IntegrityFault
from kezhang.reports.frozen.freezing import digest_of
from kezhang.reports.models import Report, Revision, TemplateVersion


def examine(orgs: Iterable[Org] | None = None) -> Iterator[IntegrityFault]:
    """Every kept file against its digest, and the figures of every report against theirs."""
    chosen = {} if orgs is None else {"org__in": list(orgs)}
    for report in Report.objects.filter(**chosen).select_related("org"):
        yield from _file(report.org, f"报告 {report.number}", report)
        if digest_of(list(report.figures.order_by("mark"))) != report.digest:
            yield IntegrityFault(report.org, f"报告 {report.number}", "数字与冻结时的校验值不符")
    of_reports = {f"report__{name}": value for name, value in chosen.items()}
    for revision in Revision.objects.filter(**of_reports).select_related("report__org"):
        yield from _file(revision.report.org, str(revision), revision)
    of_templates = {f"template__{name}": value for name, value in chosen.items()}
    for version in TemplateVersion.objects.filter(**of_templates).select_related("template__org"):
        yield from _file(version.template.org, f"模板 {version}", version)


def _file(org: Org, subject: str, kept: Report | Revision | TemplateVersion) -> Iterator[IntegrityFault]:
    try:
        with kept.file.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        yield IntegrityFault(org, subject, "文件不见了")
        return
    if digest != kept.sha256:
        yield IntegrityFault(org, subject, "文件内容与校验值不符")
