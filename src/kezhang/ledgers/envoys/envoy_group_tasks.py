"""特派团任务书: what a group has promised in its task book, one row per promise."""

from typing import ClassVar

from django.db import models

from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.ledger import Chapter, Ledger, Link
from kezhang.records.declaration.rules import error, warning
from kezhang.records.fields import QuantityField
from kezhang.records.models import Record, unique_key


class EnvoyGroupTask(Record):
    """任务: so much of something by a day; whoever has checked it says how much there really was."""

    group_name = models.CharField("特派团名称", max_length=80)
    group = models.ForeignKey(
        "ledgers.EnvoyGroup", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    item = models.CharField("任务内容", max_length=120)
    target_amount = QuantityField("目标值")
    unit = models.CharField("计量单位", max_length=10)
    due_on = models.DateField("完成期限")
    done_amount = QuantityField("完成值", null=True, blank=True, help_text="核验以后填写，没有核验的不填")
    checked_on = models.DateField("核验日期", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "特派团任务书"
        verbose_name_plural = "特派团任务书"
        ordering: ClassVar = ["group_name", "due_on", "item"]
        constraints: ClassVar = [unique_key("group_name", "item")]
        indexes: ClassVar = [models.Index(fields=["org", "due_on"], name="envoygrouptask_due")]

    def __str__(self) -> str:
        return f"{self.group_name}：{self.item}"


ENVOY_GROUP_TASKS = Ledger(
    model=EnvoyGroupTask,
    slug="envoy-group-tasks",
    chapter=Chapter.ENVOYS,
    about="科技特派团任务书里的任务，一项一行；核验以后写明实际完成多少。",
    keys=(("group_name", "item"),),
    dated_by="due_on",
    list_columns=("group_name", "item", "target_amount", "unit", "done_amount", "due_on", "checked_on"),
    search=("group_name", "item"),
    filters=("unit",),
    headers={
        "group_name": ("特派团",),
        "item": ("任务指标", "任务"),
        "target_amount": ("目标",),
        "unit": ("单位",),
        "due_on": ("完成时限",),
        "done_amount": ("实际完成",),
        "checked_on": ("核验时间",),
    },
    links=(Link(field="group", name="group_name", expected=True),),
    rules=(
        error(
            "what_was_checked_has_an_amount",
            ("checked_on",),
            lambda r: r.done_amount is not None,
            "写了核验日期的应填写完成值；一点没有完成的填0。",
        ),
        error(
            "an_amount_has_been_checked",
            ("done_amount",),
            lambda r: r.checked_on is not None,
            "填了完成值的应写明核验日期。",
        ),
        warning(
            "the_target_was_reached",
            ("done_amount", "target_amount"),
            lambda r: r.done_amount >= r.target_amount,
            "完成值没有达到目标值。",
            basis="任务书",
        ),
    ),
    due=(
        Due(
            field="due_on",
            ahead=30,
            says="特派团任务到期",
            until=("checked_on",),
            late="特派团任务到期未核验",
            todo="核验完成情况，填写完成值和核验日期。",
        ),
    ),
    sample={
        "group_name": "设施番茄科技特派团",
        "item": "引进番茄新品种",
        "target_amount": "3",
        "unit": "个",
        "due_on": "2024-10-31",
    },
)
