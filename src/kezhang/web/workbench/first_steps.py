"""开始使用: what a new bureau does first, in its order, until its first report is there; each step a link that is ticked."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from kezhang.orgs.models import Org, Post, User
from kezhang.orgs.permissions import Verb, may
from kezhang.records import access
from kezhang.targets.models import TARGETS
from kezhang.web.workbench.bureau_day import BureauDay
from kezhang.web.workbench.kinds_waiting import WaitingKind


@dataclass(frozen=True)
class FirstStep:
    """One of them: what it is called, why, whether it is done, and where it is."""

    label: str
    says: str
    is_done: bool
    ways: tuple[tuple[str, str], ...]  # words and address


def first_steps(person: User, org: Org, seen: BureauDay, there: Collection[str]) -> list[FirstStep]:
    """For whoever can take one; nothing once a report has been made. ``there`` are the kinds of things there are."""
    keeps, writes = may(person, Verb.KEEP_PEOPLE, org), may(person, Verb.WRITE, org)
    if not (keeps or writes) or WaitingKind.ANY_REPORT in there:
        return []
    steps = [FirstStep("单位和管理员", "已经设好。", True, ())]
    if keeps:
        others = Post.objects.filter(org=org).exclude(person=person).exists()
        ways = (("逐个新增", reverse("person-new")), ("按表新增", reverse("people-import")))
        steps.append(FirstStep("人员", "局领导、各股室的填报人；一个人先用也可以。", others, ways))
    if writes:
        has_rows = bool(seen.changes) or WaitingKind.BATCHES in there
        has_tasks = bool(seen.lines) or access.records(TARGETS, org).exists()
        steps += [
            FirstStep(
                "去年的表",
                "把去年和今年的工作簿一起拖进来，自动认出各是什么台账。",
                has_rows,
                (("上传工作簿", reverse("uploads")),),
            ),
            FirstStep(
                "任务",
                "导入任务表，或读一份上年的总结，把计划里的数字登记为任务。",
                has_tasks,
                (("导入任务表", reverse("targets-import")), ("读一份报告", reverse("read-documents"))),
            ),
            FirstStep(
                "第一份报告", "按本月该写的期间生成，数字都能查到记录。", False, (("生成报告", reverse("report-new")),)
            ),
        ]
    return steps
