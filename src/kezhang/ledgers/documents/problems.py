"""存在问题: problems the bureau names, with measure, owner and deadline, one row each."""

from typing import ClassVar

from django.db import models

from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.process import Process
from kezhang.records.models import Record, unique_key


class NamedProblem(Record):
    """存在问题: a problem stated in a report, and what is done about it."""

    class Category(models.TextChoices):
        CLIMATE = "climate", "氛围"
        INPUT = "input", "投入"
        RESOURCE = "resource", "资源"
        TALENT = "talent", "人才"
        PLATFORM = "platform", "平台"
        MECHANISM = "mechanism", "机制"

    class Stage(models.TextChoices):
        OPEN = "open", "待整改"
        DOING = "doing", "整改中"
        DONE = "done", "已整改"

    category = models.CharField("问题类别", max_length=10, choices=Category)
    statement = models.CharField("问题表述", max_length=200)
    evidence = models.CharField("佐证指标", max_length=120, blank=True)
    measure = models.TextField("整改措施", blank=True)
    owner = models.CharField("责任人", max_length=40, blank=True)
    stated_on = models.DateField("提出日期")
    due_on = models.DateField("整改时限", null=True, blank=True)
    stage = models.CharField("状态", max_length=8, choices=Stage, default=Stage.OPEN)

    class Meta(Record.Meta):
        verbose_name = "存在问题"
        verbose_name_plural = "存在问题"
        ordering: ClassVar = ["-stated_on", "category"]
        constraints: ClassVar = [unique_key("statement", "stated_on")]
        indexes: ClassVar = [models.Index(fields=["org", "due_on"], name="namedproblem_due")]

    def __str__(self) -> str:
        return self.statement


PROBLEMS = Ledger(
    model=NamedProblem,
    slug="problems",
    chapter=Chapter.DOCUMENTS,
    about="报告中的存在问题及整改情况。",
    keys=(("statement", "stated_on"),),
    dated_by="stated_on",
    list_columns=("category", "statement", "measure", "owner", "due_on", "stage"),
    search=("statement", "measure", "owner"),
    filters=("category", "stage"),
    headers={"statement": ("存在的问题", "问题"), "category": ("类别",)},
    process=Process(
        state="stage",
        dated={
            "open": (),
            "doing": (),
            "done": (),
        },
        order=(("stated_on", "due_on"),),
    ),
    due=(
        Due(
            field="due_on",
            ahead=30,
            says="问题整改到期",
            since="stated_on",
            unless={"stage": ("done",)},
            late="问题整改超过时限",
            todo="督促整改，或写明新的时限。",
        ),
    ),
    sample={
        "category": "投入",
        "statement": "本级科技投入总量偏小",
        "measure": "争取纳入年度预算安排",
        "owner": "李文",
        "stated_on": "2024-06-20",
    },
)
