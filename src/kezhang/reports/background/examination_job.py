"""体检任务: what `kezhang doctor` looks for, looked for every night beside the site, and whenever an administrator asks."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import time
from itertools import chain, islice
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from kezhang.catalogue import LEDGERS
from kezhang.jobs import queue
from kezhang.jobs.kinds import Audience, JobKind, JobResult
from kezhang.jobs.models import Job
from kezhang.orgs import access_log
from kezhang.orgs.access_log import BrokenLink
from kezhang.orgs.models import Org, User
from kezhang.records.history import integrity, leftovers
from kezhang.records.history.integrity import IntegrityFault
from kezhang.records.history.leftovers import Leftover
from kezhang.records.history.one_state import one_state
from kezhang.reports.frozen import integrity as frozen_integrity
from kezhang.seals import anchors, chains, files, rows
from kezhang.seals.stamping import time_stamps

#: Days after which an import that nobody confirmed is a leftover, unless somebody asks for others.
STALE = 30
#: Findings that a page lists; the command lists all.
LISTED = 200
SOUND = (
    "变更链和访问日志完整，记录与变更一致，佐证材料齐全，报告与冻结时一致，来件收支平衡，没有遗留的文件、导入和任务。"
)


def findings(
    orgs: Iterable[Org] | None = None, days: int = STALE, copies: Iterable[Mapping[str, Any]] = ()
) -> Iterator[IntegrityFault | BrokenLink | Leftover]:
    """体检: everything that is not as it was written, then what nothing needs any more; all bureaus unless some are named.

    ``copies`` are anchors that somebody has kept elsewhere.
    """
    orgs = None if orgs is None else list(orgs)
    return chain(
        _readable("登记簿", _sealed(orgs, copies)),
        _readable("台账", integrity.examine(LEDGERS.values(), orgs)),
        _readable("报告", frozen_integrity.examine(orgs)),
        _readable("访问日志", access_log.broken_links(orgs)),
        *(_readable(name, import_string(name)(orgs)) for name in settings.KEZHANG_EXAMINERS),
        _readable("遗留", leftovers.find(days, orgs)),
    )


def _readable(what: str, found: Iterator[Any]) -> Iterator[Any]:
    """What a hand has made unreadable is a fault too, and keeps nothing else from being looked at."""
    try:
        yield from found
    except Exception as fault:  # whatever a damaged value makes of itself
        yield IntegrityFault(None, what, f"有内容读不出来（{type(fault).__name__}），可能被直接改动过")


def _sealed(orgs: list[Org] | None, copies: Iterable[Mapping[str, Any]]) -> Iterator[IntegrityFault]:
    """Chains, anchors and rows against the register, all of one state of the database."""
    with one_state():
        parts = (chains.examine(), anchors.examine(copies), time_stamps.examine(), rows.examine(), files.examine())
        found = [fault for part in parts for fault in part]
        bureaus = {str(org.pk): org for org in Org.objects.all()}
    for fault in found:
        org = bureaus.get(fault.place)
        if orgs is None or org in orgs:
            yield IntegrityFault(org, fault.subject, fault.says)


def put_down(org: Org, by: User) -> Job | None:
    """The job an administrator asks for; None where nobody would take it up."""
    return queue.enqueue(EXAMINATION, org, by, "全部单位", {}, key="all")


def _run(job: Job) -> JobResult:  # noqa: ARG001 - there is one of its kind
    found = list(islice(findings(), LISTED + 1))
    if not found:
        return JobResult(SOUND)
    listed = [[each.org.name if each.org else "—", each.subject, each.says] for each in found[:LISTED]]
    count = f"{LISTED}处以上" if len(found) > LISTED else f"{len(found)}处"
    return JobResult(f"发现{count}问题，最先是：{found[0].subject}，{found[0].says}。", {"findings": listed})


def _leads_to(job: Job) -> str:  # noqa: ARG001 - there is one of its kind
    return reverse("examination")


def last_result() -> Job | None:
    """The newest examination that came to its end."""
    return Job.objects.filter(kind=EXAMINATION.slug, state=Job.State.DONE).order_by("-ended_at").first()


EXAMINATION = JobKind(
    slug="examination", label="数据体检", run=_run, leads_to=_leads_to, repeatable=True,
    audience=Audience.INSTALLATION, nightly=time(2, 30),
)  # fmt: skip
