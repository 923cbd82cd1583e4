"""特派团资金拨付: a group's money as it is to come, and as it has come, one row per instalment."""

from typing import ClassVar

from django.db import models

from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.ledger import Chapter, Ledger, Link
from kezhang.records.declaration.rules import error
from kezhang.records.fields import YuanField
from kezhang.records.models import Record, unique_key


class EnvoyGroupInstalment(Record):
    """一期资金: what is planned, and what was paid; together the plans make the whole that was granted."""

    group_name = models.CharField("特派团名称", max_length=80)
    group = models.ForeignKey(
        "ledgers.EnvoyGroup", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    number = models.PositiveSmallIntegerField("期次", help_text="第几期，填数字")
    amount = YuanField("本期计划资金")
    condition = models.CharField("拨付条件", max_length=80, blank=True, help_text="如 任务书签订后、中期考核通过后")
    due_on = models.DateField("计划拨付日期")
    paid_on = models.DateField("拨付日期", null=True, blank=True)
    paid_amount = YuanField("实拨资金", null=True, blank=True)
    voucher = models.CharField("拨款凭证号", max_length=40, blank=True)

    class Meta(Record.Meta):
        verbose_name = "特派团资金拨付"
        verbose_name_plural = "特派团资金拨付"
        ordering: ClassVar = ["group_name", "number"]
        constraints: ClassVar = [unique_key("group_name", "number")]
        indexes: ClassVar = [
            models.Index(fields=["org", "due_on"], name="envoygroupinstalment_due"),
            models.Index(fields=["org", "paid_on"], name="envoygroupinstalment_paid"),
        ]

    def __str__(self) -> str:
        return f"{self.group_name}第{self.number}期"


ENVOY_GROUP_INSTALMENTS = Ledger(
    model=EnvoyGroupInstalment,
    slug="envoy-group-instalments",
    chapter=Chapter.ENVOYS,
    about="科技特派团的资金分期计划和拨付，一期一行；各期计划之和应等于立项资金。",
    keys=(("group_name", "number"),),
    dated_by="due_on",
    list_columns=("group_name", "number", "amount", "condition", "due_on", "paid_on", "paid_amount"),
    search=("group_name", "condition", "voucher"),
    headers={
        "group_name": ("特派团",),
        "number": ("第几期", "拨付期次"),
        "amount": ("本期金额", "计划金额"),
        "due_on": ("计划拨付时间",),
        "paid_on": ("拨付时间", "到账日期"),
        "paid_amount": ("实拨金额", "到账金额"),
    },
    links=(Link(field="group", name="group_name", expected=True),),
    rules=(
        error("instalments_count_from_one", ("number",), lambda r: r.number >= 1, "期次从1开始。"),
        error(
            "paid_within_the_instalment",
            ("paid_amount", "amount"),
            lambda r: r.paid_amount <= r.amount,
            "实拨资金不能大于本期计划资金。",
        ),
        error(
            "what_was_paid_has_an_amount",
            ("paid_on",),
            lambda r: r.paid_amount is not None,
            "写了拨付日期的应填写实拨资金。",
        ),
        error(
            "an_amount_was_paid_on_a_day",
            ("paid_amount",),
            lambda r: r.paid_on is not None,
            "填了实拨资金的应写明拨付日期。",
        ),
    ),
    due=(
        Due(
            field="due_on",
            ahead=30,
            says="特派团资金拨付",
            until=("paid_on",),
            late="特派团资金到期未拨付",
            todo="核对拨付条件，办理拨付或说明原因。",
        ),
    ),
    sample={
        "group_name": "设施番茄科技特派团",
        "number": "1",
        "amount": "9",
        "condition": "任务书签订后",
        "due_on": "2024-06-30",
    },
)
