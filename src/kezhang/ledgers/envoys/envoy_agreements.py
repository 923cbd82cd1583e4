"""特派员协议: what an envoy, whoever sends him and whoever he serves have agreed on, one row per agreement."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.envoys.envoys import ENVOY_HEADERS
from kezhang.records.declaration.due_dates import Due
from kezhang.records.declaration.ledger import Chapter, Ledger, Link
from kezhang.records.declaration.process import Process
from kezhang.records.declaration.rules import error, warning
from kezhang.records.models import Record, unique_key


class EnvoyAgreement(Record):
    """协议: it is in force until its last day, unless somebody leaves before; renewed, the next one is a row of its own."""

    class Stage(models.TextChoices):
        IN_FORCE = "in_force", "履行中"
        RENEWED = "renewed", "已续聘"
        EXITED = "exited", "已退出"
        EXPIRED = "expired", "期满不续"

    agreement_number = models.CharField("协议编号", max_length=40)
    envoy_name = models.CharField("科技特派员", max_length=60)
    envoy = models.ForeignKey("ledgers.Envoy", null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    served = models.CharField("服务对象", max_length=200, help_text="村、合作社或企业，几个用顿号分开")
    tasks = models.TextField("约定任务", blank=True)
    services_a_year = models.PositiveSmallIntegerField(
        "每年约定服务次数", null=True, blank=True, help_text="没有约定的不填，履约情况就写待核"
    )
    signed_on = models.DateField("签订日期")
    started_on = models.DateField("协议开始日期")
    due_on = models.DateField("协议到期日期")
    stage = models.CharField("协议状态", max_length=10, choices=Stage, default=Stage.IN_FORCE)
    settled_on = models.DateField("办结日期", null=True, blank=True, help_text="续聘、退出或期满不续的日期")
    successor = models.CharField("接替的特派员", max_length=200, blank=True, help_text="几个人接替的用顿号分开")

    class Meta(Record.Meta):
        verbose_name = "特派员协议"
        verbose_name_plural = "特派员协议"
        ordering: ClassVar = ["-started_on", "envoy_name"]
        constraints: ClassVar = [unique_key("agreement_number")]
        indexes: ClassVar = [
            models.Index(fields=["org", "signed_on"], name="envoyagreement_dated"),
            models.Index(fields=["org", "due_on"], name="envoyagreement_due"),
        ]

    def __str__(self) -> str:
        return f"{self.envoy_name} {self.agreement_number}"


ENVOY_AGREEMENTS = Ledger(
    model=EnvoyAgreement,
    slug="envoy-agreements",
    chapter=Chapter.ENVOYS,
    about="特派员选派协议（三方协议），一份一行；续聘另立一行，退出的写明由谁接替。",
    keys=(("agreement_number",),),
    dated_by="signed_on",
    list_columns=("agreement_number", "envoy_name", "served", "started_on", "due_on", "stage"),
    search=("agreement_number", "envoy_name", "served", "successor"),
    filters=("stage",),
    headers={
        "agreement_number": ("协议号", "合同编号"),
        "envoy_name": ENVOY_HEADERS[1:],
        "served": ("帮扶单位", "服务村"),
        "services_a_year": ("约定服务次数", "年服务次数"),
        "signed_on": ("签订时间",),
        "started_on": ("服务开始日期",),
        "due_on": ("服务期满日期", "有效期至"),
        "stage": ("履行情况",),
        "successor": ("接替人",),
    },
    links=(Link(field="envoy", name="envoy_name", expected=True),),
    rules=(
        error(
            "somebody_else_takes_over",
            ("successor", "envoy_name"),
            lambda r: r.envoy_name not in r.successor.split("、"),
            "接替的特派员不能是本人。",
        ),
        warning(
            "some_service_is_agreed_on",
            ("services_a_year",),
            lambda r: r.services_a_year >= 1,
            "每年约定服务次数一般不少于1次。",
            basis="科技特派员选派管理惯例",
        ),
    ),
    process=Process(
        state="stage",
        dated={"in_force": (), "renewed": ("settled_on",), "exited": ("settled_on",), "expired": ("settled_on",)},
        order=(("started_on", "due_on"), ("started_on", "settled_on")),
    ),
    due=(
        Due(
            field="due_on",
            ahead=60,
            says="特派员协议到期",
            since="signed_on",
            until=("settled_on",),
            late="特派员协议到期未办续聘或退出",
            todo="在“特派员协议”页提出续聘或退出，写明由谁接替。",
        ),
    ),
    sample={
        "agreement_number": "KTP-2024-006",
        "envoy_name": "古丽娜尔",
        "served": "柳泉镇红柳村",
        "tasks": "指导设施蔬菜栽培和病虫害绿色防控",
        "services_a_year": "24",
        "signed_on": "2024-03-15",
        "started_on": "2024-03-15",
        "due_on": "2026-03-14",
    },
)
