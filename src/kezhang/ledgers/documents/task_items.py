"""重点工作分工: tasks broken down from a superior's document, one row per task."""

from typing import ClassVar

from django.db import models

from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.process import Process
from kezhang.records.models import Record, unique_key


class TaskItem(Record):
    """分工任务: one item of a list, with its owner, deadline, progress and state.

    Whether it is late (滞后) follows from deadline and state; nobody chooses it.
    """

    class Stage(models.TextChoices):
        NOT_STARTED = "not_started", "未启动"
        DOING = "doing", "推进中"
        DONE = "done", "已完成"
        CONTINUOUS = "continuous", "长期坚持"
        CLOSED = "closed", "已销号"

    source = models.CharField("依据文件", max_length=120)
    number = models.CharField("任务序号", max_length=20)
    task = models.CharField("工作任务", max_length=200)
    measure = models.TextField("具体举措", blank=True)
    goal = models.CharField("目标", max_length=200, blank=True)
    leader = models.CharField("牵头单位", max_length=80)
    partners = models.CharField("配合单位", max_length=120, blank=True)
    owner = models.CharField("责任人", max_length=40, blank=True)
    listed_on = models.DateField("下达日期")
    due_on = models.DateField("完成时限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    progress = models.TextField("完成情况", blank=True)
    stage = models.CharField("状态", max_length=12, choices=Stage, default=Stage.NOT_STARTED)

    class Meta(Record.Meta):
        verbose_name = "重点工作分工"
        verbose_name_plural = "重点工作分工"
        ordering: ClassVar = ["source", "number"]
        constraints: ClassVar = [unique_key("source", "number")]
        indexes: ClassVar = [models.Index(fields=["org", "due_on"], name="taskitem_due")]

    def __str__(self) -> str:
        return self.task


TASK_ITEMS = Ledger(
    model=TaskItem,
    slug="task-items",
    chapter=Chapter.DOCUMENTS,
    about="重点工作分工清单，一项任务一行，按时限调度和销号。",
    keys=(("source", "number"),),
    dated_by="listed_on",
    list_columns=("number", "task", "leader", "owner", "due_on", "progress", "stage"),
    search=("task", "leader", "owner", "source"),
    filters=("stage", "leader"),
    headers={
        "source": ("依据",),
        "goal": ("成果形式",),
        "leader": ("责任单位",),
        "due_on": ("完成期限",),
        "progress": ("二季度完成情况", "季度完成情况"),
    },
    # 滞后 is no state: a task that was called so is one under way, and the deadline says whether it is late.
    spellings={"stage": {"滞后": "推进中"}},
    retired={"stage": {"behind": "滞后"}},
    process=Process(
        state="stage",
        dated={
            "not_started": (),
            "doing": (),
            "done": ("done_on",),
            "continuous": (),
            "closed": ("done_on",),
        },
        order=(("listed_on", "due_on"), ("listed_on", "done_on")),
    ),
    due=(
        Due(
            field="due_on",
            ahead=30,
            says="分工任务到期",
            since="listed_on",
            until=("done_on",),
            unless={"stage": ("continuous",)},
            late="分工任务逾期未完成",
            todo="写明原因和新的时限。",
        ),
    ),
    sample={
        "source": "2024年科技重点工作分工清单",
        "number": "3",
        "task": "推进技术合同认定登记",
        "goal": "全年成交额2000万元",
        "leader": "县科技局",
        "owner": "李文",
        "listed_on": "2024-02-28",
        "due_on": "2024-12-31",
        "stage": "推进中",
    },
)
