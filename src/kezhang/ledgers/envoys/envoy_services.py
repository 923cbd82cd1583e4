"""特派员服务记录: what an envoy did on a day, one row per service."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kezhang.ledgers.envoys.envoys import ENVOY_HEADERS
from kezhang.records.declaration.ledger import Chapter, Ledger, Link, SheetValue
from kezhang.records.declaration.links import Mention
from kezhang.records.declaration.rules import error, warning
from kezhang.records.fields import LONGEST_CHOICE
from kezhang.records.models import Record, unique_key


class EnvoyService(Record):
    """服务记录: one service; whether it is on the platform decides the fill rate."""

    class Mode(models.TextChoices):
        ONSITE = "onsite", "现场"
        REMOTE = "remote", "远程"
        TRAINING = "training", "培训"
        VENTURE = "venture", "创业带动"

    envoy_name = models.CharField("科技特派员", max_length=60)
    envoy = models.ForeignKey("ledgers.Envoy", null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    served_on = models.DateField("服务日期")
    mode = models.CharField("服务方式", max_length=LONGEST_CHOICE, choices=Mode)
    place = models.CharField("服务地点", max_length=80)
    visit = models.CharField(
        "当日次序", max_length=10, blank=True, help_text="同一天到同一处不止一次的，填1、2；只去一次的不填"
    )
    content = models.TextField("服务内容")
    households = models.PositiveIntegerField("受益农户", null=True, blank=True)
    persons = models.PositiveIntegerField("受益人数", null=True, blank=True)
    new_varieties = models.PositiveSmallIntegerField("引进新品种", null=True, blank=True)
    new_technologies = models.PositiveSmallIntegerField("推广新技术", null=True, blank=True)
    is_on_platform = models.BooleanField("是否填报平台", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "特派员服务记录"
        verbose_name_plural = "特派员服务记录"
        ordering: ClassVar = ["-served_on", "envoy_name"]
        constraints: ClassVar = [
            unique_key("envoy_name", "served_on", "place", "visit", when=~Q(visit="")),
            unique_key("envoy_name", "served_on", "place", when=Q(visit="")),
        ]
        indexes: ClassVar = [models.Index(fields=["org", "served_on"], name="envoyservice_dated")]

    def __str__(self) -> str:
        return f"{self.envoy_name} {self.served_on}"


ENVOY_SERVICES = Ledger(
    model=EnvoyService,
    slug="envoy-services",
    chapter=Chapter.ENVOYS,
    about="特派员服务日志，一次服务一行。",
    keys=(("envoy_name", "served_on", "place", "visit"), ("envoy_name", "served_on", "place")),
    dated_by="served_on",
    list_columns=("envoy_name", "served_on", "mode", "place", "households", "is_on_platform"),
    search=("envoy_name", "place", "content"),
    filters=("mode", "is_on_platform"),
    headers={
        "envoy_name": ENVOY_HEADERS[1:],
        "served_on": ("服务时间",),
        "place": ("签到", "地点"),
        "households": ("受益户数",),
        "is_on_platform": ("是否填报",),
    },
    extendable=("mode",),
    whole_sheet=(SheetValue(column="mode"),),
    links=(Link(field="envoy", name="envoy_name", expected=True),),
    rules=(
        error(
            "persons_cover_households",
            (
                "persons",
                "households",
            ),
            lambda r: r.persons >= r.households,
            "受益人数不能小于受益农户数。",
        ),
        warning(
            "content_says_something",
            ("content",),
            lambda r: len(r.content) >= 10,
            "服务内容一般不少于10个字。",
            basis="特派员管理平台填报要求",
        ),
    ),
    informing=("new_varieties", "new_technologies"),
    mentions=(Mention(column="place", of="villages", within=True),),
    sample={
        "envoy_name": "古丽娜尔",
        "served_on": "2024-04-12",
        "mode": "现场",
        "place": "柳泉镇红柳村",
        "content": "指导番茄温室白粉虱绿色防控和水肥管理",
        "households": "12",
        "is_on_platform": "是",
    },
)
