"""引进新品种新技术新产品: varieties, technologies and products brought in, one row each."""

from typing import ClassVar

from django.db import models

from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.process import Process
from kezhang.records.fields import OrganisationNameField, QuantityField, YuanField
from kezhang.records.models import Record, unique_key


class Introduction(Record):
    """引进: something new that a firm or a station brought into the county; the same thing counts once."""

    class Kind(models.TextChoices):
        VARIETY = "variety", "新品种"
        TECHNOLOGY = "technology", "新技术"
        PRODUCT = "product", "新产品"
        EQUIPMENT = "equipment", "新装备"
        MODEL = "model", "新模式"

    class Stage(models.TextChoices):
        INTRODUCED = "introduced", "已引进"
        TRIAL = "trial", "试验"
        DEMONSTRATION = "demonstration", "示范"
        EXTENDED = "extended", "推广"
        DROPPED = "dropped", "淘汰"

    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=12, choices=Kind)
    origin = models.CharField("引进来源", max_length=120, blank=True)
    introducer = OrganisationNameField("引进单位")
    introduced_on = models.DateField("引进日期")
    trial_area = QuantityField("试验面积(亩)", null=True, blank=True)
    extension_area = QuantityField("推广面积(亩)", null=True, blank=True)
    benefit = YuanField("效益", null=True, blank=True)
    stage = models.CharField("进展", max_length=14, choices=Stage, default=Stage.INTRODUCED)

    class Meta(Record.Meta):
        verbose_name = "引进新品种新技术"
        verbose_name_plural = "引进新品种新技术"
        ordering: ClassVar = ["-introduced_on", "name"]
        constraints: ClassVar = [unique_key("name", "introducer")]
        indexes: ClassVar = [models.Index(fields=["org", "introduced_on"], name="introduction_dated")]

    def __str__(self) -> str:
        return self.name


INTRODUCTIONS = Ledger(
    model=Introduction,
    slug="introductions",
    chapter=Chapter.COOPERATION,
    about="引进的新品种、新技术、新产品等，同名的只计一项。",
    keys=(("name", "introducer"),),
    dated_by="introduced_on",
    list_columns=("name", "kind", "origin", "introducer", "introduced_on", "extension_area", "stage"),
    search=("name", "introducer", "origin"),
    filters=("kind", "stage"),
    headers={
        "name": ("品种名称", "技术名称", "产品名称", "品种/技术/产品名称"),
        "origin": ("来源地", "来源单位"),
        "introduced_on": ("引进时间",),
        "trial_area": ("试验面积",),
        "extension_area": ("推广面积",),
    },
    process=Process(
        state="stage",
        dated={
            "introduced": (),
            "trial": (),
            "demonstration": (),
            "extended": (),
            "dropped": (),
        },
    ),
    informing=("trial_area", "benefit"),
    sample={
        "name": "樱桃番茄“红霞2号”",
        "kind": "新品种",
        "origin": "山东寿光",
        "introducer": "朔湖绿源农业科技有限公司",
        "introduced_on": "2023-09-05",
        "trial_area": "12.5",
    },
)
