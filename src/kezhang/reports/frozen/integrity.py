"""报告体检: whether the figures of every report are those that were frozen, and what they rest on comes to.

A fault is named by report; looking changes nothing.
"""

from collections.abc import Iterable, Iterator

from kezhang.orgs.models import Org
from kezhang.records.history.integrity import IntegrityFault
from kezhang.reports.frozen import freezing
from kezhang.reports.frozen.freezing import NotAddingUp, digest_of
from kezhang.reports.models import Report


def examine(orgs: Iterable[Org] | None = None) -> Iterator[IntegrityFault]:
    """The figures of every report against their digest, and worked out again."""
    chosen = {} if orgs is None else {"org__in": list(orgs)}
    for report in Report.objects.filter(**chosen).select_related("org"):
        subject = f"报告 {report.number}"
        try:
            figures = list(report.figures.order_by("mark"))
            if digest_of(figures) != report.digest:
                yield IntegrityFault(report.org, subject, "数字与冻结时的校验值不符")
            freezing.check(figures)
        except NotAddingUp as fault:
            yield IntegrityFault(report.org, subject, str(fault).partition("，没有生成报告")[0])
        except Exception as fault:  # whatever a damaged value makes of itself
            says = f"有数字读不出来（{type(fault).__name__}），可能被直接改动过"
            yield IntegrityFault(report.org, subject, says)
