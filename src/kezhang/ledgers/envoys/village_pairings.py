"""行政村结对: which envoy serves which village, one row per pairing."""

from typing import ClassVar

from django.db import models

from kezhang.ledgers.envoys.envoys import ENVOY_HEADERS
from kezhang.records.declaration.ledger import Chapter, Ledger, Link
from kezhang.records.declaration.rules import error
from kezhang.records.models import Record, unique_key


class VillagePairing(Record):
    """结对: an envoy and a village for a time; one envoy may serve several villages."""

    village_name = models.CharField("行政村", max_length=60)
    village = models.ForeignKey(
        "ledgers.Village", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    town = models.CharField("乡镇", max_length=40, blank=True)
    envoy_name = models.CharField("科技特派员", max_length=60)
    envoy = models.ForeignKey("ledgers.Envoy", null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    started_on = models.DateField("结对开始日期")
    ended_on = models.DateField("结对结束日期", null=True, blank=True)
    industry = models.CharField("主导产业", max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = "行政村结对"
        verbose_name_plural = "行政村结对"
        ordering: ClassVar = ["town", "village_name"]
        constraints: ClassVar = [unique_key("village_name", "envoy_name", "started_on")]
        indexes: ClassVar = [models.Index(fields=["org", "started_on"], name="villagepairing_dated")]

    def __str__(self) -> str:
        return f"{self.village_name}—{self.envoy_name}"


VILLAGE_PAIRINGS = Ledger(
    model=VillagePairing,
    slug="village-pairings",
    chapter=Chapter.ENVOYS,
    about="特派员与行政村的结对关系；覆盖率按有结对的涉农行政村计，不按人数计。",
    keys=(("village_name", "envoy_name", "started_on"),),
    dated_by="started_on",
    list_columns=("village_name", "town", "envoy_name", "started_on", "ended_on", "industry"),
    search=("village_name", "envoy_name", "town"),
    filters=("town",),
    headers={"village_name": ("服务村", "村名"), "envoy_name": ENVOY_HEADERS[1:], "started_on": ("结对时间",)},
    links=(
        Link(field="village", name="village_name", expected=True),
        Link(field="envoy", name="envoy_name", expected=True),
    ),
    rules=(
        error(
            "ended_after_started",
            ("ended_on", "started_on"),
            lambda r: r.ended_on >= r.started_on,
            "结对结束日期不能早于开始日期。",
        ),
    ),
    sample={
        "village_name": "柳泉镇红柳村",
        "town": "柳泉镇",
        "envoy_name": "古丽娜尔",
        "started_on": "2024-03-15",
        "industry": "设施蔬菜",
    },
)
