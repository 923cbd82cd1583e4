"""企业技术需求: demands collected from firms, one row per demand."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.firms import FIRM_HEADERS, FIRM_LINK, FirmRecord
from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.links import Mention
from kezhang.records.declaration.process import Process
from kezhang.records.fields import YuanField
from kezhang.records.models import Record, unique_key


class TechnologyDemand(FirmRecord):
    """技术需求: a problem a firm wants solved, from collection to agreement."""

    class Stage(models.TextChoices):
        COLLECTED = "collected", "已征集"
        DISPATCHED = "dispatched", "已发布"
        MATCHED = "matched", "已对接"
        SIGNED = "signed", "已签约"
        DONE = "done", "已完成"
        WITHDRAWN = "withdrawn", "已撤回"

    class Mode(models.TextChoices):
        COMMISSION = "commission", "委托开发"
        COOPERATION = "cooperation", "合作开发"
        IMPORT = "import", "技术引进"
        OPEN_BID = "open_bid", "揭榜挂帅"

    title = models.CharField("需求名称", max_length=120)
    field = models.CharField("所属领域", max_length=40, blank=True)
    description = models.TextField("需求描述", blank=True)
    planned_input = YuanField("拟投入资金", null=True, blank=True)
    mode = models.CharField("合作方式", max_length=12, choices=Mode, blank=True)
    collected_on = models.DateField("征集日期")
    partner = models.CharField("对接单位", max_length=80, blank=True)
    stage = models.CharField("状态", max_length=12, choices=Stage, default=Stage.COLLECTED)

    class Meta(Record.Meta):
        verbose_name = "企业技术需求"
        verbose_name_plural = "企业技术需求"
        ordering: ClassVar = ["-collected_on", "title"]
        constraints: ClassVar = [unique_key("title", "enterprise_name")]
        indexes: ClassVar = [models.Index(fields=["org", "collected_on"], name="technologydemand_dated")]

    def __str__(self) -> str:
        return self.title


TECHNOLOGY_DEMANDS = Ledger(
    model=TechnologyDemand,
    slug="technology-demands",
    chapter=Chapter.COOPERATION,
    about="企业技术需求征集和对接情况，一项需求一行。",
    keys=(("title", "enterprise_name"),),
    dated_by="collected_on",
    list_columns=("title", "enterprise_name", "field", "planned_input", "collected_on", "partner", "stage"),
    search=("title", "enterprise_name", "partner"),
    filters=("stage", "mode"),
    headers={
        **FIRM_HEADERS,
        "title": ("技术难题", "技术需求名称"),
        "collected_on": ("征集时间",),
        "partner": ("对接院校",),
    },
    links=(FIRM_LINK,),
    process=Process(
        state="stage",
        dated={
            "collected": (),
            "dispatched": (),
            "matched": (),
            "signed": (),
            "done": (),
            "withdrawn": (),
        },
    ),
    informing=("planned_input",),
    mentions=(Mention(column="partner", of="enterprises"),),
    sample={
        "enterprise_name": "朔湖绿源农业科技有限公司",
        "credit_code": "91652799MA7AB1239R",
        "title": "番茄采后保鲜与分选技术",
        "field": "农产品加工",
        "planned_input": "60",
        "collected_on": "2024-03-18",
        "stage": "已对接",
    },
)
