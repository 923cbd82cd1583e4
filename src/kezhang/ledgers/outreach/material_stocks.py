"""科普资料与图书: what was printed or bought and what is left of it, one row per batch.

Copies, volumes, films and gifts are different things and are never added together.
"""

from typing import ClassVar

from django.db import models

from kezhang.records.declaration.ledger import Chapter, Ledger
from kezhang.records.declaration.rules import error, warning
from kezhang.records.models import Record, unique_key


class MaterialStock(Record):
    """科普资料制发: one batch of one material; what was handed out at an event is counted at the event."""

    class Kind(models.TextChoices):
        LEAFLET = "leaflet", "资料(份)"
        BOOK = "book", "图书(册)"
        VIDEO = "video", "视频"
        GIFT = "gift", "宣传品"

    class Language(models.TextChoices):
        CHINESE = "chinese", "汉语"
        UYGHUR = "uyghur", "维吾尔语"
        KAZAKH = "kazakh", "哈萨克语"
        MONGOLIAN = "mongolian", "蒙古语"
        OTHER = "other", "其他"

    material = models.CharField("资料名称", max_length=120)
    batch = models.CharField("批次", max_length=40, blank=True, help_text="同一资料分批印制时填写")
    kind = models.CharField("类型", max_length=10, choices=Kind)
    language = models.CharField("语种", max_length=10, choices=Language, blank=True)
    made_on = models.DateField("制作日期")
    produced = models.PositiveIntegerField("制作数")
    issued = models.PositiveIntegerField("发放数", default=0)
    balance = models.PositiveIntegerField("结存", null=True, blank=True, help_text="制作数减发放数；可不填")

    class Meta(Record.Meta):
        verbose_name = "科普资料制发"
        verbose_name_plural = "科普资料制发"
        ordering: ClassVar = ["-made_on", "material"]
        constraints: ClassVar = [unique_key("material", "batch", "made_on")]

    def __str__(self) -> str:
        return f"{self.material} {self.batch}".strip()


MATERIAL_STOCKS = Ledger(
    model=MaterialStock,
    slug="material-stocks",
    chapter=Chapter.OUTREACH,
    about="科普资料、图书、视频和宣传品的制作与结存，一批一行；发放数以活动台账为准，不与本台账相加。",
    keys=(("material", "batch", "made_on"),),
    dated_by="made_on",
    list_columns=("made_on", "material", "batch", "kind", "language", "produced", "issued", "balance"),
    search=("material", "batch"),
    filters=("kind", "language"),
    headers={
        "material": ("图书名称", "资料(图书)名称"),
        "kind": ("资料类型",),
        "made_on": ("印制时间", "制作时间"),
        "produced": ("印制数", "印数", "制作数量"),
        "issued": ("发放数量", "已发放"),
        "balance": ("结存数", "库存"),
    },
    spellings={
        "kind": {"资料": "资料(份)", "图书": "图书(册)"},
        "language": {"汉": "汉语", "维": "维吾尔语", "哈": "哈萨克语", "蒙": "蒙古语"},
    },
    rules=(
        error(
            "issued_within_produced", ("produced", "issued"), lambda r: r.issued <= r.produced, "发放数不能大于制作数。"
        ),
        error(
            "balance_is_what_is_left",
            ("produced", "issued", "balance"),
            lambda r: r.balance == r.produced - r.issued,
            "结存应等于制作数减发放数。",
        ),
        warning(
            "something_was_made",
            ("produced",),
            lambda r: r.produced > 0,
            "制作数为0，请核对。",
            basis="科普资料制发台账填报要求",
        ),
    ),
    sample={
        "material": "设施蔬菜病虫害防治手册",
        "batch": "2024年第一批",
        "kind": "图书",
        "language": "汉",
        "made_on": "2024-03-12",
        "produced": "1500",
        "issued": "900",
        "balance": "600",
    },
)
